//! Least squares and logistic regression against R and statsmodels.

use stats::Level;
use stats::estimate::Why;
use stats::regression::{
    Design, Folds, LogisticOptions, PathOptions, Penalty, StandardErrors, WeightKind, cross_validate, least_squares,
    logistic, logistic_path,
};

use crate::shared;

#[track_caller]
fn close(got: f64, wanted: f64, relative: f64) {
    assert!((got - wanted).abs() <= relative * wanted.abs().max(1e-3), "got {got:.15}, wanted {wanted:.15}");
}

#[track_caller]
fn all_close(got: &[f64], wanted: &[f64], relative: f64) {
    assert_eq!(got.len(), wanted.len());
    for (g, w) in got.iter().zip(wanted) {
        close(*g, *w, relative);
    }
}

/// Forty rows made by arithmetic, the same as in the script that asked R.
struct Forty {
    x: Vec<Vec<f64>>,
    weights: Vec<f64>,
    clusters: Vec<usize>,
    y: Vec<f64>,
    left: Vec<f64>,
}

fn forty() -> Forty {
    let row = |i: u32| {
        let (x1, x2) = (f64::from(i * 7 % 11) - 5.0, f64::from(i * i * 3 % 17) / 4.0);
        let noise = f64::from(i * 5 % 13) - 6.0;
        let y = 2.0 + 0.5 * x1 - 0.3 * x2 + noise * (0.2 + 0.1 * x1.abs());
        let left = f64::from(u8::from(noise / 3.0 + 0.3 * x1 - 0.2 * x2 > 0.0));
        (x1, x2, y, left)
    };
    let rows: Vec<_> = (0..40).map(row).collect();
    Forty {
        x: vec![rows.iter().map(|it| it.0).collect(), rows.iter().map(|it| it.1).collect()],
        weights: (0..40).map(|i| f64::from(1 + i % 3)).collect(),
        clusters: (0..40).map(|i| i % 8).collect(),
        y: rows.iter().map(|it| it.2).collect(),
        left: rows.iter().map(|it| it.3).collect(),
    }
}

#[test]
fn least_squares_agree_with_r() {
    let data = forty();
    let design = Design::new(data.x.clone()).unwrap();
    let fit = least_squares(&design, &data.y, StandardErrors::Classical).unwrap().unwrap();
    let wanted = [1.185_489_610_049_946_6, 0.624_423_975_769_438_6, 0.048_824_750_269_978_3];
    all_close(fit.coefficients.values(), &wanted, 1e-12);
    close(fit.residual_deviation.unwrap(), 1.843_840_081_602_778, 1e-12);
    close(fit.r_squared.unwrap(), 0.561_359_299_669_281, 1e-12);
    close(fit.adjusted_r_squared.unwrap(), 0.537_648_991_543_296, 1e-12);
    close(fit.coefficients.covariate_test(0).unwrap().known().unwrap().p_value, 4.140_586_832_393_17e-8, 1e-10);
    let both = fit.coefficients.wald(&[0, 1]).unwrap();
    close(both.known().unwrap().p_value, 2.393_399_169_250_42e-7, 1e-10);
    close(both.known().unwrap().statistic, 2.0 * 23.675_748_821_419_6, 1e-10);
}

#[test]
fn robust_and_clustered_errors_agree_with_the_formulas_in_r() {
    let data = forty();
    let design = Design::new(data.x.clone()).unwrap();
    for (errors, wanted) in [
        (StandardErrors::Classical, [0.630_845_830_903_998_8, 0.090_803_005_795_069_2, 0.281_329_229_644_693_4]),
        (StandardErrors::Hc0, [0.623_839_437_894_820, 0.105_048_076_404_828, 0.262_846_198_975_359]),
        (StandardErrors::Hc1, [0.648_637_361_120_218, 0.109_223_788_896_576, 0.273_294_464_131_974]),
        (StandardErrors::Hc2, [0.666_955_840_589_853, 0.110_931_432_411_287, 0.280_607_015_079_119]),
        (StandardErrors::Hc3, [0.714_256_816_261_860, 0.117_275_124_310_211, 0.300_014_285_710_554]),
        (
            StandardErrors::Clustered(&data.clusters),
            [0.867_710_098_922_642, 0.129_214_803_128_486, 0.369_198_744_201_642],
        ),
    ] {
        let fit = least_squares(&design, &data.y, errors).unwrap().unwrap();
        all_close(&fit.coefficients.standard_errors(), &wanted, 1e-11);
    }
    for (errors, wanted) in [
        (StandardErrors::Hc0, [0.787_461_209_486_063, 0.140_774_481_923_105, 0.347_916_176_375_228]),
        (StandardErrors::Hc1, [0.818_763_178_277_441, 0.146_370_336_533_715, 0.361_746_014_802_470]),
        (StandardErrors::Hc2, [0.836_514_342_205_687, 0.145_936_973_445_965, 0.368_621_800_515_682]),
        (StandardErrors::Hc3, [0.889_714_659_677_474, 0.151_307_637_485_009, 0.390_993_375_780_375]),
        (
            StandardErrors::Clustered(&data.clusters),
            [0.789_215_485_511_097, 0.155_546_651_228_085, 0.448_609_573_901_625],
        ),
    ] {
        let options = LogisticOptions { errors, ..LogisticOptions::default() };
        let fit = logistic(&design, &data.left, &options).unwrap().unwrap();
        all_close(&fit.coefficients.standard_errors(), &wanted, 1e-10);
    }
}

