//! For whom an activity works, and whom to give it so that it pays: effects per customer, the four kinds, profit by budget,
//! and the audience. `vaarwel stats target` embeds [`Target`].
//!
//! Customers are put in the order of what the activity does for them, never of how likely they are to leave: who leaves
//! anyway, or because of it, costs money. Each is judged by a model that was learned from others.

mod audience;
mod traits;

use clap::Args;
use relationship::verdict::Chosen;
use serde_json::{Value, json};
use stats::uplift::Trial;
use stats::uplift::calibration::calibration;
use stats::uplift::cells::four_cells;
use stats::uplift::forest::ForestPlan;
use stats::uplift::learner::{Learner, Settings};
use stats::uplift::policy::{BudgetCurve, BudgetPoint, Decision, Worth, budget_curve};
use stats::{Interval, Why};

use super::asked::{self, Lists, Named};
use crate::answer::{answer_json_of, number, number_json, p_value, sentence, why_text};
use crate::flags::{By, CovariateFlags, Input, Output, real};
use crate::frame::{Design, OUTSIDE};
use crate::methods::apart::grouped;
use crate::methods::policy::{advice, picture, point_json, table};
use crate::methods::trial::{arms, signals};
use crate::methods::uplift::{
    Scores, Spread, calibration_json, cross_fitted, kinds_json, most_like, most_like_json, not_drawn, slices,
};
use crate::outcome::Warning;
use crate::{Outcome, StudyError};

pub use audience::Recipient;
use traits::{Kept, Watched};

/// Customers that each of the two models learns from at most. Ten times as many make intervals of effects by kind of
/// customer a little narrower, and take ten times as long.
const LEARNED_MAX: usize = 50_000;
/// Groups of customers in which predicted and observed effects are compared.
const BINS: usize = 10;

/// Who gains from an activity that chance gave, and whom to give it so that it pays: nobody is an answer
#[derive(Args, Debug, Clone)]
#[command(after_help = "\
Example:
  vaarwel stats target customers.csv --outcome churned --drawn discount_call --traits tenure,price,satisfaction \\
    --cost 4.5 --value 120 --customer id --audience audience.csv

Traits that the law protects, and those that stand in for them, are reported and never used.

Methods: docs/methods/uplift_forest.md, four_cells.md, policy.md")]
pub struct Target {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    by: By,
    /// What should be rare, such as leaving: 0 or 1, yes or no, or a number
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The value of the outcome column that counts, where it holds words, such as `Left`
    #[arg(long, value_name = "VALUE")]
    outcome_value: Option<String>,
    /// The outcome is wanted, as staying is: more of it is better
    #[arg(long)]
    good_outcome: bool,
    /// The activity that chance drew customers for; where arms have names, `version=gate_40` or `segment=Mail/None`
    #[arg(long, value_name = "ACTIVITY")]
    drawn: String,
    /// What was known before the activity, and may decide who gets it
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', required = true)]
    traits: Vec<String>,
    /// Of these, columns whose numbers are names, such as store numbers
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    categorical: Vec<String>,
    /// Traits that may not decide: how they fall out is told. Some are known by their name, such as `age`
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    protected: Vec<String>,
    /// The column with the customer's id; the audience is written with it
    #[arg(long, value_name = "COLUMN")]
    customer: Option<String>,
    /// What giving it to one customer costs
    #[arg(long, value_name = "MONEY", value_parser = real, allow_negative_numbers = true)]
    cost: f64,
    /// What one unit of the outcome is worth, such as the margin of a customer who stays
    #[arg(long, value_name = "MONEY", value_parser = real, allow_negative_numbers = true)]
    value: f64,
    /// Give it to so many customers at most
    #[arg(long, value_name = "COUNT")]
    most: Option<u64>,
    /// How many trees
    #[arg(long, value_name = "TREES", default_value = "100")]
    trees: usize,
    /// Decides every draw
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Write customer, effect and interval of those to give it to, the highest effect first, to this CSV file
    #[arg(long, value_name = "FILE")]
    audience: Option<std::path::PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// The answer, with those whom it says to give the activity.
#[derive(Debug, Clone)]
pub struct Targeted {
    /// For people and for programs.
    pub outcome: Outcome,
    /// The highest effect first; nobody where it is not expected to pay.
    pub audience: Vec<Recipient>,
}

/// What `vaarwel stats target` with these words answers.
///
/// # Errors
/// When the words are no command, the file cannot be read, or the options do not fit it.
pub fn target<I, T>(words: I) -> Result<Targeted, StudyError>
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    crate::command::<Target, _, _>("vaarwel stats target", words)?.targeted()
}

