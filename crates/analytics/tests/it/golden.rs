//! Public data against published and recomputed numbers. The data are not part of this project: without them next to the
//! workspace, these tests say so and pass.

use std::path::{Path, PathBuf};

use analytics::{Analytics, Limits};
use ledger::import::{ImportProgress, ImportRequest, import};
use ledger::mapping::{As, Mapping};
use relationship::fact::TenureUnit;
use report::{Answers, Basis, Question, Report, Value};

fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

struct Imported {
    _folder: tempfile::TempDir,
    analytics: Analytics,
    basis: Basis,
}

impl Imported {
    fn new(file: &Path, mapping: &Mapping) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = ledger::Ledger::open(folder.path());
        let request = ImportRequest {
            file,
            mapping,
            today: "2026-11-22".parse().expect("a day"),
            id: "golden",
            rejects_max_share: 0.0,
            memory_bytes: 256 << 20,
            threads: 2,
        };
        import(&ledger, &request, &ImportProgress::default()).expect("an import");
        let analytics = Analytics::open(folder.path(), Limits { threads: 2, ..Limits::default() }).expect("an engine");
        Self { _folder: folder, analytics, basis: Basis::default() }
    }

    fn ask(&self, report: &str, pairs: &[(&str, &str)]) -> Report {
        let question = Question::parse(report, pairs.iter().copied()).expect("a question");
        self.analytics.report(&question, &self.basis).expect("a report").as_ref().clone()
    }
}

fn telco() -> Option<Imported> {
    let column = |name: &str| Some(name.to_owned());
    let mapping = Mapping {
        kind_of_row: Some(As::Customers),
        id: column("customerID"),
        tenure: column("tenure"),
        tenure_unit: Some(TenureUnit::Months),
        left: column("Churn=Yes"),
        price: column("MonthlyCharges"),
        ..Mapping::default()
    };
    Some(Imported::new(&data("ibm_telco/Telco-Customer-Churn.csv")?, &mapping))
}

fn close(given: f64, wanted: f64, tolerance: f64) {
    assert!((given - wanted).abs() <= tolerance, "{given} is not {wanted}");
}

#[test]
fn telco_churn_in_total_and_per_contract() {
    let Some(telco) = telco() else { return };
    let all = telco.ask("churn", &[]);
    let row = &all.rows[0];
    assert_eq!((row.count("at_risk"), row.count("departures")), (Some(7043), Some(1869)));
    close(row.estimate("rate").expect("a rate").value, 0.265_369_871, 5e-10);
    close(row.estimate("revenue_churn_gross").expect("a share").value, 0.305_033_516, 5e-10);
    let money = |name: &str| match row.get(name) {
        Some(Value::Money(money)) => money.minor,
        other => panic!("{other:?}"),
    };
    assert_eq!((money("revenue_at_start"), money("revenue_lost")), (45_611_660, 13_913_085));
    let by = telco.ask("churn", &[("by", "Contract")]);
    let expected = [
        ("Month-to-month", 3875, 1655, 0.427_096_774),
        ("One year", 1473, 166, 0.112_695_18),
        ("Two year", 1695, 48, 0.028_318_584_1),
    ];
    assert_eq!(by.rows.len(), expected.len());
    for (row, (contract, at_risk, departures, rate)) in by.rows.iter().zip(expected) {
        assert_eq!(row.group, [("Contract".to_owned(), contract.to_owned())]);
        assert_eq!((row.count("at_risk"), row.count("departures")), (Some(at_risk), Some(departures)));
        close(row.estimate("rate").expect("a rate").value, rate, 5e-10);
    }
}

#[test]
fn telco_survival_and_log_rank() {
    let Some(telco) = telco() else { return };
    let all = telco.ask("survival", &[]);
    let survival = |row: &report::Row, tick: &str| {
        row.get("survival_at").and_then(|at| at.field(tick)?.estimate().cloned()).expect("an estimate")
    };
    let expected = [
        ("1", 0.945_961_319_681),
        ("6", 0.884_826_238_933),
        ("12", 0.843_199_553_816),
        ("24", 0.788_736_398_371),
        ("48", 0.708_840_184_346),
        ("72", 0.592_790_152_052),
    ];
    for (tick, wanted) in expected {
        close(survival(&all.rows[0], tick).value, wanted, 1e-12);
    }
    let year = survival(&all.rows[0], "12");
    close(year.lower.expect("a bound"), 0.834_168_685_811, 1e-11);
    close(year.upper.expect("a bound"), 0.851_783_320_693, 1e-11);
    close(survival(&all.rows[0], "72").standard_error.expect("an error"), 0.009_918_766_870_76, 1e-12);
    let at_risk = all.rows[0].get("at_risk_at").expect("numbers at risk");
    assert_eq!(["0", "1", "72"].map(|tick| at_risk.field(tick).and_then(Value::count)), [7043, 7032, 362].map(Some));

    let by = telco.ask("survival", &[("by", "Contract")]);
    for (row, wanted) in by.rows.iter().zip([0.703_096_636_349, 0.990_808_204_075, 1.0]) {
        close(survival(row, "12").value, wanted, 1e-12);
    }
    let median = by.rows[0].estimate("median").expect("a median");
    assert_eq!((median.value, median.lower, median.upper), (35.0, Some(32.0), Some(38.0)));
    match by.section("test")[0].get("chi_square") {
        Some(Value::Number(chi_square)) => close(*chi_square, 2_352.872_538_26, 1e-8),
        other => panic!("{other:?}"),
    }
    assert_eq!(by.section("comparisons").len(), 3);
}

