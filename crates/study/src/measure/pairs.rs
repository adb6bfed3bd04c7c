//! Two activities on the same customers: were they drawn apart from each other, and does one change what the other does?

/// Pairs of activities stand out when chance gives such a difference more rarely than this, all pairs taken together.
const ALARM_P: f64 = 0.01;
/// Cells of a pair need at least so many customers with the outcome, and without.
const CELL_MIN: f64 = 10.0;
/// A correlation between two draws below this changes no estimate that people would notice.
const TOGETHER_MIN: f64 = 0.02;

/// What stands out about two activities, counted as they were given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pairing {
    /// Who got the one got the other more often, or more rarely, than chance would give.
    DrawnTogether {
        /// The two.
        pair: (usize, usize),
        /// Their correlation, from −1 to 1.
        correlation: f64,
    },
    /// The effect of the one differs with the other.
    Interact {
        /// The two.
        pair: (usize, usize),
        /// The effect of the first without the second.
        without: f64,
        /// With the second.
        with: f64,
    },
}

/// Customers as bits, so that four cells of a pair are counted 64 customers at a time.
struct Bits(Vec<u64>);

impl Bits {
    fn of(rows: usize, is: impl Fn(usize) -> bool) -> Self {
        let word = |word: usize| {
            let rows = word * 64..(word * 64 + 64).min(rows);
            rows.fold(0_u64, |bits, row| bits | u64::from(is(row)) << (row % 64))
        };
        Self((0..rows.div_ceil(64)).map(word).collect())
    }
}

/// Looks at all pairs of draws over customers. `arms` are those of each draw; the outcome is 0 or 1.
pub fn pairs(outcome: &[f64], arms: &[(usize, &[u8])]) -> Vec<Pairing> {
    let rows = outcome.len();
    let yes = Bits::of(rows, |row| outcome[row] == 1.0);
    let sides: Vec<[Bits; 2]> = arms
        .iter()
        .map(|(_, arm)| [Bits::of(rows, |row| arm[row] == 0), Bits::of(rows, |row| arm[row] == 1)])
        .collect();
    let count = arms.len() * arms.len().saturating_sub(1) / 2;
    // Both questions are asked of each pair.
    let limit = stats::Level::new(1.0 - (ALARM_P / (2 * count.max(1)) as f64).max(1e-6)).map_or(5.0, stats::Level::z);
    let mut found = Vec::new();
    for a in 0..arms.len() {
        for b in a + 1..arms.len() {
            let cells = Cells::of(&sides[a], &sides[b], &yes);
            let pair = (arms[a].0, arms[b].0);
            if let Some(correlation) = cells.drawn_together(limit) {
                found.push(Pairing::DrawnTogether { pair, correlation });
            }
            if let Some((without, with)) = cells.interact(limit) {
                found.push(Pairing::Interact { pair, without, with });
            }
        }
    }
    found
}

/// Customers, and those with the outcome, by arm of the first and arm of the second.
struct Cells {
    n: [[f64; 2]; 2],
    yes: [[f64; 2]; 2],
}

impl Cells {
    fn of(a: &[Bits; 2], b: &[Bits; 2], yes: &Bits) -> Self {
        let mut cells = Self { n: [[0.0; 2]; 2], yes: [[0.0; 2]; 2] };
        for (i, a) in a.iter().enumerate() {
            for (j, b) in b.iter().enumerate() {
                let (mut n, mut with) = (0_u64, 0_u64);
                for ((a, b), yes) in a.0.iter().zip(&b.0).zip(&yes.0) {
                    let both = a & b;
                    n += u64::from(both.count_ones());
                    with += u64::from((both & yes).count_ones());
                }
                (cells.n[i][j], cells.yes[i][j]) = (n as f64, with as f64);
            }
        }
        cells
    }

    fn drawn_together(&self, limit: f64) -> Option<f64> {
        let [[n00, n01], [n10, n11]] = self.n;
        let (total, a, b) = (n00 + n01 + n10 + n11, n10 + n11, n01 + n11);
        let size = (a * (total - a) * b * (total - b)).sqrt();
        let correlation = (n11 * n00 - n10 * n01) / size;
        let stands_out = correlation.abs() > TOGETHER_MIN && correlation.abs() * total.sqrt() > limit;
        (size > 0.0 && stands_out).then_some(correlation)
    }

    /// The effect of the first without and with the second, where they differ.
    fn interact(&self, limit: f64) -> Option<(f64, f64)> {
        let mut variance = 0.0_f64;
        let mut share = [[0.0_f64; 2]; 2];
        for (i, row) in share.iter_mut().enumerate() {
            for (j, share) in row.iter_mut().enumerate() {
                let (n, yes) = (self.n[i][j], self.yes[i][j]);
                if yes.min(n - yes) < CELL_MIN {
                    return None;
                }
                *share = yes / n;
                variance += *share * (1.0 - *share) / n;
            }
        }
        let (without, with) = (share[1][0] - share[0][0], share[1][1] - share[0][1]);
        ((with - without).abs() > limit * variance.sqrt()).then_some((without, with))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_activities_that_work_only_together_stand_out() {
        // Sixteen hundred customers; the outcome is rarer only where both were given.
        let (a, b) = (|row: usize| row % 2 == 1, |row: usize| row / 2 % 2 == 1);
        let arm = |is: &dyn Fn(usize) -> bool| (0..4_000).map(|row| u8::from(is(row))).collect::<Vec<u8>>();
        let outcome: Vec<f64> =
            (0..4_000).map(|row| f64::from(u8::from(row / 4 % 10 < if a(row) && b(row) { 1 } else { 3 }))).collect();
        let found = pairs(&outcome, &[(4, &arm(&a)), (7, &arm(&b))]);
        assert_eq!(found.len(), 1, "{found:?}");
        let Pairing::Interact { pair: (4, 7), without, with } = found[0] else { panic!("{found:?}") };
        assert!(without.abs() < 1e-12 && (with + 0.2).abs() < 1e-12);
    }

    #[test]
    fn two_draws_that_exclude_each_other_stand_out() {
        let arm = |side: usize| (0..4_000).map(|row| u8::from(row % 4 == side)).collect::<Vec<u8>>();
        let outcome: Vec<f64> = (0..4_000).map(|row| f64::from(u8::from(row / 4 % 5 == 0))).collect();
        let found = pairs(&outcome, &[(0, &arm(1)), (1, &arm(2))]);
        let [Pairing::DrawnTogether { pair: (0, 1), correlation }] = found[..] else { panic!("{found:?}") };
        assert!((correlation + 1.0 / 3.0).abs() < 1e-12);
    }
}
