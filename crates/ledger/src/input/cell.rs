//! One value of a table, whatever the file it came from.

use relationship::Day;

/// One value as the file holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or only blanks.
    Blank,
    /// Text without the blanks around it.
    Text(&'a str),
    /// A whole number.
    Int(i64),
    /// `unscaled / 10^scale`.
    Decimal {
        /// The digits.
        unscaled: i128,
        /// How many of them stand after the decimal sign.
        scale: i8,
    },
    /// A number of single precision: it holds about seven digits.
    Single(f32),
    /// A number of double precision.
    Float(f64),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Day(Day),
    /// A day and the microseconds since its midnight.
    Moment(Day, i64),
    /// Something that is no single value, such as a list.
    Unreadable(&'static str),
}

impl<'a> Cell<'a> {
    /// The text without the blanks around it; blank when nothing is left.
    pub fn from_text(text: &'a str) -> Self {
        match text.trim() {
            "" => Self::Blank,
            trimmed => Self::Text(trimmed),
        }
    }

    /// Microseconds since 1970 as a day and a time of that day.
    pub(crate) fn from_micros(micros: i64) -> Self {
        let day = i32::try_from(micros.div_euclid(MICROS_PER_DAY)).map(Day::from_number);
        day.map_or(Self::Unreadable("a moment outside the calendar"), |day| {
            Self::Moment(day, micros.rem_euclid(MICROS_PER_DAY))
        })
    }
}

/// Microseconds in a day.
pub(crate) const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The part of a table that one step of the work sees: some thousands of rows.
pub trait Rows {
    /// How many rows there are.
    fn len(&self) -> usize;

    /// No rows at all?
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The line of the file a row begins on, counted from 1; for Parquet the number of the row.
    fn line(&self, row: usize) -> u64;

    /// One value. Blank where the row or the column does not exist.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;

    /// One value as text, without the blanks around it. Columns that are no text in the file answer only when they
    /// were asked for as text.
    fn text(&self, row: usize, column: usize) -> &str;
}