/// The trial of one activity: only customers whom the draw concerns.
struct Drawn {
    treated: Vec<bool>,
    /// More is better.
    outcome: Vec<f64>,
    customers: Vec<String>,
}

grouped!(Target, |it| Some(&mut it.input), |it| it.audience.as_ref().map(|_| "--audience"));

impl Target {
    /// The answer, after the audience was written where a file for it is named.
    fn whole(&self) -> Result<Outcome, StudyError> {
        let targeted = self.targeted()?;
        if let Some(path) = &self.audience {
            audience::write(path, &targeted.audience)?;
        }
        Ok(targeted.outcome)
    }

    /// The answer for all rows, with the audience.
    ///
    /// # Errors
    /// When the file cannot be read or a value is impossible.
    pub fn targeted(&self) -> Result<Targeted, StudyError> {
        let mut opened = self.input.open()?;
        let named = self.named(opened.columns())?;
        let measure =
            opened.measure(("--outcome", &self.outcome), ("--outcome-value", self.outcome_value.as_deref()))?;
        let arm = opened.arms((named.option, &named.column), (named.treated.as_deref(), named.control.as_deref()))?;
        let customer = self.customer.as_deref().map(|it| opened.category("--customer", it)).transpose()?;
        let (used, watched) = self.sorted();
        let flags = |names: &[String]| CovariateFlags {
            categorical: self.categorical.iter().filter(|it| names.contains(it)).cloned().collect(),
            covariates: names.to_vec(),
            ..CovariateFlags::default()
        };
        let watched_columns = watched
            .iter()
            .map(|name| opened.covariates_as("--protected", &flags(std::slice::from_ref(name))))
            .collect::<Result<Vec<_>, _>>()?;
        let used_columns = opened.covariates_as("--traits", &flags(&used))?;
        let mut frame = opened.read()?;
        let design = frame.design(&used_columns)?;
        let (protected, many) = traits::protected(&mut frame, &watched_columns)?;
        let rows: Vec<usize> = (0..frame.rows()).filter(|&row| frame.arms(arm)[row] != OUTSIDE).collect();
        let measured = frame.measures(measure);
        let drawn = Drawn {
            treated: rows.iter().map(|&row| frame.arms(arm)[row] == 1).collect(),
            outcome: self.turned(&rows.iter().map(|&row| measured[row]).collect::<Vec<_>>()),
            customers: customer.map_or_else(Vec::new, |customer| {
                let ids = frame.categories(customer);
                let id = |&row: &usize| ids.levels.get(*ids.codes.get(row)? as usize).cloned();
                rows.iter().map(|row| id(row).unwrap_or_default()).collect()
            }),
        };
        let outcome = Outcome::new("target", self.output.level).from_source(frame.source()).warn_all(many);
        let (design, protected) = (only(design, &rows), only(protected, &rows));
        self.judged(outcome, &named, design, &protected, &drawn)
    }

    fn named(&self, columns: &[String]) -> Result<Named, StudyError> {
        let words = [self.drawn.clone()];
        let lists = Lists { drawn: &words, drawn_by: &[], observed: &[] };
        let none = || StudyError::options("no activity is named", "say `--drawn ACTIVITY`");
        asked::activities(lists, columns)?.into_iter().next().ok_or_else(none)
    }

    /// The traits that may decide, and those that may not: named so, or known by their name.
    fn sorted(&self) -> (Vec<String>, Vec<String>) {
        let is_watched = |it: &String| relationship::protected::care(it).is_some();
        let (mut watched, used): (Vec<String>, Vec<String>) = self.traits.iter().cloned().partition(is_watched);
        watched.retain(|it| !self.protected.contains(it));
        watched.extend(self.protected.iter().cloned());
        (used, watched)
    }

