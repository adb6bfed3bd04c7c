//! Moves between states and the recommendation score.

use proptest::prelude::*;
use stats::Level;
use stats::movement::{
    Horizon, Moves, Recommendations, Rewards, RowInterval, ScoreInterval, Visits, homogeneity, periods_until_absorbed,
    recommendation_difference, recommendation_score, state_values, transition_matrix,
};

const STATES: usize = 4;

fn counts() -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::vec(prop_oneof![2 => Just(0_u64), 3 => 0_u64..30], STATES * STATES)
}

fn moves_of(mut counts: Vec<u64>) -> Moves {
    counts[STATES * (STATES - 1)..].fill(0);
    Moves::from_counts(STATES, &counts, &[STATES - 1]).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-8 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_of_a_row_add_up_to_one(counts in counts()) {
        let moves = moves_of(counts);
        for row in transition_matrix(&moves, RowInterval::Wilson, Level::P95) {
            let sum: f64 = row.iter().filter_map(|it| it.known()).map(|it| it.value).sum();
            prop_assert!(row[0].known().is_none() || near(sum, 1.0));
        }
    }

    #[test]
    fn one_period_more_is_what_the_next_states_still_take(counts in counts()) {
        let moves = moves_of(counts);
        let periods = periods_until_absorbed(&moves, Level::P95);
        for from in 0..STATES - 1 {
            let Some(it) = periods[from].known() else { continue };
            prop_assert!(it.interval.holds(it.value) && it.value >= 1.0 - 1e-9, "{it:?}");
            let later: f64 = (0..STATES).filter(|&to| moves.count(from, to) > 0).map(|to| {
                moves.count(from, to) as f64 / moves.from(from) as f64 * periods[to].known().map_or(0.0, |it| it.value)
            }).sum();
            prop_assert!(near(it.value, 1.0 + later) || periods.iter().any(|it| it.known().is_none()), "{} {}", it.value, 1.0 + later);
        }
    }

    #[test]
    fn a_long_horizon_is_worth_what_no_horizon_is(counts in counts(), rate in 0.05_f64..1.0) {
        let moves = moves_of(counts);
        let of = |horizon| state_values(&moves, Rewards { per_state: &[3.0, -1.0, 2.0, 0.5], discount_rate: rate, horizon }, Level::P95).unwrap();
        for (some, forever) in of(Horizon::Periods(1_200)).iter().zip(of(Horizon::Forever)) {
            prop_assert_eq!(some.known().is_some(), forever.known().is_some());
            if let (Some(some), Some(forever)) = (some.known(), forever.known()) {
                prop_assert!(near(some.value, forever.value), "{some:?} {forever:?}");
                prop_assert!(near(some.standard_error.unwrap_or(0.0), forever.standard_error.unwrap_or(0.0)));
            }
        }
    }

    #[test]
    fn every_move_so_many_times_keeps_values_and_shrinks_errors(counts in counts(), times in 2_u64..6) {
        let (one, more) = (moves_of(counts.clone()), moves_of(counts.iter().map(|it| it * times).collect()));
        for (one, more) in periods_until_absorbed(&one, Level::P95).iter().zip(periods_until_absorbed(&more, Level::P95)) {
            prop_assert_eq!(one.known().is_some(), more.known().is_some());
            if let (Some(one), Some(more)) = (one.known(), more.known()) {
                prop_assert!(near(one.value, more.value));
                let [a, b] = [one, more].map(|it| it.standard_error.unwrap_or(0.0));
                prop_assert!(near(a, b * (times as f64).sqrt()));
            }
        }
    }

    #[test]
    fn the_order_of_visits_and_groups_makes_no_difference(visits in proptest::collection::vec((0_u64..6, 0_u32..12, 0_usize..STATES), 1..60)) {
        let mut seen = std::collections::BTreeSet::new();
        let visits: Vec<_> = visits.into_iter().filter(|it| seen.insert((it.0, it.1))).collect();
        let of = |visits: &[(u64, u32, usize)], period| {
            let (ids, times): (Vec<u64>, Vec<f64>) = visits.iter().map(|it| (it.0, f64::from(it.1))).unzip();
            let states: Vec<usize> = visits.iter().map(|it| it.2).collect();
            Moves::from_visits(STATES, Visits { ids: &ids, times: &times, states: &states, period }, &[]).unwrap()
        };
        let backwards: Vec<_> = visits.iter().copied().rev().collect();
        prop_assert_eq!(of(&visits, Some(1.0)), of(&backwards, Some(1.0)));
        let (monthly, any) = (of(&visits, Some(1.0)), of(&visits, None));
        prop_assert_eq!(monthly.total() + monthly.gaps(), any.total());
        let (early, late): (Vec<_>, Vec<_>) = visits.iter().copied().partition(|it| it.0 < 3);
        let (a, b) = (of(&early, None), of(&late, None));
        prop_assert_eq!(a.total() + b.total(), any.total());
        let tests = [homogeneity(&[a.clone(), b.clone()]).unwrap(), homogeneity(&[b, a]).unwrap()];
        prop_assert_eq!(tests[0].known().is_some(), tests[1].known().is_some());
        if let [Some(one), Some(other)] = [tests[0].known(), tests[1].known()] {
            prop_assert!(near(one.statistic, other.statistic) && (0.0..=1.0).contains(&one.p_value));
        }
    }

    #[test]
    fn scores_hold_themselves_and_turn_around(promoters in 0_u64..40, passives in 0_u64..40, detractors in 0_u64..40) {
        prop_assume!(promoters + passives + detractors > 0);
        let of = |promoters, detractors| {
            let answers = Recommendations { promoters, passives, detractors };
            *recommendation_score(answers, ScoreInterval::Score, Level::P95).unwrap().known().unwrap()
        };
        let (it, turned) = (of(promoters, detractors), of(detractors, promoters));
        prop_assert!(it.interval.holds(it.value) && it.interval.lower < it.interval.upper, "{it:?}");
        prop_assert!(near(it.interval.lower, -turned.interval.upper) && near(it.interval.upper, -turned.interval.lower));
        let some = Recommendations { promoters: 5, passives: 6, detractors: 7 };
        let answers = Recommendations { promoters, passives, detractors };
        let pair = |it| *recommendation_difference(it, ScoreInterval::Score, Level::P95).unwrap().known().unwrap();
        let (there, back) = (pair([some, answers]), pair([answers, some]));
        prop_assert!(near(there.interval.lower, -back.interval.upper) && there.interval.holds(there.value));
    }

    #[test]
    fn no_numbers_whatever_make_a_panic(counts in proptest::collection::vec(any::<u64>(), 0..10), reward in any::<f64>(), rate in any::<f64>(), periods in any::<u32>()) {
        for ends in [&[][..], &[1], &[9]] {
            let Ok(moves) = Moves::from_counts(3, &counts.iter().map(|it| it >> 16).collect::<Vec<_>>(), ends) else { continue };
            for answer in periods_until_absorbed(&moves, Level::P95) {
                prop_assert!(answer.known().is_none_or(|it| it.value.is_finite()));
            }
            for horizon in [Horizon::Forever, Horizon::Periods(periods)] {
                let _ = state_values(&moves, Rewards { per_state: &[reward, 1.0, 0.0], discount_rate: rate, horizon }, Level::P95);
            }
            let _ = homogeneity(&[moves.clone(), moves]);
        }
        let _ = Recommendations::from_answers(&[reward, rate]);
        if let &[promoters, passives, detractors, ..] = counts.as_slice() {
            let answers = Recommendations { promoters, passives, detractors };
            let _ = recommendation_score(answers, ScoreInterval::ByCount, Level::P95);
        }
    }
}
