//! How many complete goodbyes a second, against a bare handler that only commits one row to the same database.
//!
//! A goodbye is: the customer is recognized, what ends and when is resolved, and case, event, receipt in its chain, letter,
//! end and fact are stored durably. Each database is asked for both by the same number of clients, in turn, several times;
//! the middle of the ratios is the answer. `--write` puts the table into `docs/performance.md`.
//!
//! `cargo run --release -p door --example goodbyes -- sqlite:/tmp/x.db [postgres://…] [--clients 16,64] [--seconds 3] [--write]`

use std::fmt::Write as _;
use std::mem;
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
/// Goodbyes a second that are expected before anything was measured. The company tells of half as many people again as are
/// expected to leave in a round; when all of them have left, the round is over.
const EXPECTED_PER_SECOND: f64 = 2_000.0;
/// The page the table stands in, between its marks.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/performance.md");
const MARKS: [&str; 2] = ["<!-- goodbyes: begin -->\n", "<!-- goodbyes: end -->"];

/// One measurement.
struct Measured {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// One database, with what was measured on it.
struct Side {
    kind: String,
    office: Arc<Office>,
    rows: Arc<AtomicU64>,
    left: Arc<AtomicU64>,
    told: u64,
    expected: f64,
    bare: Vec<Measured>,
    whole: Vec<Measured>,
    ratios: Vec<f64>,
}

#[expect(clippy::print_stdout, reason = "it is a measurement somebody reads")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut urls, mut clients, mut seconds, mut writes) = (Vec::new(), vec![16_usize, 64], 3.0_f64, false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--clients" => {
                let given = words.next().unwrap_or_default();
                clients = given.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            "--seconds" => seconds = words.next().unwrap_or_default().parse()?,
            "--write" => writes = true,
            _ => urls.push(word),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let table = runtime.block_on(compare(&urls, &clients, Duration::from_secs_f64(seconds)))?;
    println!("{table}");
    if writes {
        let page = std::fs::read_to_string(PAGE)?;
        let (Some(begin), Some(end)) = (page.find(MARKS[0]), page.find(MARKS[1])) else {
            return Err("docs/performance.md has no marks for goodbyes".into());
        };
        std::fs::write(PAGE, format!("{}{table}{}", &page[..begin + MARKS[0].len()], &page[end..]))?;
    }
    Ok(())
}

/// Measures every database in turn, round by round, and tells it as a table.
async fn compare(urls: &[String], clients: &[usize], long: Duration) -> Result<String, Box<dyn std::error::Error>> {
    let mut sides = Vec::new();
    for url in urls {
        sides.push(Side::open(url).await?);
    }
    let threads = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let mut table = format!(
        "{threads} cores for clients and database, the middle of {ROUNDS} rounds of {:.0} s each.\n\n\
         | database | clients | work | per second | half within | 99 % within | ratio | least ratio |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        long.as_secs_f64()
    );
    for &clients in clients {
        for round in 0..=ROUNDS {
            for side in &mut sides {
                side.round(clients, long, round > 0).await?;
            }
        }
        for side in &mut sides {
            table.push_str(&side.told(clients));
        }
    }
    Ok(table)
}

impl Side {
    async fn open(url: &str) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self {
            kind: url.split(':').next().unwrap_or_default().to_owned(),
            office: office(url).await?,
            rows: Arc::default(),
            left: Arc::default(),
            told: 0,
            expected: EXPECTED_PER_SECOND,
            bare: Vec::new(),
            whole: Vec::new(),
            ratios: Vec::new(),
        })
    }

    /// What was measured, as two rows of the table; the next measurement begins anew.
    fn told(&mut self, clients: usize) -> String {
        let (bare, whole, ratios) =
            (mem::take(&mut self.bare), mem::take(&mut self.whole), mem::take(&mut self.ratios));
        let mut rows = String::new();
        for (name, all) in [("one row", &bare), ("goodbye", &whole)] {
            let middle = |of: fn(&Measured) -> f64| median(all.iter().map(of).collect());
            let (rate, p50, p99) = (middle(|it| it.per_second), middle(|it| it.p50_ms), middle(|it| it.p99_ms));
            let ratio = if name == "goodbye" {
                let least = ratios.iter().copied().fold(f64::MAX, f64::min);
                format!("{:.2} | {least:.2}", median(ratios.clone()))
            } else {
                " | ".to_owned()
            };
            let kind = &self.kind;
            let _ = writeln!(rows, "| {kind} | {clients} | {name} | {rate:.0} | {p50:.2} ms | {p99:.2} ms | {ratio} |");
        }
        rows
    }

    /// One round; the first fills caches and counts for nothing.
    async fn round(&mut self, clients: usize, long: Duration, counts: bool) -> Result<(), Box<dyn std::error::Error>> {
        let begin = self.left.load(Ordering::Relaxed).max(self.told);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of people")]
        let people = (self.expected * long.as_secs_f64() * 1.5).ceil() as u64;
        self.told = begin + people;
        self.left.store(begin, Ordering::Relaxed);
        let people: Vec<Person> = (begin..self.told).map(person).collect();
        for some in people.chunks(1000) {
            self.office.store.put_people(some, Act { by: Actor::Program, at: NOON }).await?;
        }
        let of = |next: &Arc<AtomicU64>, end| Work {
            clients,
            long,
            office: Arc::clone(&self.office),
            next: Arc::clone(next),
            end,
        };
        let row = measure(of(&self.rows, u64::MAX), |office, n| async move { one_row(&office, n).await }).await;
        let whole = measure(of(&self.left, self.told), |office, n| async move { goodbye(&office, n).await }).await;
        self.expected = whole.per_second;
        if counts {
            self.ratios.push(whole.per_second / row.per_second);
            self.bare.push(row);
            self.whole.push(whole);
        }
        Ok(())
    }
}

/// What is measured, by how many, and for how long.
struct Work {
    clients: usize,
    long: Duration,
    office: Arc<Office>,
    next: Arc<AtomicU64>,
    /// There are so many; then it is over.
    end: u64,
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

async fn measure<F, W>(work: Work, each: F) -> Measured
where
    F: Fn(Arc<Office>, u64) -> W + Copy + Send + 'static,
    W: Future<Output = ()> + Send,
{
    let Work { clients, long, office, next, end } = work;
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (office, next) = (Arc::clone(&office), Arc::clone(&next));
            tokio::spawn(async move {
                let mut took = Vec::new();
                while began.elapsed() < long {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= end {
                        break;
                    }
                    let asked = Instant::now();
                    each(Arc::clone(&office), n).await;
                    took.push(asked.elapsed().as_secs_f64() * 1e3);
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
