//! Growing one boosted tree, the leaf that gains most first.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::trees::bins::Bins;

use super::tree::{Node, Tree, is_missing};
use super::{Boosting, Direction};

/// Sums of first and second derivatives.
type Sums = [f64; 2];

/// One trait's histogram: a pair of sums per code. As long as there are codes, so that a byte never points beyond.
type Cells = [Sums; 256];

/// Less work than this is done by one thread, in additions.
const SHARED_WORK_MIN: usize = 1 << 15;

/// A gain below this part of the squares of all slopes is rounding.
const GAIN_SHARE_MIN: f64 = 1e-12;

/// A second derivative below this, left over from a subtraction, is no row.
const WEIGHT_ROUNDING: f64 = 1e-9;

/// What is known of the rows of a node, and between which values its leaves must stay.
#[derive(Debug, Clone, Copy)]
struct Part {
    sums: Sums,
    low: f64,
    high: f64,
}

/// A way to part a node.
#[derive(Debug, Clone, Copy)]
struct Cut {
    gain: f64,
    feature: u16,
    code: u8,
    missing_second: bool,
    /// The sums of the first child.
    first: Sums,
    /// Whether the children must keep the direction of the trait.
    direction: Direction,
}

/// A leaf that can be parted.
struct Open {
    node: usize,
    from: usize,
    to: usize,
    depth: usize,
    part: Part,
    cut: Cut,
    cells: Vec<Cells>,
}

/// Room that trees are grown in, kept from tree to tree.
pub(super) struct Grower<'a> {
    bins: &'a Bins,
    plan: &'a Boosting,
    spare: Vec<Vec<Cells>>,
    second: Vec<u32>,
}

/// What a tree is grown on.
struct Field<'a> {
    bins: &'a Bins,
    plan: &'a Boosting,
    slopes: &'a [[f32; 2]],
    gain_min: f64,
}

impl<'a> Grower<'a> {
    pub(super) fn new(bins: &'a Bins, plan: &'a Boosting) -> Self {
        Self { bins, plan, spare: Vec::new(), second: Vec::new() }
    }

    /// A tree on these rows, which are left in the order of the leaves; none when no split gains anything.
    pub(super) fn grow(&mut self, slopes: &[[f32; 2]], rows: &mut [u32]) -> Option<Tree> {
        let (sums, squares) = totals(slopes, rows);
        let field = Field { bins: self.bins, plan: self.plan, slopes, gain_min: GAIN_SHARE_MIN * squares };
        let part = Part { sums, low: f64::NEG_INFINITY, high: f64::INFINITY };
        let mut cells = self.room();
        let cut = field.look(rows, &mut cells, &part, None).0?;
        let mut nodes = vec![Node { rows: count(rows.len()), ..Node::default() }];
        let mut open = vec![Open { node: 0, from: 0, to: rows.len(), depth: 0, part, cut, cells }];
        let (mut leaves, mut depth) = (1, 0);
        while leaves < self.plan.leaves_max
            && let Some(best) = best_of(&open)
        {
            let leaf = open.swap_remove(best);
            leaves += 1;
            depth = depth.max(leaf.depth + 1);
            self.split(&field, leaf, rows, &mut nodes, &mut open, leaves);
        }
        self.spare.extend(open.into_iter().map(|leaf| leaf.cells));
        Some(Tree { nodes, depth })
    }

    fn room(&mut self) -> Vec<Cells> {
        self.spare.pop().unwrap_or_else(|| vec![[[0.0; 2]; 256]; self.bins.features()])
    }

