//! What are they worth.

use crate::chance::Chance;
use stats::buying::{
    BgBb, BgNbd, Buying, GammaGamma, Histories, History, MbgNbd, ParetoNbd, Spending, bg_bb, bg_nbd, gamma_gamma,
    mbg_nbd, pareto_nbd,
};
use stats::checked::Level;
use stats::estimate::Answer;
use stats::fitted::{Fit, Fitted, Parametric};

/// A gamma variable of rate 1, after Marsaglia and Tsang.
fn gamma(shape: f64, chance: &mut Chance) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, chance) * chance.share().powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let normal = (-2.0 * (1.0 - chance.share()).ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos();
        let cubed = (1.0 + normal / (9.0 * d).sqrt()).powi(3);
        if cubed > 0.0 && chance.share().ln() < 0.5 * normal * normal + d * (1.0 - cubed + cubed.ln()) {
            return d * cubed;
        }
    }
}

fn beta(a: f64, b: f64, chance: &mut Chance) -> f64 {
    let (x, y) = (gamma(a, chance), gamma(b, chance));
    x / (x + y)
}

fn exponential(rate: f64, chance: &mut Chance) -> f64 {
    -(1.0 - chance.share()).ln() / rate.max(1e-300)
}

/// A customer who buys at a rate and leaves after a purchase with a chance, or at a moment.
fn customer(rate: f64, leaves: impl Fn(&mut Chance) -> bool, gone_at: f64, age: f64, chance: &mut Chance) -> History {
    let (mut frequency, mut recency, mut now) = (0.0, 0.0, 0.0);
    loop {
        now += exponential(rate, chance);
        if now > age.min(gone_at) {
            break;
        }
        frequency += 1.0;
        recency = now;
        if leaves(chance) {
            break;
        }
    }
    History::new(frequency, recency, age).expect("a history")
}

fn customers(n: u64, chance: &mut Chance, one: impl Fn(&mut Chance) -> History) -> Histories {
    Histories::from_counts((0..n).map(|_| (one(chance), 1))).expect("few enough")
}

/// How often intervals held the truth, of how many fits.
#[derive(Default)]
struct Tally {
    held: Vec<u32>,
    fits: u32,
}

impl Tally {
    fn add(&mut self, answers: &[(Answer, f64)]) {
        self.held.resize(answers.len(), 0);
        self.fits += 1;
        for (slot, (answer, truth)) in self.held.iter_mut().zip(answers) {
            *slot += u32::from(answer.known().is_some_and(|it| it.interval.holds(*truth)));
        }
    }

    /// Every share lies between 93.5 and 96.5 %, widened by three Monte-Carlo errors.
    #[track_caller]
    fn check(&self, fits_min: u32, what: &str) {
        assert!(self.fits >= fits_min, "{what}: {} fits", self.fits);
        let n = f64::from(self.fits);
        let error = 3.0 * (0.95 * 0.05 / n).sqrt();
        for (place, held) in self.held.iter().enumerate() {
            let share = f64::from(*held) / n;
            eprintln!("{what}, {place}: {share:.4} of {n}");
            assert!((0.935 - error..=0.965 + error).contains(&share), "{what}, {place}: {share} of {n}");
        }
    }
}

/// The parameters of a fit, and what it says about one customer and about new ones, beside the truth.
fn answers<M: Buying + Parametric<4> + Sync>(fit: &Fit<M, 4>, truth: &M, horizon: f64) -> Vec<(Answer, f64)> {
    let seen = History::new(3.0, 20.0, 30.0).expect("a history");
    let parameters = fit.parameters().map(|it| Answer::Known(it.estimate));
    let mut all: Vec<(Answer, f64)> = parameters.into_iter().zip(truth.parameters()).collect();
    all.push((fit.alive(&seen), truth.alive(&seen)));
    all.push((fit.purchases(&seen, horizon).expect("a horizon"), truth.expected(&seen, horizon)));
    all.push((fit.purchases_of_new(horizon).expect("a horizon"), truth.expected_of_new(horizon)));
    all
}

