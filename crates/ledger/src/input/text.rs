//! Text files: cut into blocks at the ends of records, then parsed into spans of the block's own text.
//!
//! Cutting and parsing follow one grammar (RFC 4180 with any delimiter): a quote opens a quoted value only at the
//! beginning of a value, two quotes inside stand for one, and what follows the closing quote up to the next delimiter
//! belongs to the value.

mod cutter;
mod parser;

use memchr::{memchr, memchr2, memrchr};

use super::cell::{Cell, Rows};
use super::{Delimiter, FIELD_BYTES_MAX, RECORD_BYTES_MAX};
use crate::reject::Reject;
pub(crate) use cutter::{Cutter, Piece};
use parser::Parser;

/// Bytes in a block: enough to keep the cost of a hand-over small, little enough to stay in the processor's cache.
pub(crate) const BLOCK_BYTES: usize = 2 << 20;

const _: () = assert!(RECORD_BYTES_MAX < BLOCK_BYTES);
const _: () = assert!(FIELD_BYTES_MAX < RECORD_BYTES_MAX);

/// How a text file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grammar {
    pub(crate) delimiter: Delimiter,
    /// `\n`, or `\r` for files that know no other end of a line.
    pub(crate) newline: u8,
}

/// Where a record ends.
enum End {
    /// At this byte: the next record begins there.
    At(usize),
    /// Beyond the bytes at hand.
    Beyond { in_quotes: bool },
}

impl Grammar {
    fn record_end(self, bytes: &[u8], from: usize) -> End {
        let mut at = from;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'"', self.newline, rest)) {
            let found = at + found;
            if bytes[found] == self.newline {
                return End::At(found + 1);
            }
            at = found + 1;
            if found == from || self.delimiter.is(bytes[found - 1]) {
                match closing_quote(bytes, at) {
                    Some(closing) => at = closing + 1,
                    None => return End::Beyond { in_quotes: true },
                }
            }
        }
        End::Beyond { in_quotes: false }
    }

    /// The end of the last whole record, 0 when there is none, and whether what follows stands in open quotes.
    fn last_record_end(self, bytes: &[u8]) -> (usize, bool) {
        if memchr(b'"', bytes).is_none() {
            return (memrchr(self.newline, bytes).map_or(0, |at| at + 1), false);
        }
        let mut end = 0;
        loop {
            match self.record_end(bytes, end) {
                End::At(next) => end = next,
                End::Beyond { in_quotes } => return (end, in_quotes),
            }
        }
    }
}

/// The quote that closes a value whose text begins at `from`.
fn closing_quote(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let quote = at + memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(quote + 1) == Some(&b'"') {
            at = quote + 2;
        } else {
            return Some(quote);
        }
    }
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
    /// In the text beside the block: a quoted value that had to be rewritten.
    is_rewritten: bool,
}

/// Some thousands of rows of a text file.
#[derive(Debug)]
pub struct TextBlock {
    text: String,
    rewritten: String,
    spans: Vec<Span>,
    /// The line each row begins on, counted from the block's first.
    lines: Vec<u32>,
    first_line: u64,
    columns: usize,
}

impl Rows for TextBlock {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn line(&self, row: usize) -> u64 {
        self.first_line + u64::from(self.lines.get(row).copied().unwrap_or(0))
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self.text(row, column) {
            "" => Cell::Blank,
            text => Cell::Text(text),
        }
    }

    fn text(&self, row: usize, column: usize) -> &str {
        if column >= self.columns {
            return "";
        }
        let Some(&Span { start, end, is_rewritten }) = self.spans.get(row * self.columns + column) else { return "" };
        let text = if is_rewritten { &self.rewritten } else { &self.text };
        trim(text.get(start as usize..end as usize).unwrap_or(""))
    }
}

/// `str::trim` that looks at the ends' bytes first: most values have nothing to trim.
fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        [only] if only.is_ascii_graphic() => text,
        [] => text,
        _ => text.trim(),
    }
}

impl TextBlock {
    /// Parses whole records. Rows with another number of values than there are columns go to `rejects`.
    pub(crate) fn parse(
        bytes: Vec<u8>,
        line: u64,
        grammar: Grammar,
        columns: &[String],
        rejects: &mut Vec<Reject>,
    ) -> Self {
        let (text, is_damaged) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        let mut block = Self {
            spans: Vec::with_capacity(text.len() / 8),
            lines: Vec::with_capacity(text.len() / 64),
            rewritten: String::new(),
            text: String::new(),
            first_line: line,
            columns: columns.len(),
        };
        let parser = Parser { text: &text, grammar, names: columns, is_damaged, rejects };
        if memchr(b'"', text.as_bytes()).is_none() {
            parser.plain(&mut block);
        } else {
            parser.quoted(&mut block);
        }
        block.text = text;
        block
    }
}

impl TextBlock {
    /// The first records of a text as they come, whatever number of values they have. The last one counts only when
    /// it is finished or nothing follows.
    pub(crate) fn loose(text: &str, grammar: Grammar, is_whole: bool, most: usize) -> Vec<Vec<String>> {
        let bytes = text.as_bytes();
        let mut records = Vec::new();
        let mut at = 0;
        while at < bytes.len() && records.len() < most {
            let end = match grammar.record_end(bytes, at) {
                End::At(end) => end,
                End::Beyond { in_quotes: true } => {
                    memchr(grammar.newline, &bytes[at..]).map_or(bytes.len(), |n| at + n + 1)
                }
                End::Beyond { .. } if is_whole || records.is_empty() => bytes.len(),
                End::Beyond { .. } => break,
            };
            let record = text.get(at..end).unwrap_or("").trim_end_matches(['\r', '\n']);
            at = end;
            if record.bytes().all(|byte| byte == b' ') {
                continue;
            }
            let mut block = Self::empty();
            let parser = Parser { text: record, grammar, names: &[], is_damaged: false, rejects: &mut Vec::new() };
            parser.values(&mut block, 0, record.len());
            record.clone_into(&mut block.text);
            block.columns = block.spans.len();
            records.push((0..block.columns).map(|column| block.text(0, column).to_owned()).collect());
        }
        records
    }

