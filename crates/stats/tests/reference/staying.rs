//! How many will stay.

use stats::checked::{Level, Probability};
use stats::estimate::{Answer, Estimate, Why};
use stats::fitted::{Fit, Fitted, Parametric};
use stats::staying::{
    BetaGeometric, BetaWeibull, Cohort, Money, Renewals, Retention, Tendency, beta_discrete_weibull, changes_with_time,
    lack_of_fit, one_over_churn, one_rate_where_alike, shifted_beta_geometric, worth,
};

/// Fader and Hardie (2007), table 1, in tenths of a percent: years 0 to 7 and the years to be projected.
const REGULAR: [u64; 13] = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173];
const HIGH_END: [u64; 13] = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394];

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn relative(got: f64, wanted: f64, tolerance: f64) {
    assert!((got / wanted - 1.0).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn known(answer: Answer) -> Estimate {
    *answer.known().unwrap_or_else(|| panic!("undetermined: {:?}", answer.why()))
}

#[track_caller]
fn fit(survivors: &[u64]) -> Fit<BetaGeometric, 2> {
    match shifted_beta_geometric(&Renewals::from_survivors(survivors).unwrap(), Level::P95) {
        Fitted::Known(fit) => fit,
        Fitted::Undetermined(why) => panic!("undetermined: {why:?}"),
    }
}

#[track_caller]
fn changing(survivors: &[u64]) -> Fit<BetaWeibull, 3> {
    match beta_discrete_weibull(&Renewals::from_survivors(survivors).unwrap(), Level::P95) {
        Fitted::Known(fit) => fit,
        Fitted::Undetermined(why) => panic!("undetermined: {why:?}"),
    }
}

struct Paper {
    survivors: [u64; 13],
    parameters: [f64; 2],
    log_likelihood: f64,
    mean_churn: f64,
    /// DERL at 10 % before renewals 1, 2 and 5.
    derl: [f64; 3],
    /// Fitted and projected survival in percent, years 0 to 12.
    survival: [f64; 13],
    retention: [f64; 12],
}

#[test]
fn shifted_beta_geometric_agrees_with_fader_and_hardie() {
    let regular = Paper {
        survivors: REGULAR,
        parameters: [0.704_077_357, 1.182_043_13],
        log_likelihood: -1_680.265_19,
        mean_churn: 0.373_293_945,
        derl: [2.964_399_17, 4.103_139_6, 5.894_095_14],
        survival: [
            100.0, 62.670_606, 47.381_932, 38.797_395, 33.206_790, 29.234_709, 26.245_581, 23.902_360, 22.008_496,
            20.441_078, 19.119_018, 17.986_498, 17.003_744,
        ],
        retention: [
            0.626_706, 0.756_047, 0.818_823, 0.855_903, 0.880_383, 0.897_754, 0.910_719, 0.920_767, 0.928_781,
            0.935_323, 0.940_765, 0.945_362,
        ],
    };
    let high_end = Paper {
        survivors: HIGH_END,
        parameters: [0.668_088_373, 3.806_095_14],
        log_likelihood: -1_611.158_15,
        mean_churn: 0.149_320_736,
        derl: [5.414_478_83, 5.901_377_56, 6.896_706_63],
        survival: [
            100.0, 85.067_926, 74.685_941, 66.978_898, 60.991_914, 56.183_428, 52.221_557, 48.890_642, 46.043_967,
            43.577_959, 41.417_240, 39.505_534, 37.799_907,
        ],
        retention: [
            0.850_679, 0.877_957, 0.896_807, 0.910_614, 0.921_162, 0.929_483, 0.936_216, 0.941_775, 0.946_442,
            0.950_417, 0.953_843, 0.956_826,
        ],
    };
    for paper in [regular, high_end] {
        let fit = fit(&paper.survivors[..8]);
        let got = fit.model().parameters();
        for (got, wanted) in got.iter().zip(paper.parameters) {
            // The figures were found by a search that stopped at about six digits.
            relative(*got, wanted, 2e-6);
        }
        relative(fit.log_likelihood(), paper.log_likelihood, 3e-9);
        assert_eq!(fit.n(), 1000);
        relative(fit.model().mean_churn(), paper.mean_churn, 2e-6);
        for (next, wanted) in [1, 2, 5].into_iter().zip(paper.derl) {
            relative(known(fit.residual_lifetime(next, 0.1).unwrap()).value, wanted, 1e-6);
        }
        for (renewals, wanted) in (0..13).zip(paper.survival) {
            close(known(fit.survival(renewals)).value * 100.0, wanted, 3e-5);
        }
        for (renewal, wanted) in (1..13).zip(paper.retention) {
            close(known(fit.retention_rate(renewal).unwrap()).value, wanted, 1e-6);
        }
    }
    let printed = BetaGeometric::new(0.668_088_373, 3.806_095_14).unwrap();
    close(printed.remaining(8, 0.1).unwrap(), 7.529_628, 1e-6);
}

#[test]
fn the_parameters_solve_the_likelihood_equations_to_the_last_digits() {
    // Independent of the search: both slopes of the log-likelihood, written out, are 0 at the fit.
    let [alpha, beta] = fit(&HIGH_END[..8]).model().parameters();
    let (mut by_alpha, mut by_beta) = (0.0, 0.0);
    for (t, pair) in HIGH_END[..8].windows(2).enumerate() {
        let (left, stayed, t) = ((pair[0] - pair[1]) as f64, pair[1] as f64, t as f64);
        by_alpha += left / alpha - (left + stayed) / (alpha + beta + t);
        by_beta += stayed / (beta + t) - (left + stayed) / (alpha + beta + t);
    }
    assert!(by_alpha.abs() < 1e-9 && by_beta.abs() < 1e-9, "{by_alpha:e} {by_beta:e}");
}

#[test]
fn residual_lifetime_agrees_with_the_hypergeometric_series_and_with_gauss() {
    // (β+n−1)/(α+β+n−1) · 2F1(1, β+n; α+β+n; 1/(1+d)), added up term by term, also where α is at most 1.
    for (alpha, beta, discount) in [(0.668, 3.806, 0.1), (3.0, 0.2, 0.5), (0.1, 20.0, 0.02), (40.0, 300.0, 0.004)] {
        for next in [1_u32, 5, 300] {
            let n = f64::from(next);
            let (mut term, mut sum) = ((beta + n - 1.0) / (alpha + beta + n - 1.0), 0.0);
            let mut k = 0.0;
            while term > 1e-18 * sum {
                sum += term;
                term *= (beta + n + k) / (alpha + beta + n + k) / (1.0 + discount);
                k += 1.0;
            }
            let model = BetaGeometric::new(alpha, beta).unwrap();
            relative(model.remaining(next, discount).unwrap(), sum, 1e-11);
            let same = BetaWeibull::new(alpha, beta, 1.0).unwrap();
            relative(same.remaining(next, discount).unwrap(), sum, 1e-11);
        }
    }
    // Without discount: Gauss's closed form against the integral, also for a tail that hardly ends.
    for alpha in [1.02, 1.5, 4.0, 60.0] {
        let (closed, integrated) =
            (BetaGeometric::new(alpha, 2.0).unwrap(), BetaWeibull::new(alpha, 2.0, 1.0).unwrap());
        relative(integrated.remaining(3, 0.0).unwrap(), closed.remaining(3, 0.0).unwrap(), 1e-10);
    }
}

/// S(t) by the trapezoid rule over the customers' chances, in the logit, where it converges at once.
fn survival_by_integration([alpha, beta, shape]: [f64; 3], renewals: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for k in -4000..=4000 {
        let odds = (f64::from(k) * 0.1).exp();
        let (stays, leaves) = (1.0 / (1.0 + odds), odds / (1.0 + odds));
        let density = leaves.powf(alpha) * stays.powf(beta);
        above += density * stays.powf(renewals.powf(shape));
        below += density;
    }
    above / below
}

fn likelihood_by_integration(theta: [f64; 3], survivors: &[u64]) -> f64 {
    let mut sum = 0.0;
    let mut before = 1.0;
    for (t, pair) in survivors.windows(2).enumerate() {
        let now = survival_by_integration(theta, t as f64 + 1.0);
        sum += (pair[0] - pair[1]) as f64 * (before - now).ln();
        before = now;
    }
    sum + *survivors.last().unwrap() as f64 * before.ln()
}

#[test]
fn beta_discrete_weibull_agrees_with_integration_and_a_blind_search() {
    for survivors in [&REGULAR[..8], &HIGH_END[..8]] {
        let fit = changing(survivors);
        let theta = fit.model().parameters();
        let top = likelihood_by_integration(theta, survivors);
        relative(fit.log_likelihood(), top, 1e-11);
        for renewals in [1, 4, 12] {
            let wanted = survival_by_integration(theta, f64::from(renewals));
            relative(known(fit.survival(renewals)).value, wanted, 1e-9);
        }
        // Nothing near is higher, in any of 26 directions: this search knows neither slopes nor the model's formulas.
        for direction in (0..27).filter(|it| *it != 13) {
            let mut moved = theta;
            for (place, parameter) in moved.iter_mut().enumerate() {
                let way = f64::from(direction / [1, 3, 9][place] % 3 - 1);
                *parameter *= (1e-3 * way).exp();
            }
            assert!(likelihood_by_integration(moved, survivors) < top, "direction {direction} leads up");
        }
    }
}

#[test]
fn standard_errors_agree_with_the_curvature_of_an_independent_likelihood() {
    let fit = changing(&HIGH_END[..8]);
    let theta = fit.model().parameters();
    let at = |by: [f64; 3]| {
        likelihood_by_integration([theta[0] + by[0], theta[1] + by[1], theta[2] + by[2]], &HIGH_END[..8])
    };
    let covariance = fit.covariance();
    let step = theta.map(|it| it * 1e-3);
    let mut product = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            let mut information = [0.0; 3];
            for (k, slot) in information.iter_mut().enumerate() {
                let shifted = |a: f64, b: f64| {
                    let mut by = [0.0; 3];
                    by[i] += a * step[i];
                    by[k] += b * step[k];
                    at(by)
                };
                let four = shifted(1.0, 1.0) - shifted(1.0, -1.0) - shifted(-1.0, 1.0) + shifted(-1.0, -1.0);
                *slot = -four / (4.0 * step[i] * step[k]);
            }
            product[i][j] = (0..3).map(|k| information[k] * covariance[k][j]).sum();
        }
    }
    for (i, row) in product.iter().enumerate() {
        for (j, cell) in row.iter().enumerate() {
            let unit = theta[i] / theta[j];
            close(cell * unit, if i == j { 1.0 } else { 0.0 }, 0.02);
        }
    }
}

