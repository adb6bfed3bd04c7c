//! The page about who may be leaving without a word: the names with what was seen of each, and how right such signs were.

mod act;

use charts::Bar;
use report::{Report, Row, Value};

use super::content::{Block, Content, Section, Text};
use super::parts::{
    Cell, Column, Empty, Figure, Figures, Line, Pick, Shown, Table, Take, Voice, how, how_all, level, period_text,
};
use super::take;
use crate::posted::encode;

pub(crate) use act::{Acting, routes};

/// Names a page shows at most; the file has more.
const NAMES_SHOWN_MAX: usize = 50;

/// The page about this report. `unasked` are the customers who do not want to be asked anything; `acting` is for who may ask.
pub(crate) fn content(voice: &Voice, report: &Report, unasked: &[String], acting: Option<&Acting>) -> Content {
    let mut sections = vec![names_section(voice, report, unasked, acting)];
    sections.extend(signs_section(voice, report));
    sections.extend(tried_section(voice, report));
    Content {
        over: format!("{} · {}", voice.t("silent-title"), period_text(voice, report)),
        finding: finding(voice, report),
        lead: lead(voice, report),
        figures: figures(voice, report),
        sections,
        ..Content::default()
    }
}

/// The customers the page names.
pub(crate) fn shown(report: &Report) -> impl Iterator<Item = &str> {
    report.rows.iter().take(NAMES_SHOWN_MAX).map(|row| word(row, "customer"))
}

fn word<'a>(row: &'a Row, name: &str) -> &'a str {
    if let Some(Value::Text(text)) = row.get(name) { text } else { "" }
}

fn number(row: &Row, name: &str) -> Option<f64> {
    if let Some(Value::Number(number)) = row.get(name) { Some(*number) } else { None }
}

fn day_of(row: &Row, name: &str) -> Option<relationship::Day> {
    if let Some(Value::Day(day)) = row.get(name) { Some(*day) } else { None }
}

fn day(voice: &Voice, row: &Row, name: &str) -> String {
    day_of(row, name).map_or_else(String::new, |day| voice.day(day))
}

fn finding(voice: &Voice, report: &Report) -> String {
    let any = report.section("signs").iter().find(|row| word(row, "sign") == "any");
    match any.and_then(|row| Some((row.count("now")?, row.count("of")?))) {
        None => voice.t("silent-finding-unknown"),
        Some((_, 0)) => voice.t("churn-finding-nobody"),
        Some((now, of)) => voice.t2("silent-finding", "now", now, "of", of),
    }
}

/// How right such signs were when they were tried.
fn lead(voice: &Voice, report: &Report) -> String {
    let tried = report.section("test").first();
    match tried.and_then(|row| Some((row, row.estimate("came_true_share")?, row.estimate("gone_share")?))) {
        None => voice.t("silent-lead"),
        Some((row, came_true, all)) => voice.with(
            "silent-lead-tried",
            &[
                ("day", &day(voice, row, "tried_on")),
                ("days", &row.count("days").unwrap_or(0)),
                ("share", &voice.share(came_true).to_string()),
                ("all", &voice.share(all).to_string()),
            ],
        ),
    }
}

fn figures(voice: &Voice, report: &Report) -> Option<Figures> {
    let test = report.section("test").first()?;
    let figure = |name: &str, key: &str, shown: Shown, n: Option<u64>, method: &str| Figure {
        name: voice.t(&format!("silent-figure-{key}")),
        shown,
        company: n.map(|n| voice.t1("parts-n", "n", n)).unwrap_or_default(),
        how: how(
            voice,
            report,
            &format!("silent-denominator-{key}"),
            test.estimate(name).map_or(Some(method), |it| Some(it.method)),
        ),
    };
    let share = |name: &str| voice.share_of(test.get(name));
    Some(Figures {
        figures: vec![
            figure("came_true_share", "true", share("came_true_share"), test.count("named"), "wilson"),
            figure("found_share", "found", share("found_share"), test.count("gone"), "wilson"),
            figure("auc", "auc", voice.number_of(test.get("auc"), 2), test.count("customers"), "auc"),
            figure(
                "calibration_in_the_large",
                "calibration",
                points(voice, test),
                test.count("customers"),
                "calibration_in_the_large",
            ),
        ],
    })
}