#[test]
fn weighted_least_squares_and_lines_through_0_agree_with_r() {
    let data = forty();
    let design = Design::new(data.x.clone()).unwrap();
    let weighted = design.clone().weighted(data.weights, WeightKind::Importance).unwrap();
    let fit = least_squares(&weighted, &data.y, StandardErrors::Classical).unwrap().unwrap();
    let wanted = [1.233_937_437_086_073_8, 0.655_504_580_464_217_3, 0.077_970_649_660_331_8];
    all_close(fit.coefficients.values(), &wanted, 1e-12);
    let wanted = [0.596_133_939_070_908_6, 0.088_250_032_897_830_2, 0.270_887_192_604_018_7];
    all_close(&fit.coefficients.standard_errors(), &wanted, 1e-12);
    let through = least_squares(&design.without_intercept(), &data.y, StandardErrors::Classical).unwrap().unwrap();
    all_close(through.coefficients.values(), &[0.634_963_733_977_596, 0.517_643_733_346_948], 1e-12);
    all_close(&through.coefficients.standard_errors(), &[0.093_599_663_481_234_4, 0.134_289_305_971_524_3], 1e-12);
    close(through.r_squared.unwrap(), 0.612_725_754_069_488, 1e-12);
}

#[test]
fn logistic_agrees_with_r_with_offset_and_weights_too() {
    let data = forty();
    let design = Design::new(data.x.clone()).unwrap();
    let fit = logistic(&design, &data.left, &LogisticOptions::default()).unwrap().unwrap();
    let wanted = [-0.187_397_050_610_242_3, 0.445_670_393_393_774_5, -0.065_822_492_194_553_3];
    all_close(fit.coefficients.values(), &wanted, 1e-10);
    let wanted = [0.874_585_770_315_344, 0.144_292_430_368_509, 0.381_392_422_770_088];
    all_close(&fit.coefficients.standard_errors(), &wanted, 1e-10);
    close(fit.log_likelihood, -20.381_851_573_535_9, 1e-12);
    close(fit.null_log_likelihood, -27.525_552_548_543_5, 1e-12);
    close(fit.likelihood_ratio().known().unwrap().p_value, 0.000_789_823_563_326_908, 1e-10);

    let offset: Vec<f64> = data.x[1].iter().map(|x| 0.3 * x - 0.1).collect();
    let weighted = design.weighted(data.weights, WeightKind::Counts).unwrap();
    let options = LogisticOptions { offset: Some(&offset), ..LogisticOptions::default() };
    let fit = logistic(&weighted, &data.left, &options).unwrap().unwrap();
    let wanted = [-0.317_258_711_746_707, 0.478_586_462_377_910, -0.205_349_852_836_034];
    all_close(fit.coefficients.values(), &wanted, 1e-10);
    let wanted = [0.627_530_901_217_027, 0.110_284_808_443_298, 0.276_355_996_439_073];
    all_close(&fit.coefficients.standard_errors(), &wanted, 1e-9);
    // R stops one step before these errors have their last digits.
    close(fit.log_likelihood, -39.957_521_470_155, 1e-12);
    close(fit.null_log_likelihood, -56.078_615_903_033, 1e-12);
}

#[test]
fn penalized_fits_are_at_the_lowest_point_that_r_finds() {
    let data = forty();
    let design = Design::new(data.x.clone()).unwrap();
    for (penalty, wanted) in [
        (Penalty::ridge(0.05), [-0.101_149_941, 0.327_427_884, -0.084_742_718]),
        (Penalty::elastic_net(0.05, 0.5), [-0.273_539_869_993, 0.332_987_150_839, 0.0]),
    ] {
        let options = LogisticOptions { penalty, ..LogisticOptions::default() };
        let fit = logistic(&design, &data.left, &options).unwrap().unwrap();
        all_close(fit.coefficients.values(), &wanted, 1e-6);
    }
}

