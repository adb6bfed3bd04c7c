//! By how much the means of arms differ.

mod any_look;
mod denominators;
mod telling;

use clap::{Args, ValueEnum};
use serde_json::Value;
use stats::Level;
use stats::experiment::{
    Adjusted, Arm, ClusterErrors, Clustered, Clusters, Effect, Mean, Moments, Robust, Rows, StrataWeights, clustered,
    cuped, delta_lift, difference_in_means, difference_in_ratios, lin, stratified_means,
};
use stats::multiple::{Correction, adjust};

use any_look::AnyLook;

use super::arms::arm_codes;
use super::traps::leaks;
use super::uplift::slices;
use crate::flags::{By, CovariateFlags, Input, Output};
use crate::frame::{Category, Design, Frame, Group, Measure, Number};
use crate::{Outcome, StudyError};

/// A covariate that goes with the outcome in numbers this closely is suspected to be it.
const LEAK_CORRELATION_MIN: f64 = 0.99;
/// With fewer ones or zeros in an arm the mean of a yes or no is not normal.
const FEW: f64 = 5.0;
/// With fewer clusters in an arm one odd cluster decides.
const FEW_CLUSTERS: u64 = 5;

/// By how much a mean differs between arms that chance assigned, with adjustment, clusters and strata where asked for
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats means mails.csv --arm segment --control-value none --outcome spend --covariate history
  vaarwel stats means stores.csv --arm trained --control-value no --outcome left --cluster store
  vaarwel stats means orders.csv --arm arm --control-value A --outcome revenue --per orders

