//! Effects of what chance assigned, against scipy, statsmodels, gbstats, R and published tables.

use std::path::Path;

use stats::checked::{Level, Probability, Proportion};
use stats::estimate::{Answer, Estimate, Test, Tested, Why};
use stats::experiment::{
    AlwaysValid, Arm, ClusterErrors, ClusterPlan, Clusters, Mean, Moments, Outcome, Plan, Prior, Robust, Rows, Shape,
    Spending, StrataWeights, always_valid_shares, beta_binomial, classic_looks, clustered, cuped, delta_lift,
    difference_in_means, difference_in_ratios, difference_in_shares, equal_looks, inflation, lin,
    minimum_detectable_effect, moments_of_many, normal_belief, planned_looks, power, sample_ratio,
    sample_ratio_running, sample_size, stopping_chances, stratified_means, stratified_shares,
};
use stats::rates::{RatioSums, miettinen_nurminen_difference, miettinen_nurminen_ratio, ratio_of_sums};

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

#[track_caller]
fn tested(test: Tested) -> Test {
    *test.known().unwrap_or_else(|| panic!("undetermined: {:?}", test.why()))
}

#[track_caller]
fn interval(answer: Answer, wanted: [f64; 2], tolerance: f64) {
    let it = known(answer).interval;
    close(it.lower, wanted[0], tolerance);
    close(it.upper, wanted[1], tolerance);
}

fn share(part: u64, whole: u64) -> Proportion {
    Proportion::new(part, whole).unwrap()
}

/// The rows of a file beside the project, as text cells with their header; nothing when it is absent.
fn file(name: &str) -> Option<(Vec<String>, Vec<Vec<String>>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    // A comma within quotes is part of its cell.
    let cells = |line: &str| -> Vec<String> {
        let mut quoted = false;
        let separator = |c: char| {
            quoted ^= c == '"';
            c == ',' && !quoted
        };
        line.trim().split(separator).map(str::to_owned).collect()
    };
    let mut rows = text.lines().map(cells);
    let header = rows.next()?;
    Some((header, rows.collect()))
}

/// Spending and last year's spending of the two arms without the other e-mail: no e-mail is the control.
struct Hillstrom {
    spend: Vec<f64>,
    history: Vec<f64>,
    arm: Vec<Arm>,
}

fn hillstrom() -> Option<Hillstrom> {
    let (header, rows) = file("hillstrom/hillstrom_data.csv")?;
    let at = |name: &str| header.iter().position(|it| it == name).unwrap();
    let (segment, spend, history) = (at("segment"), at("spend"), at("history"));
    let mut it = Hillstrom { spend: Vec::new(), history: Vec::new(), arm: Vec::new() };
    for row in rows.iter().filter(|row| row[segment] != "Womens E-Mail") {
        it.spend.push(row[spend].parse().unwrap());
        it.history.push(row[history].parse().unwrap());
        it.arm.push(Arm::from(row[segment] == "Mens E-Mail"));
    }
    Some(it)
}

impl Hillstrom {
    fn arms(&self) -> [Moments; 2] {
        let arm: Vec<u8> = self.arm.iter().map(|arm| arm.number()).collect();
        Moments::by_arm(&[&self.spend, &self.history], &arm, 2).unwrap().try_into().unwrap()
    }
}

/// Seven experiments: counts, then difference, z, p, Newcombe, Miettinen-Nurminen and always-valid intervals.
type Published = ([u64; 4], [f64; 3], [f64; 2], [f64; 2], [f64; 2]);

const SEVEN: [Published; 7] = [
    (
        [2_262, 21_306, 3_894, 21_307],
        [0.076_589_563_7, 22.486_040_8, 5.685_165_48e-112],
        [0.069_953_31, 0.083_226_74],
        [0.069_959_93, 0.083_233_94],
        [0.065_685_69, 0.087_493_44],
    ),
    (
        [122, 21_306, 267, 21_307],
        [0.006_805_006_52, 7.385_114_41, 1.523_223_5e-13],
        [0.005_014_345, 0.008_640_723],
        [0.005_024_29, 0.008_649_368],
        [0.003_839_437, 0.009_770_576],
    ),
    (
        [8_502, 44_700, 8_279, 45_489],
        [-0.008_201_298_32, -3.164_358_91, 0.001_554_249_98],
        [-0.013_281_94, -0.003_121_303],
        [-0.013_282_33, -0.003_121_416],
        [-0.016_813_22, 0.000_410_628],
    ),
    (
        [319, 42_170, 721, 42_364],
        [0.009_454_547_82, 12.468_449_5, 1.109_641_93e-35],
        [0.007_979_798, 0.010_951_94],
        [0.007_984_878, 0.010_956_6],
        [0.006_946_5, 0.011_962_6],
    ),
    (
        [3_785, 17_293, 3_423, 17_260],
        [-0.020_554_874_6, -4.701_830_02, 2.578_401_03e-6],
        [-0.029_118_49, -0.011_987_86],
        [-0.029_120_73, -0.011_988_9],
        [-0.034_509_62, -0.006_600_133],
    ),
    (
        [2_033, 17_293, 1_945, 17_260],
        [-0.004_873_722_67, -1.419_200_11, 0.155_840_683],
        [-0.011_605_79, 0.001_857_994],
        [-0.011_606_95, 0.001_857_77],
        [-0.015_839_13, 0.006_091_686],
    ),
    (
        [1, 20, 5, 22],
        [0.177_272_727, 1.639_706_18, 0.101_066_273],
        [-0.047_519_38, 0.388_441_5],
        [-0.045_988_81, 0.398_277_3],
        [-0.824_557_4, 1.179_103],
    ),
];

