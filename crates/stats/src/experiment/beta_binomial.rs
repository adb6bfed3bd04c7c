//! For very small experiments: what to believe, and what a wrong choice would cost.

use std::f64::consts::FRAC_PI_2;

use libm::lgamma as ln_gamma;

use crate::StatsError;
use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Estimate, Interval, IntervalKind};
use crate::experiment::effect::{Mean, Pair};
use crate::method::Method;
use crate::numeric::{beta_lower, beta_quantile, gauss_legendre, normal_density, normal_lower, root_of_rising};

/// What was believed of a share before: as if so many had been seen in the part, and so many not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    in_part: f64,
    not_in_part: f64,
}

impl Prior {
    /// Every share is as likely as any other.
    pub const FLAT: Self = Self { in_part: 1.0, not_in_part: 1.0 };
    /// The prior of Jeffreys.
    pub const JEFFREYS: Self = Self { in_part: 0.5, not_in_part: 0.5 };

    /// A beta prior.
    ///
    /// # Errors
    /// - `OutOfRange` when a parameter is below 0.5 or above 10⁹: with less the posterior piles up at 0 and 1.
    pub fn new(in_part: f64, not_in_part: f64) -> Result<Self, StatsError> {
        for (name, given) in [("in_part", in_part), ("not_in_part", not_in_part)] {
            if !(0.5..=1e9).contains(&given) {
                return Err(StatsError::OutOfRange { name, allowed: "from 0.5 to 1e9", given });
            }
        }
        Ok(Self { in_part, not_in_part })
    }
}

/// What to believe of two shares after the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    /// The share of the control: posterior mean, credible interval.
    pub control: Answer,
    /// The share of the treated.
    pub treated: Answer,
    /// Treated minus control.
    pub difference: Answer,
    /// Treated relative to control, less one: the posterior median.
    pub lift: Answer,
    /// The chance that the share of the treated is the higher one.
    pub chance_treated_higher: f64,
    /// What it costs on average, in shares, to believe that the treated are higher: E max(p₀ − p₁, 0).
    pub risk_if_treated_higher: f64,
    /// What it costs on average, in shares, to believe that the control is higher: E max(p₁ − p₀, 0).
    pub risk_if_control_higher: f64,
}

/// Computes what two small groups say about two shares, given what was believed before (beta-binomial).
///
/// With a prior of a and b each share has the posterior Beta(k + a, n − k + b); the two are independent. All chances,
/// expected losses and intervals are integrals over these, without simulation.
///
/// Use it when a few dozen customers are all there are and somebody must choose: it says how likely either is better and
/// what a wrong choice costs, and it never gives a certificate. It assumes that the prior is what one believes; with a flat
/// prior and a few customers it still moves the shares toward one half.
///
/// # Units
/// Counts in; shares, chances and losses in shares out.
///
/// # Missing, tied and extreme values
/// Empty arms have the prior as their posterior: with both empty the chance is one half.
///
/// # Returns
/// Always an answer. Intervals are credible intervals with equal tails; `n` counts both groups. The number returned is what
/// the model and the prior say, not how often it is right in repetitions.
///
/// # Numerical notes
/// Shares are integrated on the scale of arcsin √p, where a posterior is nearly normal and has no poles, with Gauss-Legendre
/// nodes over nine deviations; about 10⁻¹⁰ with whole or half parameters, 10⁻⁶ with others near the ends.
///
/// # Source
/// Gelman and others (2013), Bayesian Data Analysis, third edition, chapter 2; Stucchio (2015), Bayesian A/B Testing at VWO,
/// for the expected loss. Method page: `docs/methods/beta_binomial.md`.
///
/// # Checked against
/// Closed sums for whole parameters, 10⁻¹², and integrals by R 4.2.2, 10⁻⁸: `tests/reference/experiment.rs`,
/// `beliefs_agree_with_closed_sums_and_with_r`.
///
/// # Example
/// One of one against none of one: the posteriors have densities 2p and 2(1 − p).
/// ```
/// # use stats::{checked::{Level, Proportion}, experiment::{Prior, beta_binomial}};
/// let belief = beta_binomial(Proportion::new(0, 1)?, Proportion::new(1, 1)?, Prior::FLAT, Level::P95);
/// assert!((belief.chance_treated_higher - 5.0 / 6.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn beta_binomial(control: Proportion, treated: Proportion, prior: Prior, level: Level) -> Belief {
    let (c, t) = (Beta::after(control, prior), Beta::after(treated, prior));
    let n = control.whole() + treated.whole();
    let tail = level.tail();
    let answer = |value: f64, lower: f64, upper: f64, standard_error: Option<f64>, n: u64| {
        let interval = Interval { lower, upper, level, kind: IntervalKind::Credible };
        Answer::Known(Estimate { value, interval, standard_error, n, method: Method::BETA_BINOMIAL })
    };
    let share = |it: &Beta, n: u64| {
        let (lower, upper) = (beta_quantile(it.a, it.b, tail), 1.0 - beta_quantile(it.b, it.a, tail));
        answer(it.mean(), lower, upper, Some(it.variance().sqrt()), n)
    };
    let rule = gauss_legendre(NODES);
    let nodes = c.nodes(&rule, 0.0, 1.0);
    let apart = |probability: f64| {
        root_of_rising(-1.0, 1.0, t.mean() - c.mean(), |gap| (c.chance_gap_below(&t, gap, &rule) - probability, 0.0))
    };
    let times = |probability: f64| {
        let miss = |ln_ratio: f64| (c.chance_ratio_below(&t, ln_ratio.exp(), &rule) - probability, 0.0);
        root_of_rising(-700.0, 700.0, 0.0, miss).exp() - 1.0
    };
    let (above, below) = losses(&c, &t, &rule);
    let error = (c.variance() + t.variance()).sqrt();
    Belief {
        control: share(&c, control.whole()),
        treated: share(&t, treated.whole()),
        difference: answer(t.mean() - c.mean(), apart(tail), apart(1.0 - tail), Some(error), n),
        lift: answer(times(0.5), times(tail), times(1.0 - tail), None, n),
        chance_treated_higher: nodes.iter().map(|(p, weight)| weight * t.above(*p)).sum::<f64>().clamp(0.0, 1.0),
        risk_if_treated_higher: below,
        risk_if_control_higher: above,
    }
}

