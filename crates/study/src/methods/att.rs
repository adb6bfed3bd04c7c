//! Did it work, when somebody chose who got it.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use stats::observational::{
    Balance, Comparison, Doubt, Effect, Estimand, MatchOptions, OutcomeModel, Overlap, Report, Study, compare,
    cross_fitted, entropy_weights, matched,
};
use stats::regression::Folds;
use stats::{Answer, Method};

use super::coefficients::{cluster_numbers, named, some_covariates};
use super::traps::leaks;
use crate::answer::{
    Table, answer_json_of, cells, count, interval_heading, number, number_json, percent, sentence, why_json, why_text,
};
use crate::flags::{By, CovariateFlags, Input, Output, real};
use crate::{Outcome, StudyError};

/// A covariate that goes with the outcome in numbers this closely is suspected to be it.
const LEAK_CORRELATION_MIN: f64 = 0.99;

/// For whom the effect is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Whom {
    /// Those who got it
    Att,
    /// Those who did not get it
    Atc,
    /// Everyone
    Ate,
}

/// Which method gives the answer; the others stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    /// All, with the doubly robust one as the answer
    All,
    /// Weights and outcome model together
    Aipw,
    /// The same with models of other rows
    CrossFitted,
    /// Weights
    Ipw,
    /// Weights as they come
    HorvitzThompson,
    /// The outcome model
    Regression,
    /// The nearest score
    Matching,
    /// Weights that make covariates equal on average
    EntropyBalancing,
}

/// The model of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Model {
    /// Least squares
    Linear,
    /// Logistic regression, for an outcome of 0 or 1
    Logistic,
}

/// Did it work, when somebody and not chance chose who got it: every method, with overlap, balance and doubts
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats att customers.csv --treated called --outcome churned --covariates tenure,price,complaints

Covariates must have been known before the treatment. Methods: docs/methods/observational.md, docs/methods/e_value.md")]
pub struct Att {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// Who got it: 0 or 1, true or false, yes or no
    #[arg(long, value_name = "COLUMN")]
    treated: String,
    /// The value that means got it
    #[arg(long, value_name = "VALUE")]
    treated_value: Option<String>,
    /// Of a treated column with more arms, the one to compare with [default: all others]
    #[arg(long, value_name = "VALUE", requires = "treated_value")]
    control_value: Option<String>,
    /// What came of it: a number, or yes and no counted as 1 and 0
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The value of the outcome that counts, such as `yes`; it then is 0 or 1
    #[arg(long, value_name = "VALUE")]
    outcome_value: Option<String>,
    #[command(flatten)]
    covariates: CovariateFlags,
    /// For whom: those who got it (att), those who did not (atc), or everyone (ate)
    #[arg(long, value_name = "WHOM", default_value = "att")]
    estimand: Whom,
    /// Which method gives the answer
    #[arg(long, value_name = "METHOD", default_value = "all")]
    method: Way,
    /// The model of the outcome
    #[arg(long, value_name = "MODEL", default_value = "linear")]
    outcome_model: Model,
    /// Rows with the same value of this column move together: errors by cluster
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Of matching: the largest distance, in standard deviations of the log-odds
    #[arg(long, value_name = "NUMBER", value_parser = real, allow_negative_numbers = true)]
    caliper: Option<f64>,
    /// Of matching: each untreated row stands beside one treated row at most
    #[arg(long)]
    without_replacement: bool,
    /// Of cross-fitting: how many parts
    #[arg(long, value_name = "COUNT", default_value = "5")]
    folds: usize,
    /// Of cross-fitting: the seed that deals the rows into parts
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    #[command(flatten)]
    pub(super) output: Output,
}

grouped!(Att, input);

/// Those the effect is asked for who found no match.
#[derive(Debug, Clone, Copy)]
struct Unmatched {
    left_out: u64,
    asked: u64,
}