#[test]
fn shares_agree_with_statsmodels() {
    for ([x0, n0, x1, n1], [difference, z, p], newcombe, score, _) in SEVEN {
        let effect = difference_in_shares(share(x0, n0), share(x1, n1), Level::P95);
        let it = known(effect.difference);
        relative(it.value, difference, 1e-8);
        relative(tested(effect.test).statistic, z, 5e-9);
        relative(tested(effect.test).p_value, p, 5e-9);
        interval(effect.difference, newcombe, 6e-8);
        interval(miettinen_nurminen_difference(share(x0, n0), share(x1, n1), Level::P95), score, 6e-8);
    }
}

#[test]
fn always_valid_intervals_agree_with_the_formula_on_seven_experiments() {
    let boundary = AlwaysValid::new(5_000, Level::P95).unwrap();
    close(boundary.rho(), 0.039_840_066_771, 5e-13);
    for ([x0, n0, x1, n1], [difference, ..], _, _, always) in SEVEN {
        let look = always_valid_shares(share(x0, n0), share(x1, n1), boundary);
        relative(known(look.difference).value, difference, 1e-8);
        interval(look.difference, always, if n0 < 100 { 5e-7 } else { 5e-8 });
        let excludes = !known(look.difference).interval.holds(0.0);
        assert_eq!(tested(look.test).p_value < 0.05, excludes, "the p-value and the interval say the same");
    }
    let cats = always_valid_shares(share(8_502, 44_700), share(8_279, 45_489), boundary);
    let half = known(cats.difference).interval.upper - known(cats.difference).value;
    close(half, 0.008_611_926_338, 5e-13);
}

#[test]
fn always_valid_lifts_agree_with_gbstats() {
    // gbstats prints the delta method; Fieller's interval at the same width is a little to the right.
    let (control, treated) = (share(1_396, 3_000), share(2_422, 3_461));
    let look = always_valid_shares(control, treated, AlwaysValid::new(5_000, Level::P95).unwrap());
    let lift = known(look.lift);
    close(lift.value, 0.503_86, 5e-6);
    let half = look.multiplier.unwrap() * lift.standard_error.unwrap();
    close(lift.value - half, 0.400_98, 5e-6);
    close(lift.value + half, 0.606_75, 5e-6);
    assert!(lift.interval.lower > 0.400_98 && lift.interval.upper > 0.606_75);
}

#[test]
fn zero_cells_give_real_intervals_where_gbstats_says_no_difference() {
    let effect = difference_in_shares(share(0, 50), share(4, 50), Level::P95);
    let it = known(effect.difference);
    close(it.value, 0.08, 1e-15);
    assert!(it.interval.lower < 0.0 && it.interval.upper > 0.18, "not 0 to 0");
    assert!(tested(effect.test).p_value < 0.05, "not p = 1");
    assert_eq!(effect.lift.why(), Some(Why::NothingToDivideBy));
    let look = always_valid_shares(share(0, 50), share(4, 50), AlwaysValid::new(100, Level::P95).unwrap());
    assert!(known(look.difference).interval.upper > known(look.difference).value + 0.05);
    let none_treated = difference_in_shares(share(4, 50), share(0, 50), Level::P95);
    let lift = known(none_treated.lift);
    assert_eq!((lift.value, lift.interval.lower), (-1.0, -1.0));
    assert!(lift.interval.upper > -1.0 && lift.interval.upper < 0.1);
    // Means of 0 and 1 with one arm that does not vary rest on the other.
    let means = difference_in_means(&Moments::from_share(share(0, 50)), &Moments::from_share(share(4, 50)), Level::P95);
    let it = known(means.difference);
    assert!(it.interval.lower > 0.0 && it.interval.upper < 0.17 && it.interval.lower < it.value);
    assert_eq!(means.lift.why(), Some(Why::BaselineNearZero));
}

