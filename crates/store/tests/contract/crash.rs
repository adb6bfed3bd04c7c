//! PostgreSQL falls over while requests come in. It is a server of its own, whose address is in
//! `VAARWEL_TEST_POSTGRES_CRASHED`: the others' cases would fall with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::{Connection as _, Executor as _, PgConnection};
use store::{Declared, Store};

use crate::exits::{declaration, log, request};

/// So many ask at the same time.
const CLIENTS: usize = 8;
/// The server falls over so often, each time after so many more were answered.
const CRASHES: u64 = 5;
const ANSWERS_BETWEEN: u64 = 60;
/// A client that was not answered asks for somebody else after this long.
const PAUSE: Duration = Duration::from_millis(50);

/// Kills the process that serves this connection: PostgreSQL then ends all others, forgets what is not on its disk, and
/// begins again from there.
const CRASH: &str = "copy (select 1) to program 'kill -9 $PPID'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "whoever runs the tests must see that this one did not run")]
async fn who_was_answered_is_there_after_the_server_fell_over() {
    let Some(url) = std::env::var("VAARWEL_TEST_POSTGRES_CRASHED").ok().filter(|url| !url.is_empty()) else {
        println!("not run, because VAARWEL_TEST_POSTGRES_CRASHED is not set");
        return;
    };
    let store = Store::open(&url).await.expect("a store");
    let answered = Arc::new(AtomicU64::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| tokio::spawn(ask_until_the_end(store.clone(), client, Arc::clone(&answered))))
        .collect();
    for crash in 1..=CRASHES {
        while answered.load(Ordering::Relaxed) < crash * ANSWERS_BETWEEN {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let mut link = PgConnection::connect(&url).await.expect("a server");
        link.execute(CRASH).await.expect_err("the connection ends");
    }
    let mut all: Vec<Declared> = Vec::new();
    for client in clients {
        all.extend(client.await.expect("a client that does not fall"));
    }
    assert!(all.len() as u64 >= CRASHES * ANSWERS_BETWEEN, "{} answers", all.len());
    for declared in &all {
        let stored = store.exit(declared.exit).await.expect("read").expect("a case of somebody who was answered");
        assert_eq!(stored.place, declared.place, "the place of the receipt that was given");
    }
    // Whoever reads the log finds each hash in the one after; a place that was given twice would show here.
    let log = log(&store).await;
    assert!(log.places() >= all.len() as u64, "{} receipts for {} answers", log.places(), all.len());
    store.close().await;
}

/// Asks for one customer after the other until all crashes are over; gives what was answered.
async fn ask_until_the_end(store: Store, client: usize, answered: Arc<AtomicU64>) -> Vec<Declared> {
    let mut all = Vec::new();
    for round in 0.. {
        let before = answered.load(Ordering::Relaxed);
        if before >= CRASHES * ANSWERS_BETWEEN + ANSWERS_BETWEEN {
            break;
        }
        match store.declare(request(declaration(Some(&format!("K-{client}-{round}"))))).await {
            Ok(declared) => {
                all.push(declared);
                answered.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    all
}
