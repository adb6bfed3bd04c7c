//! `vaarwel lint`: what in a flow makes leaving hard. It needs no data folder.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use relationship::Day;
use relationship::flow::Flow;
use relationship::lint::{Lint, Severity, lint};

use crate::chance;
use crate::failure::Advise as _;
use crate::say::{say, write};

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel lint flows/fietsplan.toml
  vaarwel lint flow.toml --law nl,eu --lang nl
  vaarwel lint flow.toml --law de --json
  vaarwel lint --url http://localhost:8080/ --save seen.toml

It ends with 1 where a finding blocks or is an error, and with 2 where nothing could be judged.
The format of a flow is in docs/reference/flow.md, the rules in docs/reference/lint.md. This is no legal advice.")]
pub(crate) struct Arguments {
    /// The flow: how somebody leaves here, as TOML
    #[arg(required_unless_present = "url", conflicts_with = "url")]
    flow: Option<PathBuf>,
    /// A page to begin at in place of a flow: its links are followed, its forms are never sent
    #[arg(long, value_name = "ADDRESS")]
    url: Option<String>,
    /// Where the flow that was seen is written, to be completed by hand
    #[arg(long, value_name = "FILE", requires = "url")]
    save: Option<PathBuf>,
    /// The law packs it is held against [default: those the flow names, else strict]
    #[arg(long, value_name = "PACK,...", value_delimiter = ',')]
    law: Vec<String>,
    /// The day the rules must be in force on [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// The language of the text: nl or en
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = ["nl", "en"])]
    lang: String,
    /// Everything as JSON
    #[arg(long)]
    json: bool,
}

/// Nothing was judged: the file is no flow, or there is no such law pack.
const NOT_JUDGED: u8 = 2;

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let said = match self.judge() {
            Ok(said) => said,
            Err(error) => {
                crate::failure::tell(&error);
                return Ok(ExitCode::from(NOT_JUDGED));
            }
        };
        if self.json {
            say!("{}", serde_json::to_string_pretty(&said)?);
        } else {
            write(format_args!("{}", said.text(&self.lang)));
        }
        let is_clean = said.gravest().is_none_or(|gravest| gravest < Severity::Error);
        Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn judge(&self) -> anyhow::Result<Lint> {
        if let (Some(_), Some(file)) = (&self.flow, &self.save) {
            anyhow::bail!(
                "`--save {}` keeps what was seen of a site; allowed: with `--url`, in place of a flow",
                file.display()
            );
        }
        let (name, text) = match (&self.flow, &self.url) {
            (Some(file), _) => {
                let name = file.display().to_string();
                let text = std::fs::read_to_string(file).with_context(|| format!("`{name}` cannot be read"))?;
                (name, text)
            }
            (None, url) => self.seen(url.as_deref().unwrap_or_default())?,
        };
        let (flow, places) =
            Flow::parse(&name, &text).hint("what a flow holds, key by key, is in docs/reference/flow.md")?;
        let mut packs: Vec<&str> = Vec::new();
        for pack in self.law.iter().map(|pack| pack.trim()) {
            if !packs.contains(&pack) {
                packs.push(pack);
            }
        }
        Ok(lint(&flow, &places, &packs, self.on.unwrap_or_else(chance::today))?)
    }

    /// Somebody else's way out, written down as a flow.
    fn seen(&self, address: &str) -> anyhow::Result<(String, String)> {
        let seen = connect::site::look(address, &connect::site::fetch, &connect::site::browser())?;
        for note in &seen.notes {
            crate::say::aside(format_args!("{note}"));
        }
        if let Some(file) = &self.save {
            std::fs::write(file, &seen.flow).with_context(|| format!("`{}` cannot be written", file.display()))?;
        }
        Ok((address.to_owned(), seen.flow))
    }
}
