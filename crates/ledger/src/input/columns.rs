//! Parquet files: row groups read as columns.

use std::fmt::{Display, Write};
use std::fs::File;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, Date32Array, Decimal128Array, Float32Array,
    Float64Array, Int64Array, RecordBatch, StringArray, StringBuilder, TimestampMicrosecondArray,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time64MicrosecondType,
    TimeUnit, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::error::ArrowError;
use arrow::util::display::FormatOptions;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use super::Need;
use super::cell::{Cell, MICROS_PER_DAY, Rows};
use relationship::Day;

/// Rows of a Parquet file handed over at a time.
const BATCH_ROWS: usize = 16_384;

const CAST: CastOptions<'static> = CastOptions { safe: false, format_options: FormatOptions::new() };

/// A column in one of the few shapes the conversion knows.
#[derive(Debug)]
enum Values {
    Int(Int64Array),
    Decimal(Decimal128Array, i8),
    Single(Float32Array),
    Float(Float64Array),
    Bool(BooleanArray),
    Day(Date32Array),
    Moment(TimestampMicrosecondArray),
    Text(StringArray),
    Unreadable(&'static str),
}

#[derive(Debug, Default)]
struct Column {
    value: Option<Values>,
    text: Option<StringArray>,
}

/// Some thousands of rows of a Parquet file.
#[derive(Debug)]
pub struct ColumnBlock {
    columns: Vec<Column>,
    rows: usize,
    first_row: u64,
}

impl Rows for ColumnBlock {
    fn len(&self) -> usize {
        self.rows
    }

    fn line(&self, row: usize) -> u64 {
        self.first_row + row as u64
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(column) = self.columns.get(column) else { return Cell::Blank };
        match &column.value {
            Some(values) => values.cell(row),
            None => column
                .text
                .as_ref()
                .filter(|texts| row < texts.len())
                .map_or(Cell::Blank, |texts| text_cell(texts, row)),
        }
    }

    fn text(&self, row: usize, column: usize) -> &str {
        let Some(column) = self.columns.get(column) else { return "" };
        let ((Some(texts), _) | (None, Some(Values::Text(texts)))) = (&column.text, &column.value) else { return "" };
        if row < texts.len() && texts.is_valid(row) { texts.value(row).trim() } else { "" }
    }
}

fn text_cell(texts: &StringArray, row: usize) -> Cell<'_> {
    if texts.is_valid(row) { Cell::from_text(texts.value(row)) } else { Cell::Blank }
}

impl Values {
    fn cell(&self, row: usize) -> Cell<'_> {
        let array: &dyn Array = match self {
            Self::Int(array) => array,
            Self::Decimal(array, _) => array,
            Self::Single(array) => array,
            Self::Float(array) => array,
            Self::Bool(array) => array,
            Self::Day(array) => array,
            Self::Moment(array) => array,
            Self::Text(array) => array,
            Self::Unreadable(what) => return Cell::Unreadable(what),
        };
        if row >= array.len() || array.is_null(row) {
            return Cell::Blank;
        }
        match self {
            Self::Int(array) => Cell::Int(array.value(row)),
            Self::Decimal(array, scale) => Cell::Decimal { unscaled: array.value(row), scale: *scale },
            Self::Single(array) => Cell::Single(array.value(row)),
            Self::Float(array) => Cell::Float(array.value(row)),
            Self::Bool(array) => Cell::Bool(array.value(row)),
            Self::Day(array) => Cell::Day(Day::from_number(array.value(row))),
            Self::Moment(array) => Cell::from_micros(array.value(row)),
            Self::Text(array) => text_cell(array, row),
            Self::Unreadable(what) => Cell::Unreadable(what),
        }
    }

    fn from_array(array: &ArrayRef) -> Result<Self, ArrowError> {
        use DataType as T;
        let to = |target: &DataType| cast_with_options(array, target, &CAST);
        Ok(match array.data_type() {
            T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 => {
                Self::Int(to(&T::Int64)?.as_primitive().clone())
            }
            T::UInt64 => Self::Decimal(to(&T::Decimal128(20, 0))?.as_primitive().clone(), 0),
            T::Decimal32(_, scale) | T::Decimal64(_, scale) | T::Decimal128(_, scale) | T::Decimal256(_, scale) => {
                Self::Decimal(to(&T::Decimal128(38, *scale))?.as_primitive().clone(), *scale)
            }
            T::Float16 | T::Float32 => Self::Single(to(&T::Float32)?.as_primitive().clone()),
            T::Float64 => Self::Float(array.as_primitive().clone()),
            T::Boolean => Self::Bool(array.as_boolean().clone()),
            T::Date32 => Self::Day(array.as_primitive().clone()),
            T::Date64 => Self::Day(to(&T::Date32)?.as_primitive().clone()),
            T::Timestamp(_, zone) => {
                let moments = to(&T::Timestamp(TimeUnit::Microsecond, zone.clone()))?;
                if zone.is_none() {
                    Self::Moment(moments.as_primitive().clone())
                } else {
                    on_the_wall(&moments).map_or(Self::Unreadable("a moment in an unknown time zone"), Self::Moment)
                }
            }
            T::Dictionary(_, values) if !matches!(**values, T::Utf8 | T::LargeUtf8 | T::Utf8View) => {
                return Self::from_array(&to(values)?);
            }
            T::List(_) | T::LargeList(_) | T::FixedSizeList(..) | T::Map(..) => Self::Unreadable("a list"),
            T::Struct(_) | T::Union(..) => Self::Unreadable("a group of values"),
            _ => match to(&T::Utf8) {
                Ok(texts) => Self::Text(texts.as_string().clone()),
                Err(_) => Self::Unreadable("bytes that are no text"),
            },
        })
    }
}

