//! The traits that plans name, as columns: numbers as they are, words as one column per usual value.

use std::collections::{BTreeMap, BTreeSet};

use ledger::TraitKind;
use relationship::Day;

use super::Register;
use super::life::{TraitColumn, trait_of};
use crate::StudyError;

/// Most values of a trait that get a column; the others are what these are compared with.
const LEVELS_MAX: usize = 8;

/// The columns of all traits that plans name and the ledger knows. The most usual value is what the others are compared with.
pub(super) fn traits(register: &Register<'_>) -> Result<Vec<TraitColumn>, StudyError> {
    let manifest = register.snapshot.manifest();
    let named: BTreeSet<&str> = register
        .activities
        .iter()
        .filter_map(super::Known::now)
        .flat_map(|it| it.plan.traits.iter())
        .map(String::as_str)
        .collect();
    let of_kind = |kind| named.iter().copied().filter(move |name| manifest.traits.get(*name) == Some(&kind));
    let numbers = of_kind(TraitKind::Number).map(|name| TraitColumn { name: name.to_owned(), level: None });
    let mut columns: Vec<TraitColumn> = numbers.collect();
    let words: Vec<&str> = of_kind(TraitKind::Text).chain(named.get("plan").copied()).collect();
    if words.is_empty() {
        return Ok(columns);
    }
    let last = Day::from_number(i32::MAX / 2);
    let parts = register.snapshot.gather(BTreeMap::new, |counts: &mut BTreeMap<(usize, String), u64>, _, facts| {
        facts.sort_by_key(|it| it.on);
        for (at, name) in words.iter().enumerate() {
            if let Some(value) = trait_of(facts, last, name) {
                *counts.entry((at, value.to_owned())).or_default() += 1;
            }
        }
    })?;
    let mut counts: BTreeMap<(usize, String), u64> = BTreeMap::new();
    for (value, customers) in parts.into_iter().flatten() {
        *counts.entry(value).or_default() += customers;
    }
    for (at, name) in words.iter().enumerate() {
        let mut levels: Vec<(&String, u64)> =
            counts.iter().filter(|(value, _)| value.0 == at).map(|(value, customers)| (&value.1, *customers)).collect();
        levels.sort_by_key(|it| std::cmp::Reverse(it.1));
        let usual = levels.into_iter().take(LEVELS_MAX + 1).skip(1);
        columns.extend(usual.map(|it| TraitColumn { name: (*name).to_owned(), level: Some(it.0.clone()) }));
    }
    Ok(columns)
}
