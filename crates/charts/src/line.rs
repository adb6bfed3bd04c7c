//! The line over periods: a share or an amount in each month, with its band, from zero.

use crate::scale::{Linear, Ticks, spread, value_ticks};
use crate::svg::{Anchor, Canvas, Path, fit, text_width};
use crate::{NARROW, Picture, SERIES_MAX, WIDE};

/// One place on the time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Short name under the axis, such as "okt".
    pub name: String,
    /// Stands below the name where something greater begins, such as "2026" under January.
    pub below: Option<String>,
    /// What the pointer is told here, such as "october 2026: 2.0% [1.6–2.4], n 4,812"; may be empty.
    pub hint: String,
}

/// What one series shows in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// A value with its interval, in the unit that is printed.
    Known {
        /// The height of the line.
        value: f64,
        /// Ends of the band, where there is one.
        interval: Option<(f64, f64)>,
        /// The period has not ended: the dot is open and the line towards it dotted.
        open: bool,
    },
    /// Not known: the line is interrupted.
    Unknown,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct LineSeries {
    /// Stands at the end of the line, such as "alle 2,0 %".
    pub name: String,
    /// One mark per period.
    pub marks: Vec<Mark>,
}

/// Words and number formats of the picture, in the reader's language.
pub struct LineWords<'a> {
    /// The sentence a screen reader says: the finding.
    pub label: String,
    /// Writes a tick of the value axis with the given number of decimals, without unit.
    pub tick: &'a dyn Fn(f64, usize) -> String,
    /// Stands after the highest tick, such as " %"; may be empty.
    pub unit: String,
}

/// One to three lines over the same periods.
pub struct Lines<'a> {
    /// From early to late.
    pub periods: Vec<Period>,
    /// At most [`SERIES_MAX`]; further ones are not drawn.
    pub series: Vec<LineSeries>,
    /// In the reader's language.
    pub words: LineWords<'a>,
}

struct Plot {
    x: Linear,
    y: Linear,
    ticks: Ticks,
}

impl Plot {
    fn at(&self, period: usize, value: f64) -> (f64, f64) {
        (self.x.at(period as f64), self.y.at(value))
    }
}

impl Lines<'_> {
    /// The picture for both widths, or none when nothing is known in any period.
    pub fn draw(&self) -> Option<Picture> {
        let highest = self.series().flat_map(|s| &s.marks).filter_map(highest).fold(f64::NEG_INFINITY, f64::max);
        if !highest.is_finite() || self.periods.is_empty() {
            return None;
        }
        Some(Picture { wide: self.wide(highest), narrow: self.narrow(highest) })
    }

    fn wide(&self, highest: f64) -> String {
        let ticks = value_ticks(highest, 5);
        let widest = self.series().map(|s| text_width(&s.name)).fold(0.0, f64::max);
        let labels = (widest + 18.0).clamp(40.0, 200.0);
        let plot = self.plot(ticks, (44.0, WIDE - labels), (10.0, 224.0));
        let mut canvas = Canvas::new(WIDE, 262.0);
        self.axes(&mut canvas, &plot, 44.0);
        self.lines(&mut canvas, &plot);
        self.labels(&mut canvas, &plot, labels - 14.0);
        self.hints(&mut canvas, &plot);
        canvas.finish("only-wide", &self.words.label)
    }

    fn narrow(&self, highest: f64) -> String {
        let plot = self.plot(value_ticks(highest, 4), (40.0, NARROW - 14.0), (10.0, 188.0));
        let mut canvas = Canvas::new(NARROW, 226.0);
        self.axes(&mut canvas, &plot, 52.0);
        self.lines(&mut canvas, &plot);
        canvas.finish("only-narrow", &self.words.label)
    }

    fn series(&self) -> impl Iterator<Item = &LineSeries> {
        self.series.iter().take(SERIES_MAX)
    }

    fn plot(&self, ticks: Ticks, across: (f64, f64), down: (f64, f64)) -> Plot {
        let last = self.periods.len().saturating_sub(1);
        // A single period stands in the middle; several run from edge to edge.
        let x = if last == 0 {
            Linear { from: (-1.0, 1.0), to: across }
        } else {
            Linear { from: (0.0, last as f64), to: across }
        };
        Plot { x, y: Linear { from: (0.0, ticks.last()), to: (down.1, down.0) }, ticks }
    }

    fn axes(&self, canvas: &mut Canvas, plot: &Plot, room: f64) {
        let (left, right) = plot.x.to;
        for (i, tick) in plot.ticks.at.iter().enumerate() {
            let y = plot.y.at(*tick);
            canvas.line(if i == 0 { "ax" } else { "gl" }, (left, y), (right, y));
            let mut text = (self.words.tick)(*tick, plot.ticks.decimals);
            if i + 1 == plot.ticks.at.len() {
                text.push_str(&self.words.unit);
            }
            canvas.text("", (left - 8.0, y + 4.0), Anchor::End, &text);
        }
        let apart = if self.periods.len() > 1 { plot.x.at(1.0) - plot.x.at(0.0) } else { room };
        let every = [1, 2, 3, 4, 6, 12, 24].into_iter().find(|n| *n as f64 * apart >= room).unwrap_or(48);
        let bottom = plot.y.at(0.0);
        let last = self.periods.len() - 1;
        for (i, period) in self.periods.iter().enumerate() {
            let x = plot.x.at(i as f64);
            // Counted from the end, so that the newest period always has its name.
            if (last - i).is_multiple_of(every) {
                canvas.text("", (x, bottom + 18.0), Anchor::Middle, &period.name);
            }
            let crowded = |later: &[Period]| later.iter().take(2).any(|p| p.below.is_some()) && apart < room;
            if let Some(below) = period.below.as_ref().filter(|_| !crowded(&self.periods[i + 1..])) {
                canvas.text("", (x, bottom + 34.0), Anchor::Middle, below);
            }
        }
    }

    fn lines(&self, canvas: &mut Canvas, plot: &Plot) {
        for (i, series) in self.series().enumerate() {
            for run in runs(&series.marks) {
                band(canvas, plot, &run, &format!("b{}", i + 1));
            }
        }
        for (i, series) in self.series().enumerate() {
            for run in runs(&series.marks) {
                line(canvas, plot, &run, i + 1);
            }
        }
    }

    fn labels(&self, canvas: &mut Canvas, plot: &Plot, room: f64) {
        let ends: Vec<f64> = self
            .series()
            .map(|s| s.marks.iter().rev().find_map(|mark| known(0, mark)).map_or(0.0, |p| p.value))
            .map(|value| plot.y.at(value) + 4.5)
            .collect();
        let placed = spread(&ends, 17.0, plot.y.to.1 + 6.0, plot.y.to.0);
        for (series, y) in self.series().zip(placed) {
            canvas.text("lab", (plot.x.to.1 + 10.0, y), Anchor::Start, &fit(&series.name, room));
        }
    }

    fn hints(&self, canvas: &mut Canvas, plot: &Plot) {
        let apart = if self.periods.len() > 1 { plot.x.at(1.0) - plot.x.at(0.0) } else { 60.0 };
        let (bottom, top) = plot.y.to;
        for (i, period) in self.periods.iter().enumerate().filter(|(_, p)| !p.hint.is_empty()) {
            canvas.hint((plot.x.at(i as f64) - apart / 2.0, top), (apart, bottom - top), &period.hint);
        }
    }
}

