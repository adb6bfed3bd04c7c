//! One Parquet file with facts of one bucket: how it is written and how it is read back.

mod pages;
mod write;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, AsArray, Float64Array, Int32Array, Int64Array, RecordBatch, RecordBatchReader, StringArray};
use arrow::datatypes::{DataType, Date32Type, Field, Fields, Float64Type, Int32Type, Int64Type, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::statistics::Statistics;
use relationship::fact::{Fact, Tenure};
use relationship::{Day, FactKind};

use crate::error::{LedgerError, at};
use crate::facts::{FactColumns, Sourced};

pub(crate) use write::write;

fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn traits_type() -> DataType {
    let entries =
        Fields::from(vec![Field::new("keys", DataType::Utf8, false), Field::new("values", DataType::Utf8, true)]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries), false)), false)
}

/// The columns of a segment, as `docs/reference/ledger.md` describes them.
pub(crate) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("customer", dictionary(), false),
        Field::new("on", DataType::Date32, false),
        Field::new("time_us", DataType::Int64, true),
        Field::new("kind", dictionary(), false),
        Field::new("source", dictionary(), false),
        Field::new("source_id", DataType::Utf8, true),
        Field::new("seq", DataType::Int32, false),
        Field::new("ref_id", DataType::Utf8, true),
        Field::new("amount", DataType::Int64, true),
        Field::new("plan", dictionary(), true),
        Field::new("reason", dictionary(), true),
        Field::new("departure", dictionary(), true),
        Field::new("value", DataType::Float64, true),
        Field::new("tenure", DataType::Float64, true),
        Field::new("tenure_unit", dictionary(), true),
        Field::new("traits", traits_type(), true),
    ]))
}

/// Reads the named columns of a segment in one piece; without names, all columns in which any row has a value.
pub(crate) fn read(path: &Path, columns: Option<&[&str]>) -> Result<RecordBatch, LedgerError> {
    read_where(path, |name, is_empty| columns.map_or(!is_empty, |names| names.contains(&name)))
}

/// Reads those of the named columns in which any row has a value.
pub(crate) fn read_filled(path: &Path, columns: &[&str]) -> Result<RecordBatch, LedgerError> {
    read_where(path, |name, is_empty| !is_empty && columns.contains(&name))
}

fn read_where(path: &Path, wanted: impl Fn(&str, bool) -> bool) -> Result<RecordBatch, LedgerError> {
    let file = File::open(path).map_err(at(path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(at(path))?;
    let rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let schema = builder.parquet_schema();
    // By the name of the whole column: the name of a trait may have a dot in it.
    let is_wanted = |leaf: &usize| {
        let column = schema.column(*leaf);
        column.path().parts().first().is_some_and(|name| wanted(name, is_empty(builder.metadata(), *leaf)))
    };
    let mask = ProjectionMask::leaves(schema, (0..schema.num_columns()).filter(is_wanted));
    let mut reader = builder.with_projection(mask).with_batch_size(rows.max(1)).build().map_err(at(path))?;
    match reader.next() {
        Some(batch) => batch.map_err(at(path)),
        None => Ok(RecordBatch::new_empty(RecordBatchReader::schema(&reader))),
    }
}

/// Does no row have a value in this column? Decoding nothing is the quickest.
fn is_empty(metadata: &ParquetMetaData, leaf: usize) -> bool {
    metadata.row_groups().iter().all(|group| {
        let column = group.column(leaf);
        let nulls = column.statistics().and_then(Statistics::null_count_opt);
        nulls.is_some_and(|nulls| i64::try_from(nulls) == Ok(column.num_values()))
    })
}

/// The customers of a segment that was read; each is named at least once.
pub(crate) fn customers(batch: &RecordBatch) -> Option<&StringArray> {
    Labels::new(batch, "customer").map(|labels| labels.values)
}

/// A dictionary column of a segment: the number of each row's word, and the words.
pub(crate) struct Labels<'a> {
    keys: &'a Int32Array,
    values: &'a StringArray,
}

impl<'a> Labels<'a> {
    fn new(batch: &'a RecordBatch, name: &str) -> Option<Self> {
        let array = batch.column_by_name(name)?.as_dictionary_opt::<Int32Type>()?;
        Some(Self { keys: array.keys(), values: array.values().as_string_opt::<i32>()? })
    }

    pub(crate) fn number(&self, row: usize) -> i32 {
        self.keys.value(row)
    }

    fn get(&self, row: usize) -> Option<&'a str> {
        (!self.keys.is_null(row)).then(|| self.values.value(usize::try_from(self.keys.value(row)).unwrap_or(0)))
    }
}

/// A segment that was read, seen as facts. Columns without any value are absent.
pub(crate) struct Segment<'a> {
    pub(crate) customers: Labels<'a>,
    on: &'a [i32],
    kinds: Labels<'a>,
    kind_of_word: Vec<FactKind<'a>>,
    source: Labels<'a>,
    seq: &'a [i32],
    time_us: Option<&'a Int64Array>,
    source_id: Option<&'a StringArray>,
    ref_id: Option<&'a StringArray>,
    amount: Option<&'a Int64Array>,
    plan: Option<Labels<'a>>,
    reason: Option<Labels<'a>>,
    departure: Option<Labels<'a>>,
    value: Option<&'a Float64Array>,
    tenure: Option<&'a Float64Array>,
    tenure_unit: Option<Labels<'a>>,
    traits: Option<&'a arrow::array::MapArray>,
}

