//! Who is never asked. Asking changes people: whoever was asked buys more and leaves less often, so only customers who were
//! not asked show what listening does.

use sha2::{Digest as _, Sha256};

/// The secret that decides who is never asked; the same customer has the same lot as long as it stays the same.
#[derive(Clone)]
pub struct UnaskedKey(Vec<u8>);

impl std::fmt::Debug for UnaskedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// A key too short to keep a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key has {bytes} bytes; allowed: at least 16, drawn by chance")]
pub struct UnaskedKeyError {
    /// How many it has.
    pub bytes: usize,
}

impl UnaskedKey {
    /// Takes a key of at least 16 bytes.
    ///
    /// # Errors
    /// When it is shorter.
    pub fn new(key: &[u8]) -> Result<Self, UnaskedKeyError> {
        if key.len() < 16 { Err(UnaskedKeyError { bytes: key.len() }) } else { Ok(Self(key.to_vec())) }
    }

    /// The lot of a customer: from 0 up to and not with 1, evenly spread over customers.
    pub fn lot(&self, customer: &str) -> f64 {
        let mut hash = Sha256::new();
        // The length keeps a key and a customer from running into each other.
        hash.update((self.0.len() as u64).to_be_bytes());
        hash.update(&self.0);
        hash.update(customer.as_bytes());
        let digest = hash.finalize();
        let bits = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        // 53 bits are what a double holds.
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Is this customer among the share that is never asked? A larger share holds everybody a smaller one held.
    pub fn is_unasked(&self, customer: &str, unasked_share: f64) -> bool {
        self.lot(customer) < unasked_share
    }
}

#[cfg(test)]
mod tests {
    use super::UnaskedKey;

    #[test]
    fn the_lot_is_stable_even_and_hangs_on_the_key() {
        let key = UnaskedKey::new(&[7; 32]).expect("long enough");
        let other = UnaskedKey::new(&[8; 32]).expect("long enough");
        let held = |key: &UnaskedKey, share| (0..20_000).filter(|n| key.is_unasked(&format!("K-{n}"), share)).count();
        // 20,000 lots at 10 %: three standard deviations are 127.
        assert!(held(&key, 0.1).abs_diff(2_000) < 127, "{}", held(&key, 0.1));
        let both = (0..20_000).filter(|n| [&key, &other].iter().all(|it| it.is_unasked(&format!("K-{n}"), 0.1)));
        assert!(both.count().abs_diff(200) < 43, "two keys draw apart");
        assert_eq!(key.lot("K-1").to_bits(), UnaskedKey::new(&[7; 32]).expect("a key").lot("K-1").to_bits());
        assert!((0..500).all(|n| !key.is_unasked(&format!("{n}"), 0.0) && key.is_unasked(&format!("{n}"), 1.0)));
        assert!(UnaskedKey::new(b"short").is_err());
    }
}
