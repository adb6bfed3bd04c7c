//! The step curve: what share is still here after so much time, or what has come about by then, with its band.

use crate::scale::{Linear, Ticks, TimeUnit, spread, time_ticks, value_ticks};
use crate::svg::{Anchor, Canvas, Path, fit, text_width};
use crate::{NARROW, Picture, SERIES_MAX, WIDE, panels};

/// The share still here from one moment on, or of a rising curve what has come about by then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepPoint {
    /// Time since the beginning, in the unit of the picture.
    pub time: f64,
    /// Share still here from this time on, from 0 to 1; of a rising curve any number from 0.
    pub share: f64,
    /// Ends of the interval of the share; none where it has none (nobody left yet, or everybody has).
    pub interval: Option<(f64, f64)>,
    /// How many were still here just before this time.
    pub at_risk: u64,
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub struct StepGroup {
    /// What stands at the end of the line.
    pub name: String,
    /// In order of time. The curve starts at 100 % at time 0 whether or not a point says so.
    pub points: Vec<StepPoint>,
    /// The time at which half have left, when that has been seen.
    pub median: Option<f64>,
    /// How many were still here at certain times, where that is known better than the points tell it: a point stands
    /// where somebody left, and between two of them others may have been lost from sight.
    pub still_here: Vec<(f64, u64)>,
}

/// Words and number formats of the picture, in the reader's language.
pub struct CurveWords<'a> {
    /// The sentence a screen reader says: the finding.
    pub label: String,
    /// Stands above the counts under the picture, such as "Still here, by month".
    pub at_risk: String,
    /// The unit written after the last time, such as "months".
    pub unit: String,
    /// Writes a share such as 0.25 as "25 %".
    pub percent: &'a dyn Fn(f64) -> String,
    /// Writes a count such as 4210 as "4,210".
    pub count: &'a dyn Fn(u64) -> String,
}

/// Which way the curves go, and what they rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course {
    /// From everybody down, on an axis of shares.
    Falling,
    /// From nothing up, as high as they come.
    Rising(Rising),
}

/// What the lines of [`StepCurves::draw_rising`] are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rising {
    /// Each of customers of its own, counted under the picture line by line.
    Groups,
    /// All of the same customers, counted once.
    SameCustomers,
}

/// Step curves of one or more groups on one pair of axes; more than [`SERIES_MAX`] groups become small panels.
pub struct StepCurves<'a> {
    /// In the order of the table beside the picture.
    pub groups: Vec<StepGroup>,
    /// In which unit the times are.
    pub unit: TimeUnit,
    /// A line stops where fewer than this number are still here: what so few did says little.
    pub fewest: u64,
    /// In the reader's language.
    pub words: CurveWords<'a>,
}

/// Where things stand in one drawing.
pub(crate) struct Plot {
    pub(crate) x: Linear,
    pub(crate) y: Linear,
    /// Where every line starts.
    start: f64,
}

