//! Counting goodbyes. Every number is an answer of `stats`: value, interval, n and method, or why there is none.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use relationship::exit::{ExitEvent, ExitState};
use relationship::flow::{ChannelKind, Flow};
use relationship::lint::Symmetry;
use relationship::reason::Catalogue;
use relationship::{Day, DepartureKind};
use serde_json::{Value, json};
use stats::rates::{RatioSums, newcombe_difference, weighted_share, wilson};
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

fn channels(it: &Gathered<'_>, recent: &[&StoredExit]) -> Vec<ChannelCount> {
    let mut by: BTreeMap<ChannelKind, Vec<&StoredExit>> = BTreeMap::new();
    for exit in recent {
        by.entry(exit.exit.declaration.channel).or_default().push(exit);
    }
    by.into_iter()
        .map(|(channel, exits)| {
            let hours = |exit: &&StoredExit| {
                let told = it.told_at.get(&exit.id)?.us() - exit.exit.declaration.asked_at_us;
                Some(told.max(0) as f64 / 3_600e6)
            };
            let hours: Vec<f64> = exits.iter().filter_map(hours).collect();
            let definition =
                "hours from the request until its confirmation was handed to the mail, of cases with a mail address";
            ChannelCount {
                channel,
                asked: exits.len() as u64,
                hours: median("hours_to_confirmation", channel.word(), &hours, definition),
            }
        })
        .collect()
}

/// What leaving took those who asked on the pages, beside what joining takes, and the index of both.
fn friction(it: &Gathered<'_>) -> (Vec<(Number, Option<f64>)>, Option<f64>) {
    let of_flow = |visit: &&Visit| it.flow.is_none_or(|flow| flow.flow == visit.flow);
    let done: Vec<&Visit> = it.visits.iter().filter(|visit| visit.exit.is_some()).filter(of_flow).collect();
    let join = it.flow.map(|flow| &flow.join);
    let whole = |number: Option<u32>| number.map(f64::from);
    let values = |of: &dyn Fn(&Visit) -> Option<f64>| done.iter().filter_map(|visit| of(visit)).collect::<Vec<_>>();
    let seconds = |visit: &Visit| Some((visit.asked_at?.us() - visit.began_at.us()).max(0) as f64 / 1e6);
    let all = vec![
        (
            median(
                "friction",
                "clicks",
                &values(&|it| Some(it.clicks.into())),
                "controls pressed from the first screen until the request, median",
            ),
            join.and_then(|join| whole(join.actions)),
        ),
        (
            median(
                "friction",
                "fields",
                &values(&|it| Some(it.fields.into())),
                "fields filled in until the request, median",
            ),
            join.and_then(|join| whole(join.fields)),
        ),
        (
            median(
                "friction",
                "screens",
                &values(&|it| Some(it.screens.into())),
                "screens seen until the request, median",
            ),
            join.and_then(|join| whole(join.screens)),
        ),
        (
            median("friction", "seconds", &values(&seconds), "seconds from the first screen until the request, median"),
            join.and_then(|join| join.seconds),
        ),
    ];
    let ratios: Vec<f64> = all
        .iter()
        .filter_map(|(leave, join)| {
            let (leave, join) = (leave.answer.known()?.value, (*join)?);
            (leave > 0.0 && join > 0.0).then(|| (leave / join).ln())
        })
        .collect();
    let index = (!ratios.is_empty()).then(|| (ratios.iter().sum::<f64>() / ratios.len() as f64).exp());
    (all, index)
}

/// The measures as the linter has them, for the same drawing.
pub(crate) fn symmetry(counted: &Counted) -> Symmetry {
    let leave = |row: usize| counted.friction.get(row).and_then(|(number, _)| number.answer.known()).map(|it| it.value);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are small and not negative")]
    let whole = |value: Option<f64>| value.unwrap_or(0.0).round() as u32;
    let join = |row: usize| counted.friction.get(row).and_then(|(_, join)| *join);
    let pair = |row: usize| (whole(leave(row)), join(row).map(|it| whole(Some(it))));
    Symmetry {
        index: counted.symmetry,
        actions: pair(0),
        fields: pair(1),
        screens: pair(2),
        seconds: (leave(3), join(3)),
    }
}

