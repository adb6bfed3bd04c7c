//! Effects of what chance assigned: intervals, tests and plans.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the counts of the simulations are small and not negative"
)]

use crate::chance::Chance;
use stats::checked::{Level, Proportion};
use stats::estimate::{Answer, Interval, Tested};
use stats::experiment::{
    AlwaysValid, Arm, ClusterErrors, ClusterPlan, Clusters, Moments, Outcome, Plan, Prior, Robust, Rows, Spending,
    StrataWeights, always_valid_means, always_valid_shares, beta_binomial, clustered, cuped, difference_in_means,
    difference_in_ratios, difference_in_shares, equal_looks, lin, minimum_detectable_effect, planned_looks,
    sample_ratio, sample_ratio_running, sample_size, stopping_chances, stratified_means, stratified_shares,
};

/// Simulations per case: the share that holds is then known to within 0.9 points in 99 of 100 cases.
const RUNS: u32 = 4_000;

#[track_caller]
fn within(coverage: f64, lowest: f64, highest: f64, what: &str) {
    eprintln!("{what}: {:.2} %", coverage * 100.0);
    assert!((lowest..=highest).contains(&coverage), "{what}: {:.2} %", coverage * 100.0);
}

/// Between 93.5 and 96.5 %.
#[track_caller]
fn keeps_95(coverage: f64, what: &str) {
    within(coverage, 0.935, 0.965, what);
}

fn interval(answer: Answer) -> Option<Interval> {
    answer.known().map(|it| it.interval)
}

fn share(part: u64, whole: u64) -> Proportion {
    Proportion::new(part, whole).expect("a part of its whole")
}

fn normal(rng: &mut Chance) -> f64 {
    (-2.0 * (1.0 - rng.share()).ln()).sqrt() * (std::f64::consts::TAU * rng.share()).cos()
}

fn arm_of(n: usize, mut draw: impl FnMut() -> f64) -> Moments {
    let mut arm = Moments::new(0);
    (0..n).for_each(|_| arm.add(&[draw()]).expect("a finite number"));
    arm
}

/// The share of the simulations in which the interval holds the truth.
fn coverage(seed: u64, runs: u32, truth: f64, mut answer: impl FnMut(&mut Chance) -> Option<Interval>) -> f64 {
    let mut rng = Chance::seeded(seed);
    let (mut held, mut given) = (0, 0);
    while given < runs {
        if let Some(interval) = answer(&mut rng) {
            given += 1;
            held += u32::from(interval.holds(truth));
        }
    }
    f64::from(held) / f64::from(given)
}

/// The share of the simulations in which the test says p below 0.05.
fn alarms(seed: u64, mut test: impl FnMut(&mut Chance) -> Tested) -> f64 {
    let mut rng = Chance::seeded(seed);
    let alarmed = (0..RUNS).filter(|_| test(&mut rng).known().is_some_and(|it| it.p_value < 0.05)).count();
    alarmed as f64 / f64::from(RUNS)
}

fn binomial(n: u64, p: f64) -> Vec<f64> {
    let mut chances = vec![(1.0 - p).powf(n as f64)];
    for k in 1..=n {
        chances.push(chances[k as usize - 1] * (n - k + 1) as f64 / k as f64 * p / (1.0 - p));
    }
    chances
}

#[test]
fn tests_of_two_shares_alarm_at_their_rate() {
    for (n0, n1) in [(20, 20), (15, 40), (100, 50)] {
        let mut worst = 0.0_f64;
        let mut mean = 0.0;
        for step in 1..20 {
            let p = 0.05 * f64::from(step);
            let (chances0, chances1) = (binomial(n0, p), binomial(n1, p));
            let mut alarm = 0.0;
            for (x0, c0) in (0..).zip(&chances0) {
                for (x1, c1) in (0..).zip(&chances1) {
                    let test = difference_in_shares(share(x0, n0), share(x1, n1), Level::P95).test;
                    alarm += if test.known().is_some_and(|it| it.p_value < 0.05) { c0 * c1 } else { 0.0 };
                }
            }
            worst = worst.max(alarm);
            mean += alarm / 19.0;
        }
        within(worst, 0.03, 0.075, &format!("pooled test, {n0} against {n1}, worst share"));
        within(mean, 0.035, 0.06, &format!("pooled test, {n0} against {n1}, mean over shares"));
    }
}

