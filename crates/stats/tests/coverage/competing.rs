//! Intervals and bands of incidences, and false alarms of Gray's test.

use crate::chance::Chance;
use stats::competing::Ending::{Cause, Censored};
use stats::competing::{
    Band, CauseTable, Stays, WeightedStays, cumulative_incidence, fine_gray, gray, gray_stratified, weighted_incidence,
};
use stats::cox::Design;
use stats::{Level, survival::Scale};

/// Simulations per case: the share that holds is then known to within 0.9 points in 99 of 100 cases.
const RUNS: u32 = 4_000;
/// Bands draw thousands of curves each, so there are fewer; three errors of chance are 3.8 points.
const BAND_RUNS: u32 = 300;

#[track_caller]
fn within(share: f64, lowest: f64, highest: f64, what: &str) {
    assert!((lowest..=highest).contains(&share), "{what}: {:.2} %", share * 100.0);
}

/// Customers who leave at a hazard of 1, of whom a share leaves for the first cause, last seen at a time spread over 0 to
/// `watched`; in steps of `unit` when that is not 0.
fn competing(rng: &mut Chance, n: usize, share: f64, watched: f64, unit: f64) -> CauseTable {
    let (durations, endings): (Vec<f64>, Vec<_>) = (0..n)
        .map(|_| {
            let (leaves, seen) = (-(1.0 - rng.share()).ln(), watched * rng.share());
            let cause = Cause(u8::from(rng.share() >= share));
            let time = leaves.min(seen);
            (if unit > 0.0 { (time / unit).ceil() } else { time }, if leaves <= seen { cause } else { Censored })
        })
        .unzip();
    CauseTable::from_stays(2, Stays { durations: &durations, endings: &endings, entered_at: &[] }).expect("finite")
}

fn coverage(seed: u64, n: usize, time: f64, scale: Scale) -> f64 {
    let mut rng = Chance::seeded(seed);
    let truth = 0.5 * (1.0 - f64::exp(-time));
    let (mut held, mut given) = (0, 0);
    while given < RUNS {
        let curves = cumulative_incidence(&competing(&mut rng, n, 0.5, 3.0, 0.0), Level::P95, scale);
        if let Some(it) = curves.at(0, time).expect("a time").known() {
            given += 1;
            held += u32::from(it.interval.holds(truth));
        }
    }
    f64::from(held) / f64::from(given)
}

/// The share of samples in which the interval holds what all customers do, where the half that stays three times as long was drawn four
/// times as often, and each counts for as many as it stands for.
fn coverage_of_weighted(seed: u64, n: usize, time: f64) -> f64 {
    let mut rng = Chance::seeded(seed);
    let truth = 0.5 * (1.0 - 0.5 * (f64::exp(-time) + f64::exp(-time / 3.0)));
    let (mut held, mut given) = (0, 0);
    while given < RUNS {
        let (mut durations, mut endings, mut weights) = (vec![], vec![], vec![]);
        for _ in 0..n {
            let loyal = rng.share() < 0.8;
            let (leaves, watched) = (-(1.0 - rng.share()).ln() * if loyal { 3.0 } else { 1.0 }, 3.0 * rng.share());
            let cause = Cause(u8::from(rng.share() >= 0.5));
            durations.push(leaves.min(watched));
            endings.push(if leaves <= watched { cause } else { Censored });
            weights.push(if loyal { 1.0 } else { 4.0 });
        }
        let stays = Stays { durations: &durations, endings: &endings, entered_at: &[] };
        let rows = WeightedStays { causes: 2, stays, weights: &weights };
        let curves = weighted_incidence(&rows, Level::P95, Scale::LogLog).expect("weights above 0");
        if let Some(it) = curves.at(0, time).expect("a time").known() {
            given += 1;
            held += u32::from(it.interval.holds(truth));
        }
    }
    f64::from(held) / f64::from(given)
}

#[test]
fn weighted_incidences_keep_their_level() {
    for (n, time) in [(100, 0.5), (100, 1.2), (400, 0.5), (400, 1.2)] {
        let held = coverage_of_weighted(47, n, time);
        within(held, 0.935, 0.965, &format!("weighted incidence, n = {n}, t = {time}"));
    }
}

#[test]
fn incidences_keep_their_level() {
    for (n, scale) in [
        (25, Scale::LogLog),
        (50, Scale::LogLog),
        (100, Scale::LogLog),
        (400, Scale::LogLog),
        (100, Scale::Logit),
        (100, Scale::Arcsine),
        (400, Scale::Log),
        (400, Scale::Plain),
    ] {
        for time in [0.5, 1.2] {
            let held = coverage(41, n, time, scale);
            within(held, 0.935, 0.965, &format!("incidence {}, n = {n}, t = {time}", scale.word()));
        }
    }
}

