//! What a pass over the ledger gathers of each activity: counts and moments, added up part by part.

use std::collections::BTreeMap;

use relationship::Day;
use stats::StatsError;
use stats::experiment::{FAR_MAX, Moments};

use super::gathering::MONTHS;
use super::life::{AFTER, MONEY};

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

/// The customers with the largest amounts among those seen so far, twice as many as are needed before the smaller half is
/// thrown away.
#[derive(Debug, Clone, Default)]
pub(super) struct Largest {
    rows: Vec<(f64, Box<[f64]>)>,
    /// The smallest of those that were kept when some were thrown away.
    least: f64,
}

impl Largest {
    /// Who paid much before and little after lies as far out as who paid much after.
    fn add(&mut self, row: &[f64]) {
        let amount: f64 = MONEY.iter().filter_map(|&column| row.get(column)).map(|it| it.abs()).sum();
        if self.rows.len() >= FAR_MAX && amount <= self.least {
            return;
        }
        self.rows.push((amount, row.into()));
        if self.rows.len() >= 2 * FAR_MAX {
            self.settle();
        }
    }

    fn settle(&mut self) {
        if self.rows.len() > FAR_MAX {
            self.rows.select_nth_unstable_by(FAR_MAX - 1, |one, other| other.0.total_cmp(&one.0));
            self.rows.truncate(FAR_MAX);
            self.least = self.rows.last().map_or(0.0, |it| it.0);
        }
    }

    fn join(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.settle();
    }
}

/// What was gathered at one horizon.
#[derive(Debug, Clone)]
pub(super) struct AtHorizon {
    /// Of the closed group, and of all others who reached it.
    pub(super) groups: [Arms; 2],
    /// Of the same groups, the customers with the largest amounts.
    pub(super) largest: [Largest; 2],
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
            largest: Default::default(),
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
        for (mine, more) in self.largest.iter_mut().zip(other.largest) {
            mine.join(more);
        }
        self.rows.extend(other.rows);
        for (month, more) in other.cohorts {
            add_counts(self.cohorts.entry(month).or_default(), &more);
        }
        add_counts(&mut self.as_treated, &other.as_treated);
        Ok(())
    }

    /// Counts a customer of an arm.
    pub(super) fn add(&mut self, row: &[f64], (is_closed, side): (bool, usize)) -> Result<(), StatsError> {
        let group = usize::from(!is_closed);
        self.largest[group].add(row);
        self.groups[group][side].add(row)
    }

    /// The customers with the largest amounts of one group, or of all who reached the horizon.
    pub(super) fn largest(&self, is_closed: bool) -> Vec<Box<[f64]>> {
        let mut largest = self.largest[0].clone();
        if !is_closed {
            largest.join(self.largest[1].clone());
        }
        largest.settle();
        largest.rows.into_iter().map(|it| it.1).collect()
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
