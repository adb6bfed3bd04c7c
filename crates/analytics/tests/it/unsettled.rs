//! Where silence counts as leaving, the last days are not settled: nobody can be seen to have left in them yet.

use report::{Report, Row, Value};
use stats::survival::{Counts, LifeTable, kaplan_meier};

use crate::company::{Company, Spell, day, spell};

/// A shop on 30 June 2026. Who was last heard of after the last settled day is still here by the rule.
fn shop(rule: &str) -> Company {
    let spells: Vec<Spell> = vec![
        spell("anouk", "2026-01-10", "2026-01-20"),
        spell("bram", "2026-01-15", "2026-03-12"),
        spell("fatima", "2026-01-31", ""),
        spell("lotte", "2026-02-03", "2026-04-11"),
        spell("sem", "2026-02-20", ""),
        spell("noor", "2026-03-02", "2026-03-02"),
        spell("youssef", "2026-04-25", ""),
        spell("mila", "2026-05-07", ""),
        spell("daan", "2026-06-10", ""),
    ];
    let mut company = Company::new(&spells, "2026-06-30");
    company.sources.is_contractual = false;
    company.basis.definition.left_when = rule.parse().expect("a rule");
    company
}

fn of_period<'a>(report: &'a Report, name: &str) -> &'a Row {
    report.rows.iter().find(|row| row.get("period") == Some(&Value::text(name))).expect("a period")
}

fn why(value: Option<&Value>) -> &str {
    match value {
        Some(Value::Undetermined(why)) => why.code,
        other => panic!("{other:?}"),
    }
}

/// What the report says about the days that are not settled.
fn said(report: &Report) -> (&str, Option<&Value>) {
    let note = report.warnings.iter().find(|note| note.code == "not_settled").expect("a warning");
    (&note.text, note.params.iter().find(|(name, _)| *name == "settled_until").map(|(_, value)| value))
}

#[test]
fn a_period_in_which_nobody_can_be_seen_to_leave_yet_has_counts_and_no_rate() {
    let check = |rule: &str, settled_until: &str, settled: &[&str], open: &[&str]| {
        let report = shop(rule).ask("churn", &[]);
        for name in settled {
            let row = of_period(&report, name);
            assert_eq!(row.get("finished"), Some(&Value::Flag(true)), "{rule} {name}");
            assert!(!matches!(row.get("rate"), Some(Value::Undetermined(why)) if why.code == "not_settled"), "{name}");
        }
        for name in open {
            let row = of_period(&report, name);
            assert_eq!(row.get("finished"), Some(&Value::Flag(false)), "{rule} {name}");
            for field in ["rate", "monthly", "annualized", "rate_person_time"] {
                assert_eq!(why(row.get(field)), "not_settled", "{rule} {name} {field}");
            }
            assert!(row.count("at_risk").is_some_and(|at_risk| at_risk > 0), "{rule} {name}");
        }
        let total = report.section("totals").last().expect("totals");
        assert_eq!(total.count("periods"), Some(settled.len() as u64), "{rule}");
        let (text, until) = said(&report);
        assert!(text.contains(&format!("`{rule}`")) && text.contains(settled_until), "{text}");
        assert_eq!(until, Some(&Value::Day(day(settled_until))), "{rule}");
        report
    };
    let months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];
    let report = check("silence:60", "2026-04-30", &months[..4], &months[4..]);
    let april = of_period(&report, "2026-04");
    assert_eq!((april.count("at_risk"), april.count("departures")), (Some(3), Some(1)));
    let total = report.section("totals").last().expect("totals");
    // Here on the first of February, March and April: 2, 4, 3; of them bram left in March and lotte in April.
    assert_eq!((total.count("at_risk"), total.count("departures")), (Some(9), Some(2)));
    check("last_payment:60", "2026-04-30", &months[..4], &months[4..]);
    check("silence:61", "2026-04-29", &months[..3], &months[3..]);
    check("silence:29", "2026-05-31", &months[..5], &months[5..]);
}

#[test]
fn what_is_settled_needs_no_warning() {
    let report = shop("silence:60").ask("churn", &[("to", "2026-04-30")]);
    assert!(!report.warns("not_settled") && report.warns("not_contractual"));
    // Who says a word leaves on the day of that word, so nothing is waited for.
    let mut company = shop("effective_date");
    company.sources.is_contractual = true;
    let report = company.ask("churn", &[]);
    assert!(!report.warns("not_settled"));
    assert_eq!(of_period(&report, "2026-06").get("finished"), Some(&Value::Flag(true)));
}

