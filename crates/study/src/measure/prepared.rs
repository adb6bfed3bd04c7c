//! The columns of the file, checked before anything is estimated.

use std::borrow::Cow;
use std::collections::HashMap;

use relationship::verdict::Obstacle;
use stats::Proportion;
use stats::experiment::SAMPLE_RATIO_ALARM_P;
use stats::multiple::{Correction, adjust};
use stats::rates::pooled_proportions_test;

use super::asked::Named;
use super::horizon::{At, Times, When};
use super::pairs::{Pairing, pairs};
use super::register::{Activity, Customers, Way};
use super::{About, MeasureCommand};
use crate::StudyError;
use crate::error::Problem;
use crate::flags::CovariateFlags;
use crate::frame::{Allowed, Arms, Category, Covariates, Design, Frame, Measure, Number, OUTSIDE, Opened};

/// A trait that explains more of the outcome than this says what came after: it leaks.
pub(super) const LEAK_R2: f64 = 0.5;
/// When more of the customers than this had the outcome before they were assigned, it was no draw among customers.
const BEFORE_SHARE_MAX: f64 = 0.01;

/// Handles of what was asked for.
pub(super) struct Columns {
    outcome: Option<Measure>,
    arms: Vec<Arms>,
    units: Vec<Option<Category>>,
    customer: Option<Category>,
    /// A column that nobody named and that looks like the customer's id.
    likely_customer: Option<(String, Category)>,
    /// Per activity, a column that nobody named whose groups got the same as a whole.
    whole: Vec<Option<String>>,
    when: When,
    traits: Covariates,
    controls: Vec<Number>,
    money: Option<Number>,
}

/// The columns of the file, checked.
pub(super) struct Prepared {
    pub(super) frame: Frame,
    pub(super) outcome: Vec<f64>,
    pub(super) times: Option<Times>,
    pub(super) traits: Design,
    /// Traits that leak the outcome, and were left out.
    pub(super) leaking: Vec<String>,
    pub(super) controls: Vec<Vec<f64>>,
    columns: (Vec<Arms>, Vec<Option<Category>>),
    money: Option<Money>,
    /// Per activity, how many customers stand in both arms.
    pub(super) both_arms: Vec<u64>,
    /// How many customers stand on several rows.
    pub(super) repeated: u64,
    likely_customer: Option<(String, [u64; 2])>,
    whole: Vec<Option<String>>,
    /// Per activity, how many were exposed to it and not assigned.
    unassigned: Vec<u64>,
    /// How many had the outcome before they were assigned.
    pub(super) before: u64,
    /// Per activity, whether one arm lacks values more often than the other.
    lost_unevenly: Vec<bool>,
}

struct Money {
    column: Number,
    /// It counts only where the outcome is the good one.
    if_good: bool,
}

/// The table at one horizon.
pub(super) struct Seen<'a> {
    outcome: Cow<'a, [f64]>,
    money: Option<Vec<f64>>,
    arms: Vec<Cow<'a, [u8]>>,
}

impl MeasureCommand {
    /// Asks for everything that is needed.
    pub(super) fn columns(&self, opened: &mut Opened, activities: &[Named]) -> Result<Columns, StudyError> {
        let value = ("--outcome-value", self.outcome_value.as_deref());
        let outcome = self.outcome.as_deref().map(|it| opened.measure(("--outcome", it), value)).transpose()?;
        let arms: Vec<Arms> = activities
            .iter()
            .map(|it| opened.arms((it.option, &it.column), (it.treated.as_deref(), it.control.as_deref())))
            .collect::<Result<_, _>>()?;
        let mut units: HashMap<&str, Category> = HashMap::new();
        for unit in activities.iter().filter_map(|it| it.unit.as_deref()) {
            if !units.contains_key(unit) {
                units.insert(unit, opened.category("--drawn-by", unit)?);
            }
        }
        let units = activities.iter().map(|it| units.get(it.unit.as_deref()?).copied()).collect();
        let customer = self.customer.as_deref().map(|it| opened.category("--customer", it)).transpose()?;
        let when = self.when(opened)?;
        let flags = CovariateFlags {
            covariates: self.traits.clone(),
            categorical: self.categorical.clone(),
            ..CovariateFlags::default()
        };
        let traits = opened.covariates_as("--traits", &flags)?;
        let number = |opened: &mut Opened, option, name: &str| opened.number(option, name, Allowed::Any);
        let controls = self.negative_control.iter().map(|it| number(opened, "--negative-control", it));
        let controls = controls.collect::<Result<_, _>>()?;
        let money = match (&self.value, &self.revenue) {
            (Some(value), _) => Some(number(opened, "--value", value)?),
            (None, Some(revenue)) => Some(number(opened, "--revenue", revenue)?),
            (None, None) => None,
        };
        let drawn_alone = |it: &Named| !it.is_observed && it.unit.is_none();
        let whole = activities.iter().zip(&arms);
        let whole = whole.map(|(it, arms)| drawn_alone(it).then(|| opened.whole_groups(*arms)).flatten()).collect();
        let likely = if customer.is_none() { opened.likely_customer() } else { None };
        let likely_customer = match likely {
            Some(name) => Some((name.clone(), opened.category_or_none("--customer", &name)?)),
            None => None,
        };
        Ok(Columns { outcome, arms, units, customer, likely_customer, whole, when, traits, controls, money })
    }