/// By how many points the chances that were given were off, over all.
fn points(voice: &Voice, test: &Row) -> Shown {
    match test.estimate("calibration_in_the_large") {
        None => voice.number_of(test.get("calibration_in_the_large"), 1),
        Some(known) => Shown { unit: format!(" {}", voice.t("silent-points")), ..voice.difference(known, 100.0, 2) },
    }
}

/// The names, each with what was seen.
fn names_section(voice: &Voice, report: &Report, unasked: &[String], acting: Option<&Acting>) -> Section {
    let mut margin = vec![voice.t("silent-names-text"), voice.t("silent-names-use")];
    let total = report.rows.len();
    if total > NAMES_SHOWN_MAX {
        margin.push(voice.t2("silent-names-some", "shown", NAMES_SHOWN_MAX, "total", total));
    }
    let block = if report.rows.is_empty() {
        Block::Empty(Empty { text: voice.t("silent-names-none"), step: None })
    } else {
        Block::Table(names_table(voice, report, unasked, acting.is_some()))
    };
    let to_do = |then: &str| report.rows.iter().filter(|row| word(row, "then") == then).count();
    let acting = acting.filter(|_| total > 0);
    let acting = acting.map(|it| Block::Act(it.counted(voice, to_do("ask"), to_do("repair_payment"))));
    let mut links = take::links(voice, report, "rows");
    links.push((voice.t("silent-to-precursors"), "/precursors".to_owned()));
    Section {
        id: "names",
        title: voice.t("silent-names"),
        is_wide: true,
        margin,
        blocks: [Some(block), acting, Some(Block::Take(Take { how: how_all(voice, report), links }))]
            .into_iter()
            .flatten()
            .collect(),
        ..Section::default()
    }
}

fn names_table(voice: &Voice, report: &Report, unasked: &[String], is_chosen_from: bool) -> Table {
    let line = |row: &Row| {
        let customer = word(row, "customer");
        let then = if word(row, "then") == "repair_payment" {
            "silent-then-repair"
        } else if unasked.iter().any(|known| known == customer) {
            "silent-then-unasked"
        } else {
            "silent-then-ask"
        };
        Line {
            pick: is_chosen_from.then(|| Pick {
                form: act::FORM,
                name: "customer",
                label: voice.t1("silent-choose", "name", customer),
            }),
            name: customer.to_owned(),
            href: format!("/customers/{}", encode(customer)),
            below: reasons(voice, row),
            cells: vec![
                Cell::side(Shown::plain(day(voice, row, "since"))),
                Cell::side(Shown::plain(voice.t(then))),
                Cell::main(voice.share_of(row.get("came_true_share"))),
            ],
            ..Line::default()
        }
    };
    Table {
        first: voice.t("silent-column-customer"),
        columns: vec![
            Column::words(voice.t("silent-column-since")),
            Column::words(voice.t("silent-column-then")),
            Column::numbers(voice.t("silent-column-true")),
        ],
        lines: report.rows.iter().take(NAMES_SHOWN_MAX).map(line).collect(),
        ..Table::default()
    }
}

/// What was seen of a customer, in words.
fn reasons(voice: &Voice, row: &Row) -> String {
    let said = word(row, "signs").split(", ").filter(|sign| !sign.is_empty()).map(|sign| match sign {
        "payment_failing" => voice.t1("silent-why-payment", "day", day(voice, row, "failed_on")),
        "quiet" => voice.t1("silent-why-quiet", "day", day(voice, row, "last_seen_on")),
        "falling_use" => {
            let use_of =
                |name: &str| number(row, name).map_or("—".to_owned(), |it| voice.decimal(it, usize::from(it < 10.0)));
            let (before, now) = (use_of("use_before"), use_of("use_now"));
            voice.t2("silent-why-falling", "before", before, "now", now)
        }
        "stays_away" => voice.with(
            "silent-why-away",
            &[
                ("times", &row.count("purchases").unwrap_or(0)),
                ("rhythm", &number(row, "rhythm_days").map_or("—".to_owned(), |days| voice.decimal(days, 0))),
                ("day", &day(voice, row, "since")),
                ("chance", &voice.share_of(row.get("still_comes")).to_string()),
            ],
        ),
        other => other.to_owned(),
    });
    said.collect::<Vec<_>>().join(" ")
}

fn sign_name(voice: &Voice, sign: &str) -> String {
    voice.t(&format!("silent-sign-{}", sign.replace('_', "-")))
}

