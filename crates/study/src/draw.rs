//! Drawing the customers of a file: who gets an activity and who is left alone, and how large the hold-out has to be.

use std::borrow::Cow;
use std::path::PathBuf;

use relationship::drawing::{Arm, Drawing, Key, Share, Unit};
use stats::experiment::{Outcome, Plan, minimum_detectable_effect, sample_size};
use stats::{Level, StatsError};

use crate::StudyError;
use crate::flags::Input;
use crate::frame::{Categories, Opened};

/// Shares to hold out that are looked at, from small to large: who decides reads one of these.
const HOLDOUTS: [f64; 8] = [0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50];

/// The columns of a file of customers to be drawn.
#[derive(Debug, Clone, clap::Args)]
pub struct DrawFlags {
    #[command(flatten)]
    input: Input,
    /// The column with the customer's id
    #[arg(long, value_name = "COLUMN")]
    customer: String,
    /// The column with the household, store or team that is drawn as a whole
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// The column within whose values the arms are kept in proportion
    #[arg(long, value_name = "COLUMN")]
    stratum: Option<String>,
}

/// The customers of a file with their arms, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnFile {
    /// Customer and arm.
    pub rows: Vec<(String, Arm)>,
    /// Of each the household, store or team that was drawn as a whole, where one was.
    pub units: Vec<Option<String>>,
    /// How many get it, and how many are left alone to compare with.
    pub drawn: [u64; 2],
    /// How many this draw does not concern.
    pub outside: u64,
}

impl DrawnFile {
    /// Everybody whom the draw concerns: the customer, whether they get it, and what was drawn as a whole.
    pub fn assigned(&self) -> impl Iterator<Item = (&str, bool, Option<&str>)> {
        self.rows.iter().zip(&self.units).filter_map(|((customer, arm), unit)| {
            let is_treated = arm.column()? == 1;
            Some((customer.as_str(), is_treated, unit.as_deref()))
        })
    }

    /// `customer,arm,treated`, a line per customer; the last column is what `vaarwel measure` reads.
    pub fn csv(&self) -> String {
        let mut text = String::with_capacity(24 * self.rows.len() + 32);
        text += "customer,arm,treated\n";
        for (customer, arm) in &self.rows {
            text += &quoted(customer);
            text.push(',');
            text += arm.word();
            text += match arm.column() {
                Some(1) => ",1\n",
                Some(_) => ",0\n",
                None => ",\n",
            };
        }
        text
    }
}

/// A value as it stands in CSV.
pub fn quoted(value: &str) -> Cow<'_, str> {
    if value.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", value.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(value)
    }
}

impl DrawFlags {
    /// The customers of a file, with the columns that hold their id, what is drawn as a whole, and the strata.
    pub fn of(file: PathBuf, customer: String, group: Option<String>, stratum: Option<String>) -> Self {
        Self { input: Input::of(file), customer, group, stratum }
    }
}

impl DrawFlags {
    /// Whether a column says what is drawn as a whole.
    pub const fn has_group(&self) -> bool {
        self.group.is_some()
    }
}

/// Draws the customers of a file.
///
/// # Errors
/// When the file cannot be read, a column is not there, or a customer stands on several rows.
pub fn draw(flags: &DrawFlags, drawing: &Drawing, key: &Key) -> Result<DrawnFile, StudyError> {
    let mut opened: Opened = flags.input.open()?;
    let customer = opened.category("--customer", &flags.customer)?;
    let group = flags.group.as_deref().map(|it| opened.category("--group", it)).transpose()?;
    let stratum = flags.stratum.as_deref().map(|it| opened.category("--stratum", it)).transpose()?;
    let frame = opened.read()?;
    let customers = frame.categories(customer);
    if customers.levels.len() < frame.rows() {
        let what = format!("{} customers stand on {} rows", customers.levels.len(), frame.rows());
        return Err(StudyError::options(what, "a customer is drawn once: leave one row of each"));
    }
    let [groups, strata] = [group, stratum].map(|it| it.map(|it| frame.categories(it)));
    let units: Vec<Unit<'_>> = (0..frame.rows())
        .map(|row| Unit {
            customer: name(customers, row),
            group: groups.map(|it| name(it, row)),
            stratum: strata.map(|it| name(it, row)),
        })
        .collect();
    // Without strata each customer is drawn alone, so that the next file gives everybody the same arm.
    let arms = if strata.is_some() {
        drawing.arms(key, &units)
    } else {
        units.iter().map(|unit| drawing.arm(key, unit)).collect()
    };
    let count = |arm: Arm| arms.iter().filter(|it| **it == arm).count() as u64;
    let drawn = [count(Arm::Treated), count(Arm::HeldOut)];
    let outside = arms.len() as u64 - drawn[0] - drawn[1];
    let groups = units.iter().map(|it| it.group.map(str::to_owned)).collect();
    Ok(DrawnFile {
        units: groups,
        rows: units.iter().map(|it| it.customer.to_owned()).zip(arms).collect(),
        drawn,
        outside,
    })
}

