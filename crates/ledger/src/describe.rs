//! What is in a file, and how to import it: a proposal with its reasons and its doubts.

mod command;
mod names;
mod profile;
mod propose;

use std::path::Path;

use serde::Serialize;

pub use command::{command, quote};
pub use profile::{ColumnKind, ColumnProfile};

use crate::convert::{Converter, SeenCustomers, Warning};
use crate::input::{Format, InputError, Reading, Rows, Table};
use crate::mapping::{Bound, Mapping, Setting};
use crate::message::Message;
use crate::reject::Reject;

/// Rows shown in a preview.
pub const PREVIEW_ROWS: usize = 20;
/// Rejects of the sample that are shown.
const REJECTS_SHOWN: usize = 5;
/// Most characters of a value in a preview.
const PREVIEW_CHARS_MAX: usize = 80;

/// Something that was noticed: a reason for the proposal or a doubt about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// A short name that never changes, such as `date_order_unclear`.
    pub name: &'static str,
    /// The column it is about, if it is about one.
    pub column: Option<String>,
    /// It in words.
    #[serde(skip)]
    pub text: String,
    /// The same as a code with values, for texts in another language.
    #[serde(flatten)]
    pub message: Message,
}

impl Remark {
    fn new(name: &'static str, column: Option<&str>, message: Message) -> Self {
        Self { name, column: column.map(str::to_owned), text: message.to_string(), message }
    }
}

/// What is in a file and how to import it.
#[derive(Debug, Clone, Serialize)]
pub struct Description {
    /// The file's name as it was given.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// `CSV`, `Parquet` or `XLSX`.
    pub format: &'static str,
    /// The encoding of a text file.
    pub encoding: Option<&'static str>,
    /// What parts the values of a text file.
    pub delimiter: Option<String>,
    /// The sheet that was read and all sheets of a workbook.
    pub sheet: Option<String>,
    /// All sheets of a workbook.
    pub sheets: Vec<String>,
    /// How many rows there are, exact or estimated.
    pub rows: u64,
    /// Whether `rows` was counted.
    pub is_rows_exact: bool,
    /// How many rows the columns were judged by.
    pub sampled: u64,
    /// What the columns hold.
    pub columns: Vec<ColumnProfile>,
    /// The proposed mapping.
    pub mapping: Mapping,
    /// Why it was proposed.
    pub reasons: Vec<Remark>,
    /// What a person should look at first.
    pub doubts: Vec<Remark>,
    /// The command that imports the file so.
    pub command: String,
    /// The first rows as text.
    pub preview: Vec<Vec<String>>,
    /// Rows of the sample that the proposed mapping would reject.
    pub rejected: u64,
    /// The first of them.
    #[serde(skip)]
    pub rejects: Vec<Reject>,
}

/// Describes a file and proposes a mapping.
///
/// # Errors
/// When the file is no table.
pub fn describe(path: &Path, reading: &Reading, setting: Setting) -> Result<Description, InputError> {
    let table = Table::open(path, reading)?;
    let columns = profile::profiles(&table);
    let propose::Proposal { mut mapping, reasons, mut doubts } = propose::propose(&table, &columns, setting);
    mapping.delimiter = reading.delimiter;
    mapping.encoding.clone_from(&reading.encoding);
    mapping.header = reading.header;
    mapping.sheet.clone_from(&reading.sheet);
    doubts.extend(table.notes().iter().map(|note| Remark::new(note.code(), None, note.clone())));
    let setting = Setting { currency: mapping.currency.unwrap_or(setting.currency), ..setting };
    let trial = Trial::run(&table, &mapping, setting);
    // What the trial warns about is only said where the proposal has not said it already.
    let fresh = trial.doubts.into_iter().filter(|doubt| doubts.iter().all(|known| known.name != doubt.name));
    let fresh: Vec<Remark> = fresh.collect();
    doubts.extend(fresh);
    let seen = (table.sample().len() + table.sample_rejects().len()) as u64;
    if trial.rejected * 2 > seen {
        let message = Message::MostRowsRejected { rejected: trial.rejected.into(), rows: seen.into() };
        doubts.insert(0, Remark::new("most_rows_rejected", None, message));
    }
    let (rows, is_rows_exact) = table.rows();
    let (format, encoding, delimiter, sheet, sheets) = match table.format().clone() {
        Format::Csv { delimiter, encoding, .. } => {
            ("CSV", Some(encoding), Some(delimiter.to_string()), None, Vec::new())
        }
        Format::Parquet => ("Parquet", None, None, None, Vec::new()),
        Format::Xlsx { sheet, sheets } => ("XLSX", None, None, Some(sheet), sheets),
    };
    Ok(Description {
        file: path.display().to_string(),
        bytes: table.bytes(),
        format,
        encoding,
        delimiter,
        sheet,
        sheets,
        rows,
        is_rows_exact,
        sampled: table.sample().len() as u64,
        command: command(&path.display().to_string(), &mapping),
        preview: preview(&table, PREVIEW_ROWS),
        columns,
        mapping,
        reasons,
        doubts,
        rejected: trial.rejected,
        rejects: trial.rejects,
    })
}

