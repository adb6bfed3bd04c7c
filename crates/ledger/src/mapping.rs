//! Which column means what: said on the command line or in a file, checked against the columns of a table.

mod bind;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use relationship::fact::TenureUnit;
use relationship::{Currency, Day};
use serde::{Deserialize, Serialize};

pub use crate::convert::DateOrder;
use crate::input::{Delimiter, Reading};
pub use bind::{Bound, MappingError, Setting};
pub(crate) use bind::{EventKind, Id, RowCurrency};
pub(crate) use words::{departure, is_absent, is_email, is_personal, is_total, is_zero_day, yes_or_no};

/// Most columns taken as traits.
pub const TRAITS_MAX: usize = 200;

/// The id that stands for the row itself, for files without one.
pub const ROW_ID: &str = "@row";

/// What a row of a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum As {
    /// One customer, with tenure or days, and whether they left.
    Customers,
    /// One contract; a customer may have several.
    Contracts,
    /// One thing that happened.
    Events,
}

impl As {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Contracts, Self::Events];

    /// The word used on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Contracts => "contracts",
            Self::Events => "events",
        }
    }
}

impl fmt::Display for As {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for As {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|it| it.word() == given)
            .ok_or_else(|| format!("`{given}` is not what rows can be; allowed: `customers`, `contracts`, `events`"))
    }
}

/// Which sign stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Decimal {
    /// Found out from the values.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// 1,234.56
    #[serde(rename = ".")]
    Point,
    /// 1.234,56
    #[serde(rename = ",")]
    Comma,
}

impl FromStr for Decimal {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        match given {
            "auto" => Ok(Self::Auto),
            "." | "point" => Ok(Self::Point),
            "," | "comma" => Ok(Self::Comma),
            _ => Err(format!("`{given}` is not a decimal sign; allowed: `auto`, `.` (`point`), `,` (`comma`)")),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Point => ".",
            Self::Comma => ",",
        })
    }
}

/// Which column means what. Each field is the option of the same name on the command line; saved as TOML it can be
/// used again with `--map FILE.toml`. The fields of columns hold the column's name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// What a row is about.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub kind_of_row: Option<As>,
    /// The customer: a column, or `@row` for files without ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,

    /// Customers: how long the relation has lasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenure: Option<String>,
    /// The unit of `tenure`; months when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenure_unit: Option<TenureUnit>,
    /// Customers: who left. `Column=Value`, `Column=Value|Value`, or a column of yes and no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// Customers and contracts: the first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Customers and contracts: the last day.
    #[serde(alias = "left_on", skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Customers and contracts: the price per month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,

    /// Contracts: the contract's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,

    /// Events: the day or moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Events: a column, or one known kind for all rows. Customers and contracts: a column with kinds of leaving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Events: an amount of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Events: a number that belongs to the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Events: the source's own id of the event; importing it twice changes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Events: what it refers to.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
    /// Events: a column with kinds of leaving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<String>,

    /// The plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Why, in the company's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Columns taken as traits. When left out: all others for customers and contracts, none for events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traits: Option<Vec<String>>,
    /// Columns not taken as traits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<String>,

    /// The day the file tells about; today when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// The currency of the amounts; it must be the data folder's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The column that names the currency of each row's amount; rows in another currency are rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_column: Option<String>,
    /// The name of the source; the file's name without its ending when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,

    /// What parts the values of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// The encoding of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Whether the first row of a text file names the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Which sign stands before the decimals.
    #[serde(skip_serializing_if = "is_default")]
    pub decimal: Decimal,
    /// In which order day, month and year stand.
    #[serde(skip_serializing_if = "is_default")]
    pub date_order: DateOrder,

    /// The source's words for a kind, and ours.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kind_map: BTreeMap<String, String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Mapping {
    /// The part that says how the file is to be read.
    pub fn reading(&self) -> Reading {
        Reading {
            delimiter: self.delimiter,
            encoding: self.encoding.clone(),
            header: self.header,
            sheet: self.sheet.clone(),
        }
    }

    /// This mapping where it says something, `other` where it does not: options of the command line over a file.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            kind_of_row: self.kind_of_row.or(other.kind_of_row),
            id: self.id.or(other.id),
            tenure: self.tenure.or(other.tenure),
            tenure_unit: self.tenure_unit.or(other.tenure_unit),
            left: self.left.or(other.left),
            start: self.start.or(other.start),
            end: self.end.or(other.end),
            price: self.price.or(other.price),
            contract: self.contract.or(other.contract),
            at: self.at.or(other.at),
            kind: self.kind.or(other.kind),
            amount: self.amount.or(other.amount),
            value: self.value.or(other.value),
            source_id: self.source_id.or(other.source_id),
            refers_to: self.refers_to.or(other.refers_to),
            departure: self.departure.or(other.departure),
            plan: self.plan.or(other.plan),
            reason: self.reason.or(other.reason),
            traits: self.traits.or(other.traits),
            skip: if self.skip.is_empty() { other.skip } else { self.skip },
            as_of: self.as_of.or(other.as_of),
            currency: self.currency.or(other.currency),
            currency_column: self.currency_column.or(other.currency_column),
            source: self.source.or(other.source),
            delimiter: self.delimiter.or(other.delimiter),
            encoding: self.encoding.or(other.encoding),
            header: self.header.or(other.header),
            sheet: self.sheet.or(other.sheet),
            decimal: if is_default(&self.decimal) { other.decimal } else { self.decimal },
            date_order: if is_default(&self.date_order) { other.date_order } else { self.date_order },
            kind_map: if self.kind_map.is_empty() { other.kind_map } else { self.kind_map },
        }
    }

    /// The options that name one column, with the column and the kinds of row they belong to.
    fn columns(&self) -> [(&'static str, Option<&str>, &'static [As]); 17] {
        use As::{Contracts, Customers, Events};
        const STRETCHES: &[As] = &[Customers, Contracts];
        const ALL: &[As] = &[Customers, Contracts, Events];
        [
            ("id", self.id.as_deref(), ALL),
            ("tenure", self.tenure.as_deref(), &[Customers]),
            ("left", self.left.as_deref(), &[Customers]),
            ("start", self.start.as_deref(), STRETCHES),
            ("end", self.end.as_deref(), STRETCHES),
            ("price", self.price.as_deref(), STRETCHES),
            ("contract", self.contract.as_deref(), &[Contracts]),
            ("at", self.at.as_deref(), &[Events]),
            ("kind", self.kind.as_deref(), ALL),
            ("amount", self.amount.as_deref(), &[Events]),
            ("value", self.value.as_deref(), &[Events]),
            ("source-id", self.source_id.as_deref(), &[Events]),
            ("ref", self.refers_to.as_deref(), &[Events]),
            ("departure", self.departure.as_deref(), ALL),
            ("plan", self.plan.as_deref(), ALL),
            ("reason", self.reason.as_deref(), ALL),
            ("currency-column", self.currency_column.as_deref(), ALL),
        ]
    }
}
