//! The page about money: what customers are worth here, what leaving costs, and what better retention would bring.

use relationship::Currency;
use report::{Report, Row, Value};

use super::content::{Block, Content, Section};
use super::parts::{
    Cell, Column, Empty, Figure, Figures, Line, Shown, Table, Take, Voice, how, how_all, level, period_text,
};
use super::take;

/// The key figures, in their order.
const FIGURES: [&str; 4] = ["new_customer", "kept_leaver", "cost_of_leaving", "payback_months"];

/// So many groups fit beside the margin.
const GROUPS_BESIDE_MAX: usize = 2;

/// The page about this report.
pub(crate) fn content(voice: &Voice, report: &Report) -> Content {
    let mut sections = vec![measures_section(voice, report)];
    sections.extend(retention_section(voice, report));
    sections.extend(sleeping_section(voice, report));
    Content {
        over: format!("{} · {}", voice.t("value-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: voice.t("value-lead"),
        figures: figures(voice, report),
        sections,
        ..Content::default()
    }
}

fn word<'a>(row: &'a Row, name: &str) -> &'a str {
    if let Some(Value::Text(text)) = row.get(name) { text } else { "" }
}

/// The line of a measure, of all customers or of the first group.
fn measure<'a>(report: &'a Report, name: &str) -> Option<&'a Row> {
    report.rows.iter().find(|row| word(row, "measure") == name)
}

fn currency(report: &Report) -> Currency {
    let code = measure(report, "new_customer").and_then(|row| word(row, "counted_in").parse().ok());
    code.unwrap_or(Currency::EUR)
}

/// What the company has not said yet, so that hardly anything can be computed.
fn is_unsaid(report: &Report) -> bool {
    report.warns("without_margin") || report.warns("without_discount")
}

fn finding(voice: &Voice, report: &Report) -> String {
    let Some(row) = measure(report, "new_customer") else { return voice.t("churn-finding-nobody") };
    if is_unsaid(report) {
        return voice.t("value-finding-unsaid");
    }
    let (value, currency) = (row.get("value"), currency(report));
    if value.and_then(Value::estimate).is_none() {
        return voice.t("value-finding-unknown");
    }
    let kept = measure(report, "kept_leaver").and_then(|row| row.get("value"));
    let (new, kept) = (voice.amount_of(value, currency).value, voice.amount_of(kept, currency).value);
    if row.group.is_empty() {
        voice.t2("value-finding", "new", new, "kept", kept)
    } else {
        voice.with("value-finding-of", &[("group", &voice.group(row)), ("new", &new), ("kept", &kept)])
    }
}

fn figures(voice: &Voice, report: &Report) -> Option<Figures> {
    // Of several groups the table below tells each apart.
    if is_unsaid(report) || report.rows.iter().any(|row| !row.group.is_empty()) {
        return None;
    }
    let figure = |name: &str| {
        let row = measure(report, name)?;
        let shown = shown(voice, report, row);
        let method = row.estimate("value").map(|it| it.method);
        Some(Figure {
            name: voice.t(&format!("value-measure-{}", name.replace('_', "-"))),
            shown,
            company: String::new(),
            how: how(voice, report, &format!("value-denominator-{}", name.replace('_', "-")), method),
        })
    };
    let figures: Vec<Figure> = FIGURES.into_iter().filter_map(figure).collect();
    (!figures.is_empty()).then_some(Figures { figures })
}

/// A measure as it stands on the page.
fn shown(voice: &Voice, report: &Report, row: &Row) -> Shown {
    let value = row.get("value");
    match word(row, "counted_in") {
        "share" => voice.share_of(value),
        "months" => {
            let mut shown = voice.number_of(value, 0);
            if shown.is_known() {
                let is_one = shown.value == voice.decimal(1.0, 0);
                shown.unit = format!(" {}", voice.t(if is_one { "unit-month" } else { "unit-months" }));
            }
            shown
        }
        "" | "per month" => voice.count_of(row, "value"),
        _ => voice.amount_of(value, currency(report)),
    }
}

/// The groups of the report, in order.
fn groups(rows: &[Row]) -> Vec<Vec<&Row>> {
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some(group) if group[0].group == row.group => group.push(row),
            _ => groups.push(vec![row]),
        }
    }
    groups
}

