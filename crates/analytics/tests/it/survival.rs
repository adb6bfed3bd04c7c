use report::{Report, Value};
use stats::survival::{Counts, LifeTable, kaplan_meier, restricted_mean};

use crate::company::{Company, Spell, spell};

/// Eight customers with stated months; three are still here.
fn eight() -> Company {
    let stated =
        [(1.0, true), (2.0, true), (2.0, false), (3.0, true), (4.0, false), (5.0, true), (5.0, true), (6.0, false)];
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let spells: Vec<Spell> = names
        .into_iter()
        .zip(stated)
        .map(|(name, (tenure, left))| Spell {
            tenure: Some(tenure),
            city: if tenure < 4.0 { "Utrecht" } else { "Zeist" },
            ..spell(name, "2025-01-01", if left { "2026-01-01" } else { "" })
        })
        .collect();
    Company::new(&spells, "2026-01-01").snapshot()
}

fn numbers(report: &Report) -> Vec<(f64, f64)> {
    let point = |row: &report::Row| match (row.get("time"), row.estimate("survival")) {
        (Some(Value::Number(time)), Some(survival)) => Some((*time, survival.value)),
        _ => None,
    };
    report.section("curve").iter().filter_map(point).collect()
}

#[test]
fn the_curve_is_that_of_kaplan_and_meier() {
    let report = eight().ask("survival", &[("horizon", "5")]);
    let expected = [(1.0, 0.875), (2.0, 0.75), (3.0, 0.6), (5.0, 0.2)];
    for ((time, survival), (at, wanted)) in numbers(&report).into_iter().zip(expected) {
        assert!((time - at).abs() < 1e-12 && (survival - wanted).abs() < 1e-12, "{time} {survival}");
    }
    let row = &report.rows[0];
    assert_eq!((row.count("customers"), row.count("departures")), (Some(8), Some(5)));
    assert_eq!(row.estimate("median").expect("a median").value, 5.0);
    let table = LifeTable::from_counts(&[
        Counts { time: 1.0, departures: 1, censored: 0 },
        Counts { time: 2.0, departures: 1, censored: 1 },
        Counts { time: 3.0, departures: 1, censored: 0 },
        Counts { time: 4.0, departures: 0, censored: 1 },
        Counts { time: 5.0, departures: 2, censored: 0 },
        Counts { time: 6.0, departures: 0, censored: 1 },
    ])
    .expect("a table");
    let direct = restricted_mean(&kaplan_meier(&table, stats::Level::P95), 5.0).expect("a mean");
    let direct = direct.known().expect("known");
    let mean = row.estimate("restricted_mean").expect("a mean");
    assert_eq!((mean.value, mean.standard_error), (direct.value, direct.standard_error));
    let at = row.get("at_risk_at").expect("numbers at risk");
    assert_eq!(["0", "1", "3", "6"].map(|tick| at.field(tick).and_then(Value::count)), [8, 8, 5, 1].map(Some));
    assert!(matches!(row.get("survival_at").and_then(|at| at.field("12")), Some(Value::Undetermined(_))));
}

#[test]
fn groups_are_compared_over_all_pairs() {
    let report = eight().ask("survival", &[("by", "city")]);
    assert_eq!(report.rows.len(), 2);
    assert_eq!(report.section("comparisons").len(), 1);
    let pair = &report.section("comparisons")[0];
    assert_eq!(pair.get("first"), Some(&Value::text("Utrecht")));
    assert_eq!(pair.get("p_value"), pair.get("p_value_adjusted"));
    assert_eq!(pair.get("chi_square"), report.section("test")[0].get("chi_square"));
}

#[test]
fn days_between_dates_are_counted_exactly_and_shown_in_months() {
    let spells =
        [spell("a", "2026-01-01", "2026-01-31"), spell("b", "2026-01-01", ""), spell("c", "2026-02-01", "2026-05-02")];
    let report = Company::new(&spells, "2026-06-30").ask("survival", &[]);
    let days: Vec<f64> = report
        .section("curve")
        .iter()
        .filter_map(|row| match row.get("days") {
            Some(Value::Number(days)) => Some(*days),
            _ => None,
        })
        .collect();
    assert_eq!(days, [0.0, 30.0, 90.0]);
    assert_eq!(report.rows[0].estimate("median_days").expect("a median").value, 90.0);
    assert!((report.rows[0].estimate("median").expect("a median").value - 90.0 / 30.436_875).abs() < 1e-12);
}

#[test]
fn why_there_is_no_median_is_told_in_the_unit_of_the_report() {
    let spells = [spell("a", "2024-01-01", "2024-02-01"), spell("b", "2024-01-01", ""), spell("c", "2024-01-01", "")];
    let report = Company::new(&spells, "2026-01-01").ask("survival", &[]);
    let Some(Value::Undetermined(why)) = report.rows[0].get("median") else { panic!("{:?}", report.rows[0]) };
    // 731 days.
    assert!(why.text.starts_with("at 24.02, the longest time seen"), "{}", why.text);
}

#[test]
fn where_nobody_left_there_is_no_median() {
    let spells = [spell("a", "2026-01-01", ""), spell("b", "2026-01-15", "")];
    let report = Company::new(&spells, "2026-06-30").ask("survival", &[]);
    assert!(report.warns("no_departures"));
    assert!(matches!(report.rows[0].get("median"), Some(Value::Undetermined(why)) if why.code == "no_departures"));
    let none = Company::new(&spells, "2026-06-30").ask("survival", &[("where", "city=Atlantis")]);
    assert!(none.rows.is_empty() && none.warns("no_customers"));
}

#[test]
fn no_curve_is_drawn_from_durations_nobody_knows() {
    let mut company = eight();
    company.sources.tenure_unit = None;
    company.sources.has_durations = false;
    let report = company.ask("survival", &[]);
    assert!(report.rows.is_empty() && report.section("curve").is_empty());
    let codes: Vec<&str> = report.warnings.iter().map(|note| note.code).collect();
    assert!(codes.contains(&"without_duration") && !codes.contains(&"no_customers"), "{codes:?}");
}

#[test]
fn how_long_they_stay_goes_by_the_plan_they_began_with() {
    let spells = [
        Spell { plans: vec![("2024-01-01", "City"), ("2025-01-01", "E-bike")], ..spell("anouk", "2024-01-01", "") },
        Spell { plans: vec![("2024-01-01", "City")], ..spell("bram", "2024-01-01", "2024-03-01") },
        Spell { plans: vec![("2024-06-01", "E-bike")], ..spell("fatima", "2024-06-01", "2024-08-01") },
        // What was chosen later says nothing about who began.
        Spell { plans: vec![("2024-09-01", "E-bike")], ..spell("lotte", "2024-06-01", "") },
    ];
    for report in ["survival", "cohorts"] {
        let report = Company::new(&spells, "2026-03-31").ask(report, &[("by", "plan")]);
        let first = report.rows.iter().filter(|row| row.count("age").is_none_or(|age| age == 0));
        let sizes: Vec<(&str, Option<u64>)> =
            first.map(|row| (row.group[0].1.as_str(), row.count("customers"))).collect();
        assert_eq!(sizes, [("City", Some(2)), ("E-bike", Some(1)), ("(unknown)", Some(1))]);
        assert!(report.how.methods.iter().any(|note| note.code == "plan_at_start"), "{:?}", report.how.methods);
    }
}
