//! Arms that were drawn, or are compared, within strata: per store, per plan, per month of joining.

use nalgebra::{DMatrix, DVector};

use crate::StatsError;
use crate::checked::{Level, Proportion};
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::experiment::cuped::useful;
use crate::experiment::effect::{Effect, Mean, Named, Pair};
use crate::experiment::means::less_one;
use crate::experiment::moments::Moments;
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::chi_square_upper;

/// How much each stratum counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StrataWeights {
    /// By its rows: the effect in the whole population, also when it differs between strata. The default.
    #[default]
    Population,
    /// By n₀n₁/(n₀ + n₁): the most precise when the effect is the same everywhere (Cochran, Mantel, Haenszel). A stratum
    /// with one arm counts for nothing.
    MantelHaenszel,
}

/// Estimates the effect on a mean within strata, so that differences between strata do not count as chance.
///
/// d = Σ wₛ (ȳ₁ₛ − ȳ₀ₛ) with weights that add up to 1; its variance is Σ wₛ² (s₀ₛ²/n₀ₛ + s₁ₛ²/n₁ₛ), with the degrees of
/// freedom of Satterthwaite. Covariates, where there are any, are taken out first with the slopes within strata and arms.
///
/// Use it when chance assigned within strata, or afterwards (post-stratification) with strata known before the action. It
/// is also right when the share treated differs between strata, where the plain comparison is not.
///
/// # Shapes
/// One pair of moments (control, treated) per stratum, all with the same covariates.
///
/// # Missing, tied and extreme values
/// An arm of one row in a stratum borrows the variance of its arm over all strata. Strata without rows are passed over.
///
/// # Returns
/// `Undetermined`: an arm is empty everywhere (`GroupEmpty`), strata have one arm only (`NoOverlap`, with population
/// weights), no arm has two rows in a stratum (`TooFew`), all alike (`ZeroVariance`).
///
/// # Errors
/// - `TooFew` without strata, `LengthMismatch` when strata have different covariates.
///
/// # Source
/// Imbens and Rubin (2015), Causal Inference, chapter 9; Miratrix, Sekhon and Yu (2013), JRSS B 75:369–396.
/// Method page: `docs/methods/stratified.md`.
///
/// # Checked against
/// By hand, and the fixed-effects regression of R 4.2.2 for the weights of Mantel and Haenszel:
/// `tests/reference/experiment.rs`, `stratified_effects_agree_with_r`.
///
/// # Example
/// ```
/// # use stats::{checked::Level, experiment::{Moments, StrataWeights, stratified_means}};
/// let arm = |values: &[f64]| Moments::by_arm(&[values], &vec![0; values.len()], 1).map(|mut it| it.remove(0));
/// let strata = [(arm(&[1.0, 3.0])?, arm(&[2.0, 4.0])?), (arm(&[10.0, 12.0])?, arm(&[13.0, 15.0])?)];
/// let effect = stratified_means(&strata, StrataWeights::Population, Level::P95)?;
/// assert_eq!(effect.difference.known().expect("two rows per arm").value, 2.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn stratified_means(
    strata: &[(Moments, Moments)],
    weights: StrataWeights,
    level: Level,
) -> Result<Effect, StatsError> {
    let Some((first, _)) = strata.first() else {
        return Err(StatsError::TooFew { method: "stratified comparison", what: "stratum", needed: 1, given: 0 });
    };
    let mut whole = Moments::new(first.covariates());
    for (control, treated) in strata {
        whole.merge(control)?;
        whole.merge(treated)?;
    }
    let strata = without_covariates(strata, &whole);
    let weights = match weighed(&strata, weights) {
        Ok(weights) => weights,
        Err(why) => return Ok(Effect::undetermined(why)),
    };
    let side = |pick: fn(&(Moments, Moments)) -> &Moments| arm(strata.iter().map(pick).zip(weights.iter().copied()));
    Ok(match (side(|pair| &pair.0), side(|pair| &pair.1)) {
        (Ok(control), Ok(treated)) => {
            let pair = Pair::independent(control, treated);
            pair.effect(
                pair.satterthwaite(),
                level,
                Named { mean: Method::STRATIFIED_MEAN, difference: Method::STRATIFIED },
            )
        }
        (Err(why), _) | (_, Err(why)) => Effect::undetermined(why),
    })
}

/// The outcomes less what the covariates say of them, with slopes from within strata and arms.
fn without_covariates(strata: &[(Moments, Moments)], whole: &Moments) -> Vec<(Moments, Moments)> {
    let arms: Vec<&Moments> = strata.iter().flat_map(|(control, treated)| [control, treated]).collect();
    let (used, _) = useful(&[whole]);
    let sum = |i: usize, j: usize| arms.iter().map(|arm| arm.product(i, j)).sum::<f64>();
    let within = DMatrix::from_fn(used.len(), used.len(), |i, j| sum(used[i] + 1, used[j] + 1));
    let with_outcome = DVector::from_iterator(used.len(), used.iter().map(|&j| sum(0, j + 1)));
    // Covariates that do not vary within strata have nothing left to say there.
    let slopes = match Positive::new(within) {
        Ok(within) if !used.is_empty() => within.solve(&with_outcome),
        _ => DVector::zeros(used.len()),
    };
    let residual = |arm: &Moments| arm.residual(whole, &used, slopes.as_slice());
    strata.iter().map(|(control, treated)| (residual(control), residual(treated))).collect()
}

