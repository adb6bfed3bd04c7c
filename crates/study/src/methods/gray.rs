//! Do groups leave for a reason to the same extent?

use clap::Args;
use serde_json::{Value, json};
use stats::StatsError;
use stats::competing::{CauseTable, Gray, cumulative_incidence, gray_stratified};
use stats::survival::Scale;

use super::cumulative_incidence::{Causes, list, nobody_left, share_text};
use crate::answer::{Table, answer_json, count, number, number_json, test_sentence, tested_json};
use crate::flags::{By, Input, Output, real};
use crate::frame::Group;
use crate::{Outcome, StudyError};

/// Do groups leave for the same reasons to the same extent (Gray's test, weighted or within strata)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats gray customers.csv --duration months --cause reason --censored none --by plan --strata country

Method: docs/methods/gray.md")]
pub struct GrayTest {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    causes: Causes,
    #[command(flatten)]
    by: By,
    /// Weigh times by this power of the share that has not left for the cause: above 0, early times weigh more
    #[arg(long, value_name = "POWER", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    rho: f64,
    /// Compare only within the values of this column; several columns with commas between
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    strata: Vec<String>,
    #[command(flatten)]
    pub(super) output: Output,
}

impl GrayTest {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, a value is impossible, or there are fewer than two groups.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        if self.by.by.is_empty() {
            return Err(StudyError::options("`gray` compares groups and none are named", "add `--by COLUMN`"));
        }
        let mut opened = self.input.open()?;
        let columns = self.causes.columns(&mut opened)?;
        let by = opened.categories("--by", &self.by.by)?;
        let strata_columns = opened.categories("--strata", &self.strata)?;
        let frame = opened.read()?;
        let endings = self.causes.endings(&frame, columns)?;
        if endings.names.is_empty() {
            let outcome = Outcome::new("gray", self.output.level).from_source(frame.source());
            return Ok(nobody_left(outcome, &frame));
        }
        let groups = frame.groups(&by)?;
        if groups.len() < 2 {
            let only = groups.first().map(Group::label).unwrap_or_default();
            let what = format!("every row is in one group, `{only}`");
            return Err(StudyError::options(what, "`--by` needs a column with at least two values"));
        }
        let strata = frame.strata(&strata_columns)?;
        let mut stratum_of = vec![0; frame.rows()];
        for (index, stratum) in strata.iter().enumerate() {
            stratum.rows.iter().for_each(|&row| stratum_of[row] = index);
        }
        let (mut tables, mut whole) = (vec![Vec::new(); strata.len()], Vec::new());
        for group in &groups {
            whole.push(self.causes.table(&frame, (columns, &endings), group)?);
            for (part, tables) in group.split(&stratum_of, strata.len()).iter().zip(&mut tables) {
                tables.push(self.causes.table(&frame, (columns, &endings), part)?);
            }
        }
        let names: Vec<String> = groups.iter().map(Group::label).collect();
        let mut outcome = Outcome::new("gray", self.output.level)
            .from_source(frame.source())
            .with("rho", self.rho)
            .with("strata", strata_columns.iter().map(|&it| frame.name(it).into()).collect::<Vec<Value>>());
        let mut tests = Vec::new();
        for (cause, name) in endings.names.iter().enumerate() {
            let result = gray_stratified(&tables, cause, self.rho)?;
            let shown = self.shown(&result, (&groups, &whole), cause)?;
            tests.push(json!({
                "cause": name,
                "test": tested_json(&result.test, &names),
                "groups": shown.0,
            }));
            outcome = outcome.say(format!("{name}: {}", test_sentence(&result.test, &names))).say(shown.1);
        }
        outcome = outcome.with("causes", tests);
        if endings.names.len() > 1 {
            let text = format!(
                "{} causes were tested ({}): adjust the p-values with `adjust-p` before one is singled out",
                endings.names.len(),
                list(&endings.names)
            );
            outcome = outcome.warn("many_tests", text);
        }
        Ok(self.causes.warn(outcome, &endings))
    }

    /// What each group did, with its incidence at the last time at which all groups were watched.
    fn shown(
        &self,
        result: &Gray,
        (groups, tables): (&[Group], &[CauseTable]),
        cause: usize,
    ) -> Result<(Vec<Value>, Table), StatsError> {
        let longest = tables.iter().map(|table| table.any_cause().longest_observed()).fold(f64::INFINITY, f64::min);
        let until = number(longest);
        let mut table = Table::new(["group", "n", "left for it", "expected", &format!("share by {until}")]);
        let mut rows = Vec::new();
        for ((group, tally), counted) in groups.iter().zip(&result.groups).zip(tables) {
            let share = cumulative_incidence(counted, self.output.level, Scale::LogLog).at(cause, longest)?;
            let (n, left) = (count(tally.n), count(tally.departures));
            table.row([group.label(), n, left, number(tally.expected), share_text(&share)]);
            rows.push(json!({
                "group": group.json(),
                "n": tally.n,
                "departures": tally.departures,
                "expected": number_json(tally.expected),
                "until": number_json(longest),
                "incidence": answer_json(&share),
            }));
        }
        Ok((rows, table))
    }
}
