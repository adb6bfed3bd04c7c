//! Comparisons that chance did not draw: `LaLonde`, mpdta, the paper on E-values, and customers of whom the truth is known.

use std::collections::HashMap;

use stats::Level;
use stats::estimate::{Answer, Why};
use stats::method::Method;
use stats::observational::staggered::{
    Adjustment, Aggregate, Bands, Base, Control, Panel, PanelRows, Staggered, StaggeredOptions, staggered,
    two_way_fixed_effects,
};
use stats::observational::{
    Doubt, Effect, Estimand, MatchOptions, OutcomeModel, Overlap, Propensity, Study, balance, compare, cross_fitted,
    difference_of_means, doubly_robust, e_value_of_hazard_ratio, e_value_of_odds_ratio, e_value_of_ratio,
    e_value_of_standardized_difference, entropy_balancing, horvitz_thompson, matching, regression_adjustment,
    weighting,
};
use stats::regression::{Design, Folds, StandardErrors, least_squares};

use crate::shared;

#[track_caller]
fn close(got: f64, wanted: f64, absolute: f64) {
    assert!((got - wanted).abs() <= absolute, "got {got:.12}, wanted {wanted:.12}");
}

#[track_caller]
fn difference(found: Result<Result<Effect, Why>, stats::StatsError>) -> f64 {
    found.unwrap().unwrap().difference.value
}

/// The columns of a Stata file of version 118 with bytes and floats.
fn stata(bytes: &[u8]) -> HashMap<String, Vec<f64>> {
    let after = |tag: &str| bytes.windows(tag.len()).position(|it| it == tag.as_bytes()).unwrap() + tag.len();
    let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let columns = short(after("<K>"));
    let rows = u64::from_le_bytes(bytes[after("<N>")..][..8].try_into().unwrap());
    let types: Vec<usize> = (0..columns).map(|j| short(after("<variable_types>") + 2 * j)).collect();
    let name = |j: usize| {
        let cell = &bytes[after("<varnames>") + 129 * j..][..129];
        String::from_utf8(cell.iter().copied().take_while(|byte| *byte != 0).collect()).unwrap()
    };
    let mut table: HashMap<String, Vec<f64>> = (0..columns).map(|j| (name(j), Vec::new())).collect();
    let mut at = after("<data>");
    for _ in 0..rows {
        for (j, kind) in types.iter().enumerate() {
            let (value, size) = match kind {
                65_527 => (f64::from(f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())), 4),
                65_530 => (f64::from(bytes[at].cast_signed()), 1),
                text => (0.0, *text),
            };
            table.get_mut(&name(j)).unwrap().push(value);
            at += size;
        }
    }
    table
}

struct Lalonde {
    design: Design,
    treated: Vec<bool>,
    earnings: Vec<f64>,
}

/// The treated of the experiment beside people of a survey, with the covariates of Dehejia and Wahba.
fn lalonde() -> Option<Lalonde> {
    let read = |name| shared::path(name).map(|path| stata(&std::fs::read(path).unwrap()));
    let (experiment, survey) = (read("lalonde_nsw/nsw_mixtape.dta")?, read("lalonde_nsw/cps_mixtape.dta")?);
    let chosen: Vec<usize> = (0..445).filter(|&row| experiment["treat"][row] == 1.0).collect();
    let column =
        |name: &str| chosen.iter().map(|&row| experiment[name][row]).chain(survey[name].iter().copied()).collect();
    let get: HashMap<&str, Vec<f64>> =
        ["treat", "age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75", "re78"]
            .map(|name| (name, column(name)))
            .into();
    let map = |name: &str, f: fn(f64) -> f64| get[name].iter().map(|x| f(*x)).collect::<Vec<f64>>();
    let zero = |x: f64| f64::from(u8::from(x == 0.0));
    let columns = vec![
        get["age"].clone(),
        map("age", |x| x * x),
        map("age", |x| x * x * x),
        get["educ"].clone(),
        map("educ", |x| x * x),
        get["marr"].clone(),
        get["nodegree"].clone(),
        get["black"].clone(),
        get["hisp"].clone(),
        get["re74"].clone(),
        get["re75"].clone(),
        map("re74", zero),
        map("re75", zero),
        get["educ"].iter().zip(&get["re74"]).map(|(a, b)| a * b).collect(),
    ];
    Some(Lalonde {
        design: Design::new(columns).unwrap(),
        treated: get["treat"].iter().map(|it| *it == 1.0).collect(),
        earnings: get["re78"].clone(),
    })
}

