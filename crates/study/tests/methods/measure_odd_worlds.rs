//! Odd worlds without effect: rare outcomes, uneven and tiny arms, few stores of uneven size, heavy tails, ties; and the plan that
//! people are shown before the start.

use relationship::verdict::{Obstacle, Paying, Verdict};
use stats::Level;
use stats::multiple::Correction;
use study::draw::{Proposal, Prospect, propose};
use study::measure::register::{Activity, Cost, Customers, Measured, Rules, Way, measure};

use crate::measure_worlds::Chance;

const RULES: Rules = Rules {
    level: Level::P95,
    more_is_better: true,
    matters: None,
    power: 0.8,
    correction: Correction::BenjaminiHochberg,
};

/// One activity on customers of whom each has an arm, an outcome and a store.
#[derive(Default)]
struct World {
    outcome: Vec<f64>,
    arms: Vec<u8>,
    stores: Vec<u32>,
}

impl World {
    /// Customers drawn one by one, whose outcome no activity changes.
    fn of(
        chance: &mut Chance,
        (customers, treated): (usize, f64),
        mut outcome: impl FnMut(&mut Chance) -> f64,
    ) -> Self {
        let mut world = Self::default();
        for _ in 0..customers {
            world.arms.push(u8::from(chance.is(treated)));
            world.outcome.push(outcome(chance));
        }
        world
    }

    fn judged(&self) -> Measured {
        let way = if self.stores.is_empty() { Way::Drawn } else { Way::DrawnBy(&self.stores) };
        let activity = Activity { way, arms: &self.arms, planned: None, cost: None, obstacle: None };
        let customers = Customers { outcome: &self.outcome, traits: &[], money: None, controls: &[] };
        measure(&customers, &[activity], &RULES).unwrap().remove(0)
    }

    fn is_alarm(&self) -> bool {
        matches!(self.judged().verdict, Verdict::Helps | Verdict::Backfires)
    }
}

/// At most the false alarms of the level, and three Monte-Carlo errors.
#[track_caller]
fn few_alarms(name: &str, worlds: u32, mut world: impl FnMut(&mut Chance) -> World) -> f64 {
    let mut chance = Chance::new(2_026);
    let alarms = (0..worlds).filter(|_| world(&mut chance).is_alarm()).count();
    let (share, worlds) = (alarms as f64 / f64::from(worlds), f64::from(worlds));
    let most = 0.05 + 3.0 * (0.05 * 0.95 / worlds).sqrt();
    assert!(share <= most, "{name}: {share}, allowed {most:.4}");
    share
}

fn yes(chance: &mut Chance, share: f64) -> f64 {
    f64::from(u8::from(chance.is(share)))
}

#[test]
fn rare_outcomes_in_uneven_and_tiny_arms_raise_no_more_alarms() {
    let shares = [
        ("one in two hundred, half and half", 2_000, 0.5, 0.005),
        ("one in fifty, nine in ten treated", 1_000, 0.9, 0.02),
        ("one in fifty, one in twenty treated", 2_000, 0.05, 0.02),
        ("one in ten, a handful left alone", 120, 0.95, 0.1),
        ("nearly all, half and half", 300, 0.5, 0.97),
        ("twenty customers", 20, 0.5, 0.3),
    ];
    for (name, customers, treated, base) in shares {
        few_alarms(name, 4_000, |chance| World::of(chance, (customers, treated), |chance| yes(chance, base)));
    }
}

/// One in twenty buys, for sums with a Pareto tail of 1.2.
fn pareto(chance: &mut Chance) -> f64 {
    if chance.is(0.05) { (1.0 - chance.share()).powf(-1.0 / 1.2) } else { 0.0 }
}

