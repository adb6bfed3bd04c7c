//! Everything around a request may fail: it is taken and receipted all the same.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use door::jobs::NotSent;
use door::taking::{Kept, take};
use relationship::receipt::open;
use sqlx_of_the_test::lock;
use store::{ExitFilter, FILE_NAME};

use crate::house::{self, House, NOON, Post};

/// Holds the database of an office, as another program would.
mod sqlx_of_the_test {
    use std::path::Path;
    use std::process::{Child, Command, Stdio};

    /// Locks a database until the child is killed; nothing where the machine has no program to do so.
    pub(super) fn lock(database: &Path) -> Option<Child> {
        let script = "import sqlite3, sys, time\n\
                      base = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)\n\
                      base.execute('begin immediate')\nprint('locked', flush=True)\ntime.sleep(60)\n";
        let mut child =
            Command::new("python3").args(["-c", script]).arg(database).stdout(Stdio::piped()).spawn().ok()?;
        let mut line = String::new();
        let out = child.stdout.as_mut()?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).ok()?;
        if line.trim() == "locked" {
            return Some(child);
        }
        let _ = child.kill();
        let _ = child.wait();
        None
    }
}

#[tokio::test]
async fn while_mail_is_down_requests_are_taken_and_the_letters_wait() {
    let (house, post) = (House::new().await, Post::default());
    post.answers(Some(NotSent::Later("connection refused".to_owned())));
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    assert_eq!(taken.kept, Kept::Store);
    let worker = house.worker(&post);
    assert_eq!(worker.turn().await.expect("a turn").failed, 1);
    assert_eq!(worker.turn().await.expect("a turn").failed, 0, "it waits before it is tried again");
    post.answers(None);
    house.set_clock(NOON.plus_seconds(30));
    assert_eq!(worker.turn().await.expect("a turn").sent, 1);
    assert_eq!(post.sent(), ["receipt to bram@voorbeeld.example"]);
}

