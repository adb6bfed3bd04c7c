//! How far predicted survival is from what happened.

use rayon::prelude::*;

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::cox::fit::Cox;
use crate::cox::risk::sorted_rows;
use crate::cox::rows::Rows;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;
use crate::survival::Observation;

/// Rows whose contributions are added up together.
const CHUNK_ROWS: usize = 4_096;

/// The chance of still being watched, by stratum: Kaplan-Meier with censoring as the event. Departures come before censored customers of
/// the same time.
pub(crate) struct Watched {
    /// Stratum, its censoring times and the chance after each.
    strata: Vec<(u32, Vec<(f64, f64)>)>,
}

impl Watched {
    /// # Errors
    /// `OutOfRange` for late entries, which this chance does not know.
    pub(crate) fn new(rows: &Rows) -> Result<Self, StatsError> {
        if let Some(given) = rows.entered_at.and_then(|it| it.iter().find(|&&entered| entered > 0.0)) {
            let allowed = "0 where scores are weighted by the chance of being watched";
            return Err(StatsError::OutOfRange { name: "entered_at", allowed, given: *given });
        }
        let order = sorted_rows(rows);
        let stratum = |row: u32| rows.strata.map_or(0, |strata| strata[row as usize]);
        let groups = order.chunk_by(|&a, &b| stratum(a) == stratum(b));
        let strata = groups.filter_map(|group| Some((stratum(*group.first()?), curve(rows, group)))).collect();
        Ok(Self { strata })
    }

    /// The chance of being watched until just before a time.
    pub(crate) fn before(&self, stratum: u32, time: f64) -> f64 {
        self.chance(stratum, |at| at < time)
    }

    /// The chance of being watched through a time.
    pub(crate) fn through(&self, stratum: u32, time: f64) -> f64 {
        self.chance(stratum, |at| at <= time)
    }

    fn chance(&self, stratum: u32, passed: impl Fn(f64) -> bool) -> f64 {
        let Ok(place) = self.strata.binary_search_by_key(&stratum, |(number, _)| *number) else { return 1.0 };
        let steps = &self.strata[place].1;
        let passed = steps.partition_point(|(at, _)| passed(*at));
        passed.checked_sub(1).map_or(1.0, |last| steps[last].1)
    }
}

fn curve(rows: &Rows, sorted: &[u32]) -> Vec<(f64, f64)> {
    let mut at_risk: f64 = sorted.iter().map(|&row| rows.weight(row as usize)).sum();
    let mut chance = 1.0;
    let mut steps = Vec::new();
    for tied in sorted.chunk_by(|&a, &b| rows.durations[a as usize] == rows.durations[b as usize]) {
        let left = tied.partition_point(|&row| rows.observations[row as usize] == Observation::Event);
        let weight = |rows_of: &[u32]| rows_of.iter().map(|&row| rows.weight(row as usize)).sum::<f64>();
        at_risk -= weight(&tied[..left]);
        let censored = weight(&tied[left..]);
        if censored > 0.0 {
            chance *= ((at_risk - censored) / at_risk).max(0.0);
            steps.push((rows.durations[tied[0] as usize], chance));
        }
        at_risk -= censored;
    }
    steps
}

/// The score at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BrierPoint {
    /// The time up to which survival was predicted.
    pub time: f64,
    /// The mean squared distance.
    pub score: Answer,
}

/// How far predicted survival is from what happened, at each time and over all.
#[derive(Debug, Clone, PartialEq)]
pub struct Brier {
    /// The score at each time.
    pub points: Vec<BrierPoint>,
    /// Its mean from the first time to the last, by trapezoids.
    pub integrated: Answer,
}

