//! SQL over files of Parquet: DataFusion behind one door.
//!
//! The reports ask a [`Session`] for columns and know nothing of plans; an engine that is spread over machines takes its
//! place here. A crate of its own, because whoever waits for one of DataFusion's futures compiles its planner once more:
//! here alone, and without optimization (`docs/decisions/0002-build-profiles.md`).

mod select;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::error::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::{SessionConfig, SessionContext};
use report::{AnalyticsError, Soon};

pub use select::Selected;

/// The consumers of memory that an error names.
const NAMED: std::num::NonZero<usize> = std::num::NonZero::new(3).expect("not 0");

/// Memory and disk for queries: what does not fit is spilled, and what cannot be spilled is refused.
#[derive(Debug, Clone)]
pub struct Room(Arc<RuntimeEnv>);

impl Room {
    /// Memory in bytes, and a folder to spill to with the most it may hold.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] when the folder cannot be used.
    pub fn new(spill: &Path, memory_bytes: usize, spill_bytes_max: u64) -> Result<Self, AnalyticsError> {
        let pool = TrackConsumersPool::new(FairSpillPool::new(memory_bytes), NAMED);
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![spill.to_owned()]))
            .with_max_temp_directory_size(spill_bytes_max);
        let builder = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).with_disk_manager_builder(disk);
        builder.build_arc().map(Self).map_err(refused)
    }
}

/// Tables, views and functions, and the queries over them.
pub struct Session(SessionContext);

impl Session {
    /// One without tables, that cuts a query into as many parts as there are threads.
    pub fn new(threads: usize, room: &Room, functions: Vec<ScalarUDF>) -> Self {
        let mut config = SessionConfig::new()
            .with_information_schema(true)
            .with_target_partitions(threads.max(1))
            .with_collect_statistics(false);
        config.options_mut().execution.parquet.pushdown_filters = false;
        let session = SessionContext::new_with_config_rt(config, Arc::clone(&room.0));
        for function in functions {
            session.register_udf(function);
        }
        Self(session)
    }

    /// Makes a table of files with the same columns; none of no files.
    pub fn add_files<'a>(&'a self, table: &'a str, files: &'a [PathBuf]) -> Soon<'a, ()> {
        Box::pin(async move {
            if files.is_empty() {
                return Ok(());
            }
            let urls: Vec<ListingTableUrl> = files
                .iter()
                .map(|file| ListingTableUrl::parse(file.to_string_lossy()))
                .collect::<Result<_, _>>()
                .map_err(refused)?;
            let options = ListingOptions::new(Arc::new(ParquetFormat::default()));
            // Every file of a table has the same columns, so the first one tells for all.
            let schema = options.infer_schema(&self.0.state(), &urls[0]).await.map_err(refused)?;
            let config =
                ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(schema);
            let listing = ListingTable::try_new(config).map_err(refused)?;
            self.0.register_table(table, Arc::new(listing)).map_err(refused)?;
            Ok(())
        })
    }

    /// Gives a query a name, to be asked like a table.
    pub fn add_view<'a>(&'a self, name: &'a str, sql: &'a str) -> Soon<'a, ()> {
        Box::pin(async move {
            let view = self.0.sql(sql).await.map_err(refused)?.into_view();
            self.0.register_table(name, view).map_err(refused)?;
            Ok(())
        })
    }

    /// Takes over those of these tables that another session has.
    pub fn add_tables_of<'a>(&'a self, other: &'a Self, tables: &'a [&'a str]) -> Soon<'a, ()> {
        Box::pin(async move {
            for table in tables {
                if let Ok(provider) = other.0.table_provider(*table).await {
                    self.0.register_table(*table, provider).map_err(refused)?;
                }
            }
            Ok(())
        })
    }

    /// All rows of a query of our own.
    pub fn rows<'a>(&'a self, sql: &'a str) -> Soon<'a, Vec<RecordBatch>> {
        Box::pin(async move {
            let frame = self.0.sql(sql).await.map_err(refused)?;
            frame.collect().await.map_err(refused)
        })
    }
}

/// What the engine could not do, in our words.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands the error over")]
fn refused(error: DataFusionError) -> AnalyticsError {
    match error.find_root() {
        // how much that is, is known where the query was asked: `AnalyticsError::under`
        DataFusionError::ResourcesExhausted(detail) => {
            AnalyticsError::TooMuchMemory { megabytes: 0, detail: detail.lines().next().unwrap_or_default().to_owned() }
        }
        DataFusionError::ParquetError(cause) => AnalyticsError::Engine(format!(
            "a file of the data folder cannot be read ({cause}); take the folder back from a copy, or import its files \
             again into a new one"
        )),
        _ => AnalyticsError::Engine(error.strip_backtrace()),
    }
}
