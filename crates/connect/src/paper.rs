//! Letters, receipts, cards and reports on paper: PDF/UA-1, which a screen reader can read, set by Typst in this process.
//!
//! The words go in as values, never as markup. The same words and the same moment give the same bytes.

mod print;

use serde::Serialize;

use crate::Writing;

pub use print::Press;

/// What kind of paper it is; decides size and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// To one person, with an address and a day.
    Letter,
    /// The confirmation of a request to leave, with its seal.
    Receipt,
    /// A small card for the counter or beside the phone.
    Card,
    /// A page with numbers and pictures.
    Report,
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sender {
    /// The name of the company.
    pub name: String,
    /// Address, phone, mail: a line each.
    pub lines: Vec<String>,
}

/// A paper to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper<'a> {
    /// Its kind.
    pub form: Form,
    /// What it says.
    pub writing: &'a Writing,
    /// Who writes.
    pub sender: &'a Sender,
    /// To whom, as it stands above a letter; empty where nobody is meant.
    pub to: &'a str,
    /// Place and day, in words; may be empty.
    pub written: &'a str,
    /// The line at the foot of each page, such as the number of the case.
    pub foot: &'a str,
    /// How a page is numbered, with `{page}` and `{pages}` in it.
    pub leaf: &'a str,
    /// The moment it is made, in microseconds since 1 January 1970: it stands in the file.
    pub made_at_us: i64,
}

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The page could not be set.
    #[error("the page cannot be set: {0}")]
    NotSet(String),
    /// The page was set, but the file breaks a rule of PDF/UA-1.
    #[error("the file would not be readable for everybody: {0}")]
    NotAccessible(String),
}
