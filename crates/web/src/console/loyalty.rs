//! The page about loyalty: what the most content do from then on, beside those who are nearly as content.

use charts::Bar;
use relationship::Currency;
use relationship::ladder::Rung;
use report::{Report, Row, Value};

use super::content::{Block, Content, Section};
use super::parts::{Cell, Column, Empty, Line, Shown, Table, Take, Voice, how_all, level, period_text};
use super::take;

/// The page about this report.
pub(crate) fn content(voice: &Voice, report: &Report, currency: Currency) -> Content {
    let mut sections = vec![rungs_section(voice, report, currency)];
    sections.extend(differences_section(voice, report, currency));
    Content {
        over: format!("{} · {}", voice.t("loyalty-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: voice.t("loyalty-lead"),
        sections,
        ..Content::default()
    }
}

fn word<'a>(row: &'a Row, name: &str) -> &'a str {
    if let Some(Value::Text(text)) = row.get(name) { text } else { "" }
}

fn row_of<'a>(report: &'a Report, rung: &str) -> Option<&'a Row> {
    report.rows.iter().find(|row| word(row, "rung") == rung)
}

fn finding(voice: &Voice, report: &Report) -> String {
    let stayed = |rung: &str| row_of(report, rung)?.estimate("stayed_share");
    let difference = report.section("differences").iter().find(|row| word(row, "measure") == "stayed_share");
    let difference = difference.and_then(|row| row.estimate("difference"));
    let (Some(soft), Some(green), Some(difference)) = (stayed("soft_green"), stayed("green"), difference) else {
        return voice.t("loyalty-finding-unknown");
    };
    let key = match (difference.lower, difference.upper) {
        (Some(lower), _) if lower > 0.0 => "loyalty-finding-longer",
        (_, Some(upper)) if upper < 0.0 => "loyalty-finding-shorter",
        _ => "loyalty-finding-chance",
    };
    let percent = |share: f64| voice.percent(share, 0);
    voice.t2(key, "green", percent(green.value), "soft", percent(soft.value))
}

/// The rung as the ladder shows it: its square with the number, and its word.
fn rung(voice: &Voice, rung: &str) -> (String, String) {
    let number = Rung::from_word(rung).map_or(0, Rung::number);
    let square = format!("<span class=\"rung\"><i class=\"r{number}\">{number}</i></span> ");
    (square, voice.t(&format!("loyalty-rung-{}", rung.replace('_', "-"))))
}

fn rungs_section(voice: &Voice, report: &Report, currency: Currency) -> Section {
    let has = |name: &str| report.rows.iter().any(|row| !matches!(row.get(name), None | Some(Value::Absent)));
    let (has_paid, has_brought) = (has("paid"), has("brought_share"));
    let lines: Vec<Line> = report
        .rows
        .iter()
        .rev()
        .map(|row| {
            let share = row.estimate("stayed_share");
            let shown = voice.share_of(row.get("stayed_share"));
            let bar = Bar { value: share.map(|it| it.value), interval: share.and_then(|it| it.lower.zip(it.upper)) };
            let mut cells = vec![Cell::plot(charts::bar_cell(bar, 1.0, 0.25, &shown.to_string())), Cell::main(shown)];
            if has_paid {
                cells.push(Cell::side(voice.amount_of(row.get("paid"), currency)));
            }
            if has_brought {
                cells.push(Cell::side(voice.share_of(row.get("brought_share"))));
            }
            cells.push(Cell::side(voice.count_of(row, "customers")));
            let (swatch, name) = rung(voice, word(row, "rung"));
            Line { swatch, name, cells, ..Line::default() }
        })
        .collect();
    let mut columns = vec![Column::words(String::new()), Column::numbers(voice.t("loyalty-column-stayed"))];
    if has_paid {
        columns.push(Column::numbers(voice.t("loyalty-column-paid")));
    }
    if has_brought {
        columns.push(Column::numbers(voice.t("loyalty-column-brought")));
    }
    columns.push(Column::numbers(voice.t("loyalty-column-customers")));
    let block = if lines.is_empty() {
        Block::Empty(Empty { text: voice.t("loyalty-none"), step: None })
    } else {
        let first = voice.t("loyalty-column-rung");
        Block::Table(Table { first, columns, lines, ..Table::default() })
    };
    let mut ways = take::links(voice, report, "rows");
    ways.push((voice.t("loyalty-to-value"), "/value".to_owned()));
    Section {
        id: "rungs",
        title: voice.t("loyalty-rungs"),
        margin: vec![voice.t1("loyalty-rungs-text", "level", level(voice, report))],
        blocks: vec![block, Block::Take(Take { how: how_all(voice, report), links: ways })],
        ..Section::default()
    }
}

/// Green less soft green.
fn differences_section(voice: &Voice, report: &Report, currency: Currency) -> Option<Section> {
    let rows = report.section("differences");
    if rows.is_empty() {
        return None;
    }
    let lines = rows
        .iter()
        .map(|row| {
            let measure = word(row, "measure");
            Line {
                name: voice.t(&format!("loyalty-measure-{}", measure.replace('_', "-"))),
                cells: vec![Cell::main(difference(voice, row, currency))],
                ..Line::default()
            }
        })
        .collect();
    let table = Table {
        first: voice.t("loyalty-column-measure"),
        columns: vec![Column::numbers(voice.t("loyalty-column-difference"))],
        lines,
        ..Table::default()
    };
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "differences") };
    Some(Section {
        id: "differences",
        title: voice.t("loyalty-differences"),
        margin: vec![voice.t("loyalty-differences-text")],
        blocks: vec![Block::Table(table), Block::Take(take)],
        ..Section::default()
    })
}

/// A difference of shares stands in points, one of amounts in money.
fn difference(voice: &Voice, row: &Row, currency: Currency) -> Shown {
    let is_share = word(row, "measure").ends_with("share");
    let value = row.get("difference");
    match value.and_then(Value::estimate) {
        Some(known) if is_share => {
            Shown { unit: format!(" {}", voice.t("silent-points")), ..voice.difference(known, 100.0, 1) }
        }
        Some(known) => {
            let shown = voice.difference(known, 1.0, 2);
            Shown { value: format!("{}\u{a0}{}", voice.symbol(currency), shown.value), ..shown }
        }
        None => voice.amount_of(value, currency),
    }
}
