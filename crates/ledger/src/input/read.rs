//! Reading a table: one thread cuts the file, the workers turn the pieces into rows.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, mpsc};

use super::text::{Cutter, Piece};
use super::{
    BLOCKS_WAITING_MAX, Block, ColumnBlock, Format, InputError, Inside, Need, Rows, SheetBlock, Table, TextBlock,
    encoding, sheet,
};
use crate::reject::Reject;

/// A piece of work: what the reading thread hands to the workers.
enum Unit {
    Piece(Piece),
    Group { index: usize, first_row: u64, bytes: u64 },
    Sheet(SheetBlock),
}

impl Table {
    pub(super) fn cutter<'a>(
        &self,
        progress: Option<&'a AtomicU64>,
    ) -> Result<Cutter<Box<dyn Read + Send + 'a>>, InputError> {
        let failed = |source| InputError::Read { path: self.path.clone(), source };
        let Inside::Text { grammar, found, skipped } = &self.inside else {
            return Err(InputError::Stopped { path: self.path.clone() });
        };
        let file = File::open(&self.path).map_err(failed)?;
        Ok(Cutter::new(decoded(file, *found, progress).map_err(failed)?, *grammar, *skipped))
    }

    /// Turns a piece of a text file into rows and, where rows are damaged, rejects.
    pub(super) fn parse_piece(&self, piece: Piece, rejects: &mut Vec<Reject>) -> Block {
        Block::Text(match (piece, &self.inside) {
            (Piece::Records { bytes, line }, Inside::Text { grammar, .. }) => {
                TextBlock::parse(bytes, line, *grammar, &self.columns, rejects)
            }
            (Piece::Refused(reject), _) => {
                rejects.push(*reject);
                TextBlock::empty()
            }
            (Piece::Records { .. }, _) => TextBlock::empty(),
        })
    }

    /// Reads the whole file. Each worker is a thread with a state of its own; `each` gets that state, some rows, and
    /// the rejects of rows that could not even be cut into values. `progress` counts the bytes read, out of
    /// [`bytes`](Self::bytes). The first error stops everything.
    ///
    /// # Errors
    /// When the file cannot be read to its end, or the error of `each`.
    pub fn read<W, E>(
        &self,
        needs: &[Need],
        workers: &mut [W],
        progress: &AtomicU64,
        each: impl Fn(&mut W, &Block, Vec<Reject>) -> Result<(), E> + Sync,
    ) -> Result<(), E>
    where
        W: Send,
        E: From<InputError> + Send,
    {
        if workers.is_empty() {
            return Err(InputError::Stopped { path: self.path.clone() }.into());
        }
        let (sender, receiver) = mpsc::sync_channel::<Unit>(BLOCKS_WAITING_MAX);
        let receiver = Mutex::new(receiver);
        let has_failed = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (receiver, has_failed, each) = (&receiver, &has_failed, &each);
            let threads: Vec<_> = workers
                .iter_mut()
                .map(|worker| {
                    scope.spawn(move || -> Result<(), E> {
                        let mut outcome = Ok(());
                        loop {
                            let unit = receiver.lock().map(|units| units.recv());
                            let Ok(Ok(unit)) = unit else { return outcome };
                            // After a failure the queue is emptied, so that the reading thread never waits for ever.
                            if has_failed.load(Ordering::Relaxed) {
                                continue;
                            }
                            outcome = guarded(&self.path, || {
                                self.work(unit, needs, progress, |block, rejects| each(worker, block, rejects))
                            });
                            if outcome.is_err() {
                                has_failed.store(true, Ordering::Relaxed);
                            }
                        }
                    })
                })
                .collect();
            let cut = self.cut(sender, progress, has_failed);
            let mut outcome = Ok(());
            for thread in threads {
                let result =
                    thread.join().unwrap_or_else(|_| Err(InputError::Stopped { path: self.path.clone() }.into()));
                outcome = outcome.and(result);
            }
            outcome.and(cut.map_err(E::from))
        })
    }

    fn cut(
        &self,
        sender: mpsc::SyncSender<Unit>,
        progress: &AtomicU64,
        has_failed: &AtomicBool,
    ) -> Result<(), InputError> {
        let goes_on = move |unit: Unit| !has_failed.load(Ordering::Relaxed) && sender.send(unit).is_ok();
        match &self.inside {
            Inside::Text { .. } => {
                let mut cutter = self.cutter(Some(progress))?;
                let failed = |source| InputError::Read { path: self.path.clone(), source };
                while let Some(piece) = cutter.next().map_err(failed)? {
                    if !goes_on(Unit::Piece(piece)) {
                        break;
                    }
                }
            }
            Inside::Parquet(file) => {
                for (index, first_row, bytes) in file.groups() {
                    if !goes_on(Unit::Group { index, first_row, bytes }) {
                        break;
                    }
                }
            }
            Inside::Sheet { skipped } => guarded(&self.path, || self.cut_sheet(*skipped, goes_on))?,
        }
        Ok(())
    }

    fn cut_sheet(&self, skipped: usize, mut goes_on: impl FnMut(Unit) -> bool) -> Result<(), InputError> {
        let Format::Xlsx { sheet, .. } = &self.format else { return Ok(()) };
        let failed = |source| InputError::Workbook { path: self.path.clone(), source };
        let file = File::open(&self.path).map_err(|source| InputError::Read { path: self.path.clone(), source })?;
        let (mut book, _) = sheet::open(file).map_err(failed)?;
        let mut is_first = true;
        sheet::read(&mut book, sheet, None, |mut block| {
            if std::mem::take(&mut is_first) {
                block.drop_first(skipped);
            }
            goes_on(Unit::Sheet(block))
        })
        .map_err(failed)
    }

    fn work<E: From<InputError>>(
        &self,
        unit: Unit,
        needs: &[Need],
        progress: &AtomicU64,
        mut each: impl FnMut(&Block, Vec<Reject>) -> Result<(), E>,
    ) -> Result<(), E> {
        match unit {
            Unit::Piece(piece) => {
                let mut rejects = Vec::new();
                let block = self.parse_piece(piece, &mut rejects);
                each(&block, rejects)
            }
            Unit::Sheet(block) => {
                each(&Block::Sheet(block), Vec::new())?;
                Ok(())
            }
            Unit::Group { index, mut first_row, bytes } => {
                let Inside::Parquet(parquet) = &self.inside else { return Ok(()) };
                let arrow = |source| InputError::Arrow { path: self.path.clone(), source };
                let file =
                    File::open(&self.path).map_err(|source| InputError::Read { path: self.path.clone(), source })?;
                let batches = parquet
                    .read_group(file, index, needs)
                    .map_err(|source| InputError::Parquet { path: self.path.clone(), source })?;
                for batch in batches {
                    let block = ColumnBlock::new(&batch.map_err(arrow)?, needs, first_row).map_err(arrow)?;
                    first_row += block.len() as u64;
                    each(&Block::Columns(block), Vec::new())?;
                }
                progress.fetch_add(bytes, Ordering::Relaxed);
                Ok(())
            }
        }
    }
}

/// Does something that may meet a damaged file. Readers of other people's formats are not all free of panics; one must
/// neither end the program nor leave a thread waiting.
pub(super) fn guarded<T, E: From<InputError>>(path: &Path, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let stopped = |_| Err(InputError::Stopped { path: path.to_owned() }.into());
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(stopped)
}

/// The file as UTF-8 without its byte order mark.
pub(super) fn decoded<'a>(
    mut file: File,
    found: encoding::Found,
    progress: Option<&'a AtomicU64>,
) -> io::Result<Box<dyn Read + Send + 'a>> {
    file.seek(SeekFrom::Start(found.mark_bytes))?;
    let counted = Counted { source: file, progress };
    Ok(if found.encoding == encoding_rs::UTF_8 {
        Box::new(counted)
    } else {
        Box::new(encoding::Decoded::new(counted, found.encoding))
    })
}

/// Counts what was read.
struct Counted<'a> {
    source: File,
    progress: Option<&'a AtomicU64>,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read(out)?;
        if let Some(progress) = self.progress {
            progress.fetch_add(got as u64, Ordering::Relaxed);
        }
        Ok(got)
    }
}
