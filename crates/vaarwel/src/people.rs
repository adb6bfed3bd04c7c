//! `vaarwel people`: what the company tells of its customers, so that a leaver can be recognized and told what ends when.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use anyhow::bail;
use clap::{Args, Subcommand};
use door::people::{COLUMNS, FAULTS_MAX, Gathering};
use ledger::input::{InputError, Need, Reading, Rows as _, Table};
use serde_json::json;

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, require_file, wait};
use crate::say::{aside, count, say};

/// People that are stored in one transaction.
const PEOPLE_TOGETHER: usize = 500;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Read a file of customers with their contracts; who is known is replaced
    #[command(after_help = "\
Columns, of which only `customer` must be there; one row per contract:
  customer name mail phone language birth_date post_code keep_until
  contract plan began_on price currency price_months paid_from paid_until told_of_withdrawal_on

Days are written YYYY-MM-DD. Of birth date and post code only a keyed hash is kept.")]
    Import {
        /// The file: CSV in any dialect, Parquet or XLSX
        file: PathBuf,
        /// Say what was done as JSON
        #[arg(long)]
        json: bool,
    },
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        match self.what {
            What::Import { file, json } => import(place, &file, json),
        }
    }
}

fn import(place: &Place, file: &Path, json: bool) -> anyhow::Result<()> {
    require_file(file)?;
    let table = Table::open(file, &Reading::default())?;
    wait(async {
        let store = place.store().await?;
        let currency = store.settings().await?.currency;
        let office = crate::office::open(place, store.clone(), None)?;
        let mut gathering = Gathering::new(&office, currency, table.columns())
            .hint(format!("name the columns {}", COLUMNS.join(", ")))?;
        let needs = vec![Need { text: true, value: false }; table.columns().len()];
        let mut damaged = Vec::new();
        let mut workers = [(&mut gathering, &mut damaged)];
        table.read(&needs, &mut workers, &AtomicU64::new(0), |(gathering, damaged), block, rejects| {
            damaged.extend(rejects);
            (0..block.len()).for_each(|row| gathering.row(block.line(row), |column| block.text(row, column)));
            Ok::<(), InputError>(())
        })?;
        let (people, faults, refused) = gathering.finish();
        let mut put = store::PutPeople::default();
        for some in people.chunks(PEOPLE_TOGETHER) {
            let now = store.put_people(some, chance::act()).await?;
            put.added += now.added;
            put.known += now.known;
        }
        store.close().await;
        for reject in damaged.iter().take(FAULTS_MAX) {
            aside(format_args!("{}: {}", reject.place(), reject.allowed));
        }
        for fault in &faults {
            aside(format_args!("line {}, {}: {}", fault.line, fault.column, fault.what));
        }
        let refused = refused + damaged.len() as u64;
        if json {
            say!("{}", json!({ "added": put.added, "known": put.known, "refused": refused }));
        } else {
            say!(
                "New customers: {}; known before: {}; refused rows: {}.",
                count(put.added),
                count(put.known),
                count(refused)
            );
        }
        if put.added + put.known == 0 && refused > 0 {
            bail!("no row of `{}` could be read", file.display());
        }
        Ok(())
    })
}
