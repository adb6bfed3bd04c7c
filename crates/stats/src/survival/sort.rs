//! Sorting durations by their bits, on all threads.
//!
//! The bits of doubles that are not negative sort like the doubles. The highest bits that differ say into which of 2,048
//! buckets a duration falls; each thread takes a share of the buckets, so that it fills memory of its own, and sorts bucket
//! by bucket in its cache. What comes out is the same for every number of threads.

use std::ops::Range;

use rayon::prelude::*;

/// Below this many the standard sort is quicker.
const BUCKETS_FROM: usize = 2_048;
/// Below this many one thread is quicker.
const THREADS_FROM: usize = 65_536;
/// More threads than this would spend their time reading what others sort.
const PARTS_MAX: usize = 8;
const BUCKET_BITS: u32 = 11;
const BUCKETS: usize = 1 << BUCKET_BITS;
/// Cells with more than this are sorted one by one instead of all in one go.
const CELL_MAX: usize = 16;

/// Something with a duration, that sorts by it.
pub(crate) trait Timed: Copy + Ord + Default + Send + Sync {
    /// The bits of the duration.
    fn time_bits(self) -> u64;
}

/// A duration and whether it was censored, as one number: the sign bit of a duration is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Watched(u64);

impl Watched {
    pub(crate) fn new(duration: f64, censored: bool) -> Self {
        Self((duration.to_bits() << 1) | u64::from(censored))
    }

