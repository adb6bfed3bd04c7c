//! Spells cut where their plan changed, so that each part counts under its own plan.

use std::sync::Arc;

use datafusion::arrow::array::{Array as _, ArrayRef, Date32Array, DictionaryArray, RecordBatch, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::{Date32Type, Field, Int32Type, Schema};
use relationship::Day;
use report::AnalyticsError;

use crate::functions::Plans;
use crate::grouping::PLAN;
use crate::numbers::numbers_of;

/// The same spells with one row per stretch on one plan, which stands in the column `plan`; and from when until before which
/// day each row speaks.
pub(super) fn cut(spells: &RecordBatch) -> Result<(RecordBatch, Vec<(Day, Option<Day>)>), AnalyticsError> {
    let lacking = || AnalyticsError::Engine("the spells lack `plans`".to_owned());
    let plans = spells.column_by_name("plans").cloned().and_then(Plans::over).ok_or_else(lacking)?;
    let started: &Date32Array = numbers_of::<Date32Type>(spells, "started_on")?;
    let ended: &Date32Array = numbers_of::<Date32Type>(spells, "ended_on")?;
    let (mut rows, mut stretches, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..spells.num_rows() {
        let ended = ended.is_valid(row).then(|| Day::from_number(ended.value(row)));
        plans.stretches(row, (Day::from_number(started.value(row)), ended), |stretch| {
            rows.push(u32::try_from(row).unwrap_or(u32::MAX));
            stretches.push((stretch.from, stretch.next));
            names.push(stretch.plan);
        });
    }
    let named: ArrayRef = Arc::new(names.into_iter().collect::<DictionaryArray<Int32Type>>());
    let taken = take_record_batch(spells, &UInt32Array::from(rows)).map_err(failed)?;
    let of_whole = taken.schema();
    let kept = (0..taken.num_columns()).filter(|&place| of_whole.field(place).name() != PLAN);
    let (mut fields, mut columns): (Vec<Field>, Vec<ArrayRef>) =
        kept.map(|place| (of_whole.field(place).clone(), Arc::clone(taken.column(place)))).unzip();
    fields.push(Field::new(PLAN, named.data_type().clone(), true));
    columns.push(named);
    Ok((RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(failed)?, stretches))
}

fn failed(cause: datafusion::arrow::error::ArrowError) -> AnalyticsError {
    AnalyticsError::Engine(cause.to_string())
}
