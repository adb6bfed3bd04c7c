//! How far two readers agree, people and model or two people, beyond what chance would give.

use std::collections::BTreeMap;

use serde::Serialize;

/// Agreement over answers that both have read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// Answers both have read.
    pub answers: usize,
    /// Share on which both say the same; `None` without answers.
    pub share: Option<f64>,
    /// Cohen's kappa, (share − chance) / (1 − chance); `None` where chance alone gives full agreement.
    pub kappa: Option<f64>,
}

/// Cohen's kappa over pairs of codes.
///
/// ```
/// use words::reasons::agreement;
///
/// let it = agreement(&[("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")]);
/// assert_eq!((it.share, it.kappa), (Some(0.75), Some(0.5))); // chance gives (2·3 + 2·1) / 16 = 0.5
/// ```
pub fn agreement(pairs: &[(&str, &str)]) -> Agreement {
    let n = pairs.len();
    if n == 0 {
        return Agreement { answers: 0, share: None, kappa: None };
    }
    let mut margins: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (one, other) in pairs {
        margins.entry(one).or_default().0 += 1.0;
        margins.entry(other).or_default().1 += 1.0;
    }
    let same = pairs.iter().filter(|(one, other)| one == other).count();
    let share = same as f64 / n as f64;
    let chance = margins.values().map(|(one, other)| one * other).sum::<f64>() / (n as f64 * n as f64);
    let kappa = (chance < 1.0).then(|| (share - chance) / (1.0 - chance));
    Agreement { answers: n, share: Some(share), kappa }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbook_example_of_two_readers_gives_its_kappa() {
        // 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.7 observed, 0.5 by chance
        let pairs: Vec<(&str, &str)> = [(20, ("y", "y")), (5, ("y", "n")), (10, ("n", "y")), (15, ("n", "n"))]
            .into_iter()
            .flat_map(|(times, pair)| std::iter::repeat_n(pair, times))
            .collect();
        assert!((agreement(&pairs).kappa.expect("a kappa") - 0.4).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_compare_gives_no_number() {
        assert_eq!(agreement(&[]).kappa, None);
        assert_eq!(agreement(&[("a", "a")]), Agreement { answers: 1, share: Some(1.0), kappa: None });
    }
}
