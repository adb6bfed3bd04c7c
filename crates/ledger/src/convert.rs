//! Rows become facts. A row gives all its facts or one reject, never a part.

mod contracts;
mod currency;
mod customers;
mod date;
mod duplicates;
mod events;
mod number;
mod style;
mod value;
mod warning;

use relationship::fact::Fact;

pub(crate) use currency::{currency_beside, currency_named, currency_of_unit, names_currencies};
pub use date::DateOrder;
pub(crate) use date::{days_of, is_in_short, is_spreadsheet_number, looks_like_an_unread_day, orders_of, parse_day};
pub use duplicates::{CUSTOMERS_COMPARED_MAX, SeenCustomers};
pub(crate) use number::{DecimalSign, Evidence, evidence};
pub use style::NumberStyle;
pub use warning::{WARNING_LINES_MAX, Warning};

use crate::input::{Block, Rows};
use crate::mapping::{As, Bound};
use crate::message::{Message, Value};
use crate::reject::Reject;
pub(crate) use value::NO_END_FROM;
use value::{Amount, Named, Row};
use warning::{Oddity, Tally};

/// A fact of one customer, as a row of the file gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow<'a> {
    /// The customer's id.
    pub customer: &'a str,
    /// The source's own id of what happened. Two facts of one row may share it; their kinds differ.
    pub source_id: Option<&'a str>,
    /// The line of the file.
    pub line: u64,
    /// What happened.
    pub fact: Fact<'a>,
}

/// Turns the rows of one worker into facts and keeps count of what was odd. Every worker has its own.
#[derive(Debug)]
pub struct Converter<'a> {
    bound: &'a Bound,
    seen: &'a SeenCustomers,
    tally: Tally,
    rows: u64,
    /// Rows whose value in the column of `--left` meant "left", and some other values of that column.
    left: u64,
    other_values: Vec<String>,
    /// Currencies other than the folder's, of amounts that were taken all the same.
    other_currencies: Vec<String>,
}

/// Room that the rows of a block use one after the other.
#[derive(Default)]
struct Room<'r> {
    traits: Vec<(&'r str, &'r str)>,
    id: String,
    contract: String,
}

/// Most other values of a column that are kept for a warning.
const OTHER_VALUES_MAX: usize = 6;

impl<'a> Converter<'a> {
    /// A converter for one worker; all workers of an import share `seen`.
    pub fn new(bound: &'a Bound, seen: &'a SeenCustomers) -> Self {
        Self {
            bound,
            seen,
            tally: Tally::default(),
            rows: 0,
            left: 0,
            other_values: Vec::new(),
            other_currencies: Vec::new(),
        }
    }

    /// Hands the facts of every row of `block` to `sink`, and to `rejects` why a row gave none.
    pub fn convert(&mut self, block: &Block, sink: &mut impl FnMut(FactRow<'_>), rejects: &mut Vec<Reject>) {
        self.rows += block.len() as u64;
        match block {
            Block::Text(rows) => self.convert_rows(rows, sink, rejects),
            Block::Columns(rows) => self.convert_rows(rows, sink, rejects),
            Block::Sheet(rows) => self.convert_rows(rows, sink, rejects),
        }
    }

    /// Rows seen so far, rejects included.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    fn convert_rows<R: Rows>(&mut self, rows: &R, sink: &mut impl FnMut(FactRow<'_>), rejects: &mut Vec<Reject>) {
        let mut room = Room::default();
        for row in 0..rows.len() {
            let row = Row { rows, bound: self.bound, index: row };
            let outcome = match self.bound.kind_of_row {
                As::Customers => self.customer(&row, &mut room, sink),
                As::Contracts => self.contract(&row, &mut room, sink),
                As::Events => self.event(&row, &mut room, sink),
            };
            match outcome {
                Err(reject) => rejects.push(*reject),
                Ok(()) => self.note_zero_day(&row),
            }
        }
    }

    fn note_zero_day<R: Rows>(&mut self, row: &Row<'_, R>) {
        for column in [self.bound.start, self.bound.end].into_iter().flatten() {
            if row.is_zero_day(column) {
                self.tally.add(Oddity::ZeroDay, row.line(), &row.value(column));
            }
        }
    }

    /// Keeps count of what was odd about an amount, once nothing of its row can fail any more.
    fn note_amount<R: Rows>(&mut self, row: &Row<'_, R>, amount: Option<Amount>) -> Option<i64> {
        let Amount { minor, is_rounded, named } = amount?;
        let line = row.line();
        if is_rounded {
            let column = self.bound.price.or(self.bound.amount);
            self.tally.add(Oddity::RoundedAmount, line, &column.map_or_else(String::new, |column| row.value(column)));
        }
        match named {
            Named::Same => {}
            Named::Blank => self.tally.add(Oddity::BlankCurrency, line, ""),
            Named::Other => {
                self.tally.add(Oddity::OtherCurrency, line, "");
                let column = self.bound.row_currency.map(|it| it.column);
                keep(&mut self.other_currencies, row.text(column).unwrap_or_default());
            }
        }
        Some(minor)
    }

    /// What was odd, over all workers, together with what was odd about the file as a whole.
    pub fn finish(converters: Vec<Converter<'_>>) -> Vec<Warning> {
        let Some(bound) = converters.first().map(|converter| converter.bound) else { return Vec::new() };
        let mut warnings = bound.warnings.clone();
        let mut tally = Tally::default();
        let (mut rows, mut left, mut others, mut currencies) = (0, 0, Vec::new(), Vec::new());
        for converter in converters {
            tally.merge(converter.tally);
            rows += converter.rows;
            left += converter.left;
            others.extend(converter.other_values);
            currencies.extend(converter.other_currencies);
        }
        let name = |column: usize| bound.columns.get(column).map_or("", String::as_str);
        if let Some(rule) = bound.left.as_ref().filter(|_| rows > 0 && left == 0) {
            let message = Message::NobodyLeft { column: name(rule.column).into(), values: some(others) };
            warnings.push(Warning::about_file("nobody_left", message));
        }
        if let Some((rule, seen)) = bound.row_currency.zip(tally.take(Oddity::OtherCurrency)) {
            let (column, kept) = (name(rule.column).into(), bound.currency.into());
            warnings.push(seen.warning(Message::OtherCurrency { column, values: some(currencies), kept }));
        }
        warnings.extend(tally.into_warnings());
        warnings
    }
}

/// Keeps a value for a warning, once and as long as there are few.
fn keep(values: &mut Vec<String>, value: &str) {
    if values.len() < OTHER_VALUES_MAX && !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
}

/// The values all workers kept, once each.
fn some(mut values: Vec<String>) -> Value {
    values.sort();
    values.dedup();
    values.truncate(OTHER_VALUES_MAX);
    Value::names(values, 0)
}

/// Could this be a number, whatever the decimal sign?
pub(crate) fn looks_like_a_number(text: &str) -> bool {
    number::parse_number(text, DecimalSign::default()).is_some()
}

/// Could this be an amount in some currency?
pub(crate) fn looks_like_an_amount(text: &str) -> bool {
    number::is_amount_of_any(text)
}

/// Could this be a day, whatever the order? With a year of two digits in front only `99-01-31`: `10.2.1` is a version.
pub(crate) fn looks_like_a_day(text: &str) -> bool {
    let reads = |order| parse_day(text, order).is_some();
    reads(DateOrder::Dmy) || reads(DateOrder::Mdy) || text.len() >= 8 && reads(DateOrder::Ymd)
}
