//! One group in one period.

use rayon::prelude::*;

use crate::StatsError;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::numeric::student_quantile_upper;
use crate::observational::estimator::means_of_treated;
use crate::observational::outcome_model::{OutcomeModel, Surface};
use crate::observational::overlap::Overlap;
use crate::observational::propensity::Propensity;
use crate::observational::study::{Estimand, Study};
use crate::regression::Design;

use super::panel::Panel;
use super::{Adjustment, Base, Control, StaggeredOptions};

/// A treated unit lacks a counterpart only where its chance to be in the group is this at least. A group has few units, and the
/// likeliest of them lie beyond the controls by chance where nothing sets the two apart; up to here a control that is nearest
/// weighs at most nine times.
const SCORE_FAR: f64 = 0.9;

/// The effect on one group in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The group: from which period on it is treated.
    pub group: i64,
    /// The period.
    pub time: i64,
    /// From which period the change is counted.
    pub base: i64,
    /// How many units of the group took part.
    pub treated: usize,
    /// How many controls.
    pub controls: usize,
    /// The effect; before treatment it should be 0.
    pub effect: Answer,
    /// Its interval when all cells are to hold at once, where bands were asked for.
    pub band: Option<Interval>,
}

/// A cell with how each unit moves it.
pub(super) struct Estimated {
    pub(super) cell: Cell,
    pub(super) influence: Option<Vec<f64>>,
}

impl Estimated {
    /// Whether the group is treated in the period.
    pub(super) fn is_treated(&self) -> bool {
        self.cell.time >= self.cell.group
    }

    /// Whether the group cannot have changed yet.
    pub(super) fn is_before(&self, options: &StaggeredOptions) -> bool {
        self.cell.time < self.cell.group - options.anticipation
    }

    /// Value and influence, where there is an estimate.
    pub(super) fn piece(&self) -> Option<(f64, &[f64])> {
        Some((self.cell.effect.known()?.value, self.influence.as_deref()?))
    }
}

/// Group, period and base period of a cell.
#[derive(Debug, Clone, Copy)]
struct Place {
    group: i64,
    time: usize,
    base: usize,
}

pub(super) fn estimate_all(panel: &Panel, options: &StaggeredOptions) -> Result<Vec<Estimated>, StatsError> {
    let places: Vec<Place> = panel.groups().iter().flat_map(|(group, _)| places_of(panel, options, *group)).collect();
    places.par_iter().map(|place| estimate(panel, options, *place)).collect()
}

fn places_of(panel: &Panel, options: &StaggeredOptions, group: i64) -> Vec<Place> {
    let times = panel.times();
    // The last period in which the group cannot have changed yet.
    let Some(before) = times.iter().rposition(|time| *time < group - options.anticipation) else {
        return Vec::new();
    };
    let place = |time: usize| {
        let base = match options.base {
            Base::Varying if time <= before => time.checked_sub(1)?,
            _ => before,
        };
        (base != time).then_some(Place { group, time, base })
    };
    (0..times.len()).filter_map(place).collect()
}

/// The units of a cell, with their change since the base.
struct Changes {
    units: Vec<usize>,
    treated: Vec<bool>,
    change: Vec<f64>,
}

fn changes(panel: &Panel, options: &StaggeredOptions, place: Place) -> Changes {
    let Place { group, time, base } = place;
    let latest = panel.times()[time.max(base)].saturating_add(options.anticipation);
    let mut changes = Changes { units: Vec::new(), treated: Vec::new(), change: Vec::new() };
    for unit in 0..panel.units() {
        let (treated, control) = match panel.first(unit) {
            Some(first) => (first == group, first != group && options.control == Control::NotYet && first > latest),
            None => (false, true),
        };
        if let (true, Some(now), Some(then)) =
            (treated || control, panel.outcome(unit, time), panel.outcome(unit, base))
        {
            changes.units.push(unit);
            changes.treated.push(treated);
            changes.change.push(now - then);
        }
    }
    changes
}

