//! Improvements: what became of the reasons that were worked on. Each month's share of customers who left for a reason, before
//! and after it was put right, against how the time before would have gone on; and beside it the same for all other reasons.
//!
//! The two are not subtracted: they differ in size, and a rise of the others would pass for a fall of this one.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use charts::{LineSeries, LineWords, Lines, Mark, Period as Tick};
use door::listening::UNNAMED;
use pages::format;
use relationship::improvement::Stage;
use relationship::reason::Catalogue;
use relationship::{Day, Period};
use serde_json::Value;
use stats::monitoring::{Errors, Interrupted, Shape, interrupted};
use stats::{Answer, Level, Why};
use store::{ActionPoint, Moment};

use super::act::closed_at;
use super::told::about;
use super::{engine, tabs};
use crate::App;
use crate::console::content::{Block, Section, Text};
use crate::console::parts::{Cell, Column, Drawing, Empty, How, Line, Shown, Table, Take, Voice};
use crate::console::shares::{NumbersCsv, share};
use crate::console::verdicts::Effect;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::visit::Guest;

/// Months before and after that are looked at.
const MONTHS: usize = 12;
/// Months that are looked up: before and after a day a year ago.
const MONTHS_BACK: i32 = 25;
const DAY_SECONDS: i64 = 86_400;

/// One month of a reason.
#[derive(Debug, Clone, Copy)]
struct Month {
    first: Day,
    at_risk: u64,
    /// Left for this reason.
    left: u64,
    /// Left for another one, said or not.
    others: u64,
}

/// A reason that was worked on, and what the months say.
struct Improved {
    reason: String,
    closed_on: Day,
    points: usize,
    point: store::ActionPointId,
    months: Vec<Month>,
    /// The first month after.
    first_after: usize,
    this: Result<Interrupted, Why>,
    others: Result<Interrupted, Why>,
    waiting: usize,
}

/// One improvement on the page.
struct Told {
    section: Section,
    /// The point whose button tells those who wait, and how many they are.
    tell: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "work/improvements.html")]