Methods: docs/methods/welch.md, cuped.md, lin.md, clustered.md, stratified.md, ratio_effect.md, always_valid.md")]
pub struct Means {
    #[command(flatten)]
    input: Input,
    /// Which arm chance assigned each row to
    #[arg(long, value_name = "COLUMN")]
    arm: String,
    /// The value of the arm column that is the control; every other value is compared with it
    #[arg(long, value_name = "VALUE")]
    control_value: String,
    /// Compare this arm only
    #[arg(long, value_name = "VALUE")]
    treated_value: Option<String>,
    /// What is compared: a number, or yes and no counted as 1 and 0
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The value of the outcome column that counts as 1, such as `Churned`
    #[arg(long, value_name = "VALUE")]
    outcome_value: Option<String>,
    /// Divide the sum of the outcome by the sum of this column: revenue per order
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["covariates", "cluster", "strata"])]
    per: Option<String>,
    /// What was drawn instead of rows, such as the store: rows of a cluster resemble each other
    #[arg(long, value_name = "COLUMN", conflicts_with = "strata")]
    cluster: Option<String>,
    /// Compare within the values of this column only
    #[arg(long, value_name = "COLUMN")]
    strata: Option<String>,
    /// How much each stratum counts: population (by its rows) or mantel-haenszel
    #[arg(long, value_name = "HOW", default_value = "population", requires = "strata")]
    weights: Weights,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// How covariates are used: cuped (slopes over both arms) or lin (slopes per arm, robust errors)
    #[arg(long, value_name = "HOW", default_value = "cuped")]
    adjust: Adjust,
    /// The errors of lin without clusters: hc2 or hc3; and those of clusters: cr2 or cr1
    #[arg(long, value_name = "KIND")]
    errors: Option<Errors>,
    /// Say also what holds at every look while rows come in, narrowest at so many rows (with --cluster: clusters) in both arms
    #[arg(long, value_name = "ROWS")]
    tuned_for: Option<u64>,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Adjust {
    Cuped,
    Lin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Errors {
    Hc2,
    Hc3,
    Cr1,
    Cr2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Weights {
    Population,
    MantelHaenszel,
}

/// Handles of the columns.
struct Columns {
    arm: Category,
    outcome: Measure,
    per: Option<Number>,
    cluster: Option<Category>,
    strata: Option<Category>,
}

/// One arm against the control, in one group of rows.
struct Comparison {
    group: Value,
    label: String,
    treated: String,
    n: [u64; 2],
    /// Rows that were left out because their stratum has one arm.
    outside: [u64; 2],
    answer: Compared,
}

/// What a comparison gave.
struct Compared {
    effect: Effect,
    adjusted: Option<Adjusted>,
    clustered: Option<Clustered>,
    delta: Option<stats::Answer>,
    look: Option<AnyLook>,
    has_few: bool,
}

/// The rows of one comparison.
#[derive(Default)]
struct Picked {
    outcome: Vec<f64>,
    arm: Vec<Arm>,
    others: Vec<Vec<f64>>,
    cluster: Vec<u32>,
    strata: Vec<u32>,
}

impl Picked {
    /// Leaves out the rows of strata with one arm, which weigh nothing, unless that would leave none.
    ///
    /// # Returns
    /// How many rows of each arm went.
    fn keep_strata_with_both_arms(&mut self) -> [u64; 2] {
        let mut of_strata = vec![[0_u64; 2]; self.strata.iter().max().map_or(0, |last| *last as usize + 1)];
        for (stratum, arm) in self.strata.iter().zip(&self.arm) {
            of_strata[*stratum as usize][arm.index()] += 1;
        }
        let has_both = |stratum: &u32| !of_strata[*stratum as usize].contains(&0);
        let keep: Vec<bool> = self.strata.iter().map(has_both).collect();
        if !keep.contains(&true) {
            return [0, 0];
        }
        let one_sided = of_strata.iter().filter(|n| n.contains(&0));
        let outside = one_sided.fold([0, 0], |sum, n| [sum[0] + n[0], sum[1] + n[1]]);
        retain(&mut self.outcome, &keep);
        retain(&mut self.arm, &keep);
        retain(&mut self.strata, &keep);
        self.others.iter_mut().for_each(|column| retain(column, &keep));
        outside
    }
}

fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    values.retain(|_| keep.next().is_none_or(|it| *it));
}

impl Means {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, an arm is not there, or options do not go together.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        self.check()?;
        let level = self.output.level;
        let mut opened = self.input.open()?;
        let arm = opened.category("--arm", &self.arm)?;
        let outcome =
            opened.measure(("--outcome", &self.outcome), ("--outcome-value", self.outcome_value.as_deref()))?;
        let per =
            self.per.as_deref().map(|name| opened.number("--per", name, crate::frame::Allowed::Any)).transpose()?;
        let cluster = self.cluster.as_deref().map(|name| opened.category("--cluster", name)).transpose()?;
        let strata = self.strata.as_deref().map(|name| opened.category("--strata", name)).transpose()?;
        let by = opened.categories("--by", &self.by.by)?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let design = frame.design(&covariates)?;
        let columns = Columns { arm, outcome, per, cluster, strata };
        let (control, treated) =
            arm_codes(&frame, (arm, &self.arm), &self.control_value, self.treated_value.as_deref())?;
        let mut comparisons = Vec::new();
        let mut warnings = Vec::new();
        for &arm in &treated {
            warnings.extend(self.denominators(&frame, &columns, &by, [control, arm])?);
        }
        for group in frame.groups(&by)? {
            for &arm in &treated {
                comparisons.push(self.compare(&frame, &design, &columns, &group, [control, arm])?);
            }
        }
        let p_values: Vec<f64> =
            comparisons.iter().filter_map(|it| it.answer.effect.test.known().map(|test| test.p_value)).collect();
        let mut adjusted = adjust(&p_values, Correction::Holm)?.into_iter();
        let several = comparisons.len() > 1;
        let rows: Vec<Value> = comparisons
            .iter()
            .map(|it| {
                let holm = it.answer.effect.test.known().and_then(|_| adjusted.next()).filter(|_| several);
                self.json(it, &design, holm)
            })
            .collect();
        let answer = Outcome::new("means", level)
            .from_source(frame.source())
            .with("outcome", self.outcome.as_str())
            .with("control", self.control_value.as_str())
            .with("comparisons", rows)
            .warn_all(design.warnings.iter().cloned())
            .warn_all(leaks(
                &design.names,
                &slices(&design.columns),
                &frame.measures(columns.outcome),
                LEAK_CORRELATION_MIN,
            )?)
            .warn_all(warnings);
        Ok(self.tell(answer, &comparisons, &design, level))
    }

    fn check(&self) -> Result<(), StudyError> {
        if self.adjust == Adjust::Lin && self.strata.is_some() {
            let what = "`--adjust lin --strata`: slopes per arm are not fitted within strata";
            return Err(StudyError::options(what, "leave out `--adjust`, or name the strata among `--covariates`"));
        }
        if self.adjust == Adjust::Lin && self.covariates.covariates.is_empty() {
            return Err(StudyError::options("`--adjust lin` without covariates", "name some with `--covariates`"));
        }
        let is_lin = self.adjust == Adjust::Lin;
        let is_clustered = self.cluster.is_some();
        let fits = match self.errors {
            None => true,
            Some(Errors::Hc2 | Errors::Hc3) => is_lin && !is_clustered,
            Some(Errors::Cr1) => is_clustered,
            Some(Errors::Cr2) => is_clustered && !is_lin,
        };
        if fits {
            return Ok(());
        }
        let remedy = "allowed: hc2, hc3 with `--adjust lin`; cr1, cr2 with `--cluster`, where lin knows cr1 only";
        Err(StudyError::options("`--errors` does not go with the other options", remedy))
    }

    fn compare(
        &self,
        frame: &Frame,
        design: &Design,
        columns: &Columns,
        group: &Group,
        [control, treated]: [u32; 2],
    ) -> Result<Comparison, StudyError> {
        let arms = frame.categories(columns.arm);
        let outcome = frame.measures(columns.outcome);
        let mut picked = Picked { others: vec![Vec::new(); design.columns.len()], ..Picked::default() };
        if columns.per.is_some() {
            picked.others.push(Vec::new());
        }
        for &row in &group.rows {
            let code = arms.codes[row];
            if code != control && code != treated {
                continue;
            }
            picked.outcome.push(outcome[row]);
            picked.arm.push(Arm::from(code == treated));
            let others = design.columns.iter().map(Vec::as_slice).chain(columns.per.map(|it| frame.numbers(it)));
            for (other, column) in picked.others.iter_mut().zip(others) {
                other.push(column[row]);
            }
            picked.cluster.extend(columns.cluster.map(|it| frame.categories(it).codes[row]));
            picked.strata.extend(columns.strata.map(|it| frame.categories(it).codes[row]));
        }
        let outside =
            if self.weights == Weights::MantelHaenszel { picked.keep_strata_with_both_arms() } else { [0, 0] };
        let n_treated = picked.arm.iter().filter(|arm| **arm == Arm::Treated).count() as u64;
        let n = [picked.arm.len() as u64 - n_treated, n_treated];
        let answer = self.compute(&picked)?;
        let treated = arms.levels[treated as usize].clone();
        let label = [group.cell(), treated.clone()].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
        Ok(Comparison { group: group.json(), label: label.join(", "), treated, n, outside, answer })
    }

    fn compute(&self, picked: &Picked) -> Result<Compared, StudyError> {
        let level = self.output.level;
        let others: Vec<&[f64]> = picked.others.iter().map(Vec::as_slice).collect();
        let columns: Vec<&[f64]> = std::iter::once(picked.outcome.as_slice()).chain(others.iter().copied()).collect();
        let arms: Vec<u8> = picked.arm.iter().map(|arm| arm.number()).collect();
        let moments = Moments::by_arm(&columns, &arms, 2)?;
        let [control, treated] = [&moments[0], &moments[1]];
        let mut answer = Compared {
            effect: difference_in_means(control, treated, level),
            adjusted: None,
            clustered: None,
            delta: None,
            look: None,
            has_few: few(&picked.outcome, &picked.arm),
        };
        if self.per.is_some() {
            answer.effect = difference_in_ratios(control, treated, level)?;
        } else if self.strata.is_some() {
            answer.effect = within(picked, &columns, self.weights, level)?;
        } else if self.adjust == Adjust::Lin {
            let robust = if self.errors == Some(Errors::Hc3) { Robust::Hc3 } else { Robust::Hc2 };
            let clusters = self.cluster.is_some().then_some(picked.cluster.as_slice());
            let rows = Rows { outcome: &picked.outcome, arm: &picked.arm, covariates: &others, clusters };
            answer.adjusted = Some(lin(&rows, robust, level)?);
        } else if self.cluster.is_some() {
            let clusters = Clusters::from_columns(&columns, &picked.arm, &picked.cluster)?;
            let errors = if self.errors == Some(Errors::Cr1) { ClusterErrors::Cr1 } else { ClusterErrors::Cr2 };
            let found = clustered(&clusters, errors, level)?;
            answer.adjusted = Some(found.adjusted.clone());
            answer.clustered = Some(found);
        } else if !others.is_empty() {
            answer.adjusted = Some(cuped(control, treated, level)?);
        } else {
            answer.delta = mean_of(control).zip(mean_of(treated)).map(|(c, t)| delta_lift(c, t, level));
        }
        if let Some(adjusted) = &answer.adjusted {
            answer.effect = adjusted.effect;
        }
        if let Some(tuned_for) = self.tuned_for {
            let drawn = self.cluster.is_some().then_some(picked.cluster.as_slice());
            let is_plain = answer.effect.difference == difference_in_means(control, treated, level).difference;
            let plain = is_plain.then_some([control, treated]);
            answer.look = Some(any_look::at_any_look(tuned_for, &answer.effect, plain, &picked.arm, drawn, level)?);
        }
        Ok(answer)
    }
}