impl StepCurves<'_> {
    /// The picture for both widths, or none when no group has anybody in it. The curves start at everybody.
    pub fn draw(&self) -> Option<Picture> {
        self.drawn_on(Course::Falling)
    }

    /// The same for curves that start at 0 and rise, such as the share that left for a reason; their axis is as high as
    /// they come.
    pub fn draw_rising(&self, of: Rising) -> Option<Picture> {
        self.drawn_on(Course::Rising(of))
    }

    fn drawn_on(&self, course: Course) -> Option<Picture> {
        let end = self.end();
        if self.groups.iter().all(|group| group.points.is_empty()) || end <= 0.0 {
            return None;
        }
        if self.groups.len() > SERIES_MAX {
            return Some(panels::draw(self, end, course));
        }
        Some(Picture { wide: self.wide(end, course), narrow: self.narrow(end, course) })
    }

    /// How many rows of counts stand under the picture.
    fn counted(&self, course: Course) -> usize {
        if course == Course::Rising(Rising::SameCustomers) { 1 } else { self.groups.len() }
    }

    /// The ticks of the axis of values, about so many.
    pub(crate) fn levels(&self, course: Course, wanted: usize) -> Vec<f64> {
        if course == Course::Falling {
            return (0..=wanted).map(|step| step as f64 / wanted as f64).collect();
        }
        let upper = |it: &StepPoint| it.interval.map_or(it.share, |(_, upper)| upper.max(it.share));
        let all = self.groups.iter().flat_map(|group| self.drawn(group)).map(upper);
        value_ticks(all.filter(|it| it.is_finite()).fold(0.0, f64::max), wanted).at
    }

    fn wide(&self, end: f64, course: Course) -> String {
        let widest = self.groups.iter().map(|g| text_width(&g.name)).fold(0.0, f64::max);
        let labels = (widest + 30.0).clamp(64.0, 220.0);
        let levels = self.levels(course, 4);
        let plot = plot((self.left(&levels), WIDE - labels), (10.0, 294.0), (end, &levels), course);
        let rows = self.counted(course);
        let mut canvas = Canvas::new(WIDE, 352.0 + 20.0 * rows as f64);
        let ticks = time_ticks(end, 8, self.unit);
        self.axes(&mut canvas, &plot, &ticks, &levels);
        self.curves(&mut canvas, &plot);
        self.labels(&mut canvas, &plot, labels - 12.0);
        self.still_here(&mut canvas, &plot, &ticks, (332.0, rows));
        canvas.finish("only-wide", &self.words.label)
    }

    fn narrow(&self, end: f64, course: Course) -> String {
        let levels = self.levels(course, 4);
        let plot = plot((self.left(&levels), NARROW - 18.0), (8.0, 226.0), (end, &levels), course);
        let rows = self.counted(course);
        let mut canvas = Canvas::new(NARROW, 284.0 + 20.0 * rows as f64);
        let ticks = time_ticks(end, 4, self.unit);
        self.axes(&mut canvas, &plot, &ticks, &levels);
        self.curves(&mut canvas, &plot);
        self.still_here(&mut canvas, &plot, &ticks, (264.0, rows));
        canvas.finish("only-narrow", &self.words.label)
    }

    /// The time at which the longest line stops.
    fn end(&self) -> f64 {
        self.groups.iter().filter_map(|group| self.drawn(group).last().map(|p| p.time)).fold(0.0, f64::max)
    }

    /// The points that rest on enough customers and are numbers.
    pub(crate) fn drawn<'g>(&self, group: &'g StepGroup) -> Vec<&'g StepPoint> {
        group
            .points
            .iter()
            .filter(|p| p.time.is_finite() && p.share.is_finite())
            .take_while(|p| p.at_risk >= self.fewest)
            .collect()
    }

    /// The left margin: the counts below are centred on the axis, so a large first count needs room.
    fn left(&self, levels: &[f64]) -> f64 {
        let largest = self.groups.iter().filter_map(|g| g.points.first()).map(|p| p.at_risk).max().unwrap_or(0);
        let level = levels.iter().map(|it| text_width(&(self.words.percent)(*it))).fold(0.0, f64::max);
        (22.0 + text_width(&(self.words.count)(largest)) / 2.0).max(level + 12.0).max(46.0)
    }

    pub(crate) fn axes(&self, canvas: &mut Canvas, plot: &Plot, ticks: &Ticks, levels: &[f64]) {
        let (left, right) = plot.x.to;
        for level in levels {
            let y = plot.y.at(*level);
            canvas.line(if *level == 0.0 { "ax" } else { "gl" }, (left, y), (right, y));
            canvas.text("", (left - 8.0, y + 4.0), Anchor::End, &(self.words.percent)(*level));
        }
        let bottom = plot.y.at(0.0);
        for time in &ticks.at {
            let x = plot.x.at(*time);
            canvas.line("ax", (x, bottom), (x, bottom + 4.0));
            canvas.text("", (x, bottom + 18.0), Anchor::Middle, &ticks.label(*time));
        }
        let last = plot.x.at(ticks.last()) + 5.0 + text_width(&ticks.label(ticks.last())) / 2.0;
        if !self.words.unit.is_empty() && last + text_width(&self.words.unit) <= canvas.width {
            canvas.text("", (last, bottom + 18.0), Anchor::Start, &self.words.unit);
        }
    }

    fn curves(&self, canvas: &mut Canvas, plot: &Plot) {
        for (i, group) in self.groups.iter().enumerate() {
            band(canvas, plot, &self.drawn(group), &format!("b{}", i + 1));
        }
        for (i, group) in self.groups.iter().enumerate() {
            steps(canvas, plot, &self.drawn(group), &format!("s{}", i + 1));
        }
        for group in &self.groups {
            self.median(canvas, plot, group);
        }
    }

    /// An open circle: half of the group has left, which half will leave next is not known.
    pub(crate) fn median(&self, canvas: &mut Canvas, plot: &Plot, group: &StepGroup) {
        let seen_until = self.drawn(group).last().map_or(0.0, |p| p.time);
        if let Some(median) = group.median.filter(|m| m.is_finite() && *m <= seen_until) {
            let at = (plot.x.at(median), plot.y.at(0.5));
            canvas.line("drop", at, (at.0, plot.y.at(0.0)));
            canvas.circle("med", at, 4.0);
        }
    }

    fn labels(&self, canvas: &mut Canvas, plot: &Plot, room: f64) {
        let ends: Vec<(f64, f64)> = self
            .groups
            .iter()
            .map(|g| self.drawn(g).last().map_or((0.0, plot.start), |p| (p.time, p.share)))
            .map(|(time, share)| (plot.x.at(time), plot.y.at(share)))
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|(_, y)| y + 4.5).collect();
        let placed = spread(&wanted, 17.0, plot.y.to.1 + 6.0, plot.y.to.0 + 4.0);
        for ((group, (x, y)), label) in self.groups.iter().zip(&ends).zip(placed) {
            // A line that stops early is led to its name by a hairline.
            let name_at = plot.x.to.1 + 8.0;
            if name_at - x > 16.0 {
                canvas.line("lead-line", (x + 4.0, *y), (name_at - 4.0, label - 4.5));
            }
            canvas.text("lab", (name_at, label), Anchor::Start, &fit(&group.name, room));
        }
    }

    /// How many each part of the line rests on, under the same positions as the ticks.
    fn still_here(&self, canvas: &mut Canvas, plot: &Plot, ticks: &Ticks, (top, rows): (f64, usize)) {
        canvas.line("gl", (0.0, top - 10.0), (canvas.width, top - 10.0));
        canvas.text("big", (0.0, top + 6.0), Anchor::Start, &self.words.at_risk);
        let wide = canvas.width > NARROW;
        let is_each = rows == self.groups.len();
        for (i, group) in self.groups.iter().take(rows).enumerate() {
            let y = top + 26.0 + 20.0 * i as f64;
            if is_each {
                canvas.line(&format!("s{}", i + 1), (0.0, y - 4.0), (16.0, y - 4.0));
            }
            for time in &ticks.at {
                let count = (self.words.count)(at_risk(group, *time));
                canvas.text("", (plot.x.at(*time), y), Anchor::Middle, &count);
            }
            if wide && is_each && self.groups.len() > 1 {
                let x = plot.x.to.1 + 22.0;
                canvas.text("", (x, y), Anchor::Start, &fit(&group.name, WIDE - x));
            }
        }
    }
}

