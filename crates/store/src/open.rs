//! Opening the store: the address, the settings of each database, and the schema.

use std::path::Path;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::connection::{Pools, Reader, Tx, fetch_one};
use crate::error::is_busy;
use crate::{Store, StoreError};

/// The store's file in a data folder.
pub const FILE_NAME: &str = "vaarwel.db";
/// How long a statement or a caller waits for a busy database.
pub(crate) const BUSY_SECONDS_MAX: u64 = 10;
/// A step of opening at which SQLite does not wait by itself is tried again after this long.
const OPENED_AGAIN_AFTER: Duration = Duration::from_millis(20);
/// Connections that read from SQLite at the same time.
const SQLITE_READERS_MAX: u32 = 4;
/// Prepared statements per connection: storing several requests together has a text for each number of them.
const STATEMENTS_MAX: usize = 400;
/// A connection to PostgreSQL that nobody used for so long is asked whether it is still there.
const ASKED_AFTER: Duration = Duration::from_secs(5);
/// Connections to PostgreSQL per program.
const POSTGRES_CONNECTIONS_MAX: u32 = 8;
/// Connections to PostgreSQL beside them, over which goes what waited together: one that reads, one that writes, one over
/// which others wait for the disk, and one that is just given back.
const POSTGRES_TOGETHER_MAX: u32 = 4;
/// What those are told at first. Their few statements take lists of keys, and are planned once: left to itself, PostgreSQL
/// plans again for every list, since it takes lists of unknown length for longer than ours are, and that takes longer than
/// the statement. A plan made while a table was empty must not read it whole later.
const BY_KEY: &str = "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off; \
                      set enable_mergejoin = off; set jit = off";

static MIGRATOR: Migrator = sqlx_macros::migrate!("./migrations");

impl Store {
    /// Opens the store at an address, `sqlite:FILE` or `postgres://…`, makes it where it is not there yet, and brings
    /// it to this program's schema.
    ///
    /// # Errors
    /// `UnknownAddress`, `Open`, `NewerStore`, `OtherHistory`, `Migration`, `Busy`, `DiskFull`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once(':').map_or(url, |(scheme, _)| scheme);
        match scheme {
            "sqlite" => {
                let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
                if path.is_empty() || path.starts_with(':') {
                    return Err(StoreError::UnknownAddress { given: "sqlite:".to_owned() + path });
                }
                open_sqlite(Path::new(path)).await
            }
            "postgres" | "postgresql" => open_postgres(url).await,
            _ => Err(StoreError::UnknownAddress { given: scheme.to_owned() }),
        }
    }

    /// Opens the SQLite store of a data folder; makes folder and store where they are not there yet.
    ///
    /// # Errors
    /// `Folder`, and those of [`Store::open`].
    pub async fn open_folder(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| StoreError::Folder { folder: folder.display().to_string(), source })?;
        open_sqlite(&folder.join(FILE_NAME)).await
    }

    /// The same store for another part of the program that keeps nothing of this one in mind, such as the end of the chain
    /// of receipts: as another program would open it, over the same connections.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self::over(self.pools.clone())
    }

    /// Can the store answer? For readiness checks.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut db = self.pools.read().await?;
        let (_answer,): (i64,) = fetch_one!(db, "select count(*) from counters")?;
        Ok(())
    }

    /// The schema version the store is at.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        let mut db = self.pools.read().await?;
        let (version,): (i64,) = fetch_one!(db, "select max(version) from _sqlx_migrations")?;
        Ok(version)
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { pool, together } => {
                together.close().await;
                pool.close().await;
            }
        }
    }

    /// A store over these connections that knows nothing yet.
    fn over(pools: Pools) -> Self {
        Self { pools, declaring: Arc::default(), recognizing: Arc::default(), counting: Arc::default() }
    }

    pub(crate) async fn read(&self) -> Result<Reader, StoreError> {
        self.pools.read().await
    }

    pub(crate) async fn write(&self) -> Result<Tx, StoreError> {
        self.pools.write().await
    }
}

