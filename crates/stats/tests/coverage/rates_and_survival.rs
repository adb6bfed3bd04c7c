//! Rates, life tables and corrections for many comparisons.

use crate::chance::Chance;
use stats::checked::{Level, Proportion};
use stats::estimate::{Answer, Interval};
use stats::method::Method;
use stats::multiple::{Correction, adjust};
use stats::rates::{
    PersonTime, RatioSums, clopper_pearson, exact_rate_ratio, exact_rate_test, miettinen_nurminen_difference,
    miettinen_nurminen_ratio, newcombe_difference, person_time_rate, pooled_proportions_test, ratio_of_sums,
    score_rate_difference, weighted_share, wilson,
};
use stats::survival::{
    LifeTable, Observation, Scale, Ties, Weighting, kaplan_meier, kaplan_meier_on, log_rank, nelson_aalen,
    restricted_mean, restricted_mean_difference,
};

/// Simulations per case: the share that holds is then known to within 0.9 points in 99 of 100 cases.
const RUNS: u32 = 4_000;

#[track_caller]
fn within(coverage: f64, lowest: f64, highest: f64, what: &str) {
    assert!((lowest..=highest).contains(&coverage), "{what}: {:.2} %", coverage * 100.0);
}

/// Between 93.5 and 96.5 %.
#[track_caller]
fn keeps_95(coverage: f64, what: &str) {
    within(coverage, 0.935, 0.965, what);
}

fn interval(answer: Answer) -> Interval {
    answer.known().expect("the case has an answer").interval
}

/// The chances of 0 to n of n when each has chance `p`.
fn binomial(n: u64, p: f64) -> Vec<f64> {
    if p > 0.5 {
        // From the other side, so that the first chance does not vanish.
        let mut chances = binomial(n, 1.0 - p);
        chances.reverse();
        return chances;
    }
    let mut chances = vec![(1.0 - p).powf(n as f64)];
    for k in 1..=n {
        let last = chances[chances.len() - 1];
        chances.push(last * (n - k + 1) as f64 / k as f64 * p / (1.0 - p));
    }
    chances
}

/// Shares evenly over 0 to 1, without the ends.
fn shares(count: u32) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| (f64::from(i) + 0.5) / f64::from(count))
}

#[test]
fn wilson_keeps_its_level_on_average_and_clopper_pearson_for_every_share() {
    for n in [5, 10, 20, 50, 200] {
        let all = |method: fn(Proportion, Level) -> Answer| -> Vec<Interval> {
            (0..=n).map(|k| interval(method(Proportion::new(k, n).unwrap(), Level::P95))).collect()
        };
        let (score, exact) = (all(wilson), all(clopper_pearson));
        let holds = |intervals: &[Interval], p: f64| -> f64 {
            binomial(n, p).iter().zip(intervals).filter(|(_, it)| it.holds(p)).map(|(chance, _)| chance).sum()
        };
        let mean: f64 = shares(999).map(|p| holds(&score, p)).sum::<f64>() / 999.0;
        keeps_95(mean, &format!("wilson, n = {n}"));
        let worst = shares(999).map(|p| holds(&exact, p)).fold(1.0, f64::min);
        within(worst, 0.95, 1.0, &format!("clopper_pearson, n = {n}"));
    }
}

#[test]
fn differences_of_shares_keep_their_level_on_average() {
    for (n0, n1) in [(10, 10), (15, 40), (50, 50)] {
        for (method, name) in [
            (newcombe_difference as fn(Proportion, Proportion, Level) -> Answer, "newcombe"),
            (miettinen_nurminen_difference, "miettinen_nurminen"),
        ] {
            let intervals: Vec<Vec<Interval>> = (0..=n0)
                .map(|k0| {
                    let control = Proportion::new(k0, n0).unwrap();
                    (0..=n1).map(|k1| interval(method(control, Proportion::new(k1, n1).unwrap(), Level::P95))).collect()
                })
                .collect();
            let mut mean = 0.0;
            for p0 in shares(25) {
                let chances0 = binomial(n0, p0);
                for p1 in shares(25) {
                    let chances1 = binomial(n1, p1);
                    for (row, chance0) in intervals.iter().zip(&chances0) {
                        for (it, chance1) in row.iter().zip(&chances1) {
                            mean += f64::from(u8::from(it.holds(p1 - p0))) * chance0 * chance1 / 625.0;
                        }
                    }
                }
            }
            keeps_95(mean, &format!("{name}, {n0} against {n1}"));
        }
    }
}

