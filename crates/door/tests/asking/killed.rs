//! Killed between any two steps of asking, nobody is asked twice about the same and no answer is lost.
//!
//! The test starts itself as a program of its own, which goes its rounds, sends letters and takes answers until it is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use door::jobs::{About, Sender, Turn, Worker};
use door::listening::rounds::Round;
use door::{Office, asking};
use relationship::Day;
use relationship::listening::asking::{Happened, Person};
use relationship::listening::{Occasion, Survey, Value};
use store::{InvitationId, Store};
use tokio::sync::mpsc::unbounded_channel;
use tower::ServiceExt as _;

use super::listening::told_of;
use super::{DAY_SECONDS, NOON_US, SURVEY, act, office};

/// How often it is killed.
const KILLS: u64 = 23;
/// So many runs are on the same day, so that a round that was cut off is begun again.
const RUNS_A_DAY: i64 = 4;
/// More days than the cap lets pass between two questions.
const DAYS_BETWEEN: i64 = 35;
const CUSTOMERS: u64 = 30;
const FOLDER: &str = "VAARWEL_TEST_ASKING_FOLDER";
const RUN: &str = "VAARWEL_TEST_ASKING_RUN";
const IS_LAST: &str = "VAARWEL_TEST_ASKING_IS_LAST";

/// Ten in the morning of a Monday, and ten minutes later with each start: what a program that died had claimed is free again.
fn clock(run: u64) -> i64 {
    let run = i64::try_from(run).expect("few");
    let (day, start) = (run / RUNS_A_DAY, run % RUNS_A_DAY);
    NOON_US + (day * DAYS_BETWEEN * DAY_SECONDS + 22 * 3600 + start * 600) * 1_000_000
}

async fn open(folder: &Path, run: u64) -> Arc<Office> {
    let store = Store::open_folder(folder).await.unwrap();
    // Each run draws other numbers, as a program that is started again does.
    office(&store, folder, Arc::new(AtomicI64::new(clock(run))), run << 32)
}

/// Writes down each letter that leaves the house, as the outside would see it, and hands it to who reads it.
fn sender(folder: &Path, reads: impl Fn(InvitationId) + Send + Sync + 'static) -> Sender {
    let file = folder.join("letters.txt");
    let reads = Arc::new(reads);
    Arc::new(move |sent| {
        let (file, reads) = (file.clone(), Arc::clone(&reads));
        Box::pin(async move {
            let Some(About::Invitation { invitation, customer }) = sent.letter.about else { panic!("another letter") };
            let mut out = std::fs::OpenOptions::new().append(true).create(true).open(file).unwrap();
            out.write_all(format!("{} {customer} {invitation}\n", sent.job).as_bytes()).unwrap();
            reads(invitation);
            Ok(())
        })
    })
}

