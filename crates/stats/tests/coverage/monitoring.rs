//! Do charts ring as seldom as they say, and do interrupted series hold what they promise?

use stats::Level;
use stats::monitoring::{Errors, Kind, Limits, Rule, Sample, Shape, control_chart, interrupted};

use crate::chance::Chance;

fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * (1.0 - chance.share()).ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos()
}

/// The chance that a period of so many rings, above and below, added up exactly: the baseline is long enough to be the truth.
fn rings(limits: Limits, p: f64, n: u32) -> (f64, f64) {
    let whole = 1_000_000_000;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a billion")]
    let part = (p * whole as f64).round() as u64;
    let mut samples = vec![Sample::share(part, whole).expect("a share"); 2];
    samples.extend((0..=n).map(|k| Sample::share(u64::from(k), u64::from(n)).expect("a share")));
    let chart = control_chart(Kind::Share, &samples, 2, limits, &[Rule::Beyond], Level::P95).expect("a chart");
    let chart = chart.expect("a chart");
    let mut term = (1.0 - p).powi(i32::try_from(n).expect("small"));
    let (mut above, mut below) = (0.0, 0.0);
    for (k, point) in (0..=n).zip(&chart.points[2..]) {
        if !point.signals.is_empty() {
            if point.is_above { above += term } else { below += term }
        }
        term *= f64::from(n - k) / f64::from(k + 1) * p / (1.0 - p);
    }
    (above, below)
}

#[test]
fn exact_limits_ring_as_seldom_as_they_say_and_three_sigma_do_not() {
    let mut worst: f64 = 0.0;
    for n in [10, 20, 50, 100, 400] {
        for p in [0.01, 0.02, 0.05, 0.1, 0.23, 0.5, 0.9] {
            let (above, below) = rings(Limits::Exact, p, n);
            assert!(above <= 0.001_350_01 && below <= 0.001_350_01, "n = {n}, p = {p}: {above} and {below}");
            worst = worst.max(rings(Limits::ThreeSigma, p, n).0);
        }
    }
    // The figure of the page: three sigma ring up to 16 times as often above as they say.
    assert!((0.015..0.03).contains(&worst), "{worst}");
}

/// The share of series whose interval of the mean effect holds the truth, and the share in which it does not hold 0.
fn simulate(runs: u32, periods: usize, errors: Errors, mut next: impl FnMut(&mut Chance, usize) -> f64) -> (f64, f64) {
    let mut chance = Chance::seeded(20_261_122);
    let (mut held, mut found) = (0, 0);
    for _ in 0..runs {
        let series: Vec<f64> = (0..periods).map(|t| next(&mut chance, t)).collect();
        let answer = interrupted(&series, periods / 2, Shape::StepAndSlope, errors, Level::P95).expect("a series");
        let interval = answer.expect("an answer").mean_effect.known().expect("an effect").interval;
        held += u32::from(interval.holds(0.0));
        found += u32::from(!interval.holds(0.0));
    }
    (f64::from(held) / f64::from(runs), f64::from(found) / f64::from(runs))
}

#[test]
fn interrupted_series_hold_what_they_promise() {
    for periods in [6, 12, 24] {
        let (held, _) = simulate(4_000, periods, Errors::Independent, |chance, t| 0.1 * t as f64 + normal(chance));
        assert!((0.935..=0.965).contains(&held), "{periods} periods: {held}");
    }
    // A reason that one leaver in ten names, of 80 leavers a month.
    let (held, _) = simulate(4_000, 24, Errors::Independent, |chance, _| {
        f64::from((0..80_u32).map(|_| u32::from(chance.share() < 0.1)).sum::<u32>()) / 80.0
    });
    assert!((0.935..=0.965).contains(&held), "shares: {held}");
}

#[test]
fn neighbors_that_hang_together_need_errors_that_say_so() {
    let following = |rho: f64| {
        let mut before = 0.0;
        move |chance: &mut Chance, t: usize| {
            let fresh = normal(chance);
            before = if t == 0 { fresh / (1.0 - rho * rho).sqrt() } else { rho * before + fresh };
            before
        }
    };
    let (plain, _) = simulate(1_000, 48, Errors::Independent, following(0.5));
    let (held, _) = simulate(1_000, 48, Errors::Autoregressive, following(0.5));
    assert!(plain < 0.85, "{plain}");
    // A thousand series: three errors are 2.1 points.
    assert!((0.914..=0.986).contains(&held), "{held}");
}
