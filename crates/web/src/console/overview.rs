//! The first page: the picture of the firm. Who left in the last whole month, how that compares, how they went, why, who
//! stays, and what asks for attention.

use std::sync::Arc;

use pages::format;
use relationship::{DepartureKind, Period};
use report::{Note, Question, Report, ReportName, Row, Value};

use super::content::{Attention, Block, Content, Rows, Section};
use super::parts::{Figure, Figures, Take, Voice, how, how_all, level, period_of, period_text};
use super::{churn, cohorts, reasons, survival, take};

/// The reports the page is made from, all under one definition.
pub(crate) struct Reports {
    pub(crate) churn: Arc<Report>,
    pub(crate) cohorts: Arc<Report>,
    pub(crate) survival: Arc<Report>,
    pub(crate) reasons: Arc<Report>,
}

/// Cohorts on the first page are joined by quarter: a month is too narrow to read at a glance.
pub(crate) fn cohorts_question() -> Question {
    Question { period: Some(Period::Quarter), ..Question::new(ReportName::Cohorts) }
}

/// Cohorts shown at most.
const COHORTS_SHOWN_MAX: usize = 8;
/// Families of reasons shown at most.
const REASONS_SHOWN_MAX: usize = 7;
/// Remarks that explain a number but ask nobody for anything.
const ONLY_EXPLAIN: [&str; 5] =
    ["period_not_finished", "not_settled", "snapshot", "snapshot_has_no_cohorts", "not_contractual"];
/// Remarks that say again that few gave a reason.
const ABOUT_SILENCE: [&str; 2] = ["few_answers", "low_response"];
/// From this share of silence on, the reasons of the others say little about all.
const NON_RESPONSE_HIGH: f64 = 0.5;

/// What stands around the reports.
pub(crate) struct Around {
    /// What is late or does harm, in words.
    pub(crate) pressing: Vec<Attention>,
    /// May whoever reads this change settings?
    pub(crate) may_choose: bool,
}

/// The page.
pub(crate) fn content(voice: &Voice, reports: &Reports, around: Around) -> Content {
    let report = &reports.churn;
    let Some(now) = latest(report) else { return nobody(voice, report) };
    let mut sections = Vec::new();
    sections.extend(months(voice, report, now));
    if period_of(report).is_none() {
        // Without days there is no line over the months; how long customers stay is known all the same.
        let link = Some((voice.t("overview-to-survival"), "/survival".to_owned()));
        sections.push(Section { link, ..survival::curve_section(voice, &reports.survival) });
    }
    sections.extend(why(voice, &reports.reasons));
    sections.extend(stays(voice, &reports.cohorts));
    // What presses comes before every picture; what can wait comes after them.
    let presses = !around.pressing.is_empty();
    sections.insert(if presses { 0 } else { sections.len() }, attention(voice, reports, around));
    sections.push(further(voice));
    Content {
        over: over(voice, report, now),
        finding: finding(voice, report, now),
        lead: lead(voice, report),
        figures: Some(figures(voice, reports, now)),
        sections,
        ..Content::default()
    }
}

/// The last period that has ended; of a snapshot, everybody.
fn latest(report: &Report) -> Option<&Row> {
    let row = match period_of(report) {
        Some(_) => finished(report).next(),
        None => churn::total(report),
    };
    row.filter(|row| row.count("at_risk").unwrap_or(0) > 0)
}

/// The periods that have ended, newest first.
fn finished(report: &Report) -> impl Iterator<Item = &Row> {
    report.rows.iter().rev().filter(|row| churn::is_finished(row))
}

fn nobody(voice: &Voice, report: &Report) -> Content {
    Content {
        over: format!("{} · {}", voice.t("overview-title"), period_text(voice, report)),
        finding: voice.t("overview-nobody"),
        ..Content::default()
    }
}

fn over(voice: &Voice, report: &Report, now: &Row) -> String {
    let of = match period_of(report) {
        Some(period) => churn::period_name(voice, now, period),
        None => period_text(voice, report),
    };
    format!("{} · {of}", voice.t("overview-title"))
}

