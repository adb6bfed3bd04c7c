//! Workbooks: one sheet, row by row.

use std::fmt::Write;
use std::fs::File;
use std::io::BufReader;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use relationship::Day;

use super::cell::{Cell, MICROS_PER_DAY, Rows};

/// Rows of a sheet handed over at a time.
const BLOCK_ROWS: usize = 4096;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Float(f64),
    Int(i64),
    Bool(bool),
    Moment(i64),
    Error,
}

#[derive(Debug, Clone, Copy)]
struct Stored {
    column: u32,
    start: usize,
    end: usize,
    kind: Kind,
}

/// Some thousands of rows of a sheet.
#[derive(Debug, Default)]
pub struct SheetBlock {
    text: String,
    cells: Vec<Stored>,
    /// The line of each row and where its values begin in `cells`.
    rows: Vec<(u64, usize)>,
}

impl SheetBlock {
    fn find(&self, row: usize, column: usize) -> Option<&Stored> {
        let start = self.rows.get(row)?.1;
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.1);
        let cells = self.cells.get(start..end)?;
        let column = u32::try_from(column).ok()?;
        // Rows without a gap, by far the most, have the value where it is looked for first.
        match cells.get(column as usize) {
            Some(cell) if cell.column == column => Some(cell),
            _ => cells.iter().find(|cell| cell.column == column),
        }
    }

    /// The values of one row as text, for the header.
    pub(crate) fn texts(&self, row: usize) -> Vec<String> {
        (0..self.width(row)).map(|column| self.text(row, column).to_owned()).collect()
    }

    /// How many columns a row reaches.
    pub(crate) fn width(&self, row: usize) -> usize {
        let start = self.rows.get(row).map_or(0, |row| row.1);
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.1);
        let columns = self.cells.get(start..end).and_then(|cells| cells.iter().map(|cell| cell.column + 1).max());
        columns.unwrap_or(0) as usize
    }

    /// How many values a row has.
    pub(crate) fn filled(&self, row: usize) -> usize {
        let start = self.rows.get(row).map_or(0, |row| row.1);
        self.rows.get(row + 1).map_or(self.cells.len(), |next| next.1) - start
    }

    /// Leaves out the first rows.
    pub(crate) fn drop_first(&mut self, count: usize) {
        self.rows.drain(..count.min(self.rows.len()));
    }

    fn push(&mut self, column: u32, value: &DataRef<'_>) {
        let start = self.text.len();
        let kind = match value {
            DataRef::Empty => return,
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                self.text.push_str(text);
                Kind::Text
            }
            DataRef::SharedString(text) => {
                self.text.push_str(text);
                Kind::Text
            }
            DataRef::Int(number) => {
                let _ = write!(self.text, "{number}");
                Kind::Int(*number)
            }
            DataRef::Float(number) => {
                let _ = write!(self.text, "{number}");
                Kind::Float(*number)
            }
            DataRef::Bool(yes) => {
                self.text.push_str(if *yes { "true" } else { "false" });
                Kind::Bool(*yes)
            }
            DataRef::DateTime(moment) if moment.is_datetime() => self.push_moment(moment),
            DataRef::DateTime(duration) => {
                let _ = write!(self.text, "{}", duration.as_f64());
                Kind::Float(duration.as_f64())
            }
            DataRef::Error(error) => {
                let _ = write!(self.text, "{error}");
                Kind::Error
            }
        };
        self.cells.push(Stored { column, start, end: self.text.len(), kind });
    }

    fn push_moment(&mut self, moment: &ExcelDateTime) -> Kind {
        let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
        let Some(day) = Day::from_ymd(i32::from(year), u32::from(month), u32::from(day)) else {
            let _ = write!(self.text, "{}", moment.as_f64());
            return Kind::Float(moment.as_f64());
        };
        let _ = write!(self.text, "{day}");
        let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        let time = seconds * 1_000_000 + i64::from(milli) * 1000;
        if time > 0 {
            let _ = write!(self.text, "T{hour:02}:{minute:02}:{second:02}");
        }
        Kind::Moment(i64::from(day.number()) * MICROS_PER_DAY + time)
    }
}

impl Rows for SheetBlock {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |row| row.0)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(stored) = self.find(row, column) else { return Cell::Blank };
        match stored.kind {
            Kind::Text => Cell::from_text(self.text.get(stored.start..stored.end).unwrap_or("")),
            Kind::Float(number) => Cell::Float(number),
            Kind::Int(number) => Cell::Int(number),
            Kind::Bool(yes) => Cell::Bool(yes),
            Kind::Moment(micros) if micros.rem_euclid(MICROS_PER_DAY) == 0 => {
                i32::try_from(micros / MICROS_PER_DAY).map_or(Cell::Blank, |day| Cell::Day(Day::from_number(day)))
            }
            Kind::Moment(micros) => Cell::from_micros(micros),
            Kind::Error => Cell::Unreadable("an error of the workbook's own"),
        }
    }

    fn text(&self, row: usize, column: usize) -> &str {
        self.find(row, column).and_then(|stored| self.text.get(stored.start..stored.end)).map_or("", str::trim)
    }
}

/// Opens a workbook and names its sheets.
pub(crate) fn open(file: File) -> Result<(Xlsx<BufReader<File>>, Vec<String>), XlsxError> {
    let book = Xlsx::new(BufReader::new(file))?;
    let sheets = book.sheet_names();
    Ok((book, sheets))
}

/// The first of these sheets that holds a table, its first rows, and whether there are no more: a workbook may begin
/// with a sheet of words. Without any it is the first sheet that holds something.
pub(crate) fn first_table(
    book: &mut Xlsx<BufReader<File>>,
    sheets: &[&String],
    rows: usize,
) -> Result<Option<(String, SheetBlock, bool)>, XlsxError> {
    let (mut first, mut failed) = (None, None);
    for &sheet in sheets {
        let mut blocks = Vec::new();
        let done = read(book, sheet, Some(rows), |block| {
            blocks.push(block);
            blocks.len() < 2
        });
        // A sheet that is a picture cannot be read, and need not be.
        failed = failed.or(done.err());
        let is_whole = blocks.len() < 2;
        let Some(sample) = blocks.into_iter().next() else { continue };
        let is_table = (0..sample.len()).filter(|&row| sample.filled(row) > 1).count() > 1;
        if is_table || first.is_none() {
            first = Some((sheet.clone(), sample, is_whole));
        }
        if is_table {
            break;
        }
    }
    failed.filter(|_| first.is_none()).map_or(Ok(first), Err)
}

/// Reads a sheet from its first filled row on, block by block. `take` says whether to go on.
pub(crate) fn read(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    block_rows: Option<usize>,
    mut take: impl FnMut(SheetBlock) -> bool,
) -> Result<(), XlsxError> {
    let block_rows = block_rows.unwrap_or(BLOCK_ROWS);
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut block = SheetBlock::default();
    let mut last_row = None;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        if last_row != Some(row) {
            if block.rows.len() >= block_rows && !take(std::mem::take(&mut block)) {
                return Ok(());
            }
            block.rows.push((u64::from(row) + 1, block.cells.len()));
            last_row = Some(row);
        }
        block.push(column, cell.get_value());
    }
    if !block.rows.is_empty() {
        take(block);
    }
    Ok(())
}