#[test]
fn lalonde_agrees_with_the_published_formulas() {
    let Some(data) = lalonde() else { return };
    let study = Study::new(&data.design, &data.treated, &data.earnings).unwrap();
    close(difference(difference_of_means(&study)), -8_497.516_15, 5e-6);
    let chances = Propensity::fitted(&study).unwrap().unwrap();
    close(chances.fit.as_ref().unwrap().log_likelihood, -404.159_909, 5e-7);
    close(difference(weighting(&study, &chances, Estimand::Treated)), 1_782.208_53, 5e-6);
    close(difference(horvitz_thompson(&study, &chances, Estimand::Treated)), 1_357.435_95, 5e-6);
    let linear = OutcomeModel::Linear;
    close(difference(regression_adjustment(&study, &chances, Estimand::Treated, linear)), 1_668.754_49, 6e-6);
    close(difference(doubly_robust(&study, &chances, Estimand::Treated, linear)), 1_584.526_99, 5e-6);
    let overlap = Overlap::of(&study, &chances, Estimand::Treated);
    close(overlap.effective[0], 70.150_047_1, 5e-8);
    assert_eq!(overlap.arm, [15_992, 185]);
    assert_eq!(overlap.outside, 0, "six are likelier than every control, but not by much");
    let covariates = balance(&study, &chances.weights(&study, Estimand::Treated));
    for (column, before, after) in [(9, -1.568_989_61, 0.021_855_702_1), (7, 2.427_746_82, -0.073_204_367_8)] {
        close(covariates[column].before.unwrap(), before, 5e-9);
        close(covariates[column].after.unwrap(), after, 5e-11);
    }
    assert_eq!(overlap.histogram[1].iter().sum::<u64>(), 185);
}

#[test]
fn lalonde_is_answered_for_the_treated_with_doubt_and_refused_for_everyone() {
    let Some(data) = lalonde() else { return };
    let study = Study::new(&data.design, &data.treated, &data.earnings).unwrap();
    let report = compare(&study, Estimand::Treated, OutcomeModel::Linear).unwrap();
    let experiment = 1_794.343_26;
    for comparison in report.others.iter().chain([&report.effect]) {
        let effect = comparison.effect.unwrap().difference;
        assert!(effect.interval.holds(experiment), "{} {effect:?}", comparison.method);
        assert!(effect.standard_error.unwrap() > 300.0, "{}", comparison.method);
    }
    assert!(!report.naive.effect.unwrap().difference.interval.holds(experiment));
    let words: Vec<&str> = report.doubts.iter().map(|it| it.word()).collect();
    assert_eq!(words, ["not_drawn", "few_effective", "weak_cause"]);
    // Matching without replacement and with a caliper: fewer, and much the same.
    let chances = Propensity::fitted(&study).unwrap().unwrap();
    let options = MatchOptions { replacement: false, caliper: Some(0.2) };
    let matched = matching(&study, &chances, Estimand::Treated, options).unwrap().unwrap();
    assert!(matched.difference.n <= 185 && matched.difference.n > 150);
    // Two of three people of the survey are far less likely to be treated than anybody who was.
    let everyone = compare(&study, Estimand::Everyone, OutcomeModel::Linear).unwrap();
    for comparison in everyone.others.iter().chain([&everyone.effect]) {
        assert_eq!(
            comparison.answer().why(),
            Some(Why::NoOverlap { outside: 10_822, n: 16_177 }),
            "{}",
            comparison.method
        );
    }
}

