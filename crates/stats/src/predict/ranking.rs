//! Does a score put those who leave before those who stay?

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Test, Tested, Why};
use crate::method::Method;
use crate::numeric::{normal_two_sided, student_quantile_upper};

use super::runs::Runs;

/// For each row how many of the other kind it beats, as a share; by row.
struct Placements {
    auc: f64,
    /// Variance of the area.
    variance: f64,
    /// Degrees of freedom of that variance.
    freedom: f64,
}

impl Runs {
    /// The area, with `DeLong`'s variance: the spread of the share that each row beats, over rows with the event and over others.
    fn placements(&self) -> Placements {
        let (events, others) = (self.events as f64, self.others() as f64);
        let (mut events_below, mut others_below) = (0.0, 0.0);
        let (mut sum, mut squares_with, mut squares_without) = (0.0, 0.0, 0.0);
        for run in &self.by_score {
            let (with, without) = (run.events as f64, (run.rows - run.events) as f64);
            let beats = (others_below + 0.5 * without) / others;
            let beaten = 1.0 - (events_below + 0.5 * with) / events;
            sum += with * beats;
            squares_with += with * beats * beats;
            squares_without += without * beaten * beaten;
            events_below += with;
            others_below += without;
        }
        let auc = sum / events;
        let spread =
            |squares: f64, n: f64| if n > 1.0 { (squares - n * auc * auc).max(0.0) / (n - 1.0) / n } else { 0.0 };
        let (with, without) = (spread(squares_with, events), spread(squares_without, others));
        let variance = with + without;
        // Satterthwaite's.
        let uncertain = with * with / (events - 1.0).max(1.0) + without * without / (others - 1.0).max(1.0);
        Placements { auc, variance, freedom: if uncertain > 0.0 { variance * variance / uncertain } else { 1.0 } }
    }

    /// The area alone; both kinds of rows must be there.
    pub(super) fn area(&self) -> f64 {
        self.placements().auc
    }
}

/// Estimates the chance that a score is higher for somebody with the event than for somebody without: the area under the
/// curve of right alarms against false ones.
///
/// A = Σ Σ (1 if the one's score is higher, ½ if equal) / (m n), over the m rows with the event and the n without. Its variance
/// is `S₁/m + S₀/n`, where `S₁` is the variance over rows with the event of the share of others they beat, and `S₀` the same
/// for the others (`DeLong`). The interval is symmetric in log(A/(1 − A)), with Student's deviate on
/// Satterthwaite's degrees of freedom.
///
/// Use it to compare scores on the same rows. It says nothing about whether chances are right: see
/// [`calibration`](super::calibration()). Judge rows the model was not learned from.
///
/// # Shapes
/// `scores` and `happened` pair up. Order does not matter.
///
/// # Units
/// Scores in any unit; the area from 0 to 1, where 0.5 is no better than chance.
///
/// # Missing, tied and extreme values
/// Tied pairs count one half. Where every pair is in the right order the variance is 0 and says nothing: then the lower end is
/// (α/2)^(1/min(m, n)), which min(m, n) pairs without a common row promise exactly; the same at the other end.
///
/// # Returns
/// `Undetermined`: `GroupEmpty` (0 when it happened to all, 1 when to nobody), `ZeroVariance` when all scores are equal, `TooFew`
/// with one row on a side.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for NaN or infinity.
///
/// # Numerical notes
/// Two sorts and one pass over runs of equal scores: O(n log n).
///
/// # Source
/// `DeLong`, `DeLong` and Clarke-Pearson (1988), Biometrics 44:837–845; Sun and Xu (2014), IEEE Signal Processing Letters
/// 21:1389–1393, for the order of work. Student's deviate is ours. Method page: `docs/methods/ranking.md`.
///
/// # Checked against
/// All pairs one by one, `the_area_counts_pairs`; scikit-learn on 300 rows with ties, `ranking_agrees_with_scikit_learn`.
///
/// # Example
/// Of six pairs five are in the right order.
/// ```
/// # use stats::{Level, predict::auc};
/// let area = auc(&[0.9, 0.4, 0.8, 0.3, 0.2], &[true, true, false, false, false], Level::P95)?;
/// assert!((area.known().expect("both kinds").value - 5.0 / 6.0).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn auc(scores: &[f64], happened: &[bool], level: Level) -> Result<Answer, StatsError> {
    Ok(auc_of(&Runs::of(scores, happened)?, level))
}

