//! The page that says who leaves: per period, per group, by kind, in revenue.

use charts::{Bar, LineSeries, LineWords, Lines, Mark};
use pages::format;
use relationship::{DepartureKind, Period};
use report::{Estimate, Report, Row, Value};

use super::content::{Block, Content, Part, Parts, Section};
use super::parts::{
    Cell, Column, Drawing, Figure, Figures, Line, Shown, Table, Take, Voice, how, how_all, level, period_of,
    period_text,
};
use super::take;

/// Periods a picture shows at most when nobody chose the days; the files have all.
const PERIODS_DRAWN: usize = 24;
/// Periods a picture shows at most when somebody did.
const PERIODS_DRAWN_MAX: usize = 120;
/// Periods a table shows at most; the files have all.
const PERIODS_LISTED_MAX: usize = 12;
/// From this monthly revenue on nobody reads the cents.
const LARGE: f64 = 10_000.0;
/// Groups a table shows at most; the files have all.
const GROUPS_SHOWN_MAX: usize = 40;

/// The page about this report. `overall` is the same question without groups, for the line when there are too many.
pub(crate) fn content(voice: &Voice, report: &Report, overall: &Report) -> Content {
    let mut sections = Vec::new();
    let totals = report.section("totals");
    if let Some(period) = period_of(report).filter(|_| !overall.rows.is_empty()) {
        sections.push(per_period(voice, report, overall, period));
    }
    if !report.question.by.is_empty() {
        sections.push(per_group(voice, report, totals));
    }
    let total = total(report);
    sections.extend(total.and_then(|total| kinds_section(voice, report, total)));
    sections.extend(revenue_section(voice, overall));
    Content {
        over: format!("{} · {}", voice.t("churn-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: lead(voice, report),
        figures: total.filter(|total| total.count("at_risk") > Some(0)).map(|total| figures(voice, report, total)),
        sections,
        ..Content::default()
    }
}

/// The row of everybody.
pub(crate) fn total(report: &Report) -> Option<&Row> {
    report.section("totals").iter().find(|row| row.group.is_empty())
}

/// Has the row's period ended? A row without a period has.
pub(crate) fn is_finished(row: &Row) -> bool {
    row.get("finished") != Some(&Value::Flag(false))
}

/// The finding: what differs most, or what happened to all.
fn finding(voice: &Voice, report: &Report) -> String {
    let Some(total) = total(report) else { return voice.t("churn-finding-nobody") };
    let (at_risk, left) = (total.count("at_risk").unwrap_or(0), total.count("departures").unwrap_or(0));
    if at_risk == 0 {
        return so_far(voice, report).unwrap_or_else(|| voice.t("churn-finding-nobody"));
    }
    let unit = period_of(report).map(|period| voice.period_word(period));
    if let Some((highest, lowest)) = extremes(report.section("totals"), "rate") {
        let rate = |row: &Row| row.estimate("rate").map(|rate| percent(voice, rate)).unwrap_or_default();
        let key = if unit.is_some() { "churn-finding-groups" } else { "churn-finding-groups-snapshot" };
        return voice.with(
            key,
            &[
                ("high", &voice.group(highest)),
                ("highRate", &rate(highest)),
                ("low", &voice.group(lowest)),
                ("lowRate", &rate(lowest)),
                ("period", &unit.unwrap_or_default()),
            ],
        );
    }
    match (unit, total.estimate("rate")) {
        (Some(unit), Some(rate)) => voice.t2("churn-finding-rate", "rate", percent(voice, rate), "period", unit),
        _ => voice.t2("churn-finding-snapshot", "left", left, "customers", at_risk),
    }
}

/// How many have left in the one period that there is, which is not over; or that nobody can tell yet.
fn so_far(voice: &Voice, report: &Report) -> Option<String> {
    if report.warns("not_settled") {
        return Some(voice.t("churn-finding-not-settled"));
    }
    let sum = |name: &str| report.rows.iter().filter_map(|row| row.count(name)).sum::<u64>();
    let customers = sum("at_risk");
    (customers > 0).then(|| voice.t2("churn-finding-so-far", "left", sum("departures"), "customers", customers))
}

fn lead(voice: &Voice, report: &Report) -> String {
    let Some(total) = total(report) else { return String::new() };
    if extremes(report.section("totals"), "rate").is_some()
        && let Some(rate) = total.estimate("rate")
    {
        return voice.t1("churn-lead-all", "rate", percent(voice, rate));
    }
    match total.estimate("annualized") {
        // Of years it would say the same again.
        Some(_) if period_of(report) == Some(Period::Year) => String::new(),
        Some(year) => voice.t1("churn-lead-year", "rate", percent(voice, year)),
        None if period_of(report).is_none() => voice.t("churn-lead-snapshot"),
        None => String::new(),
    }
}

/// The rows with the highest and the lowest estimate, when their intervals do not touch.
pub(crate) fn extremes<'a>(rows: &'a [Row], name: &str) -> Option<(&'a Row, &'a Row)> {
    let value = |row: &Row| row.estimate(name).map(|estimate| estimate.value);
    let mut known: Vec<&Row> =
        rows.iter().filter(|row| !row.group.is_empty() && value(row).is_some_and(f64::is_finite)).collect();
    known.sort_by(|a, b| value(b).unwrap_or(0.0).total_cmp(&value(a).unwrap_or(0.0)));
    let (first, last) = (*known.first()?, *known.last()?);
    let apart = first.estimate(name)?.lower? > last.estimate(name)?.upper?;
    apart.then_some((first, last))
}

/// A share in a sentence: `2.1%`.
pub(crate) fn percent(voice: &Voice, estimate: &Estimate) -> String {
    voice.percent(estimate.value, format::share_decimals(estimate.n))
}

fn figures(voice: &Voice, report: &Report, total: &Row) -> Figures {
    let n = |name: &str| total.estimate(name).map(|it| voice.t1("parts-n", "n", it.n)).unwrap_or_default();
    let figure = |name: &str, key: &str, shown: Shown| Figure {
        name: voice.t(&format!("churn-figure-{key}")),
        shown,
        company: n(name),
        how: how(
            voice,
            report,
            &format!("churn-denominator-{key}"),
            total.estimate(name).map(|estimate| estimate.method),
        ),
    };
    let mut figures = vec![figure("rate", "rate", voice.share_of(total.get("rate")))];
    if period_of(report) != Some(Period::Year) && total.get("annualized").is_some() {
        figures.push(figure("annualized", "annualized", voice.share_of(total.get("annualized"))));
    } else if total.get("rate_person_time").is_some() {
        figures.push(figure("rate_person_time", "person-time", voice.share_of(total.get("rate_person_time"))));
    }
    for (name, key) in [("revenue_churn_gross", "gross"), ("revenue_churn_net", "net")] {
        if total.get(name).is_some() {
            figures.push(figure(name, key, voice.share_of(total.get(name))));
        }
    }
    Figures { figures }
}

/// The rows of each group, in order, with the group's name.
fn by_group<'a>(voice: &Voice, report: &'a Report) -> Vec<(String, Vec<&'a Row>)> {
    let mut groups: Vec<(String, Vec<&Row>)> = Vec::new();
    for row in &report.rows {
        let name = voice.group(row);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    groups
}

fn per_period(voice: &Voice, report: &Report, overall: &Report, period: Period) -> Section {
    let unit = voice.period_word(period);
    let mut groups = by_group(voice, report);
    let mut margin = vec![voice.t1("churn-per-period-band", "level", level(voice, report))];
    if groups.len() > charts::SERIES_MAX {
        margin.push(voice.t1("churn-per-period-too-many", "groups", groups.len()));
        groups = by_group(voice, overall);
    }
    if overall.rows.len() > PERIODS_LISTED_MAX {
        margin.push(voice.t1("churn-per-period-listed", "count", PERIODS_LISTED_MAX));
    }
    let mut blocks = Vec::new();
    if let Some(drawing) = line_picture(voice, &groups, period, report.question.from.is_some()) {
        blocks.push(Block::Drawing(drawing));
    }
    let mut table = period_table(voice, overall, period);
    if !report.question.by.is_empty() {
        // The lines are of groups; the rows are of all.
        table.caption = voice.t("filter-where-nothing");
    }
    blocks.push(Block::Table(table));
    blocks.push(Block::Take(Take { how: how_all(voice, report), links: take::links(voice, report, "rows") }));
    Section {
        id: "per-period",
        title: voice.t1("churn-per-period", "period", unit),
        margin,
        blocks,
        ..Section::default()
    }
}

/// The rate in each period, one line per group.
pub(crate) fn line_picture(
    voice: &Voice,
    groups: &[(String, Vec<&Row>)],
    period: Period,
    is_chosen: bool,
) -> Option<Drawing> {
    let most = if is_chosen { PERIODS_DRAWN_MAX } else { PERIODS_DRAWN };
    let shown = |rows: &[&Row]| rows.len().saturating_sub(most);
    let rows = groups.first().map(|(_, rows)| &rows[shown(rows)..])?;
    let periods: Vec<charts::Period> = rows.iter().filter_map(|row| tick(voice, row, period)).collect();
    let series: Vec<LineSeries> = groups
        .iter()
        .map(|(name, rows)| {
            let marks: Vec<Mark> = rows[shown(rows)..].iter().map(|row| mark(row)).collect();
            LineSeries { name: end_label(voice, name, rows), marks }
        })
        .collect();
    let label = voice.with(
        "churn-picture-label",
        &[
            ("period", &voice.period_word(period)),
            ("from", &rows.first().map(|row| period_name(voice, row, period)).unwrap_or_default()),
            ("to", &rows.last().map(|row| period_name(voice, row, period)).unwrap_or_default()),
        ],
    );
    let tick = |value: f64, decimals: usize| voice.decimal(value, decimals);
    let words = LineWords { label, tick: &tick, unit: format::percent_sign(voice.language()).to_owned() };
    let picture = Lines { periods, series, words }.draw()?;
    Some(Drawing::of(picture, groups.iter().map(|(name, _)| name.clone())))
}

/// The name at the end of a line, with the value it ends at.
fn end_label(voice: &Voice, name: &str, rows: &[&Row]) -> String {
    let last = rows.iter().rev().find_map(|row| row.estimate("rate"));
    last.map_or_else(|| name.to_owned(), |rate| format!("{name} {}", percent(voice, rate)))
}

fn mark(row: &Row) -> Mark {
    row.estimate("rate").map_or(Mark::Unknown, |rate| Mark::Known {
        value: rate.value * 100.0,
        interval: rate.lower.zip(rate.upper).map(|(low, high)| (low * 100.0, high * 100.0)),
        open: !is_finished(row),
    })
}

fn tick(voice: &Voice, row: &Row, period: Period) -> Option<charts::Period> {
    let Some(Value::Day(from)) = row.get("from") else { return None };
    let (name, below) = format::tick(voice.language(), period, *from);
    let n = row.count("at_risk").map(|n| voice.t1("parts-n", "n", n)).unwrap_or_default();
    let hint = format!("{}: {} · {n}", period_name(voice, row, period), voice.share_of(row.get("rate")));
    Some(charts::Period { name, below, hint })
}

/// The period of a row in words.
pub(crate) fn period_name(voice: &Voice, row: &Row, period: Period) -> String {
    match row.get("from") {
        Some(Value::Day(from)) => format::period(voice.language(), period, *from),
        _ => String::new(),
    }
}

/// Newest first: period, bar, rate, counts.
fn period_table(voice: &Voice, report: &Report, period: Period) -> Table {
    let rows: Vec<&Row> = report.rows.iter().rev().take(PERIODS_LISTED_MAX).collect();
    let max = bar_max(rows.iter().copied());
    let lines = rows
        .into_iter()
        .map(|row| Line {
            name: period_name(voice, row, period),
            cells: rate_cells(voice, row, max),
            ..Line::default()
        })
        .collect();
    rate_table(voice, voice.t1("churn-table-period", "period", voice.period_word(period)), lines)
}

fn per_group(voice: &Voice, report: &Report, totals: &[Row]) -> Section {
    let max = bar_max(totals.iter());
    let lines = totals
        .iter()
        .take(GROUPS_SHOWN_MAX)
        .map(|row| Line { name: voice.group(row), cells: rate_cells(voice, row, max), ..Line::default() })
        .collect();
    let key = if period_of(report).is_some() { "churn-per-group-text" } else { "churn-per-group-snapshot" };
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "totals") };
    Section {
        id: "per-group",
        title: voice.t1("churn-per-group", "by", report.question.by.join(" × ")),
        margin: vec![voice.t1(key, "level", level(voice, report))],
        blocks: vec![Block::Table(rate_table(voice, report.question.by.join(" × "), lines)), Block::Take(take)],
        ..Section::default()
    }
}

