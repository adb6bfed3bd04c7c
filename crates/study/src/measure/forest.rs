//! Effects with their intervals, one line per activity, on one axis.

use charts::{Picture, WIDE, escape};
use relationship::verdict::{Chosen, Verdict};

use super::register::Measured;
use super::{Answer, Language};

/// Most activities that are drawn.
const DRAWN_MAX: usize = 60;
const ROW: f64 = 28.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 34.0;
/// From where to where the axis runs; names stand to its left, verdicts to its right.
const AXIS: (f64, f64) = (230.0, 600.0);
const INK: &str = "#14222c";
const QUIET: &str = "#56656d";
const HELPS: &str = "#1b4a86";
const BACKFIRES: &str = "#8f1f5c";

/// The picture; none where no activity has an effect with an interval.
pub(super) fn draw(lang: Language, answer: &Answer, title: &str) -> Option<Picture> {
    let scale = answer.scale();
    let rows: Vec<_> = answer.all().take(DRAWN_MAX).collect();
    let far = rows
        .iter()
        .filter_map(|(_, _, it)| it.effect.known())
        .fold(0.0_f64, |far, it| far.max(it.interval.lower.abs()).max(it.interval.upper.abs()))
        * scale;
    if far <= 0.0 || !far.is_finite() {
        return None;
    }
    let step = step(far);
    let far = (far / step).ceil() * step;
    let x = |value: f64| f64::midpoint(AXIS.0, AXIS.1) + (value / far).clamp(-1.0, 1.0) * (AXIS.1 - AXIS.0) / 2.0;
    let height = TOP + ROW * rows.len() as f64 + BOTTOM;
    let label = escape(title);
    let mut svg = format!(r#"<svg viewBox="0 0 {WIDE} {height}" role="img" aria-label="{label}">"#);
    svg += &text((AXIS.0, 20.0), "start", lang.of("less", "minder"));
    svg += &text((AXIS.1, 20.0), "end", lang.of("more", "meer"));
    let bottom = height - BOTTOM;
    let mut at = -far;
    while at <= far + step / 2.0 {
        let (place, color) = (x(at), if at.abs() < step / 2.0 { INK } else { "#d2d8da" });
        svg += &format!(r#"<line x1="{place:.1}" y1="{TOP}" x2="{place:.1}" y2="{bottom}" stroke="{color}"/>"#);
        let decimals = if step < 0.1 { 2 } else { usize::from(step < 1.0) };
        svg += &text(
            (place, bottom + 18.0),
            "middle",
            &lang.signed(if at.abs() < step / 2.0 { 0.0 } else { at }, decimals),
        );
        at += step;
    }
    for (index, (_, named, it)) in rows.iter().enumerate() {
        let y = TOP + ROW * (index as f64 + 0.5);
        svg += &text((AXIS.0 - 14.0, y + 4.0), "end", &named.name);
        svg += &row(it, y, scale, x);
        svg += &text((AXIS.1 + 14.0, y + 4.0), "start", lang.verdict(it.verdict));
    }
    svg += "</svg>";
    Some(Picture { wide: svg, narrow: String::new() })
}

/// A dot for a draw, an open one for what was observed, a square for what backfires, a dashed line for what is not known.
fn row(it: &Measured, y: f64, scale: f64, x: impl Fn(f64) -> f64) -> String {
    let Some(effect) = it.effect.known() else {
        let (from, to) = AXIS;
        return format!(r#"<line x1="{from}" y1="{y}" x2="{to}" y2="{y}" stroke="{QUIET}" stroke-dasharray="4 4"/>"#);
    };
    let color = match it.verdict {
        Verdict::Helps => HELPS,
        Verdict::Backfires => BACKFIRES,
        _ => QUIET,
    };
    let (left, right, at) =
        (x(effect.interval.lower * scale), x(effect.interval.upper * scale), x(effect.value * scale));
    let dashes = if it.verdict == Verdict::CannotTellThisWay { r#" stroke-dasharray="4 3""# } else { "" };
    let line = format!(
        r#"<line x1="{left:.1}" y1="{y}" x2="{right:.1}" y2="{y}" stroke="{color}" stroke-width="2"{dashes}/>"#
    );
    let mark = if it.verdict == Verdict::Backfires {
        let (left, top) = (at - 4.5, y - 4.5);
        format!(r#"<rect x="{left:.1}" y="{top}" width="9" height="9" fill="{color}"/>"#)
    } else if it.chosen == Chosen::Observed || it.obstacle.is_some() {
        format!(r##"<circle cx="{at:.1}" cy="{y}" r="4.5" fill="#ffffff" stroke="{color}" stroke-width="2"/>"##)
    } else {
        format!(r#"<circle cx="{at:.1}" cy="{y}" r="4.5" fill="{color}"/>"#)
    };
    line + &mark
}

fn text((x, y): (f64, f64), anchor: &str, words: &str) -> String {
    let words = escape(words);
    format!(r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" font-size="13">{words}</text>"#)
}

/// A round distance between the lines of an axis.
fn step(far: f64) -> f64 {
    let rough = far / 3.0;
    let size = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|it| it * size).find(|it| *it >= rough).unwrap_or(10.0 * size)
}
