//! What customers are worth, what leaving costs, and what better retention would bring: in the company's own money.

use super::beta_geometric::{BetaGeometric, above_zero, shifted_beta_geometric};
use super::one_rate::{OneRate, one_rate_where_alike};
use super::projection::Retention;
use super::renewals::Renewals;
use crate::StatsError;
use crate::checked::{Level, Probability, not_negative};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::fitted::{Fit, Fitted, Parametric, Range};

/// Payments after which a cost to win that is not earned back counts as never.
const PAYBACK_MAX: u32 = 1_000;

/// What a customer brings and costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Money {
    margin: f64,
    cost_to_win: f64,
    discount: f64,
}

impl Money {
    /// The margin per payment, what it costs to win one customer, and the discount per renewal period.
    ///
    /// # Errors
    /// `OutOfRange` unless margin and discount are above 0 and the cost is at least 0. Without a discount a payment in a
    /// hundred years counts as much as one today, and many sums have no end.
    pub fn new(margin: f64, cost_to_win: f64, discount: f64) -> Result<Self, StatsError> {
        Ok(Self {
            margin: above_zero("margin", margin)?,
            cost_to_win: not_negative("cost_to_win", cost_to_win)?,
            discount: above_zero("discount", discount)?,
        })
    }
}

/// What customers are worth here.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// The margin expected from a new customer, the first payment included, discounted.
    pub new_customer: Answer,
    /// The same within the horizon that was asked for.
    pub within_horizon: Answer,
    /// What is left of it after winning them.
    pub after_winning: Answer,
    /// After how many payments, on average, the cost to win is earned back; `None` where it never is.
    pub payback: Option<u32>,
    /// What one of those who left would still have brought on average, had they been kept that once. They are prone to leave,
    /// so it is less than what a customer at hand brings: the most that keeping one may cost.
    pub kept_leaver: Answer,
    /// The same for all who left in the table: what leaving cost.
    pub all_leavers: Answer,
    /// What a new customer would bring more, were retention so many points better.
    pub better_retention: Answer,
    /// The same as a share of what one brings now.
    pub better_retention_lift: Answer,
}

/// Says what customers are worth, what leaving costs and what better retention would bring.
///
/// By the shifted-beta-geometric model with parameters α and β. A new customer brings m·(1 + Σ S(t)(1 + d)^−t), m the margin
/// per payment and d the discount. Who left at renewal t has a chance to leave of their own that is beta(α + 1, β + t − 1):
/// kept once, they pay then and go on by that. Retention better by p points is the same model with α − p(α + β) and
/// β + p(α + β): the mean chance to leave is p lower, and customers differ as much as before.
///
/// Use it for the question what five points more are worth *here*; sayings of "25 to 95 % more profit" are about other
/// companies. It takes the margin as the same for all and in time, and the lower churn as given, not as caused.
///
/// # Units
/// The margin's money; `points` from 0 to 1, 0.05 for five points.
///
/// Where nothing shows that customers differ, everybody has one chance to leave c ([`one_rate_where_alike`]): a customer brings
/// m (1 + d)/(c + d), one who left and was kept once the same, and p points better is the chance c − p.
///
/// # Returns
/// `Undetermined` as the fit is, where one rate is no answer either; `better_retention` `AtBoundary` when churn is no higher than `points`.
///
/// # Errors
/// `OutOfRange` when `points` is 0.
///
/// # Source
/// Fader and Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1):85–93.
/// Method page: `docs/methods/worth.md`.
///
/// # Checked against
/// Sums term by term of the paper's High End cohort: `tests/reference/staying.rs`, `worth_agrees_with_sums_term_by_term`.
///
/// # Example
/// ```
/// # use stats::{Level, Probability, staying::{Money, Renewals, worth}};
/// let renewals = Renewals::from_survivors(&[1000, 869, 743, 653, 593, 551])?;
/// let points = Probability::new("points", 0.05)?;
/// let worth = worth(&renewals, Money::new(10.0, 30.0, 0.1)?, points, 5, Level::P95)?;
/// let worth = worth.known().ok_or("a fit")?;
/// // 5.7204 payments at 10 % discount, of 10 each; it takes five to earn the cost back.
/// assert!((worth.new_customer.known().ok_or("a value")?.value - 57.204).abs() < 1e-3);
/// assert_eq!(worth.payback, Some(5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn worth(
    renewals: &Renewals,
    money: Money,
    points: Probability,
    horizon: u32,
    level: Level,
) -> Result<Fitted<Worth>, StatsError> {
    let points = above_zero("points", points.get())?;
    Ok(match shifted_beta_geometric(renewals, level) {
        Fitted::Known(fit) => Fitted::Known(of(&fit, renewals, money, points, horizon)),
        Fitted::Undetermined(why) => match one_rate_where_alike(renewals, level) {
            Some(fit) => Fitted::Known(of(&fit, renewals, money, points, horizon)),
            None => Fitted::Undetermined(why),
        },
    })
}