/// E max(p₁ − p₀, 0) = ∫ P(p₀ < p < p₁) dp, and the same the other way around.
fn losses(c: &Beta, t: &Beta, rule: &[(f64, f64)]) -> (f64, f64) {
    let (low, high) = (c.range().0.min(t.range().0), c.range().1.max(t.range().1));
    // Where either posterior changes the integrand does, so each has its own piece.
    let mut cuts = [low, high, c.range().0, c.range().1, t.range().0, t.range().1];
    cuts.sort_unstable_by(f64::total_cmp);
    let (mut above, mut below) = (0.0, 0.0);
    for piece in cuts.windows(2) {
        let (half, middle) = (0.5 * (piece[1] - piece[0]), 0.5 * (piece[1] + piece[0]));
        for (x, weight) in rule {
            let angle = middle + half * x;
            let p = angle.sin().powi(2);
            let width = half * weight * (2.0 * angle).sin();
            above += width * c.below(p) * t.above(p);
            below += width * t.below(p) * c.above(p);
        }
    }
    (above.max(0.0), below.max(0.0))
}

const NODES: usize = 160;

/// A beta posterior.
struct Beta {
    a: f64,
    b: f64,
    ln_front: f64,
}

impl Beta {
    fn after(seen: Proportion, prior: Prior) -> Self {
        let a = seen.part() as f64 + prior.in_part;
        let b = seen.rest().part() as f64 + prior.not_in_part;
        Self { a, b, ln_front: ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) }
    }

    fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    fn variance(&self) -> f64 {
        let n = self.a + self.b;
        self.a * self.b / (n * n * (n + 1.0))
    }

    fn below(&self, p: f64) -> f64 {
        beta_lower(self.a, self.b, p)
    }

    fn above(&self, p: f64) -> f64 {
        beta_lower(self.b, self.a, 1.0 - p)
    }

    /// From where to where the posterior lies, as angles arcsin √p.
    fn range(&self) -> (f64, f64) {
        let middle = self.mean().sqrt().asin();
        let reach = 4.6 / (self.a + self.b).sqrt() + 3.0 / (self.a + self.b);
        ((middle - 1.1 * reach).max(0.0), (middle + 1.1 * reach).min(FRAC_PI_2))
    }

    /// Shares between `low` and `high` with the weights that integrate over this posterior.
    fn nodes(&self, rule: &[(f64, f64)], low: f64, high: f64) -> Vec<(f64, f64)> {
        let (first, last) = self.range();
        let first = first.max(low.clamp(0.0, 1.0).sqrt().asin());
        let last = last.min(high.clamp(0.0, 1.0).sqrt().asin());
        if first >= last {
            return Vec::new();
        }
        let (half, middle) = (0.5 * (last - first), 0.5 * (last + first));
        let node = |&(x, weight): &(f64, f64)| {
            let angle: f64 = middle + half * x;
            let (sine, cosine) = angle.sin_cos();
            let ln_density = self.ln_front + (2.0 * self.a - 1.0) * sine.ln() + (2.0 * self.b - 1.0) * cosine.ln();
            (sine * sine, 2.0 * half * weight * ln_density.exp())
        };
        rule.iter().map(node).collect()
    }

    /// The chance that the share of `treated` exceeds that of this one by less than `gap`.
    fn chance_gap_below(&self, treated: &Self, gap: f64, rule: &[(f64, f64)]) -> f64 {
        // Where p + gap lies beyond 0 or 1 the chance is 0 or 1, so only the overlap is integrated.
        let inner = self.nodes(rule, -gap, 1.0 - gap);
        let inside: f64 = inner.iter().map(|(p, weight)| weight * treated.below(p + gap)).sum();
        inside + if gap > 0.0 { self.above(1.0 - gap) } else { 0.0 }
    }

    /// The chance that the share of `treated` is less than `ratio` times that of this one.
    fn chance_ratio_below(&self, treated: &Self, ratio: f64, rule: &[(f64, f64)]) -> f64 {
        let inside: f64 = self
            .nodes(rule, 0.0, 1.0 / ratio)
            .iter()
            .map(|(p, weight)| weight * treated.below((ratio * p).min(1.0)))
            .sum();
        inside + if ratio > 1.0 { self.above(1.0 / ratio) } else { 0.0 }
    }
}

