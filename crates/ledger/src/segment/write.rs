//! Writing a segment: one row group in most cases, each column in the cheapest way that every reader understands.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array, MapBuilder, StringArray,
    StringBuilder,
};
use arrow::datatypes::{Field, SchemaRef};
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::arrow::{ArrowSchemaConverter, add_encoded_arrow_schema_to_metadata};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnDescPtr, ColumnPath};
use relationship::DepartureKind;
use relationship::fact::TenureUnit;

use super::pages::{Chunk, Dictionary, Run};
use super::schema;
use crate::error::{LedgerError, at};
use crate::facts::{Column, FactColumns};
use crate::sort::{Place, Sorted};

/// Rows of one row group. A bucket is one row group, so that its dictionary of customers stays whole.
const ROW_GROUP_ROWS: usize = 4_000_000;
/// A larger dictionary of words is worth being compressed.
const PLAIN_DICTIONARY_BYTES_MAX: usize = 64 << 10;

fn properties(schema: &SchemaRef) -> WriterProperties {
    let column = |name: &str| ColumnPath::from(name);
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // A segment is read whole, so that bounds of its pages would serve nobody.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        // Small steps between days, and amounts that hardly repeat: small as they are.
        .set_column_compression(column("on"), Compression::UNCOMPRESSED)
        .set_column_dictionary_enabled(column("on"), false)
        .set_column_encoding(column("on"), Encoding::DELTA_BINARY_PACKED)
        .set_column_dictionary_enabled(column("amount"), false)
        .set_column_encoding(column("amount"), Encoding::DELTA_BINARY_PACKED)
        .set_column_dictionary_enabled(column("seq"), false)
        .set_column_encoding(column("seq"), Encoding::DELTA_BINARY_PACKED)
        .set_column_dictionary_enabled(column("source_id"), false)
        .set_column_encoding(column("source_id"), Encoding::DELTA_BYTE_ARRAY)
        .set_column_dictionary_enabled(column("time_us"), false)
        .build();
    add_encoded_arrow_schema_to_metadata(schema, &mut properties);
    properties
}

/// Writes sorted facts to a new file and makes sure they are on the disk.
pub(crate) fn write(path: &Path, sorted: &Sorted<'_>) -> Result<u64, LedgerError> {
    let file = File::create(path).map_err(at(path))?;
    write_rows(&file, sorted).map_err(at(path))?;
    file.sync_all().map_err(at(path))?;
    Ok(sorted.places.len() as u64)
}

fn write_rows(file: &File, sorted: &Sorted<'_>) -> Result<(), ParquetError> {
    let schema = schema();
    let format = ArrowSchemaConverter::new().convert(&schema)?;
    let mut writer = SerializedFileWriter::new(file, format.root_schema_ptr(), Arc::new(properties(&schema)))?;
    let factory = ArrowRowGroupWriterFactory::new(&writer, Arc::clone(&schema));
    for (index, places) in sorted.places.chunks(ROW_GROUP_ROWS).enumerate() {
        let mut encoders = factory.create_column_writers(index)?.into_iter();
        let mut leaves = format.columns().iter();
        let mut group = writer.next_row_group()?;
        let rows = Rows { facts: sorted.facts, places };
        for (field, content) in schema.fields().iter().zip(rows.contents()?) {
            // A map is two columns, all others are one.
            let width = if field.data_type().is_nested() { 2 } else { 1 };
            let columns = Columns {
                field,
                leaves: leaves.by_ref().take(width).collect(),
                encoders: encoders.by_ref().take(width).collect(),
            };
            columns.write(content, places.len(), &mut group)?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

/// The columns of the file that belong to one of ours.
struct Columns<'a> {
    field: &'a Field,
    leaves: Vec<&'a ColumnDescPtr>,
    encoders: Vec<ArrowColumnWriter>,
}

impl Columns<'_> {
    fn write(
        self,
        content: Content,
        rows: usize,
        group: &mut SerializedRowGroupWriter<'_, &File>,
    ) -> Result<(), ParquetError> {
        match content {
            Content::Absent => self.leaves.iter().try_for_each(|column| Chunk::absent(column, rows)?.append_to(group)),
            Content::Coded(dictionary, runs) => {
                self.leaves.iter().try_for_each(|column| Chunk::coded(column, &dictionary, &runs)?.append_to(group))
            }
            Content::Values(values) => {
                let leaves = compute_leaves(self.field, &values)?;
                leaves.iter().zip(self.encoders).try_for_each(|(leaf, mut encoder)| {
                    encoder.write(leaf)?;
                    encoder.close()?.append_to_row_group(group)
                })
            }
        }
    }
}

/// What a column holds.
enum Content {
    Absent,
    Coded(Dictionary, Vec<Run>),
    Values(ArrayRef),
}

/// The rows of one row group.
struct Rows<'a> {
    facts: &'a FactColumns,
    places: &'a [Place],
}

impl<'a> Rows<'a> {
    /// The columns in the order of the schema.
    fn contents(&self) -> Result<[Content; 16], ParquetError> {
        let facts = self.facts;
        Ok([
            self.customers(),
            Content::Values(Arc::new(Date32Array::from_iter_values(self.rows().map(|row| facts.days()[row])))),
            self.integers(Column::Time, FactColumns::time_us),
            self.words(facts.only_kind_word(), |row| Some(facts.kind_word(row))),
            self.words(facts.only_source_word(), |row| facts.source_word(row)),
            self.texts(Column::SourceId, FactColumns::source_id),
            self.seq(),
            self.texts(Column::RefId, FactColumns::ref_id),
            self.integers(Column::Amount, FactColumns::amount),
            self.optional(Column::Plan, || self.words(None, |row| facts.plan_word(row))),
            self.optional(Column::Reason, || self.words(None, |row| facts.reason_word(row))),
            self.labels(Column::Departure, &DepartureKind::ALL.map(DepartureKind::word), |row| {
                facts.departure(row).map(DepartureKind::word)
            }),
            self.numbers(Column::Value, FactColumns::value),
            self.numbers(Column::Tenure, |facts, row| facts.tenure(row).map(|tenure| tenure.value)),
            self.labels(Column::Tenure, &TenureUnit::ALL.map(TenureUnit::word), |row| {
                facts.tenure(row).map(|tenure| tenure.unit.word())
            }),
            self.traits()?,
        ])
    }