/// Sums of whom everybody pays one, with a Pareto tail or a log-normal one.
fn paying(chance: &mut Chance, tail: Option<f64>) -> f64 {
    let even = 1.0 - chance.share();
    match tail {
        Some(tail) => even.powf(-1.0 / tail),
        None => (2.0 * (-2.0 * even.ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos()).exp(),
    }
}

#[test]
fn heavy_tails_in_uneven_arms_raise_no_more_alarms() {
    few_alarms("Pareto 1.2, one in ten left alone", 600, |chance| World::of(chance, (2_000, 0.9), pareto));
    for (name, tail) in [("1.2", Some(1.2)), ("1.5", Some(1.5)), ("2", Some(2.0)), ("log-normal", None)] {
        for (customers, treated) in [(1_000, 0.9), (1_000, 0.5)] {
            let name = format!("{name}, {treated} of {customers} treated");
            few_alarms(&name, 200, |chance| World::of(chance, (customers, treated), |chance| paying(chance, tail)));
        }
    }
}

#[test]
fn heavy_money_without_effect_seldom_seems_to_gain_or_lose() {
    let mut chance = Chance::new(77);
    let worlds = 300;
    let mut told = 0;
    for _ in 0..worlds {
        let world = World::of(&mut chance, (2_000, 0.9), |chance| yes(chance, 0.1));
        let money: Vec<f64> = world.arms.iter().map(|_| pareto(&mut chance)).collect();
        let cost = Some(Cost::default());
        let activity = Activity { way: Way::Drawn, arms: &world.arms, planned: None, cost, obstacle: None };
        let customers = Customers { outcome: &world.outcome, traits: &[], money: Some(&money), controls: &[] };
        let it = measure(&customers, &[activity], &RULES).unwrap().remove(0);
        told += u32::from(it.money.unwrap().paying != Paying::CannotTell);
        assert!(it.few_carry[0].is_none(), "an outcome of yes and no is carried by nobody");
    }
    let most = 0.05 + 3.0 * (0.05 * 0.95 / f64::from(worlds)).sqrt();
    assert!(f64::from(told) / f64::from(worlds) <= most, "{told} of {worlds} are said to gain or lose");
}

#[test]
fn where_a_few_decide_it_is_said_and_nothing_is_foretold() {
    let mut chance = Chance::new(8);
    let mut world = World::of(&mut chance, (2_000, 0.9), Chance::share);
    world.outcome[17] = 5_000.0;
    let it = world.judged();
    assert_eq!((it.few_carry[0], it.needed, it.verdict), (Some(1), None, Verdict::CannotTellYet));
    assert_eq!(it.effect.known().unwrap().method.word(), "redrawn");
    world.outcome[17] = 0.5;
    let it = world.judged();
    assert_eq!((it.few_carry[0], it.effect.known().unwrap().method.word()), (None, "welch"));
}

#[test]
fn heavy_tails_and_ties_raise_no_more_alarms() {
    few_alarms("one in twenty buys, Pareto 1.2", 1_000, |chance| World::of(chance, (2_000, 0.5), pareto));
    few_alarms("three prices", 2_000, |chance| {
        World::of(chance, (400, 0.5), |chance| {
            [9.5, 19.5, 29.5][usize::from(chance.is(0.5)) + usize::from(chance.is(0.2))]
        })
    });
    // Everybody paid the same: nothing varies, so nothing can be tested, and nothing is said to help.
    let same = World::of(&mut Chance::new(1), (2_000, 0.5), |_| 19.5);
    assert!(!same.is_alarm() && same.judged().test.known().is_none());
}

#[test]
fn few_stores_of_uneven_size_raise_no_more_alarms() {
    for (name, stores, largest) in
        [("ten stores", 10_u32, 60.0), ("twelve, some huge", 12, 400.0), ("forty", 40, 120.0)]
    {
        few_alarms(name, 1_000, |chance| {
            let mut world = World::default();
            let mut order: Vec<(u64, u32)> = (0..stores).map(|it| ((chance.share() * 1e15).to_bits(), it)).collect();
            order.sort_unstable();
            for (place, (_, store)) in order.into_iter().enumerate() {
                let leaves = 0.05 + 0.2 * chance.share();
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds")]
                let customers = 5 + (largest * chance.share().powi(3)) as usize;
                for _ in 0..customers {
                    world.outcome.push(yes(chance, leaves));
                    world.arms.push(u8::from(place % 2 == 0));
                    world.stores.push(store);
                }
            }
            world
        });
    }
}

#[test]
fn arms_of_a_handful_are_answered_and_never_surely() {
    let of = |arms: &[u8], outcome: &[f64]| {
        World { arms: arms.to_vec(), outcome: outcome.to_vec(), stores: Vec::new() }.judged()
    };
    for (arms, outcome) in [
        (&[1_u8, 0][..], &[0.0, 1.0][..]),
        (&[1, 1, 0], &[1.0, 1.0, 0.0]),
        (&[1, 1, 1, 0, 0, 0], &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]),
        (&[1, 0, 0, 0], &[7.5, 1.0, 2.0, 3.0]),
    ] {
        let it = of(arms, outcome);
        assert_eq!(it.verdict, Verdict::CannotTellYet, "{arms:?} {outcome:?}: {it:?}");
    }
    assert_eq!(of(&[1, 1, 1], &[0.0, 1.0, 0.0]).obstacle, Some(Obstacle::ArmEmpty));
    assert_eq!(of(&[], &[]).obstacle, Some(Obstacle::ArmEmpty));
}

#[test]
fn the_hold_out_that_is_proposed_finds_what_was_promised() {
    const WORLDS: u32 = 2_000;
    for (customers, base, matters) in [(4_000.0, 0.10, 0.03), (1_500.0, 0.25, 0.08), (30_000.0, 0.02, 0.006)] {
        let prospect = Prospect { customers, base, matters, power: 0.8, level: Level::P95, inflow: None };
        let Proposal::HoldOut { share, customers, .. } = propose(&prospect).unwrap() else { panic!("{prospect:?}") };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousands")]
        let customers = customers.ceil() as usize;
        let mut chance = Chance::new(41);
        let found = (0..WORLDS).filter(|_| {
            let mut world = World::default();
            for _ in 0..customers {
                let is_treated = !chance.is(share.get());
                world.arms.push(u8::from(is_treated));
                world.outcome.push(yes(&mut chance, base - if is_treated { matters } else { 0.0 }));
            }
            // Less of this outcome, of which more would be better: it is seen as harm.
            world.judged().verdict == Verdict::Backfires
        });
        let power = found.count() as f64 / f64::from(WORLDS);
        assert!((power - 0.8).abs() <= 0.03, "{power}, not 0.8, with {share:?} of {customers} at {base}");
    }
}
