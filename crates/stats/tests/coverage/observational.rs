//! Intervals and tests of comparisons that chance did not draw.

use stats::observational::staggered::{Bands, Panel, PanelRows, StaggeredOptions, staggered};
use stats::observational::{
    Effect, Estimand, MatchOptions, OutcomeModel, Propensity, Study, cross_fitted, doubly_robust, entropy_balancing,
    horvitz_thompson, matching, regression_adjustment, weighting,
};
use stats::regression::{Design, Folds};

use crate::chance::Chance;

#[track_caller]
fn within(share: f64, lowest: f64, highest: f64, what: &str) {
    assert!((lowest..=highest).contains(&share), "{what}: {:.2} %", share * 100.0);
}

fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * (1.0 - chance.share()).ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos()
}

type Method<'m> = (&'static str, Box<dyn Fn(&Study<'_>, &Propensity) -> Option<Effect> + 'm>);

fn methods(estimand: Estimand) -> Vec<Method<'static>> {
    let linear = OutcomeModel::Linear;
    vec![
        ("weighting", Box::new(move |s, p| weighting(s, p, estimand).expect("valid").ok())),
        ("horvitz_thompson", Box::new(move |s, p| horvitz_thompson(s, p, estimand).expect("valid").ok())),
        ("regression", Box::new(move |s, p| regression_adjustment(s, p, estimand, linear).expect("valid").ok())),
        ("doubly_robust", Box::new(move |s, p| doubly_robust(s, p, estimand, linear).expect("valid").ok())),
        ("entropy_balancing", Box::new(move |s, _| entropy_balancing(s, estimand).expect("valid").ok())),
        ("matching", Box::new(move |s, p| matching(s, p, estimand, MatchOptions::default()).expect("valid").ok())),
    ]
}

/// The share of simulated studies whose interval holds the true effect, per method.
///
/// The effect is 1 + x for whoever has x, the chance to be treated depends on x and z, and so does the outcome.
fn simulate(size: usize, runs: u32, estimand: Estimand, methods: &[Method<'_>]) -> Vec<f64> {
    let mut chance = Chance::seeded(9 + size as u64);
    // Among the treated x is higher: E[x expit(x/2 − z/2)] / E[expit] for standard normal x and z.
    let truth = match estimand {
        Estimand::Treated => 1.0 + treated_mean(),
        // As much below 0 among the others, because half are treated.
        Estimand::Untreated => 1.0 - treated_mean(),
        Estimand::Everyone => 1.0,
    };
    let mut held = vec![(0_u32, 0_u32); methods.len()];
    for _ in 0..runs {
        let (mut x, mut z, mut treated, mut outcome) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..size {
            x.push(normal(&mut chance));
            z.push(normal(&mut chance));
        }
        for (x, z) in x.iter().zip(&z) {
            let is_treated = chance.share() < 1.0 / (1.0 + (-0.5 * x + 0.5 * z).exp());
            let effect = if is_treated { 1.0 + x } else { 0.0 };
            outcome.push(x + z + effect + normal(&mut chance));
            treated.push(is_treated);
        }
        let design = Design::new(vec![x, z]).expect("finite");
        let study = Study::new(&design, &treated, &outcome).expect("finite");
        let Ok(propensity) = Propensity::fitted(&study).expect("valid") else { continue };
        for ((_, method), held) in methods.iter().zip(&mut held) {
            if let Some(effect) = method(&study, &propensity) {
                held.0 += u32::from(effect.difference.interval.holds(truth));
                held.1 += 1;
            }
        }
    }
    assert!(held.iter().all(|it| it.1 > runs * 3 / 4), "most samples overlap: {held:?}");
    held.iter().map(|it| f64::from(it.0) / f64::from(it.1)).collect()
}

/// The mean of x among the treated, added up over a grid.
fn treated_mean() -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for i in -80..=80 {
        for j in -80..=80 {
            let (a, b) = (f64::from(i) / 16.0, f64::from(j) / 16.0);
            let share = (-0.5 * (a * a + b * b)).exp() / (1.0 + (-0.5 * a + 0.5 * b).exp());
            sum += a * share;
            total += share;
        }
    }
    sum / total
}

#[test]
fn effects_keep_their_level_with_two_hundred_and_fifty_customers() {
    for estimand in [Estimand::Treated, Estimand::Untreated, Estimand::Everyone] {
        let methods = methods(estimand);
        for ((name, _), held) in methods.iter().zip(simulate(250, 4_000, estimand, &methods)) {
            // That the score was estimated makes matching surer than its error says.
            let highest = if *name == "matching" { 0.995 } else { 0.965 };
            within(held, 0.935, highest, &format!("{name}, {}, n = 250", estimand.word()));
        }
    }
}

#[test]
fn the_answer_that_is_shown_keeps_its_level_with_eighty_customers() {
    let estimand = Estimand::Treated;
    let methods = methods(estimand);
    for ((name, _), held) in methods.iter().zip(simulate(80, 4_000, estimand, &methods)) {
        let highest = if *name == "matching" { 0.995 } else { 0.965 };
        within(held, 0.93, highest, &format!("{name}, n = 80"));
    }
}

#[test]
fn cross_fitting_keeps_its_level() {
    let folds = Folds { count: 4, seed: 1 };
    let method: Method<'_> = (
        "cross_fitted",
        Box::new(move |study, _| {
            cross_fitted(study, Estimand::Everyone, OutcomeModel::Linear, folds).expect("valid").ok()
        }),
    );
    let held = simulate(400, 1_500, Estimand::Everyone, &[method])[0];
    // 1,500 samples: three errors are 1.7 points.
    within(held, 0.933, 0.975, "cross_fitted");
}

