//! Units that move together: how much the errors of a few clusters can be trusted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::regression::numbered;

/// Clusters of units, sorted by what was done to them.
///
/// Where treatment was given to whole clusters, the clusters of each group of first treatment are the sample from which that
/// group's error is measured, so each such class has degrees of freedom of its own. Clusters in which groups are mixed are one
/// class.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clusters {
    /// Per unit, numbered from 0.
    of_unit: Vec<usize>,
    /// Per cluster.
    class: Vec<usize>,
    classes: Vec<Class>,
}

/// Clusters to which the same was done.
#[derive(Debug, Clone, PartialEq)]
struct Class {
    kind: Kind,
    count: usize,
    /// Degrees of freedom of a variance measured between them, fewer where sizes differ.
    freedom: f64,
}

/// Which groups of first treatment a cluster holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// All its units are of this one.
    Of(Option<i64>),
    Mixed,
}

impl Kind {
    fn of(groups: &BTreeSet<Option<i64>>) -> Self {
        groups.first().filter(|_| groups.len() == 1).map_or(Self::Mixed, |group| Self::Of(*group))
    }
}

/// What the clusters to which the same was done add to a covariance, and the degrees of freedom it was measured with.
pub(super) struct Share<'a> {
    pub(super) sums: Vec<&'a [f64]>,
    pub(super) freedom: f64,
}

impl Clusters {
    pub(super) fn new(of_unit: &[usize], first: &[Option<i64>]) -> Self {
        let (of_unit, count) = numbered(of_unit);
        let mut sizes = vec![0_u32; count];
        let mut groups: Vec<BTreeSet<Option<i64>>> = vec![BTreeSet::new(); count];
        for (cluster, group) in of_unit.iter().zip(first) {
            sizes[*cluster] += 1;
            groups[*cluster].insert(*group);
        }
        let mut members: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
        for (cluster, groups) in groups.iter().enumerate() {
            members.entry(Kind::of(groups)).or_default().push(cluster);
        }
        // One mixed cluster alone shows no variance: it is measured with those that are most.
        if members.get(&Kind::Mixed).is_some_and(|mixed| mixed.len() == 1)
            && let Some(most) =
                members.iter().filter(|it| *it.0 != Kind::Mixed).max_by_key(|it| it.1.len()).map(|it| *it.0)
        {
            let alone = members.remove(&Kind::Mixed).unwrap_or_default();
            members.entry(most).or_default().extend(alone);
        }
        let mut class = vec![0; count];
        let mut classes = Vec::with_capacity(members.len());
        for (number, (kind, members)) in members.into_iter().enumerate() {
            for cluster in &members {
                class[*cluster] = number;
            }
            let freedom = worth(members.iter().map(|cluster| f64::from(sizes[*cluster]))) - 1.0;
            classes.push(Class { kind, count: members.len(), freedom });
        }
        Self { of_unit, class, classes }
    }

    /// How many clusters there are.
    pub(super) fn count(&self) -> usize {
        self.class.len()
    }

    /// How many kinds of clusters there are.
    pub(super) fn classes(&self) -> usize {
        self.classes.len()
    }

    /// The groups of first treatment that one cluster alone makes up: their error cannot be measured.
    pub(super) fn alone(&self) -> impl Iterator<Item = Option<i64>> {
        self.classes.iter().filter(|it| it.count == 1).filter_map(|it| match it.kind {
            Kind::Of(group) => Some(group),
            Kind::Mixed => None,
        })
    }

    pub(super) fn of_units(&self) -> &[usize] {
        &self.of_unit
    }

    /// What the units of each cluster add up to.
    pub(super) fn sums(&self, influence: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.count()];
        for (cluster, phi) in self.of_unit.iter().zip(influence) {
            sums[*cluster] += phi;
        }
        sums
    }

    /// The same, with the factor n/(n − 1) of a variance measured between the n clusters of a class.
    pub(super) fn scaled(&self, influence: &[f64]) -> Vec<f64> {
        let all = self.count() as f64;
        let mut sums = self.sums(influence);
        for (sum, class) in sums.iter_mut().zip(&self.class) {
            let n = if self.classes[*class].count > 1 { self.classes[*class].count as f64 } else { all };
            if n > 1.0 {
                *sum *= (n / (n - 1.0)).sqrt();
            }
        }
        sums
    }

    /// Per class, what its clusters hold of something known per cluster.
    pub(super) fn by_class<'a>(&self, of_cluster: &'a [Vec<f64>]) -> Vec<Share<'a>> {
        let mut shares: Vec<Share<'a>> =
            self.classes.iter().map(|it| Share { sums: Vec::with_capacity(it.count), freedom: it.freedom }).collect();
        for (class, values) in self.class.iter().zip(of_cluster) {
            shares[*class].sums.push(values);
        }
        shares
    }

    /// The degrees of freedom of one variance that all classes add to (Welch and Satterthwaite).
    pub(super) fn freedom(&self, scaled: &[f64]) -> f64 {
        let mut parts: HashMap<usize, f64> = HashMap::new();
        for (class, sum) in self.class.iter().zip(scaled) {
            *parts.entry(*class).or_default() += sum * sum;
        }
        let all: f64 = scaled.iter().map(|sum| sum * sum).sum();
        let mut below = 0.0;
        for (number, class) in self.classes.iter().enumerate() {
            let part = parts.get(&number).copied().unwrap_or(0.0);
            // One cluster alone shows nothing of how clusters differ; what it adds is as sure as the least.
            below += part * part / class.freedom.max(FREEDOM_LEAST);
        }
        if below > 0.0 {
            (all * all / below).max(FREEDOM_LEAST)
        } else {
            (self.count() as f64 - 1.0).max(FREEDOM_LEAST)
        }
    }
}

/// No variance is measured with less than this.
const FREEDOM_LEAST: f64 = 0.5;

/// How many equal clusters these sizes are worth, when the variance of what a cluster adds grows with the power 1.5 of its size:
/// between that of units on their own (1) and that of clusters that move as one (2).
fn worth(sizes: impl Iterator<Item = f64> + Clone) -> f64 {
    let halves: f64 = sizes.clone().map(|m| m.powf(1.5)).sum();
    let cubes: f64 = sizes.map(|m| m.powi(3)).sum();
    if cubes > 0.0 { halves * halves / cubes } else { 0.0 }
}
