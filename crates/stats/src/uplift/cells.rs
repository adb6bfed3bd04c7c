//! Persuadable, sure thing, lost cause, sleeping dog: what can be said of kinds that nobody sees.

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval};
use crate::method::Method;
use crate::uplift::signals::mean;
use crate::uplift::{Signals, Trial};

impl Method {
    /// Shares of the four kinds, as far as a trial bounds them.
    pub const FOUR_CELLS: Self = Self::new("four_cells", "four_cells");
}

/// What a customer does with and without the treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Stays only if treated.
    Persuadable,
    /// Stays either way.
    SureThing,
    /// Leaves either way.
    LostCause,
    /// Stays only if left alone.
    SleepingDog,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Persuadable, Self::SureThing, Self::LostCause, Self::SleepingDog];

    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Persuadable => "persuadable",
            Self::SureThing => "sure_thing",
            Self::LostCause => "lost_cause",
            Self::SleepingDog => "sleeping_dog",
        }
    }

    /// The kind that customers with such traits are most like. It says nothing of what this one customer would do.
    ///
    /// With an interval of the effect above 0: persuadable. Below 0: sleeping dog. Else by the chance to stay untreated.
    pub fn most_like(effect: Interval, stays_untreated: f64) -> Self {
        if effect.lower > 0.0 {
            Self::Persuadable
        } else if effect.upper < 0.0 {
            Self::SleepingDog
        } else if stays_untreated >= 0.5 {
            Self::SureThing
        } else {
            Self::LostCause
        }
    }
}

/// Between which shares the truth of one kind lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellShare {
    /// Which kind.
    pub kind: Kind,
    /// The share if as few are harmed as the data allow.
    pub if_few_are_harmed: Answer,
    /// The share if as many are harmed as the data allow.
    pub if_many_are_harmed: Answer,
}

/// Shares of the four kinds.
///
/// No customer is seen both treated and not, so no data say how many there are of each kind: a trial in which treatment
/// changes nothing on average may have no persuadable customers, or as many as it has sleeping dogs. With p₁ and p₀ the shares
/// that stay with and without treatment and d the share of sleeping dogs, the persuadable are p₁ − p₀ + d, the sure things
/// p₀ − d and the lost causes 1 − p₁ − d. At most, d is the smaller of p₀ and 1 − p₁. At least, it is the harm that came true
/// among those whose score promises harm, and among the others. Everything in between fits the data.
///
/// # Shapes
/// `scores` pairs up with the customers of `signals`; only their sign counts.
///
/// # Units
/// Shares of customers.
///
/// # Returns
/// The four kinds with both ends, each with its interval. `None` for an outcome other than 0 and 1, for which there are no
/// kinds.
///
/// # Errors
/// `LengthMismatch`.
///
/// # Source
/// Fréchet's bounds, as in Tian and Pearl (2000), Probabilities of causation: bounds and identification, Annals of
/// Mathematics and Artificial Intelligence 28:287–313. Method page: `docs/methods/four_cells.md`.
///
/// # Example
/// Of the treated 3 in 4 stay, of the others 2 in 4.
/// ```
/// # use stats::{Level, uplift::{Signals, Trial, cells::four_cells}};
/// let treated = [true, true, true, true, false, false, false, false];
/// let stayed = [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0];
/// let trial = Trial::new(&treated, &stayed)?;
/// let signals = Signals::of_trial(&trial)?.expect("both arms");
/// let cells = four_cells(&[0.25; 8], &trial, &signals, Level::P95)?.expect("stayed or left");
/// let few: Vec<f64> = cells.iter().filter_map(|cell| Some(cell.if_few_are_harmed.known()?.value)).collect();
/// // A quarter persuadable, half sure things, a quarter lost causes; no sleeping dogs, so that end has no interval.
/// assert_eq!(few, [0.25, 0.5, 0.25]);
/// // If as many as can be are harmed: half persuadable, a quarter each of sure things and sleeping dogs, no lost causes.
/// let many: Vec<f64> = cells.iter().filter_map(|cell| Some(cell.if_many_are_harmed.known()?.value)).collect();
/// assert_eq!(many, [0.5, 0.25, 0.25]);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn four_cells(
    scores: &[f64],
    trial: &Trial<'_>,
    signals: &Signals,
    level: Level,
) -> Result<Option<[CellShare; 4]>, StatsError> {
    if scores.len() != signals.n() || trial.n() != signals.n() {
        let (left_len, right_len) = (scores.len(), signals.n());
        return Err(StatsError::LengthMismatch { left: "scores", left_len, right: "signals", right_len });
    }
    if trial.outcome().iter().any(|y| *y != 0.0 && *y != 1.0) {
        return Ok(None);
    }
    let per_customer = |of: &dyn Fn(f64, f64, f64) -> f64| -> Vec<f64> {
        (0..scores.len()).map(|row| of(signals.treated()[row], signals.control()[row], scores[row])).collect()
    };
    let total = |signals: &[f64]| signals.iter().sum::<f64>();
    // Sleeping dogs per customer at both ends: linear in the signals, so their means keep their intervals.
    let came_true = [false, true].map(|below| {
        let harm = |p1: f64, p0: f64, score: f64| if (score < 0.0) == below { p0 - p1 } else { 0.0 };
        total(&per_customer(&harm)) > 0.0
    });
    let few = move |p1: f64, p0: f64, score: f64| if came_true[usize::from(score < 0.0)] { p0 - p1 } else { 0.0 };
    let (stayed, left) = (total(signals.control()), total(&per_customer(&|p1, _, _| 1.0 - p1)));
    let many = move |p1: f64, p0: f64, _: f64| if stayed < left { p0 } else { 1.0 - p1 };
    let share = |kind, dogs: &dyn Fn(f64, f64, f64) -> f64| {
        let of = |p1: f64, p0: f64, score: f64| {
            let d = dogs(p1, p0, score);
            match kind {
                Kind::Persuadable => p1 - p0 + d,
                Kind::SureThing => p0 - d,
                Kind::LostCause => 1.0 - p1 - d,
                Kind::SleepingDog => d,
            }
        };
        mean(&per_customer(&of), level).map(within_shares)
    };
    Ok(Some(Kind::ALL.map(|kind| CellShare {
        kind,
        if_few_are_harmed: share(kind, &few),
        if_many_are_harmed: share(kind, &many),
    })))
}

/// A share lies between 0 and 1, and so does its interval.
fn within_shares(estimate: Estimate) -> Estimate {
    Estimate { method: Method::FOUR_CELLS, ..estimate.map_rising(estimate.method, |share| share.clamp(0.0, 1.0)) }
}
