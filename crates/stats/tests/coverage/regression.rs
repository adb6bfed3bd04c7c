//! Intervals of coefficients.

use stats::Level;
use stats::regression::{Coefficients, Design, LogisticOptions, StandardErrors, least_squares, logistic};

use crate::chance::Chance;

const RUNS: u32 = 4_000;

#[track_caller]
fn within(share: f64, lowest: f64, highest: f64, what: &str) {
    assert!((lowest..=highest).contains(&share), "{what}: {:.2} %", share * 100.0);
}

/// The share of simulated fits whose 95 % interval of the first slope holds `truth`, and the share whose test finds it.
fn simulate(truth: f64, mut fit: impl FnMut(&mut Chance) -> Option<Coefficients>) -> (f64, f64) {
    let mut chance = Chance::seeded(20_261_122);
    let (mut fits, mut held, mut found) = (0, 0, 0);
    for _ in 0..RUNS {
        let Some(coefficients) = fit(&mut chance) else { continue };
        fits += 1;
        held += u32::from(coefficients.covariate(0, Level::P95).expect("one covariate").interval.holds(truth));
        found += u32::from(
            coefficients.covariate_test(0).and_then(|it| it.known().copied()).expect("one covariate").p_value < 0.05,
        );
    }
    assert!(fits > RUNS * 9 / 10, "almost every sample has a fit");
    (f64::from(held) / f64::from(fits), f64::from(found) / f64::from(fits))
}

fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * (1.0 - chance.share()).ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos()
}

#[test]
fn least_squares_keep_their_level_with_ten_rows_and_with_unequal_variance() {
    for n in [10, 40] {
        let (held, found) = simulate(0.0, |chance| {
            let x: Vec<f64> = (0..n).map(|_| normal(chance)).collect();
            let y: Vec<f64> = (0..n).map(|_| normal(chance)).collect();
            Some(
                least_squares(&Design::new(vec![x]).unwrap(), &y, StandardErrors::Classical)
                    .unwrap()
                    .unwrap()
                    .coefficients,
            )
        });
        within(held, 0.935, 0.965, &format!("classical, n = {n}"));
        within(found, 0.035, 0.065, &format!("classical test, n = {n}"));
    }
    let unequal = |errors: StandardErrors<'static>| {
        simulate(1.0, move |chance| {
            let x: Vec<f64> = (0..60).map(|_| 2.0 * chance.share()).collect();
            let y: Vec<f64> = x.iter().map(|x| x + x * x * normal(chance)).collect();
            Some(least_squares(&Design::new(vec![x]).unwrap(), &y, errors).unwrap().unwrap().coefficients)
        })
        .0
    };
    within(unequal(StandardErrors::Hc3), 0.935, 0.965, "HC3 with a variance that grows");
    within(unequal(StandardErrors::Classical), 0.0, 0.92, "the classical error is wrong here, and the test sees it");
}

#[test]
fn clustered_errors_keep_their_level_where_others_are_far_too_sure() {
    let clusters: Vec<usize> = (0..400).map(|i| i / 10).collect();
    let share = |errors: StandardErrors<'_>| {
        simulate(0.5, |chance| {
            let (mut x, mut y) = (Vec::new(), Vec::new());
            for _ in 0..40 {
                let (trained, mood) = (normal(chance), normal(chance));
                for _ in 0..10 {
                    x.push(trained);
                    y.push(0.5 * trained + mood + normal(chance));
                }
            }
            Some(least_squares(&Design::new(vec![x]).unwrap(), &y, errors).unwrap().unwrap().coefficients)
        })
        .0
    };
    within(share(StandardErrors::ClusterJackknife(&clusters)), 0.935, 0.965, "cluster jackknife");
    within(share(StandardErrors::Clustered(&clusters)), 0.91, 0.965, "clustered: the page says how far it falls short");
    within(share(StandardErrors::Hc3), 0.0, 0.75, "as if rows were on their own");
}

#[test]
fn logistic_coefficients_keep_their_level() {
    for (n, truth, lowest) in [(60, 0.0, 0.935), (60, 0.7, 0.935), (300, 0.7, 0.935)] {
        let (held, found) = simulate(truth, |chance| {
            let x: Vec<f64> = (0..n).map(|_| normal(chance)).collect();
            let other: Vec<f64> = x.iter().map(|x| 0.5 * x + normal(chance)).collect();
            let chance_of = |x: f64, z: f64| 1.0 / (1.0 + (0.5 - truth * x + 0.4 * z).exp());
            let y: Vec<f64> =
                x.iter().zip(&other).map(|(x, z)| f64::from(u8::from(chance.share() < chance_of(*x, *z)))).collect();
            let design = Design::new(vec![x, other]).unwrap();
            logistic(&design, &y, &LogisticOptions::default()).unwrap().ok().map(|it| it.coefficients)
        });
        within(held, lowest, 0.965, &format!("logistic, n = {n}, slope {truth}"));
        if truth == 0.0 {
            within(found, 0.035, 0.065, "logistic test");
        }
    }
}