#[test]
fn differences_of_means_and_their_lifts_keep_their_level() {
    let effect = |rng: &mut Chance, n: [usize; 2], deviation: f64| {
        let control = arm_of(n[0], || 10.0 + normal(rng));
        let treated = arm_of(n[1], || 11.0 + deviation * normal(rng));
        difference_in_means(&control, &treated, Level::P95)
    };
    for (n, deviation) in [([5, 5], 1.0), ([5, 20], 3.0), ([20, 8], 3.0), ([100, 100], 2.0)] {
        let what = format!("{} against {} with deviation {deviation}", n[0], n[1]);
        let held = coverage(21, RUNS, 1.0, |rng| interval(effect(rng, n, deviation).difference));
        keeps_95(held, &format!("welch, {what}"));
        let held = coverage(22, RUNS, 0.1, |rng| interval(effect(rng, n, deviation).lift));
        keeps_95(held, &format!("lift_fieller, {what}"));
    }
    // Skewed: waiting times.
    for n in [40, 200] {
        let draw = |rng: &mut Chance| -(1.0 - rng.share()).ln();
        let held = coverage(23, RUNS, 0.0, |rng| {
            let (control, treated) = (arm_of(n, || draw(rng)), arm_of(n, || draw(rng)));
            interval(difference_in_means(&control, &treated, Level::P95).difference)
        });
        keeps_95(held, &format!("welch, {n} against {n}, exponential"));
    }
}

/// Two arms of an outcome that a covariate explains with correlation 0.8, and an effect of 0.5 that grows with it.
fn with_covariate(rng: &mut Chance, n: [usize; 2]) -> (Vec<f64>, Vec<f64>, Vec<Arm>) {
    let (mut outcome, mut covariate, mut arm) = (Vec::new(), Vec::new(), Vec::new());
    for (side, n) in [(Arm::Control, n[0]), (Arm::Treated, n[1])] {
        for _ in 0..n {
            let x = normal(rng);
            let effect = if side == Arm::Treated { 0.5 } else { 0.0 };
            outcome.push(5.0 + 0.8 * x + 0.6 * normal(rng) + effect);
            covariate.push(x);
            arm.push(side);
        }
    }
    (outcome, covariate, arm)
}

fn moments_of(outcome: &[f64], covariate: &[f64], arm: &[Arm]) -> [Moments; 2] {
    let arm: Vec<u8> = arm.iter().map(|arm| arm.number()).collect();
    let arms = Moments::by_arm(&[outcome, covariate], &arm, 2).expect("columns of one length");
    arms.try_into().expect("two arms")
}

#[test]
fn adjusted_effects_and_their_lifts_keep_their_level() {
    for n in [[10, 10], [15, 40], [150, 150]] {
        let adjusted = |rng: &mut Chance| {
            let (outcome, covariate, arm) = with_covariate(rng, n);
            let [control, treated] = moments_of(&outcome, &covariate, &arm);
            cuped(&control, &treated, Level::P95).unwrap()
        };
        let what = format!("{} against {}", n[0], n[1]);
        let held = coverage(31, RUNS, 0.5, |rng| interval(adjusted(rng).effect.difference));
        keeps_95(held, &format!("cuped, {what}"));
        // The peer's variance of this lift was wrong until 2025: both adjusted means share the mean of the covariate.
        let held = coverage(32, RUNS, 0.1, |rng| interval(adjusted(rng).effect.lift));
        keeps_95(held, &format!("cuped lift, {what}"));
        within(alarms(33, |rng| adjusted(rng).health.balance), 0.04, 0.06, &format!("covariate balance, {what}"));
        for robust in [Robust::Hc2, Robust::Hc3] {
            let held = coverage(34, RUNS, 0.5, |rng| {
                let (outcome, covariate, arm) = with_covariate(rng, n);
                let rows = Rows { outcome: &outcome, arm: &arm, covariates: &[&covariate], clusters: None };
                interval(lin(&rows, robust, Level::P95).unwrap().effect.difference)
            });
            let highest = if robust == Robust::Hc3 { 0.975 } else { 0.965 };
            within(held, 0.935, highest, &format!("lin {robust:?}, {what}"));
        }
    }
}

