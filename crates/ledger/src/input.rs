//! Any table file: CSV of every usual kind, Parquet, XLSX. What a file is, its content tells.
//!
//! A [`Table`] is opened once and read as often as wanted. Reading is one pass in bounded memory: one thread cuts the
//! file into blocks, the workers turn them into rows.

mod cell;
mod columns;
mod delimiter;
mod encoding;
mod error;
mod sheet;
mod sniff;
mod text;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;

pub use cell::{Cell, Rows};
pub use columns::ColumnBlock;
pub use delimiter::Delimiter;
pub use error::InputError;
pub use sheet::SheetBlock;
pub use sniff::Foreign;
pub use text::TextBlock;

use crate::message::Message;
use crate::reject::Reject;
use text::{Cutter, Grammar, Piece};

/// Most columns a table may have.
pub const COLUMNS_MAX: usize = 2_000;
/// Longest value of a text file; a row with a longer one is rejected.
pub const FIELD_BYTES_MAX: usize = 64 << 10;
/// Longest record of a text file; a longer one is rejected.
pub const RECORD_BYTES_MAX: usize = 1 << 20;
/// Bytes of a text file that are looked at to find its delimiter and header.
const SNIFF_BYTES: u64 = 256 << 10;
/// Rows of a sheet that stand in a sample.
const SHEET_SAMPLE_ROWS: usize = 8_192;
/// Rows of a sheet among which the header is looked for.
const TITLE_ROWS_MAX: usize = 20;
/// Blocks that wait for a worker at most.
const BLOCKS_WAITING_MAX: usize = 3;

/// How a file is to be read, where its content shall not decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What parts the values of a text file.
    pub delimiter: Option<Delimiter>,
    /// The encoding of a text file.
    pub encoding: Option<String>,
    /// Whether the first row holds the names of the columns.
    pub header: Option<bool>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// What kind of file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// A text file.
    Csv {
        /// What parts the values.
        delimiter: Delimiter,
        /// The encoding's name.
        encoding: &'static str,
        /// Whether the first row holds the names of the columns.
        has_header: bool,
    },
    /// Parquet.
    Parquet,
    /// A workbook.
    Xlsx {
        /// The sheet that is read.
        sheet: String,
        /// All sheets.
        sheets: Vec<String>,
    },
}

/// In what shape a column is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Need {
    /// As a value: a day, a number.
    pub value: bool,
    /// As text.
    pub text: bool,
}

impl Need {
    /// Both ways.
    pub const ALL: Self = Self { value: true, text: true };

    const fn is_any(self) -> bool {
        self.value || self.text
    }
}

/// Some thousands of rows.
#[derive(Debug)]
pub enum Block {
    /// From a text file.
    Text(TextBlock),
    /// From Parquet.
    Columns(ColumnBlock),
    /// From a workbook.
    Sheet(SheetBlock),
}

impl Rows for Block {
    fn len(&self) -> usize {
        match self {
            Self::Text(block) => block.len(),
            Self::Columns(block) => block.len(),
            Self::Sheet(block) => block.len(),
        }
    }

    fn line(&self, row: usize) -> u64 {
        match self {
            Self::Text(block) => block.line(row),
            Self::Columns(block) => block.line(row),
            Self::Sheet(block) => block.line(row),
        }
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self {
            Self::Text(block) => block.cell(row, column),
            Self::Columns(block) => block.cell(row, column),
            Self::Sheet(block) => block.cell(row, column),
        }
    }

    fn text(&self, row: usize, column: usize) -> &str {
        match self {
            Self::Text(block) => block.text(row, column),
            Self::Columns(block) => block.text(row, column),
            Self::Sheet(block) => block.text(row, column),
        }
    }
}

/// A table file that was opened and understood.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    bytes: u64,
    format: Format,
    columns: Vec<String>,
    notes: Vec<Message>,
    sample: Block,
    sample_rejects: Vec<Reject>,
    is_sample_whole: bool,
    sample_bytes: u64,
    inside: Inside,
}

#[derive(Debug, Clone)]
enum Inside {
    Text { grammar: Grammar, found: encoding::Found, skipped: usize },
    Parquet(columns::ParquetFile),
    Sheet { skipped: usize },
}

/// A piece of work: what the reading thread hands to the workers.
enum Unit {
    Piece(Piece),
    Group { index: usize, first_row: u64, bytes: u64 },
    Sheet(SheetBlock),
}

