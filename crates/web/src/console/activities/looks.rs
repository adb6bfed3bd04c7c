//! What measuring said so far: every look that told something new, with its interval, what it was looked at, and what was said
//! differently of the plan before it.

use relationship::Day;
use relationship::activity::Change;
use relationship::verdict::Verdict;
use serde_json::Value;
use store::{ActivityVerdict, Moment, RegisteredActivity};

use crate::Speech;
use crate::console::verdicts::{Effect, Plotted, Tag, axis, decimals};

/// Most looks that a page shows.
const SHOWN_MAX: usize = 24;
/// Days of a month, as far as thinning goes.
const MONTH_US: i64 = 30 * 86_400_000_000;

/// One look.
#[derive(Debug, Clone, Default)]
pub(crate) struct Look {
    pub(crate) when: String,
    pub(crate) tag: Tag,
    pub(crate) plot: String,
    pub(crate) effect: String,
    pub(crate) interval: String,
    pub(crate) n: String,
    /// Which data, and how long customers were watched.
    pub(crate) data: String,
    /// What was said differently of the plan since the look before.
    pub(crate) changed: Vec<String>,
}

/// All looks, the newest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looks {
    pub(crate) lines: Vec<Look>,
    /// That some are not shown; nothing where all are.
    pub(crate) thinned: String,
}

/// The looks of an activity, those that found nothing new left out; nothing where there was only one, which stands on the page
/// already.
pub(super) fn looks(
    speech: &Speech,
    it: &RegisteredActivity,
    all: &[ActivityVerdict],
    changes: &[(Change, String)],
) -> Looks {
    let changed_at = |change: &Change| it.versions.get(change.version.saturating_sub(1)).map(|it| it.act.at);
    let is_changed_between = |before: Moment, until: Moment| {
        changes.iter().filter_map(|(change, _)| changed_at(change)).any(|at| before < at && at <= until)
    };
    let mut all: Vec<&ActivityVerdict> = all.iter().collect();
    all.dedup_by(|later, kept| says_the_same(kept, later) && !is_changed_between(kept.measured_at, later.measured_at));
    if all.len() < 2 {
        return Looks::default();
    }
    let said: Vec<(Moment, Verdict)> = all.iter().map(|it| (it.measured_at, it.verdict)).collect();
    let shown = worth_showing(&said);
    let effects: Vec<Effect> = shown.iter().filter_map(|&at| Effect::of_activity(&all[at].details)).collect();
    let is_share = all.last().is_some_and(|it| it.details["effect_points"].is_object());
    let reach = axis(&effects, if is_share { 1.0 } else { 0.0 });
    let digits = if is_share { 1 } else { decimals(reach) };
    let mut before: Option<Moment> = None;
    let mut lines = Vec::new();
    for &at in &shown {
        let (look, until) = (all[at], all[at].measured_at);
        let is_since = |(change, _): &&(Change, String)| {
            changed_at(change).is_some_and(|at| at <= until && before.is_none_or(|before| before < at))
        };
        let since: Vec<String> = changes.iter().filter(is_since).map(|(_, text)| text.clone()).collect();
        let (effect, tag) = (Effect::of_activity(&look.details), Tag::of(speech, Some(look.verdict)));
        let shown = effect.map(|it| it.shown(speech, digits)).unwrap_or_default();
        let interval = effect.map(|it| it.interval(speech, digits)).unwrap_or_default();
        let label = format!("{shown} {interval} {}", tag.word);
        let plotted =
            Plotted { effect, verdict: Some(look.verdict), details: &look.details, reach, label: label.trim() };
        lines.push(Look {
            when: speech.moment(until.us()),
            plot: plotted.draw(),
            tag,
            effect: shown,
            interval,
            n: sides(speech, &look.details),
            data: data(speech, &look.details),
            changed: since,
        });
        before = Some(until);
    }
    lines.reverse();
    let thinned = if shown.len() < all.len() {
        speech.t2("activity-looks-thinned", "all", all.len() as u64, "shown", shown.len() as u64)
    } else {
        String::new()
    };
    Looks { lines, thinned }
}

