//! Moves between states and the recommendation score.

use crate::chance::Chance;
use stats::Level;
use stats::movement::{
    Horizon, Moves, Recommendations, Rewards, RowInterval, ScoreInterval, Visits, homogeneity, periods_until_absorbed,
    recommendation_difference, recommendation_score, state_values, transition_matrix,
};

/// Simulations per case: the share that holds is then known to within 0.9 points in 99 of 100 cases.
const RUNS: u32 = 4_000;

#[track_caller]
fn within(share: f64, lowest: f64, highest: f64, what: &str) {
    assert!((lowest..=highest).contains(&share), "{what}: {:.2} %", share * 100.0);
}

const STATES: usize = 4;
/// Red, yellow, green, left.
const CHANCES: [[f64; STATES]; 3] = [[0.5, 0.25, 0.05, 0.2], [0.15, 0.5, 0.25, 0.1], [0.05, 0.15, 0.75, 0.05]];

fn next(rng: &mut Chance, state: usize) -> usize {
    let share = rng.share();
    let mut sum = 0.0;
    CHANCES[state]
        .iter()
        .position(|p| {
            sum += p;
            share < sum
        })
        .unwrap_or(STATES - 1)
}

fn moves(rng: &mut Chance, per_state: usize) -> Moves {
    let mut counts = vec![0; STATES * STATES];
    for state in 0..STATES - 1 {
        for _ in 0..per_state {
            counts[state * STATES + next(rng, state)] += 1;
        }
    }
    Moves::from_counts(STATES, &counts, &[STATES - 1]).expect("counts")
}

fn truth() -> stats::movement::Chain {
    let chances: Vec<f64> = CHANCES.iter().flatten().copied().chain([0.0, 0.0, 0.0, 1.0]).collect();
    stats::movement::Chain::new(STATES, &chances).expect("chances")
}

const MARGINS: [f64; STATES] = [1.0, 4.0, 10.0, 0.0];

#[test]
fn periods_and_values_keep_their_level() {
    let rewards = |horizon| Rewards { per_state: &MARGINS, discount_rate: 0.05, horizon };
    let horizons = [Horizon::Forever, Horizon::Periods(6)];
    let wanted: Vec<Vec<f64>> = std::iter::once(truth().periods_until_end())
        .chain(horizons.map(|horizon| truth().values(rewards(horizon)).expect("rewards")))
        .map(|it| it.into_iter().map(|it| it.expect("everybody leaves")).collect())
        .collect();
    for per_state in [100, 300] {
        let mut rng = Chance::seeded(51);
        let mut held = [[0_u32; STATES - 1]; 3];
        for _ in 0..RUNS {
            let moves = moves(&mut rng, per_state);
            let values = horizons.map(|horizon| state_values(&moves, rewards(horizon), Level::P95).expect("rewards"));
            let answers = [&periods_until_absorbed(&moves, Level::P95), &values[0], &values[1]];
            for (what, answers) in answers.into_iter().enumerate() {
                for (state, held) in held[what].iter_mut().enumerate() {
                    let it = answers[state].known().expect("some leave");
                    *held += u32::from(it.interval.holds(wanted[what][state]));
                }
            }
        }
        for (what, held) in held.into_iter().enumerate() {
            for (state, held) in held.into_iter().enumerate() {
                within(f64::from(held) / f64::from(RUNS), 0.935, 0.965, &format!("{what} of {state}, n = {per_state}"));
            }
        }
    }
}

#[test]
fn shares_of_moves_keep_their_level_singly_and_as_a_row() {
    for per_state in [100, 400] {
        let mut rng = Chance::seeded(52);
        let (mut single, mut row) = ([0_u32; STATES], 0);
        for _ in 0..RUNS {
            let moves = moves(&mut rng, per_state);
            let holds = |intervals| -> Vec<bool> {
                let matrix = transition_matrix(&moves, intervals, Level::P95);
                let cells = matrix[1].iter().zip(CHANCES[1]);
                cells.map(|(it, p)| it.known().expect("some moved").interval.holds(p)).collect()
            };
            for (single, holds) in single.iter_mut().zip(holds(RowInterval::Wilson)) {
                *single += u32::from(holds);
            }
            row += u32::from(holds(RowInterval::Goodman).into_iter().all(|it| it));
        }
        for single in single {
            within(f64::from(single) / f64::from(RUNS), 0.925, 0.975, &format!("one share, n = {per_state}"));
        }
        within(f64::from(row) / f64::from(RUNS), 0.945, 0.98, &format!("row, n = {per_state}"));
    }
}

