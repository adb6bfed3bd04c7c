//! Reports that look at what customers did: silent leavers, precursors, value, loyalty. Small companies whose numbers can be
//! counted by hand.

use std::fmt::Write as _;
use std::path::Path;

use analytics::{Analytics, Limits};
use ledger::import::{ImportProgress, ImportRequest, import};
use ledger::mapping::{As, Mapping};
use relationship::{Day, Economics};
use report::{Answers, Basis, Question, Report, Row, SqlLimits, Value};
use stats::staying::{Money, Renewals, worth};
use stats::{Level, Probability};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A company written down as contracts and events.
struct Books {
    contracts: String,
    events: String,
    as_of: &'static str,
}

impl Books {
    fn new(as_of: &'static str) -> Self {
        Self {
            contracts: "contract,customer,start,end,price,kind,plan,note\n".to_owned(),
            events: "customer,at,kind,amount,ref,value\n".to_owned(),
            as_of,
        }
    }

    fn contract(&mut self, customer: &str, start: Day, end: Option<(Day, &str)>) {
        self.noted(customer, start, end, "");
    }

    fn noted(&mut self, customer: &str, start: Day, end: Option<(Day, &str)>, note: &str) {
        let (end, kind) = end.map_or((String::new(), ""), |(on, kind)| (on.to_string(), kind));
        let _ = writeln!(self.contracts, "c-{customer}-{start},{customer},{start},{end},20.00,{kind},City,{note}");
    }

    fn event(&mut self, customer: &str, on: Day, kind: &str, rest: &str) {
        let _ = writeln!(self.events, "{customer},{on},{kind},{rest}");
    }

    /// Uses it ten times a month, on the fifth day of each stretch of thirty days, as long as `until`.
    fn rides(&mut self, customer: &str, from: Day, until: Day, times: u32) {
        let mut on = from.plus_days(5);
        while on <= until {
            self.event(customer, on, "used", &format!(",,{times}"));
            on = on.plus_days(30);
        }
    }

    fn open(&self) -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let column = |name: &str| Some(name.to_owned());
        let as_of = Some(day(self.as_of));
        let contracts = Mapping {
            kind_of_row: Some(As::Contracts),
            id: column("customer"),
            contract: column("contract"),
            start: column("start"),
            end: column("end"),
            price: column("price"),
            kind: column("kind"),
            plan: column("plan"),
            as_of,
            ..Mapping::default()
        };
        let events = Mapping {
            kind_of_row: Some(As::Events),
            id: column("customer"),
            at: column("at"),
            kind: column("kind"),
            amount: column("amount"),
            refers_to: column("ref"),
            value: column("value"),
            as_of,
            ..Mapping::default()
        };
        if self.contracts.lines().count() > 1 {
            bring(folder.path(), "contracts.csv", &self.contracts, &contracts);
        }
        bring(folder.path(), "events.csv", &self.events, &events);
        House::over(folder)
    }
}

fn bring(folder: &Path, name: &str, text: &str, mapping: &Mapping) {
    let file = folder.join(name);
    std::fs::write(&file, text).expect("a file");
    let request = ImportRequest {
        file: &file,
        mapping,
        today: day("2026-11-22"),
        id: name,
        rejects_max_share: 0.0,
        memory_bytes: 64 << 20,
        threads: 2,
    };
    import(&ledger::Ledger::open(folder.join("data")), &request, &ImportProgress::default()).expect("an import");
}

struct House {
    _folder: tempfile::TempDir,
    analytics: Analytics,
    basis: Basis,
}

impl House {
    fn over(folder: tempfile::TempDir) -> Self {
        let limits = Limits { threads: 2, ..Limits::default() };
        let analytics = Analytics::open(&folder.path().join("data"), limits).expect("an engine");
        let mut basis = Basis::default();
        basis.definition.at_risk_min = 5;
        Self { _folder: folder, analytics, basis }
    }

    #[track_caller]
    fn ask(&self, report: &str, pairs: &[(&str, &str)]) -> Report {
        let question = Question::parse(report, pairs.iter().copied()).expect("a question");
        self.analytics.report(&question, &self.basis).expect("a report").as_ref().clone()
    }
}

#[track_caller]
fn find<'a>(rows: &'a [Row], name: &str, word: &str) -> &'a Row {
    let wanted = Value::text(word);
    rows.iter().find(|row| row.get(name) == Some(&wanted)).unwrap_or_else(|| panic!("no {name} {word} in {rows:#?}"))
}

