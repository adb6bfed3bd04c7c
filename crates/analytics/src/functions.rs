//! The words our SQL adds to DataFusion's. They are pure, work row by row and are there behind `vaarwel sql` too.
//!
//! | function | meaning |
//! | --- | --- |
//! | `period_number(day, unit)` | the number of the period that holds the day; periods follow each other by 1 |
//! | `entry_period(day, unit)` | the number of the first period that starts on the day or later |
//! | `period_start(number, unit)` | the first day of the period |
//! | `day_number(day)` | days since 1970-01-01 |
//! | `price_on(prices, day)` | the price per month in force on the day |
//! | `price_before(prices, day)` | the price per month in force when the day began: on the eve, or the first price |
//! | `price_changes(prices, from, until, unit)` | periods that ended with another price than they began with |
//! | `departure_kind(departure, reason, day, payment_failing)` | how a spell ended |
//! | `sample_number(text)` | a number from 0 to 9,999 that depends on the text alone: the same part of all, each time |
//! | `reason_code(reason, day)`, `reason_family(reason, day)` | the company's own words as codes |

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int32Array, Int32Builder, Int64Array, Int64Builder,
    ListBuilder, StringViewArray, StringViewBuilder, StructBuilder,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Field, Fields, Int64Type};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use datafusion::prelude::SessionContext;
use relationship::departure::kind_of;
use relationship::reason::ReasonMapping;
use relationship::{Day, DepartureKind, Period};

/// 1 January 1970, the day from which periods are counted.
const EPOCH: Day = Day::from_number(0);

/// The number of the period that holds `day`; the next period's number is one more.
pub fn period_number(period: Period, day: Day) -> i32 {
    period.between(EPOCH, day)
}

/// The first day of the period with this number.
pub fn period_start(period: Period, number: i32) -> Day {
    period.after(period.start_of(EPOCH), number)
}

/// The number of the first period that starts on `day` or later.
pub fn entry_period(period: Period, day: Day) -> i32 {
    let number = period_number(period, day);
    if period.start_of(day) == day { number } else { number + 1 }
}

/// Makes our words known to a session. What own words of a reason mean is read from `mapping`.
pub fn register(session: &SessionContext, mapping: &Arc<ReasonMapping>) {
    for function in all(mapping) {
        session.register_udf(ScalarUDF::from(function));
    }
}

fn all(mapping: &Arc<ReasonMapping>) -> Vec<Function> {
    let (kinds, codes, families) = (Arc::clone(mapping), Arc::clone(mapping), Arc::clone(mapping));
    vec![
        Function::new("period_number", 2, DataType::Int32, |args| numbers_of_days(args, period_number)),
        Function::new("entry_period", 2, DataType::Int32, |args| numbers_of_days(args, entry_period)),
        Function::new("period_start", 2, DataType::Date32, starts_of_periods),
        Function::new("day_number", 1, DataType::Int64, |args| {
            cast_to(&args.array(0)?, &DataType::Int32, &DataType::Int64)
        }),
        Function::new("price_on", 2, DataType::Int64, |args| prices_on(args, 0)),
        Function::new("price_before", 2, DataType::Int64, |args| prices_on(args, -1)),
        Function::new("price_changes", 4, list_of_changes(), price_changes),
        Function::new("departure_kind", 4, DataType::Utf8View, move |args| departure_kinds(args, &kinds)),
        Function::new("sample_number", 1, DataType::Int32, |args| {
            let texts = args.texts(0)?;
            Ok(Arc::new((0..args.rows).map(|row| sample_number(texts.value(row))).collect::<Int32Array>()))
        }),
        Function::new("reason_code", 2, DataType::Utf8View, move |args| {
            coded(args, |words, on| codes.code_for(words, on).code())
        }),
        Function::new("reason_family", 2, DataType::Utf8View, move |args| {
            coded(args, |words, on| families.code_for(words, on).family())
        }),
    ]
}

/// A number from 0 to 9,999 that depends on the text alone (FNV-1a, with the bits mixed).
pub fn sample_number(text: &str) -> i32 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    i32::try_from((mixed >> 33) % 10_000).unwrap_or(0)
}

/// Arguments of a call: columns, or single values for all rows.
struct Arguments<'a> {
    name: &'static str,
    values: &'a [ColumnarValue],
    rows: usize,
}

impl Arguments<'_> {
    fn array(&self, index: usize) -> Result<ArrayRef> {
        self.values[index].to_array(self.rows)
    }

    fn days(&self, index: usize) -> Result<Date32Array> {
        let array = self.array(index)?;
        let array = if array.data_type() == &DataType::Date32 { array } else { cast(&array, &DataType::Date32)? };
        Ok(array.as_primitive::<Date32Type>().clone())
    }

    fn texts(&self, index: usize) -> Result<StringViewArray> {
        let array = self.array(index)?;
        let array = if array.data_type() == &DataType::Utf8View { array } else { cast(&array, &DataType::Utf8View)? };
        Ok(array.as_string_view().clone())
    }

    fn period(&self, index: usize) -> Result<Period> {
        if let ColumnarValue::Scalar(value) = &self.values[index]
            && let Some(Some(word)) = value.try_as_str()
        {
            return word.parse().or_else(|refusal: String| plan_err!("{}: {refusal}", self.name));
        }
        plan_err!("{}: its last argument is one of 'week', 'month', 'quarter', 'year'", self.name)
    }
}

