//! Amounts of which a few are far larger than the others, in arms of unequal size: the draw itself is repeated, and what it
//! makes of the same amounts is the yardstick.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use rand_distr::{Distribution as _, StandardNormal};
use rayon::prelude::*;

use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Test, Tested};
use crate::experiment::effect::Effect;
use crate::experiment::moments::Moments;
use crate::method::Method;
use crate::trees::sample::stream;

/// So many amounts farthest from the mean are kept one by one.
pub const FAR_MAX: usize = 512;
/// With this skewness of a difference, 2.5 % beyond one end of Student's interval are really about 1.5 or 3.5 %: above it the
/// draw is repeated. By Edgeworth the error of an end is φ(z) (2z² + 1)/6 times the skewness: 0.084 times at z = 1.96.
pub const SKEW_MAX: f64 = 0.12;
/// E|x|³ of a normal deviate.
const THIRD_OF_NORMAL: f64 = 1.6;
/// Redraws of one piece of parallel work; the pieces do not depend on the number of threads, so neither do the digits.
const PER_PIECE: usize = 250;
/// Random bytes that are drawn at once: a multiple of 8.
const DRAWN_BYTES: usize = 4_096;
/// Pieces at first, and where hardly any of those went as far as what was seen.
const PIECES: usize = 8;
const PIECES_MAX: usize = 80;
/// Fewer redraws than this beyond what was seen are too few to count.
const BEYOND_MIN: usize = 10;
/// The same draw summed in another order is off by less than this part; the draw that was seen is one of those drawn again.
const ROUNDING: f64 = 1e-9;
/// A redraw in which nothing varies within the arms is as far out as this.
const STATISTIC_MAX: f64 = 1e6;

/// The amounts of both arms together, as redrawing needs them: those farthest from the mean one by one, the others as count,
/// mean and sum of squares.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Less the mean of all.
    far: Vec<f64>,
    /// How many others there are.
    rest: u64,
    /// Their mean less that of all.
    rest_mean: f64,
    /// Σ(x − x̄)² of the others around the mean of all.
    rest_squares: f64,
    /// The same of all.
    squares: f64,
    /// How far from normal, see [`heaviness`].
    heaviness: f64,
}

/// How far amounts are from normal ones, from sums over their n distances d to the mean: the skewness |Σd³|/(n s³), or, where
/// they are far out to both sides, how much Σ|d|³/(n s³) exceeds the 1.6 of normal ones, whichever is larger; s² = Σd²/n.
///
/// # Returns
/// 0 of amounts that do not vary.
pub fn heaviness(distances: impl Iterator<Item = f64>) -> f64 {
    let (mut n, mut squares, mut signed, mut size) = (0.0, 0.0, 0.0, 0.0);
    for it in distances {
        let square = it * it;
        n += 1.0;
        squares += square;
        signed += square * it;
        size += square * it.abs();
    }
    heaviness_of([n, squares, signed, size])
}

fn heaviness_of([n, squares, signed, size]: [f64; 4]) -> f64 {
    let cubed = (squares / n).powf(1.5) * n;
    if cubed > 0.0 { (signed / cubed).abs().max(size / cubed - THIRD_OF_NORMAL) } else { 0.0 }
}

/// What is left of the skewness of amounts in a difference between arms of these sizes, drawn from the same amounts:
/// |1/n₁² − 1/n₀²| / (1/n₁ + 1/n₀)^1.5; 0 where they are equal.
pub fn unevenness(n: [u64; 2]) -> f64 {
    if n[0].min(n[1]) == 0 {
        return 0.0;
    }
    let [one, other] = n.map(|it| 1.0 / it as f64);
    (one * one - other * other).abs() / (one + other).powf(1.5)
}

impl Spread {
    /// The spread of amounts, of which the smaller arm has so many: all are kept where that arm is small.
    ///
    /// # Returns
    /// Nothing when they do not vary, or one of them is not finite.
    pub fn of(mut values: Vec<f64>, smaller: u64) -> Option<Self> {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        for value in &mut values {
            *value -= mean;
        }
        let squares: f64 = values.iter().map(|it| it * it).sum();
        if !(squares.is_finite() && squares > 0.0) {
            return None;
        }
        let heaviness = heaviness(values.iter().copied());
        if n <= FAR_MAX || smaller <= FAR_MAX as u64 {
            return Some(Self { far: values, rest: 0, rest_mean: 0.0, rest_squares: 0.0, squares, heaviness });
        }
        values.select_nth_unstable_by(FAR_MAX, |one, other| other.abs().total_cmp(&one.abs()));
        let others = values.split_off(FAR_MAX);
        let rest = others.len() as u64;
        let rest_mean = others.iter().sum::<f64>() / rest as f64;
        let rest_squares = others.iter().map(|it| it * it).sum();
        Some(Self { far: values, rest, rest_mean, rest_squares, squares, heaviness })
    }