#[test]
fn ratios_of_shares_solve_their_equation_and_survive_zero_cells() {
    for (x0, n0, x1, n1) in [(1, 20, 5, 22), (122, 21_306, 267, 21_307), (48, 80, 56, 70), (3, 9, 0, 40), (7, 7, 7, 7)]
    {
        let (control, treated) = (share(x0, n0), share(x1, n1));
        let ratio = known(miettinen_nurminen_ratio(control, treated, Level::P95));
        let difference = known(miettinen_nurminen_difference(control, treated, Level::P95)).interval;
        assert_eq!(ratio.interval.holds(1.0), difference.holds(0.0), "the same test at no effect");
        assert!(ratio.interval.holds(ratio.value));
    }
    // Exactly at the level where the two-sided score test gives p, one end of the interval is 1.
    let (control, treated) = (share(48, 80), share(56, 70));
    let z: f64 = 0.2 / (104.0 / 150.0 * 46.0 / 150.0 * (1.0 / 80.0 + 1.0 / 70.0) * 150.0 / 149.0_f64).sqrt();
    let p = tested(difference_in_shares(control, treated, Level::P95).test).p_value;
    let level = Level::new(0.991).unwrap();
    assert!(
        (level.z() > z) == known(miettinen_nurminen_ratio(control, treated, level)).interval.holds(1.0) && p < 0.01
    );
}

#[test]
fn welch_agrees_with_scipy_on_hillstrom() {
    let check = |effect: stats::experiment::Effect, digits: f64| {
        let it = known(effect.difference);
        close(it.value, 0.769_827_155_895, 5e-13 * digits);
        close(it.standard_error.unwrap(), 0.145_246_560_249, 5e-13 * digits);
        close(it.interval.lower, 0.485_139_733, 5e-10);
        close(it.interval.upper, 1.054_514_579, 5e-10);
        close(tested(effect.test).statistic, 5.300_140_358, 5e-10);
        relative(tested(effect.test).p_value, 1.163_814_97e-7, 5e-9);
        close(effect.degrees_of_freedom.unwrap(), 36_671.157_977, 5e-7 * digits);
    };
    // The sums are published to two and four decimals, the same digits as the file.
    let control = Moments::from_sums(21_306, 13_908.33, 2_870_050.362_1).unwrap();
    let treated = Moments::from_sums(21_307, 30_311.69, 6_759_024.497_3).unwrap();
    check(difference_in_means(&control, &treated, Level::P95), 10.0);
    let Some(data) = hillstrom() else { return };
    let [control, treated] = data.arms();
    check(difference_in_means(&control, &treated, Level::P95), 1.0);
}

#[test]
fn lifts_by_the_delta_method_agree_with_gbstats() {
    let sums = |n, sum, squares| {
        let it = Moments::from_sums(n, sum, squares).unwrap();
        let variance = it.variance().unwrap() / n as f64;
        Mean { value: it.mean().unwrap(), variance, degrees_of_freedom: (n - 1) as f64, n }
    };
    let control = Moments::from_sums(3_407, 1_396.87, 52_377.976_7).unwrap();
    let treated = Moments::from_sums(3_461, 2_422.7, 134_698.29).unwrap();
    let effect = difference_in_means(&control, &treated, Level::P95);
    close(known(effect.difference).value, 0.29, 5e-6);
    interval(effect.difference, [0.045_38, 0.534_62], 5e-6);
    close(tested(effect.test).p_value, 0.020_16, 5e-6);
    let (c, t) = (sums(3_407, 1_396.87, 52_377.976_7), sums(3_461, 2_422.7, 134_698.29));
    close(known(delta_lift(c, t, Level::P95)).value, 0.707_32, 5e-6);
    interval(delta_lift(c, t, Level::P95), [-0.035_26, 1.449_89], 5e-6);
    // The peer gives this lift a p-value of its own, 0.06191, beside 0.02016 for the very same effect. Ours has one, and
    // Fieller's interval agrees with it: both leave out no effect.
    assert!(known(effect.lift).interval.lower > 0.0);
    let (c, t) = (Mean::of_share(share(14, 28)).unwrap(), Mean::of_share(share(16, 30)).unwrap());
    close(known(delta_lift(c, t, Level::P95)).value, 0.066_67, 5e-6);
    interval(delta_lift(c, t, Level::P95), [-0.477_67, 0.611_01], 5e-6);
    let Some(data) = hillstrom() else { return };
    let [control, treated] = data.arms();
    let arm = |it: &Moments| {
        sums(
            it.n(),
            it.mean().unwrap() * it.n() as f64,
            it.variance().unwrap() * (it.n() - 1) as f64 + it.mean().unwrap().powi(2) * it.n() as f64,
        )
    };
    let lift = delta_lift(arm(&control), arm(&treated), Level::P95);
    close(known(lift).value, 1.179_288_770, 5e-10);
    interval(lift, [0.544_284_761, 1.814_292_780], 5e-9);
}

