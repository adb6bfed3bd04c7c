//! How many faced each renewal, and how many left at it.

use crate::StatsError;
use crate::checked::COUNT_MAX;

/// The most renewals a table may span: eighty years of days.
const RENEWALS_MAX: u32 = 30_000;

/// Customers who started together, counted after each renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cohort<'a> {
    /// After how many renewals the first count was taken: 0 when the cohort was counted from its start.
    pub first: u32,
    /// How many were still there at the first count, and after each renewal since.
    pub survivors: &'a [u64],
}

impl<'a> Cohort<'a> {
    /// A cohort counted from its start.
    pub const fn from_start(survivors: &'a [u64]) -> Self {
        Self { first: 0, survivors }
    }
}

/// One renewal, over all cohorts that reached it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// Which renewal, counted from 1.
    pub number: u32,
    /// How many customers faced it.
    pub at_risk: u64,
    /// How many left at it.
    pub departures: u64,
}

/// Survivor counts of one or many cohorts, added up per renewal.
///
/// The likelihood of a retention model depends on these counts alone, so cohorts of different start and length, and cohorts
/// that came into sight late, all go into one table. A cohort that is first counted after some renewals is at risk from
/// then on, as in left truncation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewals {
    rows: Vec<Renewal>,
    here: Vec<(u32, u64)>,
    n: u64,
}

impl Renewals {
    /// One cohort counted from its start: 1000, 869, 743 says that 131 of 1,000 left at the first renewal.
    ///
    /// # Errors
    /// As [`from_cohorts`](Self::from_cohorts()).
    pub fn from_survivors(survivors: &[u64]) -> Result<Self, StatsError> {
        Self::from_cohorts(&[Cohort::from_start(survivors)])
    }

    /// Several cohorts.
    ///
    /// # Errors
    /// - `RowOutOfRange` when a count rises (the row is the place in its cohort, counted from 0).
    /// - `OutOfRange` when counts add up to more than 2⁵³ or a cohort spans more than 30,000 renewals.
    pub fn from_cohorts(cohorts: &[Cohort]) -> Result<Self, StatsError> {
        let mut table = Self::default();
        for cohort in cohorts {
            table.add(cohort)?;
        }
        table.rows.retain(|row| row.at_risk > 0);
        table.here.sort_unstable();
        Ok(table)
    }

    fn add(&mut self, cohort: &Cohort) -> Result<(), StatsError> {
        let (Some(&first), Some(&last)) = (cohort.survivors.first(), cohort.survivors.last()) else { return Ok(()) };
        let end = u32::try_from(cohort.survivors.len() - 1).ok().and_then(|it| it.checked_add(cohort.first));
        let Some(end) = end.filter(|it| *it <= RENEWALS_MAX) else {
            let given = f64::from(cohort.first) + cohort.survivors.len() as f64 - 1.0;
            return Err(StatsError::OutOfRange { name: "renewals", allowed: "at most 30000", given });
        };
        self.n = self.n.saturating_add(first);
        if self.n > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "survivors", allowed: "at most 2^53", given: self.n as f64 });
        }
        let known = self.rows.last().map_or(0, |row| row.number);
        for number in known + 1..=end {
            self.rows.push(Renewal { number, at_risk: 0, departures: 0 });
        }
        for (place, pair) in cohort.survivors.windows(2).enumerate() {
            let Some(departures) = pair[0].checked_sub(pair[1]) else {
                let allowed = "no more than the count before it";
                return Err(StatsError::RowOutOfRange {
                    name: "survivors",
                    allowed,
                    given: pair[1] as f64,
                    row: place + 1,
                });
            };
            let row = &mut self.rows[cohort.first as usize + place];
            row.at_risk += pair[0];
            row.departures += departures;
        }
        match self.here.iter_mut().find(|(renewals, _)| *renewals == end) {
            Some((_, count)) => *count += last,
            None => self.here.push((end, last)),
        }
        Ok(())
    }

    /// The renewals that somebody faced, in order.
    pub fn rows(&self) -> &[Renewal] {
        &self.rows
    }

    /// The customers still there at the last count, as pairs of renewals behind them and how many.
    pub fn here(&self) -> &[(u32, u64)] {
        &self.here
    }

    /// How many customers there were at the first counts.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// How many left.
    pub fn departures(&self) -> u64 {
        self.rows.iter().map(|row| row.departures).sum()
    }

    /// How many decisions there were: customers times the renewals they faced.
    pub fn decisions(&self) -> u64 {
        self.rows.iter().map(|row| row.at_risk).sum()
    }

    /// The share that left per decision, where there were any.
    pub(crate) fn churn(&self) -> Option<f64> {
        let decisions = self.decisions();
        (decisions > 0).then(|| self.departures() as f64 / decisions as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cohorts_of_different_start_and_length_add_up_per_renewal() {
        let old = Cohort::from_start(&[100, 80, 70]);
        let young = Cohort::from_start(&[50, 45]);
        let late = Cohort { first: 1, survivors: &[30, 27, 25] };
        let table = Renewals::from_cohorts(&[old, young, late]).expect("counts fall");
        let rows: Vec<_> = table.rows().iter().map(|row| (row.number, row.at_risk, row.departures)).collect();
        assert_eq!(rows, [(1, 150, 25), (2, 110, 13), (3, 27, 2)]);
        assert_eq!((table.n(), table.here()), (180, &[(1, 45), (2, 70), (3, 25)][..]));
    }

    #[test]
    fn a_count_that_rises_is_refused_with_its_place() {
        let error = Renewals::from_survivors(&[10, 9, 11]).expect_err("nobody comes back in these models");
        assert_eq!(error.to_string(), "`survivors` must be no more than the count before it, got `11` at row 2");
    }
}