pub(super) fn auc_of(runs: &Runs, level: Level) -> Answer {
    if let Err(why) = runs.both() {
        return Answer::Undetermined(why);
    }
    if runs.by_score.len() == 1 {
        return Answer::Undetermined(Why::ZeroVariance);
    }
    let least = runs.events.min(runs.others());
    let Placements { auc, variance, freedom } = runs.placements();
    let exact = level.tail().powf(1.0 / least as f64);
    let estimate = |interval, standard_error, method| {
        Answer::Known(Estimate { value: auc, interval, standard_error, n: runs.rows, method })
    };
    if auc >= 1.0 {
        return estimate(Interval::confidence(exact, 1.0, level), None, Method::AUC_EXACT_BOUND);
    }
    if auc <= 0.0 {
        return estimate(Interval::confidence(0.0, 1.0 - exact, level), None, Method::AUC_EXACT_BOUND);
    }
    if least < 2 || variance <= 0.0 {
        return Answer::Undetermined(Why::TooFew { needed: 2, given: least });
    }
    let (error, logit) = (variance.sqrt(), (auc / (1.0 - auc)).ln());
    let half = student_quantile_upper(level.tail(), freedom) * error / (auc * (1.0 - auc));
    let interval = Interval::confidence(logit - half, logit + half, level).map_rising(crate::regression::expit);
    estimate(interval, Some(error), Method::AUC)
}

/// Estimates by how much one score ranks better than another on the same rows: the difference of their areas, with a test.
///
/// The variance is that of the differences, row by row, of the shares each score lets them beat, so that what both scores have
/// in common cancels.
///
/// # Shapes
/// Both scores and `happened` have the same length.
///
/// # Returns
/// The difference of areas, first minus second, and the test of "none". `Undetermined` as for [`auc`], and `ZeroVariance` when
/// both order the rows alike.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for NaN or infinity.
///
/// # Source
/// `DeLong`, `DeLong` and Clarke-Pearson (1988), Biometrics 44:837–845. Method page: `docs/methods/ranking.md`.
///
/// # Checked against
/// The formula written out in numpy: `tests/reference/predict.rs`, `two_areas_are_compared_as_delong_did`.
pub fn auc_difference(
    [first, second]: [&[f64]; 2],
    happened: &[bool],
    level: Level,
) -> Result<(Answer, Tested), StatsError> {
    let (runs, others) = (Runs::of(first, happened)?, Runs::of(second, happened)?);
    let no = |why| Ok((Answer::Undetermined(why), Tested::Undetermined(why)));
    if let Err(why) = runs.both() {
        return no(why);
    }
    let least = runs.events.min(runs.others());
    if least < 2 {
        return no(Why::TooFew { needed: 2, given: least });
    }
    let (a, b) = (beaten_shares(&runs, first, happened), beaten_shares(&others, second, happened));
    let moments = |kind: bool| {
        let differences = || (0..happened.len()).filter(|&row| happened[row] == kind).map(|row| a[row] - b[row]);
        let n = differences().count() as f64;
        let mean = differences().sum::<f64>() / n;
        (mean, differences().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0) / n)
    };
    let ((value, with), (_, without)) = (moments(true), moments(false));
    let error = (with + without).sqrt();
    if error == 0.0 {
        return no(Why::ZeroVariance);
    }
    let (n, method, half) = (runs.rows, Method::AUC_DIFFERENCE, level.z() * error);
    let interval = Interval::confidence(value - half, value + half, level);
    let statistic = value / error;
    let test = Test {
        statistic,
        degrees_of_freedom: None,
        denominator: None,
        p_value: normal_two_sided(statistic),
        n,
        method,
    };
    let estimate = Estimate { value, interval, standard_error: Some(error), n, method };
    Ok((Answer::Known(estimate), Tested::Known(test)))
}

/// Per row the share of the other kind that stands on its right side.
fn beaten_shares(runs: &Runs, scores: &[f64], happened: &[bool]) -> Vec<f64> {
    let mut shares = Vec::with_capacity(runs.by_score.len());
    let (mut events_below, mut others_below) = (0.0, 0.0);
    for run in &runs.by_score {
        let (with, without) = (run.events as f64, (run.rows - run.events) as f64);
        let beats = (others_below + 0.5 * without) / runs.others() as f64;
        shares.push((beats, 1.0 - (events_below + 0.5 * with) / runs.events as f64));
        events_below += with;
        others_below += without;
    }
    let share = |(score, happened): (&f64, &bool)| {
        let at = runs.by_score.partition_point(|run| run.score < *score);
        shares.get(at).map_or(0.0, |share| if *happened { share.0 } else { share.1 })
    };
    scores.iter().zip(happened).map(share).collect()
}