/// How many left, and how many of them had reached what they came for.
fn finding(voice: &Voice, report: &Report, now: &Row) -> String {
    let (left, customers) = (now.count("departures").unwrap_or(0), now.count("at_risk").unwrap_or(0));
    let mut text = match period_of(report) {
        Some(period) => voice.with(
            "overview-finding",
            &[("period", &churn::period_name(voice, now, period)), ("left", &left), ("customers", &customers)],
        ),
        None => voice.t2("churn-finding-snapshot", "left", left, "customers", customers),
    };
    let reached = departures(now, DepartureKind::Positive);
    if reached > 0 {
        text.push(' ');
        text.push_str(&voice.t1("overview-finding-reached", "reached", reached));
    }
    text
}

fn departures(row: &Row, kind: DepartureKind) -> u64 {
    let of_kind = row.get("kinds").and_then(|kinds| kinds.field(kind.word()));
    of_kind.and_then(|kind| kind.field("departures")).and_then(Value::count).unwrap_or(0)
}

/// More, fewer, or perhaps by chance: two periods differ only when their intervals do not touch.
fn lead(voice: &Voice, report: &Report) -> String {
    let mut rates = finished(report).filter_map(|row| row.estimate("rate").map(|rate| (row, rate)));
    let (Some((_, now)), Some((before, then))) = (rates.next(), rates.next()) else {
        return if period_of(report).is_none() { voice.t("churn-lead-snapshot") } else { String::new() };
    };
    let name = period_of(report).map(|period| churn::period_name(voice, before, period)).unwrap_or_default();
    let key = match (now.lower, now.upper, then.lower, then.upper) {
        (Some(low), _, _, Some(high)) if low > high => "overview-lead-more",
        (_, Some(high), Some(low), _) if high < low => "overview-lead-fewer",
        _ => "overview-lead-chance",
    };
    voice.t2(key, "before", name, "rate", churn::percent(voice, then))
}

fn figures(voice: &Voice, reports: &Reports, now: &Row) -> Figures {
    let report = &reports.churn;
    let mut figures = Vec::new();
    for (name, key) in [("rate", "rate"), ("revenue_churn_gross", "gross")] {
        let Some(value) = now.get(name) else { continue };
        let estimate = value.estimate();
        let mut how = how(voice, report, &format!("churn-denominator-{key}"), estimate.map(|it| it.method));
        // The figure is of one period of the report.
        let said = how.lines.iter_mut().find(|(name, _)| *name == voice.t("how-period"));
        if let (Some((_, of)), Some(period)) = (said, period_of(report)) {
            *of = churn::period_name(voice, now, period);
        }
        figures.push(Figure {
            name: voice.t(&format!("churn-figure-{key}")),
            shown: voice.share_of(Some(value)),
            company: estimate.map(|it| voice.t1("parts-n", "n", it.n)).unwrap_or_default(),
            how,
        });
    }
    // These are of more than the one month in the heading.
    let of = |figure: Figure, report: &Report| {
        let company = [figure.company.as_str(), &period_text(voice, report)].join(" · ");
        Figure { company: company.trim_start_matches(" · ").to_owned(), ..figure }
    };
    figures.extend(survival::median_figure(voice, &reports.survival).map(|it| of(it, &reports.survival)));
    figures.extend(reasons::response_figure(voice, &reports.reasons).map(|it| of(it, &reports.reasons)));
    Figures { figures }
}

/// Leaving per month, and how those of the last month went.
fn months(voice: &Voice, report: &Report, now: &Row) -> Option<Section> {
    let kinds = churn::kinds(voice, now).map(Block::Parts);
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "rows") };
    let Some(period) = period_of(report) else {
        return Some(Section {
            id: "kinds",
            title: voice.t("churn-kinds"),
            margin: vec![voice.t("churn-kinds-text")],
            link: Some((voice.t("overview-to-churn"), "/churn".to_owned())),
            blocks: vec![kinds?, Block::Take(take)],
            ..Section::default()
        });
    };
    let rows: Vec<&Row> = report.rows.iter().collect();
    let drawing = churn::line_picture(voice, &[(voice.t("overview-all"), rows)], period, false)?;
    let mut margin = vec![voice.t1("churn-per-period-band", "level", level(voice, report))];
    if kinds.is_some() {
        margin.push(voice.t1("overview-kinds-of", "period", churn::period_name(voice, now, period)));
    }
    let blocks = std::iter::once(Block::Drawing(drawing)).chain(kinds).chain([Block::Take(take)]).collect();
    Some(Section {
        id: "per-period",
        title: voice.t1("overview-per-period", "period", voice.period_word(period)),
        margin,
        link: Some((voice.t("overview-to-churn"), "/churn".to_owned())),
        blocks,
        ..Section::default()
    })
}

