//! How often of two customers the one with the higher score leaves first.

use std::ops::Range;

use crate::StatsError;
use crate::checked::Level;
use crate::cox::brier::Watched;
use crate::cox::fit::Cox;
use crate::cox::risk::{RiskSets, Stratum};
use crate::cox::robust::numbered;
use crate::cox::rows::Rows;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;

/// How much pairs count by the time of their first departure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum TimeWeights {
    /// All the same: Harrell's concordance. It depends on how censoring fell.
    #[default]
    Harrell,
    /// By 1/G², with G the chance of still being watched just before: Uno's concordance, of which censoring only blurs the value.
    Uno {
        /// Departures after it do not count; G is poorly known near the end.
        until: Option<f64>,
    },
}

/// Pairs of customers of whom it is known who left first, by whether the score had it right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// Weight of the pairs in which the one with the higher score left first.
    pub concordant: f64,
    /// Of those in which the one with the lower score did.
    pub discordant: f64,
    /// Of those with the same score.
    pub tied_scores: f64,
    /// Of those who left at the same time, with different scores; they do not count.
    pub tied_times: f64,
    /// Of those who left at the same time with the same score; they do not count.
    pub tied_both: f64,
    /// (concordant + half of those with the same score)/all three.
    pub value: Answer,
}

/// Estimates how often, of two customers, the one with the higher score leaves first.
///
/// A pair counts when it is known who left first: one left at a time at which the other was still at risk and did not leave. Half
/// of the pairs with the same score count as right. 0.5 is chance, 1 is a perfect order. The standard error is that of the
/// infinitesimal jackknife, over clusters where there are any; the interval is symmetric in the log odds.
///
/// # Shapes
/// One score per row. Pairs are made within strata only.
///
/// # Missing, tied and extreme values
/// Late entrants pair up with those who leave while they are at risk. Uno's weights need everybody to be watched from the start.
///
/// # Returns
/// The pairs and their share; `Undetermined` without pairs (`NothingToDivideBy`), and when all pairs or none are right
/// (`AtBoundary`), because no standard error can be given there.
///
/// # Errors
/// - As [`cox`](super::cox()) for the rows; `LengthMismatch` and `RowOutOfRange` for the scores.
/// - `OutOfRange` for late entries with Uno's weights.
///
/// # Numerical notes
/// O(n log n): two trees over the ranks of the scores, one of those still here, one of those who left.
///
/// # Source
/// Harrell, Lee and Mark (1996), Statistics in Medicine 15:361–387. Uno et al. (2011), Statistics in Medicine 30:1105–1117.
/// Method page: `docs/methods/concordance.md`.
///
/// # Checked against
/// R 4.2.2 `survival::concordance` with `timewt = "n"` and `"n/G2"`: `tests/reference/cox.rs`.
///
/// # Example
/// ```
/// # use stats::{Level, cox::{Rows, TimeWeights, concordance}, survival::Observation::{Censored, Event}};
/// let rows = Rows::new(&[1.0, 2.0, 3.0], &[Event, Event, Censored]);
/// // 1 against 2 is right, 1 against 3 is right, 2 against 3 is wrong.
/// let pairs = concordance(&rows, &[3.0, 1.0, 2.0], TimeWeights::Harrell, Level::P95)?;
/// assert_eq!((pairs.concordant, pairs.discordant), (2.0, 1.0));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn concordance(
    rows: &Rows,
    scores: &[f64],
    time_weights: TimeWeights,
    level: Level,
) -> Result<Concordance, StatsError> {
    rows.check()?;
    if scores.len() != rows.len() {
        let (left, right) = ("scores", "durations");
        return Err(StatsError::LengthMismatch { left, left_len: scores.len(), right, right_len: rows.len() });
    }
    if let Some(row) = scores.iter().position(|it| !it.is_finite()) {
        let (name, allowed) = ("scores", "a finite number");
        return Err(StatsError::RowOutOfRange { name, allowed, given: scores[row], row });
    }
    let sets = RiskSets::new(rows);
    let times = bin_weights(rows, &sets, time_weights)?;
    let scores: Vec<f64> = sets.order.iter().map(|&row| scores[row as usize]).collect();
    Ok(count(rows, &sets, &scores, &times).summary(rows, &sets, Choice { time_weights, level }))
}

