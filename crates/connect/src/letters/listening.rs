//! Letters of listening: a question with its answers to touch, what came of an answer, and what colleagues need to know.

use door::listening::digest::{Digest, Thing};
use door::listening::{UNNAMED, in_words};
use pages::Speech;
use relationship::Day;
use relationship::improvement::Attention;

use super::{hello, regards};
use crate::{Block, Writing};

/// What a letter that asks is written from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asking<'a> {
    /// Who is asked; may be empty.
    pub name: &'a str,
    /// The company.
    pub company: &'a str,
    /// The name of the survey.
    pub title: &'a str,
    /// A sentence before the question; may be empty.
    pub intro: &'a str,
    /// The first question.
    pub question: &'a str,
    /// Its answers: label and address.
    pub answers: Vec<(String, String)>,
}

/// A short question. One touch opens it with the answer chosen.
pub fn asking(speech: &Speech, it: Asking<'_>) -> Writing {
    Writing::new(speech.language(), it.title)
        .say(hello(speech, it.name))
        .say(it.intro)
        .with(Block::Lead { text: it.question.to_owned() })
        .with(Block::Choices { choices: it.answers })
        .say(speech.t("listening-asking-how"))
        .with(regards(speech, it.company))
}

/// What is told about a point that was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done<'a> {
    /// Who reads it; may be empty.
    pub name: &'a str,
    /// The company.
    pub company: &'a str,
    /// What it was about.
    pub reason: &'a str,
    /// What was done, in the words of whoever did it.
    pub action: &'a str,
    /// Where the two answers lead.
    pub link: &'a str,
}

/// You said, we did: to who said it and allowed a reply.
pub fn you_said(speech: &Speech, it: Done<'_>) -> Writing {
    let about = if it.reason == UNNAMED {
        speech.t("listening-you-said-plain")
    } else {
        speech.t1("listening-you-said-text", "what", in_words(speech, it.reason))
    };
    Writing::new(speech.language(), speech.t("listening-you-said-title"))
        .say(hello(speech, it.name))
        .say(about)
        .with(Block::Quote { text: it.action.to_owned() })
        .with(Block::Lead { text: speech.t("listening-helped-title") })
        .with(say_whether(speech, it.link))
        .say(speech.t("listening-you-said-once"))
        .with(regards(speech, it.company))
}

/// The same question to a colleague who meets customers.
pub fn helped(speech: &Speech, it: Done<'_>) -> Writing {
    let about = in_words(speech, it.reason);
    Writing::new(speech.language(), speech.t1("listening-colleague-title", "what", about))
        .say(speech.t("listening-colleague-text"))
        .with(Block::Quote { text: it.action.to_owned() })
        .with(say_whether(speech, it.link))
}

/// The way to the two buttons.
fn say_whether(speech: &Speech, link: &str) -> Block {
    Block::Choices { choices: vec![(speech.t("listening-helped-open"), link.to_owned())] }
}

/// Points that need a colleague: each as people call it, with its address.
pub fn reminder(speech: &Speech, points: &[(String, Attention, Day, String)], calendar: &str) -> Writing {
    let needs = |attention: &Attention, due_on: Day| {
        let day = speech.day(due_on);
        match attention {
            Attention::None | Attention::DueSoon { .. } => speech.t1("listening-reminder-due", "day", day),
            Attention::NoOwner => speech.t1("listening-reminder-nobody", "day", day),
            Attention::Overdue { days } | Attention::Escalated { days } => {
                speech.t2("listening-reminder-late", "day", day, "days", *days)
            }
        }
    };
    let mut writing = Writing::new(speech.language(), speech.t1("listening-reminder-title", "count", points.len()))
        .say(speech.t1("listening-reminder-text", "count", points.len()));
    for (what, attention, due_on, address) in points {
        let more = needs(attention, *due_on);
        writing = writing.with(Block::Open { label: what.clone(), more, address: address.clone() });
    }
    writing.with(Block::Link { label: speech.t("listening-calendar-link"), address: calendar.to_owned() })
}

