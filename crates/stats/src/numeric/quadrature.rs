//! Integrals of smooth functions.

/// The positive nodes of the 16-point rule of Gauss and Legendre on −1 to 1, with their weights.
const HALF: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// The nodes between `low` and `high` with their weights. Their weighted sum of a function is its integral, exact for
/// polynomials up to degree 31.
pub(crate) fn gauss(low: f64, high: f64) -> impl Iterator<Item = (f64, f64)> {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    HALF.iter()
        .flat_map(move |&(node, weight)| [(middle - half * node, half * weight), (middle + half * node, half * weight)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_and_exponentials_are_integrated_to_the_last_digit() {
        let power: f64 = gauss(0.0, 2.0).map(|(x, w)| w * x.powi(31)).sum();
        assert!((power / (2.0_f64.powi(32) / 32.0) - 1.0).abs() < 1e-14);
        let falling: f64 = gauss(0.0, 16.0).map(|(x, w)| w * (-x).exp()).sum();
        assert!((falling / (1.0 - (-16.0_f64).exp()) - 1.0).abs() < 1e-14);
    }
}
