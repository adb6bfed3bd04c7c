//! Counting goodbyes. Every number is an answer of `stats`: value, interval, n and method, or why there is none.

mod friction;
mod later;

pub(crate) use friction::symmetry;

use friction::{channels, friction};
use later::{difference, returned, stayed};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use relationship::exit::ExitEvent;
use relationship::flow::{ChannelKind, Flow};
use relationship::reason::Catalogue;
use relationship::{Day, DepartureKind};
use serde_json::{Value, json};
use stats::rates::{RatioSums, weighted_share, wilson};
use stats::survival::{Counts, LifeTable, kaplan_meier};
use stats::{Answer, Level, Proportion, Why};
use store::{ExitId, Moment, StoredExit, Visit};

/// The watch list looks back so many days.
const WATCHED_DAYS: i64 = 30;
/// People on the watch list at most.
const WATCHED_MAX: usize = 100;
/// After so many days it is looked up whether somebody who took a request back is still there.
pub(crate) const LATER_DAYS: [i32; 3] = [30, 90, 365];
/// Whoever comes back within so many days after the last one returned; who left later than that is not counted yet.
pub(crate) const RETURN_DAYS: i32 = 365;
/// From this score on, leaving was easy, or the goodbye good.
const GOOD_SCORE: u8 = 4;

/// One stretch of being a customer, as the ledger knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Later {
    pub(crate) started_on: Option<Day>,
    pub(crate) ended_on: Option<Day>,
}

/// What is counted.
pub(crate) struct Gathered<'a> {
    pub(crate) visits: &'a [Visit],
    /// Every case, also those asked for before the stretch: how they went on is known by now.
    pub(crate) exits: &'a [StoredExit],
    /// What the contract of a case cost in a month.
    pub(crate) prices: &'a HashMap<ExitId, f64>,
    pub(crate) told_at: &'a HashMap<ExitId, Moment>,
    pub(crate) later: &'a HashMap<String, Vec<Later>>,
    pub(crate) flow: Option<&'a Flow>,
    /// The beginning of the stretch.
    pub(crate) since: Moment,
    pub(crate) today: Day,
    pub(crate) now: Moment,
    /// There was more than could be counted.
    pub(crate) is_cut: bool,
}

/// One number with what it is called in a file.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    /// The table and the row.
    pub(crate) table: &'static str,
    pub(crate) row: String,
    pub(crate) answer: Answer,
    /// Of how many so many, where it is a share.
    pub(crate) of: Option<(u64, u64)>,
    /// What is divided by what, in English.
    pub(crate) definition: &'static str,
}

/// Somebody who looked and did not ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watched {
    pub(crate) customer: String,
    pub(crate) at: Moment,
    pub(crate) screens: u32,
}

/// One reason, or a family of them.
#[derive(Debug, Clone)]
pub(crate) struct ReasonCount {
    pub(crate) code: String,
    pub(crate) n: u64,
    pub(crate) share: Number,
    pub(crate) revenue: Number,
    pub(crate) within: Vec<ReasonCount>,
}

/// One channel.
#[derive(Debug, Clone)]
pub(crate) struct ChannelCount {
    pub(crate) channel: ChannelKind,
    pub(crate) asked: u64,
    /// Hours until a letter about it was on its way, the median.
    pub(crate) hours: Number,
}

/// Everything that was counted.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    pub(crate) asked: u64,
    pub(crate) visited: u64,
    pub(crate) funnel: Vec<Number>,
    pub(crate) watch: Vec<Watched>,
    pub(crate) reasons: Vec<ReasonCount>,
    /// So many of those who asked said why.
    pub(crate) said_why: Number,
    /// So many of those who said why have a known price.
    pub(crate) priced: u64,
    pub(crate) channels: Vec<ChannelCount>,
    /// Clicks, fields, screens, seconds of those who asked, with what joining takes.
    pub(crate) friction: Vec<(Number, Option<f64>)>,
    pub(crate) symmetry: Option<f64>,
    pub(crate) refused: Number,
    pub(crate) by_person: Number,
    pub(crate) effort: Number,
    pub(crate) goodbye: Number,
    /// Of those who took it back or chose a pause, still there after so many days.
    pub(crate) stayed: Vec<Number>,
    /// Came back within a year, after a goodbye they found good, after another, and after one nobody scored.
    pub(crate) returned: Vec<Number>,
    /// The first of these shares minus the second.
    pub(crate) returned_difference: Number,
    pub(crate) is_cut: bool,
}

fn share(table: &'static str, row: &str, part: usize, whole: usize, definition: &'static str) -> Number {
    let (part, whole) = (part as u64, whole as u64);
    let answer =
        Proportion::new(part, whole).map_or(Answer::Undetermined(Why::NobodyAtRisk), |it| wilson(it, Level::P95));
    Number { table, row: row.to_owned(), answer, of: Some((part, whole)), definition }
}