#[test]
fn homogeneity_raises_a_false_alarm_in_one_of_twenty() {
    let mut rng = Chance::seeded(53);
    let (mut groups_alarm, mut order_alarm, mut time_alarm) = (0, 0, 0);
    let runs = RUNS / 2;
    for _ in 0..runs {
        let groups = [40, 80, 60].map(|n| moves(&mut rng, n));
        let alarm = |test: stats::Tested| u32::from(test.known().expect("moves").p_value < 0.05);
        groups_alarm += alarm(homogeneity(&groups).expect("groups"));
        let (mut ids, mut times, mut states) = (Vec::new(), Vec::new(), Vec::new());
        for id in 0..200 {
            let mut state = usize::from(rng.share() < 0.5) + 1;
            for time in 0..8 {
                ids.push(id);
                times.push(f64::from(time));
                states.push(state);
                if state == STATES - 1 {
                    break;
                }
                state = next(&mut rng, state);
            }
        }
        let visits = Visits { ids: &ids, times: &times, states: &states, period: Some(1.0) };
        let before = Moves::by_state_before(STATES, visits, &[STATES - 1]).expect("visits");
        order_alarm += alarm(homogeneity(&before).expect("groups"));
        let by_time: Vec<Moves> =
            Moves::by_time(STATES, visits, &[STATES - 1]).expect("visits").into_iter().map(|it| it.1).collect();
        time_alarm += alarm(homogeneity(&by_time[1..5]).expect("times"));
    }
    for (alarms, what) in [(groups_alarm, "groups"), (order_alarm, "state before"), (time_alarm, "time")] {
        within(f64::from(alarms) / f64::from(runs), 0.036, 0.064, what);
    }
}

/// The chances of all ways in which n answers fall into three kinds, with the answers.
fn answers(n: u64, p: f64, d: f64) -> Vec<(f64, Recommendations)> {
    let ln_factorial: Vec<f64> = (0..=n)
        .scan(0.0, |sum, k| {
            *sum += if k > 0 { (k as f64).ln() } else { 0.0 };
            Some(*sum)
        })
        .collect();
    let at = |k: u64| ln_factorial[usize::try_from(k).expect("small")];
    let mut all = Vec::new();
    for promoters in 0..=n {
        for detractors in 0..=n - promoters {
            let passives = n - promoters - detractors;
            let power = |k: u64, share: f64| if k == 0 { 0.0 } else { k as f64 * share.ln() };
            let log = at(n) - at(promoters) - at(passives) - at(detractors)
                + power(promoters, p)
                + power(detractors, d)
                + power(passives, 1.0 - p - d);
            all.push((log.exp(), Recommendations { promoters, passives, detractors }));
        }
    }
    all
}

#[test]
fn recommendation_scores_keep_their_level() {
    for (n, interval) in [
        (10, ScoreInterval::Score),
        (25, ScoreInterval::Score),
        (60, ScoreInterval::ByCount),
        (200, ScoreInterval::ByCount),
    ] {
        let (mut sum, mut cases) = (0.0, 0.0);
        for (p, d) in [(0.3, 0.5), (0.5, 0.2), (0.6, 0.1), (0.2, 0.2), (0.45, 0.35), (0.25, 0.6), (0.7, 0.15)] {
            let held: f64 = answers(n, p, d)
                .into_iter()
                .filter(|(chance, answers)| {
                    *chance > 1e-9
                        && recommendation_score(*answers, interval, Level::P95)
                            .expect("few")
                            .known()
                            .is_some_and(|it| it.interval.holds(p - d))
                })
                .map(|it| it.0)
                .sum();
            within(held, 0.92, 0.98, &format!("score {}, n = {n}, {p} and {d}", interval.word()));
            sum += held;
            cases += 1.0;
        }
        within(sum / cases, 0.935, 0.965, &format!("score {}, n = {n}", interval.word()));
    }
}

#[test]
fn differences_of_scores_keep_their_level() {
    for (first, second) in [(12, 20), (30, 30), (250, 300)] {
        let mut rng = Chance::seeded(54);
        let mut draw = |n: u64, p: f64, d: f64| {
            let mut counted = Recommendations::default();
            for _ in 0..n {
                let share = rng.share();
                *if share < p {
                    &mut counted.promoters
                } else if share < p + d {
                    &mut counted.detractors
                } else {
                    &mut counted.passives
                } += 1;
            }
            counted
        };
        let mut held = 0;
        for _ in 0..RUNS {
            let pair = [draw(first, 0.4, 0.35), draw(second, 0.5, 0.2)];
            let it = *recommendation_difference(pair, ScoreInterval::ByCount, Level::P95)
                .expect("few")
                .known()
                .expect("answers");
            held += u32::from(it.interval.holds(0.25));
        }
        within(f64::from(held) / f64::from(RUNS), 0.935, 0.965, &format!("difference, {first} and {second}"));
    }
}
