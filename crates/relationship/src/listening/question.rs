//! One question, and the order in which its options are shown.

use serde::{Deserialize, Serialize};

use super::purpose::Purpose;
use super::value::{NotAnAnswer, Reached, Value};
use crate::flow::Text;
use crate::ladder::{Rung, Tops};

/// The most options of a question: as many as are read and not skimmed.
pub const OPTIONS_MAX: usize = 9;
/// The most characters of own words, unless the question says less.
pub const CHARS_MAX: u32 = 4_000;
const CHARS_USUAL: u32 = 500;

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Five faces, each with its label.
    Faces,
    /// From 0 to 10.
    Score,
    /// One of several options.
    One,
    /// As many options as apply.
    Several,
    /// Options in order of importance.
    Ranked,
    /// Own words, with a hint about privacy.
    Words,
    /// Yes or no.
    YesNo,
    /// Why they chose us and what they want to reach, in own words: shown again at the goodbye.
    WhyUs,
    /// Did they reach what they came for: yes, partly, no.
    GoalReached,
}

impl Kind {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Faces => "faces",
            Self::Score => "score",
            Self::One => "one",
            Self::Several => "several",
            Self::Ranked => "ranked",
            Self::Words => "words",
            Self::YesNo => "yes_no",
            Self::WhyUs => "why_us",
            Self::GoalReached => "goal_reached",
        }
    }

    /// Can it be answered with one tap from inside a message?
    pub const fn is_one_tap(self) -> bool {
        matches!(self, Self::Faces | Self::Score | Self::One | Self::YesNo | Self::GoalReached)
    }

    /// Does it have options?
    pub const fn has_options(self) -> bool {
        matches!(self, Self::One | Self::Several | Self::Ranked)
    }

    /// Is it answered in own words?
    pub const fn is_words(self) -> bool {
        matches!(self, Self::Words | Self::WhyUs)
    }
}

/// What a question is about. Each is asked apart: who is content with the product may leave for the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// All of it together.
    Whole,
    /// What the product or service can do.
    Product,
    /// What it costs, for what one gets.
    Price,
    /// How one is helped.
    Service,
    /// Where it happens: a shop, a room, a page.
    Place,
    /// The person who helped.
    Person,
}

impl Aspect {
    /// The word used in files and records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Product => "product",
            Self::Price => "price",
            Self::Service => "service",
            Self::Place => "place",
            Self::Person => "person",
        }
    }
}

/// Labels in both languages: one for each face, or for both ends of a score.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Labels {
    /// In Dutch.
    pub nl: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

impl Labels {
    /// The labels in a language.
    pub fn in_language(&self, language: &str) -> &[String] {
        if language == "nl" { &self.nl } else { &self.en }
    }
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Possible {
    /// Its name, as it is stored.
    pub id: String,
    /// What it says.
    pub text: Text,
    /// Does it stay at the end while the others are shuffled, such as "something else"?
    #[serde(default)]
    pub last: bool,
}

/// One question. Every one can be skipped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, as it is stored: small letters, digits and hyphens.
    pub id: String,
    /// What it asks for.
    pub kind: Kind,
    /// The question in the company's own words.
    pub ask: Text,
    /// What it is about.
    #[serde(default)]
    pub aspect: Option<Aspect>,
    /// What is said below it; own words get a hint about privacy in any case.
    #[serde(default)]
    pub hint: Text,
    /// Labels of the faces, or of both ends of the score; the usual ones where none are given.
    #[serde(default)]
    pub labels: Labels,
    /// The options of a choice.
    #[serde(rename = "option", default)]
    pub options: Vec<Possible>,
    /// Are the options shown in an order of chance, but for those that come last?
    #[serde(default = "yes")]
    pub shuffled: bool,
    /// The most characters of own words.
    #[serde(default)]
    pub chars_max: Option<u32>,
    /// Does the answer say where the customer stands on the ladder?
    #[serde(default)]
    pub ladder: bool,
    /// Of a score: the highest number of deep red, orange, yellow and soft green.
    #[serde(default)]
    pub ladder_tops: Option<Tops>,
    /// Of yes and no: where a yes stands.
    #[serde(default)]
    pub ladder_yes: Option<Rung>,
    /// Of yes and no: where a no stands.
    #[serde(default)]
    pub ladder_no: Option<Rung>,
    /// What a yes allows besides, such as `reply`.
    #[serde(default)]
    pub grants: Option<Purpose>,
}

const fn yes() -> bool {
    true
}

