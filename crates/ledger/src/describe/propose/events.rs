//! A file with one row per happening.

use relationship::FactKind;

use super::super::Remark;
use super::super::names::{Role, fit, words};
use super::super::profile::{ColumnKind, ColumnProfile};
use super::Proposer;
use crate::message::{Message, Value};

impl Proposer<'_> {
    /// Do the columns tell of orders or invoices and what was paid for them?
    pub(super) fn has_order_lines(&self) -> bool {
        let says = |column: &ColumnProfile| {
            let words = words(&column.name);
            let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
            let is_order = has(&["order", "invoice", "factuur", "bestelling", "payment", "transaction"]);
            has(&["lineitem"])
                || has(&["line"]) && has(&["item"])
                || has(&["financial", "fulfillment"]) && has(&["status"])
                || is_order && has(&["id", "nr", "number", "nummer", "date", "datum", "line"])
                || matches!(words.concat().as_str(), "paidat" | "orderdatum" | "besteldatum" | "factuurdatum")
        };
        self.columns.iter().any(says)
    }

    /// A payment that failed is none: a status may have to be told apart.
    fn doubt_status(&mut self) {
        let is_status = |column: &&ColumnProfile| {
            column.kind == ColumnKind::Category
                && (2..=10).contains(&column.distinct)
                && words(&column.name)
                    .iter()
                    .any(|word| matches!(word.as_str(), "status" | "state" | "result" | "resultaat"))
        };
        if let Some(status) = self.columns.iter().find(is_status) {
            let (column, values) = ((&status.name).into(), Value::names(&status.values, 0));
            self.doubt("kind_perhaps", Some(&status.name), Message::KindPerhaps { column, values });
        }
    }

    pub(super) fn events(&mut self, moment: Option<&ColumnProfile>) {
        if let Some(moment) = moment {
            self.mapping.at = Some(moment.name.clone());
            self.reason("at", &moment.name, Message::MomentFound { column: (&moment.name).into() });
        }
        let id = self.mapping.id.clone();
        let kind = self.best(Role::Kind, 40, |column| column.kind == ColumnKind::Category && column.distinct <= 50);
        let source_id =
            self.best(Role::EventId, 40, |column| column.is_unique() && id.as_deref() != Some(column.name.as_str()));
        if let Some(source_id) = source_id {
            self.mapping.source_id = Some(source_id.name.clone());
            let message = Message::SourceIdFound { column: (&source_id.name).into() };
            self.reason("source_id", &source_id.name, message);
        }
        let amount = self.price(Role::Amount).or_else(|| {
            let may_be = |c: &&ColumnProfile| c.has_decimals && c.is_numeric() && fit(&c.name, Role::Count) < 60;
            let decimals: Vec<_> = self.columns.iter().filter(may_be).collect();
            if decimals.len() == 1 { decimals.first().copied() } else { None }
        });
        if let Some(amount) = amount {
            self.mapping.amount = Some(amount.name.clone());
            self.reason("amount", &amount.name, Message::AmountFound { column: (&amount.name).into() });
            if fit(&amount.name, Role::Amount) == 0 {
                let message = Message::AmountGuessed { column: (&amount.name).into() };
                self.doubt("amount_guessed", Some(&amount.name), message);
            }
            self.currency(amount);
        }
        let is_amount = |column: &ColumnProfile| amount.is_some_and(|amount| amount.name == column.name);
        // The number of an order counts nothing.
        let is_source_id = |column: &ColumnProfile| source_id.is_some_and(|id| id.name == column.name);
        let may_count = |column: &ColumnProfile| column.is_numeric() && !is_amount(column) && !is_source_id(column);
        let value = self.best(Role::Count, 60, may_count);
        if let Some(value) = value {
            self.mapping.value = Some(value.name.clone());
            self.reason("value", &value.name, Message::ValueFound { column: (&value.name).into() });
        }
        if let Some(reference) = self.best(Role::Reference, 80, |column| column.kind != ColumnKind::Day) {
            self.mapping.refers_to = Some(reference.name.clone());
        }
        if let Some(kind) = kind {
            self.mapping.kind = Some(kind.name.clone());
            let message = Message::KindFound { column: (&kind.name).into(), kinds: kind.distinct.into() };
            self.reason("kind", &kind.name, message);
            let own: Vec<String> = kind
                .values
                .iter()
                .filter(|value| matches!(FactKind::from_word(value), FactKind::Own(_)))
                .cloned()
                .collect();
            if !own.is_empty() {
                self.doubt("own_kinds", Some(&kind.name), Message::OwnKinds { kinds: Value::names(own, 0) });
            }
        } else {
            self.doubt_status();
            let kind = if amount.is_some() { "paid" } else { "used" };
            self.reasons.push(Remark::new("kind", None, Message::KindSame { kind: kind.into() }));
        }
    }
}
