//! Moves and chains in tables and as JSON.

use charts::Picture;
use serde_json::{Value, json};
use stats::movement::{Chain, Rewards, RowInterval, periods_until_absorbed, state_values, transition_matrix};
use stats::{Answer, Level, StatsError, Why};

use super::input::{Moved, Read};
use crate::answer::{Table, answer_json, cells, count, interval_heading, number, number_json, sentence, why_json};
use crate::methods::pictures::{forest, forest_of_values};
use crate::{Outcome, StudyError};

/// How groups of moves are told.
pub(super) struct Told<'a> {
    pub(super) states: &'a [String],
    pub(super) intervals: RowInterval,
    pub(super) rewards: Option<Rewards<'a>>,
    pub(super) level: Level,
}

impl Told<'_> {
    /// One group as JSON, as paragraphs for people, and what of it is drawn.
    pub(super) fn group(&self, group: &Moved) -> Result<(Value, Vec<String>, Drawn), StatsError> {
        let matrix = transition_matrix(&group.moves, self.intervals, self.level);
        let periods = periods_until_absorbed(&group.moves, self.level);
        let values = self.rewards.map(|rewards| state_values(&group.moves, rewards, self.level)).transpose()?;
        let rows = self.states.iter().zip(&matrix).enumerate().map(|(from, (name, row))| {
            let cells = self.states.iter().zip(row).enumerate().map(|(to, (to_name, share))| {
                json!({"to": to_name, "count": group.moves.count(from, to), "share": answer_json(share)})
            });
            let mut fields = json!({
                "from": name,
                "n": group.moves.from(from),
                "moves": cells.collect::<Vec<Value>>(),
                "periods_until_absorbed": self.answer(&periods[from]),
            });
            if let Some(values) = &values {
                fields["value"] = self.answer(&values[from]);
            }
            fields
        });
        let fields = json!({
            "group": group.json,
            "moves": group.moves.total(),
            "gaps": group.moves.gaps(),
            "states": rows.collect::<Vec<Value>>(),
        });
        let title = format!("{}: {} moves", group.label, count(group.moves.total()));
        let matrix = format!("{title}\n\n{}", self.matrix(group, &matrix));
        let mut said = vec![matrix, self.expectations("periods until the end", &periods)];
        said.extend(values.as_ref().map(|values| self.expectations("value", values)));
        Ok((fields, said, Drawn { periods, values: values.unwrap_or_default() }))
    }

    /// An answer whose reason names the state instead of its number.
    fn answer(&self, answer: &Answer) -> Value {
        let mut fields = answer_json(answer);
        if let Some(why @ Why::Unreachable { state }) = answer.why() {
            let numbered = format!("state {}", state + 1);
            fields["detail"] = why.to_string().replacen(&numbered, &format!("`{}`", self.states[state]), 1).into();
        }
        fields
    }

    fn matrix(&self, group: &Moved, matrix: &[Vec<Answer>]) -> Table {
        let headings = ["from".to_owned(), "n".to_owned()].into_iter().chain(self.states.iter().cloned());
        let mut table = Table::new(headings);
        for (from, (name, row)) in self.states.iter().zip(matrix).enumerate() {
            let shares = row.iter().map(|share| match share {
                Answer::Known(it) if it.n == 0 => number(it.value),
                Answer::Known(_) => cells(share).join(" "),
                Answer::Undetermined(_) => "-".to_owned(),
            });
            table.row([name.clone(), count(group.moves.from(from))].into_iter().chain(shares));
        }
        table
    }

    fn expectations(&self, heading: &str, answers: &[Answer]) -> String {
        let mut table = Table::new(["from", heading, &interval_heading(self.level)]);
        let mut reasons = Vec::new();
        for (name, answer) in self.states.iter().zip(answers) {
            let [value, interval] = cells(answer);
            table.row([name.clone(), value, interval]);
            if answer.why().is_some() {
                let text = sentence(answer, &[]);
                reasons.push(match answer.why() {
                    Some(Why::Unreachable { state }) => {
                        text.replacen(&format!("state {}", state + 1), &format!("`{}`", self.states[state]), 1)
                    }
                    _ => format!("`{name}`: {text}"),
                });
            }
        }
        reasons.dedup();
        if reasons.is_empty() { table.to_string() } else { format!("{table}\n{}", reasons.join("\n")) }
    }
}

/// What is drawn of a group, by state.
pub(super) struct Drawn {
    periods: Vec<Answer>,
    /// None where no amounts were given.
    values: Vec<Answer>,
}

const PERIODS_LABEL: &str = "Periods until the end, from each state";
const VALUE_LABEL: &str = "What each state is worth";

/// The states of each group below each other, but for those that are never left: how long until the end, and what they are worth.
pub(super) fn pictures(groups: &[(String, Drawn)], read: &Read) -> Vec<Picture> {
    let named = |of: fn(&Drawn) -> &[Answer]| {
        let mut all = Vec::new();
        for (label, drawn) in groups {
            let whose = if groups.len() > 1 { format!(", {label}") } else { String::new() };
            let states = read.states.iter().zip(of(drawn)).enumerate().filter(|(state, _)| !read.ends.contains(state));
            all.extend(states.map(|(_, (name, answer))| (format!("{name}{whose}"), *answer)));
        }
        all
    };
    let periods = forest(PERIODS_LABEL.to_owned(), named(|it| &it.periods));
    let values = forest(VALUE_LABEL.to_owned(), named(|it| &it.values));
    periods.into_iter().chain(values).collect()
}

/// A chain of given chances.
pub(super) fn chain(
    outcome: Outcome,
    read: &Read,
    chain: &Chain,
    rewards: Option<Rewards<'_>>,
) -> Result<Outcome, StudyError> {
    let periods = chain.periods_until_end();
    let values = rewards.map(|rewards| chain.values(rewards)).transpose()?;
    let value_of = |it: &Result<f64, Why>| match it {
        Ok(value) => number_json(*value),
        Err(why) => why_json(*why, &[]),
    };
    let text_of = |it: &Result<f64, Why>| match it {
        Ok(value) => number(*value),
        Err(why) => format!("undetermined ({})", why.word()),
    };
    let mut table = Table::new(["from", "periods until the end", if values.is_some() { "value" } else { "" }]);
    let mut states = Vec::new();
    for (state, name) in read.states.iter().enumerate() {
        let mut fields = json!({"from": name, "periods_until_absorbed": value_of(&periods[state])});
        let mut row = vec![name.clone(), text_of(&periods[state])];
        if let Some(values) = &values {
            fields["value"] = value_of(&values[state]);
            row.push(text_of(&values[state]));
        }
        states.push(fields);
        table.row(row);
    }
    let text = "chances were given, not counted: these numbers have no interval";
    let drawn = |of: &[Result<f64, Why>]| -> Vec<(String, Option<f64>)> {
        let left = read.states.iter().zip(of).enumerate().filter(|(state, _)| !read.ends.contains(state));
        left.map(|(_, (name, value))| (name.clone(), value.as_ref().ok().copied())).collect()
    };
    let periods = forest_of_values(PERIODS_LABEL.to_owned(), drawn(&periods));
    let values = forest_of_values(VALUE_LABEL.to_owned(), drawn(values.as_deref().unwrap_or_default()));
    let outcome = outcome.pictures(periods.into_iter().chain(values));
    Ok(outcome.with("chain", json!({"states": states})).say(table).warn("no_uncertainty", text))
}