impl Question {
    /// The most characters of an answer in own words.
    pub fn chars_allowed(&self) -> u32 {
        self.chars_max.unwrap_or(CHARS_USUAL)
    }

    /// The options in the order one person sees them. `seed` comes from their invitation, so that a page that is opened
    /// again looks the same; those that come last stay there, in the order of the file.
    pub fn order(&self, seed: u64) -> Vec<&Possible> {
        let (mut shown, last): (Vec<_>, Vec<_>) = self.options.iter().partition(|option| !option.last);
        if self.shuffled {
            let mut state = seed;
            for at in (1..shown.len()).rev() {
                state = next(state);
                // A remainder of 64 random bits is even over at most nine options to eighteen digits.
                let other = usize::try_from(state % (at as u64 + 1)).unwrap_or(0);
                shown.swap(at, other);
            }
        }
        shown.extend(last);
        shown
    }

    /// Reads what a form or a tap sent. Nothing sent is a skipped question, never an answer.
    ///
    /// # Errors
    /// What was sent does not fit the question; the text says what would.
    pub fn read(&self, sent: &[&str]) -> Result<Option<Value>, NotAnAnswer> {
        let sent: Vec<&str> = sent.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
        let Some(&only) = sent.first() else { return Ok(None) };
        if sent.len() > 1 && !matches!(self.kind, Kind::Several | Kind::Ranked) {
            return Err(NotAnAnswer::OnlyOne);
        }
        let value = match self.kind {
            Kind::Faces => Value::Face(number(only, 1, 5)?),
            Kind::Score => Value::Score(number(only, 0, 10)?),
            Kind::One => Value::One(self.option(only)?),
            Kind::Several => Value::Several(self.options_of(&sent)?),
            Kind::Ranked => Value::Ranked(self.options_of(&sent)?),
            Kind::Words | Kind::WhyUs => Value::Words(self.words(only)?),
            Kind::YesNo => Value::Yes(match only {
                "yes" => true,
                "no" => false,
                _ => return Err(NotAnAnswer::NotOffered { allowed: "`yes`, `no`".to_owned() }),
            }),
            Kind::GoalReached => Value::Goal(
                Reached::from_word(only)
                    .ok_or_else(|| NotAnAnswer::NotOffered { allowed: "`yes`, `partly`, `no`".to_owned() })?,
            ),
        };
        Ok(Some(value))
    }

    /// Where an answer puts a customer on the ladder, by the rule of this question.
    pub fn rung(&self, value: &Value) -> Option<Rung> {
        if !self.ladder {
            return None;
        }
        match value {
            Value::Face(face) => Rung::from_number(*face),
            Value::Score(score) => Some(self.ladder_tops.unwrap_or_default().rung(*score)),
            Value::Yes(true) => self.ladder_yes,
            Value::Yes(false) => self.ladder_no,
            _ => None,
        }
    }

    fn option(&self, given: &str) -> Result<String, NotAnAnswer> {
        let found = self.options.iter().find(|option| option.id == given).map(|option| option.id.clone());
        found.ok_or_else(|| {
            let allowed: Vec<String> = self.options.iter().map(|option| format!("`{}`", option.id)).collect();
            NotAnAnswer::NotOffered { allowed: allowed.join(", ") }
        })
    }

    /// The options in the order sent, each once.
    fn options_of(&self, sent: &[&str]) -> Result<Vec<String>, NotAnAnswer> {
        let mut options = Vec::new();
        for given in sent {
            let option = self.option(given)?;
            if !options.contains(&option) {
                options.push(option);
            }
        }
        Ok(options)
    }

    fn words(&self, given: &str) -> Result<String, NotAnAnswer> {
        let (chars, chars_max) = (given.chars().count(), self.chars_allowed());
        if chars > chars_max as usize {
            return Err(NotAnAnswer::TooLong { chars, chars_max });
        }
        if given.contains('\0') {
            return Err(NotAnAnswer::NotOffered { allowed: "text without zero characters".to_owned() });
        }
        Ok(given.to_owned())
    }
}

fn number(given: &str, least: u8, most: u8) -> Result<u8, NotAnAnswer> {
    let allowed = || NotAnAnswer::NotOffered { allowed: format!("a whole number from {least} to {most}") };
    // `+5` and `05` parse too; what no page of ours sends is not an answer.
    let number: u8 = given.parse().map_err(|_| allowed())?;
    if number.to_string() == given && (least..=most).contains(&number) { Ok(number) } else { Err(allowed()) }
}

/// The generator splitmix64 of Steele, Lea and Flood: enough for an order on a screen.
fn next(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
