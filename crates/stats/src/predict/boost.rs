//! Gradient-boosted trees: each tree lowers what the trees before it left of the loss.

mod grow;
mod loss;
mod shap;
mod tree;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::StatsError;
use crate::estimate::Why;
use crate::regression::{MAGNITUDE_MAX, same_length};
use crate::trees::bins::{BINS_MAX, Bins, Cuts};
use crate::trees::sample::{draw, stream};

use super::attributions::Attributions;
use grow::Grower;
pub use loss::Loss;
use tree::Tree;

/// Rows that are worked on together.
const BLOCK_ROWS: usize = 4096;
/// Fewer rows than this on either side are not held out: they would say nothing.
const HELD_OUT_MIN: usize = 20;

/// What a prediction may do when one trait rises and the others stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Anything.
    #[default]
    Free,
    /// It never falls.
    Rising,
    /// It never rises.
    Falling,
}

/// How trees are boosted.
#[derive(Debug, Clone, PartialEq)]
pub struct Boosting {
    /// What is predicted.
    pub loss: Loss,
    /// Trees at most.
    pub trees_max: usize,
    /// How much of its answer each tree gives, above 0 and at most 1.
    pub shrinkage: f64,
    /// Leaves of a tree at most.
    pub leaves_max: usize,
    /// Questions on the way to a leaf at most.
    pub depth_max: usize,
    /// What the second derivatives of the loss in a leaf add up to at least: rows for amounts, about p(1 − p) times the rows
    /// for yes and no.
    pub child_weight_min: f64,
    /// How strongly the values of leaves are drawn to 0.
    pub l2: f64,
    /// The share of the rows that each tree sees, above 0 and at most 1.
    pub row_share: f64,
    /// The share of the rows on which it is tried when to stop; 0 grows all trees.
    pub held_out_share: f64,
    /// Trees without gain on the rows held out after which growing ends.
    pub patience: usize,
    /// Bins per trait, from 2 to 255.
    pub bins_max: usize,
    /// Per trait what a prediction may do when it rises; traits beyond the last entry are free.
    pub directions: Vec<Direction>,
    /// Decides every draw.
    pub seed: u64,
}

impl Default for Boosting {
    fn default() -> Self {
        Self {
            loss: Loss::YesNo,
            trees_max: 300,
            shrinkage: 0.1,
            leaves_max: 15,
            depth_max: 8,
            child_weight_min: 3.0,
            l2: 1.0,
            row_share: 1.0,
            held_out_share: 0.1,
            patience: 20,
            bins_max: BINS_MAX,
            directions: Vec::new(),
            seed: 1,
        }
    }
}

impl Boosting {
    fn check(&self) -> Result<(), StatsError> {
        let share = |name, value: f64, allowed| {
            if value > 0.0 && value <= 1.0 {
                Ok(())
            } else {
                Err(StatsError::OutOfRange { name, allowed, given: value })
            }
        };
        share("shrinkage", self.shrinkage, "above 0 and at most 1")?;
        share("row_share", self.row_share, "above 0 and at most 1")?;
        crate::checked::not_negative("l2", self.l2)?;
        if !(self.child_weight_min > 0.0 && self.child_weight_min.is_finite()) {
            let (name, given) = ("child_weight_min", self.child_weight_min);
            return Err(StatsError::OutOfRange { name, allowed: "a finite number above 0", given });
        }
        if !(0.0..=0.9).contains(&self.held_out_share) {
            let (name, given) = ("held_out_share", self.held_out_share);
            return Err(StatsError::OutOfRange { name, allowed: "from 0 to 0.9", given });
        }
        let count = |name, least: usize, given: usize| {
            let (allowed, given_number) = (if least == 1 { "at least 1" } else { "at least 2" }, given as f64);
            if given >= least { Ok(()) } else { Err(StatsError::OutOfRange { name, allowed, given: given_number }) }
        };
        count("trees_max", 1, self.trees_max)?;
        count("depth_max", 1, self.depth_max)?;
        count("leaves_max", 2, self.leaves_max)?;
        count("bins_max", 2, self.bins_max)
    }

    /// The rows that trees are learned from, and those held out to know when to stop.
    fn hold_out(&self, rows: usize) -> (Vec<u32>, Vec<u32>) {
        let all = 0..u32::try_from(rows).unwrap_or(u32::MAX);
        let held_out = share_of(rows, self.held_out_share);
        if held_out < HELD_OUT_MIN || rows - held_out < HELD_OUT_MIN {
            return (all.collect(), Vec::new());
        }
        let (held_out, learned) = draw(all, held_out, &mut stream(self.seed, 0));
        (learned, held_out)
    }

