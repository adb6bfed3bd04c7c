//! From which day on the writer wants to be gone: a day, as soon as can be, the end of the term, or not said. A day that
//! can be read in two ways, lies in the past or stands beside another one is for a person.

use std::ops::Range;

use relationship::Day;
use serde::Serialize;

use super::letter::quote;
use crate::Language;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, Word};

mod dates;
mod phrases;
mod unplaced;

use dates::{Date, date_at, is_ago, is_notice, span_ahead};
pub(super) use dates::{bought_lately, day_of_signing, impossible_day, past_end};
use phrases::{
    AWAY, LABEL_WORDS_MAX, OTHER_DAYS, POLITE, Relative, SAID, SIGNED, STRONG_MARKERS, SURE_MARKERS, WEAK_MARKERS,
};
pub(super) use unplaced::{spans, started_lately, unplaced};

/// A day without a year that has just passed could mean last month or next year.
const JUST_PASSED_DAYS: i32 = 90;
/// A day without a year that is further away than this may have been meant otherwise.
const AHEAD_DAYS_MAX: i32 = 330;
/// Nobody gives notice so many months ahead: a year was mistyped.
const AHEAD_MONTHS_MAX: i32 = 36;
/// Words between a word like `per` and the day it belongs to.
const MARKER_WORDS: usize = 4;

/// Words of running on until a day.
const RUNS: [&str; 6] = ["lopen", "doorlopen", "loopt", "doorloopt", "run", "runs"];
/// The days of the week, as mails of both languages name them.
const WEEKDAYS: [&str; 14] = [
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// Words between a word that gives a reason and the day in it.
const REASON_WORDS: usize = 6;
const REASONS: [&str; 5] = ["want", "omdat", "because", "aangezien", "daarna"];

/// The wanted end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ends {
    /// On this day.
    On {
        /// The day.
        on: Day,
        /// The words, as they were written.
        words: String,
    },
    /// As soon as can be.
    Soonest {
        /// The words, as they were written.
        words: String,
    },
    /// When the running term is over: not renewed.
    EndOfTerm {
        /// The words, as they were written.
        words: String,
    },
    /// Not said.
    NotSaid,
    /// Said, but not so that a machine may decide.
    Unclear {
        /// The words, as they were written.
        words: String,
    },
}

/// How sure the words around a day make it that it is the wanted end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Marked {
    Bare,
    Weakly,
    Strongly,
}

/// How plainly a sentence declares the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Declares {
    No,
    /// A model holds it for likely: a day in it is the wanted one, a mere weekday may belong to a story.
    Likely,
    ByPhrase,
    /// The request speaks of the day that stands here: `from that date`.
    PointedAt,
}

struct Found {
    day: Option<Day>,
    /// Is it only a day of the week, a season, a time without a day?
    is_open: bool,
    words: String,
    marked: Marked,
    has_year: bool,
    /// Does it stand in the request itself?
    is_declared: bool,
}

/// What must be known to read days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub(super) written_on: Option<Day>,
    pub(super) language: Language,
    pub(super) is_day_first: Option<bool>,
}

/// Does this word name a month?
pub(super) fn is_month(word: &str) -> bool {
    phrases::month(word).is_some()
}

