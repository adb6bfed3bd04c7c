//! How many answers a second the store counts, durably, against commits of one bare row on the same disk in the same run.
//!
//! `cargo run --release -p store --example answers [SECONDS] [FOLDER]`

#![expect(clippy::print_stdout, reason = "it is run to be read")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use relationship::Day;
use relationship::listening::{AskedBy, Survey, Value};
use store::{
    Act, Actor, Answered, Delivery, Invitation, InvitationId, Language, Moment, NewInvitation, Store, TokenHash,
};

const SURVEY: &str = include_str!("../../../surveys/fietsplan-pulse.toml");
const NOON: Moment = Moment::from_us(1_795_348_800_000_000);
/// People who answer at the same time.
const TASKS: u64 = 16;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let seconds = words.next().map_or(Ok(5), |it| it.parse())?;
    let folder = words.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("vaarwel-answers-{}", std::process::id()));
    let store = Store::open_folder(&folder).await?;
    let run = Duration::from_secs(seconds);
    let bare = one_row_commits(&store, run).await?;
    println!("one bare row a commit: {:.0} a second, p99 {:.1} ms", bare.rate, bare.p99_ms);
    let answers = answers(&store, run).await?;
    println!("answers:               {:.0} a second, p99 {:.1} ms", answers.rate, answers.p99_ms);
    println!("ratio: {:.2}", answers.rate / bare.rate);
    store.close().await;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

struct Measured {
    rate: f64,
    p99_ms: f64,
}

fn measured(mut each: Vec<Duration>, all: Duration) -> Measured {
    each.sort_unstable();
    let p99 = each.get(each.len() * 99 / 100).copied().unwrap_or_default();
    Measured { rate: each.len() as f64 / all.as_secs_f64(), p99_ms: p99.as_secs_f64() * 1e3 }
}

/// The cheapest change there is: one row in one table.
async fn one_row_commits(store: &Store, run: Duration) -> Outcome<Measured> {
    let (begun, number) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (store, number) = (store.clone(), Arc::clone(&number));
            tokio::spawn(async move {
                let mut each = Vec::new();
                while begun.elapsed() < run {
                    let one = Instant::now();
                    let n = number.fetch_add(1, Ordering::Relaxed);
                    store.opt_out(&format!("bare-{n}"), AskedBy::Mail, NOON).await?;
                    each.push(one.elapsed());
                }
                Ok::<_, store::StoreError>(each)
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    Ok(measured(all, begun.elapsed()))
}

/// Answers of two questions each, as a form brings them.
async fn answers(store: &Store, run: Duration) -> Outcome<Measured> {
    let survey = Arc::new(Survey::parse("fietsplan-pulse.toml", SURVEY)?);
    let act = Act { by: Actor::Program, at: NOON };
    store.publish_survey(&survey, SURVEY, act).await?;
    let mut invitations: Vec<Vec<Invitation>> = Vec::new();
    for task in 0..TASKS {
        let mut own = Vec::new();
        for n in 0..(run.as_secs() * 400).max(400) {
            own.push(invite(store, task * 1_000_000 + n, act).await?);
        }
        invitations.push(own);
    }
    let begun = Instant::now();
    let tasks: Vec<_> = invitations
        .into_iter()
        .map(|own| {
            let (store, survey) = (store.clone(), Arc::clone(&survey));
            tokio::spawn(async move {
                let mut each = Vec::new();
                for invitation in own {
                    if begun.elapsed() >= run {
                        break;
                    }
                    let form = Delivery {
                        id: invitation.id.to_string(),
                        answers: vec![
                            ("whole".to_owned(), Value::Face(4)),
                            ("most".to_owned(), Value::One("price".to_owned())),
                        ],
                        on: Day::from_number(20_779),
                        at: NOON,
                    };
                    let one = Instant::now();
                    let answered = store.answer(&survey, &invitation, &form).await?;
                    each.push(one.elapsed());
                    assert_eq!(answered, Answered::Counted { first: 2, changed: 0 }, "counted once");
                }
                Ok::<_, store::StoreError>(each)
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    Ok(measured(all, begun.elapsed()))
}

async fn invite(store: &Store, number: u64, act: Act) -> Outcome<Invitation> {
    let token = TokenHash::of(&format!("token {number}"));
    let new = NewInvitation {
        id: InvitationId::new(NOON, number.into()),
        token: token.clone(),
        survey: "fietsplan-pulse".to_owned(),
        version: 1,
        customer: format!("K-{number}"),
        channel: AskedBy::Mail,
        language: Language::Nl,
        about: None,
        asked_on: Day::from_number(20_779),
        expires_at: NOON.plus_seconds(86_400),
    };
    store.invite(&new, None, act).await?;
    Ok(store.invitation(&token).await?.ok_or("an invitation")?)
}
