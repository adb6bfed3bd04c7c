//! How many complete goodbyes a second, against a bare handler that only commits one row to the same database.
//!
//! A goodbye is: the customer is recognized, what ends and when is resolved, and case, event, receipt in its chain, letter,
//! end and fact are stored durably. Both are asked by the same number of clients in turn, several times; the middle of the
//! ratios is the answer.
//!
//! `cargo run --release -p door --example goodbyes -- sqlite:/tmp/x.db [postgres://…] [--clients 16] [--seconds 3]`

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use door::taking::{Kept, Proof, Request, take};
use door::{Office, OfficeParts};
use jiff::tz::TimeZone;
use relationship::exit::{ContractFacts, Said};
use relationship::flow::ChannelKind;
use relationship::{Currency, Day, Money};
use store::{Act, Actor, Moment, Person, Store, Visit};

/// 22 November 2026, noon UTC.
const NOON: Moment = Moment::from_us(1_795_348_800_000_000);
/// How often each is measured.
const ROUNDS: usize = 5;
/// People the company told of.
const PEOPLE: u64 = 40_000;

/// One measurement.
struct Measured {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut urls, mut clients, mut seconds) = (Vec::new(), 16_usize, 3.0_f64);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--clients" => clients = words.next().unwrap_or_default().parse()?,
            "--seconds" => seconds = words.next().unwrap_or_default().parse()?,
            _ => urls.push(word),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    urls.iter().try_for_each(|url| runtime.block_on(compare(url, clients, Duration::from_secs_f64(seconds))))
}

#[expect(clippy::print_stdout, reason = "it is a measurement somebody reads")]
async fn compare(url: &str, clients: usize, long: Duration) -> Result<(), Box<dyn std::error::Error>> {
    let office = office(url).await?;
    let kind = url.split(':').next().unwrap_or_default();
    let (mut bare, mut whole, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (rows, next) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    for round in 0..=ROUNDS {
        let row = measure(clients, long, &office, &rows, |office, n| async move { one_row(&office, n).await }).await;
        let goodbye =
            measure(clients, long, &office, &next, |office, n| async move { goodbye(&office, n).await }).await;
        // The first round fills caches and counts for nothing.
        if round > 0 {
            ratios.push(goodbye.per_second / row.per_second);
            bare.push(row);
            whole.push(goodbye);
        }
    }
    println!("{kind}, {clients} clients, {ROUNDS} rounds of {:.0} s each", long.as_secs_f64());
    for (name, all) in [("one row", &bare), ("goodbye", &whole)] {
        let middle = |of: fn(&Measured) -> f64| median(all.iter().map(of).collect());
        let (rate, p50, p99) = (middle(|it| it.per_second), middle(|it| it.p50_ms), middle(|it| it.p99_ms));
        println!("  {name}: {rate:8.0} per second, half within {p50:6.2} ms, 99 % within {p99:6.2} ms");
    }
    println!(
        "  ratio: {:.2} (the least {:.2})",
        median(ratios.clone()),
        ratios.iter().copied().fold(f64::MAX, f64::min)
    );
    Ok(())
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

async fn measure<F, W>(clients: usize, long: Duration, office: &Arc<Office>, next: &Arc<AtomicU64>, work: F) -> Measured
where
    F: Fn(Arc<Office>, u64) -> W + Copy + Send + 'static,
    W: Future<Output = ()> + Send,
{
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (office, next) = (Arc::clone(office), Arc::clone(next));
            tokio::spawn(async move {
                let mut took = Vec::new();
                while began.elapsed() < long {
                    let each = Instant::now();
                    work(Arc::clone(&office), next.fetch_add(1, Ordering::Relaxed)).await;
                    took.push(each.elapsed().as_secs_f64() * 1e3);
                }
                took
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.unwrap_or_default());
    }
    let seconds = began.elapsed().as_secs_f64();
    took.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length")]
    let at = |part: f64| took.get(((took.len() as f64 * part) as usize).min(took.len().saturating_sub(1)));
    Measured {
        per_second: took.len() as f64 / seconds,
        p50_ms: at(0.5).copied().unwrap_or(f64::NAN),
        p99_ms: at(0.99).copied().unwrap_or(f64::NAN),
    }
}

/// The bare handler: one row, one commit.
async fn one_row(office: &Office, n: u64) {
    let visit = Visit {
        id: format!("bare {n}"),
        flow: "fietsplan".to_owned(),
        channel: "page".to_owned(),
        language: "nl".to_owned(),
        customer: None,
        exit: None,
        began_at: NOON,
        identified_at: None,
        asked_at: None,
        screens: 1,
        clicks: 0,
        fields: 0,
    };
    office.store.begin_visit(&visit).await.expect("stored");
}

/// A complete goodbye of somebody who types number and mail address.
async fn goodbye(office: &Office, n: u64) {
    assert!(n < PEOPLE, "too fast for {PEOPLE} people: give fewer --seconds");
    let customer = format!("K-{n}");
    let said = Said { mail: Some(mail(&customer)), customer: Some(customer), ..Said::default() };
    let id = office.new_exit_id(office.now());
    let request =
        Request { said, proof: Proof::Said, ..Request::new(id, "fietsplan", ChannelKind::Page, "nl", NOON.us()) };
    let taken = take(office, request).await.expect("taken");
    assert_eq!((taken.kept, taken.already_there), (Kept::Store, false));
}

fn mail(customer: &str) -> String {
    format!("{}@voorbeeld.example", customer.to_lowercase())
}

async fn office(url: &str) -> Result<Arc<Office>, Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("vaarwel-goodbyes-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("flows"))?;
    std::fs::write(folder.join("flows/fietsplan.toml"), include_str!("../../../flows/fietsplan.toml"))?;
    let store = Store::open(url).await?;
    let drawn = AtomicU64::new(u64::from(std::process::id()) << 32);
    let office = Office::new(OfficeParts {
        store,
        data: folder,
        texts: Arc::default(),
        clock: Arc::new(|| NOON.us()),
        chance: Arc::new(move |bytes| {
            for piece in bytes.chunks_mut(8) {
                let number = drawn.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).to_le_bytes();
                piece.copy_from_slice(&number[..piece.len()]);
            }
        }),
        zone: TimeZone::UTC,
        public_url: None,
        secret: [7; 32],
    });
    let people: Vec<Person> = (0..PEOPLE).map(person).collect();
    for some in people.chunks(1000) {
        office.store.put_people(some, Act { by: Actor::Program, at: NOON }).await?;
    }
    Ok(Arc::new(office))
}

fn person(n: u64) -> Person {
    let customer = format!("K-{n}");
    Person {
        name: Some("Bram de Wit".to_owned()),
        mail: Some(mail(&customer)),
        phone: None,
        language: None,
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts: vec![ContractFacts {
            contract: format!("F-{n}"),
            plan: Some("month".to_owned()),
            began_on: Some(Day::from_number(19_612)),
            price: Some(Money { minor: 1950, currency: Currency::EUR }),
            price_months: 1,
            paid_until: Some(Day::from_number(20_787)),
            ..ContractFacts::default()
        }],
        customer,
    }
}
