//! The command `vaarwel reasons suggest`: answers in, one suggestion for each.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::{Reader, Suggestion};
use crate::Language;

/// One answer of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its row, from 1; a header does not count.
    pub row: usize,
    /// What stands there.
    pub given: Given,
}

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// An answer.
    Answer {
        /// Its text.
        text: String,
        /// Its language, where the file says so.
        language: Option<Language>,
    },
    /// Something that could not be taken as an answer.
    Refused {
        /// Where it stands, and what would have been taken.
        why: String,
    },
}

/// Why a line could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// Not a JSON object.
    #[error("line {line} is no JSON object: {why}")]
    NoObject {
        /// The line, from 1.
        line: usize,
        /// What the reader says.
        why: String,
    },
    /// No line has the column.
    #[error("no object has `{column}`; the first has {has}")]
    NoColumn {
        /// The column that was asked for.
        column: String,
        /// What there is.
        has: String,
    },
}

/// The answers in a file with an object a line: `column` holds the text, `language_column` its language.
///
/// # Errors
/// [`RowError`].
pub fn rows_of_jsonl(file: &str, column: &str, language_column: Option<&str>) -> Result<Vec<Row>, RowError> {
    let (mut rows, mut first, mut has_column) = (Vec::new(), None, false);
    let lines = file.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    for (index, line) in lines {
        let no_object = |why: String| RowError::NoObject { line: index + 1, why };
        let value: Value = serde_json::from_str(line).map_err(|error| no_object(error.to_string()))?;
        let object = value.as_object().ok_or_else(|| no_object("it is another kind of value".into()))?;
        first.get_or_insert_with(|| object.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "));
        has_column |= object.contains_key(column);
        let text = |name: &str| match object.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        let language = language_column.and_then(|name| Language::of_tag(&text(name)));
        rows.push(Row { row: rows.len() + 1, given: Given::Answer { text: text(column), language } });
    }
    match first {
        Some(has) if !has_column => Err(RowError::NoColumn { column: column.to_owned(), has }),
        _ => Ok(rows),
    }
}

#[derive(Serialize)]
struct Said {
    row: usize,
    #[serde(flatten)]
    what: What,
}

/// What is said of a row.
#[derive(Serialize)]
#[serde(untagged)]
enum What {
    Read(Suggestion),
    Refused { state: &'static str, why: String },
}

/// What the command prints: a line of JSON for each answer, or a line for people; the answers themselves are not repeated.
pub fn run(reader: &Reader, rows: &[Row], as_json: bool) -> String {
    let mut said = String::new();
    let mut counts = [0_usize; 4];
    for row in rows {
        let what = match &row.given {
            Given::Answer { text, language } => What::Read(reader.suggest(text, *language)),
            Given::Refused { why } => What::Refused { state: "refused", why: why.clone() },
        };
        counts[match what {
            What::Read(Suggestion::Suggested { .. }) => 0,
            What::Read(Suggestion::Abstained { .. }) => 1,
            What::Read(Suggestion::Quarantined { .. }) => 2,
            What::Refused { .. } => 3,
        }] += 1;
        let line = if as_json {
            serde_json::to_string(&Said { row: row.row, what }).unwrap_or_default()
        } else {
            format!("{:>6}  {}", row.row, in_words(&what))
        };
        let _ = writeln!(said, "{line}");
    }
    if !as_json {
        let [suggested, abstained, quarantined, refused] = counts;
        let _ = write!(said, "\n{suggested} suggested, {abstained} left to a person, {quarantined} in quarantine");
        let _ = if refused > 0 { writeln!(said, ", {refused} refused") } else { writeln!(said) };
    }
    said
}

fn in_words(what: &What) -> String {
    match what {
        What::Refused { why, .. } => format!("refused: {why}"),
        What::Read(Suggestion::Suggested { level1, level2, because }) => {
            let codes: Vec<String> =
                level2.iter().map(|it| format!("{} {:.0} %", it.code, 100.0 * it.confidence)).collect();
            let percent = 100.0 * level1.confidence;
            format!("{} {percent:.0} %: {}; because of {}", level1.code, codes.join(", "), because.join(", "))
        }
        What::Read(Suggestion::Abstained { .. }) => "not sure enough: a person reads it".to_owned(),
        What::Read(Suggestion::Quarantined { found }) => {
            let categories: Vec<String> = found.iter().map(|it| format!("{:?}", it.category).to_lowercase()).collect();
            format!("quarantine: {}", categories.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_a_file_gets_a_line() {
        let file = "{\"why\":\"te duur\",\"lang\":\"nl\"}\n{\"why\":null}\n{\"why\":\"I have cancer\"}\n";
        let rows = rows_of_jsonl(file, "why", Some("lang")).expect("rows");
        let said = run(Reader::shipped(), &rows, true);
        let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let states: Vec<&str> = lines.iter().filter_map(|line| line["state"].as_str()).collect();
        assert_eq!(states, ["suggested", "abstained", "quarantined"]);
        assert_eq!((&lines[0]["level1"]["code"], &lines[0]["row"]), (&"price".into(), &1.into()));
        let told = run(Reader::shipped(), &rows, false);
        assert!(told.ends_with("\n1 suggested, 1 left to a person, 1 in quarantine\n"), "{told}");
        assert!(!told.contains("cancer"), "what a customer wrote is not repeated: {told}");
    }

    #[test]
    fn a_row_that_was_refused_keeps_its_place() {
        let answer = |row| Row { row, given: Given::Answer { text: "te duur".into(), language: None } };
        let rows = [answer(1), Row { row: 2, given: Given::Refused { why: "line 3: too long".into() } }, answer(3)];
        let said = run(Reader::shipped(), &rows, true);
        let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines[1], serde_json::json!({"row": 2, "state": "refused", "why": "line 3: too long"}));
        assert_eq!((&lines[2]["row"], &lines[2]["state"]), (&3.into(), &"suggested".into()));
        let told = run(Reader::shipped(), &rows, false);
        assert!(told.contains("     2  refused: line 3: too long\n"), "{told}");
        assert!(told.ends_with("\n2 suggested, 0 left to a person, 0 in quarantine, 1 refused\n"), "{told}");
    }

    #[test]
    fn a_missing_column_is_named_with_those_there_are() {
        let error = rows_of_jsonl("{\"a\":1}", "why", None).expect_err("no such column").to_string();
        assert_eq!(error, "no object has `why`; the first has `a`");
        assert!(matches!(rows_of_jsonl("{", "a", None), Err(RowError::NoObject { line: 1, .. })));
    }
}