/// Estimates the mean squared distance between predicted survival and whether customers were still here.
///
/// At time t a customer who left before counts S(t | x)²/G(T−), one who is still here (1 − S(t | x))²/G(t), one who was censored before
/// counts 0; G is the chance of still being watched, by Kaplan-Meier. 0.25 is what a coin says, 0 is perfect. The integrated score
/// is the mean over time by trapezoids. Standard errors take G as known.
///
/// # Shapes
/// `times` rise; `survival(row, index)` is the prediction for a row of the data at `times[index]`.
///
/// # Units
/// Scores are squared chances.
///
/// # Returns
/// `Undetermined` at a time after which nobody is watched any more (`BeyondObserved`); the integrated score also with fewer than two
/// times (`TooFew`).
///
/// # Errors
/// - As [`cox`](super::cox()) for the rows; `OutOfRange` for late entries, times that do not rise, and predictions outside 0 to 1.
///
/// # Source
/// Graf, Schmoor, Sauerbrei and Schumacher (1999), Assessment and Comparison of Prognostic Classification Schemes for Survival
/// Data, Statistics in Medicine 18:2529–2545. Method page: `docs/methods/brier_censored.md`.
///
/// # Checked against
/// scikit-survival 0.28.0 `brier_score` and `integrated_brier_score`, data set `tenures`: `tests/reference/cox.rs`.
///
/// # Example
/// ```
/// # use stats::{Level, cox::{Rows, brier_score}, survival::Observation::Event};
/// // Nobody is censored: at 1.5 the first has left, and a coin is 0.25 off for both.
/// let rows = Rows::new(&[1.0, 2.0], &[Event, Event]);
/// let brier = brier_score(&rows, &[1.5], |_, _| 0.5, Level::P95)?;
/// assert_eq!(brier.points[0].score.known().map(|it| it.value), Some(0.25));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn brier_score(
    rows: &Rows,
    times: &[f64],
    survival: impl Fn(usize, usize) -> f64 + Sync,
    level: Level,
) -> Result<Brier, StatsError> {
    rows.check()?;
    for (index, &time) in times.iter().enumerate() {
        not_negative("times", time)?;
        if index > 0 && time <= times[index - 1] {
            return Err(StatsError::OutOfRange { name: "times", allowed: "rising", given: time });
        }
    }
    let watched = Watched::new(rows)?;
    let longest = rows.durations.iter().copied().fold(0.0, f64::max);
    let last = times.iter().copied().fold(0.0, f64::max);
    let shares = trapezoid(times);
    let one = |row: usize, own: &mut [f64]| -> Option<f64> {
        let (duration, left) = (rows.durations[row], rows.observations[row] == Observation::Event);
        let stratum = rows.strata.map_or(0, |strata| strata[row]);
        let before = watched.before(stratum, duration);
        for (index, (&time, own)) in times.iter().zip(own.iter_mut()).enumerate() {
            let s = survival(row, index);
            if !(0.0..=1.0).contains(&s) {
                return Some(s);
            }
            *own = if duration > time {
                (1.0 - s) * (1.0 - s) / watched.through(stratum, time)
            } else if left {
                s * s / before
            } else {
                0.0
            };
        }
        None
    };
    let sums = contributions(rows, &shares, one)?;
    let answer = |index: usize, asked: f64| {
        if rows.is_empty() {
            return Answer::Undetermined(Why::NobodyAtRisk);
        }
        if asked >= longest {
            return Answer::Undetermined(Why::BeyondObserved { asked, longest_observed: longest });
        }
        sums[index].estimate(rows.len() as u64, level)
    };
    let points =
        times.iter().enumerate().map(|(index, &time)| BrierPoint { time, score: answer(index, time) }).collect();
    let integrated = if times.len() < 2 {
        Answer::Undetermined(Why::TooFew { needed: 2, given: times.len() as u64 })
    } else {
        answer(times.len(), last)
    };
    Ok(Brier { points, integrated })
}

