//! `vaarwel reasons`: what the company's own words for leaving mean.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use ledger::input::{Need, Reading, Rows as _};
use ledger::reject::Reject;
use relationship::Day;
use relationship::reason::{Catalogue, Coded, Part, ReasonMapping, propose};
use store::Store;
use words::reasons::{Given, Reader, Row};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{Table, count, plural, say};

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel reasons propose                         what the words look like; --accept confirms all of it
  vaarwel reasons map \"Te duur\" price.too_high
  vaarwel reasons merge \"Te duur\" \"Prijs\" --into \"Te duur\"
  vaarwel reasons suggest answers.csv --text why --lang language
  vaarwel reasons split \"Service\" --into \"Te traag=service.slow\" --into \"Onvriendelijk=service.encounter\" --from 2026-11-01

Every change is a new version. It changes how words are read, never what was said, and totals stay the same.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show the words that were said, how often, and how they are read
    Show {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List the codes with their Dutch and English texts
    Codes,
    /// Say which code words mean
    Map {
        /// The company's own words
        words: String,
        /// The code, such as price.too_high
        code: String,
    },
    /// Propose codes for words nobody has decided on
    Propose {
        /// Confirm all proposals
        #[arg(long)]
        accept: bool,
    },
    /// Suggest the reason behind each answer of a file, however long; needs no data folder
    Suggest {
        /// The answers: CSV in any dialect, Parquet, XLSX, or one JSON object a line
        file: PathBuf,
        /// The column that holds the answer
        #[arg(long, value_name = "COLUMN")]
        text: String,
        /// The column that holds its language, such as nl or en-GB [default: guessed from the answer]
        #[arg(long, value_name = "COLUMN")]
        lang: Option<String>,
        /// As JSON, one object a line
        #[arg(long)]
        json: bool,
    },
    /// Count several reasons as one
    Merge {
        /// The reasons, at least two
        #[arg(required = true, num_args = 2..)]
        labels: Vec<String>,
        /// The name of the one
        #[arg(long)]
        into: String,
        /// Its code; needed only where theirs differ
        #[arg(long)]
        code: Option<String>,
    },
    /// Tell several reasons apart from a day on; what was said before stays as it was
    Split {
        /// The reason
        label: String,
        /// The new words, with a code if it is known; at least twice
        #[arg(long, value_name = "WORDS[=CODE]", required = true)]
        into: Vec<String>,
        /// The first day [default: today]
        #[arg(long, value_name = "DAY")]
        from: Option<Day>,
    },
    /// Give a reason another name
    Rename {
        /// The name so far
        old: String,
        /// The name from now on
        new: String,
    },
}

/// Words that were said as a reason, and how often.
struct Said {
    words: String,
    times: u64,
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        if let What::Codes = self.what {
            codes();
            return Ok(());
        }
        if let What::Suggest { file, text, lang, json } = &self.what {
            let rows = answers(file, text, lang.as_deref())?;
            crate::say::write(format_args!("{}", words::reasons::run(Reader::shipped(), &rows, *json)));
            return Ok(());
        }
        place.require()?;
        let today = chance::today();
        match self.what {
            What::Codes | What::Suggest { .. } => Ok(()),
            What::Show { json } => show(place, json),
            What::Propose { accept } => propose_all(place, accept),
            What::Map { words, code } => change(place, |mapping| Ok(mapping.assign(&words, &code, today)?)),
            What::Rename { old, new } => change(place, |mapping| Ok(mapping.rename(&old, &new, today)?)),
            What::Merge { labels, into, code } => {
                let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
                change(place, |mapping| Ok(mapping.merge(&labels, &into, code.as_deref(), today)?))
            }
            What::Split { label, into, from } => {
                let parts: Vec<Part> = into.iter().map(|text| part(text)).collect();
                change(place, |mapping| Ok(mapping.split(&label, &parts, from.unwrap_or(today), today)?))
            }
        }
    }
}

