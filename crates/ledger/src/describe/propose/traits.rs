//! Columns beside those that have a meaning: what stays while a contract runs may be a trait.

use super::super::names::{Role, changes, fit, words};
use super::super::profile::{ColumnKind, ColumnProfile};
use super::Proposer;
use crate::input::Rows;
use crate::mapping::is_personal;
use crate::message::{Message, Value};

/// Different values of a trait by which customers are compared.
const GROUPS_MAX: u64 = 50;

impl<'a> Proposer<'a> {
    /// The columns that no option names yet.
    pub(super) fn unused(&self) -> impl Iterator<Item = &'a ColumnProfile> {
        let it = &self.mapping;
        let used = [
            &it.id,
            &it.contract,
            &it.tenure,
            &it.start,
            &it.end,
            &it.price,
            &it.reason,
            &it.plan,
            &it.kind,
            &it.currency_column,
        ];
        let used: Vec<String> = used.into_iter().flatten().cloned().collect();
        self.columns.iter().filter(move |column| column.kind != ColumnKind::Blank && !used.contains(&column.name))
    }

    /// A state or the end of a paid period is another one next month: as traits they would change with every file.
    pub(super) fn steady_traits(&mut self) {
        let is_changing = |column: &&ColumnProfile| column.kind == ColumnKind::Day || changes(&column.name);
        let is_steady = |column: &&ColumnProfile| {
            matches!(column.kind, ColumnKind::Category | ColumnKind::YesNo)
                && (2..=GROUPS_MAX).contains(&column.distinct)
                && !is_personal(&column.name)
                && fit(&column.name, Role::Reason) == 0
        };
        let changing: Vec<&ColumnProfile> = self.unused().filter(is_changing).collect();
        let steady: Vec<String> =
            self.unused().filter(|it| !is_changing(it) && is_steady(it)).map(|it| it.name.clone()).collect();
        if changing.is_empty() {
            return;
        }
        let columns = Value::names(changing.iter().map(|column| &column.name), 0);
        if steady.is_empty() {
            self.doubt("traits_change", None, Message::TraitsChange { columns });
        } else {
            self.doubt("traits_change", None, Message::TraitsLeftOut { columns });
            self.mapping.traits = Some(steady);
        }
    }

    /// Who only tries, asks or is thought of as one is no customer yet.
    pub(super) fn doubt_not_yet(&mut self) {
        const NOT_YET: [&str; 9] =
            ["trial", "trialing", "incomplete", "proef", "proefperiode", "prospect", "lead", "draft", "concept"];
        let of_state = |column: &&ColumnProfile| {
            column.kind == ColumnKind::Category
                && column.distinct <= 12
                && words(&column.name)
                    .iter()
                    .any(|word| matches!(word.as_str(), "status" | "state" | "stage" | "fase" | "type" | "zustand"))
        };
        let is_not_yet = |value: &&String| {
            value.split(|c: char| !c.is_alphanumeric()).any(|word| NOT_YET.contains(&word.to_lowercase().as_str()))
        };
        for column in self.columns.iter().filter(of_state) {
            let values: Vec<&String> = column.values.iter().filter(is_not_yet).collect();
            if !values.is_empty() {
                let rows = self.rows_with(column, &values);
                let name = column.name.as_str();
                let message = Message::NotYetCustomers {
                    column: name.into(),
                    values: Value::names(values, 0),
                    rows: rows.into(),
                };
                self.doubt("not_yet_customers", Some(name), message);
            }
        }
    }

    fn rows_with(&self, column: &ColumnProfile, values: &[&String]) -> u64 {
        let (sample, index) = (self.table.sample(), self.index(column));
        (0..sample.len()).filter(|&row| values.iter().any(|value| *value == sample.text(row, index))).count() as u64
    }
}