#[test]
fn entropy_balancing_and_cross_fitting_agree_with_the_rest_on_lalonde() {
    let Some(data) = lalonde() else { return };
    let study = Study::new(&data.design, &data.treated, &data.earnings).unwrap();
    let balanced = entropy_balancing(&study, Estimand::Treated).unwrap().unwrap();
    assert!((500.0..2_500.0).contains(&balanced.difference.value), "{balanced:?}");
    let folds = Folds { count: 5, seed: 7 };
    let fitted = |folds| cross_fitted(&study, Estimand::Treated, OutcomeModel::Linear, folds).unwrap().unwrap();
    let effect = fitted(folds);
    assert!(effect.difference.interval.holds(1_794.0), "{effect:?}");
    assert_eq!(effect, fitted(folds));
    assert!(effect != fitted(Folds { seed: 8, ..folds }));
}

/// Two traits, of which the first decides about treatment and outcome. The effect is 2 for everybody.
fn confounded(n: usize) -> (Vec<Vec<f64>>, Vec<bool>, Vec<f64>) {
    let x: Vec<f64> = (0..n).map(|i| ((i * 37) % 101) as f64 / 50.0 - 1.0).collect();
    let z: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i * 53 % 7 < 3))).collect();
    let treated: Vec<bool> = (0..n).map(|i| ((i * 71) % 97) as f64 / 97.0 < 1.0 / (1.0 + (-x[i]).exp())).collect();
    let outcome = (0..n).map(|i| 2.0 * f64::from(u8::from(treated[i])) + 3.0 * x[i] - z[i]).collect();
    (vec![x, z], treated, outcome)
}

#[test]
fn every_method_finds_an_effect_that_a_straight_line_hides() {
    let (columns, treated, outcome) = confounded(2_000);
    let design = Design::new(columns).unwrap();
    let study = Study::new(&design, &treated, &outcome).unwrap();
    assert!(difference(difference_of_means(&study)) > 2.8, "the plain difference flatters");
    for estimand in [Estimand::Treated, Estimand::Everyone] {
        let report = compare(&study, estimand, OutcomeModel::Linear).unwrap();
        assert_eq!(report.others.len(), 5);
        // Those that use the line are exact, the others near.
        for comparison in report.others.iter().chain([&report.effect]) {
            let exact = [Method::REGRESSION_ADJUSTMENT, Method::DOUBLY_ROBUST, Method::ENTROPY_BALANCING];
            let tolerance = if exact.contains(&comparison.method) { 1e-8 } else { 0.1 };
            close(comparison.effect.unwrap().difference.value, 2.0, tolerance);
        }
    }
}

#[test]
fn a_treatment_that_a_trait_decides_has_no_overlap() {
    let x: Vec<f64> = (0..200).map(f64::from).collect();
    let outcome: Vec<f64> = (0..200).map(|i| f64::from(i * 13 % 29)).collect();
    let design = Design::new(vec![x]).unwrap();
    let treated: Vec<bool> = (0..200).map(|i| i >= 120).collect();
    let study = Study::new(&design, &treated, &outcome).unwrap();
    for estimand in [Estimand::Treated, Estimand::Everyone] {
        let report = compare(&study, estimand, OutcomeModel::Linear).unwrap();
        assert_eq!(report.effect.answer().why(), Some(Why::NoOverlap { outside: 200, n: 200 }));
        assert!(report.naive.effect.is_ok() && report.e_value.is_none());
        let alone = entropy_balancing(&study, estimand).unwrap();
        assert!(matches!(alone, Err(Why::NoOverlap { .. })), "{alone:?}");
    }
    // A few cross over: the model exists, and most still have no counterpart.
    let nearly: Vec<bool> = (0..200).map(|i| (i >= 120 && i != 125) || i == 117).collect();
    let study = Study::new(&design, &nearly, &outcome).unwrap();
    let report = compare(&study, Estimand::Treated, OutcomeModel::Linear).unwrap();
    assert!(matches!(report.effect.answer().why(), Some(Why::NoOverlap { outside: 60, n: 80 })), "{:?}", report.effect);
}

