//! Amounts with heavy tails in arms of any size: how often the draw, repeated, raises an alarm where there is no effect, how
//! often its interval holds a true one, and that it leaves well-behaved amounts alone.

use crate::chance::Chance;
use stats::checked::Level;
use stats::experiment::{Effect, Moments, Redraws, Spread, difference_in_means};

/// Worlds per case; three Monte-Carlo errors of a share of 5 % are 3.3 points.
const WORLDS: u32 = 400;
/// Customers of a world: of 1,000 the smaller arm is drawn one by one, of 6,000 only the amounts farthest out are.
const CUSTOMERS: usize = 1_000;
const CUSTOMERS_MANY: usize = 6_000;

type Amount = fn(&mut Chance) -> f64;

fn normal(rng: &mut Chance) -> f64 {
    (-2.0 * (1.0 - rng.share()).ln()).sqrt() * (std::f64::consts::TAU * rng.share()).cos()
}

fn pareto(rng: &mut Chance, tail: f64) -> f64 {
    (1.0 - rng.share()).powf(-1.0 / tail)
}

const HEAVY: [(&str, Amount); 5] = [
    ("one in twenty buys, Pareto 1.2", |rng| if rng.share() < 0.05 { pareto(rng, 1.2) } else { 0.0 }),
    ("Pareto 1.2", |rng| pareto(rng, 1.2)),
    ("Pareto 1.5", |rng| pareto(rng, 1.5)),
    ("Pareto 2", |rng| pareto(rng, 2.0)),
    ("log-normal, deviation 2", |rng| (2.0 * normal(rng)).exp()),
];

struct World {
    plain: Effect,
    judged: Effect,
    is_redrawn: bool,
}

/// One draw of customers whose amounts are multiplied by `times` in the treated.
fn world(rng: &mut Chance, amount: Amount, arms: (f64, f64)) -> World {
    world_of(rng, amount, CUSTOMERS, arms)
}

fn world_of(rng: &mut Chance, amount: Amount, customers: usize, (treated, times): (f64, f64)) -> World {
    let mut arms = [Moments::new(0), Moments::new(0)];
    let mut all = Vec::with_capacity(customers);
    for _ in 0..customers {
        let is_treated = rng.share() < treated;
        let value = amount(rng) * if is_treated { times } else { 1.0 };
        arms[usize::from(is_treated)].add(&[value]).expect("one number");
        all.push(value);
    }
    let plain = difference_in_means(&arms[0], &arms[1], Level::P95);
    let n = arms.each_ref().map(Moments::n);
    let spread = Spread::of(all, n[0].min(n[1])).expect("they vary");
    let t = plain.test.known().expect("they vary").statistic;
    let redraws = spread.is_skewed_between(n).then(|| Redraws::new(&spread, n, t, 7).expect("arms of hundreds"));
    let judged = redraws.as_ref().map_or(plain, |it| it.judge(&plain));
    World { plain, judged, is_redrawn: redraws.is_some() }
}

fn is_alarm(it: &Effect) -> bool {
    let interval = it.difference.known().expect("they vary").interval;
    it.test.known().is_some_and(|it| it.p_value < 0.05) && !interval.holds(0.0)
}

/// The share of the worlds in which something holds.
fn share(seed: u64, mut holds: impl FnMut(&mut Chance) -> bool) -> f64 {
    let mut rng = Chance::seeded(seed);
    f64::from((0..WORLDS).map(|_| u32::from(holds(&mut rng))).sum::<u32>()) / f64::from(WORLDS)
}

#[test]
fn heavy_tails_without_effect_raise_no_more_alarms_than_promised() {
    let most = 0.05 + 3.0 * (0.05 * 0.95 / f64::from(WORLDS)).sqrt();
    for (name, amount) in HEAVY {
        for treated in [0.9, 0.5] {
            let (mut plain, mut redrawn) = (0, 0);
            let alarms = share(31, |rng| {
                let it = world(rng, amount, (treated, 1.0));
                plain += u32::from(is_alarm(&it.plain));
                redrawn += u32::from(it.is_redrawn);
                is_alarm(&it.judged)
            });
            eprintln!("{name}, {treated} treated: {alarms}; Welch {plain} of {WORLDS}, redrawn {redrawn}");
            assert!(alarms <= most, "{name}, {treated} treated: {alarms}, allowed {most:.4}");
        }
    }
}

#[test]
fn where_only_the_farthest_are_drawn_one_by_one_alarms_are_as_few() {
    let most = 0.05 + 3.0 * (0.05 * 0.95 / f64::from(WORLDS)).sqrt();
    for (name, amount) in [HEAVY[0], HEAVY[4]] {
        let mut redrawn = 0;
        let alarms = share(37, |rng| {
            let it = world_of(rng, amount, CUSTOMERS_MANY, (0.9, 1.0));
            redrawn += u32::from(it.is_redrawn);
            is_alarm(&it.judged)
        });
        eprintln!("{name}, 6,000 customers: {alarms}, redrawn {redrawn}");
        assert!(alarms <= most && redrawn > WORLDS / 2, "{name}: {alarms}, allowed {most:.4}; redrawn {redrawn}");
    }
}

#[test]
fn welch_alone_would_raise_too_many() {
    let alarms = share(31, |rng| is_alarm(&world(rng, HEAVY[0].1, (0.9, 1.0)).plain));
    assert!(alarms > 0.1, "{alarms}: then nothing needs to be redrawn");
}

#[test]
fn a_true_effect_on_skewed_amounts_is_held_better_than_by_welch() {
    const SKEWED: Amount = |rng| (1.5 * normal(rng)).exp();
    // The mean is e^(1.5²/2), and the treated spend a fifth more.
    let truth = 0.2 * (1.5_f64 * 1.5 / 2.0).exp();
    let mut welch = 0;
    let held = share(5, |rng| {
        let it = world(rng, SKEWED, (0.9, 1.2));
        let holds = |effect: &Effect| effect.difference.known().expect("they vary").interval.holds(truth);
        welch += u32::from(holds(&it.plain));
        holds(&it.judged)
    });
    eprintln!("a fifth more of log-normal amounts, deviation 1.5: {held}; Welch {welch} of {WORLDS}");
    let least = 0.95 - 3.0 * (0.05 * 0.95 / f64::from(WORLDS)).sqrt();
    assert!(held >= least && held >= f64::from(welch) / f64::from(WORLDS), "{held}");
}

#[test]
fn well_behaved_amounts_are_left_alone() {
    let amounts: [(&str, Amount); 4] = [
        ("normal", |rng| 20.0 + normal(rng)),
        ("prices", |rng| rng.price()),
        ("even", |rng| rng.share()),
        ("waiting", |rng| -(1.0 - rng.share()).ln() - (1.0 - rng.share()).ln()),
    ];
    for (name, amount) in amounts {
        let redrawn = share(3, |rng| world(rng, amount, (0.8, 1.1)).is_redrawn);
        assert!(redrawn < 0.01, "{name}: {redrawn} were redrawn");
    }
}
