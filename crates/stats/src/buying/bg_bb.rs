//! One chance to buy per period: the BG/BB model.

use crate::StatsError;
use crate::buying::histories::{Histories, History};
use crate::buying::mixture::Mixture;
use crate::buying::value::{Buying, search};
use crate::checked::Level;
use crate::fitted::{Fit, Fitted, Footing, Parametric};
use crate::method::Method;
use crate::numeric::{Jet, ln_rising};
use crate::optimum::Likelihood;
use crate::staying::above_zero;

/// The most chances to buy that a customer may have had.
const CHANCES_MAX: f64 = 10_000.0;

/// Each customer buys at every chance with a probability of their own, and before every chance leaves for good with another.
///
/// Probabilities to buy are beta(α, β) over customers, those to leave beta(γ, δ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgBb {
    alpha: f64,
    beta: f64,
    gamma: f64,
    delta: f64,
}

impl BgBb {
    /// The model with these parameters.
    ///
    /// # Errors
    /// `OutOfRange` when one is not a finite number above 0.
    pub fn new(alpha: f64, beta: f64, gamma: f64, delta: f64) -> Result<Self, StatsError> {
        let (alpha, beta) = (above_zero("alpha", alpha)?, above_zero("beta", beta)?);
        Ok(Self { alpha, beta, gamma: above_zero("gamma", gamma)?, delta: above_zero("delta", delta)? })
    }

    /// Expected purchases at the next `chances` of somebody still there after `behind` chances.
    fn here(&self, bought: f64, behind: f64, chances: f64) -> f64 {
        let (mut still, mut sum) = (1.0, 0.0);
        let mut past = behind;
        while past < behind + chances {
            still *= (self.delta + past) / (self.gamma + self.delta + past);
            sum += still;
            past += 1.0;
        }
        sum * (self.alpha + bought) / (self.alpha + self.beta + behind)
    }
}

impl Parametric<4> for BgBb {
    const NAMES: [&'static str; 4] = ["alpha", "beta", "gamma", "delta"];

    fn with([alpha, beta, gamma, delta]: [f64; 4]) -> Self {
        Self { alpha, beta, gamma, delta }
    }

    fn parameters(&self) -> [f64; 4] {
        [self.alpha, self.beta, self.gamma, self.delta]
    }
}

impl Buying for BgBb {
    fn alive(&self, history: &History) -> f64 {
        let (x, last, n) = (history.frequency(), history.recency(), history.age());
        // Odds of having left before chance m + 1 against being there after n, from the last purchase on.
        let mut odds = 0.0;
        let mut relative = 1.0;
        let mut m = n;
        while m > last {
            m -= 1.0;
            // From m + 1 chances taken to m: one fewer not bought at, one fewer survived.
            relative *= (self.alpha + self.beta + m) / (self.beta + m - x);
            relative *= (self.gamma + self.delta + m) / (self.delta + m);
            odds += relative * self.gamma / (self.gamma + self.delta + m);
        }
        if odds.is_finite() { 1.0 / (1.0 + odds) } else { 0.0 }
    }

    fn expected(&self, history: &History, horizon: f64) -> f64 {
        self.alive(history) * self.here(history.frequency(), history.age(), horizon.floor())
    }

    fn expected_of_new(&self, horizon: f64) -> f64 {
        self.here(0.0, 0.0, horizon.floor())
    }
}

/// Fits the BG/BB model: who still buys where there is one chance to buy per period.
///
/// At each chance a customer who is still there buys with probability p, beta(α, β) over customers; before each chance a
/// customer leaves for good with probability θ, beta(γ, δ). With x purchases at n chances, the last at chance t, the
/// likelihood is B(α+x, β+n−x)/B(α, β) · B(γ, δ+n)/B(γ, δ) + Σ B(α+x, β+t−x+i)/B(α, β) · B(γ+1, δ+t+i)/B(γ, δ) over i from
/// 0 to n − t − 1.
///
/// Use it for yearly gifts, monthly orders, or whether somebody came in a week; also in place of the models in continuous
/// time when only yes or no per period is known. `History` holds purchases, the period of the last one, and the number of
/// periods; the period in which a customer came is not counted.
///
/// # Shapes
/// As [`bg_nbd`](super::bg_nbd()).
///
/// # Units
/// Frequency, recency and age count periods. A horizon that is no whole number of periods is cut down to one.
///
/// # Missing, tied and extreme values
/// Customers may have had different numbers of chances.
///
/// # Returns
/// As [`bg_nbd`](super::bg_nbd()).
///
/// # Errors
/// `OutOfRange` when a recency or age is no whole number, a customer bought more often than once per period, or had more
/// than 10,000 chances.
///
/// # Numerical notes
/// Ratios of beta functions of whole steps are products; their logarithms and slopes come from tables that are made once per
/// step of the search.
///
/// # Source
/// Fader, Hardie and Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing Science
/// 29(6):1086–1108. Method page: `docs/methods/bg_bb.md`.
///
/// # Checked against
/// The paper's figures for its 11,104 donors: `tests/reference/buying.rs`, `bg_bb_agrees_with_the_paper_on_donations`.
///
/// # Example
/// Two chances, no purchase: either still there (and twice not buying), or gone before the first, or before the second.
/// ```
/// # use stats::buying::{BgBb, Buying, History};
/// let model = BgBb::new(1.0, 1.0, 1.0, 1.0)?;
/// // 1/3 · 1/3 stayed, 1/2 left before the first, 1/2 · 1/6 bought not and left before the second.
/// let alive = (1.0 / 9.0) / (1.0 / 9.0 + 1.0 / 2.0 + 1.0 / 12.0);
/// assert!((model.alive(&History::new(0.0, 0.0, 2.0)?) - alive).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn bg_bb(histories: &Histories, level: Level) -> Result<Fitted<Fit<BgBb, 4>>, StatsError> {
    let mut chances_max: f64 = 0.0;
    for (history, _) in histories.rows() {
        whole("recency", history.recency())?;
        whole("age", history.age())?;
        if history.frequency() > history.recency() {
            let allowed = "at most one per period up to the last";
            return Err(StatsError::OutOfRange { name: "frequency", allowed, given: history.frequency() });
        }
        chances_max = chances_max.max(history.age());
    }
    let starts = [[1.0, 1.0, 0.5, 3.0], [0.5, 2.0, 2.0, 8.0], [3.0, 3.0, 0.2, 0.6]];
    let footing = Footing { n: histories.n(), level, method: Method::BG_BB };
    Ok(search(histories, &starts, |theta, histories| likelihood(theta, histories, chances_max), footing))
}

