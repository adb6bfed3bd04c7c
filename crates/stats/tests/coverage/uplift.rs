//! For whom does it work: do intervals of areas, profits, effects and kinds hold the truth.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use stats::uplift::calibration::calibration;
use stats::uplift::cells::four_cells;
use stats::uplift::forest::{ForestPlan, UpliftForest};
use stats::uplift::learner::{Learner, Settings, UpliftModel};
use stats::uplift::policy::{Worth, budget_curve};
use stats::uplift::qini::{Formula, Ranking, Resampling, qini};
use stats::uplift::{Expected, Signals, Trial};
use stats::{Interval, Level};

use crate::chance::Chance;

/// Customers of a world in which the first trait tells the effect.
struct World {
    traits: Vec<Vec<f64>>,
    treated: Vec<bool>,
    outcome: Vec<f64>,
}

impl World {
    /// Somebody stays with a chance of 0.3, and of 0.1 to 0.7 when treated: the effect is 0.6·x − 0.2.
    fn staying(n: usize, chance: &mut Chance) -> Self {
        Self::of(n, 1, chance, |x, treated, chance| {
            let stays = if treated { 0.1 + 0.6 * x[0] } else { 0.3 };
            f64::from(u8::from(chance.share() < stays))
        })
    }

    fn of(n: usize, traits: usize, chance: &mut Chance, outcome: impl Fn(&[f64], bool, &mut Chance) -> f64) -> Self {
        let mut world = Self { traits: vec![Vec::new(); traits], treated: Vec::new(), outcome: Vec::new() };
        for _ in 0..n {
            let x: Vec<f64> = (0..traits).map(|_| chance.share()).collect();
            let treated = chance.share() < 0.5;
            world.outcome.push(outcome(&x, treated, chance));
            world.treated.push(treated);
            world.traits.iter_mut().zip(x).for_each(|(column, x)| column.push(x));
        }
        world
    }

    fn trial(&self) -> Trial<'_> {
        Trial::new(&self.treated, &self.outcome).unwrap()
    }

    fn columns(&self) -> Vec<&[f64]> {
        self.traits.iter().map(Vec::as_slice).collect()
    }

    fn signals(&self) -> Signals {
        Signals::of_trial(&self.trial()).unwrap().unwrap()
    }
}

fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * (1.0 - chance.share()).ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos()
}

/// The share of seeded samples whose interval holds the truth; samples without an interval count as not holding it.
fn held(samples: u64, truth: f64, interval: impl Fn(&mut Chance) -> Option<Interval>) -> f64 {
    let held = (0..samples).filter(|&seed| interval(&mut Chance::seeded(seed + 1)).is_some_and(|it| it.holds(truth)));
    held.count() as f64 / samples as f64
}

#[track_caller]
fn within(share: f64, lowest: f64, highest: f64) {
    assert!((lowest..=highest).contains(&share), "{share} is not between {lowest} and {highest}");
}

#[test]
fn qini_intervals_hold_the_area_of_the_score() {
    // The treated are half, so the curve rises as half the sum of effects: x from 1 down to 0 with effect 0.6·x − 0.2.
    let truth = 0.5 * 0.6 / 12.0;
    let mut large = Chance::seeded(7);
    let world = World::staying(400_000, &mut large);
    let ranking = Ranking::new(&world.traits[0], &world.trial()).unwrap();
    assert!((ranking.area(Formula::QiniArea).unwrap() - truth).abs() < 5e-4, "the formula of the truth is right");
    for (n, samples) in [(100, 1200), (400, 400)] {
        let share = held(samples, truth, |chance| {
            let world = World::staying(n, chance);
            let resampling = Resampling { resamples: 100, ..Resampling::default() };
            let answer = qini(&world.traits[0], &world.trial(), Formula::QiniArea, &resampling).unwrap();
            answer.known().map(|estimate| estimate.interval)
        });
        within(share, 0.95 - 0.015 - 3.0 * 0.01, 0.95 + 0.015 + 3.0 * 0.01);
    }
}

