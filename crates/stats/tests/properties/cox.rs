//! Cox regression.

use proptest::prelude::*;
use stats::Level;
use stats::cox::{
    Cox, CoxOptions, Design, Fitted, Penalty, Rows, TieMethod, TimeScale, TimeWeights, brier_score, concordance, cox,
    leakage,
};
use stats::estimate::{Tested, Why};
use stats::survival::{LifeTable, Observation, Scale, Weighting, log_rank};

/// Customers with two covariates, in whole months so that many leave together.
#[derive(Debug, Clone)]
struct Customers {
    durations: Vec<f64>,
    seen: Vec<Observation>,
    price: Vec<f64>,
    calls: Vec<f64>,
    entered: Vec<f64>,
    strata: Vec<u32>,
}

impl Customers {
    fn rows(&self) -> Rows<'_> {
        Rows::new(&self.durations, &self.seen)
    }

    fn design(&self) -> Design<'_> {
        Design::new([self.price.as_slice(), self.calls.as_slice()])
    }

    fn reordered(&self, order: &[usize]) -> Self {
        Self {
            durations: order.iter().map(|&row| self.durations[row]).collect(),
            seen: order.iter().map(|&row| self.seen[row]).collect(),
            price: order.iter().map(|&row| self.price[row]).collect(),
            calls: order.iter().map(|&row| self.calls[row]).collect(),
            entered: order.iter().map(|&row| self.entered[row]).collect(),
            strata: order.iter().map(|&row| self.strata[row]).collect(),
        }
    }
}

fn customers() -> impl Strategy<Value = Customers> {
    let one = (0_u8..6, 1_u8..20, prop::bool::weighted(0.6), -3.0..3.0_f64, 0_u8..4, 0_u32..2);
    prop::collection::vec(one, 40..160).prop_map(|rows| Customers {
        durations: rows.iter().map(|it| f64::from(it.0) + f64::from(it.1)).collect(),
        seen: rows.iter().map(|it| Observation::from(it.2)).collect(),
        price: rows.iter().map(|it| it.3).collect(),
        calls: rows.iter().map(|it| f64::from(it.4)).collect(),
        entered: rows.iter().map(|it| f64::from(it.0)).collect(),
        strata: rows.iter().map(|it| it.5).collect(),
    })
}

const fn by(ties: TieMethod) -> CoxOptions {
    CoxOptions { ties, penalty: Penalty { strength: 0.0, absolute_share: 0.0 }, robust: false, level: Level::P95 }
}

#[track_caller]
fn fit(rows: &Rows, design: &Design, options: &CoxOptions) -> Cox {
    let fitted = cox(rows, design, options).unwrap();
    fitted.known().unwrap_or_else(|| panic!("undetermined: {:?}", fitted.why())).clone()
}

#[track_caller]
fn statistic(test: Option<Tested>) -> f64 {
    test.unwrap().known().unwrap().statistic
}

/// Everything that should be alike: coefficients, errors, gain in likelihood, score test.
fn essence(cox: &Cox) -> Vec<f64> {
    let errors = cox.coefficients().iter().map(|it| it.estimate.unwrap().standard_error.unwrap());
    let gain = 2.0 * (cox.log_likelihood() - cox.null_log_likelihood());
    let tests = [gain.max(0.0), statistic(cox.score_test())];
    cox.values().into_iter().chain(errors).chain(tests).collect()
}

