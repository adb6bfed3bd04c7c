//! Slowing down who guesses, without keeping anybody in.
//!
//! Only wrong answers count. Who had too many is not looked up any more for a while, and sees the page of somebody who is
//! not found: the request can be sent, and a person looks. So guessing becomes useless and leaving stays open.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::{Mutex, PoisonError};

/// Wrong answers about one customer number after which nobody is looked up by it.
pub(crate) const WRONG_PER_CUSTOMER_MAX: u32 = 8;
/// Wrong answers from one address.
pub(crate) const WRONG_PER_ADDRESS_MAX: u32 = 40;
/// After so many seconds the count begins again.
pub(crate) const WINDOW_SECONDS: i64 = 15 * 60;
/// The most names that are remembered; when there are more, the oldest go.
const NAMES_MAX: usize = 100_000;

#[derive(Debug, Clone, Copy)]
struct Count {
    wrong: u32,
    since_us: i64,
}

/// Counts of wrong answers. Names are kept as hashes under a key of this run: nobody can read here who was asked about.
#[derive(Debug, Default)]
pub(crate) struct Slow {
    hasher: RandomState,
    counts: Mutex<HashMap<u64, Count>>,
}

/// Whom a count is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum About<'a> {
    /// A customer number, without capitals, blanks and marks.
    Customer(&'a str),
    /// An address on the network.
    Address(&'a str),
}

impl About<'_> {
    const fn most(self) -> u32 {
        match self {
            Self::Customer(_) => WRONG_PER_CUSTOMER_MAX,
            Self::Address(_) => WRONG_PER_ADDRESS_MAX,
        }
    }
}

impl Slow {
    /// May somebody be looked up?
    pub(crate) fn may_look(&self, about: &[About<'_>], now_us: i64) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        about.iter().all(|it| {
            let count = counts.get(&self.hasher.hash_one(it));
            count.is_none_or(|count| is_over(*count, now_us) || count.wrong < it.most())
        })
    }

    /// Notes a wrong answer.
    pub(crate) fn note_wrong(&self, about: &[About<'_>], now_us: i64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= NAMES_MAX {
            counts.retain(|_, count| !is_over(*count, now_us));
        }
        if counts.len() >= NAMES_MAX {
            counts.clear();
        }
        for it in about {
            let count = counts.entry(self.hasher.hash_one(it)).or_insert(Count { wrong: 0, since_us: now_us });
            if is_over(*count, now_us) {
                *count = Count { wrong: 0, since_us: now_us };
            }
            count.wrong = count.wrong.saturating_add(1);
        }
    }
}

const fn is_over(count: Count, now_us: i64) -> bool {
    now_us - count.since_us > WINDOW_SECONDS * 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_guesses_is_slowed_down_and_nobody_else() {
        let slow = Slow::default();
        let (guessed, other) = ([About::Customer("1001"), About::Address("10.0.0.1")], [About::Customer("1002")]);
        for _ in 0..WRONG_PER_CUSTOMER_MAX {
            assert!(slow.may_look(&guessed, 0));
            slow.note_wrong(&guessed, 0);
        }
        assert!(!slow.may_look(&guessed, 0));
        assert!(slow.may_look(&other, 0), "another customer is not held up");
        assert!(slow.may_look(&[About::Address("10.0.0.1")], 0), "the address has guessed less than its own limit");
        let later = (WINDOW_SECONDS + 1) * 1_000_000;
        assert!(slow.may_look(&guessed, later), "after a while the count begins again");
        slow.note_wrong(&guessed, later);
        assert!(slow.may_look(&guessed, later));
    }
}
