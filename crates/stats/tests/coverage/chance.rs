//! Seeded randomness for the simulations.

/// The `SplitMix64` generator of Steele: small, seeded, and good enough for every test of randomness that these simulations resemble.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xD129_0D3E_9A4F_0F6B))
    }

    /// Evenly between 0 and 1, without 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 * 2.0_f64.powi(-53)
    }

    /// A price around 20, log-normal, varying about threefold.
    pub(crate) fn price(&mut self) -> f64 {
        let normal = (-2.0 * (1.0 - self.share()).ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos();
        (3.0 + 0.4 * normal).exp()
    }
}
