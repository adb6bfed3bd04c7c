//! Customers who may leave at any moment: the Pareto/NBD model.

use crate::StatsError;
use crate::buying::histories::{Histories, History};
use crate::buying::mixture::Mixture;
use crate::buying::value::{Buying, search};
use crate::checked::Level;
use crate::fitted::{Fit, Fitted, Footing, Parametric};
use crate::method::Method;
use crate::numeric::{Jet, gauss, ln_rising};
use crate::optimum::Likelihood;
use crate::staying::above_zero;

/// Where the integrand has fallen by `e` to this power, the rest of the integral is left out: 10⁻¹⁹ of it.
const FALL_MAX: f64 = 44.0;

/// How far the integrand may fall within one panel, in logarithms, and how wide a panel may be in the logarithm of time:
/// within these 16 nodes give 14 digits.
const FALL_PER_PANEL: f64 = 16.0;
const PANEL: f64 = 4.0;

/// Panels of one integral at most.
const PANELS_MAX: u32 = 64;

/// Each customer buys at a rate of their own and leaves at some moment with a hazard of their own.
///
/// Rates are gamma(r, α) over customers, hazards gamma(s, β).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParetoNbd {
    r: f64,
    alpha: f64,
    s: f64,
    beta: f64,
}

impl ParetoNbd {
    /// The model with these parameters; `alpha` and `beta` in the unit of time.
    ///
    /// # Errors
    /// `OutOfRange` when one is not a finite number above 0.
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Result<Self, StatsError> {
        let (r, alpha) = (above_zero("r", r)?, above_zero("alpha", alpha)?);
        Ok(Self { r, alpha, s: above_zero("s", s)?, beta: above_zero("beta", beta)? })
    }

    /// Expected purchases of somebody still there whose rate is gamma(rate, α + T) and whose hazard is gamma(s, β + T).
    fn here(&self, rate: f64, age: f64, horizon: f64) -> f64 {
        let (watched, risk) = (self.alpha + age, self.beta + age);
        let ln = (horizon / risk).ln_1p();
        // (1 − e^(−(s−1) ln))/(s − 1), which is ln where s is 1.
        let k = self.s - 1.0;
        let time = if (k * ln).abs() < 1e-12 { ln } else { -(-k * ln).exp_m1() / k };
        rate / watched * risk * time
    }

    /// Discounted expected residual transactions: all purchases still to come, one at time t counting e^(−force · t), where
    /// force is the logarithm of one plus the discount per unit of time.
    ///
    /// # Errors
    /// `OutOfRange` when `force` is not a finite number above 0.
    pub fn residual_purchases(&self, history: &History, force: f64) -> Result<f64, StatsError> {
        let force = above_zero("force", force)?;
        let (rate, watched) = (self.r + history.frequency(), self.alpha + history.age());
        let risk = self.beta + history.age();
        // With w = ln(1 + t/risk) the chance to be still there is e^(−s w).
        let end = (1.0 + FALL_MAX / (force * risk)).ln();
        let panels = count(2.0 * end);
        let width = end / f64::from(panels);
        let integral: f64 = (0..panels)
            .flat_map(|panel| gauss(f64::from(panel) * width, f64::from(panel + 1) * width))
            .map(|(w, weight)| weight * ((1.0 - self.s) * w - force * risk * w.exp_m1()).exp())
            .sum();
        Ok(self.alive(history) * rate / watched * risk * integral)
    }
}

/// So many panels, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number from 1 to 64")]
fn count(panels: f64) -> u32 {
    panels.ceil().clamp(1.0, f64::from(PANELS_MAX)) as u32
}

impl Parametric<4> for ParetoNbd {
    const NAMES: [&'static str; 4] = ["r", "alpha", "s", "beta"];

    fn with([r, alpha, s, beta]: [f64; 4]) -> Self {
        Self { r, alpha, s, beta }
    }

    fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.s, self.beta]
    }
}

impl Buying for ParetoNbd {
    fn alive(&self, history: &History) -> f64 {
        let path = Path::new(&self.parameters(), history.frequency(), history.recency(), history.age());
        let mut gone = 0.0;
        path.nodes(|node| gone += node.weight);
        let here = path.here();
        here / (here + gone)
    }

    fn expected(&self, history: &History, horizon: f64) -> f64 {
        self.alive(history) * self.here(self.r + history.frequency(), history.age(), horizon)
    }

    fn expected_of_new(&self, horizon: f64) -> f64 {
        self.here(self.r, 0.0, horizon)
    }
}

