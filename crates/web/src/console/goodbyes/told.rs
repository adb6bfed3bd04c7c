//! The goodbyes in words and tables: each number with its interval, n and what it was divided by.

use std::collections::HashMap;

use charts::{Bar, bar_cell};
use report::Estimate;
use stats::{Answer, Why};

use super::counted::{Counted, LATER_DAYS, Number, ReasonCount, is_happy, symmetry};
use crate::console::content::{Attention, Block, Level, Levels, Rows, Section, Text};
use crate::console::flows::look::Friction;
use crate::console::parts::{Cell, Column, Empty, Figure, Figures, How, Line, Shown, Table, Voice};
use crate::posted::encode;

/// Fewer than these are told as a count: a share of them would say nothing.
const SHARE_MIN: u64 = 5;

/// What happened, in a sentence with numbers.
pub(crate) fn finding(voice: &Voice, counted: &Counted) -> String {
    match (counted.asked, counted.visited) {
        (0, 0) => voice.t("goodbyes-finding-nobody"),
        (0, visited) => voice.t1("goodbyes-finding-looked", "n", visited),
        (asked, _) => voice.t1("goodbyes-finding", "n", asked),
    }
}

fn estimate(known: &stats::Estimate) -> Estimate {
    Estimate {
        value: known.value,
        lower: Some(known.interval.lower),
        upper: known.interval.upper_bound(),
        level: known.interval.level.get(),
        n: known.n,
        method: known.method.word(),
        standard_error: None,
    }
}

/// A share; of a few people the count itself.
fn share(voice: &Voice, number: &Number) -> Shown {
    let (part, whole) = number.of.unwrap_or((0, number.answer.known().map_or(0, |it| it.n)));
    match number.answer.known() {
        Some(known) if known.n >= SHARE_MIN => voice.share(&estimate(known)),
        _ if number.of.is_some() && whole > 0 => {
            Shown::not_known(voice.t2("goodbyes-of", "part", part, "whole", whole))
        }
        Some(known) => Shown::not_known(voice.t1("why-too-few", "given", known.n)),
        None => Shown::not_known(voice.t("goodbyes-nobody")),
    }
}

/// A number that is no share, such as hours.
fn amount(voice: &Voice, number: &Number, decimals: usize) -> Shown {
    match &number.answer {
        Answer::Known(known) if known.n >= SHARE_MIN => voice.number(&estimate(known), decimals),
        Answer::Known(known) => Shown::not_known(voice.t1("why-too-few", "given", known.n)),
        Answer::Undetermined(Why::NobodyAtRisk | Why::NoDepartures { .. }) => {
            Shown::not_known(voice.t("goodbyes-nobody"))
        }
        Answer::Undetermined(_) => Shown::not_known(voice.t("goodbyes-not-known")),
    }
}

/// A number of hours, told in a smaller unit.
fn waited(voice: &Voice, hours: &Number, times: f64) -> Shown {
    let mut told = hours.clone();
    if let Answer::Known(known) = &mut told.answer {
        known.value *= times;
        known.interval.lower *= times;
        known.interval.upper *= times;
    }
    amount(voice, &told, usize::from(times <= 60.0))
}

fn n_of(voice: &Voice, number: &Number) -> Shown {
    let n = number.of.map_or_else(|| number.answer.known().map_or(0, |it| it.n), |(_, whole)| whole);
    Shown::plain(voice.count(n))
}

/// How a number was counted: what it is divided by, and its method.
fn how(voice: &Voice, key: &str, number: &Number) -> How {
    let mut lines = vec![(voice.t("how-denominator"), voice.t(key))];
    if let Some(known) = number.answer.known() {
        let method = known.method.word();
        let said = voice.find(&format!("method-{}", method.replace('_', "-")), &[]);
        lines.push((voice.t("how-method"), said.unwrap_or_else(|| method.replace('_', " "))));
        lines.push((voice.t("how-level"), voice.percent(known.interval.level.get(), 0)));
    }
    How { summary: voice.t("how-summary"), lines, ..How::default() }
}

/// The key figures.
pub(crate) fn figures(voice: &Voice, counted: &Counted) -> Option<Figures> {
    if counted.asked == 0 {
        return None;
    }
    let figure = |name: &str, shown: Shown, number: &Number, key: &str| Figure {
        name: voice.t(name),
        company: voice.t1("parts-n", "n", n_of(voice, number).value),
        shown,
        how: how(voice, key, number),
    };
    let seconds = counted
        .friction
        .last()
        .map(|(number, _)| figure("goodbyes-figure-seconds", amount(voice, number, 0), number, "goodbyes-how-seconds"));
    let mut figures = vec![figure(
        "goodbyes-figure-refused",
        Shown::plain(voice.count(counted.refused.of.map_or(0, |(part, _)| part))),
        &counted.refused,
        "goodbyes-how-refused",
    )];
    figures.extend(seconds);
    figures.push(figure(
        "goodbyes-figure-effort",
        share(voice, &counted.effort),
        &counted.effort,
        "goodbyes-how-effort",
    ));
    figures.push(figure(
        "goodbyes-figure-goodbye",
        share(voice, &counted.goodbye),
        &counted.goodbye,
        "goodbyes-how-goodbye",
    ));
    Some(Figures { figures })
}

