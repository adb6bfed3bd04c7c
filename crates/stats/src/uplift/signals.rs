//! What each customer alone tells of the effect: noisy, but right on average.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::uplift::learner::Settings;
use crate::uplift::learner::arms;
use crate::uplift::{Propensities, Trial};

/// Effects below this part of the outcomes are rounding.
const ROUNDING: f64 = 1e-12;

impl Method {
    /// Mean of the doubly robust signals.
    pub const DOUBLY_ROBUST_MEAN: Self = Self::new("doubly_robust_mean", "policy");
}

/// Doubly robust signals: per customer what would have come of treating and of not treating, and the difference.
///
/// Treated: μ₁ + (y − μ₁)·w/e. Not treated: μ₀ + (y − μ₀)·(1 − w)/(1 − e). Their means are right when either the expected
/// outcomes μ or the propensities e are; in a drawn trial e is known, so they are right whatever μ says, and a good μ only
/// makes them less noisy. With μ = 0 they are weights by the inverse of the propensity.
#[derive(Debug, Clone, PartialEq)]
pub struct Signals {
    control: Vec<f64>,
    treated: Vec<f64>,
    effects: Vec<f64>,
}

impl Signals {
    /// From expected outcomes without and with treatment, and propensities.
    ///
    /// # Errors
    /// `LengthMismatch`, and `RowOutOfRange` for a propensity that is not above 0 and below 1.
    pub fn new(trial: &Trial<'_>, control: &[f64], treated: &[f64], propensity: &[f64]) -> Result<Self, StatsError> {
        for (left, column) in [("control", control), ("treated", treated), ("propensity", propensity)] {
            if column.len() != trial.n() {
                let (left_len, right_len) = (column.len(), trial.n());
                return Err(StatsError::LengthMismatch { left, left_len, right: "outcome", right_len });
            }
        }
        if let Some(row) = propensity.iter().position(|e| !(*e > 0.0 && *e < 1.0)) {
            let allowed = "above 0 and below 1";
            return Err(StatsError::RowOutOfRange { name: "propensity", allowed, given: propensity[row], row });
        }
        let rows = trial.treated().iter().zip(trial.outcome()).zip(control.iter().zip(treated)).zip(propensity);
        let (control, treated): (Vec<f64>, Vec<f64>) = rows
            .map(
                |(((&w, y), (mu0, mu1)), e)| {
                    if w { (*mu0, mu1 + (y - mu1) / e) } else { (mu0 + (y - mu0) / (1.0 - e), *mu1) }
                },
            )
            .unzip();
        let effects = treated.iter().zip(&control).map(|(treated, control)| treated - control).collect();
        Ok(Self { control, treated, effects })
    }

    /// From treatment and outcome alone: each arm is expected to do as its mean, and everybody was as likely to be treated
    /// as the share that was.
    pub fn of_trial(trial: &Trial<'_>) -> Result<Result<Self, Why>, StatsError> {
        if let Some(why) = trial.lack() {
            return Ok(Err(why));
        }
        let (control, treated) = trial.means();
        let constant = |value| vec![value; trial.n()];
        Self::new(trial, &constant(control), &constant(treated), &constant(trial.share())).map(Ok)
    }

    /// From what the covariates tell of outcome and propensity, by the base and propensity of `settings`.
    pub fn adjusted(
        columns: &[&[f64]],
        trial: &Trial<'_>,
        settings: &Settings,
    ) -> Result<Result<Self, Why>, StatsError> {
        trial.check_columns(columns)?;
        settings.forest.check()?;
        settings.propensity.check()?;
        if let Some(why) = trial.lack() {
            return Ok(Err(why));
        }
        let propensities = match Propensities::of(columns, trial, settings)? {
            Ok(propensities) => propensities,
            Err(why) => return Ok(Err(why)),
        };
        match arms(columns, trial, settings)? {
            Ok(((_, treated), (_, control))) => Self::new(trial, &control, &treated, propensities.values()).map(Ok),
            Err(why) => Ok(Err(why)),
        }
    }

    /// Per customer, what would come of not treating.
    pub fn control(&self) -> &[f64] {
        &self.control
    }

    /// Per customer, what would come of treating.
    pub fn treated(&self) -> &[f64] {
        &self.treated
    }

    /// Per customer, the effect.
    pub fn effects(&self) -> &[f64] {
        &self.effects
    }

    /// How many customers.
    pub fn n(&self) -> usize {
        self.effects.len()
    }

    /// The average effect over all customers.
    pub fn average_effect(&self, level: Level) -> Answer {
        // Where everybody did alike, what is left is rounding.
        let size = self.treated.iter().chain(&self.control).fold(0.0_f64, |max, it| max.max(it.abs()));
        if size > 0.0 && self.effects.iter().all(|effect| effect.abs() <= ROUNDING * size) {
            return Answer::Undetermined(Why::ZeroVariance);
        }
        mean(&self.effects, level)
    }

    /// The mean outcome if each customer were treated with the given chance: 1 for those a policy treats, 0 for the others.
    ///
    /// # Errors
    /// `LengthMismatch`, and `RowOutOfRange` for a chance outside 0 to 1.
    pub fn policy_value(&self, chances: &[f64], level: Level) -> Result<Answer, StatsError> {
        if chances.len() != self.n() {
            let (left_len, right_len) = (chances.len(), self.n());
            return Err(StatsError::LengthMismatch { left: "chances", left_len, right: "outcome", right_len });
        }
        if let Some(row) = chances.iter().position(|chance| !(0.0..=1.0).contains(chance)) {
            let (name, allowed) = ("chance", "from 0 to 1");
            return Err(StatsError::RowOutOfRange { name, allowed, given: chances[row], row });
        }
        let values: Vec<f64> = (0..self.n())
            .map(|row| chances[row] * self.treated[row] + (1.0 - chances[row]) * self.control[row])
            .collect();
        Ok(mean(&values, level))
    }
}

/// The mean of signals with its interval.
pub(crate) fn mean(signals: &[f64], level: Level) -> Answer {
    let given = signals.len();
    if given < 2 {
        return Answer::Undetermined(Why::TooFew { needed: 2, given: given as u64 });
    }
    let n = given as f64;
    let value = signals.iter().sum::<f64>() / n;
    let variance = signals.iter().map(|signal| (signal - value).powi(2)).sum::<f64>() / (n - 1.0);
    if variance <= 0.0 || !variance.is_finite() {
        return Answer::Undetermined(Why::ZeroVariance);
    }
    let error = (variance / n).sqrt();
    let reach = crate::numeric::student_quantile_upper(level.tail(), n - 1.0) * error;
    Answer::Known(Estimate {
        value,
        interval: Interval::confidence(value - reach, value + reach, level),
        standard_error: Some(error),
        n: given as u64,
        method: Method::DOUBLY_ROBUST_MEAN,
    })
}
