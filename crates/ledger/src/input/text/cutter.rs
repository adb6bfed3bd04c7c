//! A stream of bytes, cut into blocks at the ends of records.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

use super::{BLOCK_BYTES, End, Grammar};
use crate::message::Message;
use crate::reject::Reject;

/// What the cutter hands over.
pub(crate) enum Piece {
    /// Whole records; the first begins on this line.
    Records { bytes: Vec<u8>, line: u64 },
    /// A line that is no record.
    Refused(Box<Reject>),
}

/// Cuts a stream of bytes into blocks of whole records.
pub(crate) struct Cutter<R> {
    source: R,
    grammar: Grammar,
    buffer: Vec<u8>,
    line: u64,
    has_ended: bool,
    /// Records still to leave out: the header.
    skipped: usize,
    /// Bytes handed over so far.
    pub(crate) cut_bytes: u64,
}

impl<R: Read> Cutter<R> {
    pub(crate) fn new(source: R, grammar: Grammar, skipped: usize) -> Self {
        Self { source, grammar, buffer: Vec::new(), line: 1, has_ended: false, skipped, cut_bytes: 0 }
    }

    /// The next block, `None` at the end of the file.
    pub(crate) fn next(&mut self) -> io::Result<Option<Piece>> {
        self.fill()?;
        self.skip();
        if self.buffer.is_empty() {
            return Ok(None);
        }
        let (end, in_quotes) = self.grammar.last_record_end(&self.buffer);
        Ok(Some(if self.has_ended && !in_quotes {
            self.cut(self.buffer.len())
        } else if end > 0 {
            self.cut(end)
        } else if in_quotes {
            self.refuse_open_quote()
        } else {
            self.refuse_long_line()?
        }))
    }

    /// Leaves out the header and blank lines before it; they stand in the first block.
    fn skip(&mut self) {
        while self.skipped > 0 && !self.buffer.is_empty() {
            let end = match self.grammar.record_end(&self.buffer, 0) {
                End::At(end) => end,
                End::Beyond { in_quotes: true } => {
                    memchr(self.grammar.newline, &self.buffer).map_or(self.buffer.len(), |at| at + 1)
                }
                End::Beyond { in_quotes: false } => self.buffer.len(),
            };
            let is_blank = self.buffer[..end].iter().all(|byte| matches!(byte, b' ' | b'\r' | b'\n'));
            self.skipped -= usize::from(!is_blank);
            self.line += memchr_iter(self.grammar.newline, &self.buffer[..end]).count() as u64;
            self.buffer.drain(..end);
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if !self.has_ended && self.buffer.len() < BLOCK_BYTES {
            let wanted = BLOCK_BYTES - self.buffer.len();
            self.buffer.reserve_exact(wanted);
            let got = self.source.by_ref().take(wanted as u64).read_to_end(&mut self.buffer)?;
            self.has_ended = got < wanted;
        }
        Ok(())
    }

    fn cut(&mut self, end: usize) -> Piece {
        let mut rest = Vec::with_capacity(BLOCK_BYTES.min(self.buffer.len()));
        rest.extend_from_slice(&self.buffer[end..]);
        self.buffer.truncate(end);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let line = self.line;
        self.cut_bytes += bytes.len() as u64;
        self.line += memchr_iter(self.grammar.newline, &bytes).count() as u64;
        Piece::Records { bytes, line }
    }

    /// An opened quote that nothing closes would swallow the rest of the file. Only its own line is refused.
    fn refuse_open_quote(&mut self) -> Piece {
        let end = memchr(self.grammar.newline, &self.buffer).map_or(self.buffer.len(), |at| at + 1);
        let shown = String::from_utf8_lossy(&self.buffer[..end.min(1000)]).trim_end().to_owned();
        self.buffer.drain(..end);
        self.line += 1;
        Piece::Refused(Box::new(Reject::new(self.line - 1, "", &shown, Message::WantsClosedQuote {})))
    }

    fn refuse_long_line(&mut self) -> io::Result<Piece> {
        let shown = String::from_utf8_lossy(self.buffer.get(..1000).unwrap_or_default()).into_owned();
        loop {
            if let Some(at) = memchr(self.grammar.newline, &self.buffer) {
                self.buffer.drain(..=at);
                break;
            }
            self.buffer.clear();
            if self.has_ended {
                break;
            }
            self.fill()?;
        }
        self.line += 1;
        Ok(Piece::Refused(Box::new(Reject::new(self.line - 1, "", &shown, Message::WantsShorterRow {}))))
    }
}
