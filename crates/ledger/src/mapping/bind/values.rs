//! How the values of a column are to be read, where the first rows tell, and what is odd about the whole.

use super::super::words::is_email;
use super::super::{As, Decimal, Mapping};
use super::{Binding, Bound, Id};
use crate::convert::{DateOrder, DecimalSign, NumberStyle, OrderEvidence, Warning, order_evidence};
use crate::input::{Cell, Rows};
use crate::message::Message;

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
        if mapping.date_order != DateOrder::Auto {
            return;
        }
        for column in [bound.start, bound.end, bound.at].into_iter().flatten() {
            let sample = self.table.sample();
            let (mut day_first, mut month_first, mut example) = (0_u32, 0_u32, None);
            for row in 0..sample.len() {
                let text = sample.text(row, column);
                match order_evidence(text) {
                    OrderEvidence::Dmy => day_first += 1,
                    OrderEvidence::Mdy => month_first += 1,
                    OrderEvidence::Either if example.is_none() => example = Some(text),
                    OrderEvidence::Either | OrderEvidence::None => {}
                }
            }
            bound.date_orders[column] = if month_first > day_first { DateOrder::Mdy } else { DateOrder::Dmy };
            let Some(example) = example.filter(|_| day_first == month_first || day_first.min(month_first) > 0) else {
                continue;
            };
            let message = Message::DateOrderAssumed { column: (&self.columns[column]).into(), example: example.into() };
            self.warnings.push(Warning::about_file("date_order_unclear", message));
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
            if mapping.as_of.is_none() && bound.start.is_none() {
                self.warn_about(Message::AsOfAssumed { day: bound.as_of.into() });
            }
            if bound.start.is_none() && bound.tenure.is_none() {
                self.warn_about(Message::NoDuration {});
            }
        }
        if let Id::Column(column) = bound.id
            && (0..self.table.sample().len().min(50)).any(|row| is_email(self.table.sample().text(row, column)))
        {
            self.warn_about(Message::IdIsPersonal { column: (&self.columns[column]).into() });
        }
    }
}
