//! The ladder of satisfaction: one bar in five rungs, and how the five shares went over time. The only pictures in the
//! colors of the ladder; number and word stand beside them in every list and table.

use crate::scale::{Linear, spread};
use crate::svg::{Anchor, Canvas, text_width};
use crate::{NARROW, Picture, WIDE};

/// The rungs.
const RUNGS: usize = 5;

/// A bar of five rungs from deep red to green, with the text of a rung inside where it fits. None when nobody stands anywhere.
pub fn ladder_bar(counts: [u64; RUNGS], texts: [&str; RUNGS], label: &str) -> Option<Picture> {
    let total: u64 = counts.iter().sum();
    (total > 0).then(|| Picture {
        wide: bar(counts, texts, total, WIDE, "only-wide", label),
        narrow: bar(counts, texts, total, NARROW, "only-narrow", label),
    })
}

fn bar(counts: [u64; RUNGS], texts: [&str; RUNGS], total: u64, width: f64, class: &str, label: &str) -> String {
    let height = 44.0;
    let mut canvas = Canvas::new(width, height);
    let mut from = 0.0;
    for (rung, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        let length = count as f64 / total as f64 * width;
        // Half a pixel of paper on each side keeps neighbors apart; even one customer stays visible.
        let seen = (length - 1.5).max(1.5);
        canvas.rect(&format!("f{} rim", rung + 1), (from + 0.5, 0.5), (seen, height - 1.0));
        if text_width(texts[rung]) + 12.0 < seen {
            let at = (from + length / 2.0, height / 2.0 + 4.5);
            canvas.text(&format!("on{}", rung + 1), at, Anchor::Middle, texts[rung]);
        }
        from += length;
    }
    canvas.finish(class, label)
}

/// Where customers stood at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderColumn {
    /// Short name under the column, such as "okt".
    pub name: String,
    /// Stands below the name where a year begins.
    pub below: Option<String>,
    /// How many stood on each rung, from deep red to green.
    pub counts: [u64; RUNGS],
    /// What the pointer is told here.
    pub hint: String,
}

/// How the shares of the five rungs went: a column per moment, deep red at the bottom. A moment at which nobody is known to
/// stand anywhere has an open column.
pub fn ladder_flow(columns: &[LadderColumn], names: [&str; RUNGS], label: &str) -> Option<Picture> {
    let is_known = columns.iter().any(|it| it.counts.iter().any(|count| *count > 0));
    is_known.then(|| Picture {
        wide: flow(columns, names, (WIDE, 250.0), "only-wide", label),
        narrow: flow(columns, names, (NARROW, 214.0), "only-narrow", label),
    })
}

fn flow(
    columns: &[LadderColumn],
    names: [&str; RUNGS],
    (width, height): (f64, f64),
    class: &str,
    label: &str,
) -> String {
    let mut canvas = Canvas::new(width, height);
    let is_wide = class == "only-wide";
    let widest = names.iter().map(|name| text_width(name)).fold(0.0, f64::max);
    let right = if is_wide { width - widest.clamp(40.0, 160.0) - 16.0 } else { width };
    let (top, bottom) = (4.0, height - 40.0);
    let step = right / columns.len().max(1) as f64;
    let y = Linear { from: (0.0, 1.0), to: (bottom, top) };
    let every = [1, 2, 3, 4, 6].into_iter().find(|n| f64::from(*n) * step >= 40.0).unwrap_or(12);
    let last = columns.len().saturating_sub(1);
    for (at, column) in columns.iter().enumerate() {
        let x = at as f64 * step;
        let total: u64 = column.counts.iter().sum();
        if total == 0 {
            canvas.rect("none", (x + 1.5, top + 0.5), (step - 4.0, bottom - top - 1.0));
        }
        let mut below = 0.0;
        for (rung, count) in column.counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let above = below + count as f64 / total as f64;
            let (low, high) = (y.at(below), y.at(above));
            canvas.rect(
                &format!("f{} rim", rung + 1),
                (x + 1.5, high + 0.5),
                (step - 4.0, (low - high - 1.0).max(1.0)),
            );
            below = above;
        }
        if (last - at).is_multiple_of(usize::try_from(every).unwrap_or(1)) {
            canvas.text("", (x + step / 2.0, bottom + 17.0), Anchor::Middle, &column.name);
        }
        if let Some(year) = &column.below {
            canvas.text("", (x + step / 2.0, bottom + 33.0), Anchor::Middle, year);
        }
        if !column.hint.is_empty() {
            canvas.hint((x, top), (step, bottom - top), &column.hint);
        }
    }
    canvas.line("ax", (0.0, bottom), (right, bottom));
    if let Some(end) = columns.last().filter(|_| is_wide) {
        name_rungs(&mut canvas, end, names, (right + 8.0, y));
    }
    canvas.finish(class, label)
}

/// The names of the rungs beside the last column, kept apart.
fn name_rungs(canvas: &mut Canvas, end: &LadderColumn, names: [&str; RUNGS], (x, y): (f64, Linear)) {
    let total: u64 = end.counts.iter().sum();
    let (mut below, mut known) = (0.0, Vec::new());
    // From the top down, as the labels are spread.
    for (rung, count) in end.counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        let share = count as f64 / total as f64;
        known.push((rung, y.at(below + share / 2.0) + 4.5));
        below += share;
    }
    known.reverse();
    let ends: Vec<f64> = known.iter().map(|it| it.1).collect();
    let placed = spread(&ends, 16.0, y.to.1 + 8.0, y.to.0);
    for ((rung, _), at) in known.into_iter().zip(placed) {
        canvas.text("lab", (x, at), Anchor::Start, names[rung]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["deep red", "orange", "yellow", "soft green", "green"];

    fn column(counts: [u64; 5]) -> LadderColumn {
        LadderColumn { name: "okt".to_owned(), below: None, counts, hint: "<&>".to_owned() }
    }

    #[test]
    fn one_customer_is_seen_and_nobody_is_no_picture() {
        let picture = ladder_bar([1, 0, 0, 0, 9_999], ["", "", "", "", "100 %"], "a & b").expect("a picture");
        assert!(picture.wide.contains("class=\"f1 rim\"") && picture.wide.contains("100 %"), "{}", picture.wide);
        assert!(picture.wide.contains("a &amp; b") && !picture.wide.contains("f3"));
        assert_eq!(ladder_bar([0; 5], [""; 5], ""), None);
        assert_eq!(ladder_flow(&[column([0; 5])], NAMES, ""), None);
    }

    #[test]
    fn a_column_holds_all_of_its_height_and_an_unknown_one_is_open() {
        let columns = [column([1, 1, 1, 1, 1]), column([0; 5]), column([0, 0, 0, 0, 3])];
        let picture = ladder_flow(&columns, NAMES, "how it went").expect("a picture");
        assert!(picture.wide.contains("class=\"none\"") && picture.wide.contains("&lt;&amp;&gt;"), "{}", picture.wide);
        assert_eq!(picture.wide.matches("class=\"f5 rim\"").count(), 2);
        assert!(picture.wide.contains(">green</text>") && !picture.narrow.contains(">green</text>"));
        assert!(!picture.wide.contains("NaN") && !picture.narrow.contains("NaN"));
    }
}
