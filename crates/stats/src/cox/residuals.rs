//! What the fit leaves unexplained, row by row.

use crate::cox::fit::Cox;
use crate::cox::robust::ScoreResiduals;

/// What one departure says about the coefficients: its covariates less their mean over those at risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Schoenfeld {
    /// Which row left, in the order of the data.
    pub row: usize,
    /// When.
    pub time: f64,
    /// Covariate less mean, per covariate.
    pub residuals: Vec<f64>,
    /// The same in units of the coefficient, and moved to it: departures × residuals × covariance + coefficient. Over time it shows
    /// how a coefficient changes. Empty under an absolute penalty.
    pub scaled: Vec<f64>,
}

impl Cox {
    /// Departures less expected departures of each row: 1 or 0 less risk times hazard; at most 1, adding up to 0.
    ///
    /// In the order of the data. After a fit with exact ties the hazard is Breslow's, as in R.
    ///
    /// # Source
    /// Therneau, Grambsch and Fleming (1990), Martingale-Based Residuals for Survival Models, Biometrika 77:147–160.
    ///
    /// # Checked against
    /// R 4.2.2 `residuals(coxph(…), type = "martingale")`, data set `tenures`, also with late entries, strata and weights.
    pub fn martingale_residuals(&self) -> Vec<f64> {
        self.per_row(|row, weight| {
            let (event, expected) = self.seen_and_expected(row, weight);
            event - expected
        })
    }

    /// Martingale residuals made symmetric: sign(m) √(−2 (m + δ ln(δ − m))).
    ///
    /// # Source
    /// As for [`martingale_residuals`](Self::martingale_residuals).
    pub fn deviance_residuals(&self) -> Vec<f64> {
        self.per_row(|row, weight| {
            let (event, expected) = self.seen_and_expected(row, weight);
            let m = event - expected;
            // δ − m is what was expected, which is above 0 for whoever was at risk.
            let log = if event > 0.0 { expected.max(f64::MIN_POSITIVE).ln() } else { 0.0 };
            m.signum() * (-2.0 * (m + log)).max(0.0).sqrt()
        })
    }

    /// Whether a sorted row left, 1 or 0, and how many departures were expected of it.
    fn seen_and_expected(&self, row: usize, hazard: f64) -> (f64, f64) {
        (f64::from(u8::from(self.model.sets.is_death(row))), hazard)
    }

    /// Applies a function of each sorted row and its expected departures; rows that were never at risk get that of nothing.
    fn per_row(&self, of: impl Fn(usize, f64) -> f64) -> Vec<f64> {
        let expected = self.model.expected(self.at(), None);
        let eta = self.centered_predictors();
        let mut all = vec![0.0; self.rows];
        for (row, &place) in self.model.sets.order.iter().enumerate() {
            all[place as usize] = of(row, eta[row].exp() * expected.hazard(row));
        }
        all
    }

    /// What each departure says about each coefficient, in order of stratum and time.
    ///
    /// # Source
    /// Schoenfeld (1982), Biometrika 69:239–241; scaled as in Grambsch and Therneau (1994), Biometrika 81:515–526.
    ///
    /// # Checked against
    /// R 4.2.2 `residuals(coxph(…), type = "schoenfeld")` and `"scaledsch"`, data set `tenures`.
    pub fn schoenfeld_residuals(&self) -> Vec<Schoenfeld> {
        let p = self.coefficients().len();
        let departures = self.departures() as f64;
        let one = |bin: usize, row: usize| {
            let x = |column: usize| self.model.blocks().value(row, column);
            let own: Vec<f64> = (0..p).map(|j| x(j) - self.model.mean_at(self.at(), bin, j)).collect();
            let spreads = &self.standard.scales;
            let scaled = self.model_covariance.as_ref().map_or_else(Vec::new, |covariance| {
                let times = |j: usize| -> f64 { (0..p).map(|i| own[i] * covariance[(i, j)]).sum() };
                (0..p).map(|j| (self.optimum.beta[j] + departures * times(j)) / spreads[j]).collect()
            });
            let residuals = own.iter().zip(spreads).map(|(it, scale)| it * scale).collect();
            let row = self.model.sets.order[row] as usize;
            Schoenfeld { row, time: self.model.sets.bins[bin].time, residuals, scaled }
        };
        let bins = 0..self.model.sets.bins.len();
        bins.flat_map(|bin| self.model.sets.deaths_of(bin).map(move |row| one(bin, row))).collect()
    }

    /// What each row adds to the slope of each coefficient, unweighted, in the order of the data.
    ///
    /// # Checked against
    /// R 4.2.2 `residuals(coxph(…), type = "score")`, data set `tenures`, also with late entries, strata and weights.
    pub fn score_residuals(&self) -> Vec<Vec<f64>> {
        let scales = &self.standard.scales;
        self.influence(|own, weight| own.iter().zip(scales).map(|(it, scale)| it / weight * scale).collect())
    }

    /// By how much each coefficient would change without each row, about, in the order of the data; nothing under an absolute
    /// penalty.
    ///
    /// # Checked against
    /// R 4.2.2 `residuals(coxph(…), type = "dfbeta")`, data set `tenures`, also with late entries, strata and weights.
    pub fn coefficient_changes(&self) -> Option<Vec<Vec<f64>>> {
        let (covariance, scales) = (self.model_covariance.as_ref()?, &self.standard.scales);
        let change = |own: &[f64], _| {
            let times = |j: usize| -> f64 { own.iter().enumerate().map(|(i, it)| it * covariance[(i, j)]).sum() };
            (0..own.len()).map(|j| times(j) / scales[j]).collect()
        };
        Some(self.influence(change))
    }

    /// Applies a function of the weighted score residual of each row and its weight.
    fn influence(&self, of: impl Fn(&[f64], f64) -> Vec<f64>) -> Vec<Vec<f64>> {
        let p = self.coefficients().len();
        let residuals = ScoreResiduals::new(&self.model, self.at(), None);
        let eta = self.centered_predictors();
        let mut all = vec![vec![0.0; p]; self.rows];
        let mut own = vec![0.0; p];
        for (row, &place) in self.model.sets.order.iter().enumerate() {
            residuals.of(row, &mut own);
            all[place as usize] = of(&own, self.at().risk[row] / eta[row].exp());
        }
        all
    }
}
