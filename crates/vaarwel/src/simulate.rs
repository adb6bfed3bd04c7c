//! `vaarwel simulate`: the files of a simulated company whose truth is known.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use relationship::Day;
use testkit::{Parameters, Request, simulate};

use crate::progress::Progress;
use crate::say::{count, plural, say, shell_word};

#[derive(Args)]
#[command(after_help = "\
The files are imported like anybody's:
  vaarwel simulate --customers 20000 --seed 1 --out fietsplan
  vaarwel import fietsplan/contracts.csv --map fietsplan/contracts.toml
  vaarwel import fietsplan/events.csv --map fietsplan/events.toml")]
pub(crate) struct Arguments {
    /// How many customers ever join
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    customers: u64,
    /// The seed of all chance: the same seed gives the same files
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Every number the company is made of [default: Fietsplan's]
    #[arg(long, value_name = "FILE.toml")]
    parameters: Option<PathBuf>,
    /// The last day that has happened [default: as the parameters say]
    #[arg(long, value_name = "DAY")]
    last_day: Option<Day>,
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let mut parameters = self.parameters.as_deref().map_or_else(|| Ok(Parameters::fietsplan()?), read)?;
        if let Some(day) = self.last_day {
            parameters = parameters.until(day);
        }
        let request = Request { parameters: &parameters, customers: self.customers, seed: self.seed, out: &self.out };
        let mut progress = Progress::new();
        let show = |done: u64| progress.show(done as f64 / self.customers as f64, "simulating", done, "customers");
        let summary = simulate(&request, show)?;
        let seconds = progress.seconds();
        progress.finish();

        let truth = &summary.truth;
        say!(
            "Simulated {} from {} to {} with seed {} in {}",
            parameters.company.name,
            truth.first_day,
            truth.last_day,
            truth.seed,
            crate::progress::time(seconds)
        );
        say!("  {:<14}{:>14}", "customers", count(truth.customers));
        say!("  {:<14}{:>14}", "contracts", count(summary.contracts));
        say!("  {:<14}{:>14}", "events", count(summary.events));
        for file in &summary.files {
            say!("  {}", file.display());
        }
        say!(
            "The truth about its {} is in truth.json",
            plural(truth.activities.len() as u64, "activity", "activities")
        );
        let path = |name: &str| shell_word(&self.out.join(name).to_string_lossy());
        say!("Next: vaarwel import {} --map {}", path("contracts.csv"), path("contracts.toml"));
        say!("      vaarwel import {} --map {}", path("events.csv"), path("events.toml"));
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<Parameters> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Parameters::from_toml(&text).with_context(|| format!("`{}` does not describe a company", path.display()))
}