impl Att {
    fn whole(&self) -> Result<Outcome, StudyError> {
        some_covariates(&self.covariates)?;
        let mut opened = self.input.open()?;
        let treated =
            opened.treated(&self.treated, [&self.treated_value, &self.control_value].map(Option::as_deref))?;
        let outcome =
            opened.measure(("--outcome", &self.outcome), ("--outcome-value", self.outcome_value.as_deref()))?;
        let cluster = self.cluster.as_deref().map(|name| opened.category("--cluster", name)).transpose()?;
        let covariates = opened.covariates(&self.covariates)?;
        let mut frame = opened.read()?;
        let answer = Outcome::new("att", self.output.level).from_source(frame.source());
        let answer = answer.warn_all(treated.pooled(&frame));
        let (named, answer) = named(&mut frame, &covariates, false, answer)?;
        let outcomes = frame.measures(outcome);
        let clusters = cluster_numbers(&frame, cluster);
        let mut study = Study::new(&named.design, frame.flags(treated.flag), &outcomes)
            .map_err(|error| frame.explain(error, &frame.whole(), &self.outcome))?
            .at_level(self.output.level);
        if cluster.is_some() {
            study = study.clustered(&clusters)?;
        }
        let columns: Vec<&[f64]> = (0..named.names.len()).map(|column| named.design.column(column)).collect();
        let answer = answer.warn_all(leaks(&named.names, &columns, &outcomes, LEAK_CORRELATION_MIN)?);
        let report = compare(&study, self.estimand(), self.model())
            .map_err(|error| frame.explain(error, &frame.whole(), &self.outcome))?;
        let (report, unmatched) = self.answered(&study, report)?;
        Ok(self.tell(answer, &report, unmatched, &named.names))
    }

    const fn estimand(&self) -> Estimand {
        match self.estimand {
            Whom::Att => Estimand::Treated,
            Whom::Atc => Estimand::Untreated,
            Whom::Ate => Estimand::Everyone,
        }
    }

    const fn model(&self) -> OutcomeModel {
        match self.outcome_model {
            Model::Linear => OutcomeModel::Linear,
            Model::Logistic => OutcomeModel::Logistic,
        }
    }

    /// The report with the method that was asked for as its answer, and those who found no match.
    fn answered(&self, study: &Study<'_>, report: Report) -> Result<(Report, Option<Unmatched>), StudyError> {
        let estimand = self.estimand();
        let weights = report.propensity.as_ref().ok().map(|chances| chances.weights(study, estimand));
        let (method, weights) = match self.method {
            Way::All | Way::Aipw => return Ok((report, None)),
            Way::CrossFitted => {
                let folds = Folds { count: self.folds, seed: self.seed };
                let effect = cross_fitted(study, estimand, self.model(), folds)?;
                let chosen = Comparison { method: Method::DOUBLY_ROBUST_CROSS_FITTED, effect };
                return Ok((report.answered_by(study, chosen, weights.as_deref()), None));
            }
            Way::Matching => return self.by_matching(study, report),
            Way::Ipw => (Method::INVERSE_PROBABILITY, weights),
            Way::HorvitzThompson => (Method::HORVITZ_THOMPSON, weights),
            Way::Regression => (Method::REGRESSION_ADJUSTMENT, None),
            Way::EntropyBalancing => (Method::ENTROPY_BALANCING, entropy_weights(study, estimand).ok()),
        };
        // Where there are no chances there is one reason for all.
        let found = report.others.iter().find(|it| it.method == method).copied();
        let chosen = found.unwrap_or(Comparison { method, effect: report.effect.effect });
        Ok((report.answered_by(study, chosen, weights.as_deref()), None))
    }

    fn by_matching(&self, study: &Study<'_>, report: Report) -> Result<(Report, Option<Unmatched>), StudyError> {
        let found = match &report.propensity {
            Ok(chances) => {
                let options = MatchOptions { replacement: !self.without_replacement, caliper: self.caliper };
                matched(study, chances, self.estimand(), options)?
            }
            Err(why) => Err(*why),
        };
        let method = Method::SCORE_MATCHING;
        Ok(match found {
            Ok(found) => {
                let left_out = found.left_out();
                let unmatched = (left_out > 0).then_some(Unmatched { left_out, asked: found.asked });
                let chosen = Comparison { method, effect: Ok(found.effect) };
                (report.answered_by(study, chosen, Some(&found.weights)), unmatched)
            }
            Err(why) => (report.answered_by(study, Comparison { method, effect: Err(why) }, None), None),
        })
    }

