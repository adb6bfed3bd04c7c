//! Pictures that fill one table cell: a bar with its whisker, and one row of a forest plot. All rows of a table share
//! one scale, so picture and numbers are one table.

use crate::scale::Linear;
use crate::svg::{Canvas, Path};

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 36.0;
const MIDDLE: f64 = HEIGHT / 2.0;

/// A share with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Length of the bar; none draws no bar.
    pub value: Option<f64>,
    /// Ends of the whisker, where there is one.
    pub interval: Option<(f64, f64)>,
}

/// A bar from zero with a whisker over it, on an axis from 0 to `max`. `grid` is the distance between the hairlines,
/// `label` what a screen reader says ("25 %").
pub fn bar_cell(bar: Bar, max: f64, grid: f64, label: &str) -> String {
    let max = if max.is_finite() && max > 0.0 { max } else { 1.0 };
    let x = Linear { from: (0.0, max), to: (0.0, WIDTH - 8.0) };
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let mut lines = Path::default();
    if grid.is_finite() && grid > 0.0 && max / grid <= 20.0 {
        let mut at = grid;
        while at <= max * 1.000_001 {
            lines.jump(x.at(at), 0.0).down(HEIGHT);
            at += grid;
        }
    }
    canvas.path("gl fix", &lines);
    if let Some(value) = bar.value.filter(|v| v.is_finite()) {
        canvas.rect("bar1", (0.0, 11.0), (x.at(value.clamp(0.0, max)), 14.0));
    }
    canvas.line("z fix", (0.0, 0.0), (0.0, HEIGHT));
    whisker(&mut canvas, (x, MIDDLE), bar.interval, (0.0, max), "w");
    canvas.finish_stretched(label)
}

/// Two amounts of one thing under each other, the one that is looked at above the one it is compared with, on an axis from
/// 0 to the greater of them. `label` is what a screen reader says ("2, against 4").
pub fn pair_cell(looked_at: f64, compared: f64, label: &str) -> String {
    let amount = |it: f64| if it.is_finite() { it.max(0.0) } else { 0.0 };
    let (looked_at, compared) = (amount(looked_at), amount(compared));
    let most = looked_at.max(compared);
    let x = Linear { from: (0.0, if most > 0.0 { most } else { 1.0 }), to: (0.0, WIDTH - 8.0) };
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    canvas.rect("bar1", (0.0, 8.0), (x.at(looked_at), 9.0));
    canvas.rect("bar0", (0.0, 19.0), (x.at(compared), 9.0));
    canvas.line("z fix", (0.0, 0.0), (0.0, HEIGHT));
    canvas.finish_stretched(label)
}

/// A line at the given height from end to end, with a stop at each end that lies on the axis.
pub(crate) fn whisker(
    canvas: &mut Canvas,
    (x, y): (Linear, f64),
    interval: Option<(f64, f64)>,
    within: (f64, f64),
    class: &str,
) {
    let Some((low, high)) = interval.filter(|(l, h)| !l.is_nan() && !h.is_nan()) else { return };
    let (from, to) = (x.at(low.clamp(within.0, within.1)), x.at(high.clamp(within.0, within.1)));
    let mut path = Path::default();
    path.jump(from, y).across(to);
    // An end that lies outside the axis has no stop: the line runs on.
    for (end, at) in [(low, from), (high, to)] {
        if end >= within.0 && end <= within.1 {
            path.jump(at, y - 4.0).down(y + 4.0);
        }
    }
    canvas.path(class, &path);
}

/// How an effect is marked; the shape tells as much as the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForestMark {
    /// A filled dot: compared by chance.
    Dot,
    /// An open dot: observed only.
    Open,
    /// A blue dot: it helps.
    Helps,
    /// A plum square: it backfires.
    Backfires,
    /// A dashed line right across and no dot: cannot tell.
    Unknown,
}

impl ForestMark {
    fn color(self) -> &'static str {
        match self {
            Self::Helps => " h",
            Self::Backfires => " p",
            Self::Dot | Self::Open | Self::Unknown => "",
        }
    }

    /// The class of its whisker.
    pub(crate) fn whisker(self) -> String {
        format!("w{}", self.color())
    }

    /// The dot or square at a place.
    pub(crate) fn draw(self, canvas: &mut Canvas, (x, y): (f64, f64)) {
        // A line of almost no length with round ends stays a round dot however the cell is stretched.
        canvas.line(&format!("pt{}", self.color()), (x, y), (x + 0.1, y));
        if self == Self::Open {
            canvas.line("pt in", (x, y), (x + 0.1, y));
        }
    }
}

/// One row of a forest plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForestRow {
    /// Where the mark stands.
    pub value: Option<f64>,
    /// Ends of the whisker.
    pub interval: Option<(f64, f64)>,
    /// Ends of the axis, on which `none` lies.
    pub axis: (f64, f64),
    /// Where "no effect" stands: 0 for differences, 1 for ratios.
    pub none: f64,
    /// Ends of the grey band of effects too small to matter.
    pub margin: Option<(f64, f64)>,
    /// Ratios stand on a logarithmic axis.
    pub logarithmic: bool,
    /// How the value is marked.
    pub mark: ForestMark,
}

impl ForestRow {
    /// The drawing; `label` is what a screen reader says ("−3.8 [−7.2, −0.5], helps").
    pub fn draw(&self, label: &str) -> String {
        let place = |value: f64| if self.logarithmic { value.max(1e-9).ln() } else { value };
        let axis = (place(self.axis.0), place(self.axis.1));
        let x = Linear { from: axis, to: (0.0, WIDTH) };
        let clamped = |value: f64| x.at(place(value).clamp(axis.0.min(axis.1), axis.1.max(axis.0)));
        let mut canvas = Canvas::new(WIDTH, HEIGHT);
        if let Some((from, to)) = self.margin.filter(|(f, t)| f.is_finite() && t.is_finite()) {
            canvas.rect("mg", (clamped(from), 0.0), (clamped(to) - clamped(from), HEIGHT));
        }
        canvas.line("z fix", (clamped(self.none), 0.0), (clamped(self.none), HEIGHT));
        if self.mark == ForestMark::Unknown {
            canvas.line("w dash", (0.0, MIDDLE), (WIDTH, MIDDLE));
        } else {
            let interval = self.interval.map(|(l, h)| (place(l), place(h)));
            whisker(&mut canvas, (x, MIDDLE), interval, axis, &self.mark.whisker());
            if let Some(value) = self.value.filter(|v| v.is_finite()) {
                self.mark.draw(&mut canvas, (clamped(value), MIDDLE));
            }
        }
        canvas.finish_stretched(label)
    }
}
