//! Effects of what chance assigned: what theory says of all of them.

use proptest::prelude::*;
use stats::checked::{Level, Proportion};
use stats::estimate::{Answer, Estimate, Tested};
use stats::experiment::{
    AlwaysValid, Arm, ClusterErrors, Clusters, Effect, Moments, Outcome, Plan, Prior, Redraws, Robust, Rows, Spread,
    StrataWeights, always_valid_means, always_valid_shares, beta_binomial, clustered, cuped, difference_in_means,
    difference_in_shares, lin, power, sample_ratio, sample_ratio_running, sample_size, stratified_means,
    stratified_shares,
};
use stats::rates::miettinen_nurminen_ratio;

/// Outcome, covariate, treated, cluster.
type Row = (f64, f64, bool, u32);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec((-50.0..50.0, -9.0..9.0, any::<bool>(), 0u32..6), 1..60)
}

fn arms_of(rows: &[Row], scale: f64, shift: f64) -> [Moments; 2] {
    let y: Vec<f64> = rows.iter().map(|row| row.0 * scale + shift).collect();
    let x: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let arm: Vec<u8> = rows.iter().map(|row| u8::from(row.2)).collect();
    Moments::by_arm(&[&y, &x], &arm, 2).unwrap().try_into().unwrap()
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-8 * (1.0 + a.abs().max(b.abs()))
}

fn same(a: Answer, b: Answer, scale: f64) -> bool {
    match (a, b) {
        (Answer::Known(a), Answer::Known(b)) => {
            near(a.value * scale, b.value)
                && near(a.interval.lower * scale, b.interval.lower)
                && near(a.interval.upper * scale, b.interval.upper)
        }
        (Answer::Undetermined(a), Answer::Undetermined(b)) => a == b,
        _ => false,
    }
}

fn sound(answer: Answer) -> bool {
    let finite = |it: Estimate| {
        it.value.is_finite()
            && it.interval.lower.is_finite()
            && it.interval.upper.is_finite()
            && it.interval.lower <= it.interval.upper
            && it.standard_error.is_none_or(f64::is_finite)
    };
    answer.known().is_none_or(|it| finite(*it))
}

fn all_sound(effect: &Effect) -> bool {
    let p = |test: Tested| test.known().is_none_or(|it| (0.0..=1.0).contains(&it.p_value) && it.statistic.is_finite());
    [effect.control, effect.treated, effect.difference, effect.lift].into_iter().all(sound) && p(effect.test)
}

