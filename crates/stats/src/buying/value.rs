//! What every model of purchases answers, and what purchases are worth.

use crate::StatsError;
use crate::buying::histories::{Histories, History};
use crate::checked::not_negative;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::fitted::{Fit, Fitted, Footing, Parametric, Range};
use crate::method::Method;
use crate::optimum::{Likelihood, climb, highest};

/// From how many distinct histories on a search begins with a sample, and how many customers the sample has.
const SAMPLE: u64 = 2000;

/// A model of who still buys and how often they will.
pub trait Buying {
    /// The chance that a customer with this history is still there at the end of it.
    fn alive(&self, history: &History) -> f64;

    /// The purchases expected within `horizon` from the end of the history on.
    fn expected(&self, history: &History, horizon: f64) -> f64;

    /// The repeated purchases expected within `horizon` from a customer who buys for the first time now.
    fn expected_of_new(&self, horizon: f64) -> f64;

    /// The purchases expected over coming periods, those of period k counting `(1 + discount)^−k`.
    fn discounted(&self, history: &History, periods: &Periods) -> f64 {
        let (mut sum, mut before, mut factor) = (0.0, 0.0, 1.0);
        for period in 1..=periods.count {
            let now = self.expected(history, f64::from(period) * periods.length);
            factor /= 1.0 + periods.discount;
            sum += (now - before) * factor;
            before = now;
        }
        sum
    }
}

/// Coming periods over which value is added up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Periods {
    count: u32,
    length: f64,
    discount: f64,
}

impl Periods {
    /// So many periods, each `length` long in the unit of the histories, with a discount per period.
    ///
    /// Twelve months, with histories in weeks: 12 periods of 4.345 weeks.
    ///
    /// # Errors
    /// `OutOfRange` when `count` is 0 or above 10,000, `length` is not a finite number above 0, or `discount` is negative,
    /// NaN or infinite.
    pub fn new(count: u32, length: f64, discount: f64) -> Result<Self, StatsError> {
        if !(1..=10_000).contains(&count) {
            return Err(StatsError::OutOfRange {
                name: "periods",
                allowed: "from 1 to 10000",
                given: f64::from(count),
            });
        }
        if !(length.is_finite() && length > 0.0) {
            return Err(StatsError::OutOfRange { name: "length", allowed: "a finite number above 0", given: length });
        }
        Ok(Self { count, length, discount: not_negative("discount", discount)? })
    }
}

impl<M: Buying + Parametric<4>> Fit<M, 4> {
    /// The chance that a customer with this history is still there, with the error that it inherits from the parameters.
    pub fn alive(&self, history: &History) -> Answer {
        self.derived(Range::Share, |model| model.alive(history))
    }

    /// The purchases expected from a customer within `horizon`. The interval is that of the expectation: what one customer
    /// will really do varies more.
    ///
    /// # Errors
    /// `OutOfRange` when `horizon` is negative, NaN or infinite.
    pub fn purchases(&self, history: &History, horizon: f64) -> Result<Answer, StatsError> {
        let horizon = not_negative("horizon", horizon)?;
        Ok(self.derived(Range::Positive, |model| model.expected(history, horizon)))
    }

    /// The repeated purchases expected within `horizon` from a customer who buys for the first time now.
    ///
    /// # Errors
    /// `OutOfRange` when `horizon` is negative, NaN or infinite.
    pub fn purchases_of_new(&self, horizon: f64) -> Result<Answer, StatsError> {
        let horizon = not_negative("horizon", horizon)?;
        Ok(self.derived(Range::Positive, |model| model.expected_of_new(horizon)))
    }

    /// The purchases expected over coming periods, discounted.
    pub fn discounted_purchases(&self, history: &History, periods: &Periods) -> Answer {
        self.derived(Range::Positive, |model| model.discounted(history, periods))
    }

