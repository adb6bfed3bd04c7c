//! The office of Fietsplan in a folder of its own, with a clock that stands still and chance that counts.

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use door::jobs::{NotSent, Sender, Sent, Worker};
use door::taking::{Proof, Request};
use door::{Office, OfficeParts};
use jiff::tz::TimeZone;
use relationship::exit::{ContractFacts, Said};
use relationship::flow::ChannelKind;
use relationship::{Currency, Money};
use store::{Act, Actor, Moment, Person, Store};

/// Sunday 22 November 2026, noon UTC.
pub(crate) const NOON: Moment = Moment::from_us(1_795_348_800_000_000);

pub(crate) struct House {
    pub(crate) office: Arc<Office>,
    now: Arc<AtomicI64>,
    /// Keeps the folder for as long as the house stands; none where somebody else does.
    pub(crate) folder: Option<tempfile::TempDir>,
}

pub(crate) fn bram() -> Person {
    let text = |text: &str| Some(text.to_owned());
    let day = |text: &str| Some(text.parse().expect("a day"));
    Person {
        customer: "K-7".to_owned(),
        name: text("Bram de Wit"),
        mail: text("bram@voorbeeld.example"),
        phone: None,
        language: None,
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts: vec![ContractFacts {
            contract: "F-1".to_owned(),
            plan: text("month"),
            began_on: day("2023-09-12"),
            price: Some(Money { minor: 1950, currency: Currency::EUR }),
            price_months: 1,
            paid_until: day("2026-11-30"),
            ..ContractFacts::default()
        }],
    }
}

/// An office over a folder, as the program makes one.
pub(crate) async fn open(data: &Path, seed: u64, now: Arc<AtomicI64>) -> Arc<Office> {
    let store = Store::open_folder(data).await.expect("a store");
    let drawn = AtomicU64::new(seed << 32);
    let clock = Arc::clone(&now);
    Arc::new(Office::new(OfficeParts {
        store,
        data: data.to_owned(),
        texts: Arc::default(),
        clock: Arc::new(move || clock.load(Ordering::Relaxed)),
        chance: Arc::new(move |bytes| {
            for byte in bytes.chunks_mut(8) {
                let number = drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes();
                byte.copy_from_slice(&number[..byte.len()]);
            }
        }),
        // The Netherlands in winter.
        zone: TimeZone::fixed(jiff::tz::offset(1)),
        public_url: Some("https://vaarwel.example".to_owned()),
        secret: [7; 32],
    }))
}

impl House {
    /// With Bram as its customer, and the flow of Fietsplan.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("flows")).expect("a folder");
        let flow = include_str!("../../../../flows/fietsplan.toml");
        std::fs::write(folder.path().join("flows/fietsplan.toml"), flow).expect("a flow");
        let now = Arc::new(AtomicI64::new(NOON.us()));
        let office = open(folder.path(), 1, Arc::clone(&now)).await;
        office.store.put_people(&[bram()], Act { by: Actor::Program, at: NOON }).await.expect("Bram");
        Self { office, now, folder: Some(folder) }
    }

    pub(crate) fn set_clock(&self, at: Moment) {
        self.now.store(at.us(), Ordering::Relaxed);
    }

    /// Noon in Amsterdam on a day.
    pub(crate) fn go_to(&self, day: &str) {
        self.set_clock(self.office.start_of(day.parse().expect("a day")).plus_seconds(12 * 3600));
    }

    /// A request over the page, by somebody who says these things.
    pub(crate) fn request(&self, customer: &str, mail: &str) -> Request {
        let now = self.office.now();
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let said = Said { customer: text(customer), mail: text(mail), ..Said::default() };
        let id = self.office.new_exit_id(now);
        Request { said, proof: Proof::Said, ..Request::new(id, "fietsplan", ChannelKind::Page, "nl", now.us()) }
    }

    pub(crate) fn of_bram(&self) -> Request {
        self.request("K-7", "bram@voorbeeld.example")
    }

    pub(crate) fn worker(&self, post: &Post) -> Worker {
        Worker::new(Arc::clone(&self.office), Some(post.sender()))
    }
}

/// Letters that were handed over, and how the post answers.
#[derive(Clone, Default)]
pub(crate) struct Post {
    pub(crate) letters: Arc<Mutex<Vec<Sent>>>,
    pub(crate) answer: Arc<Mutex<Option<NotSent>>>,
}

impl Post {
    pub(crate) fn sender(&self) -> Sender {
        let post = self.clone();
        Arc::new(move |sent| {
            let post = post.clone();
            Box::pin(async move {
                if let Some(why) = post.answer.lock().expect("the post").clone() {
                    return Err(why);
                }
                post.letters.lock().expect("the post").push(sent);
                Ok(())
            })
        })
    }

    pub(crate) fn answers(&self, answer: Option<NotSent>) {
        *self.answer.lock().expect("the post") = answer;
    }

    /// The letters, in words: which, to whom.
    pub(crate) fn sent(&self) -> Vec<String> {
        let letters = self.letters.lock().expect("the post");
        letters.iter().map(|it| format!("{} to {}", it.letter.letter.word(), it.letter.to)).collect()
    }
}
