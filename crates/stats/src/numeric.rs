//! The tools: tails and quantiles of the normal, gamma, beta, chi-square and Student distributions.
//!
//! `libm` supplies the error function and the logarithm of the gamma function to the last digit. The incomplete beta
//! function of `statrs` stops after 140 steps, which is not enough for ten million customers, and its prefactors lose digits
//! there; both are written out here with Loader's saddle-point form, which keeps its precision for any count.

use std::f64::consts::{PI, SQRT_2};

use libm::{erfc, lgamma as ln_gamma};
use statrs::function::erf::erfc_inv;

mod gamma_ratio;
mod quadrature;
mod student;

pub(crate) use gamma_ratio::{Jet, ln_gamma_shift, ln_rising, polygamma};
pub(crate) use quadrature::{gauss, gauss_legendre};
pub(crate) use student::{f_upper, noncentral_student_upper, student_two_sided};

/// Steps that a continued fraction or series may take. The number needed grows as the square root of the count; ten
/// thousand million customers take about half of this.
const STEPS_MAX: u32 = 1_000_000;

/// The standard normal deviate below which a share `p` of the distribution lies.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let z = -SQRT_2 * erfc_inv(2.0 * p);
    let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
    if !z.is_finite() || density == 0.0 {
        return z;
    }
    // One step of Halley's method brings the approximation to the last digit.
    let error = (0.5 * erfc(-z / SQRT_2) - p) / density;
    z - error / (1.0 + 0.5 * z * error)
}

/// The chance that a standard normal deviate lies further from 0 than `z`, on either side.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// The chance that a standard normal deviate lies below `z`.
pub(crate) fn normal_lower(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// The density of the standard normal distribution at `z`.
pub(crate) fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// The chance that a chi-square with these degrees of freedom exceeds `x`.
pub(crate) fn chi_square_upper(x: f64, degrees_of_freedom: u32) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    match degrees_of_freedom {
        1 => erfc((0.5 * x).sqrt()),
        2 => (-0.5 * x).exp(),
        df => gamma_tails(0.5 * f64::from(df), 0.5 * x).1,
    }
}

/// `ln Γ(z)` minus its Stirling approximation.
fn stirling_rest(z: f64) -> f64 {
    if z < 15.0 {
        return ln_gamma(z) - (z - 0.5) * z.ln() + z - 0.5 * (2.0 * PI).ln();
    }
    let w = 1.0 / (z * z);
    (1.0 / 12.0 - w * (1.0 / 360.0 - w * (1.0 / 1260.0 - w * (1.0 / 1680.0 - w / 1188.0)))) / z
}

/// `x ln(x/m) + m − x` without the cancellation when `x` is near `m`.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return if x == 0.0 { m } else { x * (x / m).ln() + m - x };
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `x^a e^(−x) / Γ(a)`.
pub(crate) fn gamma_density_times_x(a: f64, x: f64) -> f64 {
    (a / (2.0 * PI)).sqrt() * (-stirling_rest(a) - deviance(a, x)).exp()
}

/// Both regularized incomplete gamma functions: the chance that a gamma variable of shape `a` lies below and above `x`.
pub(crate) fn gamma_tails(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let front = gamma_density_times_x(a, x);
    if x < a + 1.0 {
        let (mut sum, mut term) = (1.0, 1.0);
        for k in 1..STEPS_MAX {
            term *= x / (a + f64::from(k));
            sum += term;
            if term < sum * f64::EPSILON * 0.5 {
                break;
            }
        }
        let lower = (front * sum / a).min(1.0);
        (lower, 1.0 - lower)
    } else {
        // Lentz's method for the continued fraction of the upper tail.
        let mut b = x + 1.0 - a;
        let mut c = f64::MAX;
        let mut d = 1.0 / b;
        let mut fraction = d;
        for k in 1..STEPS_MAX {
            let k = f64::from(k);
            let step = -k * (k - a);
            b += 2.0;
            d = 1.0 / away_from_zero(step * d + b);
            c = away_from_zero(b + step / c);
            fraction *= d * c;
            if (d * c - 1.0).abs() < f64::EPSILON {
                break;
            }
        }
        let upper = (front * fraction).min(1.0);
        (1.0 - upper, upper)
    }
}