fn cast_to(array: &ArrayRef, first: &DataType, then: &DataType) -> Result<ArrayRef> {
    Ok(cast(&cast(array, first)?, then)?)
}

fn numbers_of_days(args: &Arguments<'_>, number: fn(Period, Day) -> i32) -> Result<ArrayRef> {
    let period = args.period(1)?;
    // Days repeat far more often than they differ, and a calendar step costs more than a look-up.
    let days = args.days(0)?;
    let mut known: DayTable<i32> = DayTable::default();
    let numbers: Vec<i32> =
        days.values().iter().map(|&day| known.get_or(day, || number(period, Day::from_number(day)))).collect();
    Ok(Arc::new(Int32Array::new(numbers.into(), days.nulls().cloned())))
}

/// What was worked out for a day already, for days within some hundred years of each other.
struct DayTable<T> {
    first: i32,
    values: Vec<Option<T>>,
}

impl<T> Default for DayTable<T> {
    fn default() -> Self {
        Self { first: 0, values: Vec::new() }
    }
}

impl<T: Copy> DayTable<T> {
    const DAYS_MAX: usize = 100_000;

    fn get_or(&mut self, day: i32, make: impl FnOnce() -> T) -> T {
        if self.values.is_empty() {
            // 1900-01-01: older days are worked out anew each time.
            self.first = -25_567;
        }
        let Some(index) = usize::try_from(i64::from(day) - i64::from(self.first)).ok().filter(|&i| i < Self::DAYS_MAX)
        else {
            return make();
        };
        if index >= self.values.len() {
            self.values.resize(index + 1, None);
        }
        *self.values[index].get_or_insert_with(make)
    }
}

fn starts_of_periods(args: &Arguments<'_>) -> Result<ArrayRef> {
    let period = args.period(1)?;
    let numbers = cast(&args.array(0)?, &DataType::Int32)?;
    let numbers = numbers.as_primitive::<datafusion::arrow::datatypes::Int32Type>();
    // Numbers of periods run within the same range as numbers of days, so the same table serves.
    let mut known: DayTable<i32> = DayTable::default();
    let start = |&number: &i32| known.get_or(number, || period_start(period, number).number());
    let days: Vec<i32> = numbers.values().iter().map(start).collect();
    Ok(Arc::new(Date32Array::new(days.into(), numbers.nulls().cloned())))
}

/// The column `prices`: for each spell the days from which a price is in force, oldest first.
struct Prices {
    list: ArrayRef,
    on: Date32Array,
    price: Int64Array,
}

impl Prices {
    fn new(args: &Arguments<'_>, index: usize) -> Result<Self> {
        let list = args.array(index)?;
        let parts = list.as_list_opt::<i32>().and_then(|list| {
            let steps = list.values().as_struct_opt()?;
            let on = steps.column_by_name("on")?.as_primitive_opt::<Date32Type>()?.clone();
            let price = steps.column_by_name("price")?.as_primitive_opt::<Int64Type>()?.clone();
            Some((on, price))
        });
        match parts {
            Some((on, price)) => Ok(Self { list, on, price }),
            None => plan_err!("{}: its first argument is the column `prices` of `spells`", args.name),
        }
    }

    /// Where the prices of a row begin and end.
    fn range(&self, row: usize) -> std::ops::Range<usize> {
        let list = self.list.as_list::<i32>();
        if list.is_null(row) {
            return 0..0;
        }
        let offsets = list.value_offsets();
        let at = |index: usize| usize::try_from(offsets[index]).unwrap_or(0);
        at(row)..at(row + 1)
    }

    /// The price in force on a day. Before the first known price, the first holds: a source that names a price later
    /// than the start does not mean that the customer paid nothing before.
    fn on(&self, range: std::ops::Range<usize>, day: i32) -> Option<i64> {
        let later = self.on.values()[range.clone()].partition_point(|&on| on <= day);
        let index = range.start + later.saturating_sub(1);
        (!range.is_empty() && self.price.is_valid(index)).then(|| self.price.value(index))
    }
}

fn prices_on(args: &Arguments<'_>, shift: i32) -> Result<ArrayRef> {
    let prices = Prices::new(args, 0)?;
    let days = args.days(1)?;
    let price =
        |row: usize| days.is_valid(row).then(|| prices.on(prices.range(row), days.value(row) + shift)).flatten();
    Ok(Arc::new((0..args.rows).map(price).collect::<Int64Array>()))
}

fn change_fields() -> Fields {
    Fields::from(vec![
        Field::new("period", DataType::Int32, true),
        Field::new("before", DataType::Int64, true),
        Field::new("after", DataType::Int64, true),
    ])
}

fn list_of_changes() -> DataType {
    DataType::List(Arc::new(Field::new("item", DataType::Struct(change_fields()), true)))
}

