//! Rates, life tables and corrections for many comparisons.

use std::path::Path;

use stats::checked::{Level, Proportion};
use stats::estimate::{Answer, Estimate, Test};
use stats::multiple::{Correction, adjust};
use stats::rates::{
    PersonTime, RatioSums, annualized, clopper_pearson, exact_rate_ratio, exact_rate_test,
    miettinen_nurminen_difference, miettinen_nurminen_ratio, newcombe_difference, person_time_rate,
    pooled_proportions_test, ratio_of_sums, score_rate_difference, weighted_share, wilson,
};
use stats::survival::{
    Counts, Curve, LifeTable, Observation, Scale, Ties, Weighting, kaplan_meier, kaplan_meier_on, log_rank,
    log_rank_pairs, nelson_aalen, restricted_mean,
};

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn relative(got: f64, wanted: f64, tolerance: f64) {
    assert!((got / wanted - 1.0).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn known(answer: Answer) -> Estimate {
    *answer.known().unwrap_or_else(|| panic!("undetermined: {:?}", answer.why()))
}

/// The groups of a data set in `reference/`, in the order of the file.
fn data(name: &str) -> Vec<LifeTable> {
    let text = match name {
        "waltons" => include_str!("waltons.json"),
        "lung" => include_str!("lung.json"),
        _ => include_str!("larynx.json"),
    };
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let groups = file["groups"].as_object().unwrap().values();
    groups
        .map(|rows| LifeTable::from_counts(&rows.as_array().unwrap().iter().map(counts).collect::<Vec<_>>()).unwrap())
        .collect()
}

fn counts(row: &serde_json::Value) -> Counts {
    let (departures, censored) = (row[1].as_u64().unwrap(), row[2].as_u64().unwrap());
    Counts { time: row[0].as_f64().unwrap(), departures, censored }
}

/// One table over all groups.
fn pooled(groups: &[LifeTable]) -> LifeTable {
    let rows = groups.iter().flat_map(LifeTable::rows);
    let counts: Vec<_> =
        rows.map(|row| Counts { time: row.time, departures: row.departures, censored: row.censored }).collect();
    LifeTable::from_counts(&counts).unwrap()
}

#[track_caller]
fn survival(curve: &Curve, time: f64, wanted: [f64; 3], tolerance: f64) {
    let it = known(curve.at(time).unwrap());
    close(it.value, wanted[0], tolerance);
    close(it.interval.lower, wanted[1], tolerance);
    close(it.interval.upper, wanted[2], tolerance);
}

#[test]
fn kaplan_meier_agrees_with_r_on_waltons() {
    let table = pooled(&data("waltons"));
    assert_eq!((table.n(), table.departures()), (163, 156));
    let curve = kaplan_meier(&table, Level::P95);
    for (time, wanted) in [
        (10.0, [0.969_210_123, 0.927_612_786, 0.987_068_084]),
        (22.0, [0.888_957_055, 0.829_546_732, 0.928_542_629]),
        (33.0, [0.802_530_675, 0.732_496_109, 0.856_023_468]),
        (46.0, [0.672_891_104, 0.594_824_941, 0.739_243_209]),
        (56.0, [0.429_902_65, 0.352_689_005, 0.504_679_609]),
        (60.0, [0.311_523_659, 0.241_659_494, 0.383_758_62]),
        (68.0, [0.100_383_564, 0.059_240_798_8, 0.154_156_822]),
    ] {
        survival(&curve, time, wanted, 1e-9);
    }
}

#[test]
fn kaplan_meier_agrees_with_r_on_lung() {
    let table = pooled(&data("lung"));
    let log_log = kaplan_meier(&table, Level::P95);
    let plain = kaplan_meier_on(&table, Level::P95, Scale::Plain);
    survival(&log_log, 180.0, [0.721_670_653_41, 0.658_304_528_446, 0.775_314_690_717], 1e-11);
    survival(&plain, 180.0, [0.721_670_653_41, 0.663_239_384_959, 0.780_101_921_860], 1e-11);
    survival(&log_log, 365.0, [0.409_241_624_46, 0.338_714_269_088, 0.478_380_767_647], 1e-11);
    survival(&plain, 365.0, [0.409_241_624_46, 0.339_028_583_848, 0.479_454_665_072], 1e-11);
    close(known(log_log.at(180.0).unwrap()).standard_error.unwrap(), 0.029_812_419_468_6, 1e-12);
    close(known(log_log.at(365.0).unwrap()).standard_error.unwrap(), 0.035_823_638_172_0, 1e-12);
}

type Transform = fn(f64) -> f64;

#[test]
fn every_scale_gives_the_interval_of_its_definition() {
    let table = pooled(&data("lung"));
    let (s, error, z) = (0.721_670_653_41_f64, 0.029_812_419_468_6_f64, Level::P95.z());
    let scales: [(Scale, Transform, f64); 3] = [
        (Scale::Log, f64::ln, error / s),
        (Scale::Logit, |p| (p / (1.0 - p)).ln(), error / (s * (1.0 - s))),
        (Scale::Arcsine, |p| p.sqrt().asin(), error / (2.0 * (s * (1.0 - s)).sqrt())),
    ];
    for (scale, to_scale, error_there) in scales {
        let it = known(kaplan_meier_on(&table, Level::P95, scale).at(180.0).unwrap());
        close(to_scale(it.interval.lower), to_scale(s) - z * error_there, 1e-9);
        close(to_scale(it.interval.upper), to_scale(s) + z * error_there, 1e-9);
    }
}

#[test]
fn medians_agree_with_r() {
    let check = |table: &LifeTable, wanted: [f64; 3]| {
        let median = known(kaplan_meier(table, Level::P95).median());
        assert_eq!([median.value, median.interval.lower, median.interval.upper], wanted);
    };
    check(&pooled(&data("waltons")), [56.0, 53.0, 58.0]);
    check(&pooled(&data("lung")), [310.0, 284.0, 361.0]);
    let on_log = kaplan_meier_on(&pooled(&data("lung")), Level::P95, Scale::Log);
    let on_log = known(on_log.median()).interval;
    assert!(on_log.upper - on_log.lower > 361.0 - 284.0, "R's default scale gives a wider interval here");
}

#[test]
fn nelson_aalen_agrees_with_r() {
    let lung = pooled(&data("lung"));
    let classical = nelson_aalen(&lung, Ties::Classical, Level::P95);
    let corrected = nelson_aalen(&lung, Ties::Corrected, Level::P95);
    let at_180 = known(classical.at(180.0).unwrap());
    close(at_180.value, 0.324_828_089_529, 1e-12);
    close(at_180.standard_error.unwrap(), 0.041_136_644_243_4, 1e-12);
    close(known(classical.at(365.0).unwrap()).value, 0.888_324_574_368, 1e-12);
    close(known(corrected.at(180.0).unwrap()).value, 0.325_334_636_764, 1e-12);
    let waltons = pooled(&data("waltons"));
    close(known(nelson_aalen(&waltons, Ties::Corrected, Level::P95).at(56.0).unwrap()).value, 0.840_094, 5e-7);
    close(known(nelson_aalen(&waltons, Ties::Classical, Level::P95).at(56.0).unwrap()).value, 0.805_193, 5e-7);
}

#[test]
fn restricted_mean_agrees_with_r() {
    let curve = kaplan_meier(&pooled(&data("lung")), Level::P95);
    let mean = known(restricted_mean(&curve, 365.0).unwrap());
    close(mean.value, 263.221_87, 5e-6);
    close(mean.standard_error.unwrap(), 7.798_859_1, 5e-8);
}

#[track_caller]
fn chi_square(groups: &[LifeTable], weighting: Weighting, wanted: f64, degrees: u32, tolerance: f64) -> Test {
    let result = log_rank(groups, weighting).unwrap();
    let test = *result.test.known().expect("the groups can be compared");
    relative(test.statistic, wanted, tolerance);
    assert_eq!(test.degrees_of_freedom, Some(degrees));
    test
}

#[test]
fn log_rank_agrees_with_r_and_lifelines_on_waltons() {
    let groups = data("waltons");
    let test = chi_square(&groups, Weighting::LogRank, 122.249_125_573, 1, 1e-11);
    relative(test.p_value, 2.035_983_22e-28, 1e-8);
    chi_square(&groups, Weighting::Wilcoxon, 139.647_866, 1, 1e-8);
    chi_square(&groups, Weighting::TaroneWare, 133.881_080, 1, 1e-8);
    chi_square(&groups, Weighting::Peto, 143.780_010, 1, 1e-8);
    chi_square(&groups, Weighting::FlemingHarrington { p: 1.0, q: 0.0 }, 139.843_934_199, 1, 1e-11);
    chi_square(&groups, Weighting::FlemingHarrington { p: 0.0, q: 1.0 }, 21.251_613_6, 1, 1e-8);
}

#[test]
fn log_rank_agrees_with_r_on_the_four_stages_of_larynx() {
    let test = chi_square(&data("larynx"), Weighting::LogRank, 22.762_757_064_6, 3, 1e-11);
    relative(test.p_value, 4.525_211_22e-5, 1e-8);
}

#[test]
fn wilson_agrees_with_newcombe_1998_table_1() {
    // Method 3 of the paper's table I, four decimals.
    for (k, n, lower, upper) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let interval = known(wilson(Proportion::new(k, n).unwrap(), Level::P95)).interval;
        close(interval.lower, lower, 5e-5);
        close(interval.upper, upper, 5e-5);
    }
}

#[test]
fn clopper_pearson_agrees_with_newcombe_1998_table_1() {
    // Method 5 of the paper's table I, four decimals.
    for (k, n, lower, upper) in
        [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)]
    {
        let interval = known(clopper_pearson(Proportion::new(k, n).unwrap(), Level::P95)).interval;
        close(interval.lower, lower, 5e-5);
        close(interval.upper, upper, 5e-5);
    }
}

