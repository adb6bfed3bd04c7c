//! The case of somebody who leaves: what it comes to, what may be done with it, and what never happens.

#[path = "exit/case.rs"]
mod case;
#[path = "exit/goodbye.rs"]
mod goodbye;
#[path = "exit/several.rs"]
mod several;

use relationship::deadline::{Country, Holidays};
use relationship::exit::{Asked, ContractFacts, ExitKind};
use relationship::flow::Flow;
use relationship::{Currency, Day, Money};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn euro(minor: i64) -> Money {
    Money { minor, currency: Currency::EUR }
}

fn holidays() -> Holidays {
    Holidays::of(Country::Netherlands, 2024..=2030)
}

fn flow(text: &str) -> Flow {
    Flow::parse(
        "test.toml",
        &format!("flow = \"fietsplan\"\ntitle.nl = \"Opzeggen\"\n[company]\nname = \"Fietsplan\"\n{text}"),
    )
    .expect("a flow")
    .0
}

fn fietsplan() -> Flow {
    Flow::parse("fietsplan.toml", include_str!("../../../flows/fietsplan.toml")).expect("a flow").0
}

/// Bram rides a bicycle by the month for € 19.50, and has paid for November.
fn bram() -> ContractFacts {
    ContractFacts {
        contract: "F-1".to_owned(),
        plan: Some("Maandabonnement".to_owned()),
        began_on: Some(day("2023-09-12")),
        price: Some(euro(1950)),
        price_months: 1,
        paid_from: None,
        paid_until: Some(day("2026-11-30")),
        told_of_withdrawal_on: None,
    }
}

fn asked<'a>(flow: &'a Flow, contract: Option<&'a ContractFacts>, on: &str, holidays: &'a Holidays) -> Asked<'a> {
    Asked {
        flow,
        contract,
        others: &[],
        kind: ExitKind::Ordinary,
        asked_on: day(on),
        wanted_on: None,
        currency: Currency::EUR,
        holidays,
    }
}
