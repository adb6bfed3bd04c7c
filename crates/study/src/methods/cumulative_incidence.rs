//! For which reason do they leave?

use charts::{CurveWords, Picture, Rising, StepCurves, StepGroup, StepPoint, TimeUnit};
use clap::Args;
use serde_json::{Value, json};
use stats::competing::{
    Band, CauseTable, Ending, Incidences, Stays, WeightedStays, cumulative_incidence, weighted_incidence,
};
use stats::survival::Scale;
use stats::{Answer, StatsError, Why};

use super::coefficients::WeightWord;
use super::kaplan_meier::{DRAWN_STEPS_MAX, customers, drawn_times, late_entries, round_times, thinned, to_the_end};
use super::pictures::share_level;
use crate::answer::{
    Table, answer_json, cells, count, interval_heading, number, number_json, percent, sentence, why_json, why_text,
};
use crate::flags::{By, Input, Output, time, word};
use crate::frame::{Allowed, Category, Frame, Group, Number, Opened};
use crate::{Outcome, StudyError};

/// What marks somebody who is still here, when nothing else is said.
const CENSORED: &str = "0";

/// Which share left for each reason, when each leaves for one only (Aalen-Johansen, exact with ties)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats cumulative-incidence customers.csv --duration months --cause reason --censored none --at 12,24 --by plan

One minus Kaplan-Meier per cause overstates each cause; --one-minus-kaplan-meier shows by how much, and refuses it.

Method: docs/methods/cumulative_incidence.md")]
pub struct CumulativeIncidence {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    causes: Causes,
    #[command(flatten)]
    by: By,
    /// Times at which to read the curves, with commas between [default: about eight round ones]
    #[arg(long, value_name = "TIME,...", value_delimiter = ',', value_parser = time, allow_negative_numbers = true)]
    at: Vec<f64>,
    /// The scale of the interval: log-log, log, plain, logit, arcsine or exact
    #[arg(long, value_name = "SCALE", default_value = "log-log", value_parser = word::<Scale>)]
    conf: Scale,
    /// Add to each curve a band that holds all of it at once
    #[arg(long)]
    band: bool,
    /// What the chance in the band begins with
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Show what one minus Kaplan-Meier would say for each cause, and why it is refused
    #[arg(long)]
    one_minus_kaplan_meier: bool,
    /// What a weight means: so many customers alike (counts), or one customer that matters so much (importance)
    #[arg(long, value_name = "WHAT", default_value = "counts", requires = "weights")]
    weights_are: WeightWord,
    /// Most steps of each curve in the JSON; longer curves are thinned evenly there and nowhere else
    #[arg(long, value_name = "STEPS", default_value = "10000")]
    steps: usize,
    #[command(flatten)]
    pub(super) output: Output,
}

/// How long each was watched, and for which reason that ended.
#[derive(Args, Debug, Clone)]
pub(super) struct Causes {
    /// How long each row was watched
    #[arg(long, value_name = "COLUMN")]
    pub(super) duration: String,
    /// For which reason the row left, or that it has not
    #[arg(long, value_name = "COLUMN")]
    pub(super) cause: String,
    /// The value of the cause column that means still here, "" where such rows have none [default: 0]
    #[arg(long, value_name = "VALUE")]
    pub(super) censored: Option<String>,
    /// From which duration on each row was watched; who left before is not in the file (left truncation)
    #[arg(long, value_name = "COLUMN")]
    pub(super) entry: Option<String>,
    /// How many customers each row stands for
    #[arg(long, value_name = "COLUMN")]
    pub(super) weights: Option<String>,
}

/// Handles of the columns of [`Causes`].
#[derive(Debug, Clone, Copy)]
pub(super) struct CauseColumns {
    pub(super) duration: Number,
    cause: Category,
    entry: Option<Number>,
    weights: Option<Number>,
}

/// The names of the causes, and how each row ended.
pub(super) struct Endings {
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Ending>,
    /// Whether any row is still here.
    pub(super) some_are_here: bool,
}

