//! What the ledger says to people: a code that never changes, the values that belong to it, and the sentence in English.
//!
//! All sentences stand in [`Message`], so that a page can say the same in another language: it looks up the code and
//! fills in the values. `docs/reference/messages.md` lists them.

mod list;
mod value;

pub use list::Message;
pub use value::Value;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

/// One line of the list of messages: what a translator needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageForm {
    /// The code that never changes.
    pub code: &'static str,
    /// The names of the values that belong to it.
    pub values: &'static [&'static str],
    /// The sentence in English, with `{value}` where a value goes and `{value:#}` for the ending of its plural.
    pub text: &'static str,
    /// What to do about it, where the sentence does not say so itself.
    pub remedy: &'static str,
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())?;
        match self.remedy() {
            remedy if remedy.is_empty() => Ok(()),
            remedy => write!(f, "; {remedy}"),
        }
    }
}

/// As `code`, `values` and `text`.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut message = serializer.serialize_struct("Message", 3)?;
        message.serialize_field("code", self.code())?;
        message.serialize_field("values", &Values(&self.values()))?;
        message.serialize_field("text", &self.to_string())?;
        message.end()
    }
}

struct Values<'a>(&'a [(&'static str, &'a Value)]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut values = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            values.serialize_entry(name, value)?;
        }
        values.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_code_with_values_and_a_sentence() {
        let columns = Value::names(["id", "price"], 2);
        let message = Message::ColumnUnknown { option: "left".into(), given: "churn".into(), columns };
        assert_eq!(message.to_string(), "`--left churn`: there is no column `churn`; allowed: `id`, `price`, …");
        assert_eq!(
            serde_json::to_value(&message).expect("JSON"),
            serde_json::json!({
                "code": "column_unknown",
                "values": {"option": "left", "given": "churn", "columns": ["id", "price", "…"]},
                "text": "`--left churn`: there is no column `churn`; allowed: `id`, `price`, …",
            })
        );
    }

    #[test]
    fn every_code_is_a_word_of_its_own() {
        let mut codes: Vec<&str> = Message::ALL.iter().map(|form| form.code).collect();
        assert!(codes.iter().all(|code| code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))));
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }

    #[test]
    fn every_code_stands_in_the_reference_as_it_is_here() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/messages.md");
        let page = std::fs::read_to_string(path).expect("the reference");
        for form in Message::ALL {
            let row = form.row();
            assert!(page.lines().any(|line| line == row), "docs/reference/messages.md lacks this line:\n{row}");
        }
        let rows = page.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, Message::ALL.len(), "docs/reference/messages.md has lines for codes that do not exist");
    }

    impl MessageForm {
        fn row(&self) -> String {
            let values: Vec<String> = self.values.iter().map(|value| format!("`{value}`")).collect();
            let remedy = if self.remedy.is_empty() { String::new() } else { format!("; {}", self.remedy) };
            let mut text = format!("{}{remedy}", self.text).replace('|', "\\|");
            for value in self.values {
                text = text.replace(&format!("{{{value}:#}}"), "s");
            }
            format!("| `{}` | {} | {text} |", self.code, values.join(", "))
        }
    }
}