#[test]
fn a_month_that_runs_is_not_over_before_it_is_unsettled() {
    let mut company = shop("silence:20");
    company.sources.observed_until = day("2026-06-20");
    let report = company.ask("churn", &[]);
    assert_eq!(why(of_period(&report, "2026-06").get("rate")), "period_not_finished");
    assert_eq!(said(&report).1, Some(&Value::Day(day("2026-05-30"))));
    assert_eq!(why(of_period(&report, "2026-05").get("rate")), "not_settled");
}

#[test]
fn nobody_is_followed_longer_than_leaving_can_be_seen() {
    let report = shop("silence:60").ask("survival", &[]);
    let settled = day("2026-04-30");
    let followed = |from: &str| f64::from(day(from).days_until(settled));
    let left = |time: f64| Counts { time, departures: 1, censored: 0 };
    let stayed = |from: &str| Counts { time: followed(from), departures: 0, censored: 1 };
    let table = LifeTable::from_counts(&[
        left(10.0),
        left(56.0),
        stayed("2026-01-31"),
        left(67.0),
        stayed("2026-02-20"),
        left(0.0),
        stayed("2026-04-25"),
    ])
    .expect("a table");
    let curve = kaplan_meier(&table, stats::Level::P95);
    let row = &report.rows[0];
    assert_eq!((row.count("customers"), row.count("departures")), (Some(7), Some(4)));
    let at = |tick: &str| row.get("survival_at").and_then(|at| at.field(tick).cloned()).expect("a share");
    let wanted = curve.at(relationship::day::DAYS_PER_MONTH).expect("a time").known().expect("known").value;
    assert!((at("1").estimate().expect("an estimate").value - wanted).abs() < 1e-12);
    assert_eq!(why(Some(&at("3"))), "beyond_observed");
    let steps: Vec<f64> =
        report.section("curve").iter().filter_map(|row| row.estimate("survival")).map(|step| step.value).collect();
    let expected: Vec<f64> = curve.points().map(|point| point.survival).collect();
    assert_eq!(steps, expected);
    assert_eq!(row.get("longest_observed"), Some(&Value::Number(89.0 / relationship::day::DAYS_PER_MONTH)));
    let (text, until) = said(&report);
    assert!(text.contains("2 customers who began later are left out"), "{text}");
    assert_eq!(until, Some(&Value::Day(settled)));
}

#[test]
fn a_rule_longer_than_the_data_leaves_nobody_to_follow_and_says_why() {
    let report = shop("silence:400").ask("survival", &[]);
    assert!(report.rows.is_empty() && !report.warns("no_customers"), "{:?}", report.warnings);
    assert!(said(&report).0.contains("9 customers who began later are left out"));
    let churn = shop("silence:400").ask("churn", &[]);
    assert_eq!(churn.section("totals").last().and_then(|total| total.count("periods")), Some(0));
}

#[test]
fn cohorts_of_who_stays_end_where_leaving_can_still_be_seen() {
    let staying = |rule: &str| shop(rule).ask("cohorts", &[("measure", "staying")]);
    let cells = |report: &Report| -> Vec<String> {
        let cell = |row: &Row| match (row.get("cohort"), row.count("age"), row.count("customers")) {
            (Some(Value::Text(name)), Some(age), customers) => {
                format!("{name}+{age}: {}", customers.map_or("-".to_owned(), |n| n.to_string()))
            }
            other => panic!("{other:?}"),
        };
        report.rows.iter().map(cell).collect()
    };
    let report = staying("silence:60");
    // Who is here on the first of May is known: all who left until 30 April are. Of May itself nothing is.
    assert_eq!(
        cells(&report),
        [
            "2026-01+0: 3",
            "2026-01+1: 2",
            "2026-01+2: 2",
            "2026-01+3: 1",
            "2026-01+4: 1",
            "2026-02+0: 2",
            "2026-02+1: 2",
            "2026-02+2: 2",
            "2026-02+3: 1",
            "2026-03+0: 1",
            "2026-03+1: 0",
            "2026-03+2: 0",
            "2026-04+0: 1",
            "2026-04+1: 1",
            "2026-05+0: -",
            "2026-06+0: -",
        ]
    );
    assert_eq!(said(&report).1, Some(&Value::Day(day("2026-04-30"))));
    let last = report.rows.iter().find(|row| row.get("cohort") == Some(&Value::text("2026-05"))).expect("a cohort");
    assert_eq!((last.count("size"), last.get("finished")), (Some(1), Some(&Value::Flag(false))));
    // In the middle of April the first of that month is known and the first of the next is not.
    let later = cells(&staying("silence:75"));
    assert!(later.contains(&"2026-03+1: 0".to_owned()) && !later.iter().any(|cell| cell.starts_with("2026-03+2")));
    assert!(later.contains(&"2026-04+0: -".to_owned()), "{later:?}");
    assert_eq!(report.section("by_age").first().and_then(|row| row.count("cohorts")), Some(4));
}