impl Cox {
    /// How well the fitted order of hazards is that of leaving, on the rows of the fit themselves.
    ///
    /// See [`concordance`](super::concordance()); on the rows of the fit it flatters the model, the more so the more covariates there are.
    ///
    /// # Errors
    /// - `LengthMismatch` when these are not the rows of the fit.
    /// - `OutOfRange` for late entries with Uno's weights.
    pub fn concordance(&self, rows: &Rows, time_weights: TimeWeights) -> Result<Concordance, StatsError> {
        if rows.len() != self.rows {
            let (left, right) = ("durations", "the rows of the fit");
            return Err(StatsError::LengthMismatch { left, left_len: rows.len(), right, right_len: self.rows });
        }
        let sets = &self.model.sets;
        let times = bin_weights(rows, sets, time_weights)?;
        let scores = self.centered_predictors();
        Ok(count(rows, sets, &scores, &times).summary(rows, sets, Choice { time_weights, level: self.level() }))
    }
}

/// The pairs of given scores by Harrell, for rows that were checked.
pub(crate) fn harrell(rows: &Rows, sets: &RiskSets, scores: &[f64]) -> (f64, f64, f64) {
    let sorted: Vec<f64> = sets.order.iter().map(|&row| scores[row as usize]).collect();
    let pairs = count(rows, sets, &sorted, &vec![1.0; sets.bins.len()]);
    (pairs.total.concordant, pairs.total.discordant, pairs.total.tied)
}

/// How much each bin counts.
fn bin_weights(rows: &Rows, sets: &RiskSets, time_weights: TimeWeights) -> Result<Vec<f64>, StatsError> {
    let TimeWeights::Uno { until } = time_weights else { return Ok(vec![1.0; sets.bins.len()]) };
    let watched = Watched::new(rows)?;
    let mut times = Vec::with_capacity(sets.bins.len());
    for stratum in &sets.strata {
        for bin in &sets.bins[stratum.bins.clone()] {
            let chance = watched.before(stratum.number, bin.time);
            let counts = until.is_none_or(|until| bin.time <= until) && chance > 0.0;
            times.push(if counts { 1.0 / (chance * chance) } else { 0.0 });
        }
    }
    Ok(times)
}

#[derive(Debug, Clone, Copy)]
struct Choice {
    time_weights: TimeWeights,
    level: Level,
}

/// Weight of pairs, by whether the score had them right.
#[derive(Debug, Clone, Copy, Default)]
struct Pairs {
    concordant: f64,
    discordant: f64,
    tied: f64,
}

/// All pairs, and per sorted row those it takes part in, without its own weight.
struct Counted {
    total: Pairs,
    tied_times: f64,
    tied_both: f64,
    per_row: Vec<Pairs>,
}

fn count(rows: &Rows, sets: &RiskSets, scores: &[f64], times: &[f64]) -> Counted {
    let (ranks, ranked) = ranks(scores);
    let weights: Vec<f64> = sets.order.iter().map(|&row| rows.weight(row as usize)).collect();
    let input = Input { sets, ranks: &ranks, ranked, weights: &weights, times };
    let (leaving, staying) = rayon::join(|| input.as_leaver(), || input.as_stayer());
    let mut total = Pairs::default();
    for (own, weight) in leaving.iter().zip(&weights) {
        total.concordant += own.concordant * weight;
        total.discordant += own.discordant * weight;
        total.tied += own.tied * weight;
    }
    let (tied_times, tied_both) = input.tied_times();
    let sum = |(a, b): (Pairs, Pairs)| Pairs {
        concordant: a.concordant + b.concordant,
        discordant: a.discordant + b.discordant,
        tied: a.tied + b.tied,
    };
    Counted { total, tied_times, tied_both, per_row: leaving.into_iter().zip(staying).map(sum).collect() }
}