/// The week in three things.
pub fn digest(speech: &Speech, it: &Digest, link: &str) -> Writing {
    let day = speech.day(it.monday);
    let mut writing = Writing::new(speech.language(), speech.t1("listening-digest-title", "day", &day));
    if it.things.is_empty() {
        writing = writing.with(Block::Lead { text: speech.t("listening-digest-nothing") });
    }
    for (index, thing) in it.things.iter().enumerate() {
        writing = writing.with(Block::Lead { text: format!("{}. {}", index + 1, thing_in_words(speech, thing)) });
    }
    writing
        .with(Block::Facts {
            facts: vec![
                (speech.t("listening-digest-answered"), speech.count(it.answered)),
                (speech.t("listening-digest-open"), speech.count(it.open)),
                (speech.t("listening-digest-closed"), speech.count(it.closed)),
            ],
        })
        .with(Block::Open { label: speech.t("listening-digest-link"), more: String::new(), address: link.to_owned() })
}

/// One thing that matters, as a sentence.
pub fn thing_in_words(speech: &Speech, thing: &Thing) -> String {
    let named = |reason: &str| in_words(speech, reason);
    match thing {
        Thing::Late { count, reason, days } => {
            speech.with("listening-thing-late", &[("count", count), ("what", &named(reason)), ("days", days)])
        }
        Thing::Promised { count, due_on } => {
            speech.t2("listening-thing-promised", "count", *count, "day", speech.day(*due_on))
        }
        Thing::Theme { reason, part, whole, usual } => speech.with(
            "listening-thing-theme",
            &[("what", &named(reason)), ("part", part), ("whole", whole), ("usual", &speech.percent(*usual, 0))],
        ),
        Thing::Rising { reason, now, before } => speech.with(
            "listening-thing-rising",
            &[
                ("what", &named(reason)),
                ("part", &now.0),
                ("whole", &now.1),
                ("part_before", &before.0),
                ("whole_before", &before.1),
            ],
        ),
        Thing::Harms { activity, effect: (lower, upper), in_points } => {
            let (times, unit) = if *in_points { (100.0, "points") } else { (1.0, "number") };
            let difference = pages::format::interval(speech.language(), (lower * times, upper * times), 1);
            speech.with("listening-thing-harms", &[("what", activity), ("difference", &difference), ("unit", &unit)])
        }
        Thing::Reopened { reason } => speech.t1("listening-thing-reopened", "what", named(reason)),
        Thing::Unhappy { count } => speech.t1("listening-thing-unhappy", "count", *count),
        Thing::Due { count } => speech.t1("listening-thing-due", "count", *count),
        Thing::Helped { reason } => speech.t1("listening-thing-helped", "what", named(reason)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;
    use pages::{Language, Texts};
    use relationship::improvement::Subject;

    use super::*;

    #[test]
    fn points_that_nobody_named_are_told_apart_and_each_leads_to_its_own_page() {
        let speech = Speech::new(Arc::new(Texts::default()), Language::English, TimeZone::UTC);
        let point = |customer: &str, reason: &str| {
            let subject = Subject { customer: Some(customer.to_owned()), reason: reason.to_owned() };
            let due_on: Day = "2026-11-24".parse().expect("a day");
            let what = door::listening::point_in_words(&speech, &subject);
            (what, Attention::NoOwner, due_on, format!("https://x.example/work/{customer}"))
        };
        let told = reminder(&speech, &[point("K-7", UNNAMED), point("K-8", "service.slow")], "https://x.example/ics");
        let text = told.to_string();
        assert!(text.contains("What a customer told (K-7): due on") && !text.contains("(K-8)"), "{text}");
        let html = told.to_html("Fietsplan", "").replace('\u{a0}', " ");
        assert_eq!(html.matches("<a href=\"https://x.example/work/K-").count(), 2);
        assert!(html.contains("What a customer told (K-7)</a>: due on 24 November 2026"), "{html}");
    }
}
