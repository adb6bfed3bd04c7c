//! The honest uplift forest: an effect for each customer, with an interval.

mod grow;
mod predict;

use rayon::prelude::*;

use crate::StatsError;
use crate::checked::Level;
use crate::method::Method;
use crate::trees::bins::{BINS_MAX, Cuts};
use crate::trees::grow::Limits;
use crate::uplift::effects::Spread;
use crate::uplift::{Effects, Expected, Trial};
use grow::{Group, Residual};
use predict::{Trust, predict};

impl Method {
    /// Effect per customer by an honest uplift forest.
    pub const UPLIFT_FOREST: Self = Self::new("uplift_forest", "uplift_forest");
}

/// How an uplift forest is grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForestPlan {
    /// How many trees; rounded up to whole groups.
    pub trees: usize,
    /// Decides every draw.
    pub seed: u64,
    /// Trees that share one half of the customers. The spread between such groups is what the interval rests on.
    pub group_trees: usize,
    /// The share of its group's half that each tree draws.
    pub sample_share: f64,
    /// The share of a tree's customers that chooses the splits; the others, whom the tree has not seen, give the effects.
    pub split_share: f64,
    /// Treated and control customers, each, that either side of a split keeps. A third of the cube root of the number of
    /// customers, and at least 5, where it is not given: 10 of 27,000, 33 of a million. Fewer than a hundred trees average
    /// out less, so that their leaves hold more: `(100 / trees)^(2/3)` as many, 4.6 times with ten. More makes effects steadier
    /// and ranks better, fewer keeps intervals honest where effects change fast.
    pub leaf_arm_min: Option<usize>,
    /// The share of its parent's customers that either side of a split keeps.
    pub child_share_min: f64,
    /// Splits on the way to a leaf at most.
    pub depth_max: usize,
    /// Covariates looked at per split; all of them up to 20, then fewer, where it is not given.
    pub covariates_tried: Option<usize>,
    /// Quantile bins per covariate, at most 255.
    pub bins_max: usize,
}

impl Default for ForestPlan {
    fn default() -> Self {
        Self {
            trees: 200,
            seed: 1,
            group_trees: 4,
            sample_share: 1.0,
            split_share: 0.5,
            leaf_arm_min: None,
            child_share_min: 0.05,
            depth_max: 24,
            covariates_tried: None,
            bins_max: 64,
        }
    }
}

impl ForestPlan {
    pub(crate) fn check(&self) -> Result<(), StatsError> {
        let share = |name, given: f64, allowed| {
            if given > 0.0 && given <= 1.0 { Ok(()) } else { Err(StatsError::OutOfRange { name, allowed, given }) }
        };
        share("sample_share", self.sample_share, "above 0 and at most 1")?;
        if self.split_share >= 1.0 {
            return Err(StatsError::OutOfRange { name: "split_share", allowed: "below 1", given: self.split_share });
        }
        share("split_share", self.split_share, "above 0 and below 1")?;
        if !(0.0..0.5).contains(&self.child_share_min) {
            let allowed = "from 0 to below 0.5";
            return Err(StatsError::OutOfRange { name: "child_share_min", allowed, given: self.child_share_min });
        }
        let count = |name, given: usize, least: usize, allowed| {
            if given >= least { Ok(()) } else { Err(StatsError::OutOfRange { name, allowed, given: given as f64 }) }
        };
        count("group_trees", self.group_trees, 2, "at least 2")?;
        count("trees", self.trees, 2 * self.group_trees, "at least two groups of trees")?;
        count("leaf_arm_min", self.leaf_arm_min.unwrap_or(1), 1, "at least 1")?;
        count("bins_max", self.bins_max, 2, "from 2 to 255")?;
        if self.bins_max > BINS_MAX {
            let given = self.bins_max as f64;
            return Err(StatsError::OutOfRange { name: "bins_max", allowed: "from 2 to 255", given });
        }
        Ok(())
    }

    pub(crate) fn limits(&self, covariates: usize, customers: usize) -> Limits {
        let few_trees = (100.0 / self.trees as f64).max(1.0).powf(2.0 / 3.0);
        let usual_arm = ((customers as f64).cbrt() / 3.0 * few_trees).round().max(5.0) as usize;
        let arm = self.leaf_arm_min.unwrap_or(usual_arm);
        let usual = (((covariates as f64).sqrt() + 20.0).ceil() as usize).min(covariates);
        Limits {
            leaf_rows_min: 2 * arm,
            leaf_arm_min: arm,
            child_share_min: self.child_share_min,
            depth_max: self.depth_max,
            features_tried: self.covariates_tried.unwrap_or(usual).clamp(1, covariates.max(1)),
        }
    }
}

/// A grown forest: asks a customer's covariates, says the effect.
#[derive(Debug, Clone)]
pub struct UpliftForest {
    cuts: Cuts,
    groups: Vec<Group>,
    trust: Trust,
    n: u64,
    spread: Spread,
}

impl UpliftForest {
    /// Grows the forest.
    pub fn fit(
        columns: &[&[f64]],
        trial: &Trial<'_>,
        expected: &Expected,
        plan: &ForestPlan,
    ) -> Result<Self, StatsError> {
        plan.check()?;
        trial.check_columns(columns)?;
        let cuts = Cuts::learn(columns, plan.bins_max)?;
        let bins = cuts.apply(columns)?;
        let residuals = Residual::of(trial, expected)?;
        let limits = plan.limits(columns.len(), trial.n());
        let groups: Vec<Group> = (0..plan.trees.div_ceil(plan.group_trees))
            .into_par_iter()
            .map(|number| Group::grow(&bins, &residuals, plan, &limits, number))
            .collect();
        // If all trees had the same leaves, the forest would use all customers of a leaf and not the part that one tree has.
        let most = 0.5 * plan.sample_share * (1.0 - plan.split_share);
        let trust = Trust::learn(&groups, &bins, most);
        Ok(Self { cuts, groups, trust, n: trial.n() as u64, spread: Spread::of(trial, 0) })
    }

    /// The effect for each row of these columns, which are those it was grown with, in the same order.
    pub fn predict(&self, columns: &[&[f64]], level: Level) -> Result<Effects, StatsError> {
        let bins = self.cuts.apply(columns)?;
        let (values, standard_errors) = predict(&self.groups, &bins, self.trust);
        Ok(Effects {
            values,
            standard_errors,
            level,
            method: Method::UPLIFT_FOREST,
            n: self.n,
            reach: self.spread.reach(level),
        })
    }
}
