//! What follows from leaving, in words: the consequences of a flow with their values filled in.

use pages::Speech;
use relationship::exit::{End, Goodbye, Sum};
use relationship::flow::{Flow, Text};
use relationship::{Day, Money};

/// One thing that follows: what it is about, and what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is about, as a heading.
    pub about: String,
    /// What happens.
    pub text: String,
}

/// A text of a flow in the reader's language, or in the other one where the flow has but one.
pub fn own_words<'a>(text: &'a Text, speech: &Speech) -> &'a str {
    let wanted = text.in_language(speech.language().code());
    wanted.or_else(|| text.each().next().map(|(_, text)| text)).unwrap_or_default()
}

/// The values that stand in the texts of a flow.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// Of one goodbye.
    Of(&'a Goodbye),
    /// Of anybody who would ask today; the last day where it is the same for all.
    Anybody {
        /// The last day.
        last_day: Option<Day>,
    },
}

/// What follows from leaving, in the order of the flow. What it costs is said in any case.
pub fn facts(flow: &Flow, speech: &Speech, values: Values<'_>) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    if !flow.consequences.iter().any(|it| it.about == "end_date") {
        facts.push(ending(speech, values));
    }
    for it in &flow.consequences {
        let text = own_words(&it.text, speech);
        if text.is_empty() || is_moot(text, values) {
            continue;
        }
        facts.push(Fact { about: heading(speech, &it.about), text: filled_in(text, speech, values) });
    }
    if !flow.consequences.iter().any(|it| it.about == "fee") {
        facts.push(Fact { about: heading(speech, "fee"), text: speech.t("leave-fee-none") });
    }
    facts
}

/// The heading over what something is about; a company may speak of things we have no word for.
pub fn heading(speech: &Speech, about: &str) -> String {
    speech.find(&format!("leave-about-{about}"), &[]).unwrap_or_else(|| speech.t("leave-about-other"))
}

fn ending(speech: &Speech, values: Values<'_>) -> Fact {
    let text = match (values, last_day(values)) {
        (_, Some(day)) => speech.t1("leave-end-known", "day", speech.weekday_and_day(day)),
        (Values::Of(goodbye), None) => told(speech, goodbye),
        (Values::Anybody { .. }, None) => speech.t("leave-end-unknown"),
    };
    Fact { about: heading(speech, "end_date"), text }
}

fn told(speech: &Speech, goodbye: &Goodbye) -> String {
    match goodbye.end {
        End::ToldBy(day) => speech.t1("leave-end-told", "day", speech.weekday_and_day(day)),
        End::On { last_day, .. } => speech.t1("leave-end-known", "day", speech.weekday_and_day(last_day)),
    }
}

fn last_day(values: Values<'_>) -> Option<Day> {
    match values {
        Values::Of(goodbye) => goodbye.last_day(),
        Values::Anybody { last_day } => last_day,
    }
}

/// A sentence about money that goes back has nothing to say where none does.
fn is_moot(text: &str, values: Values<'_>) -> bool {
    matches!(values, Values::Of(goodbye) if goodbye.refund == Sum::Nothing && text.contains("{refund}"))
}

/// A text with its `{values}`. What is not a value of ours stays as the company wrote it.
pub fn filled_in(text: &str, speech: &Speech, values: Values<'_>) -> String {
    let day = last_day(values).map_or_else(|| speech.t("leave-value-last-day"), |day| speech.day(day));
    let (charge, refund, fee) = match values {
        Values::Of(goodbye) => (
            sum(speech, &goodbye.last_charge, "leave-value-nothing-more"),
            sum(speech, &goodbye.refund, "leave-value-nothing"),
            sum(speech, &goodbye.fee, "leave-value-nothing"),
        ),
        Values::Anybody { .. } => {
            let zero = Money { minor: 0, currency: relationship::Currency::EUR };
            (speech.t("leave-value-last-charge"), speech.t("leave-value-refund"), speech.money(zero))
        }
    };
    let known = [("{last_day}", day), ("{last_charge}", charge), ("{refund}", refund), ("{fee}", fee)];
    known.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// An amount in words, with the days it is for.
pub fn sum(speech: &Speech, sum: &Sum, nothing: &str) -> String {
    match sum {
        Sum::Nothing => speech.t(nothing),
        Sum::ToldBy(day) => speech.t1("leave-value-told", "day", speech.day(*day)),
        Sum::Known(payment) => {
            let money = speech.money(payment.money);
            match payment.days {
                Some((from, until)) if from == until => {
                    speech.t2("leave-value-for-day", "money", money, "day", speech.day(from))
                }
                Some((from, until)) => speech.with(
                    "leave-value-for-days",
                    &[("money", &money), ("from", &speech.day(from)), ("until", &speech.day(until))],
                ),
                None => money,
            }
        }
    }
}
