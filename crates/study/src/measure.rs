//! Every activity of a file: what it did, and what may be said about it. `vaarwel measure` embeds [`MeasureCommand`].
//!
//! | module | what it does |
//! | --- | --- |
//! | `asked` | the activities a person named, with cost and planned split |
//! | `horizon` | when the outcome came |
//! | `prepared` | the columns of the file, checked: customers in both arms, traits that leak |
//! | [`register`] | all activities judged together, columns in, verdicts out |
//! | `drawn`, [`observed`] | the effect where chance chose, and where somebody did |
//! | [`target`] | for whom it works, and whom to treat so that it pays |
//! | [`registered`] | the activities of the register, from what the ledger knows |
//! | [`pairs`] | activities that meet on the same customers |
//! | `why`, `saying` | why a verdict is what it is: codes and numbers, put into words when they are read |
//! | `told`, `json`, `words`, `forest` | the answer for people, for programs, in two languages, and as a picture |
//!
//! The rules that turn an estimate into a verdict are in [`relationship::verdict`].

mod asked;
mod drawn;
mod forest;
mod horizon;
mod json;
pub mod observed;
pub mod pairs;
mod prepared;
pub mod register;
pub mod registered;
mod saying;
pub mod target;
mod told;
mod why;
mod words;

use clap::{Args, ValueEnum};
use relationship::verdict::{Verdict, only_delays};
use relationship::{Currency, Day};
use stats::Level;
use stats::multiple::Correction;

use crate::flags::{Input, Output};
use crate::outcome::Warning;
use crate::{Outcome, StudyError};
use asked::{Lists, Named};
use pairs::Pairing;
use prepared::Prepared;
use register::{Measured, Rules, measure};

pub use saying::{Saying, Span, Unit, reason_of, warnings_of};
pub use words::Language;

/// How p-values are adjusted for all activities together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Together {
    /// Benjamini and Hochberg: few false alarms among the alarms
    Bh,
    /// Benjamini and Yekutieli: the same whatever the dependence
    By,
    /// Holm: hardly ever any false alarm
    Holm,
}

/// What each activity of a file really did: helps, no sign, backfires, cannot tell yet, cannot tell this way
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  vaarwel measure customers.csv --outcome churned --drawn discount,newsletter --traits tenure,price,satisfaction
  vaarwel measure customers.csv --outcome churned --drawn-by store:training --observed save_desk --traits tenure,price
  vaarwel measure test.csv --outcome retention_7 --good-outcome --drawn version=gate_40 --split version=0.5
  vaarwel measure mails.csv --outcome visit --good-outcome --drawn 'segment=Mens E-Mail/No E-Mail' --revenue spend
  vaarwel measure a.csv --outcome-on left_on --exposed-on drawn_on --watched-until 2026-09-30 --horizon 90,365 --drawn called

An activity is a column with 1 where it was given and 0 where chance (--drawn) or somebody (--observed) left it out.
Options: docs/reference/measure.md. How the verdict comes about: docs/methods/verdict.md")]
pub struct MeasureCommand {
    #[command(flatten)]
    input: Input,
    /// What should be rare, such as leaving: 0 or 1, yes or no, or a number
    #[arg(long, value_name = "COLUMN", required_unless_present_any = ["outcome_on", "outcome_after"])]
    outcome: Option<String>,
    /// The value of the outcome column that counts, where it holds words, such as `Left`
    #[arg(long, value_name = "VALUE", requires = "outcome")]
    outcome_value: Option<String>,
    /// The outcome is wanted, as staying is: more of it is better
    #[arg(long)]
    good_outcome: bool,
    /// Activities that chance drew customers for; where arms have names, `version=gate_40` or `segment=Mail/None`
    #[arg(long, value_name = "ACTIVITY,...", value_delimiter = ',')]
    drawn: Vec<String>,
    /// Activities that chance drew stores, households or teams for, after the column that holds them
    #[arg(long, value_name = "GROUP:ACTIVITY,...", value_delimiter = ',')]
    drawn_by: Vec<String>,
    /// Activities that somebody, a rule or the customer chose for
    #[arg(long, value_name = "ACTIVITY,...", value_delimiter = ',')]
    observed: Vec<String>,
    /// What was known before any activity: makes draws sharper, and other comparisons possible
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    traits: Vec<String>,
    /// Of these, columns whose numbers are names, such as postal codes
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    categorical: Vec<String>,
    /// The share of treated that was planned, per activity; sizes that chance would not give block the verdict
    #[arg(long, value_name = "ACTIVITY=SHARE,...", value_delimiter = ',')]
    split: Vec<String>,
    /// The column with the customer's id: who stands in both arms is found
    #[arg(long, value_name = "COLUMN")]
    customer: Option<String>,
    /// What no activity can have changed, such as last year's complaints: checks on comparisons that were not drawn
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    negative_control: Vec<String>,

