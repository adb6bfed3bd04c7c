//! Whom to treat so that it pays: profit by budget, and whether to treat anybody at all.

use rand_distr::{Distribution as _, StandardNormal};

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Estimate, Interval, Why};
use crate::method::Method;
use crate::trees::sample::stream;
use crate::uplift::Signals;

impl Method {
    /// Profit of treating the highest scores first.
    pub const POLICY_PROFIT: Self = Self::new("policy_profit", "policy");
}

/// Steps of the curve at most.
const STEPS_MAX: usize = 100;
/// Customers per step at least.
const STEP_CUSTOMERS_MIN: usize = 20;
/// Curves drawn to find how far the whole curve may be off.
const DRAWS: usize = 1000;

/// What a treatment is worth and what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// Money per unit of the outcome: the margin of a customer who stays, where the outcome is staying.
    pub value: f64,
    /// Money per treated customer.
    pub cost: f64,
}

/// What comes of treating so many, those with the highest scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BudgetPoint {
    /// The share of customers that is treated.
    pub share: f64,
    /// How many that is.
    pub customers: u64,
    /// What treating them costs.
    pub cost: f64,
    /// Profit over treating nobody, per customer of all customers; its interval is for this budget alone.
    pub profit: Estimate,
    /// Where the profit of every budget lies at once.
    pub band: Interval,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// No budget is expected to pay: treat nobody.
    TreatNobody,
    /// The best budget pays, with the band above 0.
    Treat,
    /// The best budget is expected to pay, but the band does not exclude that it costs more than it brings.
    Unsure,
}

impl Decision {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::TreatNobody => "treat_nobody",
            Self::Treat => "treat",
            Self::Unsure => "unsure",
        }
    }
}

/// Profit by budget.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetCurve {
    /// From the smallest budget to treating everybody.
    pub points: Vec<BudgetPoint>,
    /// The point with the highest expected profit; none where treating nobody is better than each.
    pub best: Option<usize>,
    /// What to do.
    pub decision: Decision,
}

/// Estimates the profit of treating customers from the highest score down, for every budget.
///
/// The profit of treating the first k of n customers is Σ (value·Γ − cost)/n over them, with Γ the doubly robust signal of
/// the effect. Its variance adds up, over steps of equal size in the ranking, the variance within each step: it is that for
/// these customers with these scores. The band holds for all budgets at once, so it also holds for the best one, which was
/// chosen because it looked best.
///
/// Use it on customers whom the score was not learned from; on those it was, profit is promised that does not come.
///
/// # Shapes
/// `scores` pairs up with the customers of `signals`. Order does not matter.
///
/// # Units
/// Money per customer of all customers, treated or not. Times the number of customers it is the profit of the campaign.
///
/// # Missing, tied and extreme values
/// Where a budget ends among customers with the same score, they are as good as drawn among: the answer does not depend on
/// the order of the rows.
///
/// # Returns
/// `TooFew` below 20 customers; `ZeroVariance` when the signals of all customers of each step are alike.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for a score that is NaN or infinite, `OutOfRange` for a value that is not finite or a
/// cost that is negative or not finite.
///
/// # Numerical notes
/// The band takes 1,000 normal curves from the seed.
///
/// # Source
/// Dudík, Erhan, Langford and Li (2014), Doubly robust policy evaluation and optimization, Statistical Science 29:485–511.
/// Method page: `docs/methods/policy.md`.
///
/// # Checked against
/// Inverse propensity values on the e-mail experiment of Hillstrom: `tests/reference/uplift.rs`,
/// `policy_values_agree_on_hillstrom`.
pub fn budget_curve(
    scores: &[f64],
    signals: &Signals,
    worth: Worth,
    level: Level,
    seed: u64,
) -> Result<Result<BudgetCurve, Why>, StatsError> {
    check(scores, signals, worth)?;
    let n = scores.len();
    if n < STEP_CUSTOMERS_MIN {
        return Ok(Err(Why::TooFew { needed: STEP_CUSTOMERS_MIN as u64, given: n as u64 }));
    }
    let sums = Sums::of(scores, signals, worth);
    let steps = (n / STEP_CUSTOMERS_MIN).min(STEPS_MAX);
    let ends: Vec<usize> = (0..=steps).map(|step| n * step / steps).collect();
    let variances: Vec<f64> = ends.windows(2).map(|pair| sums.variance(pair[0], pair[1]) / (n * n) as f64).collect();
    if variances.iter().all(|variance| *variance <= 0.0) {
        return Ok(Err(Why::ZeroVariance));
    }
    let reach = reach_of_all(&variances, level, seed);
    let mut variance = 0.0;
    let points: Vec<BudgetPoint> = ends[1..]
        .iter()
        .zip(&variances)
        .map(|(&end, of_step)| {
            variance += of_step;
            let (value, error) = (sums.at(end).0 / n as f64, variance.sqrt());
            let within = |reach: f64| Interval::confidence(value - reach * error, value + reach * error, level);
            BudgetPoint {
                share: end as f64 / n as f64,
                customers: end as u64,
                cost: worth.cost * end as f64,
                profit: Estimate {
                    value,
                    interval: within(level.z()),
                    standard_error: Some(error),
                    n: n as u64,
                    method: Method::POLICY_PROFIT,
                },
                band: within(reach),
            }
        })
        .collect();
    let best = (0..points.len())
        .max_by(|&a, &b| points[a].profit.value.total_cmp(&points[b].profit.value).then(b.cmp(&a)))
        .filter(|&best| points[best].profit.value > 0.0);
    let decision = match best {
        None => Decision::TreatNobody,
        Some(best) if points[best].band.lower > 0.0 => Decision::Treat,
        Some(_) => Decision::Unsure,
    };
    Ok(Ok(BudgetCurve { points, best, decision }))
}

