//! Columns that are cheaper to write by hand: absent in every row, or numbers into a dictionary that come in runs.
//!
//! A general writer looks at each value to find out what repeats. The ledger knows: customers come in order, and most
//! facts share their kind and source. Here a run of equal values costs as much as one value.

use std::io::Write;

use parquet::basic::{CompressionCodec, Encoding, Type};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// So many rows with this number into the dictionary, or without any value.
pub(super) type Run = (Option<u32>, usize);

/// The distinct values of a column.
pub(super) struct Dictionary {
    plain: Vec<u8>,
    entries: usize,
    /// The smallest and the largest.
    bounds: Bounds,
}

enum Bounds {
    Texts(Option<(ByteArray, ByteArray)>),
    Number(i32),
}

impl Dictionary {
    pub(super) fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut plain, mut entries) = (Vec::new(), 0);
        let mut bounds: Option<(&str, &str)> = None;
        for text in texts {
            plain.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            plain.extend_from_slice(text.as_bytes());
            entries += 1;
            bounds = Some(bounds.map_or((text, text), |(least, most)| (least.min(text), most.max(text))));
        }
        let bounds = bounds.map(|(least, most)| (ByteArray::from(least), ByteArray::from(most)));
        Self { plain, entries, bounds: Bounds::Texts(bounds) }
    }

    pub(super) fn of_number(number: i32) -> Self {
        Self { plain: number.to_le_bytes().to_vec(), entries: 1, bounds: Bounds::Number(number) }
    }

    fn statistics(&self, nulls: u64) -> Statistics {
        match &self.bounds {
            Bounds::Texts(bounds) => {
                let (least, most) = bounds.clone().unzip();
                Statistics::byte_array(least, most, None, Some(nulls), false)
            }
            Bounds::Number(number) => Statistics::int32(Some(*number), Some(*number), None, Some(nulls), false),
        }
    }
}

/// A column of a row group, ready to be appended to a file.
pub(super) struct Chunk {
    bytes: Vec<u8>,
    close: ColumnCloseResult,
}

impl Chunk {
    /// A column without a value in any row.
    pub(super) fn absent(column: &ColumnDescPtr, rows: usize) -> Result<Self, ParquetError> {
        let nulls = Some(rows as u64);
        let statistics = match column.physical_type() {
            Type::INT32 => Statistics::int32(None, None, None, nulls, false),
            Type::INT64 => Statistics::int64(None, None, None, nulls, false),
            Type::DOUBLE => Statistics::double(None, None, None, nulls, false),
            _ => Statistics::byte_array(None, None, None, nulls, false),
        };
        Parts { column, dictionary: None, statistics, runs: &[(None, rows)] }.chunk()
    }

    /// A column of numbers into a dictionary.
    pub(super) fn coded(column: &ColumnDescPtr, dictionary: &Dictionary, runs: &[Run]) -> Result<Self, ParquetError> {
        let nulls: usize = runs.iter().filter(|(code, _)| code.is_none()).map(|(_, count)| count).sum();
        let statistics = dictionary.statistics(nulls as u64);
        Parts { column, dictionary: Some(dictionary), statistics, runs }.chunk()
    }

    pub(super) fn append_to<W: Write + Send>(
        self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        // A page is a way to make the shared bytes that the writer reads from.
        let (num_values, encoding, is_sorted) = (0, Encoding::PLAIN, false);
        let page = Page::DictionaryPage { buf: self.bytes.into(), num_values, encoding, is_sorted };
        group.append_column(page.buffer(), self.close)
    }
}

struct Parts<'a> {
    column: &'a ColumnDescPtr,
    dictionary: Option<&'a Dictionary>,
    statistics: Statistics,
    runs: &'a [Run],
}

impl Parts<'_> {
    fn chunk(self) -> Result<Chunk, ParquetError> {
        let rows: usize = self.runs.iter().map(|(_, count)| count).sum();
        let mut sink = TrackedWrite::new(Vec::new());
        let mut writer = SerializedPageWriter::new(&mut sink);
        let mut dictionary_bytes = None;
        if let Some(dictionary) = self.dictionary {
            let page = Page::DictionaryPage {
                buf: dictionary.plain.clone().into(),
                num_values: count_of(dictionary.entries)?,
                encoding: Encoding::PLAIN,
                is_sorted: false,
            };
            let spec = writer.write_page(CompressedPage::new(page, dictionary.plain.len()))?;
            dictionary_bytes = Some(spec.bytes_written);
        }
        let values = self.values()?;
        let encoding = if self.dictionary.is_some() { Encoding::RLE_DICTIONARY } else { Encoding::PLAIN };
        let uncompressed = values.len();
        let page = Page::DataPage {
            buf: values.into(),
            num_values: count_of(rows)?,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        writer.write_page(CompressedPage::new(page, uncompressed))?;
        writer.close()?;
        let bytes = sink.into_inner()?;
        let size = i64::try_from(bytes.len()).map_err(|error| ParquetError::General(error.to_string()))?;
        let offset = dictionary_bytes.map_or(0, u64::cast_signed);
        let metadata = ColumnChunkMetaData::builder(self.column.clone())
            .set_compression_codec(CompressionCodec::UNCOMPRESSED)
            .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, encoding])
            .set_total_compressed_size(size)
            .set_total_uncompressed_size(size)
            .set_num_values((rows as u64).cast_signed())
            .set_dictionary_page_offset(dictionary_bytes.map(|_| 0))
            .set_data_page_offset(offset)
            .set_statistics(self.statistics)
            .build()?;
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok(Chunk { bytes, close })
    }

    /// A data page: how deep each value stands, where that can differ, then the values that are there.
    fn values(&self) -> Result<Vec<u8>, ParquetError> {
        let mut page = Vec::new();
        if self.column.max_rep_level() > 0 {
            let runs = self.runs.iter().map(|&(_, count)| (0, count));
            levels(&mut page, self.column.max_rep_level(), runs)?;
        }
        if self.column.max_def_level() > 0 {
            let most = self.column.max_def_level();
            let runs =
                self.runs.iter().map(|&(code, count)| (code.map_or(0, |_| u32::from(most.unsigned_abs())), count));
            levels(&mut page, most, runs)?;
        }
        if let Some(dictionary) = self.dictionary {
            let bits = bits_for(dictionary.entries.saturating_sub(1));
            page.push(u8::try_from(bits).unwrap_or(32));
            let runs = self.runs.iter().filter_map(|&(code, count)| Some((code?, count)));
            Hybrid::encode(&mut page, bits, runs);
        }
        Ok(page)
    }
}

