//! Survival for given covariates.

use nalgebra::DVector;

use crate::StatsError;
use crate::checked::not_negative;
use crate::cox::fit::Cox;
use crate::cox::likelihood::Hazard;
use crate::cox::weighted::{Following, Units};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::survival::Scale;

/// The predicted curve at one departure time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictedPoint {
    /// The time at which somebody left.
    pub time: f64,
    /// The cumulative hazard of this customer through it.
    pub cumulative_hazard: f64,
    /// The chance of still being here after it.
    pub survival: f64,
    /// The standard error of that chance, with that of the coefficients in it; nothing under an absolute penalty.
    pub standard_error: Option<f64>,
    /// Where the true chance may lie; nothing where it is 0 or there is no standard error.
    pub interval: Option<Interval>,
}

/// Survival of a customer with given covariates.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    points: Vec<PredictedPoint>,
    longest_observed: f64,
    n: u64,
}

impl Cox {
    /// Estimates the chance that a customer with these covariates, which do not change, is still here after each time.
    ///
    /// S(t | x) = exp(−H₀(t) exp(xβ)), where H₀ adds up the hazards of the fit: Breslow's d/S₀ at each departure time, by Efron
    /// Σ 1/(S₀ − (l/d) D₀). The variance of the cumulative hazard is exp(2xβ) (Σ 1/S₀² + qᵀ V q), q = Σ (x − x̄)/S₀.
    /// With covariates of 0 this is the baseline of the formula; with their means it is the baseline that lifelines prints.
    ///
    /// # Shapes
    /// One value per covariate, in the order of the design. `stratum` as in the rows; 0 without strata.
    ///
    /// # Returns
    /// A curve with a point at each departure time of the stratum.
    ///
    /// # Errors
    /// - `LengthMismatch` when covariates and coefficients do not pair up.
    /// - `OutOfRange` when a covariate is not finite, or nobody left in that stratum.
    ///
    /// # Source
    /// As R's `survfit.coxph`: Therneau and Grambsch (2000), Modeling Survival Data, section 10.2.
    /// Method page: `docs/methods/cox_survival.md`.
    ///
    /// # Checked against
    /// R 4.2.2 `survfit(coxph(…), newdata)`, data sets `rossi` and `tenures`: `tests/reference/cox.rs`.
    pub fn predict(&self, covariates: &[f64], stratum: u32, scale: Scale) -> Result<Predicted, StatsError> {
        self.predicted(covariates, stratum, scale, None)
    }

    /// [`predict`](Self::predict), with errors in which the unit of weights that are no whole numbers cancels.
    ///
    /// The variance of the cumulative hazard is then exp(2xβ) Σ (φ + qᵀ I⁻¹ u)² over rows or clusters, with the score residual u of
    /// each and φ = w (∫ dN/S₀ − ∫ exp(η) dH₀/S₀): what it adds to the hazard. The part Σ 1/S₀² of `predict` counts weights as
    /// customers, in R too. With whole weights, or none, nothing changes.
    ///
    /// # Errors
    /// As [`predict`](Self::predict).
    ///
    /// # Source
    /// The infinitesimal jackknife, as for the coefficients: Lin and Wei (1989), JASA 84:1074–1078.
    /// Method page: `docs/methods/cox_survival.md`.
    ///
    /// # Checked against
    /// What each weight changes, by refitting: `tests/properties/cox.rs`,
    /// `the_error_of_a_predicted_curve_adds_up_what_each_weight_changes`.
    pub fn predict_by_weight(&self, covariates: &[f64], stratum: u32, scale: Scale) -> Result<Predicted, StatsError> {
        self.predicted(covariates, stratum, scale, self.weighted.as_ref())
    }

