//! Rows of an answer as JSON, CSV and plain text.

use std::fmt::Write as _;

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Map, Value};

use super::SqlAnswer;

/// Widest cell of a plain table, in characters; longer ones are cut with a mark.
const CELL_CHARS_MAX: usize = 60;

pub(super) fn json(answer: &SqlAnswer) -> Value {
    let mut rows = Vec::with_capacity(answer.rows());
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            let mut object = Map::new();
            for (field, column) in answer.schema.fields().iter().zip(batch.columns()) {
                object.insert(field.name().clone(), json_cell(column, row));
            }
            rows.push(Value::Object(object));
        }
    }
    Value::Array(rows)
}

/// One cell as JSON: numbers as numbers, lists and structs as such, everything else as text. NaN and infinity are null.
fn json_cell(column: &ArrayRef, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    let one = || cast(&column.slice(row, 1), &DataType::Int64).ok().map(|one| one.as_primitive::<Int64Type>().value(0));
    match column.data_type() {
        DataType::Boolean => Value::Bool(column.as_boolean().value(row)),
        DataType::UInt64 => Value::from(column.as_primitive::<UInt64Type>().value(row)),
        kind if kind.is_integer() => one().map_or(Value::Null, Value::from),
        kind if kind.is_floating() => {
            let number = cast(&column.slice(row, 1), &DataType::Float64).ok();
            number.map_or(Value::Null, |number| Value::from(number.as_primitive::<Float64Type>().value(0)))
        }
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            Value::Array((0..items.len()).map(|item| json_cell(&items, item)).collect())
        }
        DataType::Struct(fields) => {
            let parts = column.as_struct();
            let parts = fields.iter().zip(parts.columns());
            Value::Object(parts.map(|(field, part)| (field.name().clone(), json_cell(part, row))).collect())
        }
        DataType::Map(_, _) => {
            let entries = column.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            Value::Object((0..entries.len()).map(|e| (text_cell(keys, e), json_cell(values, e))).collect())
        }
        _ => Value::String(text_cell(column, row)),
    }
}

/// One cell as text; nothing for null.
fn text_cell(column: &ArrayRef, row: usize) -> String {
    let options = FormatOptions::default().with_null("");
    match ArrayFormatter::try_new(column.as_ref(), &options) {
        Ok(formatter) => formatter.value(row).to_string(),
        Err(_) => String::new(),
    }
}

fn texts(answer: &SqlAnswer) -> impl Iterator<Item = Vec<String>> + '_ {
    answer.batches.iter().flat_map(|batch| {
        (0..batch.num_rows()).map(|row| batch.columns().iter().map(|column| text_cell(column, row)).collect())
    })
}

pub(super) fn csv(answer: &SqlAnswer) -> String {
    let mut text = String::new();
    report::report::push_csv_line(&mut text, answer.schema.fields().iter().map(|field| field.name().as_str()));
    for row in texts(answer) {
        report::report::push_csv_line(&mut text, row.iter().map(String::as_str));
    }
    text
}

pub(super) fn table(answer: &SqlAnswer) -> String {
    let short = |cell: &str| {
        let cell = cell.replace(['\n', '\r', '\t'], " ");
        match cell.char_indices().nth(CELL_CHARS_MAX) {
            Some((end, _)) => format!("{}…", &cell[..end]),
            None => cell,
        }
    };
    let fields = answer.schema.fields();
    let header: Vec<String> = fields.iter().map(|field| short(field.name())).collect();
    let is_number: Vec<bool> = fields.iter().map(|field| field.data_type().is_numeric()).collect();
    let rows: Vec<Vec<String>> = texts(answer).map(|row| row.iter().map(|cell| short(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&header]).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let mut text = String::new();
    let mut push = |row: &[String]| {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            let _ = if is_number[column] { write!(line, "{cell:>width$}  ") } else { write!(line, "{cell:<width$}  ") };
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    push(&header);
    push(&widths.iter().map(|&width| "─".repeat(width)).collect::<Vec<_>>());
    rows.iter().for_each(|row| push(row));
    let count = rows.len();
    let more = if answer.is_cut { " shown, there are more" } else { "" };
    let _ = writeln!(text, "({count} {}{more})", if count == 1 { "row" } else { "rows" });
    text
}
