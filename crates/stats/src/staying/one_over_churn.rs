//! The trap of one over churn: one rate for customers of every tenure.

use crate::StatsError;
use crate::checked::{Level, Proportion, not_negative};
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::fitted::{Fit, Fitted};
use crate::method::Method;
use crate::numeric::chi_square_upper;
use crate::rates::wilson;
use crate::staying::beta_geometric::{BetaGeometric, shifted_beta_geometric};
use crate::staying::projection::Retention;
use crate::staying::renewals::Renewals;
use crate::staying::seen::{Cell, cells, could_be_monotone, pearson};

/// A p-value of one of the two tests below this says that one rate is not true of all: half of 5 %, so that both together
/// raise a false alarm in no more than one of twenty.
const CONTRADICTED: f64 = 0.025;
/// A p-value below this says that churn does not fall, or rise, throughout.
const NOT_THROUGHOUT: f64 = 0.05;

/// How churn goes with tenure, where it is not the same at every renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tendency {
    /// It falls: new customers leave faster than old ones.
    Falls,
    /// It rises: old customers leave faster than new ones.
    Rises,
    /// It differs from renewal to renewal, and neither falls nor rises throughout.
    Jumps,
}

impl Tendency {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Falls => "falls",
            Self::Rises => "rises",
            Self::Jumps => "jumps",
        }
    }
}

/// What one churn rate says, beside what a model says that knows how long each customer has been there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneOverChurn {
    /// The share that leaves per renewal, over customers of every tenure.
    pub churn: Answer,
    /// Payments expected from a new customer if that rate held for everybody: without discount, 1/churn.
    pub lifetime_at_one_rate: Answer,
    /// Payments expected from a new customer by the shifted-beta-geometric model.
    pub lifetime: Answer,
    /// Payments still expected from one of the customers who are here now, if one rate held for everybody.
    pub remaining_at_one_rate: Answer,
    /// The same by the model, over the tenures that the customers who are here have.
    pub remaining: Answer,
    /// Whether one rate could be true of all, against churn that falls as those prone to leave go first; it looks one way,
    /// and its p-value is 1 where churn rises.
    pub mixed_tenure: Tested,
    /// Whether one rate could be true of every renewal, against rates that differ in any way.
    pub rates_alike: Tested,
    /// How churn goes with tenure, where one of the two tests contradicts one rate; nothing where none does.
    pub tendency: Option<Tendency>,
}

impl OneOverChurn {
    /// Whether 1/churn misleads here: the data contradict one rate for all, at the 5 % level over both tests.
    pub const fn misleads(&self) -> bool {
        self.tendency.is_some()
    }
}

/// Sets what 1/churn says beside what a model of unlike customers says.
///
/// With churn c the average customer is expected to pay 1/c times, and one who is here (1 − c)(1 + d)/(c + d) times more, if
/// everybody left at the same rate. Where customers differ, those prone to leave go first, so the rate of old customers is
/// lower than that of new ones: the pooled rate belongs to nobody. The customers who are here are then worth more than it
/// says, and the pooled rate moves with the mix of tenures though no customer changed. Without discount the true mean
/// lifetime may even have no end while 1/churn is a modest number.
///
/// # Units
/// `discount` per renewal period, 0.1 for 10 %; lifetimes in payments, the first one included for a new customer.
///
/// # Returns
/// Each part is `Undetermined` on its own: nobody at risk, nobody left, or no finite mean. Where the model finds no
/// difference between customers its parts are `Undetermined` (`AtBoundary`): one rate is as good unless
/// [`tendency`](OneOverChurn::tendency) says otherwise. `rates_alike` is `Undetermined` (`TooFew`) with fewer than two
/// renewals of which five departures and five stays are expected.
///
/// # Errors
/// `OutOfRange` when `discount` is negative, NaN or infinite.
///
/// # Numerical notes
/// `rates_alike` is Pearson's chi-square of departures per renewal against one rate; renewals that expect fewer than five
/// departures or stays are taken together with the next. Where one of the tests has a p-value below 0.025, churn falls (or
/// rises) if the nearest rates that only fall (or rise), by the pooling of neighbors, leave no more than chance.
///
/// One rate for all is the edge of the model, so the test statistic is 0 half of the time when it holds; the p-value is half
/// of that of a chi-square with one degree of freedom, and 1 at 0.
///
/// # Source
/// Fader and Hardie (2010), Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity,
/// Marketing Science 29(1):85–93. Self and Liang (1987), JASA 82:605–610, for the test at the edge. Ayer, Brunk, Ewing, Reid
/// and Silverman (1955), Ann Math Stat 26:641–647, for rates that only fall.
/// Method page: `docs/methods/one_over_churn.md`.
///
/// # Checked against
/// Sums written out in the test, R 4.2.2 `chisq.test`, and simulated customers: `tests/reference/staying.rs`,
/// `one_over_churn_misleads_where_tenures_are_mixed`, `churn_that_rises_is_seen_too`.
///
/// # Example
/// Of 800 customers 400 leave at the first renewal, then 100 and 50. Pooled, 550 of 1,500 decisions were to leave, which
/// makes 2.7 payments each; the model says that the mean has no end.
/// ```
/// # use stats::{Level, Why, staying::{Renewals, one_over_churn}};
/// let renewals = Renewals::from_survivors(&[800, 400, 300, 250])?;
/// let both = one_over_churn(&renewals, 0.0, Level::P95)?;
/// assert!(both.lifetime_at_one_rate.known().is_some_and(|it| (it.value - 1500.0 / 550.0).abs() < 1e-12));
/// assert_eq!(both.lifetime.why().map(Why::word), Some("no_finite_mean"));
/// assert!(both.misleads());
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn one_over_churn(renewals: &Renewals, discount: f64, level: Level) -> Result<OneOverChurn, StatsError> {
    let discount = not_negative("discount", discount)?;
    let churn = wilson(Proportion::new(renewals.departures(), renewals.decisions())?, level);
    let at_one_rate = |payments: &dyn Fn(f64) -> f64| match churn {
        Answer::Undetermined(why) => Answer::Undetermined(why),
        Answer::Known(rate) if rate.value == 0.0 => {
            Answer::Undetermined(Why::NoDepartures { at_risk: renewals.decisions() })
        }
        Answer::Known(rate) => Answer::Known(Estimate {
            value: payments(rate.value),
            interval: Interval::confidence(payments(rate.interval.upper), payments(rate.interval.lower), level),
            standard_error: None,
            n: renewals.n(),
            method: Method::ONE_OVER_CHURN,
        }),
    };
    let fit = shifted_beta_geometric(renewals, level);
    let (lifetime, remaining) = match &fit {
        Fitted::Known(fit) => (fit.lifetime(discount)?, remaining_now(fit, renewals, discount)),
        Fitted::Undetermined(why) => (Answer::Undetermined(*why), Answer::Undetermined(*why)),
    };
    let mixed_tenure = mixed_tenure(&fit, renewals);
    let cells = renewals.churn().map_or_else(Vec::new, |churn| cells(renewals, |_| churn));
    let rates_alike = pearson(&cells, 1, renewals.n(), Method::RATES_ALIKE);
    Ok(OneOverChurn {
        churn,
        lifetime_at_one_rate: at_one_rate(&|rate| (1.0 + discount) / (rate + discount)),
        lifetime,
        remaining_at_one_rate: at_one_rate(&|rate| (1.0 - rate) * (1.0 + discount) / (rate + discount)),
        remaining,
        mixed_tenure,
        rates_alike,
        tendency: tendency(&mixed_tenure, &rates_alike, &cells),
    })
}

