//! Amounts that a few customers decide: how few, and whether the draw must be repeated to know what chance makes of them.

use stats::StatsError;
use stats::experiment::{Adjusted, Effect, Moments, Redraws, SKEW_MAX, Spread, heaviness, unevenness};

use super::{Drawing, select};

/// The redraws of the same table are the same on every day.
const SEED: u64 = 20_261_122;
/// When half of the variation comes from so few customers or fewer, it is they who decide.
const CARRIERS_FEW: u64 = 10;
/// Of fewer customers than this a few are always a large part.
const CUSTOMERS_MIN: u64 = 100;

/// No customer of a whole column has so large a share of its variation: then no few of them decide.
const LARGEST_SHARE_LIGHT: f64 = 0.002;

/// How far a column is from normal amounts, all customers taken together.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::measure) struct Shape {
    heaviness: f64,
    /// The largest share that one customer has of the variation.
    largest: f64,
}

impl Shape {
    pub(in crate::measure) fn of(column: &[f64]) -> Self {
        let mean = column.iter().sum::<f64>() / column.len() as f64;
        let distances = || column.iter().map(|it| it - mean);
        let (all, most) = distances().fold((0.0, 0.0_f64), |(all, most), it| (all + it * it, most.max(it * it)));
        Self { heaviness: heaviness(distances()), largest: if all > 0.0 { most / all } else { 0.0 } }
    }

    /// Nothing that needs a look at single customers: most of them are in these arms, and what the traits leave of the
    /// variation cannot be far from normal either.
    fn is_light(self, n: [u64; 2], (rows, correlation): (usize, f64)) -> bool {
        let left = (1.0 - correlation * correlation).max(1e-6);
        2 * (n[0] + n[1]) >= rows as u64
            && self.largest < LARGEST_SHARE_LIGHT * left
            && self.heaviness * unevenness(n) < 0.5 * SKEW_MAX * left.powf(1.5)
    }
}

/// Where the amounts of single customers are to be found.
#[derive(Debug, Clone, Copy)]
pub(in crate::measure) enum Amounts<'a> {
    /// Every column, each as long as the arms, with the shape of the first and of the last.
    Columns(&'a [&'a [f64]], [Shape; 2]),
    /// Only the rows of customers with the largest amounts were kept, with the same columns.
    Far(&'a [Vec<f64>]),
}

/// What a look at single amounts says.
#[derive(Debug, Clone, Default)]
pub(super) struct Looked {
    /// So few customers make half of the variation.
    pub(super) few: Option<u64>,
    /// The draw repeated, where Student's distribution does not hold.
    pub(super) redraws: Option<Redraws>,
}

impl Looked {
    pub(super) fn judge(&self, effect: &Effect) -> Effect {
        self.redraws.as_ref().map_or(*effect, |redraws| redraws.judge(effect))
    }
}

impl Drawing<'_> {
    /// Looks at single amounts of a column that was compared: the effect, how it was adjusted, and for which of the traits.
    pub(super) fn look(
        &self,
        column: usize,
        arms: &[u8],
        moments: &[Moments; 2],
        compared: (&Effect, Option<&Adjusted>, &[usize]),
    ) -> Result<Looked, StatsError> {
        let (effect, adjusted, used) = compared;
        let n = moments.each_ref().map(Moments::n);
        let Some(test) = effect.test.known() else { return Ok(Looked::default()) };
        let slopes = adjusted.map(|it| slopes(it, used)).unwrap_or_default();
        let spread = match self.amounts {
            Amounts::Columns(columns, shapes) => {
                let correlation = adjusted.map_or(0.0, |it| it.health.correlation);
                if shapes[usize::from(column != 0)].is_light(n, (arms.len(), correlation)) {
                    return Ok(Looked::default());
                }
                let row = |row: usize| slopes.iter().map(|(column, slope)| slope * columns[*column][row]).sum::<f64>();
                let here = (0..arms.len()).filter(|&at| arms[at] < 2);
                Spread::of(here.map(|at| columns[column][at] - row(at)).collect(), n[0].min(n[1]))
            }
            Amounts::Far([]) => None,
            Amounts::Far(rows) => far(rows, column, moments, &slopes)?,
        };
        let Some(spread) = spread else { return Ok(Looked::default()) };
        let few = spread.carriers().filter(|few| *few <= CARRIERS_FEW && CUSTOMERS_MIN <= n[0] + n[1]);
        let redraws = spread.is_skewed_between(n).then(|| Redraws::new(&spread, n, test.statistic, SEED)).flatten();
        Ok(Looked { few, redraws })
    }
}

/// The spread of a column, adjusted with these slopes, of which only the rows farthest out and the moments of all are known.
fn far(
    rows: &[Vec<f64>],
    column: usize,
    moments: &[Moments; 2],
    slopes: &[(usize, f64)],
) -> Result<Option<Spread>, StatsError> {
    let columns: Vec<usize> = std::iter::once(column).chain(slopes.iter().map(|it| it.0)).collect();
    let [mut whole, other] = select(moments, &columns)?;
    whole.merge(&other)?;
    let mut means = Vec::with_capacity(slopes.len());
    for (column, _) in slopes {
        let [mut of_trait, other] = select(moments, &[*column])?;
        of_trait.merge(&other)?;
        means.push(of_trait.mean().unwrap_or(0.0));
    }
    let adjusted = |row: &Vec<f64>| {
        let taken = slopes.iter().zip(&means).map(|((column, slope), mean)| slope * (row[*column] - mean)).sum::<f64>();
        row[column] - taken
    };
    let amounts: Vec<f64> = rows.iter().map(adjusted).collect();
    let by: Vec<f64> = slopes.iter().map(|it| it.1).collect();
    Ok(Spread::of_far(&amounts, &whole.adjusted(&by)?))
}

/// The columns that an estimate was adjusted for, with their slopes. `used` are the traits that it was offered.
fn slopes(adjusted: &Adjusted, used: &[usize]) -> Vec<(usize, f64)> {
    used.iter().zip(&adjusted.slopes).filter_map(|(column, slope)| Some((column + 1, (*slope)?))).collect()
}