#[test]
fn a_penalized_fit_meets_the_conditions_of_its_lowest_point() {
    // Where a coefficient is not 0 the slope of the likelihood equals that of the penalty; where it is 0, it is no steeper.
    let data = forty();
    let mut columns = data.x.clone();
    columns.push(data.x[0].iter().zip(&data.x[1]).map(|(a, b)| 0.5 * a + b * b).collect());
    let design = Design::new(columns.clone()).unwrap();
    let options = PathOptions { lasso_share: 0.7, steps: 20, last_share: 1e-3 };
    let path = logistic_path(&design, &data.left, options).unwrap().unwrap();
    assert!(path[0].coefficients.slopes().iter().all(|b| b.abs() < 1e-8), "the first sets all to 0");
    for fit in &path {
        let chances = fit.predict(&design);
        for (column, slope) in columns.iter().zip(fit.coefficients.slopes()) {
            let mean = column.iter().sum::<f64>() / 40.0;
            let deviation = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 40.0).sqrt();
            let pull: f64 = column.iter().zip(&data.left).zip(&chances).map(|((x, y), p)| (x - mean) * (y - p)).sum();
            let (pull, scaled) = (pull / 40.0 / deviation, slope * deviation);
            let (squares, sizes) = (fit.penalty.strength * 0.3, fit.penalty.strength * 0.7);
            if scaled == 0.0 {
                assert!(pull.abs() <= sizes + 1e-9);
            } else {
                assert!((pull - squares * scaled - sizes * scaled.signum()).abs() < 1e-9);
            }
        }
    }
    let folds = Folds { count: 5, seed: 1 };
    let chosen = cross_validate(&design, &data.left, options, folds).unwrap().unwrap();
    assert!(chosen.simplest <= chosen.best);
    assert_eq!(chosen, cross_validate(&design, &data.left, options, folds).unwrap().unwrap());
    assert!(chosen.deviance.iter().all(|it| it.is_finite() && *it > 0.0));
}

#[test]
fn a_path_goes_on_while_the_deviance_falls() {
    // Two strong traits: a ridge that begins where the lasso sets all to 0 is far too strong at the end of the path.
    let mut chance = 11_u64;
    let mut draw = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 11) as f64 / (1_u64 << 53) as f64
    };
    let columns: Vec<Vec<f64>> = (0..2).map(|_| (0..600).map(|_| 4.0 * draw() - 2.0).collect()).collect();
    let outcome: Vec<f64> = (0..600)
        .map(|row| f64::from(u8::from(draw() < 1.0 / (1.0 + (-columns[0][row] - 0.6 * columns[1][row]).exp()))))
        .collect();
    let design = Design::new(columns).unwrap();
    let options = PathOptions { lasso_share: 0.0, ..PathOptions::default() };
    let found = cross_validate(&design, &outcome, options, Folds { count: 10, seed: 1 }).unwrap().unwrap();
    assert!(!found.is_at_end() && found.penalties.len() > options.steps, "{} of {}", found.best, found.penalties.len());
    assert!(found.penalties[found.best].strength < 0.05, "{:?}", found.penalties[found.best]);
    assert!(found.fit.coefficients.slopes()[0] > 0.75, "{:?}", found.fit.coefficients.slopes());
}

#[test]
fn logistic_agrees_with_statsmodels_on_iranian_churn() {
    let Some(text) = shared::text("iranian_churn_uci563/Customer_Churn.csv") else { return };
    let rows: Vec<Vec<f64>> =
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.trim().parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), 3150);
    // Without the age groups, the age and the value of the customer, which is made of the others.
    let columns = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10].map(|j| shared::standardized(rows.iter().map(|row| row[j])));
    let churned: Vec<f64> = rows.iter().map(|row| row[13]).collect();
    let design = Design::new(columns.to_vec()).unwrap();
    let fit = logistic(&design, &churned, &LogisticOptions::default()).unwrap().unwrap();
    let wanted = [
        -3.385_514_93,
        0.915_931_21,
        1.064_931_08,
        -0.252_763_996,
        -0.842_750_405,
        1.565_208_79,
        -2.760_389_89,
        -1.403_220_14,
        -0.274_464_15,
        0.128_189_339,
        0.526_614_721,
    ];
    all_close(fit.coefficients.values(), &wanted, 5e-9);
    close(fit.log_likelihood, -697.594_901, 1e-9);
}

