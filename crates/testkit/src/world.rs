//! A handful of Fietsplan's customers with a name and a story. Tests say `world::anouk()`, not `user1`.

use std::borrow::Cow;

use relationship::fact::Fact;
use relationship::{Day, DepartureKind, FactKind};

/// The day all stories are told on.
pub const TODAY: &str = "2026-10-31";

/// One customer and everything that happened to them.
#[derive(Debug, Clone)]
pub struct Person {
    /// The first name, for people who read tests.
    pub name: &'static str,
    /// The customer id, for the program.
    pub id: &'static str,
    /// What happened, oldest first.
    pub facts: Vec<Fact<'static>>,
}

/// The day all stories are told on.
///
/// # Panics
/// Never: the day is written above.
pub fn today() -> Day {
    day(TODAY)
}

/// Everybody, in order of joining.
pub fn everybody() -> Vec<Person> {
    let mut all = vec![anouk(), bram(), fatima(), lotte(), youssef(), sanne(), dirk(), mei(), tim(), roos()];
    all.sort_by_key(|person| person.facts[0].on);
    all
}

/// Anouk rides a city bike and pauses every winter. She is still here.
pub fn anouk() -> Person {
    let mut facts = joined("2024-04-08", "Stadsfiets", 2_190, ["Zoekmachine", "Wittevrouwen", "35-49"]);
    facts.push(fact("2024-12-01", FactKind::Paused));
    facts.push(fact("2025-03-01", FactKind::Resumed));
    facts.push(price("2025-03-02", 2_365));
    facts.push(fact("2025-12-01", FactKind::Paused));
    facts.push(fact("2026-03-01", FactKind::Resumed));
    Person { name: "Anouk", id: "FP000001", facts }
}

/// Bram moves to Groningen, where there is no Fietsplan.
pub fn bram() -> Person {
    let mut facts = joined("2024-09-02", "Stadsfiets", 2_190, ["Via een vriend", "De Uithof", "18-24"]);
    facts.push(fact("2026-06-12", FactKind::AskedToLeave));
    facts.push(left("2026-07-12", DepartureKind::Voluntary, Some("Verhuisd")));
    Person { name: "Bram", id: "FP000002", facts }
}

/// Fatima's card expires; nobody decided anything, and the relation ends.
pub fn fatima() -> Person {
    let mut facts = joined("2025-02-17", "E-bike", 6_900, ["Werkgever", "Leidsche Rijn", "25-34"]);
    facts.push(paid("2026-04-17", 7_452));
    facts.push(Fact { amount: Some(7_452), ..fact("2026-05-17", FactKind::PaymentFailed) });
    facts.push(left("2026-06-07", DepartureKind::Involuntary, Some("Kaart verlopen")));
    Person { name: "Fatima", id: "FP000003", facts }
}

/// Lotte brings her cargo bike in every other week; serving her costs more than she pays, and the company says goodbye.
pub fn lotte() -> Person {
    let mut facts = joined("2024-06-03", "Bakfiets", 12_900, ["Winkel", "Lombok", "35-49"]);
    for (on, waited) in [("2025-09-04", 3.0), ("2025-09-18", 9.0), ("2025-10-02", 5.0), ("2025-10-16", 12.0)] {
        let value = Some(waited);
        facts.push(Fact { ref_id: Some("werkplaats"), value, ..fact(on, FactKind::Contacted) });
    }
    facts.push(left("2026-01-31", DepartureKind::Dismissed, Some("Door ons beëindigd: blijvend verlies")));
    Person { name: "Lotte", id: "FP000004", facts }
}

/// Youssef finished his internship: he reached what he came for.
pub fn youssef() -> Person {
    let mut facts = joined("2025-09-01", "Stadsfiets", 2_365, ["Actie", "Binnenstad", "18-24"]);
    facts.push(fact("2026-01-02", FactKind::AskedToLeave));
    facts.push(left("2026-02-01", DepartureKind::Positive, Some("Doel bereikt")));
    Person { name: "Youssef", id: "FP000005", facts }
}

/// Sanne finds it too expensive after the price rise and comes back a year later.
pub fn sanne() -> Person {
    let mut facts = joined("2024-05-06", "E-bike", 6_900, ["Zoekmachine", "Tuindorp", "25-34"]);
    facts.push(price("2025-03-01", 7_452));
    facts.push(fact("2025-03-10", FactKind::AskedToLeave));
    facts.push(left("2025-04-09", DepartureKind::Voluntary, Some("Te duur")));
    facts.push(Fact { amount: Some(7_452), plan: Some("E-bike"), ..fact("2026-04-20", FactKind::Returned) });
    Person { name: "Sanne", id: "FP000006", facts }
}

/// Dirk is contented and brings his neighbor Mei.
pub fn dirk() -> Person {
    let mut facts = joined("2024-03-11", "Stadsfiets", 2_190, ["Winkel", "Zuilen", "50-64"]);
    facts.push(answer("2025-05-14", 5.0));
    facts.push(Fact { ref_id: Some("FP000008"), ..fact("2025-06-02", FactKind::Referred) });
    Person { name: "Dirk", id: "FP000007", facts }
}

