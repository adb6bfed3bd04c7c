//! Rates, life tables and corrections for many comparisons.

use proptest::prelude::*;
use stats::checked::{Level, Proportion};
use stats::multiple::{Correction, adjust};
use stats::rates::{
    RatioSums, clopper_pearson, miettinen_nurminen_difference, newcombe_difference, ratio_of_sums, weighted_share,
    wilson,
};
use stats::survival::{
    Counts, LifeTable, Observation, Scale, Ties, Weighting, kaplan_meier, kaplan_meier_on, log_rank,
    log_rank_stratified, nelson_aalen, restricted_mean,
};

type Customers = Vec<(u32, bool)>;

fn customers() -> impl Strategy<Value = Customers> {
    proptest::collection::vec((0u32..40, any::<bool>()), 1..80)
}

fn table_of(customers: &Customers, unit: f64) -> LifeTable {
    let durations: Vec<f64> = customers.iter().map(|(months, _)| f64::from(*months) * unit).collect();
    let observations: Vec<Observation> = customers.iter().map(|(_, left)| (*left).into()).collect();
    LifeTable::from_durations(&durations, &observations).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_rows_makes_no_difference(customers in customers()) {
        let mut reversed = customers.clone();
        reversed.reverse();
        prop_assert_eq!(table_of(&customers, 1.0), table_of(&reversed, 1.0));
        // A unit of 0.1 takes the way of the sort instead of that of the counting.
        prop_assert_eq!(table_of(&customers, 0.1), table_of(&reversed, 0.1));
    }

    #[test]
    fn sorting_and_counting_give_the_same_table(customers in customers()) {
        let counted = table_of(&customers, 1.0);
        let sorted = table_of(&customers, 0.5);
        prop_assert_eq!(counted.rows().len(), sorted.rows().len());
        for (a, b) in counted.rows().zip(sorted.rows()) {
            prop_assert_eq!(a.time, 2.0 * b.time);
            prop_assert_eq!((a.at_risk, a.departures, a.censored), (b.at_risk, b.departures, b.censored));
        }
    }

    #[test]
    fn another_unit_of_time_scales_times_and_leaves_chances(customers in customers(), unit in 0.01..100.0) {
        let months = kaplan_meier(&table_of(&customers, 1.0), Level::P95);
        let other = kaplan_meier(&table_of(&customers, unit), Level::P95);
        for (a, b) in months.points().zip(other.points()) {
            prop_assert!(near(a.time * unit, b.time));
            prop_assert_eq!((a.survival, a.standard_error, a.interval), (b.survival, b.standard_error, b.interval));
        }
        let (a, b) = (months.median(), other.median());
        prop_assert_eq!(a.known().is_some(), b.known().is_some());
        if let (Some(a), Some(b)) = (a.known(), b.known()) {
            prop_assert!(near(a.value * unit, b.value));
        }
        let horizon = months.longest_observed();
        if horizon > 0.0 {
            let (a, b) = (restricted_mean(&months, horizon).unwrap(), restricted_mean(&other, other.longest_observed()).unwrap());
            if let (Some(a), Some(b)) = (a.known(), b.known()) {
                prop_assert!(near(a.value * unit, b.value));
            }
        }
    }

    #[test]
    fn customers_twice_are_customers_with_weight_two(customers in customers()) {
        let twice: Customers = customers.iter().chain(&customers).copied().collect();
        let weighted: Vec<Counts> = customers
            .iter()
            .map(|&(months, left)| Counts { time: f64::from(months), departures: 2 * u64::from(left), censored: 2 * u64::from(!left) })
            .collect();
        prop_assert_eq!(table_of(&twice, 1.0), LifeTable::from_counts(&weighted).unwrap());
        let (once, twice) = (kaplan_meier(&table_of(&customers, 1.0), Level::P95), kaplan_meier(&table_of(&twice, 1.0), Level::P95));
        for (a, b) in once.points().zip(twice.points()) {
            prop_assert!(near(a.survival, b.survival));
            prop_assert!(near(a.standard_error, b.standard_error * 2.0_f64.sqrt()));
        }
    }

    #[test]
    fn a_row_that_stands_for_so_many_is_that_row_so_often(rows in proptest::collection::vec((0u32..6, 1u32..9, any::<bool>(), 1u8..5), 1..30)) {
        let of = |rows: &[(u32, u32, bool, u8)]| -> (Vec<f64>, Vec<f64>, Vec<Observation>) {
            let entered = rows.iter().map(|it| f64::from(it.0)).collect();
            let durations = rows.iter().map(|it| f64::from(it.0 + it.1)).collect();
            (entered, durations, rows.iter().map(|it| Observation::from(it.2)).collect())
        };
        let repeated: Vec<_> = rows.iter().flat_map(|it| std::iter::repeat_n(*it, it.3.into())).collect();
        let customers: Vec<u64> = rows.iter().map(|it| it.3.into()).collect();
        let ((entered, durations, seen), (all_entered, all_durations, all_seen)) = (of(&rows), of(&repeated));
        let late = LifeTable::from_repeated(&customers, Some(&entered), &durations, &seen).unwrap();
        prop_assert_eq!(late, LifeTable::from_late_entries(&all_entered, &all_durations, &all_seen).unwrap());
        let table = LifeTable::from_repeated(&customers, None, &durations, &seen).unwrap();
        prop_assert_eq!(table, LifeTable::from_durations(&all_durations, &all_seen).unwrap());
    }

    #[test]
    fn survival_starts_at_one_and_never_rises(customers in customers()) {
        for scale in Scale::ALL {
            let curve = kaplan_meier_on(&table_of(&customers, 1.0), Level::P95, scale);
            let mut last = 1.0;
            for point in curve.points() {
                prop_assert!(point.survival < last && point.survival >= 0.0);
                last = point.survival;
                if let Some(interval) = point.interval {
                    prop_assert!(0.0 <= interval.lower && interval.upper <= 1.0);
                    prop_assert!(interval.holds(point.survival), "{scale:?} {point:?}");
                }
            }
        }
    }

    #[test]
    fn no_answer_is_ever_not_a_number(customers in customers(), time in 0.0..50.0) {
        let table = table_of(&customers, 1.0);
        let curve = kaplan_meier(&table, Level::P95);
        let answers = [
            curve.at(time).unwrap(),
            curve.median(),
            restricted_mean(&curve, time + 0.1).unwrap(),
            nelson_aalen(&table, Ties::Corrected, Level::P95).at(time).unwrap(),
        ];
        for it in answers.iter().filter_map(|answer| answer.known()) {
            prop_assert!(it.value.is_finite() && it.interval.lower.is_finite() && !it.interval.upper.is_nan());
            prop_assert!(it.interval.holds(it.value), "{it:?}");
        }
    }

    #[test]
    fn no_numbers_whatever_make_a_panic(rows in proptest::collection::vec((any::<f64>(), any::<f64>(), any::<bool>(), any::<u64>(), any::<u64>()), 0..8)) {
        let entered: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let durations: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let observations: Vec<Observation> = rows.iter().map(|row| row.2.into()).collect();
        let positive: Vec<f64> = durations.iter().map(|it| it.abs()).collect();
        let counts: Vec<Counts> =
            rows.iter().map(|row| Counts { time: row.1.abs(), departures: row.3 >> 14, censored: row.4 >> 14 }).collect();
        let tables = [
            LifeTable::from_late_entries(&entered, &durations, &observations),
            LifeTable::from_durations(&durations, &observations),
            LifeTable::from_durations(&positive, &observations),
            LifeTable::from_counts(&counts),
        ];
        for table in tables.into_iter().flatten() {
            let curve = kaplan_meier(&table, Level::P95);
            for answer in [curve.median(), curve.at(table.longest_observed()).unwrap()] {
                prop_assert!(answer.known().is_none_or(|it| !it.value.is_nan() && !it.interval.lower.is_nan() && !it.interval.upper.is_nan()));
            }
            if table.longest_observed() > 0.0 {
                let answer = restricted_mean(&curve, table.longest_observed()).unwrap();
                prop_assert!(answer.known().is_none_or(|it| !it.value.is_nan() && !it.interval.lower.is_nan()));
            }
            let test = log_rank(&[table.clone(), table], Weighting::LogRank).unwrap().test;
            prop_assert!(test.known().is_none_or(|test| (0.0..=1.0).contains(&test.p_value)));
        }
        for row in &rows {
            let _ = Level::new(row.0);
            if let Ok(share) = Proportion::new(row.3.min(row.4) >> 11, row.3.max(row.4) >> 11) {
                prop_assert!(wilson(share, Level::P95).known().is_none_or(|it| it.interval.lower <= it.interval.upper));
            }
            let sums = RatioSums { n: row.3, x: row.0, y: row.1, xx: row.0, xy: row.1, yy: row.0 };
            for method in [weighted_share, ratio_of_sums] {
                if let Ok(answer) = method(&sums, Level::P95) {
                    prop_assert!(answer.known().is_none_or(|it| !it.value.is_nan() && !it.interval.lower.is_nan()), "{answer:?}");
                }
            }
        }
    }

    #[test]
    fn entering_at_the_start_is_no_late_entry(customers in customers()) {
        let durations: Vec<f64> = customers.iter().map(|(months, _)| f64::from(*months)).collect();
        let observations: Vec<Observation> = customers.iter().map(|(_, left)| (*left).into()).collect();
        let from_start = LifeTable::from_late_entries(&vec![0.0; durations.len()], &durations, &observations).unwrap();
        prop_assert_eq!(from_start, table_of(&customers, 1.0));
    }

    #[test]
    fn late_entrants_are_at_risk_only_while_in_sight(customers in proptest::collection::vec((0u32..10, 1u32..10, any::<bool>()), 1..40)) {
        let entered: Vec<f64> = customers.iter().map(|it| f64::from(it.0)).collect();
        let ends: Vec<f64> = customers.iter().map(|it| f64::from(it.0 + it.1)).collect();
        let observations: Vec<Observation> = customers.iter().map(|it| it.2.into()).collect();
        let table = LifeTable::from_late_entries(&entered, &ends, &observations).unwrap();
        for half_months in 0..40 {
            let time = f64::from(half_months) / 2.0;
            let wanted = entered.iter().zip(&ends).filter(|(entry, end)| (**entry == 0.0 || **entry < time) && time <= **end);
            prop_assert_eq!(table.at_risk(time), wanted.count() as u64, "at {}", time);
        }
    }

    #[test]
    fn ends_of_a_quantile_are_the_first_times_at_which_the_band_is_there(customers in proptest::collection::vec((0.0..100.0_f64, any::<bool>()), 600..1200), share_left in 0.05..0.95_f64) {
        let durations: Vec<f64> = customers.iter().map(|it| it.0).collect();
        let observations: Vec<Observation> = customers.iter().map(|it| it.1.into()).collect();
        let table = LifeTable::from_durations(&durations, &observations).unwrap();
        // The exact scale looks at every time.
        for scale in Scale::ALL.into_iter().filter(|scale| *scale != Scale::Exact) {
            let curve = kaplan_meier_on(&table, Level::P95, scale);
            let Some(it) = curve.quantile(share_left).unwrap().known().copied() else { continue };
            // A band that ends at the asked height itself, to the digits that products lose, has a middle instead of a first time.
            let beside = |end: f64| (end - (1.0 - share_left)).abs() > 1e-7;
            prop_assume!(curve.points().filter_map(|it| it.interval).all(|it| beside(it.lower) && beside(it.upper)));
            let first = |end: fn(&stats::Interval) -> f64| {
                curve.points().find(|point| point.interval.is_some_and(|it| end(&it) <= 1.0 - share_left)).map(|it| it.time)
            };
            prop_assert_eq!(first(|it| it.lower).unwrap_or(it.value), it.interval.lower);
            prop_assert_eq!(first(|it| it.upper).unwrap_or(f64::INFINITY), it.interval.upper);
        }
    }

    #[test]
    fn late_entrants_are_compared_as_by_adding_up_time_by_time(
        a in proptest::collection::vec((0u32..10, 1u32..10, any::<bool>()), 1..30),
        b in proptest::collection::vec((0u32..10, 1u32..10, any::<bool>()), 1..30),
        c in proptest::collection::vec((0u32..10, 1u32..10, any::<bool>()), 1..30),
    ) {
        let groups = [a, b, c].map(|rows| {
            let entered: Vec<f64> = rows.iter().map(|it| f64::from(it.0)).collect();
            let ends: Vec<f64> = rows.iter().map(|it| f64::from(it.0 + it.1)).collect();
            let observations: Vec<Observation> = rows.iter().map(|it| it.2.into()).collect();
            LifeTable::from_late_entries(&entered, &ends, &observations).unwrap()
        });
        let (mut excess, mut covariance, mut expected) = ([0.0; 3], [[0.0; 3]; 3], [0.0; 3]);
        for month in 0..25 {
            let time = f64::from(month);
            let n = groups.each_ref().map(|it| it.at_risk(time) as f64);
            let left = groups.each_ref().map(|it| it.rows().find(|row| row.time == time).map_or(0.0, |row| row.departures as f64));
            let (all, d) = (n.iter().sum::<f64>(), left.iter().sum::<f64>());
            if d == 0.0 { continue }
            for g in 0..3 {
                expected[g] += d * n[g] / all;
                excess[g] += all * (left[g] - d * n[g] / all);
                for h in 0..3 {
                    let own = f64::from(u8::from(g == h));
                    covariance[g][h] += if all > 1.0 { all * d * (all - d) / (all - 1.0) * n[g] * (own - n[h] / all) } else { 0.0 };
                }
            }
        }
        let result = log_rank(&groups, Weighting::Wilcoxon).unwrap();
        for (got, wanted) in result.groups.iter().zip(expected) {
            prop_assert!(near(got.expected, wanted), "{got:?} {wanted}");
        }
        let determinant = covariance[0][0] * covariance[1][1] - covariance[0][1] * covariance[1][0];
        if let Some(test) = result.test.known().filter(|test| test.degrees_of_freedom == Some(2) && determinant > 1e-6) {
            let [u, v] = [excess[0], excess[1]];
            let form = (u * u * covariance[1][1] - 2.0 * u * v * covariance[0][1] + v * v * covariance[0][0]) / determinant;
            prop_assert!((test.statistic / form - 1.0).abs() < 1e-6 || form < 1e-6, "{test:?} {form}");
        }
    }

    #[test]
    fn the_order_of_the_groups_makes_no_difference(a in customers(), b in customers(), c in customers()) {
        let [a, b, c] = [a, b, c].map(|it| table_of(&it, 1.0));
        for weighting in [Weighting::LogRank, Weighting::Wilcoxon, Weighting::TaroneWare, Weighting::Peto, Weighting::FlemingHarrington { p: 0.5, q: 0.5 }] {
            let one = log_rank(&[a.clone(), b.clone(), c.clone()], weighting).unwrap();
            let other = log_rank(&[c.clone(), a.clone(), b.clone()], weighting).unwrap();
            prop_assert_eq!(one.test.known().is_some(), other.test.known().is_some());
            if let (Some(one), Some(other)) = (one.test.known(), other.test.known()) {
                prop_assert!(near(one.statistic, other.statistic), "{one:?} {other:?}");
                prop_assert!((0.0..=1.0).contains(&one.p_value));
                prop_assert_eq!(one.degrees_of_freedom, other.degrees_of_freedom);
            }
            let expected: f64 = one.groups.iter().map(|group| group.expected).sum();
            let departures: u64 = one.groups.iter().map(|group| group.departures).sum();
            prop_assert!(near(expected, departures as f64));
        }
    }

    #[test]
    fn a_stratum_twice_doubles_the_chi_square(a in customers(), b in customers()) {
        let groups = vec![table_of(&a, 1.0), table_of(&b, 1.0)];
        let once = log_rank(&groups, Weighting::LogRank).unwrap();
        let twice = log_rank_stratified(&[groups.clone(), groups], Weighting::LogRank).unwrap();
        if let (Some(once), Some(twice)) = (once.test.known(), twice.test.known()) {
            prop_assert!(near(2.0 * once.statistic, twice.statistic));
        }
    }

    #[test]
    fn intervals_of_shares_hold_the_share_and_mirror(k in 0u64..60, more in 0u64..60) {
        prop_assume!(k + more > 0);
        let share = Proportion::new(k, k + more).unwrap();
        for method in [wilson, clopper_pearson] {
            let (it, mirrored) = (method(share, Level::P95), method(share.rest(), Level::P95));
            let (it, mirrored) = (*it.known().unwrap(), mirrored.known().unwrap().complement());
            prop_assert!(it.interval.holds(it.value) && it.interval.lower < it.interval.upper);
            prop_assert!(near(it.interval.lower, mirrored.interval.lower) && near(it.interval.upper, mirrored.interval.upper));
        }
    }

    #[test]
    fn swapping_the_groups_turns_the_difference_around(k0 in 0u64..30, m0 in 0u64..30, k1 in 0u64..30, m1 in 0u64..30) {
        prop_assume!(k0 + m0 > 0 && k1 + m1 > 0);
        let (a, b) = (Proportion::new(k0, k0 + m0).unwrap(), Proportion::new(k1, k1 + m1).unwrap());
        for method in [newcombe_difference, miettinen_nurminen_difference] {
            let (it, back) = (method(a, b, Level::P95), method(b, a, Level::P95));
            let (it, back) = (*it.known().unwrap(), *back.known().unwrap());
            prop_assert!(it.interval.holds(it.value), "{it:?}");
            prop_assert!(near(it.interval.lower, -back.interval.upper) && near(it.interval.upper, -back.interval.lower));
        }
    }

    #[test]
    fn revenue_in_cents_and_in_euros_gives_the_same_share(prices in proptest::collection::vec((100u32..10_000, any::<bool>()), 2..60)) {
        let sums = |unit: f64| RatioSums::from_pairs(prices.iter().map(|&(price, left)| {
            let price = f64::from(price) * unit;
            (price, if left { price } else { 0.0 })
        }));
        for method in [weighted_share, ratio_of_sums] {
            let (cents, euros) = (method(&sums(1.0), Level::P95).unwrap(), method(&sums(0.01), Level::P95).unwrap());
            prop_assert_eq!(cents.known().is_some(), euros.known().is_some());
            if let (Some(cents), Some(euros)) = (cents.known(), euros.known()) {
                prop_assert!(near(cents.value, euros.value) && near(cents.interval.lower, euros.interval.lower));
                prop_assert!(cents.interval.holds(cents.value));
            }
        }
    }

    #[test]
    fn adjusted_p_values_only_grow_and_keep_their_order(p_values in proptest::collection::vec(0.0..=1.0, 0..12)) {
        for correction in Correction::ALL {
            let adjusted = adjust(&p_values, correction).unwrap();
            for (i, p) in p_values.iter().enumerate() {
                prop_assert!(adjusted[i] >= p - 1e-15 && adjusted[i] <= 1.0, "{correction:?}");
                for (j, q) in p_values.iter().enumerate() {
                    prop_assert!(p > q || adjusted[i] <= adjusted[j] + 1e-12, "{correction:?}");
                }
            }
            prop_assert!(p_values.len() != 1 || near(adjusted[0], p_values[0]));
        }
    }
}