    /// What it costs per customer who gets it
    #[arg(long, value_name = "ACTIVITY=AMOUNT,...", value_delimiter = ',', help_heading = "Money")]
    cost: Vec<String>,
    /// What it costs once, whoever gets it
    #[arg(long, value_name = "ACTIVITY=AMOUNT,...", value_delimiter = ',', help_heading = "Money")]
    fixed_cost: Vec<String>,
    /// What a customer brings in over the horizon when staying: it counts where the outcome is the good one
    #[arg(long, value_name = "COLUMN", help_heading = "Money", conflicts_with = "revenue")]
    value: Option<String>,
    /// What each customer really brought in over the horizon
    #[arg(long, value_name = "COLUMN", help_heading = "Money")]
    revenue: Option<String>,
    /// The currency of these amounts
    #[arg(long, value_name = "CODE", help_heading = "Money", default_value = "EUR")]
    currency: Currency,

    /// The outcome counts within so many days; the verdict is that of the longest
    #[arg(long, value_name = "DAYS,...", value_delimiter = ',', help_heading = "When")]
    horizon: Vec<f64>,
    /// The day the outcome came, empty where it has not
    #[arg(long, value_name = "COLUMN", help_heading = "When", requires = "exposed_on")]
    outcome_on: Option<String>,
    /// The day the customer was assigned, in both arms
    #[arg(long, value_name = "COLUMN", help_heading = "When")]
    exposed_on: Option<String>,
    /// Instead of the two days: how many days after it the outcome came, empty where it has not
    #[arg(long, value_name = "COLUMN", help_heading = "When", conflicts_with_all = ["outcome_on", "exposed_on"])]
    outcome_after: Option<String>,
    /// The last day that was watched: who was not watched until the horizon is left out
    #[arg(long, value_name = "DAY", help_heading = "When")]
    watched_until: Option<Day>,
    /// Instead: how many days each customer was watched
    #[arg(long, value_name = "COLUMN", help_heading = "When", conflicts_with = "watched_until")]
    watched: Option<String>,

    /// The smallest effect that matters, in points of 100 or in the unit of the outcome [default: 15 % of the control's]
    #[arg(long, value_name = "POINTS", help_heading = "How it is judged")]
    matters: Option<f64>,
    /// How sure such an effect is to be found
    #[arg(long, value_name = "CHANCE", default_value_t = 0.8, help_heading = "How it is judged")]
    power: f64,
    /// How p-values are adjusted for all activities together
    #[arg(long, value_name = "HOW", default_value = "bh", help_heading = "How it is judged")]
    correction: Together,
    /// The language of the answer
    #[arg(long, value_name = "LANGUAGE", default_value = "en", help_heading = "What comes out")]
    lang: Language,
    #[command(flatten)]
    output: Output,
}

/// All activities at one horizon.
struct AtHorizon {
    days: Option<f64>,
    measured: Vec<Measured>,
}

/// Everything that is told.
struct Answer {
    activities: Vec<Named>,
    /// From the shortest horizon to the longest, whose verdicts count.
    horizons: Vec<AtHorizon>,
    pairs: Vec<Pairing>,
    about: About,
    is_share: bool,
    /// What differences are counted in.
    unit: Unit,
}

