//! A few planned looks, each with its own bound.

use crate::StatsError;
use crate::checked::{Level, Probability};
use crate::estimate::{Answer, Why};
use crate::experiment::effect::{Mean, Pair};
use crate::method::Method;
use crate::numeric::{gauss_legendre, normal_density, normal_lower, normal_quantile, normal_two_sided, root_of_rising};

/// The most looks that are planned at once.
pub const LOOKS_MAX: usize = 500;

/// No bound lies further out: the chance beyond is smaller than the smallest number.
pub const BOUND_MAX: f64 = 38.0;

/// How the chance of a false alarm is spent over the looks, as a function of the share t of the information so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Spending {
    /// 4 − 4Φ(z_{α/4}/√t): almost nothing at first, so that the last look is nearly that of one test. The default.
    #[default]
    ObrienFleming,
    /// α ln(1 + (e − 1)t): about evenly.
    Pocock,
    /// α t^ρ with ρ above 0.
    Power(f64),
}

impl Spending {
    /// The chance spent by the time a share `t` of the information is there.
    pub fn spent(self, t: f64, level: Level) -> f64 {
        let alpha = 2.0 * level.tail();
        match self {
            Self::ObrienFleming => 4.0 * normal_lower(normal_quantile(0.25 * alpha) / t.sqrt()),
            Self::Pocock => alpha * (1.0 + (std::f64::consts::E - 1.0) * t).ln(),
            Self::Power(rho) => alpha * t.powf(rho),
        }
    }
}

/// The shape of bounds that are fixed in advance for looks at equal distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Falls as √(K/k).
    #[default]
    ObrienFleming,
    /// The same at every look.
    Pocock,
}

/// One planned look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedLook {
    /// The share of the planned rows that are there, from 0 to 1.
    pub information: f64,
    /// How many standard errors from 0 the difference must lie to stop here.
    pub bound: f64,
    /// The p-value that an ordinary test must stay below to stop here.
    pub nominal_p: f64,
    /// The chance of a false alarm at this look or before.
    pub spent: f64,
}

/// Bounds for planned looks that keep the chance of a false alarm over all of them, for any spending and any distances.
///
/// With independent increments, Z at look k is the sum of k steps. The bound is where the chance of not having stopped
/// before and Z being beyond it now is what the spending function gives to this look; that chance is computed by recursive
/// integration of the density of Z over the region where the experiment goes on.
///
/// Use it when the looks are few and known: weekly, at a third and two thirds. The looks may come at other times than
/// planned, as long as no result decided when: compute the bounds anew with the information so far. For looks at any
/// moment use [`always_valid_shares`](super::always_valid_shares()).
///
/// # Shapes
/// `information` rises strictly to at most 1, the share of the planned rows at each look.
///
/// # Errors
/// - `TooFew` without looks; `RowOutOfRange` when information does not rise or leaves 0 to 1, or there are more than
///   [`LOOKS_MAX`] looks; `OutOfRange` for a power that is not above 0.
///
/// # Numerical notes
/// Gauss-Legendre nodes, so many that the narrowest step is resolved; bounds are right to about 10⁻¹⁰.
///
/// # Source
/// Armitage, McPherson and Rowe (1969), JRSS A 132:235–244; Lan and DeMets (1983), Biometrika 70:659–663; Jennison and
/// Turnbull (2000), Group Sequential Methods, chapters 7 and 19. Method page: `docs/methods/group_sequential.md`.
///
/// # Checked against
/// Bounds printed by Jennison and Turnbull and by ldbounds, and the chances of peeking of Armitage and others:
/// `tests/reference/experiment.rs`, `bounds_agree_with_published_tables` and `peeking_inflates_the_error_as_published`.
///
/// # Example
/// One look is an ordinary test.
/// ```
/// # use stats::{checked::Level, experiment::{Spending, planned_looks}};
/// let looks = planned_looks(&[1.0], Spending::ObrienFleming, Level::P95)?;
/// assert!((looks[0].bound - Level::P95.z()).abs() < 1e-9);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn planned_looks(information: &[f64], spending: Spending, level: Level) -> Result<Vec<PlannedLook>, StatsError> {
    check(information)?;
    if let Spending::Power(rho) = spending
        && !(rho.is_finite() && rho > 0.0)
    {
        return Err(StatsError::OutOfRange { name: "power", allowed: "a finite number above 0", given: rho });
    }
    let mut walk = Walk::new(information, 0.0);
    let mut spent = 0.0;
    let mut looks = Vec::with_capacity(information.len());
    for (k, &t) in information.iter().enumerate() {
        let by_now = spending.spent(t, level);
        let bound = walk.bound_for(k, by_now - spent);
        walk.go_on(k, bound);
        spent = by_now;
        looks.push(PlannedLook { information: t, bound, nominal_p: normal_two_sided(bound), spent });
    }
    Ok(looks)
}