#[test]
fn poisson_intervals_agree_with_garwood() {
    for (departures, lower, upper) in [(0, 0.0, 3.69), (1, 0.0253, 5.57), (10, 4.80, 18.39), (100, 81.36, 121.63)] {
        let interval = known(person_time_rate(departures, 1.0, Level::P95).unwrap()).interval;
        close(interval.lower, lower, 5e-3);
        close(interval.upper, upper, 5e-3);
        // What the bounds are by definition: under them so many departures, or so few, have a chance of 2.5 %.
        close(poisson_up_to(departures, interval.upper), 0.025, 1e-13);
        if departures > 0 {
            close(1.0 - poisson_up_to(departures - 1, interval.lower), 0.025, 1e-13);
        }
    }
}

/// The chance of at most `count` departures when `mean` are expected, added up one by one.
fn poisson_up_to(count: u64, mean: f64) -> f64 {
    let mut term = (-mean).exp();
    let mut sum = term;
    for k in 1..=count {
        term *= mean / k as f64;
        sum += term;
    }
    sum
}

#[test]
fn intervals_keep_their_digits_for_ten_million() {
    let share = Proportion::new(2_653_699, 10_000_000).unwrap();
    let (exact, score) = (known(clopper_pearson(share, Level::P95)), known(wilson(share, Level::P95)));
    let error = score.standard_error.unwrap();
    close(exact.interval.lower, score.interval.lower, error * 1e-2);
    close(exact.interval.upper, score.interval.upper, error * 1e-2);
    let rate = known(person_time_rate(10_000_000, 1e7, Level::P95).unwrap()).interval;
    close(rate.lower, 1.0 - 1.96e-7_f64.sqrt() * 1.4, 1e-3);
    assert!(rate.lower < 1.0 && 1.0 < rate.upper);
}