/// The answers of a file, in its order.
fn answers(file: &Path, text: &str, language: Option<&str>) -> anyhow::Result<Vec<Row>> {
    let name = file.display().to_string();
    let is_json = |ending: &str| ["jsonl", "ndjson", "json"].iter().any(|it| ending.eq_ignore_ascii_case(it));
    if file.extension().and_then(OsStr::to_str).is_some_and(is_json) {
        let read = std::fs::read(file).with_context(|| format!("`{name}` cannot be read"))?;
        let rows = words::reasons::rows_of_jsonl(&String::from_utf8_lossy(&read), text, language);
        return rows.with_context(|| format!("`{name}`"));
    }
    crate::place::require_file(file)?;
    let table = ledger::input::Table::open(file, &Reading::default())?;
    let place_of = |wanted: &str| {
        table.columns().iter().position(|column| column == wanted).with_context(|| {
            let has: Vec<String> = table.columns().iter().map(|column| format!("`{column}`")).collect();
            format!("`{name}` has no column `{wanted}`; it has {}", has.join(", "))
        })
    };
    let text = place_of(text)?;
    let language = language.map(place_of).transpose()?;
    let needs: Vec<Need> = (0..table.columns().len())
        .map(|column| Need { value: false, text: column == text || Some(column) == language })
        .collect();
    let mut found = [Vec::new()];
    table.read(&needs, &mut found, &AtomicU64::new(0), |found, block, rejects| -> anyhow::Result<()> {
        for at in 0..block.len() {
            let language = language.and_then(|column| words::Language::of_tag(block.text(at, column)));
            found.push((block.line(at), Given::Answer { text: block.text(at, text).to_owned(), language }));
        }
        let why = |reject: &Reject| format!("{}: {}", reject.place(), reject.allowed);
        found.extend(rejects.iter().map(|reject| (reject.line, Given::Refused { why: why(reject) })));
        Ok(())
    })?;
    let [mut found] = found;
    // A block hands over what it refused apart from its rows.
    found.sort_by_key(|(line, _)| *line);
    Ok(found.into_iter().zip(1..).map(|((_, given), row)| Row { row, given }).collect())
}

/// New words with a code behind the last `=`, where what stands there is a code.
fn part(text: &str) -> Part {
    match text.rsplit_once('=') {
        Some((words, code)) if code.contains('.') || Catalogue::current().find(code.trim()).is_some() => {
            Part { own_words: words.trim().to_owned(), code: Some(code.trim().to_owned()) }
        }
        _ => Part { own_words: text.trim().to_owned(), code: None },
    }
}

/// Makes the next version of the mapping and says what came of it.
fn change(place: &Place, make: impl FnOnce(&ReasonMapping) -> anyhow::Result<ReasonMapping>) -> anyhow::Result<()> {
    let version = wait(async {
        let store = place.store().await?;
        let next = make(&store.reason_mapping().await?.chosen)?;
        Ok(store.choose_reason_mapping(next, chance::act()).await?.chosen.version)
    })
    .hint("`vaarwel reasons codes` lists the codes, `vaarwel reasons show` the words")?;
    say!("Version {version} of the mapping is in force; what was said is unchanged");
    Ok(())
}

fn said(place: &Place) -> anyhow::Result<Vec<Said>> {
    let counted = crate::sql::rows(
        place,
        "select reason, count(*) as times from spells where reason is not null and ended_on is not null \
         group by reason order by times desc, reason",
    )
    .context("the words that were said could not be counted")?;
    let read = |row: &serde_json::Value| {
        Some(Said { words: row["reason"].as_str()?.to_owned(), times: row["times"].as_u64().unwrap_or(0) })
    };
    Ok(counted.iter().filter_map(read).collect())
}

