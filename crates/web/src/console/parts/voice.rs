//! How report pages speak: what of a report can be put in words and numbers, in one person's language.

use std::collections::BTreeMap;
use std::sync::Arc;

use pages::format;
use relationship::{Currency, DepartureKind, Money, Period};
use report::{Estimate, Note, Row, Value};

use super::Shown;
use crate::console::verdicts::Effect;
use crate::{Argument, Speech};

/// An interval of an amount at least this wide leaves nothing to say about cents.
const ROUGH_MIN: f64 = 2.0;

/// How report pages speak: one person's language, and what of a report it can put in words.
#[derive(Debug, Clone)]
pub(crate) struct Voice {
    /// Texts, numbers and days.
    pub(crate) speech: Speech,
    /// What surveys are called, by the name they have in data.
    surveys: Arc<BTreeMap<String, String>>,
}

impl std::ops::Deref for Voice {
    type Target = Speech;

    fn deref(&self) -> &Speech {
        &self.speech
    }
}

impl Voice {
    /// The voice of one person's page.
    pub(crate) fn new(speech: &Speech) -> Self {
        Self { speech: speech.clone(), surveys: Arc::default() }
    }

    /// The same voice, which calls surveys by their titles.
    #[must_use]
    pub(crate) fn naming(self, surveys: BTreeMap<String, String>) -> Self {
        Self { surveys: Arc::new(surveys), ..self }
    }

    /// A remark of a report in this language. One that has no translation yet is shown as the report says it: an
    /// English sentence helps more than none.
    pub(crate) fn note(&self, note: &Note) -> String {
        let key = format!("note-{}", note.code.replace('_', "-"));
        self.found(&key, note).unwrap_or_else(|| note.text.clone())
    }

    /// The text behind a key made from data, with the values of a remark.
    fn found(&self, key: &str, note: &Note) -> Option<String> {
        let text = |name: &str| if let Some(Value::Text(text)) = note.param(name) { text.as_str() } else { "" };
        let argument = |(name, value): &(&'static str, Value)| match *name {
            "sign" => (*name, Box::new(self.sign(text("sign"), text("about"))) as Box<dyn Argument>),
            name => (name, self.argument(value)),
        };
        let values: Vec<(&str, Box<dyn Argument>)> = note.params.iter().map(argument).collect();
        let args: Vec<(&str, &dyn Argument)> = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        self.find(key, &args)
    }

    /// A sign that goes before leaving, in words.
    pub(crate) fn sign(&self, sign: &str, about: &str) -> String {
        self.t1(&format!("precursors-sign-{}", sign.replace('_', "-")), "about", self.about(about))
    }

    /// What a sign is about, in words: an answer names what was asked about and the title of its survey.
    pub(crate) fn about(&self, about: &str) -> String {
        let known = about.rsplit_once(' ').and_then(|(survey, aspect)| {
            Some((survey, self.find(&format!("listening-aspect-{}", aspect.replace('_', "-")), &[])?))
        });
        let title = |survey: &str| self.surveys.get(survey).map_or_else(|| survey.to_owned(), Clone::clone);
        known.map_or_else(|| about.to_owned(), |(survey, aspect)| format!("‘{aspect}’, {}", title(survey)))
    }

    /// A value as an argument of a text. Counts stay counts, so that the text can choose its plural.
    fn argument(&self, value: &Value) -> Box<dyn Argument> {
        match value {
            Value::Count(count) => Box::new(*count),
            other => Box::new(self.plain(other)),
        }
    }

    /// A value in a sentence.
    fn plain(&self, value: &Value) -> String {
        match value {
            Value::Absent => "—".to_owned(),
            Value::Flag(flag) => self.t(if *flag { "parts-yes" } else { "parts-no" }),
            Value::Count(count) => self.count(*count),
            Value::Number(number) => self.decimal(*number, decimals_of(*number)),
            Value::Money(money) => self.money(*money),
            Value::Day(day) => self.day(*day),
            Value::Text(text) => text.clone(),
            Value::Estimate(estimate) => self.share(estimate).to_string(),
            Value::Undetermined(why) => self.note(why),
            Value::Fields(fields) => fields.iter().map(|(_, value)| self.plain(value)).collect::<Vec<_>>().join(", "),
        }
    }

    /// A share as a percentage with its interval.
    pub(crate) fn share(&self, estimate: &Estimate) -> Shown {
        let decimals = format::share_decimals(estimate.n);
        Shown {
            value: self.decimal(estimate.value * 100.0, decimals),
            unit: format::percent_sign(self.language()).to_owned(),
            interval: self.ends(estimate, 100.0, decimals),
            n: self.count(estimate.n),
            not_known: String::new(),
        }
    }

    /// A duration or a ratio: a number with its interval and no sign.
    pub(crate) fn number(&self, estimate: &Estimate, decimals: usize) -> Shown {
        Shown {
            value: self.decimal(estimate.value, decimals),
            unit: String::new(),
            interval: self.ends(estimate, 1.0, decimals),
            n: self.count(estimate.n),
            not_known: String::new(),
        }
    }

    /// A duration: whole where value and ends are whole, as they are when time is counted in whole months.
    pub(crate) fn duration_of(&self, value: Option<&Value>) -> Shown {
        let is_whole = |estimate: &Estimate| {
            [Some(estimate.value), estimate.lower, estimate.upper].into_iter().flatten().all(|end| end.fract() == 0.0)
        };
        let decimals = value.and_then(Value::estimate).is_some_and(|estimate| !is_whole(estimate));
        self.number_of(value, usize::from(decimals))
    }

