//! How long a file takes to become facts, and facts to become spells and cohorts.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::ItemsCount;
use ledger::mapping::{As, Mapping};
use ledger::{ImportProgress, ImportRequest, Ledger, import};
use relationship::{Day, Definition, Period};
use testkit::bulk::BulkEvents;

const EVENTS: u64 = 1_000_000;

fn main() {
    divan::main();
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn file(folder: &Path) -> PathBuf {
    let path = folder.join("events.csv");
    let events =
        BulkEvents { events: EVENTS, customers: EVENTS / 20, first_day: day("2023-01-01"), days: 1000, seed: 1 };
    events.write_csv(&mut BufWriter::new(File::create(&path).expect("a file"))).expect("room on the disk");
    path
}

fn bring_in(file: &Path, data: &Path) -> Ledger {
    let column = |name: &str| Some(name.to_owned());
    let mapping = Mapping {
        kind_of_row: Some(As::Events),
        id: column("customer"),
        at: column("at"),
        amount: column("amount"),
        source_id: column("event"),
        ..Mapping::default()
    };
    let request = ImportRequest {
        file,
        mapping: &mapping,
        today: day("2026-11-22"),
        id: "bench",
        rejects_max_share: 0.0,
        memory_bytes: 512 << 20,
        threads: std::thread::available_parallelism().map_or(2, usize::from),
    };
    let ledger = Ledger::open(data);
    import(&ledger, &request, &ImportProgress::default()).expect("an import");
    ledger
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn import_a_million_events(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(folder.path());
    bencher
        .counter(ItemsCount::new(EVENTS))
        .with_inputs(|| tempfile::tempdir().expect("a folder"))
        .bench_refs(|data| bring_in(&file, data.path()));
}

/// Runs a question of which everything derived was deleted before.
fn ask_anew<T>(bencher: Bencher, ask: impl Fn(&Ledger) -> T + Sync) {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = bring_in(&file(folder.path()), folder.path());
    let derived = folder.path().join("derived");
    bencher
        .counter(ItemsCount::new(EVENTS))
        .with_inputs(|| match std::fs::remove_dir_all(&derived) {
            Err(error) if derived.exists() => panic!("{error}"),
            _ => (),
        })
        .bench_values(|()| ask(&ledger));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn make_spells_of_a_million_events(bencher: Bencher) {
    ask_anew(bencher, |ledger| {
        ledger.snapshot().and_then(|facts| facts.spells(&Definition::default())).expect("spells")
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn count_cohorts_of_a_million_events(bencher: Bencher) {
    ask_anew(bencher, |ledger| ledger.snapshot().and_then(|facts| facts.activity(Period::Month)).expect("cohorts"));
}
