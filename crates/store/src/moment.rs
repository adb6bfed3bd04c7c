//! A moment: microseconds since 1 January 1970, UTC. Nothing in this crate reads the clock; moments come in.

use serde::{Deserialize, Serialize};

/// A moment in time, exact to the microsecond, as both databases keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The moment so many microseconds after 1 January 1970, 00:00 UTC.
    pub const fn from_us(us: i64) -> Self {
        Self(us)
    }

    /// Microseconds since 1 January 1970, 00:00 UTC.
    pub const fn us(self) -> i64 {
        self.0
    }

    /// The moment so many seconds later (earlier when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Seconds from this moment to `later`, rounded toward zero; negative when `later` comes first.
    pub const fn seconds_until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0) / 1_000_000
    }
}
