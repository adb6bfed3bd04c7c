//! Did the arms get the sizes they were meant to have?

use libm::lgamma as ln_gamma;

use crate::StatsError;
use crate::checked::COUNT_MAX;
use crate::estimate::{Test, Tested, Why};
use crate::method::Method;
use crate::numeric::chi_square_upper;

/// Arms whose sizes have a smaller p-value than this are not compared: something else than chance filled them.
pub const SAMPLE_RATIO_ALARM_P: f64 = 0.01;

/// The fewest rows an arm must be expected to have for the check.
pub const EXPECTED_ROWS_MIN: f64 = 5.0;

/// Weight, in rows, of the expected shares in the running check; deviations of about three hundredths are found fastest.
const CONCENTRATION: f64 = 1_000.0;

/// Tests whether arms have the sizes they were meant to have (sample-ratio mismatch).
///
/// χ² = Σ (nᵢ − N eᵢ)²/(N eᵢ) with k − 1 degrees of freedom, where eᵢ is the expected share of arm i.
///
/// Use it before every effect, once, when the experiment is over: with p below [`SAMPLE_RATIO_ALARM_P`] the arms differ in
/// something else than the action, and no effect should be read. To look along the way use [`sample_ratio_running`].
///
/// # Shapes
/// `observed` and `expected` have one value per arm, two at least.
///
/// # Units
/// Counts, and expected shares in any unit: 1 and 1, or 90 and 10.
///
/// # Returns
/// `Undetermined`: nobody was assigned (`NobodyAtRisk`), or an arm was expected to have fewer than [`EXPECTED_ROWS_MIN`]
/// (`TooFew`).
///
/// # Errors
/// - `TooFew` arms, `LengthMismatch`, `RowOutOfRange` when a share is not above 0 or a count above 2⁵³.
///
/// # Source
/// Fabijan and others (2019), Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, KDD '19.
/// Method page: `docs/methods/sample_ratio.md`.
///
/// # Checked against
/// scipy on Cookie Cats (χ² = 6.90240495, p = 0.00860798781) and Hillstrom: `tests/reference/experiment.rs`,
/// `sample_ratios_agree_with_scipy`.
///
/// # Example
/// ```
/// # use stats::experiment::sample_ratio;
/// let test = sample_ratio(&[60, 40], &[1.0, 1.0])?;
/// assert_eq!(test.known().expect("a hundred were assigned").statistic, 4.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn sample_ratio(observed: &[u64], expected: &[f64]) -> Result<Tested, StatsError> {
    let shares = shares(observed, expected)?;
    let n: u64 = observed.iter().sum();
    if n == 0 {
        return Ok(Tested::Undetermined(Why::NobodyAtRisk));
    }
    let smallest = shares.iter().fold(1.0_f64, |least, share| least.min(*share));
    if n as f64 * smallest < EXPECTED_ROWS_MIN {
        let needed = whole(EXPECTED_ROWS_MIN / smallest);
        return Ok(Tested::Undetermined(Why::TooFew { needed, given: n }));
    }
    let term = |(count, share): (&u64, &f64)| {
        let expected = n as f64 * share;
        (*count as f64 - expected).powi(2) / expected
    };
    let statistic: f64 = observed.iter().zip(&shares).map(term).sum();
    let degrees = u32::try_from(observed.len() - 1).unwrap_or(u32::MAX);
    Ok(Tested::Known(Test {
        statistic,
        degrees_of_freedom: Some(degrees),
        denominator: None,
        p_value: chi_square_upper(statistic, degrees),
        n,
        method: Method::SAMPLE_RATIO,
    }))
}

/// Tests whether arms get the sizes they were meant to have while they fill, as often as wanted.
///
/// The statistic is the logarithm of the Bayes factor of "some other shares", spread around the expected ones with the
/// weight of a thousand rows, against the expected shares; the p-value is its inverse. The chance that it **ever** falls
/// below α while the shares are right is at most α, whatever the number of looks (Ville's inequality).
///
/// Use it for an alarm that runs along. It finds a mismatch later than [`sample_ratio`] at a single look would.
///
/// # Shapes, units, errors
/// As [`sample_ratio`].
///
/// # Returns
/// `Undetermined` (`NobodyAtRisk`) when nobody was assigned. From the first row on the p-value is valid.
///
/// # Source
/// Lindon and Malek (2022), Anytime-Valid Inference for Multinomial Count Data, Advances in Neural Information Processing Systems 35, section 3.
/// Method page: `docs/methods/sample_ratio.md`.
///
/// # Checked against
/// False alarms over all looks by simulation: `tests/coverage/experiment.rs`, `sample_ratio_alarms_are_rare`.
///
/// # Example
/// ```
/// # use stats::experiment::sample_ratio_running;
/// let p = |observed: [u64; 2]| Ok::<_, stats::StatsError>(sample_ratio_running(&observed, &[1.0, 1.0])?.known().expect("some").p_value);
/// assert_eq!(p([500, 500])?, 1.0);
/// assert!(p([40_000, 42_000])? < 0.001);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn sample_ratio_running(observed: &[u64], expected: &[f64]) -> Result<Tested, StatsError> {
    let shares = shares(observed, expected)?;
    let n: u64 = observed.iter().sum();
    if n == 0 {
        return Ok(Tested::Undetermined(Why::NobodyAtRisk));
    }
    let arm = |(&count, &share): (&u64, &f64)| {
        let (count, prior) = (count as f64, CONCENTRATION * share);
        ln_gamma(prior + count) - ln_gamma(prior) - count * share.ln()
    };
    let whole = ln_gamma(CONCENTRATION) - ln_gamma(CONCENTRATION + n as f64);
    let statistic = whole + observed.iter().zip(&shares).map(arm).sum::<f64>();
    Ok(Tested::Known(Test {
        statistic,
        degrees_of_freedom: None,
        denominator: None,
        p_value: (-statistic).exp().min(1.0),
        n,
        method: Method::SAMPLE_RATIO_RUNNING,
    }))
}

/// The expected shares, adding up to 1.
fn shares(observed: &[u64], expected: &[f64]) -> Result<Vec<f64>, StatsError> {
    if observed.len() < 2 {
        let (method, what) = ("sample-ratio check", "arms");
        return Err(StatsError::TooFew { method, what, needed: 2, given: observed.len() });
    }
    if observed.len() != expected.len() {
        return Err(StatsError::LengthMismatch {
            left: "observed",
            left_len: observed.len(),
            right: "expected",
            right_len: expected.len(),
        });
    }
    for (row, (&count, &share)) in observed.iter().zip(expected).enumerate() {
        if !(share.is_finite() && share > 0.0) {
            let (name, allowed) = ("expected", "a finite number above 0");
            return Err(StatsError::RowOutOfRange { name, allowed, given: share, row });
        }
        if count > COUNT_MAX / observed.len() as u64 {
            let (name, allowed) = ("observed", "at most 2^53 together");
            return Err(StatsError::RowOutOfRange { name, allowed, given: count as f64, row });
        }
    }
    let whole: f64 = expected.iter().sum();
    let shares: Vec<f64> = expected.iter().map(|share| share / whole).collect();
    match shares.iter().position(|share| *share <= 0.0) {
        Some(row) => {
            let (name, allowed) = ("expected", "not vanishing beside the others");
            Err(StatsError::RowOutOfRange { name, allowed, given: expected[row], row })
        }
        None => Ok(shares),
    }
}

/// The next whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at least 0, and a cast stops at the largest"
)]
fn whole(rows: f64) -> u64 {
    rows.ceil() as u64
}
