use relationship::DepartureKind;
use report::{Report, Row, Value};
use stats::checked::Proportion;
use stats::rates::wilson;

use crate::company::{Company, Spell, spell};

/// Five customers of Fietsplan in the first months of 2026.
fn fietsplan() -> Vec<Spell> {
    vec![
        Spell { prices: vec![("2025-12-10", 2_000), ("2026-02-01", 2_500)], ..spell("anouk", "2025-12-10", "") },
        Spell {
            prices: vec![("2026-01-01", 1_000)],
            reason: "life.moved",
            ..spell("bram", "2026-01-01", "2026-01-31")
        },
        Spell {
            prices: vec![("2026-01-01", 1_000), ("2026-02-10", 800)],
            payment_failing: true,
            city: "Zeist",
            ..spell("fatima", "2026-01-01", "2026-03-05")
        },
        Spell {
            prices: vec![("2026-01-15", 3_000)],
            departure: "dismissed",
            ..spell("lotte", "2026-01-15", "2026-01-20")
        },
        Spell { prices: vec![("2026-02-15", 1_000)], city: "", ..spell("sem", "2026-02-15", "") },
    ]
}

#[track_caller]
fn row<'a>(report: &'a Report, period: &str) -> &'a Row {
    let is = |row: &&Row| row.get("period") == Some(&Value::text(period));
    report.rows.iter().find(is).unwrap_or_else(|| panic!("no row for {period}"))
}

#[track_caller]
fn counts(row: &Row, names: [&str; 5]) -> [u64; 5] {
    names.map(|name| row.count(name).unwrap_or_else(|| panic!("no count {name}")))
}

const NAMES: [&str; 5] = ["at_risk", "departures", "joined", "exits", "customer_days"];

#[test]
fn who_was_here_on_the_first_day_and_who_of_them_left() {
    let report = Company::new(&fietsplan(), "2026-03-31").ask("churn", &[]);
    assert_eq!(report.rows.len(), 4);
    assert_eq!(counts(row(&report, "2025-12"), NAMES), [0, 0, 1, 0, 22]);
    // January: Anouk, Bram and Fatima are here on the 1st. Lotte comes on the 15th and is dismissed on the 20th.
    assert_eq!(counts(row(&report, "2026-01"), NAMES), [3, 1, 3, 2, 3 * 31 + 6]);
    // February: Anouk and Fatima; Sem comes on the 15th.
    assert_eq!(counts(row(&report, "2026-02"), NAMES), [2, 0, 1, 0, 2 * 28 + 14]);
    assert_eq!(counts(row(&report, "2026-03"), NAMES), [3, 1, 0, 1, 31 + 5 + 31]);
    let january = row(&report, "2026-01").estimate("rate").expect("a rate");
    let direct = wilson(Proportion::new(1, 3).expect("one of three"), stats::Level::P95);
    let direct = direct.known().expect("an estimate");
    assert_eq!(
        (january.value, january.lower, january.upper),
        (direct.value, Some(direct.interval.lower), Some(direct.interval.upper))
    );
    assert_eq!((january.n, january.method, january.level), (3, "wilson", 0.95));
    let year = row(&report, "2026-01").estimate("annualized").expect("a rate per year");
    assert!((year.value - (1.0 - (2.0_f64 / 3.0).powi(12))).abs() < 1e-12);
}

