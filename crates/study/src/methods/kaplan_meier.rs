//! The survival curve of each group.

use charts::{CurveWords, Picture, StepCurves, StepGroup, StepPoint, TimeUnit, time_ticks, value_ticks};
use clap::Args;
use serde_json::{Value, json};
use stats::competing::{Ending, Stays, WeightedStays, weighted_incidence};
use stats::survival::{Curve, LifeTable, Observation, Scale, kaplan_meier_on};
use stats::{Answer, Level, StatsError};

use super::coefficients::WeightWord;
use super::pictures::share_level;
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json};
use crate::flags::{By, Input, Output, time, word};
use crate::frame::{Allowed, Flag, Frame, Group, Number, Opened, Source};
use crate::{Outcome, StudyError};

/// Most steps of a curve that are drawn: more than pixels.
pub(super) const DRAWN_STEPS_MAX: usize = 2_000;
/// The largest whole number of customers that a double holds for sure.
const WEIGHT_MAX: f64 = 9_007_199_254_740_992.0;
/// Times in the table when none are asked for.
const TIMES_WANTED: usize = 8;

/// Who is still here after so much time, with those still here counted fairly (Kaplan-Meier)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats kaplan-meier customers.csv --duration months --event left --event-value yes --at 6,12,24 --by plan

Method: docs/methods/kaplan_meier.md")]
pub struct KaplanMeier {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    lifetimes: Lifetimes,
    #[command(flatten)]
    by: By,
    /// Times at which to read the curve, with commas between [default: about eight round ones]
    #[arg(long, value_name = "TIME,...", value_delimiter = ',', value_parser = time, allow_negative_numbers = true)]
    at: Vec<f64>,
    /// The scale of the interval: log-log, log, plain, logit, arcsine or exact (for few departures)
    #[arg(long, value_name = "SCALE", default_value = "log-log", value_parser = word::<Scale>)]
    conf: Scale,
    /// What a weight means: so many customers alike (counts), or one customer that matters so much (importance)
    #[arg(long, value_name = "WHAT", default_value = "counts", requires = "weights")]
    weights_are: WeightWord,
    /// Most steps of each curve in the JSON; longer curves are thinned evenly there and nowhere else
    #[arg(long, value_name = "STEPS", default_value = "10000")]
    steps: usize,
    #[command(flatten)]
    pub(super) output: Output,
}

/// How long each was watched, and how that ended.
#[derive(Args, Debug, Clone)]
pub(super) struct Lifetimes {
    /// How long each row was watched
    #[arg(long, value_name = "COLUMN")]
    pub(super) duration: String,
    /// Whether that ended with leaving: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN")]
    pub(super) event: String,
    /// The value of the event column that means leaving, such as `2` or `Churned`
    #[arg(long, value_name = "VALUE")]
    pub(super) event_value: Option<String>,
    /// From which duration on each row was watched; who left before is not in the file (left truncation)
    #[arg(long, alias = "start", value_name = "COLUMN")]
    pub(super) entry: Option<String>,
    /// How much each row counts; whole numbers of customers, but for `cox` and with `--weights-are importance`
    #[arg(long, value_name = "COLUMN")]
    pub(super) weights: Option<String>,
}

/// Handles of the columns of [`Lifetimes`].
#[derive(Debug, Clone, Copy)]
pub(super) struct LifetimeColumns {
    pub(super) duration: Number,
    pub(super) event: Flag,
    pub(super) entry: Option<Number>,
    pub(super) weights: Option<Number>,
}

/// The life table of each group, and where it came from.
pub(super) struct Lives {
    pub(super) source: Source,
    pub(super) groups: Vec<(Group, LifeTable)>,
}

impl Lifetimes {
    /// Reads the file and counts each group.
    pub(super) fn read(&self, input: &Input, by: &By) -> Result<Lives, StudyError> {
        let mut opened = input.open()?;
        let columns = self.columns(&mut opened)?;
        let by = opened.categories("--by", &by.by)?;
        let frame = opened.read()?;
        let groups = frame.groups(&by)?.into_iter().map(|group| {
            let table = self.table(&frame, columns, &group)?;
            Ok((group, table))
        });
        Ok(Lives { groups: groups.collect::<Result<Vec<_>, StudyError>>()?, source: frame.source().clone() })
    }

