//! How many it takes, what that many can find, and how long it lasts.

use crate::StatsError;
use crate::checked::{Level, Probability};
use crate::numeric::{noncentral_student_upper, normal_lower, normal_quantile, root_of_rising, student_quantile_upper};

/// The most rows a plan may come to: beyond this the answer is that the effect cannot be found.
pub const ROWS_MAX: f64 = 1e15;

/// What will be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// A share, such as leaving.
    Share {
        /// The share without the action.
        base: f64,
    },
    /// A mean, such as revenue.
    Mean {
        /// How far rows lie from the mean, in its unit.
        standard_deviation: f64,
    },
}

/// Clusters that are drawn instead of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterPlan {
    /// Rows per cluster, on average.
    pub rows: f64,
    /// The intraclass correlation: the share of the variance that lies between clusters.
    pub intraclass: f64,
    /// The standard deviation of the cluster sizes divided by their mean; 0 when all are alike.
    pub size_variation: f64,
}

/// How an experiment will be done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The level of the interval at the end.
    pub level: Level,
    /// The chance to find the effect if it is there.
    pub power: f64,
    /// The share of the rows that is treated.
    pub treated_share: f64,
    /// Clusters, where they are what is drawn.
    pub clusters: Option<ClusterPlan>,
    /// The share of the variance that covariates take away (R² of CUPED); 0 without.
    pub variance_removed: f64,
}

impl Default for Plan {
    /// 80 % power at 95 %, half and half, no clusters, no covariates.
    fn default() -> Self {
        Self { level: Level::P95, power: 0.8, treated_share: 0.5, clusters: None, variance_removed: 0.0 }
    }
}

/// How many rows a plan takes, unrounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampleSize {
    /// Rows in the control.
    pub control: f64,
    /// Rows that are treated.
    pub treated: f64,
    /// Clusters in the control and among the treated, where clusters are drawn.
    pub clusters: Option<[f64; 2]>,
}

impl SampleSize {
    /// Rows in whole numbers, control and treated.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above 0 and at most 10^15")]
    pub fn whole(&self) -> [u64; 2] {
        [self.control.ceil() as u64, self.treated.ceil() as u64]
    }

    /// Rows of both arms.
    pub fn total(&self) -> f64 {
        self.control + self.treated
    }

    /// How many periods it takes until all are in, when so many come in each.
    ///
    /// # Errors
    /// - `OutOfRange` when the inflow is not above 0.
    pub fn periods(&self, inflow: f64) -> Result<f64, StatsError> {
        above_zero("inflow", inflow)?;
        Ok(self.total() / inflow)
    }
}

/// The smallest effects that so many rows find with the planned power.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detectable {
    /// Downwards, below 0; `None` when even a fall to nothing would not be found.
    pub fall: Option<f64>,
    /// Upwards; `None` when even a rise of everybody would not be found.
    pub rise: Option<f64>,
}