struct Experiment {
    control: (u64, u64),
    treated: (u64, u64),
    difference: f64,
    z: f64,
    p_value: f64,
    newcombe: [f64; 2],
    miettinen_nurminen: [f64; 2],
}

#[test]
fn differences_of_proportions_agree_with_statsmodels() {
    let experiments = [
        Experiment {
            control: (2262, 21306),
            treated: (3894, 21307),
            difference: 0.076_589_563_7,
            z: 22.486_040_8,
            p_value: 5.685_165_48e-112,
            newcombe: [0.069_953_31, 0.083_226_74],
            miettinen_nurminen: [0.069_959_93, 0.083_233_94],
        },
        Experiment {
            control: (122, 21306),
            treated: (267, 21307),
            difference: 0.006_805_006_52,
            z: 7.385_114_41,
            p_value: 1.523_223_5e-13,
            newcombe: [0.005_014_345, 0.008_640_723],
            miettinen_nurminen: [0.005_024_29, 0.008_649_368],
        },
        Experiment {
            control: (8502, 44700),
            treated: (8279, 45489),
            difference: -0.008_201_298_32,
            z: -3.164_358_91,
            p_value: 0.001_554_249_98,
            newcombe: [-0.013_281_94, -0.003_121_303],
            miettinen_nurminen: [-0.013_282_33, -0.003_121_416],
        },
        Experiment {
            control: (319, 42170),
            treated: (721, 42364),
            difference: 0.009_454_547_82,
            z: 12.468_449_5,
            p_value: 1.109_641_93e-35,
            newcombe: [0.007_979_798, 0.010_951_94],
            miettinen_nurminen: [0.007_984_878, 0.010_956_6],
        },
        Experiment {
            control: (3785, 17293),
            treated: (3423, 17260),
            difference: -0.020_554_874_6,
            z: -4.701_830_02,
            p_value: 2.578_401_03e-6,
            newcombe: [-0.029_118_49, -0.011_987_86],
            miettinen_nurminen: [-0.029_120_73, -0.011_988_9],
        },
        Experiment {
            control: (2033, 17293),
            treated: (1945, 17260),
            difference: -0.004_873_722_67,
            z: -1.419_200_11,
            p_value: 0.155_840_683,
            newcombe: [-0.011_605_79, 0.001_857_994],
            miettinen_nurminen: [-0.011_606_95, 0.001_857_77],
        },
        Experiment {
            control: (1, 20),
            treated: (5, 22),
            difference: 0.177_272_727,
            z: 1.639_706_18,
            p_value: 0.101_066_273,
            newcombe: [-0.047_519_38, 0.388_441_5],
            miettinen_nurminen: [-0.045_988_81, 0.398_277_3],
        },
    ];
    for it in experiments {
        let control = Proportion::new(it.control.0, it.control.1).unwrap();
        let treated = Proportion::new(it.treated.0, it.treated.1).unwrap();
        let test = pooled_proportions_test(control, treated);
        let test = test.known().unwrap();
        relative(test.statistic, it.z, 1e-8);
        relative(test.p_value, it.p_value, 1e-7);
        let newcombe = known(newcombe_difference(control, treated, Level::P95));
        relative(newcombe.value, it.difference, 1e-8);
        let score = known(miettinen_nurminen_difference(control, treated, Level::P95));
        for (got, wanted) in [(newcombe.interval, it.newcombe), (score.interval, it.miettinen_nurminen)] {
            close(got.lower, wanted[0], 6e-8);
            close(got.upper, wanted[1], 6e-8);
        }
    }
}

