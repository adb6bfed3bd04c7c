//! How do they move?

mod input;
mod told;

use clap::Args;
use serde_json::{Value, json};
use stats::movement::{Horizon, Moves, Rewards, RowInterval};

use crate::answer::{number_json, test_sentence, tested_json};
use crate::flags::{By, Input, Output, real};
use crate::{Outcome, StudyError};

use input::{Kind, Moved, Question, Read};

/// With fewer moves from a state, its shares are often 0 or 1, whose error is none.
const MOVES_FEW: u64 = 5;

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
        let all: Vec<Moves> = groups.iter().map(|group| group.moves.clone()).collect();
        let of_groups = Question::of(&all, ("groups", "Do the groups move alike?"))?;
        let tests: Vec<Question> = of_groups.into_iter().chain(read.assumptions()?).collect();
        let as_json = tests.iter().map(|it| {
            let least = it.expected.iter().copied().reduce(f64::min);
            json!({
                "between": it.word,
                "test": tested_json(&it.test, &names),
                "expected_least": least.map(number_json),
            })
        });
        outcome = outcome.with("tests", as_json.collect::<Vec<Value>>());
        let lines = tests.iter().map(|it| format!("{} {}", it.question, test_sentence(&it.test, &names)));
        outcome = outcome.say(lines.collect::<Vec<_>>().join("\n"));
        let rough: Vec<String> = tests.iter().filter(|it| it.is_rough()).map(|it| it.question.to_owned()).collect();
        if !rough.is_empty() {
            let text = format!(
                "so few moves are expected in the cells that are compared that a chi-square is rough ({}): take states, \
                 times or groups together, or wait for more",
                rough.join(" ")
            );
            outcome = outcome.warn("few_expected", text);
        }
        Ok(few_moves(outcome, read, groups))
    }
}

/// Says so where a state was left too seldom for its shares to have an error of their own.
fn few_moves(outcome: Outcome, read: &Read, groups: &[Moved]) -> Outcome {
    let few =
        |group: &Moved, state: usize| (1..MOVES_FEW).contains(&group.moves.from(state)) && !read.ends.contains(&state);
    let of_group = |group: &Moved| -> Vec<String> {
        let states = (0..read.states.len()).filter(|&state| few(group, state));
        let said = |state: usize| format!("`{}` ({})", read.states[state], group.moves.from(state));
        let states: Vec<String> = states.map(said).collect();
        let label = if groups.len() > 1 { format!("{}: ", group.label) } else { String::new() };
        if states.is_empty() { Vec::new() } else { vec![label + &states.join(", ")] }
    };
    let few: Vec<String> = groups.iter().flat_map(of_group).collect();
    if few.is_empty() {
        return outcome;
    }
    let text = format!(
        "fewer than {MOVES_FEW} moves were seen from {}: intervals of periods and values are too narrow there, because shares \
         of 0 and 1 count as sure",
        few.join("; ")
    );
    outcome.warn("few_moves", text)
}