    /// The outcome with more of it better: of leaving, staying.
    fn turned(&self, outcome: &[f64]) -> Vec<f64> {
        if self.good_outcome {
            return outcome.to_vec();
        }
        let one = if super::register::is_share(outcome) { 1.0 } else { 0.0 };
        outcome.iter().map(|it| one - it).collect()
    }

    fn settings(&self) -> Settings {
        let forest = ForestPlan { trees: self.trees, seed: self.seed, ..ForestPlan::default() };
        Settings { learner: Learner::Forest, forest, ..Settings::default() }
    }

    fn judged(
        &self,
        outcome: Outcome,
        named: &Named,
        design: Design,
        protected: &Design,
        drawn: &Drawn,
    ) -> Result<Targeted, StudyError> {
        let level = self.output.level;
        let Watched { kept, proxies, leaking } = Watched::of(design, protected, &drawn.outcome);
        let Kept { names, columns } = &kept;
        if columns.is_empty() {
            let what = "no trait is left to tell customers apart: none varies, or none may be used";
            return Err(StudyError::options(what, "name others under `--traits`, known before the activity"));
        }
        let trial = Trial::new(&drawn.treated, &drawn.outcome)?;
        let settings = self.settings();
        let columns = slices(columns);
        let outcome = outcome
            .with("activity", named.name.as_str())
            .with("chosen", Chosen::Drawn.word())
            .with("n", trial.n())
            .with("treated", drawn.treated.iter().filter(|it| **it).count())
            .with("traits", names.clone())
            .with("cost", number_json(self.cost))
            .with("value", number_json(self.value))
            .with("unit", if super::register::is_share(&drawn.outcome) { "share" } else { "number" })
            .with("proxies", proxies.iter().map(traits::Proxy::json).collect::<Vec<_>>())
            .warn_all(leaking.iter().map(|name| leak(name)))
            .warn_all(proxies.iter().map(traits::Proxy::warning))
            .warn_all(not_drawn(&columns, &drawn.treated)?.map(|p| Warning {
                code: "treatment_not_drawn".into(),
                text: format!(
                    "the traits tell who got it (p {}), so chance did not draw customers alike: effects and profits are mixed \
                     up with what else sets them apart, and are not to be acted on before the draw was looked at",
                    p_value(p)
                ),
            }));
        let scores = match cross_fitted(&columns, &trial, &settings, level, LEARNED_MAX)? {
            Ok(scores) => scores,
            Err(why) => return Ok(undetermined(outcome, why)),
        };
        let (found, warning) = signals(&columns, &trial, &settings)?;
        let signals = match found {
            Ok(signals) => signals,
            Err(why) => return Ok(undetermined(outcome, why)),
        };
        let worth = Worth { value: self.value, cost: self.cost };
        let curve = match budget_curve(&scores.effects, &signals, worth, level, self.seed)? {
            Ok(curve) => curve,
            Err(why) => return Ok(undetermined(outcome, why)),
        };
        let smallest = curve.points.first().map_or(0, |it| it.customers);
        let curve = self.at_most(curve);
        let average = signals.average_effect(level);
        let kinds = four_cells(&scores.effects, &trial, &signals, level)?;
        let alike = most_like(&scores, &signals, kinds.is_some());
        let bins = calibration(&scores.effects, &signals, BINS, level)?;
        let spread = Spread::of(&scores.effects);
        let too_few = self.most.filter(|most| *most < smallest).map(|most| {
            format!("profit can be told of {smallest} customers or more, and `--most {most}` allows fewer: no budget was looked at")
        });
        let best = curve.best.and_then(|best| curve.points.get(best)).copied();
        let chosen = chosen(&scores, best.as_ref());
        let fallen = traits::fallen(protected, &chosen);
        let outcome = outcome
            .with("average_effect", answer_json_of(&average, &arms()))
            .with("effects", spread.json(&scores))
            .with("calibration", calibration_json(&bins))
            .with("cells", kinds.map_or(Value::Null, |kinds| kinds_json(&kinds)))
            .with("most_like", alike.map_or(Value::Null, |counts| most_like_json(&counts)))
            .with(
                "decision",
                too_few.as_ref().map_or_else(
                    || Value::from(curve.decision.word()),
                    |text| json!({"undetermined": "too_few", "detail": text}),
                ),
            )
            .with("best", best.as_ref().map_or(Value::Null, point_json))
            .with("treat_all", curve.points.last().map_or(Value::Null, point_json))
            .with("curve", curve.points.iter().map(point_json).collect::<Vec<_>>())
            .with("protected", fallen.iter().map(traits::Fallen::json).collect::<Vec<_>>())
            .warn_all(warning)
            .say(format!("average effect: {}", sentence(&average, &arms())))
            .say(spread.sentence(&scores, level))
            .say(too_few.map_or_else(
                || {
                    let last = chosen.last().and_then(|&row| scores.effects.get(row)).copied();
                    advice(&curve, best.as_ref(), last, trial.n())
                },
                |text| format!("undetermined: {text}"),
            ))
            .say(table(&curve, level))
            .picture(picture(&curve, level))
            .say(told(&fallen));
        let audience =
            if drawn.customers.is_empty() { Vec::new() } else { recipients(&chosen, &scores, &drawn.customers) };
        Ok(Targeted { outcome, audience })
    }