    /// The columns, checked.
    pub(super) fn prepared(
        &self,
        mut frame: Frame,
        columns: Columns,
        activities: &[Named],
    ) -> Result<Prepared, StudyError> {
        let times = self.times(&frame, &columns.when, &columns.arms)?;
        let exposed = columns.when.exposed().filter(|_| activities.len() == 1);
        let unassigned = exposed.map(|exposed| exposed_unassigned(&frame, exposed, &columns.arms)).unwrap_or_default();
        let lost_unevenly = self.lost_unevenly(&frame, &columns.arms, activities)?;
        let told = columns.outcome.map(|it| frame.measures(it).into_owned());
        if let (Some(told), Some(times)) = (&told, &times) {
            self.agree(&frame, told, times)?;
        }
        let outcome = told.unwrap_or_else(|| {
            let came = times.iter().flat_map(|it| it.after.iter());
            came.map(|after| f64::from(u8::from(after.is_finite()))).collect()
        });
        if self.value.is_some() && times.is_none() && !super::register::is_share(&outcome) {
            let what = "`--value` counts where a customer did the good thing, and the outcome is a number".to_owned();
            return Err(StudyError::options(what, "give an outcome of 0 and 1, or the money itself with `--revenue`"));
        }
        let mut traits = frame.design(&columns.traits)?;
        let leaking = leave_out_leaks(&mut traits, &outcome);
        let controls = columns.controls.iter().map(|it| frame.numbers(*it).to_vec()).collect();
        let (repeated, both_arms) = match columns.customer {
            Some(customer) => repeated(&frame, customer, &columns.arms),
            None => (0, vec![0; activities.len()]),
        };
        let likely_customer = columns.likely_customer.and_then(|(name, column)| {
            let (on_several, in_both) = self::repeated(&frame, column, &columns.arms);
            (on_several > 0).then(|| (name, [on_several, in_both.into_iter().max().unwrap_or(0)]))
        });
        let before = times.as_ref().map_or(0, |it| it.after.iter().filter(|after| **after < 0.0).count() as u64);
        let money = columns.money.map(|column| Money { column, if_good: self.value.is_some() });
        let (whole, columns) = (columns.whole, (columns.arms, columns.units));
        Ok(Prepared {
            frame,
            outcome,
            times,
            traits,
            leaking,
            controls,
            columns,
            money,
            both_arms,
            repeated,
            likely_customer,
            whole,
            unassigned,
            before,
            lost_unevenly,
        })
    }

    /// Per activity for which chance drew customers, whether more rows of one arm were left out than of the other: then whether
    /// a value is known depends on the activity, and those who are left are no longer those who were drawn.
    fn lost_unevenly(&self, frame: &Frame, arms: &[Arms], activities: &[Named]) -> Result<Vec<bool>, StudyError> {
        if frame.source().rows_dropped == 0 {
            return Ok(vec![false; activities.len()]);
        }
        let mut opened = self.input.open()?;
        let whole = activities
            .iter()
            .map(|it| opened.arms((it.option, &it.column), (it.treated.as_deref(), it.control.as_deref())))
            .collect::<Result<Vec<_>, _>>()?;
        let all = opened.read()?;
        let sizes = |arms: &[u8]| [0, 1].map(|side| arms.iter().map(|arm| u64::from(*arm == side)).sum::<u64>());
        let mut p_values = vec![1.0; activities.len()];
        let customers = |it: &Named| !it.is_observed && it.unit.is_none();
        for at in (0..activities.len()).filter(|&at| customers(&activities[at])) {
            let (kept, drawn) = (sizes(frame.arms(arms[at])), sizes(all.arms(whole[at])));
            let share = |side: usize| Proportion::new(kept[side].min(drawn[side]), drawn[side]);
            let test = pooled_proportions_test(share(0)?, share(1)?);
            p_values[at] = test.known().map_or(1.0, |test| test.p_value);
        }
        Ok(adjust(&p_values, Correction::Holm)?.into_iter().map(|p| p < SAMPLE_RATIO_ALARM_P).collect())
    }