/// Every measure, one column per group.
fn measures_section(voice: &Voice, report: &Report) -> Section {
    let groups = groups(&report.rows);
    let block = match groups.first() {
        None => Block::Empty(Empty { text: voice.t("parts-import-text"), step: None }),
        Some(first) => {
            let lines = first
                .iter()
                .enumerate()
                .map(|(place, row)| Line {
                    name: voice.t(&format!("value-measure-{}", word(row, "measure").replace('_', "-"))),
                    cells: groups
                        .iter()
                        .map(|group| {
                            group.get(place).map_or_else(Cell::default, |row| Cell::main(shown(voice, report, row)))
                        })
                        .collect(),
                    ..Line::default()
                })
                .collect();
            let columns = groups.iter().map(|group| Column::numbers(voice.group(group[0]))).collect();
            Block::Table(Table { first: voice.t("value-column-measure"), columns, lines, ..Table::default() })
        }
    };
    let mut links = take::links(voice, report, "rows");
    links.push((voice.t("value-to-loyalty"), "/loyalty".to_owned()));
    Section {
        id: "measures",
        title: voice.t("value-measures"),
        is_wide: groups.len() > GROUPS_BESIDE_MAX,
        margin: vec![voice.t1("value-measures-text", "level", level(voice, report)), voice.t("value-own")],
        link: Some((voice.t("value-to-settings"), "/settings/company".to_owned())),
        blocks: vec![block, Block::Take(Take { how: how_all(voice, report), links })],
    }
}

/// What better retention would bring.
fn retention_section(voice: &Voice, report: &Report) -> Option<Section> {
    let rows = report.section("retention");
    if rows.is_empty() || is_unsaid(report) {
        return None;
    }
    let currency = currency(report);
    let is_split = rows.iter().any(|row| !row.group.is_empty());
    let lines = rows
        .iter()
        .map(|row| {
            let points = voice.t1("value-points", "points", row.count("points").unwrap_or(0));
            Line {
                name: if is_split { format!("{} · {points}", voice.group(row)) } else { points },
                cells: vec![
                    Cell::main(voice.amount_of(row.get("per_new_customer"), currency)),
                    Cell::side(voice.share_of(row.get("lift_share"))),
                    Cell::side(voice.amount_of(row.get("newcomers_of_a_year"), currency)),
                    Cell::side(voice.amount_of(row.get("those_here"), currency)),
                ],
                ..Line::default()
            }
        })
        .collect();
    let table = Table {
        first: voice.t("value-column-points"),
        columns: vec![
            Column::numbers(voice.t("value-column-new")),
            Column::numbers(voice.t("value-column-lift")),
            Column::numbers(voice.t("value-column-newcomers")),
            Column::numbers(voice.t("value-column-here")),
        ],
        lines,
        ..Table::default()
    };
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "retention") };
    Some(Section {
        id: "retention",
        title: voice.t("value-retention"),
        margin: vec![voice.t("value-retention-text"), voice.t("value-sayings")],
        blocks: vec![Block::Table(table), Block::Take(take)],
        ..Section::default()
    })
}

/// Who pays and does not use it.
fn sleeping_section(voice: &Voice, report: &Report) -> Option<Section> {
    let rows = report.section("sleeping");
    let days = rows.first()?.count("days")?;
    let money = |row: &Row| match row.get("revenue") {
        Some(Value::Money(money)) => Shown::plain(pages::format::whole_money(&voice.speech, *money)),
        _ => Shown::plain("—"),
    };
    let lines = rows
        .iter()
        .map(|row| Line {
            name: voice.group(row),
            cells: vec![
                Cell::main(voice.count_of(row, "sleeping")),
                Cell::side(voice.share_of(row.get("sleeping_share"))),
                Cell::main(money(row)),
                Cell::side(voice.share_of(row.get("revenue_share"))),
                Cell::side(voice.count_of(row, "never_used")),
            ],
            ..Line::default()
        })
        .collect();
    let table = Table {
        first: voice.t("survival-column-group"),
        columns: vec![
            Column::numbers(voice.t("value-column-sleeping")),
            Column::numbers(voice.t("value-column-sleeping-share")),
            Column::numbers(voice.t("value-column-revenue")),
            Column::numbers(voice.t("value-column-revenue-share")),
            Column::numbers(voice.t("value-column-never")),
        ],
        lines,
        ..Table::default()
    };
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "sleeping") };
    Some(Section {
        id: "sleeping",
        title: voice.t("value-sleeping"),
        is_wide: true,
        margin: vec![voice.t1("value-sleeping-text", "days", days), voice.t("value-sleeping-do")],
        blocks: vec![Block::Table(table), Block::Take(take)],
        ..Section::default()
    })
}
