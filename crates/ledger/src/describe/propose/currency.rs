//! In which currency the amounts of a file are, and whether they all are in the same.

use relationship::Currency;

use super::super::profile::ColumnProfile;
use super::Proposer;
use crate::convert::{currency_beside, currency_named, currency_of_unit};
use crate::input::Rows;
use crate::message::{Message, Value};

impl Proposer<'_> {
    /// The currency of the amounts in a column: as the amounts name it themselves, or as a column beside them does.
    pub(super) fn currency(&mut self, amounts: &ColumnProfile) {
        let (index, columns) = (self.index(amounts), self.columns);
        let (mut counts, mut column) = (self.currencies(index, currency_named), amounts);
        if let Some(beside) = currency_beside(self.table, index) {
            (counts, column) = (self.currencies(beside, currency_of_unit), &columns[beside]);
            self.mapping.currency_column = Some(column.name.clone());
            let message = Message::CurrencyColumnFound { column: (&column.name).into(), values: codes(&counts) };
            self.reason("currency_column", &column.name, message);
        }
        // The folder's own currency where it is among them, else the most usual one.
        let own = counts.iter().find(|(currency, _)| *currency == self.currency);
        let Some(&(kept, rows)) = own.or(counts.first()) else { return };
        if kept != self.currency {
            self.mapping.currency = Some(kept);
            let message = Message::CurrencyFound { column: (&amounts.name).into(), currency: kept.into() };
            self.reason("currency", &amounts.name, message);
        }
        let others = counts.iter().map(|(_, rows)| rows).sum::<u64>() - rows;
        if others > 0 {
            let (values, rows) = (codes(&counts), others.into());
            let message = Message::MixedCurrencies { column: (&column.name).into(), values, kept: kept.into(), rows };
            self.doubt("mixed_currencies", Some(&column.name), message);
        }
    }

    /// The currencies the values of a column name, with their rows, the most usual first.
    fn currencies(&self, column: usize, named: impl Fn(&str) -> Option<Currency>) -> Vec<(Currency, u64)> {
        let sample = self.table.sample();
        let mut counts: Vec<(Currency, u64)> = Vec::new();
        for currency in (0..sample.len()).filter_map(|row| named(sample.text(row, column))) {
            match counts.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, count)) => *count += 1,
                None => counts.push((currency, 1)),
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }
}

fn codes(counts: &[(Currency, u64)]) -> Value {
    Value::names(counts.iter().map(|(currency, _)| currency.to_string()), 0)
}