#[tokio::test]
async fn without_ledger_or_flows_folder_requests_are_taken() {
    let house = House::new().await;
    let folder = house.folder.as_ref().expect("a folder").path();
    std::fs::remove_dir_all(folder.join("flows")).expect("gone");
    std::fs::write(folder.join("ledger"), "a file where a folder should be").expect("a file");
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    assert_eq!(taken.kept, Kept::Store);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_store_is_gone_requests_go_to_the_spool_and_come_back_once() {
    let house = House::new().await;
    let folder = house.folder.as_ref().expect("a folder").path();
    house.office.store.close().await;
    let request = house.of_bram();
    let taken = take(&house.office, request.clone()).await.expect("taken");
    assert_eq!((taken.kept, taken.exit), (Kept::Spool, request.id));
    let text = open(&taken.receipt).expect("sealed").text;
    assert!(text.contains("Nummer: S-2026-") && text.contains("tijdelijk niet bereikbaar"), "{text}");
    assert!(text.contains("13:00:00 (UTC+01:00)"), "{text}");
    // The permanent address shows it meanwhile.
    assert_eq!(house.office.receipt(taken.exit).await.expect("read"), Some(taken.receipt.clone()));
    take(&house.office, request.clone()).await.expect("the same again");
    // The store is back an hour later.
    let now = Arc::new(AtomicI64::new(NOON.plus_seconds(3600).us()));
    let office = house::open(folder, 2, now).await;
    assert_eq!(office.spooled_count().await, 1);
    assert_eq!(office.drain_spool().await.expect("moved"), 1);
    assert_eq!((office.drain_spool().await.expect("nothing"), office.spooled_count().await), (0, 0));
    let all = office.store.exits(&ExitFilter::default(), None, 10).await.expect("listed").items;
    assert_eq!((all.len(), all[0].id, all[0].asked_at), (1, request.id, NOON));
    assert_eq!(all[0].customer.as_deref(), Some("K-7"), "who it was is found out now");
    let receipt = office.receipt(request.id).await.expect("read").expect("a receipt");
    assert!(receipt.contains("Nummer: V-2026-000001") && receipt.contains("13:00:00"), "{receipt}");
    let letters = office.store.jobs_about(&request.id.to_string()).await.expect("jobs");
    assert_eq!(letters.iter().filter(|job| job.kind == "letter").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "whoever runs the tests must see that this one did not run")]
async fn a_locked_database_makes_nobody_wait_longer_than_was_promised() {
    let house = House::new().await;
    let database = house.folder.as_ref().expect("a folder").path().join(FILE_NAME);
    let Some(mut holder) = lock(&database) else {
        println!("skipped: there is no python3 to lock the database with");
        return;
    };
    let began = std::time::Instant::now();
    let request = house.of_bram();
    let taken = take(&house.office, request.clone()).await.expect("taken");
    assert!(began.elapsed().as_secs() <= door::taking::STORE_SECONDS_MAX + 2, "{:?}", began.elapsed());
    assert_eq!(taken.kept, Kept::Spool);
    holder.kill().expect("it can be killed");
    holder.wait().expect("it ends");
    // The request that was given up by us may have got through after all: it is the same one.
    house.office.drain_spool().await.expect("moved");
    let all = house.office.store.exits(&ExitFilter::default(), None, 10).await.expect("listed").items;
    assert_eq!((all.len(), all[0].id), (1, request.id));
    assert_eq!(house.office.store.chain_links(0, 10).await.expect("the log").items.len(), 1);
}

#[tokio::test]
async fn only_when_nothing_at_all_can_be_written_that_is_said() {
    let house = House::new().await;
    let folder = house.folder.as_ref().expect("a folder").path();
    house.office.store.close().await;
    std::fs::write(folder.join("spool"), "a file where a folder should be").expect("a file");
    let refused = take(&house.office, house.of_bram()).await.expect_err("nowhere");
    assert!(refused.to_string().contains("take it down on paper"), "{refused}");
}

#[tokio::test]
async fn a_line_of_the_spool_that_was_cut_off_loses_nobody_else() {
    let house = House::new().await;
    let folder = house.folder.as_ref().expect("a folder").path();
    house.office.store.close().await;
    let first = take(&house.office, house.request("A", "")).await.expect("taken");
    let file = folder.join("spool/requests.jsonl");
    let mut text = std::fs::read_to_string(&file).expect("the spool");
    text.push_str("{\"request\": {\"id\": \"01");
    std::fs::write(&file, text).expect("cut off");
    let second = take(&house.office, house.request("B", "")).await.expect("taken");
    let office = house::open(folder, 2, Arc::new(AtomicI64::new(NOON.us()))).await;
    assert_eq!(office.drain_spool().await.expect("moved"), 2);
    for taken in [first, second] {
        assert!(office.store.exit(taken.exit).await.expect("read").is_some());
    }
}

#[tokio::test]
async fn a_corrupt_survey_keeps_nobody_in() {
    let house = House::new().await;
    let folder = house.folder.as_ref().expect("a folder").path();
    std::fs::create_dir_all(folder.join("surveys")).expect("a folder");
    std::fs::write(folder.join("surveys/fietsplan-pulse.toml"), "survey = ").expect("a file");
    let taken = take(&house.office, house.of_bram()).await.expect("taken");
    assert_eq!((taken.kept, taken.goodbye.contract.as_deref()), (Kept::Store, Some("F-1")));
}

/// What is not linked cannot fail: no engine, no billing, no call to anybody else.
#[test]
fn nothing_at_the_door_knows_the_engine() {
    let manifest = include_str!("../../Cargo.toml");
    let (_, dependencies) = manifest.split_once("[dependencies]").expect("dependencies");
    let dependencies = dependencies.split("[dev-dependencies]").next().unwrap_or_default();
    for other in ["analytics", "ledger", "datafusion", "connect", "ureq", "reqwest", "lettre"] {
        assert!(!dependencies.lines().any(|line| line.starts_with(other)), "{other}");
    }
}