/// Weights that add up to 1; a stratum with one arm has none.
fn weighed(strata: &[(Moments, Moments)], weights: StrataWeights) -> Result<Vec<f64>, Why> {
    let count = |pick: fn(&(Moments, Moments)) -> u64| strata.iter().map(pick).sum::<u64>();
    for (group, n) in [count(|pair| pair.0.n()), count(|pair| pair.1.n())].into_iter().enumerate() {
        if n == 0 {
            return Err(Why::GroupEmpty { group });
        }
    }
    let one_sided = |(control, treated): &&(Moments, Moments)| control.n().min(treated.n()) == 0;
    let outside: u64 = strata.iter().filter(one_sided).map(|(control, treated)| control.n() + treated.n()).sum();
    let n = count(|pair| pair.0.n() + pair.1.n());
    if outside == n || (outside > 0 && weights == StrataWeights::Population) {
        return Err(Why::NoOverlap { outside, n });
    }
    let raw = strata.iter().map(|(control, treated)| {
        let (n0, n1) = (control.n() as f64, treated.n() as f64);
        match weights {
            _ if n0 + n1 == 0.0 => 0.0,
            StrataWeights::Population => n0 + n1,
            StrataWeights::MantelHaenszel => n0 * n1 / (n0 + n1),
        }
    });
    let raw: Vec<f64> = raw.collect();
    let whole: f64 = raw.iter().sum();
    Ok(raw.into_iter().map(|weight| weight / whole).collect())
}

/// The weighted mean of one arm over the strata.
fn arm<'a>(strata: impl Iterator<Item = (&'a Moments, f64)> + Clone) -> Result<Mean, Why> {
    let weighing = strata.filter(|(arm, weight)| *weight > 0.0 && arm.n() > 0);
    let (mut spread, mut freedom) = (0.0, 0.0);
    for (arm, _) in weighing.clone() {
        spread += arm.product(0, 0);
        freedom += (arm.n() - 1) as f64;
    }
    let (mut value, mut variance, mut squares, mut n) = (0.0, 0.0, 0.0, 0);
    for (arm, weight) in weighing {
        value += weight * arm.mean_of(0);
        n += arm.n();
        let (own, df) = match arm.variance() {
            Some(own) => (own, (arm.n() - 1) as f64),
            None if freedom > 0.0 => (spread / freedom, freedom),
            None => return Err(Why::TooFew { needed: 2, given: 1 }),
        };
        let part = weight * weight * own / arm.n() as f64;
        variance += part;
        squares += part * part / df;
    }
    let degrees_of_freedom = if squares > 0.0 { variance * variance / squares } else { freedom.max(1.0) };
    Ok(Mean { value, variance, degrees_of_freedom, n })
}

/// Estimates the effect on a share within strata, with the weights of Mantel and Haenszel.
///
/// d = Σ wₛ(p₁ₛ − p₀ₛ)/Σ wₛ with wₛ = n₀ₛn₁ₛ/Nₛ, and the variance of Sato, which holds for many small strata as well as
/// for few large ones. The p-value is that of Cochran, Mantel and Haenszel without correction, and the lift is the ratio
/// of Mantel and Haenszel less one, with the variance of Greenland and Robins on the scale of its logarithm.
///
/// Use it when chance assigned within strata. It assumes that the effect is about the same in each; where it is not, the
/// weights favor strata where the arms are of equal size.
///
/// # Shapes
/// One pair (control, treated) per stratum. A stratum with one arm says nothing and is passed over.
///
/// # Returns
/// `Undetermined`: an arm is empty everywhere (`GroupEmpty`), no stratum has both arms (`NoOverlap`), nobody or everybody
/// is in the part (`ZeroVariance`); the lift without departures in the control (`NothingToDivideBy`) or among the treated
/// (`NoDepartures`).
///
/// # Errors
/// - `TooFew` without strata.
///
/// # Source
/// Mantel and Haenszel (1959), JNCI 22:719–748; Sato (1989), Biometrics 45:1323–1324; Greenland and Robins (1985),
/// Biometrics 41:55–68. Method page: `docs/methods/stratified.md`.
///
/// # Checked against
/// R 4.2.2 `mantelhaen.test` for the test, the papers' formulas by hand: `tests/reference/experiment.rs`,
/// `stratified_effects_agree_with_r`.
///
/// # Example
/// ```
/// # use stats::{checked::{Level, Proportion}, experiment::stratified_shares};
/// let stratum = |c: (u64, u64), t: (u64, u64)| Ok::<_, stats::StatsError>((Proportion::new(c.0, c.1)?, Proportion::new(t.0, t.1)?));
/// let strata = [stratum((10, 100), (15, 100))?, stratum((40, 100), (45, 100))?];
/// let effect = stratified_shares(&strata, Level::P95)?;
/// assert!((effect.difference.known().expect("both arms").value - 0.05).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn stratified_shares(strata: &[(Proportion, Proportion)], level: Level) -> Result<Effect, StatsError> {
    if strata.is_empty() {
        return Err(StatsError::TooFew { method: "stratified comparison", what: "stratum", needed: 1, given: 0 });
    }
    let pairs: Vec<(Moments, Moments)> =
        strata.iter().map(|(c, t)| (Moments::from_share(*c), Moments::from_share(*t))).collect();
    let weights = match weighed(&pairs, StrataWeights::MantelHaenszel) {
        Ok(weights) => weights,
        Err(why) => return Ok(Effect::undetermined(why)),
    };
    let share =
        |pick: fn(&(Moments, Moments)) -> &Moments| match arm(pairs.iter().map(pick).zip(weights.iter().copied())) {
            Ok(mean) => mean.estimate(level, Method::STRATIFIED_MEAN),
            Err(why) => Answer::Undetermined(why),
        };
    let sums = Sums::over(strata);
    Ok(Effect {
        control: share(|pair| &pair.0),
        treated: share(|pair| &pair.1),
        difference: sums.difference(level),
        test: sums.test(),
        lift: sums.ratio(level).map(less_one),
        degrees_of_freedom: None,
    })
}

