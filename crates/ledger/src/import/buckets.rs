//! Facts on their way into their buckets, from several threads.
//!
//! Each thread first collects the facts of some thousands of rows, then hands them over bucket by bucket: a bucket's
//! columns are then extended in one go, which the processor's cache thanks for. What no longer fits in memory goes to
//! disk as sorted runs.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rayon::prelude::*;

use crate::convert::FactRow;
use crate::error::LedgerError;
use crate::facts::{FactColumns, Sourced};
use crate::ledger::Writer;
use crate::manifest::bucket_of;
use crate::segment;
use crate::sort::Sorted;
use crate::strings::Interner;

/// All buckets of an import.
pub(super) struct Buckets<'a> {
    writer: &'a Writer,
    /// Names the runs on disk.
    id: &'a str,
    count: u32,
    /// Room for facts, in bytes.
    room: usize,
    state: RwLock<State>,
}

/// What is in memory. Runs of an earlier round are on disk.
#[derive(Default)]
struct State {
    round: u32,
    parts: Vec<Mutex<FactColumns>>,
    words: Mutex<Interner>,
    bytes: AtomicUsize,
    runs: Vec<Vec<PathBuf>>,
}

/// Facts of one thread that are not in their buckets yet.
#[derive(Default)]
pub(super) struct Collected {
    facts: FactColumns,
    /// The bucket of each fact.
    buckets: Vec<u32>,
    /// The number in the buckets of each word of `facts`, and of which round.
    words: Vec<u32>,
    round: u32,
}

/// The facts of one bucket: in memory, or as runs on disk.
pub(super) struct Bucket {
    pub(super) facts: FactColumns,
    pub(super) runs: Vec<PathBuf>,
}

impl Collected {
    pub(super) fn push(&mut self, row: FactRow<'_>, source: &str, buckets: u32) {
        if self.facts.len() == 0 {
            self.facts.set_source(source);
        }
        self.buckets.push(bucket_of(crate::strings::hash(row.customer), buckets));
        let it = Sourced { fact: row.fact, source_id: row.source_id, line: row.line };
        self.facts.push(row.customer, &it, 0);
    }

    /// The rows of each bucket, one bucket behind the other, and where each ends.
    fn by_bucket(&self, count: u32) -> (Vec<u32>, Vec<usize>) {
        let mut next = vec![0; count as usize + 1];
        for &bucket in &self.buckets {
            next[bucket as usize + 1] += 1;
        }
        for bucket in 0..count as usize {
            next[bucket + 1] += next[bucket];
        }
        let mut rows = vec![0; self.buckets.len()];
        for (row, &bucket) in (0..).zip(&self.buckets) {
            rows[next[bucket as usize]] = row;
            next[bucket as usize] += 1;
        }
        (rows, next)
    }
}

impl<'a> Buckets<'a> {
    pub(super) fn new(writer: &'a Writer, id: &'a str, count: u32, room: usize) -> Self {
        let state = State::empty(count, 0, (0..count).map(|_| Vec::new()).collect());
        Self { writer, id, count, room, state: RwLock::new(state) }
    }

    /// Takes over what a thread has collected.
    pub(super) fn take_in(&self, collected: &mut Collected) -> Result<(), LedgerError> {
        let bytes = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            if collected.round != state.round {
                collected.words.clear();
                collected.round = state.round;
            }
            state.take_in(collected, self.count)
        };
        collected.facts.clear();
        collected.buckets.clear();
        if bytes > self.room {
            // The words of the rows so far are no longer needed either.
            *collected = Collected { round: collected.round, ..Collected::default() };
            return self.spill(self.room);
        }
        Ok(())
    }

    /// Writes all buckets to disk as sorted runs if they take more than `most` bytes, so that the next rows find room.
    /// The other threads wait: they would only fill what is being emptied.
    fn spill(&self, most: usize) -> Result<(), LedgerError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.bytes.load(Ordering::Relaxed) <= most {
            return Ok(());
        }
        let fresh = State::empty(self.count, state.round + 1, std::mem::take(&mut state.runs));
        let mut full = std::mem::replace(&mut *state, fresh);
        let words = full.words();
        let runs: Vec<Option<PathBuf>> = (0..self.count)
            .into_par_iter()
            .zip(full.parts)
            .map(|(bucket, part)| {
                let mut facts = part.into_inner().unwrap_or_else(PoisonError::into_inner);
                if facts.len() == 0 {
                    return Ok(None);
                }
                facts.words = Arc::clone(&words);
                facts.settle();
                let id = format!("{}-run-{}", self.id, full.round);
                let (_, path) = self.writer.new_segment(bucket, &id)?;
                segment::write(&path, &Sorted::new(&facts))?;
                Ok(Some(path))
            })
            .collect::<Result<_, LedgerError>>()?;
        for (of_bucket, run) in state.runs.iter_mut().zip(runs) {
            of_bucket.extend(run);
        }
        Ok(())
    }

    /// All buckets, complete. Where any went to disk, all of them did.
    pub(super) fn finish(self) -> Result<Vec<Bucket>, LedgerError> {
        if self.state.read().unwrap_or_else(PoisonError::into_inner).round > 0 {
            self.spill(0)?;
        }
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let runs = std::mem::take(&mut state.runs);
        let words = state.words();
        let bucket = |(part, runs): (Mutex<FactColumns>, Vec<PathBuf>)| {
            let mut facts = part.into_inner().unwrap_or_else(PoisonError::into_inner);
            facts.words = Arc::clone(&words);
            Bucket { facts, runs }
        };
        Ok(state.parts.into_iter().zip(runs).map(bucket).collect())
    }
}

impl State {
    fn empty(count: u32, round: u32, runs: Vec<Vec<PathBuf>>) -> Self {
        Self { round, parts: (0..count).map(|_| Mutex::default()).collect(), runs, ..Self::default() }
    }

    /// Returns how many bytes all buckets take now.
    fn take_in(&self, collected: &mut Collected, count: u32) -> usize {
        let fresh_words = self.translate(collected);
        let (rows, ends) = collected.by_bucket(count);
        let mut grown = fresh_words;
        let mut start = 0;
        for (part, end) in self.parts.iter().zip(ends) {
            let rows = &rows[start..end];
            start = end;
            if !rows.is_empty() {
                let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
                let before = part.bytes();
                part.append(&collected.facts, rows, &collected.words);
                grown += part.bytes() - before;
            }
        }
        self.bytes.fetch_add(grown, Ordering::Relaxed) + grown
    }

    /// Gives every word of a thread its number in the buckets. Returns the bytes that takes.
    fn translate(&self, collected: &mut Collected) -> usize {
        let theirs = &collected.facts.words;
        if collected.words.len() == theirs.len() {
            return 0;
        }
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let before = words.bytes();
        let known = collected.words.len();
        collected.words.extend(theirs.iter().skip(known).map(|word| words.intern(word)));
        words.bytes() - before
    }

    fn words(&mut self) -> Arc<Interner> {
        Arc::new(std::mem::take(self.words.get_mut().unwrap_or_else(PoisonError::into_inner)))
    }
}