    /// The rows that one tree sees.
    fn draw(&self, learned: &[u32], rng: &mut ChaCha8Rng, seen: &mut Vec<u32>) {
        seen.clear();
        if self.row_share >= 1.0 {
            seen.extend_from_slice(learned);
        } else {
            let wanted = share_of(learned.len(), self.row_share).max(1);
            seen.extend(draw(learned.iter().copied(), wanted, rng).0);
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count lies within the count")]
fn share_of(rows: usize, share: f64) -> usize {
    ((rows as f64 * share).round() as usize).min(rows)
}

/// Boosted trees, grown.
#[derive(Debug, Clone)]
pub struct Boosted {
    cuts: Cuts,
    trees: Vec<Tree>,
    start: f64,
    loss: Loss,
    n: u64,
}

impl Boosted {
    /// Learns an outcome from traits by gradient-boosted trees.
    ///
    /// The score of a row is F = `start` + `shrinkage` · Σ of what its leaf in each tree says; the prediction is the inverse link
    /// of F: 1/(1 + e^−F) for yes and no, e^F for counts, F for amounts. A leaf says −G/(H + `l2`), G and H being the sums of the
    /// first and second derivatives of the loss of its rows at the score so far. A split is worth
    /// ½(`G_l`²/(`H_l` + `l2`) + `G_r`²/(`H_r` + `l2`) − G²/(H + `l2`)); the leaf whose best split is worth most is parted next.
    ///
    /// Use it where traits act together or bend; with a few hundred rows logistic regression usually predicts as well and
    /// can be read. It learns who leaves, not what would keep them: see [`uplift`](crate::uplift).
    ///
    /// # Shapes
    /// Columns of equal length, at least one; `outcome` has one value per row.
    ///
    /// # Units
    /// Traits in any units, only their order counts. `outcome`: 0 or 1; counts and other numbers from 0; or any number.
    ///
    /// # Missing, tied and extreme values
    /// NaN is a missing value; each split learns to which side it goes, and where a node had none it goes with the larger side.
    /// Infinity is refused. A trait has at most 255 bins; one with no more different values loses nothing. Categories are
    /// given as columns of 0 and 1.
    ///
    /// # Returns
    /// Inside `Ok`, `Err(why)`: `ZeroVariance` when all outcomes are alike, `TooFew` with less than two rows.
    ///
    /// # Errors
    /// `TooFew` without columns, `LengthMismatch`, `RowOutOfRange`, and `OutOfRange` for a setting that means nothing.
    ///
    /// # Numerical notes
    /// Histograms are added up in the order of the rows, one trait by one thread; of two children the smaller is counted and
    /// the larger is what remains of the parent. The result is the same for every number of threads. A trait with a
    /// direction bounds the leaves on both sides of its splits by the middle between them, and those bounds are passed on, so
    /// that the whole function keeps the direction.
    ///
    /// # Source
    /// Friedman (2001), Greedy function approximation, Annals of Statistics 29:1189–1232; Chen and Guestrin (2016),
    /// `XGBoost`, KDD; Ke and others (2017), `LightGBM`, NIPS, for histograms and growth by leaves. Method page:
    /// `docs/methods/boosted_trees.md`.
    ///
    /// # Checked against
    /// One tree by hand, `one_tree_is_newtons_step_in_each_leaf`; scikit-learn and xgboost on the Iranian churn data,
    /// `boosted_trees_rank_as_well_as_their_peers_on_iranian_churn`.
    ///
    /// # Example
    /// Two kinds of customers: of forty without the trait ten left, of forty with it thirty. One tree with the whole step and
    /// no penalty starts at even odds and moves by (¼ − ½)/¼ = −1 and +1.
    /// ```
    /// # use stats::predict::{Boosted, Boosting};
    /// let has_trait: Vec<f64> = (0..80).map(|i| f64::from(i / 40)).collect();
    /// let left: Vec<f64> = (0..80).map(|i| f64::from(u8::from(if i < 40 { i < 10 } else { i < 70 }))).collect();
    /// let plan = Boosting { trees_max: 1, shrinkage: 1.0, l2: 0.0, held_out_share: 0.0, ..Boosting::default() };
    /// let model = Boosted::fit(&[&has_trait], &left, &plan)?.expect("both happened");
    /// let scores = model.scores(&[&[0.0, 1.0]])?;
    /// assert!((scores[0] + 1.0).abs() < 1e-6 && (scores[1] - 1.0).abs() < 1e-6);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn fit(columns: &[&[f64]], outcome: &[f64], plan: &Boosting) -> Result<Result<Self, Why>, StatsError> {
        plan.check()?;
        let Some(first) = columns.first() else {
            return Err(StatsError::TooFew { method: "boosting", what: "covariates", needed: 1, given: 0 });
        };
        same_length("covariates", first.len(), "outcome", outcome.len())?;
        plan.loss.check(outcome)?;
        if let Some(row) = outcome.iter().position(|y| y.is_nan() || y.abs() > MAGNITUDE_MAX) {
            let allowed = "a finite number of at most 1e140 in size";
            return Err(StatsError::RowOutOfRange { name: "outcome", allowed, given: outcome[row], row });
        }
        let cuts = Cuts::learn(columns, plan.bins_max)?;
        if outcome.len() < 2 {
            return Ok(Err(Why::TooFew { needed: 2, given: outcome.len() as u64 }));
        }
        let bins = cuts.apply(columns)?;
        let (learned, held_out) = plan.hold_out(outcome.len());
        let Some(start) = plan.loss.start(learned.iter().map(|&row| outcome[row as usize])) else {
            return Ok(Err(Why::ZeroVariance));
        };
        let trees = boost(&bins, outcome, plan, (&learned, &held_out), start);
        Ok(Ok(Self { cuts, trees, start, loss: plan.loss, n: outcome.len() as u64 }))
    }

    /// The score of every row: log-odds, the logarithm of a mean, or a mean.
    ///
    /// # Errors
    /// `LengthMismatch` for other columns than those learned from, `RowOutOfRange` for an infinite value.
    pub fn scores(&self, columns: &[&[f64]]) -> Result<Vec<f64>, StatsError> {
        let bins = self.cuts.apply(columns)?;
        let mut scores = vec![self.start; bins.rows()];
        scores.par_chunks_mut(BLOCK_ROWS).enumerate().for_each(|(block, scores)| {
            for tree in &self.trees {
                for (at, score) in scores.iter_mut().enumerate() {
                    *score += tree.value(bins.row(block * BLOCK_ROWS + at));
                }
            }
        });
        Ok(scores)
    }

    /// What is expected of every row: a chance, a mean count, or a mean.
    ///
    /// # Errors
    /// As [`scores`](Self::scores).
    pub fn predict(&self, columns: &[&[f64]]) -> Result<Vec<f64>, StatsError> {
        let mut scores = self.scores(columns)?;
        for score in &mut scores {
            *score = self.loss.mean(*score);
        }
        Ok(scores)
    }

    /// What each trait adds to the score of each row: exact Shapley values of the trees.
    ///
    /// The value of a trait is the mean, over all orders in which traits may become known, of what knowing it changes. What
    /// a tree says with some traits unknown is the mean over the branches it cannot decide on, weighted by the rows that
    /// went there. The values of a row and the base add up to its score.
    ///
    /// Use it to say what the model used. It is about the model, not about causes.
    ///
    /// # Errors
    /// As [`scores`](Self::scores).
    ///
    /// # Numerical notes
    /// O(leaves · depth²) per row and tree; rows are shared out among threads, and the result does not depend on it.
    ///
    /// # Source
    /// Lundberg, Erion and Lee (2018), Consistent individualized feature attribution for tree ensembles, algorithm 2.
    /// Method page: `docs/methods/attributions.md`.
    ///
    /// # Checked against
    /// All subsets of traits by brute force on small trees: `tree_attributions_are_shapley_values_by_brute_force`.
    pub fn attributions(&self, columns: &[&[f64]]) -> Result<Attributions, StatsError> {
        let bins = self.cuts.apply(columns)?;
        let features = bins.features();
        let mut values = vec![0.0; bins.rows() * features];
        values.par_chunks_mut((64 * features).max(1)).enumerate().for_each(|(block, values)| {
            let mut room = shap::Room::default();
            for (at, values) in values.chunks_exact_mut(features).enumerate() {
                for tree in &self.trees {
                    room.add(tree, bins.row(block * 64 + at), values);
                }
            }
        });
        let base = self.start + self.trees.iter().map(Tree::mean).sum::<f64>();
        Ok(Attributions::new(base, features, values))
    }

    /// How many trees there are.
    pub fn trees(&self) -> usize {
        self.trees.len()
    }

    /// How many rows it was learned from, those held out included.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// For tests: what the model says of a row of codes when only some traits are known.
    #[cfg(test)]
    fn score_knowing(&self, codes: &[u8], known: &dyn Fn(usize) -> bool) -> f64 {
        self.start + self.trees.iter().map(|tree| tree.value_knowing(codes, known)).sum::<f64>()
    }
}

/// Grows trees one after the other, until the rows held out gain no more.
fn boost(
    bins: &Bins,
    outcome: &[f64],
    plan: &Boosting,
    (learned, held_out): (&[u32], &[u32]),
    start: f64,
) -> Vec<Tree> {
    let mut scores = vec![start; outcome.len()];
    let mut slopes = vec![[0.0_f32; 2]; outcome.len()];
    plan.loss.slopes(outcome, &scores, &mut slopes);
    let mut rng = stream(plan.seed, 1);
    let mut grower = Grower::new(bins, plan);
    let (mut trees, mut seen) = (Vec::new(), Vec::new());
    let loss_held_out = |scores: &[f64]| {
        held_out.iter().map(|&row| plan.loss.of(outcome[row as usize], scores[row as usize])).sum::<f64>()
    };
    let (mut best, mut best_loss) = (0, loss_held_out(&scores));
    for _ in 0..plan.trees_max {
        plan.draw(learned, &mut rng, &mut seen);
        let Some(tree) = grower.grow(&slopes, &mut seen) else { break };
        add(&tree, bins, &mut scores);
        plan.loss.slopes(outcome, &scores, &mut slopes);
        trees.push(tree);
        if held_out.is_empty() {
            best = trees.len();
            continue;
        }
        let loss = loss_held_out(&scores);
        if loss < best_loss {
            (best, best_loss) = (trees.len(), loss);
        } else if trees.len() - best >= plan.patience {
            break;
        }
    }
    trees.truncate(best);
    trees
}

fn add(tree: &Tree, bins: &Bins, scores: &mut [f64]) {
    scores.par_chunks_mut(BLOCK_ROWS).enumerate().for_each(|(block, scores)| {
        for (at, score) in scores.iter_mut().enumerate() {
            *score += tree.value(bins.row(block * BLOCK_ROWS + at));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shapley values by their definition: the mean over all orders, as a sum over subsets.
    fn shapley(model: &Boosted, codes: &[u8]) -> Vec<f64> {
        let features = codes.len();
        let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
        let says = |set: usize| model.score_knowing(codes, &|feature| set >> feature & 1 == 1);
        (0..features)
            .map(|feature| {
                let others = (0..1_usize << features).filter(|set| set >> feature & 1 == 0);
                others
                    .map(|set| {
                        let size = set.count_ones() as usize;
                        let weight = factorial(size) * factorial(features - size - 1) / factorial(features);
                        weight * (says(set | 1 << feature) - says(set))
                    })
                    .sum()
            })
            .collect()
    }

    #[test]
    fn tree_attributions_are_shapley_values_by_brute_force() {
        let mut rng = stream(7, 0);
        let mut number = |to: usize| crate::trees::sample::below(&mut rng, to) as f64;
        let mut columns: Vec<Vec<f64>> = (0..5).map(|_| (0..300).map(|_| number(6)).collect()).collect();
        columns[1].iter_mut().step_by(7).for_each(|value| *value = f64::NAN);
        let outcome: Vec<f64> = (0..300)
            .map(|i| columns[0][i] * columns[2][i] + if columns[1][i] > 3.0 { columns[3][i] } else { 0.0 })
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let plan = Boosting { loss: Loss::Amount, trees_max: 7, shrinkage: 0.5, ..Boosting::default() };
        let model = Boosted::fit(&columns, &outcome, &plan).expect("finite").expect("varied");
        let found = model.attributions(&columns).expect("the same columns");
        let bins = model.cuts.apply(&columns).expect("the same columns");
        for row in (0..300).step_by(23) {
            for (got, wanted) in found.row(row).iter().zip(shapley(&model, bins.row(row))) {
                assert!((got - wanted).abs() < 1e-12, "{got} {wanted}");
            }
        }
    }
}
