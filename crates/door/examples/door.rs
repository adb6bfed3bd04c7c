//! The public pages by themselves, with a few made-up customers: to look at them without building the rest.
//!
//! `cargo run -p door --example door [PORT]` answers on 127.0.0.1; customer 1001 is bram@voorbeeld.example, 1002 is
//! noor@voorbeeld.example with two contracts. The flows are those of `flows/`; what is asked is forgotten at the end.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use door::{Office, OfficeParts, leave};
use relationship::exit::ContractFacts;
use relationship::{Currency, Money};
use store::{Act, Actor, Moment, Person, Store};

/// A flow whose pages may stand on another site: the browser tests make that site.
const FRAMED: &str = "flow = \"framed\"\ntitle.nl = \"Opzeggen\"\ntitle.en = \"Cancel subscription\"\nlaw = [\"nl\"]\n\
                      company = { name = \"Fietsplan\" }\nembed = { sites = [\"http://127.0.0.1:7399\"] }\n";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(7272);
    let folder = tempfile::tempdir()?;
    std::fs::create_dir_all(folder.path().join("flows"))?;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../flows"))?.flatten() {
        std::fs::copy(entry.path(), folder.path().join("flows").join(entry.file_name()))?;
    }
    std::fs::write(folder.path().join("flows/framed.toml"), FRAMED)?;
    let store = Store::open_folder(folder.path()).await?;
    #[expect(clippy::disallowed_methods, reason = "this is the program here")]
    let now_us = || jiff::Timestamp::now().as_microsecond();
    let drawn = AtomicU64::new(now_us().unsigned_abs());
    let office = Arc::new(Office::new(OfficeParts {
        store: store.clone(),
        data: folder.path().to_owned(),
        texts: Arc::default(),
        clock: Arc::new(now_us),
        // Good enough to look at pages, and for nothing else.
        chance: Arc::new(move |bytes| {
            bytes.fill_with(|| {
                u8::try_from((drawn.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed) >> 56) & 0xff).unwrap_or(0)
            });
        }),
        zone: jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap_or(jiff::tz::TimeZone::UTC),
        public_url: Some(format!("http://127.0.0.1:{port}")),
        secret: [1; 32],
    }));
    store.put_people(&people(office.today()), Act { by: Actor::Program, at: Moment::from_us(now_us()) }).await?;
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    let router = leave::router(office, leave::Settings::default());
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

fn people(today: relationship::Day) -> Vec<Person> {
    let contract = |contract: &str, plan: &str, days: i32, minor: i64| ContractFacts {
        contract: contract.to_owned(),
        plan: Some(plan.to_owned()),
        began_on: Some(today.plus_days(-days)),
        price: Some(Money { minor, currency: Currency::EUR }),
        price_months: 1,
        paid_from: None,
        paid_until: Some(today.plus_days(8)),
        told_of_withdrawal_on: Some(today.plus_days(-days)),
    };
    let person = |customer: &str, name: &str, mail: &str, contracts| Person {
        customer: customer.to_owned(),
        name: Some(name.to_owned()),
        mail: Some(mail.to_owned()),
        phone: None,
        language: None,
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts,
    };
    vec![
        person("1001", "Bram", "bram@voorbeeld.example", vec![contract("C-1", "month", 1_178, 1_890)]),
        person(
            "1002",
            "Noor",
            "noor@voorbeeld.example",
            vec![contract("C-2", "month", 677, 1_890), contract("C-3", "year", 200, 1_690)],
        ),
        person("P-1", "Sam", "sam@voorbeeld.example", vec![contract("B-1", "treatment", 265, 9_000)]),
    ]
}