#[track_caller]
fn alike(left: &Cox, right: &Cox, tolerance: f64) {
    for (a, b) in essence(left).iter().zip(essence(right)) {
        assert!((a - b).abs() <= tolerance * (1.0 + a.abs()), "{a:e} against {b:e}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_error_of_a_brier_score_adds_up_what_each_weight_changes(customers in customers()) {
        let (times, strata) = ([2.0, 4.0, 7.0], Some(customers.strata.as_slice()));
        let survival = |row: usize, index: usize| (-0.03 * (0.3 * customers.calls[row]).exp() * times[index]).exp();
        let of = |weights: &[f64]| {
            let rows = Rows { weights: Some(weights), strata, ..customers.rows() };
            let brier = brier_score(&rows, &times, survival, Level::P95).unwrap();
            let all = brier.points.iter().map(|point| point.score).chain([brier.integrated]);
            all.map(|it| it.known().map(|it| (it.value, it.standard_error.unwrap()))).collect::<Option<Vec<_>>>()
        };
        let weights: Vec<f64> = (0..customers.durations.len()).map(|row| 0.5 + (row % 4) as f64 / 2.0).collect();
        let found = of(&weights);
        prop_assume!(found.is_some());
        let mut squares = [0.0; 4];
        for (row, &weight) in weights.iter().enumerate() {
            let step = 1e-4 * weight;
            let at = |weight: f64| {
                let mut weights = weights.clone();
                weights[row] = weight;
                of(&weights).unwrap()
            };
            for (square, (up, down)) in squares.iter_mut().zip(at(weight + step).iter().zip(at(weight - step))) {
                *square += (weight * (up.0 - down.0) / (2.0 * step)).powi(2);
            }
        }
        let (sum, of_squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), it| (sum + it, squares + it * it));
        let worth: f64 = sum * sum / of_squares;
        for (square, (_, error)) in squares.iter().zip(found.unwrap()) {
            let square = square * worth / (worth - 1.0);
            prop_assert!((square.sqrt() - error).abs() <= 1e-6 * error, "{} against {error}", square.sqrt());
        }
    }

    #[test]
    fn the_error_of_a_predicted_curve_adds_up_what_each_weight_changes(
        customers in customers(),
        breslow in any::<bool>(),
        in_clusters in any::<bool>(),
    ) {
        let ties = if breslow { TieMethod::Breslow } else { TieMethod::Efron };
        let clusters: Vec<u32> = (0..17).cycle().take(customers.durations.len()).collect();
        let of = |weights: &[f64]| {
            let rows = Rows {
                weights: Some(weights),
                strata: Some(&customers.strata),
                entered_at: Some(&customers.entered),
                clusters: in_clusters.then_some(&clusters),
                ..customers.rows()
            };
            let fit = cox(&rows, &customers.design(), &by(ties)).unwrap();
            let curve = fit.known().and_then(|fit| fit.predict_by_weight(&[0.5, 2.0], 1, Scale::LogLog).ok());
            curve.map(|it| it.points().iter().map(|it| (it.cumulative_hazard, it.standard_error.unwrap() / it.survival)).collect::<Vec<_>>())
        };
        let weights: Vec<f64> = (0..customers.durations.len()).map(|row| 0.5 + (row % 4) as f64 / 2.0).collect();
        let found = of(&weights);
        prop_assume!(found.is_some());
        let found = found.unwrap();
        let mut changes = vec![vec![0.0; found.len()]; if in_clusters { 17 } else { weights.len() }];
        for (row, &weight) in weights.iter().enumerate() {
            let step = 1e-4 * weight;
            let at = |weight: f64| {
                let mut weights = weights.clone();
                weights[row] = weight;
                of(&weights).unwrap()
            };
            let own = &mut changes[if in_clusters { row % 17 } else { row }];
            for (own, (up, down)) in own.iter_mut().zip(at(weight + step).iter().zip(at(weight - step))) {
                *own += weight * (up.0 - down.0) / (2.0 * step);
            }
        }
        for (place, (hazard, error)) in found.iter().enumerate() {
            let wanted = changes.iter().map(|it| it[place] * it[place]).sum::<f64>().sqrt();
            prop_assert!((wanted - error).abs() <= 1e-5 * (error + 1e-3 * hazard), "{wanted} against {error} at {place}");
        }
    }

    #[test]
    fn the_unit_of_fractional_weights_changes_no_error(customers in customers()) {
        let of = |unit: f64| {
            let weights: Vec<f64> = (0..customers.durations.len()).map(|row| unit * (0.5 + (row % 4) as f64 / 2.0)).collect();
            let rows = Rows { weights: Some(&weights), ..customers.rows() };
            let fit = cox(&rows, &customers.design(), &by(TieMethod::Efron)).unwrap();
            fit.known().map(|fit| {
                assert!(fit.has_robust_errors());
                let curve = fit.predict_by_weight(&[0.5, 2.0], 0, Scale::LogLog).unwrap();
                let errors = fit.coefficients().iter().map(|it| it.estimate.unwrap().standard_error.unwrap());
                errors.chain(curve.points().iter().map(|it| it.standard_error.unwrap())).collect::<Vec<f64>>()
            })
        };
        if let (Some(one), Some(other)) = (of(1.0), of(7.3)) {
            for (one, other) in one.iter().zip(other) {
                prop_assert!((one - other).abs() <= 1e-7 * (1e-3 + one), "{one} against {other}");
            }
        }
        let whole: Vec<f64> = (0..customers.durations.len()).map(|row| 1.0 + (row % 4) as f64).collect();
        let rows = Rows { weights: Some(&whole), ..customers.rows() };
        let fit = cox(&rows, &customers.design(), &by(TieMethod::Efron)).unwrap();
        prop_assert!(fit.known().is_none_or(|fit| !fit.has_robust_errors()), "whole weights count customers");
    }

    #[test]
    fn walds_test_is_the_same_where_a_covariate_nearly_repeats_another(customers in customers(), robust in any::<bool>()) {
        // Price and calls, or price and price plus a thousandth of calls: the same model, written so that little tells them apart.
        let nearly: Vec<f64> = customers.price.iter().zip(&customers.calls).map(|(x, y)| x + 1e-3 * y).collect();
        let apart = Design::new([customers.price.as_slice(), customers.calls.as_slice()]);
        let together = Design::new([customers.price.as_slice(), nearly.as_slice()]);
        let options = CoxOptions { robust, ..by(TieMethod::Efron) };
        let (one, other) = (cox(&customers.rows(), &apart, &options).unwrap(), cox(&customers.rows(), &together, &options).unwrap());
        prop_assert_eq!(one.known().is_some(), other.known().is_some(), "{:?} {:?}", one.why(), other.why());
        if let (Some(one), Some(other)) = (one.known(), other.known()) {
            let (one, other) = (statistic(one.wald()), statistic(other.wald()));
            prop_assert!((one - other).abs() <= 1e-7 * (1.0 + one), "{one} {other}");
        }
    }

    #[test]
    fn the_order_of_rows_makes_no_difference(it in customers(), seed in 1_usize..1000) {
        let n = it.durations.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|row| (row * 7919 * seed) % 10_007);
        let other = it.reordered(&order);
        for ties in TieMethod::ALL {
            let late = Rows { entered_at: Some(&it.entered), strata: Some(&it.strata), ..it.rows() };
            let moved = Rows { entered_at: Some(&other.entered), strata: Some(&other.strata), ..other.rows() };
            alike(&fit(&late, &it.design(), &by(ties)), &fit(&moved, &other.design(), &by(ties)), 1e-9);
        }
    }

    #[test]
    fn the_unit_of_time_makes_no_difference(it in customers(), unit in 1e-3..1e3_f64) {
        let scaled: Vec<f64> = it.durations.iter().map(|duration| duration * unit).collect();
        let before = fit(&it.rows(), &it.design(), &by(TieMethod::Efron));
        let after = fit(&Rows::new(&scaled, &it.seen), &it.design(), &by(TieMethod::Efron));
        assert_eq!(essence(&before), essence(&after));
    }

    #[test]
    fn moving_and_scaling_a_covariate_scales_its_coefficient(it in customers(), shift in -1e3..1e3_f64, scale in 0.01..100.0_f64) {
        let price: Vec<f64> = it.price.iter().map(|price| shift + scale * price).collect();
        let before = fit(&it.rows(), &it.design(), &by(TieMethod::Efron)).values();
        let after = fit(&it.rows(), &Design::new([price.as_slice(), it.calls.as_slice()]), &by(TieMethod::Efron)).values();
        prop_assert!((before[0] - after[0] * scale).abs() < 1e-7 && (before[1] - after[1]).abs() < 1e-7);
    }

    #[test]
    fn a_weight_of_two_is_a_row_twice_by_breslow(it in customers()) {
        let weights: Vec<f64> = it.calls.iter().map(|calls| 1.0 + (calls % 2.0)).collect();
        let twice: Vec<usize> =
            (0..weights.len()).flat_map(|row| std::iter::repeat_n(row, if weights[row] > 1.0 { 2 } else { 1 })).collect();
        let doubled = it.reordered(&twice);
        let weighted = fit(&Rows { weights: Some(&weights), ..it.rows() }, &it.design(), &by(TieMethod::Breslow));
        alike(&weighted, &fit(&doubled.rows(), &doubled.design(), &by(TieMethod::Breslow)), 1e-9);
    }

    #[test]
    fn one_stratum_is_no_strata(it in customers()) {
        let same = vec![7; it.durations.len()];
        let stratified = fit(&Rows { strata: Some(&same), ..it.rows() }, &it.design(), &by(TieMethod::Efron));
        alike(&fit(&it.rows(), &it.design(), &by(TieMethod::Efron)), &stratified, 1e-12);
    }

    #[test]
    fn cutting_a_customer_into_stretches_makes_no_difference(it in customers(), cut in 1_u8..12) {
        let cut = f64::from(cut);
        let (mut order, mut entered, mut until, mut seen) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in 0..it.durations.len() {
            let (start, end) = (it.entered[row], it.durations[row]);
            if start < cut && cut < end {
                order.extend([row, row]);
                entered.extend([start, cut]);
                until.extend([cut, end]);
                seen.extend([Observation::Censored, it.seen[row]]);
            } else {
                order.push(row);
                entered.push(start);
                until.push(end);
                seen.push(it.seen[row]);
            }
        }
        let stretched = it.reordered(&order);
        for ties in TieMethod::ALL {
            let whole = fit(&Rows { entered_at: Some(&it.entered), ..it.rows() }, &it.design(), &by(ties));
            let rows = Rows { entered_at: Some(&entered), ..Rows::new(&until, &seen) };
            let cut = fit(&rows, &stretched.design(), &by(ties));
            alike(&whole, &cut, 1e-8);
            // Clusters put the stretches together again.
            if ties != TieMethod::Exact {
                let robust = fit(
                    &Rows { entered_at: Some(&it.entered), ..it.rows() },
                    &it.design(),
                    &CoxOptions { robust: true, ..by(ties) },
                );
                let clusters: Vec<u32> = order.iter().map(|&row| u32::try_from(row).unwrap()).collect();
                alike(&robust, &fit(&Rows { clusters: Some(&clusters), ..rows }, &stretched.design(), &by(ties)), 1e-8);
            }
        }
    }

    #[test]
    fn the_score_test_of_a_group_is_the_log_rank_test(it in customers()) {
        let group: Vec<f64> = it.calls.iter().map(|calls| f64::from(u8::from(*calls > 1.0))).collect();
        let of = |wanted: f64| {
            let rows = (0..group.len()).filter(|&row| group[row] == wanted);
            let (durations, seen): (Vec<f64>, Vec<Observation>) = rows.map(|row| (it.durations[row], it.seen[row])).unzip();
            LifeTable::from_durations(&durations, &seen).unwrap()
        };
        // With ties it is the exact likelihood whose variance is that of the log-rank test.
        let exact = fit(&it.rows(), &Design::new([group.as_slice()]), &by(TieMethod::Exact));
        let test = log_rank(&[of(0.0), of(1.0)], Weighting::LogRank).unwrap().test;
        let (got, wanted) = (statistic(exact.score_test()), test.known().unwrap().statistic);
        prop_assert!((got - wanted).abs() < 1e-9 * (1.0 + wanted), "{got} against {wanted}");
    }

    #[test]
    fn residuals_add_up_to_nothing(it in customers()) {
        let rows = Rows { entered_at: Some(&it.entered), strata: Some(&it.strata), ..it.rows() };
        let cox = fit(&rows, &it.design(), &by(TieMethod::Efron));
        prop_assert!(cox.martingale_residuals().iter().sum::<f64>().abs() < 1e-9);
        prop_assert!(cox.martingale_residuals().iter().all(|it| *it <= 1.0));
        for column in 0..2 {
            let schoenfeld: f64 = cox.schoenfeld_residuals().iter().map(|it| it.residuals[column]).sum();
            let score: f64 = cox.score_residuals().iter().map(|it| it[column]).sum();
            prop_assert!(schoenfeld.abs() < 1e-7 && score.abs() < 1e-7);
        }
    }

    #[test]
    fn pairs_are_those_of_a_double_loop(it in customers()) {
        let scores = &it.calls;
        let weights: Vec<f64> = it.price.iter().map(|price| 1.0 + (price.abs() * 2.0).floor()).collect();
        let rows = Rows {
            entered_at: Some(&it.entered),
            strata: Some(&it.strata),
            weights: Some(&weights),
            ..it.rows()
        };
        let mut wanted = [0.0; 4];
        for i in 0..scores.len() {
            for j in 0..scores.len() {
                let left = it.seen[i] == Observation::Event && it.strata[i] == it.strata[j] && i != j;
                let both = it.durations[i] == it.durations[j] && it.seen[j] == Observation::Event;
                let here = it.durations[j] >= it.durations[i] && (it.entered[j] < it.durations[i]);
                let weight = weights[i] * weights[j];
                if left && both {
                    wanted[3] += weight / 2.0;
                } else if left && here {
                    let order = scores[i].partial_cmp(&scores[j]).unwrap();
                    wanted[match order { std::cmp::Ordering::Greater => 0, std::cmp::Ordering::Less => 1, std::cmp::Ordering::Equal => 2 }] += weight;
                }
            }
        }
        let pairs = concordance(&rows, scores, TimeWeights::Harrell, Level::P95).unwrap();
        let got = [pairs.concordant, pairs.discordant, pairs.tied_scores, pairs.tied_times + pairs.tied_both];
        prop_assert_eq!(got, wanted);
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(it in customers(), keep in 2_usize..12) {
        let order: Vec<usize> = (0..keep).collect();
        let few = it.reordered(&order);
        for ties in TieMethod::ALL {
            let Fitted::Known(cox) = cox(&few.rows(), &few.design(), &by(ties)).unwrap() else { continue };
            prop_assert!(essence(&cox).iter().all(|it| it.is_finite()));
            prop_assert!(cox.martingale_residuals().iter().all(|it| it.is_finite()));
            prop_assert!(cox.deviance_residuals().iter().all(|it| it.is_finite()));
            let test = cox.proportional(&few.rows(), TimeScale::Rank).unwrap().unwrap();
            prop_assert!(test.covariates.iter().filter_map(|it| it.known()).all(|it| it.p_value.is_finite()));
            let curve = cox.predict(&[0.0, 1.0], 0, Scale::LogLog).unwrap();
            prop_assert!(curve.points().iter().all(|it| (0.0..=1.0).contains(&it.survival)));
        }
    }
}

