//! `vaarwel import`: a file becomes facts.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc;

use anyhow::{Context as _, bail};
use clap::Args;
use ledger::import::{ImportProgress, ImportRequest, ImportSummary, import};
use ledger::mapping::{As, Mapping};
use store::{ImportEnding, ImportId, RowCounts, Store, TakenAs};

use crate::chance;
use crate::failure::Advise as _;
use crate::mapping_flags::{self, MappingFlags};
use crate::place::{Place, require_file, wait};
use crate::progress::{LOOK_AGAIN, Progress, time};
use crate::say::{count, say, shell_word};

/// The share of rows that may be refused when nobody says how many.
const REJECTS_MAX_DEFAULT: &str = "1%";

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel import telco.csv --as customers --id customerID --tenure tenure --left Churn=Yes --price MonthlyCharges
  vaarwel import contracts.csv --as contracts --id customer --contract contract --start start --end end
  vaarwel import events.csv --as events --id customer --at at --kind kind --source-id event
  vaarwel import next-month.csv --map contracts.toml

Importing the same file again adds nothing. Rejected rows are listed with line, column, value and what is allowed.")]
pub(crate) struct Arguments {
    /// The file: CSV in any dialect, Parquet or XLSX
    file: PathBuf,
    #[command(flatten)]
    columns: MappingFlags,
    /// Stop, and store nothing, when more rows than this are rejected: a percentage or a share
    #[arg(long, value_name = "SHARE", default_value = REJECTS_MAX_DEFAULT)]
    max_rejects: Share,
    /// Save what the columns mean to this file, for `--map` next time
    #[arg(long, value_name = "FILE.toml")]
    save_map: Option<PathBuf>,
    /// Say what was done as JSON
    #[arg(long)]
    json: bool,
}

/// A share from 0 to 1, written as `1%` or `0.01`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share(f64);

impl std::str::FromStr for Share {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let (number, whole) = given.trim().strip_suffix('%').map_or((given.trim(), 1.0), |number| (number, 100.0));
        match number.trim().parse::<f64>() {
            Ok(number) if (0.0..=whole).contains(&number) => Ok(Self(number / whole)),
            _ => Err(format!("`{given}` is not a share; allowed: from `0%` to `100%`, or from 0 to 1")),
        }
    }
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        require_file(&self.file)?;
        let mapping = self.columns.mapping()?;
        let Some(taken_as) = mapping.kind_of_row else {
            return Err(anyhow::anyhow!("it is not said what the rows of `{}` are", self.file.display())).hint(format!(
                "add --as customers, --as contracts or --as events; `vaarwel describe {}` proposes the whole command",
                shell_word(&self.file.to_string_lossy())
            ));
        };
        let mut progress = Progress::new();
        let work = Work { file: &self.file, mapping: &mapping, taken_as, rejects_max_share: self.max_rejects.0 };
        let summary = work.run(place, &mut progress)?;
        let seconds = progress.seconds();
        progress.finish();
        if let Some(path) = &self.save_map {
            // The next file has another name: facts are known again by the name of their source.
            let mapping = Mapping { source: Some(summary.source.clone()), ..mapping.clone() };
            mapping_flags::save(&mapping, path)?;
        }
        if self.json {
            say!("{}", serde_json::to_string_pretty(&as_json(&self.file, taken_as, &summary))?);
        } else {
            tell(&self.file, taken_as, &summary, seconds, place);
            if let Some(path) = &self.save_map {
                say!("What the columns mean is saved in {}", path.display());
            }
        }
        Ok(())
    }
}

/// One import.
pub(crate) struct Work<'a> {
    pub(crate) file: &'a Path,
    pub(crate) mapping: &'a Mapping,
    pub(crate) taken_as: As,
    pub(crate) rejects_max_share: f64,
}

impl Work<'_> {
    /// Imports the file and keeps the journal of imports.
    pub(crate) fn run(&self, place: &Place, progress: &mut Progress) -> anyhow::Result<ImportSummary> {
        let id = ImportId::new(chance::now(), chance::random_id());
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let taken_as = match self.taken_as {
            As::Customers => TakenAs::Customers,
            As::Contracts => TakenAs::Contracts,
            As::Events => TakenAs::Events,
        };
        let store = wait(async {
            let store = place.store().await?;
            place.settle_imports(&store).await?;
            store.start_import(id, &name, taken_as, chance::act()).await?;
            store.close().await;
            Ok(())
        });
        store?;
        let done = self.import(place, &id.to_string(), progress);
        let ending = ending(&done);
        let written = wait(async {
            let store = place.store().await?;
            store.end_import(id, &ending, chance::act()).await?;
            if let Ok(summary) = &done {
                learn_currency(&store, summary).await?;
            }
            store.close().await;
            Ok(())
        });
        let summary = done.with_context(|| format!("`{}` was not imported", self.file.display()))?;
        written.context("the facts are stored, but the journal of imports could not be written")?;
        Ok(summary)
    }

    fn import(&self, place: &Place, id: &str, progress: &mut Progress) -> anyhow::Result<ImportSummary> {
        let (ledger, far) = (place.ledger(), ImportProgress::default());
        let request = ImportRequest {
            file: self.file,
            mapping: self.mapping,
            today: chance::today(),
            id,
            rejects_max_share: self.rejects_max_share,
            memory_bytes: place.working_bytes(),
            threads: Place::threads(),
        };
        std::thread::scope(|scope| {
            let (send, finished) = mpsc::channel();
            let (ledger, request, shared) = (&ledger, &request, &far);
            scope.spawn(move || {
                // Nobody listens any more only when the program is ending.
                let _ = send.send(import(ledger, request, shared));
            });
            loop {
                match finished.recv_timeout(LOOK_AGAIN) {
                    Ok(done) => return done.map_err(Into::into),
                    Err(mpsc::RecvTimeoutError::Timeout) => show(&far, progress),
                    Err(mpsc::RecvTimeoutError::Disconnected) => {
                        bail!("the import stopped unexpectedly; nothing was stored")
                    }
                }
            }
        })
    }
}

