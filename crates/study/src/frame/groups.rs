//! Rows apart by the values of some columns.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::opened::hint;
use super::{Categories, Category, Column, Frame, Kept};
use crate::StudyError;

/// Most groups an answer has.
pub const GROUPS_MAX: usize = 200;
/// Most strata within which rows are compared: matched pairs make many.
pub const STRATA_MAX: usize = 100_000;

/// Some rows of a frame: those with the same values in the columns of `--by`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Column and value, in the order of `--by`; empty when all rows are meant.
    pub names: Vec<(String, String)>,
    /// The rows, rising.
    pub rows: Vec<usize>,
    /// Whether these are all rows of the frame.
    is_whole: bool,
}

impl Group {
    /// The values for people, such as `Year, NL`; `all` when all rows are meant.
    pub fn label(&self) -> String {
        if self.names.is_empty() { "all".to_owned() } else { self.cell() }
    }

    /// The same for a table, which leaves out a column without content: nothing when all rows are meant.
    pub fn cell(&self) -> String {
        self.names.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// `{"plan": "Year"}`; empty when all rows are meant.
    pub fn json(&self) -> Value {
        let names: Map<String, Value> =
            self.names.iter().map(|(column, value)| (column.clone(), value.as_str().into())).collect();
        Value::Object(names)
    }

    /// The values of this group's rows; nothing is copied when all rows are meant.
    pub fn pick<'a, T: Copy>(&self, values: &'a [T]) -> Cow<'a, [T]> {
        if self.is_whole {
            return Cow::Borrowed(values);
        }
        Cow::Owned(self.rows.iter().filter_map(|&row| values.get(row).copied()).collect())
    }
}

impl Group {
    /// The rows of this group apart by a number that each row of the frame has, from 0 to `parts`.
    #[must_use]
    pub fn split(&self, part_of: &[usize], parts: usize) -> Vec<Self> {
        let mut rows = vec![Vec::new(); parts];
        for &row in &self.rows {
            if let Some(part) = part_of.get(row).and_then(|&part| rows.get_mut(part)) {
                part.push(row);
            }
        }
        let is_whole = self.is_whole && parts == 1;
        rows.into_iter().map(|rows| Self { names: self.names.clone(), rows, is_whole }).collect()
    }
}

impl Column {
    /// Some rows of it; of names only those that these rows hold.
    fn picked(&self, rows: &[usize]) -> Self {
        fn of<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|&row| values[row]).collect()
        }
        match self {
            Self::Numbers(numbers) => Self::Numbers(of(numbers, rows)),
            Self::Flags(flags) => Self::Flags(of(flags, rows)),
            Self::Arms(arms) => Self::Arms(of(arms, rows)),
            Self::Names(Categories { codes, levels }) => {
                let codes = of(codes, rows);
                let mut used: Vec<u32> = codes.clone();
                used.sort_unstable();
                used.dedup();
                let place = |code: &u32| u32::try_from(used.partition_point(|it| it < code)).unwrap_or(u32::MAX);
                let names = used.iter().filter_map(|&code| levels.get(code as usize).cloned()).collect();
                Self::Names(Categories { codes: codes.iter().map(place).collect(), levels: names })
            }
        }
    }
}

impl Frame {
    /// All rows as one group.
    pub fn whole(&self) -> Group {
        Group { names: Vec::new(), rows: (0..self.rows).collect(), is_whole: true }
    }

    /// One group per combination of values that occurs, in natural order; all rows as one when there are no columns.
    ///
    /// # Errors
    /// When there are more than [`GROUPS_MAX`].
    pub fn groups(&self, by: &[Category]) -> Result<Vec<Group>, StudyError> {
        let remedy = "a column with an id or a number makes no groups; cut numbers into classes first";
        self.apart(by, "--by", GROUPS_MAX, remedy)
    }

    /// The same for strata, which nobody reads one by one.
    ///
    /// # Errors
    /// When there are more than [`STRATA_MAX`].
    pub fn strata(&self, by: &[Category]) -> Result<Vec<Group>, StudyError> {
        self.apart(by, "--strata", STRATA_MAX, "put values together that hardly differ")
    }

    fn apart(
        &self,
        by: &[Category],
        option: &'static str,
        limit: usize,
        remedy: &'static str,
    ) -> Result<Vec<Group>, StudyError> {
        let mut groups = vec![self.whole()];
        for &column in by {
            let name = self.names.get(column.0).cloned().unwrap_or_default();
            let categories = self.categories(column);
            let mut split = Vec::new();
            for mut group in groups {
                group.rows.sort_by_key(|&row| categories.codes[row]);
                for rows in group.rows.chunk_by(|&one, &other| categories.codes[one] == categories.codes[other]) {
                    let level = rows.first().and_then(|&row| categories.levels.get(categories.codes[row] as usize));
                    let mut names = group.names.clone();
                    names.push((name.clone(), level.cloned().unwrap_or_default()));
                    split.push(Group { names, is_whole: rows.len() == self.rows, rows: rows.to_vec() });
                }
            }
            if split.len() > limit {
                let given = split.len();
                return Err(StudyError::TooManyLevels { option, column: name, given, limit, remedy });
            }
            groups = split;
        }
        Ok(groups)
    }

    /// The rows that hold this value.
    ///
    /// # Errors
    /// When none does.
    pub(super) fn only(mut self, wanted: &Kept) -> Result<Self, StudyError> {
        let names = self.categories(wanted.column);
        let code = |value: &String| {
            let place = names.levels.iter().position(|level| level == value);
            place.and_then(|place| u32::try_from(place).ok()).ok_or_else(|| StudyError::ValueNotFound {
                option: wanted.option,
                given: value.to_owned(),
                file: self.source.file.clone(),
                column: self.name(wanted.column).to_owned(),
                hint: hint(value, &names.levels, "values"),
            })
        };
        let codes = wanted.values.iter().map(code).collect::<Result<Vec<u32>, _>>()?;
        let kept: Vec<usize> =
            (0..self.rows).filter(|&row| names.codes.get(row).is_some_and(|it| codes.contains(it))).collect();
        let lines: Vec<u64> = kept.iter().map(|&row| self.line(row)).collect();
        let begins = |row: usize| row == 0 || lines[row] != lines[row - 1] + 1;
        self.runs = (0..lines.len()).filter(|&row| begins(row)).map(|row| (row, lines[row])).collect();
        self.columns = self.columns.iter().map(|column| column.picked(&kept)).collect();
        self.rows = kept.len();
        Ok(self)
    }

    /// The name of the column behind a handle.
    pub fn name(&self, column: Category) -> &str {
        self.names.get(column.0).map_or("", String::as_str)
    }
}
