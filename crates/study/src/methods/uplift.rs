//! For whom does the treatment work?

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use charts::{LineSeries, Lines, Picture};
use clap::Args;
use serde_json::{Value, json};
use stats::regression::{Design as Model, Folds, LogisticOptions, logistic};
use stats::uplift::calibration::{Calibration, calibration};
use stats::uplift::cells::{CellShare, Kind, four_cells};
use stats::uplift::forest::ForestPlan;
use stats::uplift::learner::{Base, Caution, Learner, Settings, UpliftModel};
use stats::uplift::qini::{Formula, Resampling, qini};
use stats::uplift::{Propensity, Signals, Trial};
use stats::{Answer, Interval, Level, Why};

use super::pictures::{bare, dot, period, words};
use super::traps::leaks;
use super::trial::{PropensityWord, TrialData, TrialFlags, arms, signals};
use crate::answer::{
    Table, answer_json, answer_json_of, cells, count, interval_heading, number, number_json, p_value, percent,
    sentence, test_sentence, tested_json, why_text,
};
use crate::flags::{By, CovariateFlags, Input, Output, word};
use crate::frame::Design;
use crate::outcome::Warning;
use crate::{Outcome, StudyError};

/// A p-value below this says that the treatment was not drawn without regard to the covariates.
const CHOSEN_P_MAX: f64 = 1e-4;
/// With fewer customers of the rarest kind, intervals per customer are rough.
const RAREST_FEW: u64 = 20;
/// Of fewer rows than this, covariates may tell by chance who was treated.
const SEPARATED_MIN: usize = 100;
/// A covariate that goes with the outcome as closely as this probably knows it.
const LEAK_CORRELATION_MIN: f64 = 0.95;

/// For whom does the treatment work: effects per customer, and whether they can be believed
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats uplift customers.csv --treated mailed --outcome stayed --covariates tenure,plan,price --out scores.csv

Each customer is scored, and the scores are judged, by a model that was learned from the other half of the rows.

