//! The last three months at the desk of the simulated company: people who look, ask and leave through the same door as
//! everybody. No chance: the same company has the same desk.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use door::Office;
use door::acting::act;
use door::taking::{Proof, Request, take};
use relationship::exit::{By, Command, ContractFacts, ExitState, ReplyBy, Said};
use relationship::flow::ChannelKind;
use relationship::{Currency, Day, Money};
use report::SqlLimits;
use serde_json::Value;
use store::{Act, Actor, Claim, ExitId, Language, MemberId, Moment, Person, Store, Visit, VisitStep};

use crate::place::Place;
use crate::{chance, office};

/// The flow they leave by.
const FLOW: &str = "fietsplan";
/// Walks through the pages and requests over other channels.
const WALKS: u64 = 170;
/// Over so many days.
const DAYS: i64 = 88;
/// The most customers the desk knows: everybody who is here, in a company of a usual size.
const PEOPLE: usize = 20_000;
/// More cases than there are.
const CASES_MAX: u32 = 1_000;
const SECOND_US: i64 = 1_000_000;
const DAY_US: i64 = 86_400 * SECOND_US;

const FIRST_NAMES: [&str; 12] =
    ["Bram", "Fenna", "Sem", "Yasmin", "Joris", "Noor", "Teun", "Aylin", "Luuk", "Sanne", "Daan", "Mei"];
const LAST_NAMES: [&str; 11] =
    ["Visser", "de Wit", "Bakker", "Yılmaz", "van Dijk", "Smit", "Jansen", "El Amrani", "Mulder", "de Boer", "Wong"];
const REASONS: [&str; 10] = [
    "life.moved",
    "price.too_high",
    "fit.unused",
    "service.slow",
    "product.quality",
    "life.moved",
    "done.goal",
    "price.cheaper_elsewhere",
    "fit.need_changed",
    "service.unresolved",
];
const WORDS: [&str; 4] = [
    "Mijn fiets stond te lang in de werkplaats.",
    "Prima fiets, maar ik ga verhuizen.",
    "Op zaterdag was er niemand te bereiken.",
    "Dank voor alles!",
];