/// The first rows of a table as text.
pub fn preview(table: &Table, rows: usize) -> Vec<Vec<String>> {
    let sample = table.sample();
    let shorten = |text: &str| {
        let mut short: String = text.chars().take(PREVIEW_CHARS_MAX).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        short
    };
    let columns = table.columns().len();
    (0..sample.len().min(rows))
        .map(|row| (0..columns).map(|column| shorten(sample.text(row, column))).collect())
        .collect()
}

/// What an import of the sample alone would give.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// Facts of the first rows, in words, for a preview of what would be stored.
    pub facts: Vec<String>,
    /// Rows that would be rejected.
    pub rejected: u64,
    /// The first of them.
    pub rejects: Vec<Reject>,
    /// What would be warned about.
    pub doubts: Vec<Remark>,
}

impl Trial {
    /// Tries a mapping on the first rows of a table; nothing is stored.
    pub fn run(table: &Table, mapping: &Mapping, setting: Setting) -> Self {
        match mapping.bind(table, setting) {
            Ok(bound) => Self::with(table, &bound),
            Err(error) => Self {
                doubts: error
                    .messages
                    .into_iter()
                    .map(|problem| Remark::new("mapping_incomplete", None, problem))
                    .collect(),
                ..Self::default()
            },
        }
    }

    /// Tries a mapping that already fits the table.
    pub fn with(table: &Table, bound: &Bound) -> Self {
        let seen = SeenCustomers::default();
        let mut converter = Converter::new(bound, &seen);
        let (mut facts, mut rejects) = (Vec::new(), table.sample_rejects().to_vec());
        let mut sink = |row: crate::convert::FactRow<'_>| {
            if facts.len() < PREVIEW_ROWS {
                facts.push(in_words(&row, bound));
            }
        };
        converter.convert(table.sample(), &mut sink, &mut rejects);
        let warnings = Converter::finish(vec![converter]);
        let doubt =
            |warning: Warning| Remark { text: warning.to_string(), ..Remark::new(warning.name, None, warning.message) };
        let doubts = warnings.into_iter().map(doubt).collect();
        let rejected = rejects.len() as u64;
        rejects.truncate(REJECTS_SHOWN);
        Self { facts, rejected, rejects, doubts }
    }
}

fn in_words(row: &crate::convert::FactRow<'_>, bound: &Bound) -> String {
    use std::fmt::Write;

    let fact = &row.fact;
    let mut words = format!("{}: {} {}", row.customer, fact.on, fact.kind.word());
    if let Some(minor) = fact.amount {
        let money = relationship::Money { minor, currency: bound.currency };
        let decimals = bound.currency.decimals() as usize;
        let _ = write!(words, " {} {:.decimals$}", bound.currency, money.major());
    }
    if let Some(reason) = fact.reason {
        let _ = write!(words, " ({reason})");
    }
    words
}
