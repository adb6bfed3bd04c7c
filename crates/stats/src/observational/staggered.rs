//! Groups treated one after the other and watched before and after: staggered difference-in-differences.
//!
//! [`Panel`] holds units (stores, regions, customers) over time and when each was first treated. [`staggered`] compares, for
//! every group and period, how the group moved since just before its treatment with how those not treated moved, and puts
//! the pieces together: over all, by time since treatment, by group and by calendar period. [`two_way_fixed_effects`] is the
//! regression that is often used instead, to show how it differs.

mod aggregate;
mod band;
mod cell;
mod clusters;
mod panel;
mod pre_trend;
mod two_way;

pub use aggregate::{Aggregate, Point};
pub use band::Bands;
pub use cell::Cell;
pub use panel::{Panel, PanelRows};
pub use two_way::two_way_fixed_effects;

use nalgebra::DMatrix;

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Tested, Why};
use crate::method::Method;

use aggregate::Pieces;

/// Below this p-value the groups moved apart before anything was done, and the effect cannot be told.
pub const PRE_TREND_P_MIN: f64 = 0.05;

impl Method {
    /// Callaway and Sant'Anna's difference-in-differences by group and period, and its averages.
    pub const STAGGERED: Self = Self::new("staggered_difference_in_differences", "staggered");
    /// The test that all effects before treatment are 0.
    pub const PRE_TREND: Self = Self::new("pre_trend", "staggered");
    /// One regression with an effect per unit and per period.
    pub const TWO_WAY_FIXED_EFFECTS: Self = Self::new("two_way_fixed_effects", "staggered");
}

/// Whom a treated group is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Control {
    /// Units that are never treated.
    #[default]
    Never,
    /// Those, and units that are not treated yet in either period.
    NotYet,
}

/// From which period effects are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Base {
    /// From the period just before treatment; periods before that from the one before each, which tests the trend.
    #[default]
    Varying,
    /// Always from the period just before treatment.
    Universal,
}

/// How covariates are used; without covariates all are the plain difference of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adjustment {
    /// Outcome model and weights together: right when one of the two is.
    #[default]
    DoublyRobust,
    /// The outcome model alone.
    Regression,
    /// The weights alone.
    Weighting,
}

/// What a staggered comparison may be told.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StaggeredOptions {
    /// Whom groups are compared with.
    pub control: Control,
    /// From which period effects are counted.
    pub base: Base,
    /// How covariates are used.
    pub adjustment: Adjustment,
    /// By how much time units may know beforehand and change already; the base moves back as far.
    pub anticipation: i64,
    /// The level of intervals.
    pub level: Level,
    /// Draws and seed of the simultaneous bands; none without.
    pub bands: Option<Bands>,
}

/// A staggered comparison: its cells, their averages, and whether it can be believed.
#[derive(Debug, Clone, PartialEq)]
pub struct Staggered {
    /// The answer: the mean effect over treated units, or `PreTrend` where groups moved apart before treatment.
    pub effect: Answer,
    /// Whether all effects before treatment are 0.
    pub pre_trend: Tested,
    /// Every group and period.
    pub cells: Vec<Cell>,
    /// The mean over all treated cells, by size of group.
    pub simple: Answer,
    /// By time since treatment; overall is the mean over times from 0 on.
    pub dynamic: Aggregate,
    /// By group, over its treated periods; overall by size of group.
    pub by_group: Aggregate,
    /// By calendar period, over the groups treated by then; overall is the mean over periods.
    pub by_period: Aggregate,
    /// How many units took part.
    pub units: usize,
    /// How many of them were never treated while watched.
    pub never_treated: usize,
    /// Units that were treated from their first period on, of which nothing before is known; left out.
    pub treated_from_start: usize,
    /// Units that may have changed from their first period on, because they knew of it so long before (anticipation): nothing
    /// is known from before; left out.
    pub foreseen_from_start: usize,
    /// How many clusters of units there are, where errors are by cluster.
    pub clusters: Option<usize>,
    /// Groups of first treatment (the never treated are one) that one cluster alone makes up: how such a group moves by itself
    /// cannot be seen, and is not in the errors.
    pub groups_of_one_cluster: usize,
    /// Units that were not seen in every period. They count where both periods of a cell saw them.
    pub incomplete: usize,
    /// Cells after treatment that could not be estimated and are missing from the averages.
    pub cells_left_out: usize,
    /// Groups of which no cell after treatment could be estimated, with how many units each has: the averages are not about
    /// them.
    pub groups_left_out: Vec<(i64, usize)>,
}

