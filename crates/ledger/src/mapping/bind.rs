//! A mapping meets the columns of a table: every problem is told at once.

mod columns;
mod values;

use hashbrown::HashMap;
use relationship::fact::TenureUnit;
use relationship::{Currency, Day, DepartureKind, FactKind};

use super::{As, Mapping, ROW_ID};
use crate::convert::{DateOrder, DecimalSign, Warning, currency_beside};
use crate::input::{Need, Table};
use crate::message::{Message, Value};

/// What a data folder says about every import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Today.
    pub today: Day,
    /// The folder's currency.
    pub currency: Currency,
}

/// Why a mapping does not fit a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// Every problem in words, each with what is allowed.
    pub problems: Vec<String>,
    /// The same as codes with values, for texts in another language.
    pub messages: Vec<Message>,
}

impl MappingError {
    fn new(messages: Vec<Message>) -> Self {
        Self { problems: messages.iter().map(ToString::to_string).collect(), messages }
    }
}

impl std::fmt::Display for MappingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.problems.join("\n"))
    }
}

impl std::error::Error for MappingError {}

/// Where the id of a customer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Id {
    Column(usize),
    Row,
}

/// How to see who left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftRule {
    pub(crate) column: usize,
    /// The values that mean "left"; without any the column holds words for yes and no.
    pub(crate) values: Vec<String>,
}

/// Where the kind of an event comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EventKind {
    Always(FactKind<'static>),
    /// A column, and the source's words with ours.
    Column(usize, HashMap<String, String>),
}

/// Where the kind of a departure comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Departures {
    pub(crate) column: usize,
    pub(crate) words: HashMap<String, DepartureKind>,
}

/// A column that names the currency of each row's amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowCurrency {
    pub(crate) column: usize,
    /// Somebody pointed it out: amounts in another currency are refused. Otherwise it is looked at for a warning.
    pub(crate) is_said: bool,
}

/// A mapping that fits a table: names have become numbers of columns.
#[derive(Debug, Clone)]
pub struct Bound {
    /// What a row is about.
    pub kind_of_row: As,
    /// The name of the source.
    pub source: String,
    /// The day the file tells about.
    pub as_of: Day,
    /// Today.
    pub today: Day,
    /// The currency of the amounts.
    pub currency: Currency,
    /// Traits: their names and columns.
    pub traits: Vec<(String, usize)>,
    /// What is odd about the file or the mapping as a whole.
    pub warnings: Vec<Warning>,
    pub(crate) id: Id,
    pub(crate) tenure: Option<(usize, TenureUnit)>,
    pub(crate) left: Option<LeftRule>,
    pub(crate) start: Option<usize>,
    pub(crate) end: Option<usize>,
    pub(crate) price: Option<usize>,
    pub(crate) contract: Option<usize>,
    pub(crate) at: Option<usize>,
    pub(crate) event_kind: EventKind,
    pub(crate) amount: Option<usize>,
    pub(crate) value: Option<usize>,
    pub(crate) source_id: Option<usize>,
    pub(crate) refers_to: Option<usize>,
    pub(crate) departures: Option<Departures>,
    pub(crate) plan: Option<usize>,
    pub(crate) reason: Option<usize>,
    pub(crate) row_currency: Option<RowCurrency>,
    pub(crate) columns: Vec<String>,
    pub(crate) decimals: Vec<DecimalSign>,
    pub(crate) date_orders: Vec<DateOrder>,
}

impl Bound {
    /// Is it a picture of one day: who was a customer then, and for how long?
    pub(crate) fn is_snapshot(&self) -> bool {
        self.kind_of_row == As::Customers && (self.start.is_none() || self.lacks_last_days())
    }

    /// Does each row tell a whole relation, with its days?
    pub(crate) fn tells_relations(&self) -> bool {
        match self.kind_of_row {
            As::Customers => !self.is_snapshot(),
            As::Contracts => true,
            As::Events => false,
        }
    }

    /// Does a row without a last day say that there is none?
    pub(crate) fn tells_endings(&self) -> bool {
        self.end.is_some() || self.left.is_some()
    }

    /// Does it say who left, and in no way when?
    pub(crate) fn lacks_last_days(&self) -> bool {
        self.left.is_some() && self.end.is_none() && self.tenure.is_none()
    }

    /// The name of the column with the source's own ids, if there is one.
    pub(crate) fn id_column(&self) -> &str {
        self.source_id.or(self.contract).and_then(|column| self.columns.get(column)).map_or("", String::as_str)
    }

    /// In what shape each column is needed.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = vec![Need::default(); self.columns.len()];
        let values = [self.start, self.end, self.price, self.at, self.amount, self.value, self.tenure.map(|it| it.0)];
        for column in values.into_iter().flatten() {
            needs[column].value = true;
        }
        let id = match self.id {
            Id::Column(column) => Some(column),
            Id::Row => None,
        };
        let kind = match self.event_kind {
            EventKind::Column(column, _) => Some(column),
            EventKind::Always(_) => None,
        };
        let left = self.left.as_ref().map(|rule| rule.column);
        let departure = self.departures.as_ref().map(|rule| rule.column);
        let currency = self.row_currency.map(|rule| rule.column);
        let texts = [
            id,
            kind,
            left,
            departure,
            currency,
            self.contract,
            self.source_id,
            self.refers_to,
            self.plan,
            self.reason,
        ];
        for column in texts.into_iter().flatten().chain(self.traits.iter().map(|(_, column)| *column)) {
            needs[column].text = true;
        }
        needs
    }
}