/// The sums over strata that the estimators of Mantel and Haenszel are made of.
#[derive(Default)]
struct Sums {
    n: u64,
    weight: f64,
    apart: f64,
    sato_p: f64,
    sato_q: f64,
    above_expected: f64,
    hypergeometric: f64,
    treated: f64,
    control: f64,
    ratio_variance: f64,
}

impl Sums {
    fn over(strata: &[(Proportion, Proportion)]) -> Self {
        let mut sums = Self::default();
        for (control, treated) in strata {
            let (x0, n0, x1, n1) =
                (control.part() as f64, control.whole() as f64, treated.part() as f64, treated.whole() as f64);
            if n0 == 0.0 || n1 == 0.0 {
                continue;
            }
            let (n, x) = (n0 + n1, x0 + x1);
            sums.n += control.whole() + treated.whole();
            sums.weight += n0 * n1 / n;
            sums.apart += (x1 * n0 - x0 * n1) / n;
            sums.sato_p += (n0 * n0 * x1 - n1 * n1 * x0 + 0.5 * n0 * n1 * (n1 - n0)) / (n * n);
            sums.sato_q += (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2.0 * n);
            sums.above_expected += x1 - x * n1 / n;
            sums.hypergeometric += n0 * n1 * x * (n - x) / (n * n * (n - 1.0));
            sums.treated += x1 * n0 / n;
            sums.control += x0 * n1 / n;
            sums.ratio_variance += (x * n0 * n1 - x0 * x1 * n) / (n * n);
        }
        sums
    }

    fn difference(&self, level: Level) -> Answer {
        let value = self.apart / self.weight;
        let variance = (value * self.sato_p + self.sato_q) / (self.weight * self.weight);
        if variance <= 0.0 {
            return Answer::Undetermined(Why::ZeroVariance);
        }
        let (error, z) = (variance.sqrt(), level.z());
        let interval = Interval::confidence((value - z * error).max(-1.0), (value + z * error).min(1.0), level);
        let method = Method::STRATIFIED_SHARES;
        Answer::Known(Estimate { value, interval, standard_error: Some(error), n: self.n, method })
    }

    fn test(&self) -> Tested {
        if self.hypergeometric <= 0.0 {
            return Tested::Undetermined(Why::ZeroVariance);
        }
        let statistic = self.above_expected * self.above_expected / self.hypergeometric;
        Tested::Known(Test {
            statistic,
            degrees_of_freedom: Some(1),
            denominator: None,
            p_value: chi_square_upper(statistic, 1),
            n: self.n,
            method: Method::COCHRAN_MANTEL_HAENSZEL,
        })
    }

    fn ratio(&self, level: Level) -> Answer {
        if self.control == 0.0 {
            return Answer::Undetermined(Why::NothingToDivideBy);
        }
        if self.treated == 0.0 {
            return Answer::Undetermined(Why::NoDepartures { at_risk: self.n });
        }
        let value = self.treated / self.control;
        let factor = (level.z() * (self.ratio_variance / (self.treated * self.control)).max(0.0).sqrt()).exp();
        let interval = Interval::confidence(value / factor, value * factor, level);
        Answer::Known(Estimate { value, interval, standard_error: None, n: self.n, method: Method::STRATIFIED_SHARES })
    }
}