impl<'a> Segment<'a> {
    /// `None` when a column that every fact has is missing or of another type: the file is not a segment.
    pub(crate) fn new(batch: &'a RecordBatch) -> Option<Self> {
        let column = |name: &str| batch.column_by_name(name);
        let kinds = Labels::new(batch, "kind")?;
        Some(Self {
            customers: Labels::new(batch, "customer")?,
            on: column("on")?.as_primitive_opt::<Date32Type>()?.values(),
            kind_of_word: kinds.values.iter().map(|word| FactKind::from_word(word.unwrap_or_default())).collect(),
            kinds,
            source: Labels::new(batch, "source")?,
            seq: column("seq")?.as_primitive_opt::<Int32Type>()?.values(),
            time_us: column("time_us").and_then(|array| array.as_primitive_opt::<Int64Type>()),
            source_id: column("source_id").and_then(|array| array.as_string_opt()),
            ref_id: column("ref_id").and_then(|array| array.as_string_opt()),
            amount: column("amount").and_then(|array| array.as_primitive_opt::<Int64Type>()),
            plan: Labels::new(batch, "plan"),
            reason: Labels::new(batch, "reason"),
            departure: Labels::new(batch, "departure"),
            value: column("value").and_then(|array| array.as_primitive_opt::<Float64Type>()),
            tenure: column("tenure").and_then(|array| array.as_primitive_opt::<Float64Type>()),
            tenure_unit: Labels::new(batch, "tenure_unit"),
            traits: column("traits").and_then(|array| array.as_map_opt()),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.on.len()
    }

    pub(crate) fn customer(&self, row: usize) -> &'a str {
        self.customers.get(row).unwrap_or_default()
    }

    /// The rows after `row` that belong to the same customer end here.
    pub(crate) fn end_of_customer(&self, row: usize) -> usize {
        let keys = self.customers.keys.values();
        let key = keys[row];
        row + keys[row..].iter().take_while(|&&k| k == key).count()
    }

    pub(crate) fn source(&self, row: usize) -> &'a str {
        self.source.get(row).unwrap_or_default()
    }

    pub(crate) fn source_id(&self, row: usize) -> Option<&'a str> {
        text_at(self.source_id, row)
    }

    pub(crate) fn seq(&self, row: usize) -> u32 {
        self.seq[row].cast_unsigned()
    }

    pub(crate) fn fact(&self, row: usize) -> Fact<'a> {
        let kind = self.kind_of_word[usize::try_from(self.kinds.number(row)).unwrap_or(0)];
        let label = |column: &Option<Labels<'a>>| column.as_ref().and_then(|labels| labels.get(row));
        let mut fact = Fact::new(Day::from_number(self.on[row]), kind);
        fact.time_us = self.time_us.and_then(|array| array.is_valid(row).then(|| array.value(row)));
        fact.ref_id = text_at(self.ref_id, row);
        fact.amount = self.amount.and_then(|array| array.is_valid(row).then(|| array.value(row)));
        fact.plan = label(&self.plan);
        fact.reason = label(&self.reason);
        fact.departure = label(&self.departure).and_then(|word| word.parse().ok());
        fact.value = self.value.and_then(|array| array.is_valid(row).then(|| array.value(row)));
        fact.tenure = self.tenure.filter(|array| array.is_valid(row)).and_then(|array| {
            let unit = label(&self.tenure_unit)?.parse().ok()?;
            Some(Tenure { value: array.value(row), unit })
        });
        if let Some(traits) = self.traits.filter(|traits| traits.is_valid(row)) {
            let offsets = traits.value_offsets();
            let place = |row: usize| usize::try_from(offsets[row]).unwrap_or(0);
            let (start, end) = (place(row), place(row + 1));
            let (names, values) = (traits.keys().as_string::<i32>(), traits.values().as_string::<i32>());
            fact.traits = (start..end).map(|i| (names.value(i), values.value(i))).collect();
        }
        fact
    }

    /// Adds all rows that `keep` wants to columns in memory, as an import or a compaction needs them.
    pub(crate) fn load_into(&self, columns: &mut FactColumns, mut keep: impl FnMut(&str, u64) -> bool) {
        let mut row = 0;
        while row < self.len() {
            let end = self.end_of_customer(row);
            let customer = self.customer(row);
            let hash = crate::strings::hash(customer);
            if keep(customer, hash) {
                for row in row..end {
                    let it = Sourced { fact: self.fact(row), source_id: self.source_id(row), line: 0 };
                    columns.set_source(self.source(row));
                    columns.push(customer, &it, self.seq(row));
                }
            }
            row = end;
        }
    }
}

fn text_at(array: Option<&StringArray>, row: usize) -> Option<&str> {
    array.filter(|array| array.is_valid(row)).map(|array| array.value(row))
}
