//! Moves between states and the recommendation score, against published examples, numpy and R.

use stats::Level;
use stats::estimate::{Answer, Estimate};
use stats::movement::{
    Chain, Horizon, Moves, Recommendations, Rewards, RowInterval, ScoreInterval, homogeneity, periods_until_absorbed,
    recommendation_difference, recommendation_score, state_values, transition_matrix,
};
use stats::rates::wilson;

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn known(answer: &Answer) -> Estimate {
    *answer.known().unwrap_or_else(|| panic!("undetermined: {:?}", answer.why()))
}

/// Five states of recency, the last for customers who are gone: the example of Pfeifer and Carraway (2000).
const RECENCY: [f64; 25] = [
    0.3, 0.7, 0.0, 0.0, 0.0, //
    0.2, 0.0, 0.8, 0.0, 0.0, //
    0.15, 0.0, 0.0, 0.85, 0.0, //
    0.05, 0.0, 0.0, 0.0, 0.95, //
    0.0, 0.0, 0.0, 0.0, 1.0,
];
const MARGINS: [f64; 5] = [36.0, -4.0, -4.0, -4.0, 0.0];

/// Deep red, orange, yellow, soft green, green, left.
const LADDER: [f64; 36] = [
    0.5, 0.2, 0.08, 0.02, 0.0, 0.2, //
    0.18, 0.42, 0.22, 0.06, 0.02, 0.1, //
    0.05, 0.15, 0.5, 0.2, 0.05, 0.05, //
    0.02, 0.05, 0.18, 0.52, 0.2, 0.03, //
    0.01, 0.02, 0.07, 0.2, 0.68, 0.02, //
    0.0, 0.0, 0.0, 0.0, 0.0, 1.0,
];

/// So many moves from each state as give these chances exactly.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers by choice")]
fn counts(chances: &[f64], per_row: f64) -> Vec<u64> {
    chances.iter().map(|p| (p * per_row).round() as u64).collect()
}

#[test]
fn values_agree_with_pfeifer_and_carraway() {
    let chain = Chain::new(5, &RECENCY).unwrap();
    let moves =
        Moves::from_counts(5, &counts(&RECENCY[..20], 100.0).into_iter().chain([0; 5]).collect::<Vec<_>>(), &[4]);
    let moves = moves.unwrap();
    for (horizon, wanted) in [
        (Horizon::Forever, [52.319_609_44, 5.553_783_564, 1.250_772_986, -1.820_016_273, 0.0]),
        (Horizon::Periods(4), [50.114_969_14, 4.219_907_407, 0.592_110_339_5, -1.980_131_173, 0.0]),
    ] {
        let rewards = Rewards { per_state: &MARGINS, discount_rate: 0.2, horizon };
        let exact = chain.values(rewards).unwrap();
        let estimated = state_values(&moves, rewards, Level::P95).unwrap();
        for state in 0..5 {
            close(exact[state].unwrap(), wanted[state], 6e-9 * wanted[state].abs().max(1.0));
            let it = known(&estimated[state]);
            close(it.value, wanted[state], 6e-9 * wanted[state].abs().max(1.0));
            assert_eq!(it.standard_error.is_some(), state < 4);
        }
    }
}

#[test]
fn periods_before_leaving_agree_with_the_ladder() {
    let exact = Chain::new(6, &LADDER).unwrap().periods_until_end();
    let mut counted = counts(&LADDER, 100.0);
    counted[35] = 0;
    let estimated = periods_until_absorbed(&Moves::from_counts(6, &counted, &[5]).unwrap(), Level::P95);
    let wanted = [10.947_672_81, 13.939_802_01, 16.511_443_3, 18.248_026_69, 19.355_247_31, 0.0];
    for (state, wanted) in wanted.into_iter().enumerate() {
        close(exact[state].unwrap(), wanted, 5e-8);
        close(known(&estimated[state]).value, wanted, 5e-8);
    }
}

#[test]
fn standard_errors_are_those_of_small_changes_in_the_shares() {
    // The delta method by hand: change each share a little, weigh the changes with the multinomial covariance.
    let mut counted = counts(&LADDER, 100.0);
    counted[35] = 0;
    let moves = Moves::from_counts(6, &counted, &[5]).unwrap();
    let rewards = |horizon| Rewards { per_state: &[1.0, 3.0, 5.0, 8.0, 10.0, -2.0], discount_rate: 0.1, horizon };
    let horizons = [Horizon::Periods(7), Horizon::Forever];
    let all = |chances: &[f64]| -> [f64; 3] {
        // Chances off by a little do not add up to 1, so they are solved here with the last column as the rest.
        let chain = Chain::new(6, chances).unwrap();
        let [some, forever] = horizons.map(|horizon| chain.values(rewards(horizon)).unwrap()[1].unwrap());
        [chain.periods_until_end()[1].unwrap(), some, forever]
    };
    let step = 1e-5;
    let mut variance = [0.0; 3];
    for row in 0..5 {
        // Slopes along "one more to the column, one less to the end".
        let slopes: Vec<[f64; 3]> = (0..6)
            .map(|to| {
                let [up, down] = [step, -step].map(|step| {
                    let mut chances = LADDER;
                    chances[row * 6 + to] += step;
                    chances[row * 6 + 5] -= step;
                    if chances[row * 6 + to] < 0.0 { None } else { Some(all(&chances)) }
                });
                let middle = all(&LADDER);
                std::array::from_fn(|k| match (up, down) {
                    (Some(up), Some(down)) => (up[k] - down[k]) / (2.0 * step),
                    (Some(up), None) => (up[k] - middle[k]) / step,
                    _ => 0.0,
                })
            })
            .collect();
        let p = &LADDER[row * 6..row * 6 + 6];
        for (k, variance) in variance.iter_mut().enumerate() {
            let mean: f64 = p.iter().zip(&slopes).map(|(p, slope)| p * slope[k]).sum();
            *variance += p.iter().zip(&slopes).map(|(p, slope)| p * (slope[k] - mean).powi(2)).sum::<f64>() / 100.0;
        }
    }
    let values = horizons.map(|horizon| known(&state_values(&moves, rewards(horizon), Level::P95).unwrap()[1]));
    let periods = known(&periods_until_absorbed(&moves, Level::P95)[1]);
    for (got, variance) in [periods, values[0], values[1]].into_iter().zip(variance) {
        close(got.standard_error.unwrap() / variance.sqrt(), 1.0, 1e-6);
    }
}

