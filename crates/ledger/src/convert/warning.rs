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
    /// The value on the first of them; empty where there is none to show.
    pub first: String,
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
        Self {
            name,
            count: 0,
            lines: Vec::new(),
            first: String::new(),
            text: message.text(),
            remedy: message.remedy(),
            message,
        }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)?;
        if self.count > 0 {
            let (rows, lines) = if self.count == 1 { ("row", "line") } else { ("rows", "lines") };
            write!(f, " ({} {rows}", self.count)?;
            for (index, line) in self.lines.iter().enumerate() {
                if index == 0 { write!(f, "; {lines} {line}")? } else { write!(f, ", {line}")? }
            }
            f.write_str(if self.count > self.lines.len() as u64 { ", …" } else { "" })?;
            match self.first.as_str() {
                "" => f.write_str(")")?,
                first if self.count == 1 => write!(f, ": `{first}`)")?,
                first => write!(f, "; the first: `{first}`)")?,
            }
        }
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "; {}", self.remedy) }
    }
}

/// Something odd about a row, which does not keep it from being taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Oddity {
    BlankCurrency,
    BlankLeaving,
    DuplicateCustomer,
    EndWithoutLeaving,
    LeftWithoutDay,
    /// Told apart from the others: its message names the column and the currencies.
    OtherCurrency,
    RepeatedRow,
    RoundedAmount,
    ZeroDay,
}

impl Oddity {
    const fn message(self) -> Option<Message> {
        Some(match self {
            Self::OtherCurrency => return None,
            Self::BlankCurrency => Message::BlankCurrency {},
            Self::BlankLeaving => Message::BlankLeaving {},
            Self::DuplicateCustomer => Message::DuplicateCustomer {},
            Self::EndWithoutLeaving => Message::EndWithoutLeaving {},
            Self::LeftWithoutDay => Message::LeftWithoutDay {},
            Self::RepeatedRow => Message::RepeatedRow {},
            Self::RoundedAmount => Message::RoundedAmount {},
            Self::ZeroDay => Message::ZeroDay {},
        })
    }
}

/// How often an oddity was seen, where first, and the value there.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) count: u64,
    /// Each of the first lines with its value, the first one first.
    lines: Vec<(u64, String)>,
}

impl Seen {
    /// Workers read blocks in any order: the smallest lines are the first ones.
    fn add(&mut self, line: u64, value: &str) {
        self.count += 1;
        if self.lines.len() == WARNING_LINES_MAX && self.lines.last().is_some_and(|(last, _)| *last <= line) {
            return;
        }
        let at = self.lines.partition_point(|(known, _)| *known <= line);
        self.lines.insert(at, (line, value.to_owned()));
        self.lines.truncate(WARNING_LINES_MAX);
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.lines.extend(other.lines);
        self.lines.sort_unstable();
        self.lines.truncate(WARNING_LINES_MAX);
    }

    /// As a warning with these words.
    pub(crate) fn warning(self, message: Message) -> Warning {
        let first = self.lines.first().map_or_else(String::new, |(_, value)| value.clone());
        let lines = self.lines.into_iter().map(|(line, _)| line).collect();
        Warning { count: self.count, lines, first, ..Warning::about_file(message.code(), message) }
    }
}

/// Counts oddities while rows are read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    seen: HashMap<Oddity, Seen>,
}

impl Tally {
    /// Notes an oddity of a line, with the value that shows it.
    pub(crate) fn add(&mut self, oddity: Oddity, line: u64, value: &str) {
        self.seen.entry(oddity).or_default().add(line, value);
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (oddity, seen) in other.seen {
            self.seen.entry(oddity).or_default().merge(seen);
        }
    }

    /// What was seen of an oddity, which is then forgotten.
    pub(crate) fn take(&mut self, oddity: Oddity) -> Option<Seen> {
        self.seen.remove(&oddity)
    }

    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        let mut seen: Vec<_> = self.seen.into_iter().collect();
        seen.sort_unstable_by_key(|(oddity, _)| *oddity);
        seen.into_iter().filter_map(|(oddity, seen)| Some(seen.warning(oddity.message()?))).collect()
    }
}
