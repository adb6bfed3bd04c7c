//! Killed between any two steps, no request is lost and no letter is sent twice; and a full disk keeps nobody in.
//!
//! The test starts itself as a program of its own, which takes requests and sends letters until it is killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use door::jobs::{Sender, Worker};
use door::taking::{Kept, Proof, Request, take};
use relationship::flow::ChannelKind;
use store::{ExitFilter, ExitId, JobState};

use crate::house::{NOON, open};

/// How often it is killed.
const KILLS: u64 = 20;
/// Where the program of the test finds its folder.
const FOLDER: &str = "VAARWEL_TEST_DOOR_FOLDER";

fn request(round: u64, number: u64) -> Request {
    let id = ExitId::new(NOON, u128::from(round << 32 | number));
    let customer = format!("K-{round}-{number}");
    let proof = Proof::Vouched { customer: customer.clone() };
    let said = relationship::exit::Said { mail: Some(format!("{customer}@x.example")), ..Default::default() };
    Request { proof, said, ..Request::new(id, "fietsplan", ChannelKind::Page, "nl", NOON.us()) }
}

/// Writes down each letter that leaves the house, as the outside would see it.
fn sender(folder: &Path) -> Sender {
    let file = folder.join("letters.txt");
    Arc::new(move |sent| {
        let file = file.clone();
        Box::pin(async move {
            let mut out = std::fs::OpenOptions::new().append(true).create(true).open(file).expect("a file");
            out.write_all(format!("{}\n", sent.job).as_bytes()).expect("written");
            Ok(())
        })
    })
}

/// The program: takes requests, tells each that was acknowledged, and works on what follows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_of_the_test() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let (round, count) = (number("VAARWEL_TEST_ROUND"), number("VAARWEL_TEST_COUNT"));
    // A file that may not grow ends a program that does not listen.
    #[cfg(unix)]
    let _listened = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(25)).expect("listening");
    let now = Arc::new(AtomicI64::new(NOON.plus_seconds(i64::try_from(round).expect("a number") * 600).us()));
    let office = open(&folder, round, now).await;
    let worker = Worker::new(Arc::clone(&office), Some(sender(&folder)));
    worker.hold_room().await.expect("room");
    say("ready");
    let working = worker.clone();
    let letters = tokio::spawn(async move {
        loop {
            let turn = working.turn().await.unwrap_or_default();
            if turn == door::jobs::Turn::default() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    });
    for number in 0..count {
        let taken = take(&office, request(round, number)).await.expect("taken");
        say(&format!("{} {}", taken.exit, if taken.kept == Kept::Store { "store" } else { "spool" }));
    }
    letters.abort();
    while worker.turn().await.is_ok_and(|turn| turn != door::jobs::Turn::default()) {}
    say("done");
}

fn number(name: &str) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[expect(clippy::print_stdout, reason = "the test that started this program reads it")]
fn say(line: &str) {
    println!("@{line}");
    std::io::stdout().flush().expect("said");
}

