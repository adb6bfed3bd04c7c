//! Competing causes.

use proptest::prelude::*;
use stats::Level;
use stats::competing::{
    Band, CauseCounts, CauseTable, Ending, FineGray, Incidences, Stays, WeightedStays, cumulative_incidence, fine_gray,
    gray, gray_stratified, weighted_incidence,
};
use stats::cox::{CoxOptions, Design, Rows, TieMethod, cox};
use stats::estimate::Why;
use stats::survival::{LifeTable, Observation, Scale, kaplan_meier_on};

const CAUSES: usize = 3;

/// Months, and 0 for censored or the number of a cause.
type Customers = Vec<(u32, u8)>;

fn customers() -> impl Strategy<Value = Customers> {
    proptest::collection::vec((0_u32..25, 0_u8..=3), 1..80)
}

fn ending(code: u8) -> Ending {
    code.checked_sub(1).map_or(Ending::Censored, Ending::Cause)
}

fn table_of(customers: &[(u32, u8)], unit: f64) -> CauseTable {
    let durations: Vec<f64> = customers.iter().map(|it| f64::from(it.0) * unit).collect();
    let endings: Vec<Ending> = customers.iter().map(|it| ending(it.1)).collect();
    CauseTable::from_stays(CAUSES, Stays { durations: &durations, endings: &endings, entered_at: &[] }).unwrap()
}

/// The columns of some customers, who came into sight after a third of their time where they are late.
fn columns(customers: &[(u32, u8)], late: bool) -> (Vec<f64>, Vec<Ending>, Vec<f64>) {
    let entered = |it: &(u32, u8)| if late && it.0 % 3 == 1 { f64::from(it.0 / 3) } else { 0.0 };
    let durations = customers.iter().map(|it| f64::from(it.0)).collect();
    (durations, customers.iter().map(|it| ending(it.1)).collect(), customers.iter().map(entered).collect())
}

fn weighted(customers: &[(u32, u8)], late: bool, weights: &[f64]) -> Incidences {
    let (durations, endings, entered_at) = columns(customers, late);
    let stays = Stays { durations: &durations, endings: &endings, entered_at: &entered_at };
    weighted_incidence(&WeightedStays { causes: CAUSES, stays, weights }, Level::P95, Scale::LogLog).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// Fine and Gray's fit of some customers, with two covariates that follow from the number of the row.
fn regressed(customers: &[(u32, u8)], unit: f64, columns: &[Vec<f64>]) -> Result<FineGray, Why> {
    let durations: Vec<f64> = customers.iter().map(|it| f64::from(it.0) * unit).collect();
    let endings: Vec<Ending> = customers.iter().map(|it| ending(it.1)).collect();
    let stays = Stays { durations: &durations, endings: &endings, entered_at: &[] };
    fine_gray(stays, 0, &Design::new(columns.iter().map(Vec::as_slice)), Level::P95).unwrap()
}

fn covariates(rows: usize) -> Vec<Vec<f64>> {
    let of = |number: usize| (0..rows).map(|row| ((row * 7 + number * 3) % (5 + number)) as f64).collect();
    vec![of(0), of(4)]
}

/// Whether two fits say the same, when each of the second's covariates is so many of the first's.
fn same_fit(one: &Result<FineGray, Why>, other: &Result<FineGray, Why>, scales: [f64; 2]) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => one.coefficients.iter().zip(&other.coefficients).zip(scales).all(|((a, b), scale)| {
            let error = |it: &stats::cox::Coefficient| it.estimate.and_then(|it| it.standard_error).unwrap();
            near(a.value, b.value * scale) && near(error(a), error(b) * scale.abs())
        }),
        (Err(one), Err(other)) => std::mem::discriminant(one) == std::mem::discriminant(other),
        _ => false,
    }
}