#[test]
fn revenue_is_lost_by_leaving_and_by_paying_less_and_won_by_paying_more() {
    let report = Company::new(&fietsplan(), "2026-03-31").ask("churn", &[]);
    let cents = |period: &str, name: &str| match row(&report, period).get(name) {
        Some(Value::Money(money)) => money.minor,
        other => panic!("{name} of {period} is {other:?}"),
    };
    let all = |period: &str| {
        ["revenue_at_start", "revenue_lost", "revenue_contraction", "revenue_expansion"].map(|name| cents(period, name))
    };
    assert_eq!(all("2026-01"), [4_000, 1_000, 0, 0]);
    assert_eq!(all("2026-02"), [3_000, 0, 200, 500]);
    assert_eq!(all("2026-03"), [4_300, 800, 0, 0]);
    let gross = row(&report, "2026-02").estimate("revenue_churn_gross").expect("a rate").value;
    let net = row(&report, "2026-02").estimate("revenue_churn_net").expect("a rate").value;
    assert!((gross - 200.0 / 3_000.0).abs() < 1e-12);
    assert!((net + 300.0 / 3_000.0).abs() < 1e-12);
}

#[test]
fn kinds_come_from_what_was_stated_then_from_the_reason_then_from_payments() {
    let report = Company::new(&fietsplan(), "2026-03-31").ask("churn", &[]);
    let total = report.section("totals").last().expect("a total").clone();
    let of = |kind: DepartureKind| {
        total.get("kinds").and_then(|kinds| kinds.field(kind.word())?.field("departures")?.count()).expect("a count")
    };
    assert_eq!(DepartureKind::ALL.map(of), [1, 1, 0, 0, 0]);
    assert_eq!(counts(&total, NAMES), [8, 2, 5, 3, 22 + 99 + 70 + 67]);
}

#[test]
fn a_kind_that_does_not_count_ends_the_risk_and_is_no_departure() {
    let mut company = Company::new(&fietsplan(), "2026-03-31");
    company.basis.definition.not_counted = vec![DepartureKind::Involuntary, DepartureKind::Dismissed];
    let report = company.ask("churn", &[]);
    assert_eq!(counts(row(&report, "2026-03"), NAMES), [3, 0, 0, 0, 67]);
    assert_eq!(row(&report, "2026-03").count("not_counted"), Some(1));
    assert_eq!(counts(row(&report, "2026-01"), NAMES), [3, 1, 3, 1, 99]);
}

#[test]
fn a_period_that_is_not_over_has_counts_and_no_rate() {
    let report = Company::new(&fietsplan(), "2026-03-10").ask("churn", &[]);
    let march = row(&report, "2026-03");
    assert_eq!(march.count("departures"), Some(1));
    assert_eq!(march.count("customer_days"), Some(10 + 5 + 10));
    assert_eq!(march.get("finished"), Some(&Value::Flag(false)));
    assert!(matches!(march.get("rate"), Some(Value::Undetermined(why)) if why.code == "period_not_finished"));
    assert!(report.warns("period_not_finished"));
    assert_eq!(report.section("totals").last().and_then(|total| total.count("periods")), Some(3));
}

#[test]
fn that_nobody_is_known_to_have_left_is_said_of_any_part_of_the_data_and_of_no_other() {
    let stays = [spell("a", "2026-01-01", ""), spell("b", "2026-01-15", "")];
    let leaves = [spell("a", "2026-01-01", ""), spell("b", "2026-01-15", "2026-01-20")];
    let parts: [&[(&str, &str)]; 4] =
        [&[], &[("from", "2026-02-01")], &[("to", "2026-01-10")], &[("where", "city=Utrecht"), ("from", "2026-02-01")]];
    for part in parts {
        assert!(Company::new(&stays, "2026-03-31").ask("churn", part).warns("nobody_told"), "{part:?}");
        assert!(!Company::new(&leaves, "2026-03-31").ask("churn", part).warns("nobody_told"), "{part:?}");
    }
}

#[test]
fn days_within_a_month_are_counted_with_the_whole_month_and_that_is_said() {
    let company = Company::new(&fietsplan(), "2026-03-31");
    for name in ["churn", "cohorts"] {
        let within = company.ask(name, &[("from", "2026-02-15"), ("to", "2026-03-10")]);
        let whole = company.ask(name, &[("from", "2026-02-01"), ("to", "2026-03-31")]);
        assert_eq!(within.rows, whole.rows, "{name}");
        let note = within.warnings.iter().find(|note| note.code == "whole_periods").expect("a remark");
        assert!(note.text.contains("from 2026-02-01 to 2026-03-31"), "{}", note.text);
        assert!(!whole.warns("whole_periods"), "{name}");
    }
}

