//! From names to columns.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use relationship::suggestion::did_you_mean;
use relationship::{DepartureKind, FactKind};

use super::super::words::{is_email, is_personal, may_be_personal};
use super::super::{As, Mapping, ROW_ID, TRAITS_MAX, departure};
use super::{Binding, Bound, Departures, EventKind, Id, LeftRule};
use crate::input::{Need, Rows};
use crate::message::{Message, Value};

impl Binding<'_> {
    pub(super) fn file_stem(&self) -> String {
        self.table.path().file_stem().map_or_else(|| "import".to_owned(), |stem| stem.to_string_lossy().into_owned())
    }

    pub(super) fn some_columns(&self) -> Value {
        const SHOWN: usize = 12;
        Value::names(self.columns.iter().take(SHOWN), self.columns.len().saturating_sub(SHOWN))
    }

    /// The column with this name: letter by letter, else without regard to case and to how many blanks there are.
    fn look_up(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| column == name.trim());
        exact.or_else(|| {
            let wanted = loose(name);
            let mut alike = self.columns.iter().enumerate().filter(|(_, column)| loose(column) == wanted);
            let first = alike.next()?;
            alike.next().is_none().then_some(first.0)
        })
    }

    pub(super) fn find(&mut self, option: &str, name: &str) -> Option<usize> {
        let found = self.look_up(name);
        if found.is_none() {
            let meant = did_you_mean(name, self.columns.iter().map(String::as_str));
            let (option, given) = (option.into(), name.into());
            self.problems.push(match meant {
                Some(meant) => Message::ColumnMistyped { option, given, meant: meant.into() },
                None => Message::ColumnUnknown { option, given, columns: self.some_columns() },
            });
        }
        found
    }

    /// The columns of a list. The command line cuts lists at commas, so that a name with a comma arrives in pieces.
    fn find_all(&mut self, option: &str, names: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut rest = names;
        while let Some(first) = rest.first() {
            let joined = (1..=rest.len()).find_map(|n| self.look_up(&rest[..n].join(",")).map(|column| (column, n)));
            let (column, used) = joined.map_or_else(|| (self.find(option, first), 1), |(column, n)| (Some(column), n));
            found.extend(column);
            rest = &rest[used..];
        }
        found
    }

    pub(super) fn id(&mut self, mapping: &Mapping) -> Id {
        match mapping.id.as_deref() {
            Some(ROW_ID) | None => Id::Row,
            Some(name) => self.find("id", name).map_or(Id::Row, Id::Column),
        }
    }

    pub(super) fn left(&mut self, given: &str) -> Option<LeftRule> {
        if let Some(column) = self.look_up(given) {
            return Some(LeftRule { column, values: Vec::new() });
        }
        // Names of columns and values may hold a `=` themselves: the first cut that gives a column counts.
        for (at, _) in given.match_indices('=') {
            let (name, values) = (&given[..at], &given[at + 1..]);
            if let Some(column) = self.look_up(name) {
                let values: Vec<String> =
                    values.split('|').map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect();
                if values.is_empty() {
                    self.problems.push(Message::LeftWithoutValue { given: given.into(), column: name.into() });
                    return None;
                }
                return Some(LeftRule { column, values });
            }
        }
        let name = given.split('=').next().unwrap_or(given).to_owned();
        self.find("left", &name).map(|column| LeftRule { column, values: Vec::new() })
    }

    pub(super) fn event_kind(&mut self, mapping: &Mapping, kind_of_row: As, has_amount: bool) -> EventKind {
        let usual = EventKind::Always(if has_amount { FactKind::Paid } else { FactKind::Used });
        let Some(given) = mapping.kind.as_deref().filter(|_| kind_of_row == As::Events) else { return usual };
        if let Some(column) = self.look_up(given) {
            let words = mapping.kind_map.iter().map(|(theirs, ours)| (theirs.trim().to_lowercase(), ours.clone()));
            return EventKind::Column(column, words.collect());
        }
        if let Some(kind) = FactKind::KNOWN.into_iter().find(|kind| kind.word() == given) {
            return EventKind::Always(kind);
        }
        let kinds = FactKind::KNOWN.map(FactKind::word);
        let meant = did_you_mean(given, kinds.into_iter().chain(self.columns.iter().map(String::as_str)));
        self.problems.push(match meant {
            Some(meant) => Message::KindMistyped { given: given.into(), meant: meant.into() },
            None => Message::KindUnknown { given: given.into(), kinds: Value::names(kinds, 0) },
        });
        usual
    }

    pub(super) fn departures(&mut self, mapping: &Mapping, kind_of_row: As) -> Option<Departures> {
        let by_kind = mapping.kind.as_deref().filter(|_| kind_of_row != As::Events);
        let (option, name, map): (_, _, &BTreeMap<String, String>) = match (by_kind, mapping.departure.as_deref()) {
            (Some(kind), _) => ("kind", kind, &mapping.kind_map),
            (None, Some(departure)) if kind_of_row == As::Events => ("departure", departure, &BTreeMap::new()),
            (None, Some(departure)) => ("departure", departure, &mapping.kind_map),
            (None, None) => return None,
        };
        let column = self.find(option, name)?;
        let mut words = HashMap::new();
        for (theirs, ours) in map {
            match departure(ours) {
                Some(kind) => {
                    words.insert(theirs.trim().to_lowercase(), kind);
                }
                None => self.problems.push(Message::DepartureUnknown {
                    given: theirs.into(),
                    kind: ours.into(),
                    kinds: Value::names(DepartureKind::ALL.map(DepartureKind::word), 0),
                }),
            }
        }
        Some(Departures { column, words })
    }

    pub(super) fn traits(&mut self, mapping: &Mapping, bound: &Bound) -> Vec<(String, usize)> {
        let skipped: Vec<usize> = self.find_all("skip", &mapping.skip);
        let mut columns: Vec<usize> = match &mapping.traits {
            Some(names) => self.find_all("trait", names),
            None if bound.kind_of_row == As::Events => Vec::new(),
            None => {
                let taken = bound.needs();
                (0..self.columns.len()).filter(|&column| taken[column] == Need::default()).collect()
            }
        };
        columns.retain(|column| !skipped.contains(column));
        let mut once = HashSet::new();
        columns.retain(|column| once.insert(*column));
        if mapping.traits.is_none() {
            let personal: Vec<usize> = columns.iter().copied().filter(|&column| self.is_personal(column)).collect();
            if !personal.is_empty() {
                let names = personal.iter().map(|&column| self.columns[column].as_str());
                self.warn_about(Message::PersonalColumnsLeftOut { columns: Value::names(names, 0) });
                columns.retain(|column| !personal.contains(column));
            }
        }
        if columns.len() > TRAITS_MAX {
            self.problems.push(Message::TooManyTraits { given: columns.len().into(), limit: TRAITS_MAX.into() });
        }
        columns.into_iter().map(|column| (one_blank(&self.columns[column]), column)).collect()
    }

    fn is_personal(&self, column: usize) -> bool {
        let sample = self.table.sample();
        let looked_at = sample.len().min(200);
        let emails = (0..looked_at).filter(|&row| is_email(sample.text(row, column))).count();
        let name = self.columns[column].as_str();
        let personal = (0..looked_at).filter(|&row| may_be_personal(name, sample.text(row, column))).count();
        is_personal(name) || emails * 2 > looked_at || personal * 2 > looked_at
    }
}

/// A name without regard to case and to how many blanks there are.
fn loose(name: &str) -> String {
    one_blank(name).to_lowercase()
}

fn one_blank(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