/// The day the customer of a case was last known to have left after asking; the ledger and later cases know.
fn left_after(it: &Gathered<'_>, stored: &StoredExit) -> Option<Day> {
    let declaration = &stored.exit.declaration;
    let customer = declaration.customer.as_ref()?;
    let of_ledger = it.later.get(customer).into_iter().flatten().filter_map(|spell| spell.ended_on);
    let of_cases = it
        .exits
        .iter()
        .filter(|other| other.exit.declaration.customer.as_ref() == Some(customer))
        .filter(|other| matches!(other.exit.state, ExitState::Open | ExitState::Ended))
        .filter_map(|other| other.exit.last_day());
    of_ledger.chain(of_cases).filter(|day| *day >= declaration.asked_on).min()
}

/// Of those who took a request back or chose a pause so many days ago or more: who was still there after those days?
fn stayed(it: &Gathered<'_>, days: i32) -> Number {
    let is_old = |exit: &&StoredExit| exit.exit.declaration.asked_on.plus_days(days) <= it.today;
    let is_back = |exit: &&StoredExit| matches!(exit.exit.state, ExitState::Undone | ExitState::Paused);
    let known = |exit: &&StoredExit| exit.exit.declaration.customer.is_some();
    let old: Vec<&StoredExit> = it.exits.iter().filter(is_back).filter(is_old).filter(known).collect();
    let is_there = |exit: &&&StoredExit| {
        left_after(it, exit).is_none_or(|left| left > exit.exit.declaration.asked_on.plus_days(days))
    };
    share(
        "stayed_after",
        &format!("{days}_days"),
        old.iter().filter(is_there).count(),
        old.len(),
        "still a customer after these days / took the request back or chose a pause at least so long ago",
    )
}

/// Who came back within a year, by how they found the goodbye. A hypothesis: nobody chose by chance. Everybody counted here
/// had the whole year to come back, and each of them is counted once, by the last goodbye that is old enough.
fn returned(it: &Gathered<'_>) -> Vec<Number> {
    let mut last: BTreeMap<&str, (Day, &StoredExit)> = BTreeMap::new();
    for exit in it.exits.iter().filter(|exit| exit.exit.state == ExitState::Ended) {
        let (Some(customer), Some(day)) = (exit.exit.declaration.customer.as_deref(), exit.exit.last_day()) else {
            continue;
        };
        if day.plus_days(RETURN_DAYS) <= it.today && last.get(customer).is_none_or(|(known, _)| *known < day) {
            last.insert(customer, (day, exit));
        }
    }
    let came_back = |customer: &str, day: Day| {
        let starts = it.later.get(customer).into_iter().flatten().filter_map(|spell| spell.started_on);
        starts.into_iter().any(|start| day < start && start <= day.plus_days(RETURN_DAYS))
    };
    let is_good = |score: u8| score >= GOOD_SCORE;
    [("goodbye_4_or_5", Some(true)), ("goodbye_1_to_3", Some(false)), ("goodbye_not_scored", None)]
        .into_iter()
        .map(|(row, wanted)| {
            let fits = |(_, exit): &&(Day, &StoredExit)| exit.exit.goodbye_score.map(is_good) == wanted;
            let those: Vec<_> = last.iter().filter(|(_, it)| fits(it)).collect();
            let back = those.iter().filter(|(customer, (day, _))| came_back(customer, *day)).count();
            share(
                "returned",
                row,
                back,
                those.len(),
                "came back within 365 days after the last day / left at least 365 days ago, by their score of the goodbye",
            )
        })
        .collect()
}

/// How much more often those came back who found the goodbye good than those who did not.
fn difference(returned: &[Number]) -> Number {
    let of = |at: usize| {
        let (part, whole) = returned.get(at)?.of?;
        Proportion::new(part, whole).ok()
    };
    let answer = match (of(0), of(1)) {
        (Some(good), Some(other)) => newcombe_difference(other, good, Level::P95),
        _ => Answer::Undetermined(Why::NobodyAtRisk),
    };
    Number {
        table: "returned",
        row: "difference".to_owned(),
        answer,
        of: None,
        definition: "share that came back after a score of 4 or 5 minus share after 1 to 3; a hypothesis, not an effect",
    }
}

/// Whether the reason is a happy end.
pub(crate) fn is_happy(code: &str) -> bool {
    Catalogue::current().find(code).and_then(|reason| reason.kind.departure()) == Some(DepartureKind::Positive)
}
