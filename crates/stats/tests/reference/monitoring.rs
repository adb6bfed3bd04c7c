//! Control charts and interrupted series against a textbook and R.

use stats::monitoring::{
    ControlChart, Errors, Kind, Limits, Rule, Sample, Shape, control_chart, interrupted, interrupted_against,
};
use stats::{Answer, Level};

/// Montgomery, table 7.1: nonconforming orange juice cans in 30 samples of 50.
const CANS: [u64; 30] =
    [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6];
/// Montgomery, personal computers: nonconformities in 20 samples of 5.
const COMPUTERS: [u64; 20] = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5];

#[track_caller]
fn close(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "{found}, not {wanted}");
}

fn cans(limits: Limits, rules: &[Rule]) -> ControlChart {
    let samples: Vec<Sample> = CANS.iter().map(|&k| Sample::share(k, 50).unwrap()).collect();
    control_chart(Kind::Share, &samples, 30, limits, rules, Level::P95).unwrap().unwrap()
}

fn beyond(chart: &ControlChart) -> Vec<usize> {
    (0..chart.points.len()).filter(|&at| chart.points[at].signals.contains(&Rule::Beyond)).map(|at| at + 1).collect()
}

#[test]
fn charts_agree_with_montgomery() {
    let chart = cans(Limits::ThreeSigma, &[Rule::Beyond]);
    close(chart.center.value, 0.2313, 5e-5);
    close(chart.points[0].upper, 0.4102, 5e-5);
    close(chart.points[0].lower, 0.0524, 5e-5);
    assert_eq!(beyond(&chart), [15, 23]);
    // Without both, as the book goes on: 0.2150, from 0.0407 to 0.3893, and sample 21 is out.
    let rest: Vec<Sample> =
        (0..30).filter(|at| ![14, 22].contains(at)).map(|at| Sample::share(CANS[at], 50).unwrap()).collect();
    let chart =
        control_chart(Kind::Share, &rest, 28, Limits::ThreeSigma, &[Rule::Beyond], Level::P95).unwrap().unwrap();
    close(chart.center.value, 0.2150, 5e-5);
    close(chart.points[0].upper, 0.3893, 5e-5);
    close(chart.points[0].lower, 0.0407, 5e-5);
    assert_eq!(beyond(&chart), [20], "the 21st of all");
    let samples: Vec<Sample> = COMPUTERS.iter().map(|&k| Sample::count(k, 5.0).unwrap()).collect();
    let chart =
        control_chart(Kind::Count, &samples, 20, Limits::ThreeSigma, &Rule::USUAL, Level::P95).unwrap().unwrap();
    close(chart.center.value, 1.93, 1e-12);
    close(chart.points[0].upper, 3.79, 5e-3);
    close(chart.points[0].lower, 0.07, 5e-3);
    assert!(chart.points.iter().all(|it| it.signals.is_empty()));
}

#[test]
fn exact_limits_spread_and_measured_limits_agree_with_r() {
    // R 4.2.2: qbinom(c(0.00135, 0.99865), 50, 347/1500); qpois of the same at 9.65.
    let chart = cans(Limits::Exact, &[Rule::Beyond]);
    close(chart.points[0].lower, 4.0 / 50.0, 1e-15);
    close(chart.points[0].upper, 21.0 / 50.0, 1e-15);
    assert_eq!(beyond(&chart), [15, 23]);
    let samples: Vec<Sample> = COMPUTERS.iter().map(|&k| Sample::count(k, 5.0).unwrap()).collect();
    let counts = control_chart(Kind::Count, &samples, 20, Limits::Exact, &[], Level::P95).unwrap().unwrap();
    close(counts.points[0].lower, 2.0 / 5.0, 1e-15);
    close(counts.points[0].upper, 20.0 / 5.0, 1e-15);
    // R: mean(abs(diff(z)))/(2/sqrt(pi)); sum(z^2); pchisq(sum(z^2), 29, lower.tail = FALSE)
    close(chart.widened, 1.660_308_621_872_84, 1e-12);
    close(chart.spread_test.statistic, 85.409_319_379_841_1, 1e-10);
    close(chart.spread_test.p_value, 1.821_095_135_981_93e-7, 1e-18);
    let measured = cans(Limits::Measured, &[Rule::Beyond]);
    let half = 3.0 * (0.231_333_333_333_333_3_f64 * 0.768_666_666_666_666_7 / 50.0).sqrt() * 1.660_308_621_872_84;
    close(measured.points[0].upper, 0.231_333_333_333_333_3 + half, 1e-12);
    assert!(beyond(&measured).is_empty());
}

/// Twelve months before and twelve after.
const INDEPENDENT: [f64; 24] = [
    12.1, 11.4, 12.9, 12.2, 11.0, 12.6, 13.1, 12.4, 11.9, 13.3, 12.8, 13.0, 9.1, 9.9, 8.8, 9.3, 8.1, 9.0, 8.6, 7.9,
    8.8, 7.5, 8.2, 7.7,
];
const FOLLOWING: [f64; 24] = [
    10.2, 10.9, 11.3, 10.8, 11.9, 12.5, 12.1, 11.4, 11.8, 12.9, 13.4, 13.1, 10.0, 9.2, 9.5, 8.1, 7.6, 8.3, 9.0, 8.8,
    7.1, 6.9, 7.7, 8.2,
];