#[test]
fn a_shape_of_one_is_the_smaller_model_and_the_test_says_so() {
    let survivors = &REGULAR[..8];
    let (small, large) = (fit(survivors), changing(survivors));
    let test = changes_with_time(&small, &large);
    let test = test.known().unwrap();
    close(test.statistic, 2.0 * (large.log_likelihood() - small.log_likelihood()), 1e-12);
    assert!(large.log_likelihood() >= small.log_likelihood());
    let (a, b) = (BetaGeometric::new(0.7, 1.2).unwrap(), BetaWeibull::new(0.7, 1.2, 1.0).unwrap());
    for renewals in [0, 1, 7, 1000] {
        relative(b.survival(renewals), a.survival(renewals), 1e-12);
    }
    // The high-end cohort of the paper projects better when its customers may change.
    let bent = changing(&HIGH_END[..8]);
    let miss = |projected: f64| (projected * 1000.0 - HIGH_END[12] as f64).abs();
    assert!(miss(known(bent.survival(12)).value) < miss(known(fit(&HIGH_END[..8]).survival(12)).value));
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
fn count_of(n: f64, share: f64) -> u64 {
    (n * share).round() as u64
}

#[test]
fn one_over_churn_misleads_where_tenures_are_mixed() {
    // Five yearly cohorts of one model; a tenth of the value comes later each year.
    let model = BetaGeometric::new(0.668, 3.806).unwrap();
    let counts: Vec<Vec<u64>> =
        (1..=5_u32).map(|years| (0..=years).map(|t| count_of(1e6, model.survival(t))).collect()).collect();
    let cohorts: Vec<Cohort> = counts.iter().map(|survivors| Cohort::from_start(survivors)).collect();
    let renewals = Renewals::from_cohorts(&cohorts).unwrap();
    let both = one_over_churn(&renewals, 0.1, Level::P95).unwrap();
    let (decisions, left) = (renewals.decisions() as f64, renewals.departures() as f64);
    let churn = left / decisions;
    close(known(both.churn).value, churn, 1e-15);
    close(known(both.remaining_at_one_rate).value, (1.0 - churn) * 1.1 / (churn + 0.1), 1e-12);
    let here: f64 = (1..=5).map(|t| model.survival(t)).sum();
    let truth: f64 = (1..=5).map(|t| model.survival(t) * model.remaining(t + 1, 0.1).unwrap()).sum::<f64>() / here;
    relative(known(both.remaining).value, truth, 1e-4);
    assert!(truth > 1.2 * known(both.remaining_at_one_rate).value, "the base is worth a fifth more than 1/churn says");
    assert!(both.misleads());
    let endless = one_over_churn(&renewals, 0.0, Level::P95).unwrap();
    assert!(matches!(endless.lifetime.why(), Some(Why::NoFiniteMean { parameter: "alpha", .. })));
    relative(known(endless.lifetime_at_one_rate).value, 1.0 / churn, 1e-12);
    let alike = Renewals::from_survivors(&[100_000, 80_000, 64_000, 51_200]).unwrap();
    let both = one_over_churn(&alike, 0.0, Level::P95).unwrap();
    assert!(!both.misleads() && both.mixed_tenure.known().is_some_and(|it| it.p_value == 1.0));
    close(known(both.lifetime_at_one_rate).value, 5.0, 1e-12);
}

#[test]
fn what_survivor_counts_cannot_tell_is_named() {
    let why = |survivors: &[u64]| {
        shifted_beta_geometric(&Renewals::from_survivors(survivors).unwrap(), Level::P95).why().map(Why::word)
    };
    assert_eq!(why(&[]), Some("nobody_at_risk"));
    assert_eq!(why(&[100, 100, 100]), Some("no_departures"));
    assert_eq!(why(&[100, 70]), Some("too_few"));
    assert_eq!(why(&[10_000, 9_000, 8_100, 7_290]), Some("at_boundary"), "one rate for all");
    assert_eq!(why(&[10_000, 9_000, 7_000, 4_000]), Some("at_boundary"), "churn that rises");
    assert_eq!(why(&[10_000, 5_000, 5_000, 5_000]), Some("at_boundary"), "half at once, the others never");
    assert_eq!(why(&[10_000, 0]), Some("too_few"));
    let three = beta_discrete_weibull(&Renewals::from_survivors(&[100, 80, 70]).unwrap(), Level::P95);
    assert_eq!(three.why(), Some(Why::TooFew { needed: 3, given: 2 }));
    let fit = fit(&REGULAR[..8]);
    assert!(fit.residual_lifetime(0, 0.1).is_err() && fit.residual_lifetime(1, -0.1).is_err());
    assert!(fit.lifetime(f64::NAN).is_err() && fit.retention_rate(0).is_err());
    assert!(BetaGeometric::new(0.0, 1.0).is_err() && BetaWeibull::new(1.0, 1.0, f64::INFINITY).is_err());
}

#[test]
fn customers_who_are_here_and_all_as_old_are_told_the_same_twice() {
    // After three renewals all who are here face the fourth; without discount the sum may have no end.
    let survivors = [1000, 869, 743, 653];
    let renewals = Renewals::from_survivors(&survivors).unwrap();
    for discount in [0.0, 0.1] {
        let here = known(one_over_churn(&renewals, discount, Level::P95).unwrap().remaining);
        let of_one = known(fit(&survivors).residual_lifetime(4, discount).unwrap());
        relative(here.value, of_one.value, 1e-12);
        relative(here.interval.lower, of_one.interval.lower, 1e-9);
        assert_eq!(
            (here.interval.upper.is_infinite(), of_one.interval.upper.is_infinite()),
            (discount == 0.0, discount == 0.0)
        );
    }
}

#[test]
fn a_mean_that_may_have_no_end_has_no_upper_bound() {
    let survivors: Vec<u64> =
        (0..9).map(|t| count_of(300.0, BetaGeometric::new(1.3, 6.0).unwrap().survival(t))).collect();
    let fit = fit(&survivors);
    let mean = known(fit.lifetime(0.0).unwrap());
    let [alpha, beta] = fit.model().parameters();
    relative(mean.value, 1.0 + beta / (alpha - 1.0), 1e-12);
    assert!(fit.parameters()[0].estimate.interval.lower < 1.0 && mean.interval.upper_bound().is_none());
    assert!(known(fit.lifetime(0.1).unwrap()).interval.upper_bound().is_some());
}

/// The sums behind `worth`, term by term, with the parameters of the fit.
#[test]
fn worth_agrees_with_sums_term_by_term() {
    let counts = [1000, 869, 743, 653, 593, 551, 517, 491];
    let renewals = Renewals::from_survivors(&counts).unwrap();
    let fit = shifted_beta_geometric(&renewals, Level::P95);
    let [alpha, beta] = fit.known().unwrap().parameters().map(|it| it.estimate.value);
    // Payments of a new customer, by the recursion of the paper: S(t) = S(t − 1) (β + t − 1)/(α + β + t − 1).
    let payments = |alpha: f64, beta: f64| {
        let (mut survival, mut sum, mut weight) = (1.0, 0.0, 1.0);
        for t in 1..200_000 {
            sum += survival * weight;
            survival *= (beta + f64::from(t) - 1.0) / (alpha + beta + f64::from(t) - 1.0);
            weight /= 1.1;
        }
        sum
    };
    let money = Money::new(25.0, 60.0, 0.1).unwrap();
    let points = stats::Probability::new("points", 0.05).unwrap();
    let found = worth(&renewals, money, points, 12, Level::P95).unwrap();
    let found = found.known().unwrap();
    let value = |answer: &stats::Answer| answer.known().unwrap().value;
    let close =
        |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9 * wanted.abs(), "{found}, not {wanted}");
    let new = 25.0 * payments(alpha, beta);
    close(value(&found.new_customer), new);
    close(value(&found.after_winning), new - 60.0);
    let shift = 0.05 * (alpha + beta);
    let better = 25.0 * payments(alpha - shift, beta + shift) - new;
    close(value(&found.better_retention), better);
    close(value(&found.better_retention_lift), better / new);
    let lost: f64 = counts
        .windows(2)
        .zip(0_u32..)
        .map(|(pair, t)| {
            f64::from(i32::try_from(pair[0] - pair[1]).unwrap()) * 25.0 * payments(alpha + 1.0, beta + f64::from(t))
        })
        .sum();
    close(value(&found.all_leavers), lost);
    close(value(&found.kept_leaver), lost / 509.0);
    // A leaver is no average customer.
    assert!(value(&found.kept_leaver) < new);
    let within: f64 = (0..=12)
        .map(|t| fit.known().unwrap().survival(t).known().unwrap().value / 1.1_f64.powi(i32::try_from(t).unwrap()))
        .sum();
    close(value(&found.within_horizon), 25.0 * within);
    // No room for five points where three leave of a hundred.
    let few = Renewals::from_survivors(&[1000, 970, 945, 924, 906]).unwrap();
    let found = worth(&few, money, points, 12, Level::P95).unwrap();
    assert_eq!(found.known().unwrap().better_retention.why().map(stats::Why::word), Some("at_boundary"));
    assert!(Money::new(25.0, 60.0, 0.0).is_err());
}

