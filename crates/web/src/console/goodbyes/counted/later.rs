//! What became of those who asked to leave: who was still there, and who came back.

use std::collections::BTreeMap;

use relationship::Day;
use relationship::exit::ExitState;
use stats::rates::newcombe_difference;
use stats::{Answer, Level, Proportion, Why};
use store::StoredExit;

use super::{GOOD_SCORE, Gathered, Number, RETURN_DAYS, share};

/// The day the customer of a case was last known to have left after asking; the ledger and later cases know.
fn left_after(it: &Gathered<'_>, stored: &StoredExit) -> Option<Day> {
    let declaration = &stored.exit.declaration;
    let customer = declaration.customer.as_ref()?;
    let of_ledger = it.later.get(customer).into_iter().flatten().filter_map(|spell| spell.ended_on);
    let of_cases = it
        .exits
        .iter()
        .filter(|other| other.exit.declaration.customer.as_ref() == Some(customer))
        .filter(|other| matches!(other.exit.state, ExitState::Open | ExitState::Ended))
        .filter_map(|other| other.exit.last_day());
    of_ledger.chain(of_cases).filter(|day| *day >= declaration.asked_on).min()
}

/// Of those who took a request back or chose a pause so many days ago or more: who was still there after those days?
pub(super) fn stayed(it: &Gathered<'_>, days: i32) -> Number {
    let is_old = |exit: &&StoredExit| exit.exit.declaration.asked_on.plus_days(days) <= it.today;
    let is_back = |exit: &&StoredExit| matches!(exit.exit.state, ExitState::Undone | ExitState::Paused);
    let known = |exit: &&StoredExit| exit.exit.declaration.customer.is_some();
    let old: Vec<&StoredExit> = it.exits.iter().filter(is_back).filter(is_old).filter(known).collect();
    let is_there = |exit: &&&StoredExit| {
        left_after(it, exit).is_none_or(|left| left > exit.exit.declaration.asked_on.plus_days(days))
    };
    share(
        "stayed_after",
        &format!("{days}_days"),
        old.iter().filter(is_there).count(),
        old.len(),
        "still a customer after these days / took the request back or chose a pause at least so long ago",
    )
}

/// Who came back within a year, by how they found the goodbye. A hypothesis: nobody chose by chance. Everybody counted here
/// had the whole year to come back, and each of them is counted once, by the last goodbye that is old enough.
pub(super) fn returned(it: &Gathered<'_>) -> Vec<Number> {
    let mut last: BTreeMap<&str, (Day, &StoredExit)> = BTreeMap::new();
    for exit in it.exits.iter().filter(|exit| exit.exit.state == ExitState::Ended) {
        let (Some(customer), Some(day)) = (exit.exit.declaration.customer.as_deref(), exit.exit.last_day()) else {
            continue;
        };
        if day.plus_days(RETURN_DAYS) <= it.today && last.get(customer).is_none_or(|(known, _)| *known < day) {
            last.insert(customer, (day, exit));
        }
    }
    let came_back = |customer: &str, day: Day| {
        let starts = it.later.get(customer).into_iter().flatten().filter_map(|spell| spell.started_on);
        starts.into_iter().any(|start| day < start && start <= day.plus_days(RETURN_DAYS))
    };
    let is_good = |score: u8| score >= GOOD_SCORE;
    [("goodbye_4_or_5", Some(true)), ("goodbye_1_to_3", Some(false)), ("goodbye_not_scored", None)]
        .into_iter()
        .map(|(row, wanted)| {
            let fits = |(_, exit): &&(Day, &StoredExit)| exit.exit.goodbye_score.map(is_good) == wanted;
            let those: Vec<_> = last.iter().filter(|(_, it)| fits(it)).collect();
            let back = those.iter().filter(|(customer, (day, _))| came_back(customer, *day)).count();
            share(
                "returned",
                row,
                back,
                those.len(),
                "came back within 365 days after the last day / left at least 365 days ago, by their score of the goodbye",
            )
        })
        .collect()
}

/// How much more often those came back who found the goodbye good than those who did not.
pub(super) fn difference(returned: &[Number]) -> Number {
    let of = |at: usize| {
        let (part, whole) = returned.get(at)?.of?;
        Proportion::new(part, whole).ok()
    };
    let answer = match (of(0), of(1)) {
        (Some(good), Some(other)) => newcombe_difference(other, good, Level::P95),
        _ => Answer::Undetermined(Why::NobodyAtRisk),
    };
    Number {
        table: "returned",
        row: "difference".to_owned(),
        answer,
        of: None,
        definition: "share that came back after a score of 4 or 5 minus share after 1 to 3; a hypothesis, not an effect",
    }
}
