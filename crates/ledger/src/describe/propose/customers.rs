//! A file with one row per customer: who left, for how long they stayed, and what may not become a trait.

use hashbrown::HashMap;

use super::super::names::{Role, fit, words};
use super::super::profile::{ColumnKind, ColumnProfile};
use super::{Proposer, may_be_plan};
use crate::input::Rows;
use crate::mapping::yes_or_no;
use crate::message::{Message, Value};

/// A share of right guesses from which on a trait seems to know who left.
const GIVES_AWAY_SHARE: f64 = 0.9;
/// Rows per different value from which on it can seem so.
const ROWS_PER_VALUE_MIN: u64 = 4;

impl Proposer<'_> {
    pub(super) fn customers(&mut self, start: Option<&ColumnProfile>, end: Option<&ColumnProfile>) {
        if let Some(start) = start {
            self.mapping.start = Some(start.name.clone());
            self.reason("start", &start.name, Message::StartFound { column: (&start.name).into() });
        }
        if let Some(end) = end {
            self.mapping.end = Some(end.name.clone());
            self.reason("end", &end.name, Message::EndFound { column: (&end.name).into(), blanks: end.blanks.into() });
            self.doubt_all_ended(Some(end));
        }
        let left = self.left(end.is_some());
        self.tenure(start.is_some());
        self.price(Role::Price);
        self.reason_column();
        self.departures();
        if let Some(plan) = self.best(Role::Plan, 85, |column| may_be_plan(column) && column.distinct > 1) {
            self.mapping.plan = Some(plan.name.clone());
            self.reason("plan", &plan.name, Message::PlanFound { column: (&plan.name).into() });
        }
        self.skip(left.as_ref());
        self.doubt_price_gone(left.as_ref());
        if self.mapping.start.is_none() {
            self.doubt("as_of_assumed", None, Message::AsOfUnknown {});
        }
    }

    /// Who left: a column of yes and no, or a status with a value that says so. Returns the column and the values.
    fn left(&mut self, has_end: bool) -> Option<(usize, Vec<String>)> {
        let yes_no = |column: &ColumnProfile| {
            column.kind == ColumnKind::YesNo && (column.distinct == 2 || fit(&column.name, Role::Left) >= 90)
        };
        // Words are clearer than 0 and 1: `Churn Label` before `Churn Value`.
        let in_words = self.best(Role::Left, 60, |column| yes_no(column) && column.largest.is_none());
        let found = in_words.or_else(|| self.best(Role::Left, 20, yes_no));
        if let Some(column) = found {
            let yes = column.values.iter().find(|value| yes_or_no(value) == Some(true));
            if let Some(yes) = yes {
                return Some(self.set_left(column, vec![yes.clone()], Says::Left));
            }
            // Nobody yet: the words for yes and no tell.
            self.mapping.left = Some(column.name.clone());
            self.reason("left", &column.name, Message::LeftFoundNobody { column: (&column.name).into() });
            return Some((self.index(column), Vec::new()));
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
                "inactief",
                "gone",
                "ex-",
                "closed",
                "expired",
                "lapsed",
                "beëindigd",
                "beeindigd",
                "uitgeschreven",
                "geannuleerd",
                "gestopt",
                "verlopen",
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
            // Who is no longer active has left; who did not come back within a week may yet.
            if fit(&column.name, Role::Stayed) >= 60 {
                let message = Message::LeftByStaying { column: (&column.name).into() };
                self.doubt("left_by_staying", Some(&column.name), message);
            }
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
                it.currency_column.clone(),
                it.kind.clone(),
            ]
        };
        let columns = self.columns;
        for (index, column) in columns.iter().enumerate() {
            let is_left = left.is_some_and(|(left, _)| *left == index);
            if is_left || used.iter().flatten().any(|name| *name == column.name) || column.kind == ColumnKind::Blank {
                continue;
            }
            let name = column.name.as_str();
            // The day of the notice, beside the day of leaving.
            let is_notice = column.kind == ColumnKind::Day && self.mapping.end.is_some() && fit(name, Role::End) == 72;
            let after = is_notice
                || words(name).iter().any(|word| matches!(word.as_str(), "churn" | "churned" | "attrition"))
                || fit(name, Role::Left) >= 50 && column.kind != ColumnKind::Number;
            let share = left.filter(|_| !after).and_then(|(left, values)| self.gives_away(index, *left, values));
            if after && (left.is_some() || is_notice) {
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
        // A value that hardly ever comes back says who somebody is, not who left.
        if profile.distinct > 50 || profile.distinct < 2 || profile.distinct * ROWS_PER_VALUE_MIN > profile.filled {
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
}

/// How a column tells who left.
#[derive(Clone, Copy)]
enum Says {
    Left,
    Status,
    Stayed,
}
