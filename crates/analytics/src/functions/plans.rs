//! Plans in force, from the column `plans` of the spells: a spell as stretches on one plan each.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Date32Array, StringArray};
use datafusion::arrow::datatypes::Date32Type;
use relationship::Day;

/// A part of a spell on one plan, or on none that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch<'a> {
    pub(crate) plan: Option<&'a str>,
    pub(crate) from: Day,
    /// The first day on another plan; nothing for the last stretch of a spell.
    pub(crate) next: Option<Day>,
}

/// The column `plans`: for each spell the days from which a plan holds, oldest first.
pub(crate) struct Plans {
    list: ArrayRef,
    on: Date32Array,
    plan: StringArray,
}

impl Plans {
    /// The column as it stands in a file.
    pub(crate) fn over(list: ArrayRef) -> Option<Self> {
        let steps = list.as_list_opt::<i32>()?.values().as_struct_opt()?;
        let on = steps.column_by_name("on")?.as_primitive_opt::<Date32Type>()?.clone();
        let plan = datafusion::arrow::compute::cast(
            steps.column_by_name("plan")?,
            &datafusion::arrow::datatypes::DataType::Utf8,
        );
        let plan = plan.ok()?.as_string_opt::<i32>()?.clone();
        Some(Self { list, on, plan })
    }

    /// The stretches of a row's spell in order of days; at least one. Before the first known plan none is known, and what
    /// came after the last day does not count.
    pub(crate) fn stretches<'a>(
        &'a self,
        row: usize,
        (started, ended): (Day, Option<Day>),
        mut take: impl FnMut(Stretch<'a>),
    ) {
        let list = self.list.as_list::<i32>();
        let offsets = list.value_offsets();
        let at = |index: usize| usize::try_from(offsets[index]).unwrap_or(0);
        let steps = if list.is_null(row) { 0..0 } else { at(row)..at(row + 1) };
        let mut now = Stretch { plan: None, from: started, next: None };
        for step in steps {
            let on = Day::from_number(self.on.value(step));
            if ended.is_some_and(|ended| on > ended) {
                break;
            }
            if on > now.from {
                take(Stretch { next: Some(on), ..now });
                now.from = on;
            }
            now.plan = Some(self.plan.value(step));
        }
        take(now);
    }
}
