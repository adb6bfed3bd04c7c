//! How well for customers that the model has not seen?

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Why};
use crate::regression::{Folds, expit, same_length};

use super::learner::{Classifier, Learner};
use super::loss::{Brier, brier, log_loss};
use super::ranking::{auc_of, average_precision_of};
use super::recalibration::{Recalibration, Recalibrator};
use super::runs::Runs;

/// Which rows a model learns from, and which it is judged on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Split<'a> {
    /// Each part of the rows is judged by a model of the others. Events and others are dealt apart, so that every part has its
    /// share of both.
    Folds(Folds),
    /// The earlier rows are learned from and the later ones judged, as it will be in use.
    Time {
        /// When each row was, in any unit.
        at: &'a [f64],
        /// The share of the rows to learn from. Rows of one time stay together.
        learned_share: f64,
    },
}

/// Rows to learn from, and rows to judge.
type Part = (Vec<usize>, Vec<usize>);

impl Split<'_> {
    /// Which rows to learn from, and which to judge.
    fn parts(&self, happened: &[bool]) -> Result<Vec<Part>, StatsError> {
        match self {
            Self::Folds(folds) => {
                let fold = deal(*folds, happened)?;
                let part = |part| (0..happened.len()).partition(|&row| fold[row] != part);
                Ok((0..folds.count).map(part).collect())
            }
            Self::Time { at, learned_share } => {
                same_length("times", at.len(), "outcome", happened.len())?;
                super::runs::finite(at)?;
                if !(*learned_share > 0.0 && *learned_share < 1.0) {
                    let (name, allowed) = ("learned_share", "above 0 and below 1");
                    return Err(StatsError::OutOfRange { name, allowed, given: *learned_share });
                }
                let mut sorted = at.to_vec();
                sorted.sort_unstable_by(f64::total_cmp);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
                let last = (sorted.len() as f64 * learned_share) as usize;
                let until = sorted.get(last).copied().unwrap_or(f64::INFINITY);
                Ok(vec![(0..at.len()).partition(|&row| at[row] < until)])
            }
        }
    }
}

/// Which part each row belongs to: parts differ by one event and one other row at most.
fn deal(folds: Folds, happened: &[bool]) -> Result<Vec<usize>, StatsError> {
    if folds.count < 2 || folds.count > happened.len() {
        let allowed = "at least 2 and at most the number of rows";
        return Err(StatsError::OutOfRange { name: "folds", allowed, given: folds.count as f64 });
    }
    let mut rng = ChaCha8Rng::seed_from_u64(folds.seed);
    let (mut fold, mut dealt) = (vec![0; happened.len()], 0);
    for kind in [true, false] {
        let mut rows: Vec<usize> = (0..happened.len()).filter(|&row| happened[row] == kind).collect();
        rows.shuffle(&mut rng);
        for row in rows {
            fold[row] = dealt % folds.count;
            dealt += 1;
        }
    }
    Ok(fold)
}

/// Rows judged by models that have not seen them.
#[derive(Debug, Clone)]
pub struct OutOfFold {
    /// The rows that were judged, rising.
    pub rows: Vec<usize>,
    /// The log-odds of each.
    pub log_odds: Vec<f64>,
    /// Each model with the rows it judged.
    pub parts: Vec<(Classifier, Vec<usize>)>,
}

impl OutOfFold {
    /// The chance of each judged row.
    pub fn chances(&self) -> Vec<f64> {
        self.log_odds.iter().map(|score| expit(*score)).collect()
    }

