//! `vaarwel describe`: what is in a file, and the command that imports it.

use std::path::PathBuf;

use clap::Args;
use ledger::describe::{Description, describe};
use ledger::input::{Delimiter, Reading};
use ledger::mapping::Setting;
use relationship::Currency;

use crate::chance;
use crate::mapping_flags;
use crate::place::require_file;
use crate::say::{Table, count, plural, say};

/// Examples shown of each column.
const EXAMPLES_SHOWN: usize = 3;
/// Longest example.
const EXAMPLE_CHARS_MAX: usize = 24;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The file: CSV in any dialect, Parquet or XLSX
    file: PathBuf,
    /// Save the proposed meaning of the columns to this file, for `vaarwel import --map`
    #[arg(long, value_name = "FILE.toml")]
    save_map: Option<PathBuf>,
    /// What parts the values: comma, semicolon, tab, pipe or another sign [default: found out]
    #[arg(long, value_name = "SIGN")]
    delimiter: Option<Delimiter>,
    /// The encoding, such as `utf-8` or `windows-1252` [default: found out]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Does the first row name the columns: true or false [default: found out]
    #[arg(long, value_name = "BOOL")]
    header: Option<bool>,
    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The currency of the amounts
    #[arg(long, value_name = "CODE", default_value = "EUR")]
    currency: Currency,
    /// Everything as JSON
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        require_file(&self.file)?;
        let reading =
            Reading { delimiter: self.delimiter, encoding: self.encoding, header: self.header, sheet: self.sheet };
        let setting = Setting { today: chance::today(), currency: self.currency };
        let description = describe(&self.file, &reading, setting)?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&description)?);
        } else {
            show(&description);
        }
        if let Some(path) = &self.save_map {
            mapping_flags::save(&description.mapping, path)?;
            if !self.json {
                say!("\nThe meaning of the columns is saved in {}", path.display());
            }
        }
        Ok(())
    }
}

fn show(it: &Description) {
    let rows = if it.is_rows_exact { plural(it.rows, "row", "rows") } else { format!("about {} rows", count(it.rows)) };
    let columns = plural(it.columns.len() as u64, "column", "columns");
    let written = [it.encoding.map(str::to_owned), it.delimiter.as_ref().map(|sign| format!("delimiter {sign}"))];
    let sheet = it.sheet.as_ref().map(|sheet| format!("sheet {sheet}"));
    let written: Vec<String> = written.into_iter().flatten().chain(sheet).collect();
    let end = if written.is_empty() { String::new() } else { format!("; {}", written.join(", ")) };
    say!("{}: {} with {rows}, {columns}{end}", it.file, it.format);
    let mut table = Table::new(["column", "holds", "different", "blank", "examples"]);
    for column in &it.columns {
        let examples = column.examples.iter().take(EXAMPLES_SHOWN).map(|text| shorten(text)).collect::<Vec<_>>();
        let kind = serde_json::to_value(column.kind).ok();
        let kind = kind.as_ref().and_then(|word| word.as_str()).unwrap_or_default().replace('_', " ");
        table.row([column.name.clone(), kind, count(column.distinct), count(column.blanks), examples.join(" | ")]);
    }
    say!("");
    crate::say::write(format_args!("{table}"));
    if it.sampled < it.rows {
        say!("judged by {}", plural(it.sampled, "row", "rows"));
    }
    for (what, remarks) in [("because", &it.reasons), ("doubt", &it.doubts)] {
        for remark in remarks {
            match &remark.column {
                Some(column) => say!("{what}: {column}: {}", remark.text),
                None => say!("{what}: {}", remark.text),
            }
        }
    }
    if it.rejected > 0 {
        say!("doubt: {} of the sample would be rejected:", plural(it.rejected, "row", "rows"));
        for reject in &it.rejects {
            say!("  {}: `{}`; allowed: {}", reject.place(), reject.brief(), reject.allowed);
        }
        if it.rejected * 100 > it.sampled {
            say!(
                "  above 1 % the import stops and stores nothing: mend these rows first, or allow more with --max-rejects"
            );
        }
    }
    say!("\nImport it like this:\n  {}", it.command);
}

/// An example on one line.
fn shorten(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    let one_line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(EXAMPLE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &one_line[..end]),
        None => one_line,
    }
}
