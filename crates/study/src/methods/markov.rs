//! How do they move?

mod input;
mod told;

use clap::Args;
use serde_json::{Value, json};
use stats::movement::{Horizon, Moves, Rewards, RowInterval, homogeneity};
use stats::{StatsError, Tested};

use crate::answer::{test_sentence, tested_json};
use crate::flags::{By, Input, Output, real};
use crate::{Outcome, StudyError};

use input::{Kind, Moved, Read};

/// How do they move between states, how long do they stay, and what are they worth (Markov chain)
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  vaarwel stats markov rungs.csv --id customer --time month --state rung --absorbing left --period 1 --by plan
  vaarwel stats markov matrix.csv --counts --absorbing left --rewards red=5,yellow=20,green=40 --discount 0.01

A matrix has one row per state, its name in the first column, and one column per state it may move to.

Methods: docs/methods/transitions.md, docs/methods/markov_chain.md, docs/methods/homogeneity.md")]
pub struct Markov {
    #[command(flatten)]
    input: Input,
    /// Which customer each row is about
    #[arg(long, value_name = "COLUMN", requires_all = ["time", "state"])]
    id: Option<String>,
    /// When: a number, such as the month
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// In which state the customer was then
    #[arg(long, value_name = "COLUMN")]
    state: Option<String>,
    /// A customer's next row is a move when it is this much later, and a gap otherwise [default: always a move]
    #[arg(long, value_name = "TIME", requires = "id", value_parser = real, allow_negative_numbers = true)]
    period: Option<f64>,
    /// The file is a matrix of counted moves
    #[arg(long, conflicts_with_all = ["id", "chances"])]
    counts: bool,
    /// The file is a matrix of chances
    #[arg(long, conflicts_with = "id")]
    chances: bool,
    /// States that are never left, with commas between [default: those that nobody was seen to leave]
    #[arg(long, value_name = "STATE,...", value_delimiter = ',')]
    absorbing: Vec<String>,
    #[command(flatten)]
    by: By,
    /// What a period in a state brings, such as `red=5,green=40`; 0 where nothing is said
    #[arg(long, value_name = "STATE=AMOUNT,...", value_delimiter = ',')]
    rewards: Vec<String>,
    /// By how much what comes a period later counts less, 0.1 for 10 %
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    discount: f64,
    /// Count what comes until so many periods later [default: without end]
    #[arg(long, value_name = "PERIODS")]
    periods: Option<u32>,
    /// The intervals of the shares: wilson for each alone, goodman for all of a row at once
    #[arg(long, value_name = "KIND", default_value = "wilson")]
    intervals: Intervals,
    #[command(flatten)]
    pub(super) output: Output,
}

/// The intervals of the shares of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Intervals {
    /// Each for its own share
    Wilson,
    /// For all shares of the row at once
    Goodman,
}

impl Markov {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, it is neither rows of customers nor a matrix, or a value is impossible.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let read = self.read()?;
        let rewards = read.rewards(&self.rewards)?;
        let mut outcome = Outcome::new("markov", self.output.level)
            .from_source(&read.source)
            .with("states", read.states.clone())
            .with("absorbing", read.ends.iter().map(|&end| read.states[end].clone()).collect::<Vec<_>>());
        if let Some(text) = &read.assumed {
            outcome = outcome.warn("assumed_absorbing", text.clone());
        }
        let asked = rewards.as_deref().map(|per_state| Rewards {
            per_state,
            discount_rate: self.discount,
            horizon: self.periods.map_or(Horizon::Forever, Horizon::Periods),
        });
        outcome = match &read.kind {
            Kind::Chances(chain) => told::chain(outcome, &read, chain, asked)?,
            Kind::Moves(groups) => self.moves(outcome, &read, (groups, asked))?,
        };
        Ok(outcome)
    }

    fn moves(
        &self,
        mut outcome: Outcome,
        read: &Read,
        (groups, rewards): (&[Moved], Option<Rewards<'_>>),
    ) -> Result<Outcome, StudyError> {
        let intervals = match self.intervals {
            Intervals::Wilson => RowInterval::Wilson,
            Intervals::Goodman => RowInterval::Goodman,
        };
        let told = told::Told { states: &read.states, intervals, rewards, level: self.output.level };
        let (mut shown, mut drawn) = (Vec::new(), Vec::new());
        for group in groups {
            let (fields, said, of_group) = told.group(group)?;
            drawn.push((group.label.clone(), of_group));
            shown.push(fields);
            for paragraph in said {
                outcome = outcome.say(paragraph);
            }
        }
        let gaps: u64 = groups.iter().map(|group| group.moves.gaps()).sum();
        if gaps > 0 {
            let text = format!("{gaps} times a customer's next row was not one period later; these are no moves");
            outcome = outcome.warn("gaps", text);
        }
        outcome = outcome.with("groups", shown).pictures(told::pictures(&drawn, read));
        let names: Vec<String> = groups.iter().map(|group| group.label.clone()).collect();
        let mut tests = Vec::new();
        if groups.len() > 1 {
            let all: Vec<Moves> = groups.iter().map(|group| group.moves.clone()).collect();
            tests.push(("groups", "Do the groups move alike?", homogeneity(&all)?));
        }
        tests.extend(read.assumptions()?);
        let as_json = tests.iter().map(|(word, _, test)| json!({"between": word, "test": tested_json(test, &names)}));
        outcome = outcome.with("tests", as_json.collect::<Vec<Value>>());
        let lines = tests.iter().map(|(_, question, test)| format!("{question} {}", test_sentence(test, &names)));
        Ok(outcome.say(lines.collect::<Vec<_>>().join("\n")))
    }
}

/// The test, or nothing when there are too few groups to compare.
fn tested(groups: &[Moves]) -> Result<Option<Tested>, StatsError> {
    if groups.len() < 2 { Ok(None) } else { homogeneity(groups).map(Some) }
}