/// Moments in a zone as the day and the time that a clock shows there; nothing where the zone is unknown.
fn on_the_wall(moments: &ArrayRef) -> Option<TimestampMicrosecondArray> {
    let days = cast_with_options(moments, &DataType::Date32, &CAST).ok()?;
    let times = cast_with_options(moments, &DataType::Time64(TimeUnit::Microsecond), &CAST).ok()?;
    let (days, times) = (days.as_primitive::<Date32Type>(), times.as_primitive::<Time64MicrosecondType>());
    let moment = |(day, time): (Option<i32>, Option<i64>)| Some(i64::from(day?) * MICROS_PER_DAY + time?);
    Some(days.iter().zip(times).map(moment).collect())
}

/// The column as text: whole numbers without a decimal sign, so that an id stays the same id whatever type it has.
fn to_text(array: &ArrayRef) -> Result<StringArray, ArrowError> {
    use DataType as T;
    Ok(match array.data_type() {
        T::Int8 => whole_numbers::<Int8Type>(array),
        T::Int16 => whole_numbers::<Int16Type>(array),
        T::Int32 => whole_numbers::<Int32Type>(array),
        T::Int64 => whole_numbers::<Int64Type>(array),
        T::UInt8 => whole_numbers::<UInt8Type>(array),
        T::UInt16 => whole_numbers::<UInt16Type>(array),
        T::UInt32 => whole_numbers::<UInt32Type>(array),
        T::UInt64 => whole_numbers::<UInt64Type>(array),
        T::Float32 => written::<Float32Type>(array),
        T::Float64 => written::<Float64Type>(array),
        T::Timestamp(_, Some(_)) => match Values::from_array(array)? {
            Values::Moment(moments) => return to_text(&(Arc::new(moments) as ArrayRef)),
            _ => StringArray::new_null(array.len()),
        },
        T::List(_) | T::LargeList(_) | T::Struct(_) | T::Map(..) => StringArray::new_null(array.len()),
        _ => cast_with_options(array, &T::Utf8, &CAST)?.as_string().clone(),
    })
}

fn whole_numbers<T: ArrowPrimitiveType<Native: itoa::Integer>>(array: &ArrayRef) -> StringArray {
    let mut digits = itoa::Buffer::new();
    each_as_text::<T>(array, |texts, number| texts.append_value(digits.format(number)))
}

fn written<T: ArrowPrimitiveType<Native: Display>>(array: &ArrayRef) -> StringArray {
    each_as_text::<T>(array, |texts, number| {
        let _ = write!(texts, "{number}");
        texts.append_value("");
    })
}

fn each_as_text<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    mut append: impl FnMut(&mut StringBuilder, T::Native),
) -> StringArray {
    let mut texts = StringBuilder::with_capacity(array.len(), array.len() * 8);
    for number in array.as_primitive::<T>() {
        match number {
            Some(number) => append(&mut texts, number),
            None => texts.append_null(),
        }
    }
    texts.finish()
}

/// A Parquet file, ready to be read group by group.
#[derive(Debug, Clone)]
pub(crate) struct ParquetFile {
    metadata: ArrowReaderMetadata,
    pub(crate) names: Vec<String>,
    pub(crate) rows: u64,
}

impl ParquetFile {
    pub(crate) fn open(file: &File) -> Result<Self, ParquetError> {
        let metadata = ArrowReaderMetadata::load(file, parquet::arrow::arrow_reader::ArrowReaderOptions::default())?;
        let names = metadata.schema().fields().iter().map(|field| field.name().clone()).collect();
        let rows = u64::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or(0);
        Ok(Self { metadata, names, rows })
    }

    /// Each row group's number, its first row counted from 1, and its bytes in the file.
    pub(crate) fn groups(&self) -> Vec<(usize, u64, u64)> {
        let mut first = 1;
        let groups = self.metadata.metadata().row_groups().iter().enumerate();
        groups
            .map(|(index, group)| {
                let begins = first;
                first += u64::try_from(group.num_rows()).unwrap_or(0);
                (index, begins, u64::try_from(group.compressed_size()).unwrap_or(0))
            })
            .collect()
    }

    /// The needed columns of one row group, batch by batch.
    pub(crate) fn read_group(
        &self,
        file: File,
        group: usize,
        needs: &[Need],
    ) -> Result<ParquetRecordBatchReader, ParquetError> {
        let wanted = needs.iter().enumerate().filter(|(_, need)| need.is_any()).map(|(index, _)| index);
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), wanted);
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()
    }
}

impl ColumnBlock {
    pub(crate) fn new(batch: &RecordBatch, needs: &[Need], first_row: u64) -> Result<Self, ArrowError> {
        let mut arrays = batch.columns().iter();
        let mut columns = Vec::with_capacity(needs.len());
        for need in needs {
            let mut column = Column::default();
            if need.is_any()
                && let Some(array) = arrays.next()
            {
                if need.value {
                    column.value = Some(Values::from_array(array)?);
                }
                if need.text {
                    column.text = Some(to_text(array)?);
                }
            }
            columns.push(column);
        }
        Ok(Self { columns, rows: batch.num_rows(), first_row })
    }
}
