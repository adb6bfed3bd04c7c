//! How long the mathematics takes: a million customers, one group or two.

use divan::{Bencher, black_box};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use stats::Level;
use stats::survival::{LifeTable, Observation, Weighting, kaplan_meier, log_rank, restricted_mean};

const CUSTOMERS: usize = 1_000_000;

fn main() {
    divan::main();
}

/// Durations up to six years, in days or in months, and who left after them.
fn watched(unit: f64, seed: u64) -> (Vec<f64>, Vec<Observation>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..CUSTOMERS)
        .map(|_| {
            let days: f64 = rng.random_range(1.0..2191.0);
            let ending = if rng.random_bool(0.4) { Observation::Event } else { Observation::Censored };
            ((days / unit).ceil(), ending)
        })
        .unzip()
}

fn table(unit: f64, seed: u64) -> LifeTable {
    let (durations, observations) = watched(unit, seed);
    LifeTable::from_durations(&durations, &observations).expect("durations are finite")
}

#[divan::bench(args = [1.0, 30.44])]
fn count_a_million_durations(bencher: Bencher, unit: f64) {
    let (durations, observations) = watched(unit, 1);
    bencher.bench(|| LifeTable::from_durations(black_box(&durations), black_box(&observations)));
}

#[divan::bench(args = [1.0, 30.44])]
fn draw_a_curve_with_bands(bencher: Bencher, unit: f64) {
    let table = table(unit, 1);
    bencher.bench(|| kaplan_meier(black_box(&table), Level::P95));
}

#[divan::bench(args = [1.0, 30.44])]
fn average_the_stay(bencher: Bencher, unit: f64) {
    let curve = kaplan_meier(&table(unit, 1), Level::P95);
    bencher.bench(|| restricted_mean(black_box(&curve), 1000.0 / unit));
}

#[divan::bench(args = [1.0, 30.44])]
fn compare_two_groups(bencher: Bencher, unit: f64) {
    let groups = [table(unit, 1), table(unit, 2)];
    bencher.bench(|| log_rank(black_box(&groups), Weighting::LogRank));
}