/// What there is to know about all customers together.
#[derive(Debug, Default)]
struct About {
    /// The names of the traits.
    traits: Vec<String>,
    warnings: Vec<Warning>,
    /// Traits that leak the outcome, and were left out.
    leaking: Vec<String>,
    /// Per activity, how many customers stand in both arms.
    both_arms: Vec<u64>,
    /// How many customers stand on several rows.
    repeated: u64,
    /// A column that nobody named and that looks like the customer's id, how many of its values stand on several rows, and how many
    /// of these in both arms.
    likely_customer: Option<(String, [u64; 2])>,
    /// Per activity, a column that nobody named whose groups got the same as a whole.
    whole: Vec<Option<String>>,
    /// Per activity, how many were exposed to it and not assigned.
    unassigned: Vec<u64>,
    /// How many had the outcome before they were assigned.
    before: u64,
    /// Whether it is known when the outcome came.
    has_days: bool,
}

/// How an answer is told, and how it was judged.
struct Style {
    lang: Language,
    currency: Currency,
    level: Level,
    power: f64,
    correction: Together,
    negative_controls: Vec<String>,
}

impl Answer {
    /// The activities with what is known at the longest horizon.
    fn all(&self) -> impl Iterator<Item = (usize, &Named, &Measured)> {
        let measured = self.horizons.last().map(|it| it.measured.as_slice()).unwrap_or_default();
        self.activities.iter().zip(measured).enumerate().map(|(at, (named, measured))| (at, named, measured))
    }

    /// Verdicts of one activity at the horizons before the longest.
    fn earlier(&self, at: usize) -> Vec<Verdict> {
        let before = self.horizons.len().saturating_sub(1);
        self.horizons[..before].iter().filter_map(|it| Some(it.measured.get(at)?.verdict)).collect()
    }

    fn only_delays(&self, at: usize, measured: &Measured) -> bool {
        only_delays(&self.earlier(at), measured.verdict)
    }
}

