//! Customers who may leave after any purchase: the BG/NBD model and its modified form.

use crate::StatsError;
use crate::buying::histories::{Histories, History};
use crate::buying::value::{Buying, search};
use crate::checked::Level;
use crate::fitted::{Fit, Fitted, Footing, Parametric};
use crate::method::Method;
use crate::numeric::{Jet, ln_rising};
use crate::optimum::Likelihood;
use crate::staying::above_zero;

/// Terms after which the sum of expected purchases gives up; it takes a few times the number of purchases.
const TERMS_MAX: u32 = 20_000_000;

/// A number that a scaled sum may reach before it is scaled down.
const SCALE: f64 = 1e250;

/// Each customer buys at a rate of their own, and after a purchase leaves for good with a chance of their own.
///
/// Rates are gamma(r, α) over customers, chances beta(a, b). With `AT_ONCE` a customer may also leave right after the first
/// purchase, as after every other one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaGeometricNbd<const AT_ONCE: bool> {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

/// The BG/NBD model: customers may leave after each repeated purchase, so who never bought again is certainly still there.
pub type BgNbd = BetaGeometricNbd<false>;

/// The MBG/NBD model: customers may also leave right after the first purchase.
pub type MbgNbd = BetaGeometricNbd<true>;

impl<const AT_ONCE: bool> BetaGeometricNbd<AT_ONCE> {
    /// The model with these parameters; `alpha` in the unit of time.
    ///
    /// # Errors
    /// `OutOfRange` when one is not a finite number above 0.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, StatsError> {
        let (r, alpha) = (above_zero("r", r)?, above_zero("alpha", alpha)?);
        Ok(Self { r, alpha, a: above_zero("a", a)?, b: above_zero("b", b)? })
    }

    /// How often a customer could have left: after each repeated purchase, and perhaps after the first.
    fn chances(frequency: f64) -> f64 {
        if AT_ONCE { frequency + 1.0 } else { frequency }
    }

    /// The logarithm of the odds that a customer has left.
    fn ln_odds_gone(&self, history: &History) -> f64 {
        let (x, chances) = (history.frequency(), Self::chances(history.frequency()));
        if chances == 0.0 {
            return f64::NEG_INFINITY;
        }
        let since = ((history.age() - history.recency()) / (self.alpha + history.recency())).ln_1p();
        self.a.ln() - (self.b + chances - 1.0).ln() + (self.r + x) * since
    }
}

impl<const AT_ONCE: bool> Parametric<4> for BetaGeometricNbd<AT_ONCE> {
    const NAMES: [&'static str; 4] = ["r", "alpha", "a", "b"];

    fn with([r, alpha, a, b]: [f64; 4]) -> Self {
        Self { r, alpha, a, b }
    }

    fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.a, self.b]
    }
}

impl<const AT_ONCE: bool> Buying for BetaGeometricNbd<AT_ONCE> {
    fn alive(&self, history: &History) -> f64 {
        1.0 / (1.0 + self.ln_odds_gone(history).exp())
    }

    fn expected(&self, history: &History, horizon: f64) -> f64 {
        let x = history.frequency();
        let here =
            Here { shape: self.r + x, watched: self.alpha + history.age(), a: self.a, b: self.b + Self::chances(x) };
        self.alive(history) * here.purchases(horizon)
    }

    fn expected_of_new(&self, horizon: f64) -> f64 {
        let here = Here { shape: self.r, watched: self.alpha, a: self.a, b: self.b + Self::chances(0.0) };
        let stays = if AT_ONCE { self.b / (self.a + self.b) } else { 1.0 };
        stays * here.purchases(horizon)
    }
}

/// A customer who is still there: their rate is gamma(shape, watched), their chance to leave beta(a, b).
struct Here {
    shape: f64,
    watched: f64,
    a: f64,
    b: f64,
}