#[track_caller]
fn close(given: f64, wanted: f64, tolerance: f64) {
    assert!((given - wanted).abs() <= tolerance, "{given} is not {wanted}");
}

fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    if let Some(Value::Text(text)) = row.get(name) { text } else { "" }
}

/// Sixty who ride and pay, and at each of two earlier days twenty who had fallen silent: of the first twenty twelve vanished
/// within ninety days, of the second fifteen. Three more vanished without a sign.
fn cyclists() -> Books {
    let mut books = Books::new("2025-12-31");
    let until = day("2025-12-31");
    let from = day("2023-01-01");
    for n in 0..60 {
        let name = format!("steady{n:02}");
        books.contract(&name, from, None);
        books.rides(&name, from, until, 10);
        for month in 0..36 {
            books.event(&name, from.plus_months(month).plus_days(2), "paid", "20.00,,");
        }
    }
    let tried = until.plus_days(-90);
    let taught = until.plus_days(-180);
    for (word, seen_on, vanishing) in [("first", taught, 12), ("second", tried, 15)] {
        for n in 0..20 {
            let name = format!("{word}{n:02}");
            books.rides(&name, from, seen_on.plus_days(-70), 10);
            let gone = (n < vanishing).then(|| (seen_on.plus_days(40), "silent"));
            books.contract(&name, from, gone);
            if gone.is_none() {
                books.rides(&name, seen_on.plus_days(10), until, 10);
            }
        }
    }
    for n in 0..3 {
        let name = format!("sudden{n}");
        books.rides(&name, from, tried.plus_days(-10), 10);
        books.contract(&name, from, Some((tried.plus_days(50), "silent")));
    }
    books
}

#[test]
fn silent_leavers_are_named_with_their_reason_and_held_against_what_happened() {
    let mut books = cyclists();
    let (from, until) = (day("2023-01-01"), day("2025-12-31"));
    // A payment that did not come in, and one that was made good.
    for (name, mended) in [("owing", false), ("mended", true)] {
        books.contract(name, from, None);
        books.rides(name, from, until, 10);
        books.event(name, day("2025-12-03"), "payment_failed", "20.00,,");
        if mended {
            books.event(name, day("2025-12-10"), "paid", "20.00,,");
        }
    }
    // Quiet since September; quiet on hold; much less than before; asked to leave.
    books.contract("quiet", from, None);
    books.rides("quiet", from, day("2025-09-20"), 10);
    books.contract("resting", from, None);
    books.rides("resting", from, day("2025-09-20"), 10);
    books.event("resting", day("2025-09-25"), "paused", ",,");
    books.contract("tired", from, None);
    books.rides("tired", from, day("2025-10-20"), 40);
    books.rides("tired", day("2025-10-30"), until, 2);
    books.contract("leaving", from, None);
    books.rides("leaving", from, day("2025-09-01"), 10);
    books.event("leaving", day("2025-12-20"), "asked_to_leave", ",,");

    let report = books.open().ask("silent", &[]);
    let named: Vec<(&str, &str)> = report.rows.iter().map(|row| (text(row, "customer"), text(row, "signs"))).collect();
    assert_eq!(
        named,
        [("owing", "payment_failing"), ("tired", "falling_use"), ("quiet", "quiet")],
        "{:?}",
        report.warnings
    );
    assert_eq!(text(&report.rows[0], "then"), "repair_payment");
    assert_eq!(text(&report.rows[2], "then"), "ask");
    assert_eq!(report.rows[0].get("since"), Some(&Value::Day(day("2025-12-03"))));
    let ratio = report.rows[1].estimate("use_ratio").expect("a ratio");
    assert!(ratio.value < 0.3 && ratio.upper.is_some_and(|upper| upper < 0.5), "{ratio:?}");

    // On 2 October twenty had been quiet for seventy days, and fifteen of them were gone by the end of the year.
    let test = &report.section("test")[0];
    assert_eq!(test.get("tried_on"), Some(&Value::Day(day("2025-10-02"))));
    assert_eq!((test.count("gone"), test.count("named")), (Some(18), Some(20)));
    close(test.estimate("came_true_share").expect("a share").value, 0.75, 1e-12);
    close(test.estimate("found_share").expect("a share").value, 15.0 / 18.0, 1e-12);
    let quiet = find(report.section("signs"), "sign", "quiet");
    assert_eq!((quiet.count("now"), quiet.count("tried"), quiet.count("gone")), (Some(1), Some(20), Some(15)));
    close(report.rows[2].estimate("came_true_share").expect("a share").value, 0.75, 1e-12);
    // Three months before, twelve of twenty: half a customer is added to the gone and one to all.
    let tried = find(report.section("tried"), "signs", "quiet");
    assert_eq!(tried.get("given_share"), Some(&Value::Number(12.5 / 21.0)));
    // Fifteen of eighteen stand above all without a sign, three among them.
    let others = test.count("customers").expect("a count") - 18;
    let below = others as f64 - 5.0;
    let area = (15.0 * (below + 2.5) + 3.0 * 0.5 * below) / (18.0 * others as f64);
    close(test.estimate("auc").expect("an area").value, area, 1e-12);
}