/// Compares groups that were treated at different times with those that were not, or not yet.
///
/// For group g and period t the effect is the mean of Y(t) − Y(base) in the group, minus that of the controls, who are
/// weighted or modelled to the covariates of the group where there are some. Averages weigh groups by their size.
///
/// Use it instead of one regression with an effect per unit and per period, which compares late groups with early ones that
/// are treated already and can get the sign wrong. It assumes that, had nothing been done, groups and controls had moved in
/// parallel; the periods before treatment test that, and where they speak against it the answer is `PreTrend`.
///
/// # Shapes
/// See [`Panel`]: one row per unit and period, in any order.
///
/// # Units
/// Effects are in units of the outcome; times in any unit, as whole numbers.
///
/// # Missing, tied and extreme values
/// A unit that is not seen in a period takes part in the other cells; a group with fewer than two units, or without two
/// controls, has undetermined cells. Units treated from their first period on, or so soon after it that they may have
/// anticipated it there, are left out and counted.
///
/// # Returns
/// The comparison. `effect` is `Undetermined` with `PreTrend`, or as its pieces.
///
/// # Errors
/// `OutOfRange` for a negative anticipation or for bands of fewer than 100 draws.
///
/// # Numerical notes
/// Standard errors are those of influence functions, which count that weights, models and group sizes were estimated, by unit
/// or by cluster of units. By cluster, the clusters of each group of first treatment are a sample of their own, with n/(n − 1)
/// and Student's distribution by Welch and Satterthwaite; the trend test then is Hotelling's. Bands draw from the normal distribution with the covariance of the estimates, which is what the
/// multiplier bootstrap with normal multipliers comes to, from the seed given.
///
/// # Source
/// Callaway and Sant'Anna (2021), J Econometrics 225:200–230; Sant'Anna and Zhao (2020), J Econometrics 219:101–122. Method
/// page: `docs/methods/staggered.md`.
///
/// # Checked against
/// R `did` (published values) and `differences` 0.3.0 on `mpdta`: `tests/reference/observational.rs`,
/// `staggered_effects_agree_with_did_on_mpdta`.
///
/// # Example
/// One group gains 3 in the period it is treated, while the others gain 1.
/// ```
/// # use stats::observational::staggered::{Panel, PanelRows, StaggeredOptions, staggered};
/// let units = [0, 0, 1, 1, 2, 2, 3, 3];
/// let times = [1, 2, 1, 2, 1, 2, 1, 2];
/// let first = [Some(2), Some(2), Some(2), Some(2), None, None, None, None];
/// let outcome = [5.0, 8.0, 7.0, 10.0, 1.0, 2.0, 4.0, 5.0];
/// let panel = Panel::new(PanelRows { units: &units, times: &times, first_treated: &first, outcome: &outcome })?;
/// let result = staggered(&panel, &StaggeredOptions::default())?;
/// assert!((result.simple.known().expect("an effect").value - 2.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn staggered(panel: &Panel, options: &StaggeredOptions) -> Result<Staggered, StatsError> {
    if options.anticipation < 0 {
        let given = options.anticipation as f64;
        return Err(StatsError::OutOfRange { name: "anticipation", allowed: "at least 0", given });
    }
    if let Some(bands) = options.bands {
        bands.check()?;
    }
    let reduced = panel.seen_before(options.anticipation);
    let (panel, foreseen_from_start) = reduced.as_ref().map_or((panel, 0), |(panel, left_out)| (panel, *left_out));
    let estimated = cell::estimate_all(panel, options)?;
    let pieces = Pieces { panel, options, cells: &estimated };
    let (by_group, pre_trend) = (pieces.by_group(), pre_trend::pre_trend(panel, &pieces));
    let effect = match pre_trend.known() {
        Some(test) if test.p_value < PRE_TREND_P_MIN => Answer::Undetermined(Why::PreTrend { p_value: test.p_value }),
        _ => by_group.overall,
    };
    Ok(Staggered {
        effect,
        pre_trend,
        simple: pieces.simple(),
        dynamic: pieces.dynamic(),
        by_period: pieces.by_period(),
        by_group,
        units: panel.units(),
        never_treated: panel.never_treated(),
        treated_from_start: panel.treated_from_start(),
        foreseen_from_start,
        clusters: panel.clusters().map(clusters::Clusters::count),
        groups_of_one_cluster: panel.clusters().map_or(0, |it| it.alone().count()),
        incomplete: panel.incomplete(),
        cells_left_out: estimated.iter().filter(|it| it.is_treated() && it.influence.is_none()).count(),
        groups_left_out: groups_left_out(panel, &estimated),
        cells: pieces.cells_with_bands(),
    })
}

/// The groups that are in no average, with how many units each has.
fn groups_left_out(panel: &Panel, cells: &[cell::Estimated]) -> Vec<(i64, usize)> {
    let mut groups = panel.groups();
    groups.retain(|(group, _)| {
        !cells.iter().any(|it| it.cell.group == *group && it.is_treated() && it.piece().is_some())
    });
    groups
}

/// The covariance of estimates from how each unit or cluster moves them.
fn covariance(influences: &[&[f64]]) -> DMatrix<f64> {
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(x, y)| x * y).sum() };
    let mut covariance = DMatrix::zeros(influences.len(), influences.len());
    for a in 0..influences.len() {
        for b in 0..=a {
            covariance[(a, b)] = dot(influences[a], influences[b]);
            covariance[(b, a)] = covariance[(a, b)];
        }
    }
    covariance
}