#[test]
fn average_effects_and_policy_values_hold_their_level() {
    for (n, lowest) in [(40, 0.935), (200, 0.935)] {
        let share = held(4000, 0.1, |chance| {
            World::staying(n, chance).signals().average_effect(Level::P95).known().map(|estimate| estimate.interval)
        });
        within(share, lowest, 0.965);
        // Treating whoever has more than one third: 2/3 stay with 0.1 + 0.6·(2/3), 1/3 with 0.3.
        let share = held(4000, 2.0 / 3.0 * 0.5 + 0.1, |chance| {
            let world = World::staying(n, chance);
            let chances: Vec<f64> = world.traits[0].iter().map(|x| f64::from(u8::from(*x > 1.0 / 3.0))).collect();
            let value = world.signals().policy_value(&chances, Level::P95).unwrap();
            value.known().map(|estimate| estimate.interval)
        });
        within(share, lowest, 0.965);
    }
}

#[test]
fn profits_hold_their_level_at_one_budget_and_at_all_budgets_at_once() {
    let worth = Worth { value: 100.0, cost: 5.0 };
    for (n, samples) in [(200, 400), (1000, 40)] {
        let (mut at_one, mut at_all) = (0, 0);
        for seed in 0..samples {
            let world = World::staying(n, &mut Chance::seeded(seed + 1));
            let curve = budget_curve(&world.traits[0], &world.signals(), worth, Level::P95, 1).unwrap().unwrap();
            let mut order: Vec<f64> = world.traits[0].clone();
            order.sort_by(|a, b| b.total_cmp(a));
            let mut truth = 0.0;
            let mut done = 0;
            let mut all = true;
            for point in &curve.points {
                for x in &order[done..usize::try_from(point.customers).unwrap()] {
                    truth += (worth.value * (0.6 * x - 0.2) - worth.cost) / n as f64;
                }
                done = usize::try_from(point.customers).unwrap();
                all &= point.band.holds(truth);
                if (point.share - 0.5).abs() < 1e-9 {
                    at_one += u32::from(point.profit.interval.holds(truth));
                }
            }
            at_all += u32::from(all);
        }
        within(f64::from(at_one) / samples as f64, 0.92, 0.99);
        // The band is drawn for normal sums; its first steps hold 20 customers, which are not quite.
        within(f64::from(at_all) / samples as f64, 0.9, 1.0);
    }
}

#[test]
fn calibration_holds_its_level_and_its_test_alarms_as_seldom_as_it_says() {
    for n in [100, 500] {
        let share = held(4000, 1.0, |chance| {
            let world = World::staying(n, chance);
            let predicted: Vec<f64> = world.traits[0].iter().map(|x| 0.6 * x - 0.2).collect();
            let found = calibration(&predicted, &world.signals(), 5, Level::P95).unwrap();
            found.slope.known().map(|estimate| estimate.interval)
        });
        within(share, 0.935, 0.965);
        let alarms = (0..4000).filter(|seed| {
            let world = World::staying(n, &mut Chance::seeded(seed + 1));
            let predicted: Vec<f64> = world.traits[0].iter().map(|x| 0.6 * x - 0.2).collect();
            let found = calibration(&predicted, &world.signals(), 5, Level::P95).unwrap();
            found.calibrated.known().unwrap().p_value < 0.05
        });
        // A chi-square where a few customers would ask for an F: a little above 5 % at 100.
        within(alarms.count() as f64 / 4000.0, 0.04, 0.065);
    }
}

