//! The page that says when customers leave: a curve per group, its median and mean, and whether the groups differ.

use std::cmp::Ordering;

use charts::{CurveWords, StepCurves, StepGroup, StepPoint, TimeUnit};
use report::{Report, Row, Value};

use super::content::{Block, Content, Section, Text};
use super::parts::{
    Cell, Column, Drawing, Empty, Figure, Line, Shown, Table, Take, Voice, how, how_all, level, period_text,
};
use super::take;

/// A line stops where fewer than this number are still here: what so few did says little.
const FEWEST_DRAWN: u64 = 20;
/// Groups a picture shows at most, as small panels; the table and the files have all.
const GROUPS_DRAWN_MAX: usize = 12;
/// Pairs of groups a table shows at most, those least like chance; the files have all.
const PAIRS_SHOWN_MAX: usize = 10;

/// The page about this report.
pub(crate) fn content(voice: &Voice, report: &Report) -> Content {
    let mut sections = vec![curve_section(voice, report)];
    sections.extend(test_section(voice, report));
    Content {
        over: format!("{} · {}", voice.t("survival-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: voice.t("survival-lead"),
        sections,
        ..Content::default()
    }
}

/// The unit durations are counted in.
fn unit(report: &Report) -> TimeUnit {
    match report.period.unit {
        "week" | "weeks" => TimeUnit::Weeks,
        "day" | "days" => TimeUnit::Days,
        "year" | "years" => TimeUnit::Years,
        _ => TimeUnit::Months,
    }
}

fn unit_words(voice: &Voice, report: &Report) -> String {
    voice.t(match unit(report) {
        TimeUnit::Months => "unit-months",
        TimeUnit::Weeks => "unit-weeks",
        TimeUnit::Days => "unit-days",
        TimeUnit::Years => "unit-years",
    })
}

/// After how long half have left, of the group in which that goes fastest; or that half have not left yet.
fn finding(voice: &Voice, report: &Report) -> String {
    let value = |row: &&Row| row.estimate("median").map_or(f64::INFINITY, |median| median.value);
    let Some(fastest) = report.rows.iter().min_by(|a, b| value(a).partial_cmp(&value(b)).unwrap_or(Ordering::Equal))
    else {
        return voice.t(if lacks_durations(report) { "survival-finding-unknown" } else { "churn-finding-nobody" });
    };
    let p = report.section("test").first().and_then(|test| number(test, "p_value"));
    if p.is_some_and(|p| p >= 1.0 - report.definition.level) {
        return alike(voice, report);
    }
    let Some(median) = fastest.estimate("median") else { return voice.t("survival-finding-not-reached") };
    let (duration, unit) = (whole_or_tenth(voice, median.value), unit_words(voice, report));
    if fastest.group.is_empty() {
        return voice.t2("survival-finding", "duration", duration, "unit", unit);
    }
    voice.with("survival-finding-group", &[("group", &voice.group(fastest)), ("duration", &duration), ("unit", &unit)])
}

/// There are customers, and nothing says how long any of them stayed.
fn lacks_durations(report: &Report) -> bool {
    report.rows.is_empty() && report.warnings.iter().any(|note| note.code == "without_duration")
}

/// Groups that may differ by chance only are not played off against each other.
fn alike(voice: &Voice, report: &Report) -> String {
    let medians: Option<Vec<f64>> =
        report.rows.iter().map(|row| row.estimate("median").map(|median| median.value)).collect();
    let ends = medians.and_then(|medians| {
        let low = medians.iter().copied().min_by(f64::total_cmp)?;
        Some((low, medians.iter().copied().max_by(f64::total_cmp)?))
    });
    match ends {
        Some((low, high)) => voice.with(
            "survival-finding-alike",
            &[
                ("low", &whole_or_tenth(voice, low)),
                ("high", &whole_or_tenth(voice, high)),
                ("unit", &unit_words(voice, report)),
            ],
        ),
        None => voice.t("survival-finding-alike-open"),
    }
}

fn whole_or_tenth(voice: &Voice, value: f64) -> String {
    voice.decimal(value, usize::from(value.fract() != 0.0))
}

/// After how long half have left, as a key figure.
pub(crate) fn median_figure(voice: &Voice, report: &Report) -> Option<Figure> {
    let row = report.rows.iter().find(|row| row.group.is_empty())?;
    let value = row.get("median")?;
    let mut shown = voice.duration_of(Some(value));
    if shown.is_known() {
        shown.unit = format!(" {}", unit_words(voice, report));
    }
    Some(Figure {
        name: voice.t("survival-figure-median"),
        shown,
        company: row.count("customers").map(|n| voice.t1("parts-n", "n", n)).unwrap_or_default(),
        how: how(voice, report, "survival-denominator", Some("survival_quantile")),
    })
}

/// The curves with their table.
pub(crate) fn curve_section(voice: &Voice, report: &Report) -> Section {
    let groups: Vec<StepGroup> =
        report.rows.iter().take(GROUPS_DRAWN_MAX).map(|row| group(voice, report, row)).collect();
    let drawn = draw(voice, report, groups);
    let mut blocks = vec![match drawn {
        Some(drawing) => Block::Drawing(drawing),
        None if lacks_durations(report) => Block::Empty(Empty {
            text: voice.t("survival-unknown"),
            step: Some((voice.t("import-title"), "/import".to_owned())),
        }),
        None => Block::Empty(Empty { text: voice.t1("survival-too-few", "fewest", FEWEST_DRAWN), step: None }),
    }];
    if !lacks_durations(report) {
        blocks.push(Block::Table(table(voice, report)));
    }
    blocks.push(Block::Take(Take { how: how_all(voice, report), links: links(voice, report) }));
    let key = if report.rows.len() > charts::SERIES_MAX { "survival-curve-text-apart" } else { "survival-curve-text" };
    let mut margin = vec![voice.t1(key, "level", level(voice, report))];
    if report.rows.len() > GROUPS_DRAWN_MAX {
        margin.push(voice.t2("survival-curve-some", "drawn", GROUPS_DRAWN_MAX, "groups", report.rows.len()));
    }
    Section { id: "curve", title: voice.t("survival-curve"), margin, blocks, ..Section::default() }
}

fn links(voice: &Voice, report: &Report) -> Vec<(String, String)> {
    let mut links = take::links(voice, report, "rows");
    let curve = take::links(voice, report, "curve").swap_remove(0);
    links.insert(1, (voice.t1("parts-csv-of", "table", voice.t("survival-curve")), curve.1));
    links
}

/// The steps of one group.
fn group(voice: &Voice, report: &Report, row: &Row) -> StepGroup {
    let mut points: Vec<StepPoint> =
        report.section("curve").iter().filter(|point| point.group == row.group).filter_map(point).collect();
    let still_here = still_here(row);
    // A curve has a point where somebody left. Who was watched for longer without leaving carries the line on.
    if let Some(last) = points.last().copied() {
        let watched = still_here.iter().filter(|(time, count)| *time > last.time && *count >= FEWEST_DRAWN);
        points.extend(watched.map(|(time, count)| StepPoint { time: *time, at_risk: *count, ..last }));
    }
    let median = row.estimate("median").map(|median| median.value);
    StepGroup { name: voice.group(row), points, median, still_here }
}

/// How many were still here at each of the report's round times.
fn still_here(row: &Row) -> Vec<(f64, u64)> {
    let Some(Value::Fields(fields)) = row.get("at_risk_at") else { return Vec::new() };
    fields.iter().filter_map(|(time, count)| Some((time.parse().ok()?, count.count()?))).collect()
}

fn point(row: &Row) -> Option<StepPoint> {
    let time = number(row, "time")?;
    let at_risk = row.count("at_risk").unwrap_or(0);
    let (share, interval) = match row.get("survival")? {
        Value::Estimate(estimate) => (estimate.value, estimate.lower.zip(estimate.upper)),
        // At the start everybody is here; that is no estimate.
        Value::Absent if time == 0.0 => (1.0, None),
        _ => return None,
    };
    Some(StepPoint { time, share, interval, at_risk })
}

fn draw(voice: &Voice, report: &Report, groups: Vec<StepGroup>) -> Option<Drawing> {
    let names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    let percent = |share: f64| voice.percent(share, 0);
    let count = |n: u64| voice.count(n);
    let unit_words = unit_words(voice, report);
    let words = CurveWords {
        label: voice.t2("survival-picture-label", "finding", finding(voice, report), "groups", names.join(", ")),
        at_risk: voice.t1("survival-still-here", "unit", &unit_words),
        unit: unit_words,
        percent: &percent,
        count: &count,
    };
    let picture = StepCurves { groups, unit: unit(report), fewest: FEWEST_DRAWN, words }.draw()?;
    Some(Drawing::of(picture, names))
}

fn table(voice: &Voice, report: &Report) -> Table {
    let unit = unit_words(voice, report);
    let has_swatches = report.rows.len() > 1 && report.rows.len() <= charts::SERIES_MAX;
    let horizons = horizons(report);
    let mut columns =
        vec![Column::numbers(voice.t("survival-column-customers")), Column::numbers(voice.t("survival-column-left"))];
    for at in &horizons {
        columns.push(Column::numbers(voice.t2("survival-column-here", "at", *at, "unit", &unit)));
    }
    columns.push(Column::numbers(voice.t1("survival-column-median", "unit", &unit)));
    columns.push(Column::numbers(voice.t2("survival-column-mean", "unit", &unit, "horizon", horizon(voice, report))));
    let line = |(place, row): (usize, &Row)| {
        let mut cells =
            vec![Cell::side(voice.count_of(row, "customers")), Cell::side(voice.count_of(row, "departures"))];
        cells.extend(horizons.iter().map(|at| Cell::main(voice.share_of(here_at(row, *at)))));
        cells.push(Cell::main(voice.duration_of(row.get("median"))));
        cells.push(Cell::main(voice.number_of(row.get("restricted_mean"), 1)));
        let swatch = if has_swatches { charts::swatch(place) } else { String::new() };
        Line { swatch, name: voice.group(row), cells, ..Line::default() }
    };
    let by = report.question.by.join(" × ");
    Table {
        first: if by.is_empty() { voice.t("survival-column-group") } else { by },
        columns,
        lines: report.rows.iter().enumerate().map(line).collect(),
        ..Table::default()
    }
}

/// Round durations at which somebody was watched: a year and two, or the like.
fn horizons(report: &Report) -> Vec<u32> {
    let steps: [u32; 2] = match unit(report) {
        TimeUnit::Months => [12, 24],
        TimeUnit::Weeks => [26, 52],
        TimeUnit::Days => [30, 365],
        TimeUnit::Years => [1, 2],
    };
    let is_known = |at: &u32| report.rows.iter().any(|row| here_at(row, *at).is_some_and(|it| it.estimate().is_some()));
    steps.into_iter().filter(is_known).collect()
}

/// The share still here at one of the report's round times.
fn here_at(row: &Row, at: u32) -> Option<&Value> {
    row.get("survival_at")?.field(&at.to_string())
}

/// Up to which duration the mean looks.
fn horizon(voice: &Voice, report: &Report) -> String {
    let found = report.rows.iter().find_map(|row| number(row, "horizon"));
    let horizon = report.question.horizon.or(found).unwrap_or(0.0);
    voice.decimal(horizon, usize::from(horizon.fract() != 0.0))
}

/// Do the groups differ more than chance allows, and which pairs do?
fn test_section(voice: &Voice, report: &Report) -> Option<Section> {
    let test = report.section("test").first()?;
    let pairs = report.section("comparisons");
    let mut blocks = vec![Block::Text(Text { text: verdict(voice, test, report.definition.level) })];
    if pairs.len() > 1 {
        blocks.push(Block::Table(pair_table(voice, report, pairs)));
    }
    let take = Take {
        how: how(voice, report, "survival-denominator", Some("log_rank")),
        links: take::links(voice, report, if pairs.len() > 1 { "comparisons" } else { "test" }),
    };
    blocks.push(Block::Take(take));
    Some(Section {
        id: "test",
        title: voice.t("survival-test"),
        margin: test_texts(voice, pairs.len()),
        blocks,
        ..Section::default()
    })
}

fn test_texts(voice: &Voice, pairs: usize) -> Vec<String> {
    let mut texts = vec![voice.t("survival-test-text")];
    if pairs > 1 {
        texts.push(voice.t("survival-test-holm"));
    }
    if pairs > PAIRS_SHOWN_MAX {
        texts.push(voice.t2("survival-test-some", "shown", PAIRS_SHOWN_MAX, "pairs", pairs));
    }
    texts
}

/// The answer in words first, then its p-value.
fn verdict(voice: &Voice, test: &Row, level_of_test: f64) -> String {
    let Some(p) = number(test, "p_value") else {
        return voice.share_of(test.get("p_value")).not_known;
    };
    let degrees = test.count("degrees_of_freedom").unwrap_or(1);
    let chi = voice.decimal(number(test, "chi_square").unwrap_or(0.0), 1);
    let key = if p < 1.0 - level_of_test { "survival-test-differ" } else { "survival-test-chance" };
    voice.with(key, &[("chi", &chi), ("degrees", &degrees), ("p", &p_value(voice, p))])
}

fn number(row: &Row, name: &str) -> Option<f64> {
    if let Some(Value::Number(number)) = row.get(name) { Some(*number) } else { None }
}

/// `p 0.03`, `p < 0.001`.
fn p_value(voice: &Voice, p: f64) -> String {
    match p {
        p if p < 0.001 => format!("p < {}", voice.decimal(0.001, 3)),
        p if p > 0.999 => "p = 1".to_owned(),
        p => format!("p = {}", voice.decimal(p, 3)),
    }
}

fn pair_table(voice: &Voice, report: &Report, pairs: &[Row]) -> Table {
    let text =
        |row: &Row, name: &str| if let Some(Value::Text(text)) = row.get(name) { text.clone() } else { String::new() };
    let mut pairs: Vec<&Row> = pairs.iter().collect();
    let order = |row: &Row| number(row, "p_value").unwrap_or(f64::INFINITY);
    pairs.sort_by(|a, b| order(a).total_cmp(&order(b)));
    let lines = pairs
        .into_iter()
        .take(PAIRS_SHOWN_MAX)
        .map(|row| {
            let p = |name: &str| number(row, name).map_or_else(Shown::default, |p| Shown::plain(p_value(voice, p)));
            let verdict = number(row, "p_value_adjusted").map_or("survival-pair-unknown", |p| {
                if p < 1.0 - report.definition.level { "survival-pair-differ" } else { "survival-pair-chance" }
            });
            Line {
                name: format!("{} – {}", text(row, "first"), text(row, "second")),
                cells: vec![
                    Cell::main(Shown::plain(voice.t(verdict))),
                    Cell::side(p("p_value_adjusted")),
                    Cell::side(p("p_value")),
                ],
                ..Line::default()
            }
        })
        .collect();
    Table {
        first: voice.t("survival-column-pair"),
        columns: vec![
            Column::words(voice.t("survival-column-verdict")),
            Column::numbers(voice.t("survival-column-holm")),
            Column::numbers(voice.t("survival-column-p")),
        ],
        lines,
        ..Table::default()
    }
}
