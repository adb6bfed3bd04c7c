//! How many will stay.

use proptest::prelude::*;
use stats::checked::Level;
use stats::estimate::Why;
use stats::fitted::{Fitted, Parameter, Parametric};
use stats::staying::{
    BetaGeometric, BetaWeibull, Cohort, Renewals, Retention, beta_discrete_weibull, shifted_beta_geometric,
};

fn cohorts() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let shares = proptest::collection::vec(3..=10_u64, 1..8);
    let cohort = (20..2000_u64, shares).prop_map(|(start, shares)| {
        let mut survivors = vec![start];
        for share in shares {
            survivors.push(survivors.last().unwrap() * share / 10);
        }
        survivors
    });
    proptest::collection::vec(cohort, 1..5)
}

fn table(cohorts: &[Vec<u64>]) -> Renewals {
    let cohorts: Vec<Cohort> = cohorts.iter().map(|survivors| Cohort::from_start(survivors)).collect();
    Renewals::from_cohorts(&cohorts).unwrap()
}

fn compare_with_twice_as_many(cohorts: &[Vec<u64>]) -> Result<(), TestCaseError> {
    let twice: Vec<Vec<u64>> = cohorts.iter().chain(cohorts).cloned().collect();
    let fit = |cohorts: &[Vec<u64>]| shifted_beta_geometric(&table(cohorts), Level::P95);
    match (fit(cohorts), fit(&twice)) {
        (Fitted::Known(once), Fitted::Known(twice)) => {
            for (a, b) in once.parameters().iter().zip(twice.parameters()) {
                prop_assert!((a.estimate.value / b.estimate.value - 1.0).abs() < 1e-6);
                let ratio = a.estimate.standard_error.unwrap() / b.estimate.standard_error.unwrap();
                prop_assert!((ratio / 2.0_f64.sqrt() - 1.0).abs() < 1e-5);
            }
            prop_assert!((twice.log_likelihood() / once.log_likelihood() - 2.0).abs() < 1e-9);
        }
        // A parameter whose logarithm has an error above 25 is not told from the edge; twice as many may just know it.
        (once, Fitted::Known(twice)) => {
            prop_assert_eq!(once.why().map(Why::word), Some("at_boundary"));
            let log_error = |it: Parameter| it.estimate.standard_error.unwrap() / it.estimate.value;
            let widest = twice.parameters().into_iter().map(log_error).fold(0.0, f64::max);
            prop_assert!(widest <= 25.0 && widest * 2.0_f64.sqrt() > 25.0, "{widest}");
        }
        (once, twice) => prop_assert_eq!(once.why().map(Why::word), twice.why().map(Why::word)),
    }
    Ok(())
}

/// Retention hardly rises here: of 261 customers nobody can tell whether they differ, of 522 just.
#[test]
fn what_few_cannot_tell_twice_as_many_just_may() {
    let cohorts = [vec![261, 234, 210]];
    assert!(matches!(shifted_beta_geometric(&table(&cohorts), Level::P95), Fitted::Undetermined(_)));
    compare_with_twice_as_many(&cohorts).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_splitting_of_cohorts_make_no_difference(cohorts in cohorts()) {
        let mut reversed = cohorts.clone();
        reversed.reverse();
        prop_assert_eq!(table(&cohorts), table(&reversed));
    }

    #[test]
    fn twice_the_customers_give_the_same_fit_with_errors_smaller_by_the_root_of_two(cohorts in cohorts()) {
        compare_with_twice_as_many(&cohorts)?;
    }

    #[test]
    fn no_table_gives_a_number_that_is_none(cohorts in cohorts()) {
        let renewals = table(&cohorts);
        let mut estimates = Vec::new();
        if let Fitted::Known(fit) = shifted_beta_geometric(&renewals, Level::P95) {
            estimates.extend(fit.parameters().map(|it| it.estimate));
            estimates.extend(fit.projection(40).iter().filter_map(|it| it.known().copied()));
            estimates.extend(fit.lifetime(0.05).unwrap().known());
            estimates.extend(fit.lifetime(0.0).unwrap().known());
            estimates.extend(fit.retention_band(40).answers.iter().filter_map(|it| it.known().copied()));
            let band = fit.survival_band(40);
            prop_assert!(band.factor >= Level::P95.z() && band.factor < 2.4478, "{}", band.factor);
            for (wide, narrow) in band.answers.iter().zip(&fit.projection(40)[1..]) {
                let (Some(wide), Some(narrow)) = (wide.known(), narrow.known()) else { continue };
                prop_assert!(wide.interval.lower <= narrow.interval.lower, "{wide:?} {narrow:?}");
                prop_assert!(wide.interval.upper >= narrow.interval.upper, "{wide:?} {narrow:?}");
                estimates.push(*wide);
            }
        }
        if let Fitted::Known(fit) = beta_discrete_weibull(&renewals, Level::P95) {
            estimates.extend(fit.parameters().map(|it| it.estimate));
            estimates.extend(fit.projection(40).iter().filter_map(|it| it.known().copied()));
            estimates.extend(fit.residual_lifetime(3, 0.05).unwrap().known());
        }
        for it in estimates {
            prop_assert!(it.value.is_finite() && it.standard_error.unwrap().is_finite(), "{:?}", it);
            prop_assert!(it.interval.lower <= it.value && it.value <= it.interval.upper, "{:?}", it);
        }
    }

    #[test]
    fn retention_rises_survival_falls_and_a_discount_costs(
        alpha in 0.05..30.0_f64, beta in 0.05..30.0_f64, shape in 0.3..3.0_f64, discount in 0.001..0.5_f64,
    ) {
        let same = BetaGeometric::new(alpha, beta).unwrap();
        let changing = BetaWeibull::new(alpha, beta, shape).unwrap();
        prop_assert_eq!(same.survival(0), 1.0);
        for t in 1..60 {
            prop_assert!(same.retention_rate(t + 1) > same.retention_rate(t), "those prone to leave go first");
            prop_assert!(changing.survival(t) <= changing.survival(t - 1));
            let product: f64 = (1..=t).map(|k| changing.retention_rate(k)).product();
            prop_assert!((product - changing.survival(t)).abs() < 1e-11);
        }
        let whole = changing.remaining(1, discount).unwrap();
        // What is left before the second renewal, reached and discounted, and the payment at the first, make the whole.
        let parts = changing.retention_rate(1) * (1.0 + changing.remaining(2, discount).unwrap() / (1.0 + discount));
        prop_assert!((whole / parts - 1.0).abs() < 1e-10, "{whole} {parts}");
        prop_assert!(changing.remaining(1, discount * 1.1).unwrap() < whole);
        prop_assert_eq!(changing.remaining(1, 0.0).is_some(), changing.parameters()[0] * shape > 1.0);
    }
}
