//! Did it work, for groups treated one after the other.

use charts::{LineSeries, Lines, Mark, Picture, Since};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stats::observational::staggered::{
    Adjustment, Aggregate, Bands, Base, Cell, Control, Panel, PanelRows, Point, Staggered, StaggeredOptions, staggered,
    two_way_fixed_effects,
};
use stats::{Answer, Interval, Tested, Why};

use super::coefficients::{cluster_numbers, named};
use super::pictures::{period, words};
use crate::answer::{
    Table, answer_json, cells, count, interval, interval_heading, number_json, sentence, test_sentence, tested_json,
    why_text,
};
use crate::error::Problem;
use crate::flags::{By, CovariateFlags, Input, Output};
use crate::frame::{Allowed, Category, Frame};
use crate::{Outcome, StudyError};

/// Most periods since treatment that are drawn.
const DRAWN_PERIODS_MAX: usize = 1_000;
/// Of so many groups it is told which of their cells were left out.
const GROUPS_TOLD_MAX: usize = 5;
/// With fewer clusters than this intervals are wide for it, and it is said.
const CLUSTERS_FEW: usize = 40;
/// Words for a unit that was never treated, beside an empty value and 0.
const NEVER: [&str; 5] = ["never", "none", "inf", "infinity", "-"];

/// Whom groups are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ControlFlag {
    /// Units that are never treated
    Never,
    /// Those, and units that are not treated yet
    NotYet,
}

/// From which period the change is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BaseFlag {
    /// From just before treatment; before that from the period before each
    Varying,
    /// Always from just before treatment
    Universal,
}

/// How covariates are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AdjustmentFlag {
    /// Weights and outcome model together
    DoublyRobust,
    /// The outcome model
    Regression,
    /// Weights
    Weighting,
}

/// Did it work, for groups that were treated one after the other and watched before (difference-in-differences)
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats did stores.csv --unit store --time month --first-treated trained_from --outcome churn_rate

A unit that was never treated has no value, 0 or `never` as its first treatment. Method: docs/methods/staggered.md")]
pub struct Did {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// Which unit: a store, a region, a customer
    #[arg(long, value_name = "COLUMN")]
    unit: String,
    /// Which period: whole numbers
    #[arg(long, value_name = "COLUMN")]
    time: String,
    /// From which period on the unit was treated; empty, 0 or `never` for never
    #[arg(long, value_name = "COLUMN")]
    first_treated: String,
    /// The outcome in the period: a number
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// How covariates are used
    #[arg(long, value_name = "HOW", default_value = "doubly-robust")]
    adjustment: AdjustmentFlag,
    /// Whom groups are compared with: units never treated, or also those not treated yet
    #[arg(long, value_name = "WHOM", default_value = "never")]
    control: ControlFlag,
    /// From which period changes are counted before treatment
    #[arg(long, value_name = "BASE", default_value = "varying")]
    base: BaseFlag,
    /// By how many periods units may know beforehand and change already
    #[arg(long, value_name = "PERIODS", default_value = "0")]
    anticipation: u32,
    /// Units with the same value of this column move together: errors by cluster
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Intervals that hold all at once, from so many draws, such as 1000
    #[arg(long, value_name = "DRAWS")]
    bands: Option<usize>,
    /// The seed of the draws
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Did, input);