fn rate_table(voice: &Voice, first: String, lines: Vec<Line>) -> Table {
    Table {
        first,
        columns: vec![
            Column::words(String::new()),
            Column::numbers(voice.t("churn-column-rate")),
            Column::numbers(voice.t("churn-column-counts")),
        ],
        lines,
        folds: true,
        ..Table::default()
    }
}

fn bar_max<'a>(rows: impl Iterator<Item = &'a Row>) -> f64 {
    let ends = rows.filter_map(|row| row.estimate("rate")).map(|rate| rate.upper.unwrap_or(rate.value).max(rate.value));
    charts::value_ticks(ends.fold(0.0, f64::max), 5).last()
}

fn rate_cells(voice: &Voice, row: &Row, max: f64) -> Vec<Cell> {
    let shown = voice.share_of(row.get("rate"));
    let rate = row.estimate("rate");
    let bar = Bar { value: rate.map(|rate| rate.value), interval: rate.and_then(|rate| rate.lower.zip(rate.upper)) };
    let plot = charts::bar_cell(bar, max, max / 4.0, &shown.to_string());
    let counts = format!(
        "{} / {}",
        voice.count(row.count("departures").unwrap_or(0)),
        voice.count(row.count("at_risk").unwrap_or(0))
    );
    vec![Cell::plot(plot), Cell::main(shown), Cell::side(Shown::plain(counts))]
}