    /// The same from the amounts farthest out and the moments of all, theirs included, where the others were not kept.
    ///
    /// # Returns
    /// Nothing when the amounts do not vary, or more are far out than there are.
    pub fn of_far(far: &[f64], whole: &Moments) -> Option<Self> {
        let (mean, rest) = (whole.mean()?, whole.n().checked_sub(far.len() as u64)?);
        let squares = whole.product(0, 0);
        if !(squares.is_finite() && squares > 0.0) {
            return None;
        }
        let far: Vec<f64> = far.iter().map(|it| it - mean).collect();
        let sum_of = |power: i32| far.iter().map(|it| it.powi(power)).sum::<f64>();
        let (sum, of_far) = (sum_of(1), sum_of(2));
        let size = far.iter().map(|it| it.abs().powi(3)).sum();
        let heaviness = heaviness_of([whole.n() as f64, squares, sum_of(3), size]);
        let rest_mean = if rest == 0 { 0.0 } else { -sum / rest as f64 };
        let rest_squares = (squares - of_far).max(rest as f64 * rest_mean * rest_mean);
        Some(Self { far, rest, rest_mean, rest_squares, squares, heaviness })
    }

    fn n(&self) -> u64 {
        self.far.len() as u64 + self.rest
    }

    /// How many of them, at the least, make half of the sum of squares around the mean; none where it takes more than are kept
    /// one by one.
    pub fn carriers(&self) -> Option<u64> {
        let mut squares: Vec<f64> = self.far.iter().map(|it| it * it).collect();
        squares.sort_unstable_by(|one, other| other.total_cmp(one));
        let mut so_far = 0.0;
        let enough = squares.iter().position(|it| {
            so_far += it;
            2.0 * so_far >= self.squares
        });
        enough.map(|at| at as u64 + 1)
    }

    /// Whether Student's interval of a difference between arms of these sizes would miss at one end by more than about one in a
    /// hundred.
    pub fn is_skewed_between(&self, n: [u64; 2]) -> bool {
        self.heaviness * unevenness(n) > SKEW_MAX
    }

    /// One redraw: the sum of amounts in the smaller arm, and of their squares.
    fn drawn(&self, smaller: usize, order: &mut [f64], draws: &mut Draws) -> (f64, f64) {
        let (mut sum, mut squares, mut left) = (0.0, 0.0, smaller);
        let mut take = |value: f64| {
            sum += value;
            squares += value * value;
        };
        if self.rest == 0 {
            for at in 0..smaller {
                order.swap(at, at + draws.below(order.len() - at));
                take(order[at]);
            }
            return (sum, squares);
        }
        let all = usize::try_from(self.n()).unwrap_or(usize::MAX);
        for (before, &value) in self.far.iter().enumerate() {
            if draws.below(all - before) < left {
                take(value);
                left -= 1;
            }
        }
        let (m, rest) = (left as f64, self.rest as f64);
        let variance = (self.rest_squares / rest - self.rest_mean * self.rest_mean).max(0.0);
        let error = (m * variance * (rest - m) / (rest - 1.0).max(1.0)).max(0.0).sqrt();
        let deviate: f64 = StandardNormal.sample(&mut draws.rng);
        (sum + m * self.rest_mean + error * deviate, squares + m * self.rest_squares / rest)
    }
}

