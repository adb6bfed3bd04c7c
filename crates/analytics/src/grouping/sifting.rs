//! Filters and groups over spells at hand, read from their files without SQL.

use std::collections::HashMap;

use datafusion::arrow::array::{Array, Int32Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::Float64Type;
use report::AnalyticsError;

use super::{By, Filter, Group, Grouping, Part};
use crate::numbers::{numbers_of, words_of};

impl Grouping {
    /// The columns of the spells that filters and groups look at.
    pub(crate) fn columns_read(&self) -> Vec<&str> {
        let filters = self.filters.iter().map(|filter| filter.column.as_str());
        filters.chain(self.by.iter().map(|by| by.column.as_str())).collect()
    }

    /// Which rows pass the filters.
    pub(crate) fn passing(&self, spells: &RecordBatch) -> Result<Vec<bool>, AnalyticsError> {
        let mut passing = vec![true; spells.num_rows()];
        for filter in &self.filters {
            filter.narrow(spells, &mut passing)?;
        }
        Ok(passing)
    }

    /// The groups there are among these rows, and the number of each row's group.
    pub(crate) fn groups_of(&self, spells: &RecordBatch) -> Result<(Vec<Group>, Vec<usize>), AnalyticsError> {
        let mut groups: Vec<Group> = vec![Vec::new()];
        let mut numbers = vec![0; spells.num_rows()];
        for by in &self.by {
            let mut known: HashMap<(usize, Option<usize>), usize> = HashMap::new();
            let mut finer: Vec<Group> = Vec::new();
            let parts = by.parts(spells)?;
            for (row, number) in numbers.iter_mut().enumerate() {
                let part = parts.number(row);
                *number = *known.entry((*number, part)).or_insert_with(|| {
                    let mut group = groups[*number].clone();
                    group.push(part.map_or(Part::Unknown, |part| parts.part(part)));
                    finer.push(group);
                    finer.len() - 1
                });
            }
            groups = finer;
        }
        Ok((groups, numbers))
    }
}

impl Filter {
    fn narrow(&self, spells: &RecordBatch, passing: &mut [bool]) -> Result<(), AnalyticsError> {
        if let Ok(numbers) = numbers_of::<Float64Type>(spells, &self.column) {
            for (row, passes) in passing.iter_mut().enumerate() {
                let number = numbers.is_valid(row).then(|| numbers.value(row));
                *passes &= self.ways.iter().any(|way| way.takes_number(number));
            }
            return Ok(());
        }
        let (keys, words) = words_of(spells, &self.column)?;
        let takes = |word: Option<&str>| self.ways.iter().any(|way| way.takes_word(word));
        let taken: Vec<bool> = words.iter().map(takes).collect();
        let unknown = takes(None);
        for (row, passes) in passing.iter_mut().enumerate() {
            *passes &= place(keys, row).map_or(unknown, |word| taken[word]);
        }
        Ok(())
    }
}

/// The number of a row's word in its dictionary.
fn place(keys: &Int32Array, row: usize) -> Option<usize> {
    keys.is_valid(row).then(|| usize::try_from(keys.value(row)).unwrap_or(0))
}

/// What a trait says of each row.
enum Parts<'a> {
    Words(&'a Int32Array, &'a StringArray),
    Numbers(Vec<Option<usize>>),
}

impl By {
    fn parts<'a>(&self, spells: &'a RecordBatch) -> Result<Parts<'a>, AnalyticsError> {
        let Some(cut) = &self.cut else {
            let (keys, words) = words_of(spells, &self.column)?;
            return Ok(Parts::Words(keys, words));
        };
        let numbers = numbers_of::<Float64Type>(spells, &self.column)?;
        Ok(Parts::Numbers(numbers.iter().map(|number| Some(cut.index_of(number?))).collect()))
    }
}

impl Parts<'_> {
    fn number(&self, row: usize) -> Option<usize> {
        match self {
            Self::Words(keys, _) => place(keys, row),
            Self::Numbers(numbers) => numbers[row],
        }
    }

    fn part(&self, number: usize) -> Part {
        match self {
            Self::Words(_, words) => Part::Word(words.value(number).to_owned()),
            Self::Numbers(_) => Part::Number(i64::try_from(number).unwrap_or(i64::MAX)),
        }
    }
}
