//! Shares of what people said, in words: each with its interval, n, and how many it leaves out.

use relationship::ladder::Rung;
use report::{Estimate, Note, Value};
use stats::rates::wilson;
use stats::{Answer, Level, Proportion, Why};

use super::parts::{Shown, Voice};

/// Below this many answers a share says little.
pub(crate) const ANSWERED_MIN: u64 = 30;
/// Below this share of answers those who answered may be quite unlike those who did not.
pub(crate) const RESPONSE_MIN: f64 = 0.1;

/// A rung as it stands on every page: square, number, word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RungMark {
    pub(crate) number: u8,
    pub(crate) word: String,
}

impl RungMark {
    pub(crate) fn of(voice: &Voice, rung: Rung) -> Self {
        Self { number: rung.number(), word: voice.t(&format!("rung-{}", rung.number())) }
    }

    /// All five, from deep red to green.
    pub(crate) fn all(voice: &Voice) -> [Self; 5] {
        Rung::ALL.map(|rung| Self::of(voice, rung))
    }
}

/// What `stats` estimated, as reports write it.
pub(crate) fn reported(known: &stats::Estimate) -> Estimate {
    Estimate {
        value: known.value,
        lower: Some(known.interval.lower),
        upper: known.interval.upper_bound(),
        level: known.interval.level.get(),
        n: known.n,
        method: known.method.word(),
        standard_error: known.standard_error,
    }
}

/// The share of a part in a whole, with Wilson's interval.
pub(crate) fn share(part: u64, whole: u64) -> Answer {
    match Proportion::new(part, whole) {
        Ok(proportion) => wilson(proportion, Level::P95),
        // More than the whole cannot be counted; where it were, there is nothing to say.
        Err(_) => Answer::Undetermined(Why::NothingToDivideBy),
    }
}

impl Voice {
    /// An answer as a percentage, or why there is none.
    pub(crate) fn share_shown(&self, answer: &Answer) -> Shown {
        answer_shown(answer, |value| self.share_of(Some(value)))
    }

    /// An answer as a number, or why there is none.
    pub(crate) fn number_shown(&self, answer: &Answer, decimals: usize) -> Shown {
        answer_shown(answer, |value| self.number_of(Some(value), decimals))
    }

    /// A share of counts, or why there is none.
    pub(crate) fn part_shown(&self, part: u64, whole: u64) -> Shown {
        self.share_shown(&share(part, whole))
    }
}

/// An answer as one way of showing it says, or why there is none.
fn answer_shown(answer: &Answer, shown: impl Fn(&Value) -> Shown) -> Shown {
    match answer {
        Answer::Known(known) => shown(&Value::Estimate(reported(known))),
        Answer::Undetermined(why) => {
            let note = Note::new(why.word(), why.to_string());
            let note = match why {
                Why::TooFew { given, .. } => note.with("given", Value::Count(*given)),
                _ => note,
            };
            shown(&Value::Undetermined(note))
        }
    }
}

/// A CSV file of numbers: one row per number, with interval, n and method.
#[derive(Debug)]
pub(crate) struct NumbersCsv(String);

impl Default for NumbersCsv {
    fn default() -> Self {
        Self("table,row,column,value,lower,upper,level,n,part,method\n".to_owned())
    }
}

impl NumbersCsv {
    /// A count.
    pub(crate) fn count(&mut self, table: &str, row: &str, column: &str, count: u64) {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{table},{},{},{count},,,,,,", quoted(row), quoted(column));
    }

    /// A share or a number with its interval; `part` where it is a share of counts.
    pub(crate) fn answer(&mut self, table: &str, row: &str, column: &str, answer: &Answer, part: Option<u64>) {
        use std::fmt::Write as _;
        let (row, column) = (quoted(row), quoted(column));
        let part = part.map(|part| part.to_string()).unwrap_or_default();
        let _ = match answer {
            Answer::Known(it) => {
                let upper = it.interval.upper_bound().map(|upper| upper.to_string()).unwrap_or_default();
                let (level, n, method) = (it.interval.level.get(), it.n, it.method.word());
                let (value, lower) = (it.value, it.interval.lower);
                writeln!(self.0, "{table},{row},{column},{value},{lower},{upper},{level},{n},{part},{method}")
            }
            Answer::Undetermined(why) => writeln!(self.0, "{table},{row},{column},,,,,,{part},{}", why.word()),
        };
    }

    /// The whole file, to be saved under a name.
    pub(crate) fn answer_file(self, name: &str) -> axum::response::Response {
        use axum::http::header;
        use axum::response::IntoResponse as _;
        let saved_as = format!("attachment; filename=\"{name}.csv\"");
        let headers =
            [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, saved_as)];
        (headers, self.0).into_response()
    }
}

/// A cell of text. One that a spreadsheet would take for a formula gets a quote before it.
fn quoted(cell: &str) -> String {
    let cell = if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() };
    format!("\"{}\"", cell.replace('"', "\"\"").replace(['\r', '\n'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nobody_is_no_number_and_a_name_is_no_formula() {
        let mut csv = NumbersCsv::default();
        csv.answer("rates", "=cmd()", "a \"b\"", &share(0, 0), Some(0));
        csv.answer("rates", "x", "y", &share(1, 2), Some(1));
        let lines: Vec<&str> = csv.0.lines().collect();
        assert_eq!(lines[1], "rates,\"'=cmd()\",\"a \"\"b\"\"\",,,,,,0,nobody_at_risk");
        assert!(
            lines[2].starts_with("rates,\"x\",\"y\",0.5,0.0945") && lines[2].ends_with(",2,1,wilson"),
            "{}",
            lines[2]
        );
    }
}
