//! Which mapping fits a file best, why, and what is doubtful about it.

mod currency;
mod customers;
mod days;
mod events;
mod tenure;

use relationship::{Currency, Day};

use super::Remark;
use super::names::{Role, fit, is_of_birth, words};
use super::profile::{ColumnKind, ColumnProfile};
use crate::convert::{Evidence, evidence};
use crate::input::{Format, Rows, Table};
use crate::mapping::{As, Mapping, ROW_ID, Setting, departure, is_personal};
use crate::message::Message;

/// A mapping with its reasons and doubts.
pub(super) struct Proposal {
    pub(super) mapping: Mapping,
    pub(super) reasons: Vec<Remark>,
    pub(super) doubts: Vec<Remark>,
}

/// Proposes a mapping for a folder with this currency.
pub(super) fn propose(table: &Table, columns: &[ColumnProfile], setting: Setting) -> Proposal {
    let Setting { currency, today } = setting;
    let mapping = Mapping { currency: Some(currency).filter(|&it| it != Currency::EUR), ..Mapping::default() };
    let mut proposer = Proposer { table, columns, currency, today, mapping, reasons: Vec::new(), doubts: Vec::new() };
    proposer.propose();
    Proposal { mapping: proposer.mapping, reasons: proposer.reasons, doubts: proposer.doubts }
}

struct Proposer<'a> {
    table: &'a Table,
    columns: &'a [ColumnProfile],
    currency: Currency,
    today: Day,
    mapping: Mapping,
    reasons: Vec<Remark>,
    doubts: Vec<Remark>,
}

impl<'a> Proposer<'a> {
    fn propose(&mut self) {
        let id = self.id();
        let start = self.best(Role::Start, 50, |column| column.kind == ColumnKind::Day);
        let end = self.best(Role::End, 50, |column| {
            column.kind == ColumnKind::Day && start.is_none_or(|start| start.name != column.name)
        });
        let may = |column: &ColumnProfile| column.kind == ColumnKind::Day && !is_of_birth(&column.name);
        let moment = self.best(Role::Moment, 1, may).or_else(|| self.columns.iter().find(|column| may(column)));
        let is_repeated = id.is_some_and(|id| !id.is_unique());
        let guessed = if start.is_none() && !is_repeated { self.guess_stretch(id, end) } else { None };
        let (start, end) = guessed.map_or((start, end), |(start, end)| (Some(start), end));
        let contract = self.best(Role::ContractId, 50, |column| column.distinct * 2 > column.filled);
        let has_outcome = self.best(Role::Left, 90, |c| c.kind == ColumnKind::YesNo).is_some();
        let kind = match (start, moment) {
            (Some(_), _) if is_repeated || contract.is_some() => As::Contracts,
            (None, Some(_)) if !has_outcome && (is_repeated || id.is_some()) => As::Events,
            _ => As::Customers,
        };
        self.mapping.kind_of_row = Some(kind);
        if let Some((start, end)) = guessed {
            self.doubt_stretch(start, end);
        }
        self.say_id(id, kind);
        match kind {
            As::Customers => self.customers(start, end),
            As::Contracts => self.contracts(contract, start, end),
            As::Events => self.events(moment),
        }
        self.date_order();
        self.doubt_values();
    }

