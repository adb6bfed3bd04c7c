//! How a measured effect looks: the tag of its verdict, its mark on the axis, its numbers with their interval. The same on
//! every page that shows one.

use charts::{ForestMark, ForestRow};
use relationship::verdict::{Chosen, Verdict};
use serde_json::Value;

use crate::{Language, Speech};

/// How far the axis reaches at least on each side.
const AXIS_MIN: f64 = 1e-6;

/// The reader's language, as answers of measuring take it.
pub(crate) fn language(speech: &Speech) -> study::measure::Language {
    study::measure::Language::from_code(speech.language().code())
}

/// Key of the word and class of the tag. What was not measured looks like what cannot be told.
pub(crate) const fn look(verdict: Option<Verdict>) -> (&'static str, &'static str) {
    match verdict {
        Some(Verdict::Helps) => ("helps", "v-helps"),
        Some(Verdict::NoSign) => ("none", "v-none"),
        Some(Verdict::Backfires) => ("back", "v-back"),
        Some(Verdict::CannotTellYet | Verdict::CannotTellThisWay) | None => ("unknown", "v-unknown"),
    }
}

/// A verdict as a tag: a tiny forest plot and a word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tag {
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) word: String,
}

impl Tag {
    pub(crate) fn of(speech: &Speech, verdict: Option<Verdict>) -> Self {
        let (key, class) = look(verdict);
        let key = match verdict {
            Some(Verdict::CannotTellYet) => "measure-verdict-yet".to_owned(),
            Some(Verdict::CannotTellThisWay) => "measure-verdict-this-way".to_owned(),
            None => "measure-verdict-not-measured".to_owned(),
            Some(_) => format!("hail-verdict-{key}"),
        };
        Self { class, mark: mark_of(class), word: speech.t(&key) }
    }
}

/// The drawing in a tag: where the interval stands against the line of no effect.
pub(crate) fn mark_of(class: &str) -> &'static str {
    match class {
        "v-helps" => {
            r#"<svg viewBox="0 0 24 15" aria-hidden="true"><path d="M17 1v13M2 7.5h10"/><circle class="dot" cx="7" cy="7.5" r="2.5"/></svg>"#
        }
        "v-none" => {
            r#"<svg viewBox="0 0 24 15" aria-hidden="true"><path d="M12 1v13M7 7.5h10"/><circle class="dot" cx="12" cy="7.5" r="2.5"/></svg>"#
        }
        "v-back" => {
            r#"<svg viewBox="0 0 24 15" aria-hidden="true"><path d="M7 1v13M12 7.5h10"/><path class="dot" d="M14 4.5h6v6h-6z"/></svg>"#
        }
        _ => {
            r#"<svg viewBox="0 0 24 15" aria-hidden="true"><path d="M12 1v13"/><path d="M2 7.5h20" stroke-dasharray="3 2"/></svg>"#
        }
    }
}

/// The verdict behind its word.
pub(crate) fn verdict(word: &Value) -> Option<Verdict> {
    Verdict::ALL.into_iter().find(|it| word == it.word())
}

/// A value with its ends, in the unit that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Effect {
    pub(crate) value: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl Effect {
    /// What `{"value", "lower", "upper"}` says; an end that is not there is open.
    pub(crate) fn read(json: &Value) -> Option<Self> {
        let end = |name: &str, open: f64| json[name].as_f64().unwrap_or(open);
        let (lower, upper) = (end("lower", f64::NEG_INFINITY), end("upper", f64::INFINITY));
        Some(Self { value: json["value"].as_f64()?, lower, upper })
    }

    /// Of an activity as `vaarwel measure --json` tells it: in points of 100 where the outcome is a share.
    pub(crate) fn of_activity(details: &Value) -> Option<Self> {
        Self::read(&details["effect_points"]).or_else(|| Self::read(&details["effect"]))
    }

    /// How far it reaches from none.
    pub(crate) fn reach(&self) -> f64 {
        [self.value, self.lower, self.upper].into_iter().filter(|it| it.is_finite()).map(f64::abs).fold(0.0, f64::max)
    }

    pub(crate) fn shown(&self, speech: &Speech, decimals: usize) -> String {
        signed(speech, self.value, decimals)
    }

    /// `[−7.2, −0.5]`, with a sign at each end.
    pub(crate) fn interval(&self, speech: &Speech, decimals: usize) -> String {
        ends(speech, (self.lower, self.upper), |it| signed(speech, it, decimals))
    }
}

