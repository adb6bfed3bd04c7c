//! Rows that were not taken, and why: one line each in `rejects/…csv`.

use std::io::{self, Write};

use crate::message::Message;

/// Most characters of a refused value that are repeated in the list of rejects.
pub const VALUE_CHARS_MAX: usize = 200;
/// Most characters of a refused value in a sentence.
const BRIEF_CHARS_MAX: usize = 60;

/// One row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The line of the file, counted from 1; for Parquet the number of the row.
    pub line: u64,
    /// The column the value stands in; empty where the whole row is meant.
    pub column: String,
    /// The value as it was found, cut off after [`VALUE_CHARS_MAX`] characters.
    pub value: String,
    /// What would have been taken, and what to do.
    pub allowed: String,
    /// The same as a code with values, for texts in another language.
    pub message: Message,
}

impl Reject {
    /// Where it stands: the line, and the column where one value is meant.
    pub fn place(&self) -> String {
        if self.column.is_empty() {
            format!("line {}", self.line)
        } else {
            format!("line {}, column `{}`", self.line, self.column)
        }
    }

    /// The value as it fits in a sentence.
    pub fn brief(&self) -> String {
        shorten(&self.value, BRIEF_CHARS_MAX)
    }

    /// Refuses one value.
    pub fn new(line: u64, column: &str, value: &str, wanted: Message) -> Self {
        Self {
            line,
            column: column.to_owned(),
            value: shorten(value, VALUE_CHARS_MAX),
            allowed: wanted.to_string(),
            message: wanted,
        }
    }
}

/// The value, not longer than so many characters.
fn shorten(value: &str, chars_max: usize) -> String {
    let mut short: String = value.chars().take(chars_max).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

/// Writes rejects as CSV with the columns `line,column,value,allowed`.
#[derive(Debug)]
pub struct RejectWriter<W> {
    out: W,
    count: u64,
}

impl<W: Write> RejectWriter<W> {
    /// Begins the list with its header.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"line,column,value,allowed\n")?;
        Ok(Self { out, count: 0 })
    }

    /// Adds one reject.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&mut self, reject: &Reject) -> io::Result<()> {
        self.count += 1;
        write!(self.out, "{},", reject.line)?;
        self.field(&reject.column)?;
        self.out.write_all(b",")?;
        self.field(&reject.value)?;
        self.out.write_all(b",")?;
        self.field(&reject.allowed)?;
        self.out.write_all(b"\n")
    }

    /// How many were written.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Writes everything out and gives the file back.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    /// A field in quotes where it needs them. A value that a spreadsheet would run as a formula is disarmed by a quote
    /// sign in front, because the list of rejects is made to be opened in a spreadsheet.
    fn field(&mut self, text: &str) -> io::Result<()> {
        let is_number = text.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let disarmed = text.starts_with(['=', '@', '\t', '\r']) || (text.starts_with(['-', '+']) && !is_number);
        let sign = if disarmed { "'" } else { "" };
        if disarmed || text.contains(['"', ',', '\n', '\r']) || text.trim() != text {
            write!(self.out, "\"{sign}{}\"", text.replace('"', "\"\""))
        } else {
            self.out.write_all(text.as_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_rejects_is_a_csv_that_is_safe_to_open() {
        let mut writer = RejectWriter::new(Vec::new()).expect("a list");
        for value in ["31,5 \"x\"", "=HYPERLINK(1)", "-3", "-cmd", "two\nlines"] {
            writer.write(&Reject::new(7, "price", value, Message::WantsTenure {})).expect("written");
        }
        assert_eq!(writer.count(), 5);
        let text = String::from_utf8(writer.finish().expect("finished")).expect("text");
        assert_eq!(
            text,
            "line,column,value,allowed\n7,price,\"31,5 \"\"x\"\"\",a tenure of 0 or more\n\
             7,price,\"'=HYPERLINK(1)\",a tenure of 0 or more\n7,price,-3,a tenure of 0 or more\n\
             7,price,\"'-cmd\",a tenure of 0 or more\n7,price,\"two\nlines\",a tenure of 0 or more\n"
        );
    }

    #[test]
    fn a_long_value_is_cut_off() {
        let reject = Reject::new(1, "x", &"é".repeat(1_000_000), Message::WantsTenure {});
        assert_eq!(reject.value.chars().count(), VALUE_CHARS_MAX + 1);
    }
}
