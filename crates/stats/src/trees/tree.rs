//! A grown tree: flat nodes, two children side by side.

use crate::trees::bins::Bins;

/// One question, or a leaf where `first_child` is 0: nobody's child is the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Node {
    pub(crate) first_child: u32,
    pub(crate) feature: u16,
    /// Codes up to this one go to the first child, higher ones to the second.
    pub(crate) code: u8,
}

impl Node {
    pub(crate) fn is_leaf(self) -> bool {
        self.first_child == 0
    }
}

/// A tree, root first, each parent before its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
}

impl Tree {
    /// The node at which a row ends.
    #[inline]
    pub(crate) fn leaf(&self, codes: &[u8]) -> usize {
        let mut at = 0;
        loop {
            let node = self.nodes[at];
            if node.is_leaf() {
                return at;
            }
            at = node.first_child as usize + usize::from(codes[usize::from(node.feature)] > node.code);
        }
    }

    /// Adds up a figure per node over the rows that pass through it. `add` counts a row where it ends.
    pub(crate) fn tally<T: Copy + Default + std::ops::AddAssign>(
        &self,
        bins: &Bins,
        rows: &[u32],
        add: impl Fn(&mut T, u32),
    ) -> Vec<T> {
        let mut tally = vec![T::default(); self.nodes.len()];
        for &row in rows {
            add(&mut tally[self.leaf(bins.row(row as usize))], row);
        }
        for at in (0..self.nodes.len()).rev() {
            let node = self.nodes[at];
            if !node.is_leaf() {
                let (first, second) = (tally[node.first_child as usize], tally[node.first_child as usize + 1]);
                tally[at] += first;
                tally[at] += second;
            }
        }
        tally
    }
}