    /// Parts a leaf, and finds out how its children would be parted.
    fn split(
        &mut self,
        field: &Field<'_>,
        leaf: Open,
        rows: &mut [u32],
        nodes: &mut Vec<Node>,
        open: &mut Vec<Open>,
        leaves: usize,
    ) {
        let Open { node, from, to, depth, part, cut, mut cells } = leaf;
        let first_child = nodes.len();
        let parent = &mut nodes[node];
        parent.first_child = count(first_child);
        (parent.feature, parent.code, parent.missing_second) = (cut.feature, cut.code, cut.missing_second);
        let parent = *parent;
        let middle = from + divide(self.bins, &parent, &mut rows[from..to], &mut self.second);
        let parts = field.children(&part, &cut);
        let ends = [(from, middle), (middle, to)];
        for (part, (from, to)) in parts.iter().zip(ends) {
            let value = field.plan.shrinkage * field.value(part.sums, part);
            nodes.push(Node { rows: count(to - from), value, ..Node::default() });
        }
        if leaves >= self.plan.leaves_max || depth + 1 >= self.plan.depth_max {
            self.spare.push(cells);
            return;
        }
        let small = usize::from(middle - from > to - middle);
        let large = 1 - small;
        let mut small_cells = self.room();
        let (from_small, to_small) = ends[small];
        let within = &rows[from_small..to_small];
        let (small_cut, large_cut) =
            field.look(within, &mut small_cells, &parts[small], Some((&mut cells, &parts[large])));
        for (child, cut, cells) in [(small, small_cut, small_cells), (large, large_cut, cells)] {
            let (from, to) = ends[child];
            match cut {
                None => self.spare.push(cells),
                Some(cut) => open.push(Open {
                    node: first_child + child,
                    from,
                    to,
                    depth: depth + 1,
                    part: parts[child],
                    cut,
                    cells,
                }),
            }
        }
    }
}

impl Field<'_> {
    /// Counts the rows of a node into `cells`; where another node holds the rest of their parent's rows, takes them away from
    /// the cells of the parent. Finds the best cut of both.
    fn look(
        &self,
        rows: &[u32],
        cells: &mut [Cells],
        part: &Part,
        rest: Option<(&mut [Cells], &Part)>,
    ) -> (Option<Cut>, Option<Cut>) {
        let features = cells.len();
        let is_shared = rows.len() * features + features * 256 >= SHARED_WORK_MIN;
        let group = if is_shared { features.div_ceil(rayon::current_num_threads()).max(1) } else { features.max(1) };
        let groups = cells.par_chunks_mut(group).enumerate().map(|(number, cells)| (number * group, cells));
        match rest {
            None => groups
                .map(|(first, cells)| {
                    self.fill(rows, first, cells);
                    (self.best_cut(first, cells, part), None)
                })
                .reduce(|| (None, None), better_each),
            Some((parents, rest)) => groups
                .zip(parents.par_chunks_mut(group))
                .map(|((first, cells), parents)| {
                    self.fill(rows, first, cells);
                    self.take_away(first, parents, cells);
                    (self.best_cut(first, cells, part), self.best_cut(first, parents, rest))
                })
                .reduce(|| (None, None), better_each),
        }
    }

    fn fill(&self, rows: &[u32], first: usize, cells: &mut [Cells]) {
        for (cells, width) in cells.iter_mut().zip(&self.bins.widths()[first..]) {
            cells[..*width].fill([0.0; 2]);
        }
        for &row in rows {
            let [slope, weight] = self.slopes[row as usize].map(f64::from);
            for (cells, &code) in cells.iter_mut().zip(&self.bins.row(row as usize)[first..]) {
                let cell = &mut cells[usize::from(code)];
                cell[0] += slope;
                cell[1] += weight;
            }
        }
    }

    fn take_away(&self, first: usize, from: &mut [Cells], cells: &[Cells]) {
        for ((from, cells), &width) in from.iter_mut().zip(cells).zip(&self.bins.widths()[first..]) {
            for (from, cell) in from[..width].iter_mut().zip(cells) {
                from[0] -= cell[0];
                from[1] -= cell[1];
            }
        }
    }

    /// The best cut over some traits, of which `first` is the first.
    fn best_cut(&self, first: usize, cells: &[Cells], part: &Part) -> Option<Cut> {
        let widths = &self.bins.widths()[first..];
        let cuts = cells.iter().zip(widths).enumerate();
        cuts.map(|(at, (cells, &width))| self.best_cut_of(first + at, &cells[..width], part)).fold(None, better)
    }

    fn best_cut_of(&self, feature: usize, cells: &[Sums], part: &Part) -> Option<Cut> {
        let direction = self.plan.directions.get(feature).copied().unwrap_or_default();
        let has_missing = cells.first().is_some_and(|missing| missing[1] > WEIGHT_ROUNDING);
        let least = self.plan.child_weight_min;
        let before = self.worth(part.sums, part);
        let mut best: Option<Cut> = None;
        let mut best_gain = self.gain_min;
        for missing_second in [false, true] {
            if missing_second && !has_missing {
                break;
            }
            let mut sums = [0.0; 2];
            for (code, cell) in cells.iter().enumerate().skip(usize::from(missing_second)) {
                sums = [sums[0] + cell[0], sums[1] + cell[1]];
                if sums[1] < least {
                    continue;
                }
                let rest = [part.sums[0] - sums[0], part.sums[1] - sums[1]];
                if rest[1] < least {
                    break;
                }
                let gain = 0.5 * (self.worth(sums, part) + self.worth(rest, part) - before);
                if gain <= best_gain {
                    continue;
                }
                // Missing values stand on no side of the others, so that setting them apart has no direction.
                let direction = if is_missing(code) { Direction::Free } else { direction };
                if is_against(direction, self.value(sums, part), self.value(rest, part)) {
                    continue;
                }
                let missing_second = missing_second || (!has_missing && !is_missing(code) && sums[1] < rest[1]);
                let (feature, code) = (u16::try_from(feature).ok()?, u8::try_from(code).ok()?);
                best = Some(Cut { gain, feature, code, missing_second, first: sums, direction });
                best_gain = gain;
            }
        }
        best
    }

    /// What a leaf with these sums says, within the bounds of its node.
    fn value(&self, [slope, weight]: Sums, part: &Part) -> f64 {
        let curvature = weight + self.plan.l2;
        if curvature > 0.0 { (-slope / curvature).max(part.low).min(part.high) } else { 0.0 }
    }

    /// Twice what such a leaf takes off the loss.
    #[inline]
    fn worth(&self, [slope, weight]: Sums, part: &Part) -> f64 {
        let curvature = weight + self.plan.l2;
        if part.low == f64::NEG_INFINITY && part.high == f64::INFINITY {
            return slope * slope / curvature;
        }
        let value = self.value([slope, weight], part);
        -(2.0 * slope + curvature * value) * value
    }

    /// Both children. Where the cut has a direction, no leaf below one may ever pass the middle between the two.
    fn children(&self, part: &Part, cut: &Cut) -> [Part; 2] {
        let rest = [part.sums[0] - cut.first[0], part.sums[1] - cut.first[1]];
        let (mut first, mut second) = (Part { sums: cut.first, ..*part }, Part { sums: rest, ..*part });
        let middle = 0.5 * (self.value(first.sums, part) + self.value(second.sums, part));
        match cut.direction {
            Direction::Free => {}
            Direction::Rising => (first.high, second.low) = (middle, middle),
            Direction::Falling => (first.low, second.high) = (middle, middle),
        }
        [first, second]
    }
}