Methods: docs/methods/uplift_forest.md, learners.md, qini.md, uplift_calibration.md, four_cells.md")]
pub struct Uplift {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    trial: TrialFlags,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// How effects are learned: forest, s, t, x, dr or r
    #[arg(long, value_name = "LEARNER", default_value = "forest", value_parser = word::<Learner>)]
    learner: Learner,
    /// On what a learner stands: linear or trees
    #[arg(long, value_name = "BASE", default_value = "linear", value_parser = word::<Base>)]
    base: Base,
    /// How likely a row was to be treated: `share` (drawn), a number, or `estimated` from the covariates
    #[arg(long, value_name = "HOW", default_value = "share")]
    propensity: PropensityWord,
    /// Decides every draw
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// How many trees
    #[arg(long, value_name = "TREES", default_value = "200")]
    trees: usize,
    /// Treated and untreated rows, each, in a leaf [default: a third of the cube root of the rows, at least 5]
    #[arg(long, value_name = "ROWS")]
    leaf: Option<usize>,
    /// Groups of equal size in which predicted and observed effects are compared
    #[arg(long, value_name = "BINS", default_value = "10")]
    bins: usize,
    /// Write line, effect, interval and half of each row to this CSV file; a row is judged by the model of the other half
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Every row's effect, from the model that did not see it.
pub(crate) struct Scores {
    pub(crate) effects: Vec<f64>,
    pub(crate) intervals: Vec<Option<Interval>>,
    /// In which half the row was judged, 0 or 1; it was scored by what was learned from the other.
    pub(crate) half_of: Vec<usize>,
    pub(crate) cautions: Vec<Caution>,
}

/// Learns from each half of the rows and scores the other. Of a half at most `learned_max` rows are learned from, evenly
/// taken.
pub(crate) fn cross_fitted(
    columns: &[&[f64]],
    trial: &Trial<'_>,
    settings: &Settings,
    level: Level,
    learned_max: usize,
) -> Result<Result<Scores, Why>, StudyError> {
    let n = trial.n();
    if n < 2 {
        return Ok(Err(Why::TooFew { needed: 2, given: n as u64 }));
    }
    let half_of = Folds { count: 2, seed: settings.forest.seed }.deal(n)?;
    let mut scores = Scores { effects: vec![0.0; n], intervals: vec![None; n], half_of, cautions: Vec::new() };
    for half in 0..2 {
        let (judged, learned): (Vec<usize>, Vec<usize>) = (0..n).partition(|&row| scores.half_of[row] == half);
        let learned: Vec<usize> = learned.iter().copied().step_by(learned.len().div_ceil(learned_max).max(1)).collect();
        let take = |rows: &[usize]| -> Vec<Vec<f64>> {
            columns.iter().map(|column| rows.iter().map(|&row| column[row]).collect()).collect()
        };
        let treated: Vec<bool> = learned.iter().map(|&row| trial.treated()[row]).collect();
        let outcome: Vec<f64> = learned.iter().map(|&row| trial.outcome()[row]).collect();
        let (from, to) = (take(&learned), take(&judged));
        let model = match UpliftModel::fit(&slices(&from), &Trial::new(&treated, &outcome)?, settings)? {
            Ok(model) => model,
            Err(why) => return Ok(Err(why)),
        };
        let effects = model.predict(&slices(&to), level)?;
        for (at, &row) in judged.iter().enumerate() {
            scores.effects[row] = effects.values()[at];
            scores.intervals[row] = effects.interval(at);
        }
        for caution in model.cautions() {
            if !scores.cautions.contains(caution) {
                scores.cautions.push(*caution);
            }
        }
    }
    Ok(Ok(scores))
}

grouped!(Uplift, input, out);

impl Uplift {
    fn whole(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let mut opened = self.input.open()?;
        let columns = self.trial.columns(&mut opened)?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let design = frame.design(&covariates)?;
        if design.columns.is_empty() {
            let what = "`uplift` tells customers apart by covariates and none are named, or none vary";
            return Err(StudyError::options(what, "add `--covariates COLUMN,...` or `--covariates all`"));
        }
        let data = self.trial.data(&frame, &columns);
        let outcome = Outcome::new("uplift", level)
            .from_source(frame.source())
            .with("learner", self.learner.word())
            .with("base", self.base.word())
            .with("propensity", self.propensity.to_string())
            .with("covariates", design.names.clone())
            .with("n", data.outcome.len())
            .with("treated", data.treated_count())
            .warn_all(design.warnings.iter().cloned())
            .warn_all(leaks(&design.names, &slices(&design.columns), &data.outcome, LEAK_CORRELATION_MIN)?)
            .warn_all(self.trial.perhaps_avoided())
            .warn_all(data.pooled.clone())
            .warn_all(self.propensity.against(&data))
            .warn_all(self.chosen(&design, &data)?);
        match self.scores(&design, &data, level)? {
            Ok(scores) => {
                let outcome = outcome.warn_all(few_treated(&data.trial()?, &scores));
                self.write(&scores, |row| frame.line(row))?;
                self.report(outcome, &design, &data, &scores)
            }
            Err(why) => {
                let text = why_text(why, &names(why, &design));
                let effects = json!({"undetermined": why.word(), "detail": text});
                Ok(outcome.with("effects", effects).say(format!("undetermined: {text}")))
            }
        }
    }

    fn settings(&self) -> Settings {
        let forest =
            ForestPlan { trees: self.trees, seed: self.seed, leaf_arm_min: self.leaf, ..ForestPlan::default() };
        Settings { learner: self.learner, base: self.base, propensity: self.propensity.0, forest }
    }

    /// Learns from each half and scores the other.
    fn scores(&self, design: &Design, data: &TrialData, level: Level) -> Result<Result<Scores, Why>, StudyError> {
        cross_fitted(&slices(&design.columns), &data.trial()?, &self.settings(), level, usize::MAX)
    }