    /// The chance of each judged row, set right by what was learned from the other parts.
    ///
    /// # Returns
    /// Inside `Ok`, `Err(why)` as for [`Recalibrator::fit`], and `TooFew` with one part only.
    ///
    /// # Errors
    /// `LengthMismatch` when `happened` is not that of the rows it was made from.
    pub fn recalibrated(&self, kind: Recalibration, happened: &[bool]) -> Result<Result<Vec<f64>, Why>, StatsError> {
        if self.parts.len() < 2 {
            return Ok(Err(Why::TooFew { needed: 2, given: self.parts.len() as u64 }));
        }
        let mut part_of = vec![0; happened.len()];
        for (part, (_, rows)) in self.parts.iter().enumerate() {
            for &row in rows.iter().filter(|&&row| row < happened.len()) {
                part_of[row] = part;
            }
        }
        same_length("judged rows", self.rows.len(), "outcome", happened.len())?;
        let mut chances = vec![0.0; happened.len()];
        for part in 0..self.parts.len() {
            let others = || (0..happened.len()).filter(|&row| part_of[row] != part);
            let scores: Vec<f64> = others().map(|row| self.log_odds[row]).collect();
            let outcome: Vec<bool> = others().map(|row| happened[row]).collect();
            let learned = match Recalibrator::fit(kind, &scores, &outcome)? {
                Ok(learned) => learned,
                Err(why) => return Ok(Err(why)),
            };
            for row in (0..happened.len()).filter(|&row| part_of[row] == part) {
                chances[row] = learned.apply(self.log_odds[row]);
            }
        }
        Ok(Ok(chances))
    }
}

/// Learns from some rows and predicts others, so that every judged row is new to the model that judges it.
///
/// # Shapes
/// Columns as long as `happened`, and so are times.
///
/// # Returns
/// Inside `Ok`, `Err(why)` when one of the models cannot be learned; `TooFew` when nobody is left on a side of the time split.
///
/// # Errors
/// `OutOfRange` for fewer than 2 folds, more than rows, or a share outside 0 to 1; what the learner refuses.
///
/// # Numerical notes
/// One seed decides the dealing.
///
/// # Source
/// Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 7.10. Method page:
/// `docs/methods/boosted_trees.md`.
pub fn out_of_fold(
    columns: &[&[f64]],
    happened: &[bool],
    learner: &Learner,
    split: Split<'_>,
) -> Result<Result<OutOfFold, Why>, StatsError> {
    let mut parts = Vec::new();
    let mut judged: Vec<(usize, f64)> = Vec::new();
    for (learned, rows) in split.parts(happened)? {
        for side in [&learned, &rows] {
            if side.len() < 2 {
                return Ok(Err(Why::TooFew { needed: 2, given: side.len() as u64 }));
            }
        }
        let (from, to) = (take(columns, &learned), take(columns, &rows));
        let outcome: Vec<bool> = learned.iter().map(|&row| happened[row]).collect();
        let model = match learner.fit(&slices(&from), &outcome)? {
            Ok(model) => model,
            Err(why) => return Ok(Err(why)),
        };
        judged.extend(rows.iter().copied().zip(model.log_odds(&slices(&to))?));
        parts.push((model, rows));
    }
    judged.sort_unstable_by_key(|(row, _)| *row);
    let (rows, log_odds) = judged.into_iter().unzip();
    Ok(Ok(OutOfFold { rows, log_odds, parts }))
}

/// These rows of every column.
pub(super) fn take(columns: &[&[f64]], rows: &[usize]) -> Vec<Vec<f64>> {
    columns.iter().map(|column| rows.iter().filter_map(|&row| column.get(row).copied()).collect()).collect()
}

pub(super) fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// How good chances are, on one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgment {
    /// How many rows.
    pub n: u64,
    /// To how many of them it happened.
    pub events: u64,
    /// The chance that somebody with the event has the higher chance.
    pub auc: Answer,
    /// The mean precision over the events.
    pub average_precision: Answer,
    /// Minus the mean logarithm of the chance given to what happened.
    pub log_loss: Answer,
    /// The mean square of chance minus outcome, with its parts.
    pub brier: Brier,
}

/// Judges chances by what happened: [`auc`](super::auc()), [`average_precision`](super::average_precision()), [`log_loss`] and
/// [`brier`].
///
/// # Errors
/// `LengthMismatch`, `RowOutOfRange` for what is no chance, `TooFew` without rows.
pub fn judge(given: &[f64], happened: &[bool], level: Level) -> Result<Judgment, StatsError> {
    let brier = brier(given, happened, level)?;
    let runs = Runs::of(given, happened)?;
    Ok(Judgment {
        n: runs.rows,
        events: runs.events,
        auc: auc_of(&runs, level),
        average_precision: average_precision_of(&runs, level),
        log_loss: log_loss(given, happened, level)?,
        brier,
    })
}