    /// The column that fits a role best among those that may, the first of equals.
    fn best(&self, role: Role, least: u32, may: impl Fn(&ColumnProfile) -> bool) -> Option<&'a ColumnProfile> {
        let mut best: Option<(u32, &ColumnProfile)> = None;
        for column in self.columns.iter().filter(|column| column.kind != ColumnKind::Blank && may(column)) {
            let score = fit(&column.name, role);
            if score >= least && best.is_none_or(|(known, _)| score > known) {
                best = Some((score, column));
            }
        }
        best.map(|(_, column)| column)
    }

    fn reason(&mut self, name: &'static str, column: &str, message: Message) {
        self.reasons.push(Remark::new(name, Some(column), message));
    }

    fn doubt(&mut self, name: &'static str, column: Option<&str>, message: Message) {
        self.doubts.push(Remark::new(name, column, message));
    }

    fn id(&self) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| {
            let is_text_or_whole = matches!(column.kind, ColumnKind::Id | ColumnKind::Category)
                || column.kind == ColumnKind::Number && !column.has_decimals;
            is_text_or_whole && column.blanks * 20 <= column.filled
        };
        let varies = |column: &ColumnProfile| may(column) && column.distinct > 1;
        // A file without a header begins with its ids.
        let may_be_id = |column: &&ColumnProfile| {
            let is_headless =
                matches!(self.table.format(), Format::Csv { has_header: false, .. }) && column.is_unique();
            let is_other = is_personal(&column.name) || fit(&column.name, Role::ContractId) >= 50;
            varies(column) && !is_other && (column.kind == ColumnKind::Id || is_headless)
        };
        let unnamed = || self.columns.iter().find(may_be_id);
        // A file about one customer names the same one in each row: then the name of the column must be clear.
        self.best(Role::Id, 30, varies).or_else(|| self.best(Role::Id, 75, may)).or_else(unnamed)
    }

    fn say_id(&mut self, id: Option<&ColumnProfile>, kind: As) {
        if let Some(id) = id {
            self.mapping.id = Some(id.name.clone());
            let (column, rows) = ((&id.name).into(), id.filled.into());
            let is_repeated = id.distinct < id.filled;
            let message = if is_repeated {
                Message::IdSeveral { column, values: id.distinct.into(), rows }
            } else {
                Message::IdUnique { column, rows }
            };
            self.reason("id", &id.name, message);
            if fit(&id.name, Role::Id) == 0 {
                self.doubt("id_guessed", Some(&id.name), Message::IdGuessed { column: (&id.name).into() });
            }
            if kind == As::Customers && is_repeated {
                let (values, rows) = (id.distinct.into(), id.filled.into());
                let message = Message::IdRepeats { column: (&id.name).into(), values, rows };
                self.doubt("id_repeats", Some(&id.name), message);
            }
        } else {
            self.mapping.id = Some(ROW_ID.to_owned());
            self.doubt("no_id", None, Message::NoId {});
        }
    }

    fn price(&mut self, role: Role) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| {
            column.kind == ColumnKind::Money || column.kind == ColumnKind::Number && fit(&column.name, role) >= 80
        };
        let in_cents = |column: &ColumnProfile| words(&column.name).iter().any(|word| word.starts_with("cent"));
        if let Some(cents) = self.best(role, 50, |column| may(column) && in_cents(column)) {
            let (column, currency) = ((&cents.name).into(), self.currency.into());
            self.doubt("amount_in_cents", Some(&cents.name), Message::AmountInCents { column, currency });
        }
        let column = self.best(role, 50, |column| may(column) && !in_cents(column))?;
        if role == Role::Price {
            self.mapping.price = Some(column.name.clone());
            self.reason("price", &column.name, Message::PriceFound { column: (&column.name).into() });
            self.currency(column);
        }
        Some(column)
    }

    fn index(&self, column: &ColumnProfile) -> usize {
        self.columns.iter().position(|known| known.name == column.name).unwrap_or(0)
    }

    fn reason_column(&mut self) {
        let is_text = |column: &ColumnProfile| {
            matches!(column.kind, ColumnKind::Category | ColumnKind::FreeText | ColumnKind::Id)
                && column.largest.is_none()
        };
        if let Some(column) = self.best(Role::Reason, 50, is_text) {
            self.mapping.reason = Some(column.name.clone());
            let (values, blanks) = (column.distinct.into(), column.blanks.into());
            let message = Message::ReasonFound { column: (&column.name).into(), values, blanks };
            self.reason("reason", &column.name, message);
        }
    }

    fn contracts(
        &mut self,
        contract: Option<&ColumnProfile>,
        start: Option<&ColumnProfile>,
        end: Option<&ColumnProfile>,
    ) {
        // `id` beside a customer's own id is the contract's.
        let is_id = |column: &&ColumnProfile| column.is_unique() && column.name.eq_ignore_ascii_case("id");
        let own = self.columns.iter().find(is_id).filter(|id| self.mapping.id.as_ref() != Some(&id.name));
        if let Some(contract) = contract.or(own) {
            self.mapping.contract = Some(contract.name.clone());
            self.reason("contract", &contract.name, Message::ContractFound { column: (&contract.name).into() });
        }
        self.mapping.start = start.map(|column| column.name.clone());
        self.mapping.end = end.map(|column| column.name.clone());
        self.doubt_all_ended(end);
        if let (Some(start), Some(end)) = (start, end) {
            let message = Message::StretchFound { start: (&start.name).into(), end: (&end.name).into() };
            self.reason("start", &start.name, message);
        } else {
            self.doubt("nobody_left", None, Message::NoEnd {});
        }
        self.price(Role::Price);
        self.reason_column();
        if let Some(plan) = self.best(Role::Plan, 90, |column| column.kind == ColumnKind::Category) {
            self.mapping.plan = Some(plan.name.clone());
            self.reason("plan", &plan.name, Message::PlanFound { column: (&plan.name).into() });
        }
        self.departures();
    }

    /// A column with kinds of leaving.
    fn departures(&mut self) {
        let are_kinds = |column: &ColumnProfile| column.values.iter().all(|value| departure(value).is_some());
        if let Some(kind) = self.best(Role::Kind, 40, are_kinds) {
            self.mapping.kind = Some(kind.name.clone());
            self.reason("kind", &kind.name, Message::DepartureFound { column: (&kind.name).into() });
        }
    }

    /// What is odd about the values of columns that matter.
    fn doubt_values(&mut self) {
        let columns = self.columns;
        for (index, column) in columns.iter().enumerate() {
            let name = column.name.as_str();
            let is_email_id = column.kind == ColumnKind::Email && self.mapping.id.as_deref() == Some(name);
            if is_email_id {
                self.doubt("email", Some(name), Message::EmailAsId { column: name.into() });
            }
            if column.is_unreadable {
                self.doubt("unreadable", Some(name), Message::ColumnUnreadable { column: name.into() });
            }
            let matters =
                matches!(column.kind, ColumnKind::Money | ColumnKind::Number | ColumnKind::Id | ColumnKind::YesNo);
            if matters && column.blanks > 0 && column.filled > 0 {
                let (blanks, rows) = (column.blanks.into(), (column.blanks + column.filled).into());
                let message = Message::Blanks { column: name.into(), blanks, rows };
                self.doubt("blanks", Some(name), message);
            }
            if let Some(example) = column.values.first().filter(|_| days::is_unread_day(column)) {
                let message = Message::DaysUnread { column: name.into(), example: example.into() };
                self.doubt("days_unread", Some(name), message);
            }
            if matches!(column.kind, ColumnKind::Money | ColumnKind::Number) {
                self.doubt_decimal(index, name);
            }
        }
    }

    fn doubt_decimal(&mut self, index: usize, name: &str) {
        let sample = self.table.sample();
        let mut example = None;
        for row in 0..sample.len() {
            match evidence(sample.text(row, index)) {
                Evidence::Either => example = example.or(Some(sample.text(row, index).to_owned())),
                Evidence::Point | Evidence::Comma => return,
                Evidence::None => {}
            }
        }
        if let Some(example) = example {
            let message = Message::DecimalSignUnclear { column: name.into(), example: example.into() };
            self.doubt("decimal_sign_unclear", Some(name), message);
        }
    }
}