fn estimate(panel: &Panel, options: &StaggeredOptions, place: Place) -> Result<Estimated, StatsError> {
    let changes = changes(panel, options, place);
    let treated = changes.treated.iter().filter(|it| **it).count();
    let controls = changes.treated.len() - treated;
    let found = if treated.min(controls) < 2 {
        Err(Why::TooFew { needed: 2, given: treated.min(controls) as u64 })
    } else {
        effect(panel, options, place, &changes)?
    };
    let (effect, influence) = match found {
        Ok((value, of_changes)) => {
            let mut influence = vec![0.0; panel.units()];
            for (unit, phi) in changes.units.iter().zip(&of_changes) {
                influence[*unit] = *phi;
            }
            match known(panel, options, value, &influence) {
                Ok(estimate) => {
                    (Answer::Known(Estimate { n: (treated + controls) as u64, ..estimate }), Some(influence))
                }
                Err(why) => (Answer::Undetermined(why), None),
            }
        }
        Err(why) => (Answer::Undetermined(why), None),
    };
    let times = panel.times();
    let cell = Cell {
        group: place.group,
        time: times[place.time],
        base: times[place.base],
        treated,
        controls,
        effect,
        band: None,
    };
    Ok(Estimated { cell, influence })
}

type Found = Result<(f64, Vec<f64>), Why>;

/// The difference of the mean changes, and how each unit of the cell moves it.
fn effect(panel: &Panel, options: &StaggeredOptions, place: Place, changes: &Changes) -> Result<Found, StatsError> {
    let column = |j: usize| changes.units.iter().map(|unit| panel.covariate(j, *unit, place.base)).collect();
    let design = match panel.covariates() {
        0 => Design::intercept_only(changes.units.len())?,
        count => Design::new((0..count).map(column).collect())?,
    };
    let study = Study::new(&design, &changes.treated, &changes.change)?;
    let models = panel.covariates() > 0;
    let propensity = if models && options.adjustment != Adjustment::Regression {
        match Propensity::fitted(&study)? {
            Ok(propensity) => Some(propensity),
            Err(why) => return Ok(Err(why)),
        }
    } else {
        None
    };
    if let Some(why) =
        propensity.as_ref().and_then(|it| Overlap::of_likely(&study, it, Estimand::Treated, SCORE_FAR).why())
    {
        return Ok(Err(why));
    }
    let surface = if models && options.adjustment == Adjustment::Weighting {
        None
    } else {
        let controls = study.arm(false);
        match Surface::fitted(&study, OutcomeModel::Linear, &controls)? {
            Ok(surface) => Some(surface),
            Err(why) => return Ok(Err(why)),
        }
    };
    let (with, without) = means_of_treated(&study, propensity.as_ref(), surface.as_ref());
    let influence = with.influence.iter().zip(&without.influence).map(|(a, b)| a - b).collect();
    Ok(Ok((with.value - without.value, influence)))
}

/// An estimate from how each unit moves it.
pub(super) fn known(panel: &Panel, options: &StaggeredOptions, value: f64, influence: &[f64]) -> Result<Estimate, Why> {
    if let Some(given @ 0..2) = panel.cluster_count() {
        return Err(Why::TooFew { needed: 2, given: given as u64 });
    }
    let (standard_error, freedom) = panel.error(influence);
    if !(value.is_finite() && standard_error.is_finite()) {
        return Err(Why::NotConverged { iterations: 0, change: f64::MAX });
    }
    // Everybody moved alike, as where the outcome never changes.
    if standard_error == 0.0 && value == 0.0 {
        return Err(Why::ZeroVariance);
    }
    let level = options.level;
    let deviate = freedom.map_or_else(|| level.z(), |freedom| student_quantile_upper(level.tail(), freedom));
    let half = deviate * standard_error;
    Ok(Estimate {
        value,
        interval: Interval::confidence(value - half, value + half, level),
        standard_error: Some(standard_error),
        n: panel.units() as u64,
        method: Method::STAGGERED,
    })
}