/// What a fit of one covariate is undetermined for.
#[track_caller]
fn why(durations: &[f64], seen: &[Observation], columns: &[&[f64]]) -> Why {
    let fitted = cox(&Rows::new(durations, seen), &Design::new(columns.iter().copied()), &CoxOptions::default());
    fitted.unwrap().why().unwrap()
}

#[test]
fn what_cannot_be_determined_is_named_with_its_covariate() {
    use Observation::{Censored as C, Event as E};
    let months = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let price = [3.0, 1.0, 2.0, 5.0, 1.0, 4.0];
    assert_eq!(why(&[], &[], &[&[]]), Why::NobodyAtRisk);
    assert_eq!(why(&months, &[C; 6], &[&price]), Why::NoDepartures { at_risk: 6 });
    assert_eq!(why(&months, &[E; 6], &[&price, &[2.0; 6]]), Why::Collinear { column: 1 });
    let twice = price.map(|it| 10.0 - 2.0 * it);
    assert_eq!(why(&months, &[E; 6], &[&months, &price, &twice]), Why::Collinear { column: 2 });
    // Whoever leaves next has the highest value of all still here.
    let rank = months.map(|it| -it);
    assert_eq!(why(&months, &[E; 6], &[&rank]), Why::Separation { column: 0 });
    // Nobody with a yearly contract has left.
    let yearly = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
    assert_eq!(why(&months, &[E, C, E, C, E, C], &[&price, &yearly]), Why::Separation { column: 1 });
    // A covariate that differs only after the last departure says nothing.
    let late = [1.0, 1.0, 1.0, 1.0, 2.0, 3.0];
    let entered = [0.0, 0.0, 0.0, 0.0, 4.5, 4.5];
    let rows = Rows { entered_at: Some(&entered), ..Rows::new(&months, &[E, E, E, E, C, C]) };
    let fitted = cox(&rows, &Design::new([&price[..], &late[..]]), &CoxOptions::default()).unwrap();
    assert_eq!(fitted.why(), Some(Why::Collinear { column: 1 }));
    // All departures at one time leave nothing to see over time.
    let once = cox(&Rows::new(&[1.0; 6], &[E, C, E, C, E, C]), &Design::new([&price[..]]), &CoxOptions::default());
    let once = once.unwrap().known().unwrap().clone();
    let test = once.proportional(&Rows::new(&[1.0; 6], &[E, C, E, C, E, C]), TimeScale::Identity).unwrap().unwrap();
    assert_eq!(test.all.why(), Some(Why::ZeroVariance));
}