#[test]
fn an_empty_arm_or_impossible_arguments_are_refused() {
    let design = Design::new(vec![vec![1.0, 2.0, 3.0, 5.0]]).unwrap();
    let outcome = [1.0, 2.0, 3.0, 4.0];
    let study = Study::new(&design, &[false; 4], &outcome).unwrap();
    let report = compare(&study, Estimand::Treated, OutcomeModel::Linear).unwrap();
    assert_eq!(report.effect.answer(), Answer::Undetermined(Why::GroupEmpty { group: 1 }));
    assert_eq!(report.naive.answer(), Answer::Undetermined(Why::GroupEmpty { group: 1 }));
    assert!(Study::new(&design, &[true; 3], &outcome).is_err());
    assert!(Study::new(&design, &[true; 4], &[1.0, f64::NAN, 0.0, 0.0]).is_err());
    let treated = [true, false, true, false];
    let study = Study::new(&design, &treated, &outcome).unwrap();
    assert!(Propensity::known(&study, &[0.5, 0.5, 0.5, 1.0]).is_err());
    let chances = Propensity::known(&study, &[0.5; 4]).unwrap();
    let options = MatchOptions { replacement: true, caliper: Some(0.0) };
    assert!(matching(&study, &chances, Estimand::Treated, options).is_err());
    let options = MatchOptions { replacement: false, caliper: None };
    assert!(matching(&study, &chances, Estimand::Everyone, options).is_err());
}

#[test]
fn confounded_actions_of_known_truth_are_never_told_without_doubt() {
    let Some(text) = shared::text("known_truth/customers.csv") else { return };
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    let column = |name: &str| {
        let at = header.iter().position(|it| *it == name).unwrap();
        rows.iter().map(move |row| row[at])
    };
    let traits = ["tenure_months", "price", "satisfaction", "complaints", "usage"];
    let design = Design::new(traits.map(|name| column(name).collect()).to_vec()).unwrap();
    let churned: Vec<f64> = column("churned").collect();
    for (action, naive, truth) in [("O1_save_desk", -0.002_987_54, -0.041_810), ("O2_loyalty_club", -0.011_751_06, 0.0)]
    {
        let treated: Vec<bool> = column(action).map(|it| it == 1.0).collect();
        let study = Study::new(&design, &treated, &churned).unwrap();
        let report = compare(&study, Estimand::Treated, OutcomeModel::Logistic).unwrap();
        close(report.naive.effect.unwrap().difference.value, naive, 1e-8);
        let found = report.effect.effect.unwrap().difference;
        // Adjusting brings the answer nearer to the truth than the plain difference.
        assert!((found.value - truth).abs() < (naive - truth).abs(), "{action}: {found:?}");
        assert!(report.doubts.contains(&Doubt::NotDrawn));
    }
}