#[test]
fn shares_of_moves_are_wilson_shares_and_goodman_is_wider() {
    let moves = Moves::from_counts(3, &[17, 20, 3, 0, 0, 5, 0, 0, 0], &[2]).unwrap();
    let single = transition_matrix(&moves, RowInterval::Wilson, Level::P95);
    let at_once = transition_matrix(&moves, RowInterval::Goodman, Level::P95);
    for to in 0..3 {
        let share = stats::Proportion::new(moves.count(0, to), 40).unwrap();
        let (wanted, got, wider) = (known(&wilson(share, Level::P95)), known(&single[0][to]), known(&at_once[0][to]));
        assert_eq!((wanted.value, wanted.interval, wanted.n), (got.value, got.interval, got.n));
        // Three shares at once: the deviate that leaves 5/3 %.
        let level = Level::new(1.0 - 0.05 / 3.0).unwrap();
        let bonferroni = known(&wilson(share, level));
        close(wider.interval.lower, bonferroni.interval.lower, 1e-12);
        close(wider.interval.upper, bonferroni.interval.upper, 1e-12);
    }
}

#[test]
fn homogeneity_agrees_with_chisq_test_row_by_row() {
    // R: chisq.test(rbind(c(30, 12, 8), c(25, 20, 15)))$statistic and chisq.test(rbind(c(5, 40), c(14, 30)))$statistic.
    let groups = [
        Moves::from_counts(3, &[30, 12, 8, 5, 40, 0, 0, 0, 0], &[2]).unwrap(),
        Moves::from_counts(3, &[25, 20, 15, 14, 30, 0, 0, 0, 0], &[2]).unwrap(),
    ];
    let test = *homogeneity(&groups).unwrap().known().unwrap();
    let (first, second) = (HOMOGENEITY_FIRST, HOMOGENEITY_SECOND);
    close(test.statistic, first + second, 1e-9);
    assert_eq!(test.degrees_of_freedom, Some(3));
}

const HOMOGENEITY_FIRST: f64 = 3.706_521_739_130_435;
const HOMOGENEITY_SECOND: f64 = 5.681_210_602_263_233;

#[test]
fn recommendation_score_agrees_with_numpy() {
    let answers = Recommendations { promoters: 690, passives: 392, detractors: 1271 };
    for interval in [ScoreInterval::ByCount, ScoreInterval::Wald] {
        let it = known(&recommendation_score(answers, interval, Level::P95).unwrap());
        assert_eq!(it.n, 2353);
        close(it.value, -0.246_918_827, 5e-10);
        close(it.standard_error.unwrap(), 0.018_118_409_9, 5e-11);
        close(it.interval.lower, -0.282_430_258, 5e-10);
        close(it.interval.upper, -0.211_407_396, 5e-10);
    }
    // With so many answers the score interval is nearly the same.
    let score = known(&recommendation_score(answers, ScoreInterval::Score, Level::P95).unwrap());
    close(score.interval.lower, -0.282_430_258, 5e-4);
    close(score.interval.upper, -0.211_407_396, 5e-4);
}

#[test]
fn score_intervals_agree_with_tangos_example() {
    // Tango (1998), table: 12 and 2 discordant of 44 pairs, 95 % interval 0.09 to 0.39; 0 and 0 of 44: −0.08 to 0.08.
    let of = |promoters, detractors| {
        let answers = Recommendations { promoters, passives: 44 - promoters - detractors, detractors };
        known(&recommendation_score(answers, ScoreInterval::Score, Level::P95).unwrap()).interval
    };
    let none = of(0, 0);
    close(none.upper, 3.841_458_820_694_124 / (44.0 + 3.841_458_820_694_124), 1e-9);
    close(none.lower, -none.upper, 1e-12);
    let some = of(12, 2);
    assert!(some.lower > 0.05 && some.upper < 0.42 && some.holds(10.0 / 44.0), "{some:?}");
    let mirrored = of(2, 12);
    close(some.lower, -mirrored.upper, 1e-12);
}

#[test]
fn a_difference_of_large_scores_has_the_usual_error() {
    let (a, b) = (
        Recommendations { promoters: 690, passives: 392, detractors: 1271 },
        Recommendations { promoters: 800, passives: 500, detractors: 900 },
    );
    let it = known(&recommendation_difference([a, b], ScoreInterval::Wald, Level::P95).unwrap());
    let [one, other] = [a, b].map(|it| known(&recommendation_score(it, ScoreInterval::Wald, Level::P95).unwrap()));
    let error = one.standard_error.unwrap().hypot(other.standard_error.unwrap());
    close(it.value, other.value - one.value, 1e-15);
    close(it.interval.upper - it.value, Level::P95.z() * error, 1e-12);
    close(it.value - it.interval.lower, Level::P95.z() * error, 1e-12);
}