    /// The curve where only so many may get it: what pays best among the budgets that are allowed.
    fn at_most(&self, mut curve: BudgetCurve) -> BudgetCurve {
        let Some(most) = self.most else { return curve };
        curve.points.retain(|point| point.customers <= most);
        let profit = |at: &usize| curve.points[*at].profit.value;
        let best = (0..curve.points.len()).max_by(|a, b| profit(a).total_cmp(&profit(b))).filter(|at| profit(at) > 0.0);
        curve.decision = match best.map(|at| curve.points[at].band.lower) {
            None => Decision::TreatNobody,
            Some(lower) if lower > 0.0 => Decision::Treat,
            Some(_) => Decision::Unsure,
        };
        curve.best = best;
        curve
    }
}

/// The design with only these rows.
fn only(mut design: Design, rows: &[usize]) -> Design {
    if design.columns.first().is_some_and(|it| it.len() != rows.len()) {
        for column in &mut design.columns {
            *column = rows.iter().map(|&row| column[row]).collect();
        }
    }
    design
}

/// Rows from the highest effect down, as many as the budget has; ties in the order of the file.
fn chosen(scores: &Scores, best: Option<&BudgetPoint>) -> Vec<usize> {
    let customers = best.map_or(0, |best| usize::try_from(best.customers).unwrap_or(usize::MAX));
    let mut rows: Vec<usize> = (0..scores.effects.len()).collect();
    rows.sort_by(|&a, &b| scores.effects[b].total_cmp(&scores.effects[a]));
    rows.truncate(customers);
    rows
}

fn recipients(chosen: &[usize], scores: &Scores, customers: &[String]) -> Vec<Recipient> {
    let ends = |it: &Interval| (it.lower, it.upper);
    let recipient = |&row: &usize| Recipient {
        customer: customers[row].clone(),
        effect: scores.effects[row],
        interval: scores.intervals[row].as_ref().map(ends),
    };
    chosen.iter().map(recipient).collect()
}

fn undetermined(outcome: Outcome, why: Why) -> Targeted {
    let text = why_text(why, &arms());
    let decision = json!({"undetermined": why.word(), "detail": text});
    Targeted { outcome: outcome.with("decision", decision).say(format!("undetermined: {text}")), audience: Vec::new() }
}

fn leak(name: &str) -> Warning {
    let text = format!("`{name}` tells the outcome, so it was probably known only afterwards; it was left out");
    Warning { code: "trait_leaks".into(), text }
}

fn told(fallen: &[traits::Fallen]) -> String {
    let line = |it: &traits::Fallen| {
        format!("{}: {} of those who get it, {} of all", it.name, number(it.chosen.unwrap_or_default()), number(it.all))
    };
    let known: Vec<String> = fallen.iter().filter(|it| it.chosen.is_some()).map(line).collect();
    if known.is_empty() {
        return String::new();
    }
    format!("Not used, and how they fall out (means, or shares):\n{}", known.join("\n"))
}