/// The standardized slopes of survival after 1 … `last` renewals, turned by a square root of the covariance: unit vectors.
fn standardized<M: Retention + Parametric<K>, const K: usize>(fit: &Fit<M, K>, last: u32) -> Vec<[f64; K]> {
    let (at, covariance) = (fit.model().parameters(), fit.covariance());
    let mut root = [[0.0; K]; K];
    for i in 0..K {
        for j in 0..=i {
            let rest: f64 = covariance[i][j] - (0..j).map(|k| root[i][k] * root[j][k]).sum::<f64>();
            root[i][j] = if i == j { rest.sqrt() } else { rest / root[j][j] };
        }
    }
    (1..=last)
        .map(|t| {
            let slopes: [f64; K] = std::array::from_fn(|i| {
                let moved = |by: f64| {
                    let mut parameters = at;
                    parameters[i] *= 1.0 + by;
                    M::with(parameters).survival(t)
                };
                (moved(1e-5) - moved(-1e-5)) / (2e-5 * at[i])
            });
            let turned: [f64; K] = std::array::from_fn(|j| (j..K).map(|i| root[i][j] * slopes[i]).sum());
            let length = turned.iter().map(|it| it * it).sum::<f64>().sqrt();
            turned.map(|it| it / length)
        })
        .collect()
}

