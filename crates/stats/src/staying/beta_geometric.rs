//! Customers who differ, and of whom none changes: the shifted-beta-geometric model.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Why;
use crate::fitted::{Fit, Fitted, Footing, Parametric};
use crate::method::Method;
use crate::numeric::{ln_gamma_shift, polygamma};
use crate::optimum::{Likelihood, highest};
use crate::staying::projection::Retention;
use crate::staying::remaining::{Tail, remaining};
use crate::staying::renewals::Renewals;

/// Each customer leaves at every renewal with a chance of their own; over customers the chances follow a beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaGeometric {
    alpha: f64,
    beta: f64,
}

impl BetaGeometric {
    /// The model with these parameters.
    ///
    /// # Errors
    /// `OutOfRange` when one is not a finite number above 0.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, StatsError> {
        Ok(Self { alpha: above_zero("alpha", alpha)?, beta: above_zero("beta", beta)? })
    }

    /// The chance to leave at the first renewal: the mean of the beta distribution, α/(α + β).
    pub fn mean_churn(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }
}

/// Accepts a finite number above 0.
pub(crate) fn above_zero(name: &'static str, given: f64) -> Result<f64, StatsError> {
    if given.is_finite() && given > 0.0 {
        Ok(given)
    } else {
        Err(StatsError::OutOfRange { name, allowed: "a finite number above 0", given })
    }
}

impl Parametric<2> for BetaGeometric {
    const NAMES: [&'static str; 2] = ["alpha", "beta"];

    fn with([alpha, beta]: [f64; 2]) -> Self {
        Self { alpha, beta }
    }

    fn parameters(&self) -> [f64; 2] {
        [self.alpha, self.beta]
    }
}

impl Tail for BetaGeometric {
    fn ln_survival(&self, renewals: f64) -> f64 {
        ln_gamma_shift(self.beta, self.alpha) - ln_gamma_shift(self.beta + renewals, self.alpha)
    }

    fn slope(&self, renewals: f64) -> f64 {
        let x = self.beta + renewals;
        if x > 1e8 { -self.alpha / x } else { polygamma(x).0 - polygamma(x + self.alpha).0 }
    }

    fn power(&self) -> f64 {
        self.alpha
    }
}

impl Retention for BetaGeometric {
    const TAIL: &'static str = "alpha";

    fn survival(&self, renewals: u32) -> f64 {
        self.ln_survival(f64::from(renewals)).exp()
    }

    fn retention_rate(&self, renewal: u32) -> f64 {
        let behind = self.beta + f64::from(renewal) - 1.0;
        behind / (self.alpha + behind)
    }

    fn remaining(&self, next: u32, discount: f64) -> Option<f64> {
        if discount == 0.0 {
            // Gauss's sum.
            return (self.alpha > 1.0).then(|| (self.beta + f64::from(next) - 1.0) / (self.alpha - 1.0));
        }
        remaining(self, next, discount)
    }