    fn tell(&self, answer: Outcome, report: &Report, unmatched: Option<Unmatched>, names: &[String]) -> Outcome {
        let chosen = report.effect;
        let arms = ["untreated".to_owned(), "treated".to_owned()];
        let level = self.output.level;
        let (json, table) = methods(report, level, &arms);
        let mut answer = answer
            .with("estimand", report.estimand.word())
            .with("effect", effect_json(&chosen, &arms))
            .with("unmatched", unmatched.map(|it| json!({"left_out": it.left_out, "of": it.asked})))
            .with("naive", effect_json(&report.naive, &arms))
            .with("methods", json)
            .with("overlap", report.overlap.as_ref().map(|it| overlap_json(it, report.estimand)))
            .with("balance", report.balance.iter().map(|it| balance_json(it, names)).collect::<Vec<_>>())
            .with("e_value", report.e_value.map(|it| {
                json!({"estimate": number_json(it.estimate), "limit": number_json(it.limit), "method": it.method.word()})
            }))
            .with("doubts", report.doubts.iter().map(|it| Value::from(it.word())).collect::<Vec<_>>());
        let whom = match report.estimand {
            Estimand::Treated => "those who got it",
            Estimand::Untreated => "those who did not get it",
            Estimand::Everyone => "everyone",
        };
        let found = if unmatched.is_some() { " and found a match" } else { "" };
        answer = answer.say(match chosen.effect {
            Ok(_) => format!("Effect on {whom}{found}: {}", sentence(&chosen.answer(), &arms)),
            Err(why) => format!("Cannot tell this way: {}", why_text(why, &arms)),
        });
        answer = answer.say(table);
        if let Some(overlap) = &report.overlap {
            answer = answer.say(overlap_text(overlap));
        }
        if let Some(it) = unmatched {
            let (code, who) = match report.estimand {
                Estimand::Treated => ("treated_left_out", "who got it"),
                Estimand::Untreated => ("untreated_left_out", "who did not get it"),
                Estimand::Everyone => ("rows_left_out", "in both groups"),
            };
            let text = format!(
                "{} of the {} {who} found no match and are left out: the effect is not about them",
                count(it.left_out),
                count(it.asked)
            );
            answer = answer.warn(code, text);
        }
        answer = answer.say(balance_table(&report.balance, names));
        if let Some(e) = report.e_value {
            let text =
                format!("E-value {}, for the nearer end of the interval {}", number(e.estimate), number(e.limit));
            answer = answer.say(text);
        }
        report.doubts.iter().fold(answer, |answer, doubt| answer.warn(doubt.word(), doubt_text(doubt, names)))
    }
}

/// The difference, with both means and the ratio where there is one.
fn effect_json(comparison: &Comparison, arms: &[String]) -> Value {
    let Effect { treated, untreated, ratio, .. } = match comparison.effect {
        Ok(effect) => effect,
        Err(why) => return why_json(why, arms),
    };
    let mut json = answer_json_of(&comparison.answer(), arms);
    json["treated_mean"] = number_json(treated);
    json["untreated_mean"] = number_json(untreated);
    if let Some(ratio) = ratio {
        json["ratio"] = answer_json_of(&Answer::Known(ratio), arms);
    }
    json
}

fn methods(report: &Report, level: stats::Level, arms: &[String]) -> (Map<String, Value>, Table) {
    let mut table = Table::new(["method", "with", "without", "difference", &interval_heading(level)]);
    let mut json = Map::new();
    for comparison in std::iter::once(&report.effect).chain(&report.others).chain([&report.naive]) {
        let [value, interval] = cells(&comparison.answer());
        let mean = |of: fn(&Effect) -> f64| comparison.effect.as_ref().map(|it| number(of(it))).unwrap_or_default();
        let (with, without) = (mean(|it| it.treated), mean(|it| it.untreated));
        table.row([comparison.method.word().replace('_', " "), with, without, value, interval]);
        json.insert(comparison.method.word().to_owned(), effect_json(comparison, arms));
    }
    (json, table)
}

