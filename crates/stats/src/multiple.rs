//! Many questions at once: p-values that stay honest.

use std::str::FromStr;

use crate::StatsError;

/// How p-values are adjusted for having asked many questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Correction {
    /// Times the number of questions. Keeps the chance of any false alarm; never better than Holm.
    Bonferroni,
    /// 1 − (1 − p)^m. Like Bonferroni, for independent questions.
    Sidak,
    /// Step-down Bonferroni. Keeps the chance of any false alarm under every dependence; the default.
    #[default]
    Holm,
    /// Step-down Šidák, for independent questions.
    HolmSidak,
    /// Step-up Bonferroni, for independent or positively dependent questions.
    Hochberg,
    /// Closed Simes test; a little stronger than Hochberg, under the same condition.
    Hommel,
    /// Keeps the share of false alarms among the alarms, for independent or positively dependent questions.
    BenjaminiHochberg,
    /// Keeps the share of false alarms among the alarms under every dependence.
    BenjaminiYekutieli,
}

impl Correction {
    /// All corrections.
    pub const ALL: [Self; 8] = [
        Self::Bonferroni,
        Self::Sidak,
        Self::Holm,
        Self::HolmSidak,
        Self::Hochberg,
        Self::Hommel,
        Self::BenjaminiHochberg,
        Self::BenjaminiYekutieli,
    ];

    /// The word used on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bonferroni => "bonferroni",
            Self::Sidak => "sidak",
            Self::Holm => "holm",
            Self::HolmSidak => "holm_sidak",
            Self::Hochberg => "hochberg",
            Self::Hommel => "hommel",
            Self::BenjaminiHochberg => "bh",
            Self::BenjaminiYekutieli => "by",
        }
    }
}

impl FromStr for Correction {
    type Err = StatsError;

    fn from_str(given: &str) -> Result<Self, StatsError> {
        Self::ALL.into_iter().find(|it| it.word() == given).ok_or_else(|| StatsError::UnknownWord {
            what: "correction",
            given: given.to_owned(),
            allowed: "`bonferroni`, `sidak`, `holm`, `holm_sidak`, `hochberg`, `hommel`, `bh`, `by`",
        })
    }
}

/// Adjusts p-values for having asked several questions, so that each can be compared with the usual threshold.
///
/// With m questions and the p-values in rising order p(1) ≤ … ≤ p(m), Holm gives max over j ≤ i of (m − j + 1) p(j), cut at
/// 1; the others are described at [`Correction`].
///
/// Use Holm for the pairs of groups of one report, Benjamini-Hochberg to screen dozens of actions where some false alarms
/// are bearable.
///
/// # Shapes
/// Any number of p-values in any order; the result has the same order and length. None in, none out.
///
/// # Missing, tied and extreme values
/// 0 and 1 are allowed. Equal p-values get equal adjusted values.
///
/// # Errors
/// - `RowOutOfRange` when a p-value is NaN or outside 0 to 1.
///
/// # Numerical notes
/// One sort, then one pass; Hommel takes m passes.
///
/// # Source
/// Holm (1979), Scand J Stat 6:65–70; Hochberg (1988), Biometrika 75:800–802; Hommel (1988), Biometrika 75:383–386 as
/// written by Wright (1992), Biometrics 48:1005–1013; Benjamini and Hochberg (1995), JRSS B 57:289–300; Benjamini and
/// Yekutieli (2001), Ann Stat 29:1165–1188. Method page: `docs/methods/multiple_comparisons.md`.
///
/// # Checked against
/// statsmodels 0.15.0 `multipletests` on the 15 p-values of Benjamini and Hochberg (1995): `tests/reference.rs`,
/// `adjusted_p_values_agree_with_statsmodels`.
///
/// # Example
/// ```
/// # use stats::multiple::{Correction, adjust};
/// let adjusted = adjust(&[0.01, 0.04, 0.03], Correction::Holm)?;
/// for (got, wanted) in adjusted.iter().zip([0.03, 0.06, 0.06]) {
///     assert!((got - wanted).abs() < 1e-15);
/// }
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn adjust(p_values: &[f64], correction: Correction) -> Result<Vec<f64>, StatsError> {
    for (row, &given) in p_values.iter().enumerate() {
        if !(0.0..=1.0).contains(&given) {
            return Err(StatsError::RowOutOfRange { name: "p_values", allowed: "from 0 to 1", given, row });
        }
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_unstable_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut sorted: Vec<f64> = order.iter().map(|&i| p_values[i]).collect();
    adjust_sorted(&mut sorted, correction);
    let mut adjusted = vec![0.0; p_values.len()];
    for (&place, &p) in order.iter().zip(&sorted) {
        adjusted[place] = p.min(1.0);
    }
    Ok(adjusted)
}

fn adjust_sorted(p: &mut [f64], correction: Correction) {
    let m = p.len() as f64;
    // 1 for the smallest p-value, m for the largest.
    let rank = |i: usize| (i + 1) as f64;
    let sidak = |p: f64, times: f64| -(times * (-p).ln_1p()).exp_m1();
    match correction {
        Correction::Bonferroni => p.iter_mut().for_each(|p| *p *= m),
        Correction::Sidak => p.iter_mut().for_each(|p| *p = sidak(*p, m)),
        Correction::Holm => step_down(p, |i, p| p * (m - rank(i) + 1.0)),
        Correction::HolmSidak => step_down(p, |i, p| sidak(p, m - rank(i) + 1.0)),
        Correction::Hochberg => step_up(p, |i, p| p * (m - rank(i) + 1.0)),
        Correction::BenjaminiHochberg => step_up(p, |i, p| p * m / rank(i)),
        Correction::BenjaminiYekutieli => {
            let harmonic: f64 = (0..p.len()).map(|i| 1.0 / rank(i)).sum();
            step_up(p, |i, p| p * m * harmonic / rank(i));
        }
        Correction::Hommel => hommel(p),
    }
}

/// From the smallest p-value up, no adjusted value below the one before it.
fn step_down(p: &mut [f64], factor: impl Fn(usize, f64) -> f64) {
    let mut highest = 0.0_f64;
    for (i, p) in p.iter_mut().enumerate() {
        highest = highest.max(factor(i, *p));
        *p = highest;
    }
}

/// From the largest p-value down, no adjusted value above the one before it.
fn step_up(p: &mut [f64], factor: impl Fn(usize, f64) -> f64) {
    let mut lowest = f64::INFINITY;
    for (i, p) in p.iter_mut().enumerate().rev() {
        lowest = lowest.min(factor(i, *p));
        *p = lowest;
    }
}

/// Wright's algorithm for Hommel's procedure, on sorted p-values.
fn hommel(p: &mut [f64]) {
    let m = p.len();
    let mut adjusted = p.to_vec();
    for size in (2..=m).rev() {
        // Simes' value of the `size` largest p-values.
        let first = m - size;
        let simes = (first..m).map(|i| size as f64 * p[i] / (size - (m - 1 - i)) as f64).fold(f64::INFINITY, f64::min);
        for (i, adjusted) in adjusted.iter_mut().enumerate() {
            let within = if i < first { simes.min(size as f64 * p[i]) } else { simes };
            *adjusted = adjusted.max(within);
        }
    }
    p.copy_from_slice(&adjusted);
}
