//! Incidences of rows that count for more or less than one customer.

use crate::StatsError;
use crate::checked::Level;
use crate::competing::aalen_johansen::Step;
use crate::competing::{CauseTable, Incidences, Stays};
use crate::survival::{Scale, must_pair};

/// Single customers, each with how much it counts, such as one over the chance to be in the sample.
#[derive(Debug, Clone, Copy)]
pub struct WeightedStays<'a> {
    /// How many causes there are.
    pub causes: usize,
    /// How long each was watched and how that ended.
    pub stays: Stays<'a>,
    /// How much each counts, in the same order.
    pub weights: &'a [f64],
}

/// Estimates the chance to have left for each cause by each time, where customers count for more or less than one.
///
/// The formula is that of [`cumulative_incidence`](super::cumulative_incidence()), with sums of weights for numbers of customers. The
/// variance is Σ `w_i`² `ψ_i`(t)², where `ψ_i` is what customer i changes per unit of weight: at each departure time u ≤ t at which i is at risk
/// S(u−)(1\[leaves for k\] − `h_k`)/n − (F(t) − F(u)) (1\[leaves\] − a)/((1 − a) n), n the weight at risk, `h_k` and a the shares that leave for
/// k and for any cause. It holds whatever the weights stand for, and does not change when all are multiplied.
///
/// Use it for a sample in which some customers were likelier to be drawn than others. For rows that stand for so many customers alike count
/// them: [`CauseTable::from_repeated`]. It takes the weights as given: what was estimated to make them is not in the error.
///
/// # Shapes
/// `weights` pairs up with the stays, which are as for [`CauseTable::from_stays`].
///
/// # Missing, tied and extreme values
/// As [`cumulative_incidence`](super::cumulative_incidence()). With weights that are all alike, and no late entries, both give the same
/// errors. Intervals take Student's distribution with one degree of freedom less than the weights are worth in equally heavy rows,
/// (Σw)²/Σw² (Kish); where the incidence is 0 or 1 the exact bound is for as many of those whose state is known.
///
/// # Returns
/// [`Incidences`] whose numbers at risk and departures are rows. There is no [`band`](Incidences::band) of them.
///
/// # Errors
/// - As [`CauseTable::from_stays`]; `LengthMismatch` when the weights do not pair up.
/// - `RowOutOfRange` when a weight is not finite or not above 0.
///
/// # Numerical notes
/// One sort, then one pass: O(n × causes). A customer's ψ is linear in F(t), so three sums per cause give the variance at each time.
///
/// # Source
/// The infinitesimal jackknife as in R's `survfit`: Therneau and Grambsch (2000), Modeling Survival Data, section 2.2 and appendix of
/// `survival`'s vignette "Competing risks". Method page: `docs/methods/cumulative_incidence.md`.
///
/// # Checked against
/// R 4.2.2 `survival` 3.5-3 `survfit(Surv(entry, t, cause) ~ 1, weights, id)`, 35 patients, with and without late entries, 10⁻¹² relative:
/// `tests/reference/competing.rs`, `weighted_incidences_agree_with_r`.
///
/// # Example
/// The one who left for the price counts for three: six weights in all, of which three left.
/// ```
/// # use stats::competing::{Ending::{Cause, Censored}, Stays, WeightedStays, weighted_incidence};
/// # use stats::{Level, survival::Scale};
/// let stays = Stays { durations: &[1.0, 2.0, 2.0, 2.0], endings: &[Cause(0), Censored, Censored, Censored], entered_at: &[] };
/// let rows = WeightedStays { causes: 1, stays, weights: &[3.0, 1.0, 1.0, 1.0] };
/// let curves = weighted_incidence(&rows, Level::P95, Scale::LogLog)?;
/// assert_eq!(curves.at(0, 1.0)?.known().map(|it| it.value), Some(0.5));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn weighted_incidence(rows: &WeightedStays<'_>, level: Level, scale: Scale) -> Result<Incidences, StatsError> {
    let WeightedStays { causes, stays, weights } = *rows;
    must_pair("weights", weights.len(), "durations", stays.durations.len())?;
    if let Some(row) = weights.iter().position(|it| !(it.is_finite() && *it > 0.0)) {
        let (allowed, given) = ("a finite number above 0", weights[row]);
        return Err(StatsError::RowOutOfRange { name: "weights", allowed, given, row });
    }
    let table = CauseTable::from_stays(causes, stays)?;
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let weights: Vec<f64> = weights.iter().map(|it| it / largest).collect();
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), it| (sum + it, squares + it * it));
    let worth = if squares > 0.0 { sum * sum / squares / weights.len() as f64 } else { 1.0 };
    let mut steps = Walk::start(causes, stays, &weights).steps(&table);
    let staying = steps.pop().unwrap_or_default();
    Ok(Incidences::weighted(table, (steps, staying), worth, (level, scale)))
}