fn whole(name: &'static str, given: f64) -> Result<(), StatsError> {
    if given.fract() == 0.0 && given <= CHANCES_MAX {
        return Ok(());
    }
    Err(StatsError::OutOfRange { name, allowed: "a whole number of periods, at most 10000", given })
}

/// `ln Γ(x + k) − ln Γ(x)` for k from 0 to `last`, with slopes.
fn table(x: f64, last: f64) -> Vec<Jet> {
    let mut rows = vec![Jet::default()];
    let mut k = 0.0;
    while k < last {
        rows.push(rows[rows.len() - 1].plus(ln_rising(x, k, k + 1.0)));
        k += 1.0;
    }
    rows
}

struct Tables {
    gamma: f64,
    of_alpha: Vec<Jet>,
    of_beta: Vec<Jet>,
    of_both: Vec<Jet>,
    of_delta: Vec<Jet>,
    of_leaving: Vec<Jet>,
}

impl Tables {
    /// A customer who bought `x` times at `m` chances while there, and then left (or not).
    fn add(&self, sum: &mut Mixture<4>, x: usize, m: usize, left: bool, scale: f64) {
        let (a, b, ab) = (self.of_alpha[x], self.of_beta[m - x], self.of_both[m]);
        let (d, gd) = (self.of_delta[m], self.of_leaving[m + usize::from(left)]);
        let by_gamma = if left { 1.0 / self.gamma } else { 0.0 };
        let gradient = [a.first - ab.first, b.first - ab.first, by_gamma - gd.first, d.first - gd.first];
        let curvature = [
            [a.second - ab.second, 0.0, 0.0, 0.0],
            [-ab.second, b.second - ab.second, 0.0, 0.0],
            [0.0, 0.0, -by_gamma * by_gamma - gd.second, 0.0],
            [0.0, 0.0, -gd.second, d.second - gd.second],
        ];
        sum.add((self.value(x, m, left) - scale).exp(), &gradient, &curvature);
    }

    fn value(&self, x: usize, m: usize, left: bool) -> f64 {
        let stayed =
            self.of_alpha[x].value + self.of_beta[m - x].value - self.of_both[m].value + self.of_delta[m].value;
        let leaving = if left { self.gamma.ln() } else { 0.0 };
        stayed + leaving - self.of_leaving[m + usize::from(left)].value
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers of at most 10,000")]
fn likelihood(&[alpha, beta, gamma, delta]: &[f64; 4], histories: &Histories, chances_max: f64) -> Likelihood<4> {
    let tables = Tables {
        gamma,
        of_alpha: table(alpha, chances_max),
        of_beta: table(beta, chances_max),
        of_both: table(alpha + beta, chances_max),
        of_delta: table(delta, chances_max),
        of_leaving: table(gamma + delta, chances_max + 1.0),
    };
    let blocks = histories.by_block(|group, rows| {
        let mut total = Likelihood::default();
        let (recency, age, weight) = histories.columns(&rows);
        let x = group.frequency as usize;
        for ((&recency, &age), &customers) in recency.iter().zip(age).zip(weight) {
            let (last, n) = (recency as usize, age as usize);
            let mut sum = Mixture::<4>::empty();
            // The largest weight is at one of both ends.
            let mut scale = tables.value(x, n, false);
            if last < n {
                scale = scale.max(tables.value(x, last, true));
            }
            tables.add(&mut sum, x, n, false, scale);
            for m in last..n {
                tables.add(&mut sum, x, m, true, scale);
            }
            sum.add_to(&mut total, customers, scale);
        }
        total
    });
    let mut total = Likelihood::default();
    for (_, block) in &blocks {
        total.add(block);
    }
    total.mirrored()
}
