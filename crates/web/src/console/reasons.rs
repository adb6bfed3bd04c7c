//! The page that says why customers leave: families of reasons that open into reasons, by customers and by revenue, with
//! the silence of those who did not say beside it.

use charts::Bar;
use report::{Estimate, Report, Row, Value};

use super::content::{Block, Content, Level, Levels, Section};
use super::parts::{
    Cell, Column, Empty, Figure, Figures, Line, Shown, Table, Take, Voice, how, how_all, level, period_text,
};
use super::take;

/// Own words a table shows at most; the files have more.
const WORDS_SHOWN_MAX: usize = 30;

/// The page about this report.
pub(crate) fn content(voice: &Voice, report: &Report) -> Content {
    let mut sections = Vec::new();
    for (group, families) in groups(report) {
        sections.push(section(voice, report, &group, &families));
    }
    if sections.is_empty() {
        sections.push(section(voice, report, &Vec::new(), &[]));
    }
    // Split by groups these tables would be long and say little; the files have them.
    if report.question.by.is_empty() {
        sections.extend(destinations_section(voice, report));
        sections.extend(words_section(voice, report));
    }
    Content {
        over: format!("{} · {}", voice.t("reasons-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: response_text(voice, report),
        figures: figures(voice, report),
        sections,
        ..Content::default()
    }
}

type Group = Vec<(String, String)>;

fn groups(report: &Report) -> Vec<(Group, Vec<&Row>)> {
    let mut groups: Vec<(Group, Vec<&Row>)> = Vec::new();
    for row in report.rows.iter().filter(|row| text(row, "level") == "family") {
        match groups.iter_mut().find(|(known, _)| *known == row.group) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((row.group.clone(), vec![row])),
        }
    }
    groups
}

fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    if let Some(Value::Text(text)) = row.get(name) { text } else { "" }
}

/// The name of a family or a reason in the reader's language.
fn name(voice: &Voice, row: &Row) -> String {
    let known = relationship::reason::Catalogue::current().find(text(row, "code"));
    known.map_or_else(|| voice.t("reasons-unmapped"), |reason| reason.text(voice.language().code()).to_owned())
}

fn by_share(rows: &mut [&Row]) {
    let share = |row: &Row| row.estimate("share").map_or(0.0, |share| share.value);
    rows.sort_by(|a, b| share(b).total_cmp(&share(a)));
}

/// The most given reason, or that nobody gave one.
fn finding(voice: &Voice, report: &Report) -> String {
    let answers = |families: &[&Row]| families.iter().filter_map(|row| row.count("customers")).sum::<u64>();
    // Of several groups the one with most answers speaks: it says most, and most surely.
    let largest = groups(report).into_iter().max_by_key(|(_, families)| answers(families));
    let Some((group, mut families)) = largest else { return voice.t("reasons-finding-none") };
    by_share(&mut families);
    let Some((first, share)) = families.first().and_then(|row| row.estimate("share").map(|share| (row, share))) else {
        return voice.t("reasons-finding-none");
    };
    let (reason, percent) = (name(voice, first), voice.percent(share.value, 0));
    if group.is_empty() {
        return voice.t2("reasons-finding", "reason", reason, "share", percent);
    }
    voice.with("reasons-finding-group", &[("group", &voice.group(first)), ("reason", &reason), ("share", &percent)])
}

/// How many said why, over all groups.
pub(crate) fn response_text(voice: &Voice, report: &Report) -> String {
    let sum = |name: &str| report.section("response").iter().filter_map(|row| row.count(name)).sum::<u64>();
    let left = sum("departures");
    if left == 0 { String::new() } else { voice.t2("reasons-response", "answered", sum("with_reason"), "left", left) }
}

fn response(report: &Report) -> Option<&Row> {
    report.section("response").iter().find(|row| row.group.is_empty())
}

/// The share that gave no reason: what the share that did leaves over.
pub(crate) fn non_response(report: &Report) -> Option<Estimate> {
    let said = response(report)?.estimate("response_rate")?;
    Some(Estimate {
        value: 1.0 - said.value,
        lower: said.upper.map(|upper| 1.0 - upper),
        upper: said.lower.map(|lower| 1.0 - lower),
        ..said.clone()
    })
}