/// Estimates the mean, over those with the event, of the precision when the alarm is set at their score.
///
/// AP = Σ (`R_k` − `R_{k−1}`) `P_k` over the different scores from the highest down, with recall R and precision P of all rows from
/// there up. The interval is symmetric in log(AP/(1 − AP)) with standard error 1/√(m AP (1 − AP)), m being the number of events.
///
/// Use it beside the area where events are rare: its worth by chance is the share of events, not one half.
///
/// # Shapes
/// As [`auc`].
///
/// # Missing, tied and extreme values
/// Rows with one score count together. An AP of 1 has the interval from (α/2)^(1/m) to 1.
///
/// # Returns
/// `Undetermined` with `GroupEmpty` as for [`auc`].
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for NaN or infinity.
///
/// # Source
/// Boyd, Eng and Page (2013), Area under the precision-recall curve: point estimates and confidence intervals, ECML, for the
/// interval. Method page: `docs/methods/ranking.md`.
///
/// # Checked against
/// scikit-learn `average_precision_score`, 10⁻¹²: `ranking_agrees_with_scikit_learn`.
pub fn average_precision(scores: &[f64], happened: &[bool], level: Level) -> Result<Answer, StatsError> {
    Ok(average_precision_of(&Runs::of(scores, happened)?, level))
}

pub(super) fn average_precision_of(runs: &Runs, level: Level) -> Answer {
    if let Err(why) = runs.both() {
        return Answer::Undetermined(why);
    }
    let events = runs.events as f64;
    let (mut rows_above, mut events_above, mut sum) = (0.0, 0.0, 0.0);
    for run in runs.by_score.iter().rev() {
        rows_above += run.rows as f64;
        events_above += run.events as f64;
        sum += run.events as f64 * events_above / rows_above;
    }
    let value = sum / events;
    let (n, method) = (runs.rows, Method::AVERAGE_PRECISION);
    if value >= 1.0 {
        let interval = Interval::confidence(level.tail().powf(1.0 / events), 1.0, level);
        return Answer::Known(Estimate { value: 1.0, interval, standard_error: None, n, method });
    }
    let (logit, half) = ((value / (1.0 - value)).ln(), level.z() / (events * value * (1.0 - value)).sqrt());
    let interval = Interval::confidence(logit - half, logit + half, level).map_rising(crate::regression::expit);
    Answer::Known(Estimate { value, interval, standard_error: None, n, method })
}

/// The rows with the highest scores, up to some share of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// The share of all rows.
    pub share: f64,
    /// How many rows that is.
    pub rows: f64,
    /// To how many of them it happened. Of rows with one score, of which only some belong here, each counts in part.
    pub events: f64,
    /// The share of all events that is among them.
    pub captured: f64,
    /// How many times as often it happened to them as to all.
    pub lift: f64,
}

/// How many of the events are among the rows with the highest scores: by tenths, or as many `steps` as asked for.
///
/// # Returns
/// One entry per step; none when it happened to nobody.
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for NaN or infinity, `OutOfRange` without steps.
///
/// # Example
/// ```
/// # use stats::predict::gains;
/// let table = gains(&[0.9, 0.8, 0.1, 0.1], &[true, false, true, false], 2)?;
/// assert_eq!((table[0].captured, table[0].lift), (0.5, 1.0));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn gains(scores: &[f64], happened: &[bool], steps: usize) -> Result<Vec<Gain>, StatsError> {
    if steps == 0 {
        return Err(StatsError::OutOfRange { name: "steps", allowed: "at least 1", given: 0.0 });
    }
    let runs = Runs::of(scores, happened)?;
    if runs.events == 0 {
        return Ok(Vec::new());
    }
    let (all, all_events) = (runs.rows as f64, runs.events as f64);
    let mut from_top = runs.by_score.iter().rev().peekable();
    let (mut rows_above, mut events_above) = (0.0, 0.0);
    let mut table = Vec::with_capacity(steps);
    for step in 1..=steps {
        let share = step as f64 / steps as f64;
        let rows = all * share;
        while let Some(run) = from_top.next_if(|run| rows_above + run.rows as f64 <= rows + 1e-9) {
            rows_above += run.rows as f64;
            events_above += run.events as f64;
        }
        let part =
            from_top.peek().map_or(0.0, |run| run.events as f64 * ((rows - rows_above) / run.rows as f64).max(0.0));
        let events = events_above + part;
        table.push(Gain { share, rows, events, captured: events / all_events, lift: events / all_events / share });
    }
    Ok(table)
}
