//! A file becomes facts: read, converted, put in order, compared with what is known, stored in one step.
//!
//! Nothing of an import is visible before its last step, the new manifest. Killed before, it leaves files that no
//! manifest names; the next writer removes them.

mod buckets;
mod resemble;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;
use relationship::fact::TenureUnit;
use relationship::{Currency, Day};
use twox_hash::xxhash3_128;

use crate::compact::{buckets_for, spread, store};
use crate::convert::{Converter, FactRow, SeenCustomers, Warning};
use crate::error::{LedgerError, at};
use crate::input::{Block, Rows, Table};
use crate::known::{known_in, told_in};
use crate::ledger::{Ledger, Writer};
use crate::manifest::{ImportEntry, Manifest, SegmentEntry, TraitKind};
use crate::mapping::{Bound, Mapping, Setting};
use crate::message::Message;
use crate::reject::{Reject, RejectWriter};
use crate::restate::{Restated, Restating, restate};
use crate::segment::{self, Segment};
use crate::sort::{Conflict, Sorted};
use buckets::{Bucket, Buckets, Collected};
use resemble::told_beside_time;

/// Files of one bucket after which an import brings the buckets' files together first.
const SEGMENTS_PER_BUCKET_MAX: usize = 16;
/// An import spreads the ledger over more buckets once it would have this many times too few.
const BUCKETS_BEHIND_MAX: u32 = 4;
/// Bytes of a text file that at least go into one fact; only used to guess how many facts are coming.
const BYTES_PER_FACT: u64 = 24;

/// What to import, and within which bounds.
#[derive(Debug, Clone)]
pub struct ImportRequest<'a> {
    /// The file.
    pub file: &'a Path,
    /// What its columns mean.
    pub mapping: &'a Mapping,
    /// The day of the import: nothing can have happened after it.
    pub today: Day,
    /// A fresh id, which names the new files.
    pub id: &'a str,
    /// The share of rows that may be rejected; with more, nothing is stored.
    pub rejects_max_share: f64,
    /// Room that may be used before parts are written to disk, in bytes.
    pub memory_bytes: usize,
    /// How many threads convert rows.
    pub threads: usize,
}

/// How far an import is; whoever started it may look at any time.
#[derive(Debug, Default)]
pub struct ImportProgress {
    /// Bytes of the file that were read.
    pub bytes: AtomicU64,
    /// Bytes of the file.
    pub bytes_total: AtomicU64,
    /// Rows that were converted.
    pub rows: AtomicU64,
    /// Buckets that were stored; the second half of the work.
    pub buckets: AtomicU64,
    /// Buckets there are.
    pub buckets_total: AtomicU64,
    /// Set it to stop the import; nothing is stored then.
    pub stop: AtomicBool,
}

/// What an import did. Every row is stored, already known or rejected.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportSummary {
    /// Rows in the file.
    pub read: u64,
    /// Rows that added something.
    pub stored: u64,
    /// Rows that said nothing new.
    pub already_known: u64,
    /// Rows that were not understood.
    pub rejected: u64,
    /// Facts that were added; a row may become two.
    pub facts_added: u64,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// Where the rejected rows stand, if there are any.
    pub rejects_file: Option<PathBuf>,
    /// The source's name, which each of its facts carries.
    pub source: String,
    /// The last day the ledger now speaks about.
    pub observed_until: Option<Day>,
    /// The currency the amounts were read in.
    pub currency: Option<Currency>,
}

/// Imports a file.
///
/// # Errors
/// When the file or its mapping cannot be understood, too many rows are rejected, another process is writing, or the
/// disk refuses. The ledger is then as it was.
pub fn import(
    ledger: &Ledger,
    request: &ImportRequest<'_>,
    progress: &ImportProgress,
) -> Result<ImportSummary, LedgerError> {
    let table = Table::open(request.file, &request.mapping.reading())?;
    let mut writer = ledger.writer()?;
    let kept = writer.manifest.as_ref().map(|manifest| manifest.currency);
    let currency = request.mapping.currency.or(kept).unwrap_or(Currency::EUR);
    if let Some(kept) = kept.filter(|&kept| kept != currency) {
        return Err(LedgerError::Currency { given: currency, kept });
    }
    let bound = request.mapping.bind(&table, Setting { today: request.today, currency })?;
    progress.bytes_total.store(table.bytes(), Ordering::Relaxed);

    let fingerprint = fingerprint(request.file, request.mapping)?;
    if let Some(summary) = known_file(&writer, &fingerprint, &bound) {
        return Ok(summary);
    }
    let done = make_room(&writer, &table, currency, request).and_then(|next| {
        let import =
            Import { request, writer: &writer, bound: &bound, next, progress, rejects: Mutex::new(None), newest: None };
        import.run(&table, fingerprint)
    });
    let done = done.and_then(|(summary, next)| writer.commit(next).map(|()| summary));
    if let Err(error) = &done {
        // What was written belongs to nothing now. The list of rejects is kept where it tells why.
        writer.sweep();
        if !matches!(error, LedgerError::TooManyRejects { .. }) {
            let list = rejects_list(&writer, request, &bound);
            let _ = fs::remove_file(&list);
            let _ = list.parent().map(fs::remove_dir);
        }
    }
    done
}