#[test]
fn e_values_agree_with_the_paper() {
    // VanderWeele and Ding (2017): 3.9 (1.8 to 8.7) has 7.26 and 3.0; 0.80 (0.71 to 0.91) has 1.81 and 1.43.
    let e = e_value_of_ratio(3.9, Some(1.8), Some(8.7)).unwrap();
    close(e.estimate, 7.263_034, 1e-6);
    close(e.limit, 3.0, 1e-12);
    let e = e_value_of_ratio(0.80, Some(0.71), Some(0.91)).unwrap();
    close(e.estimate, 1.809_017, 1e-6);
    close(e.limit, 1.428_571 / 1.3, 0.4);
    close(e.limit, 1.0 / 0.91 + (1.0 / 0.91 * (1.0 / 0.91 - 1.0_f64)).sqrt(), 1e-12);
    let crossing = e_value_of_ratio(1.2, Some(0.9), Some(1.6)).unwrap();
    assert_eq!(crossing.limit, 1.0);
    assert_eq!(e_value_of_ratio(1.0, None, None).unwrap().estimate, 1.0);
    close(e_value_of_odds_ratio(4.0, Some(1.0), None, false).unwrap().estimate, 2.0 + 2.0_f64.sqrt(), 1e-12);
    // A hazard ratio of 1 stays 1, and turning it over changes nothing.
    close(e_value_of_hazard_ratio(1.0, None, None, false).unwrap().estimate, 1.0, 1e-12);
    let (one, other) =
        (e_value_of_hazard_ratio(0.56, None, None, false), e_value_of_hazard_ratio(1.0 / 0.56, None, None, false));
    close(one.unwrap().estimate, other.unwrap().estimate, 1e-12);
    let e = e_value_of_standardized_difference(-0.42, 0.14, 1.0).unwrap();
    let ratio = (0.91 * 0.42_f64).exp();
    close(e.estimate, ratio + (ratio * (ratio - 1.0)).sqrt(), 1e-12);
    for wrong in [
        e_value_of_ratio(0.0, None, None),
        e_value_of_ratio(f64::NAN, None, None),
        e_value_of_ratio(2.0, Some(3.0), None),
        e_value_of_ratio(2.0, None, Some(1.0)),
    ] {
        assert!(wrong.is_err());
    }
}

struct Counties {
    units: Vec<usize>,
    times: Vec<i64>,
    first: Vec<Option<i64>>,
    employment: Vec<f64>,
    population: Vec<f64>,
}

fn mpdta() -> Option<Counties> {
    let text = shared::text("did_mpdta/mpdta.csv")?;
    let rows: Vec<Vec<f64>> =
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    let whole = |value: f64| -> i64 { format!("{value}").parse().unwrap() };
    Some(Counties {
        times: rows.iter().map(|row| whole(row[0])).collect(),
        units: rows.iter().map(|row| usize::try_from(whole(row[1])).unwrap()).collect(),
        population: rows.iter().map(|row| row[2]).collect(),
        employment: rows.iter().map(|row| row[3]).collect(),
        first: rows.iter().map(|row| (row[4] > 0.0).then(|| whole(row[4]))).collect(),
    })
}

impl Counties {
    fn panel(&self) -> Panel {
        let Self { units, times, first, employment, .. } = self;
        Panel::new(PanelRows { units, times, first_treated: first, outcome: employment }).unwrap()
    }
}

fn cells(result: &Staggered) -> Vec<(i64, i64, f64)> {
    result.cells.iter().map(|it| (it.group, it.time, it.effect.known().unwrap().value)).collect()
}

#[track_caller]
fn points(aggregate: &Aggregate, wanted: &[(i64, f64)], absolute: f64) {
    assert_eq!(aggregate.points.len(), wanted.len());
    for (point, (at, value)) in aggregate.points.iter().zip(wanted) {
        assert_eq!(point.at, *at);
        close(point.effect.value, *value, absolute);
    }
}

#[track_caller]
fn error(answer: &Answer, wanted: f64) {
    close(answer.known().unwrap().standard_error.unwrap(), wanted, 6e-7);
}