fn name(categories: &Categories, row: usize) -> &str {
    let code = categories.codes.get(row).copied().unwrap_or(0);
    categories.levels.get(code as usize).map_or("", String::as_str)
}

/// What is known before an activity starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prospect {
    /// Customers who will be drawn.
    pub customers: f64,
    /// The share who leave without it, within the horizon.
    pub base: f64,
    /// The smallest effect that matters, as a share.
    pub matters: f64,
    /// How sure it is to be found.
    pub power: f64,
    /// The level of the interval at the end.
    pub level: Level,
    /// New customers per day, where they come in one by one.
    pub inflow: Option<f64>,
}

/// What is proposed before an activity starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Proposal {
    /// Hold out this share: it is the smallest that finds what matters.
    HoldOut {
        /// The share to hold out.
        share: Share,
        /// Customers it takes, in both arms.
        customers: f64,
        /// Days until they have come, at the present inflow.
        days: Option<f64>,
    },
    /// Even half and half cannot find what matters with these customers.
    CannotKnow {
        /// The smallest effect that half and half finds, as a share; none when not even everybody leaving or staying would
        /// be found.
        detectable: Option<f64>,
        /// Customers it would take, half and half.
        customers: f64,
        /// Days until they have come, at the present inflow.
        days: Option<f64>,
    },
}

/// Proposes how many to leave alone: the smallest share that finds an effect that matters with the customers there are.
///
/// # Errors
/// When a number is impossible: a base outside 0 to 1, an effect larger than the base.
pub fn propose(prospect: &Prospect) -> Result<Proposal, StatsError> {
    let outcome = Outcome::Share { base: prospect.base };
    let effect = -prospect.matters.min(prospect.base);
    let plan = |holdout: f64| Plan {
        level: prospect.level,
        power: prospect.power,
        treated_share: 1.0 - holdout,
        ..Plan::default()
    };
    let days = |customers: f64| prospect.inflow.filter(|it| *it > 0.0).map(|inflow| customers / inflow);
    let mut half = f64::INFINITY;
    for holdout in HOLDOUTS {
        half = sample_size(outcome, effect, &plan(holdout))?.total().ceil();
        if half <= prospect.customers
            && let Ok(share) = Share::new(holdout)
        {
            return Ok(Proposal::HoldOut { share, customers: half, days: days(half) });
        }
    }
    let found = minimum_detectable_effect(outcome, prospect.customers, &plan(0.5))?;
    Ok(Proposal::CannotKnow { detectable: found.fall.map(f64::abs), customers: half, days: days(half) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prospect(customers: f64) -> Prospect {
        Prospect { customers, base: 0.1, matters: 0.02, power: 0.8, level: Level::P95, inflow: Some(20.0) }
    }

    #[test]
    fn as_few_are_left_alone_as_will_do() {
        let share = |customers| match propose(&prospect(customers)).unwrap() {
            Proposal::HoldOut { share, customers: needed, days } => {
                assert!(needed <= customers && days == Some(needed / 20.0));
                share.get()
            }
            it @ Proposal::CannotKnow { .. } => panic!("{it:?}"),
        };
        assert_eq!((share(100_000.0), share(6_500.0)), (0.05, 0.5));
        assert!(share(12_000.0) < 0.3 && share(12_000.0) > 0.05);
    }

    #[test]
    fn too_few_to_know_are_told_before_the_start() {
        let Proposal::CannotKnow { detectable, customers, days } = propose(&prospect(600.0)).unwrap() else {
            panic!("600 cannot find two points from ten");
        };
        // Half and half, two points from ten per cent take 3,213 in each arm.
        assert!((customers - 6_426.0).abs() <= 1.0 && days == Some(customers / 20.0));
        assert!(detectable.unwrap() > 0.05);
    }
}
