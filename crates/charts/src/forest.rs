//! A forest plot: a name, a dot with its whisker, and the numbers in words, line by line on one axis.

use crate::cell::{ForestMark, whisker};
use crate::scale::{Linear, Ticks, range_ticks};
use crate::svg::{Anchor, Canvas, fit, text_width};
use crate::{NARROW, Picture, WIDE};

/// Most lines of a forest plot: more are no picture any more.
pub const FOREST_LINES_MAX: usize = 60;
/// A whisker on an axis of ratios reaches at most so many times as far as 1; beyond it the line runs on.
const RATIO_MAX: f64 = 100.0;
/// The least that an axis of ratios shows on each side of 1.
const RATIO_MIN: f64 = 1.25;
/// Most room for the names of a wide drawing.
const NAME_MAX: f64 = 340.0;
/// Room under the lines for the ticks.
const FOOT: f64 = 34.0;

/// One line of a [`Forest`].
#[derive(Debug, Clone, PartialEq)]
pub struct ForestLine {
    /// Stands before it.
    pub name: String,
    /// Where the mark stands; none draws a dashed line right across.
    pub value: Option<f64>,
    /// Ends of the whisker; one that is infinite runs on past the axis.
    pub interval: Option<(f64, f64)>,
    /// How the value is marked.
    pub mark: ForestMark,
    /// Stands behind it: the numbers, or why there are none.
    pub text: String,
}

/// Values with their intervals below each other. The axis holds "no effect": 0, or 1 for ratios.
pub struct Forest<'a> {
    /// In the order of the table beside the picture; of more than [`FOREST_LINES_MAX`] the first are drawn.
    pub lines: Vec<ForestLine>,
    /// Ratios stand on a logarithmic axis around 1.
    pub is_ratio: bool,
    /// What stands over the two ends of the axis, such as "less" and "more"; the axis then reaches as far to both sides.
    pub sides: Option<[&'a str; 2]>,
    /// The sentence a screen reader says.
    pub label: String,
    /// Writes a tick with the given number of decimals.
    pub tick: &'a dyn Fn(f64, usize) -> String,
    /// Says how many lines were left out, such as "and 3 more".
    pub more: &'a dyn Fn(usize) -> String,
}

/// Where things stand in one drawing.
struct Plan {
    x: Linear,
    top: f64,
    row: f64,
    /// How far the whisker stands below the top of its row.
    middle: f64,
}