/// Computes how many rows it takes to find an effect with the planned power.
///
/// For shares the power is Φ((|d| − z √V₀)/√V₁) with V₀ = p̄(1 − p̄)(1/q₀ + 1/q₁)/N, the pooled variance of the test, and
/// V₁ = (p₀(1 − p₀)/q₀ + p₁(1 − p₁)/q₁)/N, where q are the shares of the arms; for means it is that of Student's test with
/// N − 2 degrees of freedom (non-central t). Covariates multiply the variances by 1 − R², clusters by
/// 1 + ((1 + v²)m − 1)ρ for m rows per cluster with variation v and intraclass correlation ρ, and then the test has the
/// degrees of freedom of the clusters.
///
/// Use it before the start, and do not begin when the answer is more than will come. The effect to put in is the smallest
/// that would be worth the cost, not the one that is hoped for.
///
/// # Units
/// Shares from 0 to 1, means in their unit; the effect is treated minus control and may be negative.
///
/// # Returns
/// Rows per arm, unrounded; [`SampleSize::whole`] rounds up.
///
/// # Errors
/// - `OutOfRange`: the effect is 0 or takes a share out of 0 to 1; an argument of the plan is impossible; or it would take
///   more than 10¹⁵ rows.
///
/// # Source
/// Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, section 4.3; Donner and Klar (2000), Design
/// and Analysis of Cluster Randomization Trials; Eldridge, Ashby and Kerry (2006), Int J Epidemiol 35:1292–1300.
/// Method page: `docs/methods/sample_size.md`.
///
/// # Checked against
/// Published sizes (10 against 8 %: 3,212.937 per arm; 6.4 against 10 %: 910.598), R 4.2.2 `power.t.test`, and simulation:
/// `tests/reference/experiment.rs`, `sample_sizes_agree_with_published_figures_and_r`.
///
/// # Example
/// ```
/// # use stats::experiment::{Outcome, Plan, sample_size};
/// let size = sample_size(Outcome::Share { base: 0.1 }, -0.02, &Plan::default())?;
/// assert_eq!(size.whole(), [3_213, 3_213]);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn sample_size(outcome: Outcome, effect: f64, plan: &Plan) -> Result<SampleSize, StatsError> {
    plan.check(outcome)?;
    check_effect(outcome, effect)?;
    // Beside the power asked for, the first guess of z alone, from which Student's test goes on upwards.
    let ask = |n: f64| plan.power_of(outcome, effect, n);
    let mut high = plan.rows_least() * 2.0;
    while ask(high) < plan.power {
        high *= 2.0;
        if high > ROWS_MAX {
            let (name, allowed) = ("effect", "an effect that fewer than 10^15 rows can find");
            return Err(StatsError::OutOfRange { name, allowed, given: effect });
        }
    }
    let n = root_of_rising(plan.rows_least(), high, 0.75 * high, |n| (ask(n) - plan.power, 0.0));
    let clusters = plan.clusters.map(|it| [n * (1.0 - plan.treated_share) / it.rows, n * plan.treated_share / it.rows]);
    Ok(SampleSize { control: n * (1.0 - plan.treated_share), treated: n * plan.treated_share, clusters })
}

/// Computes the chance that a plan with so many rows in both arms finds an effect: see [`sample_size`].
///
/// # Errors
/// - As [`sample_size`]; `OutOfRange` when there are no rows.
///
/// # Example
/// ```
/// # use stats::experiment::{Outcome, Plan, power};
/// let chance = power(Outcome::Share { base: 0.1 }, -0.02, 6_426.0, &Plan::default())?;
/// assert!((chance - 0.8).abs() < 1e-4);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn power(outcome: Outcome, effect: f64, rows: f64, plan: &Plan) -> Result<f64, StatsError> {
    plan.check(outcome)?;
    check_effect(outcome, effect)?;
    above_zero("rows", rows)?;
    Ok(if rows < plan.rows_least() { 0.0 } else { plan.power_of(outcome, effect, rows) })
}

/// Computes the smallest effects, down and up, that so many rows in both arms find with the planned power.
///
/// Use it when the number of customers is given and the question is what can be learned from them.
///
/// # Errors
/// - As [`sample_size`]; `OutOfRange` when there are no rows.
///
/// # Source
/// The equation of [`sample_size`], solved for the effect. Method page: `docs/methods/sample_size.md`.
///
/// # Example
/// ```
/// # use stats::experiment::{Outcome, Plan, minimum_detectable_effect};
/// let found = minimum_detectable_effect(Outcome::Share { base: 0.1 }, 6_425.874, &Plan::default())?;
/// assert!((found.fall.expect("fewer than all") + 0.02).abs() < 1e-8);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn minimum_detectable_effect(outcome: Outcome, rows: f64, plan: &Plan) -> Result<Detectable, StatsError> {
    plan.check(outcome)?;
    above_zero("rows", rows)?;
    if rows < plan.rows_least() {
        return Ok(Detectable { fall: None, rise: None });
    }
    let found = |size: f64, sign: f64| plan.power_of(outcome, sign * size, rows) - plan.power;
    let smallest = |sign: f64| {
        let farthest = match outcome {
            Outcome::Share { base } => {
                if sign < 0.0 {
                    base
                } else {
                    1.0 - base
                }
            }
            Outcome::Mean { standard_deviation } => {
                let mut farthest = standard_deviation;
                while found(farthest, sign) < 0.0 && farthest < standard_deviation * 1e9 {
                    farthest *= 2.0;
                }
                farthest
            }
        };
        let reached = found(farthest * (1.0 - 1e-12), sign) >= 0.0;
        reached.then(|| sign * root_of_rising(0.0, farthest, 0.5 * farthest, |size| (found(size, sign), 0.0)))
    };
    Ok(Detectable { fall: smallest(-1.0), rise: smallest(1.0) })
}