    fn tail_power(&self) -> f64 {
        self.alpha
    }
}

/// Fits the shifted-beta-geometric model (sBG): how many will still be there after renewals that nobody has seen yet.
///
/// A customer leaves at each renewal with chance θ; θ is beta(α, β) over customers. Whoever is still there after t − 1
/// renewals leaves at the next with chance α/(α + β + t − 1), so retention rises with tenure though nobody changes: those
/// prone to leave go first. S(t) = B(α, β + t)/B(α, β). The log-likelihood is Σ d ln h + (n − d) ln(1 − h) over renewals, of
/// n customers at risk and d departures.
///
/// Use it for contracts, where one sees who leaves. It assumes that each customer's chance stays the same; where it may not,
/// use [`beta_discrete_weibull`](super::beta_discrete_weibull()), and
/// [`changes_with_time`](super::changes_with_time()) tests which.
///
/// # Shapes
/// `renewals` with at least two renewals that somebody faced.
///
/// # Missing, tied and extreme values
/// Renewals that nobody faced are left out. Cohorts may start late and end early.
///
/// # Returns
/// `Undetermined` when nobody faced a renewal (`NobodyAtRisk`), nobody left (`NoDepartures`), there is only one renewal
/// (`TooFew`), or the best fit lies at the edge (`AtBoundary`): with `alpha` and `beta` at infinity there is no sign that
/// customers differ, and one churn rate says it all; near 0 some leave at once and the others never.
///
/// # Numerical notes
/// Newton's method in ln α and ln β with exact derivatives, from four starts; no special function is needed. Standard errors
/// are those of the observed information.
///
/// # Source
/// Fader and Hardie (2007), How to Project Customer Retention, J Interactive Marketing 21(1):76–90; (2010),
/// Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1):85–93, for the residual lifetime.
/// Method page: `docs/methods/shifted_beta_geometric.md`.
///
/// # Checked against
/// The paper's tables for both of its cohorts, and figures recomputed with scipy to 9 digits:
/// `tests/reference/staying.rs`, `shifted_beta_geometric_agrees_with_fader_and_hardie`.
///
/// # Example
/// Half of 800 customers leave at the first renewal, a quarter of the rest at the second, a sixth of the rest at the third:
/// chances ½/t, which are exactly those of the model with α = β = ½.
/// ```
/// # use stats::{checked::Level, staying::{Renewals, shifted_beta_geometric}};
/// let renewals = Renewals::from_survivors(&[800, 400, 300, 250])?;
/// let fit = shifted_beta_geometric(&renewals, Level::P95);
/// let fit = fit.known().ok_or("a fit")?;
/// let [alpha, beta] = fit.parameters();
/// assert!((alpha.estimate.value - 0.5).abs() < 1e-9 && (beta.estimate.value - 0.5).abs() < 1e-9);
/// // An eighth leaves at the fourth renewal, and without discount the lifetime has no finite mean.
/// assert!(fit.survival(4).known().is_some_and(|it| (it.value - 218.75 / 800.0).abs() < 1e-9));
/// assert_eq!(fit.lifetime(0.0)?.why().map(stats::Why::word), Some("no_finite_mean"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn shifted_beta_geometric(renewals: &Renewals, level: Level) -> Fitted<Fit<BetaGeometric, 2>> {
    if let Some(why) = too_little(renewals, 2) {
        return Fitted::Undetermined(why);
    }
    let footing = Footing { n: renewals.n(), level, method: Method::SHIFTED_BETA_GEOMETRIC };
    Fit::from_search(highest(&starts(renewals), |theta| likelihood(theta, renewals)), footing)
}

/// Why a table has no fit with this many parameters, before any search.
pub(crate) fn too_little(renewals: &Renewals, parameters: usize) -> Option<Why> {
    if renewals.rows().is_empty() {
        return Some(Why::NobodyAtRisk);
    }
    if renewals.departures() == 0 {
        return Some(Why::NoDepartures { at_risk: renewals.n() });
    }
    let given = renewals.rows().len();
    (given < parameters).then_some(Why::TooFew { needed: parameters as u64, given: given as u64 })
}

/// Places to begin the search: the churn that was seen, with customers from very unlike to nearly alike.
pub(crate) fn starts(renewals: &Renewals) -> [[f64; 2]; 4] {
    let churn = renewals.churn().unwrap_or(0.5).clamp(1e-6, 1.0 - 1e-6);
    [2.0, 0.4, 15.0, 200.0].map(|sum| [churn * sum, (1.0 - churn) * sum])
}

fn likelihood(&[alpha, beta]: &[f64; 2], renewals: &Renewals) -> Likelihood<2> {
    let mut sum = Likelihood::default();
    for row in renewals.rows() {
        let (n, d) = (row.at_risk as f64, row.departures as f64);
        let behind = beta + f64::from(row.number) - 1.0;
        let all = alpha + behind;
        let s = n - d;
        sum.value += s * (-alpha / all).ln_1p() + if d > 0.0 { d * (alpha / all).ln() } else { 0.0 };
        sum.gradient[0] += d / alpha - n / all;
        sum.gradient[1] += s / behind - n / all;
        let shared = n / (all * all);
        sum.hessian[0][0] += shared - d / (alpha * alpha);
        sum.hessian[1][1] += shared - s / (behind * behind);
        sum.hessian[1][0] += shared;
    }
    sum.mirrored()
}
