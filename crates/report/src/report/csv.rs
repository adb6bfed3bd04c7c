//! A table of rows as CSV.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Row, Value};

/// Writes rows as CSV: the group's traits first, then every value, nested names joined by dots. A column that only some
/// rows have is empty in the others. Without rows there is nothing to name.
pub(super) fn write(rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let flat: Vec<Vec<(String, String)>> = rows.iter().map(flatten).collect();
    let mut columns: Vec<&str> = Vec::new();
    let mut position: HashMap<&str, usize> = HashMap::new();
    for (name, _) in flat.iter().flatten() {
        position.entry(name).or_insert_with(|| {
            columns.push(name);
            columns.len() - 1
        });
    }
    let mut text = String::new();
    push_line(&mut text, columns.iter().copied());
    for row in &flat {
        let mut cells = vec![""; columns.len()];
        for (name, cell) in row {
            cells[position[name.as_str()]] = cell;
        }
        push_line(&mut text, cells.into_iter());
    }
    text
}

/// Adds one line of CSV, quoting where a cell needs it.
pub fn push_line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&quoted(cell));
    }
    text.push('\n');
}

fn quoted(cell: &str) -> Cow<'_, str> {
    if cell.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(cell)
    }
}

fn flatten(row: &Row) -> Vec<(String, String)> {
    let mut cells: Vec<(String, String)> = row.group.clone();
    for (name, value) in &row.values {
        push(&mut cells, name, value);
    }
    cells
}

fn push(cells: &mut Vec<(String, String)>, name: &str, value: &Value) {
    let mut put = |part: &str, cell: String| cells.push((format!("{name}{part}"), cell));
    let open = |end: Option<f64>| end.map_or_else(String::new, |end| end.to_string());
    match value {
        Value::Absent => put("", String::new()),
        Value::Flag(flag) => put("", flag.to_string()),
        Value::Count(count) => put("", count.to_string()),
        Value::Number(number) => put("", number.to_string()),
        Value::Day(day) => put("", day.to_string()),
        Value::Text(text) => put("", text.clone()),
        Value::Money(money) => {
            put(".minor", money.minor.to_string());
            put(".currency", money.currency.to_string());
        }
        Value::Estimate(estimate) => {
            put(".value", estimate.value.to_string());
            put(".lower", open(estimate.lower));
            put(".upper", open(estimate.upper));
            put(".level", estimate.level.to_string());
            put(".n", estimate.n.to_string());
            put(".method", estimate.method.to_owned());
            if let Some(standard_error) = estimate.standard_error {
                put(".standard_error", standard_error.to_string());
            }
        }
        Value::Undetermined(why) => put(".undetermined", why.text.clone()),
        Value::Fields(fields) => {
            for (part, value) in fields {
                push(cells, &format!("{name}.{part}"), value);
            }
        }
    }
}