impl Causes {
    /// Asks for the columns.
    pub(super) fn columns(&self, opened: &mut Opened) -> Result<CauseColumns, StudyError> {
        let duration = opened.number("--duration", &self.duration, Allowed::NotNegative)?;
        let cause = match self.censored.as_deref() {
            Some("") => opened.category_or_none("--cause", &self.cause)?,
            _ => opened.category("--cause", &self.cause)?,
        };
        let entry =
            self.entry.as_deref().map(|name| opened.number("--entry", name, Allowed::NotNegative)).transpose()?;
        let weights = self.weights.as_deref();
        let weights = weights.map(|name| opened.number("--weights", name, Allowed::Positive)).transpose()?;
        Ok(CauseColumns { duration, cause, entry, weights })
    }

    /// Tells the causes from still being here.
    pub(super) fn endings(&self, frame: &Frame, columns: CauseColumns) -> Result<Endings, StudyError> {
        let categories = frame.categories(columns.cause);
        let wanted = self.censored.as_deref().unwrap_or(CENSORED);
        let here = categories.levels.iter().position(|level| same(level, wanted));
        if let (None, Some(given)) = (here, &self.censored) {
            return Err(StudyError::ValueNotFound {
                option: "--censored",
                given: given.clone(),
                file: frame.source().file.clone(),
                column: self.cause.clone(),
                hint: format!(
                    "values there are: {}; leave the option out when nobody is still here",
                    list(&categories.levels)
                ),
            });
        }
        let names: Vec<String> =
            categories.levels.iter().enumerate().filter(|(i, _)| Some(*i) != here).map(|(_, it)| it.clone()).collect();
        if names.len() > stats::competing::CAUSES_MAX {
            return Err(StudyError::TooManyLevels {
                option: "--cause",
                column: self.cause.clone(),
                given: names.len(),
                limit: stats::competing::CAUSES_MAX,
                remedy: "a cause is a word from a short list",
            });
        }
        let ending = |code: &u32| {
            let code = *code as usize;
            match here {
                Some(here) if code == here => Ending::Censored,
                Some(here) if code > here => Ending::Cause(cause(code - 1)),
                _ => Ending::Cause(cause(code)),
            }
        };
        let rows = categories.codes.iter().map(ending).collect();
        Ok(Endings { names, rows, some_are_here: here.is_some() })
    }

    /// Counts a group.
    pub(super) fn table(
        &self,
        frame: &Frame,
        (columns, endings): (CauseColumns, &Endings),
        group: &Group,
    ) -> Result<CauseTable, StudyError> {
        self.studied(frame, (columns, endings), group, |causes, stays, weights| match weights {
            Some(weights) => CauseTable::from_repeated(causes, &customers(weights)?, stays),
            None => CauseTable::from_stays(causes, stays),
        })
    }

    /// What the mathematics says of the rows of a group with their weights; a refusal points at the file.
    fn studied<T>(
        &self,
        frame: &Frame,
        (columns, endings): (CauseColumns, &Endings),
        group: &Group,
        study: impl Fn(usize, Stays, Option<&[f64]>) -> Result<T, StatsError>,
    ) -> Result<T, StudyError> {
        let entered = columns.entry.map(|entry| group.pick(frame.numbers(entry)));
        let weights = columns.weights.map(|weights| group.pick(frame.numbers(weights)));
        let stays = Stays {
            durations: &group.pick(frame.numbers(columns.duration)),
            endings: &group.pick(&endings.rows),
            entered_at: entered.as_deref().unwrap_or(&[]),
        };
        study(endings.names.len(), stays, weights.as_deref()).map_err(|error| {
            let column = match (&error, &self.weights) {
                (StatsError::RowOutOfRange { name: "weights", .. }, Some(weights)) => weights,
                _ => self.entry.as_ref().unwrap_or(&self.duration),
            };
            frame.explain(error, group, column)
        })
    }

    /// Says so when every row left, because then a value for still being here was perhaps taken for a cause.
    pub(super) fn warn(&self, outcome: Outcome, endings: &Endings) -> Outcome {
        if endings.some_are_here {
            return outcome;
        }
        let text = format!(
            "nobody of column `{}` is still here: each of {} counts as a cause; say `--censored VALUE` if one is none",
            self.cause,
            list(&endings.names)
        );
        outcome.warn("nobody_censored", text)
    }
}