impl Did {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let mut opened = self.input.open()?;
        let unit = opened.category("--unit", &self.unit)?;
        let time = opened.number("--time", &self.time, Allowed::Whole)?;
        let first = opened.category_or_none("--first-treated", &self.first_treated)?;
        let outcome = opened.number("--outcome", &self.outcome, Allowed::Any)?;
        let cluster = self.cluster.as_deref().map(|name| opened.category("--cluster", name)).transpose()?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let answer = Outcome::new("did", self.output.level).from_source(frame.source());
        let (named, answer) = named(&mut frame, &covariates, false, answer)?;
        let units = cluster_numbers(&frame, Some(unit));
        let times: Vec<i64> = frame.numbers(time).iter().map(|it| whole(*it)).collect();
        let (first, is_zero_never) = self.first(&frame, first, &times)?;
        let rows = PanelRows { units: &units, times: &times, first_treated: &first, outcome: frame.numbers(outcome) };
        let mut panel = Panel::new(rows).map_err(|error| self.explain(&frame, error))?;
        if !named.names.is_empty() {
            panel = panel.with_covariates(&named.design.into_columns())?;
        }
        if cluster.is_some() {
            panel = panel.clustered(&cluster_numbers(&frame, cluster))?;
        }
        let answer = if is_zero_never {
            answer.warn("zero_is_never", "0 as first treatment was read as never, although 0 is the first period")
        } else {
            answer
        };
        let result = staggered(&panel, &self.options())?;
        let two_way = two_way_fixed_effects(&panel, self.output.level);
        Ok(self.tell(answer, &result, &two_way))
    }

    fn options(&self) -> StaggeredOptions {
        StaggeredOptions {
            control: match self.control {
                ControlFlag::Never => Control::Never,
                ControlFlag::NotYet => Control::NotYet,
            },
            base: match self.base {
                BaseFlag::Varying => Base::Varying,
                BaseFlag::Universal => Base::Universal,
            },
            adjustment: match self.adjustment {
                AdjustmentFlag::DoublyRobust => Adjustment::DoublyRobust,
                AdjustmentFlag::Regression => Adjustment::Regression,
                AdjustmentFlag::Weighting => Adjustment::Weighting,
            },
            anticipation: i64::from(self.anticipation),
            level: self.output.level,
            bands: self.bands.map(|draws| Bands { draws, seed: self.seed }),
        }
    }

    /// When each row's unit was first treated, and whether a 0 was read as never although 0 is a period.
    ///
    /// Where periods lie on both sides of 0, it is one of them; it then has to be said otherwise who was never treated.
    fn first(&self, frame: &Frame, column: Category, times: &[i64]) -> Result<(Vec<Option<i64>>, bool), StudyError> {
        let categories = frame.categories(column);
        let mut read: Vec<Result<Option<i64>, ()>> = categories.levels.iter().map(|word| first_treated(word)).collect();
        let is_zero = |word: &String| word.parse::<f64>() == Ok(0.0);
        let zeros: Vec<usize> = (0..read.len()).filter(|at| is_zero(&categories.levels[*at])).collect();
        let (is_period, is_between) =
            (times.contains(&0), times.iter().any(|it| *it < 0) && times.iter().any(|it| *it >= 0));
        if is_between && let Some(zero) = zeros.first() {
            let is_never_said = (0..read.len()).any(|at| read[at] == Ok(None) && !zeros.contains(&at));
            if !is_never_said {
                let row = categories.codes.iter().position(|code| *code as usize == *zero).unwrap_or(0);
                let allowed = format!(
                    "`never` or no value for a unit that was never treated, and the period for one that was: periods run \
                     from {} to {}, so 0 may be either",
                    times.iter().min().unwrap_or(&0),
                    times.iter().max().unwrap_or(&0)
                );
                let problem = Problem {
                    line: frame.line(row),
                    column: self.first_treated.clone(),
                    value: categories.levels[*zero].clone(),
                    allowed,
                };
                return Err(StudyError::Values {
                    file: frame.source().file.clone(),
                    problems: vec![problem],
                    total: 1,
                });
            }
            for at in &zeros {
                read[*at] = Ok(Some(0));
            }
        }
        if let Some(at) = read.iter().position(Result::is_err) {
            let row = categories.codes.iter().position(|code| *code as usize == at).unwrap_or(0);
            let problem = Problem {
                line: frame.line(row),
                column: self.first_treated.clone(),
                value: categories.levels[at].clone(),
                allowed: "a whole number; empty, 0 or `never` for a unit that was never treated".to_owned(),
            };
            return Err(StudyError::Values { file: frame.source().file.clone(), problems: vec![problem], total: 1 });
        }
        let first = categories.codes.iter().map(|code| read[*code as usize].unwrap_or(None)).collect();
        Ok((first, is_period && !is_between && !zeros.is_empty()))
    }

    /// Points a refusal at the column it is about.
    fn explain(&self, frame: &Frame, error: stats::StatsError) -> StudyError {
        let column = match &error {
            stats::StatsError::RowOutOfRange { name: "time", .. } => &self.time,
            stats::StatsError::RowOutOfRange { name: "first_treated", .. } => &self.first_treated,
            _ => &self.outcome,
        };
        frame.explain(error, &frame.whole(), column)
    }

    fn tell(&self, answer: Outcome, result: &Staggered, two_way: &Answer) -> Outcome {
        let level = self.output.level;
        let answer = answer
            .with("effect", effect_json(&result.effect))
            .with("pre_trend", pre_trend_json(&result.pre_trend))
            .with("simple", effect_json(&result.simple))
            .with("dynamic", aggregate_json(&result.dynamic, "since"))
            .with("by_group", aggregate_json(&result.by_group, "group"))
            .with("by_period", aggregate_json(&result.by_period, "time"))
            .with("cells", result.cells.iter().map(cell_json).collect::<Vec<_>>())
            .with("two_way_fixed_effects", answer_json(two_way))
            .with("units", result.units)
            .with("never_treated", result.never_treated)
            .with("treated_from_start", result.treated_from_start)
            .with("foreseen_from_start", result.foreseen_from_start)
            .with("clusters", result.clusters)
            .with("groups_of_one_cluster", result.groups_of_one_cluster)
            .with("incomplete", result.incomplete)
            .with("cells_left_out", result.cells_left_out)
            .with("groups_left_out", result.groups_left_out.iter().map(|it| it.0).collect::<Vec<_>>())
            .with("treated_covered", json!({"units": covered(result)[0], "of": covered(result)[1]}));
        let heading = match result.effect {
            Answer::Known(_) if !result.groups_left_out.is_empty() => {
                let [told, all] = covered(result).map(|it| count(it as u64));
                let effect = sentence(&result.effect, &[]);
                format!("Cannot tell for all treated units. Effect on {told} of the {all}: {effect}")
            }
            Answer::Known(_) => format!("Effect on treated units: {}", sentence(&result.effect, &[])),
            Answer::Undetermined(why) => format!("Cannot tell this way: {}", reason(why)),
        };
        let mut averages = Table::new(["average", "effect", &interval_heading(level)]);
        for (name, average) in [
            ("by group (the answer)", &result.by_group.overall),
            ("simple", &result.simple),
            ("dynamic", &result.dynamic.overall),
            ("by period", &result.by_period.overall),
            ("two-way fixed effects, not the same question", two_way),
        ] {
            let [value, interval] = cells(average);
            averages.row([name.to_owned(), value, interval]);
        }
        let answer = answer
            .say(heading)
            .say(averages)
            .say(format!("Did groups move alike before? {}", pre_trend_sentence(&result.pre_trend)))
            .say(points_table("since treatment", &result.dynamic, level))
            .say(points_table("group", &result.by_group, level))
            .say(format!(
                "{} units, {} of them never treated",
                count(result.units as u64),
                count(result.never_treated as u64)
            ));
        warned(answer, result).picture(self.picture(&result.dynamic))
    }

    /// The effect by periods since treatment; what lies before should be about 0.
    fn picture(&self, since_treated: &Aggregate) -> Option<Picture> {
        let points = &since_treated.points;
        let (first, last) = (points.first()?.at, points.last()?.at);
        if usize::try_from(last - first).is_ok_and(|apart| apart >= DRAWN_PERIODS_MAX) {
            return None;
        }
        let mark = |at: i64| {
            points.iter().find(|it| it.at == at).map_or(Mark::Unknown, |it| {
                let interval = it.band.unwrap_or(it.effect.interval);
                Mark::Point { value: it.effect.value, interval: Some((interval.lower, interval.upper)), is_loud: false }
            })
        };
        let all_at_once = if points.iter().any(|it| it.band.is_some()) { " that holds for all at once" } else { "" };
        let heading = interval_heading(self.output.level);
        let lines = Lines {
            periods: (first..=last).map(|at| period(at.to_string(), String::new())).collect(),
            series: vec![LineSeries { name: "effect".to_owned(), marks: (first..=last).map(mark).collect() }],
            words: words(format!("Effect by periods since treatment, each with its {heading}{all_at_once}")),
        };
        lines.draw_since(&Since { at: -0.5 - first as f64, name: "treated".to_owned() })
    }
}