#[test]
fn staggered_effects_agree_with_did_on_mpdta() {
    let Some(data) = mpdta() else { return };
    let result = staggered(&data.panel(), &StaggeredOptions::default()).unwrap();
    let wanted = [
        (2004, 2004, -0.010_503_246_2),
        (2004, 2005, -0.070_423_158_1),
        (2004, 2006, -0.137_258_739),
        (2004, 2007, -0.100_811_363),
        (2006, 2004, 0.006_520_112_42),
        (2006, 2005, -0.002_750_818_75),
        (2006, 2006, -0.004_594_606_95),
        (2006, 2007, -0.041_224_471_5),
        (2007, 2004, 0.030_506_655_6),
        (2007, 2005, -0.002_725_892_89),
        (2007, 2006, -0.031_087_119_4),
        (2007, 2007, -0.026_054_410_7),
    ];
    for ((group, time, value), (g, t, v)) in cells(&result).into_iter().zip(wanted) {
        assert_eq!((group, time), (g, t));
        close(value, v, 5e-10);
    }
    close(result.simple.known().unwrap().value, -0.039_951_275_2, 5e-11);
    let dynamic = [
        (-3, 0.030_506_655_6),
        (-2, -0.000_563_084_626),
        (-1, -0.024_458_745),
        (0, -0.019_931_816_8),
        (1, -0.050_957_367_1),
        (2, -0.137_258_739),
        (3, -0.100_811_363),
    ];
    points(&result.dynamic, &dynamic, 5e-10);
    close(result.dynamic.overall.known().unwrap().value, -0.077_239_821_5, 5e-11);
    points(&result.by_group, &[(2004, -0.079_749_126_6), (2006, -0.022_909_539_2), (2007, -0.026_054_410_7)], 5e-11);
    close(result.by_group.overall.known().unwrap().value, -0.031_018_282_2, 5e-11);
    points(&result.by_period, &[(2004, -0.010_503), (2005, -0.070_423), (2006, -0.048_816), (2007, -0.037_059)], 5e-7);
    close(result.by_period.overall.known().unwrap().value, -0.0417, 5e-5);

    error(&result.simple, 0.012_034);
    for (point, wanted) in
        result.dynamic.points.iter().zip([0.015_034, 0.013_292, 0.014_236, 0.011_826, 0.016_893, 0.036_436, 0.034_359])
    {
        error(&Answer::Known(point.effect), wanted);
    }
    error(&result.dynamic.overall, 0.019_965);
    error(&result.by_group.overall, 0.012_446);
    error(&result.by_period.overall, 0.015_972);

    let test = result.pre_trend.known().unwrap();
    close(test.p_value, 0.168_12, 5e-6);
    assert_eq!(test.degrees_of_freedom, Some(5));
    assert_eq!(result.effect, result.by_group.overall, "the trend before speaks not against it");
    assert_eq!((result.units, result.never_treated, result.incomplete, result.cells_left_out), (500, 309, 0, 0));
}

#[test]
fn two_way_fixed_effects_differ_from_it_on_mpdta() {
    let Some(data) = mpdta() else { return };
    let answer = two_way_fixed_effects(&data.panel(), Level::P95);
    let found = answer.known().unwrap();
    close(found.value, -0.036_548_936_7, 5e-11);
    close(found.standard_error.unwrap(), 0.014_831_638, 5e-10);
    // The plain two by two: counties treated in 2007 and never, 2006 against 2007.
    let keep = |row: &usize| data.times[*row] >= 2006 && data.first[*row].is_none_or(|it| it == 2007);
    let rows: Vec<usize> = (0..data.units.len()).filter(keep).collect();
    let column = |of: &dyn Fn(usize) -> bool| rows.iter().map(|row| f64::from(u8::from(of(*row)))).collect::<Vec<_>>();
    let (group, after) = (|row: usize| data.first[row].is_some(), |row: usize| data.times[row] == 2007);
    let design = Design::new(vec![column(&|row| group(row) && after(row)), column(&group), column(&after)]).unwrap();
    let outcome: Vec<f64> = rows.iter().map(|row| data.employment[*row]).collect();
    let clusters: Vec<usize> = rows.iter().map(|row| data.units[*row]).collect();
    let fit = least_squares(&design, &outcome, StandardErrors::Clustered(&clusters)).unwrap().unwrap();
    close(fit.coefficients.slopes()[0], -0.026_054_410_7, 5e-11);
    close(fit.coefficients.standard_errors()[1], 0.016_702_921_9, 5e-11);
}

