//! Reading columns: kinds of files, kinds of values, covariates.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int32Array, RecordBatch, StringArray};
use ledger::mapping::Decimal;
use parquet::arrow::ArrowWriter;
use study::flags::{CovariateFlags, Input};
use study::frame::{Allowed, Design, Missing};

use crate::support::File;

fn input(path: &Path, missing: Missing) -> Input {
    let (delimiter, encoding, header, sheet) = (None, None, None, None);
    Input {
        file: path.to_owned(),
        missing,
        delimiter,
        encoding,
        header,
        sheet,
        decimal: Decimal::Auto,
        only: Vec::new(),
    }
}

/// A folder with a Parquet file of all kinds of columns.
fn parquet() -> File {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("t", Arc::new(Int32Array::from(vec![Some(1), Some(2), None, Some(4)]))),
        ("price", Arc::new(Float64Array::from(vec![9.5, 12.25, 1.0, f64::NAN]))),
        ("fee", Arc::new(Decimal128Array::from(vec![125, 250, 375, 500]).with_precision_and_scale(9, 2).unwrap())),
        ("left", Arc::new(BooleanArray::from(vec![true, false, true, false]))),
        ("plan", Arc::new(StringArray::from(vec!["plan 10", "plan 2", "plan 2", "plan 10"]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    File::named("data.parquet", bytes)
}

#[test]
fn parquet_is_read_by_its_types() {
    let file = parquet();
    let mut opened = input(file.path(), Missing::Drop).open().unwrap();
    let (t, fee) =
        (opened.number("--t", "t", Allowed::Count).unwrap(), opened.number("--f", "fee", Allowed::Any).unwrap());
    let left = opened.flag(("--e", "left"), ("--e-value", None)).unwrap();
    let plan = opened.category("--by", "plan").unwrap();
    let frame = opened.read().unwrap();
    assert_eq!((frame.numbers(t), frame.numbers(fee)), (&[1.0, 2.0, 4.0][..], &[1.25, 2.5, 5.0][..]));
    assert_eq!(frame.flags(left), [true, false, false]);
    assert_eq!(frame.categories(plan).levels, ["plan 2", "plan 10"]);
    assert_eq!(frame.categories(plan).codes, [1, 0, 1]);
    assert_eq!((frame.line(2), frame.source().rows_dropped), (4, 1));
    let refusal = file.refusal("kaplan-meier --duration price --event left");
    assert!(refusal.starts_with("`FILE`, line 4, column `price`: the value is missing"), "{refusal}");
    assert_eq!(
        file.json("kaplan-meier --duration t --event left --event-value yes --missing drop")["groups"][0]["n"],
        3
    );
}

#[test]
fn an_integer_of_a_parquet_file_may_be_a_category() {
    let file = parquet();
    let mut opened = input(file.path(), Missing::Drop).open().unwrap();
    let t = opened.category("--strata", "t").unwrap();
    assert_eq!(opened.read().unwrap().categories(t).levels, ["1", "2", "4"]);
}

fn design(content: &str, covariates: &str, categorical: &str) -> Result<Design, String> {
    let list = |names: &str| names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let file = File::new(content);
    let mut opened = input(file.path(), Missing::Error).open().map_err(|error| error.to_string())?;
    let outcome = opened.number("--outcome", "y", Allowed::Any).map_err(|error| error.to_string())?;
    let flags =
        CovariateFlags { covariates: list(covariates), categorical: list(categorical), ..CovariateFlags::default() };
    let handle = opened.covariates(&flags).map_err(|error| error.to_string())?;
    let mut frame = opened.read().map_err(|error| error.to_string())?;
    assert_eq!(frame.numbers(outcome).len(), frame.rows());
    frame.design(&handle).map_err(|error| error.to_string())
}

const PEOPLE: &str = "y,age,plan,zip,same\n1,30,Year,1011,x\n0,41,Month,2022,x\n1,29,Week,1011,x\n";

#[test]
fn words_become_a_column_each_but_the_first() {
    let all = design(PEOPLE, "all", "").unwrap();
    assert_eq!(all.names, ["age", "plan=Week", "plan=Year", "zip"]);
    assert_eq!(all.columns[2], [1.0, 0.0, 0.0]);
    assert_eq!(all.covariates, [0, 1, 1, 2]);
    assert_eq!(all.warnings[0].text, "covariate `same` has the same value in every row and was left out");
    let zip = design(PEOPLE, "zip,age", "zip").unwrap();
    assert_eq!(zip.names, ["zip=2022", "age"]);
}

#[test]
fn covariates_that_make_no_sense_are_refused() {
    let refused = |covariates: &str| design(PEOPLE, covariates, "").unwrap_err();
    assert!(refused("plam").contains("did you mean `plan`?"));
    assert!(refused("age,y").starts_with("`--covariates y`: the column is already `--outcome`"));
    assert!(refused("age,age").starts_with("`--covariates age`: the column is already `--covariates`"));
    let ids: String = (0..150).map(|i| format!("{i},c{i}\n")).collect();
    let refusal = design(&format!("y,id\n{ids}"), "id", "").unwrap_err();
    assert!(refusal.starts_with("`--covariates id` has 150 different values; allowed: at most 100"), "{refusal}");
}

#[test]
fn a_name_with_a_comma_is_one_name() {
    let quoted = design("y,\"a, b\",c\n1,2,3\n2,5,4\n", "a, b,c", "").unwrap();
    assert_eq!(quoted.names, ["a, b", "c"]);
}

#[test]
fn too_many_groups_are_refused() {
    let rows: String = (0..300).map(|i| format!("{i},1,c{i}\n")).collect();
    let refusal = File::new(format!("t,e,id\n{rows}")).refusal("kaplan-meier --duration t --event e --by id");
    assert!(refusal.starts_with("`--by id` has 300 different values; allowed: at most 200"), "{refusal}");
}

#[test]
fn a_large_file_keeps_its_order_whatever_thread_read_it() {
    // Several blocks of text, with a missing value here and there.
    let mut content = String::from("t,e,g\n");
    for i in 0..400_000 {
        content += &if i % 1000 == 7 { format!(",1,g{}\n", i % 3) } else { format!("{i},1,g{}\n", i % 3) };
    }
    let file = File::new(content);
    let mut opened = input(file.path(), Missing::Drop).open().unwrap();
    let (t, g) = (opened.number("--t", "t", Allowed::Any).unwrap(), opened.category("--by", "g").unwrap());
    let frame = opened.read().unwrap();
    assert_eq!((frame.rows(), frame.source().rows_dropped), (399_600, 400));
    let (numbers, codes) = (frame.numbers(t), &frame.categories(g).codes);
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(numbers.iter().zip(codes).all(|(number, code)| (number % 3.0 - f64::from(*code)).abs() < 0.5));
    assert!((0..frame.rows()).step_by(997).all(|row| (frame.line(row) as f64 - numbers[row] - 2.0).abs() < 0.5));
}
