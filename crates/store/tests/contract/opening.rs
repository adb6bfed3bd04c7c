//! Opening, and what is found when it cannot be.

use sqlx::{Connection as _, Executor as _, SqliteConnection};
use store::{Actor, FILE_NAME, LinkUse, Role, Store, StoreError, TokenHash};

use crate::office::{ACT, NOON, Schema, add};

crate::on_both!(an_open_store_answers);

async fn an_open_store_answers(store: Store) {
    store.ping().await.expect("an answer");
    assert_eq!(store.schema_version().await.expect("a version"), newest());
}

/// The newest version there is, by the files of the migrations.
fn newest() -> i64 {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let files = std::fs::read_dir(folder).expect("the migrations").map(|file| file.expect("a file").file_name());
    files.filter_map(|name| name.to_str()?.split_once('_')?.0.parse().ok()).max().expect("a migration")
}

/// A version far beyond what this program knows.
const NEWER: &str =
    "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
                     values (9999, 'of the future', current_timestamp, true, '', 0)";

fn check_newer(refused: &StoreError) {
    assert!(matches!(refused, StoreError::NewerStore { found: 9999, known, .. } if *known == newest()), "{refused:?}");
    let said = refused.to_string();
    for part in ["9999", &format!("version {}", newest()), "use the newer program", "nothing was changed"] {
        assert!(said.contains(part), "`{part}` is missing in: {said}");
    }
}

async fn sqlite(folder: &std::path::Path) -> SqliteConnection {
    let url = format!("sqlite:{}", folder.join(FILE_NAME).display());
    SqliteConnection::connect(&url).await.expect("the file")
}

#[tokio::test]
async fn a_data_folder_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    Store::open_folder(folder.path()).await.expect("a store").close().await;
    sqlite(folder.path()).await.execute(NEWER).await.expect("a newer version");
    check_newer(&Store::open_folder(folder.path()).await.expect_err("newer"));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let Some(schema) = Schema::make().await else { return };
    Store::open(&schema.url).await.expect("a store").close().await;
    schema.execute(NEWER).await;
    check_newer(&Store::open(&schema.url).await.expect_err("newer"));
    schema.drop().await;
}

#[tokio::test]
async fn what_was_stored_is_there_after_closing_and_opening() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("a folder? with 100% odd # signs");
    let store = Store::open_folder(&data).await.expect("a store");
    let anouk = add(&store, "anouk", Role::Owner).await;
    store.close().await;
    let again = Store::open(&format!("sqlite:{}", data.join(FILE_NAME).display())).await.expect("the same store");
    assert_eq!(again.members().await.expect("listed"), [anouk]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_open_one_new_folder_at_once_all_get_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let folder = folder.path().to_owned();
            tokio::spawn(async move { Store::open_folder(&folder).await })
        })
        .collect();
    for task in tasks {
        let store = task.await.expect("a task").expect("a store");
        assert_eq!(store.schema_version().await.expect("a version"), newest());
    }
}

/// Using a link reads first and writes then: what fails on SQLite when another program wrote in between, unless the
/// transaction asked for the write at its beginning.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_on_one_folder_wait_for_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let stores =
        [Store::open_folder(folder.path()).await.expect("one"), Store::open_folder(folder.path()).await.expect("two")];
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let store = stores[task % 2].clone();
            tokio::spawn(async move {
                for n in 0..25 {
                    let member = add(&store, &format!("m{task}-{n}"), Role::Analyst).await;
                    let token = TokenHash::of(&format!("{task}-{n}"));
                    store.create_sign_in_link(member.id, &token, NOON.plus_seconds(900), ACT).await.expect("a link");
                    let used = store.use_sign_in_link(&token, NOON).await.expect("answered");
                    assert_eq!(used, LinkUse::Accepted(member));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task");
    }
    assert_eq!(stores[0].members().await.expect("listed").len(), 200);
}

#[tokio::test]
async fn a_damaged_row_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open_folder(folder.path()).await.expect("a store");
    let anouk = add(&store, "anouk", Role::Owner).await;
    let mut by_hand = sqlite(folder.path()).await;
    by_hand.execute("update history set done_by = 'nobody'").await.expect("damage");
    let refused = store.history(None, 10).await.expect_err("damaged");
    let expected = "table `history`, row `1`, column `done_by` is damaged: `nobody` is not somebody who acts; allowed: \
                    `program`, `member:ID`, `key:ID`; correct the row or restore a backup";
    assert_eq!(refused.to_string(), expected);

    by_hand.execute("update members set email = 'anouk'").await.expect("damage");
    let refused = store.member(anouk.id).await.expect_err("damaged");
    assert!(matches!(refused, StoreError::Corrupt { table: "members", column: "email", .. }), "{refused}");
    assert!(!refused.to_string().contains("anouk"), "{refused}");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_can_read_the_store() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open_folder(folder.path()).await.expect("a store");
    add(&store, "anouk", Role::Owner).await;
    for file in std::fs::read_dir(folder.path()).expect("the folder") {
        let file = file.expect("a file");
        let mode = file.metadata().expect("its mode").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_a_password_is_never_shown() {
    for url in ["", "mysql://x:geheim@host/db", "postgress://x:geheim@host/db", "sqlite:", "sqlite::memory:"] {
        let refused = Store::open(url).await.expect_err(url);
        assert!(matches!(refused, StoreError::UnknownAddress { .. }), "{url}: {refused}");
        assert!(refused.to_string().contains("allowed: `sqlite:FILE`"), "{refused}");
        assert!(!refused.to_string().contains("geheim"), "{refused}");
    }
    // Port 1 of this machine: nobody listens there.
    let refused = Store::open("postgres://anouk:geheim@127.0.0.1:1/vaarwel").await.expect_err("nobody there");
    assert!(refused.to_string().starts_with("cannot open the store at `postgres://127.0.0.1:1/vaarwel`"), "{refused}");
    assert!(refused.to_string().contains("refused"), "the cause is missing in: {refused}");
    assert!(!format!("{refused} {refused:?}").contains("geheim"), "{refused:?}");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(FILE_NAME), "this is not a database, whatever it is called").expect("a file");
    let refused = Store::open_folder(folder.path()).await.expect_err("not a database");
    assert!(refused.to_string().contains(FILE_NAME), "{refused}");
    let in_the_way = folder.path().join(FILE_NAME);
    let refused = Store::open_folder(&in_the_way).await.expect_err("a file is no folder");
    assert!(matches!(refused, StoreError::Folder { .. }), "{refused}");
}

#[test]
fn who_acts_is_written_and_read_the_same() {
    for text in ["program", "member:01ARZ3NDEKTSV4RRFFQ69G5FAV", "key:01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
        assert_eq!(text.parse::<Actor>().expect(text).to_string(), text);
    }
    for text in ["", "member:", "member:x", "robot:01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
        assert!(text.parse::<Actor>().expect_err(text).to_string().contains("allowed"), "{text}");
    }
    assert_eq!(NOON.plus_seconds(-1).seconds_until(NOON), 1);
}
