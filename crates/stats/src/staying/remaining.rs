//! The sum of all that is still to be paid: survival, discounted, added up without end.

use crate::numeric::gauss;

/// Terms that are added one by one before the rest is integrated.
const DIRECT: u32 = 256;

/// Width of one panel of the integral, in the logarithm of time.
const PANEL: f64 = 0.5;

/// Panels after which nothing is left that a double could hold: beyond `e` to the 350th.
const PANELS_MAX: u32 = 700;

/// A survival curve for whole and broken numbers of renewals, as its logarithm.
pub(crate) trait Tail {
    /// ln S(t).
    fn ln_survival(&self, renewals: f64) -> f64;

    /// How fast ln S falls at t.
    fn slope(&self, renewals: f64) -> f64;

    /// The power κ with which S falls far out, as t to the −κ.
    fn power(&self) -> f64;
}

/// Adds up `S(t)/S(next − 1) · (1 + discount)^−(t − next)` over t from `next` on, or says `None` when the sum has no end.
///
/// The first terms are added one by one; the rest is the integral of the same function by panels in the logarithm of time
/// with the corrections of Euler and Maclaurin, so that a small discount costs no more than a large one.
pub(crate) fn remaining(curve: &impl Tail, next: u32, discount: f64) -> Option<f64> {
    if discount == 0.0 && curve.power() <= 1.0 {
        return None;
    }
    let start = f64::from(next);
    let base = curve.ln_survival(start - 1.0);
    let force = discount.ln_1p();
    let term = |t: f64| (curve.ln_survival(t) - base - force * (t - start)).exp();
    let direct: f64 = (0..DIRECT).map(|k| term(start + f64::from(k))).sum();
    let from = start + f64::from(DIRECT);
    let edge = term(from);
    let slope = edge * (curve.slope(from) - force);
    let mut sum = direct + 0.5 * edge - slope / 12.0;
    let mut low = from.ln();
    for _ in 0..PANELS_MAX {
        let panel: f64 = gauss(low, low + PANEL).map(|(w, weight)| weight * w.exp() * term(w.exp())).sum();
        sum += panel;
        low += PANEL;
        let t = low.exp();
        // Where S is a power of t to the last digit, what is left of the integral is t S(t)/(κ − 1).
        if discount == 0.0 && (curve.slope(t) * t + curve.power()).abs() < 1e-13 * curve.power() {
            return Some(sum + t * term(t) / (curve.power() - 1.0));
        }
        if panel < 1e-17 * sum && t * term(t) < 1e-17 * sum {
            break;
        }
    }
    Some(sum)
}
