//! Integrals of smooth functions.

use std::f64::consts::PI;

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

/// Nodes and weights of the Gauss-Legendre rule of `size` points on −1 to 1: exact for polynomials of degree 2·`size` − 1.
pub(crate) fn gauss_legendre(size: usize) -> Vec<(f64, f64)> {
    let mut rule = vec![(0.0, 0.0); size];
    for i in 0..size.div_ceil(2) {
        // Tricomi's start is so near that a few Newton steps reach the last digit.
        let mut x = (PI * (i as f64 + 0.75) / (size as f64 + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (value, derivative) = legendre(size, x);
            slope = derivative;
            let step = value / derivative;
            x -= step;
            if step.abs() <= f64::EPSILON {
                break;
            }
        }
        let weight = 2.0 / ((1.0 - x * x) * slope * slope);
        rule[i] = (-x, weight);
        rule[size - 1 - i] = (x, weight);
    }
    rule
}

/// The Legendre polynomial of this degree and its derivative.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut last) = (1.0, x);
    for k in 2..=degree {
        let k = k as f64;
        let next = ((2.0 * k - 1.0) * x * last - (k - 1.0) * before) / k;
        (before, last) = (last, next);
    }
    (last, degree as f64 * (x * last - before) / (x * x - 1.0))
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

    #[test]
    fn rules_of_any_size_integrate_to_the_last_digit() {
        for size in [2, 5, 24, 101, 600] {
            let rule = gauss_legendre(size);
            let integral = |f: fn(f64) -> f64| rule.iter().map(|(x, w)| w * f(*x)).sum::<f64>();
            assert!((integral(|_| 1.0) - 2.0).abs() < 1e-13, "{size}");
            assert!((integral(|x| x * x) - 2.0 / 3.0).abs() < 1e-13, "{size}");
            assert!(size < 24 || (integral(f64::exp) - 2.0 * 1.0_f64.sinh()).abs() < 1e-13, "{size}");
        }
    }
}
