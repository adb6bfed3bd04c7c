//! Tails of Student's distribution, central and not.

use super::{beta_lower, beta_small, ln_gamma, normal_lower};

/// The chance that Student's variable lies further from 0 than `t`, on either side.
pub(crate) fn student_two_sided(t: f64, degrees_of_freedom: f64) -> f64 {
    let (df, square) = (degrees_of_freedom, t * t);
    if square == 0.0 {
        return 1.0;
    }
    if !square.is_finite() {
        return 0.0;
    }
    // Both shares are formed from sums, so that neither loses its digits when the other is near 1.
    let (x, y) = (df / (df + square), square / (df + square));
    let (a, b) = (0.5 * df, 0.5);
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - beta_small(b, a, y, x) } else { beta_small(a, b, x, y) }
}

/// The chance that Student's variable with this non-centrality lies above `t`, which may not be negative.
///
/// The series of Lenth (1989, Applied Statistics algorithm AS 243), added up from its largest term to both sides so that a
/// large non-centrality does not start from nothing.
pub(crate) fn noncentral_student_upper(t: f64, degrees_of_freedom: f64, noncentrality: f64) -> f64 {
    let (df, delta) = (degrees_of_freedom, noncentrality);
    if df > 1e6 {
        // Beyond this the variance of the denominator is below what the series resolves.
        let scale = 1.0 - 0.25 / df;
        return normal_lower(-(t * scale - delta) / (1.0 + 0.5 * t * t / df).sqrt());
    }
    let x = t * t / (df + t * t);
    let lambda = 0.5 * delta * delta;
    let (b, peak) = (0.5 * df, lambda.floor());
    // Weights: Poisson for the even terms, and their half-step neighbors for the odd ones.
    let poisson = |j: f64| (-lambda + j * lambda.ln() - ln_gamma(j + 1.0)).exp();
    let half_step = |j: f64| (-lambda + j * lambda.ln() - ln_gamma(j + 1.5)).exp() * delta / std::f64::consts::SQRT_2;
    if lambda == 0.0 {
        return 0.5 * student_two_sided(t, df);
    }
    let mut inside = 0.0;
    for direction in [1.0, -1.0] {
        let start = if direction > 0.0 { peak } else { peak - 1.0 };
        let (mut j, mut p, mut q) = (start, poisson(start), half_step(start));
        while j >= 0.0 {
            let term = p * beta_lower(j + 0.5, b, x) + q * beta_lower(j + 1.0, b, x);
            inside += term;
            if (p + q.abs()) < 1e-18 {
                break;
            }
            (p, q) = if direction > 0.0 {
                (p * lambda / (j + 1.0), q * lambda / (j + 1.5))
            } else {
                (p * j / lambda, q * (j + 0.5) / lambda)
            };
            j += direction;
        }
    }
    (1.0 - normal_lower(-delta) - 0.5 * inside).clamp(0.0, 1.0)
}

/// The chance that Snedecor's F with these degrees of freedom exceeds `f`.
pub(crate) fn f_upper(f: f64, numerator: f64, denominator: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    let whole = numerator * f + denominator;
    let (x, y) = (denominator / whole, numerator * f / whole);
    let (a, b) = (0.5 * denominator, 0.5 * numerator);
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - beta_small(b, a, y, x) } else { beta_small(a, b, x, y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::student_quantile_upper;

    #[track_caller]
    fn close(got: f64, wanted: f64, relative: f64) {
        assert!((got - wanted).abs() <= relative * wanted.abs(), "got {got:.15e}, wanted {wanted:.15e}");
    }

    #[test]
    fn tails_agree_with_closed_forms_and_with_the_quantiles() {
        close(student_two_sided(1.0, 1.0), 0.5, 1e-14);
        close(student_two_sided(3.0, 2.0), 1.0 - 3.0 / 11.0_f64.sqrt(), 1e-13);
        for df in [3.0, 17.5, 400.0, 36_671.0] {
            close(student_two_sided(student_quantile_upper(0.025, df), df), 0.05, 1e-10);
        }
        close(f_upper(9.0, 1.0, 2.0), student_two_sided(3.0, 2.0), 1e-13);
    }

    #[test]
    fn noncentral_tails_agree_with_r() {
        // R 4.2.2: pt(t, df, ncp, lower.tail = FALSE)
        close(noncentral_student_upper(2.0, 10.0, 1.5), 0.340_845_927_557_974, 1e-10);
        close(noncentral_student_upper(1.98, 126.0, 2.8), 0.793_209_638_827_079, 1e-10);
        close(noncentral_student_upper(2.0, 60.0, 0.1), 0.031_353_202_393_785_7, 1e-10);
        close(noncentral_student_upper(2.3, 8.0, 6.0), 0.999_387_332_632_121, 1e-10);
        close(noncentral_student_upper(1.96, 5_000.0, 3.3), 0.909_851_424_640_221, 1e-10);
        close(noncentral_student_upper(2.1, 18.0, 12.0), 1.0, 1e-10);
    }
}
