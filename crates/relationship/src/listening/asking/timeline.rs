//! What a customer's timeline says when it is decided whether to ask.

use super::{Happened, House, Person};
use crate::fact::Fact;
use crate::listening::Occasion;
use crate::spell::fold;
use crate::{Day, Definition, FactKind};

/// Words that say yes in a trait.
const YES: [&str; 6] = ["yes", "ja", "true", "1", "y", "j"];

impl Person {
    /// What the facts of a customer say, as far as they were known on a day. None where nobody knows since when they are one.
    /// What the office knows besides (who was asked, who opted out, where they stand) is left open.
    pub fn of_facts(
        customer: &str,
        facts: &mut [Fact<'_>],
        definition: &Definition,
        house: &House,
        today: Day,
    ) -> Option<Self> {
        let spells = fold(facts, definition, today);
        let (first, last) = (spells.first()?, spells.last()?);
        let traits = traits(facts, today);
        let says_yes = |value: &str| YES.iter().any(|yes| value.trim().eq_ignore_ascii_case(yes));
        let is_on_record = |wanted: &str| traits.iter().any(|(name, value)| name == wanted && says_yes(value));
        let (agreed, told) = (is_on_record(&house.agreed_trait), is_on_record(&house.told_trait));
        Some(Self {
            left_on: last.ended_on.filter(|left| *left <= today),
            plan: last.last_plan().map(str::to_owned),
            happened: happened(facts, today),
            agreed_to_mail_after_goodbye: agreed,
            told_of_mail: told,
            traits,
            ..Self::new(customer, first.started_on)
        })
    }
}

/// What is known of a customer now: of each trait what was said last.
fn traits(facts: &[Fact<'_>], today: Day) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    for &(name, value) in facts.iter().take_while(|fact| fact.on <= today).flat_map(|fact| fact.traits.iter()) {
        match known.iter_mut().find(|(it, _)| it == name) {
            Some((_, before)) => value.clone_into(before),
            None => known.push((name.to_owned(), value.to_owned())),
        }
    }
    known
}

/// The occasions in facts that are in order of time: the first use, contacts, renewals (a later contract), activities that
/// really reached the customer, and the goodbye, once per day.
fn happened(facts: &[Fact<'_>], today: Day) -> Vec<Happened> {
    let (mut all, mut has_used, mut has_contract): (Vec<Happened>, bool, bool) = (Vec::new(), false, false);
    for fact in facts.iter().take_while(|fact| fact.on <= today) {
        let what = match fact.kind {
            FactKind::Used if !has_used => {
                has_used = true;
                Occasion::FirstUse
            }
            FactKind::Contacted => Occasion::ServiceContact,
            FactKind::ContractStarted if has_contract => Occasion::Renewal,
            FactKind::ContractStarted => {
                has_contract = true;
                continue;
            }
            // 0 says that somebody was held out: there is nothing to ask them about.
            FactKind::Exposed if fact.value != Some(0.0) => Occasion::Activity,
            FactKind::Left if facts.iter().any(|it| it.kind == FactKind::EndingWithdrawn && it.on == fact.on) => {
                continue;
            }
            FactKind::AskedToLeave | FactKind::Left => Occasion::Goodbye,
            _ => continue,
        };
        let it = Happened { what, on: fact.on };
        // Asking and leaving are one goodbye.
        let is_same = |known: &&Happened| known.what == what && (known.on == it.on || what == Occasion::Goodbye);
        if all.iter().find(is_same).is_none() {
            all.push(it);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_timeline_says_since_when_what_happened_and_what_was_agreed_to() {
        let fact = |on: &str, kind| Fact::new(day(on), kind);
        let mut joined = fact("2026-01-05", FactKind::Joined);
        joined.traits = vec![("agreed_to_mail", "nee"), ("city", "Utrecht")].into();
        let mut described = fact("2026-02-20", FactKind::Described);
        described.traits = vec![("agreed_to_mail", "Ja"), ("told_of_mail", "true")].into();
        let held_out = Fact { value: Some(0.0), ..fact("2026-02-01", FactKind::Exposed) };
        let mut facts = [
            fact("2026-01-08", FactKind::Used),
            fact("2026-01-09", FactKind::Used),
            joined,
            held_out,
            described,
            fact("2026-02-02", FactKind::Exposed),
            fact("2026-03-01", FactKind::Contacted),
            fact("2026-04-01", FactKind::AskedToLeave),
            fact("2026-05-01", FactKind::Left),
        ];
        let house = House::default();
        let known = Person::of_facts("K-1", &mut facts, &Definition::default(), &house, day("2026-06-01"));
        let known = known.expect("a customer");
        assert_eq!((known.joined_on, known.left_on), (day("2026-01-05"), Some(day("2026-05-01"))));
        assert!(known.agreed_to_mail_after_goodbye && known.told_of_mail);
        let what: Vec<_> = known.happened.iter().map(|it| (it.what.word(), it.on.to_string())).collect();
        let expected = [
            ("first_use", "2026-01-08"),
            ("activity", "2026-02-02"),
            ("service_contact", "2026-03-01"),
            ("goodbye", "2026-04-01"),
        ];
        assert_eq!(what, expected.map(|(what, on)| (what, on.to_owned())));
        let before = Person::of_facts("K-1", &mut facts, &Definition::default(), &house, day("2026-02-15"));
        let before = before.expect("a customer");
        assert_eq!((before.happened.len(), before.agreed_to_mail_after_goodbye), (2, false));
        assert!(before.traits.contains(&("city".to_owned(), "Utrecht".to_owned())));
    }
}