/// A panel in which two groups gain 1 from their treatment on, and all units wander in their own way.
fn wandering(chance: &mut Chance, size: usize, gain: f64) -> Panel {
    let (mut units, mut times, mut first, mut outcome) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for unit in 0..size {
        let group = match unit % 4 {
            0 => Some(3),
            1 => Some(4),
            _ => None,
        };
        let (level, mut walk) = (normal(chance), 0.0);
        for time in 1..=5 {
            walk += 0.5 * normal(chance);
            units.push(unit);
            times.push(time);
            first.push(group);
            let treated = group.is_some_and(|first| first <= time);
            outcome.push(level + walk + 0.2 * time as f64 + if treated { gain } else { 0.0 } + 0.3 * normal(chance));
        }
    }
    Panel::new(PanelRows { units: &units, times: &times, first_treated: &first, outcome: &outcome }).expect("a panel")
}

#[test]
fn staggered_effects_keep_their_level_and_the_trend_test_its_error() {
    const RUNS: u32 = 4_000;
    for (size, lowest, trend) in [(48, 0.92, 0.12), (240, 0.935, 0.065)] {
        let mut chance = Chance::seeded(size as u64);
        let (mut held, mut rejected, mut together) = ([0_u32; 3], 0_u32, 0_u32);
        for run in 0..RUNS {
            let panel = wandering(&mut chance, size, 1.0);
            // Bands cost most: every sixteenth sample.
            let bands = (run % 16 == 0).then_some(Bands { draws: 500, seed: u64::from(run) });
            let result = staggered(&panel, &StaggeredOptions { bands, ..StaggeredOptions::default() }).expect("valid");
            let answers = [result.simple, result.dynamic.overall, result.by_group.overall];
            for (held, answer) in held.iter_mut().zip(answers) {
                *held += u32::from(answer.known().expect("known").interval.holds(1.0));
            }
            rejected += u32::from(result.pre_trend.known().expect("known").p_value < 0.05);
            let all = |it: &stats::observational::staggered::Point| {
                it.band.is_some_and(|band| band.holds(f64::from(u8::from(it.at >= 0))))
            };
            together += u32::from(bands.is_some() && result.dynamic.points.iter().all(all));
        }
        let share = |count: u32| f64::from(count) / f64::from(RUNS);
        for (held, what) in held.into_iter().zip(["simple", "dynamic", "by group"]) {
            within(share(held), lowest, 0.965, &format!("{what}, {size} units"));
        }
        within(share(rejected), 0.035, trend, &format!("trend test, {size} units"));
        // 250 samples: three errors are 4.1 points.
        within(16.0 * share(together), lowest - 0.06, 0.995, &format!("bands, {size} units"));
    }
}

/// Regions that wander in their own way, and shops in them that do too; whole regions are treated, in periods 4 and 5.
fn regions(chance: &mut Chance, sizes: &[usize], is_mixed: bool) -> Panel {
    let (mut units, mut times, mut first, mut outcome) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut regions, mut unit) = (Vec::new(), 0);
    for (region, size) in sizes.iter().enumerate() {
        let together: Vec<f64> = (0..6).map(|_| 0.3 * normal(chance)).collect();
        for _ in 0..*size {
            let group = [None, Some(4), Some(5)][if is_mixed { unit } else { region } % 3];
            let mut walk = 0.0;
            for (time, together) in (1..).zip(&together) {
                walk += together + 0.4 * normal(chance);
                units.push(unit);
                times.push(time);
                first.push(group);
                regions.push(region);
                outcome.push(walk + f64::from(u8::from(group.is_some_and(|first| first <= time))));
            }
            unit += 1;
        }
    }
    let rows = PanelRows { units: &units, times: &times, first_treated: &first, outcome: &outcome };
    Panel::new(rows).expect("a panel").clustered(&regions).expect("regions")
}

#[test]
fn treatment_of_whole_regions_raises_no_false_alarms_and_keeps_its_level_with_few_of_them() {
    const RUNS: u32 = 1_000;
    // Trends are tested in sums where regions are few; 1,000 samples: three errors are 2.1 points.
    for (sizes, is_mixed) in [
        (vec![6; 9], false),
        (vec![6; 12], false),
        (vec![6; 21], false),
        (vec![5; 39], false),
        (vec![6; 10], true),
        ([2, 3, 4, 6, 9, 14].repeat(4), false),
    ] {
        let what = format!("{} regions, mixed: {is_mixed}, {:?}", sizes.len(), &sizes[..6]);
        let mut chance = Chance::seeded(sizes.len() as u64);
        let (mut held, mut rejected, mut tested) = (0, 0, 0);
        for _ in 0..RUNS {
            let result =
                staggered(&regions(&mut chance, &sizes, is_mixed), &StaggeredOptions::default()).expect("valid");
            held += u32::from(result.by_group.overall.known().expect("known").interval.holds(1.0));
            let test = result.pre_trend.known();
            tested += u32::from(test.is_some());
            rejected += u32::from(test.is_some_and(|it| it.p_value < 0.05));
        }
        let share = |count: u32| f64::from(count) / f64::from(RUNS);
        within(share(held), 0.928, 0.985, &what);
        within(share(rejected), 0.01, 0.072, &format!("trend test, {what}"));
        within(share(tested), 0.9, 1.0, &format!("tested, {what}"));
    }
}