#[test]
fn cuped_agrees_with_the_published_figures_on_hillstrom() {
    let Some(data) = hillstrom() else { return };
    let [control, treated] = data.arms();
    let adjusted = cuped(&control, &treated, Level::P95).unwrap();
    close(adjusted.slopes[0].unwrap(), 0.001_222_896_520, 5e-13);
    let it = known(adjusted.effect.difference);
    close(it.value, 0.767_438_499_428, 5e-13);
    close(it.standard_error.unwrap(), 0.145_215_042_194, 5e-13);
    close(adjusted.health.variance_removed, 0.000_434, 5e-7);
    assert!(!adjusted.health.is_suspicious() && adjusted.health.left_out.is_empty());
}

#[test]
fn lin_agrees_with_statsmodels_on_hillstrom() {
    let Some(data) = hillstrom() else { return };
    let rows = Rows { outcome: &data.spend, arm: &data.arm, covariates: &[&data.history], clusters: None };
    let it = known(lin(&rows, Robust::Hc2, Level::P95).unwrap().effect.difference);
    close(it.value, 0.767_480_234_791, 5e-13);
    close(it.standard_error.unwrap(), 0.145_146_188_250, 5e-13);
}

const Y: [f64; 22] = [
    12.1, 9.8, 15.3, 11.0, 13.7, 8.9, 10.2, 14.8, 16.0, 12.5, 13.9, 11.2, 17.8, 15.1, 12.0, 18.4, 14.2, 16.6, 10.9,
    19.3, 15.5, 13.1,
];
const X1: [f64; 22] =
    [5.0, 3.1, 7.2, 4.4, 6.1, 2.7, 3.9, 6.8, 7.7, 5.2, 4.9, 3.3, 7.5, 5.8, 3.6, 8.1, 5.1, 6.9, 2.9, 8.4, 6.0, 4.1];
const X2: [f64; 22] =
    [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
const NESTED: [u32; 22] = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 5, 5, 5, 6, 7, 7, 7, 7, 7];
const CROSSING: [u32; 22] = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1];

fn arms() -> Vec<Arm> {
    (0..22).map(|row| Arm::from(row >= 10)).collect()
}

fn moments(columns: &[&[f64]]) -> [Moments; 2] {
    let arm: Vec<u8> = (0..22).map(|row| u8::from(row >= 10)).collect();
    Moments::by_arm(columns, &arm, 2).unwrap().try_into().unwrap()
}

#[test]
fn welch_agrees_with_r() {
    // t.test(y ~ d)
    let [control, treated] = moments(&[&Y]);
    let effect = difference_in_means(&control, &treated, Level::P95);
    close(tested(effect.test).statistic, 2.140_904_185_749_9, 1e-12);
    close(tested(effect.test).p_value, 0.044_838_787_268_18, 1e-12);
    interval(effect.difference, [0.061_035_330_810_708, 4.745_631_335_856], 1e-11);
}

#[test]
fn lin_agrees_with_r_by_matrices() {
    let arm = arms();
    let check = |covariates: &[&[f64]], robust, wanted: [f64; 2]| {
        let rows = Rows { outcome: &Y, arm: &arm, covariates, clusters: None };
        let it = known(lin(&rows, robust, Level::P95).unwrap().effect.difference);
        close(it.value, wanted[0], 1e-11);
        close(it.standard_error.unwrap(), wanted[1], 1e-12);
    };
    check(&[&X1], Robust::Hc2, [1.909_849_934_367_5, 0.087_442_805_413_803]);
    check(&[&X1, &X2], Robust::Hc2, [1.911_925_880_569, 0.088_082_101_228_694]);
    check(&[&X1, &X2], Robust::Hc3, [1.911_925_880_569, 0.101_823_756_062_62]);
    for (clusters, error) in [(NESTED, 0.068_952_251_141_598), (CROSSING, 0.066_194_974_400_828)] {
        let rows = Rows { outcome: &Y, arm: &arm, covariates: &[&X1], clusters: Some(&clusters) };
        let it = known(lin(&rows, Robust::Hc2, Level::P95).unwrap().effect.difference);
        close(it.value, 1.909_849_934_367_5, 1e-11);
        close(it.standard_error.unwrap(), error, 1e-12);
    }
}

#[test]
fn cuped_with_two_covariates_agrees_with_r() {
    let [control, treated] = moments(&[&Y, &X1, &X2]);
    let adjusted = cuped(&control, &treated, Level::P95).unwrap();
    let it = known(adjusted.effect.difference);
    close(it.value, 1.887_854_999_298_8, 1e-11);
    close(it.standard_error.unwrap(), 0.099_003_089_637_697, 1e-12);
    // t.test on y - theta (x - mean of x), less two degrees of freedom; of the plain outcomes they are 17.9.
    close(adjusted.effect.degrees_of_freedom.unwrap(), 15.119_403_983_746_4, 1e-11);
    interval(adjusted.effect.difference, [1.676_979_964_277_49, 2.098_730_034_320_18], 1e-11);
    let balance = tested(adjusted.health.balance);
    close(balance.statistic, 0.093_309_769_402_009, 1e-12);
    close(balance.p_value, 0.911_326_088_553_3, 1e-11);
}