#[test]
fn the_query_beside_the_names_counts_the_same() {
    let mut books = cyclists();
    for n in 0..4 {
        let name = format!("owing{n}");
        books.contract(&name, day("2023-01-01"), None);
        books.rides(&name, day("2023-01-01"), day("2025-12-31"), 10 + n);
        books.event(&name, day("2025-12-03").plus_days(i32::try_from(n).expect("small")), "payment_failed", "20.00,,");
    }
    let house = books.open();
    let asked = [("where", "plan=City"), ("quiet", "45")];
    let report = house.ask("silent", &asked);
    let inner = report.how.sql.last().expect("a query");
    let sql = format!(
        "select count(*) as here, sum(case when coalesce(paid_day, 0) < failed_day then 1 else 0 end) as failing, \
         sum(case when coalesce(life_day, start_day) <= day_number(date '2025-12-31') - 45 then 1 else 0 end) as quiet, \
         sum(used_0 + used_1) as recent from (\n{inner}\n)"
    );
    let answer = house.analytics.sql(&sql, &house.basis, &SqlLimits::default()).expect("an answer").csv();
    let now = |sign: &str, name: &str| find(report.section("signs"), "sign", sign).count(name).expect("a count");
    let (here, failing, quiet) = (now("any", "of"), now("payment_failing", "now"), now("quiet", "now"));
    // Sixty and four ride in both recent months; eight and five came back and have done so since.
    let recent = 60 * 20 + 2 * (10 + 11 + 12 + 13) + 13 * 20;
    assert_eq!((here, failing, quiet), (77, 4, 0));
    assert_eq!(answer, format!("here,failing,quiet,recent\n{here},{failing},{quiet},{recent}.0\n"));
    let elsewhere = house.ask("silent", &[("where", "plan=(unknown)")]);
    assert_eq!(find(elsewhere.section("signs"), "sign", "any").count("of"), Some(0));
}

#[test]
fn the_query_beside_churn_by_plan_counts_the_same() {
    let mut books = cyclists();
    // Six go over to another plan after a year; two of them leave on it, one in the month in which they changed.
    for (name, end) in [("a", ""), ("b", ""), ("c", ""), ("d", ""), ("e", "2024-09-20"), ("f", "2024-03-28")] {
        let _ = writeln!(books.contracts, "{name}1,{name},2023-03-10,2024-03-09,20.00,,City,");
        let _ = writeln!(books.contracts, "{name}2,{name},2024-03-10,{end},30.00,,E-bike,");
    }
    let house = books.open();
    let churn = house.ask("churn", &[("by", "plan")]);
    let add_up = |sums: &str| {
        let sql = format!("select {sums} from (\n{}\n) where group_0 = 'E-bike'", churn.how.sql[0]);
        house.analytics.sql(&sql, &house.basis, &SqlLimits::default()).expect(&sql).csv()
    };
    let all = |plan: &str, name: &str| {
        let rows = churn.rows.iter().filter(|row| row.group[0].1 == plan);
        rows.filter_map(|row| row.count(name)).sum::<u64>()
    };
    let sums = "sum(case when goes_on then 0 else spells end) as joined, \
                sum(case when last_period is not null and not moves and not is_followed then spells else 0 end) as exits";
    assert_eq!(add_up(sums), format!("joined,exits\n{},{}\n", all("E-bike", "joined"), all("E-bike", "exits")));
    assert_eq!((all("E-bike", "exits"), all("E-bike", "departures")), (2, 1));
    let sql = format!("select cast(sum(expansion) as bigint) as more from (\n{}\n)", churn.how.sql[1]);
    let more = house.analytics.sql(&sql, &house.basis, &SqlLimits::default()).expect(&sql).csv();
    assert_eq!(more, "more\n5000\n");
}