/// Fits the Pareto/NBD model: who still buys, and how often they will, where customers may leave at any moment.
///
/// A customer buys at rate λ, gamma(r, α) over customers, and leaves with hazard μ, gamma(s, β) over customers. One with x
/// repeated purchases, the last at t, watched until T, has likelihood Γ(r + x)/Γ(r) · α^r β^s ·
/// [(α + T)^−(r+x) (β + T)^−s + s ∫ (α + y)^−(r+x) (β + y)^−(s+1) dy], y from t to T.
///
/// Use it as [`bg_nbd`](super::bg_nbd()), where leaving does not wait for a purchase. It assumes that rate and hazard of a
/// customer do not change and have nothing to do with each other.
///
/// # Shapes
/// As [`bg_nbd`](super::bg_nbd()).
///
/// # Units
/// Times in any one unit; `alpha` and `beta` are in it.
///
/// # Returns
/// As [`bg_nbd`](super::bg_nbd()). `s` and `beta` are often known only roughly, and their intervals say so.
///
/// # Numerical notes
/// The integral is what the papers write as a difference of two hypergeometric functions. It is computed as it stands, by
/// Gauss and Legendre in the logarithm of time: all terms are positive, so nothing cancels, α = β is no special case, and no
/// power overflows. Derivatives are taken under the integral. Right to about 13 digits.
///
/// # Source
/// Schmittlein, Morrison and Colombo (1987), Counting Your Customers, Management Science 33:1–24; Fader and Hardie (2005), A
/// Note on Deriving the Pareto/NBD Model. Method page: `docs/methods/pareto_nbd.md`.
///
/// # Checked against
/// lifetimes 0.11.3 on the CDNOW sample, and numeric integration over customers: `tests/reference/buying.rs`,
/// `pareto_nbd_agrees_with_lifetimes_on_cdnow` and `likelihoods_agree_with_integration_over_customers`.
///
/// # Example
/// ```
/// # use stats::buying::{Buying, History, ParetoNbd};
/// let model = ParetoNbd::new(2.0, 10.0, 1.0, 30.0)?;
/// // Where α = β and s = 1 everything has a closed form; a new customer is expected to buy (r/α) β ln(1 + t/β) times.
/// let wanted = 0.2 * 30.0 * (1.0_f64 + 52.0 / 30.0).ln();
/// assert!((model.expected_of_new(52.0) - wanted).abs() < 1e-12);
/// // Who bought just now is certainly still there.
/// assert_eq!(model.alive(&History::new(3.0, 20.0, 20.0)?), 1.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn pareto_nbd(histories: &Histories, level: Level) -> Fitted<Fit<ParetoNbd, 4>> {
    let (rate, age) = (histories.repeats() / histories.exposure(), histories.exposure() / histories.n().max(1) as f64);
    let starts =
        [[0.5, 0.5 / rate, 0.6, 0.4 * age], [1.0, 0.7 / rate, 2.0, 3.0 * age], [0.3, 0.1 / rate, 0.3, 0.05 * age]];
    let footing = Footing { n: histories.n(), level, method: Method::PARETO_NBD };
    search(histories, &starts, likelihood, footing)
}

/// One moment at which a customer may have left: its weight, and the logarithms and inverses of α + y and β + y.
struct Node {
    weight: f64,
    ln_alpha: f64,
    ln_beta: f64,
    inverse_alpha: f64,
    inverse_beta: f64,
}

/// The time from the last purchase to the end of watching, over which a customer may have left. Weights are relative to the
/// integrand at the last purchase.
struct Path {
    s: f64,
    recency: f64,
    age: f64,
    alpha: f64,
    beta: f64,
    /// r + x and s + 1, the powers of both factors.
    powers: (f64, f64),
    ln_alpha: f64,
    ln_beta: f64,
}

impl Path {
    fn new(&[r, alpha, s, beta]: &[f64; 4], frequency: f64, recency: f64, age: f64) -> Self {
        let (ln_alpha, ln_beta) = ((alpha + recency).ln(), (beta + recency).ln());
        Self { s, recency, age, alpha, beta, powers: (r + frequency, s + 1.0), ln_alpha, ln_beta }
    }

    /// The logarithm by which all weights are divided.
    fn scale(&self) -> f64 {
        -self.powers.0 * self.ln_alpha - self.powers.1 * self.ln_beta
    }

    /// The weight of a customer who is still there.
    fn here(&self) -> f64 {
        let since = self.age - self.recency;
        let (by_alpha, by_beta) = (since / (self.alpha + self.recency), since / (self.beta + self.recency));
        (-self.powers.0 * by_alpha.ln_1p() - self.s * by_beta.ln_1p() + self.ln_beta).exp()
    }

