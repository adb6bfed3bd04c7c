//! What was odd about a file without being wrong.

use hashbrown::HashMap;
use serde::Serialize;

use crate::message::Message;

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
    /// The same as a code with values, for texts in another language.
    pub message: Message,
}

impl Warning {
    /// A warning about the file as a whole.
    pub(crate) fn about_file(name: &'static str, message: Message) -> Self {
        Self { name, count: 0, lines: Vec::new(), text: message.text(), remedy: message.remedy(), message }
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

/// Something odd about a row, which does not keep it from being taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Oddity {
    BlankLeaving,
    DuplicateCustomer,
    EndWithoutLeaving,
    LeftWithoutDay,
    RepeatedRow,
    RoundedAmount,
}

impl Oddity {
    const fn message(self) -> Message {
        match self {
            Self::BlankLeaving => Message::BlankLeaving {},
            Self::DuplicateCustomer => Message::DuplicateCustomer {},
            Self::EndWithoutLeaving => Message::EndWithoutLeaving {},
            Self::LeftWithoutDay => Message::LeftWithoutDay {},
            Self::RepeatedRow => Message::RepeatedRow {},
            Self::RoundedAmount => Message::RoundedAmount {},
        }
    }
}

/// Counts oddities while rows are read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    seen: HashMap<Oddity, (u64, Vec<u64>)>,
}

impl Tally {
    pub(crate) fn add(&mut self, oddity: Oddity, line: u64) {
        let (count, lines) = self.seen.entry(oddity).or_default();
        *count += 1;
        // Workers read blocks in any order: the smallest lines are the first ones.
        if lines.len() < WARNING_LINES_MAX {
            lines.push(line);
        } else if let Some(largest) = lines.iter_mut().max().filter(|largest| **largest > line) {
            *largest = line;
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (oddity, (count, lines)) in other.seen {
            let (known, known_lines) = self.seen.entry(oddity).or_default();
            *known += count;
            known_lines.extend(lines);
            known_lines.sort_unstable();
            known_lines.truncate(WARNING_LINES_MAX);
        }
    }

    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        let mut seen: Vec<_> = self.seen.into_iter().collect();
        seen.sort_unstable();
        let warning = |(oddity, (count, mut lines)): (Oddity, (u64, Vec<u64>))| {
            lines.sort_unstable();
            let message = oddity.message();
            Warning { count, lines, ..Warning::about_file(message.code(), message) }
        };
        seen.into_iter().map(warning).collect()
    }
}