    /// No rows at all.
    pub(crate) fn empty() -> Self {
        let (text, rewritten) = (String::new(), String::new());
        Self { text, rewritten, spans: Vec::new(), lines: Vec::new(), first_line: 1, columns: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn rows(text: &[u8], delimiter: &str, columns: usize) -> (Vec<Vec<String>>, Vec<Reject>) {
        let grammar = Grammar { delimiter: delimiter.parse().expect("a delimiter"), newline: b'\n' };
        let names: Vec<String> = (1..=columns).map(|n| format!("c{n}")).collect();
        let mut cutter = Cutter::new(text, grammar, 0);
        let (mut rows, mut rejects) = (Vec::new(), Vec::new());
        while let Some(piece) = cutter.next().expect("bytes in memory") {
            match piece {
                Piece::Refused(reject) => rejects.push(*reject),
                Piece::Records { bytes, line } => {
                    let block = TextBlock::parse(bytes, line, grammar, &names, &mut rejects);
                    for row in 0..block.len() {
                        let mut values = vec![block.line(row).to_string()];
                        values.extend((0..columns).map(|column| block.text(row, column).to_owned()));
                        rows.push(values);
                    }
                }
            }
        }
        (rows, rejects)
    }

    #[track_caller]
    fn check(text: &str, delimiter: &str, columns: usize, expected: &[&str]) {
        let (rows, rejects) = rows(text.as_bytes(), delimiter, columns);
        let mut found: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
        found.extend(rejects.iter().map(|reject| format!("{}: {}", reject.line, reject.allowed)));
        assert_eq!(found, expected);
    }

    #[test]
    fn values_come_out_as_they_were_meant() {
        check("a,b\r\nc,d", ",", 2, &["1|a|b", "2|c|d"]);
        // a line without a value is no row, with delimiters or without
        check("a;\" b \"\n\n;\n;c\n", ";", 2, &["1|a|b", "4||c"]);
        check("\"a\nb\",c\nd,\"e \"\"x\"\", f\"\n", ",", 2, &["1|a\nb|c", "3|d|e \"x\", f"]);
        check("\"a\"b,c \"d\" e\n", ",", 2, &["1|ab|c \"d\" e"]);
        check("  00001 19970101  1\n 2\t3 4  \n", "whitespace", 3, &["1|00001|19970101|1", "2|2|3|4"]);
        check("\"a b\"  c\n", "whitespace", 2, &["1|a b|c"]);
    }

    #[test]
    fn a_row_with_another_number_of_values_is_refused() {
        check(
            "a,b\nc\nd,e,f\ng,h\n",
            ",",
            2,
            &[
                "1|a|b",
                "4|g|h",
                "2: 2 values parted by comma, as in the header; found 1",
                "3: 2 values parted by comma, as in the header; found 3",
            ],
        );
    }

    #[test]
    fn blank_values_behind_the_last_column_are_left_out() {
        check("a,b,\nc,d,, \n\"e\",f,\"\"\n", ",", 2, &["1|a|b", "2|c|d", "3|e|f"]);
        check("a,,b\n", ",", 2, &["1: 2 values parted by comma, as in the header; found 3"]);
    }

    #[test]
    fn an_open_quote_costs_its_own_line_and_no_more() {
        let expected = "2: every quote that opens a value closed by another; write a quote inside a value twice";
        check("a,b\nc,\"d\ne,f\n", ",", 2, &["1|a|b", "3|e|f", expected]);
    }

    #[test]
    fn a_line_of_many_megabytes_is_refused_and_the_next_one_is_read() {
        for (bytes, expected) in [(100_000, "65,536"), (1_500_000, "1,048,576"), (9_000_000, "1,048,576")] {
            let text = format!("a,b\nc,{}\ne,f\n", "x".repeat(bytes));
            let (rows, rejects) = rows(text.as_bytes(), ",", 2);
            assert_eq!(rows, [["1", "a", "b"], ["3", "e", "f"]]);
            assert_eq!((rejects.len(), rejects[0].line), (1, 2));
            assert!(rejects[0].allowed.contains(expected), "{bytes}: {}", rejects[0].allowed);
        }
    }

    #[test]
    fn lines_are_counted_across_blocks() {
        let mut text = String::new();
        for line in 1..=400_000 {
            let _ = writeln!(text, "{line},\"x\"");
        }
        let (rows, rejects) = rows(text.as_bytes(), ",", 2);
        assert!(rejects.is_empty());
        assert!(rows.iter().all(|row| row[0] == row[1]));
        assert_eq!(rows.len(), 400_000);
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_refused_with_a_remedy() {
        let (rows, rejects) = rows(b"a,b\nJos\xe9,c\n", ",", 2);
        assert_eq!(rows.len(), 1);
        assert!(rejects[0].allowed.contains("--encoding windows-1252"));
    }
}