/// Clusters of these sizes per arm, whose means vary with deviation 0.5 around 0; rows vary with deviation 1.
fn drawn_clusters(rng: &mut Chance, sizes: [&[usize]; 2]) -> (Vec<f64>, Vec<f64>, Vec<Arm>, Vec<u32>) {
    let (mut outcome, mut covariate, mut arm, mut cluster) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut next = 0;
    for (side, sizes) in [(Arm::Control, sizes[0]), (Arm::Treated, sizes[1])] {
        for &size in sizes {
            let shared = 0.5 * normal(rng);
            for _ in 0..size {
                let x = normal(rng);
                outcome.push(shared + normal(rng) + x);
                covariate.push(x);
                arm.push(side);
                cluster.push(next);
            }
            next += 1;
        }
    }
    (outcome, covariate, arm, cluster)
}

#[test]
fn clustered_effects_keep_their_level_with_few_clusters() {
    let even: &[usize] = &[12; 4];
    let uneven: &[usize] = &[5, 10, 15, 20, 10, 12];
    let many: &[usize] = &[8; 15];
    for (sizes, what) in [([even, even], "4 + 4"), ([uneven, even], "6 uneven + 4"), ([many, many], "15 + 15")] {
        let held = |covariates: bool, seed: u64| {
            coverage(seed, RUNS, 0.0, |rng| {
                let (outcome, covariate, arm, cluster) = drawn_clusters(rng, sizes);
                let columns: &[&[f64]] = if covariates { &[&outcome, &covariate] } else { &[&outcome] };
                let clusters = Clusters::from_columns(columns, &arm, &cluster).unwrap();
                interval(clustered(&clusters, ClusterErrors::Cr2, Level::P95).unwrap().adjusted.effect.difference)
            })
        };
        keeps_95(held(false, 41), &format!("clustered_cr2, {what} clusters"));
        keeps_95(held(true, 42), &format!("clustered_cuped, {what} clusters"));
    }
    // What it prevents: rows that are taken for independent.
    let naive = coverage(43, RUNS, 0.0, |rng| {
        let (outcome, covariate, arm, _) = drawn_clusters(rng, [many, many]);
        let [control, treated] = moments_of(&outcome, &covariate, &arm);
        interval(difference_in_means(&control, &treated, Level::P95).difference)
    });
    within(naive, 0.0, 0.90, "welch on rows of clusters");
    let held = coverage(44, RUNS, 0.0, |rng| {
        let (outcome, covariate, arm, cluster) = drawn_clusters(rng, [many, many]);
        let rows = Rows { outcome: &outcome, arm: &arm, covariates: &[&covariate], clusters: Some(&cluster) };
        interval(lin(&rows, Robust::Hc2, Level::P95).unwrap().effect.difference)
    });
    keeps_95(held, "lin_clustered, 15 + 15 clusters");
}

