//! What is said of an activity: kept as a code with its numbers, and put into words when somebody reads it, in their language.
//!
//! A verdict that was stored is read years later by somebody who speaks another language than whoever measured: so the numbers
//! are stored, and never the sentence.

mod words;

use relationship::verdict::Obstacle;
use relationship::{Currency, Day};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Language;

/// A number with its ends, in the unit that is shown; an end that is not there is open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// The estimate.
    pub value: f64,
    /// From where it may lie.
    #[serde(default)]
    pub lower: Option<f64>,
    /// To where.
    #[serde(default)]
    pub upper: Option<f64>,
}

impl Span {
    pub(super) fn new(value: f64, (lower, upper): (f64, f64)) -> Self {
        let end = |it: f64| Some(it).filter(|it| it.is_finite());
        Self { value, lower: end(lower), upper: end(upper) }
    }

    fn ends(&self) -> (f64, f64) {
        (self.lower.unwrap_or(f64::NEG_INFINITY), self.upper.unwrap_or(f64::INFINITY))
    }
}

/// What a difference is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Points of 100, of an outcome that is a share.
    Points,
    /// Money per customer.
    Money(Currency),
    /// Whatever the outcome is counted in.
    #[default]
    Number,
}

impl Unit {
    /// What an activity is told in, as `vaarwel measure --json` tells it, now or long ago.
    pub fn of(told: &Value) -> Self {
        match told["unit"].as_str() {
            Some("points") => Self::Points,
            Some(word) => word.parse().map_or(Self::Number, Self::Money),
            None if told["effect_points"].is_object() => Self::Points,
            None => Self::Number,
        }
    }

    /// Its word in JSON: `points`, `number`, or the code of a currency.
    pub fn word(&self) -> &str {
        match self {
            Self::Points => "points",
            Self::Money(currency) => currency.code(),
            Self::Number => "number",
        }
    }
}

/// Something that is said of an activity. Differences are in points of 100 where the outcome is a share, else in its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "what each says stands beside it, in two languages")]
pub enum Saying {
    // Why the verdict is what it is.
    Differs {
        effect: Span,
        kept: Option<Span>,
        p: Option<f64>,
        /// To the side it should.
        #[serde(default)]
        helps: bool,
        /// `p` was made larger because several activities were looked at.
        #[serde(default = "yes")]
        adjusted: bool,
    },
    AmongMany {
        alone: f64,
        together: f64,
    },
    Excluded {
        below: f64,
        above: f64,
        matters: f64,
    },
    Detects {
        found: f64,
        matters: f64,
        chance: f64,
    },
    TakesMore {
        more: f64,
        total: f64,
    },
    AtThisPace {
        per_month: f64,
        on: Option<Day>,
    },
    DrawnAlready {
        on: Day,
    },
    NobodyComes {
        since: Day,
    },
    TooFew,
    /// Nobody, or everybody, or all the same amount.
    AllTheSame,
    /// Not even the largest effect there can be.
    NoneShows,
    AsFarAsSeen {
        effect: Span,
        plain: Option<f64>,
        agree: bool,
    },
    HiddenCause {
        strength: f64,
    },
    LetChanceDraw,
    MixedGroups {
        unit: String,
        groups: u64,
    },
    OnlyDelays {
        days: Option<f64>,
    },
    MayOnlyDelay {
        days: f64,
    },
    FirstReach {
        days: i32,
        on: Option<Day>,
        so_far: Option<i32>,
    },
    HarmedWithin {
        days: i32,
    },
    StillRuns,
    CannotCount {
        outcome: String,
    },
    NobodyAssigned,
    NobodyWasCustomer,
    // What to know before it is believed.
    NotDrawn,
    TraitDiffers {
        traits: Vec<String>,
    },
    FewGroups {
        groups: u64,
    },
    CustomersInBothArms {
        n: u64,
        #[serde(default)]
        left_out: bool,
    },
    /// Whoever shares a value of a column that nobody named got the same.
    WholeGroups {
        column: String,
    },
    LiftWithALoss,
    OddHalf {
        treated: u64,
        control: u64,
        p: f64,
    },
    FewCarry {
        customers: u64,
        of_money: bool,
    },
    NegativeControl {
        column: String,
    },
    NothingKnown,
    Outside {
        outside: u64,
        n: u64,
    },
    FewEffective {
        treated: bool,
        effective: f64,
        n: u64,
    },
    Heavy {
        treated: bool,
        share: f64,
    },
    Imbalance {
        column: String,
        difference: f64,
    },
    MethodsDisagree {
        method: String,
        difference: f64,
    },
    WeakCause {
        limit: f64,
    },
    // What only the ledger knows.
    OutcomeBeforeExposure {
        n: u64,
    },
    NotYetCustomers {
        n: u64,
    },
    ArmsChanged {
        n: u64,
    },
    ExposedUnassigned {
        n: u64,
    },
    NoUnit {
        n: u64,
    },
    HeldOutGotIt {
        n: u64,
    },
    UnknownTrait {
        column: String,
    },
    PlanChanged {
        times: u64,
    },
    /// What stands in the way of a comparison, under its own code.
    #[serde(untagged)]
    Stands {
        code: Obstacle,
    },
}

impl From<Obstacle> for Saying {
    fn from(code: Obstacle) -> Self {
        Self::Stands { code }
    }
}

