//! One page a month for the owner of a small firm: who left and why, what moved, and the one thing to do. Honest with eight
//! leavers: with few of them it says what they said, not what share that is.

use pages::Speech;
use relationship::reason::Catalogue;
use relationship::{Day, Money};

use super::regards;
use crate::{Block, Writing};

/// Below this many who left or said something, shares say little.
pub const FEW: u64 = 30;
/// Leavers that are named: with more, the letter has a second page.
const NAMED_MAX: usize = 8;
/// Reasons that are shown.
const REASONS_MAX: usize = 5;

/// A share with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
    /// The share itself with the ends of its 95 % interval; none where the data do not answer.
    pub rate: Option<(f64, f64, f64)>,
}

/// Somebody who left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaver {
    /// Who, as the company names its customers.
    pub customer: String,
    /// The last day.
    pub on: Day,
    /// The plan.
    pub plan: Option<String>,
    /// Why, in the company's words.
    pub reason: Option<String>,
}

/// What to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Todo {
    /// A point that waits longest.
    Point {
        /// What it is about, in words.
        what: String,
        /// By when.
        due_on: Day,
    },
    /// The reason most of them named that is in the company's hands.
    Reason {
        /// Which, in words.
        what: String,
        /// How many named it.
        said: u64,
    },
    /// Most said nothing: ask them.
    Ask,
    /// No reason stands out: ask the last who left.
    Call,
    /// Nobody left, and nothing needs doing.
    Nothing,
}

/// What the letter is written from.
#[derive(Debug, Clone, PartialEq)]
pub struct Month<'a> {
    /// The company; may be empty.
    pub company: &'a str,
    /// The first day of the month.
    pub first: Day,
    /// The last day that is known of, where the month is not over.
    pub known_until: Option<Day>,
    /// Who left, of those who were here on the first day.
    pub left: Share,
    /// The same of the month before; none where nothing is known of it.
    pub before: Option<Share>,
    /// The difference to the month before with its interval.
    pub change: Option<(f64, f64, f64)>,
    /// What those who left paid a month.
    pub lost: Option<Money>,
    /// Who left, the last first.
    pub leavers: Vec<Leaver>,
    /// How many said why, and of how many who left.
    pub said: (u64, u64),
    /// The reasons in words, most said first.
    pub reasons: Vec<(String, Share)>,
    /// The one thing to do.
    pub todo: Todo,
}

/// The letter.
pub fn month(speech: &Speech, it: &Month<'_>) -> Writing {
    let name = speech.month(it.first);
    let title = speech.t2("listening-month-title", "month", &name, "count", it.left.part);
    let mut writing = Writing::new(speech.language(), title).with(Block::Lead { text: left(speech, it) });
    if let Some(day) = it.known_until {
        writing = writing.say(speech.t1("listening-month-until", "day", speech.day(day)));
    }
    if let Some(money) = it.lost.filter(|it| it.minor > 0) {
        writing = writing.say(speech.t1("listening-month-lost", "money", speech.money(money)));
    }
    writing = writing.head(speech.t("listening-month-moved")).say(moved(speech, it));
    writing = writing.head(speech.t("listening-month-why"));
    writing = why(speech, it, writing);
    if !it.leavers.is_empty() {
        writing = writing.head(speech.t("listening-month-who")).with(who(speech, it));
        if it.leavers.len() > NAMED_MAX {
            writing = writing.say(speech.t1("listening-month-more", "count", it.leavers.len() - NAMED_MAX));
        }
    }
    let writing = writing.head(speech.t("listening-month-todo")).with(Block::Lead { text: todo(speech, it) });
    if it.company.is_empty() { writing } else { writing.with(regards(speech, it.company)) }
}

/// A reason in the reader's words: cases name it by its code, files in the company's own words.
fn named(speech: &Speech, reason: &str) -> String {
    let known = Catalogue::current().find(reason);
    known.map_or(reason, |it| it.text(speech.language().code())).to_owned()
}

fn percent(speech: &Speech, value: f64) -> String {
    speech.percent(value, 1)
}

