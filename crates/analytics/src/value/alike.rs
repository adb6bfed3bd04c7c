//! What customers are worth where nothing shows that they differ: one churn rate per renewal says it all.
//!
//! The shifted-beta-geometric model then has its best fit at the edge, where all customers have one chance to leave. With that
//! chance θ, margin m and discount d a customer brings m (1 + d)/(d + θ), and so does one who was about to leave and was kept
//! once. The intervals are Wilson's of θ, carried over.

use stats::rates::wilson;
use stats::staying::{BetaGeometric, Renewals, Worth};
use stats::{Answer, Estimate, Fit, Fitted, Interval, Method, Proportion, StatsError, Why};

use super::money::Economy;

/// Payments after which a cost to win that is not earned back counts as never.
const PAYBACK_MAX: u32 = 1_000;

/// The churn per renewal, where the model has its best fit where all are alike.
pub(super) fn churn(
    model: &Fitted<Fit<BetaGeometric, 2>>,
    renewals: &Renewals,
    level: stats::Level,
) -> Result<Option<Estimate>, StatsError> {
    if !matches!(model.why(), Some(Why::AtBoundary { .. })) || renewals.rows().len() < 2 {
        return Ok(None);
    }
    let share = Proportion::new(renewals.departures(), renewals.decisions())?;
    let share = wilson(share, level).known().copied();
    Ok(share.map(|share| share.resting_on(renewals.n())).filter(|share| share.value > 0.0 && share.value < 1.0))
}

/// What follows from the churn. Ends change places where it falls as the churn rises.
fn follows(churn: Estimate, result: impl Fn(f64) -> f64) -> Answer {
    let value = result(churn.value);
    let ends = [result(churn.interval.lower), result(churn.interval.upper)];
    if !value.is_finite() || ends.iter().any(|end| end.is_nan()) {
        return Answer::Undetermined(Why::AtBoundary { parameter: "alpha" });
    }
    let interval = Interval { lower: ends[0].min(ends[1]), upper: ends[0].max(ends[1]), ..churn.interval };
    Answer::Known(Estimate { value, interval, standard_error: None, method: Method::ONE_OVER_CHURN, ..churn })
}

/// The share still here after so many renewals.
pub(super) fn here_after(churn: Estimate, renewals: u32) -> Estimate {
    let here = |theta: f64| ((-theta).ln_1p() * f64::from(renewals)).exp();
    let interval = Interval { lower: here(churn.interval.upper), upper: here(churn.interval.lower), ..churn.interval };
    Estimate { value: here(churn.value), interval, standard_error: None, method: Method::ONE_OVER_CHURN, ..churn }
}

/// By how much the churn must be lower for so many points more to be here after a year; nothing where it is not that high.
fn lower(theta: f64, points: f64, per_year: u32) -> Option<f64> {
    let year = f64::from(per_year);
    let wanted = (1.0 - theta).powf(year) + points;
    (wanted < 1.0).then(|| theta - (1.0 - wanted.powf(1.0 / year)))
}

/// What customers are worth, and how much lower the churn is with so many points more; `departures` are those of the time
/// that was asked about.
pub(super) fn worth(
    churn: Estimate,
    economy: &Economy,
    points: f64,
    (per_year, departures): (u32, u64),
) -> (Worth, Option<f64>) {
    let Economy { margin, discount, cost } = *economy;
    let brings = |theta: f64| margin * (1.0 + discount) / (discount + theta);
    let within = |theta: f64| {
        let ratio = (1.0 - theta) / (1.0 + discount);
        margin * (1.0 - ratio.powf(f64::from(per_year) + 1.0)) / (1.0 - ratio)
    };
    let better =
        |theta: f64| lower(theta, points, per_year).map_or(f64::NAN, |step| brings(theta - step) - brings(theta));
    let mut earned = 0.0;
    let mut payment = margin;
    let payback = (1..=PAYBACK_MAX).find(|_| {
        earned += payment;
        payment *= (1.0 - churn.value) / (1.0 + discount);
        earned >= cost
    });
    let worth = Worth {
        new_customer: follows(churn, brings),
        within_horizon: follows(churn, within),
        after_winning: follows(churn, |theta| brings(theta) - cost),
        payback,
        kept_leaver: follows(churn, brings),
        all_leavers: follows(churn, |theta| brings(theta) * departures as f64),
        better_retention: follows(churn, better),
        better_retention_lift: follows(churn, |theta| better(theta) / brings(theta)),
    };
    (worth, lower(churn.value, points, per_year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use stats::Level;

    #[test]
    fn customers_who_are_alike_are_worth_a_sum_that_ends() {
        // Half leave at each renewal: 1 + 1/2 · 1/1.25 + … = 1.25/0.75 payments of 3 each.
        let share = Proportion::new(500, 1_000).expect("a share");
        let churn = *wilson(share, Level::P95).known().expect("a share");
        let economy = Economy { margin: 3.0, discount: 0.25, cost: 4.0 };
        let (worth, step) = worth(churn, &economy, 0.25, (1, 10));
        let value = |answer: &Answer| answer.known().expect("a value").value;
        assert!((value(&worth.new_customer) - 5.0).abs() < 1e-12);
        assert!((value(&worth.after_winning) - 1.0).abs() < 1e-12);
        // 3, then 1.2: four is earned back with the second payment.
        assert_eq!(worth.payback, Some(2));
        // With a quarter leaving a customer brings 3 · 1.25/0.5.
        assert_eq!(step, Some(0.25));
        assert!((value(&worth.better_retention) - 2.5).abs() < 1e-12);
        assert!((value(&worth.better_retention_lift) - 0.5).abs() < 1e-12);
        assert!((here_after(churn, 2).value - 0.25).abs() < 1e-12);
        let ends = worth.new_customer.known().expect("a value").interval;
        assert!(ends.lower < 5.0 && ends.upper > 5.0);
    }

    #[test]
    fn points_that_are_not_to_be_had_have_no_gain() {
        assert_eq!(lower(0.01, 0.2, 12), None);
        assert!(lower(0.02, 0.05, 12).is_some_and(|step| step > 0.0 && step < 0.02));
    }
}