#[test]
fn the_queries_beside_the_numbers_count_the_same() {
    let mut books = cyclists();
    // Two prices: one customer pays more from March 2025 on.
    books.event("steady00", day("2025-03-10"), "plan_changed", "30.00,,");
    books.event("steady01", day("2025-03-10"), "plan_changed", "12.50,,");
    let mut house = books.open();
    house.basis.definition.not_counted = vec![relationship::DepartureKind::Involuntary];
    let add_up = |query: &str, sums: &str| {
        let sql = format!("select {sums} from (\n{query}\n)");
        house.analytics.sql(&sql, &house.basis, &SqlLimits::default()).expect(&sql).csv()
    };
    let all = |rows: &[Row], name: &str| rows.iter().filter_map(|row| row.count(name)).sum::<u64>();
    let money = |rows: &[Row], name: &str| -> i64 {
        let minor = |row: &Row| if let Some(Value::Money(money)) = row.get(name) { money.minor } else { 0 };
        rows.iter().map(minor).sum()
    };

    let churn = house.ask("churn", &[("by", "plan")]);
    let told = format!("joined,exits\n{},{}\n", all(&churn.rows, "joined"), all(&churn.rows, "exits"));
    let sums = "sum(spells) as joined, sum(case when last_period is not null then spells else 0 end) as exits";
    assert_eq!((told.as_str(), all(&churn.rows, "exits")), (add_up(&churn.how.sql[0], sums).as_str(), 30));
    let more = "cast(sum(expansion) as bigint) as more, cast(sum(contraction) as bigint) as less";
    assert_eq!(add_up(&churn.how.sql[1], more), "more,less\n1000,750\n");
    let changed = (money(&churn.rows, "revenue_expansion"), money(&churn.rows, "revenue_contraction"));
    assert_eq!(changed, (1_000, 750));

    let survival = house.ask("survival", &[("from", "2023-01-01"), ("to", "2023-12-31")]);
    let (customers, departures) = (all(&survival.rows, "customers"), all(&survival.rows, "departures"));
    let sums = "sum(departures) as departures, sum(departures + censored) as customers";
    assert_eq!(add_up(&survival.how.sql[0], sums), format!("departures,customers\n{departures},{customers}\n"));
    assert_eq!((customers, departures), (103, 30));

    let cohorts = house.ask("cohorts", &[]);
    let sums = "sum(spells) as spells, cast(sum(first_revenue) as bigint) as revenue";
    assert_eq!(add_up(&cohorts.how.sql[0], sums), "spells,revenue\n103,206000\n");
    let first: Vec<&Row> = cohorts.rows.iter().filter(|row| row.count("age") == Some(0)).collect();
    assert_eq!((first.len(), first[0].count("customers")), (1, Some(103)));
    assert_eq!(money(&cohorts.rows[..1], "revenue"), 206_000);
    let last = cohorts.rows.last().expect("a last age");
    assert_eq!((last.count("customers"), money(std::slice::from_ref(last), "revenue")), (Some(73), 73 * 2_000 + 250));
}

/// A shop whose customers come every twenty days and stay away one after the other.
fn shop() -> House {
    let mut books = Books::new("2025-06-30");
    for n in 0..40_i32 {
        let name = format!("buyer{n:02}");
        let mut on = day("2024-01-01").plus_days(3 * n);
        let last = day("2024-06-01").plus_days(10 * n);
        while on <= last.min(day("2025-06-30")) {
            books.event(&name, on, "paid", "10.00,,");
            on = on.plus_days(20);
        }
    }
    let mut house = books.open();
    house.basis.definition.left_when = "last_payment:60".parse().expect("a rule");
    house
}

#[test]
fn where_silence_counts_the_queries_count_the_same_up_to_the_settled_day() {
    let house = shop();
    let report = house.ask("survival", &[("from", "2024-01-01")]);
    let row = &report.rows[0];
    let sql = format!(
        "select sum(departures) as departures, sum(departures + censored) as customers from (\n{}\n)",
        report.how.sql[0]
    );
    let counted = house.analytics.sql(&sql, &house.basis, &SqlLimits::default()).expect("an answer").csv();
    let (customers, departures) = (row.count("customers").expect("n"), row.count("departures").expect("n"));
    assert_eq!(counted, format!("departures,customers\n{departures},{customers}\n"));
    assert_eq!(customers, 40);
    // Whoever bought for the last time until 30 April 2025 is known to be gone, and nobody later.
    let churn = house.ask("churn", &[]);
    let gone: u64 = churn.rows.iter().filter_map(|row| row.count("departures")).sum();
    assert!((30..40).contains(&departures) && gone == departures, "{gone} {departures}");
    let last = churn.rows.iter().filter(|row| row.get("finished") == Some(&Value::Flag(true))).next_back();
    assert_eq!(last.and_then(|row| row.get("period")), Some(&Value::text("2025-04")));
}