fn start(folder: &Path, round: u64, count: u64, blocks: Option<u64>) -> Child {
    let program = std::env::current_exe().expect("this program");
    let limit = blocks.map_or_else(String::new, |blocks| format!("ulimit -f {blocks}; "));
    Command::new("sh")
        .args(["-c", &format!("{limit}exec \"$0\" --exact killed::the_program_of_the_test --nocapture")])
        .arg(program)
        .env(FOLDER, folder)
        .env("VAARWEL_TEST_ROUND", round.to_string())
        .env("VAARWEL_TEST_COUNT", count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// What it said, until it is killed after so many acknowledgements and a moment more, or until it is done.
fn listen(child: &mut Child, kill_after: Option<(usize, Duration)>) -> Vec<String> {
    let mut said = Vec::new();
    let out = child.stdout.take().expect("its words");
    for line in BufReader::new(out).lines().map_while(Result::ok) {
        let Some((_, line)) = line.split_once('@') else { continue };
        said.push(line.to_owned());
        if let Some((count, wait)) = kill_after
            && said.len() == count
        {
            std::thread::park_timeout(wait);
            child.kill().expect("it can be killed");
        }
    }
    child.wait().expect("it ends");
    said
}

fn ids(said: &[String]) -> impl Iterator<Item = ExitId> {
    said.iter().filter_map(|line| line.split_once(' ')?.0.parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "how many letters are in doubt is worth knowing")]
async fn killed_at_twenty_moments_no_request_is_lost_and_no_letter_is_sent_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut acknowledged = BTreeSet::new();
    for round in 1..=KILLS {
        let mut child = start(folder.path(), round, 100_000, None);
        // Spread over the steps without a generator: multiples of the golden ratio.
        let part = (round as f64 * 0.618_033_988_749_895).fract();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 2 to 14")]
        let count = 2 + (part * 12.0) as usize;
        let said = listen(&mut child, Some((count, Duration::from_micros(round * 137 % 3_000))));
        acknowledged.extend(ids(&said));
    }
    let last = listen(&mut start(folder.path(), KILLS + 1, 3, None), None);
    assert_eq!(last.last().map(String::as_str), Some("done"));
    acknowledged.extend(ids(&last));
    let office = open(folder.path(), KILLS + 2, Arc::new(AtomicI64::new(NOON.us()))).await;
    let links = office.store.chain_links(0, 1000).await.expect("the log").items;
    let cases = office.store.exits(&ExitFilter::default(), None, 1000).await.expect("listed").items;
    assert_eq!(links.len(), cases.len(), "one receipt for each case");
    let there: BTreeSet<ExitId> = cases.iter().map(|case| case.id).collect();
    let missing: Vec<_> = acknowledged.difference(&there).collect();
    assert!(missing.is_empty(), "acknowledged and lost: {missing:?}");
    let letters = std::fs::read_to_string(folder.path().join("letters.txt")).expect("letters");
    let unique: BTreeSet<&str> = letters.lines().collect();
    assert_eq!(unique.len(), letters.lines().count(), "a letter was sent twice");
    let mut doubtful = 0;
    for case in &cases {
        for job in office.store.jobs_about(&case.id.to_string()).await.expect("jobs") {
            let was_sent = unique.contains(job.id.to_string().as_str());
            match job.state {
                JobState::Done if job.kind == "letter" => assert!(was_sent),
                JobState::Handed => doubtful += 1,
                state => assert!(!was_sent || job.kind != "letter", "{state:?}"),
            }
        }
    }
    assert!(acknowledged.len() > 60, "too few to show anything: {}", acknowledged.len());
    println!("{} requests, {} letters, {doubtful} of which a person must look", acknowledged.len(), unique.len());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_requests_go_into_the_room_that_was_held() {
    let folder = tempfile::tempdir().expect("a folder");
    // The tables are made while there is room; then no file may grow beyond 640 kB (blocks of 512 bytes in sh).
    open(folder.path(), 99, Arc::new(AtomicI64::new(NOON.us()))).await.store.close().await;
    let said = listen(&mut start(folder.path(), 1, 60, Some(1280)), None);
    let spooled = said.iter().filter(|line| line.ends_with("spool")).count();
    assert_eq!(ids(&said).count(), 60, "{said:?}");
    assert!(spooled > 0, "the disk was not full: {said:?}");
    // There is room again.
    let after = listen(&mut start(folder.path(), 2, 1, None), None);
    assert_eq!(after.last().map(String::as_str), Some("done"), "{after:?}");
    let office = open(folder.path(), 3, Arc::new(AtomicI64::new(NOON.us()))).await;
    for id in ids(&said) {
        assert!(office.store.exit(id).await.expect("read").is_some(), "{id} is lost");
    }
    assert_eq!(office.store.chain_links(0, 1000).await.expect("the log").items.len(), 61);
}