/// How many of the company's own words have no code.
pub(crate) fn unmapped(report: &Report) -> u64 {
    let mut words: Vec<&str> = report
        .section("words")
        .iter()
        .filter(|row| row.get("code") == Some(&Value::Absent))
        .map(|row| text(row, "words"))
        .collect();
    words.sort_unstable();
    words.dedup();
    words.len() as u64
}

/// The share that gave a reason, as a key figure.
pub(crate) fn response_figure(voice: &Voice, report: &Report) -> Option<Figure> {
    let estimate = non_response(report)?;
    Some(Figure {
        name: voice.t("reasons-figure-silent"),
        shown: voice.share(&estimate),
        company: voice.t1("parts-n", "n", estimate.n),
        how: how(voice, report, "reasons-denominator-silent", Some(estimate.method)),
    })
}

fn figures(voice: &Voice, report: &Report) -> Option<Figures> {
    let row = response(report)?;
    let counted = |count: u64, key: &str| Figure {
        name: voice.t(&format!("reasons-figure-{key}")),
        shown: Shown::plain(voice.count(count)),
        company: String::new(),
        how: how(voice, report, &format!("reasons-denominator-{key}"), None),
    };
    let mut figures = vec![
        counted(row.count("departures").unwrap_or(0), "left"),
        counted(row.count("with_reason").unwrap_or(0), "answered"),
    ];
    figures.extend(response_figure(voice, report));
    figures.push(counted(unmapped(report), "unmapped"));
    Some(Figures { figures })
}

fn max(rows: &[&Row]) -> f64 {
    let ends = rows.iter().filter_map(|row| row.estimate("share")).map(|it| it.upper.unwrap_or(it.value).max(it.value));
    charts::value_ticks(ends.fold(0.0, f64::max), 5).last()
}

fn plot(voice: &Voice, row: &Row, max: f64) -> String {
    let share = row.estimate("share");
    let bar = Bar { value: share.map(|it| it.value), interval: share.and_then(|it| it.lower.zip(it.upper)) };
    charts::bar_cell(bar, max, max / 4.0, &voice.share_of(row.get("share")).to_string())
}

fn count(voice: &Voice, row: &Row) -> String {
    voice.count(row.count("customers").unwrap_or(0))
}

/// The families with bars, most given first, for other pages.
pub(crate) fn family_table(voice: &Voice, report: &Report, families_max: usize) -> Option<Table> {
    let (_, mut families) = groups(report).into_iter().next()?;
    by_share(&mut families);
    families.truncate(families_max);
    let max = max(&families);
    let lines = families
        .iter()
        .map(|row| Line { name: name(voice, row), cells: bar_cells(voice, row, max), ..Line::default() })
        .collect();
    Some(bar_table(voice, voice.t("reasons-column-reason"), lines))
}

fn bar_cells(voice: &Voice, row: &Row, max: f64) -> Vec<Cell> {
    vec![
        Cell::plot(plot(voice, row, max)),
        Cell::main(voice.share_of(row.get("share"))),
        Cell::side(Shown::plain(count(voice, row))),
    ]
}

fn bar_table(voice: &Voice, first: String, lines: Vec<Line>) -> Table {
    Table {
        first,
        columns: vec![
            Column::words(String::new()),
            Column::numbers(voice.t("reasons-column-share")),
            Column::numbers(voice.t("reasons-column-n")),
        ],
        lines,
        folds: true,
        ..Table::default()
    }
}

fn section(voice: &Voice, report: &Report, group: &Group, families: &[&Row]) -> Section {
    let mut families = families.to_vec();
    by_share(&mut families);
    let max = max(&families);
    let levels: Vec<Level> = families.iter().map(|row| family(voice, report, row, max)).collect();
    let block = if levels.is_empty() {
        Block::Empty(Empty { text: voice.t("reasons-empty"), step: None })
    } else {
        Block::Levels(Levels {
            heads: [
                voice.t("reasons-column-reason"),
                voice.t("reasons-column-share"),
                voice.t("reasons-column-revenue"),
                voice.t("reasons-column-n"),
            ],
            families: levels,
        })
    };
    let links = take::links(voice, report, "rows");
    let title = if group.is_empty() {
        voice.t("reasons-section")
    } else {
        group.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" · ")
    };
    Section {
        id: "reasons",
        title,
        margin: vec![
            voice.t1("reasons-section-text", "level", level(voice, report)),
            voice.t("reasons-section-stated"),
        ],
        blocks: vec![block, Block::Take(Take { how: how_all(voice, report), links })],
        ..Section::default()
    }
}

