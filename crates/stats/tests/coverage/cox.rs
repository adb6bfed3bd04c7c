//! Cox regression.

use stats::cox::{
    Concordance, Cox, CoxOptions, Design, Fitted, Penalty, Rows, TieMethod, TimeScale, TimeWeights, brier_score,
    concordance, cox,
};
use stats::survival::{Observation, Scale};
use stats::{Level, Tested};

use crate::chance::Chance;

/// Samples per setting.
const SAMPLES: u32 = 4_000;
/// What the share of 95 % intervals that hold the truth may be: 1.5 points on each side.
const HOLDS: std::ops::RangeInclusive<f64> = 0.935..=0.965;
/// What the share of 5 % tests that reject a true hypothesis may be.
const REJECTS: std::ops::RangeInclusive<f64> = 0.035..=0.065;

/// Customers whose hazard per month is `rate · exp(0.5 x − 0.7 yearly)`, watched for up to three years.
struct Sample {
    durations: Vec<f64>,
    seen: Vec<Observation>,
    x: Vec<f64>,
    yearly: Vec<f64>,
    stores: Vec<u32>,
}

const EFFECTS: [f64; 2] = [0.5, -0.7];
const RATE: f64 = 0.05;

/// What a sample is drawn with.
#[derive(Clone, Copy)]
struct Setting {
    n: u32,
    effects: [f64; 2],
    /// Whole months, so that several leave together.
    in_months: bool,
    /// Spread of the log hazard between stores, which share x.
    stores: f64,
}

const PLAIN: Setting = Setting { n: 100, effects: EFFECTS, in_months: false, stores: 0.0 };

fn draw(chance: &mut Chance, it: Setting) -> Sample {
    let mut sample = Sample { durations: vec![], seen: vec![], x: vec![], yearly: vec![], stores: vec![] };
    let mut store = (0.0, 0.0);
    for row in 0..it.n {
        if row % 5 == 0 {
            store = (normal(chance), it.stores * normal(chance));
        }
        let x = if it.stores > 0.0 { store.0 } else { normal(chance) };
        let yearly = f64::from(u8::from(chance.share() < 0.4));
        let rate = RATE * (it.effects[0] * x + it.effects[1] * yearly + store.1).exp();
        let (leaves, watched) = (-(1.0 - chance.share()).ln() / rate, 6.0 + 30.0 * chance.share());
        let duration = leaves.min(watched);
        sample.durations.push(if it.in_months { duration.ceil() } else { duration });
        sample.seen.push(Observation::from(leaves <= watched));
        sample.x.push(x);
        sample.yearly.push(yearly);
        sample.stores.push(row / 5);
    }
    sample
}

fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * (1.0 - chance.share()).ln()).sqrt() * (std::f64::consts::TAU * chance.share()).cos()
}

impl Sample {
    fn rows(&self) -> Rows<'_> {
        Rows::new(&self.durations, &self.seen)
    }

    fn fit(&self, rows: &Rows, options: &CoxOptions) -> Option<Cox> {
        match cox(rows, &Design::new([self.x.as_slice(), self.yearly.as_slice()]), options)
            .expect("arguments that are possible")
        {
            Fitted::Known(cox) => Some(*cox),
            Fitted::Undetermined(_) => None,
        }
    }
}

const fn by(ties: TieMethod) -> CoxOptions {
    CoxOptions { ties, penalty: Penalty { strength: 0.0, absolute_share: 0.0 }, robust: false, level: Level::P95 }
}

/// Of the samples that determine an answer, the share for which each of these holds.
fn shares<const N: usize>(seed: u64, setting: Setting, holds: impl Fn(&Sample) -> Option<[bool; N]>) -> [f64; N] {
    let mut chance = Chance::seeded(seed);
    let (mut counts, mut known) = ([0_u32; N], 0_u32);
    for _ in 0..SAMPLES {
        let sample = draw(&mut chance, setting);
        if let Some(holds) = holds(&sample) {
            known += 1;
            for (count, holds) in counts.iter_mut().zip(holds) {
                *count += u32::from(holds);
            }
        }
    }
    assert!(known > SAMPLES * 95 / 100, "only {known} samples have an answer");
    counts.map(|count| f64::from(count) / f64::from(known))
}

#[track_caller]
fn all_within(band: &std::ops::RangeInclusive<f64>, shares: &[f64]) {
    assert!(shares.iter().all(|share| band.contains(share)), "{shares:?} not within {band:?}");
}

fn holds(cox: &Cox, effects: [f64; 2]) -> [bool; 2] {
    [0, 1].map(|column| cox.coefficients()[column].estimate.expect("no penalty").interval.holds(effects[column]))
}