#[test]
fn exact_intervals_of_incidences_never_promise_too_much() {
    for n in [10, 25, 100] {
        for time in [0.1, 0.5, 1.2] {
            let held = coverage(42, n, time, Scale::Exact);
            within(held, 0.95, 1.0, &format!("incidence exact, n = {n}, t = {time}"));
        }
    }
}

#[test]
fn bands_hold_the_whole_curve() {
    {
        let n = 150;
        let mut rng = Chance::seeded(43);
        let (mut held, mut given) = (0, 0);
        while given < BAND_RUNS {
            let curves = cumulative_incidence(&competing(&mut rng, n, 0.5, 4.0, 0.0), Level::P95, Scale::LogLog);
            let Band::Known { points, range, .. } = curves.band(0, None, u64::from(given)).expect("a cause") else {
                continue;
            };
            given += 1;
            // A step curve is furthest from a smooth truth just before and at its steps.
            let truth = |time: f64| 0.5 * (1.0 - f64::exp(-time));
            let at_steps = points.iter().all(|it| it.interval.holds(truth(it.time)));
            let before = points.windows(2).all(|pair| pair[0].interval.holds(truth(pair[1].time)));
            assert!(range.from < range.to);
            held += u32::from(at_steps && before);
        }
        within(f64::from(held) / f64::from(given), 0.912, 0.988, &format!("band, n = {n}"));
    }
}

#[test]
fn gray_raises_a_false_alarm_in_one_of_twenty() {
    for (rho, unit) in [(0.0, 0.0), (0.0, 0.2), (1.0, 0.0)] {
        let mut rng = Chance::seeded(44);
        let mut alarms = 0;
        for _ in 0..RUNS {
            let groups = [40, 60, 50].map(|n| competing(&mut rng, n, 0.6, 3.0, unit));
            let test = *gray(&groups, 0, rho).expect("groups").test.known().expect("some leave");
            alarms += u32::from(test.p_value < 0.05);
        }
        within(f64::from(alarms) / f64::from(RUNS), 0.041, 0.059, &format!("gray, rho = {rho}, unit = {unit}"));
    }
    // Strata that differ much, groups that do not.
    let mut rng = Chance::seeded(45);
    let mut alarms = 0;
    for _ in 0..RUNS {
        let strata = [0.2, 0.8].map(|share| [50, 70].map(|n| competing(&mut rng, n, share, 3.0, 0.0)).to_vec());
        let test = *gray_stratified(&strata, 0, 0.0).expect("groups").test.known().expect("some leave");
        alarms += u32::from(test.p_value < 0.05);
    }
    within(f64::from(alarms) / f64::from(RUNS), 0.041, 0.059, "gray in strata");
}

#[test]
fn fine_gray_holds_its_level_and_alarms_as_seldom_as_it_says() {
    // F₁(t | x) = 1 − (1 − p(1 − exp(−t)))^exp(βx), the rest leaves for the other cause at a hazard of exp(−x/2).
    for (n, beta) in [(100, 0.0), (200, 0.5), (400, 0.5)] {
        let (mut rng, p) = (Chance::seeded(49), 0.5_f64);
        let (mut held, mut alarms, mut given) = (0, 0, 0);
        while given < RUNS {
            let (mut durations, mut endings, mut x) = (vec![], vec![], vec![]);
            for row in 0..n {
                let group = f64::from(row % 2);
                let ratio = f64::exp(beta * group);
                let (share, watched) = (1.0 - (1.0 - p).powf(ratio), 4.0 * rng.share());
                let (is_first, drawn) = (rng.share() < share, rng.share());
                let leaves = if is_first {
                    -(1.0 - (1.0 - (1.0 - drawn * share).powf(1.0 / ratio)) / p).ln()
                } else {
                    -(1.0 - drawn).ln() * f64::exp(0.5 * group)
                };
                durations.push(leaves.min(watched));
                endings.push(if leaves <= watched { Cause(u8::from(!is_first)) } else { Censored });
                x.push(group);
            }
            let stays = Stays { durations: &durations, endings: &endings, entered_at: &[] };
            let Ok(fit) = fine_gray(stays, 0, &Design::new([x.as_slice()]), Level::P95).expect("finite") else {
                continue;
            };
            given += 1;
            held += u32::from(fit.coefficients[0].estimate.expect("an error").interval.holds(beta));
            alarms += u32::from(fit.wald.expect("a test").p_value < 0.05);
        }
        within(f64::from(held) / f64::from(given), 0.935, 0.965, &format!("fine-gray, n = {n}, beta = {beta}"));
        if beta == 0.0 {
            within(f64::from(alarms) / f64::from(given), 0.035, 0.065, "fine-gray, false alarms");
        }
    }
}