/// Pairs of shares, and how sure an interval for their ratio is on average over all pairs. Without a departure in the
/// control there is no ratio; such samples do not count.
#[test]
fn ratios_of_shares_keep_their_level_on_average() {
    for (n0, n1) in [(10, 10), (15, 40), (50, 50)] {
        let intervals: Vec<Vec<Interval>> = (1..=n0)
            .map(|k0| {
                let control = Proportion::new(k0, n0).unwrap();
                let treated = |k1| Proportion::new(k1, n1).unwrap();
                (0..=n1).map(|k1| interval(miettinen_nurminen_ratio(control, treated(k1), Level::P95))).collect()
            })
            .collect();
        let mut mean = 0.0;
        for p0 in shares(25) {
            let chances0 = binomial(n0, p0);
            for p1 in shares(25) {
                let chances1 = binomial(n1, p1);
                let mut held = 0.0;
                for (row, chance0) in intervals.iter().zip(&chances0[1..]) {
                    for (it, chance1) in row.iter().zip(&chances1) {
                        held += f64::from(u8::from(it.holds(p1 / p0))) * chance0 * chance1;
                    }
                }
                mean += held / (1.0 - chances0[0]) / 625.0;
            }
        }
        keeps_95(mean, &format!("miettinen_nurminen_ratio, {n0} against {n1}"));
    }
}

/// The chances of 0, 1, 2 … when `mean` are expected.
fn poisson(mean: f64, most: u64) -> Vec<f64> {
    let mut chances = vec![(-mean).exp()];
    for k in 1..=most {
        chances.push(chances[chances.len() - 1] * mean / k as f64);
    }
    chances
}

#[test]
fn two_rates_are_compared_at_their_level() {
    const MOST: u64 = 70;
    // Expected departures evenly over 0 to 20.
    let expected = || (0..20).map(|i| f64::from(i) + 0.5);
    for time in [0.5, 1.0, 3.0] {
        let pair = |d0, d1| (PersonTime::new(d0, 1.0).unwrap(), PersonTime::new(d1, time).unwrap());
        let all = |method: fn(PersonTime, PersonTime, Level) -> Answer| -> Vec<Vec<Option<Interval>>> {
            let one = |d0, d1| method(pair(d0, d1).0, pair(d0, d1).1, Level::P95).known().map(|it| it.interval);
            (0..=MOST).map(|d0| (0..=MOST).map(|d1| one(d0, d1)).collect()).collect()
        };
        let (differences, ratios) = (all(score_rate_difference), all(exact_rate_ratio));
        let is_false_alarm =
            |d0, d1| exact_rate_test(pair(d0, d1).0, pair(d0, d1).1).known().is_some_and(|it| it.p_value < 0.05);
        let refused: Vec<Vec<bool>> =
            (0..=MOST).map(|d0| (0..=MOST).map(|d1| is_false_alarm(d0, d1)).collect()).collect();
        let mut mean = 0.0;
        for m0 in expected() {
            let chances0 = poisson(m0, MOST);
            for m1 in expected() {
                let (chances1, r1) = (poisson(m1, MOST), m1 / time);
                let (mut ratio, mut error) = (0.0, 0.0);
                for (d0, chance0) in chances0.iter().enumerate() {
                    for (d1, chance1) in chances1.iter().enumerate() {
                        let chance = chance0 * chance1;
                        let holds = |it: &Option<Interval>, truth| it.is_some_and(|it| it.holds(truth));
                        mean += if holds(&differences[d0][d1], r1 - m0) { chance / 400.0 } else { 0.0 };
                        ratio += if holds(&ratios[d0][d1], r1 / m0) { chance } else { 0.0 };
                        error += if refused[d0][d1] { chance } else { 0.0 };
                    }
                }
                // Without departures in the control there is no ratio; such samples do not count.
                within(ratio / (1.0 - chances0[0]), 0.95, 1.0, &format!("exact_rate_ratio, {m0} and {m1} expected"));
                if (r1 - m0).abs() < 1e-12 {
                    within(error, 0.0, 0.05, &format!("exact_rate_test, {m0} and {m1} expected"));
                }
            }
        }
        keeps_95(mean, &format!("score_rate_difference, over {time}"));
    }
}

#[test]
fn exact_poisson_intervals_keep_their_level_for_every_rate() {
    let intervals: Vec<Interval> = (0..200).map(|d| interval(person_time_rate(d, 1.0, Level::P95).unwrap())).collect();
    for step in 1..400 {
        let mean = f64::from(step) * 0.25;
        let mut chance = (-mean).exp();
        let mut holds = 0.0;
        for (d, it) in intervals.iter().enumerate() {
            if d > 0 {
                chance *= mean / d as f64;
            }
            holds += if it.holds(mean) { chance } else { 0.0 };
        }
        within(holds, 0.95, 1.0, &format!("person_time, {mean} expected"));
    }
}