#[test]
fn fine_gray_refuses_what_tells_nothing_and_names_what_tells_all() {
    let customers: Customers = (0..60).map(|row| (1 + row * 11 % 23, u8::try_from(row % 3).unwrap())).collect();
    let leaves: Vec<f64> = customers.iter().map(|it| f64::from(u8::from(it.1 == 1))).collect();
    let columns = covariates(customers.len());
    let constant = vec![3.0; customers.len()];
    let twice: Vec<f64> = columns[0].iter().map(|x| 5.0 - 2.0 * x).collect();
    let with = |second: &Vec<f64>| regressed(&customers, 1.0, &[columns[0].clone(), second.clone()]);
    assert_eq!(with(&leaves).unwrap_err(), Why::Separation { column: 1 });
    assert_eq!(with(&constant).unwrap_err(), Why::Collinear { column: 1 });
    assert_eq!(with(&twice).unwrap_err(), Why::Collinear { column: 1 });
    let nobody: Customers = customers.iter().map(|it| (it.0, it.1 % 2 * 2)).collect();
    assert_eq!(regressed(&nobody, 1.0, &columns).unwrap_err(), Why::NoDepartures { at_risk: 60 });
    assert!(regressed(&[], 1.0, &covariates(0)).is_err_and(|why| why == Why::NobodyAtRisk));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn form_and_order_of_the_rows_make_no_difference(customers in customers()) {
        let mut reversed = customers.clone();
        reversed.reverse();
        let whole = table_of(&customers, 1.0);
        prop_assert_eq!(&whole, &table_of(&reversed, 1.0));
        // Halves are sorted, whole numbers counted.
        let halves = table_of(&reversed, 0.5);
        for (a, b) in whole.rows().zip(halves.rows()) {
            prop_assert_eq!((a.time, a.at_risk, a.departures), (2.0 * b.time, b.at_risk, b.departures));
        }
        let counts: Vec<CauseCounts> = customers.iter().map(|(months, code)| {
            let mut departures = vec![0; CAUSES];
            if let Ending::Cause(cause) = ending(*code) { departures[usize::from(cause)] = 1; }
            CauseCounts { time: f64::from(*months), departures, censored: u64::from(*code == 0) }
        }).collect();
        prop_assert_eq!(&whole, &CauseTable::from_counts(CAUSES, &counts).unwrap());
    }

    #[test]
    fn incidences_and_those_still_here_add_up_to_one(customers in customers(), half_months in 0_u32..50) {
        let table = table_of(&customers, 1.0);
        let curves = cumulative_incidence(&table, Level::P95, Scale::LogLog);
        let time = f64::from(half_months) / 2.0;
        let here = curves.staying(time).unwrap();
        let left: Vec<_> = (0..CAUSES).map(|cause| curves.at(cause, time).unwrap()).collect();
        prop_assert!(left.iter().all(|it| it.known().is_some() == here.known().is_some()));
        if let Some(here) = here.known() {
            let sum: f64 = left.iter().filter_map(|it| it.known()).map(|it| it.value).sum();
            prop_assert!(near(here.value + sum, 1.0));
        }
    }

    #[test]
    fn one_cause_alone_is_the_survival_curve_upside_down(customers in customers()) {
        let durations: Vec<f64> = customers.iter().map(|it| f64::from(it.0)).collect();
        let endings: Vec<Ending> = customers.iter().map(|it| ending(it.1.min(1))).collect();
        let alone = CauseTable::from_stays(1, Stays { durations: &durations, endings: &endings, entered_at: &[] }).unwrap();
        let seen: Vec<_> = customers.iter().map(|it| (it.1 > 0).into()).collect();
        let table = LifeTable::from_durations(&durations, &seen).unwrap();
        prop_assert_eq!(alone.any_cause(), &table);
        let curve = kaplan_meier_on(&table, Level::P95, Scale::Plain);
        let curves = cumulative_incidence(&alone, Level::P95, Scale::Plain);
        prop_assert_eq!(curve.points().len(), curves.points(0).len());
        for (one, other) in curve.points().zip(curves.points(0)) {
            prop_assert!(near(1.0 - one.survival, other.incidence) && near(one.standard_error, other.standard_error));
        }
    }

    #[test]
    fn without_censoring_the_incidence_is_the_share_with_its_binomial_error(codes in proptest::collection::vec((0_u32..12, 1_u8..=3), 2..60)) {
        let curves = cumulative_incidence(&table_of(&codes, 1.0), Level::P95, Scale::LogLog);
        let n = codes.len() as f64;
        for time in [0_u32, 3, 7, 11] {
            let share = codes.iter().filter(|it| it.0 <= time && it.1 == 2).count() as f64 / n;
            let it = *curves.at(1, f64::from(time)).unwrap().known().unwrap();
            prop_assert!(near(it.value, share));
            let error = (share * (1.0 - share) / n).sqrt();
            prop_assert!((it.standard_error.unwrap_or(0.0) - error).abs() < 1e-7, "{it:?} {error}");
        }
    }

    #[test]
    fn every_row_so_many_times_keeps_the_incidence_and_shrinks_the_error(customers in customers(), times in 2_usize..5) {
        let many: Customers = customers.iter().flat_map(|it| std::iter::repeat_n(*it, times)).collect();
        let (one, more) = (table_of(&customers, 1.0), table_of(&many, 1.0));
        let (one, more) = [one, more].map(|it| cumulative_incidence(&it, Level::P95, Scale::LogLog)).into();
        for cause in 0..CAUSES {
            for (a, b) in one.points(cause).zip(more.points(cause)) {
                prop_assert!(near(a.incidence, b.incidence));
                prop_assert!(near(a.standard_error, b.standard_error * (times as f64).sqrt()));
            }
        }
    }

    #[test]
    fn weights_all_alike_change_nothing(customers in customers(), weight in 0.01..100.0_f64) {
        let plain = cumulative_incidence(&table_of(&customers, 1.0), Level::P95, Scale::LogLog);
        let heavy = weighted(&customers, false, &vec![weight; customers.len()]);
        for cause in 0..CAUSES {
            prop_assert_eq!(plain.points(cause).len(), heavy.points(cause).len());
            for (a, b) in plain.points(cause).zip(heavy.points(cause)) {
                prop_assert!(near(a.incidence, b.incidence) && (a.standard_error - b.standard_error).abs() < 1e-7, "{a:?} {b:?}");
            }
        }
        for month in [3.0, 11.0] {
            let (a, b) = (plain.staying(month).unwrap(), heavy.staying(month).unwrap());
            prop_assert_eq!(a.known().is_some(), b.known().is_some());
            if let (Some(a), Some(b)) = (a.known(), b.known()) {
                prop_assert!(near(a.value, b.value), "{a:?} {b:?}");
                let refused = [&plain, &heavy].map(|it| it.one_minus_kaplan_meier(0, month).unwrap().why());
                if let [Some(Why::OverstatesCause { overstated: a, .. }), Some(Why::OverstatesCause { overstated: b, .. })] = refused {
                    prop_assert!(near(a, b), "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn the_error_of_a_weighted_incidence_adds_up_what_each_weight_changes(customers in customers(), late in any::<bool>()) {
        let weights: Vec<f64> = (0..customers.len()).map(|row| 0.5 + (row % 4) as f64 / 2.0).collect();
        let of = |weights: &[f64]| {
            let curves = weighted(&customers, late, weights);
            [curves.at(0, 6.0), curves.at(1, 13.0), curves.staying(6.0)].map(|it| it.unwrap().known().copied())
        };
        let mut squares = [0.0; 3];
        for (row, &weight) in weights.iter().enumerate() {
            let at = |weight: f64| {
                let mut weights = weights.clone();
                weights[row] = weight;
                of(&weights).map(|it| it.map_or(0.0, |it| it.value))
            };
            for (square, (up, down)) in squares.iter_mut().zip(at(weight * 1.0001).iter().zip(at(weight * 0.9999))) {
                *square += ((up - down) / 0.0002).powi(2);
            }
        }
        for (square, found) in squares.iter().zip(of(&weights)) {
            let error = found.and_then(|it| it.standard_error);
            prop_assert!((square.sqrt() - error.unwrap_or(0.0)).abs() < 1e-6, "{} against {error:?}", square.sqrt());
        }
    }

    #[test]
    fn rows_that_stand_for_so_many_customers_are_so_many_rows(customers in customers(), late in any::<bool>()) {
        let many: Vec<u64> = (0..customers.len() as u64).map(|row| 1 + row % 3).collect();
        let repeated: Customers = customers.iter().zip(&many).flat_map(|(it, &n)| vec![*it; usize::try_from(n).unwrap()]).collect();
        let (durations, endings, entered_at) = columns(&customers, late);
        let stays = Stays { durations: &durations, endings: &endings, entered_at: &entered_at };
        let (long_durations, long_endings, long_entered) = columns(&repeated, late);
        let long = Stays { durations: &long_durations, endings: &long_endings, entered_at: &long_entered };
        prop_assert_eq!(CauseTable::from_repeated(CAUSES, &many, stays).unwrap(), CauseTable::from_stays(CAUSES, long).unwrap());
    }

    #[test]
    fn the_refused_curve_never_lies_below_the_incidence(customers in customers(), half_months in 0_u32..50) {
        let curves = cumulative_incidence(&table_of(&customers, 1.0), Level::P95, Scale::LogLog);
        for cause in 0..CAUSES {
            let answer = curves.one_minus_kaplan_meier(cause, f64::from(half_months) / 2.0).unwrap();
            if let Some(Why::OverstatesCause { overstated, incidence, .. }) = answer.why() {
                prop_assert!(overstated >= incidence - 1e-12);
            }
        }
    }

    #[test]
    fn entering_at_the_start_is_no_late_entry(customers in customers()) {
        let durations: Vec<f64> = customers.iter().map(|it| f64::from(it.0)).collect();
        let endings: Vec<Ending> = customers.iter().map(|it| ending(it.1)).collect();
        let zeros = vec![0.0; durations.len()];
        let stays = Stays { durations: &durations, endings: &endings, entered_at: &zeros };
        prop_assert_eq!(CauseTable::from_stays(CAUSES, stays).unwrap(), table_of(&customers, 1.0));
    }

    #[test]
    fn the_order_of_groups_and_the_unit_of_time_make_no_difference_to_gray(a in customers(), b in customers(), c in customers(), rho in 0.0..2.0) {
        let of = |unit: f64| [&a, &b, &c].map(|it| table_of(it, unit));
        let [x, y, z] = of(1.0);
        let tests = [
            gray(&of(1.0), 0, rho).unwrap(), gray(&[z, x, y], 0, rho).unwrap(), gray(&of(0.3), 0, rho).unwrap(),
            gray_stratified(&[of(1.0).to_vec()], 0, rho).unwrap(),
        ];
        for other in &tests[1..] {
            prop_assert_eq!(tests[0].test.known().is_some(), other.test.known().is_some());
            if let (Some(one), Some(other)) = (tests[0].test.known(), other.test.known()) {
                prop_assert!(near(one.statistic, other.statistic), "{one:?} {other:?}");
                prop_assert!((0.0..=1.0).contains(&one.p_value));
            }
        }
    }

    #[test]
    fn no_numbers_whatever_make_a_panic(rows in proptest::collection::vec((any::<f64>(), any::<f64>(), 0_u8..4, any::<u64>()), 0..8)) {
        let durations: Vec<f64> = rows.iter().map(|it| it.0).collect();
        let positive: Vec<f64> = durations.iter().map(|it| it.abs()).collect();
        let entered: Vec<f64> = rows.iter().map(|it| it.1.abs()).collect();
        let endings: Vec<Ending> = rows.iter().map(|it| ending(it.2)).collect();
        let counts: Vec<CauseCounts> = rows.iter().map(|it| CauseCounts {
            time: it.0.abs(), departures: vec![it.3 >> 14, u64::from(it.2), 0], censored: it.3 >> 20,
        }).collect();
        let stays = |durations, entered_at| CauseTable::from_stays(CAUSES, Stays { durations, endings: &endings, entered_at });
        let tables = [stays(&durations, &[]), stays(&positive, &[]), stays(&positive, &entered), CauseTable::from_counts(CAUSES, &counts)];
        for table in tables.into_iter().flatten() {
            for scale in Scale::ALL {
                let curves = cumulative_incidence(&table, Level::P95, scale);
                for answer in (0..CAUSES).map(|cause| curves.at(cause, table.any_cause().longest_observed()).unwrap()) {
                    prop_assert!(answer.known().is_none_or(|it| it.interval.lower <= it.interval.upper && it.interval.holds(it.value)), "{answer:?}");
                }
            }
            let band = cumulative_incidence(&table, Level::P95, Scale::LogLog).band(0, None, 1).unwrap();
            if let Band::Known { points, .. } = band {
                prop_assert!(points.iter().all(|it| it.interval.holds(it.incidence)));
            }
            let test = gray(&[table.clone(), table], 0, 0.0).unwrap().test;
            prop_assert!(test.known().is_none_or(|test| (0.0..=1.0).contains(&test.p_value)));
        }
    }

    #[test]
    fn fine_gray_without_other_causes_is_a_robust_cox_regression(customers in proptest::collection::vec((1_u32..25, 0_u8..=1), 12..80)) {
        let columns = covariates(customers.len());
        let durations: Vec<f64> = customers.iter().map(|it| f64::from(it.0)).collect();
        let seen: Vec<Observation> = customers.iter().map(|it| (it.1 == 1).into()).collect();
        let options = CoxOptions { ties: TieMethod::Breslow, robust: true, ..CoxOptions::default() };
        let design = Design::new(columns.iter().map(Vec::as_slice));
        let fitted = cox(&Rows::new(&durations, &seen), &design, &options).unwrap();
        if let (Some(fit), Ok(found)) = (fitted.known(), regressed(&customers, 1.0, &columns)) {
            for (a, b) in fit.coefficients().iter().zip(&found.coefficients) {
                let error = |it: &stats::cox::Coefficient| it.estimate.unwrap().standard_error.unwrap();
                prop_assert!((a.value - b.value).abs() < 1e-7 * (1.0 + a.value.abs()));
                prop_assert!((error(a) - error(b)).abs() < 1e-7 * (1.0 + error(a)));
            }
        }
    }

    #[test]
    fn fine_gray_does_not_ask_for_an_order_a_unit_of_time_or_a_scale(customers in proptest::collection::vec((1_u32..25, 0_u8..=2), 12..80)) {
        let columns = covariates(customers.len());
        let fit = regressed(&customers, 1.0, &columns);
        let reversed: Customers = customers.iter().rev().copied().collect();
        let backwards: Vec<Vec<f64>> = columns.iter().map(|it| it.iter().rev().copied().collect()).collect();
        let again = regressed(&reversed, 1.0, &backwards);
        prop_assert!(same_fit(&fit, &again, [1.0, 1.0]), "{fit:?} {again:?}");
        prop_assert!(same_fit(&fit, &regressed(&customers, 0.3, &columns), [1.0, 1.0]));
        let scaled = [columns[0].iter().map(|x| 1e4 * x).collect(), columns[1].iter().map(|x| 7.0 - x / 8.0).collect()];
        let again = regressed(&customers, 1.0, &scaled);
        prop_assert!(same_fit(&fit, &again, [1e4, -0.125]), "{fit:?} {again:?}");
    }
}
