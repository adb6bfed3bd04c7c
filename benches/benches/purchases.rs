//! How long the models of purchases take: a hundred thousand customers, to the day and to the week.

use divan::{Bencher, black_box};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use stats::Level;
use stats::buying::{Buying, Histories, bg_nbd, mbg_nbd, pareto_nbd};

const CUSTOMERS: usize = 100_000;

fn main() {
    divan::main();
}

/// A gamma variable of any shape, after Marsaglia and Tsang.
fn gamma(shape: f64, rng: &mut ChaCha8Rng) -> f64 {
    if shape < 1.0 {
        let uniform: f64 = rng.random();
        return gamma(shape + 1.0, rng) * uniform.powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let (u, v): (f64, f64) = (rng.random(), rng.random());
        let normal = (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos();
        let cubed = (1.0 + normal / (9.0 * d).sqrt()).powi(3);
        let uniform: f64 = rng.random();
        if cubed > 0.0 && uniform.ln() < 0.5 * normal * normal + d * (1.0 - cubed + cubed.ln()) {
            return d * cubed;
        }
    }
}

/// Frequency, recency and age of customers who buy and leave as those of the CDNOW sample do, in whole units of `unit` weeks
/// where it is above 0.
fn customers(unit: f64) -> [Vec<f64>; 3] {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let whole = |weeks: f64| if unit > 0.0 { (weeks / unit).floor() * unit } else { weeks };
    let mut columns = [const { Vec::new() }; 3];
    for _ in 0..CUSTOMERS {
        let age: f64 = rng.random_range(27.0..39.0);
        let rate = gamma(0.243, &mut rng) / 4.414;
        let (a, b) = (gamma(0.793, &mut rng), gamma(2.426, &mut rng));
        let (mut frequency, mut recency, mut now) = (0.0, 0.0, 0.0);
        loop {
            let uniform: f64 = rng.random();
            now -= (1.0 - uniform).ln() / rate.max(1e-300);
            if now > age {
                break;
            }
            frequency += 1.0;
            recency = now;
            if rng.random_bool(a / (a + b)) {
                break;
            }
        }
        for (column, value) in columns.iter_mut().zip([frequency, whole(recency), whole(age)]) {
            column.push(value);
        }
    }
    columns
}

fn histories(unit: f64) -> Histories {
    let [frequency, recency, age] = customers(unit);
    Histories::from_columns(&frequency, &recency, &age).expect("good columns")
}

#[divan::bench(args = [0.0, 1.0])]
fn count_and_fit_bg_nbd(bencher: Bencher, unit: f64) {
    let [frequency, recency, age] = customers(unit);
    bencher.bench(|| {
        let histories = Histories::from_columns(black_box(&frequency), &recency, &age).expect("good columns");
        bg_nbd(&histories, Level::P95)
    });
}

#[divan::bench(args = [0.0, 1.0])]
fn count(bencher: Bencher, unit: f64) {
    let [frequency, recency, age] = customers(unit);
    bencher.bench(|| Histories::from_columns(black_box(&frequency), &recency, &age).expect("good columns"));
}

#[divan::bench(args = [0.0, 1.0])]
fn fit_mbg_nbd(bencher: Bencher, unit: f64) {
    let histories = histories(unit);
    bencher.bench(|| mbg_nbd(black_box(&histories), Level::P95));
}

#[divan::bench(args = [0.0, 1.0], sample_count = 10)]
fn fit_pareto_nbd(bencher: Bencher, unit: f64) {
    let histories = histories(unit);
    bencher.bench(|| pareto_nbd(black_box(&histories), Level::P95));
}

#[divan::bench(args = [0.0])]
fn foretell_a_hundred_thousand(bencher: Bencher, unit: f64) {
    let histories = histories(unit);
    let fit = bg_nbd(&histories, Level::P95);
    let model = *fit.known().expect("a fit").model();
    bencher.bench(|| histories.rows().map(|(history, n)| n as f64 * model.expected(&history, 39.0)).sum::<f64>());
}