    /// Reads the file and draws the curve of each group.
    pub(super) fn curves(
        &self,
        (input, by): (&Input, &By),
        weights_are: WeightWord,
        (level, scale): (Level, Scale),
    ) -> Result<(Source, Vec<(Group, Curve)>), StudyError> {
        if self.weights.is_none() || weights_are == WeightWord::Counts {
            let Lives { source, groups } = self.read(input, by)?;
            let curves = groups.into_iter().map(|(group, table)| (group, kaplan_meier_on(&table, level, scale)));
            return Ok((source, curves.collect()));
        }
        let mut opened = input.open()?;
        let columns = self.columns(&mut opened)?;
        let by = opened.categories("--by", &by.by)?;
        let frame = opened.read()?;
        let flags = frame.flags(columns.event);
        let picked = |column: Option<Number>, group: &Group| {
            column.map(|column| group.pick(frame.numbers(column)).into_owned()).unwrap_or_default()
        };
        let curve = |group: Group| {
            let ending = |&row: &usize| if flags[row] { Ending::Cause(0) } else { Ending::Censored };
            let endings: Vec<Ending> = group.rows.iter().map(ending).collect();
            let entered_at = picked(columns.entry, &group);
            let durations = group.pick(frame.numbers(columns.duration));
            let stays = Stays { durations: &durations, endings: &endings, entered_at: &entered_at };
            let rows = WeightedStays { causes: 1, stays, weights: &picked(columns.weights, &group) };
            let curves = weighted_incidence(&rows, level, scale);
            let column = self.entry.as_ref().unwrap_or(&self.duration);
            let curve = curves.map_err(|error| frame.explain(error, &group, column))?.still_here();
            Ok((group, curve))
        };
        let curves = frame.groups(&by)?.into_iter().map(curve).collect::<Result<_, StudyError>>()?;
        Ok((frame.source().clone(), curves))
    }

    /// Asks for the columns.
    pub(super) fn columns(&self, opened: &mut Opened) -> Result<LifetimeColumns, StudyError> {
        let duration = opened.number("--duration", &self.duration, Allowed::NotNegative)?;
        let event = opened.flag(("--event", &self.event), ("--event-value", self.event_value.as_deref()))?;
        let entry =
            self.entry.as_deref().map(|name| opened.number("--entry", name, Allowed::NotNegative)).transpose()?;
        let weights = self.weights.as_deref();
        let weights = weights.map(|name| opened.number("--weights", name, Allowed::Positive)).transpose()?;
        Ok(LifetimeColumns { duration, event, entry, weights })
    }

    /// Counts a group.
    pub(super) fn table(
        &self,
        frame: &Frame,
        columns: LifetimeColumns,
        group: &Group,
    ) -> Result<LifeTable, StudyError> {
        let durations = group.pick(frame.numbers(columns.duration));
        let flags = frame.flags(columns.event);
        let observations: Vec<Observation> = group.rows.iter().map(|&row| flags[row].into()).collect();
        let entered = columns.entry.map(|entry| group.pick(frame.numbers(entry)));
        let column = self.entry.as_ref().unwrap_or(&self.duration);
        let table = if let (Some(weights), Some(name)) = (columns.weights, &self.weights) {
            let customers = customers(&group.pick(frame.numbers(weights)));
            let customers = customers.map_err(|error| frame.explain(error, group, name))?;
            LifeTable::from_repeated(&customers, entered.as_deref(), &durations, &observations)
        } else if let Some(entered) = entered {
            LifeTable::from_late_entries(&entered, &durations, &observations)
        } else {
            LifeTable::from_durations(&durations, &observations)
        };
        table.map_err(|error| frame.explain(error, group, column))
    }
}

/// Weights as numbers of customers.
pub(super) fn customers(weights: &[f64]) -> Result<Vec<u64>, StatsError> {
    let whole = |(row, &given): (usize, &f64)| {
        let allowed = "a whole number of customers; `cox`, `kaplan-meier`, `quantile` and `cumulative-incidence` take any \
                       weight above 0, the last three with `--weights-are importance`";
        let is_whole = given >= 1.0 && given == given.trunc() && given <= WEIGHT_MAX;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and from 1 to 2^53")]
        let customers = given as u64;
        if is_whole { Ok(customers) } else { Err(StatsError::RowOutOfRange { name: "weights", allowed, given, row }) }
    };
    weights.iter().enumerate().map(whole).collect()
}