#[test]
fn effects_within_strata_keep_their_level() {
    // Strata far apart, with different shares treated: the plain comparison would be biased.
    let stratum = |rng: &mut Chance, s: f64, n: [usize; 2]| {
        (arm_of(n[0], || 3.0 * s + normal(rng)), arm_of(n[1], || 3.0 * s + 1.0 + 1.5 * normal(rng)))
    };
    let few = [[10, 20], [20, 10], [15, 15]];
    let many = [[2, 2]; 25];
    for (sizes, what) in [(&few[..], "3 large"), (&many[..], "25 small")] {
        for weights in [StrataWeights::Population, StrataWeights::MantelHaenszel] {
            let held = coverage(51, RUNS, 1.0, |rng| {
                let strata: Vec<_> = sizes.iter().enumerate().map(|(s, n)| stratum(rng, s as f64, *n)).collect();
                interval(stratified_means(&strata, weights, Level::P95).unwrap().difference)
            });
            keeps_95(held, &format!("stratified {weights:?}, {what} strata"));
        }
    }
    let tables = |rng: &mut Chance, effect: f64, sizes: &[[u64; 2]]| -> Vec<(Proportion, Proportion)> {
        let mut count = |n: u64, p: f64| share((0..n).filter(|_| rng.share() < p).count() as u64, n);
        let bases = [0.15, 0.3, 0.5].into_iter().cycle();
        sizes.iter().zip(bases).map(|(n, base)| (count(n[0], base), count(n[1], base + effect))).collect()
    };
    for (sizes, what) in [(vec![[60, 60], [40, 80], [80, 50]], "3 large"), (vec![[3, 3]; 60], "60 small")] {
        let held = coverage(52, RUNS, 0.1, |rng| {
            interval(stratified_shares(&tables(rng, 0.1, &sizes), Level::P95).unwrap().difference)
        });
        keeps_95(held, &format!("stratified_shares, {what} strata"));
        let rate = alarms(53, |rng| stratified_shares(&tables(rng, 0.0, &sizes), Level::P95).unwrap().test);
        within(rate, 0.038, 0.062, &format!("cochran_mantel_haenszel, {what} strata"));
    }
}

#[test]
fn ratios_of_sums_keep_their_level() {
    for n in [60, 300] {
        // Orders from 1 to 4 per customer, of about 20 each, and a customer who spends more does so on every order.
        let arm = |rng: &mut Chance| {
            let mut arm = Moments::new(1);
            for _ in 0..n {
                let orders = (1.0 + 4.0 * rng.share()).floor();
                let spent = orders * (20.0 + 5.0 * normal(rng)) + 3.0 * normal(rng);
                arm.add(&[spent, orders]).unwrap();
            }
            arm
        };
        let held = coverage(61, RUNS, 0.0, |rng| {
            let (control, treated) = (arm(rng), arm(rng));
            interval(difference_in_ratios(&control, &treated, Level::P95).unwrap().difference)
        });
        keeps_95(held, &format!("ratio_effect, {n} against {n}"));
    }
}

#[test]
fn always_valid_intervals_hold_at_every_look() {
    const PATHS: u32 = 1_000;
    let boundary = AlwaysValid::new(300, Level::P95).unwrap();
    // Three Monte-Carlo errors above 5 %.
    let most = 0.05 + 3.0 * (0.05 * 0.95 / f64::from(PATHS)).sqrt();
    for (p0, p1) in [(0.5, 0.5), (0.05, 0.05), (0.1, 0.3), (0.01, 0.02)] {
        let mut rng = Chance::seeded(71);
        let (mut missed, mut fixed) = (0, 0);
        for _ in 0..PATHS {
            let (mut k, mut n) = ([0, 0], [0, 0]);
            let (mut ever, mut ever_fixed) = (false, false);
            for row in 0..1_500 {
                let arm = row % 2;
                n[arm] += 1;
                k[arm] += u64::from(rng.share() < [p0, p1][arm]);
                let (control, treated) = (share(k[0], n[0]), share(k[1], n[1]));
                let look = always_valid_shares(control, treated, boundary);
                ever |= interval(look.difference).is_some_and(|it| !it.holds(p1 - p0));
                if row > 100 && row % 100 == 0 {
                    let fixed = difference_in_shares(control, treated, Level::P95).difference;
                    ever_fixed |= interval(fixed).is_some_and(|it| !it.holds(p1 - p0));
                }
            }
            missed += u32::from(ever);
            fixed += u32::from(ever_fixed);
        }
        let what = format!("always_valid_shares missed at any of 1,500 looks, {p0} against {p1}");
        within(f64::from(missed) / f64::from(PATHS), 0.0, most, &what);
        let peeking = f64::from(fixed) / f64::from(PATHS);
        within(peeking, 0.10, 0.40, &format!("an ordinary interval missed at any of 13 looks, {p0} against {p1}"));
    }
    for tuned_for in [40, 300] {
        let boundary = AlwaysValid::new(tuned_for, Level::P95).unwrap();
        for skewed in [false, true] {
            let mut rng = Chance::seeded(72);
            let mut missed = 0;
            for _ in 0..PATHS {
                let mut arms = [Moments::new(0), Moments::new(0)];
                let mut ever = false;
                for row in 0..800 {
                    let y = if skewed { -(1.0 - rng.share()).ln() } else { normal(&mut rng) };
                    arms[row % 2].add(&[y]).unwrap();
                    let look = always_valid_means(&arms[0], &arms[1], boundary);
                    ever |= interval(look.difference).is_some_and(|it| !it.holds(0.0));
                }
                missed += u32::from(ever);
            }
            let what = format!("always_valid_means missed at any of 800 looks, tuned for {tuned_for}, skewed {skewed}");
            within(f64::from(missed) / f64::from(PATHS), 0.0, most, &what);
        }
    }
}

