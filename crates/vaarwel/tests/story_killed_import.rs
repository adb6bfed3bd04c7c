//! An import that is killed at any moment leaves the state before or the state after, never something between.

#[path = "stories/program.rs"]
#[expect(dead_code, reason = "this story needs a part of what the others use")]
mod program;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use ledger::Ledger;
use program::Program;
use relationship::Definition;
use testkit::bulk::BulkEvents;

/// How often it is killed.
const KILLS: u64 = 50;
/// Rows of the file that is being imported: enough for an import to be under way when it is killed.
const EVENTS: u64 = 120_000;

/// Facts in the ledger, all of them readable and folded into spells.
fn facts(data: &Path) -> u64 {
    let snapshot = Ledger::open(data).snapshot().expect("a ledger that can be read");
    snapshot.spells(&Definition::default()).expect("facts that can be read and folded");
    snapshot.manifest().facts()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// Even spread over [0, 1) without a generator: the golden ratio's multiples.
fn moment(kill: u64) -> f64 {
    (kill as f64 * 0.618_033_988_749_895).fract()
}

#[test]
fn an_import_killed_at_fifty_moments_leaves_before_or_after() {
    let program = Program::new();
    let write = |name: &str, events: u64, seed: u64| {
        let first_day = "2023-01-01".parse().expect("a day");
        let mut text = Vec::new();
        let bulk = BulkEvents { events, customers: 5_000, first_day, days: 900, seed };
        bulk.write_csv(&mut text).expect("memory");
        program.file(name, text)
    };
    let (first, second) = (write("first.csv", 20_000, 1), write("second.csv", EVENTS, 2));
    let columns = ["--as", "events", "--id", "customer", "--at", "at", "--source-id", "event", "--amount", "amount"];
    program.says(&[&["import", &first], &columns[..]].concat());
    let (data, kept) = (program.data(), program.path("kept"));
    copy(&data, &kept);
    let before = facts(&data);

    let import = [&["import", &second], &columns[..]].concat();
    let began = Instant::now();
    program.says(&import);
    let whole = began.elapsed();
    let after = facts(&data);
    assert_eq!((before, after), (20_000, 20_000 + EVENTS));

    let mut seen = [0, 0];
    for kill in 0..KILLS {
        fs::remove_dir_all(&data).expect("a folder");
        copy(&kept, &data);
        let mut child =
            program.command(&import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let until = Instant::now() + whole.mul_f64(moment(kill) * 1.1);
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            std::thread::park_timeout(left.min(Duration::from_millis(5)));
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let found = facts(&data);
        assert!(found == before || found == after, "kill {kill}: {found} facts, not {before} or {after}");
        seen[usize::from(found == after)] += 1;
        if kill % 10 == 0 {
            // What was left behind is in nobody's way.
            program.says(&import);
            assert_eq!(facts(&data), after, "kill {kill}");
        }
    }
    assert!(seen[0] > 0, "no kill came in time");
    println!("{} kills left the state before, {} the state after", seen[0], seen[1]);
}