/// Where the mean over all directions of the chance to lie outside is one in twenty, by halving.
fn by_halving(outside: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (1.9, 3.0);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if outside(middle) > 0.05 { low = middle } else { high = middle }
    }
    low
}

#[test]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a table of the tail")]
fn the_factor_of_a_band_agrees_with_an_integral_over_all_directions() {
    for survivors in [&HIGH_END[..8], &REGULAR[..5]] {
        let fit = fit(survivors);
        let points = standardized(&fit, 12);
        // Around the circle; the length of two deviates is longer than r with chance e^(−r²/2).
        let reaches: Vec<f64> = (0..20_000)
            .map(|k| {
                let (sin, cos) = (f64::from(k) * std::f64::consts::TAU / 20_000.0).sin_cos();
                points.iter().map(|it| (it[0] * cos + it[1] * sin).abs()).fold(0.0, f64::max)
            })
            .collect();
        let outside = |c: f64| reaches.iter().map(|m| (-0.5 * (c / m).powi(2)).exp()).sum::<f64>() / 20_000.0;
        close(fit.survival_band(12).factor, by_halving(outside), 0.002);
    }
    let renewals = Renewals::from_survivors(&HIGH_END[..8]).unwrap();
    let Fitted::Known(fit) = beta_discrete_weibull(&renewals, Level::P95) else { unreachable!("a fit") };
    let points = standardized(&fit, 12);
    // Around the sphere, in rings of equal height; the tail of the length of three deviates is added up.
    let step = 1e-3;
    let mut tail = vec![0.0; 12_000];
    for k in (0..tail.len() - 1).rev() {
        let r = (k as f64 + 0.5) * step;
        tail[k] = tail[k + 1] + (2.0 / std::f64::consts::PI).sqrt() * r * r * (-0.5 * r * r).exp() * step;
    }
    let mut reaches = Vec::new();
    for ring in 0..300 {
        let z = (f64::from(ring) + 0.5) / 300.0;
        for k in 0..600 {
            let (sin, cos) = (f64::from(k) * std::f64::consts::TAU / 600.0).sin_cos();
            let flat = (1.0 - z * z).sqrt();
            let reach = |it: &[f64; 3]| (it[0] * flat * cos + it[1] * flat * sin + it[2] * z).abs();
            reaches.push(points.iter().map(reach).fold(0.0, f64::max));
        }
    }
    let outside =
        |c: f64| reaches.iter().map(|m| tail.get((c / m / step) as usize).unwrap_or(&0.0)).sum::<f64>() / 180_000.0;
    close(fit.survival_band(12).factor, by_halving(outside), 0.003);
    // One point alone has its own deviate, and no curve needs more than Scheffé's.
    close(fit.survival_band(1).factor, 1.959_964, 0.002);
    assert!(fit.survival_band(300).factor < 7.814_728_f64.sqrt());
}

