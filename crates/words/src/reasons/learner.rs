//! What the company confirms teaches the reader its own words.

use relationship::reason::catalogue::UnknownCode;
use relationship::reason::{Catalogue, Reason};

use super::{Agreement, Reader, Suggestion, agreement, shipped_answers};
use crate::Language;
use crate::special;

/// An answer whose reason a person confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The answer.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Its reason.
    pub reason: &'static Reason,
}

/// Why a confirmation was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LearnerError {
    /// There is no such code.
    #[error(transparent)]
    Code(#[from] UnknownCode),
    /// The text is in quarantine: no model may learn from it.
    #[error("a text in quarantine is not learned from; it speaks of {categories}")]
    Quarantined {
        /// The categories.
        categories: String,
    },
}

/// Collects what people confirm, and makes readers that have learned from it.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    confirmed: Vec<Confirmed>,
    judged: Vec<(&'static str, &'static str)>,
}

impl Learner {
    /// One without confirmations.
    pub fn new() -> Self {
        Self::default()
    }

    /// A person confirms which reason an answer gives. What the shipped reader would have said is kept beside it, so that
    /// people and model can be compared on answers the model had not seen.
    ///
    /// # Errors
    /// [`LearnerError`] where there is no such code, or the text is in quarantine.
    pub fn confirm(&mut self, text: &str, language: Option<Language>, code: &str) -> Result<(), LearnerError> {
        let reason = Catalogue::current().require(code)?;
        let found = special::detect(text);
        if !found.is_empty() {
            let categories: Vec<String> = found.iter().map(|it| format!("{:?}", it.category).to_lowercase()).collect();
            return Err(LearnerError::Quarantined { categories: categories.join(", ") });
        }
        let language = language.or_else(|| Language::guess(text)).unwrap_or(Language::Nl);
        if let Suggestion::Suggested { level2, .. } = Reader::shipped().suggest(text, Some(language))
            && let Some(first) = level2.first()
        {
            self.judged.push((reason.code, first.code));
        }
        self.confirmed.push(Confirmed { text: text.to_owned(), language, reason });
        Ok(())
    }

    /// Confirmations so far.
    pub fn len(&self) -> usize {
        self.confirmed.len()
    }

    /// Is nothing confirmed yet?
    pub fn is_empty(&self) -> bool {
        self.confirmed.is_empty()
    }

    /// A reader that has learned from all of it.
    pub fn reader(&self) -> Reader {
        Reader::train(&shipped_answers(), &self.confirmed)
    }

    /// How far people and the shipped reader agree, over the answers it did not abstain from.
    pub fn agreement(&self) -> Agreement {
        agreement(&self.judged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_companys_own_is_learned_from_a_few_confirmations() {
        let mut learner = Learner::new();
        let said =
            ["de zwieber was weer stuk", "die zwieber deed het niet", "zwieber kapot", "steeds gedoe met de zwieber"];
        for text in said {
            learner.confirm(text, Some(Language::Nl), "product.quality").expect("a code");
        }
        let unseen = "het lag aan de zwieber";
        let Suggestion::Suggested { level2, because, .. } = learner.reader().suggest(unseen, Some(Language::Nl)) else {
            panic!("a suggestion");
        };
        assert_eq!(level2[0].code, "product.quality");
        assert!(because.contains(&"zwieber".to_owned()), "{because:?}");
    }

    #[test]
    fn an_unknown_code_and_a_text_in_quarantine_are_refused() {
        let mut learner = Learner::new();
        assert!(matches!(learner.confirm("te duur", None, "price.to_high"), Err(LearnerError::Code(_))));
        let error = learner.confirm("ik heb kanker", None, "price.too_high").expect_err("quarantine");
        assert_eq!(error.to_string(), "a text in quarantine is not learned from; it speaks of health");
        assert!(learner.is_empty());
    }
}