#[test]
fn extreme_covariates_end_in_an_answer() {
    let durations: Vec<f64> = (0..200).map(|row| f64::from((row * 37) % 50)).collect();
    let seen: Vec<Observation> = (0..200).map(|row| Observation::from(row % 3 > 0)).collect();
    let mut income: Vec<f64> = (0..200).map(|row| f64::from((row * 61) % 97)).collect();
    income[17] = 1e9;
    let far: Vec<f64> = income.iter().map(|it| 1e12 + it % 97.0).collect();
    for column in [&income, &far] {
        let fitted = cox(&Rows::new(&durations, &seen), &Design::new([column.as_slice()]), &CoxOptions::default());
        match fitted.unwrap() {
            Fitted::Known(cox) => assert!(essence(&cox).iter().all(|it| it.is_finite())),
            Fitted::Undetermined(why) => assert!(matches!(why, Why::Separation { .. } | Why::NotConverged { .. })),
        }
    }
}

#[test]
fn impossible_arguments_are_refused() {
    use Observation::Event as E;
    let rows = Rows::new(&[1.0, 2.0], &[E, E]);
    let column = [0.0, 1.0];
    let message =
        |rows: &Rows, design: &Design, options: CoxOptions| cox(rows, design, &options).unwrap_err().to_string();
    let design = Design::new([&column[..]]);
    assert_eq!(message(&rows, &Design::default(), CoxOptions::default()), "cox needs at least 1 covariates, got 0");
    let weights = Some(&[1.0, 0.0][..]);
    let expected = "`weights` must be a finite number above 0, got `0` at row 1";
    assert_eq!(message(&Rows { weights, ..rows }, &design, CoxOptions::default()), expected);
    let exact = by(TieMethod::Exact);
    let weights = Some(&[1.0, 2.0][..]);
    let expected = "`weights` must be 1 with exact ties, got `2`";
    assert_eq!(message(&Rows { weights, ..rows }, &design, exact), expected);
    let nan = [0.0, f64::NAN];
    let expected = "`a covariate` must be a finite number, got `NaN` at row 1";
    assert_eq!(message(&rows, &Design::new([&nan[..]]), CoxOptions::default()), expected);
    let penalty = Penalty { strength: -1.0, absolute_share: 0.0 };
    let expected = "`penalty` must be a finite number of at least 0, got `-1`";
    assert_eq!(message(&rows, &design, CoxOptions { penalty, ..CoxOptions::default() }), expected);
}