#[test]
fn churn_that_rises_is_seen_too() {
    let of =
        |survivors: &[u64]| one_over_churn(&Renewals::from_survivors(survivors).unwrap(), 0.0, Level::P95).unwrap();
    // R 4.2.2: chisq.test(rbind(d, n - d), correct = FALSE).
    for (survivors, statistic, p_value) in [
        (&[1000, 980, 930, 850, 740, 600][..], 185.200_645_858_956, 5.694_663_628_89e-39),
        (&[1000, 990, 900, 700, 400, 100][..], 1_163.753_999_869_242, 1.147_114_318_03e-250),
    ] {
        let both = of(survivors);
        let test = *both.rates_alike.known().unwrap();
        relative(test.statistic, statistic, 1e-10);
        assert_eq!(test.degrees_of_freedom, Some(4));
        relative(test.p_value, p_value, 1e-9);
        // The test against falling churn looks the other way.
        assert!(both.mixed_tenure.known().is_some_and(|it| it.p_value == 1.0));
        assert_eq!((both.tendency, both.misleads()), (Some(Tendency::Rises), true));
    }
    let paper = of(&[1000, 869, 743, 653, 593, 551, 517, 491]);
    relative(paper.rates_alike.known().unwrap().statistic, 60.772_278_703_505, 1e-10);
    assert_eq!(paper.tendency, Some(Tendency::Falls));
    // 50, 40, 33, 25, 33, 50, 80 %.
    assert_eq!(of(&[1000, 500, 300, 200, 150, 100, 50, 10]).tendency, Some(Tendency::Jumps));
    assert_eq!(of(&[1000, 800, 640, 512, 410, 328]).tendency, None);
    assert_eq!(of(&[10, 9, 8]).rates_alike.why().map(Why::word), Some("too_few"));
}

