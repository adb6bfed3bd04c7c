//! The farewell letter: confirm, thank, apologize for what is on record, say what comes next, say what happens to the data,
//! and leave the door open. In this order, and nothing else.

use pages::Speech;
use relationship::{Day, Money};

use super::{hello, regards};
use crate::{Block, Step, Writing};

/// What a farewell letter is written from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Farewell<'a> {
    /// Who leaves; may be empty.
    pub name: &'a str,
    /// The company.
    pub company: &'a str,
    /// What ends, as people call it; empty where nobody named it.
    pub contract: &'a str,
    /// Of several contracts: what ends with which day, each as a sentence. Empty for one.
    pub ends: Vec<String>,
    /// What goes on, as a sentence; empty where nothing does. Who goes on is not said goodbye to.
    pub stays: &'a str,
    /// The last day; `None` where a person has yet to find out.
    pub last_day: Option<Day>,
    /// Within how many working days a person tells the last day, where it is not known.
    pub answer_days: u32,
    /// Since when they were a customer, in words such as a month.
    pub since: Option<&'a str>,
    /// They reached what they came for.
    pub goal_reached: bool,
    /// A fault of the company that is on record, as a whole sentence. Nobody apologizes for what is not named.
    pub fault: Option<&'a str>,
    /// What is given back for it, without condition.
    pub goodwill: Option<Money>,
    /// What happens from here, in order of time.
    pub steps: Vec<Step>,
    /// What follows from leaving: what it is about, and what happens.
    pub facts: Vec<(String, String)>,
    /// What happens to their data, in sentences.
    pub data: &'a str,
}

/// The letter.
pub fn farewell(speech: &Speech, facts: &Farewell<'_>) -> Writing {
    let Farewell { name, company, contract, .. } = *facts;
    let several =
        || facts.ends.iter().cloned().chain([speech.t("mail-farewell-nothing")]).collect::<Vec<_>>().join(" ");
    let confirmed = match facts.last_day {
        _ if !facts.ends.is_empty() => several(),
        Some(day) if contract.is_empty() => speech.t1("mail-farewell-confirm-unnamed", "day", speech.day(day)),
        Some(day) => speech.t2("mail-farewell-confirm", "contract", contract, "day", speech.day(day)),
        None if contract.is_empty() => speech.t1("mail-farewell-confirm-open-unnamed", "days", facts.answer_days),
        None => speech.t2("mail-farewell-confirm-open", "contract", contract, "days", facts.answer_days),
    };
    let title = if facts.last_day.is_some() { "mail-farewell-title" } else { "mail-farewell-title-open" };
    let mut writing =
        Writing::new(speech.language(), speech.t(title)).say(hello(speech, name)).with(Block::Lead { text: confirmed });
    let goes_on = !facts.stays.is_empty();
    if goes_on {
        writing = writing.say(facts.stays);
    }
    writing = writing.say(if goes_on { speech.t("mail-farewell-thank-some") } else { thanks(speech, facts) });
    if let Some(fault) = facts.fault {
        writing = writing.say(speech.t1("mail-farewell-sorry", "fault", fault));
    }
    if let Some(amount) = facts.goodwill.filter(|amount| amount.minor > 0) {
        writing = writing.say(speech.t1("mail-farewell-goodwill", "amount", speech.money(amount)));
    }
    if !facts.steps.is_empty() || !facts.facts.is_empty() {
        writing = writing.head(speech.t("mail-farewell-next"));
    }
    if !facts.steps.is_empty() {
        writing = writing.with(Block::Steps { steps: facts.steps.clone() });
    }
    if !facts.facts.is_empty() {
        writing = writing.with(Block::Facts { facts: facts.facts.clone() });
    }
    if !facts.data.trim().is_empty() {
        writing = writing.head(speech.t("mail-farewell-data")).say(facts.data);
    }
    if !goes_on {
        writing = writing.say(speech.t("mail-farewell-door"));
    }
    writing.with(regards(speech, company))
}