    /// The ends of an interval; an end the data leave open is said to be open.
    fn ends(&self, estimate: &Estimate, times: f64, decimals: usize) -> String {
        match (estimate.lower, estimate.upper) {
            (Some(lower), Some(upper)) => format::interval(self.language(), (lower * times, upper * times), decimals),
            (Some(lower), None) => self.t1("parts-or-more", "least", self.decimal(lower * times, decimals)),
            (None, Some(upper)) => self.t1("parts-or-less", "most", self.decimal(upper * times, decimals)),
            (None, None) => String::new(),
        }
    }

    /// A difference: a sign at every place.
    pub(crate) fn difference(&self, estimate: &Estimate, times: f64, decimals: usize) -> Shown {
        let end = |it: Option<f64>, open: f64| it.map_or(open, |it| it * times);
        let effect = Effect {
            value: estimate.value * times,
            lower: end(estimate.lower, f64::NEG_INFINITY),
            upper: end(estimate.upper, f64::INFINITY),
        };
        Shown {
            value: effect.shown(&self.speech, decimals),
            interval: effect.interval(&self.speech, decimals),
            n: self.count(estimate.n),
            ..Shown::default()
        }
    }

    /// An amount with its interval: whole from a hundred on, and where the interval is wider than the cents could matter.
    pub(crate) fn amount(&self, estimate: &Estimate, currency: Currency) -> Shown {
        let is_rough = estimate.lower.zip(estimate.upper).is_some_and(|(lower, upper)| upper - lower >= ROUGH_MIN);
        let decimals = if is_rough || estimate.value.abs() >= 100.0 { 0 } else { 2 };
        Shown {
            value: format!("{}\u{a0}{}", self.symbol(currency), self.decimal(estimate.value, decimals)),
            unit: String::new(),
            interval: self.ends(estimate, 1.0, decimals),
            n: self.count(estimate.n),
            not_known: String::new(),
        }
    }

    /// The sign of a currency, such as `€`.
    pub(crate) fn symbol(&self, currency: Currency) -> String {
        let nothing = self.money(Money { minor: 0, currency });
        nothing.split('\u{a0}').next().unwrap_or_default().to_owned()
    }

    /// Any value of a report as an amount; what is not one says why.
    pub(crate) fn amount_of(&self, value: Option<&Value>, currency: Currency) -> Shown {
        match value {
            Some(Value::Number(number)) => {
                let estimate = Estimate {
                    value: *number,
                    lower: None,
                    upper: None,
                    level: 0.95,
                    n: 0,
                    method: "",
                    standard_error: None,
                };
                self.amount(&estimate, currency)
            }
            other => self.shown(other, |estimate| self.amount(estimate, currency)),
        }
    }

    /// Any value of a report as a share; what is not one says why.
    pub(crate) fn share_of(&self, value: Option<&Value>) -> Shown {
        self.shown(value, |estimate| self.share(estimate))
    }

    /// Any value of a report as a duration or ratio; what is not one says why.
    pub(crate) fn number_of(&self, value: Option<&Value>, decimals: usize) -> Shown {
        self.shown(value, |estimate| self.number(estimate, decimals))
    }

    fn shown(&self, value: Option<&Value>, estimate: impl Fn(&Estimate) -> Shown) -> Shown {
        match value {
            Some(Value::Estimate(given)) => estimate(given),
            None | Some(Value::Absent) => Shown::not_known("—".to_owned()),
            Some(Value::Undetermined(why)) => Shown::not_known(self.why(why)),
            Some(other) => Shown { value: self.plain(other), ..Shown::default() },
        }
    }

    /// Why there is no number, in two or three words that fit a cell.
    fn why(&self, why: &Note) -> String {
        let key = format!("why-{}", why.code.replace('_', "-"));
        self.found(&key, why).unwrap_or_else(|| self.note(why))
    }

    /// A count as a table shows it.
    pub(crate) fn count_of(&self, row: &Row, name: &str) -> Shown {
        match row.get(name) {
            Some(Value::Count(count)) => Shown { value: self.count(*count), ..Shown::default() },
            other => self.shown(other, |estimate| self.number(estimate, 0)),
        }
    }

    /// The name of a kind of leaving.
    pub(crate) fn kind(&self, kind: DepartureKind) -> String {
        self.t(&format!("kind-{}", kind.word()))
    }

    /// The name of a group: its trait values, or "all customers".
    pub(crate) fn group(&self, row: &Row) -> String {
        let values: Vec<&str> = row.group.iter().map(|(_, value)| value.as_str()).collect();
        if values.is_empty() {
            return self.t("parts-everybody");
        }
        values.iter().map(|value| if value.is_empty() { "—" } else { value }).collect::<Vec<_>>().join(" · ")
    }

    /// A word for a period's length, such as "month".
    pub(crate) fn period_word(&self, period: Period) -> String {
        self.t(&format!("period-{}", period.word()))
    }
}

/// Decimals for a plain number in a sentence: none for whole numbers, more where the number is small.
fn decimals_of(number: f64) -> usize {
    if number.fract() == 0.0 {
        0
    } else if number.abs() >= 10.0 {
        1
    } else {
        2
    }
}
