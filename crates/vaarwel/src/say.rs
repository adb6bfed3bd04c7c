//! What a person reads: lines, numbers with their thousands apart, tables.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};

/// Writes one line to standard output.
macro_rules! say {
    ($($text:tt)*) => { $crate::say::line(format_args!($($text)*)) };
}
pub(crate) use say;

/// Writes one line to standard output. Whoever stops reading, as `head` does, ends the program without a complaint.
pub(crate) fn line(text: fmt::Arguments<'_>) {
    write(format_args!("{text}\n"));
}

/// Writes text to standard output as it is.
pub(crate) fn write(text: fmt::Arguments<'_>) {
    let mut out = io::stdout().lock();
    if out.write_fmt(text).and_then(|()| out.flush()).is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        std::process::exit(0);
    }
}

/// Writes one line to standard error: how far something is, what deserves a look.
pub(crate) fn aside(text: fmt::Arguments<'_>) {
    // Whoever closed standard error does not want to know.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Is standard error a screen somebody looks at?
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// A count with its thousands apart.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// One thing, or several of them.
pub(crate) fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A moment, to the second, in UTC.
pub(crate) fn moment(at: store::Moment) -> String {
    jiff::Timestamp::from_second(at.us() / 1_000_000).map(|it| it.to_string()).unwrap_or_default()
}

/// A word as a shell takes it for one word.
pub(crate) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | '=' | ':' | '/' | '@');
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A table: headings, then rows. Columns in which every value begins with a digit stand to the right.
pub(crate) struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<S: Into<String>>(headings: impl IntoIterator<Item = S>) -> Self {
        Self { headings: headings.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    pub(crate) fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let columns: Vec<(usize, bool)> = (0..self.headings.len())
            .map(|column| {
                let cells = self.rows.iter().map(|row| cell(row, column));
                let width = cells.clone().chain([self.headings[column].clone()]).map(|it| it.chars().count()).max();
                let is_number = |it: &String| it.is_empty() || it.starts_with(|c: char| c.is_ascii_digit() || c == '-');
                (width.unwrap_or(0), !self.rows.is_empty() && cells.clone().all(|it| is_number(&it)))
            })
            .collect();
        for (index, row) in std::iter::once(&self.headings).chain(&self.rows).enumerate() {
            let mut line = String::new();
            for (column, &(width, is_right)) in columns.iter().enumerate() {
                let text = cell(row, column);
                let gap = " ".repeat(width - text.chars().count());
                let between = if column == 0 { "" } else { "  " };
                line += &if is_right { format!("{between}{gap}{text}") } else { format!("{between}{text}{gap}") };
            }
            writeln!(f, "{}", line.trim_end())?;
            if index == 0 {
                let rules: Vec<String> = columns.iter().map(|&(width, _)| "-".repeat(width)).collect();
                writeln!(f, "{}", rules.join("  "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_words_to_the_left() {
        let mut table = Table::new(["Contract", "n"]);
        table.row(["One year", "1,473"]);
        table.row(["Two", "9"]);
        assert_eq!(table.to_string(), "Contract      n\n--------  -----\nOne year  1,473\nTwo           9\n");
        assert_eq!([count(0), count(999), count(1_000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(shell_word("One year's"), r"'One year'\''s'");
    }
}