/// The classic bounds of O'Brien and Fleming or of Pocock for looks at equal distances.
///
/// Pocock's bound is the same constant at every look, O'Brien and Fleming's is a constant times √(K/k); the constant is the
/// one that gives all looks together the chance α of a false alarm. See [`planned_looks`] for the computation.
///
/// # Errors
/// - `TooFew` without looks, `RowOutOfRange` with more than [`LOOKS_MAX`].
///
/// # Example
/// ```
/// # use stats::{checked::Level, experiment::{Shape, classic_looks}};
/// let looks = classic_looks(5, Shape::Pocock, Level::P95)?;
/// assert!((looks[4].bound - 2.413).abs() < 5e-4); // Pocock (1977), table 1
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn classic_looks(looks: usize, shape: Shape, level: Level) -> Result<Vec<PlannedLook>, StatsError> {
    let information = equal_looks(looks)?;
    let alpha = 2.0 * level.tail();
    let bounds = |constant: f64| -> Vec<f64> {
        let factor = |t: f64| if shape == Shape::Pocock { 1.0 } else { 1.0 / t.sqrt() };
        information.iter().map(|t| (constant * factor(*t)).min(BOUND_MAX)).collect()
    };
    let total = |constant: f64| crossing(&information, &bounds(constant), 0.0).iter().sum::<f64>();
    // Bonferroni's bound is surely far enough out. A slope of 0 makes the search halve its bracket.
    let (low, high) = (level.z(), -normal_quantile(0.5 * alpha / looks as f64) + 1e-9);
    let constant = root_of_rising(low, high.max(low), low, |constant| (alpha - total(constant), 0.0));
    let bounds = bounds(constant);
    let mut spent = 0.0;
    let stops = crossing(&information, &bounds, 0.0);
    Ok(information
        .iter()
        .zip(bounds)
        .zip(stops)
        .map(|((&information, bound), stop)| {
            spent += stop;
            PlannedLook { information, bound, nominal_p: normal_two_sided(bound), spent }
        })
        .collect())
}

/// Looks at equal distances, the last when everything is there.
///
/// # Errors
/// - `TooFew` without looks, `RowOutOfRange` with more than [`LOOKS_MAX`].
pub fn equal_looks(looks: usize) -> Result<Vec<f64>, StatsError> {
    let information: Vec<f64> = (1..=looks.min(LOOKS_MAX + 1)).map(|k| k as f64 / looks as f64).collect();
    check(&information)?;
    Ok(information)
}

