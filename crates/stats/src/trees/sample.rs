//! Drawing rows: in order, of an exact number, decided by the seed alone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// The generator of one tree or group: one seed, a stream each, so that threads do not matter.
pub(crate) fn stream(seed: u64, number: usize) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number as u64);
    rng
}

/// A number below `bound`.
pub(crate) fn below(rng: &mut ChaCha8Rng, bound: usize) -> usize {
    // 64 random bits against a bound of at most 2^32: the bias is below 10^-9.
    ((u128::from(rng.next_u64()) * bound as u128) >> 64) as usize
}

/// Parts `rows` into `wanted` drawn ones and the others, both in their order: every such choice is equally likely.
pub(crate) fn draw(
    rows: impl ExactSizeIterator<Item = u32>,
    wanted: usize,
    rng: &mut ChaCha8Rng,
) -> (Vec<u32>, Vec<u32>) {
    let (mut left, mut wanted) = (rows.len(), wanted.min(rows.len()));
    let (mut drawn, mut rest) = (Vec::with_capacity(wanted), Vec::with_capacity(left - wanted));
    for row in rows {
        if below(rng, left) < wanted {
            drawn.push(row);
            wanted -= 1;
        } else {
            rest.push(row);
        }
        left -= 1;
    }
    (drawn, rest)
}

/// Chooses `wanted` of the numbers below `of`, in no particular order, into the front of `numbers`.
pub(crate) fn choose(numbers: &mut [u16], wanted: usize, rng: &mut ChaCha8Rng) {
    let of = numbers.len();
    for at in 0..wanted.min(of.saturating_sub(1)) {
        numbers.swap(at, at + below(rng, of - at));
    }
}
