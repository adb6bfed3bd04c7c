//! What a pass over the ledger gathers of each activity: counts and moments, added up part by part.

use std::collections::BTreeMap;

use relationship::Day;
use stats::StatsError;
use stats::experiment::Moments;

use super::gathering::MONTHS;
use super::life::AFTER;

/// Both arms: left alone, and treated.
pub(super) type Arms = [Moments; 2];

/// A customer of a draw by household, store or team, or one that nobody drew.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) is_treated: bool,
    pub(super) is_closed: bool,
    /// The household, store or team, as a number.
    pub(super) unit: u64,
    pub(super) columns: Vec<f64>,
}

/// What was gathered at one horizon.
#[derive(Debug, Clone)]
pub(super) struct AtHorizon {
    /// Of the closed group, and of all others who reached it.
    pub(super) groups: [Arms; 2],
    /// The rung at the end, of who answered.
    pub(super) rungs: Arms,
    pub(super) rows: Vec<Row>,
    /// By month of assignment: how many, and how many left, in both arms.
    pub(super) cohorts: BTreeMap<i32, [[u64; 2]; 2]>,
    /// By what they really got: how many, and how many left.
    pub(super) as_treated: [[u64; 2]; 2],
}

/// What was gathered of one activity.
#[derive(Debug, Clone)]
pub(super) struct Gathered {
    /// Everybody who was assigned, in both arms.
    pub(super) assigned: [u64; 2],
    /// Of them, who really got it.
    pub(super) reached: [u64; 2],
    /// They had left before.
    pub(super) gone: u64,
    /// They became customers later, or never.
    pub(super) not_yet: u64,
    /// On one day in both arms: left out.
    pub(super) both_arms: u64,
    /// Later in the other arm: they count in the first.
    pub(super) changed: u64,
    /// The household or store that was drawn is not known.
    pub(super) no_unit: u64,
    /// Whether customers are among them whom somebody explicitly did not give it.
    pub(super) explicit: u64,
    pub(super) first_on: Option<Day>,
    pub(super) last_on: Option<Day>,
    pub(super) horizons: Vec<AtHorizon>,
    /// Month by month since the assignment: still here at its start, and left in it, in both arms.
    pub(super) months: [[[u64; 2]; 2]; MONTHS],
    /// What customers said of the activity itself.
    pub(super) thought: Moments,
}

impl Gathered {
    pub(super) fn new(horizons: usize, before: usize) -> Self {
        let arms = || [Moments::new(AFTER + before - 1), Moments::new(AFTER + before - 1)];
        let at = AtHorizon {
            groups: [arms(), arms()],
            rungs: [Moments::new(0), Moments::new(0)],
            rows: Vec::new(),
            cohorts: BTreeMap::new(),
            as_treated: [[0; 2]; 2],
        };
        Self {
            assigned: [0; 2],
            reached: [0; 2],
            gone: 0,
            not_yet: 0,
            both_arms: 0,
            changed: 0,
            no_unit: 0,
            explicit: 0,
            first_on: None,
            last_on: None,
            horizons: vec![at; horizons],
            months: [[[0; 2]; 2]; MONTHS],
            thought: Moments::new(0),
        }
    }

    pub(super) fn join(&mut self, other: Self) -> Result<(), StatsError> {
        for side in 0..2 {
            self.assigned[side] += other.assigned[side];
            self.reached[side] += other.reached[side];
        }
        self.gone += other.gone;
        self.not_yet += other.not_yet;
        self.both_arms += other.both_arms;
        self.changed += other.changed;
        self.no_unit += other.no_unit;
        self.explicit += other.explicit;
        self.first_on = [self.first_on, other.first_on].into_iter().flatten().min();
        self.last_on = self.last_on.max(other.last_on);
        self.thought.merge(&other.thought)?;
        add_counts(self.months.as_flattened_mut(), other.months.as_flattened());
        for (at, more) in self.horizons.iter_mut().zip(other.horizons) {
            at.join(more)?;
        }
        Ok(())
    }
}

impl AtHorizon {
    fn join(&mut self, other: Self) -> Result<(), StatsError> {
        let arms = self.groups.as_flattened_mut().iter_mut().chain(&mut self.rungs);
        for (arm, more) in arms.zip(other.groups.as_flattened().iter().chain(&other.rungs)) {
            arm.merge(more)?;
        }
        self.rows.extend(other.rows);
        for (month, more) in other.cohorts {
            add_counts(self.cohorts.entry(month).or_default(), &more);
        }
        add_counts(&mut self.as_treated, &other.as_treated);
        Ok(())
    }

    /// The arms of one group, or of all who reached the horizon.
    pub(super) fn arms(&self, is_closed: bool) -> Result<Arms, StatsError> {
        let mut arms = self.groups[0].clone();
        if !is_closed {
            for (arm, more) in arms.iter_mut().zip(&self.groups[1]) {
                arm.merge(more)?;
            }
        }
        Ok(arms)
    }
}

fn add_counts(sums: &mut [[u64; 2]], more: &[[u64; 2]]) {
    for (sum, more) in sums.iter_mut().flatten().zip(more.iter().flatten()) {
        *sum += more;
    }
}