/// What late entries do to the curves of these groups: where a curve stays at 0 though others came into sight later, and what it
/// takes for granted before anybody did.
pub(super) fn late_entries<'a>(
    mut outcome: Outcome,
    tables: impl IntoIterator<Item = (&'a Group, &'a LifeTable)>,
) -> Outcome {
    for (group, table) in tables {
        let whose = if group.cell().is_empty() { String::new() } else { format!("{}: ", group.label()) };
        if let Some((time, later)) = table.emptied_at() {
            let text = format!(
                "{whose}at {} the last who were at risk left, and {} came into sight only later: who is still here is 0 from \
                 there on because nobody was at risk any more, not because nobody stays; begin later, or read it until there",
                number(time),
                count(later)
            );
            outcome = outcome.warn("nobody_at_risk", text);
        }
        let first = table.watched_from();
        if first > 0.0 {
            let text = format!(
                "{whose}nobody was watched before {}: it is taken for granted that everybody was still here then, so this is \
                 about customers who had stayed so long",
                number(first)
            );
            outcome = outcome.warn("watched_late", text);
        }
    }
    outcome
}

/// One group with its curve.
struct Studied {
    group: Group,
    curve: Curve,
}

impl KaplanMeier {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let asked = (&self.input, &self.by);
        let (source, curves) = self.lifetimes.curves(asked, self.weights_are, (level, self.conf))?;
        let studied: Vec<Studied> = curves.into_iter().map(|(group, curve)| Studied { group, curve }).collect();
        let times = self.times(&studied);
        let mut outcome = Outcome::new("kaplan-meier", level).from_source(&source);
        if self.output.json {
            let groups = studied.iter().map(|it| self.group_json(it)).collect::<Result<Vec<_>, StudyError>>()?;
            outcome = outcome.with("scale", self.conf.word()).with("groups", groups);
        } else {
            outcome = outcome.say(summary(&studied, level)).say(at_risk(&studied, &times, level)?);
        }
        outcome = late_entries(outcome, studied.iter().map(|it| (&it.group, it.curve.table())));
        if self.output.json && studied.iter().any(|it| it.curve.points().len() > self.steps) {
            let text = format!("a curve has more than {} steps and was thinned in `curve`: say `--steps`", self.steps);
            outcome = outcome.warn("curve_thinned", text);
        }
        Ok(if self.output.svg.is_some() { outcome.picture(picture(&studied)) } else { outcome })
    }

    /// The times of the table: those asked for, or round ones up to the longest duration.
    fn times(&self, studied: &[Studied]) -> Vec<f64> {
        if !self.at.is_empty() {
            return self.at.clone();
        }
        round_times(studied.iter().map(|it| it.curve.longest_observed()).fold(0.0, f64::max))
    }

    fn group_json(&self, it: &Studied) -> Result<Value, StudyError> {
        let curve = &it.curve;
        let at = self.at.iter().map(|&time| {
            let survival = answer_json(&curve.at(time)?);
            Ok(json!({"time": number_json(time), "at_risk": curve.table().at_risk(time), "survival": survival}))
        });
        let at = at.collect::<Result<Vec<_>, StatsError>>()?;
        let points: Vec<Value> = places(curve.points().len(), self.steps)
            .filter_map(|index| curve.nth(index))
            .map(|it| {
                json!({
                    "time": number_json(it.time),
                    "at_risk": it.at_risk,
                    "departures": it.departures,
                    "survival": number_json(it.survival),
                    "standard_error": number_json(it.standard_error),
                    "lower": it.interval.map(|interval| number_json(interval.lower)),
                    "upper": it.interval.map(|interval| number_json(interval.upper)),
                })
            })
            .collect();
        Ok(json!({
            "group": it.group.json(),
            "n": curve.n(),
            "departures": curve.departures(),
            "longest_observed": number_json(curve.longest_observed()),
            "median": answer_json(&curve.median()),
            "at": at,
            "curve": points,
        }))
    }
}

