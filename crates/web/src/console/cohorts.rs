//! The page that says who stays: customers who began in the same period, followed through the periods after.

use charts::HeatScale;
use pages::format;
use relationship::{Day, Money, Period};
use report::{Estimate, Report, Row, Value};

use super::content::{Block, Content, Section};
use super::parts::{Empty, Heat, HeatCell, HeatLine, Take, Voice, how_all, period_of, period_text};
use super::{churn, take};

/// Cohorts a map shows at most, the newest; the files have all.
const COHORTS_SHOWN_MAX: usize = 24;
/// Periods after the beginning a map shows at most; the files have all.
const AGES_SHOWN_MAX: usize = 25;
/// Columns that fit beside the margin; a wider map takes the whole page.
const COLUMNS_BESIDE_MARGIN: usize = 14;

/// What a map shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Customers,
    Revenue,
}

/// The page about this report.
pub(crate) fn content(voice: &Voice, report: &Report) -> Content {
    let mut sections = Vec::new();
    for rows in groups(&report.rows) {
        sections.push(section(voice, report, &rows, Of::Customers));
        if rows.iter().any(|row| money(row).is_some()) {
            sections.push(section(voice, report, &rows, Of::Revenue));
        }
    }
    if sections.is_empty() {
        sections.push(section(voice, report, &[], Of::Customers));
    }
    Content {
        over: format!("{} · {}", voice.t("cohorts-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: voice.t("cohorts-lead"),
        sections,
        ..Content::default()
    }
}

/// Are cohorts followed by what they do, not by whether they have left?
fn is_active(report: &Report) -> bool {
    report.how.methods.iter().any(|note| note.code == "share_active")
}

/// The rows of each group, in order.
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

/// One cohort: a row per age, from 0 on.
struct Cohort<'a> {
    from: Option<Day>,
    size: u64,
    rows: Vec<&'a Row>,
}

fn cohorts<'a>(rows: &[&'a Row]) -> Vec<Cohort<'a>> {
    let mut cohorts: Vec<Cohort<'a>> = Vec::new();
    for row in rows {
        let from = if let Some(Value::Day(day)) = row.get("from") { Some(*day) } else { None };
        match cohorts.last_mut() {
            Some(cohort) if cohort.from == from => cohort.rows.push(row),
            _ => cohorts.push(Cohort { from, size: row.count("size").unwrap_or(0), rows: vec![row] }),
        }
    }
    cohorts
}

fn money(row: &Row) -> Option<Money> {
    if let Some(Value::Money(money)) = row.get("revenue") { Some(*money) } else { None }
}

impl Cohort<'_> {
    /// The share at an age, of customers or of the revenue at the beginning.
    fn share(&self, of: Of, age: usize) -> Option<f64> {
        let row = self.rows.get(age)?;
        match of {
            Of::Customers => row.estimate("share").map(|share| share.value),
            Of::Revenue => {
                let (first, now) = (money(self.rows[0])?, money(row)?);
                (first.minor > 0).then(|| now.minor as f64 / first.minor as f64)
            }
        }
    }

    fn cell(&self, voice: &Voice, scale: HeatScale, of: Of, age: usize) -> HeatCell {
        let (Some(share), Some(row)) = (self.share(of, age), self.rows.get(age)) else { return HeatCell::default() };
        let hint = match of {
            Of::Customers => row.estimate("share").map(|share| hint(voice, share)).unwrap_or_default(),
            Of::Revenue => money(row).map(|money| voice.money(money)).unwrap_or_default(),
        };
        HeatCell { class: scale.class(share), text: voice.decimal(share * 100.0, 0), hint }
    }
}

fn hint(voice: &Voice, estimate: &Estimate) -> String {
    format!("{} · {}", voice.share(estimate), voice.t1("parts-n", "n", estimate.n))
}

/// The map of the newest cohorts of the first group, for other pages.
pub(crate) fn heat(voice: &Voice, report: &Report, cohorts_max: usize) -> Option<Heat> {
    map(voice, report, groups(&report.rows).first()?, Of::Customers, cohorts_max)
}