impl Forest<'_> {
    /// The picture for both widths, or none when no value is known.
    pub fn draw(&self) -> Option<Picture> {
        let ends = self.ends()?;
        Some(Picture { wide: self.wide(ends), narrow: self.narrow(ends) })
    }

    fn lines(&self) -> impl Iterator<Item = &ForestLine> {
        self.lines.iter().take(FOREST_LINES_MAX)
    }

    /// Where a value stands before it is put on the axis.
    fn place(&self, value: f64) -> f64 {
        if self.is_ratio { value.max(0.0).ln() } else { value }
    }

    /// The ends of the axis, as [`Self::place`] puts them.
    fn ends(&self) -> Option<(f64, f64)> {
        let is_number = |it: &f64| it.is_finite();
        let values: Vec<f64> =
            self.lines().filter_map(|it| it.value).map(|it| self.place(it)).filter(is_number).collect();
        values.first()?;
        let reach = |(low, high): (f64, f64), it: &f64| (low.min(*it), high.max(*it));
        let whiskers = self.lines().filter(|it| it.value.is_some()).filter_map(|it| it.interval);
        let whiskers = whiskers.flat_map(|(low, high)| [low, high]).map(|it| self.place(it)).filter(is_number);
        let of_values = values.iter().fold((0.0, 0.0), reach);
        let (low, high) = whiskers.fold(of_values, |ends, it| reach(ends, &it));
        let far = high.max(-low);
        if self.is_ratio {
            let most = RATIO_MAX.ln().max(1.1 * of_values.1.max(-of_values.0));
            let far = far.clamp(RATIO_MIN.ln(), most);
            return Some((-far, far));
        }
        Some(if self.sides.is_some() { (-far, far) } else { (low, high) })
    }

    /// The ticks, and the ends of the axis that holds them.
    fn ticks(&self, ends: (f64, f64), wanted: usize) -> (Ticks, (f64, f64)) {
        if !self.is_ratio {
            let ticks = range_ticks(ends, wanted);
            let across = (ticks.at.first().copied().unwrap_or(0.0), ticks.last());
            return (ticks, across);
        }
        (Ticks { at: ratios(ends.1, wanted), decimals: 0 }, ends)
    }

    fn wide(&self, ends: (f64, f64)) -> String {
        let widest = |of: fn(&ForestLine) -> &str| self.lines().map(|it| text_width(of(it))).fold(0.0, f64::max);
        let left = (widest(|it| &it.name) + 26.0).clamp(80.0, NAME_MAX);
        let right = (widest(|it| &it.text) + 30.0).clamp(40.0, 330.0);
        let (ticks, across) = self.ticks(ends, 6);
        let x = Linear { from: across, to: (left, WIDE - right) };
        let plan = Plan { x, top: self.top(), row: 26.0, middle: 13.0 };
        let mut canvas = self.canvas(WIDE, &plan);
        self.axis(&mut canvas, &plan, &ticks);
        for (index, line) in self.lines().enumerate() {
            let y = plan.top + plan.row * index as f64 + plan.middle + 4.5;
            let name = fit(&line.name, left - 20.0);
            canvas.text("big", (left - 16.0, y), Anchor::End, &name);
            if name != line.name {
                canvas.hint((0.0, y - plan.middle - 4.5), (left - 16.0, plan.row), &line.name);
            }
            canvas.text("big", (WIDE - right + 16.0, y), Anchor::Start, &fit(&line.text, right - 16.0));
        }
        self.marks(&mut canvas, &plan);
        canvas.finish("only-wide", &self.label)
    }

    fn narrow(&self, ends: (f64, f64)) -> String {
        let (ticks, across) = self.ticks(ends, 4);
        let x = Linear { from: across, to: (22.0, NARROW - 22.0) };
        let plan = Plan { x, top: self.top(), row: 46.0, middle: 32.0 };
        let mut canvas = self.canvas(NARROW, &plan);
        self.axis(&mut canvas, &plan, &ticks);
        for (index, line) in self.lines().enumerate() {
            let y = plan.top + plan.row * index as f64 + 16.0;
            let room = (NARROW - text_width(&line.text) - 12.0).max(90.0);
            canvas.text("big", (0.0, y), Anchor::Start, &fit(&line.name, room));
            canvas.text("big", (NARROW, y), Anchor::End, &fit(&line.text, NARROW - 100.0));
        }
        self.marks(&mut canvas, &plan);
        canvas.finish("only-narrow", &self.label)
    }

    fn top(&self) -> f64 {
        if self.sides.is_some() { 34.0 } else { 8.0 }
    }

    fn canvas(&self, width: f64, plan: &Plan) -> Canvas {
        let left_out = self.lines.len() > FOREST_LINES_MAX;
        let rest = if left_out { 22.0 } else { 0.0 };
        let mut canvas = Canvas::new(width, plan.top + plan.row * self.lines().count() as f64 + FOOT + rest);
        if left_out {
            let words = (self.more)(self.lines.len() - FOREST_LINES_MAX);
            canvas.text("", (0.0, canvas.height - 8.0), Anchor::Start, &words);
        }
        canvas
    }

    fn axis(&self, canvas: &mut Canvas, plan: &Plan, ticks: &Ticks) {
        let bottom = plan.top + plan.row * self.lines().count() as f64;
        for tick in &ticks.at {
            let place = self.place(*tick);
            let x = plan.x.at(place);
            // Both a difference of 0 and a ratio of 1 stand at 0.
            canvas.line(if place == 0.0 { "z" } else { "gl" }, (x, plan.top), (x, bottom));
            canvas.text("", (x, bottom + 18.0), Anchor::Middle, &(self.tick)(*tick, ticks.decimals));
        }
        if let Some([less, more]) = self.sides {
            canvas.text("", (plan.x.to.0, 18.0), Anchor::Start, less);
            canvas.text("", (plan.x.to.1, 18.0), Anchor::End, more);
        }
    }

    fn marks(&self, canvas: &mut Canvas, plan: &Plan) {
        for (index, line) in self.lines().enumerate() {
            let y = plan.top + plan.row * index as f64 + plan.middle;
            let within = plan.x.from;
            match line.value.map(|it| self.place(it)).filter(|it| !it.is_nan() && line.mark != ForestMark::Unknown) {
                None => canvas.line("w dash", (plan.x.to.0, y), (plan.x.to.1, y)),
                Some(value) => {
                    let interval = line.interval.map(|(low, high)| (self.place(low), self.place(high)));
                    whisker(canvas, (plan.x, y), interval, within, &line.mark.whisker());
                    line.mark.draw(canvas, (plan.x.at(value.clamp(within.0, within.1)), y));
                }
            }
        }
    }
}

/// Round ratios from one over to `far`, a logarithm, about `wanted` of them on both sides of 1 together.
fn ratios(far: f64, wanted: usize) -> Vec<f64> {
    let decades = far / std::f64::consts::LN_10;
    let mut above: Vec<f64> = if decades <= 2.0 {
        [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().filter(|it: &f64| it.ln() <= far * 1.000_001).collect()
    } else {
        let every = (decades * 2.0 / wanted.max(2) as f64).ceil().max(1.0);
        (0..=wanted).map(|step| 10_f64.powf(every * step as f64)).filter(|it| it.ln() <= far * 1.000_001).collect()
    };
    if above.len() < 2 {
        above = vec![1.0, RATIO_MIN];
    }
    let below = above.iter().skip(1).rev().map(|it| 1.0 / it);
    below.chain(above.iter().copied()).collect()
}
