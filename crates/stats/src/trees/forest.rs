//! Forests of regression trees: the mean of an outcome for given features, or a ratio of two sums.

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::trees::bins::Bins;
use crate::trees::grow::{Limits, Target, grow};
use crate::trees::sample::{draw, stream};
use crate::trees::tree::Tree;

/// How a forest is grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plan {
    pub(crate) trees: usize,
    pub(crate) seed: u64,
    /// The share of the rows that each tree sees.
    pub(crate) sample_share: f64,
    pub(crate) limits: Limits,
}

impl Plan {
    /// The rows that a tree sees, and the others.
    fn draw(&self, rows: &[u32], rng: &mut ChaCha8Rng) -> (Vec<u32>, Vec<u32>) {
        let wanted = ((rows.len() as f64 * self.sample_share).round() as usize).clamp(1, rows.len().max(1));
        draw(rows.iter().copied(), wanted, rng)
    }
}

/// Per row a numerator and a weight: a leaf says the sum of the one over the sum of the other. With weights of 1 that is a
/// mean.
pub(crate) struct Ratios<'a> {
    pub(crate) numerators: &'a [f64],
    pub(crate) weights: Option<&'a [f64]>,
}

impl Ratios<'_> {
    fn weight(&self, row: u32) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row as usize])
    }

    fn sums(&self, rows: &[u32]) -> Sums {
        let mut sums = Sums::default();
        for &row in rows {
            sums.add(self, row);
        }
        sums
    }
}

impl Target for Ratios<'_> {
    fn label(&self, rows: &[u32], labels: &mut Vec<f32>) -> bool {
        let Some(ratio) = self.sums(rows).ratio() else { return false };
        labels.clear();
        labels.extend(rows.iter().map(|&row| (self.numerators[row as usize] - ratio * self.weight(row)) as f32));
        labels.iter().any(|&label| label != 0.0)
    }

    fn is_marked(&self, _: u32) -> bool {
        false
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    numerator: f64,
    weight: f64,
}

impl Sums {
    fn add(&mut self, ratios: &Ratios<'_>, row: u32) {
        self.numerator += ratios.numerators[row as usize];
        self.weight += ratios.weight(row);
    }

    fn ratio(self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.numerator / self.weight)
    }
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.numerator += other.numerator;
        self.weight += other.weight;
    }
}

/// A tree with what each leaf says.
#[derive(Debug, Clone)]
struct Grown {
    tree: Tree,
    values: Vec<f64>,
}

/// Many trees; a prediction is the mean of what they say.
#[derive(Debug, Clone)]
pub(crate) struct RatioForest {
    grown: Vec<Grown>,
}

impl RatioForest {
    /// Grows a forest on these rows.
    pub(crate) fn grow(bins: &Bins, rows: &[u32], ratios: &Ratios<'_>, plan: &Plan) -> Self {
        let grown = (0..plan.trees)
            .into_par_iter()
            .map(|number| {
                let mut rng = stream(plan.seed, number);
                let (mut seen, _) = plan.draw(rows, &mut rng);
                let tree = grow(bins, &mut seen, &plan.limits, ratios, &mut rng);
                let values = values(&tree, &tree.tally(bins, &seen, |sums: &mut Sums, row| sums.add(ratios, row)));
                Grown { tree, values }
            })
            .collect();
        Self { grown }
    }

    /// What the forest says of every row of a table.
    pub(crate) fn predict(&self, bins: &Bins) -> Vec<f64> {
        let mut said = vec![0.0; bins.rows()];
        said.par_chunks_mut(1024).enumerate().for_each(|(block, said)| {
            for grown in &self.grown {
                for (at, said) in said.iter_mut().enumerate() {
                    *said += grown.values[grown.tree.leaf(bins.row(block * 1024 + at))];
                }
            }
            for said in said {
                *said /= self.grown.len().max(1) as f64;
            }
        });
        said
    }

    /// For each of the rows it was grown on, what those trees say that did not see it; for other rows, and for those that
    /// every tree saw, what all say. `plan` is the one it was grown with, so each tree's draw can be repeated.
    pub(crate) fn predict_unseen(&self, bins: &Bins, rows: &[u32], plan: &Plan) -> Vec<f64> {
        let said: Vec<(Vec<u32>, Vec<f64>)> = self
            .grown
            .par_iter()
            .enumerate()
            .map(|(number, grown)| {
                let (_, unseen) = plan.draw(rows, &mut stream(plan.seed, number));
                let said = unseen.iter().map(|&row| grown.values[grown.tree.leaf(bins.row(row as usize))]).collect();
                (unseen, said)
            })
            .collect();
        let mut sums = vec![(0.0, 0_u32); bins.rows()];
        for (row, value) in said.iter().flat_map(|(rows, values)| rows.iter().zip(values)) {
            let (sum, n) = &mut sums[*row as usize];
            *sum += value;
            *n += 1;
        }
        let all = if sums.iter().any(|(_, n)| *n == 0) { self.predict(bins) } else { Vec::new() };
        let mean = |(row, (sum, n)): (usize, (f64, u32))| if n > 0 { sum / f64::from(n) } else { all[row] };
        sums.into_iter().enumerate().map(mean).collect()
    }
}

/// The ratio of each node; a node of weight 0 says what its parent says.
fn values(tree: &Tree, sums: &[Sums]) -> Vec<f64> {
    let mut values = vec![0.0; sums.len()];
    if let Some(first) = values.first_mut() {
        *first = sums[0].ratio().unwrap_or(0.0);
    }
    for (at, node) in tree.nodes.iter().enumerate() {
        if !node.is_leaf() {
            for child in [node.first_child as usize, node.first_child as usize + 1] {
                values[child] = sums[child].ratio().unwrap_or(values[at]);
            }
        }
    }
    values
}
