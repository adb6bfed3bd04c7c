//! Do groups leave at different speeds?

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stats::multiple::{Correction, adjust};
use stats::survival::{LifeTable, LogRank, Weighting, log_rank_stratified};
use stats::{StatsError, Tested, Why};

use super::kaplan_meier::Lifetimes;
use crate::answer::{Table, amount, count, number, number_json, p_value, test_sentence, tested_json, why_text};
use crate::flags::{By, Input, Output, real};
use crate::frame::Group;
use crate::{Outcome, StudyError};

/// Most groups that are compared in pairs.
const PAIRS_GROUPS_MAX: usize = 12;

/// Do groups leave at different speeds (log-rank test, weighted or within strata, and every pair with Holm)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  vaarwel stats log-rank customers.csv --duration months --event left --by plan --strata country --weight wilcoxon

Method: docs/methods/log_rank.md")]
pub struct LogRankTest {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    lifetimes: Lifetimes,
    #[command(flatten)]
    by: By,
    /// Which departures weigh most: wilcoxon, tarone-ware and peto the early ones
    #[arg(long, value_name = "WEIGHT", default_value = "log-rank")]
    weight: Weight,
    /// Fleming-Harrington: power of the share still here, for early departures [default: 0]
    #[arg(long, value_name = "POWER", value_parser = real, allow_negative_numbers = true)]
    rho: Option<f64>,
    /// Fleming-Harrington: power of the share gone, for late departures [default: 0]
    #[arg(long, value_name = "POWER", value_parser = real, allow_negative_numbers = true)]
    gamma: Option<f64>,
    /// Compare only within the values of this column; several columns with commas between
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    strata: Vec<String>,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Which departures weigh most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Weight {
    /// All alike
    LogRank,
    /// By the number still here (Gehan, Breslow)
    Wilcoxon,
    /// By the square root of that number
    TaroneWare,
    /// By the share still here (Peto and Peto)
    Peto,
    /// By powers of the shares still here and gone: `--rho`, `--gamma`
    FlemingHarrington,
}

/// The groups of each stratum, in the same order of groups.
type Strata = Vec<Vec<LifeTable>>;

impl LogRankTest {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, a value is impossible, or there are fewer than two groups.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let weighting = self.weighting()?;
        if self.by.by.is_empty() {
            return Err(StudyError::options("`log-rank` compares groups and none are named", "add `--by COLUMN`"));
        }
        let mut opened = self.input.open()?;
        let columns = self.lifetimes.columns(&mut opened)?;
        let by = opened.categories("--by", &self.by.by)?;
        let strata_columns = opened.categories("--strata", &self.strata)?;
        let frame = opened.read()?;
        let groups = frame.groups(&by)?;
        if groups.len() < 2 {
            let only = groups.first().map(Group::label).unwrap_or_default();
            let what = format!("every row is in one group, `{only}`");
            return Err(StudyError::options(what, "`--by` needs a column with at least two values"));
        }
        let strata = frame.strata(&strata_columns)?;
        let mut stratum_of = vec![0; frame.rows()];
        for (index, stratum) in strata.iter().enumerate() {
            for &row in &stratum.rows {
                stratum_of[row] = index;
            }
        }
        let mut tables: Strata = vec![Vec::new(); strata.len()];
        for group in &groups {
            for (part, tables) in group.split(&stratum_of, strata.len()).iter().zip(&mut tables) {
                tables.push(self.lifetimes.table(&frame, columns, part)?);
            }
        }
        let result = log_rank_stratified(&tables, weighting)?;
        let pairs = pairs(&tables, weighting)?;
        let mut outcome = Outcome::new("log-rank", self.output.level).from_source(frame.source());
        let names: Vec<String> = groups.iter().map(Group::label).collect();
        outcome = outcome
            .with("weight", weighting.method().word())
            .with("strata", strata_columns.iter().map(|&it| frame.name(it).into()).collect::<Vec<Value>>())
            .with("test", test_field(&result.test, &names))
            .with("groups", groups_json(&groups, &result))
            .with("pairs", pairs_json(&groups, &pairs, &names));
        outcome = outcome.say(format!("{}: {}", word(self.weight), test_told(&result.test, &names)));
        outcome = outcome.say(groups_table(&names, &result));
        Ok(if groups.len() > 2 { outcome.say(pairs_table(&names, &pairs)) } else { outcome })
    }