fn why(voice: &Voice, report: &Report) -> Option<Section> {
    let table = reasons::family_table(voice, report, REASONS_SHOWN_MAX)?;
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "rows") };
    Some(Section {
        id: "why",
        title: voice.t("overview-why"),
        margin: vec![
            voice.t1("overview-why-period", "period", period_text(voice, report)),
            reasons::response_text(voice, report),
            voice.t1("overview-whisker", "level", level(voice, report)),
        ],
        link: Some((voice.t("overview-to-reasons"), "/reasons".to_owned())),
        blocks: vec![Block::Table(table), Block::Take(take)],
        ..Section::default()
    })
}

fn stays(voice: &Voice, report: &Report) -> Option<Section> {
    let heat = cohorts::heat(voice, report, COHORTS_SHOWN_MAX)?;
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "rows") };
    Some(Section {
        id: "stays",
        title: voice.t("overview-stays"),
        margin: vec![cohorts::map_text(voice, report)],
        link: Some((voice.t("overview-to-cohorts"), "/cohorts?period=quarter".to_owned())),
        blocks: vec![Block::Heat(heat), Block::Take(take)],
        ..Section::default()
    })
}

/// The questions that go on from here, each on a page of its own.
fn further(voice: &Voice) -> Section {
    let row = |(name, title): (&str, &str)| Attention {
        heading: voice.t(&format!("overview-ask-{name}")),
        text: voice.t(&format!("overview-ask-{name}-text")),
        step: Some((voice.t(title), format!("/{name}"))),
    };
    let rows = [
        ("ladder", "nav-ladder"),
        ("activities", "nav-activities"),
        ("silent", "silent-title"),
        ("precursors", "precursors-title"),
        ("value", "value-title"),
        ("loyalty", "loyalty-title"),
    ];
    let rows = rows.map(row).to_vec();
    Section {
        id: "further",
        title: voice.t("overview-further"),
        blocks: vec![Block::Rows(Rows { rows })],
        ..Section::default()
    }
}

/// Does a remark ask somebody for something that is not asked already?
fn asks(note: &Note, is_silence_said: bool) -> bool {
    !ONLY_EXPLAIN.contains(&note.code) && (!is_silence_said || !ABOUT_SILENCE.contains(&note.code))
}

/// What asks for somebody's attention; that nothing does is a finding too.
fn attention(voice: &Voice, reports: &Reports, around: Around) -> Section {
    let mut rows = around.pressing;
    let settings = |key: &str, address: &str| around.may_choose.then(|| (voice.t(key), address.to_owned()));
    let unmapped = reasons::unmapped(&reports.reasons);
    if unmapped > 0 {
        rows.push(Attention {
            heading: voice.t1("overview-unmapped", "count", unmapped),
            text: voice.t("overview-unmapped-text"),
            step: settings("overview-unmapped-step", "/settings/reasons"),
        });
    }
    let silent = reasons::non_response(&reports.reasons).filter(|it| it.value >= NON_RESPONSE_HIGH);
    if let Some(silent) = &silent {
        let share = voice.percent(silent.value, format::share_decimals(silent.n));
        rows.push(Attention {
            heading: voice.t1("overview-silent", "share", share),
            text: voice.t(if silent.value < 1.0 { "overview-silent-text" } else { "overview-silent-all-text" }),
            step: Some((voice.t("overview-to-reasons"), "/reasons".to_owned())),
        });
    }
    let mut said: Vec<String> = Vec::new();
    for report in [&reports.churn, &reports.reasons, &reports.survival, &reports.cohorts] {
        for note in report.warnings.iter().filter(|note| asks(note, silent.is_some())) {
            let text = voice.note(note);
            if !said.contains(&text) {
                said.push(text.clone());
                rows.push(Attention { heading: text, text: String::new(), step: None });
            }
        }
    }
    let blocks = if rows.is_empty() {
        vec![Block::Text(super::content::Text { text: voice.t("overview-nothing-to-do") })]
    } else {
        vec![Block::Rows(Rows { rows })]
    };
    Section { id: "attention", title: voice.t("overview-attention"), blocks, ..Section::default() }
}
