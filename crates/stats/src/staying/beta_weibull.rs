//! Customers who differ, and whose chance to leave changes with time: the beta-discrete-Weibull model.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Tested;
use crate::fitted::{Fit, Fitted, Footing, Parametric, likelihood_ratio};
use crate::method::Method;
use crate::numeric::{ln_gamma_shift, polygamma};
use crate::optimum::{Likelihood, highest};
use crate::staying::beta_geometric::{BetaGeometric, above_zero, shifted_beta_geometric, starts, too_little};
use crate::staying::projection::Retention;
use crate::staying::remaining::{Tail, remaining};
use crate::staying::renewals::Renewals;

/// Where `t^shape` is so large that survival is a power of t to the last digit.
const POWER_LAW: f64 = 1e17;

/// As [`BetaGeometric`], but the chance to leave of each single customer rises (`shape` above 1) or falls (below 1) with
/// every renewal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaWeibull {
    alpha: f64,
    beta: f64,
    shape: f64,
}

impl BetaWeibull {
    /// The model with these parameters; a shape of 1 is the shifted-beta-geometric model.
    ///
    /// # Errors
    /// `OutOfRange` when one is not a finite number above 0.
    pub fn new(alpha: f64, beta: f64, shape: f64) -> Result<Self, StatsError> {
        let (alpha, beta) = (above_zero("alpha", alpha)?, above_zero("beta", beta)?);
        Ok(Self { alpha, beta, shape: above_zero("shape", shape)? })
    }
}

impl Parametric<3> for BetaWeibull {
    const NAMES: [&'static str; 3] = ["alpha", "beta", "shape"];

    fn with([alpha, beta, shape]: [f64; 3]) -> Self {
        Self { alpha, beta, shape }
    }

    fn parameters(&self) -> [f64; 3] {
        [self.alpha, self.beta, self.shape]
    }
}

impl Tail for BetaWeibull {
    fn ln_survival(&self, renewals: f64) -> f64 {
        let front = ln_gamma_shift(self.beta, self.alpha);
        let y = renewals.powf(self.shape);
        if y > POWER_LAW {
            return front - self.alpha * self.shape * renewals.ln();
        }
        front - ln_gamma_shift(self.beta + y, self.alpha)
    }

    fn slope(&self, renewals: f64) -> f64 {
        let y = renewals.powf(self.shape);
        let x = self.beta + y;
        if y > POWER_LAW {
            return -self.power() / renewals;
        }
        let per_y = if x > 1e8 { -self.alpha / x } else { polygamma(x).0 - polygamma(x + self.alpha).0 };
        per_y * self.shape * y / renewals
    }

    fn power(&self) -> f64 {
        self.alpha * self.shape
    }
}

impl Retention for BetaWeibull {
    const TAIL: &'static str = "alpha * shape";

    fn survival(&self, renewals: u32) -> f64 {
        self.ln_survival(f64::from(renewals)).exp()
    }

    fn retention_rate(&self, renewal: u32) -> f64 {
        let t = f64::from(renewal);
        (self.ln_survival(t) - self.ln_survival(t - 1.0)).exp()
    }

    fn remaining(&self, next: u32, discount: f64) -> Option<f64> {
        remaining(self, next, discount)
    }

    fn tail_power(&self) -> f64 {
        self.power()
    }
}

/// Fits the beta-discrete-Weibull model (BdW): retention where customers differ and also change.
///
/// S(t) = B(α, β + t^c)/B(α, β): a customer with chance θ is still there after t renewals with chance (1 − θ)^(t^c). With a
/// shape c above 1 each customer's chance to leave rises with every renewal, below 1 it falls; c = 1 is
/// [`shifted_beta_geometric`]. The log-likelihood is Σ d ln(1 − r) + (n − d) ln r over renewals, r = S(t)/S(t − 1).
///
/// Use it where the curve of [`shifted_beta_geometric`] bends otherwise than the counts, as with members who tire after a
/// while. With fewer than five renewals the three parameters hardly tell each other apart, and the bands say so.
///
/// # Shapes
/// `renewals` with at least three renewals that somebody faced.
///
/// # Returns
/// `Undetermined` as for [`shifted_beta_geometric`], with `TooFew` below three renewals.
///
/// # Numerical notes
/// Newton's method in the logarithms of the three parameters with exact derivatives (digamma and trigamma), from the fit with
/// c = 1 and four more starts. Ratios of gamma functions keep their digits for large arguments.
///
/// # Source
/// Fader, Hardie, Liu, Davin and Steenburgh (2018), "How to Project Customer Retention" Revisited: The Role of Duration
/// Dependence, J Interactive Marketing 43:1–16. Method page: `docs/methods/beta_discrete_weibull.md`.
///
/// # Checked against
/// Numeric integration over customers and a search without derivatives, in the test itself: `tests/reference/staying.rs`,
/// `beta_discrete_weibull_agrees_with_integration_and_a_blind_search`.
///
/// # Example
/// Chances to leave of 1/2, 1/3, 1/4 and 1/5 are 1/(1 + t): α = β = 1, and nobody changes, so the shape is 1.
/// ```
/// # use stats::{checked::Level, staying::{Renewals, beta_discrete_weibull}};
/// let renewals = Renewals::from_survivors(&[6000, 3000, 2000, 1500, 1200])?;
/// let fit = beta_discrete_weibull(&renewals, Level::P95);
/// let [alpha, beta, shape] = fit.known().ok_or("a fit")?.parameters();
/// assert!((alpha.estimate.value - 1.0).abs() < 1e-6 && (beta.estimate.value - 1.0).abs() < 1e-6);
/// assert!((shape.estimate.value - 1.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn beta_discrete_weibull(renewals: &Renewals, level: Level) -> Fitted<Fit<BetaWeibull, 3>> {
    if let Some(why) = too_little(renewals, 3) {
        return Fitted::Undetermined(why);
    }
    let mut from: Vec<[f64; 3]> = Vec::with_capacity(9);
    if let Fitted::Known(level_shape) = shifted_beta_geometric(renewals, level) {
        let [alpha, beta] = level_shape.model().parameters();
        from.push([alpha, beta, 1.0]);
    }
    from.extend(starts(renewals).iter().flat_map(|&[alpha, beta]| [[alpha, beta, 1.0], [alpha, beta, 1.7]]));
    let footing = Footing { n: renewals.n(), level, method: Method::BETA_DISCRETE_WEIBULL };
    Fit::from_search(highest(&from, |theta| likelihood(theta, renewals)), footing)
}