/// What to know before the answer is believed.
fn warned(mut answer: Outcome, result: &Staggered) -> Outcome {
    answer = answer.warn(
        "not_drawn",
        "chance did not choose who was treated and when: the effect is one only if groups had moved in parallel",
    );
    if let Some(Why::PreTrend { .. }) = result.effect.why() {
        let text = "groups moved apart before treatment already; the averages are there to be looked at, not believed";
        answer = answer.warn("pre_trend", text);
    }
    if let Some(clusters) = result.clusters.filter(|it| *it < CLUSTERS_FEW) {
        let text = format!(
            "there are {clusters} clusters: intervals and the test of trends are wide for it, and where clusters are few the \
             test looks at sums of the effects before treatment"
        );
        answer = answer.warn("few_clusters", text);
    }
    if result.pre_trend.known().is_none() {
        answer = answer.warn("pre_trend_untested", "nothing says whether groups moved in parallel before treatment");
    }
    for (code, number, text) in [
        ("treated_from_start", result.treated_from_start, "units were treated from their first period on and left out"),
        (
            "foreseen_from_start",
            result.foreseen_from_start,
            "units may have changed from their first period on, by `--anticipation`, and were left out: nothing of them is \
             known from before",
        ),
        (
            "groups_of_one_cluster",
            result.groups_of_one_cluster,
            "groups of first treatment (never is one) are one cluster each: how such a group moves by itself cannot be seen, \
             and intervals are too narrow for it",
        ),
        ("incomplete_units", result.incomplete, "units were not seen in every period and count where they were"),
    ] {
        if number > 0 {
            answer = answer.warn(code, format!("{} {text}", count(number as u64)));
        }
    }
    if result.cells_left_out > 0 {
        let text = format!(
            "{} cells after treatment have too few units or no counterpart and are left out: {}",
            count(result.cells_left_out as u64),
            cells_left_out(result)
        );
        answer = answer.warn("cells_left_out", text);
    }
    if !result.groups_left_out.is_empty() && result.effect.known().is_some() {
        let groups: Vec<String> =
            result.groups_left_out.iter().map(|(group, units)| format!("{group} ({units} units)")).collect();
        let [told, all] = covered(result).map(|it| count(it as u64));
        let text = format!(
            "nothing can be told of the units first treated in {}: the averages are about {told} of the {all} treated units",
            groups.join(", ")
        );
        answer = answer.warn("groups_left_out", text);
    }
    answer
}

