//! Effects with their intervals, one line per activity, on one axis.

use charts::{Forest, ForestLine, ForestMark, Picture};
use relationship::verdict::{Chosen, Verdict};

use super::register::Measured;
use super::{Answer, Language};

/// The picture; none where no activity has an effect with an interval.
pub(super) fn draw(lang: Language, answer: &Answer, title: String) -> Option<Picture> {
    let scale = answer.scale();
    let line = |(_, named, it): (usize, &super::Named, &Measured)| {
        let effect = it.effect.known();
        ForestLine {
            name: named.name.clone(),
            value: effect.map(|effect| effect.value * scale),
            interval: effect.map(|effect| (effect.interval.lower * scale, effect.interval.upper * scale)),
            mark: mark(it),
            text: lang.verdict(it.verdict).to_owned(),
        }
    };
    Forest {
        lines: answer.all().map(line).collect(),
        is_ratio: false,
        sides: Some([lang.of("less", "minder"), lang.of("more", "meer")]),
        label: title,
        tick: &|value, decimals| lang.signed(value, decimals),
        more: &|count| match lang {
            Language::En => format!("and {count} more"),
            Language::Nl => format!("en nog {count}"),
        },
    }
    .draw()
}

/// A dot for a draw, an open one for what was observed, a square for what backfires.
fn mark(it: &Measured) -> ForestMark {
    match it.verdict {
        _ if it.effect.known().is_none() => ForestMark::Unknown,
        _ if it.chosen == Chosen::Observed || it.obstacle.is_some() => ForestMark::Open,
        Verdict::Helps => ForestMark::Helps,
        Verdict::Backfires => ForestMark::Backfires,
        Verdict::CannotTellThisWay => ForestMark::Open,
        Verdict::NoSign | Verdict::CannotTellYet => ForestMark::Dot,
    }
}
