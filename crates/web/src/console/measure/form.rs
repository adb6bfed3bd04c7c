//! The form: what each column is to the measurement.

use askama::Template;
use ledger::describe::ColumnKind;

use super::asked::{COLUMNS_MAX, Column, Role};
use super::{Guest, Opened};
use crate::frame::{Frame, Place};

/// A role to choose.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: &'static str,
    pub(crate) word: String,
    pub(crate) is_chosen: bool,
}

/// One column of the file.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) at: usize,
    pub(crate) name: String,
    pub(crate) examples: String,
    pub(crate) choices: Vec<Choice>,
    /// Whether it may be an activity, so that cost and split can be said.
    pub(crate) may_be_activity: bool,
    /// Whether its arms have names.
    pub(crate) has_arms: bool,
    pub(crate) arms: String,
    pub(crate) against: String,
    pub(crate) cost: String,
    pub(crate) split: String,
}

#[derive(Template)]
#[template(path = "measure/form.html")]
pub(crate) struct FormPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) problems: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// How many columns the form leaves out.
    pub(crate) left_out: usize,
    pub(crate) outcome_value: String,
    pub(crate) is_good: bool,
    pub(crate) horizon: String,
    pub(crate) until: String,
    pub(crate) matters: String,
    pub(crate) currency: String,
}

/// The page with the form; `problems` stand on top of it.
pub(super) fn page(guest: &Guest, opened: &Opened, problems: Vec<String>) -> FormPage {
    let f = Frame::of(guest, Place::Activities);
    let (described, asked) = (&opened.description, &opened.asked);
    let rows_key = if described.is_rows_exact { "import-about" } else { "import-about-roughly" };
    let rows = f.count(described.rows);
    let about =
        f.with(rows_key, &[("format", &described.format), ("rows", &rows), ("columns", &described.columns.len())]);
    let row = |(at, (column, profile)): (usize, (&Column, &ledger::describe::ColumnProfile))| Row {
        at,
        name: column.name.clone(),
        examples: profile.examples.join(" · "),
        choices: choices(&f, column.role),
        may_be_activity: column.role.is_activity() || profile.distinct <= 12,
        has_arms: profile.kind == ColumnKind::Category && profile.distinct <= 12,
        arms: column.arms.clone(),
        against: column.against.clone(),
        cost: column.cost.clone(),
        split: column.split.clone(),
    };
    FormPage {
        id: opened.id.to_string(),
        name: opened.waiting.name.clone(),
        about,
        problems,
        rows: asked.columns.iter().zip(&described.columns).enumerate().map(row).collect(),
        left_out: described.columns.len().saturating_sub(COLUMNS_MAX),
        outcome_value: asked.outcome_value.clone(),
        is_good: asked.is_good,
        horizon: asked.horizon.clone(),
        until: asked.watched_until.clone(),
        matters: asked.matters.clone(),
        currency: guest.visit.settings.currency.code().to_owned(),
        f,
    }
}

fn choices(f: &Frame, chosen: Role) -> Vec<Choice> {
    let choice = |role: Role| Choice {
        value: role.word(),
        word: f.t(&format!("measure-role-{}", role.word())),
        is_chosen: role == chosen,
    };
    Role::ALL.into_iter().map(choice).collect()
}