#[track_caller]
fn is(answer: &Answer, value: f64, error: f64, interval: Option<(f64, f64)>, tolerance: f64) {
    let it = answer.known().unwrap();
    close(it.value, value, tolerance * value.abs());
    close(it.standard_error.unwrap(), error, tolerance * error);
    if let Some((lower, upper)) = interval {
        close(it.interval.lower, lower, tolerance * lower.abs().max(1.0));
        close(it.interval.upper, upper, tolerance * upper.abs().max(1.0));
    }
}

#[test]
fn interrupted_series_agree_with_r() {
    // R 4.2.2: lm(y ~ t + after + t:after) with t = -12 … 11, and lm(y ~ t + after).
    let found = interrupted(&INDEPENDENT, 12, Shape::StepAndSlope, Errors::Independent, Level::P95).unwrap().unwrap();
    let step = Some((-4.595_190_110_273_76, -2.668_213_153_129_51));
    is(&found.step, -3.631_701_631_701_63, 0.461_891_352_811_095, step, 1e-11);
    let slope = Some((-0.389_875_724_316_727, -0.112_222_177_781_175));
    is(found.slope_change.as_ref().unwrap(), -0.251_048_951_048_951, 0.066_552_831_234_766_1, slope, 1e-11);
    let mean = Some((-6.284_207_964_717_8, -3.740_733_760_224_03));
    is(&found.mean_effect, -5.012_470_862_470_86, 0.609_664_135_732_454, mean, 1e-11);
    let before = Some((0.001_484_996_862_458_07, 0.197_815_702_438_242));
    is(&found.slope_before, 0.099_650_349_650_349_8, 0.047_059_958_273_267, before, 1e-11);
    close(found.correlation, -0.473_901_919_535_892, 1e-12);
    let step_only = interrupted(&INDEPENDENT, 12, Shape::Step, Errors::Independent, Level::P95).unwrap().unwrap();
    let it = step_only.step.known().unwrap();
    close(it.value, -3.506_177_156_177_157_5, 1e-11);
    close(it.interval.lower, -4.729_333_412_959_841, 1e-10);
    close(it.interval.upper, -2.283_020_899_394_474, 1e-10);
    assert!(step_only.slope_change.is_none());
    assert_eq!(step_only.mean_effect.known().unwrap().value, it.value);
}

#[test]
fn autoregressive_errors_agree_with_dense_restricted_likelihood_in_r() {
    // R 4.2.2: the correlation matrix written out, its determinant and inverse taken as they are, optimize() to 1e-12.
    let found = interrupted(&FOLLOWING, 12, Shape::StepAndSlope, Errors::Autoregressive, Level::P95).unwrap().unwrap();
    close(found.correlation, 0.509_199_640_277_409, 1e-6);
    is(&found.step, -3.725_401_869_811_22, 0.686_403_904_217_459, None, 1e-6);
    is(found.slope_change.as_ref().unwrap(), -0.409_811_576_260_539, 0.131_360_294_592_927, None, 1e-6);
    is(&found.mean_effect, -5.979_365_539_244_18, 1.043_089_358_499_81, None, 1e-6);
    // Satterthwaite's degrees of freedom there: 8.93, 1.60 and 2.95; qt(0.975, …) of them times the error.
    for (answer, half) in [(&found.step, 1.554_5), (&found.mean_effect, 3.354_4)] {
        let it = answer.known().unwrap();
        close(it.interval.upper - it.value, half, 0.01 * half);
    }
}

#[test]
fn a_trend_is_no_effect_and_what_hit_both_groups_falls_out() {
    // Falls by 0.3 a month all along; the means before and after differ by 3.6, and nothing was done.
    let wobble = |t: usize| 0.2 * (f64::from(u32::try_from(t * 7 % 5).unwrap()) - 2.0);
    let falling: Vec<f64> = (0..24).map(|t| 20.0 - 0.3 * t as f64 + wobble(t)).collect();
    let found = interrupted(&falling, 12, Shape::StepAndSlope, Errors::Independent, Level::P95).unwrap().unwrap();
    let effect = found.mean_effect.known().unwrap();
    assert!(effect.interval.holds(0.0) && effect.value.abs() < 0.5, "{effect:?}");
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    assert!((mean(&falling[12..]) - mean(&falling[..12])).abs() > 3.5, "which a plain comparison takes for an effect");
    // A price change hits both; something was done to one, which lowers it by 2.
    let hit = |t: usize| if t >= 12 { 5.0 } else { 0.0 };
    let other: Vec<f64> = (0..24).map(|t| 10.0 + hit(t) + wobble(t + 2)).collect();
    let ours: Vec<f64> = (0..24).map(|t| 10.0 + hit(t) - if t >= 12 { 2.0 } else { 0.0 } + wobble(t)).collect();
    let alone = interrupted(&ours, 12, Shape::StepAndSlope, Errors::Independent, Level::P95).unwrap().unwrap();
    let against =
        interrupted_against(&ours, &other, 12, Shape::StepAndSlope, Errors::Independent, Level::P95).unwrap().unwrap();
    assert!(alone.mean_effect.known().unwrap().value > 2.0);
    let effect = against.mean_effect.known().unwrap();
    assert!(effect.interval.holds(-2.0) && !effect.interval.holds(0.0), "{effect:?}");
}
