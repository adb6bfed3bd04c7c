//! What chance could have made of an area: customers drawn again and again.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use rayon::prelude::*;

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::trees::sample::stream;
use crate::uplift::qini::formula::{Formula, Tracer};
use crate::uplift::qini::ranking::Ranking;

/// Fewer resamples than this say nothing of a standard error.
const RESAMPLES_MIN: usize = 50;

/// Customers whose draws are asked of the generator at once.
const DRAWN_AT_ONCE: usize = 256;

/// How an interval is made by drawing customers again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// How many times.
    pub resamples: usize,
    /// Decides every draw.
    pub seed: u64,
    /// How sure the interval is.
    pub level: Level,
}

impl Default for Resampling {
    fn default() -> Self {
        Self { resamples: 400, seed: 1, level: Level::P95 }
    }
}

impl Resampling {
    pub(super) fn check(&self) -> Result<(), StatsError> {
        if self.resamples < RESAMPLES_MIN {
            let given = self.resamples as f64;
            return Err(StatsError::OutOfRange { name: "resamples", allowed: "at least 50", given });
        }
        Ok(())
    }
}

/// The area with an interval of its bootstrap standard error.
pub(super) fn answer(ranking: &Ranking, formula: Formula, resampling: &Resampling) -> Answer {
    if let Some(why) = ranking.lack() {
        return Answer::Undetermined(why);
    }
    let value = match ranking.area(formula) {
        Ok(value) => value,
        Err(why) => return Answer::Undetermined(why),
    };
    let drawn: Vec<f64> = (0..resampling.resamples)
        .into_par_iter()
        .filter_map(|number| resampled(ranking, formula, &mut stream(resampling.seed, number)))
        .collect();
    let n = drawn.len() as f64;
    let mean = drawn.iter().sum::<f64>() / n.max(1.0);
    let variance = drawn.iter().map(|area| (area - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    // Where most resamples lose a whole group, the rest no longer stands for all.
    if 2 * drawn.len() < resampling.resamples || variance.is_nan() || variance <= 0.0 {
        return Answer::Undetermined(Why::ZeroVariance);
    }
    let error = variance.sqrt();
    let reach = resampling.level.z() * error;
    Answer::Known(Estimate {
        value,
        interval: Interval::confidence(value - reach, value + reach, resampling.level),
        standard_error: Some(error),
        n: ranking.n() as u64,
        method: formula.method(),
    })
}

/// The area among customers each of whom is drawn as often as chance has it: Poisson numbers with mean 1.
fn resampled(ranking: &Ranking, formula: Formula, rng: &mut ChaCha8Rng) -> Option<f64> {
    let mut tracer = Tracer::new(formula);
    let mut bytes = [0; 2 * DRAWN_AT_ONCE];
    for some in ranking.customers.chunks(DRAWN_AT_ONCE) {
        let bytes = &mut bytes[..2 * some.len()];
        rng.fill_bytes(bytes);
        for (ranked, pair) in some.iter().zip(bytes.as_chunks::<2>().0) {
            tracer.add(ranked, poisson_of_one(u16::from_le_bytes(*pair)));
        }
    }
    tracer.area().ok()
}

/// A Poisson number with mean 1 from 16 random bits.
#[inline]
fn poisson_of_one(bits: u16) -> f64 {
    // 65,536 times the chance of at most 0, 1, … 7; more than 8 has a chance of one in a million.
    const UP_TO: [u16; 8] = [24_109, 48_219, 60_273, 64_292, 65_296, 65_497, 65_531, 65_535];
    f64::from(UP_TO.iter().map(|&bound| u8::from(bits >= bound)).sum::<u8>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_numbers_have_mean_and_variance_one() {
        let drawn: Vec<f64> = (0..=u16::MAX).map(poisson_of_one).collect();
        let n = drawn.len() as f64;
        let mean = drawn.iter().sum::<f64>() / n;
        let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        assert!((mean - 1.0).abs() < 1e-4 && (variance - 1.0).abs() < 3e-4, "{mean} {variance}");
    }
}
