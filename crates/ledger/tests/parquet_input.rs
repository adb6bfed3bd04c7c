//! Parquet and workbooks: every common type is read, and a damaged file is an error.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Float64Array, Int32Array,
    Int64Array, LargeStringArray, ListArray, RecordBatch, StringArray, StringViewArray, TimestampMillisecondArray,
    UInt64Array,
};
use arrow::datatypes::{Int8Type, Int32Type};
use ledger::convert::{Converter, SeenCustomers};
use ledger::input::{InputError, Reading, Table};
use ledger::mapping::{Mapping, Setting};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use relationship::Currency;
use serde_json::{Value, json};

fn facts(path: &Path, mapping: Value) -> Result<(Vec<String>, Vec<String>), String> {
    let mapping: Mapping = serde_json::from_value(mapping).expect("a mapping");
    let setting = Setting { today: "2026-11-22".parse().expect("a day"), currency: Currency::EUR };
    let table = Table::open(path, &mapping.reading()).map_err(|error| error.to_string())?;
    let bound = mapping.bind(&table, setting).map_err(|error| error.to_string())?;
    let seen = SeenCustomers::default();
    let mut workers: Vec<_> = (0..2).map(|_| (Converter::new(&bound, &seen), Vec::new(), Vec::new())).collect();
    table
        .read(&bound.needs(), &mut workers, &AtomicU64::new(0), |(converter, facts, rejects), block, cut| {
            let mut refused = cut;
            let mut sink = |row: ledger::convert::FactRow<'_>| {
                let fact = &row.fact;
                let mut words = format!("{} {} {}", row.customer, fact.on, fact.kind.word());
                let _ = write!(words, " {:?} {:?} {:?}", fact.time_us, fact.amount, fact.value);
                for (name, value) in fact.traits.iter() {
                    let _ = write!(words, " {name}={value}");
                }
                facts.push(words);
            };
            converter.convert(block, &mut sink, &mut refused);
            rejects.extend(refused.into_iter().map(|it| format!("{} {} {}", it.line, it.column, it.value)));
            Ok::<(), InputError>(())
        })
        .map_err(|error| error.to_string())?;
    let (mut all, mut rejected) = (Vec::new(), Vec::new());
    for (_, facts, rejects) in workers {
        all.extend(facts);
        rejected.extend(rejects);
    }
    all.sort();
    rejected.sort();
    Ok((all, rejected))
}

fn parquet(columns: Vec<(&str, ArrayRef)>, group_rows: usize) -> tempfile::NamedTempFile {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true))).expect("a batch");
    let file = tempfile::NamedTempFile::new().expect("a file");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group_rows)).build();
    let out = file.reopen().expect("the same file");
    let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    file
}

#[test]
fn every_common_type_is_read() {
    let ids: [(&str, ArrayRef); 7] = [
        ("int", Arc::new(Int32Array::from(vec![7, 8]))),
        ("unsigned", Arc::new(UInt64Array::from(vec![7, 8]))),
        ("float", Arc::new(Float64Array::from(vec![7.0, 8.0]))),
        ("text", Arc::new(StringArray::from(vec!["7", " 8 "]))),
        ("large", Arc::new(LargeStringArray::from(vec!["7", "8"]))),
        ("view", Arc::new(StringViewArray::from(vec!["7", "8"]))),
        ("dictionary", Arc::new(DictionaryArray::<Int8Type>::from_iter(["7", "8"]))),
    ];
    let days: [(&str, ArrayRef); 5] = [
        ("date", Arc::new(Date32Array::from(vec![19_723, 19_724]))),
        ("text", Arc::new(StringArray::from(vec!["2024-01-01", "2-1-2024"]))),
        ("int", Arc::new(Int64Array::from(vec![20_240_101, 20_240_102]))),
        ("moment", Arc::new(TimestampMillisecondArray::from(vec![1_704_067_200_000, 1_704_153_600_000]))),
        (
            "zoned",
            Arc::new(
                // midnight there: eleven in the evening of the day before in UTC
                TimestampMillisecondArray::from(vec![1_704_063_600_000, 1_704_150_000_000])
                    .with_timezone("Europe/Amsterdam"),
            ),
        ),
    ];
    let amounts: [(&str, ArrayRef); 5] = [
        ("single", Arc::new(Float32Array::from(vec![Some(29.85), None]))),
        ("double", Arc::new(Float64Array::from(vec![Some(29.849_999_999_999_998), None]))),
        (
            "decimal",
            Arc::new(
                Decimal128Array::from(vec![Some(298_500), None]).with_precision_and_scale(12, 4).expect("a decimal"),
            ),
        ),
        ("text", Arc::new(StringArray::from(vec![Some("29,85"), Some(" ")]))),
        ("dictionary", Arc::new(DictionaryArray::<Int32Type>::from_iter([Some("€ 29.85"), None]))),
    ];
    for (id, ids) in &ids {
        for (day, days) in &days {
            for (amount, amounts) in &amounts {
                let columns = vec![("id", ids.clone()), ("at", days.clone()), ("sum", amounts.clone())];
                let file = parquet(columns, 1);
                let mapping = json!({"as": "events", "id": "id", "at": "at", "amount": "sum"});
                let (found, rejects) = facts(file.path(), mapping).expect("facts");
                let time = if matches!(*day, "moment" | "zoned") { "Some(0)" } else { "None" };
                let expected = [
                    format!("7 2024-01-01 paid {time} Some(2985) None"),
                    format!("8 2024-01-02 paid {time} None None"),
                ];
                assert_eq!(found, expected, "{id} {day} {amount}");
                assert_eq!(rejects.len(), 0);
            }
        }
    }
}