    fn write(&self, scores: &Scores, line: impl Fn(usize) -> u64) -> Result<(), StudyError> {
        let Some(path) = &self.out else { return Ok(()) };
        let mut text = String::from("line,effect,lower,upper,half\n");
        for (row, effect) in scores.effects.iter().enumerate() {
            let bounds =
                scores.intervals[row].map_or_else(|| ",".to_owned(), |it| format!("{},{}", it.lower, it.upper));
            let _ = writeln!(text, "{},{effect},{bounds},{}", line(row), scores.half_of[row] + 1);
        }
        fs::write(path, text).map_err(|source| StudyError::Write { path: path.clone(), source })
    }

    fn report(
        &self,
        outcome: Outcome,
        design: &Design,
        data: &TrialData,
        scores: &Scores,
    ) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let trial = data.trial()?;
        // Judged on a linear base: what the trees of a forest learned from a row must not judge it.
        let settings = Settings { base: Base::Linear, ..self.settings() };
        let (found, warning) = signals(&slices(&design.columns), &trial, &settings)?;
        let outcome = outcome.warn_all(warning).warn_all(
            scores.cautions.iter().map(|caution| Warning { code: caution.word().into(), text: caution.to_string() }),
        );
        let signals = match found {
            Ok(signals) => signals,
            Err(why) => {
                let text = why_text(why, &names(why, design));
                return Ok(outcome
                    .with("average_effect", json!({"undetermined": why.word(), "detail": text}))
                    .say(text));
            }
        };
        let average = signals.average_effect(level);
        let resampling = Resampling { seed: self.seed, level, ..Resampling::default() };
        // To the last digits a constant effect differs between the two halves alone, which ranks nobody.
        let area = if scores.cautions.contains(&Caution::ConstantEffect) {
            Answer::Undetermined(Why::ZeroVariance)
        } else {
            qini(&scores.effects, &trial, Formula::QiniArea, &resampling)?
        };
        let calibrated = calibration(&scores.effects, &signals, self.bins, level)?;
        let kinds = four_cells(&scores.effects, &trial, &signals, level)?;
        let spread = Spread::of(&scores.effects);
        let most_like = most_like(scores, &signals, kinds.is_some());
        Ok(outcome
            .with("average_effect", answer_json_of(&average, &arms()))
            .with("effects", spread.json(scores))
            .with("qini", answer_json_of(&area, &arms()))
            .with("calibration", calibration_json(&calibrated))
            .with("cells", kinds.map_or(Value::Null, |kinds| kinds_json(&kinds)))
            .with("most_like", most_like.map_or(Value::Null, |counts| most_like_json(&counts)))
            .say(format!("average effect: {}", sentence(&average, &arms())))
            .say(spread.sentence(scores, level))
            .say(format!("area between Qini curve and chance, per customer: {}", sentence(&area, &arms())))
            .say(calibration_text(&calibrated, level))
            .say(kinds.map_or_else(String::new, |kinds| kinds_text(&kinds, most_like.as_ref(), level)))
            .picture(picture(&calibrated, level)))
    }

    /// Whether covariates tell who was treated although nothing was said of it.
    fn chosen(&self, design: &Design, data: &TrialData) -> Result<Option<Warning>, StudyError> {
        if self.propensity.0 == Propensity::Estimated {
            return Ok(None);
        }
        let found = not_drawn(&slices(&design.columns), &data.treated)?;
        Ok(found.map(|p| Warning {
            code: "treatment_not_drawn".into(),
            text: format!(
                "the covariates tell who was treated (p {}), so it was not drawn with the same chance for everybody: say \
                 `--propensity estimated`, and doubt what no covariate knows",
                p_value(p)
            ),
        }))
    }
}

/// That intervals rest on few, where they do.
pub(crate) fn few_treated(trial: &Trial<'_>, scores: &Scores) -> Option<Warning> {
    if scores.intervals.iter().all(Option::is_none) {
        return None;
    }
    // Each model learned from half of the rows.
    let rarest = trial.rarest() / 2;
    (rarest < RAREST_FEW).then(|| Warning {
        code: "few_treated".into(),
        text: format!(
            "a model learned from about {rarest} customers of the rarest kind (treated or not, and of these with or without the \
             outcome): intervals per customer are wide for it, and rough"
        ),
    })
}