    /// Who is said to have the outcome has a day on which it came.
    fn agree(&self, frame: &Frame, told: &[f64], times: &Times) -> Result<(), StudyError> {
        let is_concerned = |row: &usize| !times.after[*row].is_nan();
        let lost = (0..told.len()).filter(is_concerned);
        let lost = lost.filter(|&row| (told[row] != 0.0) != times.after[row].is_finite());
        let rows: Vec<usize> = lost.collect();
        let Some(&first) = rows.first() else { return Ok(()) };
        let column = self.outcome.clone().unwrap_or_default();
        let allowed = "what the day of the outcome says: 1 where there is one, 0 where there is none".to_owned();
        let problem = Problem { line: frame.line(first), column, value: told[first].to_string(), allowed };
        let file = frame.source().file.clone();
        Err(StudyError::Values { file, problems: vec![problem], total: rows.len() as u64 })
    }
}

/// Leaves out traits that say what came after, and names them.
fn leave_out_leaks(traits: &mut Design, outcome: &[f64]) -> Vec<String> {
    let leaks: Vec<bool> = traits.columns.iter().map(|column| r_squared(column, outcome) > LEAK_R2).collect();
    let name_of = |at: usize| traits.names.get(at).cloned();
    let leaking = (0..leaks.len()).filter(|&at| leaks[at]).filter_map(name_of).collect();
    let mut at = 0;
    let mut is_kept = || {
        at += 1;
        !leaks[at - 1]
    };
    traits.columns.retain(|_| is_kept());
    at = 0;
    let mut is_kept = || {
        at += 1;
        !leaks[at - 1]
    };
    traits.names.retain(|_| is_kept());
    leaking
}

/// The share of the variation of one column that the other explains.
pub(super) fn r_squared(one: &[f64], other: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (one_mean, other_mean) = (mean(one), mean(other));
    let (mut own, mut others, mut both) = (0.0, 0.0, 0.0);
    for (x, y) in one.iter().zip(other) {
        let (x, y) = (x - one_mean, y - other_mean);
        own += x * x;
        others += y * y;
        both += x * y;
    }
    if own > 0.0 && others > 0.0 { both * both / (own * others) } else { 0.0 }
}

/// How many customers stand on several rows, and per activity how many of them in both arms.
fn repeated(frame: &Frame, customer: Category, arms: &[Arms]) -> (u64, Vec<u64>) {
    let customers = frame.categories(customer);
    let mut first: Vec<Option<usize>> = vec![None; customers.levels.len()];
    let mut again: Vec<(usize, usize)> = Vec::new();
    for (row, &code) in customers.codes.iter().enumerate() {
        match first[code as usize] {
            _ if customers.levels[code as usize].is_empty() => {}
            Some(first) => again.push((first, row)),
            None => first[code as usize] = Some(row),
        }
    }
    let in_both = |arms: &[u8]| {
        let differ =
            |&&(one, other): &&(usize, usize)| arms[one] < OUTSIDE && arms[other] < OUTSIDE && arms[one] != arms[other];
        let mut found: Vec<usize> = again.iter().filter(differ).map(|(one, _)| *one).collect();
        found.dedup();
        found.len() as u64
    };
    let mut several: Vec<usize> = again.iter().map(|(one, _)| *one).collect();
    several.sort_unstable();
    several.dedup();
    (several.len() as u64, arms.iter().map(|arms| in_both(frame.arms(*arms))).collect())
}