fn thanks(speech: &Speech, facts: &Farewell<'_>) -> String {
    let thanks = match facts.since {
        Some(since) => speech.t1("mail-farewell-thank-since", "since", since),
        None => speech.t("mail-farewell-thank"),
    };
    if facts.goal_reached { format!("{thanks} {}", speech.t("mail-farewell-goal")) } else { thanks }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;
    use pages::{Language, Speech, Texts};
    use relationship::{Currency, Day, Money};

    use super::{Farewell, farewell};
    use crate::Block;

    fn letter(language: Language, facts: &Farewell<'_>) -> (String, Vec<String>) {
        let speech = Speech::new(Arc::new(Texts::default()), language, TimeZone::UTC);
        let writing = farewell(&speech, facts);
        let words = writing.blocks.iter().map(|block| match block {
            Block::Paragraph { text } | Block::Lead { text } | Block::Heading { text } => text.clone(),
            other => format!("{other:?}"),
        });
        (writing.title, words.collect())
    }

    #[test]
    fn the_letter_says_everything_once_and_in_order() {
        let facts = Farewell {
            name: "Bram",
            company: "Fietsplan",
            contract: "maandabonnement",
            last_day: Day::from_ymd(2026, 12, 9),
            since: Some("september 2023"),
            fault: Some("Je fiets stond negen dagen in de werkplaats. Dat hadden er drie moeten zijn."),
            goodwill: Some(Money { minor: 1200, currency: Currency::EUR }),
            data: "Je ritten wissen we op 8 januari 2027.",
            ..Farewell::default()
        };
        let (title, words) = letter(Language::Dutch, &facts);
        assert_eq!(title, "Je opzegging is rond");
        let expected = [
            "Beste Bram,",
            "Je contract maandabonnement eindigt op 9\u{a0}december 2026. Je hoeft niets meer te doen om op te zeggen.",
            "Bedankt dat je klant was sinds september 2023.",
            "Je fiets stond negen dagen in de werkplaats. Dat hadden er drie moeten zijn. Dat had niet mogen gebeuren. Sorry.",
            "Je krijgt €\u{a0}12,00 terug. Daar hoef je niets voor te doen.",
            "Je gegevens",
            "Je ritten wissen we op 8 januari 2027.",
            "De deur staat open. Kom je ooit terug, dan beginnen we waar je bent gebleven.",
            "Met vriendelijke groet,\nFietsplan",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn who_ends_one_of_several_reads_what_goes_on_and_no_goodbye() {
        let facts = Farewell {
            name: "Fenna",
            company: "Fietsplan",
            contract: "Jaarabonnement",
            last_day: Day::from_ymd(2027, 1, 31),
            ends: vec!["Bakfiets stopt op 31 januari.".to_owned(), "Stadsfiets stopt op 31 december.".to_owned()],
            stays: "Dit loopt door: Kinderfiets.",
            ..Farewell::default()
        };
        let (_, words) = letter(Language::Dutch, &facts);
        let expected = [
            "Beste Fenna,",
            "Bakfiets stopt op 31 januari. Stadsfiets stopt op 31 december. Je hoeft niets meer te doen om op te zeggen.",
            "Dit loopt door: Kinderfiets.",
            "Bedankt dat je het liet weten. De rest loopt door zoals je gewend bent.",
            "Met vriendelijke groet,\nFietsplan",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn nobody_apologizes_for_nothing_and_an_unknown_end_is_said_to_be_unknown() {
        let facts = Farewell { company: "De Brug", contract: "treatment", answer_days: 2, ..Farewell::default() };
        let (title, words) = letter(Language::English, &facts);
        assert_eq!(title, "We have your request to leave");
        assert_eq!(words[0], "Hello,");
        assert_eq!(words[1], "We have your request to end treatment. We tell you the end date within 2 working days.");
        assert!(!words.iter().any(|text| text.contains("sorry") || text.contains("back.")), "{words:?}");
    }

    #[test]
    fn a_contract_without_a_name_is_spoken_of_as_theirs() {
        let open = Farewell { company: "Fietsplan", answer_days: 2, ..Farewell::default() };
        let (title, words) = letter(Language::Dutch, &open);
        assert_eq!(title, "Je opzegging is binnen");
        let expected =
            "We hebben de opzegging van je contract ontvangen. De einddatum laten we je binnen 2 werkdagen weten.";
        assert_eq!(words[1], expected);
        let (_, words) = letter(Language::English, &Farewell { last_day: Day::from_ymd(2026, 12, 9), ..open });
        let expected =
            "Your contract ends on 9\u{a0}December 2026. You do not need to do anything more in order to leave.";
        assert_eq!(words[1], expected);
    }
}