#[test]
fn payments_alone_tell_no_price_and_no_revenue_that_left() {
    let house = shop();
    let report = house.ask("value", &[("margin", "0.5"), ("discount", "0.1")]);
    let value = |name: &str| find(&report.rows, "measure", name).get("value");
    for name in ["price", "revenue_left", "new_customer"] {
        let Some(Value::Undetermined(why)) = value(name) else { panic!("{name}: {:?}", value(name)) };
        assert_eq!(why.code, "no_prices", "{name}");
        assert!(why.text.contains("price per month") && !why.text.contains("group 1"), "{}", why.text);
    }
    // The year ends on the last settled day: of the days after it nobody can tell yet who left.
    assert_eq!((report.period.from, report.period.to), (Some(day("2024-05-01")), Some(day("2025-04-30"))));
    assert!(report.warns("not_settled"), "{:?}", report.warnings);
    let churn = house.ask("churn", &[("from", "2024-05-01"), ("to", "2025-04-30")]);
    let left: u64 = churn.rows.iter().filter_map(|row| row.count("exits")).sum();
    assert_eq!(value("departures"), Some(&Value::Count(left)));
    // Of those who are not known to be gone, buyer34 came first: on 12 April 2024, 383 days before the last settled day.
    let sql = report.how.sql.iter().find(|sql| sql.contains("reached")).expect("a query");
    let sql = format!("select cast(max(whole) as bigint) as longest from (\n{sql}\n)");
    let longest = house.analytics.sql(&sql, &house.basis, &SqlLimits::default()).expect("an answer").csv();
    assert_eq!(longest, "longest\n12\n");
}

#[test]
fn revenue_that_left_is_of_those_whose_price_is_known() {
    let mut books = Books::new("2025-12-31");
    for n in 0..20 {
        books.contract(&format!("k{n}"), day("2025-01-01"), (n < 4).then(|| (day("2025-06-30"), "voluntary")));
    }
    books.contracts =
        books.contracts.replace("c-k0-2025-01-01,k0,2025-01-01,2025-06-30,20.00", "c0,k0,2025-01-01,2025-06-30,");
    books.event("k9", day("2025-12-01"), "used", ",,1");
    let report = books.open().ask("value", &[]);
    let left = find(&report.rows, "measure", "revenue_left").get("value");
    assert!(matches!(left, Some(Value::Money(money)) if money.minor == 6_000), "{left:?}");
    let note = report.warnings.iter().find(|note| note.code == "left_without_price").expect("a warning");
    assert_eq!(note.param("customers"), Some(&Value::Count(1)));
}

#[test]
fn a_trial_in_which_nobody_was_gone_says_so() {
    let mut books = Books::new("2025-12-31");
    for n in 0..30_u32 {
        let name = format!("k{n}");
        books.contract(&name, day("2023-01-01"), None);
        books.rides(&name, day("2023-01-01"), day("2025-12-31"), 5 + n % 7);
    }
    let report = books.open().ask("silent", &[]);
    let test = report.section("test").first().expect("a trial");
    assert_eq!(test.count("gone"), Some(0));
    for name in ["auc", "calibration_slope"] {
        let Some(Value::Undetermined(why)) = test.get(name) else { panic!("{name}: {:?}", test.get(name)) };
        assert_eq!(why.code, "no_departures", "{name}");
        assert!(why.text.contains("none of the 30"), "{}", why.text);
    }
}

#[test]
fn the_definitions_silence_decides_who_is_quiet() {
    let mut house = cyclists().open();
    house.basis.definition.left_when = "silence:120".parse().expect("a rule");
    let report = house.ask("silent", &[]);
    let rule = report.how.methods.iter().find(|note| note.code == "silent_quiet").expect("the rule");
    assert_eq!(rule.param("days"), Some(&Value::Count(60)));
    let asked = house.ask("silent", &[("quiet", "45")]);
    let rule = asked.how.methods.iter().find(|note| note.code == "silent_quiet").expect("the rule");
    assert_eq!(rule.param("days"), Some(&Value::Count(45)));
}

