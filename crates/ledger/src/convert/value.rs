//! Values of a row as days, numbers and amounts, or the reason why not.

use relationship::{Day, DepartureKind};

use super::currency::check_unit;
use super::date::{self, DateOrder, Moment, is_in_short, is_spreadsheet_number};
use super::number::{self, AmountError};
use crate::input::{Cell, Rows};
use crate::mapping::{Bound, Id, RowCurrency, departure, is_absent, is_total, is_zero_day};
use crate::message::Message;
use crate::reject::Reject;

/// The first day a fact may have: 1900-01-01.
pub(super) const FIRST_DAY: Day = Day::from_number(-25_567);
/// From here on a last day means "no end": many systems write 9999-12-31.
pub(crate) const NO_END_FROM: Day = Day::from_number(339_678);

/// One row and what the mapping says about it.
pub(super) struct Row<'r, R> {
    pub(super) rows: &'r R,
    pub(super) bound: &'r Bound,
    pub(super) index: usize,
}

pub(super) type Found<T> = Result<T, Box<Reject>>;

/// An amount of a row, and what was odd about it.
pub(super) struct Amount {
    pub(super) minor: i64,
    /// Digits beyond the minor units were rounded away.
    pub(super) is_rounded: bool,
    /// What the column with currencies says about it.
    pub(super) named: Named,
}

/// What a column with currencies says about an amount.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// There is no such column, or it names the currency of the folder.
    Same,
    /// The column of `--currency-column` is blank.
    Blank,
    /// A column that nobody pointed out names another currency.
    Other,
}

impl<'r, R: Rows> Row<'r, R> {
    pub(super) fn line(&self) -> u64 {
        self.rows.line(self.index)
    }

    /// A reject for a value of this row.
    pub(super) fn refuse(&self, column: usize, wanted: Message) -> Box<Reject> {
        let name = self.bound.columns.get(column).map_or("", String::as_str);
        Box::new(Reject::new(self.line(), name, &self.value(column), wanted))
    }

    /// A value as it stands in the file, more or less.
    pub(super) fn value(&self, column: usize) -> String {
        match self.rows.cell(self.index, column) {
            Cell::Blank => String::new(),
            Cell::Text(text) => text.to_owned(),
            Cell::Int(number) => number.to_string(),
            Cell::Decimal { unscaled, scale } => format!("{unscaled}e{}", -i32::from(scale)),
            Cell::Single(number) => number.to_string(),
            Cell::Float(number) => number.to_string(),
            Cell::Bool(yes) => yes.to_string(),
            Cell::Day(day) | Cell::Moment(day, _) => day.to_string(),
            Cell::Unreadable(what) => what.to_owned(),
        }
    }

    /// The customer's id. The number of the row is written into `scratch`.
    pub(super) fn id<'s>(&'s self, scratch: &'s mut String) -> Found<&'s str> {
        match self.bound.id {
            Id::Column(column) => match self.rows.text(self.index, column) {
                "" => Err(self.refuse(column, Message::WantsId {})),
                id if is_absent(id) => Err(self.refuse(column, Message::WantsId {})),
                id if is_total(id) => Err(self.refuse(column, Message::WantsNoTotal {})),
                id => Ok(id),
            },
            Id::Row => {
                use std::fmt::Write;
                scratch.clear();
                let _ = write!(scratch, "{}", self.line());
                Ok(scratch)
            }
        }
    }

    /// Does the value say that there is none?
    fn is_absent(&self, column: usize) -> bool {
        is_absent(self.rows.text(self.index, column))
    }

    /// Is it a day of zeros, which stands for none?
    pub(super) fn is_zero_day(&self, column: usize) -> bool {
        is_zero_day(self.rows.text(self.index, column))
    }