/// The answer where every row is still here.
pub(super) fn nobody_left(outcome: Outcome, frame: &Frame) -> Outcome {
    let why = Why::NoDepartures { at_risk: frame.rows() as u64 };
    let reason = why_json(why, &[]);
    outcome
        .with("causes", Vec::<Value>::new())
        .with("undetermined", reason["undetermined"].clone())
        .with("detail", reason["detail"].clone())
        .say(format!("undetermined: {}", why_text(why, &[])))
}

fn cause(code: usize) -> u8 {
    u8::try_from(code).unwrap_or(u8::MAX)
}

/// Whether two words are the same value; numbers are the same however they are written.
fn same(one: &str, other: &str) -> bool {
    one == other || matches!((one.parse::<f64>(), other.parse::<f64>()), (Ok(one), Ok(other)) if one == other)
}

/// The first values, for a message.
pub(super) fn list(names: &[String]) -> String {
    let some: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    some.join(", ") + if names.len() > 8 { " and more" } else { "" }
}

/// One group with its curves.
struct Studied {
    group: Group,
    curves: Incidences,
}

impl CumulativeIncidence {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        if self.band && self.is_importance() {
            let what = "`--band` draws curves from numbers of customers, and weights of importance are none";
            return Err(StudyError::options(what, "leave `--band` out, or count customers: `--weights-are counts`"));
        }
        let mut opened = self.input.open()?;
        let columns = self.causes.columns(&mut opened)?;
        let by = opened.categories("--by", &self.by.by)?;
        let frame = opened.read()?;
        let endings = self.causes.endings(&frame, columns)?;
        if endings.names.is_empty() {
            let outcome = Outcome::new("cumulative-incidence", level).from_source(frame.source());
            return Ok(nobody_left(outcome, &frame));
        }
        let mut studied = Vec::new();
        for group in frame.groups(&by)? {
            let curves = if self.is_importance() {
                self.causes.studied(&frame, (columns, &endings), &group, |causes, stays, weights| {
                    let rows = WeightedStays { causes, stays, weights: weights.unwrap_or(&[]) };
                    weighted_incidence(&rows, level, self.conf)
                })?
            } else {
                let table = self.causes.table(&frame, (columns, &endings), &group)?;
                cumulative_incidence(&table, level, self.conf)
            };
            studied.push(Studied { group, curves });
        }
        let longest = studied.iter().map(|it| it.curves.table().any_cause().longest_observed()).fold(0.0, f64::max);
        let times = if self.at.is_empty() { round_times(longest) } else { self.at.clone() };
        let groups: Vec<Value> =
            studied.iter().map(|it| self.group_json(it, &endings.names)).collect::<Result<_, StatsError>>()?;
        let mut outcome = Outcome::new("cumulative-incidence", level)
            .from_source(frame.source())
            .with("scale", self.conf.word())
            .with("causes", endings.names.clone())
            .with("groups", groups)
            .say(summary(&studied, &endings.names))
            .say(self.over_time(&studied, &endings.names, &times)?);
        if self.one_minus_kaplan_meier {
            outcome = outcome.say(refusals(&studied, &endings.names, &times)?);
        }
        let outcome = self.causes.warn(outcome, &endings);
        let outcome = late_entries(outcome, studied.iter().map(|it| (&it.group, it.curves.table().any_cause())));
        if self.output.svg.is_none() {
            return Ok(outcome);
        }
        let bands = studied.iter().map(|it| self.bands(it, endings.names.len())).collect::<Result<Vec<_>, _>>()?;
        Ok(outcome.pictures(drawings(&studied, &endings.names, &bands)))
    }

    /// The band of each cause, where bands were asked for.
    fn bands(&self, it: &Studied, causes: usize) -> Result<Vec<Option<Band>>, StatsError> {
        let band = |cause| self.band.then(|| it.curves.band(cause, None, self.seed)).transpose();
        (0..causes).map(band).collect()
    }

    fn is_importance(&self) -> bool {
        self.causes.weights.is_some() && self.weights_are == WeightWord::Importance
    }

    fn group_json(&self, it: &Studied, names: &[String]) -> Result<Value, StatsError> {
        let all = it.curves.table().any_cause();
        let at = self.at.iter().map(|&time| self.at_json(it, names, time));
        let causes = names.iter().enumerate().map(|(cause, name)| self.cause_json(it, cause, name));
        Ok(json!({
            "group": it.group.json(),
            "n": all.n(),
            "departures": all.departures(),
            "longest_observed": number_json(all.longest_observed()),
            "at": at.collect::<Result<Vec<_>, _>>()?,
            "causes": causes.collect::<Result<Vec<_>, _>>()?,
        }))
    }

    fn at_json(&self, it: &Studied, names: &[String], time: f64) -> Result<Value, StatsError> {
        let causes = names.iter().enumerate().map(|(cause, name)| {
            let mut fields = json!({"cause": name, "incidence": answer_json(&it.curves.at(cause, time)?)});
            if self.one_minus_kaplan_meier {
                fields["one_minus_kaplan_meier"] = refusal_json(&it.curves.one_minus_kaplan_meier(cause, time)?);
            }
            Ok(fields)
        });
        Ok(json!({
            "time": number_json(time),
            "at_risk": it.curves.table().any_cause().at_risk(time),
            "still_here": answer_json(&it.curves.staying(time)?),
            "causes": causes.collect::<Result<Vec<_>, StatsError>>()?,
        }))
    }

    fn cause_json(&self, it: &Studied, cause: usize, name: &str) -> Result<Value, StatsError> {
        let points = thinned(it.curves.points(cause), self.steps).map(|it| {
            json!({
                "time": number_json(it.time),
                "at_risk": it.at_risk,
                "departures": it.departures,
                "incidence": number_json(it.incidence),
                "standard_error": number_json(it.standard_error),
                "lower": number_json(it.interval.lower),
                "upper": number_json(it.interval.upper),
            })
        });
        let mut fields = json!({
            "cause": name,
            "departures": it.curves.table().departures(cause),
            "curve": points.collect::<Vec<_>>(),
        });
        if self.band {
            fields["band"] = band_json(&it.curves.band(cause, None, self.seed)?, self.steps);
        }
        Ok(fields)
    }

    fn over_time(&self, studied: &[Studied], names: &[String], times: &[f64]) -> Result<Table, StatsError> {
        let mut table =
            Table::new(["group", "cause", "time", "at risk", "left for it", &interval_heading(self.output.level)]);
        for Studied { group, curves } in studied {
            for (cause, name) in names.iter().enumerate() {
                for &time in times {
                    let answer = curves.at(cause, time)?;
                    let [value, interval] = cells(&answer);
                    let at_risk = count(curves.table().any_cause().at_risk(time));
                    table.row([group.cell(), name.clone(), number(time), at_risk, value, interval]);
                }
            }
        }
        Ok(table)
    }
}

