//! Limits beyond which chance alone hardly brings a count.

use crate::numeric::{beta_lower, gamma_tails};

/// The chance that a count of this center and size is at least `k`.
fn upper_tail(binomial: bool, center: f64, size: f64, k: u64) -> f64 {
    let k = k as f64;
    match (k == 0.0, binomial) {
        (true, _) => 1.0,
        (false, true) if k > size => 0.0,
        (false, true) => beta_lower(k, size - k + 1.0, center),
        (false, false) => gamma_tails(k, center * size).0,
    }
}

/// The lowest and the highest count that are not out of the ordinary: below and above, chance brings less than `tail`.
pub(super) fn exact(binomial: bool, center: f64, size: f64, tail: f64) -> (u64, u64) {
    let above = |k: u64| upper_tail(binomial, center, size, k);
    // The smallest k with P(X >= k) <= tail; the largest count inside is one less.
    let mut high = 1_u64;
    while above(high) > tail {
        high = high.saturating_mul(2);
    }
    let first_out = first(high / 2, high, |k| above(k) <= tail);
    // The largest k with P(X < k) <= tail is the lowest count inside.
    let first_likely = first(0, first_out, |k| 1.0 - above(k) > tail);
    (first_likely.saturating_sub(1), first_out.saturating_sub(1))
}

/// The first number from `low` to `high` for which something holds that goes on holding; `high` where it holds there only.
fn first(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_limits_agree_with_sums_term_by_term() {
        for (n, p) in [(20_u32, 0.05_f64), (50, 0.23), (50, 0.02), (7, 0.5), (400, 0.01), (30, 0.97)] {
            let mut term = (1.0 - p).powi(i32::try_from(n).unwrap_or(0));
            let terms: Vec<f64> = (0..=n)
                .map(|k| {
                    let now = term;
                    term *= f64::from(n - k) / f64::from(k + 1) * p / (1.0 - p);
                    now
                })
                .collect();
            let (low, high) = exact(true, p, f64::from(n), 0.00135);
            let below = |k: u64| terms.iter().take(usize::try_from(k).unwrap_or(0)).sum::<f64>();
            let above = |k: u64| terms.iter().skip(usize::try_from(k).unwrap_or(0) + 1).sum::<f64>();
            assert!(below(low) <= 0.00135 && above(high) <= 0.00135, "{n} {p}: {low} to {high}");
            assert!(low == u64::from(n) || below(low + 1) > 0.00135, "{n} {p}: the lower could be higher");
            assert!(high == 0 || above(high - 1) > 0.00135, "{n} {p}: the upper could be lower");
        }
    }
}
