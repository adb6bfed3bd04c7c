//! What the first rows of a file tell about columns: arms and outcomes that have names, an id that nobody named, and groups
//! that got the same as a whole.

use std::collections::HashMap;

use ledger::input::Rows as _;

use super::opened::Kind;
use super::values::{self, Got, yes_word};
use super::{Arms, Opened, natural_order};
use crate::StudyError;

/// Most different values that are still names of arms, or words of an outcome.
const NAMES_MAX: usize = 12;
/// First rows that are looked at for them.
const ROWS_MAX: usize = 1_000;
/// Names of a column that holds the customer's id, without signs between the words.
const IDS: [&str; 20] = [
    "id",
    "customer",
    "customerid",
    "customernr",
    "customerno",
    "customernumber",
    "client",
    "clientid",
    "klant",
    "klantid",
    "klantnr",
    "klantnummer",
    "relatienummer",
    "lidnummer",
    "member",
    "memberid",
    "user",
    "userid",
    "account",
    "accountid",
];
/// Words of an arm that was left alone.
const CONTROLS: [&str; 9] = ["control", "controle", "none", "no", "geen", "niet", "placebo", "holdout", "niets"];
/// Groups that each arm has at least before they are taken for what was drawn.
const WHOLE_GROUPS_MIN: usize = 3;
/// Chance gives groups that got the same as a whole more rarely than this.
const WHOLE_GROUPS_P: f64 = 1e-6;

impl Opened {
    /// A column that nobody asked for and that is called as an id of customers is.
    pub(crate) fn likely_customer(&self) -> Option<String> {
        let bare = |name: &str| name.chars().filter(|it| it.is_alphanumeric()).collect::<String>().to_lowercase();
        let free = self.columns().iter().enumerate().filter(|(at, _)| self.taken(*at).is_none());
        free.map(|(_, name)| name).find(|name| IDS.contains(&bare(name).as_str())).cloned()
    }

    /// A column that nobody asked for, of which everybody with the same value is in the same arm, as stores are that were drawn
    /// as a whole. Looked for in the first rows.
    pub(crate) fn whole_groups(&self, arms: Arms) -> Option<String> {
        let want = self.wants.get(arms.0)?;
        let Kind::Arm { treated, control, .. } = &want.kind else { return None };
        let sample = self.table.sample();
        let arm = |row| match values::arm(sample.cell(row, want.column), treated.as_ref(), control.as_ref()) {
            Got::Value(arm) if arm < 2 => Some(arm),
            _ => None,
        };
        let rows: Vec<(usize, u8)> = (0..sample.len()).filter_map(|row| Some((row, arm(row)?))).collect();
        let share = rows.iter().map(|(_, arm)| f64::from(*arm)).sum::<f64>() / rows.len().max(1) as f64;
        let is_whole = |column: usize| {
            let mut groups: HashMap<String, (i32, u8)> = HashMap::new();
            for &(row, arm) in &rows {
                let name = values::show(sample.cell(row, column));
                if values::is_missing(&name) {
                    continue;
                }
                let (n, first) = groups.entry(name).or_insert((0, arm));
                if *first != arm {
                    return false;
                }
                *n += 1;
            }
            let in_arm = |arm: u8| groups.values().filter(|it| it.1 == arm).count();
            let together = |n: i32| (share.powi(n) + (1.0 - share).powi(n)).ln();
            let chance: f64 = groups.values().map(|it| together(it.0)).sum();
            in_arm(0).min(in_arm(1)) >= WHOLE_GROUPS_MIN && chance < WHOLE_GROUPS_P.ln()
        };
        let free = (0..self.columns().len()).filter(|column| self.taken(*column).is_none());
        free.into_iter().find(|column| is_whole(*column)).map(|column| self.columns()[column].clone())
    }

    /// Arms that have names must be told apart by them.
    pub(super) fn check_arms_are_plain(&self, option: &'static str, column: usize) -> Result<(), StudyError> {
        let Some(names) = self.few_values(column) else { return Ok(()) };
        let strange = names.iter().filter(|name| yes_word(name).is_none()).count();
        if strange < names.len() && !(strange > 0 && names.len() == 2) {
            return Ok(());
        }
        let is_control = |name: &&String| {
            let lower = name.to_lowercase();
            CONTROLS.contains(&lower.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default())
        };
        let control = names.iter().find(is_control).unwrap_or(&names[0]);
        let treated = names.iter().find(|it| *it != control).unwrap_or(control);
        let column = &self.columns()[column];
        let mut remedy = format!("say which is treated, as in `{option} '{column}={treated}'`");
        if names.len() > 2 {
            remedy += &format!(", or one against one other, as in `{option} '{column}={treated}/{control}'`");
        }
        Err(StudyError::options(format!("`{option} {column}`: its arms have names: {}", quoted(&names)), remedy))
    }

    /// An outcome in words needs the one that counts.
    pub(super) fn check_outcome_is_plain(
        &self,
        (option, value_option): (&'static str, &'static str),
        column: usize,
    ) -> Result<(), StudyError> {
        let Some(names) = self.few_values(column).filter(|it| it.iter().all(|name| name.parse::<f64>().is_err()))
        else {
            return Ok(());
        };
        if names.iter().all(|name| yes_word(name).is_some()) || names.iter().any(|it| it.contains(['€', '$', '£', ',']))
        {
            return Ok(());
        }
        let what = format!("`{option} {}` holds words: {}", self.columns()[column], quoted(&names));
        Err(StudyError::options(what, format!("say which of them counts, as in `{value_option} '{}'`", names[0])))
    }

    /// The different values of the first rows, two or a few more; none where there are others.
    fn few_values(&self, column: usize) -> Option<Vec<String>> {
        let sample = self.table.sample();
        let mut found: Vec<String> = Vec::new();
        for row in 0..sample.len().min(ROWS_MAX) {
            let name = values::show(sample.cell(row, column));
            if !values::is_missing(&name) && !found.contains(&name) {
                found.push(name);
                if found.len() > NAMES_MAX {
                    return None;
                }
            }
        }
        found.sort_by(|a, b| natural_order(a, b));
        (found.len() > 1).then_some(found)
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