fn overlap_json(overlap: &Overlap, estimand: Estimand) -> Value {
    let arm = |at: usize| {
        json!({
            "n": overlap.arm[at],
            "lowest": number_json(overlap.range[at].0),
            "highest": number_json(overlap.range[at].1),
            "effective": number_json(overlap.effective[at]),
            "heaviest_share": number_json(overlap.heaviest[at]),
            "histogram": overlap.histogram[at],
        })
    };
    json!({
        "untreated": arm(0),
        "treated": arm(1),
        "outside": overlap.outside,
        "asked": overlap.asked,
        "estimand": estimand.word(),
    })
}

fn overlap_text(overlap: &Overlap) -> Table {
    let mut table = Table::new(["chance to be treated", "n", "lowest", "highest", "worth, weighted"]);
    for (at, name) in [(1, "treated"), (0, "untreated")] {
        let (lowest, highest) = overlap.range[at];
        let worth = number(overlap.effective[at].round());
        table.row([name.to_owned(), count(overlap.arm[at]), number(lowest), number(highest), worth]);
    }
    table
}

fn name_of(names: &[String], column: usize) -> String {
    names.get(column).cloned().unwrap_or_else(|| format!("covariate {}", column + 1))
}

fn balance_json(balance: &Balance, names: &[String]) -> Value {
    let means = |(treated, untreated): (f64, f64)| json!({"treated": number_json(treated), "untreated": number_json(untreated)});
    json!({
        "name": name_of(names, balance.column),
        "before": balance.before.map(number_json),
        "after": balance.after.map(number_json),
        "means_before": means(balance.means_before),
        "means_after": means(balance.means_after),
    })
}

fn balance_table(balances: &[Balance], names: &[String]) -> Table {
    // An arm that is not weighted is not told twice.
    let is_weighted =
        |arm: fn((f64, f64)) -> f64| balances.iter().any(|it| arm(it.means_after) != arm(it.means_before));
    let (treated, untreated) = (is_weighted(|it| it.0), is_weighted(|it| it.1));
    let mut heading = vec!["covariate", "treated", "untreated"];
    match (treated, untreated) {
        (true, true) => heading.extend(["treated, weighted", "untreated, weighted"]),
        (true, false) => heading.push("treated, weighted"),
        (false, _) => heading.push("weighted"),
    }
    heading.extend(["apart before", "apart after (deviations)"]);
    let mut table = Table::new(heading);
    for it in balances {
        let apart = |value: Option<f64>| value.map(|it| format!("{it:.4}")).unwrap_or_default();
        let mut row = vec![name_of(names, it.column), number(it.means_before.0), number(it.means_before.1)];
        if treated {
            row.push(number(it.means_after.0));
        }
        if untreated || !treated {
            row.push(number(it.means_after.1));
        }
        row.extend([apart(it.before), apart(it.after)]);
        table.row(row);
    }
    table
}

fn doubt_text(doubt: &Doubt, names: &[String]) -> String {
    let arm = |treated: &bool| if *treated { "treated" } else { "untreated" };
    match doubt {
        Doubt::NotDrawn => {
            "chance did not choose who got it: what is not among the covariates is not adjusted for, so this is never as \
             good as a draw"
                .to_owned()
        }
        Doubt::Outside { outside, n } => {
            format!("{} of {} have nobody like them in the other group", count(*outside), count(*n))
        }
        Doubt::FewEffective { treated, effective, n } => format!(
            "the weighted {} are worth {effective:.1} of their {}: a few of them carry the answer",
            arm(treated),
            count(*n)
        ),
        Doubt::Heavy { treated, share } => {
            format!("one of the {} has {} of their weight", arm(treated), percent(*share))
        }
        Doubt::Imbalance { column, difference } => format!(
            "`{}` is still {difference:.2} standard deviations apart after weighting",
            name_of(names, *column)
        ),
        Doubt::MethodsDisagree { method, difference } => format!(
            "{} says {}, which lies outside the interval of the answer",
            method.word().replace('_', " "),
            number(*difference)
        ),
        Doubt::WeakCause { limit } if *limit <= 1.0 => "the interval holds no effect already".to_owned(),
        Doubt::WeakCause { limit } => format!(
            "a hidden cause of strength {} would be enough to leave no effect within the interval",
            number(*limit)
        ),
    }
}