/// One curve on the walk: of a cause, or of leaving at all.
#[derive(Clone, Copy, Default)]
struct Moving {
    incidence: f64,
    /// What being at risk from the start until now has taken from ψ, apart from F(t).
    taken: f64,
    /// Of rows that have ended Σ w² a², Σ w² a b and Σ w² b², where ψ = a − F(t) b.
    ended: [f64; 3],
    /// Of rows at risk, with what had been taken when they came into sight, Σ w² a, Σ w² a² and Σ w² a b.
    entered: [f64; 3],
}

/// What one departure time does to those who leave at it.
struct Passing {
    /// Survival just before, over the weight at risk.
    share: f64,
    /// One over the weight that stays; 0 where nobody does.
    pull: f64,
}

/// The walk through the durations.
struct Walk<'a> {
    stays: Stays<'a>,
    weights: &'a [f64],
    /// Per cause, and last of leaving at all.
    curves: Vec<Moving>,
    survival: f64,
    /// What being at risk has taken from ψ per unit of F(t).
    taken: f64,
    /// Of rows at risk Σ w², and with what had been taken when they came into sight Σ w² b and Σ w² b².
    at_risk: [f64; 3],
    /// How many departure times had passed when each row came into sight.
    entered_after: Vec<usize>,
    /// What had been taken after each number of departure times: of each curve, and last per unit of F(t).
    history: Vec<f64>,
}

impl<'a> Walk<'a> {
    fn start(causes: usize, stays: Stays<'a>, weights: &'a [f64]) -> Self {
        Self {
            stays,
            weights,
            curves: vec![Moving::default(); causes + 1],
            survival: 1.0,
            taken: 0.0,
            at_risk: [0.0; 3],
            entered_after: vec![0; weights.len()],
            history: vec![0.0; causes + 2],
        }
    }

    /// The departure times of each cause with incidence and variance, and last those of leaving at all.
    fn steps(mut self, table: &CauseTable) -> Vec<Vec<Step>> {
        let Stays { durations, entered_at, .. } = self.stays;
        let entered = |row: usize| entered_at.get(row).copied().unwrap_or(0.0);
        let mut order: Vec<usize> = (0..durations.len()).collect();
        order.sort_by(|&a, &b| durations[a].total_cmp(&durations[b]));
        let mut coming = order.clone();
        coming.sort_by(|&a, &b| entered(a).total_cmp(&entered(b)));
        let (ending, coming_later) = (tail_sums(&order, self.weights), tail_sums(&coming, self.weights));
        let mut steps = vec![Vec::new(); self.curves.len()];
        let (mut ended, mut came) = (0, 0);
        for (row, tied) in order.chunk_by(|&a, &b| durations[a] == durations[b]).enumerate() {
            let is_here = |next: usize| entered(next) < durations[tied[0]] || entered(next) == 0.0;
            while let Some(&next) = coming.get(came).filter(|&&next| is_here(next)) {
                self.enters(next);
                came += 1;
            }
            let weight = ending[ended] - coming_later[came];
            ended += tied.len();
            let mark = table.any_cause().marks()[row];
            let passing = (mark.departures > 0).then(|| self.pass(tied, weight, mark.at_risk == mark.departures));
            for &row in tied {
                self.ends(row, passing.as_ref());
            }
            if passing.is_none() {
                continue;
            }
            let left = table.row_departures(row).iter().copied().chain([mark.departures]);
            for ((curve, steps), left) in self.curves.iter().zip(&mut steps).zip(left) {
                if left > 0 {
                    steps.push(Step::of(row, curve.incidence, self.variance(curve)));
                }
            }
        }
        steps
    }

