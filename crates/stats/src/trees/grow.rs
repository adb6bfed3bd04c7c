//! Growing one tree: at each node a histogram per feature, the best cut, and the rows parted.

use rand_chacha::ChaCha8Rng;

use crate::trees::bins::Bins;
use crate::trees::sample::choose;
use crate::trees::tree::{Node, Tree};

/// How far a tree may grow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    /// Rows that a child has at least.
    pub(crate) leaf_rows_min: usize,
    /// Marked and unmarked rows that a child has at least, each: treated and control.
    pub(crate) leaf_arm_min: usize,
    /// The part of its parent's rows that a child has at least.
    pub(crate) child_share_min: f64,
    /// Questions on the way to a leaf at most.
    pub(crate) depth_max: usize,
    /// Features looked at per node.
    pub(crate) features_tried: usize,
}

/// What a tree is grown for.
pub(crate) trait Target {
    /// Writes the label of each row of a node: a split is good when the sums of labels on both sides are far apart. The
    /// labels of a node add up to 0. False when there is nothing to part.
    fn label(&self, rows: &[u32], labels: &mut Vec<f32>) -> bool;

    /// Whether the row counts as marked, for [`Limits::leaf_arm_min`].
    fn is_marked(&self, row: u32) -> bool;
}

/// What a histogram knows of the rows with one code: the sum of labels, and how many rows, with the marked ones in the
/// upper half.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    sum: f64,
    counts: u64,
}

const MARKED: u64 = 1 << 32;

impl Cell {
    fn rows(self) -> usize {
        (self.counts & (MARKED - 1)) as usize
    }

    fn marked(self) -> usize {
        (self.counts >> 32) as usize
    }
}

/// A node whose rows still have to be parted.
struct Open {
    node: usize,
    from: usize,
    to: usize,
    depth: usize,
}

/// Room that one tree works in, kept from node to node.
struct Room {
    labels: Vec<f32>,
    cells: Vec<Cell>,
    right: Vec<u32>,
    features: Vec<u16>,
    /// Where the histogram of each feature begins.
    offsets: Vec<usize>,
}

/// Grows a tree on `rows`, which are left in the order of the leaves.
pub(crate) fn grow(bins: &Bins, rows: &mut [u32], limits: &Limits, target: &impl Target, rng: &mut ChaCha8Rng) -> Tree {
    let mut room = Room::new(bins, rows.len());
    let mut nodes = vec![Node::default()];
    let mut open = vec![Open { node: 0, from: 0, to: rows.len(), depth: 0 }];
    while let Some(Open { node, from, to, depth }) = open.pop() {
        let within = &mut rows[from..to];
        if depth >= limits.depth_max || within.len() < 2 * limits.leaf_rows_min.max(1) {
            continue;
        }
        if !target.label(within, &mut room.labels) {
            continue;
        }
        let tried = limits.features_tried.clamp(1, room.features.len().max(1));
        if tried < room.features.len() {
            choose(&mut room.features, tried, rng);
        }
        let Some((feature, code)) = room.best_split(bins, within, limits, target, tried) else { continue };
        let middle = from + part(bins, within, &mut room.right, feature, code);
        let first = nodes.len();
        let Ok(first_child) = u32::try_from(first) else { continue };
        nodes[node] = Node { first_child, feature, code };
        nodes.extend([Node::default(); 2]);
        open.push(Open { node: first + 1, from: middle, to, depth: depth + 1 });
        open.push(Open { node: first, from, to: middle, depth: depth + 1 });
    }
    Tree { nodes }
}

impl Room {
    fn new(bins: &Bins, rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(bins.features());
        let mut cells = 0;
        for width in bins.widths() {
            offsets.push(cells);
            cells += width;
        }
        Self {
            labels: Vec::with_capacity(rows),
            cells: vec![Cell::default(); cells],
            right: Vec::with_capacity(rows),
            features: (0..u16::try_from(bins.features()).unwrap_or(u16::MAX)).collect(),
            offsets,
        }
    }