/// A number with its sign, above 0 too.
pub(crate) fn signed(speech: &Speech, value: f64, decimals: usize) -> String {
    let text = speech.decimal(value, decimals);
    let is_above = value > 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    if is_above { format!("+{text}") } else { text }
}

/// From where to where; an open end is said to be open.
pub(crate) fn ends(speech: &Speech, (lower, upper): (f64, f64), write: impl Fn(f64) -> String) -> String {
    let end = |it: f64| if it.is_finite() { write(it) } else { speech.t("parts-open-end") };
    let between = match speech.language() {
        Language::Dutch => "; ",
        Language::English => ", ",
    };
    format!("[{}{between}{}]", end(lower), end(upper))
}

/// Decimals that tell effects of this size apart.
pub(crate) fn decimals(reach: f64) -> usize {
    match reach {
        it if it >= 100.0 => 0,
        it if it >= 1.0 => 1,
        it if it >= 0.1 => 2,
        _ => 3,
    }
}

/// The end of an axis that all these effects fit on.
pub(crate) fn axis<'a>(effects: impl IntoIterator<Item = &'a Effect>, least: f64) -> f64 {
    effects.into_iter().map(Effect::reach).fold(least.max(AXIS_MIN), f64::max) * 1.1
}

/// One row of a forest plot.
pub(crate) struct Plotted<'a> {
    pub(crate) effect: Option<Effect>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) details: &'a Value,
    pub(crate) reach: f64,
    /// What a screen reader says.
    pub(crate) label: &'a str,
}

impl Plotted<'_> {
    /// The drawing. What chance did not draw has an open dot, whatever it says.
    pub(crate) fn draw(&self) -> String {
        let whisker = |it: &Effect| (it.lower.max(-self.reach * 2.0), it.upper.min(self.reach * 2.0));
        ForestRow {
            value: self.effect.map(|it| it.value),
            interval: self.effect.as_ref().map(whisker),
            axis: (-self.reach, self.reach),
            none: 0.0,
            margin: self.details["matters_points"].as_f64().map(|it| (-it, it)),
            logarithmic: false,
            mark: self.mark(),
        }
        .draw(self.label)
    }

    fn mark(&self) -> ForestMark {
        match self.verdict {
            _ if self.effect.is_none() => ForestMark::Unknown,
            _ if self.details["chosen"] == Chosen::Observed.word() => ForestMark::Open,
            Some(Verdict::Helps) => ForestMark::Helps,
            Some(Verdict::Backfires) => ForestMark::Backfires,
            Some(Verdict::CannotTellThisWay) => ForestMark::Open,
            _ => ForestMark::Dot,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_effect_is_read_with_its_open_ends() {
        let known = Effect::read(&json!({"value": 1.5, "lower": -0.5, "upper": null})).expect("an effect");
        assert_eq!((known.value, known.lower, known.upper), (1.5, -0.5, f64::INFINITY));
        assert_eq!(known.reach(), 1.5);
        assert_eq!(Effect::read(&json!({"undetermined": "too_few"})), None);
        let speech = Speech::new(std::sync::Arc::default(), Language::English, jiff::tz::TimeZone::UTC);
        assert_eq!(known.interval(&speech, 1), "[−0.5, open]");
        assert_eq!((signed(&speech, 0.04, 1), signed(&speech, 0.06, 1)), ("0.0".to_owned(), "+0.1".to_owned()));
    }
}
