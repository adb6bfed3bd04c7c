//! What are they worth.

use proptest::prelude::*;
use stats::buying::{
    BgBb, BgNbd, Buying, Histories, History, MbgNbd, ParetoNbd, Periods, Purchase, Spending, Window, bg_bb, bg_nbd,
    buyers, gamma_gamma, mbg_nbd, pareto_nbd,
};
use stats::checked::Level;
use stats::estimate::{Estimate, Why};
use stats::fitted::{Fit, Fitted, Parametric};

type Rows = Vec<(u32, f64, f64)>;

/// Customers with frequency, recency and age.
fn rows() -> impl Strategy<Value = Rows> {
    let one = (prop_oneof![3 => Just(0_u32), 4 => 1..6_u32, 1 => 6..40_u32], 0.01..1.0_f64, 5.0..50.0_f64);
    let one = one.prop_map(|(x, share, age)| (x, if x == 0 { 0.0 } else { share * age }, age));
    proptest::collection::vec(one, 30..120)
}

fn table(rows: &Rows, unit: f64) -> Histories {
    let column = |of: &dyn Fn(&(u32, f64, f64)) -> f64| rows.iter().map(of).collect::<Vec<f64>>();
    let frequency = column(&|it| f64::from(it.0));
    Histories::from_columns(&frequency, &column(&|it| it.1 * unit), &column(&|it| it.2 * unit)).unwrap()
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1e-300 + a.abs().max(b.abs()))
}

