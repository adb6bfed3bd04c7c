//! The data folder and what is in it.

use std::fs::File;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use analytics::Analytics;
use anyhow::{Context as _, bail};
use ledger::Ledger;
use report::Basis;
use store::Store;

use crate::chance;
use crate::failure::Advise as _;

/// The data folder when nobody says which.
const DATA_DEFAULT: &str = "vaarwel-data";
/// Memory the program needs before it does anything: code, connections, buffers.
const BYTES_RESERVED: usize = 128 << 20;
/// Less memory than this is not enough to sort anything.
const BYTES_MIN: usize = 64 << 20;
/// Memory for imports and reports when nobody says how much.
const BYTES_DEFAULT: usize = 512 << 20;

/// A size in bytes, as a person writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bytes(usize);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let refuse =
            || format!("`{given}` is not a size; allowed: a number with `MB` or `GB`, from 256MB, such as `800MB`");
        let text = given.trim().to_ascii_uppercase();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end();
        let unit: f64 = match text[digits.len()..].trim() {
            "" | "B" => 1.0,
            "K" | "KB" => 1e3,
            "KIB" => 1024.0,
            "M" | "MB" => 1e6,
            "MIB" => 1_048_576.0,
            "G" | "GB" => 1e9,
            "GIB" => 1_073_741_824.0,
            _ => return Err(refuse()),
        };
        let bytes = digits.parse::<f64>().map_err(|_| refuse())? * unit;
        if !(256e6..=1e15).contains(&bytes) {
            return Err(refuse());
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be from 256e6 to 1e15")]
        Ok(Self(bytes as usize))
    }
}

/// Where the company's data are, and how much of the machine may be used.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    data: Option<PathBuf>,
    store_url: Option<String>,
    memory_limit: Option<Bytes>,
}

impl Place {
    pub(crate) fn new(data: Option<PathBuf>, store_url: Option<String>, memory_limit: Option<Bytes>) -> Self {
        Self { data, store_url, memory_limit }
    }

    /// The same place with another folder where nobody said which.
    pub(crate) fn or_folder(mut self, folder: &str) -> Self {
        self.data.get_or_insert_with(|| PathBuf::from(folder));
        self
    }

    /// The same place with this folder.
    pub(crate) fn with_folder(&self, folder: &Path) -> Self {
        Self { data: Some(folder.to_owned()), ..self.clone() }
    }

    /// The data folder.
    pub(crate) fn data(&self) -> &Path {
        self.data.as_deref().unwrap_or(Path::new(DATA_DEFAULT))
    }

    /// The company's flows.
    pub(crate) fn flows(&self) -> door::flows::Flows {
        door::flows::Flows::new(self.data().join("flows"))
    }

    /// The option that names this folder in a command; nothing when it is the usual one.
    pub(crate) fn data_option(&self) -> String {
        match &self.data {
            Some(data) => format!(" --data {}", crate::say::shell_word(&data.to_string_lossy())),
            None => String::new(),
        }
    }

    /// Refuses where there is no data folder, so that a slip in its name does not make an empty one.
    pub(crate) fn require(&self) -> anyhow::Result<()> {
        let data = self.data();
        if data.is_dir() {
            return Ok(());
        }
        let what = if data.exists() { "is not a folder" } else { "is not there" };
        Err(anyhow::anyhow!("the data folder `{}` {what}", data.display())).hint(format!(
            "import a file first, `vaarwel import FILE --as customers{}`, or name another folder with --data DIR",
            self.data_option()
        ))
    }

    /// Memory for sorting and grouping, in bytes.
    pub(crate) fn working_bytes(&self) -> usize {
        self.memory_limit.map_or(BYTES_DEFAULT, |limit| (limit.0.saturating_sub(BYTES_RESERVED) / 2).max(BYTES_MIN))
    }

    /// Threads to use.
    pub(crate) fn threads() -> usize {
        std::thread::available_parallelism().map_or(2, usize::from)
    }

    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::open(self.data())
    }

    /// The store; made where it is not there yet.
    pub(crate) async fn store(&self) -> anyhow::Result<Store> {
        let store = match &self.store_url {
            Some(url) => Store::open(url).await,
            None => Store::open_folder(self.data()).await,
        };
        Ok(store?)
    }

    /// The reports.
    pub(crate) fn analytics(&self) -> anyhow::Result<Analytics> {
        let limits = analytics::Limits {
            memory_bytes: self.working_bytes(),
            threads: Self::threads(),
            ..analytics::Limits::default()
        };
        Ok(Analytics::open(self.data(), limits)?)
    }

    /// Under what numbers are made now. The newest facts are moved to where reports see them.
    pub(crate) fn basis(&self) -> anyhow::Result<Basis> {
        wait(async {
            let store = self.store().await?;
            if store.facts_count().await? > 0
                && let Err(error) = crate::compact::seal_tail(self, &store).await
            {
                crate::say::aside(format_args!("warning: the newest facts are not in these numbers: {error:#}"));
            }
            let definition = store.definition().await?.chosen;
            let mapping = store.reason_mapping().await?.chosen;
            let economics = store.settings().await?.economics;
            store.close().await;
            Ok(Basis { definition, mapping, economics })
        })
    }

    /// Marks imports that were cut off as failed. Only when nobody is importing now: then nothing can be running.
    pub(crate) async fn settle_imports(&self, store: &Store) -> anyhow::Result<()> {
        let is_free = match File::open(self.data().join("ledger.lock")) {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(_) => true,
        };
        if is_free {
            store
                .fail_running_imports("the program was stopped before the end; nothing was stored", chance::act())
                .await?;
        }
        Ok(())
    }
}

/// Runs asynchronous work to its end.
pub(crate) fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("the machine gives no threads")?;
    runtime.block_on(work)
}

/// Refuses what is not a file that can be read, in words.
pub(crate) fn require_file(path: &Path) -> anyhow::Result<()> {
    match path.metadata() {
        Ok(about) if about.is_dir() => bail!("`{}` is a folder; give a file", path.display()),
        Ok(_) => Ok(()),
        Err(cause) => Err(cause).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in
            [("800MB", 800_000_000), ("1 GB", 1_000_000_000), ("1.5gb", 1_500_000_000), ("512MiB", 512 << 20)]
        {
            assert_eq!(text.parse::<Bytes>(), Ok(Bytes(bytes)), "{text}");
        }
        for text in ["", "MB", "12MB", "-1GB", "1TB2", "nan", "800 apples", "1e30GB"] {
            assert!(text.parse::<Bytes>().expect_err(text).contains("800MB"), "{text}");
        }
    }
}