#[test]
fn differences_of_proportions_agree_with_newcombe_1998_table_2() {
    let pair = (Proportion::new(48, 80).unwrap(), Proportion::new(56, 70).unwrap());
    let hybrid = known(newcombe_difference(pair.0, pair.1, Level::P95)).interval;
    let score = known(miettinen_nurminen_difference(pair.0, pair.1, Level::P95)).interval;
    for (got, wanted) in [(hybrid, [0.0524, 0.3339]), (score, [0.0528, 0.3382])] {
        close(got.lower, wanted[0], 5e-5);
        close(got.upper, wanted[1], 5e-5);
    }
}

#[test]
fn zero_cells_give_real_intervals_where_peers_fail() {
    // gbstats answers 0 to 0 for the first and statsmodels stops with an error on some of the others.
    for (control, treated) in
        [((0, 50), (4, 50)), ((1, 20), (5, 22)), ((0, 10), (0, 10)), ((10, 10), (0, 10)), ((0, 1), (1, 1))]
    {
        let control = Proportion::new(control.0, control.1).unwrap();
        let treated = Proportion::new(treated.0, treated.1).unwrap();
        for method in [newcombe_difference, miettinen_nurminen_difference] {
            let it = known(method(control, treated, Level::P95));
            let interval = it.interval;
            assert!(interval.holds(it.value) && interval.lower < interval.upper, "{it:?}");
            assert!(-1.0 <= interval.lower && interval.upper <= 1.0, "{it:?}");
        }
    }
}

