//! Days: in which order they are written, and which are the first and the last where no name says so.

use super::super::names::{Role, fit, is_day, is_of_birth, words};
use super::super::profile::{ColumnKind, ColumnProfile};
use super::Proposer;
use crate::convert::{
    DateOrder, NO_END_FROM, days_of, is_spreadsheet_number, looks_like_an_unread_day, orders_of, parse_day,
};
use crate::input::Rows;
use crate::mapping::Mapping;
use crate::message::Message;

impl<'a> Proposer<'a> {
    /// Says in which order days stand where an import would ask for it.
    pub(super) fn date_order(&mut self) {
        let Mapping { start, end, at, .. } = &self.mapping;
        let columns = [(start, Some(self.today)), (end, None), (at, Some(self.today))];
        let index = |name: &Option<String>| self.columns.iter().position(|column| Some(&column.name) == name.as_ref());
        let columns: Vec<_> = columns.into_iter().filter_map(|(name, last)| Some((index(name)?, last))).collect();
        let mut orders = orders_of(self.table.sample(), &columns).into_iter();
        let Some((column, settled)) = orders.find(|(_, settled)| settled.is_open) else { return };
        let name = self.columns[column].name.as_str();
        let example = settled.doubt.unwrap_or_default();
        self.mapping.date_order = settled.order;
        let Some((day, _)) = parse_day(example, settled.order) else { return };
        let (column, readings, day) = (name.into(), days_of(example), day.into());
        let message = Message::DateOrderGuessed { column, example: example.into(), readings, day };
        self.doubt("date_order_unclear", Some(name), message);
    }

    /// The column with the last day. One that is filled in every row may be the end that was agreed: where another is
    /// blank for some, and no column says who left, the other tells it.
    pub(super) fn end(&self, start: Option<&ColumnProfile>) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| {
            column.kind == ColumnKind::Day && start.is_none_or(|start| start.name != column.name)
        };
        let end = self.best(Role::End, 50, may)?;
        let has_left = self.best(Role::Left, 50, |it| matches!(it.kind, ColumnKind::YesNo | ColumnKind::Category));
        if !is_always_over(end) || has_left.is_some() {
            return Some(end);
        }
        self.best(Role::End, 50, |column| may(column) && !is_always_over(column)).or(Some(end))
    }

    /// First and last day where no name says which column holds the first, and each customer has one row with two
    /// days at least: the first column that is always filled, and one that is sometimes filled and never before it.
    pub(super) fn guess_stretch(
        &self,
        id: Option<&ColumnProfile>,
        end: Option<&'a ColumnProfile>,
    ) -> Option<(&'a ColumnProfile, Option<&'a ColumnProfile>)> {
        let days = || self.columns.iter().filter(|it| it.kind == ColumnKind::Day && !is_of_birth(&it.name));
        if id.is_none() || days().count() < 2 {
            return None;
        }
        let start = days().find(|column| column.blanks == 0 && end.is_none_or(|end| end.name != column.name))?;
        let end = end.or_else(|| days().find(|column| column.blanks > 0 && self.is_never_before(column, start)));
        Some((start, end))
    }

    /// Is the day in `later` on or after the one in `earlier`, wherever it is filled?
    fn is_never_before(&self, later: &ColumnProfile, earlier: &ColumnProfile) -> bool {
        let (sample, later, earlier) = (self.table.sample(), self.index(later), self.index(earlier));
        let orders = orders_of(sample, &[(later, None), (earlier, Some(self.today))]);
        let day = |row: usize, at: usize| {
            let (column, settled) = orders.get(at)?;
            Some(parse_day(sample.text(row, *column), settled.order)?.0)
        };
        (0..sample.len()).all(|row| day(row, 0).is_none_or(|last| day(row, 1).is_some_and(|first| first <= last)))
    }

    pub(super) fn doubt_stretch(&mut self, start: &ColumnProfile, end: Option<&ColumnProfile>) {
        self.doubt("start_guessed", Some(&start.name), Message::StartGuessed { column: (&start.name).into() });
        if let Some(end) = end.filter(|end| fit(&end.name, Role::End) < 50) {
            self.doubt("end_guessed", Some(&end.name), Message::EndGuessed { column: (&end.name).into() });
        }
    }

    /// Where everybody has a last day it may be the day until which was agreed.
    pub(super) fn doubt_all_ended(&mut self, end: Option<&ColumnProfile>) {
        if let Some(end) = end.filter(|end| is_always_over(end)) {
            self.doubt("all_ended", Some(&end.name), Message::AllEnded { column: (&end.name).into() });
        }
    }
}

/// Does a column of last days say of nobody that there is none?
fn is_always_over(end: &ColumnProfile) -> bool {
    let is_open = |value: &String| parse_day(value, DateOrder::Dmy).is_some_and(|(day, _)| day >= NO_END_FROM);
    end.blanks == 0 && end.filled > 1 && !end.values.iter().any(is_open)
}

/// Does a column seem to hold days in a form that is not read, such as months? Its name and its values must say so.
pub(super) fn is_unread_day(column: &ColumnProfile) -> bool {
    let is_named = [Role::Start, Role::End, Role::Moment].iter().any(|role| fit(&column.name, *role) >= 50);
    let is_period = ["month", "maand", "week", "quarter", "kwartaal", "period", "periode"]
        .iter()
        .any(|word| words(&column.name).iter().any(|it| it == word));
    let are = |like: fn(&str) -> bool| column.values.iter().all(|value| like(value));
    !matches!(column.kind, ColumnKind::Day | ColumnKind::Blank | ColumnKind::Money)
        && ((is_named || is_period) && are(looks_like_an_unread_day)
            || is_day(&column.name) && are(is_spreadsheet_number))
}