#[test]
fn shares_of_the_four_kinds_hold_their_level_at_both_ends() {
    // Whoever is below one third is harmed on average: minus the integral of 0.6·x − 0.2 from 0 to 1/3.
    let (p0, p1, harmed) = (0.3, 0.4, 0.1 / 3.0);
    let few = [p1 - p0 + harmed, p0 - harmed, 1.0 - p1 - harmed, harmed];
    let many = [p1, 0.0, 1.0 - p1 - p0, p0];
    let n = 500;
    let mut counts = [[0_u32; 4]; 2];
    for seed in 0..2000 {
        let world = World::staying(n, &mut Chance::seeded(seed + 1));
        let scores: Vec<f64> = world.traits[0].iter().map(|x| x - 1.0 / 3.0).collect();
        let cells = four_cells(&scores, &world.trial(), &world.signals(), Level::P95).unwrap().unwrap();
        for (kind, cell) in cells.iter().enumerate() {
            let holds = |answer: stats::Answer, truth: f64| answer.known().is_some_and(|it| it.interval.holds(truth));
            counts[0][kind] += u32::from(holds(cell.if_few_are_harmed, few[kind]));
            counts[1][kind] += u32::from(holds(cell.if_many_are_harmed, many[kind]));
        }
    }
    for (kind, count) in counts[0].iter().enumerate() {
        // Where no harm came true in the sample, its share is 0 without interval: 1 in 6 samples here.
        let lowest = if kind == 3 { 0.7 } else { 0.92 };
        within(f64::from(*count) / 2000.0, lowest, 0.975);
    }
    for kind in [0, 2, 3] {
        within(f64::from(counts[1][kind]) / 2000.0, 0.935, 0.965);
    }
}

#[test]
fn lines_of_the_dr_and_r_learner_hold_the_effect() {
    for learner in [Learner::Dr, Learner::R] {
        for (n, lowest) in [(100, 0.93), (400, 0.935)] {
            let share = held(1500, 0.6 * 0.8 - 0.2, |chance| {
                let world = World::of(n, 2, chance, |x, treated, chance| {
                    x[1] + if treated { 0.6 * x[0] - 0.2 } else { 0.0 } + 0.5 * normal(chance)
                });
                let settings = Settings { learner, ..Settings::default() };
                let model = UpliftModel::fit(&world.columns(), &world.trial(), &settings).unwrap().unwrap();
                model.predict(&[&[0.8], &[0.5]], Level::P95).unwrap().interval(0)
            });
            within(share, lowest, 0.965);
        }
    }
}

/// Over many customers and samples, how often the forest's interval holds the effect.
fn forest_held(n: usize, samples: u64, effect: fn(f64) -> f64) -> f64 {
    let plan = ForestPlan { trees: 100, ..ForestPlan::default() };
    let mut asked = Chance::seeded(99);
    let at: Vec<Vec<f64>> = (0..5).map(|_| (0..60).map(|_| asked.share()).collect()).collect();
    let columns: Vec<&[f64]> = at.iter().map(Vec::as_slice).collect();
    let mut held = 0;
    for seed in 0..samples {
        let mut chance = Chance::seeded(seed + 1);
        let world = World::of(n, 5, &mut chance, |x, treated, chance| {
            x[1] + if treated { effect(x[0]) } else { 0.0 } + normal(chance)
        });
        let line = UpliftModel::fit(
            &world.columns(),
            &world.trial(),
            &Settings { forest: ForestPlan { seed, ..plan }, ..Settings::default() },
        );
        let effects = line.unwrap().unwrap().predict(&columns, Level::P95).unwrap();
        held += (0..60).filter(|&row| effects.interval(row).unwrap().holds(effect(at[0][row]))).count();
    }
    held as f64 / (60 * samples) as f64
}

#[test]
fn forest_intervals_hold_an_effect_that_is_the_same_for_all() {
    within(forest_held(400, 40, |_| 0.5), 0.93, 0.985);
    within(forest_held(1500, 10, |_| 0.5), 0.92, 1.0);
}