#[test]
fn traits_of_every_type_become_text_and_lists_are_left_blank() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)])]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![1]))),
        ("yes", Arc::new(BooleanArray::from(vec![true]))),
        ("day", Arc::new(Date32Array::from(vec![19_723]))),
        ("whole", Arc::new(Float64Array::from(vec![5.0]))),
        ("single", Arc::new(Float32Array::from(vec![0.1]))),
        ("list", Arc::new(list)),
    ];
    let file = parquet(columns, 10);
    let (found, _) = facts(file.path(), json!({"as": "customers", "id": "id", "as_of": "2026-01-01"})).expect("facts");
    assert_eq!(found, ["1 2026-01-01 joined None None None yes=true day=2024-01-01 whole=5 single=0.1"]);
    let setting = Setting { today: "2026-11-22".parse().expect("a day"), currency: Currency::EUR };
    let described = ledger::describe::describe(file.path(), &Reading::default(), setting).expect("a table");
    let unread: Vec<_> = described.doubts.iter().filter(|doubt| doubt.name == "unreadable").collect();
    assert!(unread.len() == 1 && unread[0].text.contains("`list` holds lists"), "{unread:?}");
}

#[test]
fn what_is_no_number_is_rejected_with_its_row() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![Some(1), Some(2), None, Some(4)]))),
        ("tenure", Arc::new(Float64Array::from(vec![f64::NAN, f64::INFINITY, 1.0, -1.0]))),
    ];
    let file = parquet(columns, 2);
    let (found, rejects) =
        facts(file.path(), json!({"as": "customers", "id": "id", "tenure": "tenure"})).expect("facts");
    assert!(found.is_empty());
    assert_eq!(rejects, ["1 tenure NaN", "2 tenure inf", "3 id ", "4 tenure -1"]);
}

#[test]
fn a_damaged_file_is_an_error_or_gives_what_is_left() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from_iter_values(0..500))),
        ("plan", Arc::new(StringArray::from_iter_values((0..500).map(|n| format!("plan {}", n % 7))))),
    ];
    let whole = std::fs::read(parquet(columns, 100).path()).expect("bytes");
    // Bytes at places spread over the file are turned round; the footer gets its share.
    for step in 0..150 {
        let mut bytes = whole.clone();
        let at = if step % 2 == 0 { step * 37 % bytes.len() } else { bytes.len() - 1 - step * 5 % bytes.len() };
        bytes[at] ^= 0xff;
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(&bytes).expect("written");
        if let Err(error) = facts(file.path(), json!({"as": "customers", "id": "id"})) {
            assert!(!error.is_empty());
        }
    }
    for length in [4, 8, 100, whole.len() / 2, whole.len() - 1] {
        let file = tempfile::NamedTempFile::new().expect("a file");
        File::create(file.path()).and_then(|mut out| out.write_all(&whole[..length])).expect("written");
        assert!(facts(file.path(), json!({"as": "customers", "id": "id"})).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Pages, their headers, dictionaries and the footer: whatever is damaged, there is an answer.
    #[test]
    fn bytes_that_were_changed_are_an_answer(
        damage in proptest::collection::vec((any::<usize>(), any::<u8>(), any::<bool>()), 1..6)
    ) {
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("id", Arc::new(Int64Array::from_iter_values(0..300))),
            ("plan", Arc::new((0..300).map(|n| (n % 5 > 0).then(|| format!("plan {}", n % 7))).collect::<StringArray>())),
            ("price", Arc::new((0..300).map(|n| (n % 3 > 0).then_some(f64::from(n) / 4.0)).collect::<Float64Array>())),
            ("day", Arc::new(Date32Array::from_iter_values(0..300))),
        ];
        let mut bytes = std::fs::read(parquet(columns, 100).path()).expect("bytes");
        let length = bytes.len();
        for (at, byte, is_in_footer) in damage {
            // The footer is small and says where everything stands: it gets half of the damage.
            let at = if is_in_footer { length - 1 - at % 1_500.min(length) } else { at % length };
            bytes[at] = byte;
        }
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(&bytes).expect("written");
        let mapping = json!({"as": "customers", "id": "id", "price": "price", "start": "day"});
        match facts(file.path(), mapping) {
            Ok((found, rejects)) => prop_assert!(found.len() + rejects.len() > 0),
            Err(error) => prop_assert!(!error.is_empty()),
        }
    }
}

#[test]
fn a_moment_in_a_zone_counts_on_the_day_that_is_there() {
    // Midnight at the beginning of July and of January in Utrecht, the same two hours ahead, and a zone there is not.
    let moments = |zone: &str| {
        let moments = TimestampMillisecondArray::from(vec![1_719_784_800_000, 1_704_063_600_000]);
        Arc::new(moments.with_timezone(zone)) as ArrayRef
    };
    let days = |zone: &str| {
        let columns = vec![("id", Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef), ("at", moments(zone))];
        facts(parquet(columns, 1).path(), json!({"as": "events", "id": "id", "at": "at"}))
    };
    let (found, _) = days("Europe/Amsterdam").expect("facts");
    assert_eq!(found, ["1 2024-07-01 used Some(0) None None", "2 2024-01-01 used Some(0) None None"]);
    let (found, _) = days("+02:00").expect("facts");
    assert_eq!(found, ["1 2024-07-01 used Some(0) None None", "2 2024-01-01 used Some(3600000000) None None"]);
    let (found, _) = days("UTC").expect("facts");
    assert_eq!(
        found,
        ["1 2024-06-30 used Some(79200000000) None None", "2 2023-12-31 used Some(82800000000) None None"]
    );
    // A zone nobody knows makes no fact of a day.
    assert!(days("Mars/Olympus").map_or(true, |(found, rejects)| found.is_empty() && !rejects.is_empty()));
}