#[test]
fn the_degrees_of_freedom_of_an_adjustment_are_those_of_what_is_left_after_it() {
    // The covariate explains nearly all of the control and little of the treated, so that one arm carries the spread.
    let x = [
        0.79301, 0.52225, 1.74622, -1.27134, 2.19739, 0.43313, -1.5702, -0.93491, 0.06349, -0.00239, -2.27678, 0.75741,
        -0.54841, 0.17255, 0.56285, 1.51182, 0.65903, 1.12203, -0.78464, -0.42569, 0.393, 0.03676, -1.03208, -1.26486,
    ];
    let y = [
        3.98433, 2.54716, 8.702, -6.26797, 10.97641, 2.14805, -7.82174, -4.62384, 0.31634, -0.05712, -11.33852,
        3.84516, -0.89446, 0.94287, 4.23282, 9.01771, 3.351, 4.0929, -3.97179, -2.34282, 4.06081, 0.38611, -4.64269,
        -4.64616,
    ];
    let arms = Moments::by_arm(&[&y, &x], &[[0_u8; 12], [1; 12]].concat(), 2).unwrap();
    let effect = cuped(&arms[0], &arms[1], Level::P95).unwrap().effect;
    close(effect.degrees_of_freedom.unwrap(), 10.125_695_182_965_03, 1e-10);
    close(tested(effect.test).p_value, 0.071_346_031_775_977, 1e-10);
    interval(effect.difference, [-0.064_835_148_219_649, 1.305_952_657_084_546], 1e-9);
}

#[test]
fn clustered_errors_agree_with_r_by_matrices() {
    // [CR1, CR2, degrees of freedom of Bell and McCaffrey]
    let check = |cluster: &[u32], wanted: [f64; 3]| {
        let clusters = Clusters::from_columns(&[&Y], &arms(), cluster).unwrap();
        for (errors, wanted) in [(ClusterErrors::Cr1, wanted[0]), (ClusterErrors::Cr2, wanted[1])] {
            let answer = clustered(&clusters, errors, Level::P95).unwrap();
            close(known(answer.adjusted.effect.difference).value, 2.403_333_333_333_3, 1e-12);
            close(known(answer.adjusted.effect.difference).standard_error.unwrap(), wanted, 1e-12);
        }
        let answer = clustered(&clusters, ClusterErrors::Cr2, Level::P95).unwrap();
        close(answer.degrees_of_freedom.unwrap(), wanted[2], 1e-11);
    };
    check(&NESTED, [0.567_254_727_548_33, 0.599_887_360_158_01, 4.570_143_884_892_1]);
    check(&CROSSING, [1.296_035_434_400_7, 1.274_301_437_009_2, 3.960_341_318_561_5]);
}

#[test]
fn stratified_effects_agree_with_r() {
    let stratum = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2];
    let mut strata = vec![(Moments::new(0), Moments::new(0)); 3];
    for (row, &s) in stratum.iter().enumerate() {
        let pair: &mut (Moments, Moments) = &mut strata[s];
        let arm = if row < 10 { &mut pair.0 } else { &mut pair.1 };
        arm.add(&[Y[row]]).unwrap();
    }
    // lm(y ~ d + factor(s)) has the weights of Mantel and Haenszel.
    let fixed = stratified_means(&strata, StrataWeights::MantelHaenszel, Level::P95).unwrap();
    close(known(fixed.difference).value, 2.343_097_643_097_6, 1e-12);
    let post = stratified_means(&strata, StrataWeights::Population, Level::P95).unwrap();
    close(known(post.difference).value, 2.374_090_909_090_9, 1e-12);
    close(known(post.difference).standard_error.unwrap(), 1.171_909_618_252_1, 1e-12);
    // mantelhaen.test(correct = FALSE)
    let tables = [(share(10, 100), share(15, 100)), (share(40, 100), share(45, 100)), (share(3, 50), share(8, 30))];
    let shares = stratified_shares(&tables, Level::P95).unwrap();
    let test = tested(shares.test);
    close(test.statistic, 3.932_743_559_135_3, 1e-11);
    close(test.p_value, 0.047_354_628_944_892, 1e-12);
    // By hand: weights 50, 50 and 18.75, differences 0.05, 0.05 and 8/30 − 3/50.
    let wanted = (50.0 * 0.05 + 50.0 * 0.05 + 18.75 * (8.0 / 30.0 - 0.06)) / 118.75;
    close(known(shares.difference).value, wanted, 1e-14);
    // A single stratum is the plain comparison.
    let one = stratified_means(&moments_pair(), StrataWeights::Population, Level::P95).unwrap();
    let [control, treated] = moments(&[&Y]);
    let plain = difference_in_means(&control, &treated, Level::P95);
    close(known(one.difference).interval.lower, known(plain.difference).interval.lower, 1e-12);
}

