//! `vaarwel ladder`: where customers stand, how they moved, and the two boards.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use relationship::Day;
use relationship::ladder::movement::Customer;
use relationship::ladder::{LossBoard, LoyaltyBoard, Movements, Part, Said, State};
use report::SqlLimits;
use serde_json::{Value, json};
use stats::rates::wilson;
use stats::{Answer, Level, Proportion};

use crate::answers::percent;
use crate::chance;
use crate::place::{Place, wait};
use crate::say::{Table, count, plural, say, write};

/// The most customers that are counted.
const CUSTOMERS_MAX: usize = 10_000_000;

#[derive(Args)]
#[command(after_help = "\
Example:
  vaarwel ladder --from 2026-08-22 --to 2026-11-22

Loss reduction and loyalty are two goals with a board each; no number mixes them. docs/reference/survey.md#the-ladder")]
pub(crate) struct Arguments {
    /// The first day [default: 90 days before the last]
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// The last day [default: today]
    #[arg(long, value_name = "DAY")]
    to: Option<Day>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        let to = self.to.unwrap_or_else(chance::today);
        let from = self.from.unwrap_or_else(|| to.plus_days(-90));
        anyhow::ensure!(from < to, "`--from {from}` must be before `--to {to}`");
        let standings = wait(async {
            let store = place.store().await?;
            let standings = store.standings(None, to).await?;
            store.close().await;
            Ok(standings)
        })?;
        let mut said: BTreeMap<String, Vec<Said>> = BTreeMap::new();
        for row in standings {
            said.entry(row.customer).or_default().push(row.said);
        }
        let customers = customers(place, said)?;
        let moves = Movements::between(&customers, from, to);
        let boards = [loss(&moves)?, loyalty(&moves)?];
        if self.json {
            let rows: Vec<Value> = State::ALL[..6]
                .iter()
                .map(|from| {
                    let to: BTreeMap<&str, u64> =
                        State::ALL.iter().map(|to| (to.word(), moves.count(*from, *to))).collect();
                    json!({"from": from.word(), "to": to})
                })
                .collect();
            let all = json!({"from": from, "to": to, "customers": moves.total(), "movements": rows,
                "loss_reduction": boards[0].json, "loyalty": boards[1].json});
            say!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(());
        }
        say!("{} on {from}, and where they were on {to}:", plural(moves.total(), "customer", "customers"));
        let heads = ["from"].into_iter().chain(State::ALL.iter().map(|state| state.word())).chain(["all"]);
        let mut table = Table::new(heads);
        for state in &State::ALL[..6] {
            let cells = State::ALL.iter().map(|to| count(moves.count(*state, *to)));
            table.row(std::iter::once(state.word().to_owned()).chain(cells).chain([count(moves.began(*state))]));
        }
        write(format_args!("{table}\n"));
        for board in boards {
            say!("{}", board.text);
        }
        Ok(())
    }
}

struct Board {
    text: String,
    json: Value,
}

fn share(part: Part) -> anyhow::Result<(String, Value)> {
    let answer = wilson(Proportion::new(part.part, part.whole)?, Level::P95);
    Ok(match answer {
        Answer::Known(it) => {
            let (lower, upper) = (it.interval.lower, it.interval.upper);
            let text = format!("{} ({} to {}; n {})", percent(it.value), percent(lower), percent(upper), count(it.n));
            let method = it.method.word();
            (
                text,
                json!({"value": it.value, "lower": lower, "upper": upper, "level": 0.95, "n": it.n, "method": method}),
            )
        }
        Answer::Undetermined(why) => {
            (format!("undetermined: {why}"), json!({"undetermined": why.word(), "detail": why.to_string()}))
        }
    })
}

fn loss(moves: &Movements) -> anyhow::Result<Board> {
    let it = LossBoard::of(moves);
    let ((lifted, lifted_json), (known, known_json)) = (share(it.lifted())?, share(it.known())?);
    let text = format!(
        "Loss reduction: of {} on deep red, known again {known}; of those now yellow or better {lifted}; {} left.",
        count(it.began),
        count(it.left)
    );
    let json = json!({"began": it.began, "to_orange": it.to_orange, "to_yellow": it.to_yellow,
        "to_soft_green": it.to_soft_green, "to_green": it.to_green, "stayed": it.stayed, "left": it.left,
        "unknown": it.unknown, "lifted": lifted_json, "known": known_json});
    Ok(Board { text, json })
}

fn loyalty(moves: &Movements) -> anyhow::Result<Board> {
    let it = LoyaltyBoard::of(moves);
    let ((grown, grown_json), (known, known_json)) = (share(it.grown())?, share(it.known())?);
    let text = format!(
        "Loyalty: of {} on soft green, known again {known}; of those now green {grown}; {} fell, {} left.",
        count(it.began),
        count(it.fell),
        count(it.left)
    );
    let json = json!({"began": it.began, "to_green": it.to_green, "stayed": it.stayed, "fell": it.fell,
        "left": it.left, "unknown": it.unknown, "grown": grown_json, "known": known_json});
    Ok(Board { text, json })
}

/// The customers of the ledger with their first and last days, and what each said. Who answered and is not in the ledger
/// counts as a customer from their first answer on.
fn customers(place: &Place, mut said: BTreeMap<String, Vec<Said>>) -> anyhow::Result<Vec<Customer>> {
    let limits = SqlLimits { rows: CUSTOMERS_MAX, time: Duration::from_secs(120), memory_bytes: place.working_bytes() };
    let sql = "select customer, cast(first_started_on as varchar) as joined_on,
                      case when is_here then null else cast(last_ended_on as varchar) end as left_on from customers";
    let mut customers = Vec::new();
    if place.data().join("ledger").exists() {
        let rows = place.analytics()?.sql(sql, &place.basis()?, &limits)?.json();
        for row in rows.as_array().into_iter().flatten() {
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            let day = |text: &str| text.parse::<Day>().context("a day of the ledger");
            let Some(name) = text("customer") else { continue };
            let said = said.remove(name).unwrap_or_default();
            // Without a first day nobody knows whether they were here; their first answer says so.
            let first = match text("joined_on") {
                Some(joined) => Some(day(joined)?),
                None => said.iter().map(|it| it.on).min(),
            };
            let Some(joined_on) = first else { continue };
            customers.push(Customer { joined_on, left_on: text("left_on").map(day).transpose()?, said });
        }
    }
    for said in said.into_values() {
        if let Some(joined_on) = said.iter().map(|it| it.on).min() {
            customers.push(Customer { joined_on, left_on: None, said });
        }
    }
    Ok(customers)
}
