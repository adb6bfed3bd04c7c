//! One row per contract: several of a customer make several stretches.

use std::borrow::Cow;
use std::fmt::Write;

use relationship::FactKind;
use relationship::fact::Fact;

use super::value::{Found, Row};
use super::warning::Oddity;
use super::{Converter, FactRow};
use crate::input::Rows;
use crate::message::Message;
use crate::reject::Reject;

impl Converter<'_> {
    pub(super) fn contracts<R: Rows>(
        &mut self,
        rows: &R,
        sink: &mut impl FnMut(FactRow<'_>),
        rejects: &mut Vec<Reject>,
    ) {
        let mut traits = Vec::new();
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut derived = String::new();
        for row in 0..rows.len() {
            let row = Row { rows, bound: self.bound, row };
            if let Err(reject) = self.contract(&row, &mut traits, (&mut scratch, &mut derived), sink) {
                rejects.push(*reject);
            }
        }
        self.scratch = scratch;
    }

    fn contract<'r, R: Rows>(
        &mut self,
        row: &Row<'r, R>,
        traits: &mut Vec<(&'r str, &'r str)>,
        (scratch, derived): (&mut String, &mut String),
        sink: &mut impl FnMut(FactRow<'_>),
    ) -> Found<()> {
        let bound = self.bound;
        let customer = row.id(scratch)?;
        let line = row.line();
        let column = bound.start.unwrap_or_default();
        let Some((start, _)) = row.day_until(column, bound.as_of)? else {
            return Err(row.refuse(column, Message::WantsFirstDay {}));
        };
        let end = row.end()?;
        if end.is_some_and(|end| end < start) {
            return Err(row.refuse(bound.end.unwrap_or_default(), Message::WantsLastDayFrom { first: start.into() }));
        }
        let (amount, is_rounded) = row.amount(bound.price)?.map_or((None, false), |(minor, r)| (Some(minor), r));
        let departure = if end.is_some() { row.departure()? } else { None };
        if is_rounded {
            self.tally.add(Oddity::RoundedAmount, line);
        }
        let plan = row.text(bound.plan);
        let stated = row.text(bound.contract);
        // Without an id of its own a contract is known by its first day and its plan.
        let contract = match stated {
            Some(contract) => contract,
            None => {
                derived.clear();
                let _ = write!(derived, "{start}");
                if let Some(plan) = plan {
                    let _ = write!(derived, " {plan}");
                }
                derived
            }
        };
        row.traits(traits);
        let mut fact = Fact::new(start, FactKind::ContractStarted);
        fact.ref_id = Some(contract);
        fact.amount = amount;
        fact.plan = plan;
        fact.traits = Cow::Borrowed(traits);
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