fn rejects_list(writer: &Writer, request: &ImportRequest<'_>, bound: &Bound) -> PathBuf {
    writer.ledger.data().join("rejects").join(format!("{}-{}.csv", request.id, bound.source))
}

/// The same file under the same mapping adds nothing, whatever day it is.
fn known_file(writer: &Writer, fingerprint: &str, bound: &Bound) -> Option<ImportSummary> {
    let manifest = writer.manifest.as_ref()?;
    let entry = manifest.imports.iter().find(|entry| entry.fingerprint == fingerprint)?;
    Some(ImportSummary {
        read: entry.rows + entry.rejected,
        already_known: entry.rows,
        rejected: entry.rejected,
        source: bound.source.clone(),
        observed_until: Some(manifest.observed_until),
        currency: Some(manifest.currency),
        ..ImportSummary::default()
    })
}

fn fingerprint(file: &Path, mapping: &Mapping) -> Result<String, LedgerError> {
    let mut hasher = xxhash3_128::Hasher::new();
    let mut source = File::open(file).map_err(at(file))?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let got = source.read(&mut buffer).map_err(at(file))?;
        if got == 0 {
            break;
        }
        hasher.write(&buffer[..got]);
    }
    hasher.write(serde_json::to_string(mapping).unwrap_or_default().as_bytes());
    Ok(format!("{:032x}", hasher.finish_128()))
}

/// The ledger with as many buckets as it will need, and few enough files, before the import begins. Nothing of it is
/// valid before the import itself is.
fn make_room(
    writer: &Writer,
    table: &Table,
    currency: Currency,
    request: &ImportRequest<'_>,
) -> Result<Manifest, LedgerError> {
    let coming = table.rows().0.max(table.bytes() / BYTES_PER_FACT / 4);
    let Some(manifest) = writer.manifest.clone() else {
        return Ok(Manifest::empty(currency, buckets_for(coming)));
    };
    let wanted = buckets_for(manifest.facts() + coming);
    let most = (0..manifest.buckets).map(|bucket| manifest.segments_of(bucket).count()).max().unwrap_or(0);
    if wanted >= manifest.buckets * BUCKETS_BEHIND_MAX || most >= SEGMENTS_PER_BUCKET_MAX {
        let buckets = wanted.max(manifest.buckets);
        return spread(writer, manifest, buckets, &format!("{}-spread", request.id));
    }
    Ok(manifest)
}

struct Import<'a> {
    request: &'a ImportRequest<'a>,
    writer: &'a Writer,
    bound: &'a Bound,
    /// The ledger as it was, about to become the ledger as it will be.
    next: Manifest,
    progress: &'a ImportProgress,
    rejects: Mutex<Option<Rejects>>,
    /// The newest day of the file that has come.
    newest: Option<Day>,
}

struct Rejects {
    path: PathBuf,
    first: Reject,
    out: RejectWriter<BufWriter<File>>,
}

/// One thread's share of the work.
struct Worker<'b> {
    collected: Collected,
    rows: u64,
    rejected: u64,
    /// The newest day that has come.
    newest: Option<Day>,
    converter: Converter<'b>,
}

impl<'b> Worker<'b> {
    fn new(bound: &'b Bound, seen: &'b SeenCustomers) -> Self {
        let converter = Converter::new(bound, seen);
        Self { collected: Collected::default(), rows: 0, rejected: 0, newest: None, converter }
    }
}

/// What was learnt from one bucket.
#[derive(Default)]
struct BucketOutcome {
    entry: Option<SegmentEntry>,
    known_rows: u64,
    known_facts: u64,
    conflicts: u64,
    endings_moved: u64,
    endings_taken_back: u64,
    terms_changed: u64,
    /// Rows that stand there already under the name of a source that resembles this one.
    resembled: u64,
    traits: BTreeMap<String, TraitKind>,
    units: BTreeSet<TenureUnit>,
    has_contracts: bool,
}