/// A model that says what a customer is like who was about to leave, and what better retention would be.
trait Leaving: Retention + Sized {
    /// The payments of somebody who was about to leave at a renewal and was kept that once.
    fn kept_at(&self, renewal: u32, discount: f64) -> f64;

    /// The model with a mean chance to leave that is so much lower, and customers who differ as much.
    fn improved(&self, points: f64) -> Option<Self>;
}

impl Leaving for BetaGeometric {
    /// The payment at that renewal, and those that follow from a chance to leave of which it is known that it would have
    /// struck.
    fn kept_at(&self, renewal: u32, discount: f64) -> f64 {
        let [alpha, beta] = self.parameters();
        let leaver = Self::new(alpha + 1.0, beta + f64::from(renewal) - 1.0);
        leaver.map_or(f64::NAN, |it| payments(&it, discount))
    }

    fn improved(&self, points: f64) -> Option<Self> {
        let [alpha, beta] = self.parameters();
        let shift = points * (alpha + beta);
        Self::new(alpha - shift, beta + shift).ok()
    }
}

impl Leaving for OneRate {
    fn kept_at(&self, _: u32, discount: f64) -> f64 {
        payments(self, discount)
    }

    fn improved(&self, points: f64) -> Option<Self> {
        (self.churn() > points).then(|| Self::with([self.churn() - points]))
    }
}

fn of<M: Leaving + Parametric<K>, const K: usize>(
    fit: &Fit<M, K>,
    renewals: &Renewals,
    money: Money,
    points: f64,
    horizon: u32,
) -> Worth {
    let Money { margin, cost_to_win, discount } = money;
    let new = |model: &M| margin * payments(model, discount);
    let all = |model: &M| -> f64 {
        let kept = |row: &super::Renewal| row.departures as f64 * model.kept_at(row.number, discount);
        margin * renewals.rows().iter().map(kept).sum::<f64>()
    };
    let departures = renewals.departures() as f64;
    let better = |model: &M| model.improved(points).map_or(f64::NAN, |it| new(&it) - new(model));
    let has_room = fit.model().improved(points).is_some();
    let improvement = |range, result: &dyn Fn(&M) -> f64| {
        if has_room {
            fit.derived(range, result)
        } else {
            Answer::Undetermined(Why::AtBoundary { parameter: M::NAMES[0] })
        }
    };
    Worth {
        new_customer: fit.derived(Range::Positive, new),
        within_horizon: fit.derived(Range::Positive, |model| margin * within(model, horizon, discount)),
        after_winning: fit.derived(Range::Positive, new).map(|worth| less(worth, cost_to_win)),
        payback: payback(fit.model(), money),
        kept_leaver: fit.derived(Range::Positive, |model| all(model) / departures),
        all_leavers: fit.derived(Range::Positive, all),
        better_retention: improvement(Range::Positive, &better),
        better_retention_lift: improvement(Range::Positive, &|model| better(model) / new(model)),
    }
}

/// An amount less a cost that is known: value and interval move alike.
fn less(worth: Estimate, cost: f64) -> Estimate {
    let interval =
        Interval { lower: worth.interval.lower - cost, upper: worth.interval.upper - cost, ..worth.interval };
    Estimate { value: worth.value - cost, interval, ..worth }
}

/// The payments of a new customer, the first one included and counted whole.
fn payments(model: &impl Retention, discount: f64) -> f64 {
    model.remaining(1, discount).map_or(f64::NAN, |it| 1.0 + it / (1.0 + discount))
}

/// The first payment and those of so many renewals.
fn within(model: &impl Retention, horizon: u32, discount: f64) -> f64 {
    (0..=horizon).map(|t| model.survival(t) * (-discount.ln_1p() * f64::from(t)).exp()).sum()
}

fn payback(model: &impl Retention, money: Money) -> Option<u32> {
    let mut earned = 0.0;
    for t in 0..PAYBACK_MAX {
        earned += money.margin * model.survival(t) * (-money.discount.ln_1p() * f64::from(t)).exp();
        if earned >= money.cost_to_win {
            return Some(t + 1);
        }
    }
    None
}
