//! What the pictures of the methods share: how a number stands on an axis, and answers as marks and lines.

use charts::{Forest, ForestLine, ForestMark, LineWords, Mark, Period, Picture};
use stats::{Answer, Estimate};

use crate::answer::{cells, number};

/// A number on an axis with more decimals, or from this size on, is written with its power of ten.
const DECIMALS_MAX: usize = 5;
const PLAIN_MAX: f64 = 1e7;

/// A tick of an axis of numbers.
pub(crate) fn tick(value: f64, decimals: usize) -> String {
    if value != 0.0 && (decimals > DECIMALS_MAX || value.abs() >= PLAIN_MAX) {
        return format!("{value:e}");
    }
    format!("{value:.*}", decimals.min(DECIMALS_MAX))
}

/// A number on the axis of a curve, of which the distance of the ticks is not told.
pub(crate) fn level(value: f64) -> String {
    let is_plain = value == 0.0 || (1e-4..PLAIN_MAX).contains(&value.abs());
    if is_plain { value.to_string() } else { format!("{value:e}") }
}

/// A share on the axis of a curve, such as `2.5 %`.
pub(crate) fn share_level(share: f64) -> String {
    // A fiftieth times a hundred is not 2 to the last digit.
    level((share * 1e14).round() / 1e12) + " %"
}

/// The words of a picture of lines, for numbers as they are.
pub(crate) fn words(label: String) -> LineWords<'static> {
    LineWords { label, tick: &tick, unit: String::new() }
}

/// The same for shares times a hundred.
pub(crate) fn percent_words(label: String) -> LineWords<'static> {
    LineWords { label, tick: &tick, unit: " %".to_owned() }
}

/// A place on an axis with its name, and what the pointer is told there.
pub(crate) const fn period(name: String, hint: String) -> Period {
    Period { name, below: None, hint }
}

/// A value without interval.
pub(crate) const fn bare(value: f64) -> Mark {
    Mark::Known { value, interval: None, open: false }
}

/// An estimate on a line with its band, times `scale`.
pub(crate) fn on_line(it: &Estimate, scale: f64) -> Mark {
    let interval = Some((scale * it.interval.lower, scale * it.interval.upper));
    Mark::Known { value: scale * it.value, interval, open: false }
}

/// An answer as a dot with its whisker.
pub(crate) fn dot(answer: &Answer) -> Mark {
    answer.known().map_or(Mark::Unknown, |it| Mark::Point {
        value: it.value,
        interval: Some((it.interval.lower, it.interval.upper)),
        is_loud: false,
    })
}

/// Answers below each other with their intervals; none where none is known.
pub(crate) fn forest(label: String, answers: impl IntoIterator<Item = (String, Answer)>) -> Option<Picture> {
    drawn(label, answers, false)
}

/// The same for ratios, on an axis around 1.
pub(crate) fn ratios(label: String, answers: impl IntoIterator<Item = (String, Answer)>) -> Option<Picture> {
    drawn(label, answers, true)
}

/// Values without interval below each other, where known; none where none is.
pub(crate) fn forest_of_values(
    label: String,
    values: impl IntoIterator<Item = (String, Option<f64>)>,
) -> Option<Picture> {
    let line = |(name, value): (String, Option<f64>)| ForestLine {
        name,
        value,
        interval: None,
        mark: if value.is_some() { ForestMark::Dot } else { ForestMark::Unknown },
        text: value.map_or_else(|| "undetermined".to_owned(), number),
    };
    lines(label, values.into_iter().map(line).collect(), false)
}

fn drawn(label: String, answers: impl IntoIterator<Item = (String, Answer)>, is_ratio: bool) -> Option<Picture> {
    let line = |(name, answer): (String, Answer)| ForestLine {
        name,
        value: answer.known().map(|it| it.value),
        interval: answer.known().map(|it| (it.interval.lower, it.interval.upper)),
        mark: if answer.known().is_some() { ForestMark::Dot } else { ForestMark::Unknown },
        text: cells(&answer).join(" "),
    };
    lines(label, answers.into_iter().map(line).collect(), is_ratio)
}

fn lines(label: String, lines: Vec<ForestLine>, is_ratio: bool) -> Option<Picture> {
    let of_ratio = |value: f64, _: usize| level(value);
    Forest {
        lines,
        is_ratio,
        sides: None,
        label,
        tick: if is_ratio { &of_ratio } else { &tick },
        more: &|count| format!("and {count} more"),
    }
    .draw()
}