impl Import<'_> {
    fn run(mut self, table: &Table, fingerprint: String) -> Result<(ImportSummary, Manifest), LedgerError> {
        let seen = SeenCustomers::default();
        let mut workers: Vec<Worker<'_>> =
            (0..self.request.threads.max(1)).map(|_| Worker::new(self.bound, &seen)).collect();
        // A quarter is left for putting buckets in order.
        let room = self.request.memory_bytes / 4 * 3;
        let buckets = Buckets::new(self.writer, self.request.id, self.next.buckets, room);
        table.read(&self.bound.needs(), &mut workers, &self.progress.bytes, |worker, block, rejects| {
            self.convert(worker, &buckets, block, rejects)
        })?;
        let rows = workers.iter().map(|worker| worker.rows).sum();
        let mut rejected = workers.iter().map(|worker| worker.rejected).sum();
        self.newest = workers.iter().filter_map(|worker| worker.newest).max();
        self.refuse_too_many(rows, rejected)?;
        let converters = workers.into_iter().map(|worker| worker.converter).collect();
        self.progress.buckets_total.store(u64::from(self.next.buckets), Ordering::Relaxed);
        let outcomes: Vec<BucketOutcome> = (0..self.next.buckets)
            .into_par_iter()
            .zip(buckets.finish()?)
            .map(|(number, bucket)| self.finish_bucket(number, bucket))
            .collect::<Result<_, LedgerError>>()?;
        rejected += outcomes.iter().map(|outcome| outcome.conflicts).sum::<u64>();
        self.refuse_too_many(rows, rejected)?;
        let resembling = self.resembling_source(&outcomes, rows)?;
        let rejects_file = self.close_rejects()?;
        let mut warnings = Converter::finish(converters);
        warnings.extend(resembling);
        warnings.extend(self.differences(&outcomes));
        let summary = self.conclude(outcomes, rows, rejected, fingerprint);
        warnings.extend(summary.warnings.iter().cloned());
        Ok((ImportSummary { warnings, rejects_file, ..summary }, self.next))
    }

    fn convert(
        &self,
        worker: &mut Worker<'_>,
        buckets: &Buckets<'_>,
        block: &Block,
        mut rejects: Vec<Reject>,
    ) -> Result<(), LedgerError> {
        if self.progress.stop.load(Ordering::Relaxed) {
            return Err(LedgerError::Stopped { path: self.request.file.to_owned() });
        }
        let rows = (block.len() + rejects.len()) as u64;
        let (count, source, collected) = (self.next.buckets, self.bound.source.as_str(), &mut worker.collected);
        let (as_of, newest) = (self.bound.as_of, &mut worker.newest);
        let mut sink = |row: FactRow<'_>| {
            *newest = (*newest).max(Some(row.fact.on).filter(|&on| on <= as_of));
            collected.push(row, source, count);
        };
        worker.converter.convert(block, &mut sink, &mut rejects);
        worker.rows += rows;
        worker.rejected += rejects.len() as u64;
        self.progress.rows.fetch_add(rows, Ordering::Relaxed);
        self.write_rejects(&rejects)?;
        buckets.take_in(&mut worker.collected)
    }

    fn finish_bucket(&self, number: u32, bucket: Bucket) -> Result<BucketOutcome, LedgerError> {
        let Bucket { mut facts, runs } = bucket;
        for path in &runs {
            let batch = segment::read(path, None)?;
            let run = Segment::new(&batch).ok_or_else(|| LedgerError::NotASegment { path: path.clone() })?;
            run.load_into(&mut facts, |_, _| true);
        }
        for path in runs {
            let _ = fs::remove_file(path);
        }
        facts.settle();
        let mut outcome = BucketOutcome::default();
        facts.learn_traits(&mut outcome.traits);
        facts.learn_units(&mut outcome.units);
        outcome.has_contracts = facts.has_contracts();
        if let Some(known) = self.resembled() {
            let told = told_in(self.writer, &self.next, number, &facts, known)?;
            outcome.resembled = facts.rows_told_in(&told);
        }
        let restated = match self.restating() {
            Some(how) => {
                let told = told_in(self.writer, &self.next, number, &facts, how.source)?;
                restate(&mut facts, &told, how)
            }
            None => Restated::default(),
        };
        let mut sorted = Sorted::of_rows(&facts, |row| restated.keeps(row));
        let known = known_in(self.writer, &self.next, number, &sorted)?;
        let left_out = sorted.leave_out_known(&known);
        let conflicts = restated.conflicts.iter().chain(&left_out.conflicts);
        let conflicts: Vec<Reject> = conflicts.map(|conflict| self.refuse_conflict(conflict)).collect();
        self.write_rejects(&conflicts)?;
        outcome.conflicts = conflicts.len() as u64;
        outcome.known_rows = restated.known_rows + left_out.known_rows;
        outcome.endings_moved = restated.endings_moved;
        outcome.endings_taken_back = restated.endings_taken_back;
        outcome.terms_changed = restated.terms_changed;
        outcome.known_facts = left_out.known;
        outcome.entry = store(self.writer, &sorted, number, self.request.id)?;
        self.progress.buckets.fetch_add(1, Ordering::Relaxed);
        Ok(outcome)
    }

    /// How rows are held against what their source told before: rows of contracts, and of customers with their days.
    fn restating(&self) -> Option<Restating<'_>> {
        let source = self.bound.source.as_str();
        let told_on = self.told_on()?;
        let mut before = self.next.imports.iter().filter(|import| import.source == source).peekable();
        before.peek()?;
        let is_older = before.filter_map(|import| import.told_on).max().is_some_and(|last| told_on < last);
        Some(Restating { source, told_on, is_older, tells_endings: self.bound.tells_endings() })
    }

    /// The last day the file tells about, where its rows tell whole relations.
    fn told_on(&self) -> Option<Day> {
        let stated = Some(self.bound.as_of).filter(|_| self.request.mapping.as_of.is_some());
        stated.or(self.newest).filter(|_| self.bound.tells_relations())
    }

    /// What the file told differently than its source did before.
    fn differences(&self, outcomes: &[BucketOutcome]) -> Vec<Warning> {
        let sum = |count: fn(&BucketOutcome) -> u64| outcomes.iter().map(count).sum::<u64>();
        let (moved, taken_back) = (sum(|it| it.endings_moved), sum(|it| it.endings_taken_back));
        let changed = sum(|it| it.terms_changed);
        let day = self.told_on().unwrap_or(self.bound.as_of);
        let is_older = self.restating().is_some_and(|how| how.is_older);
        let all = [
            (u64::from(is_older), "older_file", Message::OlderFile { day: day.into() }),
            (moved, "endings_moved", Message::EndingsMoved { count: moved.into() }),
            (taken_back, "endings_taken_back", Message::EndingsTakenBack { count: taken_back.into() }),
            (changed, "terms_changed", Message::TermsChanged { count: changed.into(), day: day.into() }),
        ];
        let told = all.into_iter().filter(|(count, ..)| *count > 0);
        told.map(|(_, code, message)| Warning::about_file(code, message)).collect()
    }

    /// Facts are known again by the name of their source: a file whose name differs from an earlier one's in its digits
    /// or in words for a time alone is most likely the next of the same kind, and all it repeats would count twice.
    fn resembled(&self) -> Option<&str> {
        let source = self.bound.source.as_str();
        let mut earlier = self.next.imports.iter().rev().map(|import| import.source.as_str());
        if self.request.mapping.source.is_some() || earlier.clone().any(|known| known == source) {
            return None;
        }
        let told = told_beside_time(source)?;
        earlier.find(|known| told_beside_time(known).as_ref() == Some(&told))
    }

    /// Where most of its rows stand there already under the other name, nothing is stored until somebody says which it
    /// is; with fewer it is told how many.
    fn resembling_source(&self, outcomes: &[BucketOutcome], read: u64) -> Result<Option<Warning>, LedgerError> {
        let Some(known) = self.resembled() else { return Ok(None) };
        let rows = outcomes.iter().map(|outcome| outcome.resembled).sum::<u64>();
        let (source, known) = (self.bound.source.clone(), known.to_owned());
        if rows * 2 > read {
            return Err(LedgerError::SourceRepeats { source, known, rows, read });
        }
        let message = Message::SourceResembles { source: source.into(), known: known.into(), rows: rows.into() };
        Ok(Some(Warning::about_file("source_resembles", message)))
    }

    /// The id is known, but with another day, amount or reason.
    fn refuse_conflict(&self, conflict: &Conflict) -> Reject {
        let column = self.bound.id_column();
        Reject::new(conflict.line, column, &conflict.source_id, Message::WantsNewId {})
    }

    fn conclude(
        &mut self,
        outcomes: Vec<BucketOutcome>,
        read: u64,
        rejected: u64,
        fingerprint: String,
    ) -> ImportSummary {
        let mut already_known = 0;
        let mut facts_added = 0;
        let (mut first, newest) = (None::<Day>, self.newest);
        let told_on = self.told_on();
        let had = (self.next.has_contracts && !self.next.has_dates, self.next.has_dates);
        let tells = outcomes.iter().any(|outcome| outcome.has_contracts);
        let is_mixed = tells && if self.bound.is_snapshot() { had.1 } else { had.0 };
        for outcome in outcomes {
            already_known += outcome.known_rows;
            for (name, kind) in outcome.traits {
                let known = self.next.traits.entry(name).or_insert(kind);
                if kind == TraitKind::Text {
                    *known = TraitKind::Text;
                }
            }
            self.next.tenure_units.extend(outcome.units);
            self.next.has_contracts |= outcome.has_contracts;
            self.next.has_dates |= outcome.has_contracts && !self.bound.is_snapshot();
            if let Some(entry) = outcome.entry {
                facts_added += entry.facts;
                first = Some(first.map_or(entry.days.0, |day| day.min(entry.days.0)));
                self.next.segments.push(entry);
            }
        }
        // A fact after today is a plan: it says nothing about the days until then. Without a stated day the ledger speaks about
        // the days until the newest fact that has come.
        let stated =
            Some(self.bound.as_of).filter(|_| self.request.mapping.as_of.is_some() || self.bound.is_snapshot());
        let assumed = newest.filter(|&day| stated.is_none() && day > self.next.observed_until);
        let warnings = assumed.map(|day| Message::AsOfNewest { day: day.into() });
        let mixed = is_mixed.then(|| Warning::about_file("snapshot_mixed", Message::SnapshotMixed {}));
        let warnings = warnings.map(|message| Warning::about_file("as_of_assumed", message)).into_iter();
        let warnings = warnings.chain(mixed).collect();
        self.next.observed_until = self.next.observed_until.max(stated.or(newest).unwrap_or(self.next.observed_until));
        self.next.observed_from = first.map_or(self.next.observed_from, |day| day.min(self.next.observed_from));
        let source = self.bound.source.clone();
        let rows = read - rejected;
        self.next.imports.push(ImportEntry { fingerprint, source: source.clone(), rows, rejected, told_on });
        ImportSummary {
            read,
            stored: rows.saturating_sub(already_known),
            already_known: already_known.min(rows),
            rejected,
            facts_added,
            source,
            observed_until: Some(self.next.observed_until),
            currency: Some(self.next.currency),
            warnings,
            ..ImportSummary::default()
        }
    }

    fn write_rejects(&self, rejects: &[Reject]) -> Result<(), LedgerError> {
        let Some(first) = rejects.first() else { return Ok(()) };
        let Ok(mut file) = self.rejects.lock() else { return Ok(()) };
        if file.is_none() {
            let path = rejects_list(self.writer, self.request, self.bound);
            let folder = path.parent().unwrap_or(&path);
            fs::create_dir_all(folder).map_err(at(folder))?;
            let out = BufWriter::new(File::create(&path).map_err(at(&path))?);
            let out = RejectWriter::new(out).map_err(at(&path))?;
            *file = Some(Rejects { path, first: first.clone(), out });
        }
        if let Some(Rejects { path, out, .. }) = file.as_mut() {
            for reject in rejects {
                out.write(reject).map_err(at(path))?;
            }
        }
        Ok(())
    }

    fn close_rejects(&self) -> Result<Option<PathBuf>, LedgerError> {
        let rejects = self.rejects.lock().ok().and_then(|mut file| file.take());
        rejects.map(|Rejects { path, out, .. }| out.finish().map(|_| path.clone()).map_err(at(&path))).transpose()
    }

    fn refuse_too_many(&self, read: u64, rejected: u64) -> Result<(), LedgerError> {
        let share = self.request.rejects_max_share;
        if rejected == 0 || rejected as f64 <= share * read as f64 {
            return Ok(());
        }
        let first = self.rejects.lock().ok().and_then(|file| file.as_ref().map(|it| Box::new(it.first.clone())));
        let rejects = self.close_rejects()?.unwrap_or_default();
        let allowed = format!("{} %", share * 100.0);
        Err(LedgerError::TooManyRejects { rejected, read, allowed, rejects, first })
    }
}
