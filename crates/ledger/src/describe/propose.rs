//! Which mapping fits a file best, why, and what is doubtful about it.

mod currency;
mod customers;
mod days;
mod events;
mod price;
mod tenure;
mod traits;

use relationship::{Currency, Day};

use super::Remark;
use super::names::{Role, fit, is_of_birth, is_plain_id, names_customer, words};
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
        let end = self.end(start);
        let moment = self.moment();
        let is_repeated = id.is_some_and(|id| !id.is_unique());
        let guessed = if start.is_none() && !is_repeated { self.guess_stretch(id, end) } else { None };
        let (start, end) = guessed.map_or((start, end), |(start, end)| (Some(start), end));
        let contract = self.contract_id(id);
        let has_outcome = self.best(Role::Left, 90, |c| c.kind == ColumnKind::YesNo).is_some();
        // The day an order was made is no first day of a customer.
        let is_order = is_repeated && start.is_none_or(|it| fit(&it.name, Role::Start) < 90) && self.has_order_lines();
        let kind = match (start, moment) {
            (Some(_), Some(_)) if is_order && !has_outcome => As::Events,
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
        if kind != As::Events {
            self.doubt_not_yet();
        }
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
            // A column that is called like the customer's number is that one, with some blank values too.
            let blanks_max = if names_customer(&column.name) { column.filled } else { column.filled / 20 };
            is_text_or_whole && column.blanks <= blanks_max
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
        // An order names its customer by an address where there is no number.
        let is_address = |column: &&ColumnProfile| {
            column.kind == ColumnKind::Email && column.blanks == 0 && column.distinct > 1 && !column.is_unique()
        };
        let address = || self.columns.iter().find(is_address).filter(|_| self.has_order_lines());
        // A file about one customer names the same one in each row: then the name of the column must be clear.
        let found = self.best(Role::Id, 30, varies).or_else(|| self.best(Role::Id, 75, may));
        // `id` beside a `customer` that comes back is the id of the row: of an invoice, say.
        let returns =
            |column: &ColumnProfile| varies(column) && !column.is_unique() && column.distinct * 50 >= column.filled;
        let of_row = found.filter(|id| id.is_unique() && is_plain_id(&id.name));
        of_row.and_then(|_| self.best(Role::Id, 70, returns)).or(found).or_else(address).or_else(unnamed)
    }

    /// The contract's own id, by its name, or by its values where a name says only "contract" or nothing at all.
    fn contract_id(&self, id: Option<&ColumnProfile>) -> Option<&'a ColumnProfile> {
        let is_other = |column: &ColumnProfile| id.is_none_or(|id| id.name != column.name);
        let has_digits = |value: &String| value.bytes().any(|byte| byte.is_ascii_digit());
        let is_numbered = |column: &ColumnProfile| {
            column.is_unique() && column.blanks == 0 && is_other(column) && column.values.iter().all(has_digits)
        };
        let named = self.best(Role::ContractId, 50, |column| column.distinct * 2 > column.filled);
        named.or_else(|| self.best(Role::ContractId, 40, |column| is_numbered(column) && id.is_some()))
    }

    /// When it happened: the day must stand in each row.
    fn moment(&self) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| column.kind == ColumnKind::Day && !is_of_birth(&column.name);
        let always = self.best(Role::Moment, 50, |column| may(column) && column.blanks == 0);
        let named = || self.best(Role::Moment, 1, may);
        always.or_else(named).or_else(|| self.columns.iter().find(|column| may(column)))
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
            if id.kind != ColumnKind::Email && fit(&id.name, Role::Id) == 0 {
                self.doubt("id_guessed", Some(&id.name), Message::IdGuessed { column: (&id.name).into() });
            }
            // Two columns that are called an id of something: only who made the file knows of what.
            let is_like = |column: &&ColumnProfile| {
                column.name != id.name && is_plain_id(&column.name) && column.kind != ColumnKind::Blank
            };
            if let Some(other) = self.columns.iter().find(is_like).filter(|_| is_plain_id(&id.name)) {
                let message = Message::IdPerhaps { column: (&id.name).into(), other: (&other.name).into() };
                self.doubt("id_perhaps", Some(&other.name), message);
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
        let known = contract.or(own);
        if let Some(contract) = known.or_else(|| self.numbered_row()) {
            self.mapping.contract = Some(contract.name.clone());
            if known.is_some() {
                self.reason("contract", &contract.name, Message::ContractFound { column: (&contract.name).into() });
            } else {
                let message = Message::ContractGuessed { column: (&contract.name).into() };
                self.doubt("contract_guessed", Some(&contract.name), message);
            }
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
        if let Some(plan) = self.best(Role::Plan, 85, may_be_plan) {
            self.mapping.plan = Some(plan.name.clone());
            self.reason("plan", &plan.name, Message::PlanFound { column: (&plan.name).into() });
        }
        self.departures();
        self.doubt_price_gone(None);
        self.doubt_alike();
        self.steady_traits();
    }

    /// A column that is different in each row and called like a number or a code: it can tell contracts apart.
    fn numbered_row(&self) -> Option<&'a ColumnProfile> {
        let is_number = |column: &&ColumnProfile| {
            let is_named = words(&column.name).iter().any(|word| {
                matches!(word.as_str(), "id" | "nr" | "no" | "number" | "nummer" | "key" | "code" | "ean" | "uuid")
                    || ["nummer", "number", "nr", "code"].iter().any(|end| word.ends_with(end))
            });
            let may_be = matches!(column.kind, ColumnKind::Id | ColumnKind::Number) && !column.has_decimals;
            is_named && may_be && column.is_unique() && column.blanks == 0 && !is_personal(&column.name)
        };
        self.unused().find(is_number)
    }

    /// Contracts of one customer that begin on one day, under one plan or none, are told apart by nothing: the end of
    /// one ends any of them.
    fn doubt_alike(&mut self) {
        if self.mapping.contract.is_some() {
            return;
        }
        let find = |name: &Option<String>| self.columns.iter().position(|column| Some(&column.name) == name.as_ref());
        let (Some(id), Some(start)) = (find(&self.mapping.id), find(&self.mapping.start)) else { return };
        let (plan, sample) = (find(&self.mapping.plan), self.table.sample());
        let key = |row: usize| {
            let plan = plan.map_or("", |plan| sample.text(row, plan));
            (sample.text(row, id), sample.text(row, start), plan)
        };
        let mut seen = hashbrown::HashSet::new();
        let alike = (0..sample.len()).filter(|&row| !seen.insert(key(row))).count() as u64;
        if alike > 0 {
            self.doubt("contracts_alike", None, Message::ContractsAlike { rows: alike.into() });
        }
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

/// A few words that come back, or a few codes.
fn may_be_plan(column: &ColumnProfile) -> bool {
    column.kind == ColumnKind::Category || column.kind == ColumnKind::Id && column.distinct * 4 <= column.filled
}