async fn open_sqlite(path: &Path) -> Result<Store, StoreError> {
    let place = path.display().to_string();
    make_private(path).map_err(|source| StoreError::Open { place: place.clone(), source: source.into() })?;
    // What is acknowledged must survive a power cut: a fact accepted over the API, a revoked key, a used sign-in link
    // stand nowhere else. In WAL mode only `full` waits for the disk at each commit; `normal` may lose the last
    // ones. The office writes little, so the price is small.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // what is deleted is overwritten: who was erased stands in no free page
        .pragma("secure_delete", "on")
        .statement_cache_capacity(STATEMENTS_MAX)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX));
    let failed = |source| match StoreError::from(source) {
        StoreError::Database(source) => StoreError::Open { place: place.clone(), source },
        known => known,
    };
    let writer = options.clone().optimize_on_close(true, None);
    let write = when_free(|| {
        SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(BUSY_SECONDS_MAX))
            .connect_with(writer.clone())
    })
    .await
    .map_err(failed)?;
    // The migrations of sqlx do not lock SQLite: without this transaction two programs that start at the same moment
    // would both make the tables. (`run_direct` is `run` for a connection in hand; `run` makes the future not `Send`.)
    let mut tx = write.begin_with("begin immediate").await?;
    MIGRATOR.run_direct(None, &mut *tx, false).await.map_err(|error| not_migrated(error, &place))?;
    tx.commit().await?;
    let reader = options.create_if_missing(false).read_only(true);
    let read = when_free(|| {
        SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS_MAX)
            .acquire_timeout(Duration::from_secs(BUSY_SECONDS_MAX))
            .connect_with(reader.clone())
    })
    .await
    .map_err(failed)?;
    Ok(Store::over(Pools::Sqlite { write, read }))
}

/// Opens as soon as nobody stands in the way. Whoever changes a new file to write-ahead, or makes the shared index of it
/// anew, holds it alone, and SQLite refuses others at once instead of making them wait as it does elsewhere.
async fn when_free<F, P>(open: impl Fn() -> F) -> Result<P, sqlx::Error>
where
    F: Future<Output = Result<P, sqlx::Error>>,
{
    let until = Instant::now() + Duration::from_secs(BUSY_SECONDS_MAX);
    loop {
        match open().await {
            Err(error) if is_busy(&error) && Instant::now() < until => tokio::time::sleep(OPENED_AGAIN_AFTER).await,
            opened_or_refused => return opened_or_refused,
        }
    }
}

async fn open_postgres(url: &str) -> Result<Store, StoreError> {
    // The address may hold a password; what is shown does not.
    let unreadable = |source| StoreError::Open { place: "postgres:…".to_owned(), source };
    let options = PgConnectOptions::from_str(url)
        .map_err(unreadable)?
        .application_name("vaarwel")
        .statement_cache_capacity(STATEMENTS_MAX);
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    let place = format!("postgres://{}:{}/{database}", options.get_host(), options.get_port());
    let failed = |source| StoreError::Open { place: place.clone(), source };
    // A pool tries again until its time is up and then only says that; one connection says at once what is wrong.
    PgConnection::connect_with(&options).await.map_err(failed)?.close().await.map_err(failed)?;
    let pool = postgres_pool(POSTGRES_CONNECTIONS_MAX).connect_with(options.clone()).await.map_err(failed)?;
    MIGRATOR.run(&pool).await.map_err(|error| not_migrated(error, &place))?;
    let together = postgres_pool(POSTGRES_TOGETHER_MAX)
        .after_connect(|connection, _| Box::pin(async move { connection.execute(BY_KEY).await.map(drop) }))
        .connect_lazy_with(options);
    Ok(Store::over(Pools::Postgres { pool, together }))
}

/// A connection that was just used is not asked whether it is still there: that would be a round trip for each.
fn postgres_pool(connections_max: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections_max)
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                if about.idle_for > ASKED_AFTER {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .acquire_timeout(Duration::from_secs(BUSY_SECONDS_MAX))
}

fn not_migrated(error: MigrateError, place: &str) -> StoreError {
    let place = place.to_owned();
    let known = MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0);
    match error {
        MigrateError::VersionMissing(found) if found > known => StoreError::NewerStore { place, found, known },
        MigrateError::VersionMissing(version) | MigrateError::VersionMismatch(version) => {
            StoreError::OtherHistory { place, version }
        }
        source => StoreError::Migration { place, source },
    }
}

/// Makes a new file readable for its owner alone before anything stands in it; SQLite gives its side files the same.
/// A file that is there is not touched, nor is one that others of this program already see: to close it would take the
/// locks of all their connections off it.
fn make_private(path: &Path) -> std::io::Result<()> {
    static ONE_BY_ONE: Mutex<()> = Mutex::new(());
    let _guard = ONE_BY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}