/// How churn goes with tenure, where one rate is contradicted.
fn tendency(mixed_tenure: &Tested, rates_alike: &Tested, cells: &[Cell]) -> Option<Tendency> {
    let contradicts = |test: &Tested| test.known().is_some_and(|it| it.p_value < CONTRADICTED);
    if !contradicts(mixed_tenure) && !contradicts(rates_alike) {
        return None;
    }
    let (falls, rises) = (could_be_monotone(cells, false), could_be_monotone(cells, true));
    Some(match falls.max(rises) {
        most if most < NOT_THROUGHOUT => Tendency::Jumps,
        _ if falls >= rises => Tendency::Falls,
        _ => Tendency::Rises,
    })
}

/// The payments still expected from a customer who is here, over the tenures they have.
fn remaining_now(fit: &Fit<BetaGeometric, 2>, renewals: &Renewals, discount: f64) -> Answer {
    let here: u64 = renewals.here().iter().map(|(_, count)| count).sum();
    if here == 0 {
        return Answer::Undetermined(Why::NobodyAtRisk);
    }
    fit.payments(discount, |model| {
        let of =
            |&(behind, count): &(u32, u64)| Some(count as f64 * model.remaining(behind.saturating_add(1), discount)?);
        renewals.here().iter().map(of).sum::<Option<f64>>().map(|payments| payments / here as f64)
    })
}

fn mixed_tenure(fit: &Fitted<Fit<BetaGeometric, 2>>, renewals: &Renewals) -> Tested {
    let test = |statistic: f64, p_value: f64| {
        let (n, method) = (renewals.n(), Method::MIXED_TENURE);
        Tested::Known(Test { statistic, degrees_of_freedom: Some(1), denominator: None, p_value, n, method })
    };
    match fit {
        Fitted::Known(fit) => {
            let statistic = (2.0 * (fit.log_likelihood() - ln_one_rate(renewals))).max(0.0);
            test(statistic, if statistic > 0.0 { 0.5 * chi_square_upper(statistic, 1) } else { 1.0 })
        }
        // The edge at which customers do not differ: the model gains nothing on one rate. At the other edge, where some leave
        // at once and the others never, nobody leaves after the first renewal.
        Fitted::Undetermined(Why::AtBoundary { .. }) if alike_is_best(renewals) || leave_later(renewals) => {
            test(0.0, 1.0)
        }
        Fitted::Undetermined(why) => Tested::Undetermined(*why),
    }
}

/// Whether somebody left after the first renewal.
fn leave_later(renewals: &Renewals) -> bool {
    renewals.rows().iter().any(|row| row.number > 1 && row.departures > 0)
}

/// The log-likelihood of one rate for everybody.
pub(crate) fn ln_one_rate(renewals: &Renewals) -> f64 {
    let (d, n) = (renewals.departures() as f64, renewals.decisions() as f64);
    let part = |k: f64| if k > 0.0 { k * (k / n).ln() } else { 0.0 };
    part(d) + part(n - d)
}

/// Whether the likelihood falls when customers begin to differ: the slope in 1/(α + β) at 0 is not positive.
fn alike_is_best(renewals: &Renewals) -> bool {
    let Some(churn) = renewals.churn() else { return false };
    let slope: f64 = renewals
        .rows()
        .iter()
        .map(|row| {
            let (n, d) = (row.at_risk as f64, row.departures as f64);
            (f64::from(row.number) - 1.0) * ((n - d) * churn / (1.0 - churn) - d)
        })
        .sum();
    slope <= 1e-9 * renewals.decisions() as f64
}
