//! What follows from leaving, in words: the consequences of a flow with their values filled in.

use pages::Speech;
use relationship::exit::{Declaration, End, Goodbye, Part, Sum};
use relationship::flow::{ChannelKind, Flow, Text};
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
    /// Of one contract that ends.
    Of(&'a Goodbye),
    /// Of several contracts that end by one request, each with its own day and money.
    Each(&'a Goodbye),
    /// Of anybody who would ask today; the last day where it is the same for all.
    Anybody {
        /// The last day.
        last_day: Option<Day>,
    },
}

impl<'a> Values<'a> {
    /// Of what a request comes to, for one contract or for several.
    pub const fn of(goodbye: &'a Goodbye) -> Self {
        if goodbye.also.is_empty() { Self::Of(goodbye) } else { Self::Each(goodbye) }
    }
}

/// What a contract is called where there are others: its title and, behind it, its name at the company.
pub fn named(speech: &Speech, title: &Text, contract: &str) -> String {
    match (own_words(title, speech), contract) {
        ("", contract) => contract.to_owned(),
        (title, "") => title.to_owned(),
        (title, contract) if title == contract => title.to_owned(),
        (title, contract) => format!("{title} ({contract})"),
    }
}

/// The same of a contract that ends.
pub fn named_goodbye(speech: &Speech, goodbye: &Goodbye) -> String {
    match named(speech, &goodbye.title, goodbye.contract.as_deref().unwrap_or_default()) {
        name if name.is_empty() => speech.t("receipt-my-contract"),
        name => name,
    }
}

/// The names of parts of a bundle, in one line.
pub fn named_parts(speech: &Speech, parts: &[Part]) -> String {
    parts.iter().map(|part| named(speech, &part.title, &part.contract)).collect::<Vec<_>>().join(", ")
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
        (Values::Of(_) | Values::Anybody { .. }, Some(day)) => {
            speech.t1("leave-end-known", "day", speech.weekday_and_day(day))
        }
        (Values::Of(goodbye), None) => told(speech, goodbye),
        (Values::Each(goodbye), _) => goodbye.each().map(|it| ends(speech, it)).collect::<Vec<_>>().join(" "),
        (Values::Anybody { .. }, None) => speech.t("leave-end-unknown"),
    };
    Fact { about: heading(speech, "end_date"), text }
}

/// What ends and with which day, for one contract among several.
pub fn ends(speech: &Speech, goodbye: &Goodbye) -> String {
    let what = named_goodbye(speech, goodbye);
    match goodbye.end {
        End::On { last_day, .. } => speech.t2("leave-ends", "what", what, "day", speech.weekday_and_day(last_day)),
        End::ToldBy(day) => speech.t2("leave-ends-told", "what", what, "day", speech.weekday_and_day(day)),
    }
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
        // A day that is the same for all of them; otherwise each has its own.
        Values::Each(goodbye) => goodbye.last_day().filter(|day| goodbye.each().all(|it| it.last_day() == Some(*day))),
        Values::Anybody { last_day } => last_day,
    }
}

/// A sentence about money that goes back has nothing to say where none does.
fn is_moot(text: &str, values: Values<'_>) -> bool {
    let goes_back = match values {
        Values::Of(goodbye) | Values::Each(goodbye) => goodbye.each().any(|it| it.refund != Sum::Nothing),
        Values::Anybody { .. } => true,
    };
    !goes_back && text.contains("{refund}")
}

/// A text with its `{values}`. What is not a value of ours stays as the company wrote it.
pub fn filled_in(text: &str, speech: &Speech, values: Values<'_>) -> String {
    let day = last_day(values).map_or_else(|| speech.t("leave-value-last-day"), |day| speech.day(day));
    let (charge, refund, fee) = match values {
        Values::Of(goodbye) => (
            charge(speech, goodbye),
            sum(speech, &goodbye.refund, "leave-value-nothing"),
            sum(speech, &goodbye.fee, "leave-value-nothing"),
        ),
        Values::Each(goodbye) => (
            speech.t("leave-value-last-charge"),
            speech.t("leave-value-refund"),
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

/// The phone number and the mail address to ask at, as far as the flow has them.
pub fn reach(flow: &Flow) -> (&str, &str) {
    let of = |kind: ChannelKind| {
        let channel = flow.channels.iter().find(|channel| channel.kind == kind);
        channel.map(|channel| channel.at.as_str()).filter(|at| !at.is_empty())
    };
    let phone = of(ChannelKind::Phone).unwrap_or(&flow.company.phone);
    (phone, of(ChannelKind::Mail).unwrap_or(&flow.company.mail))
}

/// Of a withdrawal that came after its time: that it is taken as an ordinary cancellation, since when, and whom to ask who
/// sees it otherwise. Nothing where it was in time.
pub fn taken_as_notice(speech: &Speech, flow: &Flow, goodbye: &Goodbye) -> Vec<String> {
    let told = |it: &Goodbye| {
        let day = speech.day(it.too_late_since?);
        Some(if goodbye.also.is_empty() {
            speech.t1("receipt-taken-as-notice", "day", day)
        } else {
            speech.t2("receipt-taken-as-notice-of", "what", named_goodbye(speech, it), "day", day)
        })
    };
    let mut told: Vec<String> = goodbye.each().filter_map(told).collect();
    if !told.is_empty() {
        told.push(match reach(flow) {
            ("", "") => speech.t("receipt-taken-as-notice-ask"),
            ("", way) | (way, "") => speech.t1("receipt-taken-as-notice-ask-at", "way", way),
            (phone, mail) => speech.t2("receipt-taken-as-notice-ask-both", "phone", phone, "mail", mail),
        });
    }
    told
}

/// When a request was received: to the minute or, where the desk wrote down an earlier day, that day, of which nobody knows
/// the hour.
pub fn received(speech: &Speech, declaration: &Declaration) -> String {
    let moment = speech.moment(declaration.asked_at_us);
    match moment.strip_suffix(", 00:00") {
        Some(day) if is_by_people(declaration.channel) => day.to_owned(),
        _ => moment,
    }
}

/// Is it a channel of which a person writes down what came in?
pub const fn is_by_people(channel: ChannelKind) -> bool {
    matches!(channel, ChannelKind::Letter | ChannelKind::Counter | ChannelKind::Phone | ChannelKind::Chat)
}

/// The last charge, with the whole ones before it.
pub fn charge(speech: &Speech, goodbye: &Goodbye) -> String {
    let last = sum(speech, &goodbye.last_charge, "leave-value-nothing-more");
    match goodbye.last_charge.payment().map_or(0, |payment| payment.payments_before) {
        0 => last,
        count => speech.t2("receipt-charges", "count", count, "last", last),
    }
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