#[test]
fn what_no_model_explains_is_found() {
    let survivors = [1000, 500, 300, 200, 150, 100, 50, 10];
    let renewals = Renewals::from_survivors(&survivors).unwrap();
    let Fitted::Known(fit) = shifted_beta_geometric(&renewals, Level::P95) else { panic!("a fit") };
    let by_hand: f64 = survivors
        .windows(2)
        .zip(1..)
        .map(|(pair, renewal)| {
            let (n, d) = (pair[0] as f64, (pair[0] - pair[1]) as f64);
            let churn = 1.0 - fit.model().retention_rate(renewal);
            (d - n * churn).powi(2) / (n * churn * (1.0 - churn))
        })
        .sum();
    let test = *lack_of_fit(&fit, &renewals).known().unwrap();
    relative(test.statistic, by_hand, 1e-12);
    assert!((80.0..100.0).contains(&by_hand) && test.degrees_of_freedom == Some(5), "{by_hand}");
    // Renewals with few at risk are taken together.
    let small = Renewals::from_survivors(&[300, 201, 134, 90, 60, 40, 26, 17, 11, 7]).unwrap();
    let Some(fit) = one_rate_where_alike(&small, Level::P95) else { panic!("one rate") };
    let test = *lack_of_fit(&fit, &small).known().unwrap();
    assert!(test.degrees_of_freedom.is_some_and(|it| it < 8) && test.p_value > 0.9, "{test:?}");
}