#[test]
fn cdnow_cohorts_of_the_first_three_months() {
    let Some(master) = data("cdnow/CDNOW_master.txt") else { return };
    // The file has columns of fixed width and writes days as 19970101.
    let folder = tempfile::tempdir().expect("a folder");
    let csv = folder.path().join("cdnow.csv");
    let mut text = String::from("customer,at,amount\n");
    for line in std::fs::read_to_string(master).expect("the file").lines().skip(1) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        if let [customer, date, _, dollars] = parts[..] {
            text.push_str(&format!("{customer},{}-{}-{},{dollars}\n", &date[..4], &date[4..6], &date[6..]));
        }
    }
    std::fs::write(&csv, text).expect("a file");
    let column = |name: &str| Some(name.to_owned());
    let mapping = Mapping {
        kind_of_row: Some(As::Events),
        id: column("customer"),
        at: column("at"),
        amount: column("amount"),
        ..Mapping::default()
    };
    let imported = Imported::new(&csv, &mapping);
    let report = imported.ask("cohorts", &[]);
    let cohort = |name: &str| -> (Vec<u64>, Vec<i64>) {
        let rows = report.rows.iter().filter(|row| row.get("cohort") == Some(&Value::text(name)));
        rows.map(|row| match (row.count("customers"), row.get("revenue")) {
            (Some(customers), Some(Value::Money(money))) => (customers, money.minor),
            other => panic!("{other:?}"),
        })
        .unzip()
    };
    let (january, revenue) = cohort("1997-01");
    assert_eq!(january, [7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497, 498]);
    assert_eq!(revenue[..3], [29_906_017, 6_104_169, 5_068_375]);
    let (february, revenue) = cohort("1997-02");
    assert_eq!(february, [8476, 1312, 980, 783, 847, 786, 626, 619, 666, 721, 661, 545, 568, 718, 545, 548, 551]);
    assert_eq!(revenue[..3], [31_854_834, 6_258_703, 4_924_770]);
    let (march, revenue) = cohort("1997-03");
    assert_eq!(march, [7248, 1032, 752, 756, 674, 564, 561, 579, 634, 569, 464, 472, 678, 420, 443, 457]);
    assert_eq!(revenue[..3], [27_988_449, 5_292_129, 3_465_318]);

    // Counted by SQL over the facts, as it is done for groups, the same comes out.
    let filtered = imported.ask("cohorts", &[("where", "plan=(unknown)")]);
    assert_eq!(filtered.rows, report.rows);
}

/// All purchases of CDNOW, as a shop would import them; and the same read straight from the file by the mathematics.
#[test]
fn cdnow_purchases_come_as_the_model_expects() {
    use stats::buying::{Buying as _, Histories, Purchase, Window, bg_nbd, buyers};
    let Some(file) = data("cdnow/CDNOW_sample.txt") else { return };
    let text = std::fs::read_to_string(file).expect("a text");
    let epoch: relationship::Day = "1970-01-01".parse().expect("a day");
    let mut table = String::from("customer,at,kind,amount\n");
    let mut purchases = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, customer, date, _, amount] = words[..] else { continue };
        let on = format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]);
        table.push_str(&format!("{customer},{on},paid,{amount}\n"));
        let day = epoch.days_until(on.parse().expect("a day"));
        let (customer, amount) = (customer.parse().expect("a number"), amount.parse().expect("an amount"));
        purchases.push(Purchase { customer, day, amount });
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cdnow.csv");
    std::fs::write(&path, &table).expect("a file");
    let column = |name: &str| Some(name.to_owned());
    let mapping = Mapping {
        kind_of_row: Some(As::Events),
        id: column("customer"),
        at: column("at"),
        kind: column("kind"),
        amount: column("amount"),
        as_of: Some("1998-06-30".parse().expect("a day")),
        ..Mapping::default()
    };
    let shop = Imported::new(&path, &mapping);
    let report = shop.ask("silent", &[]);
    let test = report.section("test").first().unwrap_or_else(|| panic!("{:?}", report.warnings));
    let last = epoch.days_until("1998-06-30".parse().expect("a day"));
    let window = Window { until: last - 90, holdout_until: Some(last), days_per_unit: 7.0 };
    let seen = buyers(&purchases, &window).expect("buyers");
    let histories = Histories::from_counts(seen.iter().map(|it| (it.history, 1))).expect("histories");
    let fit = bg_nbd(&histories, stats::Level::P95);
    let model = *fit.known().expect("a fit").model();
    let waited: Vec<_> = seen.iter().filter(|it| model.alive(&it.history) >= 0.1).collect();
    assert_eq!((seen.len(), test.count("customers")), (2357, Some(waited.len() as u64)));
    let expected: f64 = waited.iter().map(|it| model.expected(&it.history, 90.0 / 7.0)).sum();
    let bought: u64 = waited.iter().filter_map(|it| it.holdout).sum();
    let Some(Value::Number(given)) = test.get("purchases_expected") else { panic!("{test:?}") };
    close(*given, expected, 1e-6 * expected);
    assert_eq!(test.count("purchases_seen"), Some(bought));
    // It expects too much of the last quarter, as is known of these data, and still puts customers in the right order.
    assert!(test.estimate("auc").expect("an area").lower.is_some_and(|lower| lower > 0.7), "{test:?}");
}
