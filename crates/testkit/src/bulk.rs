//! Plain events by the million, for measurements of speed: nothing about them is believable but their number.

use std::io::{self, Write};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relationship::Day;

use crate::customer::{uniform, whole};
use crate::row::{push_cents, push_day, push_number};

/// Rows written between two calls of the sink.
const BATCH: usize = 20_000;

/// Which events to write.
#[derive(Debug, Clone, Copy)]
pub struct BulkEvents {
    /// Rows.
    pub events: u64,
    /// Customers they belong to.
    pub customers: u64,
    /// The first day.
    pub first_day: Day,
    /// Days from the first to the last.
    pub days: u32,
    /// The seed of all chance.
    pub seed: u64,
}

impl BulkEvents {
    /// Writes `event,customer,at,amount` as CSV, in no order, as an export of orders often is.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"event,customer,at,amount\n")?;
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let days: Vec<Vec<u8>> = (0..=i32::try_from(self.days).unwrap_or(i32::MAX))
            .map(|offset| {
                let mut text = Vec::new();
                push_day(&mut text, self.first_day.plus_days(offset));
                text
            })
            .collect();
        let mut rows = Vec::with_capacity(BATCH * 40);
        for event in 0..self.events {
            push_number(&mut rows, event, 1);
            rows.extend_from_slice(b",C");
            let at = uniform(&mut rng);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
            let customer = (uniform(&mut rng) * self.customers as f64) as u64;
            push_number(&mut rows, customer, 7);
            rows.push(b',');
            // Each customer is active for a part of the time only, so that cohorts thin out.
            let active = (customer.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as f64 / f64::from(1 << 24);
            let day = usize::try_from(whole(at * active * days.len() as f64)).unwrap_or(0).min(days.len() - 1);
            rows.extend_from_slice(&days[day]);
            rows.push(b',');
            push_cents(&mut rows, i64::from(whole(uniform(&mut rng) * 10_000.0)));
            rows.push(b'\n');
            if rows.len() > BATCH * 38 {
                out.write_all(&rows)?;
                rows.clear();
            }
        }
        out.write_all(&rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_writes_the_same_events() {
        let first_day = "2023-01-01".parse().expect("a day");
        let bulk = BulkEvents { events: 5_000, customers: 300, first_day, days: 999, seed: 7 };
        let write = |bulk: BulkEvents| {
            let mut out = Vec::new();
            bulk.write_csv(&mut out).expect("memory");
            out
        };
        assert_eq!(write(bulk), write(bulk));
        assert_ne!(write(bulk), write(BulkEvents { seed: 8, ..bulk }));
        let text = write(bulk);
        let mut reader = csv::Reader::from_reader(text.as_slice());
        assert!(
            reader.records().map(|row| row.expect("a row")).all(|row| row[2].parse::<Day>().is_ok() && row.len() == 4)
        );
    }
}
