//! One cell of a file as a number, as yes or no, or as a name.

use ledger::convert::NumberStyle;
use ledger::input::Cell;

use super::OUTSIDE;

/// Which numbers a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Any finite number.
    Any,
    /// 0 or more.
    NotNegative,
    /// More than 0.
    Positive,
    /// Any whole number.
    Whole,
    /// 0, 1, 2 and so on.
    Count,
    /// From 0 to 1.
    Share,
}

impl Allowed {
    /// What is allowed, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Any => "a number",
            Self::NotNegative => "a number of at least 0",
            Self::Positive => "a number above 0",
            Self::Whole => "a whole number",
            Self::Count => "a whole number of at least 0",
            Self::Share => "a number from 0 to 1",
        }
    }

    fn holds(self, number: f64) -> bool {
        let is_whole = number == number.trunc();
        match self {
            Self::Any => true,
            Self::NotNegative => number >= 0.0,
            Self::Positive => number > 0.0,
            Self::Whole => is_whole,
            Self::Count => is_whole && number >= 0.0,
            Self::Share => (0.0..=1.0).contains(&number),
        }
    }
}

/// What a cell gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Got<T> {
    Value(T),
    Missing,
    Refused,
}

/// Words that programs write where a value is missing.
const MISSING_WORDS: [&str; 8] = ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "."];

/// Words for yes and no, as the languages of Vaarwel and their neighbors write them.
const YES_WORDS: [&str; 11] = ["1", "true", "yes", "1.0", "y", "t", "ja", "j", "waar", "wahr", "oui"];
const NO_WORDS: [&str; 11] = ["0", "false", "no", "0.0", "n", "f", "nee", "onwaar", "nein", "falsch", "non"];

pub(super) fn is_missing(text: &str) -> bool {
    text.is_empty() || (text.len() <= 4 && MISSING_WORDS.contains(&text))
}

pub(super) fn number(cell: Cell<'_>, style: NumberStyle, allowed: Allowed) -> Got<f64> {
    let number = match cell {
        Cell::Blank => return Got::Missing,
        Cell::Text(text) => match style.read(text) {
            Some(number) => number,
            None if is_missing(text) => return Got::Missing,
            None => return Got::Refused,
        },
        cell => match plain_number(cell) {
            Some(number) if number.is_nan() => return Got::Missing,
            Some(number) => number,
            None => return Got::Refused,
        },
    };
    if number.is_finite() && allowed.holds(number) { Got::Value(number) } else { Got::Refused }
}

/// The number of a cell that holds one as such.
fn plain_number(cell: Cell<'_>) -> Option<f64> {
    Some(match cell {
        Cell::Int(number) => number as f64,
        Cell::Decimal { unscaled, scale } => unscaled as f64 / 10_f64.powi(i32::from(scale)),
        Cell::Single(number) => f64::from(number),
        Cell::Float(number) => number,
        Cell::Bool(yes) => f64::from(u8::from(yes)),
        Cell::Blank | Cell::Text(_) | Cell::Day(_) | Cell::Moment(..) | Cell::Unreadable(_) => return None,
    })
}

/// What a cell says to a question of yes or no, without being told which value means yes.
pub(super) fn yes_or_no(cell: Cell<'_>) -> Got<bool> {
    match cell {
        Cell::Blank => Got::Missing,
        Cell::Text(text) => match yes_word(text) {
            Some(yes) => Got::Value(yes),
            None if is_missing(text) => Got::Missing,
            None => Got::Refused,
        },
        cell => match plain_number(cell) {
            Some(number) if number.is_nan() => Got::Missing,
            Some(0.0) => Got::Value(false),
            Some(1.0) => Got::Value(true),
            _ => Got::Refused,
        },
    }
}

pub(super) fn yes_word(text: &str) -> Option<bool> {
    let is_any = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_any(&YES_WORDS) {
        Some(true)
    } else if is_any(&NO_WORDS) {
        Some(false)
    } else {
        None
    }
}

/// The value that marks something, such as `--event-value 1`.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    text: String,
    number: Option<f64>,
    yes: Option<bool>,
}

impl Mark {
    pub(super) fn new(given: &str) -> Self {
        let text = given.trim().to_owned();
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        Self { number, yes: yes_word(&text), text }
    }

    /// Whether a cell holds this value; numbers are the same however they are written.
    pub(super) fn is(&self, cell: Cell<'_>) -> Got<bool> {
        match cell {
            Cell::Blank => Got::Missing,
            Cell::Bool(yes) => self.yes.map_or(Got::Refused, |wanted| Got::Value(yes == wanted)),
            Cell::Text(text) if text == self.text => Got::Value(true),
            Cell::Text(text) if is_missing(text) => Got::Missing,
            Cell::Text(text) => Got::Value(match self.number {
                Some(wanted) => text.parse::<f64>() == Ok(wanted),
                None => false,
            }),
            cell => match plain_number(cell) {
                Some(number) if number.is_nan() => Got::Missing,
                Some(number) => Got::Value(self.number == Some(number)),
                None => Got::Value(show(cell) == self.text),
            },
        }
    }

    /// Whether a column without this value may still be meant: everybody is a plain no, and this is the plain yes.
    pub(super) fn is_yes(&self) -> bool {
        self.yes == Some(true)
    }
}

/// In which arm a row is. Without marks 0 and 1, true and false, yes and no; a blank is in neither.
pub(super) fn arm(cell: Cell<'_>, treated: Option<&Mark>, control: Option<&Mark>) -> Got<u8> {
    let Some(treated) = treated else {
        return match yes_or_no(cell) {
            Got::Value(yes) => Got::Value(u8::from(yes)),
            Got::Missing => Got::Value(OUTSIDE),
            Got::Refused => Got::Refused,
        };
    };
    match (treated.is(cell), control.map(|mark| mark.is(cell))) {
        (Got::Value(true), _) => Got::Value(1),
        (Got::Value(false), None | Some(Got::Value(true))) => Got::Value(0),
        (Got::Refused, _) => Got::Refused,
        _ => Got::Value(OUTSIDE),
    }
}

/// A cell as it stands in the file, for a message.
pub(super) fn show(cell: Cell<'_>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => {
            let short: String = text.chars().take(80).collect();
            if short.len() < text.len() { short + "…" } else { short }
        }
        Cell::Day(day) | Cell::Moment(day, _) => day.to_string(),
        Cell::Unreadable(what) => what.to_owned(),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Single(number) => number.to_string(),
        cell => plain_number(cell).map_or_else(String::new, |number| number.to_string()),
    }
}
