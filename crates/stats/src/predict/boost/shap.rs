//! Exact Shapley values of a tree, in one walk over its nodes.

use super::tree::Tree;

/// A trait on the way to a node, with what it lets through when it is unknown and when it is known.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    feature: u16,
    /// The share of the rows that go this way.
    unknown: f64,
    /// Whether the row itself goes this way: 1 or 0.
    known: f64,
    /// How much orders count in which so many of the traits before are known.
    weight: f64,
}

/// Room for one walk, kept from tree to tree.
#[derive(Debug, Default)]
pub(super) struct Room {
    steps: Vec<Step>,
}

/// One row on its way through one tree.
struct Walk<'a> {
    tree: &'a Tree,
    codes: &'a [u8],
    values: &'a mut [f64],
}

impl Room {
    /// Adds what each trait of a row contributes to what the tree says.
    pub(super) fn add(&mut self, tree: &Tree, codes: &[u8], values: &mut [f64]) {
        // The path of each depth stands behind that of the depth above it.
        let longest = tree.depth + 2;
        self.steps.resize(self.steps.len().max(longest * (longest + 1) / 2), Step::default());
        let root = Step { feature: u16::MAX, unknown: 1.0, known: 1.0, weight: 0.0 };
        Walk { tree, codes, values }.visit(0, &mut self.steps, 0, root);
    }
}

impl Walk<'_> {
    /// Goes on at a node with the path of its parent, `length` steps at the front of `steps`, made longer by one.
    fn visit(&mut self, at: usize, steps: &mut [Step], length: usize, step: Step) {
        extend(steps, length, step);
        let mut length = length + 1;
        let node = self.tree.nodes[at];
        if node.is_leaf() {
            for i in 1..length {
                let Step { feature, unknown, known, .. } = steps[i];
                self.values[usize::from(feature)] += unwound(steps, length, i) * (known - unknown) * node.value;
            }
            return;
        }
        let (taken, other) = node.children(self.codes);
        let (mut unknown, mut known) = (1.0, 1.0);
        // A trait that was asked for before counts once, with both answers together.
        if let Some(before) = (1..length).find(|&i| steps[i].feature == node.feature) {
            (unknown, known) = (steps[before].unknown, steps[before].known);
            unwind(steps, length, before);
            length -= 1;
        }
        for (child, known) in [(taken, known), (other, 0.0)] {
            let share = f64::from(self.tree.nodes[child].rows) / f64::from(node.rows);
            let (here, below) = steps.split_at_mut(length);
            below[..length].copy_from_slice(here);
            let step = Step { feature: node.feature, unknown: unknown * share, known, weight: 0.0 };
            self.visit(child, below, length, step);
        }
    }
}

/// Puts a step at the end of a path of `length` steps.
fn extend(steps: &mut [Step], length: usize, step: Step) {
    steps[length] = Step { weight: if length == 0 { 1.0 } else { 0.0 }, ..step };
    let n = length as f64 + 1.0;
    for i in (0..length).rev() {
        let weight = steps[i].weight;
        steps[i + 1].weight += step.known * weight * (i as f64 + 1.0) / n;
        steps[i].weight = step.unknown * weight * (length - i) as f64 / n;
    }
}

/// Takes step `index` out of a path of `length` steps.
fn unwind(steps: &mut [Step], length: usize, index: usize) {
    let last = length - 1;
    let (n, Step { unknown, known, .. }) = (length as f64, steps[index]);
    let mut next = steps[last].weight;
    for i in (0..last).rev() {
        if known == 0.0 {
            steps[i].weight = steps[i].weight * n / (unknown * (last - i) as f64);
        } else {
            let weight = steps[i].weight;
            steps[i].weight = next * n / ((i as f64 + 1.0) * known);
            next = weight - steps[i].weight * unknown * (last - i) as f64 / n;
        }
    }
    for i in index..last {
        let Step { feature, unknown, known, .. } = steps[i + 1];
        steps[i] = Step { feature, unknown, known, weight: steps[i].weight };
    }
}

/// The sum of the weights of a path without step `index`.
fn unwound(steps: &[Step], length: usize, index: usize) -> f64 {
    let last = length - 1;
    let (n, Step { unknown, known, .. }) = (length as f64, steps[index]);
    let (mut next, mut total) = (steps[last].weight, 0.0);
    for i in (0..last).rev() {
        if known == 0.0 {
            total += steps[i].weight * n / (unknown * (last - i) as f64);
        } else {
            let weight = next * n / ((i as f64 + 1.0) * known);
            total += weight;
            next = steps[i].weight - weight * unknown * (last - i) as f64 / n;
        }
    }
    total
}