/// The wanted end, from all sentences of the writer.
pub(super) fn wanted(sentences: &[(&str, Sentence)], clock: Clock, declares: impl Fn(usize) -> Declares) -> Ends {
    let mut found: Vec<Found> = Vec::new();
    // "Kindly end it with effect from that date": the day stands in the sentence before.
    let points_back = |index: usize| {
        let points = |(_, it): &(&str, Sentence)| first(&SAID.that_day, &it.words).is_some();
        sentences.get(index).is_some_and(|it| declares(index) > Declares::No && points(it))
    };
    for (index, (source, sentence)) in sentences.iter().enumerate() {
        let how = if points_back(index + 1) || points_back(index) { Declares::PointedAt } else { declares(index) };
        days(source, sentence, clock, how, &mut found);
    }
    if found.iter().any(|it| it.day.is_some()) {
        // beside a day, a weekday belongs to the story or to the handing in
        found.retain(|it| !it.is_open);
    }
    let phrase = |patterns: &[Pattern], is_heard: &dyn Fn(usize) -> bool| {
        let heard = sentences.iter().enumerate().filter(|(index, _)| is_heard(*index));
        heard.map(|(_, it)| it).find_map(|(source, it)| quote(source, it, patterns))
    };
    let asks_to_confirm = |index: usize| first(&SAID.confirming, &sentences[index].1.words).is_some();
    let is_declared = |index: usize| declares(index) > Declares::No;
    // "two weeks from now" is not now
    let is_span = |index: usize| span_ahead(&sentences[index].1.words, clock.written_on).is_some();
    let at_once = || phrase(&SAID.soonest, &|index| is_declared(index) && !asks_to_confirm(index) && !is_span(index));
    let end_of_term = || phrase(&SAID.end_of_term, &|_| true);
    if let Some((it, is_only)) = told(&found) {
        let words = it.words.clone();
        let is_ahead = |on: Day, days: i32| clock.written_on.is_none_or(|written_on| on >= written_on.plus_days(days));
        // a notice of three months, and another day that no rule took
        let is_notice = it.marked == Marked::Bare && !it.is_declared;
        let another = || sentences.iter().find_map(|(source, it)| day_to_come(source, it, clock));
        if let Some(other) = is_notice.then(another).flatten() {
            return other;
        }
        return match it.day {
            // "with immediate effect on 31 December" says two things
            Some(on) if is_ahead(on, 2) && at_once().is_some() => Ends::Unclear { words },
            Some(on) if clock.written_on.is_some_and(|it| on > it.plus_months(AHEAD_MONTHS_MAX)) => {
                Ends::Unclear { words }
            }
            Some(on) if is_ahead(on, 0) && is_only && !is_disputed(&found) => Ends::On { on, words },
            None if end_of_term().is_some() => Ends::EndOfTerm { words },
            _ => Ends::Unclear { words },
        };
    }
    phrase(&SAID.soonest, &|index| is_declared(index) || !asks_to_confirm(index))
        .map(|words| Ends::Soonest { words })
        .or_else(|| end_of_term().map(|words| Ends::EndOfTerm { words }))
        .or_else(|| phrase(&SAID.unread, &is_declared).map(|words| Ends::Unclear { words }))
        .or_else(|| sentences.iter().find_map(|(source, it)| day_to_come(source, it, clock)))
        .unwrap_or(Ends::NotSaid)
}

/// The day whose words weigh most, and whether no other one weighs the same.
fn told(found: &[Found]) -> Option<(&Found, bool)> {
    let best = found.iter().map(|it| it.marked).max()?;
    let mut told: Vec<&Found> = found.iter().filter(|it| it.marked == best).collect();
    if told.iter().any(|it| it.has_year) {
        told.retain(|it| it.has_year || it.day.is_some());
    }
    let one = *told.first()?;
    Some((one, told.iter().all(|it| it.day == one.day)))
}

/// Does the request name a day, and it or another sentence another one with more weight?
fn is_disputed(found: &[Found]) -> bool {
    let is_other = |one: &Found, other: &Found| other.marked > one.marked && one.day != other.day;
    found.iter().any(|one| one.is_declared && found.iter().any(|other| is_other(one, other)))
}

/// A day to come that no rule takes for the wanted one: it may be meant all the same.
fn day_to_come(source: &str, sentence: &Sentence, clock: Clock) -> Option<Ends> {
    let words = &sentence.words;
    let is_away = words.iter().any(|word| AWAY.contains(&word.text.as_str()));
    let written_on = clock.written_on.filter(|_| !is_away)?;
    (0..words.len()).find_map(|at| match date_at(words, at, clock)? {
        (Date::Day(day, _), end) if day > written_on => {
            Some(Ends::Unclear { words: sentence.quote(source, at..end).to_owned() })
        }
        _ => None,
    })
}