struct ImprovementsPage {
    f: Frame,
    tabs: Vec<(&'static str, String, bool)>,
    finding: String,
    lead: String,
    empty: Option<String>,
    improvements: Vec<Told>,
}

pub(super) async fn read_improvements(guest: Guest) -> Result<Response, Fault> {
    let voice = Voice::new(&guest.speech);
    let all = improved(&guest.app).await?;
    let lower = all.iter().filter(|it| fell(&it.this)).count();
    page(&ImprovementsPage {
        tabs: tabs(&voice, "/work/improvements"),
        finding: match all.len() {
            0 => voice.t("improvements-finding-none"),
            n => voice.t2("improvements-finding", "n", n, "lower", lower),
        },
        lead: voice.t("improvements-lead"),
        empty: all.is_empty().then(|| voice.t("improvements-empty")),
        improvements: all.iter().zip(IDS.iter().cycle()).map(|(it, id)| shown(&voice, it, id)).collect(),
        f: Frame::of(&guest, Place::Work),
    })
}

/// Ids of headings; more improvements than these in a year share a page with nobody.
const IDS: [&str; 12] = [
    "improvement-1",
    "improvement-2",
    "improvement-3",
    "improvement-4",
    "improvement-5",
    "improvement-6",
    "improvement-7",
    "improvement-8",
    "improvement-9",
    "improvement-10",
    "improvement-11",
    "improvement-12",
];

pub(super) async fn read_csv(guest: Guest) -> Result<Response, Fault> {
    let mut csv = NumbersCsv::default();
    for it in improved(&guest.app).await? {
        for month in &it.months {
            let row = month.first.to_string();
            csv.answer(&it.reason, &row, "share_left", &share(month.left, month.at_risk), Some(month.left));
            csv.answer(
                &it.reason,
                &row,
                "share_left_for_others",
                &share(month.others, month.at_risk),
                Some(month.others),
            );
        }
        for (column, found) in [("mean_effect", &it.this), ("mean_effect_of_others", &it.others)] {
            csv.answer(&it.reason, &it.closed_on.to_string(), column, &mean(found), None);
        }
    }
    Ok(csv.answer_file("improvements"))
}

fn mean(found: &Result<Interrupted, Why>) -> Answer {
    match found {
        Ok(it) => it.mean_effect,
        Err(why) => Answer::Undetermined(*why),
    }
}

/// Does the whole interval of a change lie below zero?
fn fell(found: &Result<Interrupted, Why>) -> bool {
    mean(found).known().is_some_and(|it| it.interval.upper < 0.0)
}

/// The reasons that were worked on in the last year, the latest first.
async fn improved(app: &App) -> Result<Vec<Improved>, Fault> {
    let today = app.today();
    let since = Moment::from_us(app.now().us() - 366 * DAY_SECONDS * 1_000_000);
    let mut done: BTreeMap<String, (Moment, Vec<ActionPoint>)> = BTreeMap::new();
    for point in app.store.action_points(Moment::from_us(0)).await? {
        let is_done = matches!(point.point.stage, Stage::Closed | Stage::Helped);
        // What nobody named is no reason that can be given less.
        let is_named = point.point.subject.reason != UNNAMED;
        if let Some(at) = closed_at(&point).filter(|at| is_named && is_done && *at >= since) {
            let (first, points) = done.entry(point.point.subject.reason.clone()).or_insert((at, Vec::new()));
            *first = (*first).min(at);
            points.push(point);
        }
    }
    let mut reasons: Vec<(String, (Moment, Vec<ActionPoint>))> = done.into_iter().collect();
    reasons.sort_by_key(|(_, (at, _))| std::cmp::Reverse(*at));
    reasons.truncate(IDS.len());
    if reasons.is_empty() {
        return Ok(Vec::new());
    }
    let left = left(app, today).await?;
    let mut all = Vec::new();
    for (reason, (at, points)) in reasons {
        let Some(point) = points.first().map(|it| it.id) else { continue };
        let closed_on = app.office.day_of(at);
        let waiting = engine::waiting_for(app, &reason).await?;
        let (months, first_after) = left.months(&reason, closed_on);
        let rate = |of: fn(&Month) -> u64| -> Vec<f64> {
            months.iter().map(|it| of(it) as f64 / it.at_risk.max(1) as f64).collect()
        };
        let (this, others) = (rate(|it| it.left), rate(|it| it.others));
        let after = months.len().saturating_sub(first_after);
        let shape = if after >= 3 { Shape::StepAndSlope } else { Shape::Step };
        let change = |series: &[f64]| -> Result<Interrupted, Why> {
            if first_after == 0 || after == 0 {
                return Err(Why::TooFew { needed: 1, given: after as u64 });
            }
            let found = interrupted(series, first_after, shape, Errors::Independent, Level::P95);
            found.unwrap_or(Err(Why::ZeroVariance))
        };
        let (this, others) = (change(&this), change(&others));
        all.push(Improved {
            reason,
            closed_on,
            points: points.len(),
            point,
            months,
            first_after,
            this,
            others,
            waiting,
        });
    }
    Ok(all)
}

/// Who left for what, month by month.
struct Left {
    /// The first days of the months, and how many were customers then.
    months: Vec<(Day, u64)>,
    /// Month, code of the reason, how many.
    gone: Vec<(usize, &'static str, u64)>,
    /// Of each month, how many left at all.
    all: Vec<u64>,
}

impl Left {
    /// The months around a day, and which is the first that lies wholly after it.
    fn months(&self, reason: &str, closed_on: Day) -> (Vec<Month>, usize) {
        let is_about =
            |code: &str| code == reason || code.strip_prefix(reason).is_some_and(|rest| rest.starts_with('.'));
        let first_after = self.months.iter().position(|(first, _)| *first >= closed_on).unwrap_or(self.months.len());
        let from = first_after.saturating_sub(MONTHS);
        let to = (first_after + MONTHS).min(self.months.len());
        let month = |at: usize| {
            let (first, at_risk) = self.months[at];
            let left = self.gone.iter().filter(|(month, code, _)| *month == at && is_about(code)).map(|it| it.2).sum();
            Month { first, at_risk, left, others: self.all[at].saturating_sub(left) }
        };
        // Months before there were customers say nothing.
        let begun = (from..to).find(|at| self.months[*at].1 > 0).unwrap_or(to);
        ((begun..to).map(month).collect(), first_after.saturating_sub(begun))
    }
}

/// Who left in the last two years and a bit, by month and reason; only months that are over.
async fn left(app: &App, today: Day) -> Result<Left, Fault> {
    let this_month = Period::Month.start_of(today);
    let firsts: Vec<Day> = (1..=MONTHS_BACK).rev().map(|back| this_month.plus_months(-back)).collect();
    let begin = firsts.first().copied().unwrap_or(this_month);
    let at_risk: Vec<String> = firsts
        .iter()
        .enumerate()
        .map(|(at, first)| {
            format!(
                "sum(case when started_on < date '{first}' and (ended_on is null or ended_on >= date '{first}') then 1 else 0 end) as m{at}"
            )
        })
        .collect();
    let rows = app.select(format!("select {} from spells", at_risk.join(", "))).await?;
    let count = |at: usize| rows.first().and_then(|row| row.get(format!("m{at}"))?.as_u64()).unwrap_or(0);
    let months: Vec<(Day, u64)> = firsts.iter().enumerate().map(|(at, first)| (*first, count(at))).collect();
    let sql = format!(
        "select cast(cast(date_trunc('month', ended_on) as date) as varchar) as month, reason, count(*) as n from spells
         where ended_on >= date '{begin}' and ended_on < date '{this_month}' group by 1, 2"
    );
    let mapping = app.basis().await?.mapping;
    let (mut left, mut all) = (Vec::new(), vec![0; firsts.len()]);
    for row in app.select(sql).await? {
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let Some(first) = text("month").and_then(|it| it.get(..10)?.parse::<Day>().ok()) else { continue };
        let Some(at) = firsts.iter().position(|it| *it == first) else { continue };
        let n = row.get("n").and_then(Value::as_u64).unwrap_or(0);
        all[at] += n;
        if let Some(words) = text("reason").map(str::trim).filter(|it| !it.is_empty()) {
            left.push((at, mapping.code_for(words, first).code(), n));
        }
    }
    Ok(Left { months, gone: left, all })
}

fn shown(voice: &Voice, it: &Improved, id: &'static str) -> Told {
    let name = about(voice, &it.reason);
    let is_known = Catalogue::current().find(&it.reason).is_some();
    let mut blocks = Vec::new();
    if is_known {
        blocks.push(Block::Text(Text { text: said(voice, it) }));
        blocks.extend(picture(voice, it, &name).map(Block::Drawing));
        blocks.push(Block::Table(table(voice, it)));
        blocks.push(Block::Take(Take {
            how: how(voice),
            links: vec![(voice.t("parts-csv"), "/work/improvements.csv".to_owned())],
        }));
    } else {
        blocks.push(Block::Empty(Empty { text: voice.t("improvements-no-reason"), step: None }));
    }
    let section = Section {
        id,
        title: name,
        margin: vec![
            voice.with("improvements-closed", &[("day", &voice.day(it.closed_on)), ("n", &it.points)]),
            voice.t("improvements-text"),
        ],
        link: Some((voice.t("improvements-point"), format!("/work/{}", it.point))),
        blocks,
        ..Section::default()
    };
    let tell = (it.waiting > 0).then(|| (it.point.to_string(), voice.t1("work-waiting", "n", it.waiting)));
    Told { section, tell }
}

/// In points of a percent.
fn points(voice: &Voice, answer: &Answer) -> Shown {
    let Some(known) = answer.known() else { return voice.number_shown(answer, 2) };
    let (lower, upper) = (known.interval.lower * 100.0, known.interval.upper * 100.0);
    let effect = Effect { value: known.value * 100.0, lower, upper };
    Shown { value: effect.shown(&voice.speech, 2), interval: effect.interval(&voice.speech, 2), ..Shown::default() }
}

/// What the months say, in a sentence.
fn said(voice: &Voice, it: &Improved) -> String {
    let counted = mean(&it.this);
    let Some(known) = counted.known() else {
        return voice.t("improvements-too-early");
    };
    let key = if known.interval.upper < 0.0 {
        "improvements-lower"
    } else if known.interval.lower > 0.0 {
        "improvements-higher"
    } else {
        "improvements-same"
    };
    let told = voice.t1(key, "points", points(voice, &counted).to_string());
    if fell(&it.this) && fell(&it.others) {
        return format!("{told} {}", voice.t("improvements-others-too"));
    }
    told
}

fn picture(voice: &Voice, it: &Improved, name: &str) -> Option<Drawing> {
    let effects = it.this.as_ref().map(|it| it.effects.as_slice()).unwrap_or_default();
    let seen = it.months.iter().map(|month| match share(month.left, month.at_risk) {
        Answer::Known(known) => Mark::Known {
            value: known.value * 100.0,
            interval: Some((known.interval.lower * 100.0, known.interval.upper * 100.0)),
            open: false,
        },
        Answer::Undetermined(_) => Mark::Unknown,
    });
    let expected = (0..it.months.len()).map(|at| match effects.iter().find(|effect| effect.period == at) {
        // A share below zero cannot be; where the line before leads there, it is drawn at zero.
        Some(effect) => Mark::Known { value: effect.expected.max(0.0) * 100.0, interval: None, open: false },
        None => Mark::Unknown,
    });
    let tick = |digits: f64, decimals: usize| voice.decimal(digits, decimals);
    let periods = it.months.iter().map(|month| {
        let (name, below) = format::tick(voice.language(), Period::Month, month.first);
        let shown = voice.part_shown(month.left, month.at_risk);
        let of = voice.t2("goodbyes-of", "part", voice.count(month.left), "whole", voice.count(month.at_risk));
        Tick { name, below, hint: format!("{}: {shown}, {of}", voice.month(month.first)) }
    });
    let names = [voice.t("improvements-seen"), voice.t("improvements-expected")];
    let lines = Lines {
        periods: periods.collect(),
        series: vec![
            LineSeries { name: names[0].clone(), marks: seen.collect() },
            LineSeries { name: names[1].clone(), marks: expected.collect() },
        ],
        words: LineWords {
            label: voice.t1("improvements-label", "name", name.to_owned()),
            tick: &tick,
            unit: format::percent_sign(voice.language()).to_owned(),
        },
    };
    lines.draw().map(|picture| Drawing::of(picture, names))
}

/// A share of some per mille: as precise as the difference below it.
fn small_share(voice: &Voice, answer: &Answer) -> Shown {
    let Some(known) = answer.known() else { return voice.share_shown(answer) };
    let ends = (known.interval.lower * 100.0, known.interval.upper * 100.0);
    Shown {
        value: voice.decimal(known.value * 100.0, 2),
        unit: format::percent_sign(voice.language()).to_owned(),
        interval: format::interval(voice.language(), ends, 2),
        ..Shown::default()
    }
}

fn table(voice: &Voice, it: &Improved) -> Table {
    let sum = |months: &[Month], of: fn(&Month) -> u64| months.iter().map(of).sum::<u64>();
    let (before, after) = it.months.split_at(it.first_after.min(it.months.len()));
    let rate = |months: &[Month], of: fn(&Month) -> u64| match months {
        [] => Cell::side(Shown::not_known("—".to_owned())),
        months => Cell::side(small_share(voice, &share(sum(months, of), sum(months, |it| it.at_risk)))),
    };
    let line = |key: &str, months: &[Month]| Line {
        name: voice.t1(key, "n", months.len()),
        cells: vec![rate(months, |it| it.left), rate(months, |it| it.others)],
        ..Line::default()
    };
    let effect = Line {
        name: voice.t("improvements-row-effect"),
        below: voice.t("improvements-row-points"),
        cells: vec![Cell::main(points(voice, &mean(&it.this))), Cell::main(points(voice, &mean(&it.others)))],
        ..Line::default()
    };
    Table {
        caption: voice.t("improvements-caption"),
        first: String::new(),
        columns: vec![
            Column::numbers(voice.t("improvements-column-this")),
            Column::numbers(voice.t("improvements-column-others")),
        ],
        lines: vec![line("improvements-row-before", before), line("improvements-row-after", after), effect],
        ..Table::default()
    }
}

fn how(voice: &Voice) -> How {
    How {
        summary: voice.t("how-summary"),
        lines: vec![
            (voice.t("how-denominator"), voice.t("improvements-how-denominator")),
            (voice.t("how-method"), voice.t("improvements-how-method")),
            (voice.t("how-level"), voice.percent(0.95, 0)),
        ],
        ..How::default()
    }
}