/// The sections, in the order of a goodbye.
pub(crate) fn sections(voice: &Voice, counted: &Counted, names: &HashMap<String, String>) -> Vec<Section> {
    let mut sections = vec![
        funnel(voice, counted),
        watch(voice, counted, names),
        reasons(voice, counted),
        friction(voice, counted),
        channels(voice, counted),
        later(voice, counted),
    ];
    sections.push(returned(voice, counted));
    sections
}

fn empty(voice: &Voice, key: &str) -> Block {
    Block::Empty(Empty { text: voice.t(key), step: None })
}

/// A row of a name, a bar, a share and n.
fn bar_line(voice: &Voice, name: String, number: &Number) -> Line {
    let shown = share(voice, number);
    let known = number.answer.known().filter(|it| it.n >= SHARE_MIN);
    let bar = Bar {
        value: number.answer.known().map(|it| it.value),
        interval: known.and_then(|it| Some((it.interval.lower, it.interval.upper_bound()?))),
    };
    Line {
        name,
        cells: vec![
            Cell::plot(bar_cell(bar, 1.0, 0.25, &shown.to_string())),
            Cell::main(shown),
            Cell::side(match number.of {
                Some((part, whole)) => Shown::plain(voice.t2("goodbyes-of", "part", part, "whole", whole)),
                None => n_of(voice, number),
            }),
        ],
        ..Line::default()
    }
}

fn bars(voice: &Voice, caption: &str, first: &str, lines: Vec<Line>) -> Block {
    Block::Table(Table {
        caption: voice.t(caption),
        first: voice.t(first),
        columns: vec![
            Column::words(String::new()),
            Column::numbers(voice.t("goodbyes-column-share")),
            Column::numbers(voice.t("goodbyes-column-count")),
        ],
        lines,
        folds: true,
    })
}

fn funnel(voice: &Voice, counted: &Counted) -> Section {
    let lines = counted.funnel.iter().enumerate().map(|(at, it)| {
        let mut line = bar_line(voice, voice.t(&format!("goodbyes-funnel-{}", it.row)), it);
        // Everything else is a share of the first step, which is all of itself and not estimated.
        if at == 0 && it.of.is_some_and(|(_, whole)| whole >= SHARE_MIN) {
            let whole = Shown::plain(voice.percent(1.0, 0));
            let bar = Bar { value: Some(1.0), interval: None };
            line.cells[0] = Cell::plot(bar_cell(bar, 1.0, 0.25, &whole.to_string()));
            line.cells[1] = Cell::main(whole);
        }
        line
    });
    let block = if counted.visited == 0 {
        empty(voice, "goodbyes-funnel-empty")
    } else {
        bars(voice, "goodbyes-funnel-caption", "goodbyes-column-step", lines.collect())
    };
    Section {
        id: "funnel",
        title: voice.t("goodbyes-funnel"),
        margin: vec![voice.t("goodbyes-funnel-text"), voice.t("goodbyes-level")],
        blocks: vec![block],
        ..Section::default()
    }
}

/// Who looked and did not ask. It tells whether the pages are clear; nobody is pressed by it.
fn watch(voice: &Voice, counted: &Counted, names: &HashMap<String, String>) -> Section {
    let row = |it: &super::counted::Watched| Attention {
        heading: match names.get(&it.customer) {
            Some(name) => format!("{name}, {}", it.customer),
            None => it.customer.clone(),
        },
        text: voice.t2("goodbyes-watch-when", "moment", voice.moment(it.at.us()), "screens", it.screens),
        step: Some((voice.t("goodbyes-watch-step"), format!("/customers/{}", encode(&it.customer)))),
    };
    let block = if counted.watch.is_empty() {
        empty(voice, "goodbyes-watch-empty")
    } else {
        Block::Rows(Rows { rows: counted.watch.iter().map(row).collect() })
    };
    Section {
        id: "watch",
        title: voice.t("goodbyes-watch"),
        margin: vec![voice.t("goodbyes-watch-text"), voice.t("goodbyes-watch-never")],
        blocks: vec![block],
        ..Section::default()
    }
}

fn reason_name(voice: &Voice, code: &str) -> String {
    let known = relationship::reason::Catalogue::current().find(code);
    known.map_or_else(|| code.to_owned(), |reason| reason.text(voice.language().code()).to_owned())
}

