//! The records of a block, parsed into spans of its text.

use memchr::memchr_iter;

use super::super::{Delimiter, FIELD_BYTES_MAX, RECORD_BYTES_MAX};
use super::{End, Grammar, Span, TextBlock, closing_quote};
use crate::message::Message;
use crate::reject::Reject;

/// Finds the values of the records of a block.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) grammar: Grammar,
    pub(super) names: &'a [String],
    pub(super) is_damaged: bool,
    pub(super) rejects: &'a mut Vec<Reject>,
}

impl Parser<'_> {
    /// Records without any quote: every end of a line ends one.
    pub(super) fn plain(mut self, block: &mut TextBlock) {
        let bytes = self.text.as_bytes();
        let mut start = 0;
        let ends = memchr_iter(self.grammar.newline, bytes).chain(std::iter::once(bytes.len()));
        for (line, end) in (0..).zip(ends) {
            let mut record = bytes.get(start..end).unwrap_or_default();
            if let [head @ .., b'\r'] = record {
                record = head;
            }
            let before = block.spans.len();
            match self.grammar.delimiter {
                Delimiter::Byte(delimiter) => split_at(record, narrow(start), delimiter, &mut block.spans),
                Delimiter::Blanks => split_at_blanks(record, narrow(start), &mut block.spans),
            }
            self.keep(block, before, line, start..start + record.len());
            start = end + 1;
        }
    }

    /// Records with quotes somewhere: value by value.
    pub(super) fn quoted(mut self, block: &mut TextBlock) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        let mut line = 0;
        while at < bytes.len() {
            let before = block.spans.len();
            let end = match self.grammar.record_end(bytes, at) {
                End::At(end) => end,
                End::Beyond { .. } => bytes.len(),
            };
            let mut record = bytes.get(at..end).unwrap_or_default();
            let newlines = memchr_iter(self.grammar.newline, record).count();
            if let [head @ .., last] = record
                && *last == self.grammar.newline
            {
                record = head;
            }
            if let [head @ .., b'\r'] = record {
                record = head;
            }
            self.values(block, at, at + record.len());
            self.keep(block, before, line, at..at + record.len());
            line += narrow(newlines);
            at = end;
        }
    }

    pub(super) fn values(&self, block: &mut TextBlock, start: usize, end: usize) {
        let bytes = &self.text.as_bytes()[..end];
        let delimiter = self.grammar.delimiter;
        let mut at = start;
        loop {
            if delimiter == Delimiter::Blanks {
                while at < end && delimiter.is(bytes[at]) {
                    at += 1;
                }
                if at == end {
                    return;
                }
            }
            let after_quotes = match bytes.get(at) {
                Some(b'"') => closing_quote(bytes, at + 1),
                _ => None,
            };
            let from = after_quotes.map_or(at, |closing| closing + 1);
            let until = (from..end).find(|&i| delimiter.is(bytes[i])).unwrap_or(end);
            block.spans.push(match after_quotes {
                None => Span { start: narrow(at), end: narrow(until), is_rewritten: false },
                Some(closing) => unquote(self.text, at + 1, closing, until, &mut block.rewritten),
            });
            if until == end {
                return;
            }
            at = until + 1;
        }
    }

    /// Leaves out blank values behind the last column: some programs end every row, but not the header, with a delimiter.
    fn leave_out_blanks(&self, block: &mut TextBlock, end: usize) {
        let is_blank = |span: &Span| {
            !span.is_rewritten
                && self.text.get(span.start as usize..span.end as usize).is_some_and(|it| it.trim().is_empty())
        };
        if block.spans.len() > end && block.spans[end..].iter().all(is_blank) {
            block.spans.truncate(end);
        }
    }

    /// A record without a value: nothing at all, or delimiters alone, as spreadsheets leave below a table.
    fn is_blank(&self, text: &str) -> bool {
        text.bytes().all(|byte| byte == b' ' || self.grammar.delimiter.is(byte))
    }

    /// Keeps the values pushed since `before` as a row, or takes them back and says why.
    fn keep(&mut self, block: &mut TextBlock, before: usize, line: u32, record: std::ops::Range<usize>) {
        self.leave_out_blanks(block, before + self.names.len());
        let found = block.spans.len() - before;
        let text = self.text.get(record).unwrap_or("");
        let values = block.spans.get(before..).unwrap_or_default();
        let too_long = values.iter().position(|span| (span.end - span.start) as usize > FIELD_BYTES_MAX);
        let refusal = if self.is_blank(text) {
            block.spans.truncate(before);
            return;
        } else if text.len() > RECORD_BYTES_MAX {
            Some(("", text, Message::WantsShorterRow {}))
        } else if found != self.names.len() {
            let (values, delimiter) = (self.names.len().into(), self.grammar.delimiter.to_string().into());
            Some(("", text, Message::WantsValues { values, delimiter, found: found.into() }))
        } else if let Some(index) = too_long {
            let span = values[index];
            let value = self.text.get(span.start as usize..span.end as usize).unwrap_or("");
            Some((self.names[index].as_str(), value, Message::WantsShorterValue {}))
        } else if self.is_damaged && text.contains(char::REPLACEMENT_CHARACTER) {
            Some(("", text, Message::WantsUtf8 {}))
        } else {
            None
        };
        if let Some((column, value, wanted)) = refusal {
            self.rejects.push(Reject::new(block.first_line + u64::from(line), column, value, wanted));
            block.spans.truncate(before);
        } else {
            block.lines.push(line);
        }
    }
}

fn split_at(record: &[u8], base: u32, delimiter: u8, spans: &mut Vec<Span>) {
    let mut start = base;
    for (index, byte) in record.iter().enumerate() {
        if *byte == delimiter {
            let end = base + narrow(index);
            spans.push(Span { start, end, is_rewritten: false });
            start = end + 1;
        }
    }
    spans.push(Span { start, end: base + narrow(record.len()), is_rewritten: false });
}

fn split_at_blanks(record: &[u8], base: u32, spans: &mut Vec<Span>) {
    let mut start = None;
    for (index, byte) in record.iter().enumerate() {
        if Delimiter::Blanks.is(*byte) {
            if let Some(start) = start.take() {
                spans.push(Span { start, end: base + narrow(index), is_rewritten: false });
            }
        } else if start.is_none() {
            start = Some(base + narrow(index));
        }
    }
    if let Some(start) = start {
        spans.push(Span { start, end: base + narrow(record.len()), is_rewritten: false });
    }
}

/// The value between quotes, together with what follows the closing quote. It is copied only if it must change.
fn unquote(text: &str, start: usize, closing: usize, until: usize, rewritten: &mut String) -> Span {
    let inside = text.get(start..closing).unwrap_or("");
    let behind = text.get(closing + 1..until).unwrap_or("");
    if behind.trim().is_empty() && !inside.contains('"') {
        return Span { start: narrow(start), end: narrow(closing), is_rewritten: false };
    }
    let from = rewritten.len();
    let mut parts = inside.split("\"\"");
    rewritten.push_str(parts.next().unwrap_or(""));
    for part in parts {
        rewritten.push('"');
        rewritten.push_str(part);
    }
    rewritten.push_str(behind);
    Span { start: narrow(from), end: narrow(rewritten.len()), is_rewritten: true }
}

/// A position inside a block. Blocks are some megabytes; a sample is not longer.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