/// At most `most` of the items, evenly spread, the last among them.
pub(super) fn thinned<T>(all: impl ExactSizeIterator<Item = T>, most: usize) -> impl Iterator<Item = T> {
    let n = all.len();
    let mut wanted = places(n, most).peekable();
    all.enumerate().filter_map(move |(place, item)| wanted.next_if_eq(&place).map(|_| item))
}

/// At most `most` of the places from 0 to `n`, evenly spread, the last among them.
pub(super) fn places(n: usize, most: usize) -> impl Iterator<Item = usize> {
    let kept = n.min(most);
    (1..=kept).map(move |place| place * n / kept - 1)
}

/// About eight round times from 0 up to the longest duration.
pub(super) fn round_times(longest: f64) -> Vec<f64> {
    let mut times: Vec<f64> = value_ticks(longest, TIMES_WANTED).at;
    times.retain(|time| *time <= longest);
    times
}

/// Numbers per group: how many, how many left, when half have.
fn summary(studied: &[Studied], level: stats::Level) -> Table {
    let mut table = Table::new(["group", "n", "left", "longest", "median", &interval_heading(level)]);
    for Studied { group, curve } in studied {
        let [median, interval] = cells(&curve.median());
        let longest = number(curve.longest_observed());
        table.row([group.cell(), count(curve.n()), count(curve.departures()), longest, median, interval]);
    }
    table
}

/// Who is still here, time by time.
fn at_risk(studied: &[Studied], times: &[f64], level: stats::Level) -> Result<Table, StudyError> {
    let mut table = Table::new(["group", "time", "at risk", "still here", &interval_heading(level)]);
    for Studied { group, curve } in studied {
        for &time in times {
            let survival = curve.at(time)?;
            let [value, interval] = cells(&survival);
            let is_sure = matches!(survival, Answer::Known(_));
            let at_risk = if is_sure { count(curve.table().at_risk(time)) } else { "0".to_owned() };
            table.row([group.cell(), number(time), at_risk, value, interval]);
        }
    }
    Ok(table)
}

fn picture(studied: &[Studied]) -> Option<Picture> {
    let mut groups: Vec<StepGroup> = studied.iter().map(|it| step_group(&it.group, &it.curve)).collect();
    let longest = studied.iter().map(|it| it.curve.longest_observed()).fold(0.0, f64::max);
    for (group, it) in groups.iter_mut().zip(studied) {
        group.still_here = drawn_times(longest).map(|time| (time, it.curve.table().at_risk(time))).collect();
    }
    let label = match studied {
        [only] => format!("Share of {} still here, by time", count(only.curve.n())),
        many => format!("Share still here, by time, in {} groups", many.len()),
    };
    let words = CurveWords {
        label,
        at_risk: "Still here".to_owned(),
        unit: String::new(),
        percent: &share_level,
        count: &count,
    };
    StepCurves { groups, unit: TimeUnit::Years, fewest: 1, words }.draw()
}

/// The ticks of a drawing of curves that reach so far, wide, narrow and in small panels.
pub(super) fn drawn_times(longest: f64) -> impl Iterator<Item = f64> {
    [8, 5, 4, 3].into_iter().flat_map(move |wanted| time_ticks(longest, wanted, TimeUnit::Years).at)
}

/// Lets a line go on level until nobody is watched any more: the last time, and how many were there.
pub(super) fn to_the_end(points: &mut Vec<StepPoint>, start: StepPoint, (longest, at_risk): (f64, u64)) {
    let last = points.last().copied().unwrap_or(start);
    if last.time < longest {
        points.push(StepPoint { time: longest, at_risk, ..last });
    }
}

fn step_group(group: &Group, curve: &Curve) -> StepGroup {
    let points =
        places(curve.points().len(), DRAWN_STEPS_MAX).filter_map(|index| curve.nth(index)).map(|it| StepPoint {
            time: it.time,
            share: it.survival,
            interval: it.interval.map(|interval| (interval.lower, interval.upper)),
            at_risk: it.at_risk,
        });
    let mut points: Vec<StepPoint> = points.collect();
    let longest = curve.longest_observed();
    let start = StepPoint { time: 0.0, share: 1.0, interval: None, at_risk: curve.n() };
    to_the_end(&mut points, start, (longest, curve.table().at_risk(longest)));
    StepGroup { name: group.label(), points, median: curve.median().known().map(|it| it.value), still_here: Vec::new() }
}