/// The chance to stop first at each look, given the bounds and how far the difference really lies from 0.
///
/// `drift` is the true difference in standard errors of the last look (information 1); 0 gives the chance of a false alarm,
/// and about 2.8 that of finding what 80 % power was planned for. The sum is the chance to stop at all.
///
/// # Errors
/// - As [`planned_looks`]; `LengthMismatch` when bounds and information do not pair up, `OutOfRange` when the drift is not
///   finite, `RowOutOfRange` when a bound is not a number of at least 0.
///
/// # Example
/// Looking twice at 1.96 is a test at 8.3 %, not at 5.
/// ```
/// # use stats::{checked::Level, experiment::stopping_chances};
/// let z = Level::P95.z();
/// let chances = stopping_chances(&[0.5, 1.0], &[z, z], 0.0)?;
/// assert!((chances.iter().sum::<f64>() - 0.083118).abs() < 5e-7);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn stopping_chances(information: &[f64], bounds: &[f64], drift: f64) -> Result<Vec<f64>, StatsError> {
    check(information)?;
    if bounds.len() != information.len() {
        return Err(StatsError::LengthMismatch {
            left: "information",
            left_len: information.len(),
            right: "bounds",
            right_len: bounds.len(),
        });
    }
    if let Some(row) = bounds.iter().position(|bound| bound.is_nan() || *bound < 0.0) {
        let (name, allowed) = ("bounds", "a number of at least 0");
        return Err(StatsError::RowOutOfRange { name, allowed, given: bounds[row], row });
    }
    if drift.is_nan() || drift.abs() > BOUND_MAX {
        return Err(StatsError::OutOfRange { name: "drift", allowed: "from -38 to 38", given: drift });
    }
    let bounds: Vec<f64> = bounds.iter().map(|bound| bound.min(BOUND_MAX)).collect();
    Ok(crossing(information, &bounds, drift))
}

/// How many times as many rows a design with these looks needs at most, to have the power of a test without looks.
///
/// # Errors
/// - As [`stopping_chances`]; `OutOfRange` when the power is not above that of no effect and below 1.
///
/// # Example
/// Five looks after O'Brien and Fleming cost 2.8 % more rows at most, and usually save many.
/// ```
/// # use stats::{checked::{Level, Probability}, experiment::{Shape, classic_looks, inflation}};
/// let looks = classic_looks(5, Shape::ObrienFleming, Level::P95)?;
/// let factor = inflation(&looks, Probability::new("power", 0.8)?, Level::P95)?;
/// assert!((factor - 1.028).abs() < 5e-4); // Jennison and Turnbull, table 2.4
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn inflation(looks: &[PlannedLook], power: Probability, level: Level) -> Result<f64, StatsError> {
    let information: Vec<f64> = looks.iter().map(|look| look.information).collect();
    let bounds: Vec<f64> = looks.iter().map(|look| look.bound).collect();
    check(&information)?;
    let power = power.get();
    if !(power > 2.0 * level.tail() && power <= 0.999_999) {
        let allowed = "above the chance of a false alarm and at most 0.999999";
        return Err(StatsError::OutOfRange { name: "power", allowed, given: power });
    }
    let found = |drift: f64| crossing(&information, &bounds, drift).iter().sum::<f64>();
    let drift = root_of_rising(0.0, 30.0, level.z() + 1.0, |drift| (found(drift) - power, 0.0));
    Ok((drift / (level.z() + normal_quantile(power))).powi(2))
}

/// The interval that may be reported at a planned look, whether or not the experiment stops there: d ± b se, with the bound b of the look.
///
/// Together these intervals hold the truth at all looks with the level of the design.
///
/// # Returns
/// `Undetermined` (`ZeroVariance`) when neither mean varies.
///
/// # Source
/// Jennison and Turnbull (2000), chapter 9. Method page: `docs/methods/group_sequential.md`.
pub fn repeated_interval(control: Mean, treated: Mean, look: &PlannedLook, level: Level) -> Answer {
    let pair = Pair::independent(control, treated);
    if pair.variance() == 0.0 {
        return Answer::Undetermined(Why::ZeroVariance);
    }
    pair.within(look.bound, level, Method::REPEATED_INTERVAL)
}