fn left(speech: &Speech, it: &Month<'_>) -> String {
    let Share { part, whole, rate } = it.left;
    let counted = speech.t2("listening-month-left", "count", part, "of", speech.count(whole));
    let has_rate = rate.is_some();
    let rate = match rate {
        Some((value, lower, upper)) => speech.with(
            "listening-month-rate",
            &[
                ("rate", &percent(speech, value)),
                ("lower", &percent(speech, lower)),
                ("upper", &percent(speech, upper)),
            ],
        ),
        None => speech.t("listening-month-no-rate"),
    };
    // Where there is no rate it is said already.
    let few = if has_rate && part > 0 && part < FEW {
        speech.t1("listening-month-few", "count", part)
    } else {
        String::new()
    };
    [counted, rate, few].join(" ").trim().to_owned()
}

/// What moved against the month before: only what chance does not bring is called a change.
fn moved(speech: &Speech, it: &Month<'_>) -> String {
    let Some(before) = it.before else { return speech.t("listening-month-no-before") };
    let counted = speech.t2("listening-month-before", "count", before.part, "of", speech.count(before.whole));
    let points = |value: f64| speech.decimal(value.abs() * 100.0, 1);
    let said = match it.change {
        Some((value, lower, upper)) if lower > 0.0 => speech.with(
            "listening-month-more-left",
            &[("points", &points(value)), ("lower", &points(lower)), ("upper", &points(upper))],
        ),
        Some((value, lower, upper)) if upper < 0.0 => speech.with(
            "listening-month-fewer-left",
            &[("points", &points(value)), ("lower", &points(upper)), ("upper", &points(lower))],
        ),
        _ => speech.t("listening-month-chance"),
    };
    format!("{counted} {said}")
}

fn why(speech: &Speech, it: &Month<'_>, writing: Writing) -> Writing {
    if it.left.part == 0 {
        return writing.say(speech.t("listening-month-nobody"));
    }
    let (said, of) = it.said;
    if said == 0 {
        return writing.say(speech.t("listening-month-silent"));
    }
    let writing = writing.say(speech.t2("listening-month-said", "said", said, "of", of));
    let shown = it.reasons.iter().take(REASONS_MAX);
    if said < FEW {
        let items = shown.map(|(what, share)| {
            speech.t2("listening-month-reason-few", "what", named(speech, what), "count", share.part)
        });
        return writing.with(Block::Items { items: items.collect() }).say(speech.t("listening-month-few-reasons"));
    }
    let interval = |share: &Share| match share.rate {
        Some((_, lower, upper)) => format!("{} – {}", percent(speech, lower), percent(speech, upper)),
        None => String::new(),
    };
    let rows = shown.map(|(what, share)| {
        let rate = share.rate.map(|(value, ..)| percent(speech, value)).unwrap_or_default();
        vec![named(speech, what), speech.count(share.part), rate, interval(share)]
    });
    let head = ["reason", "said-by", "share", "interval"].map(|it| speech.t(&format!("listening-month-{it}")));
    writing.with(Block::Table { caption: String::new(), head: head.to_vec(), rows: rows.collect() })
}

fn who(speech: &Speech, it: &Month<'_>) -> Block {
    let head = ["customer", "plan", "reason", "last-day"].map(|it| speech.t(&format!("listening-month-{it}")));
    let row = |it: &Leaver| {
        let reason = it.reason.as_deref().map_or_else(|| speech.t("listening-month-not-said"), |it| named(speech, it));
        vec![it.customer.clone(), it.plan.clone().unwrap_or_default(), reason, speech.day(it.on)]
    };
    let rows = it.leavers.iter().take(NAMED_MAX).map(row).collect();
    Block::Table { caption: String::new(), head: head.to_vec(), rows }
}