/// The mark as a point at `period`, when its value is a number.
fn known(period: usize, mark: &Mark) -> Option<Point> {
    match *mark {
        Mark::Known { value, interval, open } if value.is_finite() => {
            let interval = interval.filter(|(low, high)| low.is_finite() && high.is_finite());
            Some(Point { period, value, interval, open })
        }
        Mark::Known { .. } | Mark::Unknown => None,
    }
}

fn highest(mark: &Mark) -> Option<f64> {
    known(0, mark).map(|p| p.interval.map_or(p.value, |(_, upper)| upper.max(p.value)))
}

#[derive(Clone, Copy)]
struct Point {
    period: usize,
    value: f64,
    interval: Option<(f64, f64)>,
    open: bool,
}

/// The stretches without a gap.
fn runs(marks: &[Mark]) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for (period, mark) in marks.iter().enumerate() {
        match (known(period, mark), runs.last_mut()) {
            (Some(point), Some(run)) => run.push(point),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn band(canvas: &mut Canvas, plot: &Plot, run: &[Point], class: &str) {
    if run.len() < 2 {
        return;
    }
    let side = |p: &Point, upper: bool| {
        let (low, high) = p.interval.unwrap_or((p.value, p.value));
        plot.at(p.period, if upper { high } else { low.max(0.0) })
    };
    let mut path = Path::default();
    for (x, y) in run.iter().map(|p| side(p, true)).chain(run.iter().rev().map(|p| side(p, false))) {
        path.to(x, y);
    }
    path.close();
    canvas.path(class, &path);
}

fn line(canvas: &mut Canvas, plot: &Plot, run: &[Point], series: usize) {
    let class = format!("s{series}");
    let mut path = Path::default();
    for point in run.iter().filter(|p| !p.open) {
        let (x, y) = plot.at(point.period, point.value);
        path.to(x, y);
    }
    if run.iter().filter(|p| !p.open).count() > 1 {
        canvas.path(&class, &path);
    }
    for pair in run.windows(2).filter(|pair| pair[1].open) {
        let from = plot.at(pair[0].period, pair[0].value);
        canvas.line(&format!("{class} todo-line"), from, plot.at(pair[1].period, pair[1].value));
    }
    for point in run {
        let at = plot.at(point.period, point.value);
        if run.len() == 1
            && let Some((low, high)) = point.interval
        {
            canvas.line("w", plot.at(point.period, low.max(0.0)), plot.at(point.period, high));
        }
        if point.open {
            canvas.circle("med", at, 4.0);
        } else if run.len() == 1 {
            canvas.circle(&format!("dot d{series}"), at, 4.0);
        }
    }
}
