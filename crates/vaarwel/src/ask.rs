//! `vaarwel ask`: links to a short survey, for customers from a file, to be sent in whatever way.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use relationship::listening::asking::House;
use relationship::listening::{AskedBy, Survey, UnaskedKey};
use store::{Invited, Language, NewInvitation, Store, TokenHash};
use study::flags::Input;

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{plural, say};

const DAY_SECONDS: i64 = 24 * 60 * 60;

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel ask surveys/fietsplan-pulse.toml customers.csv --customer customerID --out links.csv
  vaarwel ask surveys/practice.toml clients.xlsx --customer number --language-column language --by desk

Each link can be sent as it is; LINK/4 opens it with the fourth face chosen already. An opened link is no answer: somebody
presses the button. Who was asked lately, does not want to be asked, or is never asked gets no link, and is counted.
Surveys: docs/reference/survey.md")]
pub(crate) struct Arguments {
    /// The survey: a TOML file
    survey: PathBuf,
    #[command(flatten)]
    input: Input,
    /// The column that names the customers, as the company does
    #[arg(long, value_name = "COLUMN")]
    customer: String,
    /// The language to ask in: nl or en [default: the company's]
    #[arg(long, value_name = "LANGUAGE", conflicts_with = "language_column")]
    language: Option<Language>,
    /// Or the column that says it; where it says something else, the company's
    #[arg(long, value_name = "COLUMN")]
    language_column: Option<String>,
    /// How the links will be sent: mail, text, qr, web, desk or kiosk
    #[arg(long, value_name = "CHANNEL", default_value = "mail", value_parser = channel)]
    by: AskedBy,
    /// The address people reach Vaarwel at
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:7171", env = "VAARWEL_PUBLIC_URL")]
    #[arg(hide_env_values = true)]
    public_url: String,
    /// Where to write the links, as CSV
    #[arg(long, value_name = "FILE", default_value = "links.csv")]
    out: PathBuf,
}

fn channel(given: &str) -> Result<AskedBy, String> {
    AskedBy::from_word(given).ok_or_else(|| {
        let allowed = AskedBy::ALL.map(|it| format!("`{}`", it.word()));
        format!("allowed: {}", allowed.join(", "))
    })
}

/// A customer to ask, in a language.
struct Customer {
    name: String,
    language: Option<Language>,
}

/// What became of the customers.
#[derive(Default)]
struct Asked {
    links: Vec<[String; 3]>,
    opted_out: u64,
    resting: u64,
    never_asked: u64,
}

impl Arguments {
    pub(crate) fn run(&self, place: &Place) -> anyhow::Result<()> {
        let file = self.survey.display().to_string();
        let body = fs::read_to_string(&self.survey).with_context(|| format!("cannot read `{file}`"))?;
        let survey = Survey::parse(&file, &body).hint("docs/reference/survey.md says what a survey holds")?;
        let customers = self.customers()?;
        fs::create_dir_all(place.data()).with_context(|| format!("cannot make `{}`", place.data().display()))?;
        if self.out.exists() {
            return Err(anyhow::anyhow!("`{}` is there already", self.out.display()))
                .hint("links are given out once: move the file away, or name another with --out");
        }
        let asked = wait(async {
            let store = place.store().await?;
            let office = crate::office::open(place, store.clone(), None)?;
            let (house, key) = (office.asking_rules()?, office.unasked_key()?);
            let is_new = store.publish_survey(&survey, &body, chance::act()).await?;
            if is_new {
                say!("Published {} version {}.", survey.survey, survey.version);
            }
            let asked = self.ask(&store, &survey, &house, &key, &customers).await;
            store.close().await;
            asked
        })?;
        self.write(&asked.links)?;
        let links = asked.links.len() as u64;
        say!("{} in {}.", plural(links, "link", "links"), self.out.display());
        for (count, why) in [
            (asked.resting, "asked too short a time ago, or too often"),
            (asked.opted_out, "asked not to be asked"),
            (asked.never_asked, "never asked, so that it can be seen what asking does"),
        ] {
            if count > 0 {
                say!("No link for {}: {why}.", plural(count, "customer", "customers"));
            }
        }
        Ok(())
    }

    fn customers(&self) -> anyhow::Result<Vec<Customer>> {
        let mut opened = self.input.open()?;
        let customer = opened.category("--customer", &self.customer)?;
        let language = self
            .language_column
            .as_deref()
            .map(|name| opened.category_or_none("--language-column", name))
            .transpose()?;
        let frame = opened.read()?;
        let names = frame.categories(customer);
        let languages = language.map(|column| frame.categories(column));
        let mut customers: Vec<Customer> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (row, &code) in names.codes.iter().enumerate() {
            // Who stands in the file twice is asked once.
            if !seen.insert(code) {
                continue;
            }
            let said = languages.map(|it| it.levels[it.codes[row] as usize].as_str());
            let language = said.and_then(|word| word.to_lowercase().parse().ok()).or(self.language);
            customers.push(Customer { name: names.levels[code as usize].clone(), language });
        }
        Ok(customers)
    }

    async fn ask(
        &self,
        store: &Store,
        survey: &Survey,
        house: &House,
        key: &UnaskedKey,
        customers: &[Customer],
    ) -> anyhow::Result<Asked> {
        let usual = store.settings().await?.language;
        let mut asked = Asked::default();
        for customer in customers {
            if key.is_unasked(&customer.name, house.unasked_share) {
                asked.never_asked += 1;
                continue;
            }
            let wished = customer.language.unwrap_or(usual);
            let language = survey.language(wished.word()).parse().unwrap_or(usual);
            let act = chance::act();
            let secret = chance::secret();
            let new = NewInvitation {
                id: store::InvitationId::new(act.at, chance::random_id()),
                token: TokenHash::of(&secret),
                survey: survey.survey.clone(),
                version: survey.version,
                customer: customer.name.clone(),
                channel: self.by,
                language,
                about: None,
                asked_on: chance::today(),
                expires_at: act.at.plus_seconds(i64::from(survey.link_days) * DAY_SECONDS),
            };
            match store.invite(&new, Some(house), act).await? {
                Invited::Made => {
                    let link = format!("{}/a/{secret}", self.public_url.trim_end_matches('/'));
                    asked.links.push([customer.name.clone(), language.word().to_owned(), link]);
                }
                Invited::OptedOut => asked.opted_out += 1,
                Invited::Resting { .. } | Invited::AskedBefore => asked.resting += 1,
            }
        }
        Ok(asked)
    }

    fn write(&self, links: &[[String; 3]]) -> anyhow::Result<()> {
        let mut text = String::from("customer,language,link\n");
        for row in links {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        private(&self.out, text.as_bytes()).with_context(|| format!("cannot write `{}`", self.out.display()))
    }
}

/// A cell of a CSV file. One that a spreadsheet would take for a formula gets a quote before it.
fn quoted(cell: &str) -> String {
    let cell = if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// Writes a new file that only its owner reads: whoever has a link can answer with it.
fn private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_never_a_formula_and_never_breaks_its_row() {
        assert_eq!(quoted("K-1"), "K-1");
        assert_eq!(quoted("=cmd()"), "'=cmd()");
        assert_eq!(quoted("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
    }
}
