//! The line over periods: a share or an amount in each month, with its band, on an axis that holds zero.

use crate::scale::{Linear, Ticks, as_index, range_ticks, spread};
use crate::svg::{Anchor, Canvas, Path, fit, text_width};
use crate::{NARROW, Picture, SERIES_MAX, WIDE};

/// Room for the dot before the name of a series of points.
const SAMPLE: f64 = 14.0;

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
    /// A value that stands for itself: a dot with its whisker and no line, a square where it is out of the ordinary.
    Point {
        /// The height of the dot.
        value: f64,
        /// Ends of the whisker, where there is one.
        interval: Option<(f64, f64)>,
        /// Out of the ordinary.
        is_loud: bool,
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

/// Where something began: a line from top to bottom with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// The place among the periods, counted from 0; 2.5 lies between the third and the fourth.
    pub at: f64,
    /// What began, such as "treated".
    pub name: String,
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
        self.drawn(None)
    }

    /// The same with the place where something began.
    pub fn draw_since(&self, since: &Since) -> Option<Picture> {
        self.drawn(Some(since))
    }

    fn drawn(&self, since: Option<&Since>) -> Option<Picture> {
        let points = || self.series().flat_map(|it| &it.marks).filter_map(|mark| point(0, mark));
        points().next()?;
        let ends = points().map(|it| it.reach()).fold((0.0, 0.0), |(a, b): (f64, f64), (l, h)| (a.min(l), b.max(h)));
        let wide = Frame { ends, since, size: (WIDE, 262.0), top: 10.0 + room_for(since), foot: 38.0 };
        let narrow = Frame { size: (NARROW, 226.0), ..wide };
        (!self.periods.is_empty()).then(|| Picture { wide: self.wide(wide), narrow: self.narrow(narrow) })
    }

    fn wide(&self, frame: Frame<'_>) -> String {
        let widest = self.series().map(|s| text_width(&s.name)).fold(0.0, f64::max);
        let is_point = |mark: &Mark| matches!(mark, Mark::Point { .. });
        let beside = if self.series().any(|it| it.marks.iter().any(is_point)) { SAMPLE } else { 0.0 };
        let labels = (widest + beside + 18.0).clamp(40.0, 200.0);
        let plot = self.plot(&frame, 5, (44.0, labels));
        let mut canvas = Canvas::new(frame.size.0, frame.size.1 + room_for(frame.since));
        self.axes(&mut canvas, &plot, 44.0);
        self.lines(&mut canvas, &plot, frame.since);
        self.labels(&mut canvas, &plot, labels - 14.0);
        self.hints(&mut canvas, &plot);
        canvas.finish("only-wide", &self.words.label)
    }

    fn narrow(&self, frame: Frame<'_>) -> String {
        let plot = self.plot(&frame, 4, (40.0, 14.0));
        let mut canvas = Canvas::new(frame.size.0, frame.size.1 + room_for(frame.since));
        self.axes(&mut canvas, &plot, 52.0);
        self.lines(&mut canvas, &plot, frame.since);
        canvas.finish("only-narrow", &self.words.label)
    }

    fn series(&self) -> impl Iterator<Item = &LineSeries> {
        self.series.iter().take(SERIES_MAX)
    }

    fn plot(&self, frame: &Frame<'_>, wanted: usize, (left, right): (f64, f64)) -> Plot {
        let ticks = range_ticks(frame.ends, wanted);
        let widest = (0..ticks.at.len()).map(|place| text_width(&self.tick(&ticks, place))).fold(0.0, f64::max);
        let across = (left.max(widest + 14.0), frame.size.0 - right);
        let last = self.periods.len().saturating_sub(1);
        // A single period stands in the middle; several run from edge to edge.
        let from = if last == 0 { (-1.0, 1.0) } else { (0.0, last as f64) };
        let (lowest, highest) = (ticks.at.first().copied().unwrap_or(0.0), ticks.last());
        let bottom = frame.size.1 + room_for(frame.since) - frame.foot;
        let y = Linear { from: (lowest, highest), to: (bottom, frame.top) };
        Plot { x: Linear { from, to: across }, y, ticks }
    }

    /// A tick as it is written, the highest with the unit.
    fn tick(&self, ticks: &Ticks, place: usize) -> String {
        let text = (self.words.tick)(ticks.at[place], ticks.decimals);
        if place + 1 == ticks.at.len() { text + &self.words.unit } else { text }
    }

    fn axes(&self, canvas: &mut Canvas, plot: &Plot, room: f64) {
        let (left, right) = plot.x.to;
        for (place, tick) in plot.ticks.at.iter().enumerate() {
            let y = plot.y.at(*tick);
            canvas.line(if *tick == 0.0 { "ax" } else { "gl" }, (left, y), (right, y));
            canvas.text("", (left - 8.0, y + 4.0), Anchor::End, &self.tick(&plot.ticks, place));
        }
        let apart = if self.periods.len() > 1 { plot.x.at(1.0) - plot.x.at(0.0) } else { room };
        let named: Vec<usize> = (0..self.periods.len()).filter(|i| !self.periods[*i].name.is_empty()).collect();
        let widest = named.iter().map(|i| text_width(&self.periods[*i].name)).fold(0.0, f64::max);
        let names_apart = apart * self.periods.len() as f64 / named.len().max(1) as f64;
        let every = every(names_apart, room.max(widest + 8.0));
        let bottom = plot.y.to.0;
        for (place, i) in named.iter().rev().enumerate() {
            // Counted from the end, so that the newest period always has its name.
            if place.is_multiple_of(every) {
                canvas.text("", (plot.x.at(*i as f64), bottom + 18.0), Anchor::Middle, &self.periods[*i].name);
            }
        }
        for (i, period) in self.periods.iter().enumerate() {
            let crowded = |later: &[Period]| later.iter().take(2).any(|p| p.below.is_some()) && apart < room;
            if let Some(below) = period.below.as_ref().filter(|_| !crowded(&self.periods[i + 1..])) {
                canvas.text("", (plot.x.at(i as f64), bottom + 34.0), Anchor::Middle, below);
            }
        }
    }

    fn lines(&self, canvas: &mut Canvas, plot: &Plot, since: Option<&Since>) {
        if let Some(since) = since.filter(|it| it.at.is_finite()) {
            let (x, (bottom, top)) = (plot.x.at(since.at), plot.y.to);
            canvas.line("drop", (x, bottom), (x, top - 14.0));
            // The name stands on the side where there is more room.
            let (from, to) = plot.x.to;
            let (anchor, at, room) =
                if to - x >= x - from { (Anchor::Start, x + 6.0, canvas.width - x) } else { (Anchor::End, x - 6.0, x) };
            canvas.text("", (at, top - 6.0), anchor, &fit(&since.name, room - 12.0));
        }
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
        for (i, series) in self.series().enumerate() {
            for (period, mark) in series.marks.iter().enumerate() {
                if let Mark::Point { is_loud, .. } = mark
                    && let Some(point) = point(period, mark)
                {
                    dot(canvas, plot, &point, (i + 1, *is_loud));
                }
            }
        }
    }

    fn labels(&self, canvas: &mut Canvas, plot: &Plot, room: f64) {
        let ends: Vec<f64> = self
            .series()
            .map(|s| s.marks.iter().rev().find_map(|mark| point(0, mark)).map_or(0.0, |p| p.value))
            .map(|value| plot.y.at(value) + 4.5)
            .collect();
        let placed = spread(&ends, 17.0, plot.y.to.1 + 6.0, plot.y.to.0 + 4.0);
        for (i, (series, y)) in self.series().zip(placed).enumerate() {
            let x = plot.x.to.1 + 10.0;
            // Points lead to no name, so one stands before it.
            let sample = series.marks.iter().find_map(|mark| match mark {
                Mark::Point { is_loud, .. } => Some(*is_loud),
                _ => None,
            });
            if let Some(is_loud) = sample {
                symbol(canvas, (x + 4.5, y - 4.5), (i + 1, is_loud));
            }
            let beside = if sample.is_some() { SAMPLE } else { 0.0 };
            canvas.text("lab", (x + beside, y), Anchor::Start, &fit(&series.name, room - beside));
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

/// Of names so far apart that need so much room every how manyth is written: parts of a year, then whole years.
fn every(apart: f64, room: f64) -> usize {
    let parts = [1, 2, 3, 4, 6, 12].into_iter().find(|n| *n as f64 * apart >= room);
    parts.unwrap_or_else(|| as_index(room / (12.0 * apart).max(1e-6)).saturating_add(1) * 12)
}

/// What the drawings of both widths share.
#[derive(Clone, Copy)]
struct Frame<'a> {
    /// The lowest and the highest value, 0 among them.
    ends: (f64, f64),
    since: Option<&'a Since>,
    size: (f64, f64),
    top: f64,
    /// Room for the names of the periods.
    foot: f64,
}

/// Height for the name of what began.
fn room_for(since: Option<&Since>) -> f64 {
    if since.is_some() { 18.0 } else { 0.0 }
}

/// The mark as a point at `period`, when its value is a number.
fn point(period: usize, mark: &Mark) -> Option<Point> {
    let (value, interval, open) = match *mark {
        Mark::Known { value, interval, open } => (value, interval, open),
        Mark::Point { value, interval, .. } => (value, interval, false),
        Mark::Unknown => return None,
    };
    let interval = interval.filter(|(low, high)| low.is_finite() && high.is_finite());
    value.is_finite().then_some(Point { period, value, interval, open })
}

#[derive(Clone, Copy)]
struct Point {
    period: usize,
    value: f64,
    interval: Option<(f64, f64)>,
    open: bool,
}

impl Point {
    /// The lowest and the highest that is drawn of it.
    fn reach(&self) -> (f64, f64) {
        self.interval.map_or((self.value, self.value), |(low, high)| (low.min(self.value), high.max(self.value)))
    }
}

/// The stretches without a gap.
fn runs(marks: &[Mark]) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for (period, mark) in marks.iter().enumerate() {
        let known = point(period, mark).filter(|_| matches!(mark, Mark::Known { .. }));
        match (known, runs.last_mut()) {
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
        plot.at(p.period, if upper { high } else { low })
    };
    let mut path = Path::default();
    for (x, y) in run.iter().map(|p| side(p, true)).chain(run.iter().rev().map(|p| side(p, false))) {
        path.to(x, y);
    }
    path.close();
    canvas.path(class, &path);
}

fn dot(canvas: &mut Canvas, plot: &Plot, point: &Point, (series, is_loud): (usize, bool)) {
    let (x, y) = plot.at(point.period, point.value);
    if let Some((low, high)) = point.interval {
        let (_, from) = plot.at(point.period, low);
        let (_, to) = plot.at(point.period, high);
        let mut path = Path::default();
        path.jump(x, from).down(to);
        for end in [from, to] {
            path.jump(x - 4.0, end).across(x + 4.0);
        }
        canvas.path("w", &path);
    }
    symbol(canvas, (x, y), (series, is_loud));
}

/// A dot, or a square.
fn symbol(canvas: &mut Canvas, (x, y): (f64, f64), (series, is_loud): (usize, bool)) {
    if is_loud {
        canvas.rect("loud", (x - 4.5, y - 4.5), (9.0, 9.0));
    } else {
        canvas.circle(&format!("dot d{series}"), (x, y), 4.0);
    }
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
            canvas.line("w", plot.at(point.period, low), plot.at(point.period, high));
        }
        if point.open {
            canvas.circle("med", at, 4.0);
        } else if run.len() == 1 {
            canvas.circle(&format!("dot d{series}"), at, 4.0);
        }
    }
}