fn family(voice: &Voice, report: &Report, row: &Row, max: f64) -> Level {
    let is_within = |reason: &&Row| {
        text(reason, "level") == "code" && reason.group == row.group && text(reason, "family") == text(row, "family")
    };
    let mut within: Vec<&Row> = report.rows.iter().filter(is_within).collect();
    by_share(&mut within);
    Level {
        within: within.into_iter().map(|reason| level_of(voice, reason, max)).collect(),
        ..level_of(voice, row, max)
    }
}

fn level_of(voice: &Voice, row: &Row, max: f64) -> Level {
    Level {
        name: name(voice, row),
        remark: String::new(),
        plot: plot(voice, row, max),
        share: voice.share_of(row.get("share")),
        revenue: voice.share_of(row.get("revenue_share")),
        n: count(voice, row),
        within: Vec::new(),
    }
}

/// The company's own words as they were said, each with its code or the code it looks like.
fn words_section(voice: &Voice, report: &Report) -> Option<Section> {
    let rows: Vec<&Row> = report.section("words").iter().take(WORDS_SHOWN_MAX).collect();
    if rows.is_empty() {
        return None;
    }
    let lines = rows
        .into_iter()
        .map(|row| Line {
            name: said(voice, row),
            below: if is_chosen(row) { voice.t("reasons-from-list") } else { String::new() },
            cells: vec![
                Cell::side(code(voice, row)),
                Cell::main(voice.share_of(row.get("share"))),
                Cell::side(Shown::plain(count(voice, row))),
            ],
            ..Line::default()
        })
        .collect();
    let table = Table {
        first: voice.t("reasons-column-words"),
        columns: vec![
            Column::words(voice.t("reasons-column-code")),
            Column::numbers(voice.t("reasons-column-share")),
            Column::numbers(voice.t("reasons-column-n")),
        ],
        lines,
        ..Table::default()
    };
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "words") };
    Some(Section {
        id: "words",
        title: voice.t("reasons-words"),
        margin: vec![voice.t("reasons-words-text")],
        link: Some((voice.t("overview-unmapped-step"), "/settings/reasons".to_owned())),
        blocks: vec![Block::Table(table), Block::Take(take)],
        ..Section::default()
    })
}

/// What somebody said; who chose from the list on a page said what stands there, not the code behind it.
fn said(voice: &Voice, row: &Row) -> String {
    let words = text(row, "words");
    let chosen = relationship::reason::Catalogue::current().find(words);
    chosen.map_or(words, |reason| reason.text(voice.language().code())).to_owned()
}

/// Did they choose from the list on a page?
fn is_chosen(row: &Row) -> bool {
    relationship::reason::Catalogue::current().find(text(row, "words")).is_some()
}

/// What own words mean: what a person decided, or what they look like.
fn code(voice: &Voice, row: &Row) -> Shown {
    let named = |field: &str| {
        let reason = relationship::reason::Catalogue::current().find(text(row, field))?;
        Some(reason.text(voice.language().code()))
    };
    match (named("code"), named("proposed_code")) {
        (Some(code), _) => Shown::plain(code),
        (None, Some(proposed)) => Shown::not_known(voice.t1("reasons-proposed", "reason", proposed)),
        (None, None) => Shown::not_known(voice.t("reasons-unmapped")),
    }
}

/// Where they went, as far as they said.
fn destinations_section(voice: &Voice, report: &Report) -> Option<Section> {
    let rows: Vec<&Row> = report.section("destinations").iter().collect();
    let is_said = |row: &&Row| text(row, "destination") != "unknown" && row.count("customers").unwrap_or(0) > 0;
    rows.iter().find(|row| is_said(row))?;
    let max = max(&rows);
    let lines = rows
        .iter()
        .map(|row| Line {
            name: voice.t(&format!("destination-{}", text(row, "destination"))),
            cells: bar_cells(voice, row, max),
            ..Line::default()
        })
        .collect();
    let take = Take { how: how_all(voice, report), links: take::links(voice, report, "destinations") };
    Some(Section {
        id: "destinations",
        title: voice.t("reasons-destinations"),
        margin: vec![voice.t("reasons-destinations-text")],
        blocks: vec![Block::Table(bar_table(voice, voice.t("reasons-column-destination"), lines)), Block::Take(take)],
        ..Section::default()
    })
}