fn moments_pair() -> [(Moments, Moments); 1] {
    let [control, treated] = moments(&[&Y]);
    [(control, treated)]
}

#[test]
fn ratios_of_sums_agree_arm_by_arm() {
    let [control, treated] = moments(&[&Y, &X1]);
    let effect = difference_in_ratios(&control, &treated, Level::P95).unwrap();
    for (rows, arm) in [(0..10, effect.control), (10..22, effect.treated)] {
        let sums = RatioSums::from_pairs(rows.map(|row| (X1[row], Y[row])));
        let wanted = known(ratio_of_sums(&sums, Level::P95).unwrap());
        close(known(arm).value, wanted.value, 1e-13);
        close(known(arm).standard_error.unwrap(), wanted.standard_error.unwrap(), 1e-13);
        close(known(arm).interval.upper, wanted.interval.upper, 1e-12);
    }
}

#[test]
fn sample_ratios_agree_with_scipy() {
    let cats = tested(sample_ratio(&[44_700, 45_489], &[1.0, 1.0]).unwrap());
    close(cats.statistic, 6.902_404_95, 5e-9);
    close(cats.p_value, 0.008_607_987_81, 5e-12);
    assert!(cats.p_value < stats::experiment::SAMPLE_RATIO_ALARM_P, "Cookie Cats must alarm");
    let hillstrom = tested(sample_ratio(&[21_307, 21_306, 21_387], &[1.0, 1.0, 1.0]).unwrap());
    assert!(hillstrom.p_value > 0.5 && hillstrom.degrees_of_freedom == Some(2));
    // Closed form: with one row the Bayes factor is 1, with two alike it is (c/2 + 1)/(c + 1) · 2.
    let two = tested(sample_ratio_running(&[2, 0], &[1.0, 1.0]).unwrap());
    close(two.statistic, (2.0 * 501.0 / 1_001.0_f64).ln(), 1e-9);
}

#[test]
fn cookie_cats_backfires_and_alarms() {
    let Some((header, rows)) = file("cookie_cats/cookie_cats.csv") else { return };
    let at = |name: &str| header.iter().position(|it| it == name).unwrap();
    let (version, seven) = (at("version"), at("retention_7"));
    let (mut n, mut k) = ([0; 2], [0; 2]);
    for row in &rows {
        let arm = usize::from(row[version] == "gate_40");
        n[arm] += 1;
        k[arm] += u64::from(row[seven] == "TRUE");
    }
    assert_eq!((n, k), ([44_700, 45_489], [8_502, 8_279]));
    let effect = difference_in_shares(share(k[0], n[0]), share(k[1], n[1]), Level::P95);
    assert!(known(effect.difference).interval.upper < 0.0);
    assert!(tested(sample_ratio(&n, &[1.0, 1.0]).unwrap()).p_value < 0.01);
}

#[test]
fn peeking_inflates_the_error_as_published() {
    // Armitage, McPherson and Rowe (1969), and simulations with an error of 0.001 for more looks.
    let z = 1.959_963_984_540_054;
    let error = |looks: usize| {
        stopping_chances(&equal_looks(looks).unwrap(), &vec![z; looks], 0.0).unwrap().iter().sum::<f64>()
    };
    // Published with six digits, of which a coarse grid got the fifth wrong at three looks.
    for (looks, wanted) in [(1, 0.05), (2, 0.083_118), (3, 0.107_264), (4, 0.126_170), (5, 0.141_692), (10, 0.193_363)]
    {
        close(error(looks), wanted, 1e-5);
    }
    // Simpson's rule with 4,001 points on the scale of sums, in R 4.2.2.
    for (looks, wanted) in [(2, 0.083_117_803_35), (3, 0.107_256_374_64), (4, 0.126_169_012_5), (5, 0.141_689_332_59)] {
        close(error(looks), wanted, 1e-10);
    }
    for (looks, wanted) in [(20, 0.2468), (50, 0.3194), (100, 0.3716)] {
        close(error(looks), wanted, 0.003);
    }
}