/// The kinds of leaving as one bar, or none when nobody left.
pub(crate) fn kinds(voice: &Voice, row: &Row) -> Option<Parts> {
    let fields = row.get("kinds")?;
    let departures = |kind: DepartureKind| {
        fields.field(kind.word()).and_then(|kind| kind.field("departures")).and_then(Value::count).unwrap_or(0)
    };
    let counts = DepartureKind::ALL.map(departures);
    let total: u64 = counts.iter().sum();
    let parts: Vec<Part> = DepartureKind::ALL
        .into_iter()
        .zip(counts)
        .enumerate()
        .filter(|(_, (_, count))| *count > 0)
        .map(|(place, (kind, count))| Part {
            place: place + 1,
            count: voice.count(count),
            name: voice.kind(kind),
            share: voice.percent(count as f64 / total as f64, 0),
        })
        .collect();
    let label: Vec<String> = parts.iter().map(|part| format!("{} {}", part.count, part.name)).collect();
    charts::part_bar(&counts, &label.join(", ")).map(|picture| Parts { picture, parts })
}

fn kinds_section(voice: &Voice, report: &Report, total: &Row) -> Option<Section> {
    Some(Section {
        id: "kinds",
        title: voice.t("churn-kinds"),
        margin: vec![voice.t("churn-kinds-text")],
        blocks: vec![
            Block::Parts(kinds(voice, total)?),
            Block::Take(Take {
                how: how(voice, report, "churn-kinds-how", None),
                links: take::links(voice, report, "totals"),
            }),
        ],
        ..Section::default()
    })
}

