//! Does each covariate multiply the hazard by the same at all times?

use std::str::FromStr;

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::Level;
use crate::cox::fit::Cox;
use crate::cox::newton::form;
use crate::cox::risk::Bin;
use crate::cox::robust;
use crate::cox::rows::Rows;
use crate::estimate::{Test, Tested, Why};
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::chi_square_upper;
use crate::survival::{LifeTable, kaplan_meier};

/// A pivot below this part of its diagonal is rounding.
const PIVOT_MIN: f64 = 1e-11;

/// The function of time along which coefficients are suspected to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TimeScale {
    /// 1 less Kaplan-Meier just before: spreads departures evenly and gives late ones no more weight. The default, also of R.
    #[default]
    KaplanMeier,
    /// Time itself.
    Identity,
    /// The rank of the time among all durations.
    Rank,
    /// The logarithm of time.
    Log,
}

impl TimeScale {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::KaplanMeier, Self::Identity, Self::Rank, Self::Log];

    /// The word used on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::KaplanMeier => "km",
            Self::Identity => "identity",
            Self::Rank => "rank",
            Self::Log => "log",
        }
    }
}

impl FromStr for TimeScale {
    type Err = StatsError;

    fn from_str(given: &str) -> Result<Self, StatsError> {
        Self::ALL.into_iter().find(|it| it.word() == given).ok_or_else(|| StatsError::UnknownWord {
            what: "time scale",
            given: given.to_owned(),
            allowed: "`km`, `identity`, `rank`, `log`",
        })
    }
}

/// Tests that coefficients do not change over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportionality {
    /// Along which function of time.
    pub scale: TimeScale,
    /// Per covariate, the others held as fitted.
    pub covariates: Vec<Tested>,
    /// All at once.
    pub all: Tested,
}

impl Cox {
    /// Tests whether each coefficient stays the same over time: the score test against β + γ g(t).
    ///
    /// With the model extended by x · g(t), the slope for γ at 0 is U = Σ g(tₖ) (x − x̄) over departures, and its variance that of U
    /// given the fitted β: V = I(g²) − I(g) I(1)⁻¹ I(g), where I(f) = Σ f(tₖ) Vₖ with the covariance Vₖ of covariates over those
    /// at risk at tₖ. The statistic is U²/V per covariate, UᵀV⁻¹U for all. Approximations that take Vₖ as constant, such as
    /// lifelines' and R's before version 3, can differ by a factor of two.
    ///
    /// Where errors are robust V is Σ r rᵀ over rows or clusters, r = w − I(g) I(1)⁻¹ u, with u what each adds to the slope of the
    /// coefficients and w what it adds to U: it depends neither on the unit of the weights nor on how many rows of a cluster
    /// say the same.
    ///
    /// # Shapes
    /// `rows` are those of the fit.
    ///
    /// # Returns
    /// Chi-squares with 1 degree of freedom per covariate, and one for all. `Undetermined(ZeroVariance)` when all departures are at
    /// one time, and `TooFew` of robust errors with no more rows or clusters than covariates. Nothing after a penalized fit. After one with exact ties the covariances are Breslow's, as in R.
    ///
    /// # Errors
    /// - `LengthMismatch` when these are not the rows of the fit.
    /// - `OutOfRange` when a departure at 0 has no logarithm.
    ///
    /// # Source
    /// Grambsch and Therneau (1994), Proportional Hazards Tests and Diagnostics Based on Weighted Residuals, Biometrika
    /// 81:515–526; the exact score test as in R's `cox.zph` since `survival` 3. Method page:
    /// `docs/methods/proportional_hazards.md`.
    ///
    /// # Checked against
    /// R 4.2.2 `survival` 3.5-3 `cox.zph`, data sets `rossi` and `tenures`, four time scales; the robust form against R's score
    /// residuals of stretches from departure to departure: `tests/reference/cox.rs`. Its size: `tests/coverage/cox.rs`.
    pub fn proportional(&self, rows: &Rows, scale: TimeScale) -> Result<Option<Proportionality>, StatsError> {
        if rows.len() != self.rows {
            let (left, right) = ("durations", "the rows of the fit");
            return Err(StatsError::LengthMismatch { left, left_len: rows.len(), right, right_len: self.rows });
        }
        if self.is_penalized() {
            return Ok(None);
        }
        let g = self.centered(times(&self.model.sets.bins, rows, scale)?);
        Ok(Some(self.score_tests(scale, &g)))
    }

    /// Moves a function of time to mean 0 over departures.
    fn centered(&self, mut g: Vec<f64>) -> Vec<f64> {
        let weights = self.model.sets.bins.iter().map(|bin| f64::from(bin.deaths));
        let mean = g.iter().zip(weights).map(|(g, d)| g * d).sum::<f64>() / self.departures() as f64;
        for it in &mut g {
            *it -= mean;
        }
        g
    }

