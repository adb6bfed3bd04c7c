//! How many will stay.

use crate::chance::Chance;
use stats::checked::Level;
use stats::estimate::Answer;
use stats::fitted::{Fit, Fitted, Parametric};
use stats::staying::{
    BetaWeibull, Cohort, Renewals, Retention, beta_discrete_weibull, changes_with_time, lack_of_fit, one_over_churn,
    shifted_beta_geometric,
};

/// Survivor counts of `n` customers of a model over so many renewals.
fn cohort(model: &impl Retention, n: u64, renewals: u32, chance: &mut Chance) -> Vec<u64> {
    let mut survivors = vec![n];
    for t in 1..=renewals {
        let rate = model.retention_rate(t);
        let before = survivors[survivors.len() - 1];
        survivors.push((0..before).filter(|_| chance.share() < rate).count() as u64);
    }
    survivors
}

/// How often intervals held the truth, of how many that were given.
#[derive(Default)]
struct Tally {
    held: [u32; 8],
    given: u32,
}

impl Tally {
    fn add(&mut self, answers: &[(Answer, f64)]) {
        self.given += 1;
        for (slot, (answer, truth)) in self.held.iter_mut().zip(answers) {
            *slot += u32::from(answer.known().is_some_and(|it| it.interval.holds(*truth)));
        }
    }

    /// Every share lies in the band, widened by three Monte-Carlo errors.
    #[track_caller]
    fn check(&self, count: usize, low: f64, high: f64, what: &str) {
        let n = f64::from(self.given);
        let error = 3.0 * (0.95 * 0.05 / n).sqrt();
        for (place, held) in self.held[..count].iter().enumerate() {
            let share = f64::from(*held) / n;
            assert!((low - error..=high + error).contains(&share), "{what}, {place}: {share} of {n}");
        }
    }
}

#[test]
fn shifted_beta_geometric_keeps_its_level() {
    let truth = BetaWeibull::new(0.7, 1.2, 1.0).unwrap();
    for (n, seed) in [(300, 1), (3000, 2)] {
        let mut chance = Chance::seeded(seed);
        let mut tally = Tally::default();
        for _ in 0..1500 {
            let renewals = Renewals::from_survivors(&cohort(&truth, n, 7, &mut chance)).unwrap();
            let Fitted::Known(fit) = shifted_beta_geometric(&renewals, Level::P95) else { continue };
            let [alpha, beta] = fit.parameters().map(|it| Answer::Known(it.estimate));
            tally.add(&[
                (alpha, 0.7),
                (beta, 1.2),
                (fit.survival(4), truth.survival(4)),
                (fit.survival(15), truth.survival(15)),
                (fit.residual_lifetime(1, 0.1).unwrap(), truth.remaining(1, 0.1).unwrap()),
                (fit.residual_lifetime(8, 0.1).unwrap(), truth.remaining(8, 0.1).unwrap()),
            ]);
        }
        assert!(tally.given > 1490, "{} fits", tally.given);
        tally.check(6, 0.935, 0.965, &format!("n {n}"));
    }
}

/// How often the whole curve of 15 renewals lay in the band of survival, in that of retention, and in the intervals that are
/// meant for one point each.
fn whole_curves<M: Retention + Parametric<K>, const K: usize>(
    truth: &BetaWeibull,
    samples: u32,
    mut fit: impl FnMut() -> Fitted<Fit<M, K>>,
) -> [f64; 3] {
    let (mut held, mut given) = ([0_u32; 3], 0_u32);
    for _ in 0..samples {
        let Fitted::Known(fit) = fit() else { continue };
        given += 1;
        let holds = |answers: &[Answer], of: &dyn Fn(u32) -> f64| {
            answers.iter().zip(1..).all(|(answer, t)| answer.known().is_some_and(|it| it.interval.holds(of(t))))
        };
        let survival = |t| truth.survival(t);
        held[0] += u32::from(holds(&fit.survival_band(15).answers, &survival));
        held[1] += u32::from(holds(&fit.retention_band(15).answers, &|t| truth.retention_rate(t)));
        held[2] += u32::from(holds(&fit.projection(15)[1..], &survival));
    }
    assert!(given * 100 > samples * 98, "{given} fits");
    held.map(|it| f64::from(it) / f64::from(given))
}

#[test]
fn bands_of_projections_hold_the_whole_curve() {
    for (n, seed, samples) in [(300, 21, 1500), (3000, 22, 1500)] {
        let (truth, mut chance) = (BetaWeibull::new(0.7, 1.2, 1.0).unwrap(), Chance::seeded(seed));
        let [survival, retention, points] = whole_curves(&truth, samples, || {
            shifted_beta_geometric(&Renewals::from_survivors(&cohort(&truth, n, 7, &mut chance)).unwrap(), Level::P95)
        });
        let allowed = 0.935 - 0.017..=0.965 + 0.017;
        assert!(allowed.contains(&survival) && allowed.contains(&retention), "{n}: {survival} {retention}");
        assert!(points < 0.93, "intervals for one point hold {points} of whole curves: no band is needed");
    }
    let (truth, mut chance) = (BetaWeibull::new(0.6, 2.0, 1.4).unwrap(), Chance::seeded(23));
    let [survival, retention, points] = whole_curves(&truth, 600, || {
        beta_discrete_weibull(&Renewals::from_survivors(&cohort(&truth, 4000, 10, &mut chance)).unwrap(), Level::P95)
    });
    let allowed = 0.935 - 0.027..=0.965 + 0.027;
    assert!(allowed.contains(&survival) && allowed.contains(&retention) && points < 0.92, "{survival} {retention}");
}

