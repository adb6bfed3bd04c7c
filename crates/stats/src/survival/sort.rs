//! Sorting durations by their bits.

/// Below this many the standard sort is quicker than counting digits.
const RADIX_FROM: usize = 2_048;
const DIGIT_BITS: u32 = 11;
const DIGITS: usize = 6;
const BUCKETS: usize = 1 << DIGIT_BITS;

/// A duration and whether it ended, as one number that sorts by time with departures first.
///
/// The bits of doubles that are not negative sort like the doubles, and the sign bit is free for the observation.
pub(crate) fn key(duration: f64, censored: bool) -> u64 {
    (duration.to_bits() << 1) | u64::from(censored)
}

/// The duration and whether it was censored.
pub(crate) fn unkey(key: u64) -> (f64, bool) {
    (f64::from_bits(key >> 1), key & 1 == 1)
}

/// Sorts keys from low to high: by counting digits from the last to the first, passing over digits that all keys share.
pub(crate) fn sort_keys(mut keys: Vec<u64>) -> Vec<u64> {
    if keys.len() < RADIX_FROM {
        keys.sort_unstable();
        return keys;
    }
    let mut counts = vec![[0_usize; BUCKETS]; DIGITS];
    for &key in &keys {
        for (digit, count) in counts.iter_mut().enumerate() {
            count[bucket(key, digit)] += 1;
        }
    }
    let mut other = vec![0_u64; keys.len()];
    for (digit, count) in counts.iter_mut().enumerate() {
        if count.iter().any(|&c| c == keys.len()) {
            continue;
        }
        let mut start = 0;
        for slot in count.iter_mut() {
            start += std::mem::replace(slot, start);
        }
        for &key in &keys {
            let slot = &mut count[bucket(key, digit)];
            other[*slot] = key;
            *slot += 1;
        }
        std::mem::swap(&mut keys, &mut other);
    }
    keys
}

fn bucket(key: u64, digit: usize) -> usize {
    // Masked to BUCKETS − 1, so the cast loses nothing.
    #[expect(clippy::cast_possible_truncation, reason = "the mask leaves eleven bits")]
    let bucket = (key >> (digit as u32 * DIGIT_BITS)) as usize;
    bucket & (BUCKETS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_digits_sorts_like_the_standard_sort() {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for scale in [1.0, 1e-300, 1e300] {
            let keys: Vec<u64> =
                (0..10_000).map(|_| key((next() >> 11) as f64 * 2f64.powi(-53) * scale, next() & 1 == 1)).collect();
            let mut wanted = keys.clone();
            wanted.sort_unstable();
            assert_eq!(sort_keys(keys), wanted);
        }
    }

    #[test]
    fn departures_come_before_censored_customers_of_the_same_duration() {
        assert!(key(2.0, false) < key(2.0, true));
        assert!(key(2.0, true) < key(2.5, false));
        assert_eq!(unkey(key(0.1, true)), (0.1, true));
    }
}