fn reasons(voice: &Voice, counted: &Counted) -> Section {
    let share_of = |it: &ReasonCount| it.share.answer.known().map_or(0.0, |it| it.interval.upper);
    let most = counted.reasons.iter().map(share_of).fold(0.0, f64::max);
    let max = charts::value_ticks(most, 5).last();
    let block = if counted.reasons.is_empty() {
        empty(voice, "goodbyes-reasons-empty")
    } else {
        Block::Levels(Levels {
            heads: ["reason", "share", "revenue", "n"].map(|it| voice.t(&format!("reasons-column-{it}"))),
            families: counted.reasons.iter().map(|it| level(voice, it, max)).collect(),
        })
    };
    let (said, asked) = counted.said_why.of.unwrap_or_default();
    Section {
        id: "reasons",
        title: voice.t("goodbyes-reasons"),
        margin: vec![
            voice.t2("goodbyes-reasons-said", "answered", said, "asked", asked),
            voice.t2("goodbyes-reasons-priced", "priced", counted.priced, "n", said),
            voice.t("reasons-section-stated"),
        ],
        link: Some((voice.t("overview-to-reasons"), "/reasons".to_owned())),
        blocks: vec![block],
        ..Section::default()
    }
}

fn level(voice: &Voice, it: &ReasonCount, max: f64) -> Level {
    let known = it.share.answer.known();
    let bar = Bar {
        value: known.map(|it| it.value),
        interval: known.and_then(|it| Some((it.interval.lower, it.interval.upper_bound()?))),
    };
    let shown = share(voice, &it.share);
    Level {
        name: reason_name(voice, &it.code),
        remark: if is_happy(&it.code) { voice.t("goodbyes-happy") } else { String::new() },
        plot: bar_cell(bar, max, max / 4.0, &shown.to_string()),
        share: shown,
        revenue: share(voice, &it.revenue),
        n: voice.count(it.n),
        within: it.within.iter().map(|it| level(voice, it, max)).collect(),
    }
}

fn friction(voice: &Voice, counted: &Counted) -> Section {
    let is_known = counted.friction.iter().any(|(number, _)| number.answer.known().is_some());
    let line = |(number, join): &(Number, Option<f64>)| Line {
        // The confirmation is a screen too, as it is in the definition of the flow.
        name: match number.row.as_str() {
            "screens" => voice.t("flows-friction-screens-and-receipt"),
            row => voice.t(&format!("flows-friction-{row}")),
        },
        cells: vec![
            Cell::plot(against(voice, number, *join)),
            Cell::main(amount(voice, number, 0)),
            Cell::side(join.map_or_else(
                || Shown::not_known(voice.t("flows-friction-not-known")),
                |it| Shown::plain(voice.decimal(it, 0)),
            )),
            Cell::side(n_of(voice, number)),
        ],
        ..Line::default()
    };
    let table = Block::Table(Table {
        caption: voice.t("goodbyes-friction-caption"),
        first: voice.t("flows-friction-measure"),
        columns: vec![
            Column::words(String::new()),
            Column::numbers(voice.t("goodbyes-friction-leave")),
            Column::numbers(voice.t("goodbyes-friction-join")),
            Column::numbers(voice.t("reasons-column-n")),
        ],
        lines: counted.friction.iter().map(line).collect(),
        ..Table::default()
    });
    let drawn = Friction::of(voice, &symmetry(counted));
    let blocks = if is_known {
        vec![Block::Text(Text { text: drawn.said }), Block::Ruler(drawn.ruler), table]
    } else {
        vec![empty(voice, "goodbyes-friction-empty")]
    };
    Section {
        id: "friction",
        title: voice.t("flows-friction"),
        margin: vec![voice.t("goodbyes-friction-text")],
        link: Some((voice.t("flows-title"), "/flows".to_owned())),
        blocks,
        ..Section::default()
    }
}

/// Leaving above joining, where both are known.
fn against(voice: &Voice, number: &Number, join: Option<f64>) -> String {
    let (Some(leave), Some(join)) = (number.answer.known().map(|it| it.value), join) else { return String::new() };
    let label = voice.t2("goodbyes-friction-against", "leave", voice.decimal(leave, 0), "join", voice.decimal(join, 0));
    charts::pair_cell(leave, join, &label)
}

/// The unit in which most waiting can be read, and how many of them go into an hour.
fn waiting_unit(counted: &Counted) -> (&'static str, f64) {
    let longest = counted.channels.iter().filter_map(|it| Some(it.hours.answer.known()?.value)).fold(0.0, f64::max);
    match longest {
        hours if hours >= 2.0 => ("hours", 1.0),
        hours if hours * 60.0 >= 2.0 => ("minutes", 60.0),
        _ => ("seconds", 3_600.0),
    }
}