/// Per activity, how many have a day of exposure and no arm.
fn exposed_unassigned(frame: &Frame, exposed: Category, arms: &[Arms]) -> Vec<u64> {
    let days = frame.categories(exposed);
    let has_day = |row: usize| days.codes.get(row).is_some_and(|code| !days.levels[*code as usize].is_empty());
    let count = |arms: &[u8]| (0..arms.len()).filter(|&row| arms[row] == OUTSIDE && has_day(row)).count() as u64;
    arms.iter().map(|it| count(frame.arms(*it))).collect()
}

impl Prepared {
    /// The table at a horizon; without one as it is.
    pub(super) fn at(&self, days: Option<f64>, is_good: bool) -> Seen<'_> {
        let arms = self.columns.0.iter().map(|it| self.frame.arms(*it));
        let (outcome, arms) = match (&self.times, days) {
            (Some(times), Some(days)) => {
                let at: Vec<At> = (0..self.frame.rows()).map(|row| times.at(row, days)).collect();
                let outcome: Vec<f64> = at.iter().map(|it| f64::from(u8::from(*it == At::Yes))).collect();
                let is_seen = |it: &At| matches!(it, At::Yes | At::No);
                let seen = |arms: &[u8]| {
                    let arms = arms.iter().zip(&at).map(|(arm, at)| if is_seen(at) { *arm } else { OUTSIDE });
                    Cow::Owned(arms.collect())
                };
                (Cow::Owned(outcome), arms.map(seen).collect())
            }
            _ => (Cow::Borrowed(self.outcome.as_slice()), arms.map(Cow::Borrowed).collect()),
        };
        let money = self.money.as_ref().map(|money| {
            let amounts = self.frame.numbers(money.column);
            if !money.if_good {
                return amounts.to_vec();
            }
            let good = outcome.iter().map(|it| if is_good { *it } else { 1.0 - it });
            amounts.iter().zip(good).map(|(amount, good)| amount * good).collect()
        });
        Seen { outcome, money, arms }
    }

    /// Pairs of draws over customers that stand out.
    pub(super) fn pairs(&self, activities: &[Named], is_share: bool) -> Vec<Pairing> {
        if !is_share {
            return Vec::new();
        }
        let drawn = activities.iter().zip(&self.columns.0).enumerate();
        let drawn = drawn.filter(|(_, (it, _))| !it.is_observed && it.unit.is_none());
        let arms: Vec<(usize, &[u8])> = drawn.map(|(at, (_, arms))| (at, self.frame.arms(*arms))).collect();
        pairs(&self.outcome, &arms)
    }

    /// What is told about the table as a whole.
    pub(super) fn about(self) -> About {
        let has_days = self.times.is_some();
        let (traits, warnings) = (self.traits.names, self.traits.warnings);
        About {
            traits,
            warnings,
            leaking: self.leaking,
            both_arms: self.both_arms,
            repeated: self.repeated,
            likely_customer: self.likely_customer,
            whole: self.whole,
            unassigned: self.unassigned,
            before: self.before,
            has_days,
        }
    }

    /// What is already known to stand in the way of an activity.
    fn obstacle(&self, at: usize) -> Option<Obstacle> {
        if self.both_arms.get(at).is_some_and(|n| *n > 0) {
            return Some(Obstacle::BothArms);
        }
        if self.lost_unevenly.get(at) == Some(&true) {
            return Some(Obstacle::LostUnevenly);
        }
        let is_much = self.before as f64 > BEFORE_SHARE_MAX * self.frame.rows() as f64;
        is_much.then_some(Obstacle::OutcomeFirst)
    }
}

impl Seen<'_> {
    pub(super) fn customers<'a>(&'a self, prepared: &'a Prepared) -> Customers<'a> {
        Customers {
            outcome: &self.outcome,
            traits: &prepared.traits.columns,
            money: self.money.as_deref(),
            controls: &prepared.controls,
        }
    }

    pub(super) fn activities<'a>(&'a self, prepared: &'a Prepared, named: &[Named]) -> Vec<Activity<'a>> {
        let units = &prepared.columns.1;
        let each = named.iter().zip(&self.arms).zip(units).enumerate();
        each.map(|(at, ((named, arms), unit))| Activity {
            way: match unit {
                Some(unit) => Way::DrawnBy(&prepared.frame.categories(*unit).codes),
                None if named.is_observed => Way::Observed,
                None => Way::Drawn,
            },
            arms,
            planned: named.planned,
            cost: named.cost,
            obstacle: prepared.obstacle(at),
        })
        .collect()
    }
}