#[test]
fn coefficients_lie_in_their_intervals() {
    for (seed, setting) in [(1, Setting { n: 50, ..PLAIN }), (2, PLAIN), (3, Setting { n: 400, ..PLAIN })] {
        let found = shares(seed, setting, |it| Some(holds(&it.fit(&it.rows(), &by(TieMethod::Efron))?, EFFECTS)));
        all_within(&HOLDS, &found);
    }
    let in_months = Setting { n: 200, in_months: true, ..PLAIN };
    let found = shares(4, in_months, |it| Some(holds(&it.fit(&it.rows(), &by(TieMethod::Efron))?, EFFECTS)));
    all_within(&HOLDS, &found);
}

#[test]
fn clustered_errors_hold_where_rows_of_a_store_are_alike() {
    // The spread between stores also draws the average effect towards 0, so it is the absence of one that is looked for.
    let setting = Setting { n: 500, effects: [0.0, 0.0], in_months: false, stores: 0.8 };
    let both = |it: &Sample| {
        let clustered = it.fit(&Rows { clusters: Some(&it.stores), ..it.rows() }, &by(TieMethod::Efron))?;
        Some([holds(&clustered, [0.0; 2])[0], holds(&it.fit(&it.rows(), &by(TieMethod::Efron))?, [0.0; 2])[0]])
    };
    let [clustered, independent] = shares(5, setting, both);
    all_within(&HOLDS, &[clustered]);
    assert!(independent < 0.90, "errors of independent rows hold {independent}: the test sees nothing");
}

#[test]
fn tests_reject_what_is_true_as_often_as_they_say() {
    let setting = Setting { effects: [0.0, 0.0], ..PLAIN };
    let found = shares(6, setting, |it| {
        let cox = it.fit(&it.rows(), &by(TieMethod::Efron))?;
        Some([rejects(cox.likelihood_ratio()), rejects(cox.score_test()), rejects(cox.wald())])
    });
    all_within(&REJECTS, &found);
    let found = shares(7, Setting { n: 200, ..PLAIN }, |it| {
        let cox = it.fit(&it.rows(), &by(TieMethod::Efron))?;
        let [km, log] = [TimeScale::KaplanMeier, TimeScale::Log].map(|scale| cox.proportional(&it.rows(), scale));
        let (km, log) = (km.unwrap().unwrap(), log.unwrap().unwrap());
        Some([&km.covariates[0], &km.covariates[1], &km.all, &log.all].map(|test| rejects(Some(*test))))
    });
    all_within(&REJECTS, &found);
}

fn rejects(test: Option<Tested>) -> bool {
    test.expect("no penalty").known().expect("determined").p_value < 0.05
}

#[test]
fn robust_tests_reject_what_is_true_as_often_as_they_say() {
    let over_time = |cox: &Cox, rows: &Rows| {
        let [km, log] =
            [TimeScale::KaplanMeier, TimeScale::Log].map(|scale| cox.proportional(rows, scale).unwrap().unwrap());
        [km.covariates[0], km.covariates[1], km.all, log.all].map(|test| rejects(Some(test)))
    };
    // Stores of five, alike in x and in what else makes their customers leave; nothing that is measured does.
    for (seed, n) in [(21, 500), (22, 2_000)] {
        let setting = Setting { n, effects: [0.0, 0.0], in_months: false, stores: 0.8 };
        let found = shares(seed, setting, |it| {
            let rows = Rows { clusters: Some(&it.stores), ..it.rows() };
            let cox = it.fit(&rows, &by(TieMethod::Efron))?;
            let [a, b, c, d] = over_time(&cox, &rows);
            let independent = it.fit(&it.rows(), &by(TieMethod::Efron))?;
            Some([rejects(cox.score_test()), a, b, c, d, rejects(independent.score_test())])
        });
        all_within(&REJECTS, &found[..5]);
        assert!(found[5] > 0.1, "the score test of independent rows rejects {}: the test sees nothing", found[5]);
    }
    // Weights that say how much rows matter, and covariates that do something at all times.
    for (seed, n) in [(23, 100), (24, 200), (25, 400)] {
        let found = shares(seed, Setting { n, ..PLAIN }, |it| {
            let weights: Vec<f64> = (0..it.x.len()).map(|row| 0.3 + (row % 4) as f64 * 0.7).collect();
            let rows = Rows { weights: Some(&weights), ..it.rows() };
            let cox = it.fit(&rows, &by(TieMethod::Efron))?;
            Some(over_time(&cox, &rows))
        });
        all_within(&REJECTS, &found);
    }
}