impl Mapping {
    /// Checks the mapping against a table.
    ///
    /// # Errors
    /// All problems at once: unknown columns, options that do not belong together, missing options.
    pub fn bind(&self, table: &Table, setting: Setting) -> Result<Bound, MappingError> {
        let mut binding = Binding { table, columns: table.columns(), problems: Vec::new(), warnings: Vec::new() };
        let bound = binding.bind(self, setting);
        match bound {
            Some(bound) if binding.problems.is_empty() => Ok(bound),
            _ => Err(MappingError::new(binding.problems)),
        }
    }
}

struct Binding<'a> {
    table: &'a Table,
    columns: &'a [String],
    problems: Vec<Message>,
    warnings: Vec<Warning>,
}

impl Binding<'_> {
    fn bind(&mut self, mapping: &Mapping, setting: Setting) -> Option<Bound> {
        let Some(kind_of_row) = mapping.kind_of_row else {
            self.problems.push(Message::AsMissing {});
            return None;
        };
        self.check_options(mapping, kind_of_row, setting);
        let id = self.id(mapping);
        let mut find = |option, name: &Option<String>| name.as_deref().and_then(|name| self.find(option, name));
        let tenure = find("tenure", &mapping.tenure);
        let (start, end) = (find("start", &mapping.start), find("end", &mapping.end));
        let (price, contract) = (find("price", &mapping.price), find("contract", &mapping.contract));
        let (at, amount) = (find("at", &mapping.at), find("amount", &mapping.amount));
        let (value, source_id) = (find("value", &mapping.value), find("source-id", &mapping.source_id));
        let (refers_to, plan) = (find("ref", &mapping.refers_to), find("plan", &mapping.plan));
        let reason = find("reason", &mapping.reason);
        let currency_column = find("currency-column", &mapping.currency_column);
        let left = mapping.left.as_deref().and_then(|left| self.left(left));
        let event_kind = self.event_kind(mapping, kind_of_row, amount.is_some());
        let departures = self.departures(mapping, kind_of_row);
        let mut bound = Bound {
            kind_of_row,
            source: mapping.source.clone().unwrap_or_else(|| self.file_stem()),
            as_of: mapping.as_of.unwrap_or(setting.today),
            today: setting.today,
            currency: setting.currency,
            traits: Vec::new(),
            warnings: Vec::new(),
            id,
            tenure: tenure.map(|column| (column, mapping.tenure_unit.unwrap_or(TenureUnit::Months))),
            left,
            start,
            end,
            price,
            contract,
            at,
            event_kind,
            amount,
            value,
            source_id,
            refers_to,
            departures,
            plan,
            reason,
            row_currency: currency_column.map(|column| RowCurrency { column, is_said: true }),
            columns: self.columns.to_vec(),
            decimals: vec![DecimalSign::default(); self.columns.len()],
            date_orders: vec![mapping.date_order; self.columns.len()],
        };
        bound.traits = self.traits(mapping, &bound);
        if let (None, Some(amount)) = (bound.row_currency, bound.price.or(bound.amount)) {
            bound.row_currency =
                currency_beside(self.table, amount).map(|column| RowCurrency { column, is_said: false });
        }
        self.settle_decimals(mapping, &mut bound);
        self.settle_dates(mapping, &mut bound);
        self.warn(mapping, &bound);
        bound.warnings = std::mem::take(&mut self.warnings);
        Some(bound)
    }

    /// Options that are missing, that belong to other rows, or that contradict the folder.
    fn check_options(&mut self, mapping: &Mapping, kind_of_row: As, setting: Setting) {
        for (option, given, belongs_to) in mapping.columns() {
            if let Some(given) = given.filter(|_| !belongs_to.contains(&kind_of_row)) {
                let allowed: Vec<String> = belongs_to.iter().map(|it| format!("--as {it}")).collect();
                self.problems.push(Message::OptionMisplaced {
                    option: option.into(),
                    given: given.into(),
                    taken_as: kind_of_row.word().into(),
                    allowed: Value::names(allowed, 0),
                });
            }
        }
        let missing: &[(&str, bool)] = match kind_of_row {
            As::Customers => &[("id", mapping.id.is_none())],
            As::Contracts => &[("id", mapping.id.is_none()), ("start", mapping.start.is_none())],
            As::Events => &[("id", mapping.id.is_none()), ("at", mapping.at.is_none())],
        };
        for (option, _) in missing.iter().filter(|(_, is_missing)| *is_missing) {
            let (taken_as, columns) = (kind_of_row.word().into(), self.some_columns());
            self.problems.push(match *option {
                "id" => Message::IdMissing { taken_as, columns },
                option => Message::OptionMissing { option: option.into(), taken_as, columns },
            });
        }
        if kind_of_row == As::Events && mapping.id.as_deref() == Some(ROW_ID) {
            self.problems.push(Message::IdIsRow {});
        }
        if mapping.tenure_unit.is_some() && mapping.tenure.is_none() {
            self.problems.push(Message::TenureMissing {});
        }
        if mapping.currency_column.is_some() && mapping.price.is_none() && mapping.amount.is_none() {
            self.problems.push(Message::AmountMissing {});
        }
        if let Some(currency) = mapping.currency.filter(|currency| *currency != setting.currency) {
            self.problems.push(Message::CurrencyMisplaced { given: currency.into(), kept: setting.currency.into() });
        }
        if let Some(as_of) = mapping.as_of.filter(|as_of| *as_of > setting.today) {
            self.problems.push(Message::AsOfInFuture { given: as_of.into(), today: setting.today.into() });
        }
        if mapping.date_order != DateOrder::Auto
            && mapping.start.is_none()
            && mapping.end.is_none()
            && mapping.at.is_none()
        {
            self.problems.push(Message::DateOrderNeedless {});
        }
    }
}