#[test]
fn too_few_at_risk_give_no_rate() {
    let mut company = Company::new(&fietsplan(), "2026-03-31");
    company.basis.definition.at_risk_min = 3;
    let report = company.ask("churn", &[]);
    assert!(row(&report, "2026-01").estimate("rate").is_some());
    assert!(matches!(row(&report, "2026-02").get("rate"), Some(Value::Undetermined(why)) if why.code == "too_few"));
}

#[test]
fn groups_add_up_to_the_whole_and_filters_narrow_it() {
    let company = Company::new(&fietsplan(), "2026-03-31");
    let report = company.ask("churn", &[("by", "city"), ("from", "2026-02-01"), ("to", "2026-03-31")]);
    let groups: Vec<&str> =
        report.section("totals").iter().map(|row| row.group.first().map_or("all", |g| &g.1)).collect();
    assert_eq!(groups, ["Utrecht", "Zeist", "(unknown)", "all"]);
    assert_eq!(report.rows.len(), 6);
    let sum: u64 = report.rows.iter().filter_map(|row| row.count("at_risk")).sum();
    assert_eq!(sum, 2 + 3);
    let zeist = company.ask("churn", &[("where", "city=Zeist"), ("period", "quarter")]);
    assert_eq!(counts(row(&zeist, "2026-Q1"), NAMES), [1, 1, 1, 1, 31 + 28 + 5]);
}

#[test]
fn nobody_after_the_filters_is_said_and_is_not_an_error() {
    let report = Company::new(&fietsplan(), "2026-03-31").ask("churn", &[("where", "city=Atlantis")]);
    assert!(report.warns("no_customers"));
    let doubt = report.warnings.iter().find(|note| note.code == "no_such_value").expect("a doubt");
    assert_eq!(doubt.text, "no customer has `Atlantis` as `city`; `city` has `Utrecht`, `Zeist`");
    let near = Company::new(&fietsplan(), "2026-03-31").ask("survival", &[("where", "city=Utrect")]);
    assert!(
        near.warnings.iter().any(|note| note.text.ends_with("did you mean `city=Utrecht`?")),
        "{:?}",
        near.warnings
    );
    assert!(report.section("totals").iter().all(|row| row.estimate("rate").is_none()));
}

#[test]
fn a_trait_that_does_not_exist_is_refused_with_those_that_do() {
    let company = Company::new(&fietsplan(), "2026-03-31");
    let said = company.try_ask("churn", &[("by", "ctiy")]).expect_err("unknown").to_string();
    assert_eq!(
        said,
        "`ctiy` is not a trait of these customers; allowed: `city`, `bikes`, `plan`. Did you mean `city`?"
    );
    assert!(company.try_ask("churn", &[("where", "wiel=1")]).expect_err("unknown").to_string().contains("`bikes`"));
}

#[test]
fn a_snapshot_has_one_rate_and_says_that_it_is_not_per_month() {
    let stated = |customer, ended, price, tenure| Spell {
        prices: vec![("2026-01-01", price)],
        tenure: Some(tenure),
        bikes: Some(tenure),
        ..spell(customer, "2025-01-01", ended)
    };
    let spells = [stated("a", "2026-01-01", 3_000, 1.0), stated("b", "", 1_000, 4.0), stated("c", "", 1_000, 5.0)];
    let company = Company::new(&spells, "2026-01-01").snapshot();
    let report = company.ask("churn", &[]);
    assert_eq!(report.rows.len(), 1);
    let row = &report.rows[0];
    assert_eq!((row.count("at_risk"), row.count("departures")), (Some(3), Some(1)));
    assert!((row.estimate("revenue_churn_gross").expect("a share").value - 0.6).abs() < 1e-12);
    assert!((row.estimate("rate_person_time").expect("a rate").value - 0.1).abs() < 1e-12);
    assert!(report.warns("snapshot"));
    let by_bikes = company.ask("churn", &[("by", "bikes"), ("where", "bikes=2..9")]);
    let groups: Vec<&str> = by_bikes.rows.iter().map(|row| row.group[0].1.as_str()).collect();
    assert_eq!(groups, ["4", "5"]);
}

