//! One row per customer: when they came, whether, when and why they left.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use relationship::fact::{Fact, Tenure, TenureUnit};
use relationship::{Day, FactKind};

use super::duplicates::Repeat;
use super::value::{FIRST_DAY, Found, Row};
use super::warning::Oddity;
use super::{Converter, FactRow, Room, keep};
use crate::input::Rows;
use crate::mapping::{is_absent, yes_or_no};
use crate::message::Message;

/// What a row says about a customer.
struct Stretch {
    on: Day,
    tenure: Option<Tenure>,
    left_on: Option<Day>,
}

impl Converter<'_> {
    pub(super) fn customer<'r, R: Rows>(
        &mut self,
        row: &Row<'r, R>,
        room: &mut Room<'r>,
        sink: &mut impl FnMut(FactRow<'_>),
    ) -> Found<()> {
        let customer = row.id(&mut room.id)?;
        let line = row.line();
        let stretch = self.stretch(row)?;
        let amount = row.amount(self.bound.price)?;
        let mut left = None;
        if let Some(left_on) = stretch.left_on {
            let mut fact = Fact::new(left_on, FactKind::Left);
            fact.reason = row.text(self.bound.reason);
            fact.departure = row.departure()?;
            left = Some(fact);
        }
        // From here on nothing can fail: the row gives all its facts.
        let amount = self.note_amount(row, amount);
        self.note_repeat(customer, &stretch, left.as_ref().and_then(|fact| fact.reason), line);
        row.traits(&mut room.traits);
        let mut joined = Fact::new(stretch.on, FactKind::Joined);
        joined.amount = amount;
        joined.plan = row.text(self.bound.plan);
        joined.tenure = stretch.tenure;
        joined.traits = Cow::Borrowed(&room.traits);
        sink(FactRow { customer, source_id: None, line, fact: joined });
        if let Some(fact) = left {
            sink(FactRow { customer, source_id: None, line, fact });
        }
        Ok(())
    }

    fn stretch<R: Rows>(&mut self, row: &Row<'_, R>) -> Found<Stretch> {
        let bound = self.bound;
        let tenure = match bound.tenure {
            None => None,
            Some((column, unit)) => match row.number(Some(column))? {
                Some(value) if value < 0.0 => return Err(row.refuse(column, Message::WantsTenure {})),
                value => value.map(|value| Tenure { value, unit }),
            },
        };
        let start = match bound.start {
            None => None,
            Some(column) => row.day_until(column, bound.as_of)?.map(|(day, _)| day),
        };
        let on = match (start, tenure) {
            (Some(start), _) => start,
            (None, Some(tenure)) => {
                let day = moved(bound.as_of, tenure, -1).filter(|day| *day >= FIRST_DAY);
                let column = bound.tenure.map_or(0, |it| it.0);
                day.ok_or_else(|| row.refuse(column, Message::WantsShorterTenure {}))?
            }
            // A column of starts or tenures with a blank says nothing about when this customer came.
            (None, None) => match bound.start.or(bound.tenure.map(|it| it.0)) {
                Some(column) => return Err(row.refuse(column, Message::WantsValue {})),
                None => bound.as_of,
            },
        };
        let end = row.end()?;
        let left_on = self.left_on(row, on, start.and(tenure), end)?;
        if let (Some(left_on), Some(column)) = (left_on, bound.end)
            && left_on < on
        {
            return Err(row.refuse(column, Message::WantsLastDayFrom { first: on.into() }));
        }
        Ok(Stretch { on, tenure, left_on })
    }

    /// The day the customer left, if they did.
    fn left_on<R: Rows>(
        &mut self,
        row: &Row<'_, R>,
        on: Day,
        tenure: Option<Tenure>,
        end: Option<Day>,
    ) -> Found<Option<Day>> {
        let (bound, line) = (self.bound, row.line());
        let has_left = match &bound.left {
            None => end.is_some(),
            Some(rule) => {
                let word = row.rows.text(row.index, rule.column);
                let has_left = if !rule.values.is_empty() {
                    rule.values.iter().any(|value| value.eq_ignore_ascii_case(word))
                } else if word.is_empty() || is_absent(word) {
                    self.tally.add(Oddity::BlankLeaving, line, "");
                    false
                } else {
                    match yes_or_no(word) {
                        Some(has_left) => has_left,
                        None => return Err(row.refuse(rule.column, Message::WantsYesOrNo {})),
                    }
                };
                if !has_left {
                    keep(&mut self.other_values, word);
                }
                has_left
            }
        };
        if !has_left {
            if let Some(end) = end.filter(|end| *end <= bound.as_of) {
                self.tally.add(Oddity::EndWithoutLeaving, line, &end.to_string());
                return Ok(None);
            }
            // A day of leaving that has yet to come is a known departure of the future.
            return Ok(end);
        }
        self.left += 1;
        Ok(Some(match (end, tenure) {
            (Some(end), _) => end,
            (None, Some(tenure)) => moved(on, tenure, 1).unwrap_or(bound.as_of).min(bound.as_of),
            (None, None) => {
                if bound.end.is_some() {
                    self.tally.add(Oddity::LeftWithoutDay, line, "");
                }
                bound.as_of
            }
        }))
    }

    fn note_repeat(&mut self, customer: &str, stretch: &Stretch, reason: Option<&str>, line: u64) {
        let mut content = self.seen.hasher();
        stretch.on.hash(&mut content);
        stretch.left_on.hash(&mut content);
        stretch.tenure.map(|tenure| tenure.value.to_bits()).hash(&mut content);
        reason.hash(&mut content);
        match self.seen.note(customer, content.finish()) {
            Repeat::First => {}
            Repeat::Same => self.tally.add(Oddity::RepeatedRow, line, customer),
            Repeat::Different => self.tally.add(Oddity::DuplicateCustomer, line, customer),
        }
    }
}

/// The day moved by a tenure: by the calendar for whole months and years, else by days.
fn moved(day: Day, tenure: Tenure, sign: i32) -> Option<Day> {
    let months = match tenure.unit {
        TenureUnit::Months => tenure.value,
        TenureUnit::Years => tenure.value * 12.0,
        TenureUnit::Days | TenureUnit::Weeks => f64::NAN,
    };
    let days = tenure.value * tenure.unit.days();
    if days > 1e6 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most a million days")]
    Some(if months.fract() == 0.0 {
        day.plus_months(sign * months as i32)
    } else {
        day.plus_days(sign * days.round() as i32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_months_go_by_the_calendar_and_parts_by_days() {
        let day: Day = "2026-03-31".parse().expect("a day");
        for (value, unit, expected) in [
            (1.0, TenureUnit::Months, "2026-02-28"),
            (2.0, TenureUnit::Years, "2024-03-31"),
            (1.5, TenureUnit::Months, "2026-02-13"),
            (0.5, TenureUnit::Years, "2025-09-30"),
            (2.0, TenureUnit::Weeks, "2026-03-17"),
            (0.0, TenureUnit::Months, "2026-03-31"),
        ] {
            assert_eq!(moved(day, Tenure { value, unit }, -1).map(|day| day.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(moved(day, Tenure { value: 1e9, unit: TenureUnit::Days }, -1), None);
    }
}