#[test]
fn cohorts_of_several_starts_and_late_entry_keep_the_level() {
    let truth = BetaWeibull::new(0.7, 4.0, 1.0).unwrap();
    let mut chance = Chance::seeded(3);
    let mut tally = Tally::default();
    for _ in 0..1500 {
        let counts: Vec<Vec<u64>> = [5, 4, 3, 2].map(|years| cohort(&truth, 1000, years, &mut chance)).into();
        let late = cohort(&truth, 1500, 8, &mut chance);
        let mut cohorts: Vec<Cohort> = counts.iter().map(|it| Cohort::from_start(it)).collect();
        cohorts.push(Cohort { first: 3, survivors: &late[3..] });
        let Fitted::Known(fit) = shifted_beta_geometric(&Renewals::from_cohorts(&cohorts).unwrap(), Level::P95) else {
            continue;
        };
        let [alpha, beta] = fit.parameters().map(|it| Answer::Known(it.estimate));
        tally.add(&[(alpha, 0.7), (beta, 4.0), (fit.survival(12), truth.survival(12))]);
    }
    assert!(tally.given > 1490, "{} fits", tally.given);
    tally.check(3, 0.935, 0.965, "cohorts");
}

#[test]
fn beta_discrete_weibull_keeps_its_level() {
    let truth = BetaWeibull::new(0.6, 2.0, 1.4).unwrap();
    let mut chance = Chance::seeded(4);
    let mut tally = Tally::default();
    for _ in 0..600 {
        let renewals = Renewals::from_survivors(&cohort(&truth, 4000, 10, &mut chance)).unwrap();
        let Fitted::Known(fit) = beta_discrete_weibull(&renewals, Level::P95) else { continue };
        let [alpha, beta, shape] = fit.parameters().map(|it| Answer::Known(it.estimate));
        let derl = (fit.residual_lifetime(1, 0.1).unwrap(), truth.remaining(1, 0.1).unwrap());
        tally.add(&[(alpha, 0.6), (beta, 2.0), (shape, 1.4), (fit.survival(15), truth.survival(15)), derl]);
    }
    assert!(tally.given > 590, "{} fits", tally.given);
    tally.check(5, 0.935, 0.965, "bdw");
}

#[test]
fn the_test_of_change_keeps_its_level() {
    let truth = BetaWeibull::new(0.7, 1.2, 1.0).unwrap();
    let mut chance = Chance::seeded(5);
    let (mut rejected, mut made) = (0, 0);
    for _ in 0..800 {
        let renewals = Renewals::from_survivors(&cohort(&truth, 3000, 8, &mut chance)).unwrap();
        let small = shifted_beta_geometric(&renewals, Level::P95);
        let large = beta_discrete_weibull(&renewals, Level::P95);
        let (Some(small), Some(large)) = (small.known(), large.known()) else { continue };
        made += 1;
        rejected += u32::from(changes_with_time(small, large).known().unwrap().p_value < 0.05);
    }
    let share = f64::from(rejected) / f64::from(made);
    assert!(made > 780 && (0.027..0.073).contains(&share), "{share} of {made}");
}

/// Everybody leaves at one rate.
struct OneRate(f64);

impl Retention for OneRate {
    const TAIL: &'static str = "rate";
    fn survival(&self, renewals: u32) -> f64 {
        (1.0 - self.0).powf(f64::from(renewals))
    }
    fn retention_rate(&self, _: u32) -> f64 {
        1.0 - self.0
    }
    fn remaining(&self, _: u32, _: f64) -> Option<f64> {
        None
    }
    fn tail_power(&self) -> f64 {
        f64::INFINITY
    }
}

#[test]
fn the_warning_about_one_over_churn_is_false_one_time_in_twenty() {
    let mut chance = Chance::seeded(6);
    let mut warned = 0;
    for _ in 0..2000 {
        let renewals = Renewals::from_survivors(&cohort(&OneRate(0.2), 500, 6, &mut chance)).unwrap();
        warned += u32::from(one_over_churn(&renewals, 0.1, Level::P95).unwrap().misleads());
    }
    let share = f64::from(warned) / 2000.0;
    assert!((0.035..0.065).contains(&share), "{share}");
}

#[test]
fn the_check_of_a_fit_is_false_one_time_in_twenty() {
    let models: [(BetaWeibull, u64); 3] = [
        (BetaWeibull::new(0.7, 1.2, 1.0).unwrap(), 300),
        (BetaWeibull::new(0.7, 1.2, 1.0).unwrap(), 3000),
        (BetaWeibull::new(2.0, 12.0, 1.0).unwrap(), 1000),
    ];
    for ((truth, n), seed) in models.into_iter().zip(31..) {
        let mut chance = Chance::seeded(seed);
        let (mut warned, mut given) = (0_u32, 0_u32);
        for _ in 0..2000 {
            let renewals = Renewals::from_survivors(&cohort(&truth, n, 7, &mut chance)).unwrap();
            let Fitted::Known(fit) = shifted_beta_geometric(&renewals, Level::P95) else { continue };
            if let Some(test) = lack_of_fit(&fit, &renewals).known() {
                given += 1;
                warned += u32::from(test.p_value < 0.05);
            }
        }
        let share = f64::from(warned) / f64::from(given);
        assert!(given > 1800 && (0.035..0.065).contains(&share), "{share} of {given}");
    }
}