/// The share of the simulations in which the answer holds the truth.
fn coverage(seed: u64, truth: f64, mut answer: impl FnMut(&mut Chance) -> Option<Interval>) -> f64 {
    let mut rng = Chance::seeded(seed);
    let (mut held, mut given) = (0, 0);
    while given < RUNS {
        if let Some(interval) = answer(&mut rng) {
            given += 1;
            held += u32::from(interval.holds(truth));
        }
    }
    f64::from(held) / f64::from(given)
}

#[test]
fn revenue_churn_keeps_its_level() {
    for (n, chance) in [(40, 0.3), (100, 0.1), (400, 0.05), (1_000, 0.27)] {
        let held = coverage(11, chance, |rng| {
            let sums = RatioSums::from_pairs((0..n).map(|_| {
                let price = rng.price();
                (price, if rng.share() < chance { price } else { 0.0 })
            }));
            Some(interval(weighted_share(&sums, Level::P95).unwrap()))
        });
        keeps_95(held, &format!("weighted_share, {n} customers of whom {chance} leave"));
    }
}

#[test]
fn revenue_churn_keeps_its_level_when_the_dear_plans_leave_more() {
    // Those who pay more than the middle price leave with chance 0.3, the others with 0.1.
    let mut rng = Chance::seeded(12);
    let middle = 3.0_f64.exp();
    let leaves = |price: f64| if price > middle { 0.3 } else { 0.1 };
    let (mut lost, mut all) = (0.0, 0.0);
    for _ in 0..4_000_000 {
        let price = rng.price();
        all += price;
        lost += price * leaves(price);
    }
    for n in [80, 500] {
        let held = coverage(13, lost / all, |rng| {
            let sums = RatioSums::from_pairs((0..n).map(|_| {
                let price = rng.price();
                (price, if rng.share() < leaves(price) { price } else { 0.0 })
            }));
            Some(interval(weighted_share(&sums, Level::P95).unwrap()))
        });
        keeps_95(held, &format!("weighted_share, {n} customers, dear plans leave more"));
    }
}

#[test]
fn revenue_retention_keeps_its_level() {
    for n in [100, 300, 1_000] {
        // A tenth leaves; the others pay what they paid, on average 5 % more.
        let held = coverage(14, 0.9 * 1.05, |rng| {
            let sums = RatioSums::from_pairs((0..n).map(|_| {
                let price = rng.price();
                let stays = rng.share() >= 0.1;
                (price, if stays { price * (0.85 + 0.4 * rng.share()) } else { 0.0 })
            }));
            interval_if_known(ratio_of_sums(&sums, Level::P95).unwrap())
        });
        keeps_95(held, &format!("ratio_of_sums, {n} customers"));
    }
}

fn interval_if_known(answer: Answer) -> Option<Interval> {
    answer.known().map(|it| it.interval)
}

/// Customers who leave at a constant hazard of 1 and are last seen at a time spread evenly over 0 to `watched`.
fn exponential(rng: &mut Chance, n: usize, watched: f64) -> LifeTable {
    let (mut durations, mut observations) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for _ in 0..n {
        let leaves = -(1.0 - rng.share()).ln();
        let seen = watched * rng.share();
        durations.push(leaves.min(seen));
        observations.push(Observation::from(leaves <= seen));
    }
    LifeTable::from_durations(&durations, &observations).expect("durations are finite")
}

#[test]
fn survival_curves_keep_their_level_on_the_scales_that_promise_it() {
    for (n, scale) in [
        (25, Scale::LogLog),
        (100, Scale::LogLog),
        (400, Scale::LogLog),
        (100, Scale::Logit),
        (100, Scale::Arcsine),
        (400, Scale::Log),
        (400, Scale::Plain),
    ] {
        for time in [0.3, 0.8] {
            let held = coverage(21, f64::exp(-time), |rng| {
                let curve = kaplan_meier_on(&exponential(rng, n, 3.0), Level::P95, scale);
                interval_if_known(curve.at(time).unwrap())
            });
            keeps_95(held, &format!("kaplan_meier {}, n = {n}, t = {time}", scale.word()));
        }
    }
}

#[test]
fn the_exact_scale_never_promises_too_much_with_ten_customers() {
    // 10 customers and a survival of 0.95: log-log holds 91 %, and no interval of binomial counts comes nearer from above.
    for (n, truth) in [(10, 0.95_f64), (10, 0.8), (10, 0.5), (25, 0.95), (100, 0.9)] {
        let held = coverage(27, truth, |rng| {
            let curve = kaplan_meier_on(&exponential(rng, n, 4.0), Level::P95, Scale::Exact);
            interval_if_known(curve.at(-truth.ln()).unwrap())
        });
        within(held, 0.95, 1.0, &format!("kaplan_meier exact, n = {n}, S = {truth}"));
    }
}