impl Here {
    /// The expected purchases within `horizon`: the number N that they would make if they never left is negative binomial,
    /// and of n such purchases Σ (b)ⱼ/(a + b)ⱼ over j < n are expected to come before they leave. All terms are positive, so
    /// nothing cancels, also at a = 1, where the usual formula divides by 0.
    fn purchases(&self, horizon: f64) -> f64 {
        let z = horizon / (self.watched + horizon);
        let mut offset = -self.shape * (horizon / self.watched).ln_1p();
        let (mut chance, mut made, mut still_here, mut sum) = (1.0, 0.0, 1.0, 0.0);
        for step in 0..TERMS_MAX {
            let k = f64::from(step);
            let (next, both) = (k + 1.0, self.a + self.b + k);
            // One division for both ratios.
            let inverse = 1.0 / (next * both);
            let ratio = z * (self.shape + k) * both * inverse;
            chance *= ratio;
            made += still_here;
            still_here *= (self.b + k) * next * inverse;
            let term = chance * made;
            sum += term;
            // The next terms fall at least as fast as this.
            let falling = ratio.max(z) * (1.0 + both * inverse);
            if falling < 1.0 && term * falling < 1e-16 * sum * (1.0 - falling) {
                break;
            }
            if sum > SCALE {
                chance /= SCALE;
                sum /= SCALE;
                offset += SCALE.ln();
            }
        }
        sum * offset.exp()
    }
}

/// Fits the BG/NBD model: who still buys, and how often they will, from how often and how recently they did.
///
/// A customer buys at rate λ, gamma(r, α) over customers, and after each repeated purchase leaves for good with chance p,
/// beta(a, b) over customers. A customer with x repeated purchases, the last at t, watched until T, has likelihood
/// Γ(r + x)/Γ(r) · α^r · B(a, b + x)/B(a, b) · [(α + T)^−(r+x) + (x > 0) a/(b + x − 1) (α + t)^−(r+x)].
///
/// Use it where nobody says that they left, as in a shop. It assumes that rate and chance of a customer do not change and
/// have nothing to do with each other. Who never bought again counts as still there; where that is too kind use
/// [`mbg_nbd`] or [`pareto_nbd`](super::pareto_nbd()).
///
/// # Shapes
/// `histories` of at least as many customers as there are parameters, in practice some hundreds.
///
/// # Units
/// Times in any one unit; `alpha` is in it, the other parameters have none.
///
/// # Missing, tied and extreme values
/// Customers who came at the very end (age 0) say nothing and do no harm. Frequencies of a million and millions of customers
/// are no trouble: everything is added up in logarithms.
///
/// # Returns
/// `Undetermined` without customers (`NobodyAtRisk`), when nobody bought again (`TooFew`), and when the best fit lies at the
/// edge (`AtBoundary`, with the parameter that ran there), for instance when nobody seems to leave. It is never a fit that
/// only looks like one.
///
/// # Numerical notes
/// Newton's method in the logarithms of the parameters with exact first and second derivatives. With many customers the
/// search begins at the fit of some of them, taken at even distances. The sums are made in fixed parts on all cores and are
/// the same for any number of threads. Standard errors are those of the observed information.
///
/// # Source
/// Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2):275–284.
/// Method page: `docs/methods/bg_nbd.md`.
///
/// # Checked against
/// The paper's figures and lifetimes 0.11.3 on the CDNOW sample, R's `CLVTools`, and numeric integration over customers:
/// `tests/reference/buying.rs`, `bg_nbd_agrees_with_the_paper_and_lifetimes_on_cdnow`.
///
/// # Example
/// Some eighty customers, half of whom bought again.
/// ```
/// # use stats::{Level, buying::{Buying, Histories, History, bg_nbd}};
/// let customers =
///     [(0.0, 0.0, 41), (1.0, 2.0, 14), (1.0, 26.0, 9), (2.0, 7.0, 6), (3.0, 29.5, 5), (5.0, 11.0, 4), (9.0, 28.0, 4)];
/// let counted = customers.map(|(x, last, n)| Ok((History::new(x, last, 30.0)?, n)));
/// let histories = Histories::from_counts(counted.into_iter().collect::<Result<Vec<_>, stats::StatsError>>()?)?;
/// let fit = bg_nbd(&histories, Level::P95);
/// let fit = fit.known().ok_or("a fit")?;
/// // Three purchases until yesterday promise more than five until long ago.
/// let (recent, old) = (History::new(3.0, 29.0, 30.0)?, History::new(5.0, 11.0, 30.0)?);
/// assert!(fit.model().alive(&recent) > fit.model().alive(&old));
/// assert_eq!(fit.model().alive(&History::new(0.0, 0.0, 30.0)?), 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bg_nbd(histories: &Histories, level: Level) -> Fitted<Fit<BgNbd, 4>> {
    fit(histories, level, Method::BG_NBD)
}

