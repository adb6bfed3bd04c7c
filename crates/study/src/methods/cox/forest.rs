//! Hazard ratios with their intervals, one line per covariate.

use charts::{Picture, WIDE};
use stats::cox::Coefficient;

use crate::answer::{interval, number};

/// Most covariates that are drawn.
const DRAWN_MAX: usize = 60;
const ROW: f64 = 26.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 34.0;
/// From where to where the axis runs; names stand to its left, numbers to its right.
const AXIS: (f64, f64) = (240.0, 620.0);
/// The widest the axis gets on each side of 1.
const RATIO_MAX: f64 = 100.0;

/// The picture; none where no coefficient has an interval.
pub(in crate::methods) fn draw(coefficients: &[Coefficient], names: &[String]) -> Option<Picture> {
    let drawn = coefficients.iter().zip(names).filter_map(|(it, name)| {
        let ratio = it.hazard_ratio?;
        Some((name, ratio.value, ratio.interval.lower, ratio.interval.upper))
    });
    let rows: Vec<_> = drawn.take(DRAWN_MAX).collect();
    let farthest = |far: f64, (_, _, lower, upper): &(&String, f64, f64, f64)| far.max(*upper).max(1.0 / lower);
    let far = rows.iter().fold(1.25, farthest).min(RATIO_MAX).ln();
    if rows.is_empty() {
        return None;
    }
    let x = |ratio: f64| {
        let share = (ratio.ln() / far).clamp(-1.0, 1.0);
        f64::midpoint(AXIS.0, AXIS.1) + share * (AXIS.1 - AXIS.0) / 2.0
    };
    let height = TOP + ROW * rows.len() as f64 + BOTTOM;
    let label = format!("Hazard ratios of {} covariates", rows.len());
    let mut svg = format!(r#"<svg viewBox="0 0 {WIDE} {height}" role="img" aria-label="{label}">"#);
    let bottom = height - BOTTOM;
    for ratio in ticks(far) {
        let (at, class) = (x(ratio), if ratio == 1.0 { "z" } else { "g" });
        svg += &format!(
            r##"<line class="{class}" x1="{at:.1}" y1="{TOP}" x2="{at:.1}" y2="{bottom}" stroke="#d2d8da"/>"##
        );
        svg += &text((at, bottom + 18.0), "middle", &number(ratio));
    }
    for (index, (name, value, lower, upper)) in rows.iter().enumerate() {
        let y = TOP + ROW * (index as f64 + 0.5);
        let (left, right, at) = (x(*lower), x(*upper), x(*value));
        svg += &text((AXIS.0 - 14.0, y + 4.0), "end", name);
        svg +=
            &format!(r##"<line x1="{left:.1}" y1="{y}" x2="{right:.1}" y2="{y}" stroke="#14222c" stroke-width="2"/>"##);
        svg += &format!(r##"<circle cx="{at:.1}" cy="{y}" r="4.5" fill="#1b4a86"/>"##);
        let numbers = format!("{} {}", number(*value), interval(*lower, *upper));
        svg += &text((AXIS.1 + 14.0, y + 4.0), "start", &numbers);
    }
    svg += "</svg>";
    Some(Picture { wide: svg, narrow: String::new() })
}

fn text((x, y): (f64, f64), anchor: &str, words: &str) -> String {
    let words = charts::escape(words);
    format!(r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" font-size="13">{words}</text>"#)
}

/// Round ratios within the axis.
fn ticks(far: f64) -> Vec<f64> {
    let all = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
    let within: Vec<f64> = all.into_iter().filter(|ratio: &f64| ratio.ln().abs() <= far).collect();
    if within.len() > 1 { within } else { vec![0.8, 1.0, 1.25] }
}