#[test]
fn always_valid_intervals_of_clusters_hold_at_every_look() {
    const PATHS: u32 = 600;
    let boundary = AlwaysValid::new(60, Level::P95).unwrap();
    let most = 0.05 + 3.0 * (0.05 * 0.95 / f64::from(PATHS)).sqrt();
    let mut rng = Chance::seeded(73);
    let (mut missed, mut by_row) = (0, 0);
    for _ in 0..PATHS {
        let mut clusters = Clusters::new(0);
        let (mut ever, mut ever_by_row) = (false, false);
        for number in 0..120_usize {
            let arm = if number % 2 == 0 { Arm::Control } else { Arm::Treated };
            let shared = normal(&mut rng);
            for _ in 0..5 {
                clusters.add(number, arm, &[shared + normal(&mut rng)]).unwrap();
            }
            if number < 20 || number % 4 > 0 {
                continue;
            }
            let effect = clustered(&clusters, ClusterErrors::Cr2, Level::P95).unwrap().adjusted.effect;
            let (look, _) = boundary.around(&effect.difference, effect.degrees_of_freedom, number as u64 + 1);
            ever |= interval(look).is_some_and(|it| !it.holds(0.0));
            let rows = always_valid_means(clusters.moments(Arm::Control), clusters.moments(Arm::Treated), boundary);
            ever_by_row |= interval(rows.difference).is_some_and(|it| !it.holds(0.0));
        }
        missed += u32::from(ever);
        by_row += u32::from(ever_by_row);
    }
    within(f64::from(missed) / f64::from(PATHS), 0.0, most, "always valid between clusters, missed at any of 25 looks");
    within(f64::from(by_row) / f64::from(PATHS), 0.10, 1.0, "the same as if rows had been drawn");
}

#[test]
fn sample_ratio_alarms_are_rare() {
    for (n, first) in [(100, 0.5), (1_000, 0.5), (1_000, 0.9)] {
        // The chances of all counts, from the middle outwards so that none vanishes.
        let mut chances = vec![0.0; n + 1];
        let middle = (n as f64 * first) as usize;
        chances[middle] = 1.0;
        for k in middle + 1..=n {
            chances[k] = chances[k - 1] * (n - k + 1) as f64 / k as f64 * first / (1.0 - first);
        }
        for k in (0..middle).rev() {
            chances[k] = chances[k + 1] * (k + 1) as f64 / (n - k) as f64 * (1.0 - first) / first;
        }
        let whole: f64 = chances.iter().sum();
        let test = |k: usize| sample_ratio(&[k as u64, (n - k) as u64], &[first, 1.0 - first]).unwrap();
        let alarm = (0..=n).filter(|k| test(*k).known().is_some_and(|it| it.p_value < 0.05));
        let rate = alarm.map(|k| chances[k]).sum::<f64>() / whole;
        within(rate, 0.04, 0.06, &format!("sample_ratio, {n} assigned, {first} expected"));
    }
    // Against 50 : 30 : 20 at every row, when that is so and when the first arm gets four hundredths more.
    for (shift, lowest, highest) in [(0.0, 0.0, 0.05 + 3.0 * (0.05 * 0.95 / 400.0_f64).sqrt()), (0.04, 0.5, 1.0)] {
        let mut rng = Chance::seeded(81);
        let mut ever = 0;
        for _ in 0..400 {
            let mut observed = [0, 0, 0];
            let mut alarmed = false;
            for _ in 0..3_000 {
                let u = rng.share();
                observed[usize::from(u > 0.5 + shift) + usize::from(u > 0.8)] += 1;
                let test = sample_ratio_running(&observed, &[0.5, 0.3, 0.2]).unwrap();
                alarmed |= test.known().is_some_and(|it| it.p_value < 0.05);
            }
            ever += u32::from(alarmed);
        }
        let what = format!("sample_ratio_running alarmed at any of 3,000 looks, {shift} too many in the first arm");
        within(f64::from(ever) / 400.0, lowest, highest, &what);
    }
}

