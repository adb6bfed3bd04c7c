//! What is answered: rows of values, each number with its company.

use relationship::{Day, Definition, Money};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::{Question, ReportName};

mod csv;

pub use csv::push_line as push_csv_line;

/// A number with what it needs to be understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate itself.
    pub value: f64,
    /// The lower end of the interval; absent where the data leave it open.
    pub lower: Option<f64>,
    /// The upper end of the interval; absent where the data leave it open.
    pub upper: Option<f64>,
    /// The level of the interval, such as 0.95.
    pub level: f64,
    /// How many customers (or what `method` counts) the estimate rests on.
    pub n: u64,
    /// The method of value and interval.
    pub method: &'static str,
    /// The standard error, where the method has one that is of use to others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
}

/// A remark that pages can translate: a stable code with parameters, and the English text.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The stable name of the remark.
    pub code: &'static str,
    /// The remark in English.
    pub text: String,
    /// The values the text names.
    pub params: Vec<(&'static str, Value)>,
}

impl Note {
    /// A remark without parameters.
    pub fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), params: Vec::new() }
    }

    /// The remark with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.params.push((name, value));
        self
    }

    /// A parameter by name.
    pub fn param(&self, name: &str) -> Option<&Value> {
        self.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// There is nothing to say yet: a period that has not come, a fact that is not recorded. Not zero.
    Absent,
    /// Yes or no.
    Flag(bool),
    /// How many.
    Count(u64),
    /// A plain number that is not an estimate: a duration on an axis, a chi-square.
    Number(f64),
    /// An amount.
    Money(Money),
    /// A day.
    Day(Day),
    /// A word.
    Text(String),
    /// A number with its interval.
    Estimate(Estimate),
    /// The data are valid but do not answer; says why.
    Undetermined(Note),
    /// Values that belong together, such as one per kind of leaving.
    Fields(Vec<(String, Value)>),
}

impl Value {
    /// A word.
    pub fn text(word: impl Into<String>) -> Self {
        Self::Text(word.into())
    }

    /// The estimate, if it is one.
    pub fn estimate(&self) -> Option<&Estimate> {
        if let Self::Estimate(estimate) = self { Some(estimate) } else { None }
    }

    /// The count, if it is one.
    pub fn count(&self) -> Option<u64> {
        if let Self::Count(count) = self { Some(*count) } else { None }
    }

    /// One of the values that belong together.
    pub fn field(&self, name: &str) -> Option<&Value> {
        if let Self::Fields(fields) = self { find(fields, name) } else { None }
    }
}

fn find<'a>(fields: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// One row: the group it speaks of and its values, in reading order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Trait and value of the group; empty for all customers.
    pub group: Vec<(String, String)>,
    /// The values, by name.
    pub values: Vec<(String, Value)>,
}

impl Row {
    /// A row of this group.
    pub fn of(group: &[(String, String)]) -> Self {
        Self { group: group.to_vec(), values: Vec::new() }
    }

    /// The row with one more value.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: Value) -> Self {
        self.values.push((name.into(), value));
        self
    }

    /// A value by name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        find(&self.values, name)
    }

    /// An estimate by name.
    pub fn estimate(&self, name: &str) -> Option<&Estimate> {
        self.get(name).and_then(Value::estimate)
    }

    /// A count by name.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.get(name).and_then(Value::count)
    }
}

/// The days a report speaks of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Window {
    /// `week`, `month`, `quarter`, `year`; `snapshot` where the data have no days.
    pub unit: &'static str,
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// The last day we know about.
    pub observed_until: Day,
}

/// How the numbers came about, for whoever wants to check or repeat them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct How {
    /// Methods and denominators, each as one sentence.
    pub methods: Vec<Note>,
    /// The SQL that counted, in the order it ran, or that counts the same where the ledger was gone through customer by
    /// customer. It runs as it stands behind `vaarwel sql`.
    pub sql: Vec<String>,
    /// The command that gives the same report.
    pub command: String,
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Which report it is.
    pub report: ReportName,
    /// What was asked.
    pub question: Question,
    /// What "left", "at risk" and "too few" meant.
    pub definition: Definition,
    /// The days it speaks of.
    pub period: Window,
    /// The rows.
    pub rows: Vec<Row>,
    /// Further tables that belong to it, such as totals or comparisons, by name.
    pub sections: Vec<(&'static str, Vec<Row>)>,
    /// What the reader should know before using a number.
    pub warnings: Vec<Note>,
    /// How the numbers came about.
    pub how: How,
}