impl Plan {
    fn check(&self, outcome: Outcome) -> Result<(), StatsError> {
        match outcome {
            Outcome::Share { base } => inside("base", base)?,
            Outcome::Mean { standard_deviation } => above_zero("standard_deviation", standard_deviation)?,
        }
        inside("treated_share", self.treated_share)?;
        Probability::new("power", self.power)?;
        let alpha = 2.0 * self.level.tail();
        if !(self.power > alpha && self.power <= 0.999_999) {
            let allowed = "above the chance of a false alarm and at most 0.999999";
            return Err(StatsError::OutOfRange { name: "power", allowed, given: self.power });
        }
        if !(0.0..1.0).contains(&self.variance_removed) {
            let (name, given) = ("variance_removed", self.variance_removed);
            return Err(StatsError::OutOfRange { name, allowed: "at least 0 and below 1", given });
        }
        let Some(clusters) = self.clusters else { return Ok(()) };
        Probability::new("intraclass", clusters.intraclass)?;
        for (name, given, least) in [("rows", clusters.rows, 1.0), ("size_variation", clusters.size_variation, 0.0)] {
            if !(given.is_finite() && given >= least) {
                let allowed = "a finite number, of rows at least 1 and of variation at least 0";
                return Err(StatsError::OutOfRange { name, allowed, given });
            }
        }
        Ok(())
    }

    /// What clusters and covariates make of the variance.
    fn variance_factor(&self) -> f64 {
        let clustered = self
            .clusters
            .map_or(1.0, |it| 1.0 + ((1.0 + it.size_variation * it.size_variation) * it.rows - 1.0) * it.intraclass);
        clustered * (1.0 - self.variance_removed)
    }

    /// Fewer rows than these have no degree of freedom.
    fn rows_least(&self) -> f64 {
        3.0 * self.clusters.map_or(1.0, |it| it.rows)
    }

    fn power_of(&self, outcome: Outcome, effect: f64, n: f64) -> f64 {
        let (q1, q0) = (self.treated_share, 1.0 - self.treated_share);
        let scale = self.variance_factor() / n;
        let (under_null, under_effect) = match outcome {
            Outcome::Share { base } => {
                let treated = (base + effect).clamp(0.0, 1.0);
                let pooled = q0 * base + q1 * treated;
                let apart = base * (1.0 - base) / q0 + treated * (1.0 - treated) / q1;
                (pooled * (1.0 - pooled) * (1.0 / q0 + 1.0 / q1) * scale, apart * scale)
            }
            Outcome::Mean { standard_deviation } => {
                let variance = standard_deviation * standard_deviation * (1.0 / q0 + 1.0 / q1) * scale;
                (variance, variance)
            }
        };
        let (null, real) = (under_null.sqrt(), under_effect.sqrt());
        match (self.clusters, outcome) {
            (None, Outcome::Share { .. }) => normal_lower((effect.abs() - self.level.z() * null) / real),
            (clusters, _) => {
                let df = n / clusters.map_or(1.0, |it| it.rows) - 2.0;
                let critical = student_quantile_upper(self.level.tail(), df);
                let away = effect.abs() / real;
                // Far from the null the series has nothing left to add.
                if away > critical * null / real + 40.0 {
                    1.0
                } else {
                    noncentral_student_upper(critical * null / real, df, away)
                }
            }
        }
    }

    /// The normal deviates of level and power together: 2.8 for 80 % at 95 %.
    pub fn deviates(&self) -> f64 {
        self.level.z() + normal_quantile(self.power)
    }
}

fn check_effect(outcome: Outcome, effect: f64) -> Result<(), StatsError> {
    if !(effect.is_finite() && effect != 0.0) {
        return Err(StatsError::OutOfRange { name: "effect", allowed: "a finite number other than 0", given: effect });
    }
    match outcome {
        Outcome::Share { base } if !(0.0..=1.0).contains(&(base + effect)) => {
            let (name, allowed) = ("effect", "one that leaves base plus effect from 0 to 1");
            Err(StatsError::OutOfRange { name, allowed, given: effect })
        }
        _ => Ok(()),
    }
}

fn inside(name: &'static str, given: f64) -> Result<(), StatsError> {
    if given > 0.0 && given < 1.0 {
        return Ok(());
    }
    Err(StatsError::OutOfRange { name, allowed: "above 0 and below 1", given })
}

fn above_zero(name: &'static str, given: f64) -> Result<(), StatsError> {
    if given.is_finite() && given > 0.0 {
        return Ok(());
    }
    Err(StatsError::OutOfRange { name, allowed: "a finite number above 0", given })
}