#[test]
fn what_is_not_imported_is_said_and_not_taken_for_silence() {
    let mut books = Books::new("2025-12-31");
    for n in 0..30 {
        let name = format!("k{n}");
        books.contract(&name, day("2023-01-01"), None);
        for month in 0..30 {
            books.event(&name, day("2023-01-03").plus_months(month), "paid", "20.00,,");
        }
    }
    let report = books.open().ask("silent", &[]);
    assert!(report.rows.is_empty(), "{:?}", report.rows);
    assert!(report.warns("without_use") && !report.warns("without_payments"), "{:?}", report.warnings);
}

#[test]
fn value_is_that_of_the_high_end_cohort_term_by_term() {
    // Fader and Hardie's customers as contracts: whoever is missing at a count left a month before it.
    let counts = [1000_u64, 869, 743, 653, 593, 551, 517, 491];
    let mut books = Books::new("2025-02-01");
    let start = day("2018-01-01");
    let mut number = 0;
    for (year, pair) in (0..).zip(counts.windows(2)) {
        for _ in pair[1]..pair[0] {
            number += 1;
            books.contract(&format!("k{number:04}"), start, Some((start.plus_months(12 * year + 11), "voluntary")));
        }
    }
    for _ in 0..counts[7] {
        number += 1;
        books.contract(&format!("k{number:04}"), start, None);
    }
    books.event("k0001", start, "answered", ",q,3");
    let mut house = books.open();
    house.basis.economics =
        Economics { margin_bp: Some(5_000), discount_bp: Some(1_000), cost_to_win: Some(12_000), cost_to_keep: None };
    let report = house.ask("value", &[("period", "year"), ("cost-to-keep", "30")]);
    let value = |name: &str| find(&report.rows, "measure", name);
    // Twenty a month, of which half is left: 120 a year.
    let renewals = Renewals::from_survivors(&counts).expect("falling counts");
    let money = Money::new(120.0, 120.0, 0.1).expect("money");
    let five = Probability::new("points", 0.05).expect("points");
    let expected = worth(&renewals, money, five, 7, Level::P95).expect("a worth");
    let expected = expected.known().expect("a fit");
    let same = |name: &str, wanted: &stats::Answer| {
        let (given, wanted) = (value(name).estimate("value").expect(name), wanted.known().expect(name));
        close(given.value, wanted.value, 1e-6 * wanted.value.abs());
        close(given.lower.expect("an end"), wanted.interval.lower, 1e-6 * wanted.value.abs());
    };
    same("new_customer", &expected.new_customer);
    same("after_winning", &expected.after_winning);
    same("kept_leaver", &expected.kept_leaver);
    let payback = expected.payback.expect("it is earned back");
    assert_eq!(value("payback_months").get("value"), Some(&Value::Number(f64::from(payback) * 12.0)));
    close(value("stay_a_year").estimate("value").expect("a share").value, 0.869, 0.02);
    let five = report.section("retention").iter().find(|row| row.count("points") == Some(5)).expect("five points");
    let wanted = expected.better_retention.known().expect("room").value;
    close(five.estimate("per_new_customer").expect("a gain").value, wanted, 1e-6 * wanted);
    let kept = expected.kept_leaver.known().expect("a value").value;
    close(five.estimate("those_here").expect("a gain").value, 0.05 * 491.0 * kept, 1e-6 * kept * 25.0);
    close(value("truly_kept_to_pay").estimate("value").expect("a share").value, 30.0 / kept, 1e-9);
    // Churn of new customers is about fifteen percent: twenty points are not to be had, and there is no such row.
    assert!(report.section("retention").iter().all(|row| row.count("points") != Some(20)));
}

#[test]
fn nothing_is_assumed_about_money() {
    let report = cyclists().open().ask("value", &[]);
    for code in ["without_margin", "without_discount", "without_cost_to_win", "without_cost_to_keep"] {
        assert!(report.warns(code), "{code}");
    }
    let row = find(&report.rows, "measure", "new_customer");
    assert!(matches!(row.get("value"), Some(Value::Undetermined(note)) if note.code == "unsaid"), "{row:?}");
}

