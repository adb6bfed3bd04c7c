//! Sorting durations by their bits.

/// Below this many the standard sort is quicker than counting digits.
const RADIX_FROM: usize = 2_048;
const DIGIT_BITS: u32 = 11;
/// Digits counted, from the highest that differs: 33 bits set nearly all of ten million durations apart.
const DIGITS: usize = 3;
const SORTED_BITS: u32 = 33;
const BUCKETS: usize = 1 << DIGIT_BITS;
const _: () = assert!(SORTED_BITS as usize == DIGITS * DIGIT_BITS as usize);

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

/// Sorts keys from low to high: by counting three digits from the highest bit that differs, then within what is still equal.
pub(crate) fn sort_keys(mut keys: Vec<u64>) -> Vec<u64> {
    if keys.len() < RADIX_FROM {
        keys.sort_unstable();
        return keys;
    }
    let differing = keys.iter().fold(0, |bits, key| bits | (key ^ keys[0]));
    let shift = (u64::BITS - differing.leading_zeros()).saturating_sub(SORTED_BITS);
    let mut counts = vec![[0_usize; BUCKETS]; DIGITS];
    for &key in &keys {
        for (digit, count) in counts.iter_mut().enumerate() {
            count[bucket(key >> shift, digit)] += 1;
        }
    }
    let mut other = vec![0_u64; keys.len()];
    for (digit, count) in counts.iter_mut().enumerate() {
        let mut start = 0;
        for slot in count.iter_mut() {
            start += std::mem::replace(slot, start);
        }
        for &key in &keys {
            let slot = &mut count[bucket(key >> shift, digit)];
            other[*slot] = key;
            *slot += 1;
        }
        std::mem::swap(&mut keys, &mut other);
    }
    sort_within_equal(&mut keys, shift);
    keys
}

/// Finishes a sort of which the bits from `shift` up are in order.
fn sort_within_equal(keys: &mut [u64], shift: u32) {
    if shift == 0 {
        return;
    }
    let mut start = 0;
    for end in 1..=keys.len() {
        if end == keys.len() || keys[end] >> shift != keys[start] >> shift {
            if end - start > 1 {
                keys[start..end].sort_unstable();
            }
            start = end;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the mask leaves eleven bits")]
fn bucket(key: u64, digit: usize) -> usize {
    (key >> (digit as u32 * DIGIT_BITS)) as usize & (BUCKETS - 1)
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
        // Durations far apart, all within the last bits of each other, with many ties, and all the same.
        for (start, spread) in [(0.0, 1.0), (0.0, 1e-300), (0.0, 1e300), (1e9, 1e-3), (7.0, 1e-14), (7.0, 0.0)] {
            let mut share = || (next() >> 11) as f64 * 2f64.powi(-53);
            let keys: Vec<u64> = (0..10_000).map(|_| key(start + spread * share(), share() < 0.5)).collect();
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