#[test]
fn customers_who_do_not_differ_are_answered_by_one_rate() {
    for survivors in [&[1000, 800, 640, 512, 410, 328][..], &[10_000, 9_000, 8_100, 7_290][..]] {
        let renewals = Renewals::from_survivors(survivors).unwrap();
        let churn = renewals.departures() as f64 / renewals.decisions() as f64;
        let fit = one_rate_where_alike(&renewals, Level::P95).unwrap();
        relative(fit.model().churn(), churn, 1e-15);
        relative(known(fit.survival(3)).value, (1.0 - churn).powi(3), 1e-12);
        relative(known(fit.lifetime(0.0).unwrap()).value, 1.0 / churn, 1e-12);
        assert!(known(fit.lifetime(0.0).unwrap()).interval.upper.is_finite());
        let points = Probability::new("points", 0.05).unwrap();
        let worth = worth(&renewals, Money::new(10.0, 0.0, 0.1).unwrap(), points, 5, Level::P95).unwrap();
        let worth = worth.known().unwrap();
        relative(known(worth.new_customer).value, 10.0 * 1.1 / (churn + 0.1), 1e-12);
        relative(known(worth.kept_leaver).value, 10.0 * 1.1 / (churn + 0.1), 1e-12);
        relative(known(worth.better_retention).value, 10.0 * 1.1 * (1.0 / (churn + 0.05) - 1.0 / (churn + 0.1)), 1e-9);
        let error = (churn * (1.0 - churn) / renewals.decisions() as f64).sqrt();
        relative(fit.parameters()[0].estimate.standard_error.unwrap(), error, 1e-12);
    }
    let none = |survivors: &[u64]| one_rate_where_alike(&Renewals::from_survivors(survivors).unwrap(), Level::P95);
    // Churn rises, churn falls, some leave at once and the others never, nobody left, too few renewals.
    for survivors in
        [&[1000, 980, 930, 850, 740, 600][..], &[1000, 631, 468, 382], &[100, 50, 50, 50], &[9, 9, 9], &[9, 7]]
    {
        assert!(none(survivors).is_none(), "{survivors:?}");
    }
}