#[test]
fn bounds_agree_with_published_tables() {
    let bounds = |looks: &[stats::experiment::PlannedLook], wanted: &[f64], tolerance: f64| {
        for (look, wanted) in looks.iter().zip(wanted) {
            close(look.bound, *wanted, tolerance);
        }
    };
    let five = equal_looks(5).unwrap();
    // ldbounds, two-sided, 0.05: the spending functions of Lan and DeMets.
    let fleming = planned_looks(&five, Spending::ObrienFleming, Level::P95).unwrap();
    bounds(&fleming, &[4.8769, 3.3569, 2.6803, 2.2898, 2.0310], 2e-4);
    // integrate() of R 4.2.2 is finer than the grid of that table.
    bounds(&fleming[..2], &[4.876_884_948_776, 3.357_011_921_575], 1e-10);
    let pocock = planned_looks(&five, Spending::Pocock, Level::P95).unwrap();
    bounds(&pocock, &[2.4380, 2.4268, 2.4101, 2.3966, 2.3859], 2e-4);
    // Jennison and Turnbull (2000), tables 2.1 and 2.3.
    for (looks, constant, fleming) in [(2, 2.178, 1.977), (3, 2.289, 2.004), (5, 2.413, 2.040), (10, 2.555, 2.087)] {
        let it = classic_looks(looks, Shape::Pocock, Level::P95).unwrap();
        bounds(&it, &vec![constant; looks], 6e-4);
        let it = classic_looks(looks, Shape::ObrienFleming, Level::P95).unwrap();
        close(it[looks - 1].bound, fleming, 6e-4);
        close(it[0].bound, fleming * (looks as f64).sqrt(), 3e-3);
    }
    // Tables 2.2 and 2.4: how many more rows at most, at 90 % power.
    let power = Probability::new("power", 0.9).unwrap();
    for (shape, looks, wanted) in [(Shape::Pocock, 5, 1.207), (Shape::ObrienFleming, 5, 1.026)] {
        let it = classic_looks(looks, shape, Level::P95).unwrap();
        close(inflation(&it, power, Level::P95).unwrap(), wanted, 6e-4);
    }
}

#[test]
fn sample_sizes_agree_with_published_figures_and_r() {
    let plan = Plan::default();
    let arm = |base: f64, effect: f64| sample_size(Outcome::Share { base }, effect, &plan).unwrap().control;
    close(arm(0.10, -0.02), 3_212.937, 5e-4);
    close(arm(0.064, 0.036), 910.598, 5e-4);
    assert_eq!(sample_size(Outcome::Share { base: 0.064 }, 0.036, &plan).unwrap().whole(), [911, 911]);
    for (base, effect, wanted) in [(0.172, -0.019, 5_917.0), (0.05, -0.01, 6_745.0), (0.30, -0.05, 1_251.0)] {
        close(arm(base, effect).ceil(), wanted, 0.0);
    }
    // power.t.test(delta = 0.5, power = 0.8) and power.t.test(n = 40, delta = 7, sd = 10)
    let mean = Outcome::Mean { standard_deviation: 1.0 };
    close(sample_size(mean, 0.5, &plan).unwrap().treated, 63.765_763_724_847, 1e-7);
    let ten = Outcome::Mean { standard_deviation: 10.0 };
    close(power(ten, 7.0, 80.0, &plan).unwrap(), 0.871_132_846_651_39, 1e-9);
    // The three questions are one equation.
    let rows = sample_size(mean, 0.3, &plan).unwrap().total();
    let found = minimum_detectable_effect(mean, rows, &plan).unwrap();
    close(found.rise.unwrap(), 0.3, 1e-9);
    close(found.fall.unwrap(), -0.3, 1e-9);
    close(power(mean, 0.3, rows, &plan).unwrap(), 0.8, 1e-9);
    // Clusters multiply by the design effect, and a little more because they are few; covariates divide.
    let half = Plan { variance_removed: 0.5, ..plan };
    close(sample_size(Outcome::Share { base: 0.1 }, -0.02, &half).unwrap().control, 3_212.937 / 2.0, 5e-4);
    let clusters = ClusterPlan { rows: 50.0, intraclass: 0.02, size_variation: 0.0 };
    let drawn = sample_size(Outcome::Share { base: 0.1 }, -0.02, &Plan { clusters: Some(clusters), ..plan }).unwrap();
    let design_effect = 1.0 + 49.0 * 0.02;
    assert!(drawn.control > 3_212.937 * design_effect && drawn.control < 1.05 * 3_212.937 * design_effect);
    close(drawn.clusters.unwrap()[0], drawn.control / 50.0, 1e-9);
    close(drawn.periods(1_000.0).unwrap(), drawn.total() / 1_000.0, 1e-12);
}

#[test]
fn beliefs_agree_with_gbstats() {
    let arm = |part| Mean::of_share(share(part, 100)).unwrap();
    let belief = normal_belief(arm(49), arm(51), Level::P95).unwrap();
    close(belief.chance_treated_higher, 0.609_18, 5e-6);
    close(belief.risk_if_control_higher, 0.081_40, 5e-6);
    close(belief.risk_if_treated_higher, 0.040_58, 5e-6);
    interval(belief.lift, [-0.247_79, 0.329_43], 5e-6);
}

