//! The journal of imports.

use store::{ImportEnding, ImportId, ImportState, RowCounts, Store, StoreError, TakenAs};

use crate::office::{ACT, NOON, bits, history};

crate::on_both!(
    an_import_runs_and_then_ends_once,
    what_was_cut_off_is_failed_at_the_next_start,
    imports_come_newest_first
);

async fn start(store: &Store, file_name: &str) -> ImportId {
    let id = ImportId::new(NOON, bits());
    store.start_import(id, file_name, TakenAs::Customers, ACT).await.expect("started");
    id
}

fn ending(failure: Option<&str>) -> ImportEnding {
    let rows = RowCounts { read: 7043, stored: 7000, already_known: 40, rejected: 3 };
    ImportEnding { rows, failure: failure.map(str::to_owned), rejects_file: Some("rejects/telco.csv".to_owned()) }
}

async fn an_import_runs_and_then_ends_once(store: Store) {
    let id = start(&store, "telco.csv").await;
    let running = store.import(id).await.expect("answered").expect("found");
    assert_eq!((running.state, running.ended_at, running.rows), (ImportState::Running, None, RowCounts::default()));
    store.end_import(id, &ending(None), ACT).await.expect("ended");
    let done = store.import(id).await.expect("answered").expect("found");
    assert_eq!((done.state, done.ended_at, done.rows), (ImportState::Done, Some(NOON), ending(None).rows));
    assert_eq!((done.file_name.as_str(), done.taken_as), ("telco.csv", TakenAs::Customers));
    assert_eq!(done.rejects_file.as_deref(), Some("rejects/telco.csv"));

    let refused = store.end_import(id, &ending(None), ACT).await.expect_err("ended");
    assert!(matches!(refused, StoreError::ImportEnded { .. }), "{refused}");
    let refused = store.end_import(ImportId::new(NOON, bits()), &ending(None), ACT).await.expect_err("unknown");
    assert!(matches!(refused, StoreError::NotFound { what: "import", .. }), "{refused}");
    assert_eq!(history(&store).await, ["import_done"]);
}

async fn what_was_cut_off_is_failed_at_the_next_start(store: Store) {
    let done = start(&store, "a.csv").await;
    store.end_import(done, &ending(None), ACT).await.expect("ended");
    let (one, two) = (start(&store, "b.csv").await, start(&store, "c.csv").await);
    assert_eq!(store.fail_running_imports("the program was stopped", ACT).await.expect("failed"), 2);
    for id in [one, two] {
        let state = store.import(id).await.expect("answered").expect("found").state;
        assert_eq!(state, ImportState::Failed { message: "the program was stopped".to_owned() });
    }
    assert_eq!(store.import(done).await.expect("answered").expect("found").state, ImportState::Done);
    assert_eq!(store.fail_running_imports("again", ACT).await.expect("none"), 0);
}

async fn imports_come_newest_first(store: Store) {
    let mut ids = Vec::new();
    for name in ["a.csv", "b.csv", "c.csv"] {
        ids.push(start(&store, name).await);
    }
    store.end_import(ids[0], &ending(Some("too many rejects, such as `\0`")), ACT).await.expect("ended");
    let first = store.imports(None, 2).await.expect("a page");
    assert_eq!(first.items.iter().map(|import| import.id).collect::<Vec<_>>(), [ids[2], ids[1]]);
    let second = store.imports(first.next, 2).await.expect("a page");
    assert_eq!(
        second.items[0].state,
        ImportState::Failed { message: "too many rejects, such as `\u{fffd}`".to_owned() }
    );
    assert_eq!((second.items.len(), second.next), (1, None));
}