#[test]
fn separation_is_named_by_its_covariate_whether_complete_or_quasi() {
    let noise: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 13)).collect();
    let other: Vec<f64> = (0..60).map(|i| f64::from(i * 5 % 11)).collect();
    let outcome: Vec<f64> = (0..60).map(|i| f64::from(u8::from((i * 29 + 7) % 60 < 30))).collect();
    let fit = |column: Vec<f64>, outcome: &[f64]| {
        let design = Design::new(vec![noise.clone(), column, other.clone()]).unwrap();
        logistic(&design, outcome, &LogisticOptions::default()).unwrap().err()
    };
    let sign = |y: &f64| 2.0 * y - 1.0;
    let complete: Vec<f64> = outcome.iter().enumerate().map(|(i, y)| sign(y) * (1.0 + (i % 5) as f64)).collect();
    assert_eq!(fit(complete, &outcome), Some(Why::Separation { column: 1 }));
    // Everybody with the trait left; without it some did and some did not.
    let quasi: Vec<f64> = outcome.iter().enumerate().map(|(i, y)| if i % 4 == 0 { *y } else { 0.0 }).collect();
    assert_eq!(fit(quasi, &outcome), Some(Why::Separation { column: 1 }));
    // The two sides touch at one value.
    let touching: Vec<f64> =
        outcome.iter().enumerate().map(|(i, y)| if i < 6 { 0.0 } else { sign(y) * (1.0 + (i % 3) as f64) }).collect();
    assert_eq!(fit(touching, &outcome), Some(Why::Separation { column: 1 }));
    // Some rows cross over: hard, and there is an answer.
    let mut crossing: Vec<f64> = outcome.iter().enumerate().map(|(i, y)| sign(y) * (1.0 + (i % 5) as f64)).collect();
    for row in [4, 14, 23, 39, 48] {
        crossing[row] = -crossing[row];
    }
    assert_eq!(fit(crossing, &outcome), None);
}

#[test]
fn what_the_data_do_not_carry_is_named() {
    let x: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 13)).collect();
    let y: Vec<f64> = (0..30).map(|i| f64::from(i * 11 % 2)).collect();
    let twice: Vec<f64> = x.iter().map(|v| 0.1 * v + 3.0).collect();
    let design = |columns: Vec<Vec<f64>>| Design::new(columns).unwrap();
    let logit = |design: &Design, y: &[f64]| logistic(design, y, &LogisticOptions::default()).unwrap().err();
    let line = |design: &Design, y: &[f64]| least_squares(design, y, StandardErrors::Classical).unwrap().err();
    for refuse in [&logit as &dyn Fn(&Design, &[f64]) -> Option<Why>, &line] {
        assert_eq!(refuse(&design(vec![x.clone(), twice.clone()]), &y), Some(Why::Collinear { column: 1 }));
        assert_eq!(refuse(&design(vec![x.clone(), vec![0.1; 30]]), &y), Some(Why::Collinear { column: 1 }));
        let few = design(vec![vec![1.0, 2.0], vec![5.0, 3.0]]);
        assert!(matches!(refuse(&few, &[0.0, 1.0]), Some(Why::TooFew { given: 2, .. })));
    }
    assert_eq!(logit(&design(vec![x.clone()]), &[1.0; 30]), Some(Why::ZeroVariance));
    let one = vec![7; 30];
    let clustered = least_squares(&design(vec![x.clone()]), &y, StandardErrors::Clustered(&one)).unwrap();
    assert_eq!(clustered.err(), Some(Why::TooFew { needed: 2, given: 1 }));
    // Ridge tells collinear columns apart by sharing.
    let options = LogisticOptions { penalty: Penalty::ridge(0.1), ..LogisticOptions::default() };
    assert!(logistic(&design(vec![x.clone(), twice]), &y, &options).unwrap().is_ok());
    assert!(Design::new(vec![x.clone(), vec![1.0; 29]]).is_err());
    assert!(logistic(&design(vec![x]), &[2.0; 30], &LogisticOptions::default()).is_err());
}

#[test]
fn log_odds_of_any_size_give_chances_and_no_nan() {
    let x: Vec<f64> = (0..200).map(|i| f64::from(i) - 99.5).collect();
    let y: Vec<f64> = (0..200).map(|i| f64::from(u8::from(i > 100 || i == 98))).collect();
    let design = Design::new(vec![x.iter().map(|v| v * 1e6).collect()]).unwrap();
    let fit = logistic(&design, &y, &LogisticOptions::default()).unwrap().unwrap();
    let far = Design::new(vec![vec![-1e15, 1e15]]).unwrap();
    assert_eq!(fit.predict(&far), [0.0, 1.0]);
    let interval = fit.coefficients.covariate(0, Level::P95).unwrap().interval;
    assert!(interval.lower.is_finite() && interval.upper.is_finite());
}
