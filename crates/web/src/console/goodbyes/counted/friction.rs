//! What leaving takes, on each channel, beside what joining takes.

use std::collections::BTreeMap;

use relationship::flow::ChannelKind;
use relationship::lint::Symmetry;
use store::{StoredExit, Visit};

use super::{ChannelCount, Counted, Gathered, Number, median};

/// How each channel went.
pub(super) fn channels(it: &Gathered<'_>, recent: &[&StoredExit]) -> Vec<ChannelCount> {
    let mut by: BTreeMap<ChannelKind, Vec<&StoredExit>> = BTreeMap::new();
    for exit in recent {
        by.entry(exit.exit.declaration.channel).or_default().push(exit);
    }
    by.into_iter()
        .map(|(channel, exits)| {
            let hours = |exit: &&StoredExit| {
                let told = it.told_at.get(&exit.id)?.us() - exit.exit.declaration.asked_at_us;
                Some(told.max(0) as f64 / 3_600e6)
            };
            let hours: Vec<f64> = exits.iter().filter_map(hours).collect();
            let definition =
                "hours from the request until its confirmation was handed to the mail, of cases with a mail address";
            ChannelCount {
                channel,
                asked: exits.len() as u64,
                hours: median("hours_to_confirmation", channel.word(), &hours, definition),
            }
        })
        .collect()
}

/// What leaving took those who asked on the pages, beside what joining takes, and the index of both.
pub(super) fn friction(it: &Gathered<'_>) -> (Vec<(Number, Option<f64>)>, Option<f64>) {
    let of_flow = |visit: &&Visit| it.flow.is_none_or(|flow| flow.flow == visit.flow);
    let done: Vec<&Visit> = it.visits.iter().filter(|visit| visit.exit.is_some()).filter(of_flow).collect();
    let join = it.flow.map(|flow| &flow.join);
    let whole = |number: Option<u32>| number.map(f64::from);
    let values = |of: &dyn Fn(&Visit) -> Option<f64>| done.iter().filter_map(|visit| of(visit)).collect::<Vec<_>>();
    let seconds = |visit: &Visit| Some((visit.asked_at?.us() - visit.began_at.us()).max(0) as f64 / 1e6);
    let all = vec![
        (
            median(
                "friction",
                "clicks",
                &values(&|it| Some(it.clicks.into())),
                "controls pressed from the first screen until the request, median",
            ),
            join.and_then(|join| whole(join.actions)),
        ),
        (
            median(
                "friction",
                "fields",
                &values(&|it| Some(it.fields.into())),
                "fields filled in until the request, median",
            ),
            join.and_then(|join| whole(join.fields)),
        ),
        (
            median(
                "friction",
                "screens",
                &values(&|it| Some(f64::from(it.screens) + 1.0)),
                "screens seen until the request, and its confirmation, median",
            ),
            join.and_then(|join| whole(join.screens)),
        ),
        (
            median("friction", "seconds", &values(&seconds), "seconds from the first screen until the request, median"),
            join.and_then(|join| join.seconds),
        ),
    ];
    let ratios: Vec<f64> = all
        .iter()
        .filter_map(|(leave, join)| {
            let (leave, join) = (leave.answer.known()?.value, (*join)?);
            (leave > 0.0 && join > 0.0).then(|| (leave / join).ln())
        })
        .collect();
    let index = (!ratios.is_empty()).then(|| (ratios.iter().sum::<f64>() / ratios.len() as f64).exp());
    (all, index)
}

/// The measures as the linter has them, for the same drawing.
pub(crate) fn symmetry(counted: &Counted) -> Symmetry {
    let leave = |row: usize| counted.friction.get(row).and_then(|(number, _)| number.answer.known()).map(|it| it.value);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are small and not negative")]
    let whole = |value: Option<f64>| value.unwrap_or(0.0).round() as u32;
    let join = |row: usize| counted.friction.get(row).and_then(|(_, join)| *join);
    let pair = |row: usize| (whole(leave(row)), join(row).map(|it| whole(Some(it))));
    Symmetry {
        index: counted.symmetry,
        actions: pair(0),
        fields: pair(1),
        screens: pair(2),
        seconds: (leave(3), join(3)),
    }
}
