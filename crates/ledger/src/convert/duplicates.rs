//! The same customer in two rows of a customers file.

use std::hash::{BuildHasher, Hasher};
use std::sync::Mutex;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Most customers that are compared; a file with more is checked up to there.
pub const CUSTOMERS_COMPARED_MAX: usize = 8_000_000;

const SHARDS: usize = 64;

/// The customers of a file that were seen, as hashes: what a customer was said to be, by id.
#[derive(Debug)]
pub struct SeenCustomers {
    shards: Vec<Mutex<HashMap<u64, u64, FixedState>>>,
    state: FixedState,
}

/// What is known about an id.
pub(super) enum Repeat {
    First,
    Same,
    Different,
}

impl Default for SeenCustomers {
    fn default() -> Self {
        let state = FixedState::with_seed(0x5eed);
        Self { shards: (0..SHARDS).map(|_| Mutex::new(HashMap::with_hasher(state.clone()))).collect(), state }
    }
}

impl SeenCustomers {
    pub(super) fn hasher(&self) -> impl Hasher {
        self.state.build_hasher()
    }

    /// Notes what a row says about a customer and tells whether another row said something before.
    pub(super) fn note(&self, customer: &str, content: u64) -> Repeat {
        let id = self.state.hash_one(customer);
        let shard = usize::try_from(id % SHARDS as u64).unwrap_or(0);
        let Some(Ok(mut seen)) = self.shards.get(shard).map(Mutex::lock) else { return Repeat::First };
        match seen.get(&id) {
            Some(known) if *known == content => Repeat::Same,
            Some(_) => Repeat::Different,
            None => {
                if seen.len() < CUSTOMERS_COMPARED_MAX / SHARDS {
                    seen.insert(id, content);
                }
                Repeat::First
            }
        }
    }
}