#[test]
fn forest_intervals_mostly_hold_an_effect_that_rises() {
    // Leaves average over neighbors, so where the effect changes fast the interval is centered off; more customers cure it.
    within(forest_held(400, 40, |x| 1.0 / (1.0 + (4.0 - 8.0 * x).exp())), 0.85, 0.95);
    within(forest_held(1500, 10, |x| 1.0 / (1.0 + (4.0 - 8.0 * x).exp())), 0.89, 0.97);
    within(forest_held(6000, 4, |x| 1.0 / (1.0 + (4.0 - 8.0 * x).exp())), 0.92, 0.985);
}

#[test]
fn a_forest_of_ten_trees_says_how_much_ten_trees_leave_to_chance() {
    let plan = ForestPlan { trees: 10, group_trees: 2, leaf_arm_min: Some(20), ..ForestPlan::default() };
    let mut held = 0;
    for seed in 0..120 {
        let world = World::of(1000, 3, &mut Chance::seeded(seed + 1), |x, treated, chance| {
            x[1] + if treated { 0.5 } else { 0.0 } + normal(chance)
        });
        let expected = Expected::new(world.traits[1].iter().map(|x| x + 0.25).collect(), vec![0.5; 1000]);
        let plan = ForestPlan { seed, ..plan };
        let forest = UpliftForest::fit(&world.columns(), &world.trial(), &expected, &plan).unwrap();
        let effects = forest.predict(&[&[0.2, 0.8], &[0.5, 0.1], &[0.5, 0.9]], Level::P95).unwrap();
        held += (0..2).filter(|&row| effects.interval(row).unwrap().holds(0.5)).count();
    }
    within(held as f64 / 240.0, 0.90, 0.99);
}

/// Customers of whom few are treated, to no effect; the outcome is 0 or 1 and one of three traits tells it.
fn rarely_treated(n: usize, treated: f64, base: f64, slope: f64, chance: &mut Chance) -> World {
    let mut world = World { traits: vec![Vec::new(); 3], treated: Vec::new(), outcome: Vec::new() };
    for _ in 0..n {
        let x: Vec<f64> = (0..3).map(|_| normal(chance)).collect();
        let odds = (base / (1.0 - base)).ln() + slope * x[0];
        world.outcome.push(f64::from(u8::from(chance.share() < 1.0 / (1.0 + (-odds).exp()))));
        world.treated.push(chance.share() < treated);
        world.traits.iter_mut().zip(x).for_each(|(column, x)| column.push(x));
    }
    world
}

#[test]
fn intervals_per_customer_hold_no_effect_where_few_are_treated() {
    // The first three are halves of 600 and 1,500 customers, as `uplift` learns from.
    for (learner, n, treated, base, slope, samples) in [
        (Learner::Forest, 300, 0.06, 0.38, 0.5, 100),
        (Learner::Forest, 750, 0.04, 0.1, 0.0, 60),
        (Learner::Dr, 300, 0.06, 0.38, 0.5, 400),
        (Learner::R, 300, 0.06, 0.38, 0.5, 400),
        (Learner::Dr, 300, 0.5, 0.38, 0.5, 400),
    ] {
        let (mut held, mut asked) = (0, 0);
        for seed in 0..samples {
            let mut chance = Chance::seeded(seed + 1);
            let world = rarely_treated(n, treated, base, slope, &mut chance);
            let points = rarely_treated(60, treated, base, slope, &mut chance);
            let forest = ForestPlan { trees: 100, ..ForestPlan::default() };
            let settings = Settings { learner, forest, ..Settings::default() };
            let Ok(model) = UpliftModel::fit(&world.columns(), &world.trial(), &settings).unwrap() else { continue };
            let effects = model.predict(&points.columns(), Level::P95).unwrap();
            for interval in (0..60).filter_map(|row| effects.interval(row)) {
                asked += 1;
                held += u32::from(interval.holds(0.0));
            }
        }
        let share = f64::from(held) / f64::from(asked);
        within(share, 0.925, 1.0);
    }
}
