//! Opening a table: what the columns are called, and the first rows.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::columns::ParquetFile;
use super::read::decoded;
use super::text::Piece;
use super::{
    Block, COLUMNS_MAX, ColumnBlock, Foreign, Format, InputError, Inside, Need, Reading, Rows, SHEET_SAMPLE_ROWS,
    SNIFF_BYTES, TITLE_ROWS_MAX, Table, encoding, sheet, sniff,
};
use crate::convert::{looks_like_a_day, looks_like_a_number};
use crate::message::{Message, Value};

impl Table {
    pub(super) fn open_text(path: &Path, mut file: File, reading: &Reading) -> Result<Self, InputError> {
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
        table.note_title(style.title);
        let mut cutter = table.cutter(None)?;
        if let Some(piece) = cutter.next().map_err(failed)? {
            table.sample = table.parse(piece);
            table.sample_bytes = cutter.cut_bytes.max(1);
            table.is_sample_whole = cutter.next().map_err(failed)?.is_none();
        }
        Ok(table)
    }

    pub(super) fn open_parquet(path: &Path, file: &File) -> Result<Self, InputError> {
        let failed = |source| InputError::Parquet { path: path.to_owned(), source };
        let parquet = ParquetFile::open(file).map_err(failed)?;
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

    pub(super) fn open_workbook(path: &Path, file: File, sheet: Option<&str>) -> Result<Self, InputError> {
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
        let looked_at: Vec<&String> = sheets.iter().filter(|name| sheet.is_none_or(|it| it == *name)).collect();
        if looked_at.is_empty() {
            return Err(unknown(sheet.unwrap_or_default()));
        }
        let chosen = sheet::first_table(&mut book, &looked_at, SHEET_SAMPLE_ROWS).map_err(failed)?;
        let others = (looked_at.len() > 1).then(|| Value::names(&sheets, 0));
        let Some((sheet, mut sample, is_whole)) = chosen else {
            return Err(InputError::Empty { path: path.to_owned() });
        };
        let count = (0..sample.len()).map(|row| sample.width(row)).max().unwrap_or(0);
        if count > COLUMNS_MAX {
            return Err(InputError::TooManyColumns { path: path.to_owned(), given: count });
        }
        // Reports often carry a title above the table: the header is the first row that is mostly filled.
        let most = (0..sample.len()).map(|row| sample.filled(row)).max().unwrap_or(0);
        let is_header = |row: &usize| sample.filled(*row) * 10 >= most * 6;
        let header = (0..sample.len().min(TITLE_ROWS_MAX)).find(is_header).unwrap_or(0);
        // Of two rows of names the lower one names the columns, the upper one groups of them.
        let is_words =
            |row: usize| sample.texts(row).iter().all(|text| !looks_like_a_number(text) && !looks_like_a_day(text));
        let is_grouped = sample.filled(header + 1) > sample.filled(header) && is_words(header + 1);
        let header = header + usize::from(is_grouped && header + 2 < sample.len() && !is_words(header + 2));
        let names = sample.texts(header);
        sample.drop_first(header + 1);
        let chosen = others.map(|sheets| Message::SheetChosen { sheet: (&sheet).into(), sheets });
        let format = Format::Xlsx { sheet, sheets };
        let mut table = Self::new(path, format, names, count, Inside::Sheet { skipped: header + 1 })?;
        table.notes.extend(chosen);
        table.note_title(header);
        table.sample = Block::Sheet(sample);
        table.is_sample_whole = is_whole;
        Ok(table)
    }

    fn note_title(&mut self, rows: usize) {
        if rows > 0 {
            self.notes.push(Message::TitleLeftOut { rows: rows.into() });
        }
    }

    fn parse(&mut self, piece: Piece) -> Block {
        let mut rejects = Vec::new();
        let block = self.parse_piece(piece, &mut rejects);
        self.sample_rejects = rejects;
        block
    }
}
