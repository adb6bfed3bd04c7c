//! What the likelihoods of retention and of purchases are made of: ratios of gamma functions and their slopes.

use libm::lgamma as ln_gamma;

use super::stirling_rest;

/// Up to this many factors a ratio of gamma functions is added up one by one.
const FACTORS_MAX: f64 = 32.0;

/// The first two derivatives of `ln Γ(x)`: digamma and trigamma, for x above 0.
pub(crate) fn polygamma(mut x: f64) -> (f64, f64) {
    let (mut first, mut second) = (0.0, 0.0);
    while x < 12.0 {
        let inverse = 1.0 / x;
        first -= inverse;
        second += inverse * inverse;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let w = inverse * inverse;
    let digamma_rest = w
        * (1.0 / 12.0
            - w * (1.0 / 120.0 - w * (1.0 / 252.0 - w * (1.0 / 240.0 - w * (1.0 / 132.0 - w * 691.0 / 32_760.0)))));
    let trigamma_rest = w
        * (1.0 / 6.0 - w * (1.0 / 30.0 - w * (1.0 / 42.0 - w * (1.0 / 30.0 - w * (5.0 / 66.0 - w * 691.0 / 2730.0)))));
    (first + x.ln() - 0.5 * inverse - digamma_rest, second + inverse * (1.0 + 0.5 * inverse + trigamma_rest))
}

/// `ln Γ(x + h) − ln Γ(x)` without the cancellation when `h` is small beside `x`.
pub(crate) fn ln_gamma_shift(x: f64, h: f64) -> f64 {
    if x < 15.0 {
        return ln_gamma(x + h) - ln_gamma(x);
    }
    h * (x + h).ln() + (x - 0.5) * (h / x).ln_1p() - h + stirling_rest(x + h) - stirling_rest(x)
}

/// A function of one parameter with its first two derivatives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Jet {
    pub(crate) value: f64,
    pub(crate) first: f64,
    pub(crate) second: f64,
}

impl Jet {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { value: self.value + other.value, first: self.first + other.first, second: self.second + other.second }
    }
}

/// `ln Γ(x + to) − ln Γ(x + from)` as a function of `x`; `from` and `to` are whole numbers.
pub(crate) fn ln_rising(x: f64, from: f64, to: f64) -> Jet {
    if to - from <= FACTORS_MAX {
        let mut sum = Jet::default();
        let mut factor = x + from;
        // Half a step of room, because `x + from + 1 + 1 …` is rounded.
        while factor < x + to - 0.5 {
            let inverse = 1.0 / factor;
            sum = sum.plus(Jet { value: factor.ln(), first: inverse, second: -inverse * inverse });
            factor += 1.0;
        }
        return sum;
    }
    let (high, low) = (polygamma(x + to), polygamma(x + from));
    Jet { value: ln_gamma_shift(x + from, to - from), first: high.0 - low.0, second: high.1 - low.1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[track_caller]
    fn close(got: f64, wanted: f64, relative: f64) {
        assert!((got - wanted).abs() <= relative * wanted.abs().max(1e-300), "got {got:e}, wanted {wanted:e}");
    }

    #[test]
    fn digamma_and_trigamma_agree_with_closed_forms() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        for (x, digamma, trigamma) in [
            (1.0, -EULER, PI * PI / 6.0),
            (0.5, -EULER - 2.0 * 2.0_f64.ln(), PI * PI / 2.0),
            (2.0, 1.0 - EULER, PI * PI / 6.0 - 1.0),
            (1e-3, -1_000.575_571_931_816_3, 1_000_001.642_533_195_3),
        ] {
            close(polygamma(x).0, digamma, 1e-13);
            close(polygamma(x).1, trigamma, 1e-13);
        }
        let x: f64 = 1e8;
        close(polygamma(x).0, x.ln() - 0.5 / x, 1e-15);
        close(polygamma(x).1, 1.0 / x + 0.5 / (x * x), 1e-14);
    }

    #[test]
    fn a_ratio_of_gamma_functions_keeps_its_digits_far_out() {
        close(ln_gamma_shift(1e12, 1e-3), 1e-3 * 1e12_f64.ln(), 1e-12);
        close(ln_gamma_shift(5.0, 1.0), 5.0_f64.ln(), 1e-14);
        close(ln_gamma_shift(20.0, 2.0), (20.0_f64 * 21.0).ln(), 1e-14);
    }

    #[test]
    fn many_factors_by_formula_equal_the_factors_one_by_one() {
        for x in [0.01, 0.7, 3.0, 250.0, 1e6] {
            let by_formula = ln_rising(x, 3.0, 200.0);
            let mut by_factor = Jet::default();
            for k in 3..200 {
                by_factor = by_factor.plus(ln_rising(x, f64::from(k), f64::from(k + 1)));
            }
            close(by_formula.value, by_factor.value, 1e-13);
            close(by_formula.first, by_factor.first, 1e-9);
            close(by_formula.second, by_factor.second, 1e-8);
        }
    }
}
