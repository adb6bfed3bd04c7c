//! The page about what goes before leaving: signs as hazard ratios, and which of them know the outcome.

use charts::{ForestMark, ForestRow};
use report::{Report, Row, Value};

use super::content::{Block, Content, Section};
use super::parts::{Cell, Column, Empty, Line, Shown, Table, Take, Voice, how_all, level, period_text};
use super::take;

/// The widest the axis of ratios gets on each side of 1.
const RATIO_MAX: f64 = 20.0;

/// The page about this report.
pub(crate) fn content(voice: &Voice, report: &Report) -> Content {
    Content {
        over: format!("{} · {}", voice.t("precursors-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: voice.t("precursors-lead"),
        sections: vec![section(voice, report)],
        ..Content::default()
    }
}

fn word<'a>(row: &'a Row, name: &str) -> &'a str {
    if let Some(Value::Text(text)) = row.get(name) { text } else { "" }
}

fn number(row: &Row, name: &str) -> Option<f64> {
    if let Some(Value::Number(number)) = row.get(name) { Some(*number) } else { None }
}

/// The sign that most surely goes before leaving.
fn finding(voice: &Voice, report: &Report) -> String {
    if report.rows.is_empty() {
        return voice.t("precursors-finding-unknown");
    }
    let is_sure = |row: &&Row| {
        let ratio = row.estimate("hazard_ratio").and_then(|it| it.lower);
        ratio.is_some_and(|lower| lower > 1.0)
            && number(row, "p_value_adjusted").is_some_and(|p| p < 1.0 - report.definition.level)
    };
    let lower = |row: &&Row| row.estimate("hazard_ratio").and_then(|it| it.lower).unwrap_or(0.0);
    let strongest = report.rows.iter().filter(is_sure).max_by(|a, b| lower(a).total_cmp(&lower(b)));
    match strongest.and_then(|row| Some((row, row.estimate("hazard_ratio")?))) {
        None => voice.t("precursors-finding-none"),
        Some((row, ratio)) => {
            voice.t2("precursors-finding", "sign", clause(voice, row), "ratio", voice.decimal(ratio.value, 1))
        }
    }
}

/// The sign as the end of "who …".
fn clause(voice: &Voice, row: &Row) -> String {
    voice.t1(
        &format!("precursors-who-{}", word(row, "sign").replace('_', "-")),
        "about",
        voice.about(word(row, "about")),
    )
}

fn name(voice: &Voice, row: &Row) -> String {
    voice.sign(word(row, "sign"), word(row, "about"))
}

/// The signs, one line each, on one axis of ratios.
fn section(voice: &Voice, report: &Report) -> Section {
    let ends = report.rows.iter().filter_map(|row| row.estimate("hazard_ratio"));
    let far = ends.fold(2.0_f64, |far, it| {
        let (lower, upper) = (it.lower.unwrap_or(it.value), it.upper.unwrap_or(it.value));
        far.max(upper).max(1.0 / lower.max(1e-9))
    });
    let far = far.min(RATIO_MAX);
    let lines: Vec<Line> = report.rows.iter().map(|row| line(voice, row, far)).collect();
    let block = if lines.is_empty() {
        Block::Empty(Empty { text: voice.t("precursors-none"), step: None })
    } else {
        Block::Table(Table {
            first: voice.t("precursors-column-sign"),
            columns: vec![
                Column::between(voice.t("precursors-less"), voice.t("precursors-more")),
                Column::numbers(voice.t("precursors-column-ratio")),
                Column::numbers(voice.t("precursors-column-p")),
                Column::numbers(voice.t("precursors-column-with")),
                Column::numbers(voice.t("precursors-column-without")),
                Column::numbers(voice.t("precursors-column-customers")),
            ],
            lines,
            ..Table::default()
        })
    };
    let mut margin = vec![voice.t1("precursors-text", "level", level(voice, report)), voice.t("precursors-gap")];
    if let Some(followed) = report.section("followed").first() {
        margin.push(voice.with(
            "precursors-followed",
            &[
                ("spells", &followed.count("spells").unwrap_or(0)),
                ("departures", &followed.count("departures").unwrap_or(0)),
            ],
        ));
    }
    let mut ways = take::links(voice, report, "rows");
    ways.push((voice.t("precursors-to-silent"), "/silent".to_owned()));
    Section {
        id: "signs",
        title: voice.t("precursors-section"),
        is_wide: true,
        margin,
        blocks: vec![block, Block::Take(Take { how: how_all(voice, report), links: ways })],
        ..Section::default()
    }
}

fn line(voice: &Voice, row: &Row, far: f64) -> Line {
    let ratio = row.estimate("hazard_ratio");
    let shown = voice.number_of(row.get("hazard_ratio"), 2);
    let plot = ForestRow {
        value: ratio.map(|it| it.value),
        interval: ratio.and_then(|it| it.lower.zip(it.upper)),
        axis: (1.0 / far, far),
        none: 1.0,
        margin: None,
        logarithmic: true,
        mark: if ratio.is_some() { ForestMark::Open } else { ForestMark::Unknown },
    };
    let p = match number(row, "p_value_adjusted") {
        None => Shown::plain("—"),
        Some(p) if p < 0.001 => Shown::plain(format!("< {}", voice.decimal(0.001, 3))),
        Some(p) => Shown::plain(voice.decimal(p, 3)),
    };
    Line {
        name: name(voice, row),
        cells: vec![
            Cell::plot(plot.draw(&shown.to_string())),
            Cell::main(shown),
            Cell::side(p),
            Cell::side(voice.share_of(row.get("left_with"))),
            Cell::side(voice.share_of(row.get("left_without"))),
            Cell::side(voice.count_of(row, "customers")),
        ],
        ..Line::default()
    }
}
