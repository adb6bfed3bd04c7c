//! `vaarwel mail classify`: what a mail asks for. It needs no data folder.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use words::mail::{Format, NumberPattern, Setting, run};

use crate::chance;
use crate::say::write;

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel mail classify letter.eml
  vaarwel mail classify mails.jsonl --json
  vaarwel mail classify mails.jsonl --json --number 'FP-#####'

A file of mails holds one JSON object a line: `text`, and if known `subject`, `from`, `date` and `id`.
It ends with 2 where the file is no mail.
What comes out is described in docs/reference/mail_classify.md. Nothing is sent, stored or done.")]
pub(super) struct Arguments {
    /// The mail, or a file with one JSON object a line
    file: PathBuf,
    /// How customer numbers look: # is a digit, @ a letter, anything else itself
    #[arg(long, value_name = "PATTERN")]
    number: Option<String>,
    /// The name of the company they are to: a contract with another one is noticed
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// 3/4 means 3 April: true or false [default: true in Dutch; in English a person must look]
    #[arg(long, value_name = "BOOL")]
    day_first: Option<bool>,
    /// As JSON, one object a line
    #[arg(long)]
    json: bool,
}

/// The file is no mail, or cannot be read.
const NOT_READ: u8 = 2;

impl Arguments {
    pub(super) fn run(self) -> ExitCode {
        match self.classify() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                crate::failure::tell(&error);
                ExitCode::from(NOT_READ)
            }
        }
    }

    fn classify(self) -> anyhow::Result<()> {
        let name = self.file.display().to_string();
        let bytes = std::fs::read(&self.file).with_context(|| format!("`{name}` cannot be read"))?;
        let number_pattern = self.number.as_deref().map(NumberPattern::new).transpose();
        let number_pattern =
            number_pattern.map_err(|given| anyhow::anyhow!("`--number` must hold a `#` for a digit, got `{given}`"))?;
        let setting = Setting {
            received_on: Some(chance::today()),
            number_pattern,
            company: self.company,
            is_day_first: self.day_first,
        };
        let said = run(&bytes, Format::of(&name, &bytes), &setting, self.json).with_context(|| format!("`{name}`"))?;
        write(format_args!("{said}"));
        Ok(())
    }
}
