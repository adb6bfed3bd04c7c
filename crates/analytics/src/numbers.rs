//! Counts become values: the one place where the formulas of `stats` meet a report.

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int32Array, Int64Array, PrimitiveArray, RecordBatch, StringArray,
    StringViewArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{ArrowPrimitiveType, DataType, Float64Type, Int32Type, Int64Type};
use relationship::{Currency, Money};
use report::{AnalyticsError, Estimate, Note, Value};
use stats::checked::Proportion;
use stats::estimate::{Answer, Why};
use stats::rates::{RatioSums, annualized, person_time_rate, ratio_of_sums, weighted_share, wilson};
use stats::{Level, StatsError};

/// An answer of `stats` as a value of a report.
pub fn value_of(answer: Answer) -> Value {
    match answer {
        Answer::Known(estimate) => Value::Estimate(estimate_of(&estimate)),
        Answer::Undetermined(why) => Value::Undetermined(note_of(why)),
    }
}

/// As [`value_of`], keeping the standard error.
pub fn value_with_error(answer: Answer) -> Value {
    match answer {
        Answer::Known(known) => {
            Value::Estimate(Estimate { standard_error: known.standard_error, ..estimate_of(&known) })
        }
        Answer::Undetermined(why) => Value::Undetermined(note_of(why)),
    }
}

fn estimate_of(known: &stats::Estimate) -> Estimate {
    let finite = |end: f64| end.is_finite().then_some(end);
    Estimate {
        value: known.value,
        lower: finite(known.interval.lower),
        upper: finite(known.interval.upper),
        level: known.interval.level.get(),
        n: known.n,
        method: known.method.word(),
        standard_error: None,
    }
}

/// Why there is no number, with the values the reason names.
pub fn note_of(why: Why) -> Note {
    let note = Note::new(why.word(), why.to_string());
    match why {
        Why::NoDepartures { at_risk } => note.with("at_risk", Value::Count(at_risk)),
        Why::TooFew { needed, given } => note.with("needed", Value::Count(needed)).with("given", Value::Count(given)),
        Why::QuantileNotReached { share_left, survival, longest_observed } => note
            .with("share_left", Value::Number(share_left))
            .with("survival", Value::Number(survival))
            .with("longest_observed", Value::Number(longest_observed)),
        Why::BeyondObserved { asked, longest_observed } => {
            note.with("asked", Value::Number(asked)).with("longest_observed", Value::Number(longest_observed))
        }
        _ => note,
    }
}

/// Too few to speak of a rate, as the definition says.
pub fn too_few(given: u64, needed: u64) -> Value {
    let text = format!("too few: {given} at risk, and the definition asks for at least {needed}");
    let note = Note::new("too_few", text);
    Value::Undetermined(note.with("needed", Value::Count(needed)).with("given", Value::Count(given)))
}

/// The share `part` of `whole` with Wilson's interval.
pub fn share(part: u64, whole: u64, level: Level) -> Result<Value, StatsError> {
    Ok(value_of(wilson(Proportion::new(part, whole)?, level)))
}

/// What a share per period makes over `periods` of them: 1 - (1 - share)^periods.
pub fn over_periods(part: u64, whole: u64, periods: f64, level: Level) -> Result<Value, StatsError> {
    let answer = match wilson(Proportion::new(part, whole)?, level) {
        Answer::Known(share) => Answer::Known(annualized(share, periods)?),
        undetermined @ Answer::Undetermined(_) => undetermined,
    };
    Ok(value_of(answer))
}

/// Departures per unit of customers' time, with the exact interval of a Poisson count.
pub fn per_time(departures: u64, time: f64, level: Level) -> Result<Value, StatsError> {
    Ok(value_of(person_time_rate(departures, time, level)?))
}

/// Which share of the revenue went.
pub fn revenue_share(sums: &RatioSums, level: Level) -> Result<Value, StatsError> {
    Ok(value_of(weighted_share(sums, level)?))
}

/// A ratio of revenue that may be below 0 or above 1.
pub fn revenue_ratio(sums: &RatioSums, level: Level) -> Result<Value, StatsError> {
    Ok(value_of(ratio_of_sums(sums, level)?))
}

/// An amount that was added up as a floating-point number; sums of minor units are whole.
pub fn money(minor: f64, currency: Currency) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "a sum of amounts stays far below 2^53 minor units")]
    let minor = minor.round() as i64;
    Value::Money(Money { minor, currency })
}

/// The columns of one batch of a query's answer, by name.
pub(crate) struct Columns<'a>(pub(crate) &'a RecordBatch);

impl Columns<'_> {
    fn cast(&self, name: &str, to: &DataType) -> Result<ArrayRef, AnalyticsError> {
        let missing = || AnalyticsError::Engine(format!("the query has no column `{name}`"));
        let column = self.0.column_by_name(name).ok_or_else(missing)?;
        cast(column, to).map_err(|cause| AnalyticsError::Engine(format!("`{name}`: {cause}")))
    }

    pub(crate) fn ints(&self, name: &str) -> Result<Int64Array, AnalyticsError> {
        Ok(self.cast(name, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
    }

    pub(crate) fn floats(&self, name: &str) -> Result<Float64Array, AnalyticsError> {
        Ok(self.cast(name, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
    }

    pub(crate) fn texts(&self, name: &str) -> Result<StringViewArray, AnalyticsError> {
        Ok(self.cast(name, &DataType::Utf8View)?.as_string_view().clone())
    }
}

fn not_there(name: &str) -> AnalyticsError {
    AnalyticsError::Engine(format!("the spells have no column `{name}` of this type"))
}

/// A column of numbers or days as it stands in its file.
pub(crate) fn numbers_of<'a, T: ArrowPrimitiveType>(
    batch: &'a RecordBatch,
    name: &str,
) -> Result<&'a PrimitiveArray<T>, AnalyticsError> {
    batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<T>()).ok_or_else(|| not_there(name))
}

/// A column of words that repeat, as it stands in its file: the number of each row's word, and the words.
pub(crate) fn words_of<'a>(
    batch: &'a RecordBatch,
    name: &str,
) -> Result<(&'a Int32Array, &'a StringArray), AnalyticsError> {
    let column = batch.column_by_name(name).and_then(|column| column.as_dictionary_opt::<Int32Type>());
    let words = |column: &'a datafusion::arrow::array::DictionaryArray<Int32Type>| {
        Some((column.keys(), column.values().as_string_opt::<i32>()?))
    };
    column.and_then(words).ok_or_else(|| not_there(name))
}

/// The word of a row, if it has one.
pub(crate) fn word_at<'a>((keys, words): (&Int32Array, &'a StringArray), row: usize) -> Option<&'a str> {
    keys.is_valid(row).then(|| words.value(usize::try_from(keys.value(row)).unwrap_or(0)))
}

/// The text of a row, if it has one.
pub(crate) fn text_at(texts: &StringViewArray, row: usize) -> Option<&str> {
    texts.is_valid(row).then(|| texts.value(row))
}

/// The number of a row, if it has one.
pub(crate) fn int_at(ints: &Int64Array, row: usize) -> Option<i64> {
    ints.is_valid(row).then(|| ints.value(row))
}

/// The number of a row; a sum over nothing is 0.
pub(crate) fn sum_at(sums: &Float64Array, row: usize) -> f64 {
    if sums.is_valid(row) { sums.value(row) } else { 0.0 }
}

/// A count of a row.
pub(crate) fn count_at(counts: &Int64Array, row: usize) -> u64 {
    u64::try_from(counts.value(row)).unwrap_or(0)
}