/// The program: asks whom it is time to ask, sends the letters, takes what is answered, and tells of each answer it confirmed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_of_the_test() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let run: u64 = std::env::var(RUN).unwrap().parse().unwrap();
    let office = open(&folder, run).await;
    let (reads, mut read) = unbounded_channel();
    // Who pressed the button when the program died presses it again.
    for line in std::fs::read_to_string(folder.join("letters.txt")).unwrap_or_default().lines() {
        reads.send(line.rsplit(' ').next().unwrap().parse().unwrap()).unwrap();
    }
    let answering = Arc::clone(&office);
    let answers = tokio::spawn(async move {
        let router = asking::router(Arc::clone(&answering));
        while let Some(invitation) = read.recv().await {
            let id: InvitationId = invitation;
            let name = &id.to_string()[4..];
            let path = format!("/a/{}", answering.asking_token(id));
            let form = Body::from(format!("form={name}&q-whole=4&q-words=te+laat&q-most=price"));
            let sent = router.clone().oneshot(Request::post(&path).body(form).unwrap()).await.unwrap();
            match sent.status() {
                StatusCode::SEE_OTHER => say(&format!("answered {id}")),
                // Its time is over: the letter is of an earlier day.
                StatusCode::GONE => {}
                other => panic!("{other}"),
            }
        }
    });
    let worker = Worker::new(Arc::clone(&office), Some(sender(&folder, move |id| reads.send(id).unwrap())));
    let has_asked = Arc::new(AtomicBool::new(false));
    let is_asked = Arc::clone(&has_asked);
    let letters = tokio::spawn(async move {
        loop {
            let is_asked = is_asked.load(Ordering::SeqCst);
            if worker.turn().await.unwrap() == Turn::default() {
                if is_asked {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    });
    say("ready");
    let contact = Happened { what: Occasion::ServiceContact, on: office.today().plus_days(-2) };
    let mut round = Round::begin(&office).await.unwrap();
    for n in 0..CUSTOMERS {
        let person = Person { happened: vec![contact], ..Person::new(&format!("K-{n}"), contact.on.plus_days(-30)) };
        if round.is_due(&person) {
            round.ask(&office, person).await.unwrap();
        }
        say("looked");
    }
    has_asked.store(true, Ordering::SeqCst);
    letters.await.unwrap();
    answers.await.unwrap();
    say("done");
    if std::env::var_os(IS_LAST).is_none() {
        // Until it is killed.
        std::future::pending::<()>().await;
    }
}

#[expect(clippy::print_stdout, reason = "the test that started this program reads it")]
fn say(line: &str) {
    println!("@{line}");
    std::io::stdout().flush().unwrap();
}

fn start(folder: &Path, run: u64, is_last: bool) -> Child {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "killed::the_program_of_the_test", "--nocapture"]);
    program.env(FOLDER, folder).env(RUN, run.to_string());
    if is_last {
        program.env(IS_LAST, "1");
    }
    program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// When a run is killed: so many lines that begin so after its start, or when it has nothing left to do, and a moment more.
struct Kill {
    after: &'static str,
    count: usize,
    wait: Duration,
}

impl Kill {
    /// One half of the runs dies while people are asked, the other while they answer, at a place of work done and not of
    /// time: a slow machine dies at the same places. Spread without a generator, by multiples of the golden ratio.
    fn of(run: u64) -> Self {
        let part = (run as f64 * 0.618_033_988_749_895).fract();
        let wait = Duration::from_micros(run * 13_700 % 40_000);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 29")]
        let spread = (part * CUSTOMERS as f64) as usize;
        match run % 2 {
            0 => Self { after: "", count: 2 + spread, wait },
            _ => Self { after: "answered", count: 1 + spread, wait },
        }
    }
}

/// What it said, until it is killed or done.
fn listen(child: &mut Child, kill: Option<&Kill>) -> Vec<String> {
    let (mut said, mut counted) = (Vec::new(), 0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        let Some((_, line)) = line.split_once('@') else { continue };
        said.push(line.to_owned());
        let Some(kill) = kill else { continue };
        counted += usize::from(line.starts_with(kill.after));
        if counted == kill.count || line == "done" {
            std::thread::park_timeout(kill.wait);
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "how many letters are in doubt is worth knowing")]
async fn killed_at_any_moment_nobody_is_asked_twice_and_no_answer_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let office = open(folder.path(), 0).await;
    let survey = Survey::parse("fietsplan-pulse.toml", SURVEY).unwrap();
    office.store.publish_survey(&survey, SURVEY, act()).await.unwrap();
    std::fs::write(folder.path().join("asking.toml"), "unasked_share = 0.0\n").unwrap();
    let people: Vec<_> = (0..CUSTOMERS).map(|n| told_of(&format!("K-{n}"))).collect();
    office.store.put_people(&people, act()).await.unwrap();
    office.store.close().await;
    let mut answered = BTreeSet::new();
    let mut hear = |said: &[String]| {
        answered.extend(said.iter().filter_map(|line| line.strip_prefix("answered ")?.parse::<InvitationId>().ok()));
    };
    for run in 0..KILLS {
        hear(&listen(&mut start(folder.path(), run, false), Some(&Kill::of(run))));
    }
    let last = listen(&mut start(folder.path(), KILLS, true), None);
    assert_eq!(last.last().map(String::as_str), Some("done"), "{last:?}");
    hear(&last);
    let office = open(folder.path(), KILLS).await;
    let store = &office.store;
    let letters = std::fs::read_to_string(folder.path().join("letters.txt")).unwrap();
    let letters: Vec<[&str; 3]> =
        letters.lines().map(|it| it.split(' ').collect::<Vec<_>>().try_into().expect("three words")).collect();
    let jobs: BTreeSet<&str> = letters.iter().map(|it| it[0]).collect();
    assert_eq!(jobs.len(), letters.len(), "a letter was sent twice");
    // Once per customer and day, whatever was begun again.
    let today = office.today();
    let mut asked = 0;
    for n in 0..CUSTOMERS {
        let mut about: BTreeMap<Day, u64> = BTreeMap::new();
        for it in store.asked(&format!("K-{n}"), today).await.unwrap() {
            *about.entry(it.about.unwrap().on).or_default() += 1;
        }
        assert!(about.values().all(|times| *times == 1), "K-{n}: {about:?}");
        assert!(about.contains_key(&today.plus_days(-2)), "K-{n} was forgotten on the last day: {about:?}");
        asked += about.len();
    }
    let mut doubtful = 0;
    for job in store.jobs_for_a_person(office.now().plus_seconds(1), 1_000).await.unwrap() {
        doubtful += usize::from(!jobs.contains(job.id.to_string().as_str()));
    }
    assert_eq!(asked, letters.len() + doubtful, "who was asked is written to, or a person must look");
    // What was confirmed is there, once.
    let missing = async |id: InvitationId| {
        let own = store.own_answers(id).await.unwrap();
        own.len() != 3 || own.iter().all(|it| it.value != Some(Value::Face(4)))
    };
    for id in &answered {
        assert!(!missing(*id).await, "confirmed and lost: {id}");
    }
    let with_answers =
        store.responses("2026-01-01".parse().unwrap(), today).await.unwrap().iter().map(|it| it.answered).sum::<u64>();
    assert_eq!(
        (store.answers_count().await.unwrap(), store.facts_count().await.unwrap()),
        (with_answers * 3, with_answers * 3)
    );
    assert!(answered.len() > 40, "too few to show anything: {}", answered.len());
    println!("{asked} asked, {} letters, {doubtful} in doubt, {} answers confirmed", letters.len(), answered.len());
}
