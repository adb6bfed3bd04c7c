//! Whether groups moved apart before anything was done.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::estimate::{Test, Tested, Why};
use crate::linear::Positive;
use crate::method::Method;
use crate::numeric::{chi_square_upper, f_upper};

use super::aggregate::Pieces;
use super::cell;
use super::clusters::Clusters;
use super::covariance;
use super::panel::Panel;

/// Variances below this part of the largest are rounding.
const RANK_TOLERANCE: f64 = 1e-10;
/// Several effects are tested together where at least so many degrees of freedom are left below; elsewhere fewer sums of them.
const BELOW_MIN: f64 = 4.0;
/// One sum of effects is tested where at least so many are.
const BELOW_LEAST: f64 = 2.0;
/// So many clusters per group of first treatment, the untreated counted in, are asked for where there are too few.
const CLUSTERS_PER_GROUP: usize = 3;

/// An effect before treatment, and how each cluster (or unit) moves it.
struct Before {
    group: i64,
    value: f64,
    influence: Vec<f64>,
}

/// The test that all effects before treatment are 0.
///
/// By unit it is Wald's chi-square. By cluster a chi-square would take the covariance of a handful of clusters for known and
/// find trends where there are none, so the statistic is held against Hotelling's distribution with the degrees of freedom that
/// the clusters of each group allow (Krishnamoorthy and Yu). Where those are too few for all effects, their sums per group are
/// tested, then one sum over all by size of group, which trends of opposite sign can hide from.
pub(super) fn pre_trend(panel: &Panel, pieces: &Pieces<'_>) -> Tested {
    let before = pieces.cells.iter().filter(|it| it.is_before(pieces.options)).filter_map(|it| {
        let (value, influence) = cell::Estimated::piece(it)?;
        Some(Before { group: it.cell.group, value, influence: panel.by_cluster(influence) })
    });
    let before: Vec<Before> = before.collect();
    if before.is_empty() {
        let is_still =
            |it: &cell::Estimated| it.is_before(pieces.options) && it.cell.effect.why() == Some(Why::ZeroVariance);
        let is_still = pieces.cells.iter().any(is_still);
        return Tested::Undetermined(if is_still { Why::ZeroVariance } else { Why::TooFew { needed: 2, given: 1 } });
    }
    match panel.clusters() {
        None => by_unit(panel, &before),
        Some(clusters) => by_cluster(panel, clusters, before),
    }
}

fn by_unit(panel: &Panel, before: &[Before]) -> Tested {
    let values = DVector::from_iterator(before.len(), before.iter().map(|it| it.value));
    let influences: Vec<&[f64]> = before.iter().map(|it| it.influence.as_slice()).collect();
    let covariance = covariance(&influences);
    let (statistic, rank) = match Positive::new(covariance.clone()) {
        Ok(factor) => (values.dot(&factor.solve(&values)), values.len()),
        Err(_) => match Axes::of(&covariance).and_then(|axes| axes.statistic(&values)) {
            Some(found) => found,
            None => return Tested::Undetermined(Why::ZeroVariance),
        },
    };
    let degrees = u32::try_from(rank).unwrap_or(u32::MAX);
    Tested::Known(Test {
        statistic,
        degrees_of_freedom: Some(degrees),
        denominator: None,
        p_value: chi_square_upper(statistic, degrees),
        n: panel.units() as u64,
        method: Method::PRE_TREND,
    })
}

fn by_cluster(panel: &Panel, clusters: &Clusters, mut before: Vec<Before>) -> Tested {
    let needed = (CLUSTERS_PER_GROUP * clusters.classes()).max(clusters.count() + 1) as u64;
    let too_few = Tested::Undetermined(Why::TooFew { needed, given: clusters.count() as u64 });
    let alone: Vec<Option<i64>> = clusters.alone().collect();
    before.retain(|it| !alone.contains(&Some(it.group)));
    if before.is_empty() || alone.contains(&None) {
        return too_few;
    }
    let size = |group: i64| panel.groups().iter().find(|it| it.0 == group).map_or(0.0, |it| it.1 as f64);
    let of_groups = summed(&before, |it| it.group, |_| 1.0);
    let all = summed(&before, |_| 0, |it| size(it.group) / panel.units() as f64);
    let varies = |it: &[Before]| it.iter().any(|it| it.influence.iter().any(|phi| *phi != 0.0));
    if !varies(&before) {
        return Tested::Undetermined(Why::ZeroVariance);
    }
    for (contrasts, below_min) in [(&before, BELOW_MIN), (&of_groups, BELOW_MIN), (&all, BELOW_LEAST)] {
        let Some(found) = hotelling(clusters, contrasts).filter(|found| found.below >= below_min) else { continue };
        let degrees = u32::try_from(found.rank).unwrap_or(u32::MAX);
        return Tested::Known(Test {
            statistic: found.f * found.rank as f64,
            degrees_of_freedom: Some(degrees),
            denominator: Some(found.below),
            p_value: f_upper(found.f, found.rank as f64, found.below),
            n: panel.units() as u64,
            method: Method::PRE_TREND,
        });
    }
    too_few
}