fn band_json(band: &Band, most: usize) -> Value {
    match band {
        Band::Undetermined(why) => why_json(*why, &[]),
        Band::Known { points, factor, range } => {
            let points = thinned(points.iter(), most).map(|it| {
                json!({
                    "time": number_json(it.time),
                    "lower": number_json(it.interval.lower),
                    "upper": number_json(it.interval.upper),
                })
            });
            json!({
                "from": number_json(range.from),
                "to": number_json(range.to),
                "standard_errors": number_json(*factor),
                "points": points.collect::<Vec<_>>(),
                "method": stats::Method::INCIDENCE_BAND.word(),
            })
        }
    }
}

/// The refusal with both of its numbers.
fn refusal_json(answer: &Answer) -> Value {
    let mut fields = answer_json(answer);
    if let Some(Why::OverstatesCause { overstated, incidence, .. }) = answer.why() {
        fields["overstated"] = number_json(overstated);
        fields["incidence"] = number_json(incidence);
    }
    fields
}

fn refusals(studied: &[Studied], names: &[String], times: &[f64]) -> Result<String, StatsError> {
    let mut lines = Vec::new();
    for Studied { group, curves } in studied {
        for (cause, name) in names.iter().enumerate() {
            // One time says it all: the last that anything is known about.
            let answers = times.iter().rev().map(|&time| curves.one_minus_kaplan_meier(cause, time));
            let answers = answers.collect::<Result<Vec<_>, _>>()?;
            let told = answers.iter().find(|it| matches!(it.why(), Some(Why::OverstatesCause { .. })));
            if let Some(answer) = told.or(answers.first()) {
                lines.push(format!("{}, `{name}`: {}", group.label(), sentence(answer, &[])));
            }
        }
    }
    Ok(lines.join("\n"))
}

