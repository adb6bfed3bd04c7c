//! A boosted tree: splits that know where missing values go, and a value in each leaf.

use crate::trees::bins::MISSING;

/// A question, or a leaf where `first_child` is 0: nobody's child is the root.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Node {
    pub(super) first_child: u32,
    /// How many rows it was learned from.
    pub(super) rows: u32,
    pub(super) feature: u16,
    /// Codes up to this one go to the first child, higher ones to the second.
    pub(super) code: u8,
    /// Whether missing values, whose code is the lowest, go to the second child all the same.
    pub(super) missing_second: bool,
    /// What a leaf adds to the score.
    pub(super) value: f64,
}

impl Node {
    pub(super) const fn is_leaf(&self) -> bool {
        self.first_child == 0
    }

    /// Whether a row with this code goes to the second child.
    #[inline]
    pub(super) const fn is_second(&self, code: u8) -> bool {
        // Taking one away turns the code of a missing value into the highest.
        let shift = self.missing_second as u8;
        code.wrapping_sub(shift) > self.code.wrapping_sub(shift)
    }

    const fn child(&self, code: u8) -> usize {
        self.first_child as usize + self.is_second(code) as usize
    }

    /// Which child a row takes, and the other.
    pub(super) fn children(&self, codes: &[u8]) -> (usize, usize) {
        let taken = self.child(codes[usize::from(self.feature)]);
        (taken, 2 * self.first_child as usize + 1 - taken)
    }
}

/// A tree, root first, each parent before its children, which stand side by side.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Questions on the longest way.
    pub(super) depth: usize,
}

impl Tree {
    /// What the tree adds to the score of a row.
    #[inline]
    pub(super) fn value(&self, codes: &[u8]) -> f64 {
        let mut node = &self.nodes[0];
        while !node.is_leaf() {
            node = &self.nodes[node.child(codes[usize::from(node.feature)])];
        }
        node.value
    }

    /// The mean of what it adds to the rows it was learned from.
    pub(super) fn mean(&self) -> f64 {
        let total = f64::from(self.nodes[0].rows);
        let leaves = self.nodes.iter().filter(|node| node.is_leaf());
        leaves.map(|leaf| leaf.value * f64::from(leaf.rows) / total).sum()
    }

    /// What it says when only some traits are known: the mean over branches it cannot decide on.
    #[cfg(test)]
    pub(super) fn value_knowing(&self, codes: &[u8], known: &dyn Fn(usize) -> bool) -> f64 {
        self.below(0, codes, known)
    }

    #[cfg(test)]
    fn below(&self, at: usize, codes: &[u8], known: &dyn Fn(usize) -> bool) -> f64 {
        let node = &self.nodes[at];
        if node.is_leaf() {
            return node.value;
        }
        let (taken, other) = node.children(codes);
        if known(usize::from(node.feature)) {
            return self.below(taken, codes, known);
        }
        let part =
            |child: usize| f64::from(self.nodes[child].rows) / f64::from(node.rows) * self.below(child, codes, known);
        part(taken) + part(other)
    }
}

/// Whether this code means that the value is missing.
pub(super) const fn is_missing(code: usize) -> bool {
    code == MISSING as usize
}
