//! How the values of a column are to be read, where the first rows tell, and what is odd about the whole.

use super::super::words::is_email;
use super::super::{As, Decimal, Mapping};
use super::{Binding, Bound, Id};
use crate::convert::{DateOrder, DecimalSign, NumberStyle, Warning, days_of, is_in_short, orders_of, parse_day};
use crate::input::{Cell, Rows};
use crate::message::{Message, Value};

impl Binding<'_> {
    pub(super) fn settle_decimals(&mut self, mapping: &Mapping, bound: &mut Bound) {
        let columns = [bound.price, bound.amount, bound.value, bound.tenure.map(|it| it.0)];
        for column in columns.into_iter().flatten() {
            bound.decimals[column] = self.decimal_of(column, mapping.decimal);
        }
    }

    fn decimal_of(&mut self, column: usize, said: Decimal) -> DecimalSign {
        let sample = self.table.sample();
        let texts = (0..sample.len()).filter_map(|row| match sample.cell(row, column) {
            Cell::Text(text) => Some(text),
            _ => None,
        });
        let style = NumberStyle::found(said, texts);
        if style.is_unclear {
            let message = Message::DecimalSignAssumed { column: (&self.columns[column]).into() };
            self.warnings.push(Warning::about_file("decimal_sign_unclear", message));
        }
        style.decimal
    }

    pub(super) fn settle_dates(&mut self, mapping: &Mapping, bound: &mut Bound) {
        let today = Some(bound.as_of);
        let columns = [(bound.start, today), (bound.end, None), (bound.at, today)];
        let columns: Vec<_> = columns.into_iter().filter_map(|(column, last)| Some((column?, last))).collect();
        let sample = self.table.sample();
        for (column, settled) in orders_of(sample, &columns) {
            let (name, is_said) = (Value::from(&self.columns[column]), mapping.date_order != DateOrder::Auto);
            let order = if is_said { mapping.date_order } else { settled.order };
            bound.date_orders[column] = order;
            if let Some(example) = settled.doubt.filter(|_| !is_said) {
                let readings = days_of(example);
                let (column, example) = (name, example.into());
                if settled.is_open {
                    self.problems.push(Message::DateOrderMissing { column, example, readings });
                } else {
                    let message = Message::DateOrderAssumed { column, example };
                    self.warnings.push(Warning::about_file("date_order_unclear", message));
                }
                continue;
            }
            let mut texts = (0..sample.len()).map(|row| sample.text(row, column)).filter(|text| is_in_short(text));
            if let Some((example, (day, _))) = texts.find_map(|text| Some((text, parse_day(text, order)?))) {
                self.warn_about(Message::DaysInShort { column: name, example: example.into(), day: day.into() });
            }
        }
    }

    pub(super) fn warn_about(&mut self, message: Message) {
        self.warnings.push(Warning::about_file(message.code(), message));
    }

    pub(super) fn warn(&mut self, mapping: &Mapping, bound: &Bound) {
        if bound.kind_of_row != As::Events && bound.left.is_none() && bound.end.is_none() {
            self.warnings.push(Warning::about_file("nobody_left", Message::NoEnding {}));
        }
        if bound.kind_of_row == As::Customers {
            if mapping.as_of.is_none() && bound.is_snapshot() {
                self.warn_about(Message::AsOfAssumed { day: bound.as_of.into() });
            }
            if bound.start.is_none() && bound.tenure.is_none() {
                self.warn_about(Message::NoDuration {});
            } else if bound.lacks_last_days() {
                self.warn_about(Message::NoLastDay {});
            }
        }
        if let Id::Column(column) = bound.id
            && (0..self.table.sample().len().min(50)).any(|row| is_email(self.table.sample().text(row, column)))
        {
            self.warn_about(Message::IdIsPersonal { column: (&self.columns[column]).into() });
        }
    }
}