/// What leaving cost per month, where prices are known.
fn revenue_section(voice: &Voice, report: &Report) -> Option<Section> {
    let period = period_of(report);
    let rows: Vec<&Row> = match period {
        Some(_) => report.rows.iter().rev().filter(|row| is_finished(row)).take(PERIODS_LISTED_MAX).collect(),
        None => report.section("totals").iter().collect(),
    };
    rows.iter().find(|row| row.get("revenue_at_start").is_some())?;
    let columns: Vec<&str> = [
        "revenue_at_start",
        "revenue_lost",
        "revenue_contraction",
        "revenue_expansion",
        "revenue_churn_gross",
        "revenue_churn_net",
    ]
    .into_iter()
    .filter(|name| rows.iter().any(|row| row.get(name).is_some()))
    .collect();
    let is_large =
        |row: &&Row| matches!(row.get("revenue_at_start"), Some(Value::Money(money)) if money.major() >= LARGE);
    let is_whole = rows.iter().any(is_large);
    let lines = rows
        .iter()
        .map(|row| Line {
            name: period.map_or_else(|| voice.group(row), |period| period_name(voice, row, period)),
            cells: columns.iter().map(|name| revenue_cell(voice, row, name, is_whole)).collect(),
            ..Line::default()
        })
        .collect();
    let column = |name: &&str| Column::numbers(voice.t(&format!("churn-column-{}", name.replace('_', "-"))));
    let table = Table {
        caption: voice.t("churn-revenue-caption"),
        first: period
            .map(|period| voice.t1("churn-table-period", "period", voice.period_word(period)))
            .unwrap_or_default(),
        columns: columns.iter().map(column).collect(),
        lines,
        folds: false,
    };
    let ways = take::links(voice, report, if period.is_some() { "rows" } else { "totals" });
    let how = how(voice, report, "churn-denominator-gross", Some("weighted_share"));
    Some(Section {
        id: "revenue",
        title: voice.t("churn-revenue"),
        margin: vec![voice.t("churn-revenue-text")],
        blocks: vec![Block::Table(table), Block::Take(Take { how, links: ways })],
        ..Section::default()
    })
}

fn revenue_cell(voice: &Voice, row: &Row, name: &str, is_whole: bool) -> Cell {
    match row.get(name) {
        Some(Value::Money(money)) if is_whole => Cell::side(Shown::plain(format::whole_money(voice, *money))),
        Some(Value::Money(money)) => Cell::side(Shown::plain(voice.money(*money))),
        other if name == "revenue_churn_gross" => Cell::main(voice.share_of(other)),
        other => Cell::side(voice.share_of(other)),
    }
}
