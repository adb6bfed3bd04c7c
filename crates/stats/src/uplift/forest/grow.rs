//! Groups of honest trees: one half of the customers chooses the splits, the other gives the effects.

use crate::StatsError;
use crate::trees::bins::Bins;
use crate::trees::grow::{Limits, Target, grow};
use crate::trees::sample::{draw, stream};
use crate::trees::tree::Tree;
use crate::uplift::forest::ForestPlan;
use crate::uplift::{Expected, Trial};

/// What is left of treatment and outcome when what the covariates tell is taken away.
#[derive(Debug, Clone, Copy)]
pub(super) struct Residual {
    w: f64,
    y: f64,
}

impl Residual {
    pub(super) fn of(trial: &Trial<'_>, expected: &Expected) -> Result<Vec<Self>, StatsError> {
        expected.check(trial.n())?;
        let rows = trial.treated().iter().zip(trial.outcome()).enumerate();
        Ok(rows
            .map(|(row, (&treated, y))| Self {
                w: f64::from(u8::from(treated)) - expected.propensity(row),
                y: y - expected.outcome(row),
            })
            .collect())
    }
}

/// Sums over customers.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    treated: u32,
    control: u32,
    w: f64,
    y: f64,
    wy: f64,
    ww: f64,
    yy: f64,
}

impl Sums {
    fn add(&mut self, residual: Residual) {
        // A residual above 0 is a treated customer: no propensity is 0 or 1.
        if residual.w > 0.0 {
            self.treated += 1;
        } else {
            self.control += 1;
        }
        self.w += residual.w;
        self.y += residual.y;
        self.wy += residual.w * residual.y;
        self.ww += residual.w * residual.w;
        self.yy += residual.y * residual.y;
    }

    fn moments(&self) -> Option<Moments> {
        let n = f64::from(self.treated) + f64::from(self.control);
        let mut moments = Moments { w: self.w / n, y: self.y / n, wy: self.wy / n, ww: self.ww / n, variance: 0.0 };
        let spread = moments.ww - moments.w * moments.w;
        let both = self.treated > 0 && self.control > 0 && spread > 0.0;
        both.then(|| {
            let product = moments.wy - moments.w * moments.y;
            let unexplained = self.yy / n - moments.y * moments.y - product * product / spread;
            moments.variance = unexplained.max(0.0) / ((n - 2.0).max(1.0) * spread);
            moments
        })
    }
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.treated += other.treated;
        self.control += other.control;
        self.w += other.w;
        self.y += other.y;
        self.wy += other.wy;
        self.ww += other.ww;
        self.yy += other.yy;
    }
}

/// Means over the customers of a leaf: all that the effect needs to know of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    pub(super) w: f64,
    pub(super) y: f64,
    pub(super) wy: f64,
    pub(super) ww: f64,
    /// The sampling variance of the effect in this leaf alone.
    pub(super) variance: f64,
}

/// A tree with the moments of each leaf.
#[derive(Debug, Clone)]
pub(super) struct HonestTree {
    pub(super) tree: Tree,
    pub(super) moments: Vec<Moments>,
}

/// Trees grown on one half of the customers.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) trees: Vec<HonestTree>,
}

impl Group {
    /// Grows the group of this number: it draws from a stream of its own, so the forest is the same for every number of
    /// threads.
    pub(super) fn grow(bins: &Bins, residuals: &[Residual], plan: &ForestPlan, limits: &Limits, number: usize) -> Self {
        let mut rng = stream(plan.seed, number);
        let n = u32::try_from(residuals.len()).unwrap_or(u32::MAX);
        let (half, _) = draw(0..n, residuals.len() / 2, &mut rng);
        let wanted = ((half.len() as f64 * plan.sample_share).round() as usize).max(2);
        let trees = (0..plan.group_trees)
            .map(|_| {
                let sample =
                    if wanted < half.len() { draw(half.iter().copied(), wanted, &mut rng).0 } else { half.clone() };
                let to_split = (sample.len() as f64 * plan.split_share).round() as usize;
                let (mut splitting, estimating) = draw(sample.iter().copied(), to_split, &mut rng);
                let tree = grow(bins, &mut splitting, limits, &ByEffect { residuals }, &mut rng);
                let sums = tree.tally(bins, &estimating, |sums: &mut Sums, row| sums.add(residuals[row as usize]));
                HonestTree { moments: moments(&tree, &sums), tree }
            })
            .collect();
        Self { trees }
    }
}

/// The moments of each node; a node in which one arm is missing takes those of its parent.
fn moments(tree: &Tree, sums: &[Sums]) -> Vec<Moments> {
    let mut moments = vec![Moments::default(); sums.len()];
    if let (Some(first), Some(sums)) = (moments.first_mut(), sums.first()) {
        *first = sums.moments().unwrap_or_default();
    }
    for (at, node) in tree.nodes.iter().enumerate() {
        if !node.is_leaf() {
            for child in [node.first_child as usize, node.first_child as usize + 1] {
                moments[child] = sums[child].moments().unwrap_or(moments[at]);
            }
        }
    }
    moments
}

/// Splits where the effect differs: the label of a customer is how far it pulls the effect of its node up, which is the
/// gradient of the residual-on-residual regression.
struct ByEffect<'a> {
    residuals: &'a [Residual],
}

impl Target for ByEffect<'_> {
    fn label(&self, rows: &[u32], labels: &mut Vec<f32>) -> bool {
        let mut sums = Sums::default();
        for &row in rows {
            sums.add(self.residuals[row as usize]);
        }
        let Some(mean) = sums.moments() else { return false };
        let effect = (mean.wy - mean.w * mean.y) / (mean.ww - mean.w * mean.w);
        labels.clear();
        labels.extend(rows.iter().map(|&row| {
            let Residual { w, y } = self.residuals[row as usize];
            let w = w - mean.w;
            (w * (y - mean.y - effect * w)) as f32
        }));
        true
    }

    fn is_marked(&self, row: u32) -> bool {
        self.residuals[row as usize].w > 0.0
    }
}
