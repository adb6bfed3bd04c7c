//! What was odd about a file without being wrong.

use hashbrown::HashMap;
use serde::Serialize;

/// Most lines a warning names.
pub const WARNING_LINES_MAX: usize = 5;

/// Something a person should know about the rows that were taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A short name that never changes, such as `duplicate_customer`.
    pub name: &'static str,
    /// How many rows it is about; 0 when it is about the file as a whole.
    pub count: u64,
    /// The first lines it was seen on.
    pub lines: Vec<u64>,
    /// What was seen.
    pub text: String,
    /// What to do about it.
    pub remedy: String,
}

impl Warning {
    /// A warning about the file as a whole.
    pub(crate) fn about_file(name: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, count: 0, lines: Vec::new(), text: text.into(), remedy: remedy.into() }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)?;
        if self.count > 0 {
            write!(f, " ({} rows", self.count)?;
            for (index, line) in self.lines.iter().enumerate() {
                write!(f, "{}{line}", if index == 0 { "; lines " } else { ", " })?;
            }
            f.write_str(if self.count > self.lines.len() as u64 { ", …)" } else { ")" })?;
        }
        write!(f, "; {}", self.remedy)
    }
}

/// Counts oddities while rows are read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    seen: HashMap<&'static str, (u64, Vec<u64>)>,
}

impl Tally {
    pub(crate) fn add(&mut self, name: &'static str, line: u64) {
        let (count, lines) = self.seen.entry(name).or_default();
        *count += 1;
        // Workers read blocks in any order: the smallest lines are the first ones.
        if lines.len() < WARNING_LINES_MAX {
            lines.push(line);
        } else if let Some(largest) = lines.iter_mut().max().filter(|largest| **largest > line) {
            *largest = line;
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (name, (count, lines)) in other.seen {
            let (known, known_lines) = self.seen.entry(name).or_default();
            *known += count;
            known_lines.extend(lines);
            known_lines.sort_unstable();
            known_lines.truncate(WARNING_LINES_MAX);
        }
    }

    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        let mut warnings: Vec<Warning> = self
            .seen
            .into_iter()
            .map(|(name, (count, mut lines))| {
                lines.sort_unstable();
                let (text, remedy) = words(name);
                Warning { name, count, lines, text: text.to_owned(), remedy: remedy.to_owned() }
            })
            .collect();
        warnings.sort_by_key(|warning| warning.name);
        warnings
    }
}

fn words(name: &str) -> (&'static str, &'static str) {
    match name {
        "duplicate_customer" => (
            "an id that stands in an earlier row with another tenure, other days or another ending",
            "keep one row per customer, or import the file as contracts or events",
        ),
        "repeated_row" => ("a row that says the same as an earlier one", "nothing has to be done: it counts once"),
        "rounded_amount" => (
            "an amount with more decimals than the currency has was rounded",
            "look whether the column is an amount, and whether --decimal is right",
        ),
        "end_without_leaving" => (
            "a day of leaving in the past for a customer who has not left according to the column of --left",
            "the day was left out; look which of the two columns is right",
        ),
        "left_without_day" => (
            "a customer who left without a day of leaving; the day of the snapshot or start plus tenure was taken",
            "give the column with --end, or the day the file was made with --as-of",
        ),
        "blank_leaving" => ("the column of --left is blank; the customer counts as still here", "fill the column in"),
        _ => ("something unusual", "look at the rows"),
    }
}