fn map(voice: &Voice, report: &Report, rows: &[&Row], of: Of, cohorts_max: usize) -> Option<Heat> {
    let mut all = cohorts(rows);
    // A cohort that still grows has no share of itself yet.
    all.retain(|cohort| cohort.share(Of::Customers, 0).is_some());
    let shown = &all[all.len().saturating_sub(cohorts_max)..];
    let ages = shown.iter().map(|cohort| cohort.rows.len()).max()?.min(AGES_SHOWN_MAX);
    let period = period_of(report).unwrap_or_default();
    // Everybody is here at the beginning: that column would wash out the differences in the others.
    let later = shown.iter().flat_map(|cohort| (1..ages).filter_map(|age| cohort.share(of, age)));
    let scale = HeatScale::of(later);
    let lines = shown
        .iter()
        .map(|cohort| HeatLine {
            name: cohort.from.map(|from| format::period(voice.language(), period, from)).unwrap_or_default(),
            n: voice.t1("parts-n", "n", cohort.size),
            cells: (0..ages).map(|age| cohort.cell(voice, scale, of, age)).collect(),
        })
        .collect();
    Some(Heat {
        first: voice.t1("cohorts-first", "period", voice.period_word(period)),
        columns: (0..ages).map(|age| age.to_string()).collect(),
        lines,
    })
}

/// What the numbers of a map are, in the margin beside it.
pub(crate) fn map_text(voice: &Voice, report: &Report) -> String {
    voice.t(if is_active(report) { "cohorts-active-text" } else { "cohorts-staying-text" })
}

fn section(voice: &Voice, report: &Report, rows: &[&Row], of: Of) -> Section {
    let (id, title, text) = match of {
        Of::Customers => ("customers", voice.t("cohorts-customers"), map_text(voice, report)),
        Of::Revenue => ("revenue", voice.t("cohorts-revenue"), voice.t("cohorts-revenue-text")),
    };
    let map = match map(voice, report, rows, of, COHORTS_SHOWN_MAX) {
        Some(heat) => Block::Heat(heat),
        None => Block::Empty(Empty { text: voice.t("cohorts-empty"), step: None }),
    };
    let group = rows.first().filter(|row| !row.group.is_empty()).map(|row| voice.group(row));
    let mut margin = vec![text];
    if cohorts(rows).len() > COHORTS_SHOWN_MAX {
        margin.push(voice.t1("cohorts-some", "count", COHORTS_SHOWN_MAX));
    }
    let is_wide = matches!(&map, Block::Heat(heat) if heat.columns.len() > COLUMNS_BESIDE_MARGIN);
    Section {
        id,
        is_wide,
        title: group.map_or_else(|| title.clone(), |group| format!("{group}: {title}")),
        margin,
        blocks: vec![map, Block::Take(Take { how: how_all(voice, report), links: take::links(voice, report, "rows") })],
        ..Section::default()
    }
}

/// How many are still here a year on, or as far as has been seen.
fn finding(voice: &Voice, report: &Report) -> String {
    if report.section("by_age").is_empty() {
        return voice.t("cohorts-finding-none");
    }
    let period = period_of(report).unwrap_or_default();
    let year = match period {
        Period::Week => 52,
        Period::Month => 12,
        Period::Quarter => 4,
        Period::Year => 1,
    };
    let ages: Vec<&Row> = report.section("by_age").iter().filter(|row| row.group.is_empty()).collect();
    let seen = ages.iter().rev().find(|row| row.count("age").is_some_and(|age| (1..=year).contains(&age)));
    let Some((age, share)) = seen.and_then(|row| Some((row.count("age")?, row.estimate("share")?))) else {
        return by_group(voice, report, year);
    };
    let after = voice.t2("cohorts-after", "age", age, "period", voice.period_word(period));
    let key = if is_active(report) { "cohorts-finding-active" } else { "cohorts-finding" };
    voice.t2(key, "after", after, "share", churn::percent(voice, share))
}

/// Of several groups: the one that keeps most and the one that keeps least, where that is sure.
fn by_group(voice: &Voice, report: &Report, year: u64) -> String {
    let of_age: Vec<Row> =
        report.section("by_age").iter().filter(|row| row.count("age") == Some(year)).cloned().collect();
    let Some((high, low)) = churn::extremes(&of_age, "share") else { return voice.t("cohorts-finding-groups") };
    let share = |row: &Row| row.estimate("share").map(|share| churn::percent(voice, share)).unwrap_or_default();
    let period = voice.period_word(period_of(report).unwrap_or_default());
    voice.with(
        "cohorts-finding-apart",
        &[
            ("after", &voice.t2("cohorts-after", "age", year, "period", period)),
            ("high", &voice.group(high)),
            ("highShare", &share(high)),
            ("low", &voice.group(low)),
            ("lowShare", &share(low)),
        ],
    )
}