    fn enters(&mut self, row: usize) {
        let (square, b) = (self.weights[row].powi(2), self.taken);
        self.entered_after[row] = self.history.len() / (self.curves.len() + 1) - 1;
        add(&mut self.at_risk, [square, square * b, square * b * b]);
        for curve in &mut self.curves {
            let a = curve.taken;
            add(&mut curve.entered, [square * a, square * a * a, square * a * b]);
        }
    }

    /// Goes past a departure time with so much weight at risk.
    fn pass(&mut self, tied: &[usize], weight: f64, nobody_stays: bool) -> Passing {
        let mut left = vec![0.0; self.curves.len()];
        for &row in tied {
            if let Some(cause) = self.stays.endings[row].slot().checked_sub(1) {
                left[cause] += self.weights[row];
                left[self.curves.len() - 1] += self.weights[row];
            }
        }
        let gone = left[self.curves.len() - 1];
        let staying = if nobody_stays { 0.0 } else { weight - gone };
        let passing = Passing { share: self.survival / weight, pull: if staying > 0.0 { 1.0 / staying } else { 0.0 } };
        let pulled = gone / weight * passing.pull;
        for (curve, left) in self.curves.iter_mut().zip(left) {
            curve.incidence += passing.share * left;
            curve.taken += passing.share * left / weight + curve.incidence * pulled;
            self.history.push(curve.taken);
        }
        self.taken += pulled;
        self.history.push(self.taken);
        self.survival *= staying / weight;
        passing
    }

    /// Takes a row from those at risk.
    fn ends(&mut self, row: usize, passing: Option<&Passing>) {
        let (square, width) = (self.weights[row].powi(2), self.curves.len() + 1);
        let (slot, any) = (self.stays.endings[row].slot(), self.curves.len() - 1);
        let entered = &self.history[self.entered_after[row] * width..][..width];
        let b_entered = entered[any + 1];
        let (share, pull) = passing.filter(|_| slot > 0).map_or((0.0, 0.0), |it| (it.share, it.pull));
        let b = b_entered - self.taken + pull;
        add(&mut self.at_risk, [-square, -square * b_entered, -square * b_entered * b_entered]);
        for (index, (curve, &a_entered)) in self.curves.iter_mut().zip(entered).enumerate() {
            let own = if index + 1 == slot || index == any { share } else { 0.0 };
            let a = a_entered - curve.taken + own + curve.incidence * pull;
            add(&mut curve.ended, [square * a * a, square * a * b, square * b * b]);
            add(
                &mut curve.entered,
                [-square * a_entered, -square * a_entered * a_entered, -square * a_entered * b_entered],
            );
        }
    }

    /// Σ w² ψ² at the present time.
    fn variance(&self, curve: &Moving) -> f64 {
        let f = curve.incidence;
        let squared = |[aa, ab, bb]: [f64; 3]| aa - 2.0 * f * ab + f * f * bb;
        let [weight, b, bb] = self.at_risk;
        let [a, aa, ab] = curve.entered;
        let now = curve.taken - f * self.taken;
        squared(curve.ended) + weight.max(0.0) * now * now - 2.0 * now * (a - f * b) + squared([aa, ab, bb])
    }
}

fn add(sums: &mut [f64; 3], values: [f64; 3]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

/// The weight of the rows from each place to the end.
fn tail_sums(rows: &[usize], weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; rows.len() + 1];
    for (at, &row) in rows.iter().enumerate().rev() {
        sums[at] = sums[at + 1] + weights[row];
    }
    sums
}