fn count_of(number: usize) -> Result<u32, ParquetError> {
    u32::try_from(number).map_err(|error| ParquetError::General(error.to_string()))
}

fn levels(page: &mut Vec<u8>, most: i16, runs: impl Iterator<Item = (u32, usize)>) -> Result<(), ParquetError> {
    let at = page.len();
    page.extend_from_slice(&[0; 4]);
    Hybrid::encode(page, bits_for(usize::from(most.unsigned_abs())), runs);
    let length = count_of(page.len() - at - 4)?;
    page[at..at + 4].copy_from_slice(&length.to_le_bytes());
    Ok(())
}

/// Bits that hold every number up to this one.
fn bits_for(most: usize) -> u32 {
    usize::BITS - most.leading_zeros()
}

/// Parquet's mix of runs and packed numbers: a run of eight or more is a run, what lies between is packed by eights.
struct Hybrid<'a> {
    out: &'a mut Vec<u8>,
    bits: u32,
    /// Whole groups of eight, packed, that no header stands before yet.
    packed: Vec<u8>,
    groups: u64,
    waiting: [u32; 8],
    waiting_count: usize,
}

impl<'a> Hybrid<'a> {
    fn encode(out: &'a mut Vec<u8>, bits: u32, runs: impl Iterator<Item = (u32, usize)>) {
        let (packed, groups, waiting, waiting_count) = (Vec::new(), 0, [0; 8], 0);
        let mut hybrid = Self { out, bits, packed, groups, waiting, waiting_count };
        for (value, count) in runs {
            hybrid.run(value, count);
        }
        if hybrid.waiting_count > 0 {
            hybrid.waiting[hybrid.waiting_count..].fill(0);
            hybrid.pack();
        }
        hybrid.end_groups();
    }

    fn run(&mut self, value: u32, mut count: usize) {
        while count > 0 {
            if self.waiting_count == 0 && count >= 8 {
                self.end_groups();
                varint(self.out, (count as u64) << 1);
                let bytes = self.bits.div_ceil(8) as usize;
                self.out.extend_from_slice(&value.to_le_bytes()[..bytes]);
                return;
            }
            let taken = count.min(8 - self.waiting_count);
            self.waiting[self.waiting_count..self.waiting_count + taken].fill(value);
            self.waiting_count += taken;
            count -= taken;
            if self.waiting_count == 8 {
                self.pack();
            }
        }
    }

    fn pack(&mut self) {
        let (mut held, mut held_bits) = (0_u64, 0);
        for value in self.waiting {
            held |= u64::from(value) << held_bits;
            held_bits += self.bits;
            while held_bits >= 8 {
                self.packed.push(held.to_le_bytes()[0]);
                held >>= 8;
                held_bits -= 8;
            }
        }
        self.groups += 1;
        self.waiting_count = 0;
    }

    fn end_groups(&mut self) {
        if self.groups > 0 {
            varint(self.out, self.groups << 1 | 1);
            self.out.append(&mut self.packed);
            self.groups = 0;
        }
    }
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_packed_numbers_stand_as_parquet_wants_them() {
        let encode = |bits, runs: &[(u32, usize)]| {
            let mut out = Vec::new();
            Hybrid::encode(&mut out, bits, runs.iter().copied());
            out
        };
        // The example of the format's own description: 0 to 7 in three bits.
        let all: Vec<(u32, usize)> = (0..8).map(|value| (value, 1)).collect();
        assert_eq!(encode(3, &all), [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
        assert_eq!(encode(1, &[(1, 100)]), [0xc8, 0x01, 1]);
        assert_eq!(encode(0, &[(0, 9)]), [18]);
        // One packed group takes the first values of the run that follows.
        assert_eq!(encode(1, &[(1, 3), (0, 20)]), [0b11, 0b0000_0111, 15 << 1, 0]);
        assert_eq!(encode(9, &[(300, 2)]).len(), 1 + 9);
    }
}
