use report::{Report, Value};

use crate::company::{Company, Spell, spell};

fn cells(report: &Report) -> Vec<String> {
    let cell = |row: &report::Row| {
        let text = |name: &str| match row.get(name) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Count(count)) => count.to_string(),
            Some(Value::Money(money)) => money.minor.to_string(),
            _ => "-".to_owned(),
        };
        format!("{}+{}: {} of {}, {}", text("cohort"), text("age"), text("customers"), text("size"), text("revenue"))
    };
    report.rows.iter().map(cell).collect()
}

fn spells() -> Vec<Spell> {
    vec![
        Spell { prices: vec![("2026-01-05", 1_000), ("2026-02-01", 1_500)], ..spell("anouk", "2026-01-05", "") },
        Spell { prices: vec![("2026-01-20", 1_000)], ..spell("bram", "2026-01-20", "2026-01-25") },
        Spell { prices: vec![("2026-01-31", 1_000)], ..spell("fatima", "2026-01-31", "2026-02-28") },
        Spell { prices: vec![("2026-02-01", 700)], ..spell("lotte", "2026-02-01", "") },
        Spell { prices: vec![("2026-03-01", 700)], ..spell("sem", "2026-03-01", "") },
    ]
}

#[test]
fn a_cohort_is_followed_until_the_current_month_and_no_further() {
    let report = Company::new(&spells(), "2026-03-20").ask("cohorts", &[]);
    assert_eq!(
        cells(&report),
        [
            "2026-01+0: 3 of 3, 3000",
            "2026-01+1: 2 of 3, 2000",
            "2026-01+2: 1 of 3, 1500",
            "2026-02+0: 1 of 1, 700",
            "2026-02+1: 1 of 1, 700",
            "2026-03+0: - of 1, -",
        ]
    );
    let second = report.rows[1].estimate("share").expect("a share");
    assert_eq!((second.n, second.method), (3, "wilson"));
    let by_age: Vec<_> =
        report.section("by_age").iter().map(|row| (row.count("size"), row.count("customers"))).collect();
    assert_eq!(by_age, [(Some(4), Some(4)), (Some(4), Some(3)), (Some(3), Some(1))]);
}

#[test]
fn a_month_that_is_over_on_the_last_known_day_counts() {
    let report = Company::new(&spells(), "2026-03-31").ask("cohorts", &[("from", "2026-03-01")]);
    assert_eq!(cells(&report), ["2026-03+0: 1 of 1, 700"]);
}

#[test]
fn a_snapshot_has_no_cohorts_and_says_where_to_look() {
    let report = Company::new(&spells(), "2026-03-31").snapshot().ask("cohorts", &[]);
    assert!(report.rows.is_empty() && report.warns("snapshot_has_no_cohorts"));
}