fn check(scores: &[f64], signals: &Signals, worth: Worth) -> Result<(), StatsError> {
    if scores.len() != signals.n() {
        let (left_len, right_len) = (scores.len(), signals.n());
        return Err(StatsError::LengthMismatch { left: "scores", left_len, right: "signals", right_len });
    }
    if let Some(row) = scores.iter().position(|score| !score.is_finite()) {
        let allowed = "a finite number";
        return Err(StatsError::RowOutOfRange { name: "score", allowed, given: scores[row], row });
    }
    if !worth.value.is_finite() {
        return Err(StatsError::OutOfRange { name: "value", allowed: "a finite number", given: worth.value });
    }
    crate::checked::not_negative("cost", worth.cost).map(|_| ())
}

/// Profit and its square, added up from the highest score down.
struct Sums {
    profits: Vec<f64>,
    squares: Vec<f64>,
    /// Per place in the ranking, where the customers with the same score begin and end.
    ties: Vec<(u32, u32)>,
}

impl Sums {
    fn of(scores: &[f64], signals: &Signals, worth: Worth) -> Self {
        let mut order: Vec<u32> = (0..scores.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
        let (mut profits, mut squares) = (vec![0.0], vec![0.0]);
        let (mut profit, mut square) = (0.0, 0.0);
        for &row in &order {
            let of_one = worth.value * signals.effects()[row as usize] - worth.cost;
            profit += of_one;
            square += of_one * of_one;
            profits.push(profit);
            squares.push(square);
        }
        let mut ties = Vec::with_capacity(order.len());
        for tied in order.chunk_by(|&a, &b| scores[a as usize] == scores[b as usize]) {
            let from = ties.len() as u32;
            ties.extend(tied.iter().map(|_| (from, from + tied.len() as u32)));
        }
        Self { profits, squares, ties }
    }

    /// Both sums over the first `end` customers, a tie counted in part.
    fn at(&self, end: usize) -> (f64, f64) {
        let (from, to) = self.ties.get(end).map_or((end, end), |&(from, to)| (from as usize, to as usize));
        let part = |sums: &[f64]| {
            if from < end {
                sums[from] + (sums[to] - sums[from]) * (end - from) as f64 / (to - from) as f64
            } else {
                sums[end]
            }
        };
        (part(&self.profits), part(&self.squares))
    }

    /// The variance of the sum of profits over one step.
    fn variance(&self, from: usize, to: usize) -> f64 {
        let ((profit_from, square_from), (profit_to, square_to)) = (self.at(from), self.at(to));
        let n = (to - from) as f64;
        let (profit, square) = (profit_to - profit_from, square_to - square_from);
        (square - profit * profit / n).max(0.0) * n / (n - 1.0).max(1.0)
    }
}

/// How many standard errors the whole curve stays within: a curve of sums of independent normal steps, drawn many times.
fn reach_of_all(variances: &[f64], level: Level, seed: u64) -> f64 {
    let mut rng = stream(seed, 0);
    let mut furthest: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let (mut sum, mut variance, mut furthest) = (0.0, 0.0_f64, 0.0_f64);
            for of_step in variances {
                let drawn: f64 = StandardNormal.sample(&mut rng);
                sum += of_step.sqrt() * drawn;
                variance += of_step;
                if variance > 0.0 {
                    furthest = furthest.max(f64::abs(sum) / variance.sqrt());
                }
            }
            furthest
        })
        .collect();
    furthest.sort_unstable_by(f64::total_cmp);
    let at = ((level.get() * DRAWS as f64).ceil() as usize).clamp(1, DRAWS) - 1;
    furthest[at].max(level.z())
}