fn check(information: &[f64]) -> Result<(), StatsError> {
    if information.is_empty() {
        return Err(StatsError::TooFew { method: "group-sequential design", what: "look", needed: 1, given: 0 });
    }
    if information.len() > LOOKS_MAX {
        let (name, allowed, given) = ("information", "at most 500 looks", information.len() as f64);
        return Err(StatsError::RowOutOfRange { name, allowed, given, row: LOOKS_MAX });
    }
    let mut before = 0.0;
    for (row, &given) in information.iter().enumerate() {
        // Rounding may carry the last of many equal steps a little past 1.
        if !(given > before && given <= 1.0 + 1e-12) {
            let allowed = "above the look before it and at most 1";
            return Err(StatsError::RowOutOfRange { name: "information", allowed, given, row });
        }
        before = given;
    }
    Ok(())
}

fn crossing(information: &[f64], bounds: &[f64], drift: f64) -> Vec<f64> {
    let mut walk = Walk::new(information, drift);
    let looks = bounds.iter().enumerate().map(|(k, &bound)| {
        let stop = walk.beyond(k, bound).0;
        walk.go_on(k, bound);
        stop
    });
    looks.collect()
}

/// The density of Z among the experiments that go on, at the nodes of an integration rule.
struct Walk<'a> {
    information: &'a [f64],
    drift: f64,
    /// Node and its weight times the density there. Before the first look: all at 0.
    density: Vec<(f64, f64)>,
}

impl<'a> Walk<'a> {
    fn new(information: &'a [f64], drift: f64) -> Self {
        Self { information, drift, density: vec![(0.0, 1.0)] }
    }

    /// Information before look `k`, its root at the look, and the root of the step between.
    fn step(&self, k: usize) -> (f64, f64, f64) {
        let before = if k == 0 { 0.0 } else { self.information[k - 1] };
        let now = self.information[k];
        (before, now.sqrt(), (now - before).sqrt())
    }

    /// The chance to be beyond the bound at look `k`, and how fast it falls as the bound rises.
    fn beyond(&self, k: usize, bound: f64) -> (f64, f64) {
        let (before, now, step) = self.step(k);
        let (mut chance, mut slope) = (0.0, 0.0);
        for &(z, weight) in &self.density {
            let center = z * before.sqrt() + self.drift * step * step;
            let (above, below) = ((bound * now - center) / step, (-bound * now - center) / step);
            chance += weight * (normal_lower(-above) + normal_lower(below));
            slope += weight * (normal_density(above) + normal_density(below)) * now / step;
        }
        (chance, slope)
    }

    /// The bound at look `k` beyond which this much chance lies.
    fn bound_for(&self, k: usize, chance: f64) -> f64 {
        root_of_rising(0.0, BOUND_MAX, 2.0, |bound| {
            let (beyond, slope) = self.beyond(k, bound);
            (chance - beyond, slope)
        })
    }

    /// Goes on past look `k` with those inside the bound.
    fn go_on(&mut self, k: usize, bound: f64) {
        if k + 1 == self.information.len() {
            return;
        }
        let (before, now, step) = self.step(k);
        let (_, _, next) = self.step(k + 1);
        let middle = self.drift * now;
        // Further from its mean than this no normal variable comes.
        let (low, high) = ((-bound).max(middle - 9.0), bound.min(middle + 9.0));
        if low >= high {
            self.density.clear();
            return;
        }
        let narrowest = (step / now).min(next / now);
        let nodes = nodes_for((high - low) / narrowest);
        let (half, center) = (0.5 * (high - low), 0.5 * (high + low));
        let at = |z: f64| -> f64 {
            let from = |&(y, weight): &(f64, f64)| {
                weight * normal_density((z * now - y * before.sqrt() - self.drift * step * step) / step)
            };
            self.density.iter().map(from).sum::<f64>() * now / step
        };
        self.density = gauss_legendre(nodes)
            .into_iter()
            .map(|(x, weight)| {
                let z = center + half * x;
                (z, half * weight * at(z))
            })
            .collect();
    }
}

/// So many nodes that the narrowest step, of which the range holds `steps`, is resolved.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 48 and 4,000")]
fn nodes_for(steps: f64) -> usize {
    (4.0 * steps).ceil().clamp(48.0, 4_000.0) as usize
}