/// The p-value where covariates tell who was treated, so that chance did not draw with the same chance for everybody.
pub(crate) fn not_drawn(columns: &[&[f64]], treated: &[bool]) -> Result<Option<f64>, StudyError> {
    let model = Model::new(columns.iter().map(|it| it.to_vec()).collect())?;
    let treated: Vec<f64> = treated.iter().map(|&treated| f64::from(u8::from(treated))).collect();
    let test = match logistic(&model, &treated, &LogisticOptions::default())? {
        Ok(fit) => fit.likelihood_ratio().known().copied(),
        // Covariates that tell it without error leave nothing to chance.
        Err(Why::Separation { .. }) if treated.len() >= SEPARATED_MIN => return Ok(Some(0.0)),
        Err(_) => None,
    };
    Ok(test.map(|test| test.p_value).filter(|p| *p < CHOSEN_P_MAX))
}

pub(crate) fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// What a reason may point at: an arm, or a covariate.
fn names(why: Why, design: &Design) -> Vec<String> {
    if matches!(why, Why::GroupEmpty { .. }) { arms() } else { design.names.clone() }
}

pub(crate) fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - mean_a) * (y - mean_b);
        aa += (x - mean_a).powi(2);
        bb += (y - mean_b).powi(2);
    }
    let size = (aa * bb).sqrt();
    (size > 0.0).then(|| ab / size)
}

/// How effects differ between customers.
pub(crate) struct Spread {
    mean: f64,
    deviation: f64,
    /// At 0, 10, 50, 90 and 100 %.
    at: [f64; 5],
}

impl Spread {
    pub(crate) fn of(effects: &[f64]) -> Self {
        let n = effects.len() as f64;
        let mean = effects.iter().sum::<f64>() / n;
        let deviation = (effects.iter().map(|effect| (effect - mean).powi(2)).sum::<f64>() / n).sqrt();
        let mut sorted = effects.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let last = sorted.len() - 1;
        Self { mean, deviation, at: [0, 10, 50, 90, 100].map(|percent| sorted[last * percent / 100]) }
    }

    pub(crate) fn json(&self, scores: &Scores) -> Value {
        let [lowest, low, median, high, highest] = self.at.map(number_json);
        let (above, below) = signs(scores);
        json!({
            "mean": number_json(self.mean), "standard_deviation": number_json(self.deviation),
            "lowest": lowest, "p10": low, "median": median, "p90": high, "highest": highest,
            "interval_above_0": above, "interval_below_0": below,
        })
    }

    pub(crate) fn sentence(&self, scores: &Scores, level: Level) -> String {
        let [lowest, low, median, high, highest] = self.at.map(number);
        let mut text = format!(
            "effects per customer: from {lowest} to {highest}, half below {median}, a tenth below {low}, a tenth above {high}"
        );
        if let (Some(above), Some(below)) = signs(scores) {
            text += &format!(
                "\nof {} customers {} have a {} above 0, and {} one below 0",
                count(scores.effects.len() as u64),
                count(above),
                interval_heading(level),
                count(below)
            );
        }
        text
    }
}

/// How many intervals lie above 0, and below; none where the learner has no intervals.
fn signs(scores: &Scores) -> (Option<u64>, Option<u64>) {
    let known: Vec<Interval> = scores.intervals.iter().flatten().copied().collect();
    if known.is_empty() {
        return (None, None);
    }
    let counted = |is: fn(&Interval) -> bool| Some(known.iter().filter(|interval| is(interval)).count() as u64);
    (counted(|it| it.lower > 0.0), counted(|it| it.upper < 0.0))
}

pub(crate) fn calibration_json(found: &Calibration) -> Value {
    let bins = found.bins.iter().map(|bin| {
        json!({
            "customers": bin.customers,
            "predicted": number_json(bin.predicted),
            "observed": answer_json(&bin.observed),
        })
    });
    json!({
        "slope": answer_json(&found.slope),
        "calibrated": tested_json(&found.calibrated, &[]),
        "ranks": tested_json(&found.ranks, &[]),
        "bins": bins.collect::<Vec<_>>(),
    })
}