#[test]
fn the_bound_before_the_first_departure_is_too_high_in_one_of_forty_at_most() {
    for (n, truth) in [(5, 0.5_f64), (10, 0.7), (20, 0.83), (20, 0.95)] {
        let mut rng = Chance::seeded(22);
        let mut too_high = 0;
        for _ in 0..RUNS {
            let curve = kaplan_meier(&exponential(&mut rng, n, 4.0), Level::P95);
            let answer = curve.at(-truth.ln()).unwrap();
            let bound = answer.known().filter(|it| it.method == Method::SURVIVAL_EXACT_BOUND);
            too_high += u32::from(bound.is_some_and(|it| it.interval.lower > truth));
        }
        within(f64::from(too_high) / f64::from(RUNS), 0.0, 0.025, &format!("{n} customers, survival {truth}"));
    }
}

#[test]
fn cumulative_hazards_keep_their_level() {
    for (n, time) in [(50, 0.8), (200, 0.3), (200, 1.2)] {
        let held = coverage(23, time, |rng| {
            let hazard = nelson_aalen(&exponential(rng, n, 3.0), Ties::Classical, Level::P95);
            interval_if_known(hazard.at(time).unwrap())
        });
        keeps_95(held, &format!("nelson_aalen, n = {n}, t = {time}"));
    }
}

#[test]
fn medians_keep_their_level() {
    for n in [30, 100, 400] {
        let held = coverage(24, f64::ln(2.0), |rng| {
            let curve = kaplan_meier(&exponential(rng, n, 4.0), Level::P95);
            interval_if_known(curve.median())
        });
        keeps_95(held, &format!("median, n = {n}"));
    }
}

#[test]
fn restricted_means_keep_their_level() {
    let truth = 1.0 - f64::exp(-1.0);
    for n in [50, 200] {
        let held = coverage(25, truth, |rng| {
            let curve = kaplan_meier(&exponential(rng, n, 4.0), Level::P95);
            interval_if_known(restricted_mean(&curve, 1.0).unwrap())
        });
        keeps_95(held, &format!("restricted_mean, n = {n}"));
        let held = coverage(26, 0.0, |rng| {
            let [control, treated] = [4.0, 2.5].map(|watched| kaplan_meier(&exponential(rng, n, watched), Level::P95));
            interval_if_known(restricted_mean_difference(&control, &treated, 1.0).unwrap())
        });
        keeps_95(held, &format!("restricted_mean_difference, n = {n} each"));
    }
}

#[test]
fn log_rank_tests_raise_a_false_alarm_in_one_of_twenty() {
    for weighting in [
        Weighting::LogRank,
        Weighting::Wilcoxon,
        Weighting::TaroneWare,
        Weighting::Peto,
        Weighting::FlemingHarrington { p: 1.0, q: 0.0 },
        Weighting::FlemingHarrington { p: 0.0, q: 1.0 },
    ] {
        let mut rng = Chance::seeded(31);
        let mut alarms = 0;
        for _ in 0..RUNS {
            // Late departures alone count with (0, 1), and there are few of them: it takes larger groups.
            let times = if weighting == (Weighting::FlemingHarrington { p: 0.0, q: 1.0 }) { 6 } else { 1 };
            let groups = [40, 60, 50].map(|n| exponential(&mut rng, n * times, 3.0));
            let test = *log_rank(&groups, weighting).unwrap().test.known().expect("some leave");
            alarms += u32::from(test.p_value < 0.05);
        }
        within(f64::from(alarms) / f64::from(RUNS), 0.041, 0.059, &format!("{weighting:?}"));
    }
}

#[test]
fn pooled_tests_raise_a_false_alarm_in_one_of_twenty() {
    let mut rng = Chance::seeded(32);
    let mut draw = |n: u64, p: f64| (0..n).filter(|_| rng.share() < p).count() as u64;
    let mut alarms = 0;
    for _ in 0..RUNS {
        let [control, treated] = [(300, 0.2), (200, 0.2)].map(|(n, p)| Proportion::new(draw(n, p), n).unwrap());
        let test = pooled_proportions_test(control, treated);
        alarms += u32::from(test.known().is_some_and(|test| test.p_value < 0.05));
    }
    within(f64::from(alarms) / f64::from(RUNS), 0.041, 0.059, "pooled_proportions");
}

#[test]
fn corrections_keep_the_chance_of_any_false_alarm() {
    let corrections =
        [Correction::Bonferroni, Correction::Sidak, Correction::Holm, Correction::Hochberg, Correction::Hommel];
    for correction in corrections {
        let mut rng = Chance::seeded(33);
        let mut alarms = 0;
        for _ in 0..RUNS {
            let p_values: Vec<f64> = (0..8).map(|_| rng.share()).collect();
            let adjusted = adjust(&p_values, correction).unwrap();
            alarms += u32::from(adjusted.iter().any(|p| *p < 0.05));
        }
        within(f64::from(alarms) / f64::from(RUNS), 0.035, 0.059, correction.word());
    }
}