/// Fits the MBG/NBD model: as [`bg_nbd`], but customers may also leave right after the first purchase.
///
/// The likelihood of a customer is Γ(r + x)/Γ(r) · α^r · B(a, b + x + 1)/B(a, b) ·
/// [(α + T)^−(r+x) + a/(b + x) (α + t)^−(r+x)].
///
/// Use it where many customers buy once: BG/NBD holds all of them to be still there.
///
/// # Shapes
/// As [`bg_nbd`].
///
/// # Units
/// As [`bg_nbd`].
///
/// # Returns
/// As [`bg_nbd`].
///
/// # Numerical notes
/// As [`bg_nbd`].
///
/// # Source
/// Batislam, Denizel and Filiztekin (2007), Empirical Validation and Comparison of Models for Customer Base Analysis, Int J
/// Research in Marketing 24:201–209. Method page: `docs/methods/mbg_nbd.md`.
///
/// # Checked against
/// Numeric integration over customers, in the test itself: `tests/reference/buying.rs`,
/// `likelihoods_agree_with_integration_over_customers`.
///
/// # Example
/// ```
/// # use stats::{Level, buying::{Buying, Histories, History, mbg_nbd}};
/// let customers =
///     [(0.0, 0.0, 41), (1.0, 2.0, 14), (1.0, 26.0, 9), (2.0, 7.0, 6), (3.0, 29.5, 5), (5.0, 11.0, 4), (9.0, 28.0, 4)];
/// let counted = customers.map(|(x, last, n)| Ok((History::new(x, last, 30.0)?, n)));
/// let histories = Histories::from_counts(counted.into_iter().collect::<Result<Vec<_>, stats::StatsError>>()?)?;
/// let fit = mbg_nbd(&histories, Level::P95);
/// // Here who bought once may be gone.
/// assert!(fit.known().ok_or("a fit")?.model().alive(&History::new(0.0, 0.0, 30.0)?) < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mbg_nbd(histories: &Histories, level: Level) -> Fitted<Fit<MbgNbd, 4>> {
    fit(histories, level, Method::MBG_NBD)
}

fn fit<const AT_ONCE: bool>(
    histories: &Histories,
    level: Level,
    method: Method,
) -> Fitted<Fit<BetaGeometricNbd<AT_ONCE>, 4>> {
    let rate = histories.repeats() / histories.exposure();
    let starts = [[0.5, 0.5 / rate, 0.8, 2.5], [2.0, 2.0 / rate, 0.2, 4.0], [0.15, 0.1 / rate, 3.0, 3.0]];
    search(histories, &starts, likelihood::<AT_ONCE>, Footing { n: histories.n(), level, method })
}

/// What the rows of one block add up to. With l = ln(α + T), i = 1/(α + T), the same at t, q the chance to be gone and
/// v = q(1 − q), the mean over gone and here of anything is `(1 − q) · at T + q · at t`.
#[derive(Default, Clone, Copy)]
struct Sums {
    value: f64,
    mean_ln: f64,
    mean_inverse: f64,
    mean_square: f64,
    gone: f64,
    v: f64,
    v_ln: f64,
    v_inverse: f64,
    v_ln_ln: f64,
    v_ln_inverse: f64,
    v_inverse_inverse: f64,
}

/// The part of the log-likelihood that depends on the times, of customers who cannot have left.
fn sums_here(alpha: f64, power: f64, (_, age, weight): (&[f64], &[f64], &[f64])) -> Sums {
    let mut sums = Sums::default();
    for (&age, &n) in age.iter().zip(weight) {
        let all = alpha + age;
        let (ln, inverse) = (all.ln(), 1.0 / all);
        sums.mean_ln += n * ln;
        sums.mean_inverse += n * inverse;
        sums.mean_square += n * inverse * inverse;
    }
    sums.value = -power * sums.mean_ln;
    sums
}

