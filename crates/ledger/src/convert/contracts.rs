//! One row per contract: several of a customer make several stretches.

use std::borrow::Cow;
use std::fmt::Write;

use relationship::FactKind;
use relationship::fact::Fact;

use super::value::{Found, Row};
use super::{Converter, FactRow, Room};
use crate::input::Rows;
use crate::message::Message;

impl Converter<'_> {
    pub(super) fn contract<'r, R: Rows>(
        &mut self,
        row: &Row<'r, R>,
        room: &mut Room<'r>,
        sink: &mut impl FnMut(FactRow<'_>),
    ) -> Found<()> {
        let bound = self.bound;
        let customer = row.id(&mut room.id)?;
        let line = row.line();
        let column = bound.start.unwrap_or_default();
        let Some((start, _)) = row.day_until(column, bound.as_of)? else {
            return Err(row.refuse(column, Message::WantsFirstDay {}));
        };
        let end = row.end()?;
        if end.is_some_and(|end| end < start) {
            return Err(row.refuse(bound.end.unwrap_or_default(), Message::WantsLastDayFrom { first: start.into() }));
        }
        let amount = row.amount(bound.price)?;
        let departure = if end.is_some() { row.departure()? } else { None };
        let amount = self.note_amount(row, amount);
        let plan = row.text(bound.plan);
        let stated = row.text(bound.contract);
        // Without an id of its own a contract is known by its first day and its plan.
        let contract = if let Some(contract) = stated {
            contract
        } else {
            room.contract.clear();
            let _ = write!(room.contract, "{start}");
            if let Some(plan) = plan {
                let _ = write!(room.contract, " {plan}");
            }
            &room.contract
        };
        row.traits(&mut room.traits);
        let mut fact = Fact::new(start, FactKind::ContractStarted);
        fact.ref_id = Some(contract);
        fact.amount = amount;
        fact.plan = plan;
        fact.traits = Cow::Borrowed(&room.traits);
        sink(FactRow { customer, source_id: stated, line, fact });
        if let Some(end) = end {
            let mut fact = Fact::new(end, FactKind::ContractEnded);
            fact.ref_id = Some(contract);
            fact.reason = row.text(bound.reason);
            fact.departure = departure;
            sink(FactRow { customer, source_id: stated, line, fact });
        }
        Ok(())
    }
}