fn todo(speech: &Speech, it: &Month<'_>) -> String {
    match &it.todo {
        Todo::Point { what, due_on } => {
            speech.t2("listening-month-todo-point", "what", what, "day", speech.day(*due_on))
        }
        Todo::Reason { what, said } => {
            speech.t2("listening-month-todo-reason", "what", named(speech, what), "count", *said)
        }
        Todo::Ask => speech.t("listening-month-todo-ask"),
        Todo::Call => speech.t("listening-month-todo-call"),
        Todo::Nothing => speech.t("listening-month-todo-nothing"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;
    use pages::{Language, Texts};

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn november() -> Month<'static> {
        let leaver = |n: u32| Leaver {
            customer: format!("K-{n}"),
            on: day("2026-11-09"),
            plan: Some("Stadsfiets".to_owned()),
            reason: (n < 3).then(|| if n == 1 { "service.slow" } else { "Te duur" }.to_owned()),
        };
        Month {
            company: "Fietsplan",
            first: day("2026-11-01"),
            known_until: None,
            left: Share { part: 8, whole: 240, rate: Some((0.0333, 0.0170, 0.0643)) },
            before: Some(Share { part: 5, whole: 236, rate: None }),
            change: Some((0.0121, -0.0191, 0.0449)),
            lost: None,
            leavers: (0..8).map(leaver).collect(),
            said: (3, 8),
            reasons: vec![("Te duur".to_owned(), Share { part: 3, whole: 3, rate: None })],
            todo: Todo::Reason { what: "Te duur".to_owned(), said: 3 },
        }
    }

    fn said(language: Language, it: &Month<'_>) -> String {
        let speech = Speech::new(Arc::new(Texts::default()), language, TimeZone::UTC);
        let writing = month(&speech, it);
        format!("{}\n{writing}", writing.title).replace('\u{a0}', " ").replace('\n', " ")
    }

    #[test]
    fn eight_leavers_are_eight_people_and_no_trend() {
        let text = said(Language::English, &november());
        for words in ["8 customers left", "3.3%", "between 1.7% and 6.4%", "may well be chance", "3 of the 8"] {
            assert!(text.contains(words), "`{words}` is not in {text}");
        }
        assert!(!text.contains("100.0%") && !text.contains("⟦"), "no share of three answers: {text}");
        let dutch = said(Language::Dutch, &november());
        assert!(dutch.contains("8 klanten") && dutch.contains("toeval") && !dutch.contains("⟦"), "{dutch}");
        assert!(!text.contains("service.slow") && !dutch.contains("service.slow"), "a code is told in words: {dutch}");
    }

    #[test]
    fn what_is_too_few_for_a_rate_is_said_once_and_somebody_is_called() {
        let small = Share { part: 8, whole: 64, rate: None };
        let it = Month { left: small, known_until: Some(day("2026-11-20")), todo: Todo::Call, ..november() };
        for (language, few, until) in
            [(Language::English, "too few", "20 November 2026"), (Language::Dutch, "te weinig", "20 november 2026")]
        {
            let text = said(language, &it);
            assert_eq!(text.matches(few).count(), 1, "{text}");
            assert!(text.contains(until) && !text.contains("⟦"), "{text}");
        }
        assert!(said(Language::Dutch, &it).contains("Bel wie het laatst vertrok"));
    }

    #[test]
    fn only_what_chance_does_not_bring_is_called_a_change() {
        let more = Month { change: Some((0.03, 0.01, 0.05)), ..november() };
        assert!(said(Language::English, &more).contains("more than chance"));
        let fewer = Month { change: Some((-0.03, -0.05, -0.01)), ..november() };
        let text = said(Language::English, &fewer);
        assert!(text.contains("fewer") && text.contains("1.0 to 5.0"), "{text}");
        let first = Month { before: None, change: None, ..november() };
        assert!(said(Language::Dutch, &first).contains("maand ervoor"));
    }

    #[test]
    fn a_month_without_leavers_says_so_and_asks_for_nothing() {
        let nobody = Share { part: 0, whole: 240, rate: Some((0.0, 0.0, 0.0157)) };
        let quiet = Month {
            left: nobody,
            leavers: Vec::new(),
            said: (0, 0),
            reasons: Vec::new(),
            todo: Todo::Nothing,
            ..november()
        };
        let text = said(Language::English, &quiet);
        assert!(text.contains("Nobody left") && !text.contains("few"), "{text}");
    }
}
