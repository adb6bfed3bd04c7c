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
//! | `plan_stretches(plans, started_on, ended_on)` | the parts of a spell on one plan each: plan, first day, first day on another |
//! | `departure_kind(departure, reason, day, payment_failing)` | how a spell ended |
//! | `sample_number(text)` | a number from 0 to 9,999 that depends on the text alone: the same part of all, each time |
//! | `reason_code(reason, day)`, `reason_family(reason, day)` | the company's own words as codes |

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Date32Builder, Int32Array, Int32Builder, Int64Array,
    Int64Builder, ListBuilder, StringBuilder, StringViewArray, StringViewBuilder, StructBuilder,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Field, Fields};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use relationship::reason::ReasonMapping;
use relationship::{Day, Period};

mod endings;
mod numbering;
mod plans;
mod prices;

pub(crate) use endings::Endings;
pub(crate) use numbering::Numbering;
pub(crate) use plans::{Plans, Stretch};
pub(crate) use prices::{PriceChange, Prices};

use numbering::DayTable;

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

/// Our words. What own words of a reason mean is read from `mapping`.
pub(crate) fn all(mapping: &Arc<ReasonMapping>) -> Vec<ScalarUDF> {
    let (kinds, codes, families) = (Arc::clone(mapping), Arc::clone(mapping), Arc::clone(mapping));
    let functions = vec![
        Function::new("period_number", 2, DataType::Int32, |args| numbers_of_days(args, period_number)),
        Function::new("entry_period", 2, DataType::Int32, |args| numbers_of_days(args, entry_period)),
        Function::new("period_start", 2, DataType::Date32, starts_of_periods),
        Function::new("day_number", 1, DataType::Int64, |args| {
            cast_to(&args.array(0)?, &DataType::Int32, &DataType::Int64)
        }),
        Function::new("price_on", 2, DataType::Int64, |args| prices_on(args, 0)),
        Function::new("price_before", 2, DataType::Int64, |args| prices_on(args, -1)),
        Function::new("price_changes", 4, list_of_changes(), price_changes),
        Function::new("plan_stretches", 3, list_of_stretches(), plan_stretches),
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
    ];
    functions.into_iter().map(ScalarUDF::from).collect()
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

fn prices_of(args: &Arguments<'_>) -> Result<Prices> {
    if let Some(prices) = Prices::over(args.array(0)?) {
        Ok(prices)
    } else {
        plan_err!("{}: its first argument is the column `prices` of `spells`", args.name)
    }
}

fn prices_on(args: &Arguments<'_>, shift: i32) -> Result<ArrayRef> {
    let prices = prices_of(args)?;
    let days = args.days(1)?;
    let price = |row: usize| {
        days.is_valid(row).then(|| prices.in_force(row, Day::from_number(days.value(row) + shift))).flatten()
    };
    Ok(Arc::new((0..args.rows).map(price).collect::<Int64Array>()))
}

fn stretch_fields() -> Fields {
    Fields::from(vec![
        Field::new("plan", DataType::Utf8, true),
        Field::new("from_on", DataType::Date32, true),
        Field::new("next_on", DataType::Date32, true),
    ])
}

fn list_of_stretches() -> DataType {
    DataType::List(Arc::new(Field::new("item", DataType::Struct(stretch_fields()), true)))
}

fn plan_stretches(args: &Arguments<'_>) -> Result<ArrayRef> {
    let Some(plans) = Plans::over(args.array(0)?) else {
        return plan_err!("{}: its first argument is the column `plans` of `spells`", args.name);
    };
    let (started, ended) = (args.days(1)?, args.days(2)?);
    let field = Field::new("item", DataType::Struct(stretch_fields()), true);
    let mut list = ListBuilder::new(StructBuilder::from_fields(stretch_fields(), 0)).with_field(field);
    for row in 0..args.rows {
        let ended = ended.is_valid(row).then(|| Day::from_number(ended.value(row)));
        if started.is_valid(row) {
            let stay = (Day::from_number(started.value(row)), ended);
            plans.stretches(row, stay, |stretch| put_stretch(stretch, list.values()));
        }
        list.append(true);
    }
    Ok(Arc::new(list.finish()))
}

fn put_stretch(stretch: Stretch<'_>, out: &mut StructBuilder) {
    if let Some(builder) = out.field_builder::<StringBuilder>(0) {
        builder.append_option(stretch.plan);
    }
    for (index, day) in [(1, Some(stretch.from)), (2, stretch.next)] {
        if let Some(builder) = out.field_builder::<Date32Builder>(index) {
            builder.append_option(day.map(Day::number));
        }
    }
    out.append(true);
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

fn put(change: PriceChange, out: &mut StructBuilder) {
    if let Some(builder) = out.field_builder::<Int32Builder>(0) {
        builder.append_value(change.period);
    }
    for (index, value) in [(1, change.before), (2, change.after)] {
        if let Some(builder) = out.field_builder::<Int64Builder>(index) {
            builder.append_option(value);
        }
    }
    out.append(true);
}

fn price_changes(args: &Arguments<'_>) -> Result<ArrayRef> {
    let prices = prices_of(args)?;
    let (from, until, period) = (args.days(1)?, args.days(2)?, args.period(3)?);
    let fields = change_fields();
    let field = Field::new("item", DataType::Struct(fields.clone()), true);
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 0)).with_field(field);
    let mut numbering = Numbering::new(period);
    for row in 0..args.rows {
        if from.is_valid(row) {
            let until = until.is_valid(row).then(|| Day::from_number(until.value(row)));
            let from = Day::from_number(from.value(row));
            prices.changes(row, (from, until), &mut numbering, |change| put(change, list.values()));
        }
        list.append(true);
    }
    Ok(Arc::new(list.finish()))
}

fn departure_kinds(args: &Arguments<'_>, mapping: &ReasonMapping) -> Result<ArrayRef> {
    let (stated, reasons, ended, failing) = (args.texts(0)?, args.texts(1)?, args.days(2)?, args.array(3)?);
    let failing: &BooleanArray = failing.as_boolean();
    let mut endings = Endings::new(mapping);
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
        let words = reasons.is_valid(row).then(|| reasons.value(row));
        let failing = failing.is_valid(row) && failing.value(row);
        kinds.append_value(endings.kind(None, words, Day::from_number(ended.value(row)), failing).word());
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