impl Report {
    /// The rows of a further table; none when the report has no such table.
    pub fn section(&self, name: &str) -> &[Row] {
        self.sections.iter().find(|(known, _)| *known == name).map_or(&[], |(_, rows)| rows)
    }

    /// The names of all tables, the main one (`rows`) first.
    pub fn tables(&self) -> impl Iterator<Item = &'static str> + '_ {
        std::iter::once("rows").chain(self.sections.iter().map(|(name, _)| *name))
    }

    /// One table as CSV, with the field names of the JSON joined by dots (`rate.value`, `rate.lower`). `rows` is the
    /// main table.
    pub fn csv(&self, table: &str) -> String {
        csv::write(if table == "rows" { &self.rows } else { self.section(table) })
    }

    /// Does a warning with this code stand in the report?
    pub fn warns(&self, code: &str) -> bool {
        self.warnings.iter().any(|note| note.code == code)
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("report", &self.report)?;
        map.serialize_entry("question", &self.question)?;
        map.serialize_entry("definition", &self.definition)?;
        map.serialize_entry("period", &self.period)?;
        map.serialize_entry("rows", &self.rows)?;
        for (name, rows) in &self.sections {
            map.serialize_entry(name, rows)?;
        }
        map.serialize_entry("warnings", &self.warnings)?;
        map.serialize_entry("how", &self.how)?;
        map.end()
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.values.len() + 1))?;
        map.serialize_entry("group", &Fields(&self.group))?;
        for (name, value) in &self.values {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Pairs in their order, as a JSON object.
struct Fields<'a, K, V>(&'a [(K, V)]);

impl<K: Serialize, V: Serialize> Serialize for Fields<'_, K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Money(money) => money.serialize(serializer),
            Self::Day(day) => day.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Estimate(estimate) => estimate.serialize(serializer),
            Self::Undetermined(why) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("undetermined", &why.text)?;
                map.serialize_entry("code", why.code)?;
                map.end()
            }
            Self::Fields(fields) => Fields(fields).serialize(serializer),
        }
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("params", &Fields(&self.params))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relationship::Currency;

    fn row() -> Row {
        let rate = Estimate {
            value: 0.25,
            lower: Some(0.1),
            upper: None,
            level: 0.95,
            n: 4,
            method: "wilson",
            standard_error: None,
        };
        Row::of(&[("Contract".into(), "One \"year\"".into())])
            .with("at_risk", Value::Count(4))
            .with("rate", Value::Estimate(rate))
            .with("lost", Value::Money(Money { minor: 1234, currency: Currency::EUR }))
            .with("later", Value::Absent)
            .with("median", Value::Undetermined(Note::new("median_not_reached", "more than half are still here")))
    }

    #[test]
    fn a_row_in_json_keeps_its_order_and_never_says_nan() {
        let json = serde_json::to_string(&row()).expect("JSON");
        assert_eq!(
            json,
            r#"{"group":{"Contract":"One \"year\""},"at_risk":4,"rate":{"value":0.25,"lower":0.1,"upper":null,"level":0.95,"n":4,"method":"wilson"},"lost":{"minor":1234,"currency":"EUR"},"later":null,"median":{"undetermined":"more than half are still here","code":"median_not_reached"}}"#
        );
    }

    #[test]
    fn a_row_in_csv_has_the_same_names_joined_by_dots() {
        let lines = csv::write(&[row(), Row::of(&[("Contract".into(), "x".into())])]);
        assert_eq!(
            lines,
            "Contract,at_risk,rate.value,rate.lower,rate.upper,rate.level,rate.n,rate.method,lost.minor,lost.currency,later,\
             median.undetermined\n\"One \"\"year\"\"\",4,0.25,0.1,,0.95,4,wilson,1234,EUR,,more than half are still here\nx,,,,,,,,,,,\n"
        );
    }
}