#[test]
fn planned_looks_spend_what_they_say() {
    const PATHS: u32 = 40_000;
    let uneven = [0.15, 0.4, 0.5, 1.0];
    let five = equal_looks(5).unwrap();
    for (information, spending) in
        [(&five[..], Spending::ObrienFleming), (&five[..], Spending::Pocock), (&uneven[..], Spending::Power(2.0))]
    {
        let looks = planned_looks(information, spending, Level::P95).unwrap();
        let bounds: Vec<f64> = looks.iter().map(|look| look.bound).collect();
        for drift in [0.0, 2.8] {
            let expected: f64 = stopping_chances(information, &bounds, drift).unwrap().iter().sum();
            let mut rng = Chance::seeded(91);
            let mut stopped = 0;
            for _ in 0..PATHS {
                let (mut sum, mut before) = (0.0, 0.0);
                let stops = looks.iter().any(|look| {
                    let step: f64 = look.information - before;
                    sum += drift * step + step.sqrt() * normal(&mut rng);
                    before = look.information;
                    (sum / before.sqrt()).abs() > look.bound
                });
                stopped += u32::from(stops);
            }
            let error = 3.0 * (expected * (1.0 - expected) / f64::from(PATHS)).sqrt();
            let what = format!("{spending:?} with drift {drift} stopped, {expected:.4} computed");
            within(f64::from(stopped) / f64::from(PATHS), expected - error, expected + error, &what);
            assert!(drift > 0.0 || (expected - 0.05).abs() < 1e-9, "exactly 5 % without an effect");
        }
    }
}

/// The share of the simulations in which the interval leaves out 0, which must be 80 % within two points.
#[track_caller]
fn finds(seed: u64, runs: u32, what: &str, answer: impl FnMut(&mut Chance) -> Option<Interval>) {
    let found = 1.0 - coverage(seed, runs, 0.0, answer);
    within(found, 0.78, 0.82, &format!("power planned at 80 %, {what}"));
}