impl Counted {
    fn summary(&self, rows: &Rows, sets: &RiskSets, choice: Choice) -> Concordance {
        let Pairs { concordant, discordant, tied } = self.total;
        Concordance {
            concordant,
            discordant,
            tied_scores: tied,
            tied_times: self.tied_times,
            tied_both: self.tied_both,
            value: self.answer(rows, sets, choice),
        }
    }

    fn answer(&self, rows: &Rows, sets: &RiskSets, choice: Choice) -> Answer {
        let Pairs { concordant, discordant, tied } = self.total;
        let all = concordant + discordant + tied;
        if all <= 0.0 {
            return Answer::Undetermined(Why::NothingToDivideBy);
        }
        let value = (concordant + 0.5 * tied) / all;
        let clusters = rows.clusters.map(numbered);
        let units = clusters.as_ref().map_or(rows.len(), |(_, count)| *count);
        let mut changes = vec![0.0; units];
        for (own, &row) in self.per_row.iter().zip(&sets.order) {
            // By how much the share moves with the weight of this row.
            let pairs = own.concordant + own.discordant + own.tied;
            let change = rows.weight(row as usize) * (own.concordant + 0.5 * own.tied - value * pairs) / all;
            let unit = clusters.as_ref().map_or(row as usize, |(numbers, _)| numbers[row as usize] as usize);
            changes[unit] += change;
        }
        let standard_error = changes.iter().map(|it| it * it).sum::<f64>().sqrt();
        if value <= 0.0 || value >= 1.0 {
            return Answer::Undetermined(Why::AtBoundary { parameter: "concordance" });
        }
        let half = choice.level.z() * standard_error / (value * (1.0 - value));
        let odds = (value / (1.0 - value)).ln();
        let back = |odds: f64| 1.0 / (1.0 + (-odds).exp());
        let method = match choice.time_weights {
            TimeWeights::Harrell => Method::CONCORDANCE_HARRELL,
            TimeWeights::Uno { .. } => Method::CONCORDANCE_UNO,
        };
        Answer::Known(Estimate {
            value,
            interval: Interval::confidence(back(odds - half), back(odds + half), choice.level),
            standard_error: Some(standard_error),
            n: units as u64,
            method,
        })
    }
}

struct Input<'a> {
    sets: &'a RiskSets,
    ranks: &'a [u32],
    ranked: usize,
    weights: &'a [f64],
    times: &'a [f64],
}