    /// The purchases expected from all customers together within `horizon`.
    ///
    /// # Errors
    /// `OutOfRange` when `horizon` is negative, NaN or infinite.
    pub fn purchases_of_all(&self, histories: &Histories, horizon: f64) -> Result<Answer, StatsError>
    where
        M: Sync,
    {
        let horizon = not_negative("horizon", horizon)?;
        Ok(self.derived(Range::Positive, |model| {
            let parts = histories.by_block(|group, rows| {
                let (recency, age, weight) = histories.columns(&rows);
                let of = |i: usize| History::new(group.frequency, recency[i], age[i]);
                let expected = |i: usize| of(i).map_or(0.0, |history| model.expected(&history, horizon));
                (0..weight.len()).map(|i| weight[i] * expected(i)).sum::<f64>()
            });
            parts.into_iter().map(|(_, part)| part).sum()
        }))
    }
}

/// Expected discounted purchases times the expected worth of one.
///
/// The value is the product; its variance is that of a product of independent estimates, m²·var(n) + n²·var(m), and its
/// interval is symmetric in the logarithm.
///
/// Both models are fitted on their own and taken to err independently, as the gamma-gamma model takes spending to have
/// nothing to do with how often one buys.
///
/// # Units
/// The unit of `worth`.
///
/// # Returns
/// `Undetermined` for the reason of the first part that is.
///
/// # Source
/// Fader, Hardie and Lee (2005), RFM and CLV, J Marketing Research 42:415–430. Method page: `docs/methods/lifetime_value.md`.
///
/// # Checked against
/// lifetimes 0.11.3 `GammaGammaFitter.customer_lifetime_value`, CDNOW sample: `tests/reference/buying.rs`,
/// `lifetime_value_agrees_with_lifetimes_on_cdnow`.
///
/// # Example
/// Two purchases expected, give or take a tenth, of 30 each, give or take a tenth: 60, give or take √2 tenths.
/// ```
/// # use stats::{Answer, Estimate, Interval, Level, Method, buying::lifetime_value};
/// let about = |value: f64| Answer::Known(Estimate {
///     value,
///     interval: Interval::confidence(value * 0.8, value * 1.2, Level::P95),
///     standard_error: Some(value * 0.1),
///     n: 100,
///     method: Method::BG_NBD,
/// });
/// let value = lifetime_value(&about(2.0), &about(30.0));
/// let value = value.known().ok_or("both are known")?;
/// assert!((value.value - 60.0).abs() < 1e-12);
/// assert!(value.standard_error.is_some_and(|it| (it - 6.0 * 2.0_f64.sqrt()).abs() < 1e-12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lifetime_value(purchases: &Answer, worth: &Answer) -> Answer {
    let (count, each) = match (purchases, worth) {
        (Answer::Known(count), Answer::Known(each)) => (count, each),
        (Answer::Undetermined(why), _) | (_, Answer::Undetermined(why)) => return Answer::Undetermined(*why),
    };
    let value = count.value * each.value;
    let error = match (count.standard_error, each.standard_error) {
        (Some(a), Some(b)) => (a * each.value).hypot(b * count.value),
        _ => return Answer::Undetermined(Why::ZeroVariance),
    };
    let level = count.interval.level;
    let factor = if value > 0.0 { (level.z() * error / value).exp() } else { 1.0 };
    Answer::Known(Estimate {
        value,
        interval: Interval::confidence(value / factor, value * factor, level),
        standard_error: Some(error),
        n: count.n.min(each.n),
        method: Method::LIFETIME_VALUE,
    })
}

/// Finds the best fit of a model: from several starts, and where there are many histories from the fit
/// of a sample first.
pub(crate) fn search<M: Parametric<K>, const K: usize>(
    histories: &Histories,
    starts: &[[f64; K]],
    likelihood: impl Fn(&[f64; K], &Histories) -> Likelihood<K>,
    footing: Footing,
) -> Fitted<Fit<M, K>> {
    if histories.n() == 0 {
        return Fitted::Undetermined(Why::NobodyAtRisk);
    }
    if histories.repeats() == 0.0 || histories.exposure() == 0.0 {
        return Fitted::Undetermined(Why::TooFew { needed: 1, given: 0 });
    }
    if histories.distinct() as u64 > 2 * SAMPLE {
        let sample = histories.sample(SAMPLE);
        if let Ok(near) = highest(starts, |theta| likelihood(theta, &sample))
            && let Ok(summit) = climb(&near.theta, |theta| likelihood(theta, histories))
        {
            return Fit::from_search(Ok(summit), footing);
        }
    }
    Fit::from_search(highest(starts, |theta| likelihood(theta, histories)), footing)
}