/// Whether the outcome is 0 or 1 with few of either in an arm.
fn few(outcome: &[f64], arm: &[Arm]) -> bool {
    if outcome.iter().any(|it| *it != 0.0 && *it != 1.0) {
        return false;
    }
    [Arm::Control, Arm::Treated].into_iter().any(|side| {
        let own = outcome.iter().zip(arm).filter(|(_, it)| **it == side);
        let (n, ones) = own.fold((0.0, 0.0), |(n, ones), (it, _)| (n + 1.0, ones + it));
        n > 0.0 && f64::min(ones, n - ones) < FEW
    })
}

fn mean_of(arm: &Moments) -> Option<Mean> {
    let (n, df) = (arm.n(), arm.n().checked_sub(1)? as f64);
    Some(Mean { value: arm.mean()?, variance: arm.variance()? / n as f64, degrees_of_freedom: df, n })
}

fn within(picked: &Picked, columns: &[&[f64]], weights: Weights, level: Level) -> Result<Effect, StudyError> {
    let strata_count = picked.strata.iter().max().map_or(1, |last| *last as usize + 1);
    let new = || Moments::new(columns.len() - 1);
    let mut strata: Vec<(Moments, Moments)> = (0..strata_count).map(|_| (new(), new())).collect();
    let mut row_of = vec![0.0; columns.len()];
    for (row, (stratum, arm)) in picked.strata.iter().zip(&picked.arm).enumerate() {
        for (value, column) in row_of.iter_mut().zip(columns) {
            *value = column[row];
        }
        let (control, treated) = &mut strata[*stratum as usize];
        let side = if *arm == Arm::Treated { treated } else { control };
        side.add(&row_of)?;
    }
    let weights = match weights {
        Weights::Population => StrataWeights::Population,
        Weights::MantelHaenszel => StrataWeights::MantelHaenszel,
    };
    Ok(stratified_means(&strata, weights, level)?)
}