#[test]
fn other_choices_agree_with_each_other_on_mpdta() {
    let Some(data) = mpdta() else { return };
    let panel = data.panel();
    let never = staggered(&panel, &StaggeredOptions::default()).unwrap();
    let universal = StaggeredOptions { base: Base::Universal, ..StaggeredOptions::default() };
    let universal = staggered(&panel, &universal).unwrap();
    // After treatment the base is the same; before, changes add up backwards.
    close(universal.simple.known().unwrap().value, never.simple.known().unwrap().value, 1e-12);
    let at =
        |it: &Staggered, since: i64| it.dynamic.points.iter().find(|point| point.at == since).unwrap().effect.value;
    let group_2007 = |it: &Staggered, time: i64| {
        it.cells.iter().find(|cell| cell.group == 2007 && cell.time == time).unwrap().effect.known().unwrap().value
    };
    close(group_2007(&universal, 2005), -group_2007(&never, 2006), 1e-12);
    close(group_2007(&universal, 2003), -(2004..=2006).map(|t| group_2007(&never, t)).sum::<f64>(), 1e-12);
    assert!((at(&universal, -2) - at(&never, -2)).abs() > 1e-4);
    // The Wald test is of the same changes, only put together otherwise.
    close(universal.pre_trend.known().unwrap().statistic, never.pre_trend.known().unwrap().statistic, 1e-8);

    let not_yet = StaggeredOptions { control: Control::NotYet, ..StaggeredOptions::default() };
    let not_yet = staggered(&panel, &not_yet).unwrap();
    assert!(not_yet.cells[0].controls > never.cells[0].controls);
    close(not_yet.simple.known().unwrap().value, never.simple.known().unwrap().value, 5e-3);

    let adjusted = panel.with_covariates(std::slice::from_ref(&data.population)).unwrap();
    let by = |adjustment| {
        let options = StaggeredOptions { adjustment, ..StaggeredOptions::default() };
        staggered(&adjusted, &options).unwrap()
    };
    let (robust, regression, weights) =
        (by(Adjustment::DoublyRobust), by(Adjustment::Regression), by(Adjustment::Weighting));
    for one in [&robust, &regression, &weights] {
        close(one.simple.known().unwrap().value, -0.0418, 3e-3);
        assert_eq!(one.cells.len(), 12);
    }
}

#[test]
fn bands_hold_all_at_once_and_are_the_same_for_the_same_seed() {
    let Some(data) = mpdta() else { return };
    let panel = data.panel();
    let with = |seed| {
        let options = StaggeredOptions { bands: Some(Bands { draws: 2_000, seed }), ..StaggeredOptions::default() };
        staggered(&panel, &options).unwrap()
    };
    let result = with(3);
    assert_eq!(result, with(3));
    assert!(result != with(4));
    for point in &result.dynamic.points {
        let (band, own) = (point.band.unwrap(), point.effect.interval);
        assert!(band.lower < own.lower && own.upper < band.upper);
        // Seven at once, partly alike: wider than one, narrower than Bonferroni's 2.69 errors.
        let deviate = (band.upper - point.effect.value) / point.effect.standard_error.unwrap();
        assert!((2.3..2.75).contains(&deviate), "{deviate}");
    }
    assert!(result.cells.iter().all(|cell| cell.band.is_some()));
}