    /// The cut that sets the labels furthest apart, if any keeps to the limits.
    fn best_split(
        &mut self,
        bins: &Bins,
        rows: &[u32],
        limits: &Limits,
        target: &impl Target,
        tried: usize,
    ) -> Option<(u16, u8)> {
        let features = &self.features[..tried];
        self.cells.fill(Cell::default());
        fill(
            &mut self.cells,
            &self.offsets,
            bins,
            rows,
            &self.labels,
            target,
            (tried < self.offsets.len()).then_some(features),
        );
        let share = (limits.child_share_min * rows.len() as f64).ceil() as usize;
        let rows_min = limits.leaf_rows_min.max(share).max(1);
        let mut best = None;
        let mut best_gain = 0.0;
        for &feature in features {
            let offset = self.offsets[usize::from(feature)];
            let cells = &self.cells[offset..][..bins.widths()[usize::from(feature)]];
            if let Some((gain, code)) = best_cut(cells, rows_min, limits.leaf_arm_min)
                && gain > best_gain
            {
                (best, best_gain) = (Some((feature, code)), gain);
            }
        }
        best
    }
}

/// Adds the rows of a node to the histograms.
fn fill(
    cells: &mut [Cell],
    offsets: &[usize],
    bins: &Bins,
    rows: &[u32],
    labels: &[f32],
    target: &impl Target,
    features: Option<&[u16]>,
) {
    for (&row, &label) in rows.iter().zip(labels) {
        let count = 1 + if target.is_marked(row) { MARKED } else { 0 };
        let codes = bins.row(row as usize);
        let mut add = |offset: usize, code: u8| {
            let cell = &mut cells[offset + usize::from(code)];
            cell.sum += f64::from(label);
            cell.counts += count;
        };
        match features {
            None => codes.iter().zip(offsets).for_each(|(&code, &offset)| add(offset, code)),
            Some(features) => {
                features.iter().map(|&f| usize::from(f)).for_each(|f| add(offsets[f], codes[f]));
            }
        }
    }
}

/// The best code to cut one feature after, with its gain.
fn best_cut(cells: &[Cell], rows_min: usize, arm_min: usize) -> Option<(f64, u8)> {
    let mut all = Cell::default();
    for cell in cells {
        all.sum += cell.sum;
        all.counts += cell.counts;
    }
    let (mut left, mut best) = (Cell::default(), None);
    let mut best_gain = 0.0;
    for (code, cell) in cells.iter().enumerate() {
        if cell.counts == 0 {
            continue;
        }
        left.sum += cell.sum;
        left.counts += cell.counts;
        let right = Cell { sum: all.sum - left.sum, counts: all.counts - left.counts };
        if right.rows() < rows_min {
            break;
        }
        if left.rows() < rows_min {
            continue;
        }
        if arm_min > 0 && [left, right].iter().any(|side| arms(*side) < arm_min) {
            continue;
        }
        let gain = left.sum * left.sum / left.rows() as f64 + right.sum * right.sum / right.rows() as f64;
        if gain > best_gain {
            (best, best_gain) = (Some((gain, code)), gain);
        }
    }
    // A cut after the last code of 256 would part nothing, so the code always fits.
    best.and_then(|(gain, code)| u8::try_from(code).ok().map(|code| (gain, code)))
}

fn arms(side: Cell) -> usize {
    side.marked().min(side.rows() - side.marked())
}

/// Parts the rows of a node, keeping their order; returns how many go to the first child.
fn part(bins: &Bins, rows: &mut [u32], right: &mut Vec<u32>, feature: u16, code: u8) -> usize {
    right.clear();
    let mut kept = 0;
    for at in 0..rows.len() {
        let row = rows[at];
        if bins.row(row as usize)[usize::from(feature)] <= code {
            rows[kept] = row;
            kept += 1;
        } else {
            right.push(row);
        }
    }
    rows[kept..].copy_from_slice(right);
    kept
}
