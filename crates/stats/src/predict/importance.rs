//! Which traits does the model use?

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Answer;
use crate::method::Method;
use crate::regression::same_length;
use crate::trees::sample::{below, stream};

use super::evaluation::{OutOfFold, slices, take};
use super::loss::mean;

/// What a model loses without one trait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Importance {
    /// Which trait, counted from 0.
    pub column: usize,
    /// What is added to the log loss per row when the trait is shuffled among the rows.
    pub added_loss: Answer,
}

/// Estimates what each trait is worth to a model: how much the log loss of new rows grows when the trait is shuffled among them.
///
/// For each judged row the loss with another row's value of the trait, the mean over `shuffles`, less the loss with its own. The
/// interval is Student's for the mean over rows: it says what other customers would give with the same models.
///
/// Use it to see what a model relies on. Of two traits that say the same each looks worth little; that a trait is worth
/// much does not say that changing it changes who leaves.
///
/// # Shapes
/// `columns` and `happened` are those that `judged` was made from.
///
/// # Units
/// Nats per row, as [`log_loss`](super::log_loss()).
///
/// # Returns
/// One per column, in their order. `ZeroVariance` for a trait that no model uses.
///
/// # Errors
/// `LengthMismatch` when they are not the same columns, `OutOfRange` without shuffles.
///
/// # Numerical notes
/// Each trait has its own stream of the seed: the result is the same for every number of threads.
///
/// # Source
/// Breiman (2001), Random forests, Machine Learning 45:5–32; Fisher, Rudin and Dominici (2019), JMLR 20(177). Method page:
/// `docs/methods/attributions.md`.
pub fn importance(
    judged: &OutOfFold,
    columns: &[&[f64]],
    happened: &[bool],
    shuffling: Shuffling,
) -> Result<Vec<Importance>, StatsError> {
    if shuffling.shuffles == 0 {
        return Err(StatsError::OutOfRange { name: "shuffles", allowed: "at least 1", given: 0.0 });
    }
    for column in columns {
        same_length("covariate", column.len(), "outcome", happened.len())?;
    }
    let mut added = vec![Vec::with_capacity(judged.rows.len()); columns.len()];
    for (model, rows) in &judged.parts {
        let taken = take(columns, rows);
        let outcome: Vec<bool> = rows.iter().filter_map(|&row| happened.get(row).copied()).collect();
        let own = losses(&model.log_odds(&slices(&taken))?, &outcome);
        added.par_iter_mut().enumerate().try_for_each(|(column, added)| -> Result<(), StatsError> {
            let mut rng = stream(shuffling.seed, column);
            let mut sums = vec![0.0; own.len()];
            let mut shuffled = taken[column].clone();
            for _ in 0..shuffling.shuffles {
                shuffle(&mut shuffled, &mut rng);
                let mut with = slices(&taken);
                with[column] = &shuffled;
                let losses = losses(&model.log_odds(&with)?, &outcome);
                sums.iter_mut().zip(losses).zip(&own).for_each(|((sum, loss), own)| *sum += loss - own);
            }
            let times = shuffling.shuffles as f64;
            added.extend(sums.iter().map(|sum| sum / times));
            Ok(())
        })?;
    }
    let estimate = |(column, added): (usize, &Vec<f64>)| Importance {
        column,
        added_loss: mean(added, shuffling.level, Method::PERMUTATION_IMPORTANCE),
    };
    Ok(added.iter().enumerate().map(estimate).collect())
}

/// How often each trait is shuffled, and how sure the intervals are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shuffling {
    /// Shuffles per trait.
    pub shuffles: usize,
    /// Decides them.
    pub seed: u64,
    /// The level of the intervals.
    pub level: Level,
}

impl Default for Shuffling {
    fn default() -> Self {
        Self { shuffles: 5, seed: 1, level: Level::P95 }
    }
}

/// What each row loses: minus the logarithm of the chance given to what happened.
fn losses(log_odds: &[f64], happened: &[bool]) -> Vec<f64> {
    let loss = |(score, happened): (&f64, &bool)| {
        let against = if *happened { -score } else { *score };
        against.max(0.0) + (-against.abs()).exp().ln_1p()
    };
    log_odds.iter().zip(happened).map(loss).collect()
}

fn shuffle(values: &mut [f64], rng: &mut ChaCha8Rng) {
    for last in (1..values.len()).rev() {
        values.swap(last, below(rng, last + 1));
    }
}