#[test]
fn the_json_is_the_one_that_is_documented() {
    let report = Company::new(&fietsplan(), "2026-03-31").ask("churn", &[("by", "city")]);
    let json = serde_json::to_value(&report).expect("JSON");
    let keys: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["report", "question", "definition", "period", "rows", "totals", "warnings", "how"]);
    assert_eq!(json["report"], "churn");
    assert_eq!(json["rows"][0]["group"]["city"], "Utrecht");
    assert!(json["rows"][0]["rate"]["undetermined"].is_string());
    assert!(json["rows"][1]["rate"]["lower"].is_number());
    assert_eq!(json["how"]["command"], "vaarwel report churn --data DIR --by city");
    let csv = report.csv("rows");
    assert!(
        csv.starts_with("city,period,from,to,finished,at_risk,departures,rate."),
        "{}",
        csv.lines().next().unwrap_or("")
    );
}

/// Four customers of Fietsplan who began on City, of whom two went over to E-bike.
fn who_changed_plan() -> Vec<Spell> {
    vec![
        // Over in the middle of February, and gone in April.
        Spell {
            plans: vec![("2026-01-01", "City"), ("2026-02-10", "E-bike")],
            prices: vec![("2026-01-01", 1_000), ("2026-02-10", 3_000)],
            ..spell("anouk", "2026-01-01", "2026-04-10")
        },
        // Over on the first day of March, back in the middle of it, and still here.
        Spell {
            plans: vec![("2026-01-01", "City"), ("2026-03-01", "E-bike"), ("2026-03-20", "City")],
            prices: vec![("2026-01-01", 1_000), ("2026-03-01", 2_500), ("2026-03-20", 900)],
            ..spell("bram", "2026-01-01", "")
        },
        // Over on 5 March and gone on the 15th: of those who were on City on 1 March, one left.
        Spell {
            plans: vec![("2026-01-01", "City"), ("2026-03-05", "E-bike")],
            prices: vec![("2026-01-01", 1_000), ("2026-03-05", 3_000)],
            ..spell("fatima", "2026-01-01", "2026-03-15")
        },
        Spell { prices: vec![("2026-01-20", 1_000)], ..spell("lotte", "2026-01-20", "2026-02-15") },
    ]
}

#[track_caller]
fn of_plan<'a>(report: &'a Report, plan: &str, period: &str) -> &'a Row {
    let is = |row: &&Row| {
        row.get("period") == Some(&Value::text(period)) && row.group == [("plan".to_owned(), plan.to_owned())]
    };
    report.rows.iter().find(is).unwrap_or_else(|| panic!("no row for {plan} in {period}"))
}

