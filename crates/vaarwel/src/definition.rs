//! `vaarwel definition`: what counts as leaving.

use clap::{Args, Subcommand};
use relationship::{Definition, DepartureKind, LeftWhen};
use store::Choice;

use crate::chance;
use crate::place::{Place, wait};
use crate::say::{Table, say};

/// The least and most customers at risk below which a report may say "too few".
const AT_RISK_MIN_MAX: u64 = 1_000_000;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show the definition in force
    Show {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Show every version, newest first
    History,
    /// Choose another definition: a new version, which every number names from now on
    Set(Set),
}

#[derive(Args)]
#[group(required = true, multiple = true)]
struct Set {
    /// Which moment counts: request, effective_date, last_payment:DAYS or silence:DAYS
    #[arg(long, value_name = "MOMENT")]
    left_when: Option<LeftWhen>,
    /// Below so many customers at risk reports say "too few" instead of a rate
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=AT_RISK_MIN_MAX))]
    at_risk_min: Option<u64>,
    /// Kinds of leaving that do not count as departures: voluntary, involuntary, positive, silent, dismissed; `none` for none
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    not_counted: Option<Vec<String>>,
    /// Two stretches with at most so many days between them are one; with 0 the next must begin the day after the last
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=3650))]
    bridge_days: Option<u32>,
    /// The level of every interval, such as 0.95
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    level: Option<f64>,
}

fn level(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(level) if (0.5..1.0).contains(&level) => Ok(level),
        _ => Err(format!("`{given}` is not a level; allowed: from 0.5 to below 1, such as 0.95")),
    }
}

fn kinds(given: &[String]) -> anyhow::Result<Vec<DepartureKind>> {
    if given.iter().any(|word| word == "none") {
        return Ok(Vec::new());
    }
    let mut kinds = Vec::new();
    for word in given.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        let kind = word.parse().map_err(anyhow::Error::msg)?;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(kinds)
}

impl Set {
    fn apply(&self, mut definition: Definition) -> anyhow::Result<Definition> {
        definition.left_when = self.left_when.unwrap_or(definition.left_when);
        definition.at_risk_min = self.at_risk_min.unwrap_or(definition.at_risk_min);
        definition.bridge_days = self.bridge_days.unwrap_or(definition.bridge_days);
        definition.level = self.level.unwrap_or(definition.level);
        if let Some(given) = &self.not_counted {
            definition.not_counted = kinds(given)?;
        }
        definition.since = Some(chance::today());
        Ok(definition)
    }
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        match self.what {
            What::Show { json } => {
                let definition = wait(async { Ok(place.store().await?.definition().await?) })?;
                if json {
                    say!("{}", serde_json::to_string_pretty(&definition.chosen)?);
                } else {
                    show(&definition);
                }
            }
            What::History => {
                let versions = wait(async { Ok(place.store().await?.definition_history().await?) })?;
                let mut table =
                    Table::new(["version", "since", "left when", "bridge days", "at risk min", "not counted"]);
                for Choice { chosen: it, .. } in versions {
                    let since = it.since.map(|day| day.to_string()).unwrap_or_default();
                    table.row([
                        it.version.to_string(),
                        since,
                        it.left_when.to_string(),
                        it.bridge_days.to_string(),
                        it.at_risk_min.to_string(),
                        words(&it.not_counted),
                    ]);
                }
                crate::say::write(format_args!("{table}"));
            }
            What::Set(set) => {
                let (before, after) = wait(async {
                    let store = place.store().await?;
                    let before = store.definition().await?.chosen;
                    let after = store.choose_definition(set.apply(before.clone())?, chance::act()).await?;
                    Ok((before, after))
                })?;
                if after.chosen.version == before.version {
                    say!("Nothing changed: definition {} says this already", before.version);
                } else {
                    say!(
                        "Definition {} is in force; numbers made before keep naming {}",
                        after.chosen.version,
                        before.version
                    );
                }
                show(&after);
            }
        }
        Ok(())
    }
}

fn show(choice: &Choice<Definition>) {
    let it = &choice.chosen;
    let since = it.since.map_or("from the start".to_owned(), |day| format!("since {day}"));
    say!("definition {} ({since})", it.version);
    say!("  left when      {}: {}", it.left_when, meaning(it.left_when));
    say!("  bridge days    {}: at most so many days between two stretches are not a departure", it.bridge_days);
    say!("  not counted    {}", words(&it.not_counted));
    say!("  at risk min    {}: below that, reports say \"too few\"", it.at_risk_min);
    say!("  level          {}", it.level);
}

fn meaning(left_when: LeftWhen) -> String {
    match left_when {
        LeftWhen::Request => "the day the customer asked to leave".to_owned(),
        LeftWhen::EffectiveDate => "the day the relation really ends".to_owned(),
        LeftWhen::LastPayment { silent_days } => {
            format!("the day of the last payment, once an ending is known or none came for {silent_days} days")
        }
        LeftWhen::Silence { silent_days } => format!("the last day of activity, after {silent_days} days without"),
    }
}

fn words(kinds: &[DepartureKind]) -> String {
    if kinds.is_empty() {
        return "none".to_owned();
    }
    kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ")
}
