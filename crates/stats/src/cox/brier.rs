//! How far predicted survival is from what happened.

use rayon::prelude::*;

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::cox::fit::Cox;
use crate::cox::risk::sorted_rows;
use crate::cox::rows::Rows;
use crate::estimate::{Answer, Estimate, Why};
use crate::method::Method;
use crate::numeric::student_quantile_upper;
use crate::predict::within_shares;
use crate::survival::Observation;

/// Rows whose contributions are added up together.
const CHUNK_ROWS: usize = 4_096;

/// The chance of still being watched, by stratum: Kaplan-Meier with censoring as the event. Departures come before censored customers of
/// the same time.
pub(crate) struct Watched {
    strata: Vec<Stratum>,
}

struct Stratum {
    number: u32,
    /// Its rows by time, departures before censored.
    rows: Vec<u32>,
    steps: Vec<Step>,
}

/// A time at which customers were last seen while still here.
#[derive(Clone, Copy)]
struct Step {
    time: f64,
    /// How many of those still here after the departures of that time were last seen then, as a share.
    share: f64,
    /// How many are watched after it.
    staying: f64,
    /// The chance of being watched through it.
    chance: f64,
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
        let of = |group: &[u32]| {
            let number = stratum(*group.first()?);
            Some(Stratum { number, rows: group.to_vec(), steps: curve(rows, group) })
        };
        Ok(Self { strata: groups.filter_map(of).collect() })
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
        let Ok(place) = self.strata.binary_search_by_key(&stratum, |it| it.number) else { return 1.0 };
        let steps = &self.strata[place].steps;
        let passed = steps.partition_point(|step| passed(step.time));
        passed.checked_sub(1).map_or(1.0, |last| steps[last].chance)
    }
}

fn curve(rows: &Rows, sorted: &[u32]) -> Vec<Step> {
    let mut at_risk: f64 = sorted.iter().map(|&row| rows.weight(row as usize)).sum();
    let mut chance = 1.0;
    let mut steps = Vec::new();
    for tied in sorted.chunk_by(|&a, &b| rows.durations[a as usize] == rows.durations[b as usize]) {
        let (left, censored) = apart(rows, tied);
        let weight = |rows_of: &[u32]| rows_of.iter().map(|&row| rows.weight(row as usize)).sum::<f64>();
        at_risk -= weight(left);
        let lost = weight(censored);
        if lost > 0.0 {
            let (share, staying) = (lost / at_risk, (at_risk - lost).max(0.0));
            chance *= staying / at_risk;
            steps.push(Step { time: rows.durations[tied[0] as usize], share, staying, chance });
        }
        at_risk -= lost;
    }
    steps
}

