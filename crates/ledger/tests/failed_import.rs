//! An import that fails leaves everything as it was: the list of files, each of their bytes, and the manifest. So does
//! one that would have brought files together or spread them over more buckets first.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;

use ledger::mapping::Mapping;
use ledger::{ImportProgress, ImportRequest, ImportSummary, Ledger, LedgerError, import};

/// What the child process is told by its parent: the file, the data folder and the id of the import.
const CHILD: &str = "VAARWEL_TEST_IMPORT_WITH_A_LIMIT";
/// An import brings the files of a bucket together when there are this many.
const FILES_MAX: usize = 16;

fn bring_in(file: &Path, data: &Path, id: &str) -> Result<ImportSummary, LedgerError> {
    bring_in_until(file, data, id, &ImportProgress::default())
}

fn bring_in_until(file: &Path, data: &Path, id: &str, progress: &ImportProgress) -> Result<ImportSummary, LedgerError> {
    let mapping: Mapping = serde_json::from_str(
        r#"{"as": "events", "id": "customer", "at": "day", "amount": "amount", "source_id": "no"}"#,
    )
    .expect("a mapping");
    let request = ImportRequest {
        file,
        mapping: &mapping,
        today: "2026-11-22".parse().expect("a day"),
        id,
        rejects_max_share: 0.01,
        memory_bytes: 64 << 20,
        threads: 2,
    };
    import(&Ledger::open(data), &request, progress)
}

/// Orders of Fietsplan; the first `broken` ones have no day.
fn orders(path: &Path, first: usize, rows: usize, broken: usize) {
    let mut text = "no,customer,day,amount\n".to_owned();
    for no in first..first + rows {
        let day = if no < first + broken { "soon".to_owned() } else { format!("2026-0{}-1{}", no % 9 + 1, no % 8) };
        let _ = writeln!(text, "o{no},k{},{day},{}.{:02}", no * 7919 % 997, no * 31 % 500, no * 17 % 100);
    }
    fs::write(path, text).expect("a file");
}

/// Everything below a folder, with its bytes.
fn everything(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(everything(&path));
            found.insert(path, None);
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.insert(path, Some(bytes));
        }
    }
    found
}

/// A ledger whose next import brings its files together.
fn full_ledger(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    for part in 0..FILES_MAX {
        let file = folder.join(format!("orders-{part}.csv"));
        orders(&file, part * 100, 100, 0);
        bring_in(&file, &data, &format!("import-{part:02}")).expect("an import");
    }
    data
}

#[test]
fn an_import_with_too_many_rejects_leaves_the_ledger_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = full_ledger(folder.path());
    let before = everything(&data.join("ledger"));
    let file = folder.path().join("broken.csv");
    orders(&file, 10_000, 1_000, 500);
    let error = bring_in(&file, &data, "broken").expect_err("too many rejects");
    assert!(matches!(error, LedgerError::TooManyRejects { rejected: 500, read: 1_000, .. }), "{error}");
    assert!(before == everything(&data.join("ledger")), "files were added, removed or changed");
    assert_eq!(fs::read_dir(data.join("rejects")).expect("the list of rejects").count(), 1);
}

#[test]
fn an_import_that_is_stopped_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = full_ledger(folder.path());
    let before = everything(&data);
    let file = folder.path().join("more.csv");
    orders(&file, 10_000, 1_000, 1);
    let progress = ImportProgress::default();
    progress.stop.store(true, Ordering::Relaxed);
    let error = bring_in_until(&file, &data, "stopped", &progress).expect_err("stopped");
    assert!(matches!(error, LedgerError::Stopped { .. }), "{error}");
    assert!(before == everything(&data), "files were added, removed or changed");
}

/// Not a test of its own: the process that is given a limit by the test below.
#[test]
fn an_import_in_a_process_with_a_limit() {
    let Some(told) = std::env::var_os(CHILD) else { return };
    let told = told.into_string().expect("text");
    let [file, data, id] = told.split('\n').collect::<Vec<_>>()[..] else { panic!("three words") };
    match bring_in(Path::new(file), Path::new(data), id) {
        Ok(summary) => eprintln!("stored {}", summary.stored),
        Err(error) => eprintln!("refused: {error}"),
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = full_ledger(folder.path());
    let file = folder.path().join("many.csv");
    orders(&file, 20_000, 30_000, 0);
    let before = everything(&data.join("ledger"));
    let mut refused = 0;
    // The limit is told in blocks of 512 or 1024 bytes, as the shell likes it.
    for blocks in [0, 1, 2, 5, 10, 20, 40, 80, 160] {
        let answer = Command::new("sh")
            .args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().expect("this program"))
            .args(["--exact", "an_import_in_a_process_with_a_limit", "--nocapture"])
            .env(CHILD, format!("{}\n{}\nlimit-{blocks}", file.display(), data.display()))
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&answer.stderr).into_owned();
        if said.contains("stored 30000") {
            break;
        }
        refused += 1;
        assert!(said.contains("refused: `") && said.contains("make room"), "{blocks}: {said}");
        assert!(said.contains(&*data.to_string_lossy()), "{blocks}: {said}");
        assert!(before == everything(&data.join("ledger")), "{blocks}: files were added, removed or changed");
    }
    assert!(refused >= 5, "only {refused} limits were too low");
    let summary = bring_in(&file, &data, "without-limit").expect("an import");
    assert_eq!(summary.stored + summary.already_known, 30_000);
    let facts = Ledger::open(&data).snapshot().expect("a ledger").manifest().facts();
    assert_eq!(facts, 100 * FILES_MAX as u64 + 30_000);
}