    pub(crate) const fn censored(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Timed for Watched {
    fn time_bits(self) -> u64 {
        self.0 >> 1
    }
}

/// A duration and a number.
impl Timed for (u64, u16) {
    fn time_bits(self) -> u64 {
        self.0
    }
}

/// What is to be sorted: so many items, made from their place, with bits from the lowest to the highest.
pub(crate) struct Unsorted<F> {
    pub(crate) n: usize,
    pub(crate) bits: Range<u64>,
    pub(crate) item: F,
}

/// Sorts in parts of rising durations, hands each part to `finish` with the number of items before it, and gives back what
/// that makes of them, in order. Items of the same duration are in the same part.
pub(crate) fn sort_in_parts<T: Timed, R: Send>(
    unsorted: &Unsorted<impl Fn(usize) -> T + Sync>,
    finish: impl Fn(&[T], usize) -> R + Sync,
) -> Vec<R> {
    let Unsorted { n, bits, item } = unsorted;
    if *n < BUCKETS_FROM || bits.is_empty() {
        let mut all: Vec<T> = (0..*n).map(item).collect();
        all.sort_unstable();
        return vec![finish(&all, 0)];
    }
    let buckets = Buckets::over(bits);
    let counts = buckets.count(unsorted);
    let parts = shares(&counts, if *n < THREADS_FROM { 1 } else { rayon::current_num_threads().min(PARTS_MAX) });
    let sorted = parts.into_par_iter().map(|(range, before)| {
        let part = buckets.sorted(unsorted, &counts, range);
        finish(&part, before)
    });
    sorted.collect()
}

/// Shares of the buckets with about as many items each, with the number of items before them.
fn shares(counts: &[usize], parts: usize) -> Vec<(Range<usize>, usize)> {
    let n: usize = counts.iter().sum();
    let mut shares = Vec::with_capacity(parts);
    let (mut from, mut before, mut passed) = (0, 0, 0);
    for (bucket, count) in counts.iter().enumerate() {
        passed += count;
        if passed * parts >= n * (shares.len() + 1) {
            shares.push((from..bucket + 1, before));
            (from, before) = (bucket + 1, passed);
        }
    }
    shares
}

/// Equal stretches of bits.
#[derive(Debug, Clone, Copy)]
struct Buckets {
    lowest: u64,
    shift: u32,
}

impl Buckets {
    fn over(bits: &Range<u64>) -> Self {
        let differing = u64::BITS - (bits.end - bits.start).leading_zeros();
        Self { lowest: bits.start, shift: differing.saturating_sub(BUCKET_BITS) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the mask leaves eleven bits, which is all there are")]
    fn of(self, time_bits: u64) -> usize {
        ((time_bits - self.lowest) >> self.shift) as usize & (BUCKETS - 1)
    }

    fn count<T: Timed>(self, unsorted: &Unsorted<impl Fn(usize) -> T + Sync>) -> Vec<usize> {
        let count = |range: Range<usize>| {
            let mut counts = vec![0_usize; BUCKETS];
            for row in range {
                counts[self.of((unsorted.item)(row).time_bits())] += 1;
            }
            counts
        };
        if unsorted.n < THREADS_FROM {
            return count(0..unsorted.n);
        }
        let each = unsorted.n.div_ceil(rayon::current_num_threads());
        let chunks = (0..unsorted.n.div_ceil(each)).into_par_iter();
        chunks.map(|chunk| count(chunk * each..unsorted.n.min((chunk + 1) * each))).reduce(
            || vec![0; BUCKETS],
            |mut sum, counts| {
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                sum
            },
        )
    }

    /// The items of some buckets, sorted.
    fn sorted<T: Timed>(
        self,
        unsorted: &Unsorted<impl Fn(usize) -> T + Sync>,
        counts: &[usize],
        range: Range<usize>,
    ) -> Vec<T> {
        let n: usize = counts[range.clone()].iter().sum();
        let largest = counts[range.clone()].iter().copied().max().unwrap_or(0);
        // Items of other threads all go to one place behind the own ones, so that no branch has to guess whose they are.
        let mut own = vec![T::default(); n + 1];
        let mut slots = vec![(n, 0_usize); BUCKETS];
        let mut start = 0;
        for bucket in range.clone() {
            slots[bucket] = (start, 1);
            start += counts[bucket];
        }
        for row in 0..unsorted.n {
            let item = (unsorted.item)(row);
            let (slot, step) = &mut slots[self.of(item.time_bits())];
            own[*slot] = item;
            *slot += *step;
        }
        own.truncate(n);
        let mut scratch = vec![T::default(); largest];
        let mut rest = own.as_mut_slice();
        for &count in &counts[range] {
            let (bucket, others) = rest.split_at_mut(count);
            sort_bucket(bucket, &mut scratch[..count]);
            rest = others;
        }
        own
    }
}

/// Sorts the items of a bucket: once more into cells, of which each has few, and then within the cells.
fn sort_bucket<T: Timed>(items: &mut [T], scratch: &mut [T]) {
    if items.len() < BUCKETS / 8 {
        items.sort_unstable();
        return;
    }
    let lowest = items.iter().map(|it| it.time_bits()).min().unwrap_or(0);
    let highest = items.iter().map(|it| it.time_bits()).max().unwrap_or(0);
    let cells = Buckets::over(&(lowest..highest));
    let mut slots = [0_u32; BUCKETS + 1];
    for it in &*items {
        slots[cells.of(it.time_bits()) + 1] += 1;
    }
    let crowded = slots.iter().any(|count| *count as usize > CELL_MAX);
    for cell in 0..BUCKETS {
        slots[cell + 1] += slots[cell];
    }
    let starts = slots;
    for it in &*items {
        let slot = &mut slots[cells.of(it.time_bits())];
        scratch[*slot as usize] = *it;
        *slot += 1;
    }
    items.copy_from_slice(scratch);
    if !crowded {
        return sort_nearly_sorted(items);
    }
    for cell in starts.windows(2) {
        items[cell[0] as usize..cell[1] as usize].sort_unstable();
    }
}

/// Sorts items of which each is at most a few places away from its own.
fn sort_nearly_sorted<T: Timed>(items: &mut [T]) {
    for place in 1..items.len() {
        let item = items[place];
        let mut slot = place;
        while slot > 0 && items[slot - 1] > item {
            items[slot] = items[slot - 1];
            slot -= 1;
        }
        items[slot] = item;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(durations: &[(f64, bool)]) -> Vec<Watched> {
        let bits = durations.iter().map(|it| it.0.to_bits());
        let (low, high) = (bits.clone().min().unwrap_or(0), bits.max().unwrap_or(0));
        let item = |row: usize| Watched::new(durations[row].0, durations[row].1);
        let unsorted = Unsorted { n: durations.len(), bits: low..high, item };
        let mut next = 0;
        for (part, before) in sort_in_parts(&unsorted, |part: &[Watched], before| (part.to_vec(), before)) {
            assert_eq!(before, next, "parts are in order");
            next += part.len();
        }
        sort_in_parts(&unsorted, |part: &[Watched], _| part.to_vec()).concat()
    }

    #[test]
    fn buckets_sort_like_the_standard_sort_on_any_number_of_threads() {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        // Durations far apart, all within the last bits of each other, with many ties, all the same, and with one far out.
        for (start, spread) in [(0.0, 1.0), (0.0, 1e-300), (0.0, 1e300), (1e9, 1e-3), (7.0, 1e-14), (7.0, 0.0)] {
            for n in [10, 5_000, 100_000] {
                let mut share = || (next() >> 11) as f64 * 2f64.powi(-53);
                let mut items: Vec<(f64, bool)> = (0..n).map(|_| (start + spread * share(), share() < 0.5)).collect();
                items[n / 2].0 = 1e301;
                let mut wanted: Vec<Watched> = items.iter().map(|it| Watched::new(it.0, it.1)).collect();
                wanted.sort_unstable();
                for threads in [1, 2, 3] {
                    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
                    assert!(pool.install(|| sorted(&items)) == wanted, "{n} of {start} to {spread} on {threads}");
                }
            }
        }
    }

    #[test]
    fn departures_come_before_censored_customers_of_the_same_duration() {
        assert!(Watched::new(2.0, false) < Watched::new(2.0, true));
        assert!(Watched::new(2.0, true) < Watched::new(2.5, false));
        assert_eq!(f64::from_bits(Watched::new(0.1, true).time_bits()), 0.1);
    }
}
