//! What a point needs today: a reminder, or somebody else. And what happens when a colleague leaves.

use super::point::{Command, Event, Point, PointError};
use super::signal::Rules;
use crate::Day;

/// What a point needs today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// Nothing.
    None,
    /// Somebody who has it.
    NoOwner,
    /// The owner is reminded: the date is near.
    DueSoon {
        /// Days until then.
        days: i32,
    },
    /// The owner is reminded: the date has gone by.
    Overdue {
        /// Days since then.
        days: i32,
    },
    /// Somebody else is told.
    Escalated {
        /// Days since the date.
        days: i32,
    },
}

impl Point {
    /// What the point needs today.
    pub fn attention(&self, today: Day, rules: &Rules) -> Attention {
        if !self.stage.is_open() {
            return Attention::None;
        }
        let days = i64::from(today.days_until(self.due_on));
        let late = i32::try_from(-days).unwrap_or(0);
        if -days >= i64::from(rules.escalate_days) && days < 0 {
            return Attention::Escalated { days: late };
        }
        if self.owner.is_none() {
            return Attention::NoOwner;
        }
        match days {
            ..0 => Attention::Overdue { days: late },
            near if near <= i64::from(rules.remind_days) => Attention::DueSoon { days: -late },
            _ => Attention::None,
        }
    }
}

/// Hands over everything a colleague has who leaves: per point the event that follows. Closed points keep their name.
///
/// # Errors
/// When nobody is named.
pub fn hand_over<'a, Id: Copy>(
    points: impl IntoIterator<Item = (Id, &'a Point)>,
    from: &str,
    to: &str,
    today: Day,
) -> Result<Vec<(Id, Event)>, PointError> {
    let mut events = Vec::new();
    for (id, point) in points {
        if point.owner.as_deref() == Some(from) && point.stage.is_open() {
            let give = Command::Give { owner: to.to_owned(), due_on: None };
            events.extend(point.decide(give, today, point.due_on)?.into_iter().map(|event| (id, event)));
        }
    }
    Ok(events)
}
