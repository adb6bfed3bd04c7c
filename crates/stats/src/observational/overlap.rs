//! Whether the arms are alike enough to be compared at all.

use crate::estimate::Why;

use super::propensity::Propensity;
use super::study::{Estimand, Study};

/// The largest share of those the effect is asked for that may have nobody like them in the other arm.
pub const OUTSIDE_SHARE_MAX: f64 = 0.1;
/// So few may always be outside: even where the arms are alike, the likeliest of all is in one of them.
pub const OUTSIDE_ALWAYS: u64 = 2;
/// How far beyond the other arm, in standard deviations of the log-odds, a customer still has somebody like them.
pub const NEAR_DEVIATIONS: f64 = 0.25;
/// The smallest effective number of customers that a weighted arm may come to.
pub const EFFECTIVE_MIN: f64 = 10.0;
/// Into how many bins of equal width the chances are counted.
pub const SCORE_BINS: usize = 20;

/// How the chances to be treated lie in the two arms. Index 0 is untreated, 1 is treated.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The lowest and the highest chance in each arm.
    pub range: [(f64, f64); 2],
    /// Those the effect is asked for whose chance lies beyond every chance in the other arm, by more than
    /// [`NEAR_DEVIATIONS`].
    pub outside: u64,
    /// How many the effect is asked for.
    pub asked: u64,
    /// How many customers each arm has.
    pub arm: [u64; 2],
    /// How many equally weighted customers each weighted arm is worth: (Σw)²/Σw².
    pub effective: [f64; 2],
    /// The share of the weight of each arm that its heaviest customer has.
    pub heaviest: [f64; 2],
    /// How many of each arm have a chance from 0 to 0.05, from 0.05 to 0.1, and so on.
    pub histogram: [[u64; SCORE_BINS]; 2],
}

impl Overlap {
    /// Measures the overlap of a study.
    pub fn of(study: &Study<'_>, propensity: &Propensity, estimand: Estimand) -> Self {
        Self::of_likely(study, propensity, estimand, 0.0)
    }

    /// The same, when only those whose chance to be in their arm is at least `score` can lack a counterpart.
    pub(super) fn of_likely(study: &Study<'_>, propensity: &Propensity, estimand: Estimand, score: f64) -> Self {
        let scores = propensity.scores();
        let weights = propensity.weights(study, estimand);
        let arms = [false, true].map(|treated| Arm::of(study, &scores, &weights, treated));
        let range = [arms[0].range, arms[1].range];
        let margin = NEAR_DEVIATIONS * study.deviation(propensity.log_odds());
        let log_odds = |score: f64| score.ln() - (-score).ln_1p();
        let reach = range.map(|(low, high)| (log_odds(low) - margin, log_odds(high) + margin));
        let mut outside = 0.0;
        for row in 0..study.rows() {
            let other = reach[usize::from(!study.treated[row])];
            let asked = estimand.asks(study.treated[row]);
            let own = propensity.log_odds()[row];
            let in_own = if study.treated[row] { scores[row] } else { 1.0 - scores[row] };
            if asked && in_own >= score && (own < other.0 || own > other.1) {
                outside += study.weight(row);
            }
        }
        let asked = match estimand {
            Estimand::Treated => study.arm_weight(true),
            Estimand::Untreated => study.arm_weight(false),
            Estimand::Everyone => study.design.total_weight(),
        };
        Self {
            range,
            outside: whole(outside),
            asked: whole(asked),
            arm: [false, true].map(|treated| whole(study.arm_units(treated))),
            effective: [arms[0].effective, arms[1].effective],
            heaviest: [arms[0].heaviest, arms[1].heaviest],
            histogram: [arms[0].histogram, arms[1].histogram],
        }
    }

    /// The same scores under the weights of another method.
    pub(super) fn weighted_by(&self, study: &Study<'_>, weights: &[f64]) -> Self {
        let mut it = self.clone();
        for (arm, treated) in [(0, false), (1, true)] {
            let rows = study.arm(treated);
            let sum: f64 = rows.iter().map(|&row| study.weight(row) * weights[row]).sum();
            let squares: f64 = rows.iter().map(|&row| study.weight(row) * weights[row] * weights[row]).sum();
            if sum > 0.0 {
                it.effective[arm] = sum * sum / squares;
                it.heaviest[arm] = rows.iter().fold(0.0_f64, |most, &row| most.max(weights[row])) / sum;
            }
        }
        it
    }

    /// The share of those the effect is asked for that have nobody like them in the other arm.
    pub fn outside_share(&self) -> f64 {
        if self.asked == 0 { 0.0 } else { self.outside as f64 / self.asked as f64 }
    }

    /// Why the arms cannot be compared, if they cannot: more than [`OUTSIDE_SHARE_MAX`] and more than
    /// [`OUTSIDE_ALWAYS`] have no counterpart, or a weighted arm is worth fewer than [`EFFECTIVE_MIN`] customers.
    pub fn why(&self) -> Option<Why> {
        let [untreated, treated] = self.effective;
        let many = self.outside > OUTSIDE_ALWAYS && self.outside_share() > OUTSIDE_SHARE_MAX;
        if many || !(untreated.is_finite() && treated.is_finite()) {
            return Some(Why::NoOverlap { outside: self.outside, n: self.asked });
        }
        let fewest = untreated.min(treated);
        (fewest < EFFECTIVE_MIN).then(|| Why::TooFew { needed: whole(EFFECTIVE_MIN), given: whole(fewest.floor()) })
    }
}

struct Arm {
    range: (f64, f64),
    effective: f64,
    heaviest: f64,
    histogram: [u64; SCORE_BINS],
}

impl Arm {
    fn of(study: &Study<'_>, scores: &[f64], weights: &[f64], treated: bool) -> Self {
        let mut range = (1.0_f64, 0.0_f64);
        let (mut sum, mut squares, mut largest) = (0.0, 0.0, 0.0_f64);
        let mut bins = [0.0; SCORE_BINS];
        for row in study.arm(treated) {
            let (score, count) = (scores[row], study.weight(row));
            range = (range.0.min(score), range.1.max(score));
            sum += count * weights[row];
            squares += count * weights[row] * weights[row];
            largest = largest.max(weights[row]);
            let bin = usize::try_from(whole(score * SCORE_BINS as f64)).unwrap_or(usize::MAX);
            bins[bin.min(SCORE_BINS - 1)] += count;
        }
        Self { range, effective: sum * sum / squares, heaviest: largest / sum, histogram: bins.map(whole) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 0, and a cast saturates")]
pub(super) fn whole(value: f64) -> u64 {
    if value.fract() > 0.999_999 { value.ceil() as u64 } else { value as u64 }
}