impl Table {
    /// Opens a file, finds out what it is, and reads its first rows.
    ///
    /// # Errors
    /// When the file cannot be read, is empty, has no rows, is no table or goes beyond a limit.
    pub fn open(path: &Path, reading: &Reading) -> Result<Self, InputError> {
        let failed = |source| InputError::Read { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        file.by_ref().take(4096).read_to_end(&mut head).map_err(failed)?;
        if head.is_empty() {
            return Err(InputError::Empty { path: path.to_owned() });
        }
        let mut table = match sniff::content(&head) {
            sniff::Content::Parquet => guarded(path, || Self::open_parquet(path, &file))?,
            sniff::Content::Workbook => guarded(path, || Self::open_workbook(path, file, reading.sheet.as_deref()))?,
            sniff::Content::Text => Self::open_text(path, file, reading)?,
            sniff::Content::Other(found) => return Err(InputError::NotATable { path: path.to_owned(), found }),
        };
        table.bytes = bytes;
        if table.is_sample_whole && table.sample.is_empty() && table.sample_rejects.is_empty() {
            return Err(InputError::NoRows { path: path.to_owned(), columns: table.columns.len() });
        }
        Ok(table)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its size.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What kind of file it is.
    pub const fn format(&self) -> &Format {
        &self.format
    }

    /// The names of the columns, each different from the others.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What had to be changed to read it, such as the name of a column.
    pub fn notes(&self) -> &[Message] {
        &self.notes
    }

    /// The first rows.
    pub const fn sample(&self) -> &Block {
        &self.sample
    }

    /// Rows of the sample that could not even be cut into values.
    pub fn sample_rejects(&self) -> &[Reject] {
        &self.sample_rejects
    }

    /// Whether the sample is all there is.
    pub const fn is_sample_whole(&self) -> bool {
        self.is_sample_whole
    }

    /// How many rows there are: exact when known, else estimated from the size.
    pub fn rows(&self) -> (u64, bool) {
        let sampled = (self.sample.len() + self.sample_rejects.len()) as u64;
        match &self.inside {
            Inside::Parquet(file) => (file.rows, true),
            _ if self.is_sample_whole => (sampled, true),
            Inside::Text { .. } => (sampled * self.bytes / self.sample_bytes, false),
            Inside::Sheet { .. } => (sampled, false),
        }
    }

    fn new(
        path: &Path,
        format: Format,
        names: Vec<String>,
        columns: usize,
        inside: Inside,
    ) -> Result<Self, InputError> {
        if columns > COLUMNS_MAX {
            return Err(InputError::TooManyColumns { path: path.to_owned(), given: columns });
        }
        let (columns, notes) = sniff::names(names, columns);
        Ok(Self {
            path: path.to_owned(),
            bytes: 0,
            format,
            columns,
            notes,
            sample: Block::Text(TextBlock::empty()),
            sample_rejects: Vec::new(),
            is_sample_whole: true,
            sample_bytes: 1,
            inside,
        })
    }

    fn open_text(path: &Path, mut file: File, reading: &Reading) -> Result<Self, InputError> {
        let failed = |source| InputError::Read { path: path.to_owned(), source };
        let given = match &reading.encoding {
            Some(name) => {
                Some(encoding::named(name).ok_or_else(|| InputError::UnknownEncoding { given: name.clone() })?)
            }
            None => None,
        };
        let found = encoding::find(&mut file, given).map_err(failed)?;
        let mut beginning = Vec::new();
        let decoded = decoded(file, found, None).map_err(failed)?;
        decoded.take(SNIFF_BYTES).read_to_end(&mut beginning).map_err(failed)?;
        let is_whole = (beginning.len() as u64) < SNIFF_BYTES;
        let beginning = String::from_utf8_lossy(&beginning);
        if let Some(found) = sniff::binary_byte(&beginning) {
            return Err(InputError::NotATable { path: path.to_owned(), found });
        }
        if beginning.trim().is_empty() {
            return Err(InputError::Empty { path: path.to_owned() });
        }
        let style = sniff::style(&beginning, is_whole, reading.delimiter, reading.header);
        if let (Some((likely, columns)), Some(given)) = (style.better, reading.delimiter) {
            let (given, likely) = (given.to_string(), likely.to_string());
            return Err(InputError::OneColumn { path: path.to_owned(), given, likely, columns });
        }
        if !is_whole && !beginning.contains(char::from(style.grammar.newline)) && style.columns <= COLUMNS_MAX {
            return Err(InputError::HeaderTooLong { path: path.to_owned(), limit: beginning.len() });
        }
        let format = Format::Csv {
            delimiter: style.grammar.delimiter,
            encoding: found.encoding.name(),
            has_header: !style.names.is_empty(),
        };
        let inside = Inside::Text { grammar: style.grammar, found, skipped: style.skipped };
        let mut table = Self::new(path, format, style.names, style.columns, inside)?;
        let mut cutter = table.cutter(None)?;
        if let Some(piece) = cutter.next().map_err(failed)? {
            table.sample = table.parse(piece);
            table.sample_bytes = cutter.cut_bytes.max(1);
            table.is_sample_whole = cutter.next().map_err(failed)?.is_none();
        }
        Ok(table)
    }

    fn open_parquet(path: &Path, file: &File) -> Result<Self, InputError> {
        let failed = |source| InputError::Parquet { path: path.to_owned(), source };
        let parquet = columns::ParquetFile::open(file).map_err(failed)?;
        let (names, rows) = (parquet.names.clone(), parquet.rows);
        let count = names.len();
        let mut table = Self::new(path, Format::Parquet, names, count, Inside::Parquet(parquet.clone()))?;
        let needs = vec![Need::ALL; count];
        for (index, first_row, _) in parquet.groups() {
            let file = file.try_clone().map_err(|source| InputError::Read { path: path.to_owned(), source })?;
            let mut batches = parquet.read_group(file, index, &needs).map_err(failed)?;
            if let Some(batch) = batches.next() {
                let arrow = |source| InputError::Arrow { path: path.to_owned(), source };
                let block = ColumnBlock::new(&batch.map_err(arrow)?, &needs, first_row).map_err(arrow)?;
                table.is_sample_whole = block.len() as u64 == rows;
                table.sample = Block::Columns(block);
                break;
            }
        }
        Ok(table)
    }

    fn open_workbook(path: &Path, file: File, sheet: Option<&str>) -> Result<Self, InputError> {
        let failed = |source| InputError::Workbook { path: path.to_owned(), source };
        let (mut book, sheets) = sheet::open(file).map_err(|source| match source {
            calamine::XlsxError::Zip(_) | calamine::XlsxError::FileNotFound(_) => {
                InputError::NotATable { path: path.to_owned(), found: Foreign::Packed }
            }
            source => failed(source),
        })?;
        let unknown = |given: &str| InputError::UnknownSheet {
            path: path.to_owned(),
            given: given.to_owned(),
            allowed: sheets.clone(),
        };
        let sheet = match sheet {
            Some(given) => sheets.iter().find(|name| *name == given).ok_or_else(|| unknown(given))?.clone(),
            None => sheets.first().ok_or_else(|| unknown(""))?.clone(),
        };
        let mut blocks = Vec::new();
        sheet::read(&mut book, &sheet, Some(SHEET_SAMPLE_ROWS), |block| {
            blocks.push(block);
            blocks.len() < 2
        })
        .map_err(failed)?;
        let is_whole = blocks.len() < 2;
        let Some(mut sample) = blocks.into_iter().next() else {
            return Err(InputError::Empty { path: path.to_owned() });
        };
        let count = (0..sample.len()).map(|row| sample.width(row)).max().unwrap_or(0);
        if count > COLUMNS_MAX {
            return Err(InputError::TooManyColumns { path: path.to_owned(), given: count });
        }
        // Reports often carry a title above the table: the header is the first row that is mostly filled.
        let is_header = |row: &usize| sample.filled(*row) * 10 >= count * 6;
        let header = (0..sample.len().min(TITLE_ROWS_MAX)).find(is_header).unwrap_or(0);
        let names = sample.texts(header);
        sample.drop_first(header + 1);
        let format = Format::Xlsx { sheet, sheets };
        let mut table = Self::new(path, format, names, count, Inside::Sheet { skipped: header + 1 })?;
        if header > 0 {
            table.notes.push(Message::TitleLeftOut { rows: header.into() });
        }
        table.sample = Block::Sheet(sample);
        table.is_sample_whole = is_whole;
        Ok(table)
    }

    fn cutter<'a>(&self, progress: Option<&'a AtomicU64>) -> Result<Cutter<Box<dyn Read + Send + 'a>>, InputError> {
        let failed = |source| InputError::Read { path: self.path.clone(), source };
        let Inside::Text { grammar, found, skipped } = &self.inside else {
            return Err(InputError::Stopped { path: self.path.clone() });
        };
        let file = File::open(&self.path).map_err(failed)?;
        Ok(Cutter::new(decoded(file, *found, progress).map_err(failed)?, *grammar, *skipped))
    }

    /// Turns a piece of a text file into rows and, where rows are damaged, rejects.
    fn parse_piece(&self, piece: Piece, rejects: &mut Vec<Reject>) -> Block {
        Block::Text(match (piece, &self.inside) {
            (Piece::Records { bytes, line }, Inside::Text { grammar, .. }) => {
                TextBlock::parse(bytes, line, *grammar, &self.columns, rejects)
            }
            (Piece::Refused(reject), _) => {
                rejects.push(reject);
                TextBlock::empty()
            }
            (Piece::Records { .. }, _) => TextBlock::empty(),
        })
    }

    fn parse(&mut self, piece: Piece) -> Block {
        let mut rejects = Vec::new();
        let block = self.parse_piece(piece, &mut rejects);
        self.sample_rejects = rejects;
        block
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
        let goes_on = |unit: Unit| !has_failed.load(Ordering::Relaxed) && sender.send(unit).is_ok();
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
fn guarded<T, E: From<InputError>>(path: &Path, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let stopped = |_| Err(InputError::Stopped { path: path.to_owned() }.into());
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(stopped)
}

/// The file as UTF-8 without its byte order mark.
fn decoded<'a>(
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