    fn score_tests(&self, scale: TimeScale, g: &[f64]) -> Proportionality {
        let p = self.coefficients().len();
        let slope = self.slope_along(g);
        let squares: Vec<f64> = g.iter().map(|g| g * g).collect();
        let mixed = self.model.information(self.at(), g);
        let along = self.model.information(self.at(), &squares);
        let plain = self.model.information(self.at(), &vec![1.0; g.len()]);
        if self.has_robust_errors() {
            return self.robust_tests(scale, g, (&slope, &mixed, plain));
        }
        // On coordinates in which I(1) is 1: covariates that nearly repeat each other would otherwise cancel to their rounding.
        let lower = Positive::new_within(plain, PIVOT_MIN).map_or_else(|_| DMatrix::zeros(p, p), |it| it.lower());
        let evened = |matrix: &DMatrix<f64>| {
            let half = lower.solve_lower_triangular(matrix)?;
            lower.solve_lower_triangular(&half.transpose())
        };
        let parts = evened(&along).zip(evened(&mixed)).map(|(along, mixed)| along - &mixed * mixed.transpose());
        let evened_variance = parts.unwrap_or_else(|| DMatrix::zeros(p, p));
        let variance = &lower * &evened_variance * lower.transpose();
        let is_known = |j: usize| variance[(j, j)] > PIVOT_MIN * along[(j, j)].abs();
        let covariate = |j: usize| {
            if is_known(j) { self.test(slope[j] * slope[j] / variance[(j, j)], 1) } else { no_variance() }
        };
        let evened_slope = lower.solve_lower_triangular(&DVector::from_column_slice(&slope));
        let all = match (Positive::new_within(evened_variance, PIVOT_MIN), evened_slope) {
            (Ok(factor), Some(slope)) if (0..p).all(is_known) => self.test(form(&factor, slope.as_slice()), p),
            _ => no_variance(),
        };
        Proportionality { scale, covariates: (0..p).map(covariate).collect(), all }
    }

    /// The same with the variance of U from what each row or cluster adds to it.
    fn robust_tests(
        &self,
        scale: TimeScale,
        g: &[f64],
        (slope, mixed, plain): (&[f64], &DMatrix<f64>, DMatrix<f64>),
    ) -> Proportionality {
        let p = slope.len();
        let none = |why| Proportionality {
            scale,
            covariates: vec![Tested::Undetermined(why); p],
            all: Tested::Undetermined(why),
        };
        let needed = p as u64 + 1;
        if self.units() < needed {
            return none(Why::TooFew { needed, given: self.units() });
        }
        let Ok(plain) = Positive::new_within(plain, PIVOT_MIN) else { return none(Why::ZeroVariance) };
        let onto = mixed * plain.inverse();
        let clusters = self.clusters.as_ref();
        let spread = robust::spread_along(&self.model, self.at(), g, &onto, clusters);
        // What was taken off, of which a far smaller rest is rounding.
        let explained = self.score_spread.as_ref().map(|score| &onto * score * onto.transpose());
        let is_known = |j: usize| {
            let explained = explained.as_ref().map_or(0.0, |explained| explained[(j, j)]);
            spread[(j, j)] > PIVOT_MIN * explained.max(f64::MIN_POSITIVE)
        };
        let covariate = |j: usize| {
            if is_known(j) { self.test(slope[j] * slope[j] / spread[(j, j)], 1) } else { no_variance() }
        };
        let covariates = (0..p).map(covariate).collect();
        let all = match Positive::new_within(spread.clone(), PIVOT_MIN) {
            Ok(factor) if (0..p).all(is_known) => self.test(form(&factor, slope), p),
            _ => no_variance(),
        };
        Proportionality { scale, covariates, all }
    }

    fn test(&self, statistic: f64, degrees_of_freedom: usize) -> Tested {
        let degrees_of_freedom = u32::try_from(degrees_of_freedom).unwrap_or(u32::MAX);
        Tested::Known(Test {
            statistic,
            degrees_of_freedom: Some(degrees_of_freedom),
            denominator: None,
            p_value: chi_square_upper(statistic, degrees_of_freedom),
            n: self.units(),
            method: Method::PROPORTIONAL_HAZARDS,
        })
    }

    /// Σ g w (x − x̄) over departures.
    fn slope_along(&self, g: &[f64]) -> Vec<f64> {
        let model = &self.model;
        let mut slope = vec![0.0; model.columns()];
        for (bin, g) in g.iter().enumerate() {
            for row in model.sets.deaths_of(bin) {
                let weight = g * model.event_weights[row];
                for (column, sum) in slope.iter_mut().enumerate() {
                    *sum += weight * (model.blocks().value(row, column) - model.mean_at(self.at(), bin, column));
                }
            }
        }
        slope
    }
}

const fn no_variance() -> Tested {
    Tested::Undetermined(Why::ZeroVariance)
}

/// The function of time at each bin.
fn times(bins: &[Bin], rows: &Rows, scale: TimeScale) -> Result<Vec<f64>, StatsError> {
    match scale {
        TimeScale::Identity => Ok(bins.iter().map(|bin| bin.time).collect()),
        TimeScale::Log => match bins.iter().find(|bin| bin.time <= 0.0) {
            None => Ok(bins.iter().map(|bin| bin.time.ln()).collect()),
            Some(bin) => {
                let allowed = "above 0 for every departure on the scale `log`";
                Err(StatsError::OutOfRange { name: "durations", allowed, given: bin.time })
            }
        },
        TimeScale::Rank => {
            let mut sorted: Vec<f64> = rows.durations.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            let below = |time: f64| sorted.partition_point(|&it| it < time) as f64;
            let through = |time: f64| sorted.partition_point(|&it| it <= time) as f64;
            Ok(bins.iter().map(|bin| f64::midpoint(below(bin.time) + 1.0, through(bin.time))).collect())
        }
        TimeScale::KaplanMeier => {
            let table = match rows.entered_at {
                Some(entered_at) => LifeTable::from_late_entries(entered_at, rows.durations, rows.observations)?,
                None => LifeTable::from_durations(rows.durations, rows.observations)?,
            };
            let curve = kaplan_meier(&table, Level::P95);
            let line: Vec<(f64, f64)> = curve.line().map(|(mark, survival)| (mark.time, survival)).collect();
            let before = |time: f64| {
                let passed = line.partition_point(|(at, _)| *at < time);
                passed.checked_sub(1).map_or(1.0, |last| line[last].1)
            };
            Ok(bins.iter().map(|bin| 1.0 - before(bin.time)).collect())
        }
    }
}