    fn rows(&self) -> impl Iterator<Item = usize> + use<'a> {
        self.places.iter().map(|place| place.row())
    }

    fn optional(&self, column: Column, make: impl FnOnce() -> Content) -> Content {
        if self.facts.lacks(column) { Content::Absent } else { make() }
    }

    /// Customers come in order, so that the next one is new to the dictionary.
    fn customers(&self) -> Content {
        let numbers = self.facts.customer_numbers();
        let (mut runs, mut customers): (Vec<Run>, Vec<u32>) = (Vec::new(), Vec::new());
        for of_customer in self.places.chunk_by(|a, b| numbers[a.row()] == numbers[b.row()]) {
            runs.push((Some(number_of(customers.len())), of_customer.len()));
            customers.push(numbers[of_customer[0].row()]);
        }
        let texts = customers.iter().map(|&customer| self.facts.customers.get(customer));
        Content::Coded(Dictionary::of_texts(texts), runs)
    }

    /// Which of identical facts it is: mostly there are none, and then it is 0 in all rows.
    fn seq(&self) -> Content {
        if self.places.iter().all(|place| place.seq == 0) {
            return Content::Coded(Dictionary::of_number(0), vec![(Some(0), self.places.len())]);
        }
        Content::Values(Arc::new(Int32Array::from_iter_values(self.places.iter().map(|p| p.seq.cast_signed()))))
    }

    fn words(&self, only: Option<u32>, get: impl Fn(usize) -> Option<u32>) -> Content {
        let text = |word: u32| self.facts.words.get(word);
        if let Some(only) = only {
            return Content::Coded(Dictionary::of_texts([text(only)]), vec![(Some(0), self.places.len())]);
        }
        let mut codes: HashMap<u32, u32> = HashMap::new();
        let mut texts: Vec<&str> = Vec::new();
        let runs = runs(self.rows().map(get), |word| match codes.entry(word) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(fresh) => {
                texts.push(text(word));
                *fresh.insert(number_of(texts.len() - 1))
            }
        });
        coded(&texts, runs)
    }

    fn labels(&self, column: Column, all: &[&'static str], get: impl Fn(usize) -> Option<&'static str>) -> Content {
        self.optional(column, || {
            let code = |word: &str| number_of(all.iter().position(|known| *known == word).unwrap_or_default());
            coded(all, runs(self.rows().map(get), code))
        })
    }

    fn integers(&self, column: Column, get: impl Fn(&FactColumns, usize) -> Option<i64>) -> Content {
        let facts = self.facts;
        self.optional(column, || {
            // Without a gap there is no need to note for each row that it has a value.
            let whole: Option<Vec<i64>> = self.rows().map(|row| get(facts, row)).collect();
            Content::Values(match whole {
                Some(whole) => Arc::new(Int64Array::from(whole)),
                None => Arc::new(self.rows().map(|row| get(facts, row)).collect::<Int64Array>()),
            })
        })
    }

    fn numbers(&self, column: Column, get: impl Fn(&FactColumns, usize) -> Option<f64>) -> Content {
        let facts = self.facts;
        self.optional(column, || {
            Content::Values(Arc::new(self.rows().map(|row| get(facts, row)).collect::<Float64Array>()))
        })
    }

    fn texts(&self, column: Column, get: impl Fn(&'a FactColumns, usize) -> Option<&'a str>) -> Content {
        let facts = self.facts;
        self.optional(column, || {
            Content::Values(Arc::new(self.rows().map(|row| get(facts, row)).collect::<StringArray>()))
        })
    }

    fn traits(&self) -> Result<Content, ParquetError> {
        if self.facts.lacks(Column::Traits) {
            return Ok(Content::Absent);
        }
        let mut builder = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
        for row in self.rows() {
            let pairs = self.facts.traits(row);
            for &(name, value) in pairs {
                builder.keys().append_value(self.facts.words.get(name));
                builder.values().append_value(self.facts.words.get(value));
            }
            builder.append(!pairs.is_empty())?;
        }
        Ok(Content::Values(Arc::new(builder.finish())))
    }
}

/// A place in a dictionary; a row group has fewer rows than a number has room for.
fn number_of(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Neighbours with the same value as one run.
fn runs<T: Copy + PartialEq>(values: impl Iterator<Item = Option<T>>, mut code: impl FnMut(T) -> u32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last = None;
    for value in values {
        match runs.last_mut().filter(|_| last == Some(value)) {
            Some((_, count)) => *count += 1,
            None => runs.push((value.map(&mut code), 1)),
        }
        last = Some(value);
    }
    runs
}

fn coded(texts: &[&str], runs: Vec<Run>) -> Content {
    if texts.iter().map(|text| text.len()).sum::<usize>() <= PLAIN_DICTIONARY_BYTES_MAX {
        return Content::Coded(Dictionary::of_texts(texts.iter().copied()), runs);
    }
    let codes = runs.into_iter().flat_map(|(code, count)| std::iter::repeat_n(code.map(u32::cast_signed), count));
    let values = Arc::new(StringArray::from_iter_values(texts.iter().copied()));
    Content::Values(Arc::new(DictionaryArray::new(codes.collect::<Int32Array>(), values)))
}
