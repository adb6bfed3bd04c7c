//! A fresh, empty office for one case, and the people of Fietsplan who work there.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::Executor as _;
use store::{Act, Actor, Email, Language, Member, MemberId, Moment, NewMember, Role, Store};

static IDS: AtomicU64 = AtomicU64::new(1);

/// 22 November 2026, noon UTC.
pub(crate) const NOON: Moment = Moment::from_us(1_795_348_800_000_000);

/// What the program does at noon.
pub(crate) const ACT: Act = Act { by: Actor::Program, at: NOON };

pub(crate) async fn on_sqlite<F: Future<Output = ()>>(case: impl FnOnce(Store) -> F) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open_folder(folder.path()).await.expect("a store");
    case(store.clone()).await;
    store.close().await;
}

#[expect(clippy::print_stdout, reason = "whoever runs the tests must see that half of them did not run")]
pub(crate) async fn on_postgres<F: Future<Output = ()>>(name: &str, case: impl FnOnce(Store) -> F) {
    let Some(schema) = Schema::make().await else {
        println!("{name}: not run on PostgreSQL, because VAARWEL_TEST_POSTGRES is not set");
        return;
    };
    let store = Store::open(&schema.url).await.expect("a store");
    case(store.clone()).await;
    store.close().await;
    schema.drop().await;
}

/// A schema of its own in the test database.
pub(crate) struct Schema {
    server: sqlx::PgPool,
    name: String,
    pub(crate) url: String,
}

impl Schema {
    pub(crate) async fn make() -> Option<Self> {
        let server_url = std::env::var("VAARWEL_TEST_POSTGRES").ok().filter(|url| !url.is_empty())?;
        let name = format!("vaarwel_{}_{}", std::process::id(), IDS.fetch_add(1, Ordering::Relaxed));
        let options = sqlx::postgres::PgPoolOptions::new().max_connections(1);
        let server = options.connect(&server_url).await.expect("the server of VAARWEL_TEST_POSTGRES");
        let drop = format!("drop schema if exists {name} cascade");
        server.execute(sqlx::AssertSqlSafe(drop)).await.expect("no old schema");
        server.execute(sqlx::AssertSqlSafe(format!("create schema {name}"))).await.expect("a schema");
        let separator = if server_url.contains('?') { '&' } else { '?' };
        let url = format!("{server_url}{separator}options[search_path]={name}");
        Some(Self { server, name, url })
    }

    /// Runs SQL the store itself would never run.
    pub(crate) async fn execute(&self, sql: &str) {
        let sql = format!("set search_path to {}; {sql}", self.name);
        self.server.execute(sqlx::AssertSqlSafe(sql)).await.expect("the SQL of the test");
    }

    pub(crate) async fn drop(self) {
        let sql = format!("drop schema {} cascade", self.name);
        self.server.execute(sqlx::AssertSqlSafe(sql)).await.expect("the schema can go");
        self.server.close().await;
    }
}

/// Random bits for the next id: a number that counts up, so that every run makes the same ids in the same order.
pub(crate) fn bits() -> u128 {
    u128::from(IDS.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn email(text: &str) -> Email {
    text.parse().expect("a mail address")
}

pub(crate) fn new_member(name: &str, role: Role) -> NewMember {
    NewMember {
        id: MemberId::new(NOON, bits()),
        email: email(&format!("{name}@fietsplan.example")),
        name: name.to_owned(),
        role,
        language: Language::Nl,
        password_hash: None,
    }
}

pub(crate) async fn add(store: &Store, name: &str, role: Role) -> Member {
    store.add_member(new_member(name, role), ACT).await.expect("a member")
}

/// What the history says was done, newest first.
pub(crate) async fn history(store: &Store) -> Vec<String> {
    let page = store.history(None, 100).await.expect("the history");
    page.items.into_iter().map(|entry| entry.what).collect()
}