/// The median with the interval of Brookmeyer and Crowley: everybody counted here got to the end.
fn median(table: &'static str, row: &str, values: &[f64], definition: &'static str) -> Number {
    let counts: Vec<Counts> = values.iter().map(|time| Counts { time: *time, departures: 1, censored: 0 }).collect();
    let answer = match LifeTable::from_counts(&counts) {
        Ok(table) => kaplan_meier(&table, Level::P95).median(),
        Err(_) => Answer::Undetermined(Why::NobodyAtRisk),
    };
    Number { table, row: row.to_owned(), answer, of: None, definition }
}

impl Counted {
    pub(crate) fn of(it: &Gathered<'_>) -> Self {
        let recent: Vec<&StoredExit> =
            it.exits.iter().filter(|exit| exit.exit.declaration.asked_at_us >= it.since.us()).collect();
        let said: Vec<&StoredExit> = recent.iter().copied().filter(|it| main_reason(it).is_some()).collect();
        let (friction, symmetry) = friction(it);
        let score = |table: &'static str, scores: Vec<u8>, definition| {
            let good = scores.iter().filter(|score| **score >= GOOD_SCORE).count();
            share(table, "4_or_5", good, scores.len(), definition)
        };
        let returned = returned(it);
        let needs_person = |it: &&&StoredExit| it.events.iter().any(|it| matches!(it.event, ExitEvent::Needed { .. }));
        Self {
            asked: recent.len() as u64,
            visited: it.visits.len() as u64,
            funnel: funnel(it.visits),
            watch: watch(it),
            priced: said.iter().filter(|exit| price(it, exit.id).is_some()).count() as u64,
            reasons: reasons(it, &said),
            said_why: share("reason", "said_why", said.len(), recent.len(), "cases with a reason / cases asked for"),
            channels: channels(it, &recent),
            friction,
            symmetry,
            refused: share(
                "taken",
                "refused",
                0,
                recent.len(),
                "requests to leave that were refused / cases asked for",
            ),
            by_person: share(
                "taken",
                "put_before_a_person",
                recent.iter().filter(needs_person).count(),
                recent.len(),
                "cases in which a person had something to find out or do / cases asked for",
            ),
            effort: score(
                "effort",
                recent.iter().filter_map(|it| it.exit.effort).collect(),
                "scores of 4 or 5 for how easy leaving was / scores given",
            ),
            goodbye: score(
                "goodbye",
                recent.iter().filter_map(|it| it.exit.goodbye_score).collect(),
                "scores of 4 or 5 for the goodbye / scores given",
            ),
            stayed: LATER_DAYS.iter().map(|days| stayed(it, *days)).collect(),
            returned_difference: difference(&returned),
            returned,
            is_cut: it.is_cut,
        }
    }

    /// Every number, as rows.
    fn numbers(&self) -> Vec<&Number> {
        let mut all: Vec<&Number> = self.funnel.iter().collect();
        all.push(&self.said_why);
        for family in &self.reasons {
            all.extend([&family.share, &family.revenue]);
            all.extend(family.within.iter().flat_map(|reason| [&reason.share, &reason.revenue]));
        }
        all.extend(self.channels.iter().map(|it| &it.hours));
        all.extend(self.friction.iter().map(|(number, _)| number));
        all.extend([&self.refused, &self.by_person, &self.effort, &self.goodbye]);
        all.extend(self.stayed.iter().chain(&self.returned).chain([&self.returned_difference]));
        all
    }

    /// The same numbers for programs. What cannot be determined says why and has no value.
    pub(crate) fn rows(&self) -> Vec<Value> {
        let row = |it: &&Number| {
            let mut row = json!({ "table": it.table, "row": it.row });
            match &it.answer {
                Answer::Known(known) => {
                    row["value"] = json!(known.value);
                    row["lower"] = json!(known.interval.lower);
                    row["upper"] = json!(known.interval.upper_bound());
                    row["level"] = json!(Level::P95.get());
                    row["n"] = json!(known.n);
                    row["method"] = json!(known.method.word());
                }
                Answer::Undetermined(why) => {
                    row["undetermined"] = json!(why.to_string());
                    row["n"] = json!(it.of.map_or(0, |(_, whole)| whole));
                }
            }
            row["part"] = json!(it.of.map(|(part, _)| part));
            row["definition"] = json!(it.definition);
            row
        };
        self.numbers().iter().map(row).collect()
    }

    /// The same numbers as a file.
    pub(crate) fn csv(&self) -> String {
        let mut csv = "table,row,value,lower,upper,level,n,part,method,definition\n".to_owned();
        for it in self.numbers() {
            let part = it.of.map(|(part, _)| part.to_string()).unwrap_or_default();
            let row = quoted(&it.row);
            // Writing to a String cannot fail.
            let _ = match &it.answer {
                Answer::Known(known) => {
                    let upper = known.interval.upper_bound().map(|upper| upper.to_string()).unwrap_or_default();
                    writeln!(
                        csv,
                        "{},{row},{},{},{upper},{},{},{part},{},\"{}\"",
                        it.table,
                        known.value,
                        known.interval.lower,
                        Level::P95.get(),
                        known.n,
                        known.method.word(),
                        it.definition
                    )
                }
                Answer::Undetermined(_) => {
                    let n = it.of.map_or(0, |(_, whole)| whole);
                    writeln!(csv, "{},{row},,,,,{n},{part},,\"{}\"", it.table, it.definition)
                }
            };
        }
        csv
    }
}