/// All days in a sentence that may be the wanted end.
fn days(source: &str, sentence: &Sentence, clock: Clock, how: Declares, found: &mut Vec<Found>) {
    let words = &sentence.words;
    let declares = how > Declares::No;
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((date, end)) = date_at(words, at, clock) else {
            at += 1;
            continue;
        };
        let range = at..end;
        let is_last = is_last_day(words, end);
        let marked = match how {
            _ if is_last => Marked::Strongly,
            Declares::PointedAt => Marked::Strongly,
            _ => marked(words, at, declares),
        };
        // `het mag lopen tot en met 31 december`
        let is_run = words.len() <= 2 * LABEL_WORDS_MAX
            && has_strong_marker(words, at)
            && words.iter().any(|it| RUNS.contains(&it.text.as_str()));
        let is_heard = declares
            || is_run
            || is_last
            || words.len() <= LABEL_WORDS_MAX
            || before(words, at).iter().any(|it| SURE_MARKERS.contains(&it.text.as_str()))
            || has_strong_marker(words, at) && words.iter().any(|it| POLITE.contains(&it.text.as_str()));
        let is_past_event = marked < Marked::Strongly
            && match date {
                Date::Day(day, _) => clock.written_on.is_some_and(|written_on| day < written_on),
                // "I signed up on 14 November", written on the 19th
                Date::Unclear => words.iter().any(|it| SIGNED.contains(&it.text.as_str())),
            };
        // "per 1 december, want op 10 december vlieg ik": the second is why
        let is_reason = marked < Marked::Strongly
            && !taken.is_empty()
            && words[..at].iter().rev().take(REASON_WORDS).any(|it| REASONS.contains(&it.text.as_str()));
        if let Some(marked) = marked_if_wanted(words, at, marked)
            .filter(|_| !is_reason && is_heard && !is_past_event && (declares || !matches!(date, Date::Unclear)))
        {
            let words_said = sentence.quote(source, marker_start(words, at)..end).to_owned();
            let (day, has_year) = match date {
                Date::Day(day, has_year) => (Some(day), has_year),
                Date::Unclear => (None, false),
            };
            found.push(Found { day, is_open: false, words: words_said, marked, has_year, is_declared: declares });
        }
        taken.push(range);
        at = end;
    }
    if found.iter().any(|it| it.marked == Marked::Strongly && it.has_year) {
        return;
    }
    let ahead = span_ahead(words, clock.written_on);
    let is_in_span = |range: &Range<usize>| {
        ahead.as_ref().is_some_and(|(_, span)| range.start < span.end + 1 && span.start < range.end)
    };
    let relatives = if taken.is_empty() { SAID.relative.as_slice() } else { &[] };
    for (pattern, relative) in relatives {
        let is_open = matches!(relative, Relative::Open);
        let declares = if is_open { how >= Declares::ByPhrase } else { declares };
        if let Some(range) = pattern.find(words)
            && !is_in_span(&range)
            && !taken.iter().any(|it| it.start < range.end && range.start < it.end)
            && !is_ago(words, range.start)
            && (declares
                || words.len() <= LABEL_WORDS_MAX
                || before(words, range.start)
                    .iter()
                    .chain(&words[range.clone()])
                    .any(|it| SURE_MARKERS.contains(&it.text.as_str())))
        {
            let day = clock.written_on.and_then(|written_on| relative.day(written_on));
            let words_said = sentence.quote(source, marker_start(words, range.start)..range.end).to_owned();
            let marked = Marked::Weakly;
            found.push(Found { day, is_open, words: words_said, marked, has_year: false, is_declared: declares });
            break;
        }
    }
    if declares && let Some((ahead, range)) = ahead {
        // a notice of so many weeks says when only where no day does
        let is_notice = is_notice(words, range.end);
        found.push(Found {
            day: ahead,
            is_open: false,
            words: sentence.quote(source, range).to_owned(),
            marked: if is_notice || !taken.is_empty() { Marked::Bare } else { Marked::Weakly },
            has_year: false,
            is_declared: !is_notice && taken.is_empty(),
        });
    }
}