fn is_against(direction: Direction, first: f64, second: f64) -> bool {
    match direction {
        Direction::Free => false,
        Direction::Rising => first > second,
        Direction::Falling => first < second,
    }
}

/// The cut that gains more; of equal ones that of the earlier trait.
fn better(a: Option<Cut>, b: Option<Cut>) -> Option<Cut> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let order = a.gain.total_cmp(&b.gain).then_with(|| b.feature.cmp(&a.feature));
            Some(if order == Ordering::Less { b } else { a })
        }
        (a, b) => a.or(b),
    }
}

fn better_each(a: (Option<Cut>, Option<Cut>), b: (Option<Cut>, Option<Cut>)) -> (Option<Cut>, Option<Cut>) {
    (better(a.0, b.0), better(a.1, b.1))
}

/// The leaf whose cut gains most; of equal ones the earlier.
fn best_of(open: &[Open]) -> Option<usize> {
    let order = |a: &Open, b: &Open| a.cut.gain.total_cmp(&b.cut.gain).then_with(|| b.node.cmp(&a.node));
    open.iter().enumerate().max_by(|(_, a), (_, b)| order(a, b)).map(|(at, _)| at)
}

/// The sums over some rows, and the sum of the squares of their slopes.
fn totals(slopes: &[[f32; 2]], rows: &[u32]) -> (Sums, f64) {
    let (mut sums, mut squares) = ([0.0; 2], 0.0);
    for &row in rows {
        let [slope, weight] = slopes[row as usize].map(f64::from);
        sums = [sums[0] + slope, sums[1] + weight];
        squares += slope * slope;
    }
    (sums, squares)
}

/// Parts the rows of a node, keeping their order; returns how many go to the first child.
fn divide(bins: &Bins, node: &Node, rows: &mut [u32], second: &mut Vec<u32>) -> usize {
    second.clear();
    let mut kept = 0;
    for at in 0..rows.len() {
        let row = rows[at];
        if node.is_second(bins.row(row as usize)[usize::from(node.feature)]) {
            second.push(row);
        } else {
            rows[kept] = row;
            kept += 1;
        }
    }
    rows[kept..].copy_from_slice(second);
    kept
}

/// Rows and nodes are counted in 32 bits.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
