//! Units over time, and when each was first treated.

use std::collections::{BTreeSet, HashMap};

use crate::StatsError;
use crate::regression::{numbered, same_length, workable};

use super::clusters::Clusters;

/// The rows of a panel as they come: one per unit and period, in any order.
#[derive(Debug, Clone, Copy)]
pub struct PanelRows<'a> {
    /// Which unit: any number that is the same in all its rows.
    pub units: &'a [usize],
    /// Which period.
    pub times: &'a [i64],
    /// From which period on the unit was treated; `None` for never.
    pub first_treated: &'a [Option<i64>],
    /// The outcome in the period.
    pub outcome: &'a [f64],
}

/// Units over time, and when each was first treated.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    times: Vec<i64>,
    /// Per unit: from when on it was treated, if it was while watched.
    first: Vec<Option<i64>>,
    /// Per unit and period; a period in which the unit was not seen is empty.
    outcome: Vec<Option<f64>>,
    /// Per covariate, unit and period.
    covariates: Vec<Vec<f64>>,
    clusters: Option<Clusters>,
    /// Where each given row went: unit times periods plus period; none for those left out.
    places: Vec<Option<usize>>,
    treated_from_start: usize,
}

impl Panel {
    /// Accepts rows.
    ///
    /// # Errors
    /// `TooFew` without two periods or without rows; `LengthMismatch`; `RowOutOfRange` when a unit has two rows of one period,
    /// its first treatment differs between rows, or an outcome is NaN or infinite.
    pub fn new(rows: PanelRows<'_>) -> Result<Self, StatsError> {
        let PanelRows { units, times, first_treated, outcome } = rows;
        same_length("units", units.len(), "times", times.len())?;
        same_length("units", units.len(), "first_treated", first_treated.len())?;
        same_length("units", units.len(), "outcome", outcome.len())?;
        workable("outcome", outcome)?;
        let periods: Vec<i64> = times.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        if periods.len() < 2 {
            let method = "difference-in-differences";
            return Err(StatsError::TooFew { method, what: "periods", needed: 2, given: periods.len() });
        }
        let (unit, count) = numbered(units);
        let first = first_of_units(&unit, count, first_treated)?;
        let kept = Kept::of(&first, &periods);
        let mut panel = Self {
            outcome: vec![None; kept.count * periods.len()],
            first: kept.first,
            covariates: Vec::new(),
            clusters: None,
            places: Vec::with_capacity(units.len()),
            treated_from_start: count - kept.count,
            times: periods,
        };
        for (row, number) in unit.iter().enumerate() {
            let place =
                kept.number[*number].and_then(|unit| Some(unit * panel.times.len() + panel.period(times[row])?));
            if let Some(at) = place {
                if panel.outcome[at].is_some() {
                    let (given, allowed) = (times[row] as f64, "one row per unit and period");
                    return Err(StatsError::RowOutOfRange { name: "time", allowed, given, row });
                }
                panel.outcome[at] = Some(outcome[row]);
            }
            panel.places.push(place);
        }
        Ok(panel)
    }

    /// The same panel with covariates, one value per row as given to [`Panel::new`]. A cell uses their value in its base period.
    ///
    /// # Errors
    /// `LengthMismatch`, and `RowOutOfRange` for NaN or infinity.
    pub fn with_covariates(mut self, covariates: &[Vec<f64>]) -> Result<Self, StatsError> {
        for column in covariates {
            same_length("units", self.places.len(), "covariate", column.len())?;
            workable("covariate", column)?;
            let mut cells = vec![0.0; self.outcome.len()];
            for (place, value) in self.places.iter().zip(column) {
                if let Some(at) = place {
                    cells[*at] = *value;
                }
            }
            self.covariates.push(cells);
        }
        Ok(self)
    }

    /// The same panel with units that move together, one number per row as given to [`Panel::new`]; the first row of a unit
    /// decides.
    ///
    /// # Errors
    /// `LengthMismatch`.
    pub fn clustered(mut self, clusters: &[usize]) -> Result<Self, StatsError> {
        same_length("units", self.places.len(), "clusters", clusters.len())?;
        let mut of_unit: Vec<Option<usize>> = vec![None; self.units()];
        for (place, cluster) in self.places.iter().zip(clusters) {
            if let Some(at) = place {
                of_unit[at / self.times.len()].get_or_insert(*cluster);
            }
        }
        let of_unit: Vec<usize> = of_unit.into_iter().flatten().collect();
        self.clusters = Some(Clusters::new(&of_unit, &self.first));
        Ok(self)
    }