/// The chance that beta(a1, b1) exceeds beta(a0, b0), by the closed sum for whole parameters.
fn closed_sum(a0: u32, b0: u32, a1: u32, b1: u32) -> f64 {
    let ln_factorial = |n: u32| (1..=n).map(|k| f64::from(k).ln()).sum::<f64>();
    let ln_beta = |a: u32, b: u32| ln_factorial(a - 1) + ln_factorial(b - 1) - ln_factorial(a + b - 1);
    (0..a1)
        .map(|i| (ln_beta(a0 + i, b0 + b1) - f64::from(b1 + i).ln() - ln_beta(1 + i, b1) - ln_beta(a0, b0)).exp())
        .sum()
}

#[test]
fn beliefs_agree_with_closed_sums_and_with_r() {
    let belief = |c: Proportion, t: Proportion, prior| beta_binomial(c, t, prior, Level::P95);
    for (x0, n0, x1, n1) in [(2, 20, 5, 22), (0, 3, 3, 3), (49, 100, 51, 100), (0, 0, 0, 0), (1, 1_000, 9, 1_000)] {
        let it = belief(share(x0, n0), share(x1, n1), Prior::FLAT);
        let parameters = [x0 + 1, n0 - x0 + 1, x1 + 1, n1 - x1 + 1].map(|it| u32::try_from(it).unwrap());
        let [a0, b0, a1, b1] = parameters;
        close(it.chance_treated_higher, closed_sum(a0, b0, a1, b1), 1e-11);
        let gap = known(it.treated).value - known(it.control).value;
        close(it.risk_if_control_higher - it.risk_if_treated_higher, gap, 1e-11);
    }
    // integrate() and uniroot() of R 4.2.2
    let it = belief(share(2, 20), share(5, 22), Prior::FLAT);
    close(it.chance_treated_higher, 0.848_574_828_155_09, 1e-11);
    close(it.risk_if_control_higher, 0.122_827_824_472_75, 1e-11);
    close(it.risk_if_treated_higher, 0.009_191_460_836_384_3, 1e-11);
    interval(it.difference, [-0.108_943_532_284_16, 0.335_396_452_859_11], 1e-9);
    interval(it.lift, [-0.438_797_844_099_6, 7.867_454_239_632_9], 1e-8);
    close(known(it.lift).value, 0.927_737_921_236_01, 1e-9);
    let jeffreys = belief(share(0, 50), share(4, 50), Prior::JEFFREYS);
    close(jeffreys.chance_treated_higher, 0.986_480_040_107_38, 1e-9);
    close(jeffreys.risk_if_control_higher, 0.078_650_755_038_022, 1e-9);
    close(jeffreys.risk_if_treated_higher, 0.000_219_382_489_002_12, 1e-9);
    let even = belief(share(49, 100), share(51, 100), Prior::FLAT);
    close(even.chance_treated_higher, 0.610_770_522_687_84, 1e-11);
    interval(even.difference, [-0.116_963_120_491_18, 0.155_818_151_427_95], 1e-10);
}

#[test]
fn many_actions_at_once_have_the_moments_of_each_alone() {
    // More rows than a piece has, with values far from 0, an action that concerns a part, and an arm that is constant.
    let rows = 150_000_u32;
    let x: Vec<f64> = (0..rows).map(|i| 1e6 + f64::from(i.wrapping_mul(2_654_435_761) % 1_009)).collect();
    let y: Vec<f64> = (0..rows).map(|i| f64::from(u8::from(i % 7 == 0))).collect();
    let arm = |of: &dyn Fn(u32) -> u8| (0..rows).map(of).collect::<Vec<u8>>();
    let arms =
        [arm(&|i| u8::from(i % 3 == 0)), arm(&|i| u8::try_from(i % 5 % 3).unwrap()), arm(&|i| u8::from(i % 7 == 0))];
    let lists: Vec<&[u8]> = arms.iter().map(Vec::as_slice).collect();
    let together = moments_of_many(&[&y, &x], &lists).unwrap();
    for (arm, together) in arms.iter().zip(&together) {
        let alone = Moments::by_arm(&[&y, &x], arm, 3).unwrap();
        for (together, alone) in together.iter().zip(&alone) {
            assert_eq!(together.n(), alone.n());
            // Sums run around the means of all arms, so an error is relative to the size of the column, not of one arm.
            for (column, size) in [(0, 1.0), (1, 1e6)] {
                let (a, b) = (together.select(&[column]).unwrap(), alone.select(&[column]).unwrap());
                close(a.mean().unwrap(), b.mean().unwrap(), 1e-12 * size);
                close(a.variance().unwrap(), b.variance().unwrap(), 1e-9 * b.variance().unwrap());
            }
        }
    }
    assert_eq!(together[2][1].variance(), Some(0.0), "all of this arm are alike");
    assert!(moments_of_many(&[&[f64::NAN]], &[&[0]]).is_err());
    assert!(moments_of_many(&[&[1.0]], &[&[0, 1]]).is_err());
    assert!(moments_of_many(&[], &[]).is_err());
}
