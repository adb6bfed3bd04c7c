//! What the ledger measured of an activity beside its verdict: over time, by cohort, other outcomes, and how old it all is.

use relationship::Day;
use relationship::activity::Counted;
use serde_json::Value;

use crate::Speech;
use crate::console::verdicts::{Effect, Plotted, axis, decimals};

/// The effect in one month, or of one cohort.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) plot: String,
    pub(crate) effect: String,
    pub(crate) interval: String,
    pub(crate) n: String,
}

/// Parts of an effect under a heading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) first: String,
    pub(crate) lines: Vec<Part>,
}

/// What was measured beside the verdict: by month since the start, by cohort, and what else was counted.
pub(super) fn parts(speech: &Speech, details: &Value) -> Vec<Parts> {
    let part = |field: &str, key: &str, name: &dyn Fn(&Value) -> String| {
        let none = Vec::new();
        let list = details[field].as_array().unwrap_or(&none);
        let effects: Vec<Effect> = list.iter().filter_map(difference).collect();
        let reach = axis(&effects, 1.0);
        let one = |it: &Value| {
            let effect = difference(it);
            let shown = effect.map(|it| it.shown(speech, 1)).unwrap_or_default();
            let interval = effect.map(|it| it.interval(speech, 1)).unwrap_or_default();
            let label = format!("{shown} {interval}");
            let plotted = Plotted { effect, verdict: None, details, reach, label: &label };
            Part { name: name(it), plot: plotted.draw(), effect: shown, interval, n: sides(speech, it) }
        };
        Parts {
            title: speech.t(&format!("activity-{key}")),
            text: speech.t(&format!("activity-{key}-text")),
            first: speech.t(&format!("activity-{key}-first")),
            lines: list.iter().map(one).collect(),
        }
    };
    let month = |it: &Value| speech.t1("activity-month", "n", it["month"].as_u64().unwrap_or(0));
    let mut since = part("by_month_since", "by-month", &month);
    if details["change"]["stands_out"] == true {
        since.text = speech.t("activity-wears-off");
    }
    let all = [since, part("by_cohort", "by-cohort", &|it| cohort(speech, it))];
    all.into_iter().filter(|it| !it.lines.is_empty()).collect()
}

/// A difference of shares in points.
fn difference(it: &Value) -> Option<Effect> {
    let share = Effect::read(&it["difference"])?;
    Some(Effect { value: share.value * 100.0, lower: share.lower * 100.0, upper: share.upper * 100.0 })
}

/// Customers with it and without.
fn sides(speech: &Speech, it: &Value) -> String {
    let count = |side: usize| speech.count(it["n"][side].as_u64().unwrap_or(0));
    format!("{} / {}", count(1), count(0))
}

/// The month of a cohort, such as `2026-01`, in words.
fn cohort(speech: &Speech, it: &Value) -> String {
    let month = it["month"].as_str().unwrap_or_default();
    format!("{month}-01").parse::<Day>().map_or_else(|_| month.to_owned(), |day| speech.month(day))
}

/// The name of what is counted; another system's outcome keeps its own.
pub(super) fn counted(speech: &Speech, word: &str) -> String {
    speech.find(&format!("activity-outcome-{}", word.replace('_', "-")), &[]).unwrap_or_else(|| word.to_owned())
}

/// The other outcomes, what customers thought of it, and how it looks by what they got: name and text.
pub(super) fn beside(speech: &Speech, details: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for it in details["beside"].as_array().into_iter().flatten() {
        let word = it["outcome"].as_str().unwrap_or_default();
        let mut name = counted(speech, word);
        if let Some(currency) = it["currency"].as_str() {
            name = format!("{name} ({currency})");
        }
        // What each customer did or did not is a share, and its difference is told in points.
        let is_share = word == "answered" || Counted::from_word(word).is_some_and(Counted::is_share);
        let found = if is_share { difference(it) } else { Effect::read(&it["difference"]) };
        let text = found.map_or_else(
            || speech.t("hail-not-known"),
            |it| {
                let digits = if is_share { 1 } else { decimals(it.reach()) };
                let text = format!("{} {}", it.shown(speech, digits), it.interval(speech, digits));
                if is_share { speech.t1("activity-points", "points", text) } else { text }
            },
        );
        all.push((name, text));
    }
    let thought = &details["thought"];
    if let Some(mean) = Effect::read(&thought["mean"]) {
        let (mean, n) = (speech.decimal(mean.value, 1), speech.count(thought["n"].as_u64().unwrap_or(0)));
        all.push((speech.t("activity-thought"), speech.t2("activity-thought-mean", "mean", mean, "n", n)));
    }
    if let Some(it) = difference(&details["as_treated"]) {
        let text = format!("{} {}", it.shown(speech, 1), it.interval(speech, 1));
        all.push((speech.t("activity-as-treated"), text));
    }
    all
}

/// What to know of the measurement: how it was looked at, and how old it is.
pub(super) fn age(speech: &Speech, details: &Value) -> Vec<String> {
    let day = |name: &str| details[name].as_str().and_then(|it| it.parse::<Day>().ok()).map(|it| speech.day(it));
    let mut all = Vec::new();
    if details["older_than_term"] == true {
        let newest = day("newest_in_it").unwrap_or_default();
        all.push(speech.t1("activity-older", "day", newest));
    }
    if details["look"] == "always_valid" {
        all.extend(day("decides_on").map(|day| speech.t1("activity-decides-on", "day", day)));
    }
    all
}