#[test]
fn churn_by_plan_goes_by_the_plan_on_the_first_day_of_each_period() {
    let report = Company::new(&who_changed_plan(), "2026-04-30").ask("churn", &[("by", "plan")]);
    let of = |plan: &str, period: &str| counts(of_plan(&report, plan, period), NAMES);
    // Nobody was on E-bike before anybody chose it.
    assert_eq!(of("City", "2026-01"), [3, 0, 4, 0, 3 * 31 + 12]);
    assert_eq!(of("E-bike", "2026-01"), [0, 0, 0, 0, 0]);
    assert_eq!(of("City", "2026-02"), [4, 1, 0, 1, 9 + 28 + 28 + 15]);
    assert_eq!(of("E-bike", "2026-02"), [0, 0, 0, 0, 19]);
    // On 1 March Fatima alone is on City; she leaves in March, by then on E-bike.
    assert_eq!(of("City", "2026-03"), [1, 1, 0, 0, 4 + 12]);
    assert_eq!(of("E-bike", "2026-03"), [2, 0, 0, 1, 31 + 19 + 11]);
    assert_eq!(of("City", "2026-04"), [1, 0, 0, 0, 30]);
    assert_eq!(of("E-bike", "2026-04"), [1, 1, 0, 1, 10]);
    let whole = Company::new(&who_changed_plan(), "2026-04-30").ask("churn", &[]);
    for name in NAMES {
        let sum = |report: &Report| report.rows.iter().filter_map(|row| row.count(name)).sum::<u64>();
        assert_eq!(sum(&report), sum(&whole), "{name}");
    }
    assert!(report.how.methods.iter().any(|note| note.code == "plan_of_period"), "{:?}", report.how.methods);
}

#[test]
fn revenue_goes_with_the_plan_on_the_first_day() {
    let report = Company::new(&who_changed_plan(), "2026-04-30").ask("churn", &[("by", "plan")]);
    let of = |plan: &str, period: &str| {
        ["revenue_at_start", "revenue_lost", "revenue_contraction", "revenue_expansion"].map(|name| {
            match of_plan(&report, plan, period).get(name) {
                Some(Value::Money(money)) => money.minor,
                other => panic!("{name} of {plan} in {period} is {other:?}"),
            }
        })
    };
    assert_eq!(of("City", "2026-02"), [4_000, 1_000, 0, 2_000]);
    // The price of 1 March is that of the eve: Bram pays 1,000 when the month begins, and 900 when it ends.
    assert_eq!(of("E-bike", "2026-03"), [4_000, 0, 100, 0]);
    assert_eq!(of("City", "2026-03"), [1_000, 1_000, 0, 0]);
    assert_eq!(of("E-bike", "2026-04"), [3_000, 3_000, 0, 0]);
    assert_eq!(of("City", "2026-04"), [900, 0, 0, 0]);
}

#[test]
fn churn_of_one_plan_alone_is_that_of_its_group() {
    let company = Company::new(&who_changed_plan(), "2026-04-30");
    let by_plan = company.ask("churn", &[("by", "plan")]);
    let report = company.ask("churn", &[("where", "plan=E-bike")]);
    for period in ["2026-02", "2026-03", "2026-04"] {
        assert_eq!(counts(row(&report, period), NAMES), counts(of_plan(&by_plan, "E-bike", period), NAMES));
    }
    assert!(report.warnings.iter().all(|note| note.code != "no_such_value"), "{:?}", report.warnings);
}

#[test]
fn a_price_that_is_no_longer_known_is_not_counted_and_not_a_lower_one() {
    let spells = [
        Spell { prices: vec![("2026-01-01", 10_000), ("2026-02-10", -1)], ..spell("anouk", "2026-01-01", "") },
        Spell { prices: vec![("2026-01-01", 1_000)], ..spell("bram", "2026-01-01", "") },
    ];
    for by in [&[][..], &[("by", "plan")]] {
        let report = Company::new(&spells, "2026-04-30").ask("churn", by);
        let minor = |period: &str, name: &str| match row(&report, period).get(name) {
            Some(Value::Money(money)) => money.minor,
            other => panic!("{name} is {other:?}"),
        };
        assert_eq!(["2026-02", "2026-03", "2026-04"].map(|it| minor(it, "revenue_at_start")), [11_000, 1_000, 1_000]);
        assert_eq!(minor("2026-02", "revenue_contraction"), 0);
        let warned = report.warnings.iter().find(|note| note.code == "without_price").expect("a warning");
        assert!(warned.text.starts_with("1 customer has no known price"), "{}", warned.text);
    }
}