/// A cell of a file. What begins like a formula gets a mark before it, so that no program computes it.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn funnel(visits: &[Visit]) -> Vec<Number> {
    let step = |row: &str, count: usize, definition| share("funnel", row, count, visits.len(), definition);
    vec![
        step("visited", visits.len(), "walks through the pages"),
        step(
            "identified",
            visits.iter().filter(|it| it.identified_at.is_some() || it.exit.is_some()).count(),
            "walks in which somebody said who they are / walks",
        ),
        step(
            "confirmed",
            visits.iter().filter(|it| it.exit.is_some()).count(),
            "walks that ended in a request / walks",
        ),
    ]
}

/// Who was recognized, did not ask, and has not asked since: the newest first, each once.
fn watch(it: &Gathered<'_>) -> Vec<Watched> {
    let from = it.now.plus_seconds(-WATCHED_DAYS * 86_400);
    let mut asked: HashMap<&str, i64> = HashMap::new();
    for exit in it.exits {
        if let Some(customer) = &exit.exit.declaration.customer {
            let at = asked.entry(customer).or_insert(i64::MIN);
            *at = (*at).max(exit.exit.declaration.asked_at_us);
        }
    }
    let mut seen = HashSet::new();
    let is_watched = |visit: &&Visit| visit.began_at >= from && visit.exit.is_none();
    it.visits
        .iter()
        .filter(is_watched)
        .filter_map(|visit| {
            let customer = visit.customer.as_ref()?;
            let has_asked = asked.get(customer.as_str()).is_some_and(|at| *at >= visit.began_at.us());
            (!has_asked && seen.insert(customer.as_str())).then(|| Watched {
                customer: customer.clone(),
                at: visit.began_at,
                screens: visit.screens,
            })
        })
        .take(WATCHED_MAX)
        .collect()
}

/// The reason that weighed most, or the first that was given.
fn main_reason(stored: &StoredExit) -> Option<&str> {
    stored.exit.main_reason.as_deref().or_else(|| stored.exit.reasons.first().map(String::as_str))
}

fn family(code: &str) -> &str {
    Catalogue::current().find(code).map_or(code, |reason| reason.family())
}

/// What the contract of a case cost in a month.
fn price(it: &Gathered<'_>, exit: ExitId) -> Option<f64> {
    it.prices.get(&exit).copied().filter(|price| *price > 0.0)
}

fn reasons(it: &Gathered<'_>, said: &[&StoredExit]) -> Vec<ReasonCount> {
    let mut families: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for code in said.iter().filter_map(|exit| main_reason(exit)) {
        *families.entry(family(code)).or_default().entry(code).or_default() += 1;
    }
    let priced: Vec<(&str, f64)> =
        said.iter().filter_map(|exit| Some((main_reason(exit)?, price(it, exit.id)?))).collect();
    let count = |code: &str, n: usize, belongs: &dyn Fn(&str) -> bool| ReasonCount {
        code: code.to_owned(),
        n: n as u64,
        share: share("reason", code, n, said.len(), "cases with this main reason / cases with a reason"),
        revenue: revenue(code, &priced, belongs),
        within: Vec::new(),
    };
    let mut all: Vec<ReasonCount> = families
        .into_iter()
        .map(|(name, codes)| {
            let n = codes.values().sum();
            let mut within: Vec<ReasonCount> = codes
                .into_iter()
                .filter(|(code, _)| *code != name)
                .map(|(code, n)| count(code, n, &|it| it == code))
                .collect();
            within.sort_by_key(|reason| std::cmp::Reverse(reason.n));
            ReasonCount { within, ..count(name, n, &|it| family(it) == name) }
        })
        .collect();
    all.sort_by_key(|reason| std::cmp::Reverse(reason.n));
    all
}

fn revenue(code: &str, priced: &[(&str, f64)], belongs: &dyn Fn(&str) -> bool) -> Number {
    let pairs = priced.iter().map(|(reason, price)| (*price, if belongs(reason) { *price } else { 0.0 }));
    let answer = weighted_share(&RatioSums::from_pairs(pairs), Level::P95);
    Number {
        table: "reason_revenue",
        row: code.to_owned(),
        answer: answer.unwrap_or(Answer::Undetermined(Why::NothingToDivideBy)),
        of: None,
        definition: "price a month of cases with this main reason / price a month of cases with a reason and a known price",
    }
}

/// Whether the reason is a happy end.
pub(crate) fn is_happy(code: &str) -> bool {
    Catalogue::current().find(code).and_then(|reason| reason.kind.departure()) == Some(DepartureKind::Positive)
}
