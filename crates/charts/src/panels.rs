//! More groups than one drawing can hold: one small panel per group, with the others in grey behind it.

use crate::curve::{self, Course, StepCurves};
use crate::scale::time_ticks;
use crate::svg::{Anchor, Canvas, fit, text_width};
use crate::{NARROW, Picture, WIDE};

/// Space between two panels.
const GUTTER: f64 = 26.0;
/// Height of the lines and of one whole panel.
const LINES: f64 = 120.0;
const PANEL: f64 = 194.0;

/// The picture for both widths.
pub(crate) fn draw(curves: &StepCurves<'_>, end: f64, course: Course) -> Picture {
    let grid = |columns, class, width| grid(curves, (end, course), columns, (class, width));
    Picture { wide: grid(3, "only-wide", WIDE), narrow: grid(2, "only-narrow", NARROW) }
}

fn grid(curves: &StepCurves<'_>, (end, course): (f64, Course), columns: usize, (class, width): (&str, f64)) -> String {
    let rows = curves.groups.len().div_ceil(columns);
    let levels = curves.levels(course, 2);
    let widest = levels.iter().map(|it| text_width(&(curves.words.percent)(*it))).fold(0.0, f64::max);
    let left = (widest + 12.0).max(42.0);
    let panel = (width - left - GUTTER * (columns - 1) as f64 - 8.0) / columns as f64;
    let mut canvas = Canvas::new(width, PANEL * rows as f64 - 8.0);
    let ticks = time_ticks(end, if columns == 3 { 5 } else { 3 }, curves.unit);
    for (i, group) in curves.groups.iter().enumerate() {
        let x = left + (i % columns) as f64 * (panel + GUTTER);
        let top = (i / columns) as f64 * PANEL + 28.0;
        let plot = curve::plot((x, x + panel), (top, top + LINES), (end, &levels), course);
        for level in &levels {
            let y = plot.y.at(*level);
            canvas.line(if *level == 0.0 { "ax" } else { "gl" }, (x, y), (x + panel, y));
            if i % columns == 0 {
                canvas.text("", (x - 8.0, y + 4.0), Anchor::End, &(curves.words.percent)(*level));
            }
        }
        for time in &ticks.at {
            canvas.text("", (plot.x.at(*time), top + LINES + 18.0), Anchor::Middle, &ticks.label(*time));
        }
        for (other, behind) in curves.groups.iter().enumerate() {
            if other != i {
                curve::steps(&mut canvas, &plot, &curves.drawn(behind), "ghost");
            }
        }
        let points = curves.drawn(group);
        curve::band(&mut canvas, &plot, &points, "b1");
        curve::steps(&mut canvas, &plot, &points, "s1");
        curves.median(&mut canvas, &plot, group);
        canvas.text("lab", (x, top - 12.0), Anchor::Start, &fit(&group.name, panel - 56.0));
        if let Some(first) = group.points.first() {
            let count = format!("n {}", (curves.words.count)(first.at_risk));
            canvas.text("", (x + panel, top - 12.0), Anchor::End, &count);
        }
    }
    canvas.finish(class, &curves.words.label)
}