impl MeasureCommand {
    /// What is to be printed.
    ///
    /// # Errors
    /// When the file cannot be read, the options do not fit it, or a value is impossible.
    pub fn run(&self) -> Result<String, StudyError> {
        self.answer()?.deliver(&self.output)
    }

    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, the options do not fit it, or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        self.check()?;
        let horizons = self.horizons()?;
        let mut opened = self.input.open()?;
        let activities = self.activities(opened.columns())?;
        self.check_roles(&activities)?;
        let columns = self.columns(&mut opened, &activities)?;
        let frame = opened.read()?;
        let outcome = Outcome::new("measure", self.output.level).from_source(frame.source());
        let prepared = self.prepared(frame, columns, &activities)?;
        let is_share = prepared.times.is_some() || register::is_share(&prepared.outcome);
        if let Some(matters) = self.matters.filter(|it| is_share && *it > 100.0) {
            let what =
                format!("`--matters {matters}`: the outcome is yes or no, so no effect is larger than 100 points");
            return Err(StudyError::options(what, "give points of 100, such as 0.5 for half a point"));
        }
        let rules = self.rules(is_share);
        let mut all = Vec::new();
        let asked: Vec<Option<f64>> =
            if prepared.times.is_some() { horizons.iter().copied().map(Some).collect() } else { vec![None] };
        for days in asked {
            all.push(AtHorizon { days, measured: self.at(&prepared, &activities, days, &rules)? });
        }
        let pairs = prepared.pairs(&activities, is_share);
        let unit = if is_share { Unit::Points } else { Unit::Number };
        let answer = Answer { activities, horizons: all, pairs, about: prepared.about(), is_share, unit };
        Ok(self.tell(outcome, &answer))
    }

    fn at(
        &self,
        prepared: &Prepared,
        activities: &[Named],
        days: Option<f64>,
        rules: &Rules,
    ) -> Result<Vec<Measured>, StudyError> {
        let seen = prepared.at(days, self.good_outcome);
        Ok(measure(&seen.customers(prepared), &seen.activities(prepared, activities), rules)?)
    }

    fn activities(&self, columns: &[String]) -> Result<Vec<Named>, StudyError> {
        let lists = Lists { drawn: &self.drawn, drawn_by: &self.drawn_by, observed: &self.observed };
        let mut all = asked::activities(lists, columns)?;
        let amount = |it: f64| (0.0..=1e15).contains(&it);
        asked::each(&mut all, ("--cost", &self.cost), amount, "0 or more", |it, each| {
            it.cost.get_or_insert_default().each = each;
        })?;
        asked::each(&mut all, ("--fixed-cost", &self.fixed_cost), amount, "0 or more", |it, fixed| {
            it.cost.get_or_insert_default().fixed = fixed;
        })?;
        let share = |it: f64| it > 0.0 && it < 1.0;
        asked::each(&mut all, ("--split", &self.split), share, "above 0 and below 1, such as 0.5", |it, planned| {
            it.planned = Some(planned);
        })?;
        if let Some(it) = all.iter().find(|it| it.is_observed && it.planned.is_some()) {
            let what = format!("`--split` gives a plan for `{}`, which is under `--observed`", it.name);
            return Err(StudyError::options(what, "where chance drew, name it under `--drawn`"));
        }
        Ok(all)
    }

    /// Numbers that no file makes right.
    fn check(&self) -> Result<(), StudyError> {
        if let Some(matters) = self.matters.filter(|it| !(it.is_finite() && *it > 0.0)) {
            let what = format!("`--matters {matters}` is no size of an effect");
            let remedy = "give points above 0, such as 0.5 for half a point of 100; for an outcome in numbers its unit";
            return Err(StudyError::options(what, remedy));
        }
        if !(0.5..=0.999).contains(&self.power) {
            let what = format!("`--power {}` is not allowed", self.power);
            return Err(StudyError::options(what, "allowed: from 0.5 to 0.999, such as 0.8"));
        }
        Ok(())
    }

    /// An activity is not at once what is judged by, or what is judged.
    fn check_roles(&self, activities: &[Named]) -> Result<(), StudyError> {
        let named = [
            ("--outcome", &self.outcome),
            ("--outcome-on", &self.outcome_on),
            ("--outcome-after", &self.outcome_after),
            ("--exposed-on", &self.exposed_on),
            ("--watched", &self.watched),
            ("--customer", &self.customer),
            ("--value", &self.value),
            ("--revenue", &self.revenue),
        ];
        for it in activities {
            let same = |name: &Option<String>| name.as_ref().is_some_and(|name| name.trim() == it.column);
            if let Some((first, _)) = named.iter().find(|(_, name)| same(name)) {
                return Err(StudyError::ColumnTaken { option: it.option, column: it.column.clone(), first });
            }
        }
        Ok(())
    }

    fn style(&self) -> Style {
        Style {
            lang: self.lang,
            currency: self.currency,
            level: self.output.level,
            power: self.power,
            correction: self.correction,
            negative_controls: self.negative_control.clone(),
        }
    }

    fn rules(&self, is_share: bool) -> Rules {
        Rules {
            level: self.output.level,
            more_is_better: self.good_outcome,
            matters: self.matters.map(|it| if is_share { it / 100.0 } else { it }),
            power: self.power,
            correction: match self.correction {
                Together::Bh => Correction::BenjaminiHochberg,
                Together::By => Correction::BenjaminiYekutieli,
                Together::Holm => Correction::Holm,
            },
        }
    }
}

/// What `vaarwel measure` with these words would print.
///
/// # Errors
/// When the words are no command, the file cannot be read, or the options do not fit it.
pub fn run<I, T>(words: I) -> Result<String, StudyError>
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    crate::parsed::<MeasureCommand, _, _>("vaarwel measure", words, MeasureCommand::run)
}