/// How many left for what.
fn summary(studied: &[Studied], names: &[String]) -> Table {
    let mut table = Table::new(["group", "n", "longest", "cause", "left for it"]);
    for Studied { group, curves } in studied {
        let all = curves.table();
        for (cause, name) in names.iter().enumerate() {
            let longest = number(all.any_cause().longest_observed());
            table.row([group.cell(), count(all.n()), longest, name.clone(), count(all.departures(cause))]);
        }
    }
    table
}

/// One group has a line per cause; of several each cause has a drawing of its own, with a line per group.
fn drawings(studied: &[Studied], names: &[String], bands: &[Vec<Option<Band>>]) -> Vec<Picture> {
    let taken = |cause: usize| studied.iter().map(|it| it.curves.table().departures(cause)).sum::<u64>();
    let mut causes: Vec<usize> = (0..names.len()).collect();
    causes.sort_by_key(|&cause| std::cmp::Reverse(taken(cause)));
    let line =
        |name: String, at: usize, cause: usize| step_group(name, &studied[at].curves, cause, bands[at][cause].as_ref());
    let drawn = |label: String, groups: Vec<StepGroup>, of: Rising| {
        let words = CurveWords {
            label,
            at_risk: "Still here".to_owned(),
            unit: String::new(),
            percent: &share_level,
            count: &count,
        };
        StepCurves { groups, unit: TimeUnit::Years, fewest: 1, words }.draw_rising(of)
    };
    if let [only] = studied {
        let lines = causes.iter().map(|&cause| line(names[cause].clone(), 0, cause)).collect();
        let n = count(only.curves.table().any_cause().n());
        return drawn(format!("Share of {n} that left for each cause, by time"), lines, Rising::SameCustomers)
            .into_iter()
            .collect();
    }
    let of_cause = |&cause: &usize| {
        let lines = studied.iter().enumerate().map(|(at, it)| line(it.group.label(), at, cause)).collect();
        drawn(
            format!("Share that left for `{}`, by time, in {} groups", names[cause], studied.len()),
            lines,
            Rising::Groups,
        )
    };
    causes.iter().filter_map(of_cause).collect()
}

/// The share that left for a cause, step by step, with its interval at each time or the band of all of it.
fn step_group(name: String, curves: &Incidences, cause: usize, band: Option<&Band>) -> StepGroup {
    let all = curves.table().any_cause();
    let of_band = |time: f64| match band {
        Some(Band::Known { points, .. }) => points.iter().find(|it| it.time == time).map(|it| it.interval),
        _ => None,
    };
    let point = |it: stats::competing::IncidencePoint| {
        let interval = if band.is_some() { of_band(it.time) } else { Some(it.interval) };
        let interval = interval.map(|it| (it.lower, it.upper));
        StepPoint { time: it.time, share: it.incidence, interval, at_risk: it.at_risk }
    };
    let start = StepPoint { time: 0.0, share: 0.0, interval: None, at_risk: all.n() };
    // It begins with everybody, though the first may leave for this cause when few are left.
    let steps = thinned(curves.points(cause), DRAWN_STEPS_MAX).map(point);
    let mut points: Vec<StepPoint> = std::iter::once(start).chain(steps).collect();
    let longest = all.longest_observed();
    to_the_end(&mut points, start, (longest, all.at_risk(longest)));
    let still_here = drawn_times(longest).map(|time| (time, all.at_risk(time))).collect();
    StepGroup { name, points, median: None, still_here }
}

/// The incidence of a cause with its interval, for a sentence.
pub(super) fn share_text(answer: &Answer) -> String {
    match answer {
        Answer::Known(it) => {
            format!("{} [{}, {}]", percent(it.value), percent(it.interval.lower), percent(it.interval.upper))
        }
        Answer::Undetermined(why) => format!("undetermined ({})", why.word()),
    }
}
