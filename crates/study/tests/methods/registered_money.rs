//! Money of the register: told in the currency of the ledger, and honest where a few customers pay most of it.

use std::fmt::Write as _;

use relationship::activity::{Activity, Choosing, Plan};
use relationship::drawing::{Drawing, Share};
use relationship::verdict::Verdict;
use serde_json::Value;
use study::measure::registered::Assignments;
use study::measure::{Language, reason_of};

use crate::measure_worlds::Chance;
use crate::registered::{LAST, World, assign, codes, drawn, drawn_on, measured, name_of};

/// What revenue says of an activity that one in five was left alone of, when customers pay these prices.
fn told(customers: usize, price: impl Fn(usize, bool) -> f64) -> (Verdict, Value) {
    let mut chance = Chance::new(5);
    let arms: Vec<bool> = (0..customers).map(|_| chance.is(0.8)).collect();
    let world = World::new();
    let mut csv = "customer,start,price\n".to_owned();
    for (number, &is_treated) in arms.iter().enumerate() {
        let price = price(number, is_treated);
        writeln!(csv, "{},{},{price:.2}", name_of(number), drawn_on().plus_days(-200)).unwrap();
    }
    let mapping = format!(
        "as = \"contracts\"\nid = \"customer\"\ncontract = \"customer\"\nstart = \"start\"\nprice = \"price\"\n\
         as_of = \"{LAST}\"\ncurrency = \"EUR\"\n"
    );
    world.take("contracts.csv", &csv, &mapping);
    let mut assigned = Assignments::default();
    assign(&mut assigned, 0, customers, |number| arms[number]);
    let plan = Plan { outcome: "revenue".to_owned(), horizons_days: vec![90], ..Plan::default() };
    let drawing =
        Drawing { salt: "call".to_owned(), treated: Share::new(0.8).unwrap(), company_holdout: None, lane: None };
    let activity = Activity { plan, choosing: Choosing::Drawn { drawing, unit: None }, ..drawn("call") };
    let said = measured(&world.snapshot(), &[activity], &assigned).remove(0);
    (said.verdict, said.details)
}

#[test]
fn revenue_is_told_in_money_per_customer() {
    // The price is known before, so what it explains is no effect.
    let (verdict, details) = told(1_500, |number, _| [9.5, 12.0, 19.0][number % 3]);
    assert!(matches!(verdict, Verdict::NoSign | Verdict::CannotTellYet), "{details:#}");
    assert_eq!(details["unit"], "EUR");
    assert!(details["kept"].is_null() && !codes(&details).contains(&"few_carry"), "{details:#}");
    let reason = reason_of(&details, Language::Nl);
    assert!(reason.contains(" EUR per klant") && !reason.contains("punten"), "{reason}");
    assert!(reason_of(&details, Language::En).contains(" EUR per customer"));
}

#[test]
fn where_one_customer_pays_most_that_is_said() {
    let (verdict, details) = told(1_500, |number, _| if number == 700 { 90_000.0 } else { 5.0 + (number % 7) as f64 });
    assert!(matches!(verdict, Verdict::NoSign | Verdict::CannotTellYet), "{details:#}");
    let money = details["beside"].as_array().unwrap();
    assert!(!money.is_empty() && details["needed"].is_null(), "{details:#}");
    let warning = details["warnings"].as_array().unwrap().iter().find(|it| it["code"] == "few_carry");
    assert_eq!(warning.map(|it| (&it["customers"], &it["of_money"])), Some((&1.into(), &false.into())), "{details:#}");
}