/// How many treated units the averages are about, and how many there are.
fn covered(result: &Staggered) -> [usize; 2] {
    let all = result.units - result.never_treated;
    [all - result.groups_left_out.iter().map(|it| it.1).sum::<usize>(), all]
}

/// The cells after treatment that could not be estimated, by group, with the reason of the first.
fn cells_left_out(result: &Staggered) -> String {
    let mut groups: Vec<(i64, Vec<String>, Why)> = Vec::new();
    for cell in result.cells.iter().filter(|it| it.time >= it.group) {
        let Some(why) = cell.effect.why() else { continue };
        match groups.iter_mut().find(|it| it.0 == cell.group) {
            Some(known) => known.1.push(cell.time.to_string()),
            None => groups.push((cell.group, vec![cell.time.to_string()], why)),
        }
    }
    let told = groups
        .iter()
        .take(GROUPS_TOLD_MAX)
        .map(|(group, times, why)| format!("group {group} in {} ({})", times.join(", "), why_text(*why, &[])));
    let mut told = told.collect::<Vec<_>>().join("; ");
    if groups.len() > GROUPS_TOLD_MAX {
        told += &format!("; and {} more groups", groups.len() - GROUPS_TOLD_MAX);
    }
    told
}

/// A whole number that was checked when the file was read.
#[expect(clippy::cast_possible_truncation, reason = "whole, and a cast saturates")]
const fn whole(number: f64) -> i64 {
    number as i64
}