#[test]
fn ratios_of_proportions_agree_with_the_definition_in_r() {
    // Maximized under the constraint with `optimize`, the ends with `uniroot`, R 4.2.2.
    for ((x0, n0), (x1, n1), lower, upper) in [
        ((16, 80), (36, 40), 2.934_646_459, 7.166_298_299),
        ((1, 20), (5, 22), 0.780_043_190_7, 28.764_780_36),
        ((2262, 21_306), (3894, 21_307), 1.640_436_692, 1.806_468_588),
        ((48, 80), (56, 70), 1.079_047_12, 1.672_145_359),
        ((8502, 44_700), (8279, 45_489), 0.931_108_994_9, 0.983_365_470_2),
        ((5, 20), (0, 22), 0.0, 0.646_230_620_1),
        ((20, 20), (22, 22), 0.848_269_509_4, 1.196_757_673),
    ] {
        let (control, treated) = (Proportion::new(x0, n0).unwrap(), Proportion::new(x1, n1).unwrap());
        let it = known(miettinen_nurminen_ratio(control, treated, Level::P95));
        close(it.value, x1 as f64 / n1 as f64 / (x0 as f64 / n0 as f64), 1e-13);
        close(it.interval.lower, lower, 1e-6 * lower);
        relative(it.interval.upper, upper, 1e-6);
    }
}

#[test]
fn ratios_of_rates_agree_with_r() {
    // `poisson.test(c(d1, d0), c(T1, T0))` for the interval, `pbinom` for the p-value, R 4.2.2.
    for ((d0, t0), (d1, t1), lower, upper, p) in [
        ((5, 100.0), (10, 100.0), 0.622_859_554_349, 7.457_295_910_86, 0.301_757_812_5),
        ((20, 410.0), (12, 340.5), 0.322_012_713_088, 1.551_781_548_28, 0.475_889_986_654),
        ((7, 30.0), (0, 25.0), 0.0, 0.832_576_776_116, 0.028_730_286_197),
        ((15, 19_017.0), (41, 28_010.0), 1.005_684_062_69, 3.609_300_311_08, 0.047_660_246_754_6),
    ] {
        let (control, treated) = (PersonTime::new(d0, t0).unwrap(), PersonTime::new(d1, t1).unwrap());
        let it = known(exact_rate_ratio(control, treated, Level::P95));
        close(it.interval.lower, lower, 1e-10 * lower);
        relative(it.interval.upper, upper, 1e-10);
        relative(exact_rate_test(control, treated).known().unwrap().p_value, p, 1e-10);
        assert_eq!(p < 0.05, !it.interval.holds(1.0), "interval and test agree");
    }
}

#[test]
fn differences_of_rates_agree_with_the_definition_in_r() {
    // Maximized under the constraint, the ends with `uniroot`, R 4.2.2.
    for ((d0, t0), (d1, t1), lower, upper) in [
        ((5, 100.0), (10, 100.0), -0.029_428_810_875_9, 0.139_776_035_658),
        ((20, 410.0), (12, 340.5), -0.044_326_904_2, 0.017_673_761_241_1),
        ((0, 50.0), (3, 40.0), -0.001_829_176_413_88, 0.220_529_702_308),
        ((7, 30.0), (0, 25.0), -0.481_686_499_316, -0.079_674_980_505_6),
        ((15, 19_017.0), (41, 28_010.0), 4.320_223_666_45e-5, 1.290_054_677_2e-3),
    ] {
        let (control, treated) = (PersonTime::new(d0, t0).unwrap(), PersonTime::new(d1, t1).unwrap());
        let it = known(score_rate_difference(control, treated, Level::P95));
        close(it.value, d1 as f64 / t1 - d0 as f64 / t0, 1e-15);
        relative(it.interval.lower, lower, 1e-7);
        relative(it.interval.upper, upper, 1e-7);
    }
}

#[test]
fn zero_cells_have_a_ratio_where_peers_divide_by_zero() {
    let share = |part, whole| Proportion::new(part, whole).unwrap();
    let none_left = known(miettinen_nurminen_ratio(share(5, 20), share(0, 22), Level::P95));
    assert_eq!((none_left.value, none_left.interval.lower), (0.0, 0.0));
    for (control, treated) in [(share(0, 20), share(5, 22)), (share(0, 20), share(0, 22))] {
        let why = miettinen_nurminen_ratio(control, treated, Level::P95).why();
        assert_eq!(why.map(stats::Why::word), Some("nothing_to_divide_by"));
    }
    let time = |departures| PersonTime::new(departures, 10.0).unwrap();
    assert_eq!(
        exact_rate_ratio(time(0), time(3), Level::P95).why().map(stats::Why::word),
        Some("nothing_to_divide_by")
    );
    assert_eq!(exact_rate_test(time(0), time(0)).why().map(stats::Why::word), Some("zero_variance"));
    let nobody = PersonTime::new(0, 0.0).unwrap();
    assert_eq!(score_rate_difference(time(1), nobody, Level::P95).why().map(stats::Why::word), Some("group_empty"));
    assert!(PersonTime::new(1, 0.0).is_err() && PersonTime::new(1, f64::NAN).is_err());
}

