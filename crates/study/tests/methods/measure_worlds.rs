//! Worlds whose truth is known, judged many times: false alarms, power, clusters, delay.

use relationship::verdict::Verdict;
use stats::Level;
use stats::experiment::{Outcome, Plan, sample_size};
use stats::multiple::Correction;
use study::measure::register::{Activity, Customers, Measured, Rules, Way, measure};

/// Numbers that look drawn, the same for the same seed (`SplitMix64`).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((it ^ (it >> 31)) >> 11) as f64) / (1_u64 << 53) as f64
    }

    pub(crate) fn is(&mut self, chance: f64) -> bool {
        self.share() < chance
    }
}

const RULES: Rules = Rules {
    level: Level::P95,
    more_is_better: false,
    matters: None,
    power: 0.8,
    correction: Correction::BenjaminiHochberg,
};

/// Customers with a satisfaction that leaving depends on.
struct World {
    outcome: Vec<f64>,
    traits: Vec<Vec<f64>>,
    arms: Vec<Vec<u8>>,
}

/// What is in a world: customers, the share treated of each activity and what it adds to the chance to leave.
struct Plot<'a> {
    customers: usize,
    base: f64,
    activities: &'a [(f64, f64)],
    with_traits: bool,
}

impl World {
    fn new(chance: &mut Chance, plot: &Plot<'_>) -> Self {
        let mut world = Self {
            outcome: Vec::new(),
            traits: vec![Vec::new(); if plot.with_traits { 2 } else { 0 }],
            arms: vec![Vec::new(); plot.activities.len()],
        };
        for _ in 0..plot.customers {
            let mut leaves = plot.base;
            if plot.with_traits {
                let (satisfaction, tenure) = (chance.share(), chance.share());
                leaves *= 2.0 * (1.0 - satisfaction);
                world.traits[0].push((satisfaction * 5.0).ceil());
                world.traits[1].push((tenure * 48.0).ceil());
            }
            for (arms, (share, adds)) in world.arms.iter_mut().zip(plot.activities) {
                let is_treated = chance.is(*share);
                leaves += if is_treated { *adds } else { 0.0 };
                arms.push(u8::from(is_treated));
            }
            world.outcome.push(f64::from(u8::from(chance.is(leaves))));
        }
        world
    }

    fn measured(&self) -> Vec<Measured> {
        let activities: Vec<Activity<'_>> = self.arms.iter().map(|arms| drawn(arms)).collect();
        let customers = Customers { outcome: &self.outcome, traits: &self.traits, money: None, controls: &[] };
        measure(&customers, &activities, &RULES).unwrap()
    }
}

fn drawn(arms: &[u8]) -> Activity<'_> {
    Activity { way: Way::Drawn, arms, planned: None, cost: None, obstacle: None }
}

fn is_alarm(it: &Measured) -> bool {
    matches!(it.verdict, Verdict::Helps | Verdict::Backfires)
}

#[test]
fn where_nothing_works_hardly_anything_is_said_to() {
    const WORLDS: u32 = 200;
    let activities = [(0.8, 0.0), (0.5, 0.0), (0.5, 0.0), (0.2, 0.0), (0.9, 0.0), (0.5, 0.0)];
    let plot = Plot { customers: 2_000, base: 0.08, activities: &activities, with_traits: true };
    let mut chance = Chance::new(20_261_122);
    let (mut alarms, mut worlds) = (0, 0);
    for _ in 0..WORLDS {
        let found = World::new(&mut chance, &plot).measured().iter().filter(|it| is_alarm(it)).count();
        alarms += found;
        worlds += u32::from(found > 0);
    }
    // One world in twenty may raise an alarm: 10 of 200, and by chance up to 19 (three errors of √(200 × 0.05 × 0.95)).
    assert!(worlds <= 19, "{worlds} of {WORLDS} worlds raised an alarm");
    // Hence about one activity in a hundred: 10 of 1,200.
    assert!(alarms <= 24, "{alarms} alarms among 1,200 activities");
}

#[test]
fn one_activity_alone_has_the_false_alarms_of_its_level() {
    const WORLDS: u32 = 2_000;
    for (with_traits, customers) in [(false, 600), (true, 1_000)] {
        let plot = Plot { customers, base: 0.1, activities: &[(0.5, 0.0)], with_traits };
        let mut chance = Chance::new(7);
        let alarms = (0..WORLDS).filter(|_| is_alarm(&World::new(&mut chance, &plot).measured()[0])).count();
        let share = alarms as f64 / f64::from(WORLDS);
        // Three Monte-Carlo errors of 0.0049 each; both p-value and interval have to agree, so a little below is right.
        assert!((0.030..=0.065).contains(&share), "with traits {with_traits}: {share}");
    }
}

#[test]
fn the_power_is_what_the_plan_promised() {
    const WORLDS: u32 = 2_000;
    let plan = Plan { treated_share: 0.5, ..Plan::default() };
    let size = sample_size(Outcome::Share { base: 0.12 }, -0.05, &plan).unwrap();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds")]
    let customers = size.total().ceil() as usize;
    let plot = Plot { customers, base: 0.12, activities: &[(0.5, -0.05)], with_traits: false };
    let mut chance = Chance::new(99);
    let helps = (0..WORLDS).filter(|_| World::new(&mut chance, &plot).measured()[0].verdict == Verdict::Helps).count();
    let share = helps as f64 / f64::from(WORLDS);
    assert!((share - 0.8).abs() <= 0.03, "{share}, not 0.8");
}