    /// The same panel without the units of which nothing is known from before they could have changed, and how many those are;
    /// nothing where there are none.
    pub(super) fn seen_before(&self, anticipation: i64) -> Option<(Self, usize)> {
        let start = *self.times.first()?;
        let is_kept = |first: &Option<i64>| first.is_none_or(|it| it.saturating_sub(anticipation) > start);
        let kept: Vec<usize> = (0..self.units()).filter(|&unit| is_kept(&self.first[unit])).collect();
        let left_out = self.units() - kept.len();
        if left_out == 0 {
            return None;
        }
        let periods = self.times.len();
        let cells = |unit: &usize| unit * periods..(unit + 1) * periods;
        let first: Vec<Option<i64>> = kept.iter().map(|&unit| self.first[unit]).collect();
        let clusters = self.clusters.as_ref().map(|all| {
            let numbers: Vec<usize> = kept.iter().map(|&unit| all.of_units()[unit]).collect();
            Clusters::new(&numbers, &first)
        });
        let panel = Self {
            times: self.times.clone(),
            first,
            outcome: kept.iter().flat_map(|unit| self.outcome[cells(unit)].iter().copied()).collect(),
            covariates: self
                .covariates
                .iter()
                .map(|column| kept.iter().flat_map(|unit| column[cells(unit)].iter().copied()).collect())
                .collect(),
            clusters,
            places: Vec::new(),
            treated_from_start: self.treated_from_start,
        };
        Some((panel, left_out))
    }

    /// The periods, in order.
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// How many units take part.
    pub fn units(&self) -> usize {
        self.first.len()
    }

    /// How many were never treated while watched.
    pub fn never_treated(&self) -> usize {
        self.first.iter().filter(|it| it.is_none()).count()
    }

    /// How many were treated from the first period on, and are left out.
    pub const fn treated_from_start(&self) -> usize {
        self.treated_from_start
    }

    /// How many were not seen in every period.
    pub fn incomplete(&self) -> usize {
        self.outcome.chunks(self.times.len()).filter(|periods| periods.iter().any(Option::is_none)).count()
    }

    /// The groups: the periods of first treatment, with how many units each has.
    pub fn groups(&self) -> Vec<(i64, usize)> {
        let mut counts: HashMap<i64, usize> = HashMap::new();
        for first in self.first.iter().flatten() {
            *counts.entry(*first).or_default() += 1;
        }
        let mut groups: Vec<(i64, usize)> = counts.into_iter().collect();
        groups.sort_unstable();
        groups
    }

    pub(super) fn first(&self, unit: usize) -> Option<i64> {
        self.first[unit]
    }

    pub(super) fn outcome(&self, unit: usize, period: usize) -> Option<f64> {
        self.outcome[unit * self.times.len() + period]
    }

    pub(super) fn covariates(&self) -> usize {
        self.covariates.len()
    }

    pub(super) fn covariate(&self, j: usize, unit: usize, period: usize) -> f64 {
        self.covariates[j][unit * self.times.len() + period]
    }

    fn period(&self, time: i64) -> Option<usize> {
        self.times.binary_search(&time).ok()
    }

    /// Influences added up by cluster, with the factor for few clusters; as they are without clusters.
    pub(super) fn by_cluster(&self, influence: &[f64]) -> Vec<f64> {
        self.clusters.as_ref().map_or_else(|| influence.to_vec(), |clusters| clusters.scaled(influence))
    }

    /// The standard error of what moves so with each unit, and its degrees of freedom where there are clusters.
    pub(super) fn error(&self, influence: &[f64]) -> (f64, Option<f64>) {
        let scaled = self.by_cluster(influence);
        let freedom = self.clusters.as_ref().map(|clusters| clusters.freedom(&scaled));
        (scaled.iter().map(|phi| phi * phi).sum::<f64>().sqrt(), freedom)
    }

    /// The clusters, where there are some.
    pub(super) const fn clusters(&self) -> Option<&Clusters> {
        self.clusters.as_ref()
    }

    /// How many clusters, where there are some.
    pub(super) fn cluster_count(&self) -> Option<usize> {
        self.clusters.as_ref().map(Clusters::count)
    }
}

/// The first treatment of every unit, which has to be the same in all its rows.
fn first_of_units(unit: &[usize], count: usize, given: &[Option<i64>]) -> Result<Vec<Option<i64>>, StatsError> {
    let mut first: Vec<Option<Option<i64>>> = vec![None; count];
    for (row, (&unit, value)) in unit.iter().zip(given).enumerate() {
        if *first[unit].get_or_insert(*value) != *value {
            let (given, allowed) = (value.map_or(0.0, |it| it as f64), "the same in all rows of a unit");
            return Err(StatsError::RowOutOfRange { name: "first_treated", allowed, given, row });
        }
    }
    Ok(first.into_iter().map(Option::flatten).collect())
}

/// The units that were seen before treatment, with their new numbers.
struct Kept {
    first: Vec<Option<i64>>,
    number: Vec<Option<usize>>,
    count: usize,
}

impl Kept {
    fn of(first: &[Option<i64>], periods: &[i64]) -> Self {
        let (start, end) = (periods.first().copied().unwrap_or(0), periods.last().copied().unwrap_or(0));
        let mut kept = Self { first: Vec::new(), number: Vec::with_capacity(first.len()), count: 0 };
        for value in first {
            if value.is_some_and(|it| it <= start) {
                kept.number.push(None);
                continue;
            }
            kept.number.push(Some(kept.count));
            kept.count += 1;
            // Treated after the last period is not treated while watched.
            kept.first.push(value.filter(|it| *it <= end));
        }
        kept
    }
}
