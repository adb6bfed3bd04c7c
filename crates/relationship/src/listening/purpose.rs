//! What an answer may be used for. It is said before somebody answers, and no other use gets at the answer.

use serde::{Deserialize, Serialize};

/// Something an answer may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To put right what went wrong for this customer.
    Handle,
    /// To make the product or service better for everybody.
    Improve,
    /// To reply to this customer: only who said yes to that.
    Reply,
    /// To find out, over many customers, what goes with staying and leaving.
    Research,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Handle, Self::Improve, Self::Reply, Self::Research];

    /// The word used in files and records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::Improve => "improve",
            Self::Reply => "reply",
            Self::Research => "research",
        }
    }

    /// The purpose behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What somebody wants to do with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// One of the purposes an answer can be given for.
    For(Purpose),
    /// To sell: an offer, a list of people to win back. No answer to a survey is ever given for this; winning back has a
    /// permission of its own.
    Selling,
    /// To judge the person: a price, a rank in a queue, whether to keep them as a customer.
    Judging,
}

/// A set of purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Purpose>", into = "Vec<Purpose>")]
pub struct Purposes(u8);

impl Default for Purposes {
    fn default() -> Self {
        Self::NONE.with(Purpose::Handle).with(Purpose::Improve)
    }
}

impl From<Vec<Purpose>> for Purposes {
    fn from(purposes: Vec<Purpose>) -> Self {
        purposes.into_iter().fold(Self::NONE, Self::with)
    }
}

impl From<Purposes> for Vec<Purpose> {
    fn from(purposes: Purposes) -> Self {
        purposes.each().collect()
    }
}

impl Purposes {
    /// None at all.
    pub const NONE: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, purpose: Purpose) -> Self {
        Self(self.0 | purpose.bit())
    }

    /// Is this one of them?
    pub const fn holds(self, purpose: Purpose) -> bool {
        self.0 & purpose.bit() != 0
    }

    /// Each of them.
    pub fn each(self) -> impl Iterator<Item = Purpose> {
        Purpose::ALL.into_iter().filter(move |purpose| self.holds(*purpose))
    }

    /// The words with blanks between, as they are stored.
    pub fn words(self) -> String {
        self.each().map(Purpose::word).collect::<Vec<_>>().join(" ")
    }

    /// The purposes behind stored words; `None` when one is unknown.
    pub fn from_words(words: &str) -> Option<Self> {
        words.split_whitespace().try_fold(Self::NONE, |all, word| Some(all.with(Purpose::from_word(word)?)))
    }

    /// Refuses a use that was not said beforehand.
    ///
    /// # Errors
    /// With the purposes the answer was given for.
    pub fn permit(self, wanted: Use) -> Result<(), PurposeError> {
        match wanted {
            Use::For(purpose) if self.holds(purpose) => Ok(()),
            _ => Err(PurposeError { given_for: self, wanted }),
        }
    }
}

/// An answer was wanted for something it was not given for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeError {
    /// What the answer was given for.
    pub given_for: Purposes,
    /// What it was wanted for.
    pub wanted: Use,
}

impl std::fmt::Display for PurposeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let wanted = match self.wanted {
            Use::For(purpose) => purpose.word(),
            Use::Selling => "sell",
            Use::Judging => "judge",
        };
        let given: Vec<String> = self.given_for.each().map(|purpose| format!("`{}`", purpose.word())).collect();
        write!(
            f,
            "this answer may not be used to `{wanted}`; it was given for: {}; ask the person first",
            given.join(", ")
        )
    }
}

impl std::error::Error for PurposeError {}

/// Something that is only to be had for the purposes it was given for.
#[derive(Clone, PartialEq, Eq)]
pub struct Guarded<T> {
    held: T,
    purposes: Purposes,
}

/// What is held does not show in a log.
impl<T> std::fmt::Debug for Guarded<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[given for {}]", self.purposes.words())
    }
}

impl<T> Guarded<T> {
    /// Puts something behind its purposes.
    pub const fn new(held: T, purposes: Purposes) -> Self {
        Self { held, purposes }
    }

    /// What it was given for.
    pub const fn purposes(&self) -> Purposes {
        self.purposes
    }

    /// What is held, for a use that was said beforehand.
    ///
    /// # Errors
    /// For any other use.
    pub fn get(&self, wanted: Use) -> Result<&T, PurposeError> {
        self.purposes.permit(wanted).map(|()| &self.held)
    }

    /// As [`Guarded::get`], and gives it away.
    ///
    /// # Errors
    /// For any other use.
    pub fn take(self, wanted: Use) -> Result<T, PurposeError> {
        self.purposes.permit(wanted).map(|()| self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_not_to_be_had_for_what_was_not_said() {
        let answer = Guarded::new("te duur", Purposes::default());
        assert_eq!(answer.get(Use::For(Purpose::Improve)), Ok(&"te duur"));
        for wanted in [Use::For(Purpose::Reply), Use::For(Purpose::Research), Use::Selling, Use::Judging] {
            let refused = answer.get(wanted).expect_err("refused").to_string();
            assert!(refused.contains("given for: `handle`, `improve`") && !refused.contains("duur"), "{refused}");
        }
        assert_eq!(format!("{answer:?}"), "[given for handle improve]");
    }

    #[test]
    fn nothing_permits_selling_or_judging() {
        let all = Purpose::ALL.into_iter().fold(Purposes::NONE, Purposes::with);
        assert!(all.permit(Use::Selling).is_err() && all.permit(Use::Judging).is_err());
        assert_eq!(Purposes::from_words(&all.words()), Some(all));
        assert_eq!(Purposes::from_words("handle sell"), None);
    }
}