    fn predicted(
        &self,
        covariates: &[f64],
        stratum: u32,
        scale: Scale,
        units: Option<&Units>,
    ) -> Result<Predicted, StatsError> {
        let p = self.coefficients().len();
        if covariates.len() != p {
            let (left, right) = ("covariates", "coefficients");
            return Err(StatsError::LengthMismatch { left, left_len: covariates.len(), right, right_len: p });
        }
        if let Some(given) = covariates.iter().find(|it| !it.is_finite()) {
            return Err(StatsError::OutOfRange { name: "a covariate", allowed: "a finite number", given: *given });
        }
        let Some(place) = self.model.sets.strata.iter().position(|it| it.number == stratum) else {
            let allowed = "one in which somebody left";
            return Err(StatsError::OutOfRange { name: "stratum", allowed, given: f64::from(stratum) });
        };
        let x = self.standard.standardized(covariates, place);
        let points = self.curve(&x, place, scale, units);
        Ok(Predicted { points, longest_observed: self.longest[place], n: self.units() })
    }

    fn curve(&self, x: &[f64], stratum: usize, scale: Scale, units: Option<&Units>) -> Vec<PredictedPoint> {
        let level = self.level();
        let z = level.z();
        let relative = x.iter().zip(&self.optimum.beta).map(|(x, beta)| x * beta).sum::<f64>().exp();
        let (mut hazard, mut variance, mut pull) = (0.0, 0.0, DVector::zeros(x.len()));
        let mut followed = units.map(|units| Following::start(&self.model, self.at(), units, stratum));
        let step = |bin: usize| {
            let (Hazard { step, a, b, .. }, sums) = (self.at().hazards[bin], self.model.sums(self.at(), bin));
            hazard += step;
            variance += a;
            for (column, pull) in pull.iter_mut().enumerate() {
                let mean = a * sums.at_risk(column) + if b == 0.0 { 0.0 } else { b * sums.left(column) };
                *pull += x[column] * step - mean;
            }
            let of_hazard = match (followed.as_mut(), &self.model_covariance, &self.score_spread) {
                (Some(followed), Some(inverse), Some(spread)) => {
                    followed.pass(bin);
                    Some(followed.variance(&(inverse * &pull), spread))
                }
                _ => self.covariance.as_ref().map(|covariance| variance + (covariance * &pull).dot(&pull)),
            };
            let error = of_hazard.map(|it| relative * it.sqrt());
            let survival = (-hazard * relative).exp();
            let interval = error.and_then(|error| scale.interval(survival, error * error, z, level));
            PredictedPoint {
                time: self.model.sets.bins[bin].time,
                cumulative_hazard: hazard * relative,
                survival,
                standard_error: error.map(|error| survival * error),
                interval,
            }
        };
        self.model.sets.strata[stratum].bins.clone().map(step).collect()
    }
}

impl Predicted {
    /// The curve at each departure time, in order.
    pub fn points(&self) -> &[PredictedPoint] {
        &self.points
    }

    /// The longest duration seen: the curve says nothing after it.
    pub const fn longest_observed(&self) -> f64 {
        self.longest_observed
    }

    /// The chance of still being here after `time`.
    ///
    /// # Returns
    /// `Undetermined` before the first departure (`NoDepartures`), after the longest duration seen (`BeyondObserved`), and where
    /// there is no interval: under an absolute penalty, or where the curve has come to 0 (`AtBoundary`).
    ///
    /// # Errors
    /// - `OutOfRange` when `time` is negative or not finite.
    pub fn at(&self, time: f64) -> Result<Answer, StatsError> {
        let time = not_negative("time", time)?;
        let longest_observed = self.longest_observed;
        if time > longest_observed {
            return Ok(Answer::Undetermined(Why::BeyondObserved { asked: time, longest_observed }));
        }
        let passed = self.points.partition_point(|point| point.time <= time);
        let Some(point) = passed.checked_sub(1).map(|last| self.points[last]) else {
            return Ok(Answer::Undetermined(Why::NoDepartures { at_risk: self.n }));
        };
        let Some(interval) = point.interval else {
            return Ok(Answer::Undetermined(Why::AtBoundary { parameter: "survival" }));
        };
        let (value, standard_error, n) = (point.survival, point.standard_error, self.n);
        Ok(Answer::Known(Estimate { value, interval, standard_error, n, method: Method::COX_SURVIVAL }))
    }
}
