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

    fn reason(&mut self, name: &'static str, column: &str, text: impl Into<String>) {
        self.reasons.push(Remark::new(name, Some(column), text));
    }

    fn doubt(&mut self, name: &'static str, column: Option<&str>, text: impl Into<String>) {
        self.doubts.push(Remark::new(name, column, text));
    }

    fn id(&self) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| {
            let is_text_or_whole = matches!(column.kind, ColumnKind::Id | ColumnKind::Category)
                || column.kind == ColumnKind::Number && !column.has_decimals;
            is_text_or_whole && column.blanks * 20 <= column.filled && column.distinct > 1
        };
        let unnamed = || self.columns.iter().find(|column| may(column) && column.kind == ColumnKind::Id);
        self.best(Role::Id, 30, may).or_else(unnamed)
    }

    fn say_id(&mut self, id: Option<&ColumnProfile>, kind: As) {
        match id {
            Some(id) => {
                self.mapping.id = Some(id.name.clone());
                let text = if id.is_unique() {
                    format!("`{}` is different in each of {} rows: it names the customer", id.name, id.filled)
                } else {
                    format!("`{}` has {} values in {} rows: a customer has several", id.name, id.distinct, id.filled)
                };
                self.reason("id", &id.name, text);
                if fit(&id.name, Role::Id) == 0 {
                    self.doubt(
                        "id_guessed",
                        Some(&id.name),
                        format!("nothing in its name says that `{}` is the customer", id.name),
                    );
                }
                if kind == As::Customers && !id.is_unique() {
                    self.doubt(
                        "id_repeats",
                        Some(&id.name),
                        format!("`{}` repeats: {} values in {} rows", id.name, id.distinct, id.filled),
                    );
                }
            }
            None => {
                self.mapping.id = Some(ROW_ID.to_owned());
                let text = "no column names the customer: the number of the row is taken as id; a later file can then not be matched with this one";
                self.doubt("no_id", None, text);
            }
        }
    }

    fn customers(&mut self, start: Option<&ColumnProfile>, end: Option<&ColumnProfile>) {
        if let Some(start) = start {
            self.mapping.start = Some(start.name.clone());
            self.reason("start", &start.name, format!("`{}` holds days and is called like a first day", start.name));
        }
        if let Some(end) = end {
            self.mapping.end = Some(end.name.clone());
            self.reason(
                "end",
                &end.name,
                format!("`{}` holds days and is called like a last day; blank in {} rows", end.name, end.blanks),
            );
        }
        let left = self.left(end.is_some());
        self.tenure(start.is_some());
        self.price(Role::Price);
        self.reason_column();
        if let Some(plan) =
            self.best(Role::Plan, 90, |column| column.kind == ColumnKind::Category && column.distinct > 1)
        {
            self.mapping.plan = Some(plan.name.clone());
            self.reason("plan", &plan.name, format!("`{}` is called like a plan", plan.name));
        }
        self.skip(left.as_ref());
        if self.mapping.start.is_none() {
            self.doubt(
                "as_of_assumed",
                None,
                "the file does not say of which day it is: give it with --as-of, else today is taken",
            );
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
            return Some(self.set_left(column, vec![yes], "left", "says who left"));
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
            return Some(self.set_left(column, values, "left", "has values that say who left"));
        }
        // `retention_7` after `retention_1`: the longer horizon says more about leaving.
        let stayed = self.columns.iter().rev().find(|column| yes_no(column) && fit(&column.name, Role::Stayed) > 0);
        if let Some(column) = stayed {
            let no = column.values.iter().find(|value| yes_or_no(value) == Some(false))?.clone();
            let left = self.set_left(column, vec![no], "left_by_staying", "says who stayed");
            let text = format!(
                "`{}` says who came back within some time: is not coming back the same as leaving?",
                column.name
            );
            self.doubt("left_by_staying", Some(&column.name), text);
            return Some(left);
        }
        if !has_end {
            self.doubt(
                "nobody_left",
                None,
                "no column says who left: name it with --left COLUMN=VALUE or --left-on COLUMN",
            );
        }
        None
    }

    fn set_left(
        &mut self,
        column: &ColumnProfile,
        values: Vec<String>,
        name: &'static str,
        says: &str,
    ) -> (usize, Vec<String>) {
        let index = self.index(column);
        let sample = self.table.sample();
        let count =
            (0..sample.len()).filter(|&row| values.iter().any(|value| value == sample.text(row, index))).count() as u64;
        let percent = 100.0 * count as f64 / (sample.len().max(1)) as f64;
        let shown = values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
        self.mapping.left = Some(format!("{}={}", column.name, values.join("|")));
        self.reason(
            name,
            &column.name,
            format!("`{}` {says}: {shown} in {count} of {} rows ({percent:.1} %)", column.name, sample.len()),
        );
        if fit(&column.name, Role::Left) < 50 && fit(&column.name, Role::Stayed) == 0 {
            self.doubt(
                "left_guessed",
                Some(&column.name),
                format!("only the values of `{}` suggest that it says who left", column.name),
            );
        }
        if percent > 50.0 {
            self.doubt(
                "most_left",
                Some(&column.name),
                format!("{percent:.1} % of the customers would have left: is {shown} the right value?"),
            );
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
                self.doubt("no_duration", None, "no column says how long a customer has been one: --tenure or --start is missing, so that survival cannot be told");
            }
            return;
        };
        let largest = column.largest.unwrap_or(0.0);
        let named = words(&column.name).iter().find_map(|word| unit_named(word));
        let unit = named.unwrap_or(if largest > 400.0 { TenureUnit::Days } else { TenureUnit::Months });
        self.mapping.tenure = Some(column.name.clone());
        self.mapping.tenure_unit = Some(unit);
        self.reason(
            "tenure",
            &column.name,
            format!("`{}` is called like a duration and goes up to {largest} {}", column.name, unit.word()),
        );
        if named.is_none() {
            let text = format!(
                "the unit of `{}` is not in its name: {} fits values up to {largest}",
                column.name,
                unit.word()
            );
            self.doubt("tenure_unit_guessed", Some(&column.name), text);
        }
        if fit(&column.name, Role::Tenure) < 60 {
            self.doubt(
                "tenure_guessed",
                Some(&column.name),
                format!("the name `{}` only hints at a duration", column.name),
            );
        }
    }

    fn price(&mut self, role: Role) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| {
            column.kind == ColumnKind::Money || column.kind == ColumnKind::Number && fit(&column.name, role) >= 90
        };
        let column = self.best(role, 50, may)?;
        if role == Role::Price {
            self.mapping.price = Some(column.name.clone());
            self.reason(
                "price",
                &column.name,
                format!("`{}` holds amounts and is called like a price per month", column.name),
            );
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
            let text = format!(
                "`{}` is called like a reason; {} different ones, blank in {} rows",
                column.name, column.distinct, column.blanks
            );
            self.reason("reason", &column.name, text);
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
                self.doubt(
                    "known_after_leaving",
                    Some(name),
                    format!("`{name}` follows from who left and is left out"),
                );
            } else if column.kind == ColumnKind::Email {
                self.doubt(
                    "email",
                    Some(name),
                    format!("`{name}` looks like e-mail addresses: it is left out, the ledger keeps no addresses"),
                );
            } else if column.kind == ColumnKind::FreeText {
                self.mapping.skip.push(name.to_owned());
                self.doubt(
                    "free_text",
                    Some(name),
                    format!("`{name}` is free text, which may tell who somebody is: it is left out"),
                );
            } else if let Some(share) = share {
                let what = if fit(name, Role::Feeling) > 0 { "satisfaction" } else { "it" };
                self.doubt("gives_away_leaving", Some(name), format!(
                    "`{name}` alone tells in {:.1} % of the rows who left: {what} may be known only after leaving (leakage)", share * 100.0
                ));
            } else if fit(name, Role::Feeling) > 0 {
                self.doubt(
                    "satisfaction",
                    Some(name),
                    format!("`{name}`: satisfaction may be known only after leaving (leakage); was it asked before?"),
                );
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
            self.reason("contract", &contract.name, format!("`{}` is called like a contract's own id", contract.name));
        }
        self.mapping.start = start.map(|column| column.name.clone());
        self.mapping.end = end.map(|column| column.name.clone());
        if let (Some(start), Some(end)) = (start, end) {
            self.reason(
                "start",
                &start.name,
                format!("`{}` and `{}` are called like the first and the last day", start.name, end.name),
            );
        } else {
            self.doubt("nobody_left", None, "no column is called like a last day: name it with --end COLUMN");
        }
        self.price(Role::Price);
        self.reason_column();
        if let Some(plan) = self.best(Role::Plan, 90, |column| column.kind == ColumnKind::Category) {
            self.mapping.plan = Some(plan.name.clone());
            self.reason("plan", &plan.name, format!("`{}` is called like a plan", plan.name));
        }
        if let Some(kind) =
            self.best(Role::Kind, 40, |column| column.values.iter().all(|value| departure(value).is_some()))
        {
            self.mapping.kind = Some(kind.name.clone());
            self.reason("kind", &kind.name, format!("`{}` holds kinds of leaving", kind.name));
        }
    }

    fn events(&mut self, moment: Option<&ColumnProfile>) {
        if let Some(moment) = moment {
            self.mapping.at = Some(moment.name.clone());
            self.reason(
                "at",
                &moment.name,
                format!("`{}` holds days: each row is something that happened", moment.name),
            );
        }
        let id = self.mapping.id.clone();
        let kind = self.best(Role::Kind, 40, |column| column.kind == ColumnKind::Category && column.distinct <= 50);
        let source_id =
            self.best(Role::EventId, 40, |column| column.is_unique() && id.as_deref() != Some(column.name.as_str()));
        if let Some(source_id) = source_id {
            self.mapping.source_id = Some(source_id.name.clone());
            self.reason(
                "source_id",
                &source_id.name,
                format!("`{}` is different in each row: importing it twice adds nothing", source_id.name),
            );
        }
        let amount = self.price(Role::Amount).or_else(|| {
            let decimals: Vec<_> = self.columns.iter().filter(|c| c.has_decimals && c.is_numeric()).collect();
            if decimals.len() == 1 { decimals.first().copied() } else { None }
        });
        if let Some(amount) = amount {
            self.mapping.amount = Some(amount.name.clone());
            self.reason("amount", &amount.name, format!("`{}` holds amounts", amount.name));
            if fit(&amount.name, Role::Amount) == 0 {
                self.doubt(
                    "amount_guessed",
                    Some(&amount.name),
                    format!("only the decimals of `{}` suggest that it is an amount of money", amount.name),
                );
            }
        }
        let is_amount = |column: &ColumnProfile| amount.is_some_and(|amount| amount.name == column.name);
        let value = self.best(Role::Count, 60, |column| column.is_numeric() && !is_amount(column));
        if let Some(value) = value {
            self.mapping.value = Some(value.name.clone());
            self.reason("value", &value.name, format!("`{}` is a number that belongs to what happened", value.name));
        }
        if let Some(reference) = self.best(Role::Reference, 80, |column| column.kind != ColumnKind::Day) {
            self.mapping.refers_to = Some(reference.name.clone());
        }
        match kind {
            Some(kind) => {
                self.mapping.kind = Some(kind.name.clone());
                self.reason("kind", &kind.name, format!("`{}` has {} kinds of event", kind.name, kind.distinct));
                let own: Vec<String> = kind
                    .values
                    .iter()
                    .filter(|value| matches!(FactKind::from_word(value), FactKind::Own(_)))
                    .map(|value| format!("`{value}`"))
                    .collect();
                if !own.is_empty() {
                    let text = format!(
                        "{} are kinds of your own and count as activity: --kind-map WORD=KIND turns them into known ones",
                        own.join(", ")
                    );
                    self.doubt("own_kinds", Some(&kind.name), text);
                }
            }
            None => {
                let kind = if amount.is_some() { "paid" } else { "used" };
                self.reasons.push(Remark::new(
                    "kind",
                    None,
                    format!("no column tells kinds of event apart: every row counts as `{kind}`"),
                ));
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
                self.doubt(
                    "email",
                    Some(name),
                    format!("`{name}` looks like e-mail addresses: use the company's own customer number"),
                );
            }
            let matters =
                matches!(column.kind, ColumnKind::Money | ColumnKind::Number | ColumnKind::Id | ColumnKind::YesNo);
            if matters && column.blanks > 0 && column.filled > 0 {
                let verb = if column.blanks == 1 { "value of" } else { "values of" };
                let is = if column.blanks == 1 { "is" } else { "are" };
                self.doubt("blanks", Some(name), format!("{} {verb} `{name}` {is} blank", column.blanks));
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
            self.doubt(
                "date_order_unclear",
                Some(name),
                format!("date order ambiguous in `{name}`: {example}; say --date-order dmy or mdy"),
            );
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
            self.doubt(
                "decimal_sign_unclear",
                Some(name),
                format!("decimal sign unclear in `{name}`: {example}; say --decimal . or --decimal ,"),
            );
        }
    }
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