fn calibration_text(found: &Calibration, level: Level) -> String {
    let mut table = Table::new(["customers", "predicted effect", "observed", &interval_heading(level)]);
    for bin in &found.bins {
        let [observed, interval] = cells(&bin.observed);
        table.row([count(bin.customers), number(bin.predicted), observed, interval]);
    }
    format!(
        "observed effect per unit of predicted effect: {}\ncould the predictions be right? {}\n\
         do effects differ as predicted? {}\n\n{table}",
        sentence(&found.slope, &[]),
        test_sentence(&found.calibrated, &[]),
        test_sentence(&found.ranks, &[]),
    )
}

/// What was predicted of each group of customers beside what came true.
fn picture(found: &Calibration, level: Level) -> Option<Picture> {
    let groups = found.bins.len();
    let periods = found.bins.iter().zip(1..).map(|(bin, at)| {
        let hint = format!(
            "predicted {}: {} of {}",
            number(bin.predicted),
            sentence(&bin.observed, &[]),
            count(bin.customers)
        );
        period(format!("{at} of {groups}"), hint)
    });
    Lines {
        periods: periods.collect(),
        series: vec![
            LineSeries {
                name: "observed".to_owned(),
                marks: found.bins.iter().map(|bin| dot(&bin.observed)).collect(),
            },
            LineSeries {
                name: "predicted".to_owned(),
                marks: found.bins.iter().map(|bin| bare(bin.predicted)).collect(),
            },
        ],
        words: words(format!(
            "Effect in {groups} groups of customers, from the lowest predicted effect to the highest, with the {}",
            interval_heading(level)
        )),
    }
    .draw()
}

pub(crate) fn kinds_json(kinds: &[CellShare; 4]) -> Value {
    let kinds = kinds.iter().map(|cell| {
        json!({
            "kind": cell.kind.word(),
            "if_few_are_harmed": answer_json(&cell.if_few_are_harmed),
            "if_many_are_harmed": answer_json(&cell.if_many_are_harmed),
        })
    });
    Value::Array(kinds.collect())
}

/// How many customers are most like each kind, in the order of [`Kind::ALL`].
pub(crate) fn most_like(scores: &Scores, signals: &Signals, has_kinds: bool) -> Option<[u64; 4]> {
    if !has_kinds || scores.intervals.iter().any(Option::is_none) {
        return None;
    }
    let stays = signals.control().iter().sum::<f64>() / signals.n() as f64;
    let mut counts = [0; 4];
    for interval in scores.intervals.iter().flatten() {
        let kind = Kind::most_like(*interval, stays);
        if let Some(at) = Kind::ALL.iter().position(|it| *it == kind) {
            counts[at] += 1;
        }
    }
    Some(counts)
}

pub(crate) fn most_like_json(counts: &[u64; 4]) -> Value {
    Value::Object(Kind::ALL.iter().zip(counts).map(|(kind, count)| (kind.word().to_owned(), (*count).into())).collect())
}

fn kinds_text(kinds: &[CellShare; 4], most_like: Option<&[u64; 4]>, level: Level) -> String {
    let heading = interval_heading(level);
    let mut table =
        Table::new(["kind", "if few are harmed", &heading, "if many are harmed", &heading, "traits most like"]);
    let total: u64 = most_like.map_or(0, |counts| counts.iter().sum());
    for (at, cell) in kinds.iter().enumerate() {
        let ([few, few_interval], [many, many_interval]) =
            (cells(&cell.if_few_are_harmed), cells(&cell.if_many_are_harmed));
        let like = most_like.map_or_else(String::new, |counts| percent(counts[at] as f64 / total.max(1) as f64));
        table.row([cell.kind.word().replace('_', " "), few, few_interval, many, many_interval, like]);
    }
    format!(
        "Nobody is seen both treated and not, so the shares of the four kinds are known only between two ends.\n\n{table}"
    )
}