#[test]
fn a_covariate_that_knows_the_outcome_is_suspected() {
    let durations: Vec<f64> = (0..100).map(|row| f64::from(row % 25) + 1.0).collect();
    let seen: Vec<Observation> = (0..100).map(|row| Observation::from(row % 4 != 0)).collect();
    let invoices: Vec<f64> =
        durations.iter().zip([0.0, 1.0].iter().cycle()).map(|(it, more)| it * 2.0 + more).collect();
    let price: Vec<f64> = (0..100).map(|row| f64::from((row * 31) % 17)).collect();
    let design = Design::new([price.as_slice(), invoices.as_slice()]);
    let suspects = leakage(&Rows::new(&durations, &seen), &design).unwrap();
    assert_eq!(suspects.iter().map(|it| it.column).collect::<Vec<_>>(), [1]);
}

#[test]
fn the_number_of_threads_makes_no_difference() {
    let n = 20_000_u32;
    let mut state = 3_u64;
    let mut share = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 * 2f64.powi(-53)
    };
    let columns: Vec<Vec<f64>> = (0..3).map(|_| (0..n).map(|_| share() - 0.5).collect()).collect();
    let durations: Vec<f64> = (0..n).map(|_| (100.0 * share()).floor() * 0.37).collect();
    let seen: Vec<Observation> = (0..n).map(|_| Observation::from(share() < 0.5)).collect();
    let design = Design::new(columns.iter().map(Vec::as_slice));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| essence(&fit(&Rows::new(&durations, &seen), &design, &CoxOptions::default())))
    };
    assert_eq!(with(1), with(3));
}