    fn weighting(&self) -> Result<Weighting, StudyError> {
        let is_powers = self.weight == Weight::FlemingHarrington;
        if !is_powers && (self.rho.is_some() || self.gamma.is_some()) {
            let what = format!("`--rho` and `--gamma` do not belong to `--weight {}`", word(self.weight));
            return Err(StudyError::options(what, "say `--weight fleming-harrington`, or leave them out"));
        }
        Ok(match self.weight {
            Weight::LogRank => Weighting::LogRank,
            Weight::Wilcoxon => Weighting::Wilcoxon,
            Weight::TaroneWare => Weighting::TaroneWare,
            Weight::Peto => Weighting::Peto,
            Weight::FlemingHarrington => {
                for (option, power) in [("--rho", self.rho), ("--gamma", self.gamma)] {
                    if let Some(power) = power.filter(|power| *power < 0.0) {
                        let what = format!("`{option} {power}`");
                        return Err(StudyError::options(what, "allowed: a finite number of at least 0"));
                    }
                }
                Weighting::FlemingHarrington { p: self.rho.unwrap_or(0.0), q: self.gamma.unwrap_or(0.0) }
            }
        })
    }
}

/// Why groups are not compared: never at risk together is not the same as alike.
fn told(why: Why, names: &[String]) -> String {
    match why {
        Why::ZeroVariance => {
            "whenever somebody left, all who were at risk then were of one group or left at that time, so \
                              nobody could be compared"
                .to_owned()
        }
        why => why_text(why, names),
    }
}

/// A test on one line, or why there is none.
fn test_told(test: &Tested, names: &[String]) -> String {
    test.why().map_or_else(|| test_sentence(test, names), |why| format!("undetermined: {}", told(why, names)))
}

/// A test, or `{"undetermined", "detail"}`.
fn test_field(test: &Tested, names: &[String]) -> Value {
    let undetermined = |why: Why| json!({"undetermined": why.word(), "detail": told(why, names)});
    test.why().map_or_else(|| tested_json(test, names), undetermined)
}

fn word(weight: Weight) -> &'static str {
    match weight {
        Weight::LogRank => "log-rank",
        Weight::Wilcoxon => "wilcoxon",
        Weight::TaroneWare => "tarone-ware",
        Weight::Peto => "peto",
        Weight::FlemingHarrington => "fleming-harrington",
    }
}

/// Two groups compared, as one of several comparisons.
struct Pair {
    first: usize,
    second: usize,
    test: Tested,
    adjusted: Option<f64>,
}

/// Every pair within the strata, with the p-values adjusted by Holm; none when there are too many groups to be read.
fn pairs(strata: &Strata, weighting: Weighting) -> Result<Vec<Pair>, StatsError> {
    let n = strata.first().map_or(0, Vec::len);
    let mut pairs = Vec::new();
    if n > PAIRS_GROUPS_MAX {
        return Ok(pairs);
    }
    for first in 0..n {
        for second in first + 1..n {
            let two: Strata = strata.iter().map(|groups| vec![groups[first].clone(), groups[second].clone()]).collect();
            let test = log_rank_stratified(&two, weighting)?.test;
            pairs.push(Pair { first, second, test, adjusted: None });
        }
    }
    let p_values: Vec<f64> = pairs.iter().filter_map(|pair| pair.test.known()).map(|test| test.p_value).collect();
    let known = pairs.iter_mut().filter(|pair| pair.test.known().is_some());
    for (pair, p_value) in known.zip(adjust(&p_values, Correction::Holm)?) {
        pair.adjusted = Some(p_value);
    }
    Ok(pairs)
}

fn groups_json(groups: &[Group], result: &LogRank) -> Vec<Value> {
    let rows = groups.iter().zip(&result.groups);
    rows.map(|(group, tally)| {
        json!({
            "group": group.json(),
            "n": tally.n,
            "departures": tally.departures,
            "expected": number_json(tally.expected),
        })
    })
    .collect()
}

fn pairs_json(groups: &[Group], pairs: &[Pair], names: &[String]) -> Vec<Value> {
    let row = |pair: &Pair| {
        let two = [names[pair.first].clone(), names[pair.second].clone()];
        json!({
            "first": groups[pair.first].json(),
            "second": groups[pair.second].json(),
            "test": test_field(&pair.test, &two),
            "adjusted_p_value": pair.adjusted,
            "correction": Correction::Holm.word(),
        })
    };
    pairs.iter().map(row).collect()
}

fn groups_table(names: &[String], result: &LogRank) -> Table {
    let mut table = Table::new(["group", "n", "left", "expected"]);
    for (name, tally) in names.iter().zip(&result.groups) {
        table.row([name.clone(), count(tally.n), count(tally.departures), amount(tally.expected)]);
    }
    table
}

fn pairs_table(names: &[String], pairs: &[Pair]) -> Table {
    let mut table = Table::new(["group", "against", "chi-square", "p", "p (Holm)"]);
    for pair in pairs {
        let cells = match &pair.test {
            Tested::Known(test) => {
                let adjusted = pair.adjusted.map_or_else(|| "-".to_owned(), p_value);
                [number(test.statistic), p_value(test.p_value), adjusted]
            }
            Tested::Undetermined(why) => ["undetermined".to_owned(), format!("({})", why.word()), String::new()],
        };
        let [statistic, p, adjusted] = cells;
        table.row([names[pair.first].clone(), names[pair.second].clone(), statistic, p, adjusted]);
    }
    table
}