#[test]
fn traits_that_explain_leaving_make_the_interval_narrower() {
    let plot = Plot { customers: 20_000, base: 0.2, activities: &[(0.5, -0.03)], with_traits: true };
    let it = World::new(&mut Chance::new(3), &plot).measured().remove(0);
    let width = |answer: &stats::Answer| answer.known().map(|it| it.interval.upper - it.interval.lower).unwrap();
    assert_eq!(it.verdict, Verdict::Helps);
    assert!(width(&it.effect) < 0.97 * width(&it.unadjusted));
    assert_eq!(it.adjusted_for, [0, 1]);
    assert!(it.effect.known().unwrap().interval.holds(-0.03));
}

/// Stores of fifty customers, with a chance to leave of their own; half of them are drawn.
fn stores(chance: &mut Chance, count: usize, adds: f64) -> (World, Vec<u32>) {
    let mut world = World { outcome: Vec::new(), traits: Vec::new(), arms: vec![Vec::new()] };
    let mut groups = Vec::new();
    let mut order: Vec<(u64, usize)> = (0..count).map(|store| ((chance.share() * 1e15).to_bits(), store)).collect();
    order.sort_unstable();
    for (place, (_, store)) in order.into_iter().enumerate() {
        let is_treated = place % 2 == 0;
        let leaves = 0.05 + 0.1 * chance.share() + if is_treated { adds } else { 0.0 };
        for _ in 0..50 {
            world.outcome.push(f64::from(u8::from(chance.is(leaves))));
            world.arms[0].push(u8::from(is_treated));
            groups.push(u32::try_from(store).unwrap());
        }
    }
    (world, groups)
}

#[test]
fn stores_that_were_drawn_count_as_stores() {
    const WORLDS: u32 = 1_000;
    let mut chance = Chance::new(11);
    let (mut right, mut wrong) = (0, 0);
    for _ in 0..WORLDS {
        let (world, groups) = stores(&mut chance, 20, 0.0);
        let customers = Customers { outcome: &world.outcome, traits: &[], money: None, controls: &[] };
        let by_store = Activity { way: Way::DrawnBy(&groups), ..drawn(&world.arms[0]) };
        let judged = |activity| measure(&customers, &[activity], &RULES).unwrap().remove(0);
        right += u32::from(is_alarm(&judged(by_store)));
        wrong += u32::from(is_alarm(&judged(drawn(&world.arms[0]))));
    }
    // Three Monte-Carlo errors of 0.0069 around 0.05.
    assert!((30..=71).contains(&right), "{right} of {WORLDS} by store");
    assert!(
        wrong > 80,
        "{wrong}: as if customers had been drawn there are too many alarms, or this world has no stores"
    );
    let (world, groups) = stores(&mut chance, 60, -0.06);
    let customers = Customers { outcome: &world.outcome, traits: &[], money: None, controls: &[] };
    let by_store = Activity { way: Way::DrawnBy(&groups), ..drawn(&world.arms[0]) };
    let it = measure(&customers, &[by_store], &RULES).unwrap().remove(0);
    assert_eq!((it.verdict, it.clusters), (Verdict::Helps, Some([30, 30])));
}

#[test]
fn what_is_needed_is_enough_when_it_has_come() {
    let plot = |customers| Plot { customers, base: 0.1, activities: &[(0.5, -0.02)], with_traits: false };
    let first = World::new(&mut Chance::new(5), &plot(600)).measured().remove(0);
    assert_eq!(first.verdict, Verdict::CannotTellYet);
    let needed = first.needed.unwrap();
    assert!((needed.total - 600.0 - needed.more).abs() < 1.0 && needed.total > 2_000.0, "{needed:?}");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousands")]
    let customers = needed.total as usize;
    let mut told = 0;
    for seed in 0..40 {
        let it = World::new(&mut Chance::new(1_000 + seed), &plot(customers)).measured().remove(0);
        told += u32::from(it.verdict != Verdict::CannotTellYet);
    }
    assert!(told >= 28, "{told} of 40 could be told");
}

#[test]
fn fifty_activities_at_once_are_judged_as_each_alone_but_for_the_p_values() {
    let activities: Vec<(f64, f64)> = (0..50).map(|at| (0.3 + 0.01 * f64::from(at), 0.0)).collect();
    let plot = Plot { customers: 3_000, base: 0.1, activities: &activities, with_traits: true };
    let world = World::new(&mut Chance::new(17), &plot);
    let all = world.measured();
    for (arms, together) in world.arms.iter().zip(&all) {
        let customers = Customers { outcome: &world.outcome, traits: &world.traits, money: None, controls: &[] };
        let alone = measure(&customers, &[drawn(arms)], &RULES).unwrap().remove(0);
        assert_eq!(alone.effect, together.effect);
        assert!(together.p_adjusted >= alone.p_adjusted);
    }
}
