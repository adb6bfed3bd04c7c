use std::borrow::Cow;

use proptest::prelude::*;

use super::*;
use crate::LeftWhen;

const REFS: [&str; 3] = ["a", "b", "c"];
const REASONS: [&str; 2] = ["te duur", "verhuisd"];
const UNTIL: i32 = 400;

fn kind() -> impl Strategy<Value = FactKind<'static>> {
    prop_oneof![prop::sample::select(FactKind::KNOWN.to_vec()), Just(FactKind::Own("order"))]
}

/// A fact on any day of a bit more than a year; some lie in the future.
fn fact() -> impl Strategy<Value = Fact<'static>> {
    (
        0..450_i32,
        prop::option::weighted(0.3, 0..86_400_000_000_i64),
        kind(),
        prop::option::of(prop::sample::select(REFS.to_vec())),
        prop::option::of(0..3_000_i64),
        prop::option::of(prop::sample::select(REASONS.to_vec())),
        prop::option::weighted(0.2, prop::sample::select(DepartureKind::ALL.to_vec())),
    )
        .prop_map(|(on, time_us, kind, ref_id, amount, reason, departure)| Fact {
            time_us,
            ref_id,
            amount,
            reason,
            departure,
            traits: Cow::Borrowed(&[]),
            ..Fact::new(Day::from_number(on), kind)
        })
}

fn definition() -> impl Strategy<Value = Definition> {
    let left_when = prop_oneof![
        Just(LeftWhen::EffectiveDate),
        Just(LeftWhen::Request),
        (1..120_u32).prop_map(|silent_days| LeftWhen::LastPayment { silent_days }),
        (1..120_u32).prop_map(|silent_days| LeftWhen::Silence { silent_days }),
    ];
    (left_when, 0..40_u32).prop_map(|(left_when, bridge_days)| Definition {
        left_when,
        bridge_days,
        ..Definition::default()
    })
}

fn until() -> Day {
    Day::from_number(UNTIL)
}

/// Facts on different days, in some order.
fn facts_on_different_days() -> impl Strategy<Value = (Vec<Fact<'static>>, Vec<Fact<'static>>)> {
    prop::collection::vec(fact(), 0..25)
        .prop_map(|mut facts| {
            facts.sort_by_key(|fact| fact.on);
            facts.dedup_by_key(|fact| fact.on);
            facts
        })
        .prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle()))
}

proptest! {
    #[test]
    fn spells_follow_each_other_and_never_overlap(
        mut facts in prop::collection::vec(fact(), 0..30),
        definition in definition(),
    ) {
        let spells = fold(&mut facts, &definition, until());
        for spell in &spells {
            let end = spell.ended_on.unwrap_or(until());
            prop_assert!(spell.started_on <= end && end <= until(), "{spell:?}");
            prop_assert!(spell.started_on <= spell.last_seen_on && spell.last_seen_on <= until(), "{spell:?}");
            prop_assert!(spell.prices.windows(2).all(|pair| pair[0].0 < pair[1].0), "{spell:?}");
            prop_assert!(spell.prices.iter().all(|&(on, _)| spell.started_on <= on && on <= until()), "{spell:?}");
        }
        for pair in spells.windows(2) {
            prop_assert!(pair[0].ended_on.is_some_and(|ended| ended < pair[1].started_on), "{pair:?}");
        }
    }

    #[test]
    fn the_order_in_which_facts_come_in_does_not_matter(
        (mut facts, mut shuffled) in facts_on_different_days(),
        definition in definition(),
    ) {
        prop_assert_eq!(fold(&mut facts, &definition, until()), fold(&mut shuffled, &definition, until()));
    }

    #[test]
    fn use_never_moves_a_contract_where_the_effective_date_counts(
        mut facts in prop::collection::vec(fact(), 0..25),
        on in 0..450_i32,
        started in 0..UNTIL,
        bridge_days in 0..40_u32,
    ) {
        facts.push(Fact::new(Day::from_number(started), FactKind::ContractStarted));
        let definition = Definition { bridge_days, ..Definition::default() };
        let mut with_use = facts.clone();
        with_use.push(Fact::new(Day::from_number(on), FactKind::Used));
        let stretches = |spells: Vec<Spell<'static>>| -> Vec<_> {
            spells.into_iter().map(|spell| Spell { last_seen_on: spell.started_on, ..spell }).collect()
        };
        prop_assert_eq!(
            stretches(fold(&mut facts, &definition, until())),
            stretches(fold(&mut with_use, &definition, until()))
        );
    }

    #[test]
    fn what_was_known_earlier_says_the_same_about_the_past(
        mut facts in prop::collection::vec(fact(), 0..25),
        earlier in 0..UNTIL,
        started in 0..UNTIL,
    ) {
        // Who had begun by then began on that day for ever. (Who had only looked around may turn out later to have begun
        // with their first contract.)
        facts.push(Fact::new(Day::from_number(started.min(earlier)), FactKind::Joined));
        let definition = Definition { bridge_days: 0, ..Definition::default() };
        let early = fold(&mut facts.clone(), &definition, Day::from_number(earlier));
        let late = fold(&mut facts, &definition, until());
        let starts = |spells: &[Spell<'_>]| spells.iter().map(|spell| spell.started_on).collect::<Vec<_>>();
        prop_assert!(starts(&late).starts_with(&starts(&early)), "{early:?} {late:?}");
    }
}
