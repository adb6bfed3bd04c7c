//! Another program reads the ledger as its documentation says, and counts the same.
//!
//! `cargo xtask test` makes a Python with DuckDB and names it in `VAARWEL_TEST_PYTHON`; without it this test says so and
//! passes.

use std::fmt::Write as _;
use std::process::Command;

use ::ledger::mapping::Mapping;
use ::ledger::{ImportProgress, ImportRequest, Ledger, import};

/// What `docs/reference/ledger.md` shows, with totals and order beside it.
const SCRIPT: &str = r#"
import duckdb, json, sys
data = sys.argv[1]
manifest = json.load(open(f"{data}/ledger/manifest.json"))
files = [f"{data}/ledger/{segment['path']}" for segment in manifest["segments"]]
facts = duckdb.connect().read_parquet(files)
print(facts.query("facts", """
  select count(*), count(distinct customer), sum(amount), min("on"), max("on"),
         count(*) filter (kind = 'paid'), count(traits['city'])
  from facts""").fetchall()[0])
wild = duckdb.connect().read_parquet(f"{data}/ledger/bucket=*/*.parquet")
print(wild.query("facts", "select kind, count(*) from facts group by kind order by kind").fetchall())
"#;

#[test]
fn duckdb_reads_the_ledger_and_counts_the_same() {
    let Some(python) = std::env::var_os("VAARWEL_TEST_PYTHON") else {
        eprintln!("skipped: `VAARWEL_TEST_PYTHON` names no Python with DuckDB");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("orders.csv");
    let mut rows = "customer,day,amount,city\n".to_owned();
    for n in 0..5_000 {
        let city = ["Utrecht", "Leiden"][n % 2];
        let _ = writeln!(rows, "k{},2026-0{}-1{},{}.25,{city}", n % 700, n % 9 + 1, n % 8, n % 50);
    }
    std::fs::write(&file, rows).expect("a file");
    let mapping: Mapping = serde_json::from_str(
        r#"{"as":"events","id":"customer","at":"day","amount":"amount","traits":["city"],"as_of":"2026-10-31"}"#,
    )
    .expect("a mapping");
    let request = ImportRequest {
        file: &file,
        mapping: &mapping,
        today: "2026-11-22".parse().expect("a day"),
        id: "duckdb",
        rejects_max_share: 0.0,
        memory_bytes: 64 << 20,
        threads: 2,
    };
    let data = folder.path().join("data");
    import(&Ledger::open(&data), &request, &ImportProgress::default()).expect("an import");

    let answer = Command::new(python).arg("-c").arg(SCRIPT).arg(&data).output().expect("Python");
    let said = String::from_utf8_lossy(&answer.stdout);
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let amount: i64 = (0..5_000_i64).map(|n| n % 50 * 100 + 25).sum();
    let expected = format!(
        "(5000, 700, {amount}, datetime.date(2026, 1, 10), datetime.date(2026, 9, 17), 5000, 5000)\n[('paid', 5000)]\n"
    );
    assert_eq!(said, expected);
}
