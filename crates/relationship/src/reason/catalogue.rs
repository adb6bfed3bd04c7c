//! The codes: why people leave, in two levels. A code is never renamed; it may be retired, and then says which code
//! speaks for it now.

use serde::{Deserialize, Serialize};

use super::table;
use crate::DepartureKind;
use crate::suggestion::did_you_mean;

/// What kind of leaving a reason speaks of. Finer than [`DepartureKind`]: moving house and dying are departures the
/// customer brings about, yet nobody should read them as a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// The customer chose to go.
    Voluntary,
    /// Life decided: a move, money, health, death.
    Circumstance,
    /// The customer reached what they came for.
    Positive,
    /// Nobody decided: a payment failed, a service was discontinued.
    Involuntary,
    /// The company ended it.
    Company,
    /// The reason does not tell.
    Unknown,
}

impl ReasonKind {
    /// The kind of leaving in reports: a circumstance counts as voluntary, and is told apart by its reason. `None`
    /// where the reason does not tell.
    pub const fn departure(self) -> Option<DepartureKind> {
        match self {
            Self::Voluntary | Self::Circumstance => Some(DepartureKind::Voluntary),
            Self::Positive => Some(DepartureKind::Positive),
            Self::Involuntary => Some(DepartureKind::Involuntary),
            Self::Company => Some(DepartureKind::Dismissed),
            Self::Unknown => None,
        }
    }
}

/// A yes or no that is sometimes neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Degree {
    /// Yes.
    Yes,
    /// In part.
    Partly,
    /// No.
    No,
    /// It depends on what lies behind the words.
    Open,
}

/// Whether a reason may reveal something delicate about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Nothing delicate.
    Plain,
    /// It may, depending on the trade: a goal reached means more at a clinic than at a gym.
    Perhaps,
    /// It does: money trouble, a death, a conviction.
    Delicate,
    /// Data about health, which the law protects most (GDPR article 9).
    Health,
}

/// What the company may propose to somebody who leaves for this reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferRule {
    /// An offer that answers the reason.
    Offer,
    /// Help to get it working.
    Help,
    /// A pause.
    Pause,
    /// A way to pay later or less, nothing commercial.
    Hardship,
    /// A way to repair the payment; no offer.
    Repair,
    /// First put right what went wrong.
    FixFirst,
    /// No offer.
    NoOffer,
    /// Never an offer: it would hurt.
    Never,
}

impl OfferRule {
    /// May an offer be shown at all?
    pub const fn may_offer(self) -> bool {
        matches!(self, Self::Offer | Self::Help | Self::Pause)
    }
}

/// One reason. A family is a reason too, for those who said no more than that: its code has no dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The code, such as `price.too_high`; the part before the dot is the family.
    pub code: &'static str,
    /// Dutch text.
    pub nl: &'static str,
    /// English text.
    pub en: &'static str,
    /// What kind of leaving it speaks of.
    pub kind: ReasonKind,
    /// Could the situation still change?
    pub changeable: Degree,
    /// Is it in the company's hands?
    pub firm_controls: Degree,
    /// Does it reveal something delicate?
    pub sensitive: Sensitivity,
    /// What may be proposed.
    pub offer: OfferRule,
    /// The feedback value or system reason Stripe uses for it; `None` where it has none.
    pub stripe: Option<&'static str>,
    /// May a customer be given this as an answer to choose? Delicate reasons, and those only the system or the company
    /// knows, are never offered as a choice.
    pub shown_to_customers: bool,
}

impl Reason {
    /// The code of the family.
    pub fn family(&self) -> &'static str {
        self.code.split_once('.').map_or(self.code, |(family, _)| family)
    }

    /// Is this a whole family, not one reason in it?
    pub fn is_family(&self) -> bool {
        !self.code.contains('.')
    }

    /// The text in this language: Dutch for `nl` and its regions, English for all else.
    pub fn text(&self, language: &str) -> &'static str {
        if language == "nl" || language.starts_with("nl-") { self.nl } else { self.en }
    }
}

/// A code that is no longer given, and the code that speaks for it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Retired {
    /// The code of old.
    pub code: &'static str,
    /// The code it is read as.
    pub now: &'static str,
    /// The version of the catalogue from which on that is so.
    pub since_version: u32,
}

/// All codes of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    /// Counts up by one with each change.
    pub version: u32,
    /// Families, each followed by its reasons, in the order reports and pages show them.
    pub reasons: &'static [Reason],
    /// Codes that are no longer given.
    pub retired: &'static [Retired],
}

/// The code shown for own words that no mapping knows; it belongs to the family [`UNMAPPED_FAMILY`].
pub const UNMAPPED: &str = "unmapped";
/// The family under which unmapped words are counted, so that totals stay.
pub const UNMAPPED_FAMILY: &str = "other";

/// Why a code was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a reason code; {}allowed: {allowed}", .hint.map(|code| format!("did you mean `{code}`? ")).unwrap_or_default())]
pub struct UnknownCode {
    /// What was given.
    pub given: String,
    /// The nearest code, if one is near.
    pub hint: Option<&'static str>,
    /// The codes of the family that was meant, or the families.
    pub allowed: String,
}

static CURRENT: Catalogue = Catalogue { version: 1, reasons: table::REASONS, retired: &[] };