impl Cox {
    /// How far the survival that the fit predicts is from what happened, on the rows of the fit themselves.
    ///
    /// See [`brier_score`]; on the rows of the fit it flatters the model.
    ///
    /// # Errors
    /// - `LengthMismatch` when these are not the rows of the fit.
    /// - `OutOfRange` for late entries and times that do not rise.
    pub fn brier_score(&self, rows: &Rows, times: &[f64]) -> Result<Brier, StatsError> {
        if rows.len() != self.rows {
            let (left, right) = ("durations", "the rows of the fit");
            return Err(StatsError::LengthMismatch { left, left_len: rows.len(), right, right_len: self.rows });
        }
        let sets = &self.model.sets;
        let through = self.model.cumulative(self.at(), None);
        let eta = self.centered_predictors();
        // Rows that never saw a departure count 0 at all times at which somebody has left; before, all survive for sure.
        let mut place = vec![(0_u32, 0.0); self.rows];
        for (number, stratum) in sets.strata.iter().enumerate() {
            for row in stratum.rows.clone() {
                place[sets.order[row] as usize] = (crate::cox::risk::index(number), eta[row].exp());
            }
        }
        let hazard = |number: usize, time: f64| {
            let bins = sets.strata[number].bins.clone();
            let passed = sets.bins[bins.clone()].partition_point(|bin| bin.time <= time);
            passed.checked_sub(1).map_or(0.0, |last| through[bins.start + last])
        };
        let hazards: Vec<Vec<f64>> =
            (0..sets.strata.len()).map(|number| times.iter().map(|&time| hazard(number, time)).collect()).collect();
        let survival = |row: usize, index: usize| {
            let (number, relative) = place[row];
            (-hazards[number as usize][index] * relative).exp()
        };
        brier_score(rows, times, survival, self.level())
    }
}

/// Weights of a mean over time by trapezoids.
fn trapezoid(times: &[f64]) -> Vec<f64> {
    let whole = times.last().zip(times.first()).map_or(0.0, |(last, first)| last - first);
    let at = |index: usize| times[index.min(times.len() - 1)];
    (0..times.len()).map(|index| 0.5 * (at(index + 1) - at(index.saturating_sub(1))) / whole).collect()
}

/// Sums of weights, values and squares of what rows contribute.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    weights: f64,
    values: f64,
    weighted_squares: f64,
    cross: f64,
    squared_weights: f64,
}

impl Sums {
    fn add(&mut self, weight: f64, value: f64) {
        self.weights += weight;
        self.values += weight * value;
        self.weighted_squares += weight * weight * value * value;
        self.cross += weight * weight * value;
        self.squared_weights += weight * weight;
    }

    fn merge(&mut self, other: &Self) {
        self.weights += other.weights;
        self.values += other.values;
        self.weighted_squares += other.weighted_squares;
        self.cross += other.cross;
        self.squared_weights += other.squared_weights;
    }

    fn estimate(&self, n: u64, level: Level) -> Answer {
        let value = self.values / self.weights;
        let squares = self.weighted_squares - 2.0 * value * self.cross + value * value * self.squared_weights;
        let standard_error = squares.max(0.0).sqrt() / self.weights;
        let half = level.z() * standard_error;
        if !value.is_finite() || !half.is_finite() {
            return Answer::Undetermined(Why::NothingToDivideBy);
        }
        let interval = Interval::confidence((value - half).max(0.0), value + half, level);
        let method = Method::BRIER_CENSORED;
        Answer::Known(Estimate { value, interval, standard_error: Some(standard_error), n, method })
    }
}

/// Sums per time, and last over their weighted mean; the first prediction that is no chance is an error.
fn contributions(
    rows: &Rows,
    shares: &[f64],
    one: impl Fn(usize, &mut [f64]) -> Option<f64> + Sync,
) -> Result<Vec<Sums>, StatsError> {
    let chunk = |chunk: usize| -> Result<Vec<Sums>, StatsError> {
        let mut sums = vec![Sums::default(); shares.len() + 1];
        let mut own = vec![0.0; shares.len()];
        for row in chunk * CHUNK_ROWS..rows.len().min((chunk + 1) * CHUNK_ROWS) {
            if let Some(given) = one(row, &mut own) {
                return Err(StatsError::RowOutOfRange { name: "survival", allowed: "from 0 to 1", given, row });
            }
            let weight = rows.weight(row);
            for (sum, value) in sums.iter_mut().zip(&own) {
                sum.add(weight, *value);
            }
            let mean = own.iter().zip(shares).map(|(value, share)| value * share).sum();
            sums[shares.len()].add(weight, mean);
        }
        Ok(sums)
    };
    let chunks: Vec<_> = (0..rows.len().div_ceil(CHUNK_ROWS)).into_par_iter().map(chunk).collect();
    let mut total = vec![Sums::default(); shares.len() + 1];
    for part in chunks {
        for (sum, part) in total.iter_mut().zip(part?) {
            sum.merge(&part);
        }
    }
    Ok(total)
}
