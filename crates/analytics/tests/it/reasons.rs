use relationship::reason::ReasonMapping;
use report::Value;

use crate::company::{Company, Spell, day, spell};

fn company() -> Company {
    let left = |customer, reason, price| Spell {
        reason,
        prices: vec![("2025-01-01", price)],
        ..spell(customer, "2025-01-01", "2026-02-10")
    };
    let spells = [
        left("a", "te duur", 1_000),
        left("b", "Te duur ", 1_000),
        left("c", "life.moved", 2_000),
        left("d", "", 4_000),
        left("e", "none.not_said", 4_000),
        left("f", "wat dan ook", 1_000),
        spell("g", "2025-01-01", ""),
    ];
    let mut company = Company::new(&spells, "2026-03-31");
    let mapping = ReasonMapping::default();
    company.basis.mapping = mapping.assign("Te duur", "price.too_high", day("2026-03-01")).expect("a mapping");
    company
}

#[test]
fn shares_are_of_those_who_gave_a_reason_and_the_silence_stands_beside_them() {
    let report = company().ask("reasons", &[]);
    let rows: Vec<(String, u64, f64)> = report
        .rows
        .iter()
        .map(|row| match (row.get("code"), row.count("customers"), row.estimate("revenue_share")) {
            (Some(Value::Text(code)), Some(customers), Some(revenue)) => (code.clone(), customers, revenue.value),
            other => panic!("{other:?}"),
        })
        .collect();
    let codes: Vec<(&str, u64)> = rows.iter().map(|(code, customers, _)| (code.as_str(), *customers)).collect();
    assert_eq!(
        codes,
        [("price", 2), ("life", 1), ("other", 1), ("price.too_high", 2), ("life.moved", 1), ("unmapped", 1)]
    );
    assert!((rows[0].2 - 0.4).abs() < 1e-12);
    assert!((report.rows[0].estimate("share").expect("a share").value - 0.5).abs() < 1e-12);
    let response = &report.section("response")[0];
    let counts = ["departures", "with_reason", "declined", "without_reason"].map(|name| response.count(name));
    assert_eq!(counts, [6, 4, 1, 1].map(Some));
    assert!(report.warns("few_answers"));
    assert_eq!(report.section("words").len(), 3);
}

#[test]
fn kinds_are_shares_of_all_who_left() {
    let report = company().ask("reasons", &[]);
    let sum: u64 = report.section("kinds").iter().filter_map(|row| row.count("customers")).sum();
    assert_eq!(sum, 6);
    assert_eq!(report.section("kinds")[0].estimate("share").map(|share| share.n), Some(6));
}

#[test]
fn where_nobody_left_there_are_no_reasons() {
    let report = company().ask("reasons", &[("from", "2026-03-01")]);
    assert!(report.rows.is_empty() && report.warns("no_departures"));
}
