//! The retention triangle: a line per cohort, a column per age, the share that is still there in percent.

use std::collections::BTreeMap;

use relationship::rounding::fixed;
use report::{Row, Value};

use crate::say::{Table, count, say, write};

/// Most ages shown on a screen; the rest is in `--csv`.
const AGES_MAX: u64 = 13;

pub(super) fn show(rows: &[Row]) {
    if rows.is_empty() {
        say!("nothing to show");
        return;
    }
    let ages = rows.iter().filter_map(|row| row.count("age")).max().unwrap_or(0);
    let shown = ages.min(AGES_MAX - 1);
    let groups: Vec<String> = rows[0].group.iter().map(|(name, _)| name.clone()).collect();
    let ages_shown = (0..=shown).map(|age| age.to_string());
    let headings = groups.into_iter().chain(["cohort".to_owned(), "size".to_owned()]).chain(ages_shown);
    let mut table = Table::new(headings);
    for line in lines(rows) {
        let Some(first) = line.values().next() else { continue };
        let group = first.group.iter().map(|(_, value)| value.clone());
        let cohort = match first.get("cohort") {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let size = first.count("size").map(count).unwrap_or_default();
        let cells = (0..=shown).map(|age| line.get(&age).map(|row| cell(row)).unwrap_or_default());
        table.row(group.chain([cohort, size]).chain(cells));
    }
    write(format_args!("{table}"));
    let more = if ages > shown { format!(" Ages up to {ages} are in --csv.") } else { String::new() };
    say!("percent still there by age; a blank has not come yet; intervals and counts are in --csv.{more}");
}

/// The rows of each cohort by age, in the order of the report.
fn lines(rows: &[Row]) -> Vec<BTreeMap<u64, &Row>> {
    let mut lines: Vec<BTreeMap<u64, &Row>> = Vec::new();
    let mut last: Option<&Row> = None;
    for row in rows {
        let is_same = last.is_some_and(|last| last.group == row.group && last.get("cohort") == row.get("cohort"));
        if !is_same {
            lines.push(BTreeMap::new());
        }
        if let Some(line) = lines.last_mut() {
            line.insert(row.count("age").unwrap_or(0), row);
        }
        last = Some(row);
    }
    lines
}

fn cell(row: &Row) -> String {
    row.estimate("share").map(|share| fixed(share.value * 100.0, 1)).unwrap_or_default()
}