#[test]
fn bg_nbd_keeps_its_level() {
    let truth = BgNbd::new(0.6, 6.0, 0.8, 2.5).expect("parameters");
    let mut chance = Chance::seeded(11);
    let mut tally = Tally::default();
    for _ in 0..400 {
        let histories = customers(1000, &mut chance, |chance| {
            let (rate, p) = (gamma(0.6, chance) / 6.0, beta(0.8, 2.5, chance));
            let age = 20.0 + 20.0 * chance.share();
            customer(rate, |chance| chance.share() < p, f64::INFINITY, age, chance)
        });
        let Fitted::Known(fit) = bg_nbd(&histories, Level::P95) else { continue };
        tally.add(&answers(&fit, &truth, 39.0));
    }
    tally.check(398, "bg_nbd");
}

#[test]
fn mbg_nbd_keeps_its_level() {
    let truth = MbgNbd::new(0.9, 6.0, 0.8, 2.5).expect("parameters");
    let mut chance = Chance::seeded(12);
    let mut tally = Tally::default();
    for _ in 0..300 {
        let histories = customers(1000, &mut chance, |chance| {
            let (rate, p) = (gamma(0.9, chance) / 6.0, beta(0.8, 2.5, chance));
            let gone_at = if chance.share() < p { 0.0 } else { f64::INFINITY };
            let age = 20.0 + 20.0 * chance.share();
            customer(rate, |chance| chance.share() < p, gone_at, age, chance)
        });
        let Fitted::Known(fit) = mbg_nbd(&histories, Level::P95) else { continue };
        tally.add(&answers(&fit, &truth, 39.0));
    }
    tally.check(298, "mbg_nbd");
}

#[test]
fn pareto_nbd_keeps_its_level() {
    let truth = ParetoNbd::new(0.8, 6.0, 0.7, 12.0).expect("parameters");
    let mut chance = Chance::seeded(13);
    let mut tally = Tally::default();
    for _ in 0..150 {
        let histories = customers(600, &mut chance, |chance| {
            let (rate, hazard) = (gamma(0.8, chance) / 6.0, gamma(0.7, chance) / 12.0);
            let gone_at = exponential(hazard, chance);
            customer(rate, |_| false, gone_at, 40.0, chance)
        });
        let Fitted::Known(fit) = pareto_nbd(&histories, Level::P95) else { continue };
        tally.add(&answers(&fit, &truth, 39.0));
    }
    tally.check(147, "pareto_nbd");
}

#[test]
fn bg_bb_keeps_its_level() {
    let truth = BgBb::new(1.2, 0.75, 0.66, 2.8).expect("parameters");
    let mut chance = Chance::seeded(14);
    let mut tally = Tally::default();
    for _ in 0..600 {
        let histories = customers(1500, &mut chance, |chance| {
            let (buys, leaves) = (beta(1.2, 0.75, chance), beta(0.66, 2.8, chance));
            let (mut frequency, mut last) = (0.0, 0.0);
            for year in 1..=8 {
                if chance.share() < leaves {
                    break;
                }
                if chance.share() < buys {
                    frequency += 1.0;
                    last = f64::from(year);
                }
            }
            History::new(frequency, last, 8.0).expect("a history")
        });
        let Ok(Fitted::Known(fit)) = bg_bb(&histories, Level::P95) else { continue };
        tally.add(&answers(&fit, &truth, 5.0));
    }
    tally.check(595, "bg_bb");
}

#[test]
fn gamma_gamma_keeps_its_level() {
    let truth = GammaGamma::new(6.0, 3.7, 15.0).expect("parameters");
    let mut chance = Chance::seeded(15);
    let mut tally = Tally::default();
    for _ in 0..600 {
        let (mut counts, mut means) = (Vec::new(), Vec::new());
        for _ in 0..500 {
            let rate = gamma(3.7, &mut chance) / 15.0;
            let x = 1.0 + (4.0 * chance.share()).floor();
            counts.push(x);
            means.push(gamma(6.0 * x, &mut chance) / (rate * x));
        }
        let spending = Spending::from_columns(&counts, &means).expect("good columns");
        let Fitted::Known(fit) = gamma_gamma(&spending, Level::P95) else { continue };
        let mut all: Vec<(Answer, f64)> =
            fit.parameters().map(|it| Answer::Known(it.estimate)).into_iter().zip(truth.parameters()).collect();
        all.push((fit.population_mean(), truth.population_mean().unwrap_or_default()));
        all.push((fit.mean_of(2.0, 70.0).expect("a customer"), truth.mean_of(2.0, 70.0).unwrap_or_default()));
        tally.add(&all);
    }
    tally.check(590, "gamma_gamma");
}