/// Judges a difference by drawing the arms again: t of many redraws of the same amounts (a studentized permutation test).
///
/// Were the activity without effect, chance might as well have drawn any other customers. Each redraw gives the amounts new
/// arms of the same sizes and computes Welch's t = (ȳ₁ − ȳ₀)/√(s₁²/n₁ + s₀²/n₀). The p-value is twice the share of redraws that
/// lie as far to the side of the t that was seen; the interval goes from d − t*₀.₉₇₅ se to d − t*₀.₀₂₅ se.
///
/// Use it for amounts of which a few are far larger than the others, in arms of unequal size: there the small arm seldom holds
/// one of the large, so its mean **and** its variance are too low together, and Student's distribution does not hold. Without an
/// effect the p-value is right whatever the distribution, be its variance infinite; with a finite variance it is right also
/// when the two distributions differ and only the means are alike. The interval is never made narrower than Student's.
/// Amounts that were adjusted with slopes over both arms together may be redrawn as they are: those slopes do not depend on
/// who is in which arm.
///
/// # Shapes
/// The [`Spread`] of both arms together; sizes of control and treated, 2 and more each.
///
/// # Missing, tied and extreme values
/// Redraws that are the one that was seen count as far out as it, however their sums are rounded. A redraw in which nothing
/// varies within the arms counts as one of a million errors.
///
/// # Returns
/// Nothing where an arm has fewer than two, or the sizes are not those of the amounts.
///
/// # Numerical notes
/// 2,000 redraws, and 20,000 where fewer than ten of them lie beyond what was seen, so p is 0.0001 at least. Where the smaller
/// arm has more than [`FAR_MAX`], the amounts farthest out are drawn one by one and the sum of the others is drawn as a normal
/// deviate with their mean and variance, so the work does not grow with the customers. `ChaCha8` from a seed; the same digits for
/// every number of threads.
///
/// # Source
/// Janssen (1997), Studentized Permutation Tests for Non-i.i.d. Hypotheses, Stat Probab Lett 36:9–21; Chung and Romano (2013),
/// Exact and Asymptotically Robust Permutation Tests, Ann Stat 41:484–507. Method page: `docs/methods/redrawing.md`.
///
/// # Checked against
/// All redraws of small arms counted one by one, and the false alarms of heavy tails: `tests/properties/experiment.rs`,
/// `redraws_are_those_that_can_be_counted`; `tests/coverage/redraw.rs`.
///
/// # Example
/// Of the amounts 1 to 10 chance gave the treated 9 and 10: t = 5. Of the 45 pairs one lies so far up, and one so far down.
/// ```
/// # use stats::experiment::{Redraws, Spread};
/// let amounts: Vec<f64> = (1..=10).map(f64::from).collect();
/// let spread = Spread::of(amounts, 2).expect("they vary");
/// let redraws = Redraws::new(&spread, [8, 2], 5.0, 1).expect("two and more in each arm");
/// assert!((redraws.p_value(5.0) - 2.0 / 45.0).abs() < 0.01);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Redraws(Vec<f64>);

impl Redraws {
    /// Draws again: arms of these sizes, `t` the one that was seen.
    pub fn new(spread: &Spread, n: [u64; 2], t: f64, seed: u64) -> Option<Self> {
        let smaller = n[0].min(n[1]);
        if smaller < 2 || n[0] + n[1] != spread.n() {
            return None;
        }
        let redraw = Redraw { spread, n, seed };
        let mut it = Self(redraw.pieces(0..PIECES));
        it.0.sort_unstable_by(f64::total_cmp);
        if it.beyond(t) < BEYOND_MIN {
            it.0.extend(redraw.pieces(PIECES..PIECES_MAX));
            it.0.sort_unstable_by(f64::total_cmp);
        }
        Some(it)
    }

    /// How many lie as far out as this, to its side.
    fn beyond(&self, t: f64) -> usize {
        let rounding = ROUNDING * t.abs();
        let above = self.0.len() - self.0.partition_point(|it| *it < t - rounding);
        above.min(self.0.partition_point(|it| *it <= t + rounding))
    }

    /// How often chance gives a t at least as far out, to both sides.
    pub fn p_value(&self, t: f64) -> f64 {
        (2.0 * (self.beyond(t) + 1) as f64 / (self.0.len() + 1) as f64).min(1.0)
    }

    /// The t below and above which redraws are too rare for this level.
    fn ends(&self, level: Level) -> (f64, f64) {
        let count = self.0.len();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the redraws")]
        let rank = ((level.tail() * (count + 1) as f64).ceil() as usize).clamp(2, count.max(2)) - 1;
        let end = |at: usize, out: f64| self.0.get(at).map_or(0.0, |it| it + out * ROUNDING * it.abs());
        (end(rank - 1, -1.0), end(count - rank, 1.0))
    }

    /// How much wider than with normal errors an interval must be to hold at both ends; 1 at least.
    pub fn inflation(&self, level: Level) -> f64 {
        let (low, high) = self.ends(level);
        (high.max(-low) / level.z()).max(1.0)
    }