/// What a lift and its standard error say when nothing was believed before: the normal posterior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalBelief {
    /// The lift, with its credible interval.
    pub lift: Answer,
    /// The chance that the treated are higher.
    pub chance_treated_higher: f64,
    /// E max(−lift, 0): what it costs on average to believe that the treated are higher.
    pub risk_if_treated_higher: f64,
    /// E max(lift, 0): what it costs on average to believe that the control is higher.
    pub risk_if_control_higher: f64,
}

/// Computes the chance and the risks of a relative effect from its delta-method error and a flat prior.
///
/// The lift L has the posterior N(L, var L). The chance to be above 0 is Φ(L/s), and the risks are the means of its two
/// halves, s φ(L/s) ∓ L Φ(∓L/s).
///
/// Use it where rows are many and an experiment tool with this convention is to be compared with. For few rows use
/// [`beta_binomial`].
///
/// # Returns
/// Nothing when the control is 0 or neither mean varies.
///
/// # Source
/// Stucchio (2015), as in growthbook's gbstats. Method page: `docs/methods/beta_binomial.md`.
///
/// # Checked against
/// gbstats, flat prior, 49/100 against 51/100, to the digits it prints: `tests/reference/experiment.rs`,
/// `beliefs_agree_with_gbstats`.
///
/// # Example
/// ```
/// # use stats::{checked::{Level, Proportion}, experiment::{Mean, normal_belief}};
/// let arm = |part| Ok::<_, stats::StatsError>(Mean::of_share(Proportion::new(part, 100)?).expect("a hundred"));
/// let belief = normal_belief(arm(49)?, arm(51)?, Level::P95).expect("both vary");
/// assert!((belief.chance_treated_higher - 0.60918).abs() < 5e-6);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn normal_belief(control: Mean, treated: Mean, level: Level) -> Option<NormalBelief> {
    let delta = Pair::independent(control, treated).delta(level.z(), level);
    let lift = *delta.known()?;
    let (value, error) = (lift.value, lift.standard_error?);
    let z = value / error;
    let shared = error * normal_density(z);
    let interval = Interval { kind: IntervalKind::Credible, ..lift.interval };
    Some(NormalBelief {
        lift: Answer::Known(Estimate { interval, method: Method::NORMAL_BELIEF, ..lift }),
        chance_treated_higher: normal_lower(z),
        risk_if_treated_higher: (shared - value * normal_lower(-z)).max(0.0),
        risk_if_control_higher: (shared + value * normal_lower(z)).max(0.0),
    })
}