/// How many of the group were still here at `time`.
fn at_risk(group: &StepGroup, time: f64) -> u64 {
    let known = group.still_here.iter().find(|(at, _)| (at - time).abs() < 1e-9).map(|(_, count)| *count);
    known.unwrap_or_else(|| group.points.iter().find(|p| p.time >= time).map_or(0, |p| p.at_risk))
}

pub(crate) fn plot(across: (f64, f64), down: (f64, f64), (end, levels): (f64, &[f64]), course: Course) -> Plot {
    let highest = levels.last().copied().unwrap_or(1.0);
    Plot {
        x: Linear { from: (0.0, end), to: across },
        y: Linear { from: (0.0, highest), to: (down.1, down.0) },
        start: if course == Course::Falling { 1.0 } else { 0.0 },
    }
}

/// The corners of a step line: time and level after the step, at most about two per pixel.
fn corners(plot: &Plot, points: &[&StepPoint], level: impl Fn(&StepPoint) -> f64) -> Vec<(f64, f64)> {
    let (lowest, highest) = plot.y.from;
    let mut corners: Vec<(f64, f64)> = vec![(plot.x.at(0.0), plot.y.at(plot.start))];
    for point in points {
        let corner = (plot.x.at(point.time), plot.y.at(level(point).clamp(lowest, highest)));
        match corners.last_mut() {
            // Points closer than half a pixel become one; the later level is the one that goes on.
            Some(last) if corner.0 - last.0 < 0.5 && corner.0 > plot.x.at(0.0) + 0.5 => last.1 = corner.1,
            _ => corners.push(corner),
        }
    }
    corners
}

/// Draws the line.
pub(crate) fn steps(canvas: &mut Canvas, plot: &Plot, points: &[&StepPoint], class: &str) {
    let mut path = Path::default();
    for (i, (x, y)) in corners(plot, points, |p| p.share).into_iter().enumerate() {
        if i == 0 {
            path.to(x, y);
        } else {
            path.across(x).down(y);
        }
    }
    if !points.is_empty() {
        canvas.path(class, &path);
    }
}

/// Draws the band of the intervals; where a point has none, the band is as thin as the line.
pub(crate) fn band(canvas: &mut Canvas, plot: &Plot, points: &[&StepPoint], class: &str) {
    let side = |upper: bool| {
        corners(plot, points, move |p| match p.interval.filter(|(l, u)| l.is_finite() && u.is_finite()) {
            Some((lower, higher)) => {
                if upper {
                    higher
                } else {
                    lower
                }
            }
            None => p.share,
        })
    };
    if points.iter().all(|p| p.interval.is_none()) {
        return;
    }
    let mut path = Path::default();
    for (i, (x, y)) in side(true).into_iter().enumerate() {
        if i == 0 {
            path.to(x, y);
        } else {
            path.across(x).down(y);
        }
    }
    let lower = side(false);
    for (i, (x, y)) in lower.iter().enumerate().rev() {
        path.down(*y).across(*x);
        if i > 0 {
            path.down(lower[i - 1].1);
        }
    }
    path.close();
    canvas.path(class, &path);
}
