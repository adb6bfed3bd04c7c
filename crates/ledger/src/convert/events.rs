//! One row per happening.

use std::borrow::Cow;

use relationship::FactKind;
use relationship::fact::Fact;

use super::value::{Found, Row};
use super::{Converter, FactRow, Room};
use crate::input::Rows;
use crate::mapping::EventKind;
use crate::message::Message;

impl Converter<'_> {
    pub(super) fn event<'r, R: Rows>(
        &mut self,
        row: &Row<'r, R>,
        room: &mut Room<'r>,
        sink: &mut impl FnMut(FactRow<'_>),
    ) -> Found<()> {
        let bound = self.bound;
        let customer = row.id(&mut room.id)?;
        let line = row.line();
        let column = bound.at.unwrap_or_default();
        let Some((on, time_us)) = row.day_until(column, bound.as_of)? else {
            return Err(row.refuse(column, Message::WantsDay {}));
        };
        let mut fact = Fact::new(on, event_kind(row, &bound.event_kind)?);
        fact.time_us = time_us;
        let amount = row.amount(bound.amount)?;
        fact.value = row.number(bound.value)?;
        fact.departure = row.departure()?;
        fact.amount = self.note_amount(row, amount);
        fact.ref_id = row.text(bound.refers_to);
        fact.plan = row.text(bound.plan);
        fact.reason = row.text(bound.reason);
        if !bound.traits.is_empty() {
            row.traits(&mut room.traits);
            fact.traits = Cow::Borrowed(&room.traits);
        }
        sink(FactRow { customer, source_id: row.text(bound.source_id), line, fact });
        Ok(())
    }
}

fn event_kind<'r, R: Rows>(row: &Row<'r, R>, kind: &'r EventKind) -> Found<FactKind<'r>> {
    match kind {
        EventKind::Always(kind) => Ok(*kind),
        EventKind::Column(column, words) => match row.text(Some(*column)) {
            None => Err(row.refuse(*column, Message::WantsKind {})),
            Some(word) if words.is_empty() => Ok(FactKind::from_word(word)),
            Some(word) => Ok(FactKind::from_word(words.get(&word.to_lowercase()).map_or(word, String::as_str))),
        },
    }
}