#[test]
fn survival_of_a_customer_lies_in_its_interval() {
    let truth = |month: f64| (-RATE * month * (0.5 * EFFECTS[0] + EFFECTS[1]).exp()).exp();
    for (seed, n) in [(8, 100), (9, 400)] {
        let found = shares(seed, Setting { n, ..PLAIN }, |it| {
            let curve = it.fit(&it.rows(), &by(TieMethod::Efron))?.predict(&[0.5, 1.0], 0, Scale::LogLog).unwrap();
            let holds = |month: f64| Some(curve.at(month).unwrap().known()?.interval.holds(truth(month)));
            Some([holds(6.0)?, holds(24.0)?])
        });
        all_within(&HOLDS, &found);
    }
}

#[test]
fn concordance_lies_in_its_interval() {
    // The truth under this censoring, from samples large enough that its own error does not count.
    let value = |it: Concordance| it.value.known().copied();
    let of = |it: &Sample| value(concordance(&it.rows(), &it.x, TimeWeights::Harrell, Level::P95).unwrap());
    let mut chance = Chance::seeded(10);
    let large: Vec<f64> =
        (0..40).map(|_| of(&draw(&mut chance, Setting { n: 20_000, ..PLAIN })).unwrap().value).collect();
    let truth = large.iter().sum::<f64>() / large.len() as f64;
    for (seed, n) in [(11, 60), (12, 200)] {
        let found = shares(seed, Setting { n, ..PLAIN }, |it| Some([of(it)?.interval.holds(truth)]));
        all_within(&HOLDS, &found);
    }
}

#[test]
fn concordance_by_uno_lies_in_its_interval_whatever_the_censoring() {
    let weights = TimeWeights::Uno { until: Some(24.0) };
    let of = |it: &Sample| concordance(&it.rows(), &it.x, weights, Level::P95).unwrap().value.known().copied();
    // What it is without censoring: all pairs whose first departure is within 24 months.
    let mut chance = Chance::seeded(15);
    let whole = |mut it: Sample, chance: &mut Chance| {
        for (row, duration) in it.durations.iter_mut().enumerate() {
            let rate = RATE * (EFFECTS[0] * it.x[row] + EFFECTS[1] * it.yearly[row]).exp();
            *duration = (-(1.0 - chance.share()).ln() / rate).min(24.0);
            it.seen[row] = Observation::from(*duration < 24.0);
        }
        concordance(&it.rows(), &it.x, TimeWeights::Harrell, Level::P95).unwrap().value.known().unwrap().value
    };
    let large: Vec<f64> = (0..40)
        .map(|_| {
            let sample = draw(&mut chance, Setting { n: 20_000, ..PLAIN });
            whole(sample, &mut chance)
        })
        .collect();
    let truth = large.iter().sum::<f64>() / large.len() as f64;
    for (seed, n) in [(16, 100), (17, 300)] {
        let found = shares(seed, Setting { n, ..PLAIN }, |it| Some([of(it)?.interval.holds(truth)]));
        all_within(&HOLDS, &found);
    }
}

/// The Brier score of [`predicted`] at a month: over x, which is standard normal, and over whether somebody pays by the year.
fn brier_of_everybody(month: f64) -> f64 {
    const GRID: i32 = 1_600;
    let (mut score, mut mass) = (0.0, 0.0);
    for step in -GRID..=GRID {
        let x = 8.0 * f64::from(step) / f64::from(GRID);
        let density = (-0.5 * x * x).exp();
        for (yearly, share) in [(0.0, 0.6), (1.0, 0.4)] {
            let stays = (-RATE * month * (EFFECTS[0] * x + EFFECTS[1] * yearly).exp()).exp();
            let said = predicted(x, month);
            score += density * share * (stays * (1.0 - said).powi(2) + (1.0 - stays) * said * said);
            mass += density * share;
        }
    }
    score / mass
}

/// A prediction that is off: it knows half of what x does, and nothing of paying by the year.
fn predicted(x: f64, month: f64) -> f64 {
    (-RATE * month * (0.25 * x).exp()).exp()
}

#[test]
fn brier_scores_lie_in_their_intervals() {
    const MONTHS: [f64; 4] = [6.0, 12.0, 18.0, 24.0];
    let truth = MONTHS.map(brier_of_everybody);
    let over_time = (0.5 * (truth[0] + truth[3]) + truth[1] + truth[2]) / 3.0;
    for (seed, n) in [(18, 50), (19, 100), (20, 400)] {
        let found = shares(seed, Setting { n, ..PLAIN }, |it| {
            let survival = |row: usize, index: usize| predicted(it.x[row], MONTHS[index]);
            let brier = brier_score(&it.rows(), &MONTHS, survival, Level::P95).unwrap();
            let holds = |at: usize| Some(brier.points[at].score.known()?.interval.holds(truth[at]));
            Some([holds(1)?, holds(2)?, holds(3)?, brier.integrated.known()?.interval.holds(over_time)])
        });
        all_within(&HOLDS, &found);
    }
}