    /// Visits the moments at which the customer may have left. Time is measured in u = ln((m + y)/(m + t)), with m the
    /// smaller of α and β; the other of both is then e^u times a constant plus a constant, and smooth.
    fn nodes(&self, mut visit: impl FnMut(Node)) {
        if self.age <= self.recency {
            return;
        }
        let alpha_smaller = self.alpha <= self.beta;
        let (small, large) = if alpha_smaller { (self.alpha, self.beta) } else { (self.beta, self.alpha) };
        let (p_small, p_large) = if alpha_smaller { self.powers } else { (self.powers.1, self.powers.0) };
        let (ln_small, ln_large) =
            if alpha_smaller { (self.ln_alpha, self.ln_beta) } else { (self.ln_beta, self.ln_alpha) };
        let (from, gap) = (small + self.recency, large - small);
        let fallen = (large + self.recency) * (FALL_MAX / (p_small + p_large)).exp_m1();
        let since = (self.age - self.recency).min(fallen);
        let end = (since / from).ln_1p().min(FALL_MAX / p_small);
        let at_end = from * end.exp();
        let fall = end * (p_small + p_large * at_end / (at_end + gap));
        let panels = count((fall / FALL_PER_PANEL).max(end / PANEL));
        let width = end / f64::from(panels);
        for panel in 0..panels {
            let low = f64::from(panel) * width;
            for (u, weight) in gauss(low, low + width) {
                let near = from * u.exp();
                let far = near + gap;
                let ln_far = far.ln();
                let weight = self.s * weight * near * (-p_small * u - p_large * (ln_far - ln_large)).exp();
                let (near_side, far_side) = ((ln_small + u, 1.0 / near), (ln_far, 1.0 / far));
                let (alpha, beta) = if alpha_smaller { (near_side, far_side) } else { (far_side, near_side) };
                visit(Node {
                    weight,
                    ln_alpha: alpha.0,
                    ln_beta: beta.0,
                    inverse_alpha: alpha.1,
                    inverse_beta: beta.1,
                });
            }
        }
    }

    fn add_to(&self, total: &mut Likelihood<4>, n: f64) {
        let (power, s) = (self.powers.0, self.s);
        let mut sum = Mixture::<4>::empty();
        let (ia, ib) = (1.0 / (self.alpha + self.age), 1.0 / (self.beta + self.age));
        let (la, lb) = ((self.alpha + self.age).ln(), (self.beta + self.age).ln());
        let mut curvature = [[0.0; 4]; 4];
        curvature[1][0] = -ia;
        curvature[1][1] = power * ia * ia;
        curvature[3][2] = -ib;
        curvature[3][3] = s * ib * ib;
        sum.add(self.here(), &[-la, -power * ia, -lb, -s * ib], &curvature);
        curvature[2][2] = -1.0 / (s * s);
        self.nodes(|node| {
            let (ia, ib) = (node.inverse_alpha, node.inverse_beta);
            curvature[1][0] = -ia;
            curvature[1][1] = power * ia * ia;
            curvature[3][2] = -ib;
            curvature[3][3] = (s + 1.0) * ib * ib;
            let gradient = [-node.ln_alpha, -power * ia, 1.0 / s - node.ln_beta, -(s + 1.0) * ib];
            sum.add(node.weight, &gradient, &curvature);
        });
        sum.add_to(total, n, self.scale());
    }
}

fn likelihood(theta: &[f64; 4], histories: &Histories) -> Likelihood<4> {
    let &[r, alpha, s, beta] = theta;
    let blocks = histories.by_block(|group, rows| {
        let mut sum = Likelihood::default();
        let (recency, age, weight) = histories.columns(&rows);
        for ((&recency, &age), &n) in recency.iter().zip(age).zip(weight) {
            Path::new(theta, group.frequency, recency, age).add_to(&mut sum, n);
        }
        sum
    });
    let mut total = Likelihood::default();
    for (_, block) in &blocks {
        total.add(block);
    }
    let (mut of_r, mut x) = (Jet::default(), 0.0);
    for group in histories.groups() {
        of_r = of_r.plus(ln_rising(r, x, group.frequency));
        x = group.frequency;
        total.value += group.n * of_r.value;
        total.add_slopes(0, group.n, of_r.first, of_r.second);
    }
    let n = histories.n() as f64;
    total.value += n * (r * alpha.ln() + s * beta.ln());
    for (shape, scale) in [(0, 1), (2, 3)] {
        total.add_slopes(shape, n, theta[scale].ln(), 0.0);
        total.add_slopes(scale, n, theta[shape] / theta[scale], -theta[shape] / (theta[scale] * theta[scale]));
        total.hessian[scale][shape] += n / theta[scale];
    }
    total.mirrored()
}