fn channels(voice: &Voice, counted: &Counted) -> Section {
    let (unit, times) = waiting_unit(counted);
    let line = |it: &super::counted::ChannelCount| Line {
        name: voice.t(&format!("goodbyes-channel-{}", it.channel.word())),
        cells: vec![
            Cell::side(Shown::plain(voice.count(it.asked))),
            Cell::main(waited(voice, &it.hours, times)),
            Cell::side(n_of(voice, &it.hours)),
        ],
        ..Line::default()
    };
    let block = if counted.channels.is_empty() {
        empty(voice, "goodbyes-channels-empty")
    } else {
        Block::Table(Table {
            caption: voice.t("goodbyes-channels-caption"),
            first: voice.t("goodbyes-column-channel"),
            columns: vec![
                Column::numbers(voice.t("goodbyes-column-asked")),
                Column::numbers(voice.t(&format!("goodbyes-column-{unit}"))),
                Column::numbers(voice.t("reasons-column-n")),
            ],
            lines: counted.channels.iter().map(line).collect(),
            ..Table::default()
        })
    };
    let mut blocks = vec![block];
    if counted.asked > 0 {
        let lines = [("refused", &counted.refused), ("by-person", &counted.by_person)];
        let lines = lines.into_iter().map(|(key, it)| bar_line(voice, voice.t(&format!("goodbyes-taken-{key}")), it));
        blocks.push(bars(voice, "goodbyes-taken-caption", "goodbyes-column-what", lines.collect()));
    }
    Section {
        id: "channels",
        title: voice.t("goodbyes-channels"),
        margin: vec![voice.t("goodbyes-channels-text")],
        blocks,
        ..Section::default()
    }
}

fn later(voice: &Voice, counted: &Counted) -> Section {
    let is_known = counted.stayed.iter().any(|it| it.of.is_some_and(|(_, whole)| whole > 0));
    let lines = counted
        .stayed
        .iter()
        .zip(LATER_DAYS)
        .map(|(it, days)| bar_line(voice, voice.t1("goodbyes-after-days", "days", days), it));
    let block = if is_known {
        bars(voice, "goodbyes-later-caption", "goodbyes-column-after", lines.collect())
    } else {
        empty(voice, "goodbyes-later-empty")
    };
    Section {
        id: "later",
        title: voice.t("goodbyes-later"),
        margin: vec![voice.t("goodbyes-later-text"), voice.t("goodbyes-later-not-saved")],
        blocks: vec![block],
        ..Section::default()
    }
}

/// Fewer than these on either side are told apart by nothing.
const COMPARED_MIN: u64 = 20;

/// A hypothesis, and said to be one: whoever found the goodbye good may differ in other ways too.
fn returned(voice: &Voice, counted: &Counted) -> Section {
    let whole = |it: &Number| it.of.map_or(0, |(_, whole)| whole);
    let line = |it: &Number| bar_line(voice, voice.t(&format!("goodbyes-{}", it.row.replace('_', "-"))), it);
    let blocks = if counted.returned.iter().all(|it| whole(it) == 0) {
        vec![empty(voice, "goodbyes-returned-empty")]
    } else {
        let lines = counted.returned.iter().map(line).collect();
        let said = Text { text: hypothesis(voice, counted) };
        vec![bars(voice, "goodbyes-returned-caption", "goodbyes-column-score", lines), Block::Text(said)]
    };
    Section {
        id: "returned",
        title: voice.t("goodbyes-returned"),
        margin: vec![voice.t("goodbyes-returned-text"), voice.t("goodbyes-returned-old")],
        blocks,
        ..Section::default()
    }
}

/// What the comparison leaves open, in a sentence.
fn hypothesis(voice: &Voice, counted: &Counted) -> String {
    let scored = counted.returned.iter().take(2).filter_map(|it| it.of).map(|(_, whole)| whole);
    if scored.min().unwrap_or(0) < COMPARED_MIN {
        return voice.t1("goodbyes-returned-few", "min", COMPARED_MIN);
    }
    let Some(known) = counted.returned_difference.answer.known() else { return voice.t("goodbyes-not-known") };
    let (lower, upper) = (known.interval.lower, known.interval.upper_bound().unwrap_or(1.0));
    let key = if lower > 0.0 {
        "goodbyes-returned-more"
    } else if upper < 0.0 {
        "goodbyes-returned-less"
    } else {
        "goodbyes-returned-open"
    };
    // Of "fewer" the ends are told without their sign, the smaller first.
    let (lower, upper) = if upper < 0.0 { (-upper, -lower) } else { (lower, upper) };
    let points = |share: f64| voice.decimal(share * 100.0, 1);
    let (value, lower, upper) = (points(known.value.abs()), points(lower), points(upper));
    voice.find(key, &[("points", &value), ("lower", &lower), ("upper", &upper)]).unwrap_or_default()
}
