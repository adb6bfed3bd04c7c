//! Which mapping fits a file best, why, and what is doubtful about it.

use hashbrown::HashMap;
use relationship::FactKind;
use relationship::fact::TenureUnit;

use super::Remark;
use super::names::{Role, fit, words};
use super::profile::{ColumnKind, ColumnProfile};
use crate::convert::{Evidence, OrderEvidence, evidence, order_evidence};
use crate::input::{Rows, Table};
use crate::mapping::{As, Mapping, ROW_ID, departure, yes_or_no};
use crate::message::{Message, Value};

/// A mapping with its reasons and doubts.
pub(super) struct Proposal {
    pub(super) mapping: Mapping,
    pub(super) reasons: Vec<Remark>,
    pub(super) doubts: Vec<Remark>,
}

/// A share of right guesses from which on a trait seems to know who left.
const GIVES_AWAY_SHARE: f64 = 0.9;

pub(super) fn propose(table: &Table, columns: &[ColumnProfile]) -> Proposal {
    let mut proposer =
        Proposer { table, columns, mapping: Mapping::default(), reasons: Vec::new(), doubts: Vec::new() };
    proposer.propose();
    Proposal { mapping: proposer.mapping, reasons: proposer.reasons, doubts: proposer.doubts }
}

struct Proposer<'a> {
    table: &'a Table,
    columns: &'a [ColumnProfile],
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
        let moment = self
            .best(Role::Moment, 1, |column| column.kind == ColumnKind::Day)
            .or_else(|| self.columns.iter().find(|column| column.kind == ColumnKind::Day));
        let is_repeated = id.is_some_and(|id| !id.is_unique());
        let contract = self.best(Role::ContractId, 50, |column| column.distinct * 2 > column.filled);
        let has_outcome = self.best(Role::Left, 90, |c| c.kind == ColumnKind::YesNo).is_some();
        let kind = match (start, moment) {
            (Some(_), _) if is_repeated || contract.is_some() => As::Contracts,
            (None, Some(_)) if !has_outcome && (is_repeated || id.is_some()) => As::Events,
            _ => As::Customers,
        };
        self.mapping.kind_of_row = Some(kind);
        self.say_id(id, kind);
        match kind {
            As::Customers => self.customers(start, end),
            As::Contracts => self.contracts(contract, start, end),
            As::Events => self.events(moment),
        }
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
        let unnamed = || self.columns.iter().find(|column| varies(column) && column.kind == ColumnKind::Id);
        // A file about one customer names the same one in each row: then the name of the column must be clear.
        self.best(Role::Id, 30, varies).or_else(|| self.best(Role::Id, 75, may)).or_else(unnamed)
    }

    fn say_id(&mut self, id: Option<&ColumnProfile>, kind: As) {
        match id {
            Some(id) => {
                self.mapping.id = Some(id.name.clone());
                let (column, rows) = ((&id.name).into(), id.filled.into());
                let message = if id.is_unique() {
                    Message::IdUnique { column, rows }
                } else {
                    Message::IdSeveral { column, values: id.distinct.into(), rows }
                };
                self.reason("id", &id.name, message);
                if fit(&id.name, Role::Id) == 0 {
                    self.doubt("id_guessed", Some(&id.name), Message::IdGuessed { column: (&id.name).into() });
                }
                if kind == As::Customers && !id.is_unique() {
                    let (values, rows) = (id.distinct.into(), id.filled.into());
                    let message = Message::IdRepeats { column: (&id.name).into(), values, rows };
                    self.doubt("id_repeats", Some(&id.name), message);
                }
            }
            None => {
                self.mapping.id = Some(ROW_ID.to_owned());
                self.doubt("no_id", None, Message::NoId {});
            }
        }
    }

    fn customers(&mut self, start: Option<&ColumnProfile>, end: Option<&ColumnProfile>) {
        if let Some(start) = start {
            self.mapping.start = Some(start.name.clone());
            self.reason("start", &start.name, Message::StartFound { column: (&start.name).into() });
        }
        if let Some(end) = end {
            self.mapping.end = Some(end.name.clone());
            self.reason("end", &end.name, Message::EndFound { column: (&end.name).into(), blanks: end.blanks.into() });
        }
        let left = self.left(end.is_some());
        self.tenure(start.is_some());
        self.price(Role::Price);
        self.reason_column();
        if let Some(plan) =
            self.best(Role::Plan, 90, |column| column.kind == ColumnKind::Category && column.distinct > 1)
        {
            self.mapping.plan = Some(plan.name.clone());
            self.reason("plan", &plan.name, Message::PlanFound { column: (&plan.name).into() });
        }
        self.skip(left.as_ref());
        if self.mapping.start.is_none() {
            self.doubt("as_of_assumed", None, Message::AsOfUnknown {});
        }
    }

    /// Who left: a column of yes and no, or a status with a value that says so. Returns the column and the values.
    fn left(&mut self, has_end: bool) -> Option<(usize, Vec<String>)> {
        let yes_no = |column: &ColumnProfile| column.kind == ColumnKind::YesNo && column.distinct == 2;
        // Words are clearer than 0 and 1: `Churn Label` before `Churn Value`.
        let in_words = self.best(Role::Left, 60, |column| yes_no(column) && column.largest.is_none());
        let found = in_words.or_else(|| self.best(Role::Left, 20, yes_no));
        if let Some(column) = found {
            let yes = column.values.iter().find(|value| yes_or_no(value) == Some(true))?.clone();
            return Some(self.set_left(column, vec![yes], Says::Left));
        }
        let says_left = |value: &String| {
            let value = value.to_lowercase();
            [
                "churn",
                "left",
                "cancel",
                "opgezegd",
                "vertrokken",
                "terminated",
                "attrited",
                "inactive",
                "gone",
                "ex-",
                "closed",
            ]
            .iter()
            .any(|word| value.contains(word))
        };
        let status = self
            .best(Role::Left, 50, |column| column.kind == ColumnKind::Category && column.values.iter().any(says_left));
        if let Some(column) = status {
            let values = column.values.iter().filter(|value| says_left(value)).cloned().collect();
            return Some(self.set_left(column, values, Says::Status));
        }
        // `retention_7` after `retention_1`: the longer horizon says more about leaving.
        let stayed = self.columns.iter().rev().find(|column| yes_no(column) && fit(&column.name, Role::Stayed) > 0);
        if let Some(column) = stayed {
            let no = column.values.iter().find(|value| yes_or_no(value) == Some(false))?.clone();
            let left = self.set_left(column, vec![no], Says::Stayed);
            let message = Message::LeftByStaying { column: (&column.name).into() };
            self.doubt("left_by_staying", Some(&column.name), message);
            return Some(left);
        }
        if !has_end {
            self.doubt("nobody_left", None, Message::NoLeft {});
        }
        None
    }

    fn set_left(&mut self, column: &ColumnProfile, values: Vec<String>, says: Says) -> (usize, Vec<String>) {
        let index = self.index(column);
        let sample = self.table.sample();
        let count =
            (0..sample.len()).filter(|&row| values.iter().any(|value| value == sample.text(row, index))).count() as u64;
        let share = count as f64 / (sample.len().max(1)) as f64;
        let (percent, shown) = (Value::percent(share), Value::names(&values, 0));
        self.mapping.left = Some(format!("{}={}", column.name, values.join("|")));
        let (name, values_shown, percent_shown) = (Value::from(&column.name), shown.clone(), percent.clone());
        let (count, rows) = (count.into(), sample.len().into());
        let (word, message) = match says {
            Says::Left => {
                ("left", Message::LeftFound { column: name, values: values_shown, count, rows, percent: percent_shown })
            }
            Says::Status => (
                "left",
                Message::LeftFoundInStatus { column: name, values: values_shown, count, rows, percent: percent_shown },
            ),
            Says::Stayed => (
                "left_by_staying",
                Message::LeftFoundByStaying { column: name, values: values_shown, count, rows, percent: percent_shown },
            ),
        };
        self.reason(word, &column.name, message);
        if fit(&column.name, Role::Left) < 50 && fit(&column.name, Role::Stayed) == 0 {
            self.doubt("left_guessed", Some(&column.name), Message::LeftGuessed { column: (&column.name).into() });
        }
        if share > 0.5 {
            self.doubt("most_left", Some(&column.name), Message::MostLeft { percent, values: shown });
        }
        (index, values)
    }

    fn index(&self, column: &ColumnProfile) -> usize {
        self.columns.iter().position(|known| known.name == column.name).unwrap_or(0)
    }

    fn tenure(&mut self, has_start: bool) {
        let Some(column) =
            self.best(Role::Tenure, 30, |column| column.is_numeric() && column.kind != ColumnKind::YesNo)
        else {
            if !has_start {
                self.doubt("no_duration", None, Message::NoTenure {});
            }
            return;
        };
        let largest = column.largest.unwrap_or(0.0);
        let named = words(&column.name).iter().find_map(|word| unit_named(word));
        let unit = named.unwrap_or(if largest > 400.0 { TenureUnit::Days } else { TenureUnit::Months });
        self.mapping.tenure = Some(column.name.clone());
        self.mapping.tenure_unit = Some(unit);
        let (unit, largest) = (Value::from(unit.word()), Value::from(largest.to_string()));
        let name = || Value::from(&column.name);
        let message = Message::TenureFound { column: name(), largest: largest.clone(), unit: unit.clone() };
        self.reason("tenure", &column.name, message);
        if named.is_none() {
            let message = Message::TenureUnitGuessed { column: name(), unit, largest };
            self.doubt("tenure_unit_guessed", Some(&column.name), message);
        }
        if fit(&column.name, Role::Tenure) < 60 {
            self.doubt("tenure_guessed", Some(&column.name), Message::TenureGuessed { column: name() });
        }
    }

    fn price(&mut self, role: Role) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| {
            column.kind == ColumnKind::Money || column.kind == ColumnKind::Number && fit(&column.name, role) >= 90
        };
        let column = self.best(role, 50, may)?;
        if role == Role::Price {
            self.mapping.price = Some(column.name.clone());
            self.reason("price", &column.name, Message::PriceFound { column: (&column.name).into() });
        }
        Some(column)
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

    /// Columns that should not become traits: they are known only because the customer left, or tell who somebody is.
    fn skip(&mut self, left: Option<&(usize, Vec<String>)>) {
        let used: Vec<Option<String>> = {
            let it = &self.mapping;
            vec![
                it.id.clone(),
                it.tenure.clone(),
                it.start.clone(),
                it.end.clone(),
                it.price.clone(),
                it.reason.clone(),
                it.plan.clone(),
            ]
        };
        let columns = self.columns;
        for (index, column) in columns.iter().enumerate() {
            let is_left = left.is_some_and(|(left, _)| *left == index);
            if is_left || used.iter().flatten().any(|name| *name == column.name) || column.kind == ColumnKind::Blank {
                continue;
            }
            let name = column.name.as_str();
            let after = words(name).iter().any(|word| matches!(word.as_str(), "churn" | "churned" | "attrition"))
                || fit(name, Role::Left) >= 50 && column.kind != ColumnKind::Number;
            let share = left.filter(|_| !after).and_then(|(left, values)| self.gives_away(index, *left, values));
            if after && left.is_some() {
                self.mapping.skip.push(name.to_owned());
                self.doubt("known_after_leaving", Some(name), Message::KnownAfterLeaving { column: name.into() });
            } else if column.kind == ColumnKind::Email {
                self.doubt("email", Some(name), Message::EmailLeftOut { column: name.into() });
            } else if column.kind == ColumnKind::FreeText {
                self.mapping.skip.push(name.to_owned());
                self.doubt("free_text", Some(name), Message::FreeText { column: name.into() });
            } else if let Some(share) = share {
                let (column, percent) = (name.into(), Value::percent(share));
                let message = if fit(name, Role::Feeling) > 0 {
                    Message::SatisfactionGivesAwayLeaving { column, percent }
                } else {
                    Message::GivesAwayLeaving { column, percent }
                };
                self.doubt("gives_away_leaving", Some(name), message);
            } else if fit(name, Role::Feeling) > 0 {
                self.doubt("satisfaction", Some(name), Message::Satisfaction { column: name.into() });
            }
        }
    }

    /// How often the most usual outcome of a column's value is right, where that is suspiciously often.
    fn gives_away(&self, column: usize, left: usize, values: &[String]) -> Option<f64> {
        let profile = &self.columns[column];
        if profile.distinct > 50 || profile.distinct < 2 {
            return None;
        }
        let sample = self.table.sample();
        let mut counts: HashMap<&str, (u64, u64)> = HashMap::new();
        let mut total = (0_u64, 0_u64);
        for row in 0..sample.len() {
            let has_left = values.iter().any(|value| value == sample.text(row, left));
            let count = counts.entry(sample.text(row, column)).or_default();
            count.0 += u64::from(has_left);
            count.1 += u64::from(!has_left);
            total.0 += u64::from(has_left);
            total.1 += u64::from(!has_left);
        }
        let n = (total.0 + total.1) as f64;
        let right: u64 = counts.values().map(|(gone, here)| (*gone).max(*here)).sum();
        let (share, usual) = (right as f64 / n, total.0.max(total.1) as f64 / n);
        // What counts is how much of the doubt that is left the column takes away.
        (share >= GIVES_AWAY_SHARE && (1.0 - share) < 0.4 * (1.0 - usual)).then_some(share)
    }

    fn contracts(
        &mut self,
        contract: Option<&ColumnProfile>,
        start: Option<&ColumnProfile>,
        end: Option<&ColumnProfile>,
    ) {
        if let Some(contract) = contract {
            self.mapping.contract = Some(contract.name.clone());
            self.reason("contract", &contract.name, Message::ContractFound { column: (&contract.name).into() });
        }
        self.mapping.start = start.map(|column| column.name.clone());
        self.mapping.end = end.map(|column| column.name.clone());
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
        if let Some(kind) =
            self.best(Role::Kind, 40, |column| column.values.iter().all(|value| departure(value).is_some()))
        {
            self.mapping.kind = Some(kind.name.clone());
            self.reason("kind", &kind.name, Message::DepartureFound { column: (&kind.name).into() });
        }
    }

    fn events(&mut self, moment: Option<&ColumnProfile>) {
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
            let decimals: Vec<_> = self.columns.iter().filter(|c| c.has_decimals && c.is_numeric()).collect();
            if decimals.len() == 1 { decimals.first().copied() } else { None }
        });
        if let Some(amount) = amount {
            self.mapping.amount = Some(amount.name.clone());
            self.reason("amount", &amount.name, Message::AmountFound { column: (&amount.name).into() });
            if fit(&amount.name, Role::Amount) == 0 {
                let message = Message::AmountGuessed { column: (&amount.name).into() };
                self.doubt("amount_guessed", Some(&amount.name), message);
            }
        }
        let is_amount = |column: &ColumnProfile| amount.is_some_and(|amount| amount.name == column.name);
        let value = self.best(Role::Count, 60, |column| column.is_numeric() && !is_amount(column));
        if let Some(value) = value {
            self.mapping.value = Some(value.name.clone());
            self.reason("value", &value.name, Message::ValueFound { column: (&value.name).into() });
        }
        if let Some(reference) = self.best(Role::Reference, 80, |column| column.kind != ColumnKind::Day) {
            self.mapping.refers_to = Some(reference.name.clone());
        }
        match kind {
            Some(kind) => {
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
            }
            None => {
                let kind = if amount.is_some() { "paid" } else { "used" };
                self.reasons.push(Remark::new("kind", None, Message::KindSame { kind: kind.into() }));
            }
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
            let matters =
                matches!(column.kind, ColumnKind::Money | ColumnKind::Number | ColumnKind::Id | ColumnKind::YesNo);
            if matters && column.blanks > 0 && column.filled > 0 {
                let message = Message::Blanks { column: name.into(), blanks: column.blanks.into() };
                self.doubt("blanks", Some(name), message);
            }
            match column.kind {
                ColumnKind::Day => self.doubt_order(index, name),
                ColumnKind::Money | ColumnKind::Number => self.doubt_decimal(index, name),
                _ => {}
            }
        }
    }

    fn doubt_order(&mut self, index: usize, name: &str) {
        let sample = self.table.sample();
        let mut example = None;
        for row in 0..sample.len() {
            match order_evidence(sample.text(row, index)) {
                OrderEvidence::Either => example = example.or(Some(sample.text(row, index).to_owned())),
                OrderEvidence::Dmy | OrderEvidence::Mdy => return,
                OrderEvidence::None => {}
            }
        }
        if let Some(example) = example {
            let message = Message::DateOrderUnclear { column: name.into(), example: example.into() };
            self.doubt("date_order_unclear", Some(name), message);
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

/// How a column tells who left.
#[derive(Clone, Copy)]
enum Says {
    Left,
    Status,
    Stayed,
}

fn unit_named(word: &str) -> Option<TenureUnit> {
    match word {
        "day" | "days" | "dag" | "dagen" => Some(TenureUnit::Days),
        "week" | "weeks" | "weken" => Some(TenureUnit::Weeks),
        "month" | "months" | "maand" | "maanden" => Some(TenureUnit::Months),
        "year" | "years" | "jaar" | "jaren" => Some(TenureUnit::Years),
        _ => None,
    }
}
