use std::time::Duration;

use analytics::{Analytics, Limits, SqlAnswer};
use ledger::import::{ImportProgress, ImportRequest, import};
use ledger::mapping::{As, Mapping};
use report::{AnalyticsError, Basis, SqlLimits};

struct Door {
    _folder: tempfile::TempDir,
    analytics: Analytics,
}

impl Door {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("contracts.csv");
        let rows = "id,start,end,price,city\nanouk,2025-01-01,,20,Utrecht\nbram,2025-02-01,2025-06-30,10,Zeist\n\
                    bram,2025-09-01,,12,Zeist\n";
        std::fs::write(&file, rows).expect("a file");
        let column = |name: &str| Some(name.to_owned());
        let mapping = Mapping {
            kind_of_row: Some(As::Contracts),
            id: column("id"),
            start: column("start"),
            end: column("end"),
            price: column("price"),
            ..Mapping::default()
        };
        let request = ImportRequest {
            file: &file,
            mapping: &mapping,
            today: "2026-01-31".parse().expect("a day"),
            id: "test",
            rejects_max_share: 0.0,
            memory_bytes: 64 << 20,
            threads: 2,
        };
        import(&ledger::Ledger::open(folder.path()), &request, &ImportProgress::default()).expect("an import");
        let analytics = Analytics::open(folder.path(), Limits { threads: 2, ..Limits::default() }).expect("an engine");
        Self { _folder: folder, analytics }
    }

    fn ask(&self, sql: &str, limits: &SqlLimits) -> Result<SqlAnswer, AnalyticsError> {
        self.analytics.sql(sql, &Basis::default(), limits)
    }

    #[track_caller]
    fn csv(&self, sql: &str) -> String {
        self.ask(sql, &SqlLimits::default()).expect("an answer").csv()
    }
}

#[test]
fn spells_facts_and_customers_can_be_asked() {
    let door = Door::open();
    assert_eq!(
        door.csv("select customer, spells, is_here, price from customers order by customer"),
        "customer,spells,is_here,price\nanouk,1,true,2000\nbram,2,true,1200\n"
    );
    assert_eq!(door.csv("select count(*) as n from spells where ended_on is not null"), "n\n1\n");
    assert_eq!(door.csv("select count(distinct customer) as n from facts"), "n\n2\n");
    assert!(door.csv("show tables").contains("customers"));
    assert!(door.csv("describe spells").contains("trait_city"));
    assert!(door.csv("explain select 1").contains("logical_plan"));
    let answer =
        door.ask("select customer, prices, 0.5 as half from spells order by customer limit 1", &SqlLimits::default());
    let json = answer.expect("an answer").json();
    assert_eq!(json[0]["prices"][0]["price"], 2000);
    assert_eq!(json[0]["half"], 0.5);
}

#[test]
fn what_would_write_is_refused() {
    let door = Door::open();
    for sql in [
        "drop table spells",
        "insert into spells select * from spells",
        "delete from facts",
        "update facts set amount = 1",
        "create table x as select 1",
        "create external table x stored as csv location '/etc/passwd'",
        "copy (select 1) to '/tmp/x.csv'",
        "set datafusion.execution.batch_size = 1",
        "explain analyze insert into spells select * from spells",
    ] {
        let refused = door.ask(sql, &SqlLimits::default());
        assert!(matches!(refused, Err(AnalyticsError::NotReading { .. })), "{sql}: {refused:?}");
    }
    for sql in [
        "select 1; select 2",
        "",
        "selct 1",
        "select nothing from spells",
        "select * from '/etc/passwd'",
        "select * from read_csv('/etc/passwd')",
        "select * from read_parquet('/etc/passwd')",
        "with x as (delete from spells) select 1",
        "load 'x'",
    ] {
        let refused = door.ask(sql, &SqlLimits::default());
        assert!(matches!(refused, Err(AnalyticsError::Sql(_))), "{sql}: {refused:?}");
    }
}

#[test]
fn rows_time_and_memory_have_limits() {
    let door = Door::open();
    let limits = SqlLimits { rows: 2, ..SqlLimits::default() };
    let cut = door.ask("select value from generate_series(1, 1000000000)", &limits).expect("an answer");
    assert_eq!((cut.rows(), cut.is_cut), (2, true));
    assert!(cut.table().ends_with("(2 rows shown, there are more)\n"));

    let limits = SqlLimits { time: Duration::from_millis(50), ..SqlLimits::default() };
    let endless = "select count(*) from generate_series(1, 100000000000) a";
    assert!(matches!(door.ask(endless, &limits), Err(AnalyticsError::TookTooLong { .. })));

    let limits = SqlLimits { memory_bytes: 1 << 20, ..SqlLimits::default() };
    let greedy = "select array_agg(value) from generate_series(1, 10000000)";
    let refused = door.ask(greedy, &limits);
    assert!(matches!(refused, Err(AnalyticsError::TooMuchMemory { megabytes: 1, .. })), "{refused:?}");
}