impl Saying {
    /// Its stable word for programs.
    pub fn code(&self) -> String {
        let json = serde_json::to_value(self).unwrap_or_default();
        json["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Its code and numbers, with the words in one language beside them.
    pub(super) fn json(&self, lang: Language, unit: Unit) -> Value {
        let mut json = serde_json::to_value(self).unwrap_or_default();
        if let Some(fields) = json.as_object_mut() {
            fields.insert("text".to_owned(), self.text(lang, unit).into());
        }
        json
    }

    /// As a sentence: with a capital, and an end.
    pub(super) fn sentence(&self, lang: Language, unit: Unit) -> String {
        let text = self.text(lang, unit);
        // Of the accents on Dutch `één` the first is left out in a capital.
        let text = text.strip_prefix("één").map_or_else(|| text.clone(), |rest| format!("eén{rest}"));
        let mut letters = text.chars();
        let first = letters.next().map(char::to_uppercase).into_iter().flatten();
        let end = if text.ends_with(['.', ':', ')']) { "" } else { "." };
        first.chain(letters).collect::<String>() + end
    }
}

/// Sayings as one text.
pub(super) fn sentences((lang, unit): (Language, Unit), all: &[Saying]) -> String {
    all.iter().map(|it| it.sentence(lang, unit)).collect::<Vec<_>>().join(" ")
}

/// Why the verdict on an activity is what it is, in a language. `told` is an activity as `vaarwel measure --json` tells it, now or
/// long ago; what was kept as words only stays in the words it was kept in.
pub fn reason_of(told: &Value, lang: Language) -> String {
    let kept = told["because"].as_array().map(Vec::as_slice).unwrap_or_default();
    let all: Vec<Saying> = kept.iter().filter_map(read).collect();
    if !all.is_empty() && all.len() == kept.len() {
        return sentences((lang, Unit::of(told)), &all);
    }
    told["reasons"][lang.code()].as_str().or(told["reason"].as_str()).unwrap_or_default().to_owned()
}

/// What to know before an activity is believed, in a language.
pub fn warnings_of(told: &Value, lang: Language) -> Vec<String> {
    let text = |it: &Value| match read(it) {
        Some(saying) => Some(saying.text(lang, Unit::of(told))),
        None => it["texts"][lang.code()].as_str().or(it["text"].as_str()).map(str::to_owned),
    };
    told["warnings"].as_array().into_iter().flatten().filter_map(text).collect()
}

/// What was written down before it was told apart.
fn yes() -> bool {
    true
}

fn read(it: &Value) -> Option<Saying> {
    Saying::deserialize(it).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_kept_is_read_in_either_language() {
        let effect = Span { value: -2.2, lower: Some(-3.1), upper: None };
        let all = [
            Saying::Differs { effect, kept: None, p: Some(0.012), helps: false, adjusted: false },
            Saying::from(Obstacle::SampleRatio),
            Saying::TooFew,
            Saying::FirstReach { days: 90, on: "2026-03-01".parse().ok(), so_far: None },
        ];
        let because: Vec<Value> = all.iter().map(|it| it.json(Language::En, Unit::Points)).collect();
        let back: Vec<Saying> = because.iter().filter_map(read).collect();
        assert_eq!(back, all);
        assert_eq!(because[1]["code"], "sample_ratio");
        let told = json!({ "because": because, "warnings": [because[1]], "unit": "points" });
        let nl = reason_of(&told, Language::Nl);
        assert!(nl.contains("−2,20 punten [−3,10; geen grens]") && nl.contains("op 1 maart 2026"), "{nl}");
        assert!(reason_of(&told, Language::En).contains("The arms do not have the sizes"));
        assert!(warnings_of(&told, Language::Nl)[0].starts_with("de groepen zijn niet zo groot"));
    }

    #[test]
    fn what_was_kept_as_words_stays_readable() {
        let both = json!({"reason": "It helps.", "reasons": {"en": "It helps.", "nl": "Het helpt."},
            "warnings": [{"code": "gone", "text": "old", "texts": {"en": "old", "nl": "oud"}}, {"code": "later", "text": "new"}]});
        assert_eq!(
            (reason_of(&both, Language::Nl), reason_of(&both, Language::En)),
            ("Het helpt.".into(), "It helps.".into())
        );
        assert_eq!(warnings_of(&both, Language::Nl), ["oud", "new"]);
        assert_eq!(reason_of(&json!({"reason": "It helps."}), Language::Nl), "It helps.");
        // A code from another version is not understood; then its words are better than half a reason.
        let odd = json!({"reason": "All of it.", "because": [{"code": "too_few"}, {"code": "of_tomorrow"}]});
        assert_eq!(reason_of(&odd, Language::En), "All of it.");
        assert_eq!(reason_of(&Value::Null, Language::En), "");
    }

    #[test]
    fn every_obstacle_and_saying_comes_back() {
        for code in [
            Obstacle::SampleRatio,
            Obstacle::TraitsDiffer,
            Obstacle::BothArms,
            Obstacle::OutcomeFirst,
            Obstacle::LostUnevenly,
            Obstacle::MixedClusters,
            Obstacle::OneCluster,
            Obstacle::ArmEmpty,
            Obstacle::NoOverlap,
            Obstacle::NoEstimate,
        ] {
            let it = Saying::from(code);
            assert_eq!(read(&it.json(Language::Nl, Unit::Number)), Some(it.clone()));
            assert_eq!(it.code(), code.word());
        }
        let both = Saying::CustomersInBothArms { n: 3, left_out: true };
        assert_eq!(read(&json!({"code": "customers_in_both_arms", "n": 3, "left_out": true, "text": "…"})), Some(both));
    }
}
