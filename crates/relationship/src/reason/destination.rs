//! Where people go when they leave.

use serde::{Deserialize, Serialize};

use super::Reason;
use super::lexicon::{Words, any_of};

/// Where a customer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// To another company that sells the same.
    Competitor,
    /// To another way of meeting the need: doing it themselves, borrowing, something of another kind.
    Alternative,
    /// To nothing at all: the need is met or gone.
    Nothing,
    /// Nobody said.
    Unknown,
}

impl Destination {
    /// All destinations, in the order reports show them.
    pub const ALL: [Self; 4] = [Self::Competitor, Self::Alternative, Self::Nothing, Self::Unknown];

    /// The word used in files, SQL and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Competitor => "competitor",
            Self::Alternative => "alternative",
            Self::Nothing => "nothing",
            Self::Unknown => "unknown",
        }
    }

    /// Where somebody went, as far as their own words or the code of their reason tell. The words come first: they are
    /// closer to the person.
    pub fn of(own_words: &str, reason: Option<&Reason>) -> Self {
        let words = Words::of(own_words);
        if any_of(&words, COMPETITOR_WORDS) {
            return Self::Competitor;
        }
        if any_of(&words, ALTERNATIVE_WORDS) {
            return Self::Alternative;
        }
        if any_of(&words, NOTHING_WORDS) {
            return Self::Nothing;
        }
        match reason.map(|reason| reason.code) {
            Some("switch.better" | "switch.offer" | "price.cheaper_elsewhere") => Self::Competitor,
            Some("switch.own") => Self::Alternative,
            Some("done" | "done.goal" | "done.temporary" | "life.death" | "life.business_closed") => Self::Nothing,
            _ => Self::Unknown,
        }
    }
}

const COMPETITOR_WORDS: &[&str] = &[
    "competitor",
    "competition",
    "concurren",
    "other provider",
    "another provider",
    "new provider",
    "andere aanbieder",
    "andere leverancier",
    "nieuwe aanbieder",
    "elders goedkoper",
    "cheaper elsewhere",
];
const ALTERNATIVE_WORDS: &[&str] = &[
    "alternatie",
    "alternative",
    "do myself",
    "doing myself",
    "in house",
    "inhouse",
    "doe zelf",
    "zelf doen",
    "eigen beheer",
    "bought own",
    "zelf gekocht",
];
const NOTHING_WORDS: &[&str] = &[
    "nothing instead",
    "without it",
    "no longer need",
    "niets anders",
    "zonder",
    "niet meer nodig",
    "heb niets nodig",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::{Catalogue, propose};

    #[track_caller]
    fn check(own_words: &str, code: Option<&str>, expected: Destination) {
        let reason = code.and_then(|code| Catalogue::current().find(code));
        assert_eq!(Destination::of(own_words, reason), expected, "{own_words} {code:?}");
    }

    #[test]
    fn words_tell_where_somebody_went() {
        check("Competitor had better devices", None, Destination::Competitor);
        check("Naar de concurrent", None, Destination::Competitor);
        check("Ik doe het zelf", None, Destination::Alternative);
        check("niet meer nodig", None, Destination::Nothing);
        check("te duur", None, Destination::Unknown);
    }

    #[test]
    fn a_code_tells_where_the_words_do_not() {
        check("iets beters", Some("switch.better"), Destination::Competitor);
        check("x", Some("switch.own"), Destination::Alternative);
        check("x", Some("life.death"), Destination::Nothing);
        check("x", Some("switch"), Destination::Unknown);
        check("x", Some("price.too_high"), Destination::Unknown);
    }

    #[test]
    fn every_word_for_a_competitor_is_also_proposed_as_a_switch_or_as_cheaper_elsewhere() {
        for own_words in ["Competitor", "Competitor offered more data", "naar concurrent", "andere aanbieder"] {
            let code = propose(own_words).expect(own_words).reason.code;
            assert!(code.starts_with("switch") || code == "price.cheaper_elsewhere", "{own_words}: {code}");
        }
    }
}