/// Reading is the first half of the work, storing bucket by bucket the second.
fn show(far: &ImportProgress, progress: &mut Progress) {
    let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let part = |done: u64, all: u64| if all == 0 { 0.0 } else { (done as f64 / all as f64).min(1.0) };
    let read = part(load(&far.bytes), load(&far.bytes_total));
    let stored = part(load(&far.buckets), load(&far.buckets_total));
    let what = if load(&far.buckets) > 0 || read >= 1.0 { "storing" } else { "reading" };
    progress.show(0.6 * read + 0.4 * stored, what, load(&far.rows), "rows");
}

fn ending(done: &anyhow::Result<ImportSummary>) -> ImportEnding {
    match done {
        Ok(it) => ImportEnding {
            rows: RowCounts {
                read: it.read,
                stored: it.stored,
                already_known: it.already_known,
                rejected: it.rejected,
            },
            failure: None,
            rejects_file: it.rejects_file.as_ref().map(|path| path.display().to_string()),
        },
        Err(error) => ImportEnding { rows: RowCounts::default(), failure: Some(error.to_string()), rejects_file: None },
    }
}

/// The first amounts of a data folder decide its currency.
async fn learn_currency(store: &Store, summary: &ImportSummary) -> anyhow::Result<()> {
    let mut settings = store.settings().await?;
    if let Some(currency) = summary.currency.filter(|&currency| currency != settings.currency) {
        settings.currency = currency;
        store.change_settings(&settings, chance::act()).await?;
    }
    Ok(())
}

fn tell(file: &Path, taken_as: As, summary: &ImportSummary, seconds: f64, place: &Place) {
    if summary.facts_added == 0 && summary.rejected == 0 && summary.already_known > 0 {
        say!("{} holds nothing new: everything in it was known already", file.display());
    } else {
        say!("Imported {} as {taken_as} into {}", file.display(), place.data().display());
    }
    let rate = if seconds > 1.0 { format!("  ({})", time(seconds)) } else { String::new() };
    for (what, number, note) in [
        ("read", summary.read, rate.as_str()),
        ("stored", summary.stored, ""),
        ("already known", summary.already_known, ""),
        ("rejected", summary.rejected, ""),
    ] {
        say!("  {what:<14}{:>14}{note}", count(number));
    }
    if let Some(path) = &summary.rejects_file {
        say!("The rejected rows, each with what is allowed, are in {}", path.display());
    }
    for warning in &summary.warnings {
        say!("warning: {warning}");
    }
    if summary.stored > 0 {
        say!("Next: vaarwel report churn{}", place.data_option());
    }
}

fn as_json(file: &Path, taken_as: As, summary: &ImportSummary) -> serde_json::Value {
    let warnings: Vec<_> = summary
        .warnings
        .iter()
        .map(|it| serde_json::json!({"code": it.name, "rows": it.count, "lines": it.lines, "first": it.first, "text": it.text, "remedy": it.remedy}))
        .collect();
    serde_json::json!({
        "file": file.display().to_string(),
        "as": taken_as.word(),
        "source": summary.source,
        "read": summary.read,
        "stored": summary.stored,
        "already_known": summary.already_known,
        "rejected": summary.rejected,
        "facts_added": summary.facts_added,
        "rejects_file": summary.rejects_file.as_ref().map(|path| path.display().to_string()),
        "observed_until": summary.observed_until,
        "warnings": warnings,
    })
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn a_share_is_a_percentage_or_a_number_up_to_one() {
        for (text, share) in [("1%", 0.01), ("0.5 %", 0.005), ("0", 0.0), ("1", 1.0), ("100%", 1.0)] {
            assert_eq!(text.parse(), Ok(Share(share)), "{text}");
        }
        for text in ["", "%", "101%", "2", "-1%", "nan", "one"] {
            assert!(text.parse::<Share>().is_err(), "{text}");
        }
    }
}