#[test]
fn ratios_keep_their_digits_for_ten_million_and_for_one_in_a_million() {
    let share = |part, whole| Proportion::new(part, whole).unwrap();
    let many = known(miettinen_nurminen_ratio(share(1_000_000, 10_000_000), share(1_010_000, 10_000_000), Level::P95));
    let log_error = ((1.0 / 1.01e6 - 1e-7) + (1e-6 - 1e-7_f64)).sqrt();
    relative(many.interval.lower, 1.01 * (-Level::P95.z() * log_error).exp(), 1e-6);
    let rare = known(miettinen_nurminen_ratio(share(3, 1_000_000_000), share(6, 1_000_000_000), Level::P95));
    // Among rare events the ratio is that of two Poisson counts: Koopman's interval for 6 of 9.
    let odds = |share: f64| share / (1.0 - share);
    let score = known(wilson(share(6, 9), Level::P95)).interval;
    relative(rare.interval.lower, odds(score.lower), 1e-6);
    relative(rare.interval.upper, odds(score.upper), 1e-6);
}

#[test]
fn adjusted_p_values_agree_with_statsmodels() {
    let p_values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.0,
    ];
    let check = |correction, rejected: usize, wanted: &[f64]| {
        let adjusted = adjust(&p_values, correction).unwrap();
        for (got, wanted) in adjusted.iter().zip(wanted) {
            relative(*got, *wanted, 1e-6);
        }
        assert_eq!(adjusted.iter().filter(|p| **p <= 0.05).count(), rejected, "{}", correction.word());
    };
    check(Correction::Bonferroni, 3, &[0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885]);
    check(Correction::Holm, 3, &[0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213]);
    check(Correction::Hochberg, 3, &[0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.2682, 0.2682, 0.2752, 0.3213]);
    check(Correction::Hommel, 3, &[0.0015, 0.0056, 0.0247, 0.095, 0.1608, 0.1946, 0.2086, 0.2408, 0.3213]);
    let bh = [0.0015, 0.003, 0.0095, 0.035_625, 0.0603, 0.063_857_14, 0.063_857_14, 0.0645, 0.0765];
    check(Correction::BenjaminiHochberg, 4, &bh);
    let by = [
        0.004_977_343,
        0.009_954_687,
        0.031_523_18,
        0.118_211_9,
        0.200_089_2,
        0.211_892_6,
        0.211_892_6,
        0.214_025_8,
        0.253_844_5,
    ];
    check(Correction::BenjaminiYekutieli, 3, &by);
    check(Correction::Sidak, 3, &[]);
    check(Correction::HolmSidak, 3, &[]);
}

#[test]
fn yearly_churn_is_not_twelve_times_monthly_churn() {
    let monthly = known(wilson(Proportion::new(100, 1000).unwrap(), Level::P95));
    let yearly = annualized(monthly, 12.0).unwrap();
    close(yearly.value, 1.0 - 0.9_f64.powi(12), 1e-14);
    close(yearly.interval.lower, 1.0 - (1.0 - monthly.interval.lower).powi(12), 1e-14);
    close(yearly.interval.upper, 1.0 - (1.0 - monthly.interval.upper).powi(12), 1e-14);
    assert_eq!(yearly.n, 1000);
}

struct Telco {
    contract: String,
    tenure: f64,
    price: f64,
    left: bool,
}

/// The rows of the Telco file, which does not belong to the project; nothing when it is absent.
fn telco() -> Option<Vec<Telco>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/ibm_telco/Telco-Customer-Churn.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next()?.split(',').collect();
    let column = |name: &str| header.iter().position(|it| *it == name).unwrap();
    let (contract, tenure, price, left) =
        (column("Contract"), column("tenure"), column("MonthlyCharges"), column("Churn"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Telco {
            contract: cells[contract].to_owned(),
            tenure: cells[tenure].parse().unwrap(),
            price: cells[price].parse().unwrap(),
            left: cells[left].trim() == "Yes",
        }
    };
    Some(lines.map(row).collect())
}

