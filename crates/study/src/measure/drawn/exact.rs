//! Two shares of which few are expected: how often chance gives so uneven a table, counted and not approximated.

use stats::Proportion;

/// From so many expected in each cell on, the normal approximation is close enough.
const EXPECTED_MIN: f64 = 5.0;

/// Fisher's exact p-value, where fewer than five are expected in a cell; none where there are more, or nothing varies.
///
/// With two customers in each arm who do the opposite, the approximation says 0.046 and chance does it in 12 of 100 cases.
pub(super) fn exact_p(control: Proportion, treated: Proportion) -> Option<f64> {
    let (n, drawn) = ((control.whole() + treated.whole()) as f64, treated.whole() as f64);
    let with = (control.part() + treated.part()) as f64;
    if n <= 0.0 {
        return None;
    }
    let least = with.min(n - with) * drawn.min(n - drawn) / n;
    (least > 0.0 && least < EXPECTED_MIN).then(|| fisher([n, drawn, with], treated.part() as f64))
}

/// The chance of all tables with these margins that are not likelier than the one seen: two-sided, as Fisher (1935) and R's
/// `fisher.test` take it. Weights are relative to the likeliest table, so that none overflows.
fn fisher([n, drawn, with]: [f64; 3], seen: f64) -> f64 {
    let (lowest, highest) = ((drawn + with - n).max(0.0), drawn.min(with));
    let mode = ((drawn + 1.0) * (with + 1.0) / (n + 2.0)).floor().clamp(lowest, highest);
    // The weight of k + 1 over that of k.
    let ratio = |k: f64| (drawn - k) * (with - k) / ((k + 1.0) * (n - drawn - with + k + 1.0));
    let mut weights = vec![(mode, 1.0)];
    let (mut k, mut weight) = (mode, 1.0);
    while k < highest {
        weight *= ratio(k);
        k += 1.0;
        weights.push((k, weight));
    }
    (k, weight) = (mode, 1.0);
    while k > lowest {
        k -= 1.0;
        weight /= ratio(k);
        weights.push((k, weight));
    }
    let of_seen = weights.iter().find(|it| (it.0 - seen).abs() < 0.5).map_or(0.0, |it| it.1);
    let all: f64 = weights.iter().map(|it| it.1).sum();
    let rare: f64 = weights.iter().map(|it| it.1).filter(|weight| *weight <= of_seen * (1.0 + 1e-7)).sum();
    (rare / all).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_counted_as_r_counts_them() {
        // R 4.2.2: fisher.test(matrix(c(…), 2))$p.value; the first is Fisher's tea, counted by hand as 34 of 70.
        for (seen, n, drawn, with, expected) in [
            (3.0, 8.0, 4.0, 4.0, 34.0 / 70.0),
            (2.0, 4.0, 2.0, 2.0, 1.0 / 3.0),
            (3.0, 6.0, 3.0, 3.0, 0.1),
            (0.0, 40.0, 20.0, 1.0, 1.0),
        ] {
            let found = fisher([n, drawn, with], seen);
            assert!((found - expected).abs() < 1e-12, "{seen} of {drawn}: {found}, not {expected}");
        }
    }

    #[test]
    fn where_enough_are_expected_or_nothing_varies_nothing_is_counted() {
        let share = |count, n| Proportion::new(count, n).expect("a share");
        assert_eq!(exact_p(share(40, 100), share(50, 100)), None);
        assert_eq!(exact_p(share(0, 100), share(0, 100)), None);
        assert_eq!(exact_p(share(100, 100), share(100, 100)), None);
        let rare = exact_p(share(1, 1_000_000), share(3, 1_000_000)).expect("few are expected");
        assert!((rare - 0.625).abs() < 1e-4, "{rare}");
    }
}