/// How many show which sign, and how right it was.
fn signs_section(voice: &Voice, report: &Report) -> Option<Section> {
    let rows: Vec<&Row> = report.section("signs").iter().filter(|row| word(row, "sign") != "any").collect();
    let was_tried = rows.iter().any(|row| row.get("came_true_share").is_some());
    let is_seen = |row: &&&Row| row.count("now").unwrap_or(0) + row.count("tried").unwrap_or(0) > 0;
    let rows: Vec<&Row> = rows.iter().filter(is_seen).copied().collect();
    if rows.is_empty() {
        return None;
    }
    let ends = rows.iter().filter_map(|row| row.estimate("came_true_share")?.upper);
    let max = charts::value_ticks(ends.fold(0.05, f64::max), 5).last();
    let lines = rows
        .iter()
        .map(|row| {
            let mut cells = vec![Cell::side(voice.count_of(row, "now"))];
            if was_tried {
                let share = row.estimate("came_true_share");
                let bar =
                    Bar { value: share.map(|it| it.value), interval: share.and_then(|it| it.lower.zip(it.upper)) };
                let shown = voice.share_of(row.get("came_true_share"));
                cells = vec![
                    Cell::plot(charts::bar_cell(bar, max, max / 4.0, &shown.to_string())),
                    Cell::main(shown),
                    Cell::side(voice.share_of(row.get("found_share"))),
                    Cell::side(voice.count_of(row, "tried")),
                    Cell::side(voice.count_of(row, "now")),
                ];
            }
            Line { name: sign_name(voice, word(row, "sign")), cells, ..Line::default() }
        })
        .collect();
    let mut columns = vec![Column::numbers(voice.t("silent-column-now"))];
    if was_tried {
        columns = vec![
            Column::words(String::new()),
            Column::numbers(voice.t("silent-column-true")),
            Column::numbers(voice.t("silent-column-found")),
            Column::numbers(voice.t("silent-column-tried")),
            columns.remove(0),
        ];
    }
    let table = Table { first: voice.t("silent-column-sign"), columns, lines, ..Table::default() };
    Some(Section {
        id: "signs",
        title: voice.t("silent-signs"),
        is_wide: was_tried,
        margin: vec![voice.t1("silent-signs-text", "level", level(voice, report))],
        blocks: vec![
            Block::Table(table),
            Block::Take(Take { how: how_all(voice, report), links: take::links(voice, report, "signs") }),
        ],
        ..Section::default()
    })
}

/// What an earlier day taught, held against what happened after a later one.
fn tried_section(voice: &Voice, report: &Report) -> Option<Section> {
    let test = report.section("test").first()?;
    let lines = report
        .section("tried")
        .iter()
        .map(|row| {
            let signs: Vec<String> = word(row, "signs")
                .split(", ")
                .filter(|sign| !sign.is_empty())
                .map(|sign| sign_name(voice, sign))
                .collect();
            let given = number(row, "given_share").unwrap_or(0.0);
            Line {
                name: if signs.is_empty() { voice.t("silent-no-sign") } else { signs.join(" + ") },
                cells: vec![
                    Cell::side(Shown::plain(voice.percent(given, 1))),
                    Cell::main(voice.share_of(row.get("came_true_share"))),
                    Cell::side(voice.count_of(row, "customers")),
                ],
                ..Line::default()
            }
        })
        .collect();
    let mut blocks = vec![Block::Table(Table {
        first: voice.t("silent-column-signs"),
        columns: vec![
            Column::numbers(voice.t("silent-column-given")),
            Column::numbers(voice.t("silent-column-happened")),
            Column::numbers(voice.t("silent-column-tried")),
        ],
        lines,
        ..Table::default()
    })];
    if let (Some(expected), Some(seen)) = (number(test, "purchases_expected"), test.count("purchases_seen")) {
        let told = voice.t2("silent-purchases", "expected", voice.decimal(expected, 0), "seen", seen);
        blocks.push(Block::Text(Text { text: told }));
    }
    blocks.push(Block::Take(Take { how: how_all(voice, report), links: take::links(voice, report, "test") }));
    Some(Section {
        id: "tried",
        title: voice.t("silent-tried"),
        margin: vec![voice.with(
            "silent-tried-text",
            &[("day", &day(voice, test, "tried_on")), ("days", &test.count("days").unwrap_or(0))],
        )],
        blocks,
        ..Section::default()
    })
}
