//! The mapping as a form: one field per option, those that fit the kind of row.

use ledger::mapping::{As, Mapping};
use serde_json::{Map, Value};

use crate::frame::Frame;
use crate::posted::Fields;

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// The name of a column.
    Column,
    /// A text.
    Text,
    /// Names of columns with commas between.
    Names,
    /// A day.
    Day,
    /// One of these words.
    Words(&'static [&'static str]),
}

const CUSTOMERS: &[As] = &[As::Customers];
const STRETCHES: &[As] = &[As::Customers, As::Contracts];
const EVENTS: &[As] = &[As::Events];
const ALL: &[As] = &As::ALL;

/// A part of the form: key of its heading, and its fields (option, what it holds, for which rows).
type Part = (&'static str, &'static [(&'static str, Holds, &'static [As])]);

/// Every option of a mapping the form offers, under the name it has in a saved mapping.
const PARTS: [Part; 3] = [
    (
        "import-part-meaning",
        &[
            ("as", Holds::Words(&["customers", "contracts", "events"]), ALL),
            ("id", Holds::Column, ALL),
            ("contract", Holds::Column, &[As::Contracts]),
            ("start", Holds::Column, STRETCHES),
            ("end", Holds::Column, STRETCHES),
            ("tenure", Holds::Column, CUSTOMERS),
            ("tenure_unit", Holds::Words(&["days", "weeks", "months", "years"]), CUSTOMERS),
            ("left", Holds::Text, CUSTOMERS),
            ("at", Holds::Column, EVENTS),
            ("kind", Holds::Text, ALL),
            ("source_id", Holds::Column, EVENTS),
            ("ref", Holds::Column, EVENTS),
            ("departure", Holds::Column, ALL),
            ("reason", Holds::Column, ALL),
            ("plan", Holds::Column, ALL),
            ("price", Holds::Column, STRETCHES),
            ("amount", Holds::Column, EVENTS),
            ("currency_column", Holds::Column, ALL),
            ("value", Holds::Column, EVENTS),
        ],
    ),
    ("import-part-traits", &[("traits", Holds::Names, ALL), ("skip", Holds::Names, ALL)]),
    (
        "import-part-file",
        &[
            ("as_of", Holds::Day, ALL),
            ("currency", Holds::Text, ALL),
            ("source", Holds::Text, ALL),
            ("decimal", Holds::Words(&["auto", ".", ","]), ALL),
            ("date_order", Holds::Words(&["auto", "dmy", "mdy", "ymd"]), ALL),
            ("delimiter", Holds::Text, ALL),
            ("encoding", Holds::Text, ALL),
            ("sheet", Holds::Text, ALL),
        ],
    ),
];

/// Options the form carries without showing them.
const UNSEEN: [&str; 2] = ["kind_map", "header"];

/// The unseen options of a mapping, as JSON for hidden fields.
pub(crate) fn unseen(mapping: &Mapping) -> Vec<(&'static str, String)> {
    let known = serde_json::to_value(mapping).unwrap_or_default();
    UNSEEN.into_iter().filter_map(|name| Some((name, known.get(name)?.to_string()))).collect()
}

/// One choice of a field.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) word: String,
    pub(crate) is_chosen: bool,
}

/// One field of the form.
#[derive(Debug, Clone)]
pub(crate) struct FormField {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) value: String,
    /// Empty for a field to type in.
    pub(crate) choices: Vec<Choice>,
    pub(crate) kind: &'static str,
}

/// A part of the form.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) fields: Vec<FormField>,
    pub(crate) is_open: bool,
}

/// The form for a mapping.
pub(crate) fn groups(f: &Frame, mapping: &Mapping, columns: &[String]) -> Vec<Group> {
    let row = mapping.kind_of_row.unwrap_or(As::Customers);
    let known = serde_json::to_value(mapping).unwrap_or_default();
    let group = |(index, (title, fields)): (usize, &Part)| Group {
        title: f.t(title),
        fields: fields
            .iter()
            .filter(|(_, _, rows)| rows.contains(&row))
            .map(|(name, holds, _)| field(f, name, *holds, &known, columns))
            .collect(),
        is_open: index == 0,
    };
    PARTS.iter().enumerate().map(group).collect()
}

fn field(f: &Frame, name: &'static str, holds: Holds, known: &Value, columns: &[String]) -> FormField {
    let value = match known.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let key = name.replace('_', "-");
    let choice = |choice: &str, word: String| Choice { value: choice.to_owned(), word, is_chosen: choice == value };
    let choices = match holds {
        Holds::Column => {
            let mut choices = vec![choice("", "—".to_owned())];
            if name == "id" {
                choices.push(choice("@row", f.t("import-row-id")));
            }
            choices.extend(columns.iter().map(|column| choice(column, column.clone())));
            choices
        }
        Holds::Words(words) => {
            let word = |word: &&str| choice(word, f.t(&format!("import-{key}-{}", plain(word))));
            let none = (!matches!(name, "as" | "decimal" | "date_order")).then(|| choice("", "—".to_owned()));
            none.into_iter().chain(words.iter().map(word)).collect()
        }
        Holds::Text | Holds::Names | Holds::Day => Vec::new(),
    };
    FormField {
        name,
        label: f.t(&format!("import-field-{key}")),
        hint: f.find(&format!("import-hint-{key}"), &[]),
        value,
        choices,
        kind: if holds == Holds::Day { "date" } else { "text" },
    }
}

/// A word of a mapping as it can stand in a key.
fn plain(word: &str) -> String {
    match word {
        "." => "point".to_owned(),
        "," => "comma".to_owned(),
        other => other.replace('_', "-"),
    }
}

/// The mapping a form says, or what is wrong with it.
pub(crate) fn read_mapping(fields: &Fields) -> Result<Mapping, Vec<String>> {
    let mut said = Map::new();
    for (name, holds, _) in PARTS.iter().flat_map(|(_, fields)| fields.iter()) {
        let Some(value) = fields.get(name) else { continue };
        let value = match holds {
            Holds::Names => {
                Value::Array(value.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Value::from).collect())
            }
            _ => Value::from(value),
        };
        said.insert((*name).to_owned(), value);
    }
    // What the proposal found out and the form does not show goes along unseen.
    for name in UNSEEN {
        if let Some(value) = fields.get(name).and_then(|text| serde_json::from_str(text).ok()) {
            said.insert(name.to_owned(), value);
        }
    }
    serde_json::from_value(Value::Object(said)).map_err(|error| vec![error.to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_the_mapping_it_was_made_of() {
        let form = "as=customers&id=customerID&tenure=tenure&tenure_unit=months&left=Churn%3DYes&skip=a%2C+b&decimal=auto&as_of=";
        let mapping = read_mapping(&Fields::parse(form)).expect("a mapping");
        assert_eq!(mapping.left.as_deref(), Some("Churn=Yes"));
        assert_eq!(mapping.skip, ["a", "b"]);
        assert!(read_mapping(&Fields::parse("as=nonsense")).is_err());
    }
}