/// Do the words after a day make it the last one: `30 november as my last day`?
fn is_last_day(words: &[Word], end: usize) -> bool {
    let after = &words[end.min(words.len())..(end + MARKER_WORDS + 2).min(words.len())];
    first(&SAID.last_day, after).is_some()
}

fn before(words: &[Word], at: usize) -> &[Word] {
    &words[at.saturating_sub(MARKER_WORDS)..at]
}

fn has_strong_marker(words: &[Word], at: usize) -> bool {
    before(words, at).iter().any(|word| STRONG_MARKERS.contains(&word.text.as_str()))
        || before(words, at)
            .windows(2)
            .any(|it| it[0].text == "as" && matches!(it[1].text.as_str(), "of" | "from" | "at"))
}

fn marked(words: &[Word], at: usize, declares: bool) -> Marked {
    if has_strong_marker(words, at) {
        Marked::Strongly
    } else if before(words, at).iter().any(|word| WEAK_MARKERS.contains(&word.text.as_str())) || declares {
        Marked::Weakly
    } else {
        Marked::Bare
    }
}

/// `None` where the words around say that it is another day.
fn marked_if_wanted(words: &[Word], at: usize, marked: Marked) -> Option<Marked> {
    let near = &words[at.saturating_sub(MARKER_WORDS)..(at + MARKER_WORDS).min(words.len())];
    let is_other = near.iter().any(|word| OTHER_DAYS.contains(&word.text.as_str()));
    if near.iter().any(|word| AWAY.contains(&word.text.as_str())) {
        return None;
    }
    match marked {
        Marked::Strongly => {
            let closest = before(words, at).iter().rev();
            let first = closest.take_while(|word| !STRONG_MARKERS.contains(&word.text.as_str()));
            let is_since =
                first.into_iter().any(|word| matches!(word.text.as_str(), "sinds" | "since" | "dd" | "dated"));
            (!is_since).then_some(marked)
        }
        Marked::Weakly if !is_other => Some(marked),
        _ => None,
    }
}

