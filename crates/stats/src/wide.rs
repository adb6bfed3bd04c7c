//! Loops over long columns, on the widest vectors the processor has.
//!
//! In these loops, what is added to what is written down and not decided by the vectors: their numbers are the same on every
//! processor.

use pulp::NullaryFnOnce;

/// Runs loops that are compiled once for each width of vectors. Only what is inlined is: an expression that calls little, or
/// a `call` that is always inlined.
pub(crate) fn widest<W: NullaryFnOnce>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(|| work.call())
}

/// From here to there eˣ is computed side by side; beyond, one by one.
const SIDE_BY_SIDE_WITHIN: f64 = 700.0;
/// Adding this leaves a whole number in the last bits.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts, the first with so few digits that its multiples are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
/// 1/k! for k = 13 down to 2. What is left out is below 5·10⁻¹⁸ for |r| ≤ ln 2 / 2.
const INVERSE_FACTORIALS: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
];

/// Replaces each x by eˣ, right to one unit in the last place.
///
/// eˣ = 2ᵏ eʳ with k = round(x / ln 2), and eʳ by its series.
pub(crate) fn exponentials(values: &mut [f64]) {
    if values.iter().all(|x| x.abs() <= SIDE_BY_SIDE_WITHIN) {
        widest(|| values.iter_mut().for_each(|x| *x = exponential(*x)));
    } else {
        for x in values {
            *x = x.exp();
        }
    }
}

#[expect(clippy::inline_always, reason = "compiled for each width of vectors where it is called")]
#[inline(always)]
fn exponential(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + WHOLE;
    let k = shifted - WHOLE;
    let r = (x - k * LN_2[0]) - k * LN_2[1];
    let mut series = INVERSE_FACTORIALS[0];
    for coefficient in &INVERSE_FACTORIALS[1..] {
        series = series * r + coefficient;
    }
    // The last bits of `shifted` are k; 1023 more is the exponent of 2ᵏ.
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    (1.0 + (r + r * r * series)) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_right_to_the_last_place() {
        let mut values: Vec<f64> = (-700_000..=700_000).map(|it| f64::from(it) * 1e-3).collect();
        values.extend((-50_000..=50_000).map(|it| f64::from(it) * 1e-7));
        values.extend([0.0, -0.0, 1e-300, -1e-18, 0.5 * std::f64::consts::LN_2]);
        let mut found = values.clone();
        exponentials(&mut found);
        for (x, found) in values.iter().zip(&found) {
            assert!((found / x.exp() - 1.0).abs() <= 2.0 * f64::EPSILON, "e to the {x} is {}, not {found}", x.exp());
        }
        assert_eq!(found[700_000], 1.0);
    }

    #[test]
    fn exponentials_of_the_far_away_are_those_of_the_library() {
        let values = [-1e9, -745.2, -720.0, 0.1, 709.7, 710.0, f64::INFINITY, f64::NEG_INFINITY];
        let mut found = values;
        exponentials(&mut found);
        assert_eq!(found, values.map(f64::exp));
    }
}