fn show(place: &Place, json: bool) -> anyhow::Result<()> {
    let mapping = place.basis()?.mapping;
    let today = chance::today();
    let said = said(place)?;
    let read: Vec<(&Said, Coded<'_>)> =
        said.iter().map(|it| (it, mapping.code_for(&it.words, today).or_proposed(&it.words))).collect();
    if json {
        let rows: Vec<_> = read
            .iter()
            .map(|(it, coded)| {
                serde_json::json!({"words": it.words, "times": it.times, "label": coded.label(), "code": coded.code(),
                    "confirmed": matches!(coded, Coded::Confirmed { .. })})
            })
            .collect();
        let all = serde_json::json!({"version": mapping.version, "reasons": rows});
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if read.is_empty() {
        say!("Nobody has given a reason yet.");
        return Ok(());
    }
    let mut table = Table::new(["words", "times", "shown as", "code", "state"]);
    for (it, coded) in &read {
        let state = match coded {
            Coded::Confirmed { .. } => "confirmed",
            Coded::Proposed { .. } => "proposed",
            Coded::Unmapped { .. } => "not decided",
        };
        table.row([it.words.as_str(), &count(it.times), coded.label(), coded.code(), state]);
    }
    crate::say::write(format_args!("{table}"));
    say!(
        "\nVersion {} of the mapping. Proposals count only once confirmed: vaarwel reasons propose --accept",
        mapping.version
    );
    Ok(())
}

fn propose_all(place: &Place, accept: bool) -> anyhow::Result<()> {
    if accept {
        let confirmed = confirm_proposals(place)?;
        if confirmed == 0 {
            say!("Nothing changed: there is nothing to propose that nobody decided on");
        } else {
            say!("Confirmed {}", plural(confirmed, "proposal", "proposals"));
        }
        return Ok(());
    }
    let mapping = place.basis()?.mapping;
    let mut table = Table::new(["words", "times", "proposed code", "because of"]);
    for (it, proposal) in undecided(&mapping, &said(place)?) {
        table.row([it.words.as_str(), &count(it.times), proposal.reason.code, &proposal.why]);
    }
    if table.is_empty() {
        say!("Nothing to propose: all words are decided on, or look like no code.");
    } else {
        crate::say::write(format_args!("{table}"));
        say!("\nConfirm all of it: vaarwel reasons propose --accept{}", place.data_option());
        say!("or one by one:     vaarwel reasons map \"WORDS\" CODE{}", place.data_option());
    }
    Ok(())
}

fn undecided<'a>(
    mapping: &'a ReasonMapping,
    said: &'a [Said],
) -> impl Iterator<Item = (&'a Said, relationship::reason::Proposal)> {
    let today = chance::today();
    said.iter()
        .filter(move |it| matches!(mapping.code_for(&it.words, today), Coded::Unmapped { .. }))
        .filter_map(|it| Some((it, propose(&it.words)?)))
}

/// Confirms what is proposed for words nobody has decided on; gives how many.
fn confirm_proposals(place: &Place) -> anyhow::Result<u64> {
    let said = said(place)?;
    wait(async {
        let store = place.store().await?;
        let mapping = store.reason_mapping().await?.chosen;
        let proposed = undecided(&mapping, &said).map(|(it, proposal)| (it.words.as_str(), proposal.reason.code));
        confirm(&store, proposed).await
    })
}

/// Says what words mean, all of it as one decision and so one new version; gives how many.
pub(crate) async fn confirm<'a>(
    store: &Store,
    decided: impl Iterator<Item = (&'a str, &'a str)>,
) -> anyhow::Result<u64> {
    let before = store.reason_mapping().await?.chosen;
    let (mut next, mut confirmed) = (before.clone(), 0);
    for (words, code) in decided {
        next = next.assign(words, code, chance::today())?;
        confirmed += 1;
    }
    if confirmed > 0 {
        next.version = before.version + 1;
        store.choose_reason_mapping(next, chance::act()).await?;
    }
    Ok(confirmed)
}

fn codes() {
    let mut table = Table::new(["code", "Nederlands", "English"]);
    for reason in Catalogue::current().reasons {
        table.row([reason.code, reason.nl, reason.en]);
    }
    crate::say::write(format_args!("{table}"));
}