/// The regularized incomplete beta function: the chance that a beta(a, b) variable lies below `x`.
pub(crate) fn beta_lower(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - beta_small(b, a, 1.0 - x, x) } else { beta_small(a, b, x, 1.0 - x) }
}

/// `x^a y^b / B(a, b)`, where `y` is 1 − x.
fn beta_front(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let correction = stirling_rest(n) - stirling_rest(a) - stirling_rest(b);
    (a * b / (2.0 * PI * n)).sqrt() * (correction - deviance(a, n * x) - deviance(b, n * y)).exp()
}

fn beta_small(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let front = beta_front(a, b, x, y);
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..STEPS_MAX {
        let m = f64::from(m);
        let a_2m = a + 2.0 * m;
        let even = m * (b - m) * x / ((a_2m - 1.0) * a_2m);
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / (a_2m * (a_2m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    (front * fraction / a).min(1.0)
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { x }
}

/// The `x` where a rising function is 0, by Newton's method kept inside a bracket that halves when Newton leaves it.
pub(crate) fn root_of_rising(mut low: f64, mut high: f64, start: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = start.clamp(low, high);
    for _ in 0..200 {
        let (value, slope) = f(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let newton = x - value / slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= 2.0 * f64::EPSILON * x.abs() {
            return next;
        }
        x = next;
    }
    x
}

/// The value below which a share `p` of a gamma distribution of shape `a` and scale 1 lies.
pub(crate) fn gamma_quantile(a: f64, p: f64) -> f64 {
    gamma_root(a, normal_quantile(p), |(lower, _)| lower - p)
}

/// The value above which a share `p` of a gamma distribution of shape `a` and scale 1 lies.
pub(crate) fn gamma_quantile_upper(a: f64, p: f64) -> f64 {
    gamma_root(a, -normal_quantile(p), |(_, upper)| p - upper)
}

fn gamma_root(a: f64, z: f64, miss: impl Fn((f64, f64)) -> f64) -> f64 {
    // The cube-root approximation of Wilson and Hilferty is the start.
    let ninth = 1.0 / (9.0 * a);
    let start = a * (1.0 - ninth + z * ninth.sqrt()).powi(3);
    if a > 1e10 {
        // Here it is right to the last digit, and the series would take too many steps.
        return start;
    }
    let high = a + 50.0 + 50.0 * a.sqrt();
    root_of_rising(0.0, high, if start > 0.0 { start } else { 0.01 * a }, |x| {
        (miss(gamma_tails(a, x)), gamma_density_times_x(a, x) / x)
    })
}

/// The value below which a share `p` of a beta(a, b) distribution lies.
pub(crate) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let mean = a / (a + b);
    let deviation = (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
    let start = mean + normal_quantile(p) * deviation;
    let start = if start > 0.0 && start < 1.0 { start } else { 0.5 * mean };
    root_of_rising(0.0, 1.0, start, |x| (beta_lower(a, b, x) - p, beta_front(a, b, x, 1.0 - x) / (x * (1.0 - x))))
}

/// Student's deviate that leaves `tail` on each side.
pub(crate) fn student_quantile_upper(tail: f64, degrees_of_freedom: f64) -> f64 {
    let df = degrees_of_freedom;
    if df > 1e5 {
        let z = -normal_quantile(tail);
        let first = (z.powi(3) + z) / 4.0;
        let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
        return z + first / df + second / (df * df);
    }
    // P(|T| > t) is the lower tail of a beta(df/2, 1/2) at df / (df + t²); its mirror image keeps the digits of t.
    let y = if df > 2.0 {
        let q = root_of_rising(0.0, 1.0, 0.5, |y| {
            (beta_lower(0.5, 0.5 * df, y) - (1.0 - 2.0 * tail), beta_front(0.5, 0.5 * df, y, 1.0 - y) / (y * (1.0 - y)))
        });
        q / (1.0 - q)
    } else {
        let x = beta_quantile(0.5 * df, 0.5, 2.0 * tail);
        (1.0 - x) / x
    };
    (df * y).sqrt()
}

/// The sums of 1/k and of 1/k² over k from `after + 1` to `last`.
pub(crate) fn harmonic_between(after: u64, last: u64) -> (f64, f64) {
    // Below this many terms they are added one by one; above, the Euler-Maclaurin tail is exact to the last digit.
    const DIRECT_BELOW: u64 = 64;
    let (mut first, mut second) = (0.0, 0.0);
    let mut k = after + 1;
    while k <= last && (k <= DIRECT_BELOW || last - after <= DIRECT_BELOW) {
        let inverse = 1.0 / k as f64;
        first += inverse;
        second += inverse * inverse;
        k += 1;
    }
    if k <= last {
        let (a, b) = ((k - 1) as f64, last as f64);
        let smooth = |x: f64| {
            let w = 1.0 / (x * x);
            let first = 0.5 / x - w * (1.0 / 12.0 - w * (1.0 / 120.0 - w / 252.0));
            let second = -1.0 / x + w * (0.5 - (1.0 / 6.0 - w / 30.0) / x);
            (first, second)
        };
        let ((a1, a2), (b1, b2)) = (smooth(a), smooth(b));
        first += (b / a).ln() + b1 - a1;
        second += b2 - a2;
    }
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(got: f64, wanted: f64, relative: f64) {
        assert!((got - wanted).abs() <= relative * wanted.abs(), "got {got:e}, wanted {wanted:e}");
    }

    #[test]
    fn normal_quantiles_are_right_to_the_last_digit() {
        close(normal_quantile(0.975), 1.959_963_984_540_054, 1e-15);
        close(normal_quantile(0.025), -1.959_963_984_540_054, 1e-15);
        close(normal_quantile(1e-10), -6.361_340_902_404_056, 1e-14);
        assert!(normal_quantile(0.5).abs() < 1e-16);
    }

    #[test]
    fn chi_square_tails_agree_with_closed_forms_far_out() {
        close(chi_square_upper(3.841_458_820_694_124, 1), 0.05, 1e-13);
        close(chi_square_upper(100.0, 4), (1.0 + 50.0) * (-50.0_f64).exp(), 1e-13);
        close(chi_square_upper(1.0, 6), (1.0 + 0.5 + 0.125) * (-0.5_f64).exp(), 1e-14);
    }

    #[test]
    fn gamma_and_beta_quantiles_give_the_tail_back_for_small_and_huge_counts() {
        for a in [0.5, 1.0, 3.0, 80.0, 1e4, 1e7] {
            for p in [1e-6, 0.025, 0.5, 0.975] {
                close(gamma_tails(a, gamma_quantile(a, p)).0, p, 1e-8);
                close(gamma_tails(a, gamma_quantile_upper(a, p)).1, p, 1e-8);
            }
            for b in [0.5, 1.0, 7.0, 1e3, 1e7] {
                close(beta_lower(a, b, beta_quantile(a, b, 0.025)), 0.025, 1e-7);
            }
        }
        close(gamma_quantile(0.999e10, 0.025) / 0.999e10, gamma_quantile(1.001e10, 0.025) / 1.001e10, 1e-7);
        close(gamma_quantile_upper(1.0, 0.025), -(0.025_f64.ln()), 1e-14);
        close(beta_quantile(1.0, 20.0, 0.025), 1.0 - 0.975_f64.powf(0.05), 1e-12);
    }

    #[test]
    fn student_quantiles_agree_with_published_tables() {
        // 1 and 2 degrees of freedom have closed forms; the others are from the table every textbook prints.
        close(student_quantile_upper(0.025, 1.0), (PI * 0.475).tan(), 1e-12);
        close(student_quantile_upper(0.025, 2.0), 0.95 / (2.0_f64 * 0.975 * 0.025).sqrt(), 1e-12);
        close(student_quantile_upper(0.025, 10.0), 2.228_138_852, 1e-9);
        close(student_quantile_upper(0.025, 9e4), student_quantile_upper(0.025, 1.1e5), 1e-5);
    }

    #[test]
    fn harmonic_sums_by_formula_equal_the_sums_one_by_one() {
        for (after, last) in [(0, 1), (0, 1000), (5, 70), (100, 5000), (63, 64), (1_000_000, 1_200_000)] {
            let (mut first, mut second) = (0.0, 0.0);
            for k in (after + 1..=last).rev() {
                first += 1.0 / k as f64;
                second += 1.0 / (k as f64 * k as f64);
            }
            let (got_first, got_second) = harmonic_between(after, last);
            close(got_first, first, 1e-13);
            close(got_second, second, 1e-9);
        }
    }
}