/// The same of customers who may have left; `ln_front` is ln a − ln(b + k − 1).
fn sums_mixed(alpha: f64, power: f64, ln_front: f64, (recency, age, weight): (&[f64], &[f64], &[f64])) -> Sums {
    let mut sums = Sums::default();
    for ((&recency, &age), &n) in recency.iter().zip(age).zip(weight) {
        let (all, last) = (alpha + age, alpha + recency);
        let (ln_all, ln_last) = (all.ln(), last.ln());
        let (inverse_all, inverse_last) = (1.0 / all, 1.0 / last);
        let ln = ln_all - ln_last;
        let odds = ln_front + power * ln;
        // ln(1 + e^odds) and q = e^odds/(1 + e^odds), from the smaller of both sides.
        let small = (-odds.abs()).exp();
        let of_smaller = small / (1.0 + small);
        let q = if odds > 0.0 { 1.0 - of_smaller } else { of_smaller };
        let inverse = inverse_last - inverse_all;
        let (nq, nv) = (n * q, n * of_smaller * (1.0 - of_smaller));
        sums.value += n * (odds.max(0.0) + small.ln_1p() - power * ln_all);
        sums.mean_ln += n * ln_all - nq * ln;
        sums.mean_inverse += n * inverse_all + nq * inverse;
        sums.mean_square += n * inverse_all * inverse_all + nq * inverse * (inverse_last + inverse_all);
        sums.gone += nq;
        sums.v += nv;
        sums.v_ln += nv * ln;
        sums.v_inverse += nv * inverse;
        sums.v_ln_ln += nv * ln * ln;
        sums.v_ln_inverse += nv * ln * inverse;
        sums.v_inverse_inverse += nv * inverse * inverse;
    }
    sums
}

fn likelihood<const AT_ONCE: bool>(theta: &[f64; 4], histories: &Histories) -> Likelihood<4> {
    let &[r, alpha, a, b] = theta;
    let chances = BetaGeometricNbd::<AT_ONCE>::chances;
    let blocks = histories.by_block(|group, rows| {
        let (power, columns) = (r + group.frequency, histories.columns(&rows));
        match chances(group.frequency) {
            0.0 => sums_here(alpha, power, columns),
            k => sums_mixed(alpha, power, a.ln() - (b + k - 1.0).ln(), columns),
        }
    });
    let mut total = Likelihood::default();
    for (place, sums) in &blocks {
        let x = histories.groups()[*place].frequency;
        add_times(&mut total, theta, x, chances(x), sums);
    }
    let (mut of_rate, mut of_b, mut of_sum) = (Jet::default(), Jet::default(), Jet::default());
    let (mut x, mut k) = (0.0, 0.0);
    for group in histories.groups() {
        let next = chances(group.frequency);
        of_rate = of_rate.plus(ln_rising(r, x, group.frequency));
        of_b = of_b.plus(ln_rising(b, k, next));
        of_sum = of_sum.plus(ln_rising(a + b, k, next));
        (x, k) = (group.frequency, next);
        let n = group.n;
        total.value += n * (of_rate.value + r * alpha.ln() + of_b.value - of_sum.value);
        total.add_slopes(0, n, of_rate.first + alpha.ln(), of_rate.second);
        total.add_slopes(1, n, r / alpha, -r / (alpha * alpha));
        total.add_slopes(2, -n, of_sum.first, of_sum.second);
        total.add_slopes(3, n, of_b.first - of_sum.first, of_b.second - of_sum.second);
        total.hessian[1][0] += n / alpha;
        total.hessian[3][2] -= n * of_sum.second;
    }
    total.mirrored()
}

fn add_times(total: &mut Likelihood<4>, &[r, _, a, b]: &[f64; 4], x: f64, k: f64, sums: &Sums) {
    let power = r + x;
    total.value += sums.value;
    total.gradient[0] -= sums.mean_ln;
    total.gradient[1] -= power * sums.mean_inverse;
    total.hessian[0][0] += sums.v_ln_ln;
    total.hessian[1][0] -= sums.mean_inverse + power * sums.v_ln_inverse;
    total.hessian[1][1] += power * (sums.mean_square + power * sums.v_inverse_inverse);
    if k == 0.0 {
        return;
    }
    let (by_a, by_b) = (1.0 / a, -1.0 / (b + k - 1.0));
    total.add_slopes(2, 1.0, sums.gone * by_a, (sums.v - sums.gone) * by_a * by_a);
    total.add_slopes(3, 1.0, sums.gone * by_b, (sums.v + sums.gone) * by_b * by_b);
    for (parameter, by) in [(2, by_a), (3, by_b)] {
        total.hessian[parameter][0] += by * sums.v_ln;
        total.hessian[parameter][1] -= by * power * sums.v_inverse;
    }
    total.hessian[3][2] += by_a * by_b * sums.v;
}