/// Mei was brought by Dirk, was treated to a winter check, and stays.
pub fn mei() -> Person {
    let mut facts = joined("2025-06-02", "E-bike", 7_452, ["Via een vriend", "Zuilen", "50-64"]);
    facts.push(Fact {
        ref_id: Some("winterbeurt"),
        value: Some(1.0),
        traits: Cow::Borrowed(&[]),
        ..fact("2025-10-06", FactKind::Exposed)
    });
    Person { name: "Mei", id: "FP000008", facts }
}

/// Tim waits too long for the workshop, says so on the lowest rung, and leaves without giving a reason.
pub fn tim() -> Person {
    let mut facts = joined("2025-01-13", "Stadsfiets", 2_190, ["Actie", "Overvecht", "25-34"]);
    facts.push(Fact { ref_id: Some("werkplaats"), value: Some(14.0), ..fact("2025-10-20", FactKind::Contacted) });
    facts.push(answer("2025-11-05", 1.0));
    facts.push(fact("2025-11-06", FactKind::AskedToLeave));
    facts.push(left("2025-12-06", DepartureKind::Voluntary, None));
    Person { name: "Tim", id: "FP000009", facts }
}

/// Roos stops riding, then her debits come back, and nobody hears from her again.
pub fn roos() -> Person {
    let mut facts = joined("2024-10-07", "Stadsfiets", 2_190, ["Zoekmachine", "Hoograven", "18-24"]);
    facts.push(Fact { value: Some(9.0), ..fact("2026-03-19", FactKind::Used) });
    facts.push(paid("2026-06-07", 2_365));
    facts.push(Fact { amount: Some(2_365), ..fact("2026-07-07", FactKind::PaymentFailed) });
    facts.push(left("2026-07-31", DepartureKind::Silent, None));
    Person { name: "Roos", id: "FP000010", facts }
}

fn day(text: &str) -> Day {
    text.parse().expect("the stories hold days of the calendar only")
}

fn fact(on: &str, kind: FactKind<'static>) -> Fact<'static> {
    Fact::new(day(on), kind)
}

fn joined(on: &str, plan: &'static str, price: i64, [channel, hood, age]: [&'static str; 3]) -> Vec<Fact<'static>> {
    let traits = Cow::Owned(vec![("channel", channel), ("neighborhood", hood), ("age_band", age)]);
    vec![Fact { plan: Some(plan), amount: Some(price), traits, ..fact(on, FactKind::Joined) }]
}

fn price(on: &str, amount: i64) -> Fact<'static> {
    Fact { amount: Some(amount), ..fact(on, FactKind::PlanChanged) }
}

fn paid(on: &str, amount: i64) -> Fact<'static> {
    Fact { amount: Some(amount), ..fact(on, FactKind::Paid) }
}

fn answer(on: &str, rung: f64) -> Fact<'static> {
    Fact { ref_id: Some("tevredenheid"), value: Some(rung), ..fact(on, FactKind::Answered) }
}

fn left(on: &str, kind: DepartureKind, reason: Option<&'static str>) -> Fact<'static> {
    Fact { departure: Some(kind), reason, ..fact(on, FactKind::Left) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relationship::Definition;
    use relationship::spell::fold;

    /// Folds the facts of a person and writes each spell as `start..end kind`.
    #[track_caller]
    fn check(mut person: Person, expected: &str) {
        let spells = fold(&mut person.facts, &Definition::default(), today());
        let said: Vec<String> = spells
            .iter()
            .map(|spell| match (spell.ended_on, spell.departure) {
                (Some(ended), Some(kind)) => format!("{}..{ended} {}", spell.started_on, kind.word()),
                _ => format!("{}..", spell.started_on),
            })
            .collect();
        assert_eq!(said.join(", "), expected, "{}", person.name);
    }

    #[test]
    fn every_story_ends_as_it_is_told() {
        check(anouk(), "2024-04-08..");
        check(bram(), "2024-09-02..2026-07-12 voluntary");
        check(fatima(), "2025-02-17..2026-06-07 involuntary");
        check(lotte(), "2024-06-03..2026-01-31 dismissed");
        check(youssef(), "2025-09-01..2026-02-01 positive");
        check(sanne(), "2024-05-06..2025-04-09 voluntary, 2026-04-20..");
        check(dirk(), "2024-03-11..");
        check(mei(), "2025-06-02..");
        check(tim(), "2025-01-13..2025-12-06 voluntary");
        check(roos(), "2024-10-07..2026-07-31 silent");
    }

    #[test]
    fn nobody_shares_an_id_and_facts_stand_in_order() {
        let everybody = everybody();
        let ids: std::collections::BTreeSet<_> = everybody.iter().map(|person| person.id).collect();
        assert_eq!(ids.len(), everybody.len());
        assert!(everybody.iter().all(|person| person.facts.is_sorted_by_key(|fact| fact.on)));
    }
}