#[test]
fn groups_that_moved_apart_before_give_no_effect() {
    let (mut units, mut times, mut first, mut outcome) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for unit in 0..120_usize {
        let treated = unit % 3 == 0;
        for time in 0..6_i64 {
            units.push(unit);
            times.push(time);
            first.push(treated.then_some(4));
            let drift = if treated { 0.5 * time as f64 } else { 0.0 };
            outcome.push(drift + ((unit * 31 + usize::try_from(time).unwrap() * 17) % 23) as f64 / 23.0);
        }
    }
    let panel =
        Panel::new(PanelRows { units: &units, times: &times, first_treated: &first, outcome: &outcome }).unwrap();
    let result = staggered(&panel, &StaggeredOptions::default()).unwrap();
    assert!(matches!(result.effect.why(), Some(Why::PreTrend { p_value }) if p_value < 1e-6), "{:?}", result.effect);
    assert!(result.simple.known().is_some(), "the number is there for who wants to see it");
}

#[test]
fn panels_with_gaps_and_early_treatment_are_said() {
    let units = [1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6];
    let times = [1, 2, 3, 1, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3];
    let first: Vec<Option<i64>> = units
        .iter()
        .map(|unit| match unit {
            1..=3 => Some(3),
            6 => Some(1),
            _ => None,
        })
        .collect();
    let outcome: Vec<f64> = (0..17).map(|i| f64::from(i * 7 % 11)).collect();
    let rows = PanelRows { units: &units, times: &times, first_treated: &first, outcome: &outcome };
    let panel = Panel::new(rows).unwrap();
    let result = staggered(&panel, &StaggeredOptions::default()).unwrap();
    assert_eq!((result.units, result.treated_from_start, result.incomplete, result.never_treated), (5, 1, 1, 2));
    assert_eq!(result.cells.last().unwrap().treated, 2, "the unit with the gap has no base");
    // Nobody who was never treated: cells are undetermined, and nothing panics.
    let all: Vec<Option<i64>> = units.iter().map(|unit| Some(if *unit < 4 { 2 } else { 3 })).collect();
    let panel = Panel::new(PanelRows { first_treated: &all, ..rows }).unwrap();
    let result = staggered(&panel, &StaggeredOptions::default()).unwrap();
    assert!(result.effect.known().is_none() && result.cells_left_out > 0);
    let not_yet = StaggeredOptions { control: Control::NotYet, ..StaggeredOptions::default() };
    let result = staggered(&panel, &not_yet).unwrap();
    assert!(result.effect.known().is_some());
    for wrong in [
        Panel::new(PanelRows { times: &[1; 17], ..rows }),
        Panel::new(PanelRows { units: &units[1..], ..rows }),
        Panel::new(PanelRows { units: &[7; 17], ..rows }),
    ] {
        assert!(wrong.is_err());
    }
}

#[test]
fn a_cell_is_the_regression_of_changes_on_treatment() {
    let (columns, treated, outcome) = confounded(300);
    let first: Vec<Option<i64>> = treated.iter().map(|it| it.then_some(2)).collect();
    let twice = |it: &[Option<i64>]| it.iter().flat_map(|first| [*first, *first]).collect::<Vec<_>>();
    let units: Vec<usize> = (0..600).map(|i| i / 2).collect();
    let times: Vec<i64> = (0..600).map(|i| 1 + i % 2).collect();
    let both: Vec<f64> = outcome.iter().zip(&columns[0]).flat_map(|(y, x)| [*x, x + y]).collect();
    let first = twice(&first);
    let panel = Panel::new(PanelRows { units: &units, times: &times, first_treated: &first, outcome: &both }).unwrap();
    let result = staggered(&panel, &StaggeredOptions::default()).unwrap();
    let design = Design::new(vec![treated.iter().map(|it| f64::from(u8::from(*it))).collect()]).unwrap();
    let fit = least_squares(&design, &outcome, StandardErrors::Hc0).unwrap().unwrap();
    let simple = result.simple.known().unwrap();
    close(simple.value, fit.coefficients.slopes()[0], 1e-10);
    close(simple.standard_error.unwrap(), fit.coefficients.standard_errors()[1], 1e-10);
}
