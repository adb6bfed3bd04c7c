//! Hearing customers, apart from keeping them: short questions, asked seldom, answered with one tap, used for what was said.
//!
//! A [`Survey`] is a TOML file (`docs/reference/survey.md`) of at most four questions that can all be skipped. [`asking`]
//! decides whom to ask and when, under one cap over all surveys and channels; [`Value`] is an answer; [`purpose`] refuses
//! every use that was not said beforehand.

pub mod asking;
mod occasion;
pub mod purpose;
mod question;
mod read;
mod unasked;
mod value;

pub use occasion::{AskRule, AskedBy, Condition, Occasion};
pub use purpose::{Guarded, Purpose, PurposeError, Purposes, Use};
pub use question::{Aspect, CHARS_MAX, Kind, Labels, OPTIONS_MAX, Possible, Question};
pub use read::SurveyError;
pub use unasked::{UnaskedKey, UnaskedKeyError};
pub use value::{NotAnAnswer, Reached, Value};

use serde::{Deserialize, Serialize};

use crate::flow::Text;

/// The most questions a survey may have: each one more costs answers.
pub const QUESTIONS_MAX: usize = 4;

/// A short survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// Its name, as it stands in addresses: small letters, digits and hyphens.
    pub survey: String,
    /// Which text of it this is. Answers keep the version they were given to, and versions are never pooled unseen.
    #[serde(default = "first")]
    pub version: u32,
    /// What colleagues call it.
    pub title: Text,
    /// A sentence above the first question.
    #[serde(default)]
    pub intro: Text,
    /// What is said afterwards.
    #[serde(default)]
    pub thanks: Text,
    /// The languages it is asked in.
    #[serde(default = "both")]
    pub languages: Vec<String>,
    /// What answers are used for, as it is told to who answers. `reply` comes only with a yes to a question that grants it.
    #[serde(default)]
    pub purposes: Purposes,
    /// How long a link can be answered.
    #[serde(default = "link_days")]
    pub link_days: u32,
    /// How long own words are kept; what was chosen stays.
    #[serde(default = "words_days")]
    pub words_days: u32,
    /// How long an answer says where somebody stands; then nobody knows again.
    #[serde(default = "ladder_days")]
    pub ladder_days: u32,
    /// What is asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// Whom it is sent to, and when. None: only where somebody asks by hand.
    #[serde(rename = "ask", default)]
    pub rules: Vec<AskRule>,
}

const fn first() -> u32 {
    1
}

const fn link_days() -> u32 {
    30
}

const fn words_days() -> u32 {
    365
}

const fn ladder_days() -> u32 {
    180
}

fn both() -> Vec<String> {
    vec!["nl".to_owned(), "en".to_owned()]
}

impl Survey {
    /// The question of this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The question whose answer says where a customer stands.
    pub fn ladder_question(&self) -> Option<&Question> {
        self.questions.iter().find(|question| question.ladder)
    }

    /// The language to ask in: the one wished for where the survey speaks it, else its first.
    pub fn language(&self, wished: &str) -> &str {
        let main = wished.split(['-', '_']).next().unwrap_or_default();
        self.languages
            .iter()
            .find(|known| known.eq_ignore_ascii_case(main))
            .or_else(|| self.languages.first())
            .map_or("nl", String::as_str)
    }

    /// What an answer may be used for, given every answer of the same person to this survey.
    pub fn purposes_of<'a>(&self, answers: impl IntoIterator<Item = (&'a str, &'a Value)>) -> Purposes {
        let granted = answers.into_iter().filter(|(_, value)| **value == Value::Yes(true));
        let purposes = granted.filter_map(|(id, _)| self.question(id)?.grants);
        purposes.fold(self.purposes, Purposes::with)
    }
}
