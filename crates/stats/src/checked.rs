//! Numbers that were checked once and are trusted from then on.

use crate::StatsError;
use crate::numeric::normal_quantile;

/// The largest count that is accepted. Counts become doubles in every formula, and up to here that loses nothing.
pub const COUNT_MAX: u64 = 1 << 53;

/// The highest level an interval may have. Beyond it the tails are thinner than any data can tell.
pub const LEVEL_MAX: f64 = 0.999_999;

/// A probability: finite, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(f64);

impl Probability {
    /// Accepts a number from 0 to 1.
    ///
    /// # Errors
    /// `OutOfRange` when `value` is NaN or outside 0 to 1; the error calls it `name`.
    pub fn new(name: &'static str, value: f64) -> Result<Self, StatsError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(StatsError::OutOfRange { name, allowed: "from 0 to 1", given: value })
        }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// One minus this probability.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(1.0 - self.0)
    }
}

/// How sure an interval is of itself: 0.95 holds the truth in 95 of 100 repetitions. Above 0 and below 1.
///
/// It is another type than [`Probability`], so that 0.05 cannot be passed where 0.95 was meant: a level under one half is
/// refused.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Level(f64);

impl Level {
    /// 90 %.
    pub const P90: Self = Self(0.90);
    /// 95 %, the level of every report unless another is asked for.
    pub const P95: Self = Self(0.95);
    /// 99 %.
    pub const P99: Self = Self(0.99);

    /// Accepts a level from 0.5 to [`LEVEL_MAX`].
    ///
    /// # Errors
    /// `OutOfRange` for anything else; 0.05 is refused, because whoever writes it means 0.95.
    pub fn new(value: f64) -> Result<Self, StatsError> {
        if (0.5..=LEVEL_MAX).contains(&value) {
            Ok(Self(value))
        } else {
            Err(StatsError::OutOfRange { name: "level", allowed: "from 0.5 to 0.999999, such as 0.95", given: value })
        }
    }

    /// The level as a number.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The chance that is left on each of both sides: 0.025 for 95 %.
    pub fn tail(self) -> f64 {
        // Written as a sum of two halves so that 0.95 gives the double nearest to 0.025 and not 0.025000000000000022.
        ((1.0 - self.0) * 1e15).round() / 2e15
    }

    /// The standard normal deviate that leaves [`tail`](Self::tail) on each side: 1.96 for 95 %.
    pub fn z(self) -> f64 {
        -normal_quantile(self.tail())
    }
}

impl Default for Level {
    fn default() -> Self {
        Self::P95
    }
}

/// So many of so many: the departures among those at risk, the answers among those asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    part: u64,
    whole: u64,
}

impl Proportion {
    /// Accepts a part that does not exceed its whole; a whole of 0 is allowed and has no share.
    ///
    /// # Errors
    /// `PartExceedsWhole`, and `OutOfRange` when the whole is above [`COUNT_MAX`].
    pub fn new(part: u64, whole: u64) -> Result<Self, StatsError> {
        if part > whole {
            return Err(StatsError::PartExceedsWhole { part_name: "part", part, whole_name: "whole", whole });
        }
        if whole > COUNT_MAX {
            return Err(StatsError::OutOfRange { name: "whole", allowed: "at most 2^53", given: whole as f64 });
        }
        Ok(Self { part, whole })
    }

    /// How many.
    pub const fn part(self) -> u64 {
        self.part
    }

    /// Of how many.
    pub const fn whole(self) -> u64 {
        self.whole
    }

    /// Those of the whole that are not in the part: who stayed, when the part is who left.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self { part: self.whole - self.part, whole: self.whole }
    }

    /// Part divided by whole, unless the whole is 0.
    pub fn share(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }
}

/// Accepts a finite number of at least 0.
pub(crate) fn not_negative(name: &'static str, given: f64) -> Result<f64, StatsError> {
    // Adding 0 turns −0 into 0, which would otherwise sort and print as another number.
    if given.is_finite() && given >= 0.0 { Ok(given + 0.0) } else { Err(out_of_range(name, given)) }
}

fn out_of_range(name: &'static str, given: f64) -> StatsError {
    StatsError::OutOfRange { name, allowed: "a finite number of at least 0", given }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_is_meant_as_an_error_rate_is_refused() {
        assert!(Level::new(0.05).is_err());
        assert!(Level::new(1.0).is_err());
        assert!(Level::new(f64::NAN).is_err());
        assert_eq!(Level::new(0.95), Ok(Level::P95));
    }

    #[test]
    fn the_deviate_of_95_percent_is_known_to_the_last_digit() {
        assert!((Level::P95.z() - 1.959_963_984_540_054).abs() < 1e-15);
        assert!((Level::P99.z() - 2.575_829_303_548_900_4).abs() < 1e-14);
    }

    #[test]
    fn a_part_never_exceeds_its_whole() {
        let error = Proportion::new(3, 2).expect_err("more left than there were");
        assert_eq!(error.to_string(), "`part` is `3` and cannot exceed `whole`, which is `2`");
    }
}
