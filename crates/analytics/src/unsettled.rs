//! Days of which nobody can tell yet who left in them. Where silence counts as leaving, who was last heard of shortly before
//! the data end is still waited for: nobody seen to leave then is not the same as nobody leaving.

use relationship::Day;
use report::{Note, Value};

use crate::engine::Opened;

/// The days that are not settled: all after `settled_until`.
#[derive(Debug, Clone)]
pub(crate) struct Unsettled {
    /// The last day of which every departure can be known.
    pub(crate) settled_until: Day,
    rule: String,
    silent_days: u32,
}

impl Unsettled {
    /// Nothing where a word counts as leaving, or where the data are one picture without days.
    pub(crate) fn of(opened: &Opened) -> Option<Self> {
        let left_when = opened.basis.definition.left_when;
        let silent_days = left_when.silent_days().filter(|_| !opened.sources.is_snapshot)?;
        let settled_until = left_when.settled_until(opened.sources.observed_until);
        Some(Self { settled_until, rule: left_when.to_string(), silent_days })
    }

    /// Why a number is not said.
    pub(crate) fn why(&self) -> Note {
        let note = self.note("");
        Note { text: format!("not settled yet: {}", note.text), ..note }
    }

    /// What a report says about these days, and what follows from it.
    pub(crate) fn note(&self, follows: &str) -> Note {
        let Self { settled_until, rule, silent_days } = self;
        let text = format!(
            "by `{rule}` a customer counts as gone once more than {silent_days} silent days have passed, so of the days after \
             {settled_until} nobody can tell yet who left in them{follows}"
        );
        Note::new("not_settled", text)
            .with("settled_until", Value::Day(*settled_until))
            .with("silent_days", Value::Count(u64::from(*silent_days)))
    }
}

/// The last day of which every departure is known: the last one with any data, unless silence counts as leaving.
pub(crate) fn settled_until(opened: &Opened) -> Day {
    Unsettled::of(opened).map_or(opened.sources.observed_until, |days| days.settled_until)
}