/// Tests whether each customer's chance to leave changes with time: the likelihood-ratio test of c = 1.
///
/// Twice the difference of the log-likelihoods of both fits is chi-square with one degree of freedom when nobody changes.
///
/// # Shapes
/// Two fits of the same table.
///
/// # Returns
/// The test; its n is that of the fits.
///
/// # Source
/// Wilks (1938), The Large-Sample Distribution of the Likelihood Ratio, Ann Math Stat 9:60–62.
/// Method page: `docs/methods/beta_discrete_weibull.md`.
///
/// # Checked against
/// Seeded simulations under c = 1: `tests/coverage/staying.rs`, `the_test_of_change_keeps_its_level`.
///
/// # Example
/// ```
/// # use stats::{Level, staying::{Renewals, beta_discrete_weibull, changes_with_time, shifted_beta_geometric}};
/// let renewals = Renewals::from_survivors(&[6000, 3000, 2000, 1500, 1200])?;
/// let unchanging = shifted_beta_geometric(&renewals, Level::P95);
/// let changing = beta_discrete_weibull(&renewals, Level::P95);
/// let (unchanging, changing) = (unchanging.known().ok_or("a fit")?, changing.known().ok_or("a fit")?);
/// let test = changes_with_time(unchanging, changing);
/// assert!(test.known().is_some_and(|it| it.statistic < 1e-9 && it.p_value > 0.999));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn changes_with_time(unchanging: &Fit<BetaGeometric, 2>, changing: &Fit<BetaWeibull, 3>) -> Tested {
    let (smaller, larger) = (unchanging.log_likelihood(), changing.log_likelihood());
    likelihood_ratio(smaller, larger, 1, changing.n(), Method::DURATION_DEPENDENCE)
}

/// ln S(t), up to a constant, with its slopes in α, β and c.
struct Bend {
    value: f64,
    gradient: [f64; 3],
    hessian: [[f64; 3]; 3],
}

impl Bend {
    fn at(&[alpha, beta, shape]: &[f64; 3], renewals: f64) -> Self {
        let (y, log) = if renewals > 0.0 { (renewals.powf(shape), renewals.ln()) } else { (0.0, 0.0) };
        let (low, high) = (polygamma(beta + y), polygamma(alpha + beta + y));
        let (first, second) = (low.0 - high.0, low.1 - high.1);
        let by_shape = y * log;
        Self {
            value: -ln_gamma_shift(beta + y, alpha),
            gradient: [-high.0, first, first * by_shape],
            hessian: [
                [-high.1, 0.0, 0.0],
                [-high.1, second, 0.0],
                [-high.1 * by_shape, second * by_shape, second * by_shape * by_shape + first * by_shape * log],
            ],
        }
    }
}

fn likelihood(theta: &[f64; 3], renewals: &Renewals) -> Likelihood<3> {
    let mut sum = Likelihood::default();
    let mut before: Option<(u32, Bend)> = None;
    for row in renewals.rows() {
        let previous = match before.take() {
            Some((number, bend)) if number + 1 == row.number => bend,
            _ => Bend::at(theta, f64::from(row.number) - 1.0),
        };
        let now = Bend::at(theta, f64::from(row.number));
        let (d, s) = (row.departures as f64, (row.at_risk - row.departures) as f64);
        let log_rate = now.value - previous.value;
        // d/dL of ln(1 − e^L) is −1/(e^−L − 1).
        let w = 1.0 / (-log_rate).exp_m1();
        let leaving = if d > 0.0 { d * (-log_rate.exp_m1()).ln() } else { 0.0 };
        let (slope, curvature) = if d > 0.0 { (s - d * w, -d * w * (1.0 + w)) } else { (s, 0.0) };
        sum.value += leaving + s * log_rate;
        let moved: [f64; 3] = std::array::from_fn(|i| now.gradient[i] - previous.gradient[i]);
        for i in 0..3 {
            sum.gradient[i] += slope * moved[i];
            for j in 0..=i {
                sum.hessian[i][j] +=
                    slope * (now.hessian[i][j] - previous.hessian[i][j]) + curvature * moved[i] * moved[j];
            }
        }
        before = Some((row.number, now));
    }
    sum.mirrored()
}