/// Rows of one time: those who left, and those last seen.
fn apart<'a>(rows: &Rows, tied: &'a [u32]) -> (&'a [u32], &'a [u32]) {
    tied.split_at(tied.partition_point(|&row| rows.observations[row as usize] == Observation::Event))
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
/// is the mean over time by trapezoids. Standard errors add up what each customer changes, directly and through G: one who was last seen
/// raises the weight of all who come after, the others at risk lower it. Taken as known, G would make them too large. Intervals are on the
/// log-odds scale.
///
/// # Shapes
/// `times` rise; `survival(row, index)` is the prediction for a row of the data at `times[index]`.
///
/// # Units
/// Scores are squared chances.
///
/// # Returns
/// `Undetermined` at a time after which nobody is watched any more (`BeyondObserved`), and for one row (`TooFew`); the integrated score also
/// with fewer than two times (`TooFew`).
///
/// # Errors
/// - As [`cox`](super::cox()) for the rows; `OutOfRange` for late entries, times that do not rise, and predictions outside 0 to 1.
///
/// # Source
/// Graf, Schmoor, Sauerbrei and Schumacher (1999), Assessment and Comparison of Prognostic Classification Schemes for Survival
/// Data, Statistics in Medicine 18:2529–2545; Gerds and Schumacher (2006), Consistent Estimation of the Expected Brier Score in General
/// Survival Models with Right-Censored Event Times, Biometrical Journal 48:1029–1040. Method page: `docs/methods/brier_censored.md`.
///
/// # Checked against
/// scikit-survival 0.28.0 `brier_score` and `integrated_brier_score`, data set `tenures`: `tests/reference/cox.rs`. Standard errors
/// against the slopes of the score in each weight, and seeded coverage: `tests/properties/cox.rs`, `tests/coverage/cox.rs`.
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
    let sums = Sums::of(rows, &watched, times, one)?;
    let answer = |index: usize, asked: f64| {
        if rows.is_empty() {
            return Answer::Undetermined(Why::NobodyAtRisk);
        }
        if asked >= longest {
            return Answer::Undetermined(Why::BeyondObserved { asked, longest_observed: longest });
        }
        estimate(sums.scores[index], sums.squares[index], (rows.len() as u64, sums.worth), level)
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

/// Scores and the squares of their errors: per time, and last of the mean over time.
struct Sums {
    scores: Vec<f64>,
    squares: Vec<f64>,
    /// How many equally heavy rows the rows are worth.
    worth: f64,
}

impl Sums {
    /// `one` fills in what a row contributes at each time, and gives the first prediction that is no chance.
    fn of(
        rows: &Rows,
        watched: &Watched,
        times: &[f64],
        one: impl Fn(usize, &mut [f64]) -> Option<f64> + Sync,
    ) -> Result<Self, StatsError> {
        let shares = trapezoid(times);
        let mean = |own: &[f64]| own.iter().zip(&shares).map(|(value, share)| value * share).sum::<f64>();
        let totals: Vec<Vec<f64>> =
            watched.strata.iter().map(|it| totals(rows, &it.rows, times.len(), &one)).collect::<Result<_, _>>()?;
        let weight: f64 = (0..rows.len()).map(|row| rows.weight(row)).sum();
        let worth = weight * weight / (0..rows.len()).map(|row| rows.weight(row).powi(2)).sum::<f64>();
        let mut scores: Vec<f64> =
            (0..times.len()).map(|at| totals.iter().map(|it| it[at]).sum::<f64>() / weight).collect();
        let mut squares = vec![0.0; times.len() + 1];
        let mut add = |row: usize, influence: &[f64]| {
            let share = rows.weight(row) / weight;
            for (square, value) in squares.iter_mut().zip(influence.iter().copied().chain([mean(influence)])) {
                *square += (share * value).powi(2);
            }
        };
        for (stratum, totals) in watched.strata.iter().zip(totals) {
            influences(&Walk { rows, stratum, times, scores: &scores, totals }, &one, &mut add);
        }
        scores.push(mean(&scores));
        Ok(Self { scores, squares, worth })
    }
}

/// What the rows of a stratum contribute together at each time.
fn totals(
    rows: &Rows,
    sorted: &[u32],
    times: usize,
    one: impl Fn(usize, &mut [f64]) -> Option<f64> + Sync,
) -> Result<Vec<f64>, StatsError> {
    let chunk = |chunk: &[u32]| -> Result<Vec<f64>, StatsError> {
        let (mut sums, mut own) = (vec![0.0; times], vec![0.0; times]);
        for &row in chunk {
            let row = row as usize;
            if let Some(given) = one(row, &mut own) {
                return Err(StatsError::RowOutOfRange { name: "survival", allowed: "from 0 to 1", given, row });
            }
            for (sum, value) in sums.iter_mut().zip(&own) {
                *sum += rows.weight(row) * value;
            }
        }
        Ok(sums)
    };
    let chunks: Vec<_> = sorted.par_chunks(CHUNK_ROWS).map(chunk).collect();
    let mut total = vec![0.0; times];
    for part in chunks {
        for (sum, part) in total.iter_mut().zip(part?) {
            *sum += part;
        }
    }
    Ok(total)
}

/// A stratum, and what is known of it before its rows are walked through.
struct Walk<'a> {
    rows: &'a Rows<'a>,
    stratum: &'a Stratum,
    times: &'a [f64],
    scores: &'a [f64],
    totals: Vec<f64>,
}

/// What each row changes in the score at each time, per unit of its share in all weights: its own distance to the score, and what it does to
/// the chance of being watched. That chance stands below all contributions after a time at which somebody was last seen: whoever was
/// makes them heavier, whoever was at risk and was not makes them lighter.
fn influences(walk: &Walk, one: impl Fn(usize, &mut [f64]) -> Option<f64>, add: &mut impl FnMut(usize, &[f64])) {
    let Walk { rows, stratum, times, scores, totals } = walk;
    // What comes after the present time, and what being at risk until now has taken away.
    let (mut later, mut taken) = (totals.clone(), vec![0.0; times.len()]);
    let (mut own, mut influence) = (vec![0.0; times.len()], vec![0.0; times.len()]);
    let mut steps = stratum.steps.iter();
    for tied in stratum.rows.chunk_by(|&a, &b| rows.durations[a as usize] == rows.durations[b as usize]) {
        let (left, censored) = apart(rows, tied);
        for &row in left {
            let row = row as usize;
            one(row, &mut own);
            for (at, value) in own.iter().enumerate() {
                influence[at] = value - scores[at] - taken[at];
                later[at] -= rows.weight(row) * value;
            }
            add(row, &influence);
        }
        let Some(step) = (!censored.is_empty()).then(|| steps.next()).flatten() else { continue };
        // Scores at earlier times do not rest on who was last seen now.
        let first = times.partition_point(|&time| time < step.time);
        let pull = |later: f64| if step.staying > 0.0 { later / step.staying } else { 0.0 };
        for at in first..times.len() {
            taken[at] += pull(later[at]) * step.share;
        }
        for &row in censored {
            let row = row as usize;
            one(row, &mut own);
            for (at, value) in own.iter().enumerate() {
                let seen_last = if at < first { 0.0 } else { pull(later[at]) };
                influence[at] = value - scores[at] - taken[at] + seen_last;
            }
            add(row, &influence);
        }
    }
}

/// The score with its interval on the log-odds scale, by Student's distribution with one degree of freedom less than rows are worth.
fn estimate(score: f64, square: f64, (rows, worth): (u64, f64), level: Level) -> Answer {
    if worth <= 1.0 {
        return Answer::Undetermined(Why::TooFew { needed: 2, given: rows });
    }
    let standard_error = (square * worth / (worth - 1.0)).sqrt();
    let half = student_quantile_upper(level.tail(), worth - 1.0) * standard_error;
    if !score.is_finite() || !half.is_finite() {
        return Answer::Undetermined(Why::NothingToDivideBy);
    }
    let interval = within_shares(score, half, level);
    let method = Method::BRIER_CENSORED;
    Answer::Known(Estimate { value: score, interval, standard_error: Some(standard_error), n: rows, method })
}