impl Catalogue {
    /// The catalogue of this program.
    pub fn current() -> &'static Self {
        &CURRENT
    }

    /// The reason with this code; a retired code leads to the one that speaks for it now.
    pub fn find(&self, code: &str) -> Option<&'static Reason> {
        let with = |code: &str| self.reasons.iter().find(|reason| reason.code == code);
        with(code).or_else(|| self.retired.iter().find(|retired| retired.code == code).and_then(|it| with(it.now)))
    }

    /// The reason own words name by its code. Only codes with a dot are taken for that: `price` and `company` are also
    /// words people use, and may mean something else.
    pub fn find_itself(&self, own_words_key: &str) -> Option<&'static Reason> {
        self.find(own_words_key).filter(|_| own_words_key.contains('.'))
    }

    /// As [`find`](Self::find), with an answer a person can use when there is no such code.
    ///
    /// # Errors
    /// [`UnknownCode`] says what was given, what was probably meant and what is allowed.
    pub fn require(&self, code: &str) -> Result<&'static Reason, UnknownCode> {
        self.find(code).ok_or_else(|| {
            let family = code.split('.').next().unwrap_or(code);
            let near: Vec<_> = self.of_family(family).map(|reason| format!("`{}`", reason.code)).collect();
            let all = || self.families().map(|reason| format!("`{}`", reason.code)).collect::<Vec<_>>();
            UnknownCode {
                given: code.to_owned(),
                hint: did_you_mean(code, self.reasons.iter().map(|reason| reason.code)),
                allowed: if near.is_empty() { all() } else { near }.join(", "),
            }
        })
    }

    /// The families, in order.
    pub fn families(&self) -> impl Iterator<Item = &'static Reason> + use<> {
        self.reasons.iter().filter(|reason| reason.is_family())
    }

    /// The reasons of one family, in order, without the family itself.
    pub fn of_family(&self, family: &str) -> impl Iterator<Item = &'static Reason> {
        self.reasons.iter().filter(move |reason| !reason.is_family() && reason.family() == family)
    }

    /// Where this code stands in the order reports use; unknown codes come last.
    pub fn position(&self, code: &str) -> usize {
        self.reasons.iter().position(|reason| reason.code == code).unwrap_or(self.reasons.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn catalogue() -> &'static Catalogue {
        Catalogue::current()
    }

    #[test]
    fn every_code_stands_once_and_under_a_family_that_exists() {
        let mut seen = HashSet::new();
        for reason in catalogue().reasons {
            assert!(seen.insert(reason.code), "{} stands twice", reason.code);
            assert!(seen.contains(reason.family()), "{} comes before its family", reason.code);
            assert!(!reason.nl.is_empty() && !reason.en.is_empty(), "{} has no text", reason.code);
        }
        let company = catalogue().of_family("company").count();
        let others = catalogue().reasons.iter().filter(|reason| !reason.is_family()).count() - company;
        assert_eq!((others, company), (38, 11));
    }

    #[test]
    fn every_feedback_value_of_stripe_has_a_reason() {
        for value in [
            "customer_service",
            "low_quality",
            "missing_features",
            "other",
            "switched_service",
            "too_complex",
            "too_expensive",
            "unused",
            "payment_disputed",
            "payment_failed",
        ] {
            assert!(catalogue().reasons.iter().any(|reason| reason.stripe == Some(value)), "{value}");
        }
    }

    #[test]
    fn delicate_reasons_and_those_of_system_or_company_are_never_a_choice() {
        for reason in catalogue().reasons.iter().filter(|reason| reason.shown_to_customers) {
            assert!(!matches!(reason.kind, ReasonKind::Involuntary | ReasonKind::Company), "{}", reason.code);
            let delicate = matches!(reason.sensitive, Sensitivity::Health | Sensitivity::Delicate);
            assert!(!delicate || reason.code == "trust.values", "{}", reason.code);
        }
    }

    #[test]
    fn nobody_gets_an_offer_for_a_death_an_illness_or_a_failed_payment() {
        for code in ["life.death", "life.health", "life.money", "payment.failed", "trust.honesty", "done.goal"] {
            assert!(!catalogue().find(code).expect(code).offer.may_offer(), "{code}");
        }
        assert!(catalogue().find("price.too_high").expect("a code").offer.may_offer());
    }

    #[test]
    fn a_circumstance_counts_as_voluntary_and_a_silent_answer_tells_nothing() {
        assert_eq!(catalogue().find("life.moved").map(|it| it.kind.departure()), Some(Some(DepartureKind::Voluntary)));
        assert_eq!(catalogue().find("none.not_said").map(|it| it.kind.departure()), Some(None));
        assert_eq!(
            catalogue().find("company.abuse").map(|it| it.kind.departure()),
            Some(Some(DepartureKind::Dismissed))
        );
    }

    #[test]
    fn an_unknown_code_is_refused_with_what_is_allowed() {
        let error = catalogue().require("price.to_high").expect_err("no such code").to_string();
        assert!(error.contains("did you mean `price.too_high`?"), "{error}");
        assert!(error.contains("`price.increase`"), "{error}");
        let error = catalogue().require("xyz").expect_err("no such code").to_string();
        assert!(error.contains("allowed: `price`, `service`"), "{error}");
    }

    #[test]
    fn a_retired_code_is_read_as_the_one_that_speaks_for_it_now() {
        let later = Catalogue {
            version: 2,
            retired: &[Retired { code: "price.too_dear", now: "price.too_high", since_version: 2 }],
            ..*catalogue()
        };
        assert_eq!(later.find("price.too_dear").map(|reason| reason.code), Some("price.too_high"));
    }

    #[test]
    fn texts_come_in_two_languages() {
        let moved = catalogue().find("life.moved").expect("a code");
        assert_eq!((moved.text("nl-BE"), moved.text("en")), ("Verhuisd", "Moved"));
    }
}