fn holds(answer: Answer, value: f64) -> Option<bool> {
    answer.known().map(|it| it.interval.holds(value))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_rows_whatever_give_nan_or_a_panic(rows in rows(), equal in any::<bool>()) {
        let y: Vec<f64> = rows.iter().map(|row| if equal { 3.7 } else { row.0 }).collect();
        let x: Vec<f64> = rows.iter().map(|row| row.1.round()).collect();
        let arm: Vec<Arm> = rows.iter().map(|row| row.2.into()).collect();
        let cluster: Vec<u32> = rows.iter().map(|row| row.3).collect();
        let index: Vec<u8> = rows.iter().map(|row| u8::from(row.2)).collect();
        let arms = Moments::by_arm(&[&y, &x], &index, 2).unwrap();
        prop_assert!(all_sound(&difference_in_means(&arms[0], &arms[1], Level::P95)));
        prop_assert!(all_sound(&cuped(&arms[0], &arms[1], Level::P95).unwrap().effect));
        for clusters in [None, Some(&cluster[..])] {
            let rows = Rows { outcome: &y, arm: &arm, covariates: &[&x], clusters };
            prop_assert!(all_sound(&lin(&rows, Robust::Hc3, Level::P95).unwrap().effect));
        }
        let table = Clusters::from_columns(&[&y, &x], &arm, &cluster).unwrap();
        for errors in [ClusterErrors::Cr1, ClusterErrors::Cr2] {
            prop_assert!(all_sound(&clustered(&table, errors, Level::P95).unwrap().adjusted.effect));
        }
        let mut strata = vec![(Moments::new(1), Moments::new(1)); 6];
        for (row, y) in rows.iter().zip(&y) {
            let pair = &mut strata[row.3 as usize];
            let side = if row.2 { &mut pair.1 } else { &mut pair.0 };
            side.add(&[*y, row.1]).unwrap();
        }
        for weights in [StrataWeights::Population, StrataWeights::MantelHaenszel] {
            prop_assert!(all_sound(&stratified_means(&strata, weights, Level::P95).unwrap()));
        }
        let look = always_valid_means(&arms[0], &arms[1], AlwaysValid::new(7, Level::P95).unwrap());
        prop_assert!(sound(look.difference) && sound(look.lift));
    }

    #[test]
    fn the_order_and_the_parts_of_the_rows_make_no_difference(rows in rows(), cut in 0usize..60) {
        let mut reversed = rows.clone();
        reversed.reverse();
        let (a, b) = (arms_of(&rows, 1.0, 0.0), arms_of(&reversed, 1.0, 0.0));
        let (first, last) = rows.split_at(cut.min(rows.len()));
        let mut parts = arms_of(first, 1.0, 0.0);
        for (part, more) in parts.iter_mut().zip(arms_of(last, 1.0, 0.0)) {
            part.merge(&more).unwrap();
        }
        let effect = |arms: &[Moments; 2]| cuped(&arms[0], &arms[1], Level::P95).unwrap().effect;
        prop_assert!(same(effect(&a).difference, effect(&b).difference, 1.0));
        prop_assert!(same(effect(&a).difference, effect(&parts).difference, 1.0));
    }

    #[test]
    fn every_row_so_many_times_keeps_the_effect_and_shrinks_its_error(rows in rows(), times in 2usize..5) {
        let many: Vec<Row> = rows.iter().flat_map(|row| std::iter::repeat_n(*row, times)).collect();
        let effect = |rows: &[Row]| {
            let arms = arms_of(rows, 1.0, 0.0);
            difference_in_means(&arms[0], &arms[1], Level::P95).difference
        };
        if let (Some(once), Some(often)) = (effect(&rows).known(), effect(&many).known()) {
            prop_assert!(near(once.value, often.value));
            // The variance of a mean is Σ (y − ȳ)²/(n (n − 1)): of k times the rows (n − 1)/(k n − 1) of it.
            let part = |arm: bool| {
                let y: Vec<f64> = rows.iter().filter(|row| row.2 == arm).map(|row| row.0).collect();
                let (n, k) = (y.len() as f64, times as f64);
                let mean = y.iter().sum::<f64>() / n;
                y.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n * (k * n - 1.0))
            };
            prop_assert!(near(often.standard_error.unwrap(), (part(false) + part(true)).sqrt()));
        }
    }

    #[test]
    fn another_unit_scales_the_difference_and_leaves_p_and_lift(rows in rows(), unit in 0.001..1000.0) {
        let effect = |arms: [Moments; 2]| difference_in_means(&arms[0], &arms[1], Level::P95);
        let (plain, scaled) = (effect(arms_of(&rows, 1.0, 0.0)), effect(arms_of(&rows, unit, 0.0)));
        prop_assert!(same(plain.difference, scaled.difference, unit));
        if let (Some(a), Some(b)) = (plain.test.known(), scaled.test.known()) {
            prop_assert!(near(a.p_value, b.p_value));
        }
        if let (Some(a), Some(b)) = (plain.lift.known(), scaled.lift.known()) {
            prop_assert!((a.value - b.value).abs() <= 1e-7 * (1.0 + a.value.abs()));
        }
        let shifted = effect(arms_of(&rows, 1.0, 1e4));
        if let (Some(a), Some(b)) = (plain.difference.known(), shifted.difference.known()) {
            prop_assert!((a.interval.upper - b.interval.upper).abs() < 1e-6);
        }
    }

    #[test]
    fn the_p_value_the_difference_and_the_lift_never_contradict_each_other(rows in rows()) {
        let arms = arms_of(&rows, 1.0, 60.0);
        let boundary = AlwaysValid::new(50, Level::P95).unwrap();
        let look = always_valid_means(&arms[0], &arms[1], boundary);
        let plain = difference_in_means(&arms[0], &arms[1], Level::P95);
        let adjusted = cuped(&arms[0], &arms[1], Level::P95).unwrap().effect;
        let n = arms[0].n() + arms[1].n();
        let around = |it: &Effect| boundary.around(&it.difference, it.degrees_of_freedom, n);
        let ((of_plain, test), (of_adjusted, test_adjusted)) = (around(&plain), around(&adjusted));
        // Around the plain difference of means it is the look at two means.
        if let (Some(a), Some(b)) = (of_plain.known(), look.difference.known()) {
            prop_assert!(near(a.interval.lower, b.interval.lower) && near(a.interval.upper, b.interval.upper));
            prop_assert!(near(test.known().unwrap().p_value, look.test.known().unwrap().p_value));
        }
        for (difference, test, lift) in [
            (plain.difference, plain.test, plain.lift),
            (adjusted.difference, adjusted.test, adjusted.lift),
            (look.difference, look.test, look.lift),
            (of_adjusted, test_adjusted, of_adjusted),
        ] {
            if let (Some(open), Some(test)) = (holds(difference, 0.0), test.known()) {
                prop_assert!(open == (test.p_value >= 0.05) || (test.p_value - 0.05).abs() < 1e-9);
                if let Some(lift) = holds(lift, 0.0) {
                    prop_assert!(lift == open || (test.p_value - 0.05).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn an_effect_of_the_covariate_alone_is_none(rows in rows(), slope in -5.0..5.0) {
        // Outcomes that the covariate tells exactly have no adjusted variance left, or are alike.
        let exact: Vec<Row> = rows.iter().map(|row| (slope * row.1, row.1, row.2, row.3)).collect();
        let arms = arms_of(&exact, 1.0, 2.0);
        let effect = cuped(&arms[0], &arms[1], Level::P95).unwrap().effect;
        let small = effect.difference.known().is_none_or(|it| it.value.abs() < 1e-6 || it.standard_error.is_some_and(|error| error > 1e-9));
        prop_assert!(small);
    }

    #[test]
    fn clusters_of_one_row_and_one_stratum_are_the_plain_comparison(rows in rows()) {
        let y: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let arm: Vec<Arm> = rows.iter().map(|row| row.2.into()).collect();
        let each: Vec<u32> = (0u32..).take(rows.len()).collect();
        let arms = arms_of(&rows, 1.0, 0.0);
        let plain = difference_in_means(&arms[0], &arms[1], Level::P95);
        let table = Clusters::from_columns(&[&y], &arm, &each).unwrap();
        let alone = clustered(&table, ClusterErrors::Cr2, Level::P95).unwrap().adjusted.effect;
        if let (Some(a), Some(b)) = (plain.difference.known(), alone.difference.known()) {
            prop_assert!(near(a.value, b.value));
            prop_assert!(near(a.standard_error.unwrap(), b.standard_error.unwrap()), "CR2 of single rows is HC2 is Welch");
        }
        let without = |moments: &Moments| {
            let n = moments.n() as f64;
            let mean = moments.mean().unwrap_or(0.0);
            Moments::from_sums(moments.n(), n * mean, moments.variance().unwrap_or(0.0) * (n - 1.0).max(0.0) + n * mean * mean)
        };
        if arms[0].n() > 1 && arms[1].n() > 1 {
            let pair = [(without(&arms[0]).unwrap(), without(&arms[1]).unwrap())];
            let one = stratified_means(&pair, StrataWeights::Population, Level::P95).unwrap();
            prop_assert!(same(plain.difference, one.difference, 1.0));
        }
    }

    #[test]
    fn counts_give_sound_answers_and_mirror_when_arms_are_swapped(
        a in 0u64..40, b in 0u64..40, c in 0u64..40, d in 0u64..40, many in 1u64..1_000_000,
    ) {
        let (control, treated) = (Proportion::new(a, a + b).unwrap(), Proportion::new(c * many, (c + d) * many).unwrap());
        let effect = difference_in_shares(control, treated, Level::P95);
        prop_assert!(all_sound(&effect));
        let mirrored = difference_in_shares(treated, control, Level::P95);
        if let (Some(a), Some(b)) = (effect.difference.known(), mirrored.difference.known()) {
            prop_assert!(near(a.interval.lower, -b.interval.upper) && near(a.value, -b.value));
        }
        if let (Some(a), Some(b)) = (miettinen_nurminen_ratio(control, treated, Level::P95).known(), miettinen_nurminen_ratio(treated, control, Level::P95).known()) {
            prop_assert!((a.interval.lower * b.interval.upper - 1.0).abs() < 1e-6, "{a:?} {b:?}");
        }
        let look = always_valid_shares(control, treated, AlwaysValid::new(5_000, Level::P95).unwrap());
        prop_assert!(sound(look.difference) && sound(look.lift));
        prop_assert!(all_sound(&stratified_shares(&[(control, treated), (treated, control)], Level::P95).unwrap()));
        for test in [sample_ratio(&[a, b, c], &[1.0, 2.0, 1.0]), sample_ratio_running(&[a, b, c * many], &[1.0, 2.0, 1.0])] {
            prop_assert!(test.unwrap().known().is_none_or(|it| (0.0..=1.0).contains(&it.p_value)));
        }
    }

    #[test]
    fn a_ratio_of_shares_near_one_mirrors_too(x in 1u64..40, y in 1u64..40, many in 1u64..10_000_000, stays in 0u64..2) {
        let (few, most) = (Proportion::new(x, x).unwrap(), Proportion::new(y * many, y * many + stays).unwrap());
        let there = miettinen_nurminen_ratio(few, most, Level::P95);
        let back = miettinen_nurminen_ratio(most, few, Level::P95);
        let (a, b) = (there.known().unwrap().interval, back.known().unwrap().interval);
        prop_assert!((a.lower * b.upper - 1.0).abs() < 1e-9 && (b.lower * a.upper - 1.0).abs() < 1e-9, "{a:?} {b:?}");
    }

    #[test]
    fn a_larger_effect_takes_fewer_and_more_rows_find_more(base in 0.02_f64..0.98, size in 0.1_f64..0.8, more in 1.1_f64..3.0) {
        let effect = -size * base;
        let plan = Plan::default();
        let outcome = Outcome::Share { base };
        let rows = sample_size(outcome, effect, &plan).unwrap().total();
        prop_assert!(sample_size(outcome, effect / more, &plan).unwrap().total() > rows);
        prop_assert!(power(outcome, effect, rows * more, &plan).unwrap() > 0.8);
        prop_assert!((power(outcome, effect, rows, &plan).unwrap() - 0.8).abs() < 1e-9);
        let removed = Plan { variance_removed: 0.3, ..plan };
        prop_assert!(near(sample_size(outcome, effect, &removed).unwrap().total(), 0.7 * rows));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn beliefs_are_sound_and_mirror_when_arms_are_swapped(a in 0u64..30, b in 0u64..3_000, c in 0u64..30, d in 0u64..300) {
        let (control, treated) = (Proportion::new(a, a + b).unwrap(), Proportion::new(c, c + d).unwrap());
        let belief = beta_binomial(control, treated, Prior::FLAT, Level::P95);
        let mirror = beta_binomial(treated, control, Prior::FLAT, Level::P95);
        prop_assert!(sound(belief.difference) && sound(belief.lift) && sound(belief.control));
        prop_assert!((belief.chance_treated_higher + mirror.chance_treated_higher - 1.0).abs() < 1e-9);
        prop_assert!((belief.risk_if_treated_higher - mirror.risk_if_control_higher).abs() < 1e-10);
        let (it, other) = (belief.difference.known().unwrap().interval, mirror.difference.known().unwrap().interval);
        prop_assert!((it.lower + other.upper).abs() < 1e-7, "{it:?} {other:?}");
    }
}

/// t of every way to choose the treated among these amounts.
fn all_redraws(amounts: &[f64], treated: u32) -> Vec<f64> {
    let chosen = (0_u32..1 << amounts.len()).filter(|it| it.count_ones() == treated);
    let t = |chosen: u32| {
        let arm: Vec<u8> = (0..amounts.len()).map(|at| u8::from(chosen >> at & 1 == 1)).collect();
        let arms = Moments::by_arm(&[amounts], &arm, 2).unwrap();
        difference_in_means(&arms[0], &arms[1], Level::P95).test.known().map(|it| it.statistic)
    };
    chosen.filter_map(t).collect()
}

#[test]
fn redraws_are_those_that_can_be_counted() {
    let amounts = [0.0, 0.3, 0.4, 1.0, 1.1, 1.7, 2.9, 4.0, 9.5, 31.0];
    for treated in [3_u32, 5, 8] {
        let all = all_redraws(&amounts, treated);
        let n = [10 - u64::from(treated), u64::from(treated)];
        let spread = Spread::of(amounts.to_vec(), n[0].min(n[1])).unwrap();
        for seen in [-4.0, -1.0, 0.2, 1.5, 3.0] {
            let above = all.iter().filter(|it| **it >= seen).count();
            let below = all.iter().filter(|it| **it <= seen).count();
            let counted = (2.0 * above.min(below) as f64 / all.len() as f64).min(1.0);
            let p = Redraws::new(&spread, n, seen, 3).unwrap().p_value(seen);
            // Four Monte-Carlo errors of 2,000 redraws, twice as large because p counts one side double.
            let error = 4.0 * 2.0 * (counted.max(0.001) / 2.0 / 2_000.0).sqrt();
            assert!((p - counted).abs() <= error, "{treated} treated, t {seen}: {p}, counted {counted}");
        }
    }
}

/// Of the 35 ways to draw three of seven none goes farther than the one that was seen, and two go as far to either side: the
/// draw that was seen is one of those drawn again, however its sums are rounded.
#[test]
fn the_farthest_draw_of_all_counts_itself() {
    let amounts = [
        24.744_059_446_390_12,
        41.783_008_688_826_28,
        42.658_238_721_456_48,
        10.624_074_093_354_414,
        -14.475_489_998_994_172,
        27.090_415_342_689_788,
        -5.016_895_481_184_459,
    ]
    .map(|it| it * 20.460_912_890_773_173 + 3.0);
    let arms = Moments::by_arm(&[&amounts], &[0_u8, 1, 1, 0, 0, 1, 0], 2).unwrap();
    let effect = difference_in_means(&arms[0], &arms[1], Level::P95);
    let seen = effect.test.known().unwrap().statistic;
    let spread = Spread::of(amounts.to_vec(), 3).unwrap();
    let redraws = Redraws::new(&spread, [4, 3], seen, 5).unwrap();
    // Four Monte-Carlo errors of 2,000 redraws, twice as large because p counts one side double.
    let (p, error) = (redraws.p_value(seen), 4.0 * 2.0 * (1.0 / 35.0 / 2_000.0_f64).sqrt());
    assert!((p - 2.0 / 35.0).abs() < error && p > 0.05, "{p}");
    assert!(redraws.judge(&effect).difference.known().unwrap().interval.holds(0.0));
}

#[test]
fn where_the_others_are_summed_redraws_are_the_same_as_one_by_one() {
    // 5,000 log-normal amounts, by their quantiles; 600 of them in the smaller arm, or just few enough to be drawn one by one.
    let amounts: Vec<f64> = (0..5_000)
        .map(|at| (1.8 * 1.702_f64.recip() * ((f64::from(at) + 0.5) / (4_999.5 - f64::from(at))).ln()).exp())
        .collect();
    let summed = Spread::of(amounts.clone(), 600).unwrap();
    let one_by_one = Spread::of(amounts.clone(), 500).unwrap();
    let n = [600, 4_400];
    let all = |spread: &Spread| Redraws::new(spread, n, 0.0, 11).unwrap();
    // Four Monte-Carlo errors of a difference between two times 2,000 redraws, where p counts one side double.
    let error_of = |p: f64| 4.0 * 2.0 * (2.0 * (p / 2.0) * (1.0 - p / 2.0) / 2_000.0).sqrt();
    for t in [-2.0, -1.0, 0.5, 1.5, 2.5] {
        let (a, b) = (all(&summed).p_value(t), all(&one_by_one).p_value(t));
        assert!((a - b).abs() <= error_of(a), "t {t}: {a} and {b}");
    }
    // From the amounts farthest out and the moments of all it is the same spread.
    let mut whole = Moments::new(0);
    for it in &amounts {
        whole.add(&[*it]).unwrap();
    }
    let far = &amounts[5_000 - stats::experiment::FAR_MAX..];
    let of_far = Spread::of_far(far, &whole).unwrap();
    assert_eq!(of_far.carriers(), summed.carriers());
    let (a, b) = (all(&of_far).p_value(1.5), all(&summed).p_value(1.5));
    assert!((a - b).abs() <= error_of(a), "{a} and {b}");
}

proptest! {
    #[test]
    fn redrawn_effects_are_never_surer_than_they_were(rows in rows(), scale in 0.1..50.0_f64) {
        let arms = arms_of(&rows, scale, 3.0);
        let effect = difference_in_means(&arms[0], &arms[1], Level::P95);
        let n = arms.each_ref().map(Moments::n);
        let amounts: Vec<f64> = rows.iter().map(|row| row.0 * scale + 3.0).collect();
        let Some(spread) = Spread::of(amounts, n[0].min(n[1])) else { return Ok(()) };
        prop_assert!(spread.carriers().is_none_or(|few| few <= rows.len() as u64));
        let Some(test) = effect.test.known() else { return Ok(()) };
        let Some(redraws) = Redraws::new(&spread, n, test.statistic, 5) else { return Ok(()) };
        prop_assert_eq!(&redraws, &Redraws::new(&spread, n, test.statistic, 5).unwrap());
        let judged = redraws.judge(&effect);
        prop_assert!(sound(judged.difference));
        let (was, is) = (effect.difference.known().unwrap(), judged.difference.known().unwrap());
        prop_assert!(is.interval.lower <= was.interval.lower && was.interval.upper <= is.interval.upper);
        let (p_was, p_is) = (test.p_value, judged.test.known().unwrap().p_value);
        prop_assert!(p_was <= p_is && p_is <= 1.0);
        // Interval and p-value say the same of no difference.
        if p_is < 0.0499 { prop_assert!(!is.interval.holds(0.0), "p {} and {:?}", p_is, is.interval); }
        if !is.interval.holds(0.0) { prop_assert!(p_is < 0.0501, "p {} and {:?}", p_is, is.interval); }
    }
}