fn life_table(rows: &[&Telco]) -> LifeTable {
    let durations: Vec<f64> = rows.iter().map(|row| row.tenure).collect();
    let observations: Vec<Observation> = rows.iter().map(|row| row.left.into()).collect();
    LifeTable::from_durations(&durations, &observations).unwrap()
}

fn of_contract<'a>(rows: &'a [Telco], contract: &str) -> Vec<&'a Telco> {
    rows.iter().filter(|row| row.contract == contract).collect()
}

#[test]
fn telco_churn_is_right_in_customers_and_in_revenue() {
    let Some(rows) = telco() else { return };
    let check = |rows: &[&Telco], n: u64, left: u64, rate: f64, revenue: f64, lost: f64| {
        let departed = rows.iter().filter(|row| row.left).count() as u64;
        assert_eq!((rows.len() as u64, departed), (n, left));
        close(known(wilson(Proportion::new(departed, n).unwrap(), Level::P95)).value, rate, 5e-10);
        let pairs = rows.iter().map(|row| (row.price, if row.left { row.price } else { 0.0 }));
        let sums = RatioSums::from_pairs(pairs);
        close(sums.x, revenue, 1e-6);
        close(sums.y, lost, 1e-6);
        let share = known(weighted_share(&sums, Level::P95).unwrap());
        let linear = known(ratio_of_sums(&sums, Level::P95).unwrap());
        close(share.value, lost / revenue, 1e-12);
        close(share.interval.lower, linear.interval.lower, 0.005);
        close(share.interval.upper, linear.interval.upper, 0.005);
    };
    let all: Vec<&Telco> = rows.iter().collect();
    check(&all, 7043, 1869, 0.265_369_871, 456_116.60, 139_130.85);
    check(&of_contract(&rows, "Month-to-month"), 3875, 1655, 0.427_096_774, 257_294.15, 120_847.1);
    check(&of_contract(&rows, "One year"), 1473, 166, 0.112_695_18, 95_816.6, 14_118.45);
    check(&of_contract(&rows, "Two year"), 1695, 48, 0.028_318_584_1, 103_005.85, 4_165.3);
}

#[test]
fn kaplan_meier_agrees_with_r_on_telco() {
    let Some(rows) = telco() else { return };
    let table = life_table(&rows.iter().collect::<Vec<_>>());
    assert_eq!([0.0, 1.0, 72.0].map(|month| table.at_risk(month)), [7043, 7032, 362]);
    let curve = kaplan_meier(&table, Level::P95);
    for (month, wanted) in [
        (1.0, 0.945_961_319_681),
        (6.0, 0.884_826_238_933),
        (12.0, 0.843_199_553_816),
        (24.0, 0.788_736_398_371),
        (48.0, 0.708_840_184_346),
        (72.0, 0.592_790_152_052),
    ] {
        close(known(curve.at(month).unwrap()).value, wanted, 1e-12);
    }
    survival(&curve, 12.0, [0.843_199_553_816, 0.834_168_685_811, 0.851_783_320_693], 1e-12);
    close(known(curve.at(72.0).unwrap()).standard_error.unwrap(), 0.009_918_766_870_76, 1e-14);
}

#[test]
fn telco_contracts_leave_at_different_speeds_as_in_r() {
    let Some(rows) = telco() else { return };
    let groups = ["Month-to-month", "One year", "Two year"].map(|it| life_table(&of_contract(&rows, it)));
    let curves = groups.each_ref().map(|table| kaplan_meier(table, Level::P95));
    let year = curves.each_ref().map(|curve| known(curve.at(12.0).unwrap()));
    close(year[0].value, 0.703_096_636_349, 1e-12);
    close(year[1].value, 0.990_808_204_075, 1e-12);
    assert_eq!(year[2].value, 1.0);
    assert!(year[2].interval.lower < 1.0, "nobody can promise that none will leave");
    let median = known(curves[0].median());
    assert_eq!([median.value, median.interval.lower, median.interval.upper], [35.0, 32.0, 38.0]);
    assert!(curves[2].median().known().is_none());
    chi_square(&groups, Weighting::LogRank, 2_352.872_538_26, 2, 1e-11);
    let pairs = log_rank_pairs(&groups, Weighting::LogRank, Correction::Holm).unwrap();
    assert!(pairs.iter().all(|pair| pair.adjusted_p_value.is_some_and(|p| p < 1e-10)));
}