/// The marker before the date belongs to the words that are shown.
fn marker_start(words: &[Word], at: usize) -> usize {
    let from = at.saturating_sub(MARKER_WORDS);
    (from..at).rev().find(|&index| STRONG_MARKERS.contains(&words[index].text.as_str())).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences;

    fn said(text: &str, language: Language) -> String {
        let clock = Clock { written_on: Day::from_ymd(2026, 11, 16), language, is_day_first: None };
        let read: Vec<(&str, Sentence)> = sentences(text).into_iter().map(|it| (text, it)).collect();
        match wanted(&read, clock, |_| Declares::ByPhrase) {
            Ends::On { on, .. } => on.to_string(),
            Ends::Soonest { .. } => "soonest".into(),
            Ends::EndOfTerm { .. } => "end of term".into(),
            Ends::NotSaid => "not said".into(),
            Ends::Unclear { .. } => "unclear".into(),
        }
    }

    #[test]
    fn dutch_days_are_read() {
        for (text, expected) in [
            ("ik zeg op per 1 maart 2027", "2027-03-01"),
            ("ik zeg op per 1 maart", "2027-03-01"),
            ("opzeggen met ingang van 31-12-2026", "2026-12-31"),
            ("opzeggen tegen 1/2/27", "2027-02-01"),
            ("opzeggen per 1-1", "2027-01-01"),
            ("opzeggen per eind januari", "2027-01-31"),
            ("opzeggen per eind van deze maand", "2026-11-30"),
            ("opzeggen einde van het jaar", "2026-12-31"),
            ("opzeggen tegen nieuwjaar", "2027-01-01"),
            ("per de eerste van de volgende maand opzeggen", "2026-12-01"),
            ("zo snel mogelijk", "soonest"),
            ("aan het einde van de looptijd", "end of term"),
            ("ik zeg op", "not said"),
            ("opzeggen per 1 november", "unclear"),
            ("opzeggen per 1 september 2025", "unclear"),
            ("opzeggen ergens in het voorjaar", "unclear"),
            ("opzeggen per januari", "unclear"),
            ("lid sinds 1 maart 2019, ik zeg op per 1 januari 2027", "2027-01-01"),
            ("over twee weken stopzetten", "2026-11-30"),
            ("stopzetten per eind vd maand", "2026-11-30"),
            ("zo rap mogelijk", "soonest"),
            ("zeg hem op tegen de eerste datum die mogelijk is", "soonest"),
            ("stop te zetten van zodra dit mogelijk is", "soonest"),
            ("op de dag waarop de vaste looptijd afloopt", "end of term"),
            ("aan het einde van het lopende verenigingsjaar", "end of term"),
            ("ik zeg op als dit contractjaar om is", "end of term"),
            ("stop te zetten bij het verstrijken van het lopende jaar", "end of term"),
            ("ik zeg op zodra de rozen bloeien", "unclear"),
            ("ik zeg op vanaf volgende maand", "unclear"),
            ("op 3 maart emigreren wij, per die datum zeg ik op", "2027-03-03"),
            ("ik ben tot 27 november met vakantie, ik zeg op", "not said"),
            ("einde van juni 30 juni is de laatste dag", "2027-06-30"),
        ] {
            assert_eq!(said(text, Language::Nl), expected, "{text}");
        }
    }

    #[test]
    fn a_day_beside_the_request_is_for_a_person() {
        let clock = Clock { written_on: Day::from_ymd(2026, 11, 16), language: Language::Nl, is_day_first: None };
        let said = |text: &str| {
            let read: Vec<(&str, Sentence)> = sentences(text).into_iter().map(|it| (text, it)).collect();
            wanted(&read, clock, |index| if index == 0 { Declares::ByPhrase } else { Declares::No })
        };
        let painter =
            said("Ik zeg op. De schilder die u stuurde komt nog even langs om drie maart te vieren op 3 maart");
        assert!(matches!(painter, Ends::Unclear { .. }), "{painter:?}");
        let two = said("Ik zeg op met als dag 31 mei 2027. Wij gaan hier met ingang van 1 juni 2027 uit");
        assert!(matches!(two, Ends::Unclear { .. }), "{two:?}");
        assert_eq!(said("Ik zeg op. Bevestig dat zo snel mogelijk"), Ends::NotSaid);
    }

    #[test]
    fn english_days_are_read_and_an_ambiguous_one_is_not() {
        for (text, expected) in [
            ("cancel as of 31 December 2026", "2026-12-31"),
            ("cancel from 1st March 2027", "2027-03-01"),
            ("cancel effective January 15, 2027", "2027-01-15"),
            ("cancel from the 1st of March", "2027-03-01"),
            ("cancel at the end of this month", "2026-11-30"),
            ("cancel by the end of the year", "2026-12-31"),
            ("cancel on 03/04/2027", "unclear"),
            ("cancel on 31/12/2026", "2026-12-31"),
            ("cancel on 12/31/2026", "2026-12-31"),
            ("cancel on 2027-01-31", "2027-01-31"),
            ("cancel as soon as possible", "soonest"),
            ("do not renew it when it expires", "end of term"),
            ("cancel next month", "unclear"),
            ("I may cancel", "not said"),
            ("I shall not be a member after 31st December 2026. End it with effect from that date", "2026-12-31"),
            ("I signed up for your plan on 14 November and withdraw", "not said"),
            ("when the present annual term comes to an end", "end of term"),
            ("end it when this month is up", "2026-11-30"),
            ("end it when the paid year is up", "end of term"),
            ("cancel with immediate effect on 31 December", "unclear"),
            ("cancel as soon as the terms allow", "soonest"),
            ("my last lesson, 12 December as my last day, I cancel", "2026-12-12"),
        ] {
            assert_eq!(said(text, Language::En), expected, "{text}");
        }
    }
}
