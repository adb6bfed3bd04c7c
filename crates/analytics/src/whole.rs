//! Churn and cohorts count whole periods. Where the days asked for begin or end within one, the report says which days count.

use relationship::{Day, Period};
use report::{Note, Question, Value};

/// Says which whole periods are counted, where they are more than the days asked for.
pub(crate) fn whole_periods(question: &Question, period: Period, observed_until: Day) -> Option<Note> {
    let from = question.from.map(|from| period.start_of(from));
    let to = question.to.map(|to| period.end_of(to).plus_days(-1));
    // Of a period that is not over, the days until the last known one are all there are.
    let is_cut = question.to.is_some_and(|to| to < observed_until) && to != question.to;
    if from == question.from && !is_cut {
        return None;
    }
    let day = |day: Option<Day>| day.map_or(Value::Absent, Value::Day);
    let days = match (from, to.map(|to| to.min(observed_until))) {
        (Some(from), Some(to)) => format!("from {from} to {to}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => return None,
    };
    let unit = period.word();
    let text =
        format!("{unit}s are counted whole: the days asked for lie in {unit}s {days}, and all of these days count");
    let to = to.map(|to| to.min(observed_until));
    Some(Note::new("whole_periods", text).with("days", Value::text(days)).with("from", day(from)).with("to", day(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_within_a_period_widen_to_the_whole_of_it() {
        let said = |period: Period, pairs: &[(&str, &str)]| {
            let question = Question::parse("churn", pairs.iter().copied()).expect("a question");
            whole_periods(&question, period, "2024-06-20".parse().expect("a day")).map(|note| note.text)
        };
        let check = |period, pairs: &[(&str, &str)], expected: &str| {
            let text = said(period, pairs).expect("a remark");
            assert!(text.contains(expected), "{text}");
        };
        let (from, to) = (("from", "2024-02-15"), ("to", "2024-05-10"));
        check(Period::Month, &[from, to], "lie in months from 2024-02-01 to 2024-05-31,");
        check(Period::Quarter, &[from, to], "lie in quarters from 2024-01-01 to 2024-06-20,");
        check(Period::Month, &[from], "from 2024-02-01 on,");
        check(Period::Month, &[to], "until 2024-05-31,");
        check(Period::Month, &[("from", "2024-02-15"), ("to", "2024-05-31")], "from 2024-02-01 to 2024-05-31,");
        check(Period::Week, &[("from", "2024-05-01")], "from 2024-04-29 on,");
        for whole in [
            &[][..],
            &[("from", "2024-02-01"), ("to", "2024-05-31")],
            &[("from", "2024-02-01"), ("to", "2024-06-20")],
            &[("to", "2024-12-15")],
        ] {
            assert_eq!(said(Period::Month, whole), None, "{whole:?}");
        }
    }
}