/// Spreads a number evenly and always in the same way.
pub(super) const fn spread(n: u64) -> u64 {
    let mut x = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A number below `of` that belongs to a walk and a question.
pub(super) const fn drawn(walk: u64, question: u64, of: u64) -> u64 {
    spread(walk.wrapping_mul(131).wrapping_add(question)) % of
}

/// One thing somebody picks by its number.
fn pick<T: Copy>(all: &[T], number: u64) -> Option<T> {
    let at = usize::try_from(number).unwrap_or(0);
    all.get(at % all.len().max(1)).copied()
}

/// The desk of the company with a clock that can be set.
struct Desk {
    office: Arc<Office>,
    clock: Arc<AtomicI64>,
    store: Store,
    people: Vec<Person>,
    member: By,
    now_us: i64,
}

/// Fills the desk: people, a published flow, walks, requests, answers, ends.
pub(crate) async fn fill(place: &Place, store: &Store, owner: MemberId, people: Vec<Person>) -> anyhow::Result<()> {
    let now_us = chance::now().us();
    let clock = Arc::new(AtomicI64::new(now_us - (DAYS + 5) * DAY_US));
    let time = Arc::clone(&clock);
    let office = office::open_at(place, store.clone(), None, Arc::new(move || time.load(Ordering::Relaxed)))?;
    let began = Act { by: Actor::Member(owner), at: Moment::from_us(now_us - (DAYS + 5) * DAY_US) };
    store.put_people(&people, began).await?;
    store.publish_flow(FLOW, super::FLOWS[0].1, None, began).await?;
    let member = By::Desk(Actor::Member(owner).to_string());
    let desk = Desk { office, clock, store: store.clone(), people, member, now_us };
    for walk in 0..WALKS {
        let ago = DAYS * DAY_US * i64::try_from(WALKS - walk).unwrap_or(0) / i64::try_from(WALKS).unwrap_or(1);
        desk.walk(walk, now_us - ago + i64::try_from(drawn(walk, 0, 7_200)).unwrap_or(0) * SECOND_US).await?;
    }
    desk.close().await
}

/// Customers of the company who are here, as it would tell of them.
pub(crate) fn people(place: &Place) -> anyhow::Result<Vec<Person>> {
    let sql = format!(
        "select customer, started_on, price from spells where ended_on is null and started_on is not null \
         order by customer limit {PEOPLE}"
    );
    let limits = SqlLimits { rows: PEOPLE, time: Duration::from_secs(60), memory_bytes: 128 << 20 };
    let rows = place.analytics()?.sql(&sql, &place.basis()?, &limits)?.json();
    let rows = rows.as_array().context("customers")?;
    let today = chance::today();
    Ok(rows.iter().enumerate().filter_map(|(at, row)| person(at as u64, row, today)).collect())
}

/// The last of the days this company pays by in every month.
const PAYS_ON_MAX: u32 = 28;

/// Until when somebody has paid: each month is paid on the day of the month on which they came, as their facts say.
fn paid_until(began_on: Day, today: Day) -> Option<Day> {
    let (.., pays_on) = began_on.ymd();
    let (year, month, _) = today.ymd();
    let due = Day::from_ymd(year, month, pays_on.min(PAYS_ON_MAX))?;
    let next = if due <= today { due.plus_months(1) } else { due };
    Some(next.plus_days(-1))
}

fn person(at: u64, row: &Value, today: Day) -> Option<Person> {
    let text = |name: &str| row.get(name)?.as_str().map(str::to_owned);
    let customer = text("customer")?;
    let (first, last) = (pick(&FIRST_NAMES, spread(at))?, pick(&LAST_NAMES, spread(at + 1_000))?);
    let began_on: Day = text("started_on")?.parse().ok()?;
    let price = row.get("price").and_then(Value::as_i64).map(|minor| Money { minor, currency: Currency::EUR });
    Some(Person {
        mail: Some(format!("{}@klant.fietsplan.example", customer.to_lowercase())),
        name: Some(format!("{first} {last}")),
        phone: None,
        language: Some(if drawn(at, 9, 6) == 0 { Language::En } else { Language::Nl }),
        knows: Vec::new(),
        purpose: "leave".to_owned(),
        keep_until: None,
        contracts: vec![ContractFacts {
            contract: format!("{customer}-1"),
            plan: Some("month".to_owned()),
            began_on: Some(began_on),
            price,
            price_months: 1,
            paid_until: paid_until(began_on, today),
            ..ContractFacts::default()
        }],
        customer,
    })
}

/// Who left by the desk, and their last day.
pub(crate) async fn gone(store: &Store) -> anyhow::Result<BTreeMap<String, Day>> {
    let all = store.desk_exits(&store::DeskFilter::default(), CASES_MAX).await?;
    let ended = all.into_iter().filter(|it| it.exit.state == ExitState::Ended);
    Ok(ended.filter_map(|it| Some((it.exit.declaration.customer.clone()?, it.exit.last_day()?))).collect())
}

impl Desk {
    fn set_clock(&self, at_us: i64) {
        self.clock.store(at_us.min(self.now_us), Ordering::Relaxed);
    }

    /// Somebody comes: to look only, or to leave.
    async fn walk(&self, walk: u64, at_us: i64) -> anyhow::Result<()> {
        self.set_clock(at_us);
        let channel = match drawn(walk, 1, 20) {
            0..=12 => ChannelKind::Page,
            13 | 14 => ChannelKind::Mail,
            15 | 16 => ChannelKind::Phone,
            17 => ChannelKind::Counter,
            18 => ChannelKind::Chat,
            _ => ChannelKind::Letter,
        };
        let Some(person) = usize::try_from(walk * 2).ok().and_then(|at| self.people.get(at)) else { return Ok(()) };
        let visit = match channel {
            ChannelKind::Page => Some(self.look_around(walk, at_us, person).await?),
            _ => None,
        };
        let only_looks = visit.is_some() && drawn(walk, 2, 6) == 0;
        if only_looks {
            return Ok(());
        }
        let seconds = i64::try_from(18 + drawn(walk, 3, 60) + drawn(walk, 4, 40)).unwrap_or(40);
        self.set_clock(at_us + seconds * SECOND_US);
        let person = &self.paid(person).await?;
        let is_known = drawn(walk, 5, 8) != 0;
        let exit = self.ask(walk, channel, person, is_known, visit).await?;
        self.told(walk).await?;
        self.say(exit, walk).await?;
        if !is_known && self.now_us - at_us > 7 * DAY_US {
            self.set_clock(at_us + DAY_US);
            self.find_out(exit, person).await?;
        }
        Ok(())
    }

    /// The customer as the company tells of them on that day: paid until their next payment.
    async fn paid(&self, person: &Person) -> anyhow::Result<Person> {
        let mut person = person.clone();
        let today = self.office.today();
        for contract in &mut person.contracts {
            contract.paid_until = contract.began_on.and_then(|began_on| paid_until(began_on, today));
        }
        let act = Act { by: Actor::Program, at: self.office.now() };
        self.store.put_people(std::slice::from_ref(&person), act).await?;
        Ok(person)
    }

    async fn look_around(&self, walk: u64, at_us: i64, person: &Person) -> anyhow::Result<String> {
        let id = format!("demo-{walk:04}");
        let says_who = drawn(walk, 2, 6) != 0 || drawn(walk, 6, 2) == 0;
        let visit = Visit {
            id: id.clone(),
            flow: FLOW.to_owned(),
            channel: ChannelKind::Page.word().to_owned(),
            language: person.language.map_or("nl", Language::word).to_owned(),
            customer: None,
            exit: None,
            began_at: Moment::from_us(at_us),
            identified_at: None,
            asked_at: None,
            screens: 1,
            clicks: 1,
            fields: 0,
        };
        self.store.begin_visit(&visit).await?;
        if says_who {
            let step = VisitStep {
                customer: Some(person.customer.clone()),
                identified_at: Some(Moment::from_us(at_us + 12 * SECOND_US)),
                screens: u32::from(drawn(walk, 7, 3) == 0),
                clicks: 1,
                fields: 2,
            };
            self.store.continue_visit(&id, &step).await?;
        }
        Ok(id)
    }

    async fn ask(
        &self,
        walk: u64,
        channel: ChannelKind,
        person: &Person,
        is_known: bool,
        visit: Option<String>,
    ) -> anyhow::Result<ExitId> {
        let now = self.office.now();
        let language = person.language.map_or("nl", Language::word);
        let by =
            if matches!(channel, ChannelKind::Page | ChannelKind::Mail) { By::Leaver } else { self.member.clone() };
        let said = Said {
            name: person.name.clone(),
            mail: person.mail.clone().filter(|_| channel == ChannelKind::Page || is_known),
            phone: (!is_known).then(|| format!("06 000 {:05}", 10_000 + walk)),
            ..Said::default()
        };
        let proof = if is_known { Proof::Vouched { customer: person.customer.clone() } } else { Proof::Said };
        let id = ExitId::new(now, u128::from(spread(walk)));
        let request = Request { said, proof, by, visit, ..Request::new(id, FLOW, channel, language, now.us()) };
        Ok(take(&self.office, request).await?.exit)
    }

    /// In this company, too, the letters were sent; only those of the last hours are still on their way.
    async fn told(&self, walk: u64) -> anyhow::Result<()> {
        let at = self.office.now();
        if self.now_us - at.us() < DAY_US / 4 {
            return Ok(());
        }
        let sent_at = at.plus_seconds(i64::try_from(4 + drawn(walk, 8, 50)).unwrap_or(20));
        let claim = Claim { by: "demo", at: sent_at, until: sent_at.plus_seconds(60) };
        for job in self.store.claim_jobs(door::jobs::LETTER, claim, 100).await? {
            self.store.hand_job(job.id, "demo", sent_at).await?;
            self.store.finish_job(job.id, sent_at).await?;
        }
        Ok(())
    }

    /// What they say afterwards, if anything, and whether they change their mind.
    async fn say(&self, exit: ExitId, walk: u64) -> anyhow::Result<()> {
        let mut commands = Vec::new();
        if drawn(walk, 10, 10) < 6 {
            let reasons: Vec<String> = pick(&REASONS, drawn(walk, 11, 100)).into_iter().map(str::to_owned).collect();
            commands.push(Command::GiveReasons { main: reasons.first().cloned(), reasons, destination: None });
        }
        if drawn(walk, 12, 10) < 6 {
            commands.push(Command::ScoreEffort(if drawn(walk, 13, 9) == 0 { 2 } else { 5 }));
        }
        if drawn(walk, 14, 10) < 5 {
            commands.push(Command::ScoreGoodbye(if drawn(walk, 15, 6) == 0 { 3 } else { 5 }));
        }
        if drawn(walk, 16, 6) == 0 {
            let words = pick(&WORDS, drawn(walk, 17, 100)).unwrap_or_default().to_owned();
            commands.push(Command::SayInOwnWords { words, quarantine: None });
        }
        if drawn(walk, 18, 7) == 0 {
            commands.push(Command::AllowReply(Some(ReplyBy::Mail)));
        }
        match drawn(walk, 19, 20) {
            0 | 1 => commands.push(Command::Undo),
            2 => commands.push(Command::Pause { months: 2 }),
            _ => {}
        }
        if !commands.is_empty() {
            self.set_clock(self.office.now().us() + 90 * SECOND_US);
            act(&self.office, exit, commands, By::Leaver).await?;
        }
        let stored = self.store.exit(exit).await?;
        let waits = stored.is_some_and(|it| !it.exit.open_tasks().is_empty());
        // What was left lying in the last days stays open: there is something to do at this desk.
        if waits && self.now_us - self.office.now().us() > 9 * DAY_US {
            self.set_clock(self.office.now().us() + DAY_US / 2);
            self.see_to(exit).await?;
        }
        Ok(())
    }

    /// Somebody at the desk sees to everything that can be seen to.
    async fn see_to(&self, exit: ExitId) -> anyhow::Result<()> {
        let Some(stored) = self.store.exit(exit).await? else { return Ok(()) };
        let of_reply = |need: &relationship::exit::Need| *need == relationship::exit::Need::Reply;
        let open: Vec<_> = stored.exit.open_tasks().iter().map(|task| task.need).filter(of_reply).collect();
        for need in open {
            let text = "Teruggemaild en bedankt.".to_owned();
            let commands = vec![Command::Contact { channel: ChannelKind::Mail, text }, Command::Meet(need)];
            act(&self.office, exit, commands, self.member.clone()).await?;
        }
        Ok(())
    }

    /// Somebody at the desk finds out who asked.
    async fn find_out(&self, exit: ExitId, person: &Person) -> anyhow::Result<()> {
        let Some(stored) = self.store.exit(exit).await? else { return Ok(()) };
        if stored.exit.state != ExitState::Open || stored.exit.declaration.customer.is_some() {
            return Ok(());
        }
        let declaration = &stored.exit.declaration;
        let found = self.office.flow_of_case(&declaration.flow, declaration.flow_version).await;
        let facts = person.contracts.first();
        let goodbye = relationship::exit::resolve(&relationship::exit::Asked {
            flow: &found.flow,
            contract: facts,
            others: &[],
            kind: declaration.kind,
            asked_on: declaration.asked_on,
            wanted_on: declaration.wanted_on,
            currency: Currency::EUR,
            holidays: &found.flow.holidays(declaration.asked_on),
        });
        let command = Command::Recognize {
            customer: person.customer.clone(),
            contract: facts.map(|facts| facts.contract.clone()),
            goodbye: Box::new(goodbye),
        };
        act(&self.office, exit, vec![command], self.member.clone()).await?;
        Ok(())
    }

    /// Cases whose last day is over are closed.
    async fn close(&self) -> anyhow::Result<()> {
        self.set_clock(self.now_us);
        let today = self.office.today();
        let all = self.store.desk_exits(&store::DeskFilter::default(), CASES_MAX).await?;
        for stored in all.iter().filter(|it| it.exit.state == ExitState::Open) {
            if stored.exit.last_day().is_some_and(|last_day| last_day < today) {
                act(&self.office, stored.id, vec![Command::Close], By::Program).await?;
            }
        }
        Ok(())
    }
}