#[test]
fn revenue_sleeps_where_somebody_pays_and_uses_nothing() {
    let mut books = cyclists();
    for n in 0..6 {
        let name = format!("asleep{n}");
        books.contract(&name, day("2024-01-01"), None);
        if n < 4 {
            books.rides(&name, day("2024-01-01"), day("2025-06-01"), 10);
        }
    }
    books.contract("fresh", day("2025-12-01"), None);
    let house = books.open();
    let report = house.ask("value", &[]);
    let sleeping = &report.section("sleeping")[0];
    // Sixty steady ones, eight and five who came back, six asleep of whom two never rode; the fresh one is not asked yet.
    assert_eq!(report.section("sleeping").len(), 1);
    assert_eq!(
        ["paying", "sleeping", "never_used"].map(|name| sleeping.count(name)),
        [Some(79), Some(6), Some(2)],
        "{sleeping:?}"
    );
    close(sleeping.estimate("sleeping_share").expect("a share").value, 6.0 / 79.0, 1e-12);
    close(sleeping.estimate("revenue_share").expect("a share").value, 6.0 / 79.0, 1e-12);
    // The query beside it counts the same, split or not.
    let sql = report.how.sql.last().expect("a query");
    let answer = house.analytics.sql(sql, &house.basis, &SqlLimits::default()).expect("an answer").csv();
    assert!(answer.ends_with("\n79,158000.0,316000000.0,6,2,12000.0,24000000.0\n"), "{answer}");
    let split = house.ask("value", &[("by", "plan")]);
    let city = &split.section("sleeping")[0];
    assert_eq!(city.group, [("plan".to_owned(), "City".to_owned())]);
    assert_eq!((city.count("paying"), city.count("sleeping")), (Some(79), Some(6)));
}

/// Numbers that look drawn and are always the same.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A company in which who answers orange leaves three times as fast from then on, whoever gets in touch about a bill does not,
/// and everybody calls on the day they ask to leave. A note is filled in at leaving.
fn sentinels(customers: u32) -> Books {
    let mut books = Books::new("2025-12-31");
    let (from, until) = (day("2023-01-01"), day("2025-12-31"));
    let mut chance = Chance(7);
    for n in 0..customers {
        let name = format!("k{n:05}");
        let start = from.plus_days((chance.next() * 500.0) as i32);
        let rung = if chance.next() < 0.3 { 2 } else { 5 };
        books.event(&name, start.plus_days(10), "answered", &format!(",pulse,{rung}"));
        let mut on = start;
        let mut left = None;
        while on < until && left.is_none() {
            on = on.plus_days(1);
            if chance.next() < 0.002 {
                books.event(&name, on, "contacted", ",bill,1");
            }
            if chance.next() < 0.001 {
                books.event(&name, on, "contacted", ",goodbye,1");
            }
            let orange = rung == 2 && start.plus_days(10) < on && on < start.plus_days(375);
            let hazard = if orange { 0.003 } else { 0.001 };
            if chance.next() < hazard {
                left = Some(on);
            }
        }
        if let Some(asked) = left {
            books.event(&name, asked, "asked_to_leave", ",,");
            books.event(&name, asked.plus_days(-1), "contacted", ",goodbye,1");
        }
        let end = left.map(|asked| (asked.plus_days(20), "voluntary")).filter(|(end, _)| *end <= until);
        books.noted(&name, start, end, if end.is_some() { "settled" } else { "" });
    }
    books
}

#[test]
fn precursors_are_told_from_the_leaving_itself() {
    let house = sentinels(1_500).open();
    let report = house.ask("precursors", &[]);
    let sign = |code: &str, about: &str| {
        let of = |row: &&Row| text(row, "sign") == code && text(row, "about") == about;
        report.rows.iter().find(of).unwrap_or_else(|| panic!("{code} {about}"))
    };
    // True is 3; whether the answer has faded is seen in steps of thirty days, two weeks late.
    let orange = sign("rung_orange", "").estimate("hazard_ratio").expect("a ratio").clone();
    assert!(
        orange.lower.is_some_and(|lower| lower > 2.0) && orange.upper.is_some_and(|upper| upper > 2.7),
        "{orange:?}"
    );
    let bill = sign("contact", "bill").estimate("hazard_ratio").expect("a ratio").clone();
    assert!(bill.lower.is_some_and(|lower| lower < 1.0) && bill.upper.is_some_and(|upper| upper > 1.0), "{bill:?}");
    let leaks: Vec<_> = report.warnings.iter().filter(|note| note.code == "trait_knows").collect();
    assert!(leaks.iter().any(|note| note.param("trait") == Some(&Value::text("note"))), "{:?}", report.warnings);
    assert!(!leaks.iter().any(|note| note.param("trait") == Some(&Value::text("plan"))));
    // Whoever leaves calls the day before, and others call at times: held back it says nothing, let in it says all.
    let goodbye = sign("contact", "goodbye");
    let held_back = goodbye.estimate("hazard_ratio").expect("a ratio");
    assert!(held_back.value < 1.5, "{goodbye:?}");
    let tells =
        matches!(goodbye.get("hazard_ratio_let_in"), Some(Value::Undetermined(note)) if note.code == "separation");
    assert!(tells, "{goodbye:?}");
    let of_goodbye = |note: &&report::Note| note.param("about") == Some(&Value::text("goodbye"));
    let is_leaving = report.warnings.iter().filter(|note| note.code == "sign_is_leaving");
    assert_eq!(is_leaving.filter(of_goodbye).count(), 1, "{:?}", report.warnings);
    assert!(report.how.methods.iter().any(|note| note.code == "precursor_not_causal"));
}