/// Effects that share a key, added up.
fn summed(before: &[Before], key: impl Fn(&Before) -> i64, weight: impl Fn(&Before) -> f64) -> Vec<Before> {
    let mut sums: Vec<Before> = Vec::new();
    for it in before {
        let (group, weight) = (key(it), weight(it));
        match sums.iter_mut().find(|sum| sum.group == group) {
            Some(sum) => {
                sum.value += weight * it.value;
                for (all, phi) in sum.influence.iter_mut().zip(&it.influence) {
                    *all += weight * phi;
                }
            }
            None => sums.push(Before {
                group,
                value: weight * it.value,
                influence: it.influence.iter().map(|phi| weight * phi).collect(),
            }),
        }
    }
    sums
}

struct Hotelling {
    f: f64,
    rank: usize,
    below: f64,
}

/// The statistic over its degrees of freedom, with those below; nothing where values differ along what does not vary.
fn hotelling(clusters: &Clusters, contrasts: &[Before]) -> Option<Hotelling> {
    let influences: Vec<&[f64]> = contrasts.iter().map(|it| it.influence.as_slice()).collect();
    let axes = Axes::of(&covariance(&influences))?;
    let values = DVector::from_iterator(contrasts.len(), contrasts.iter().map(|it| it.value));
    let (statistic, rank) = axes.statistic(&values)?;
    // Each cluster along the axes, in units of their deviation: all together have the identity as their covariance.
    let along: Vec<Vec<f64>> = (0..clusters.count())
        .map(|cluster| axes.along(&DVector::from_iterator(influences.len(), influences.iter().map(|it| it[cluster]))))
        .collect();
    let mut below = 0.0;
    for share in clusters.by_class(&along) {
        let part = DMatrix::from_fn(rank, rank, |a, b| share.sums.iter().map(|it| it[a] * it[b]).sum::<f64>());
        let squares = part.iter().map(|it| it * it).sum::<f64>() + part.trace().powi(2);
        if squares > 0.0 {
            below += squares / share.freedom;
        }
    }
    let q = rank as f64;
    let freedom = (q + q * q) / below;
    let below = freedom - q + 1.0;
    (below > 0.0).then(|| Hotelling { f: statistic * below / (freedom * q), rank, below })
}

/// Directions along which values vary.
///
/// Where there are few units, or groups are each other's controls, effects before treatment repeat each other and their
/// covariance has no inverse; along what varies it has.
struct Axes {
    scale: Vec<f64>,
    vectors: Vec<DVector<f64>>,
    variances: Vec<f64>,
}

impl Axes {
    /// Nothing where nothing varies.
    fn of(covariance: &DMatrix<f64>) -> Option<Self> {
        let errors: Vec<f64> = covariance.diagonal().iter().map(|it| it.max(0.0).sqrt()).collect();
        let largest = errors.iter().copied().fold(0.0, f64::max);
        if largest == 0.0 {
            return None;
        }
        let scale: Vec<f64> =
            errors.iter().map(|error| if *error > RANK_TOLERANCE * largest { *error } else { largest }).collect();
        let scaled = DMatrix::from_fn(errors.len(), errors.len(), |a, b| covariance[(a, b)] / scale[a] / scale[b]);
        let eigen = SymmetricEigen::new(scaled);
        let most = eigen.eigenvalues.max();
        let (mut vectors, mut variances) = (Vec::new(), Vec::new());
        for (vector, value) in eigen.eigenvectors.column_iter().zip(eigen.eigenvalues.iter()) {
            if *value > RANK_TOLERANCE * most {
                vectors.push(vector.into_owned());
                variances.push(*value);
            }
        }
        Some(Self { scale, vectors, variances })
    }

    fn scaled(&self, values: &DVector<f64>) -> DVector<f64> {
        DVector::from_fn(values.len(), |at, _| values[at] / self.scale[at])
    }

    /// Values along each direction, in deviations.
    fn along(&self, values: &DVector<f64>) -> Vec<f64> {
        let values = self.scaled(values);
        self.vectors.iter().zip(&self.variances).map(|(vector, it)| vector.dot(&values) / it.sqrt()).collect()
    }

    /// Wald's statistic, and how many values do not follow from the others; nothing where values differ from 0 along what does
    /// not vary.
    fn statistic(&self, values: &DVector<f64>) -> Option<(f64, usize)> {
        let scaled = self.scaled(values);
        let inside: f64 = self.vectors.iter().map(|vector| vector.dot(&scaled).powi(2)).sum();
        let outside = scaled.norm_squared() - inside;
        let statistic = self.along(values).iter().map(|it| it * it).sum();
        (outside <= RANK_TOLERANCE * (1.0 + scaled.norm_squared())).then_some((statistic, self.vectors.len()))
    }
}
