//! How long a Cox regression takes. `RAYON_NUM_THREADS=1` says what one core does.

use divan::{Bencher, black_box};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use stats::cox::{CoxOptions, Design, Rows, TimeScale, TimeWeights, cox};
use stats::survival::Observation;

fn main() {
    divan::main();
}

/// Customers whose covariates work from −0.5 to 0.5, watched for up to five years, in months that are whole or not.
struct Customers {
    durations: Vec<f64>,
    seen: Vec<Observation>,
    columns: Vec<Vec<f64>>,
}

impl Customers {
    fn draw(n: usize, p: usize, in_months: bool) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        // Twelve even draws add up to nearly a normal one.
        let mut normal = || (0..12).map(|_| rng.random_range(0.0..1.0_f64)).sum::<f64>() - 6.0;
        let columns: Vec<Vec<f64>> = (0..p).map(|_| (0..n).map(|_| normal()).collect()).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(8);
        let one = |row: usize| {
            let effect = |column: usize| column as f64 / (p - 1) as f64 - 0.5;
            let risk: f64 = (0..p).map(|column| effect(column) * columns[column][row]).sum();
            let leaves = -24.0 * (1.0 - rng.random_range(0.0..1.0_f64)).ln() / risk.exp();
            let watched = rng.random_range(0.0..60.0);
            let duration = leaves.min(watched);
            let duration = if in_months { duration.ceil().clamp(1.0, 72.0) } else { duration };
            (duration, Observation::from(leaves <= watched))
        };
        let (durations, seen) = (0..n).map(one).unzip();
        Self { durations, seen, columns }
    }

    fn rows(&self) -> Rows<'_> {
        Rows::new(&self.durations, &self.seen)
    }

    fn design(&self) -> Design<'_> {
        Design::new(self.columns.iter().map(Vec::as_slice))
    }
}

#[divan::bench(args = [false, true])]
fn fit_100_000_by_10(bencher: Bencher, in_months: bool) {
    let it = Customers::draw(100_000, 10, in_months);
    bencher.bench(|| cox(black_box(&it.rows()), &it.design(), &CoxOptions::default()));
}

#[divan::bench(args = [false, true], sample_count = 3)]
fn fit_a_million_by_20(bencher: Bencher, in_months: bool) {
    let it = Customers::draw(1_000_000, 20, in_months);
    bencher.bench(|| cox(black_box(&it.rows()), &it.design(), &CoxOptions::default()));
}

#[divan::bench(args = [false, true])]
fn robust_100_000_by_10(bencher: Bencher, in_months: bool) {
    let it = Customers::draw(100_000, 10, in_months);
    let options = CoxOptions { robust: true, ..CoxOptions::default() };
    bencher.bench(|| cox(black_box(&it.rows()), &it.design(), &options));
}

#[divan::bench(args = [false, true])]
fn test_proportional_hazards_100_000_by_10(bencher: Bencher, in_months: bool) {
    let it = Customers::draw(100_000, 10, in_months);
    let fitted = cox(&it.rows(), &it.design(), &CoxOptions::default()).expect("a fit");
    let fit = fitted.known().expect("a fit");
    bencher.bench(|| fit.proportional(&it.rows(), TimeScale::KaplanMeier));
}

#[divan::bench(args = [false, true])]
fn pair_up_100_000(bencher: Bencher, in_months: bool) {
    let it = Customers::draw(100_000, 10, in_months);
    let fitted = cox(&it.rows(), &it.design(), &CoxOptions::default()).expect("a fit");
    let fit = fitted.known().expect("a fit");
    bencher.bench(|| fit.concordance(&it.rows(), TimeWeights::Harrell));
}