/// Whether a later look found the same among the same customers.
fn says_the_same(one: &ActivityVerdict, other: &ActivityVerdict) -> bool {
    let same = |field: &str| one.details[field] == other.details[field];
    one.verdict == other.verdict
        && ["effect", "effect_points", "n", "horizon_days", "obstacle", "file"].into_iter().all(same)
}

/// Customers with it and without.
fn sides(speech: &Speech, details: &Value) -> String {
    let count = |side: &str| details["n"][side].as_u64().map(|n| speech.count(n));
    let both = count("treated").zip(count("control"));
    both.map(|(treated, control)| format!("{treated} / {control}")).unwrap_or_default()
}

/// Which data a verdict rests on: facts up to a day, or a file; and within how many days the outcome came.
pub(super) fn data(speech: &Speech, details: &Value) -> String {
    let day = details["as_of"].as_str().and_then(|it| it.parse::<Day>().ok());
    let file = details["file"].as_str().filter(|it| !it.is_empty());
    let from = match (day, file) {
        (_, Some(file)) => speech.t1("activity-data-file", "file", file),
        (Some(day), None) => speech.t1("activity-data-until", "day", speech.day(day)),
        (None, None) => String::new(),
    };
    let within = details["horizon_days"].as_u64().map(|days| speech.t1("activity-data-within", "days", days));
    [Some(from), within].into_iter().flatten().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

/// All looks while they are few. Of many those that tell something new: the first, the last, those where the verdict changed; and between these about one a month, as
/// long as there is room.
fn worth_showing(said: &[(Moment, Verdict)]) -> Vec<usize> {
    if said.len() <= SHOWN_MAX {
        return (0..said.len()).collect();
    }
    let last = said.len().saturating_sub(1);
    let is_turn = |at: usize| at == 0 || at == last || said[at].1 != said[at - 1].1;
    let mut shown: Vec<usize> = (0..said.len()).filter(|&at| is_turn(at)).collect();
    if SHOWN_MAX < shown.len() {
        // A verdict that swings: the newest turns say most.
        return std::iter::once(0).chain(shown.split_off(shown.len() - SHOWN_MAX + 1)).collect();
    }
    let mut next = said.last().map_or(0, |it| it.0.us());
    for at in (0..said.len()).rev() {
        if shown.len() == SHOWN_MAX {
            break;
        }
        if is_turn(at) {
            next = next.min(said[at].0.us());
        } else if said[at].0.us() + MONTH_US <= next {
            next = said[at].0.us();
            shown.push(at);
        }
    }
    shown.sort_unstable();
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: i64, verdict: Verdict) -> (Moment, Verdict) {
        (Moment::from_us(day * 86_400_000_000), verdict)
    }

    #[test]
    fn turns_are_always_shown_and_months_as_long_as_there_is_room() {
        use Verdict::{Backfires, CannotTellYet, NoSign};
        assert_eq!(worth_showing(&[]), Vec::<usize>::new());
        assert_eq!(worth_showing(&[on(1, NoSign)]), [0]);
        let daily: Vec<_> = (0..100).map(|day| on(day, if day < 70 { CannotTellYet } else { NoSign })).collect();
        assert_eq!(worth_showing(&daily), [0, 10, 40, 70, 99]);
        let swinging: Vec<_> = (0..200).map(|day| on(day, if day % 2 == 0 { NoSign } else { Backfires })).collect();
        let shown = worth_showing(&swinging);
        assert_eq!((shown.len(), shown[0], shown[1], shown[23]), (SHOWN_MAX, 0, 177, 199));
        let years: Vec<_> = (0..2_000).map(|day| on(day, NoSign)).collect();
        let shown = worth_showing(&years);
        assert!(shown.len() == SHOWN_MAX && shown.is_sorted() && shown[SHOWN_MAX - 1] == 1_999, "{shown:?}");
    }
}