#[test]
fn plans_have_the_power_they_promise() {
    for (base, effect, treated_share) in [(0.3, -0.1, 0.5), (0.1, 0.08, 0.3), (0.5, 0.2, 0.5)] {
        let plan = Plan { treated_share, ..Plan::default() };
        let [n0, n1] = sample_size(Outcome::Share { base }, effect, &plan).unwrap().whole();
        let what = format!("{base} and {effect} with {n0} and {n1}");
        finds(101, RUNS, &what, |rng| {
            let mut count = |n: u64, p: f64| share((0..n).filter(|_| rng.share() < p).count() as u64, n);
            let test = difference_in_shares(count(n0, base), count(n1, base + effect), Level::P95).test;
            // The plan is for the test; an interval away from 0 stands for its alarm.
            let found = f64::from(u8::from(test.known().is_some_and(|it| it.p_value < 0.05)));
            Some(Interval::confidence(found, 2.0, Level::P95))
        });
    }
    for (effect, treated_share) in [(1.2, 0.5), (0.5, 0.25)] {
        let plan = Plan { treated_share, ..Plan::default() };
        let [n0, n1] = sample_size(Outcome::Mean { standard_deviation: 1.0 }, effect, &plan).unwrap().whole();
        finds(102, RUNS, &format!("mean {effect} with {n0} and {n1}"), |rng| {
            let (control, treated) =
                (arm_of(n0 as usize, || normal(rng)), arm_of(n1 as usize, || effect + normal(rng)));
            interval(difference_in_means(&control, &treated, Level::P95).difference)
        });
    }
    // Clusters of 20 with an intraclass correlation of 0.2, and a covariate of correlation 0.8.
    let clusters = ClusterPlan { rows: 20.0, intraclass: 0.2, size_variation: 0.0 };
    let plan = Plan { clusters: Some(clusters), ..Plan::default() };
    let drawn = sample_size(Outcome::Mean { standard_deviation: 1.0 }, 0.5, &plan).unwrap().clusters.unwrap();
    let groups = drawn[0].round() as u32;
    finds(103, RUNS, &format!("{groups} + {groups} clusters of 20, {:.2} planned", drawn[0]), |rng| {
        let mut table = Clusters::new(0);
        for cluster in 0..2 * groups {
            let arm = Arm::from(cluster >= groups);
            let shared = 0.2_f64.sqrt() * normal(rng) + 0.5 * arm.index() as f64;
            for _ in 0..20 {
                table.add(cluster as usize, arm, &[shared + 0.8_f64.sqrt() * normal(rng)]).unwrap();
            }
        }
        interval(clustered(&table, ClusterErrors::Cr2, Level::P95).unwrap().adjusted.effect.difference)
    });
    let plan = Plan { variance_removed: 0.64, ..Plan::default() };
    let [n0, n1] = sample_size(Outcome::Mean { standard_deviation: 1.0 }, 0.5, &plan).unwrap().whole();
    finds(104, RUNS, &format!("covariate of correlation 0.8 with {n0} and {n1}"), |rng| {
        let (outcome, covariate, arm) = with_covariate(rng, [n0 as usize, n1 as usize]);
        let [control, treated] = moments_of(&outcome, &covariate, &arm);
        interval(cuped(&control, &treated, Level::P95).unwrap().effect.difference)
    });
    // And the other way around: the smallest effect that 2 × 150 find.
    let found = minimum_detectable_effect(Outcome::Share { base: 0.4 }, 300.0, &Plan::default()).unwrap();
    let fall = found.fall.unwrap();
    finds(105, RUNS, &format!("{fall:.3} from 0.4 with 150 and 150"), |rng| {
        let mut count = |p: f64| share((0..150).filter(|_| rng.share() < p).count() as u64, 150);
        let test = difference_in_shares(count(0.4), count(0.4 + fall), Level::P95).test;
        let found = f64::from(u8::from(test.known().is_some_and(|it| it.p_value < 0.05)));
        Some(Interval::confidence(found, 2.0, Level::P95))
    });
}

#[test]
fn beliefs_hold_what_they_promise_on_average_over_their_prior() {
    let (n0, n1) = (4, 6);
    let mut beliefs = Vec::new();
    for x0 in 0..=n0 {
        for x1 in 0..=n1 {
            beliefs.push(beta_binomial(share(x0, n0), share(x1, n1), Prior::FLAT, Level::P95));
        }
    }
    let mut rng = Chance::seeded(111);
    let (mut difference, mut lift, mut higher, mut promised) = (0, 0, 0.0, 0.0);
    let runs = 20_000;
    for _ in 0..runs {
        let (p0, p1) = (rng.share(), rng.share());
        let mut count = |n: u64, p: f64| (0..n).filter(|_| rng.share() < p).count();
        let belief = &beliefs[count(n0, p0) * (n1 as usize + 1) + count(n1, p1)];
        difference += u32::from(interval(belief.difference).is_some_and(|it| it.holds(p1 - p0)));
        lift += u32::from(interval(belief.lift).is_some_and(|it| it.holds(p1 / p0 - 1.0)));
        higher += f64::from(u8::from(p1 > p0)) * belief.chance_treated_higher;
        promised += belief.chance_treated_higher * belief.chance_treated_higher;
    }
    keeps_95(f64::from(difference) / f64::from(runs), "beta_binomial difference");
    keeps_95(f64::from(lift) / f64::from(runs), "beta_binomial lift");
    assert!((higher / promised - 1.0).abs() < 0.02, "of those believed with 80 %, 80 % are so");
}