    /// The interval of a difference, made as wide as the redraws ask for, and never narrower than it was.
    #[must_use]
    pub fn widen(&self, difference: &Answer) -> Answer {
        let Answer::Known(estimate) = difference else { return *difference };
        let Some(error) = estimate.standard_error else { return *difference };
        let (low, high) = self.ends(estimate.interval.level);
        let (lower, upper) = (estimate.value - high * error, estimate.value - low * error);
        let own = estimate.interval;
        let interval = Interval { lower: own.lower.min(lower), upper: own.upper.max(upper), ..own };
        Answer::Known(Estimate { interval, method: Method::REDRAWN, ..*estimate })
    }

    /// An effect by the redraws: interval and p-value of the difference, and the interval of the lift stretched as much as that
    /// of the difference.
    #[must_use]
    pub fn judge(&self, effect: &Effect) -> Effect {
        let difference = self.widen(&effect.difference);
        let test = match effect.test {
            Tested::Known(test) => {
                let p_value = test.p_value.max(self.p_value(test.statistic));
                Tested::Known(Test { p_value, method: Method::REDRAWN, ..test })
            }
            undetermined @ Tested::Undetermined(_) => undetermined,
        };
        Effect { difference, test, lift: stretched(&effect.lift, &effect.difference, &difference), ..*effect }
    }
}

/// An interval stretched about its value by as much as another was.
fn stretched(answer: &Answer, from: &Answer, to: &Answer) -> Answer {
    let (Answer::Known(it), Answer::Known(from), Answer::Known(to)) = (answer, from, to) else { return *answer };
    let below = (to.value - to.interval.lower) / (from.value - from.interval.lower);
    let above = (to.interval.upper - to.value) / (from.interval.upper - from.value);
    let lower = it.value - (it.value - it.interval.lower) * below;
    let upper = it.value + (it.interval.upper - it.value) * above;
    if !(lower.is_finite() && upper.is_finite()) {
        return *answer;
    }
    Answer::Known(Estimate { interval: Interval { lower, upper, ..it.interval }, ..*it })
}

/// What all redraws share.
struct Redraw<'a> {
    spread: &'a Spread,
    n: [u64; 2],
    seed: u64,
}

impl Redraw<'_> {
    fn pieces(&self, numbers: std::ops::Range<usize>) -> Vec<f64> {
        let pieces: Vec<Vec<f64>> = numbers.into_par_iter().map(|number| self.piece(number)).collect();
        pieces.concat()
    }

    fn piece(&self, number: usize) -> Vec<f64> {
        let mut draws = Draws::new(stream(self.seed, number));
        let mut order = if self.spread.rest == 0 { self.spread.far.clone() } else { Vec::new() };
        let (smaller, larger) = (self.n[0].min(self.n[1]), self.n[0].max(self.n[1]));
        let count = usize::try_from(smaller).unwrap_or(usize::MAX);
        let side = if self.n[1] <= self.n[0] { 1.0 } else { -1.0 };
        let t = |(sum, squares)| side * welch_t(sum, [squares, self.spread.squares - squares], [smaller, larger]);
        (0..PER_PIECE).map(|_| t(self.spread.drawn(count, &mut order, &mut draws))).collect()
    }
}

/// Random numbers, many at a time: one by one each would cost more than what is done with it.
struct Draws {
    rng: ChaCha8Rng,
    bytes: Box<[u8; DRAWN_BYTES]>,
    used: usize,
}

impl Draws {
    fn new(rng: ChaCha8Rng) -> Self {
        Self { rng, bytes: Box::new([0; DRAWN_BYTES]), used: DRAWN_BYTES }
    }

    /// A number below `bound`. 64 random bits against a bound of at most 2^40: the bias is below 10^-7.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "below the bound")]
    fn below(&mut self, bound: usize) -> usize {
        if self.used == DRAWN_BYTES {
            self.rng.fill_bytes(self.bytes.as_mut_slice());
            self.used = 0;
        }
        let bits = self.bytes[self.used..].first_chunk().map_or(0, |bits| u64::from_le_bytes(*bits));
        self.used += 8;
        ((u128::from(bits) * bound as u128) >> 64) as usize
    }
}

/// Welch's t of an arm with this sum of amounts less the mean of all; the sum of the other arm is the same below 0.
fn welch_t(sum: f64, squares: [f64; 2], n: [u64; 2]) -> f64 {
    let of = |squares: f64, n: f64| (squares - sum * sum / n).max(0.0) / (n - 1.0) / n;
    let [one, other] = n.map(|it| it as f64);
    let variance = of(squares[0], one) + of(squares[1], other);
    let t = (sum / one + sum / other) / variance.sqrt();
    if t.is_nan() { 0.0 } else { t.clamp(-STATISTIC_MAX, STATISTIC_MAX) }
}
