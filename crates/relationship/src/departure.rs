//! The kinds of leaving. They are told apart in every report: a goal reached is not a complaint.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a relation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartureKind {
    /// The customer decided to go.
    Voluntary,
    /// Nobody decided: a payment failed, a card expired.
    Involuntary,
    /// The customer reached what they came for.
    Positive,
    /// The company ended it.
    Dismissed,
    /// The customer stayed away without a word.
    Silent,
}

impl DepartureKind {
    /// All kinds, in the order reports show them.
    pub const ALL: [Self; 5] = [Self::Voluntary, Self::Involuntary, Self::Positive, Self::Silent, Self::Dismissed];

    /// The word used in files, SQL and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Voluntary => "voluntary",
            Self::Involuntary => "involuntary",
            Self::Positive => "positive",
            Self::Dismissed => "dismissed",
            Self::Silent => "silent",
        }
    }
}

/// The kind of one departure, from what is known of it.
///
/// What a source stated counts first; then the kind of the reason a person confirmed; then a payment that had failed
/// and never came in. A departure of which nothing is known is the customer's own decision: that is what most are, and
/// reports name the share that was stated.
pub fn kind_of(
    stated: Option<DepartureKind>,
    of_reason: Option<DepartureKind>,
    payment_failing: bool,
) -> DepartureKind {
    let of_payment = payment_failing.then_some(DepartureKind::Involuntary);
    stated.or(of_reason).or(of_payment).unwrap_or(DepartureKind::Voluntary)
}

impl FromStr for DepartureKind {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.word() == given).ok_or_else(|| {
            format!(
                "`{given}` is not a kind of leaving; allowed: `voluntary`, `involuntary`, `positive`, `silent`, `dismissed`"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use DepartureKind::{Dismissed, Involuntary, Positive, Silent, Voluntary};

    use super::*;
    use crate::reason::ReasonMapping;

    /// `stated`, own words mapped by nobody but understood when they are a code, a failing payment.
    #[track_caller]
    fn check(stated: Option<DepartureKind>, own_words: &str, payment_failing: bool, expected: DepartureKind) {
        let mapping = ReasonMapping::default();
        let of_reason = mapping.code_for(own_words, crate::Day::from_number(0)).or_proposed(own_words).departure();
        assert_eq!(kind_of(stated, of_reason, payment_failing), expected, "{stated:?} {own_words} {payment_failing}");
    }

    #[test]
    fn what_was_stated_counts_before_the_reason_and_the_reason_before_the_payment() {
        check(Some(Silent), "done.goal", true, Silent);
        check(None, "done.goal", true, Positive);
        check(None, "life.moved", true, Voluntary);
        check(None, "company.abuse", false, Dismissed);
        check(None, "payment.expired", false, Involuntary);
    }

    #[test]
    fn without_a_telling_reason_a_failing_payment_decides() {
        check(None, "none.not_said", true, Involuntary);
        check(None, "none.not_said", false, Voluntary);
    }

    #[test]
    fn a_proposed_reason_does_not_decide_the_kind() {
        check(None, "doel bereikt", true, Involuntary);
        check(None, "betaling mislukt", false, Voluntary);
    }
}