/// A fit whose parameters are known to a factor of about 10, so that rounding does not decide where it is.
fn steady<M: Parametric<4>>(fitted: &Fitted<Fit<M, 4>>) -> Option<&Fit<M, 4>> {
    let known = |it: &Estimate| it.standard_error.is_some_and(|error| error < 2.0 * it.value);
    fitted.known().filter(|fit| fit.parameters().iter().all(|it| known(&it.estimate)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_customers_makes_no_difference(rows in rows()) {
        let mut reversed = rows.clone();
        reversed.reverse();
        prop_assert_eq!(table(&rows, 1.0), table(&reversed, 1.0));
        prop_assert_eq!(bg_nbd(&table(&rows, 1.0), Level::P95), bg_nbd(&table(&reversed, 1.0), Level::P95));
    }

    #[test]
    fn twice_the_customers_are_the_same_customers_with_weight_two(rows in rows()) {
        let twice: Rows = rows.iter().chain(&rows).copied().collect();
        let (once, twice) = (table(&rows, 1.0), table(&twice, 1.0));
        let weighted = Histories::from_counts(once.rows().map(|(it, n)| (it, 2 * n))).unwrap();
        prop_assert_eq!(&weighted, &twice);
        let (a, b) = (bg_nbd(&once, Level::P95), bg_nbd(&twice, Level::P95));
        if let (Some(a), Some(b)) = (steady(&a), steady(&b)) {
            prop_assert!(near(2.0 * a.log_likelihood(), b.log_likelihood(), 1e-10));
            for (a, b) in a.parameters().iter().zip(b.parameters()) {
                prop_assert!(near(a.estimate.value, b.estimate.value, 1e-6));
                let errors = (a.estimate.standard_error.unwrap(), b.estimate.standard_error.unwrap());
                prop_assert!(near(errors.0, errors.1 * 2.0_f64.sqrt(), 1e-5));
            }
        }
    }

    #[test]
    fn another_unit_of_time_scales_the_parameters_that_are_times(rows in rows(), unit in 0.02..50.0_f64) {
        let (weeks, other) = (bg_nbd(&table(&rows, 1.0), Level::P95), bg_nbd(&table(&rows, unit), Level::P95));
        if let (Some(weeks), Some(other)) = (steady(&weeks), steady(&other)) {
            let ([r, alpha, a, b], there) = (weeks.model().parameters(), other.model().parameters());
            for (got, wanted) in there.into_iter().zip([r, alpha * unit, a, b]) {
                prop_assert!(near(got, wanted, 1e-5), "{got} {wanted}");
            }
        }
        let weeks = ParetoNbd::new(0.5, 10.0, 0.6, 12.0).unwrap();
        let other = ParetoNbd::new(0.5, 10.0 * unit, 0.6, 12.0 * unit).unwrap();
        for (x, last, age) in rows {
            let (here, there) =
                (History::new(f64::from(x), last, age).unwrap(), History::new(f64::from(x), last * unit, age * unit).unwrap());
            prop_assert!(near(weeks.alive(&here), other.alive(&there), 1e-9));
            prop_assert!(near(weeks.expected(&here, 9.0), other.expected(&there, 9.0 * unit), 1e-9));
        }
    }

    #[test]
    fn no_data_give_a_number_that_is_none(rows in rows()) {
        let histories = table(&rows, 1.0);
        let check = |parameters: [stats::Parameter; 4], seen: &[Option<Estimate>]| {
            for it in parameters.iter().map(|it| it.estimate).chain(seen.iter().flatten().copied()) {
                assert!(it.value.is_finite() && it.standard_error.unwrap().is_finite(), "{it:?}");
                assert!(it.interval.lower <= it.value && it.value <= it.interval.upper, "{it:?}");
            }
        };
        let (x, last, age) = rows[0];
        let history = History::new(f64::from(x), last, age).unwrap();
        macro_rules! answers {
            ($fitted:expr) => {
                match $fitted {
                    Fitted::Known(fit) => check(
                        fit.parameters(),
                        &[
                            fit.alive(&history).known().copied(),
                            fit.purchases(&history, 30.0).unwrap().known().copied(),
                            fit.purchases_of_new(30.0).unwrap().known().copied(),
                        ],
                    ),
                    Fitted::Undetermined(why) => {
                        prop_assert!(matches!(why, Why::AtBoundary { .. } | Why::TooFew { .. }), "{:?}", why);
                    }
                }
            };
        }
        answers!(bg_nbd(&histories, Level::P95));
        answers!(mbg_nbd(&histories, Level::P95));
        answers!(pareto_nbd(&histories, Level::P95));
    }

    #[test]
    fn chances_are_chances_and_purchases_grow_with_the_horizon(
        parameters in proptest::array::uniform4(0.2..30.0_f64),
        (x, share, age) in (0..400_u32, 0.0..=1.0_f64, 0.0..300.0_f64),
    ) {
        let [r, alpha, third, fourth] = parameters;
        let last = if x == 0 { 0.0 } else { share * age };
        let history = History::new(f64::from(x), last, age).unwrap();
        let year = Periods::new(4, 13.0, 0.03).unwrap();
        let models: [&dyn Buying; 3] =
            [&BgNbd::new(r, alpha, third, fourth).unwrap(), &MbgNbd::new(r, alpha, third, fourth).unwrap(), &ParetoNbd::new(r, alpha, third, fourth).unwrap()];
        for model in models {
            let alive = model.alive(&history);
            prop_assert!((0.0..=1.0).contains(&alive), "{alive}");
            let (half, whole) = (model.expected(&history, 26.0), model.expected(&history, 52.0));
            // Of whoever has all but surely left the two are the same to the last digits.
            prop_assert!(0.0 <= half && half <= whole * (1.0 + 1e-13), "{half} {whole}");
            prop_assert!(whole <= 2.0 * half * (1.0 + 1e-9), "{half} {whole}");
            prop_assert_eq!(model.expected(&history, 0.0), 0.0);
            let discounted = model.discounted(&history, &year);
            prop_assert!(discounted <= whole * (1.0 + 1e-13) && discounted >= whole / 1.03_f64.powi(4) - 1e-12);
            prop_assert!(model.expected_of_new(52.0).is_finite());
        }
    }

    #[test]
    fn yearly_chances_add_up_to_one_over_all_that_may_happen(parameters in proptest::array::uniform4(0.05..20.0_f64)) {
        // All histories of three chances, each as often as it can come: their likelihoods add up to 1.
        let [p, q, s, t] = parameters;
        let model = BgBb::new(p, q, s, t).unwrap();
        let ways = [(0, 0, 1), (1, 1, 1), (1, 2, 1), (2, 2, 1), (1, 3, 1), (2, 3, 2), (3, 3, 1)];
        let sum: f64 = ways.iter().map(|&(x, last, ways)| f64::from(ways) * chance(parameters, x, last)).sum();
        prop_assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        for (x, last, _) in ways {
            let history = History::new(f64::from(x), f64::from(last), 3.0).unwrap();
            let alive = here(parameters, x, 3) / chance(parameters, x, last);
            prop_assert!(near(model.alive(&history), alive, 1e-11), "{} {}", model.alive(&history), alive);
            prop_assert!(model.expected(&history, 5.0) <= 5.0);
        }
    }

    #[test]
    fn the_order_of_purchases_makes_no_difference(list in proptest::collection::vec((0..9_u64, 0..60_i32), 0..80)) {
        let purchases: Vec<Purchase> =
            list.iter().map(|&(customer, day)| Purchase { customer, day, amount: f64::from(day) }).collect();
        let mut reversed = purchases.clone();
        reversed.reverse();
        let window = Window { until: 40, holdout_until: Some(59), days_per_unit: 7.0 };
        let found = buyers(&purchases, &window).unwrap();
        prop_assert_eq!(&found, &buyers(&reversed, &window).unwrap());
        for buyer in found {
            let mut days: Vec<i32> = list.iter().filter(|it| it.0 == buyer.customer).map(|it| it.1).collect();
            days.sort_unstable();
            days.dedup();
            let (seen, kept): (Vec<i32>, Vec<i32>) = days.iter().partition(|day| **day <= 40);
            prop_assert_eq!(buyer.history.frequency(), seen.len() as f64 - 1.0);
            prop_assert_eq!(buyer.holdout, Some(kept.len() as u64));
            prop_assert_eq!(buyer.history.recency(), f64::from(seen[seen.len() - 1] - seen[0]) / 7.0);
        }
    }
}

/// (x)(x + 1)…(x + k − 1).
fn rising(x: f64, k: u32) -> f64 {
    (0..k).map(|j| x + f64::from(j)).product()
}

/// The chance of x purchases in given ones of m years, while there.
fn bought([alpha, beta, ..]: [f64; 4], x: u32, m: u32) -> f64 {
    rising(alpha, x) * rising(beta, m - x) / rising(alpha + beta, m)
}

/// The same, and to be still there after them.
fn here(parameters: [f64; 4], x: u32, m: u32) -> f64 {
    let [_, _, gamma, delta] = parameters;
    bought(parameters, x, m) * rising(delta, m) / rising(gamma + delta, m)
}

/// The chance of a history of three years.
fn chance(parameters: [f64; 4], x: u32, last: u32) -> f64 {
    let [_, _, gamma, delta] = parameters;
    let gone = |m: u32| bought(parameters, x, m) * gamma * rising(delta, m) / rising(gamma + delta, m + 1);
    here(parameters, x, 3) + (last..3).map(gone).sum::<f64>()
}

#[test]
fn the_number_of_threads_makes_no_difference() {
    let mut rows = Rows::new();
    for i in 0..30_000_u32 {
        let (x, share) = (i % 5 * (i % 3), f64::from(i.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24));
        let age = 20.0 + f64::from(i % 997) / 50.0;
        rows.push((x, if x == 0 { 0.0 } else { share * age }, age));
    }
    let fit_on = |threads: usize| {
        let pool = rayon_pool(threads);
        pool.install(|| (bg_nbd(&table(&rows, 1.0), Level::P95), table(&rows, 1.0)))
    };
    assert_eq!(fit_on(1), fit_on(3));
}

fn rayon_pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

#[test]
fn a_value_of_money_in_other_units_scales_with_it() {
    let counts: Vec<f64> = (0..300).map(|i| f64::from(1 + i % 4)).collect();
    let means: Vec<f64> = (0..300).map(|i| 5.0 + f64::from(i * 37 % 101) * (1.0 + f64::from(i % 7))).collect();
    let fit = |unit: f64| {
        let means: Vec<f64> = means.iter().map(|mean| mean * unit).collect();
        match gamma_gamma(&Spending::from_columns(&counts, &means).unwrap(), Level::P95) {
            Fitted::Known(fit) => fit,
            Fitted::Undetermined(why) => panic!("{why:?}"),
        }
    };
    let (euros, cents) = (fit(1.0), fit(100.0));
    let ([p, q, gamma], there) = (euros.model().parameters(), cents.model().parameters());
    for (got, wanted) in there.into_iter().zip([p, q, 100.0 * gamma]) {
        assert!(near(got, wanted, 1e-8), "{got} {wanted}");
    }
    let (a, b) = (euros.population_mean(), cents.population_mean());
    assert!(near(a.known().unwrap().value * 100.0, b.known().unwrap().value, 1e-8));
}

#[test]
fn yearly_chances_may_differ_in_number() {
    let rows = [
        (0, 0, 3, 40),
        (1, 1, 3, 12),
        (2, 3, 3, 20),
        (3, 3, 3, 9),
        (0, 0, 5, 50),
        (2, 2, 5, 9),
        (4, 5, 5, 20),
        (1, 4, 5, 8),
    ];
    let of = |rows: &[(i32, i32, i32, u64)]| {
        let rows = rows
            .iter()
            .map(|&(x, last, n, count)| (History::new(f64::from(x), f64::from(last), f64::from(n)).unwrap(), count));
        bg_bb(&Histories::from_counts(rows).unwrap(), Level::P95).unwrap()
    };
    let fitted = of(&rows);
    let fit = fitted.known().unwrap();
    assert_eq!(fit.n(), 168);
    let mut reversed = rows;
    reversed.reverse();
    assert_eq!(fitted, of(&reversed));
}