impl Input<'_> {
    /// Per row that left, the pairs with those who were at risk and did not leave then.
    fn as_leaver(&self) -> Vec<Pairs> {
        let mut pairs = vec![Pairs::default(); self.sets.len()];
        let mut late = self.sets.late.len();
        for stratum in self.sets.strata.iter().rev() {
            let mut here = Tree::new(self.ranked);
            for bin in stratum.bins.clone().rev() {
                let deaths = self.sets.deaths_of(bin);
                self.put(&mut here, deaths.end..self.sets.rows_of(bin).end);
                while let Some(&row) = late.checked_sub(1).map(|last| &self.sets.late[last]) {
                    let row = row as usize;
                    if !stratum.rows.contains(&row) || self.sets.first[row] as usize <= bin {
                        break;
                    }
                    here.add(self.ranks[row], -self.weights[row]);
                    late -= 1;
                }
                for row in deaths.clone() {
                    let (below, same, above) = here.around(self.ranks[row]);
                    let times = self.times[bin];
                    pairs[row] = Pairs { concordant: times * below, discordant: times * above, tied: times * same };
                }
                self.put(&mut here, deaths);
            }
            while late.checked_sub(1).is_some_and(|last| stratum.rows.contains(&(self.sets.late[last] as usize))) {
                late -= 1;
            }
        }
        pairs
    }

    fn put(&self, tree: &mut Tree, rows: Range<usize>) {
        for row in rows {
            tree.add(self.ranks[row], self.weights[row]);
        }
    }

    /// Per row, the pairs with those who left while it was at risk and did not leave.
    fn as_stayer(&self) -> Vec<Pairs> {
        let mut pairs = vec![Pairs::default(); self.sets.len()];
        let mut late = 0;
        for stratum in &self.sets.strata {
            let mut left = Tree::new(self.ranked);
            for bin in stratum.bins.clone() {
                late = self.forget_before_entry(&left, &mut pairs, (late, bin, stratum));
                let deaths = self.sets.deaths_of(bin);
                self.meet(&left, &mut pairs, deaths.clone());
                for row in deaths.clone() {
                    left.add(self.ranks[row], self.weights[row] * self.times[bin]);
                }
                self.meet(&left, &mut pairs, deaths.end..self.sets.rows_of(bin).end);
            }
        }
        pairs
    }

    /// Takes off what rows that come into sight at this bin would be paired with before it; gives the next late row.
    fn forget_before_entry(&self, left: &Tree, pairs: &mut [Pairs], at: (usize, usize, &Stratum)) -> usize {
        let (mut late, bin, stratum) = at;
        while let Some(&row) = self.sets.late.get(late) {
            let row = row as usize;
            if !stratum.rows.contains(&row) || self.sets.first[row] as usize > bin {
                break;
            }
            let (below, same, above) = left.around(self.ranks[row]);
            pairs[row].concordant -= above;
            pairs[row].discordant -= below;
            pairs[row].tied -= same;
            late += 1;
        }
        late
    }

    fn meet(&self, left: &Tree, pairs: &mut [Pairs], rows: Range<usize>) {
        for row in rows {
            let (below, same, above) = left.around(self.ranks[row]);
            pairs[row].concordant += above;
            pairs[row].discordant += below;
            pairs[row].tied += same;
        }
    }

    /// Weight of the pairs who left at the same time: with different scores, and with the same.
    fn tied_times(&self) -> (f64, f64) {
        let (mut different, mut same) = (0.0, 0.0);
        let pairs = |weights: &[(u32, f64)]| {
            let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), (_, w)| (sum + w, squares + w * w));
            0.5 * (sum * sum - squares)
        };
        for bin in 0..self.sets.bins.len() {
            let deaths = self.sets.deaths_of(bin);
            if deaths.len() > 1 {
                let mut left: Vec<(u32, f64)> = deaths.map(|row| (self.ranks[row], self.weights[row])).collect();
                left.sort_unstable_by_key(|(rank, _)| *rank);
                let both: f64 = left.chunk_by(|a, b| a.0 == b.0).map(pairs).sum();
                different += pairs(&left) - both;
                same += both;
            }
        }
        (different, same)
    }
}

/// The rank of each score from 1, and how many ranks there are.
fn ranks(scores: &[f64]) -> (Vec<u32>, usize) {
    let mut order: Vec<(u64, u32)> =
        scores.iter().enumerate().map(|(row, score)| (sortable(*score), crate::cox::risk::index(row))).collect();
    order.sort_unstable();
    let mut ranks = vec![0; scores.len()];
    let mut rank = 0;
    let mut before = None;
    for (score, row) in order {
        if before != Some(score) {
            rank += 1;
            before = Some(score);
        }
        ranks[row as usize] = rank;
    }
    (ranks, rank as usize)
}

/// The bits of a double, changed so that they sort like it.
fn sortable(score: f64) -> u64 {
    let bits = (score + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

/// Weights by rank, with sums up to any rank in logarithmic time (Fenwick).
struct Tree {
    sums: Vec<f64>,
    total: f64,
}

impl Tree {
    fn new(ranks: usize) -> Self {
        Self { sums: vec![0.0; ranks + 1], total: 0.0 }
    }

    fn add(&mut self, rank: u32, weight: f64) {
        self.total += weight;
        let mut at = rank as usize;
        while at < self.sums.len() {
            self.sums[at] += weight;
            at += at & at.wrapping_neg();
        }
    }

    /// Weight below a rank, at it, and above it.
    fn around(&self, rank: u32) -> (f64, f64, f64) {
        let through = self.through(rank);
        let below = self.through(rank - 1);
        (below, through - below, self.total - through)
    }

    fn through(&self, rank: u32) -> f64 {
        let mut at = rank as usize;
        let mut sum = 0.0;
        while at > 0 {
            sum += self.sums[at];
            at &= at - 1;
        }
        sum
    }
}