fn price_changes(args: &Arguments<'_>) -> Result<ArrayRef> {
    let prices = Prices::new(args, 0)?;
    let (from, until, period) = (args.days(1)?, args.days(2)?, args.period(3)?);
    let fields = change_fields();
    let field = Field::new("item", DataType::Struct(fields.clone()), true);
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 0)).with_field(field);
    let mut numbers: DayTable<i32> = DayTable::default();
    let mut starts: DayTable<i32> = DayTable::default();
    for row in 0..args.rows {
        let range = prices.range(row);
        if range.len() > 1 && from.is_valid(row) {
            let mut number = |day: i32| numbers.get_or(day, || period_number(period, Day::from_number(day)));
            let mut start = |number: i32| starts.get_or(number, || period_start(period, number).number());
            let first = number(from.value(row));
            let end = if until.is_valid(row) { number(until.value(row)) } else { i32::MAX };
            changes_of(&prices, range, first..end, &mut number, &mut start, list.values());
        }
        list.append(true);
    }
    Ok(Arc::new(list.finish()))
}

/// Adds each of the periods at whose end another price is in force than when it began. Only periods in which a price step
/// falls are looked at.
fn changes_of(
    prices: &Prices,
    range: std::ops::Range<usize>,
    periods: std::ops::Range<i32>,
    number: &mut impl FnMut(i32) -> i32,
    start: &mut impl FnMut(i32) -> i32,
    out: &mut StructBuilder,
) {
    let mut done = None;
    for step in range.clone().skip(1) {
        let period = number(prices.on.value(step));
        if done == Some(period) || !periods.contains(&period) {
            continue;
        }
        done = Some(period);
        let before = prices.on(range.clone(), start(period) - 1).unwrap_or(0);
        let after = prices.on(range.clone(), start(period + 1) - 1).unwrap_or(0);
        if before != after {
            let mut put = |index: usize, value: i64| {
                if let Some(builder) = out.field_builder::<Int64Builder>(index) {
                    builder.append_value(value);
                }
            };
            put(1, before);
            put(2, after);
            if let Some(builder) = out.field_builder::<Int32Builder>(0) {
                builder.append_value(period);
            }
            out.append(true);
        }
    }
}

fn departure_kinds(args: &Arguments<'_>, mapping: &ReasonMapping) -> Result<ArrayRef> {
    let (stated, reasons, ended, failing) = (args.texts(0)?, args.texts(1)?, args.days(2)?, args.array(3)?);
    let failing: &BooleanArray = failing.as_boolean();
    let mut readings: HashMap<&str, Vec<(Option<Day>, Option<DepartureKind>)>> = HashMap::new();
    let mut kinds = StringViewBuilder::with_capacity(args.rows);
    for row in 0..args.rows {
        if ended.is_null(row) {
            kinds.append_null();
            continue;
        }
        if stated.is_valid(row) {
            kinds.append_value(stated.value(row));
            continue;
        }
        let coded = reasons.is_valid(row).then(|| {
            let words = reasons.value(row);
            let ways = readings.entry(words).or_insert_with(|| {
                mapping.readings(words).into_iter().map(|(from, coded)| (from, coded.departure())).collect()
            });
            let on = Day::from_number(ended.value(row));
            ways.iter().take_while(|(from, _)| from.is_none_or(|from| from <= on)).last().and_then(|(_, kind)| *kind)
        });
        let failing = failing.is_valid(row) && failing.value(row);
        kinds.append_value(kind_of(None, coded.flatten(), failing).word());
    }
    Ok(Arc::new(kinds.finish()))
}

fn coded<'a>(args: &Arguments<'_>, code: impl Fn(&str, Day) -> &'a str) -> Result<ArrayRef> {
    let (reasons, days) = (args.texts(0)?, args.days(1)?);
    let mut codes = StringViewBuilder::with_capacity(args.rows);
    for row in 0..args.rows {
        if reasons.is_null(row) {
            codes.append_null();
        } else {
            let on = if days.is_valid(row) { Day::from_number(days.value(row)) } else { EPOCH };
            codes.append_value(code(reasons.value(row), on));
        }
    }
    Ok(Arc::new(codes.finish()))
}

type Run = dyn Fn(&Arguments<'_>) -> Result<ArrayRef> + Send + Sync;

/// One of our words: any types come in, because text may be plain, a view or a dictionary.
struct Function {
    name: &'static str,
    signature: Signature,
    returns: DataType,
    run: Arc<Run>,
}

impl Function {
    fn new(
        name: &'static str,
        arguments: usize,
        returns: DataType,
        run: impl Fn(&Arguments<'_>) -> Result<ArrayRef> + Send + Sync + 'static,
    ) -> Self {
        Self { name, signature: Signature::any(arguments, Volatility::Immutable), returns, run: Arc::new(run) }
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.run, &other.run)
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.returns.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let all_single = args.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let rows = if all_single { 1 } else { args.number_rows };
        let array = (self.run)(&Arguments { name: self.name, values: &args.args, rows })?;
        if all_single {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?));
        }
        Ok(ColumnarValue::Array(array))
    }
}