    /// Text that is there.
    pub(super) fn text(&self, column: Option<usize>) -> Option<&'r str> {
        column.map(|column| self.rows.text(self.index, column)).filter(|text| !text.is_empty() && !is_absent(text))
    }

    /// A day, and the time where one was given; nothing when it is blank.
    pub(super) fn moment(&self, column: usize) -> Found<Option<Moment>> {
        let order = self.bound.date_orders.get(column).copied().unwrap_or_default();
        let found = match self.rows.cell(self.index, column) {
            Cell::Blank => return Ok(None),
            Cell::Text(text) => date::parse_day(text, order),
            Cell::Day(day) => Some((day, None)),
            Cell::Moment(day, time) => Some((day, Some(time))),
            Cell::Int(number) => date::day_from_number(number),
            Cell::Decimal { unscaled, scale: 0 } => i64::try_from(unscaled).ok().and_then(date::day_from_number),
            Cell::Float(number) if number.fract() == 0.0 && number.abs() < 1e16 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "a whole number below 10^16")]
                date::day_from_number(number as i64)
            }
            Cell::Float(number) => date::spreadsheet_moment(number),
            Cell::Decimal { .. } | Cell::Single(_) | Cell::Bool(_) | Cell::Unreadable(_) => None,
        };
        match found {
            Some((day, _)) if day < FIRST_DAY => Err(self.refuse(column, Message::WantsDayFrom1900 {})),
            Some(found) => Ok(Some(found)),
            None if self.is_absent(column) || self.is_zero_day(column) => Ok(None),
            None if is_spreadsheet_number(self.rows.text(self.index, column)) => {
                Err(self.refuse(column, Message::WantsDayNotNumber {}))
            }
            None => Err(self.refuse(
                column,
                match order {
                    DateOrder::Auto if is_in_short(self.rows.text(self.index, column)) => Message::WantsDateOrder {},
                    DateOrder::Mdy => Message::WantsCalendarDayMonthFirst {},
                    DateOrder::Ymd => Message::WantsCalendarDayYearFirst {},
                    DateOrder::Dmy | DateOrder::Auto => Message::WantsCalendarDay {},
                },
            )),
        }
    }

    /// A day that lies before or on `last`.
    pub(super) fn day_until(&self, column: usize, last: Day) -> Found<Option<Moment>> {
        match self.moment(column)? {
            Some((day, _)) if day > last => Err(self.refuse(column, Message::WantsDayUntil { last: last.into() })),
            moment => Ok(moment),
        }
    }

    /// A last day; far in the future it means that there is none.
    pub(super) fn end(&self) -> Found<Option<Day>> {
        let Some(column) = self.bound.end else { return Ok(None) };
        Ok(self.moment(column)?.map(|(day, _)| day).filter(|day| *day < NO_END_FROM))
    }

    /// A number; nothing when it is blank.
    pub(super) fn number(&self, column: Option<usize>) -> Found<Option<f64>> {
        let Some(column) = column else { return Ok(None) };
        let decimal = self.bound.decimals.get(column).copied().unwrap_or_default();
        let found = match self.rows.cell(self.index, column) {
            Cell::Blank => return Ok(None),
            Cell::Text(text) => number::parse_number(text, decimal),
            Cell::Int(number) => Some(number as f64),
            Cell::Decimal { unscaled, scale } => Some(unscaled as f64 / 10_f64.powi(i32::from(scale))),
            // Written out and read again it is the number that was meant: 0.1, not 0.10000000149.
            Cell::Single(number) => number.to_string().parse().ok(),
            Cell::Float(number) => Some(number),
            Cell::Bool(yes) => Some(f64::from(u8::from(yes))),
            Cell::Day(_) | Cell::Moment(..) | Cell::Unreadable(_) => None,
        };
        match found.filter(|number| number.is_finite()) {
            Some(number) => Ok(Some(number)),
            None if self.is_absent(column) => Ok(None),
            None => Err(self.refuse(column, Message::WantsNumber {})),
        }
    }

    /// An amount in minor units; nothing when it is blank.
    pub(super) fn amount(&self, column: Option<usize>) -> Found<Option<Amount>> {
        let Some(column) = column else { return Ok(None) };
        let decimal = self.bound.decimals.get(column).copied().unwrap_or_default();
        let currency = self.bound.currency;
        let found = match self.rows.cell(self.index, column) {
            Cell::Blank => return Ok(None),
            Cell::Text(text) => number::parse_amount(text, decimal, currency),
            Cell::Int(number) => number::minor_from_decimal(i128::from(number), 0, currency),
            Cell::Decimal { unscaled, scale } => number::minor_from_decimal(unscaled, scale, currency),
            Cell::Single(number) => number::minor_from_f64(f64::from(number), currency),
            Cell::Float(number) => number::minor_from_f64(number, currency),
            Cell::Bool(_) | Cell::Day(_) | Cell::Moment(..) | Cell::Unreadable(_) => Err(AmountError::NoNumber),
        };
        if found.is_err() && self.is_absent(column) {
            return Ok(None);
        }
        let (minor, is_rounded) = found.map_err(|error| {
            let wanted = match error {
                AmountError::NoNumber => Message::WantsAmount { currency: currency.into() },
                AmountError::OtherCurrency => Message::WantsAmountInCurrency { currency: currency.into() },
                AmountError::TooLarge => Message::WantsSmallerAmount {},
            };
            self.refuse(column, wanted)
        })?;
        Ok(Some(Amount { minor, is_rounded, named: self.named()? }))
    }

    /// What the column with currencies says about the amount of this row. Where somebody pointed the column out, an
    /// amount in another currency is refused: euros and dollars are never added.
    fn named(&self) -> Found<Named> {
        let Some(RowCurrency { column, is_said }) = self.bound.row_currency else { return Ok(Named::Same) };
        let (word, currency) = (self.rows.text(self.index, column), self.bound.currency);
        match check_unit(word, currency) {
            Err(_) if word.is_empty() => Ok(if is_said { Named::Blank } else { Named::Same }),
            Err(AmountError::OtherCurrency) if is_said => {
                Err(self.refuse(column, Message::WantsAmountInCurrency { currency: currency.into() }))
            }
            Err(_) if is_said => Err(self.refuse(column, Message::WantsCurrency {})),
            Err(AmountError::OtherCurrency) => Ok(Named::Other),
            Ok(()) | Err(_) => Ok(Named::Same),
        }
    }

    /// How the relation ended, where a column says so.
    pub(super) fn departure(&self) -> Found<Option<DepartureKind>> {
        let Some(rule) = &self.bound.departures else { return Ok(None) };
        let Some(word) = self.text(Some(rule.column)) else { return Ok(None) };
        let mapped = if rule.words.is_empty() { None } else { rule.words.get(&word.to_lowercase()).copied() };
        match mapped.or_else(|| departure(word)) {
            Some(kind) => Ok(Some(kind)),
            None => Err(self.refuse(rule.column, Message::WantsDeparture {})),
        }
    }

    /// The traits of this row that are not blank.
    pub(super) fn traits(&self, into: &mut Vec<(&'r str, &'r str)>) {
        into.clear();
        for (name, column) in &self.bound.traits {
            let value = self.rows.text(self.index, *column);
            if !value.is_empty() {
                into.push((name, value));
            }
        }
    }
}
