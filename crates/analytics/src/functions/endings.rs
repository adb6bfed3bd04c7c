//! How spells ended, from what was said and what happened.

use std::collections::HashMap;

use relationship::departure::kind_of;
use relationship::reason::ReasonMapping;
use relationship::{Day, DepartureKind};

/// How spells ended: what each of the company's own words means is looked up once.
pub(crate) struct Endings<'m> {
    mapping: &'m ReasonMapping,
    readings: HashMap<String, Vec<(Option<Day>, Option<DepartureKind>)>>,
}

impl<'m> Endings<'m> {
    pub(crate) fn new(mapping: &'m ReasonMapping) -> Self {
        Self { mapping, readings: HashMap::new() }
    }

    /// The kind of leaving on a day, from what was stated, from the reason's words, and from a payment that failed.
    pub(crate) fn kind(
        &mut self,
        stated: Option<DepartureKind>,
        words: Option<&str>,
        on: Day,
        is_failing: bool,
    ) -> DepartureKind {
        let of_reason = words.filter(|_| stated.is_none()).and_then(|words| self.of_reason(words, on));
        kind_of(stated, of_reason, is_failing)
    }

    fn of_reason(&mut self, words: &str, on: Day) -> Option<DepartureKind> {
        if !self.readings.contains_key(words) {
            let ways = self.mapping.readings(words).into_iter().map(|(from, coded)| (from, coded.departure()));
            self.readings.insert(words.to_owned(), ways.collect());
        }
        let ways = self.readings.get(words)?;
        ways.iter().take_while(|(from, _)| from.is_none_or(|from| from <= on)).last().and_then(|(_, kind)| *kind)
    }
}