/// The first treatment as a word says it: none for never; nothing when it is neither.
fn first_treated(word: &str) -> Result<Option<i64>, ()> {
    if word.is_empty() || NEVER.iter().any(|never| never.eq_ignore_ascii_case(word)) {
        return Ok(None);
    }
    let number = word.parse::<f64>().ok().filter(|it| it.is_finite() && *it == it.trunc()).ok_or(())?;
    Ok((number != 0.0).then(|| whole(number)))
}

fn band_json(band: Option<Interval>) -> Value {
    band.map_or(Value::Null, |it| json!({"lower": number_json(it.lower), "upper": number_json(it.upper)}))
}

/// Why there is no effect, in the words of this method.
fn reason(why: Why) -> String {
    match why {
        Why::GroupEmpty { group: 0 } => {
            "no unit was never treated, so there is nobody to compare with; `--control not-yet` \
                                         compares with units that are not treated yet"
                .to_owned()
        }
        Why::GroupEmpty { .. } => "no group has a period after its treatment, one from before it, and two units to \
                                   compare with in both"
            .to_owned(),
        _ => why_text(why, &[]),
    }
}

/// Why it is not known whether groups moved alike before.
fn untested(why: Why) -> String {
    match why {
        Why::TooFew { needed: 2, .. } => {
            "no group could be compared between two periods before its treatment".to_owned()
        }
        Why::TooFew { needed, given } => format!(
            "too few clusters: {given}, where about {needed} of like size would do, and at least two in every group of \
             first treatment"
        ),
        Why::ZeroVariance => {
            "effects before treatment do not vary between units, so chance cannot be measured".to_owned()
        }
        _ => why_text(why, &[]),
    }
}

fn pre_trend_json(tested: &Tested) -> Value {
    match tested.why() {
        Some(why) => json!({"undetermined": why.word(), "detail": untested(why)}),
        None => tested_json(tested, &[]),
    }
}

fn pre_trend_sentence(tested: &Tested) -> String {
    tested.why().map_or_else(|| test_sentence(tested, &[]), |why| format!("undetermined: {}", untested(why)))
}

fn effect_json(effect: &Answer) -> Value {
    match effect.why() {
        Some(why) => json!({"undetermined": why.word(), "detail": reason(why)}),
        None => answer_json(effect),
    }
}

fn aggregate_json(aggregate: &Aggregate, key: &str) -> Value {
    let point =
        |it: &Point| json!({key: it.at, "effect": answer_json(&Answer::Known(it.effect)), "band": band_json(it.band)});
    json!({
        "overall": effect_json(&aggregate.overall),
        "points": aggregate.points.iter().map(point).collect::<Vec<_>>(),
    })
}

fn cell_json(cell: &Cell) -> Value {
    json!({
        "group": cell.group,
        "time": cell.time,
        "base": cell.base,
        "treated": cell.treated,
        "controls": cell.controls,
        "effect": answer_json(&cell.effect),
        "band": band_json(cell.band),
    })
}

fn points_table(name: &str, aggregate: &Aggregate, level: stats::Level) -> Table {
    let mut table = Table::new([name, "effect", &interval_heading(level), "all at once"]);
    for point in &aggregate.points {
        let [value, own] = cells(&Answer::Known(point.effect));
        let band = point.band.map(|it| interval(it.lower, it.upper)).unwrap_or_default();
        table.row([point.at.to_string(), value, own, band]);
    }
    table
}