#[test]
fn loyalty_follows_people_from_one_day_on() {
    let mut books = Books::new("2025-12-31");
    let (from, on) = (day("2023-01-01"), day("2024-12-31"));
    // Twenty soft green, ten green; a quarter of the soft green and a tenth of the green leave; three green bring somebody.
    for (rung, customers, leaving) in [(4, 20, 5), (5, 10, 1)] {
        for n in 0..customers {
            let name = format!("r{rung}n{n:02}");
            let left = (n < leaving).then(|| (on.plus_days(90), "voluntary"));
            books.contract(&name, from, left);
            // What was answered long before counts no more; the last answer does.
            books.event(&name, day("2023-06-01"), "answered", ",pulse,1");
            books.event(&name, day("2024-09-01"), "answered", &format!(",pulse,{rung}"));
            let months = if left.is_some() { 3 } else { 12 };
            for month in 0..months {
                books.event(&name, day("2025-01-05").plus_months(month), "paid", "20.00,,");
            }
            if rung == 5 && n > 6 {
                books.event(&name, day("2025-05-01"), "referred", &format!(",r4n{n:02},"));
            }
        }
    }
    // Whoever answered something else is not looked at.
    books.event("r4n00", day("2024-10-01"), "answered", ",score,9");
    let report = books.open().ask("loyalty", &[]);
    let soft = find(&report.rows, "rung", "soft_green");
    let green = find(&report.rows, "rung", "green");
    assert_eq!((soft.count("customers"), soft.count("left")), (Some(20), Some(5)), "{:?}", report.how.sql);
    assert_eq!((green.count("customers"), green.count("left"), green.count("brought")), (Some(10), Some(1), Some(3)));
    close(soft.estimate("paid").expect("a mean").value, (15.0 * 240.0 + 5.0 * 60.0) / 20.0, 1e-9);
    close(green.estimate("paid").expect("a mean").value, (9.0 * 240.0 + 60.0) / 10.0, 1e-9);
    let stayed =
        find(report.section("differences"), "measure", "stayed_share").estimate("difference").expect("known").clone();
    close(stayed.value, 0.9 - 0.75, 1e-12);
    assert!(stayed.lower.is_some_and(|lower| lower < 0.0), "thirty customers do not tell: {stayed:?}");
    let brought =
        find(report.section("differences"), "measure", "brought_share").estimate("difference").expect("known");
    close(brought.value, 0.3, 1e-12);
    assert!(report.how.methods.iter().any(|note| note.code == "loyalty_not_causal"));
}

#[test]
fn one_picture_in_time_has_no_before_and_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let column = |name: &str| Some(name.to_owned());
    let mapping = Mapping {
        kind_of_row: Some(As::Customers),
        id: column("id"),
        tenure: column("tenure"),
        tenure_unit: Some(relationship::fact::TenureUnit::Months),
        left: column("left"),
        price: column("price"),
        ..Mapping::default()
    };
    let mut table = String::from("id,tenure,left,price\n");
    for n in 0..300 {
        let _ = writeln!(table, "k{n},{},{},{}.50", n % 40, if n % 5 == 0 { "yes" } else { "no" }, n % 30 + 10);
    }
    bring(folder.path(), "customers.csv", &table, &mapping);
    let house = House::over(folder);
    for name in ["silent", "precursors", "loyalty"] {
        assert!(house.ask(name, &[]).warns("snapshot_has_no_moments"), "{name}");
    }
    let value = house.ask("value", &[("margin", "0.5"), ("discount", "0.1")]);
    assert_eq!(find(&value.rows, "measure", "departures").get("value"), Some(&Value::Count(60)));
    assert!(!value.rows.is_empty() && value.warns("without_use"));
}
