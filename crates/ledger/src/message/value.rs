//! A value in a message.

use std::borrow::Cow;
use std::fmt;

use relationship::{Currency, Day};
use serde::{Serialize, Serializer};

use super::Message;

/// A value in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A name, a day, a value of the file: the same in every language.
    Text(Cow<'static, str>),
    /// A number of things.
    Count(u64),
    /// Several names. A last `…` says that there are more.
    Names(Vec<String>),
    /// What another message says: a page says it in its own language.
    #[serde(serialize_with = "as_text")]
    Said(Box<Message>),
}

fn as_text<S: Serializer>(message: &Message, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(message)
}

impl Value {
    /// Some names, and whether there are more than those.
    pub fn names<S: Into<String>>(shown: impl IntoIterator<Item = S>, more: usize) -> Self {
        let mut names: Vec<String> = shown.into_iter().map(Into::into).collect();
        if more > 0 {
            names.push("…".to_owned());
        }
        Self::Names(names)
    }

    /// A share as a percentage with one decimal: `93.1`.
    pub fn percent(share: f64) -> Self {
        Self::Text(format!("{:.1}", share * 100.0).into())
    }
}

/// In the alternate form it is the ending of a plural: `{rows} row{rows:#}` is `1 row` and `2 rows`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return f.write_str(if *self == Self::Count(1) { "" } else { "s" });
        }
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Count(count) => write!(f, "{count}"),
            Self::Said(message) => write!(f, "{message}"),
            Self::Names(names) => {
                for (index, name) in names.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    let tick = if name == "…" { "" } else { "`" };
                    write!(f, "{comma}{tick}{name}{tick}")?;
                }
                Ok(())
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned().into())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone().into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        Self::Text(day.to_string().into())
    }
}

impl From<Currency> for Value {
    fn from(currency: Currency) -> Self {
        Self::Text(currency.to_string().into())
    }
}

impl From<&std::path::Path> for Value {
    fn from(path: &std::path::Path) -> Self {
        Self::Text(path.display().to_string().into())
    }
}

impl From<&Message> for Value {
    fn from(message: &Message) -> Self {
        Self::Said(Box::new(message.clone()))
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}
