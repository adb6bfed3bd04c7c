//! Order, scale and weights of the rows of a regression.

use proptest::prelude::*;
use stats::regression::{Coefficients, Design, LogisticOptions, StandardErrors, WeightKind, least_squares, logistic};

/// Rows of two covariates, an outcome in numbers, one that is 0 or 1, how many such rows there are, and a cluster.
type Rows = Vec<(f64, f64, f64, bool, u8, usize)>;

fn rows() -> impl Strategy<Value = Rows> {
    let row = (-5.0..5.0f64, -2.0..2.0f64, -9.0..9.0f64, any::<bool>(), 1u8..4, 0usize..6);
    proptest::collection::vec(row, 24..60)
}

fn design(rows: &Rows, unit: f64, shift: f64) -> Design {
    Design::new(vec![rows.iter().map(|it| it.0 * unit + shift).collect(), rows.iter().map(|it| it.1).collect()])
        .unwrap()
}

fn outcomes(rows: &Rows) -> (Vec<f64>, Vec<f64>) {
    (rows.iter().map(|it| it.2).collect(), rows.iter().map(|it| f64::from(u8::from(it.3))).collect())
}

fn line(design: &Design, y: &[f64], errors: StandardErrors<'_>) -> Coefficients {
    least_squares(design, y, errors).unwrap().unwrap().coefficients
}

fn logit(design: &Design, y: &[f64], errors: StandardErrors<'_>) -> Option<Coefficients> {
    let options = LogisticOptions { errors, ..LogisticOptions::default() };
    logistic(design, y, &options).unwrap().ok().map(|it| it.coefficients)
}

fn near(a: &[f64], b: &[f64], relative: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= relative * (1e-3 + a.abs().max(b.abs())))
}

fn same(a: &Coefficients, b: &Coefficients) -> bool {
    near(a.values(), b.values(), 1e-7) && near(&a.standard_errors(), &b.standard_errors(), 1e-7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_rows_makes_no_difference(rows in rows()) {
        let mut turned = rows.clone();
        turned.reverse();
        turned.rotate_left(7);
        let clusters = |rows: &Rows| rows.iter().map(|it| it.5).collect::<Vec<_>>();
        let (one, other) = (design(&rows, 1.0, 0.0), design(&turned, 1.0, 0.0));
        let ((y, left), (y_turned, left_turned)) = (outcomes(&rows), outcomes(&turned));
        let (by_one, by_other) = (clusters(&rows), clusters(&turned));
        for (errors, turned) in [
            (StandardErrors::Classical, StandardErrors::Classical),
            (StandardErrors::Hc3, StandardErrors::Hc3),
            (StandardErrors::Clustered(&by_one), StandardErrors::Clustered(&by_other)),
        ] {
            prop_assert!(same(&line(&one, &y, errors), &line(&other, &y_turned, turned)));
            match (logit(&one, &left, errors), logit(&other, &left_turned, turned)) {
                (Some(a), Some(b)) => prop_assert!(same(&a, &b)),
                (a, b) => prop_assert_eq!(a.is_none(), b.is_none()),
            }
        }
    }

    #[test]
    fn another_unit_of_a_covariate_scales_its_coefficient_and_its_error(
        rows in rows(), unit in 1e-4..1e4f64, shift in -100.0..100.0f64,
    ) {
        let (one, other) = (design(&rows, 1.0, 0.0), design(&rows, unit, shift));
        let (y, left) = outcomes(&rows);
        let scaled = |it: &Coefficients| (it.slopes()[0] * unit, it.standard_errors()[1] * unit, it.slopes()[1]);
        let check = |a: &Coefficients, b: &Coefficients| {
            let ((x, e, z), (x1, e1)) = (scaled(b), (a.slopes()[0], a.standard_errors()[1]));
            near(&[x, e, z], &[x1, e1, a.slopes()[1]], 1e-6)
        };
        for errors in [StandardErrors::Classical, StandardErrors::Hc2] {
            prop_assert!(check(&line(&one, &y, errors), &line(&other, &y, errors)));
            if let (Some(a), Some(b)) = (logit(&one, &left, errors), logit(&other, &left, errors)) {
                prop_assert!(check(&a, &b));
            }
        }
    }

    #[test]
    fn counts_are_as_good_as_repeated_rows(rows in rows()) {
        let repeated: Rows = rows.iter().flat_map(|it| std::iter::repeat_n(*it, usize::from(it.4))).collect();
        let counts = rows.iter().map(|it| f64::from(it.4)).collect();
        let one = design(&rows, 1.0, 0.0).weighted(counts, WeightKind::Counts).unwrap();
        let other = design(&repeated, 1.0, 0.0);
        let ((y, left), (y_repeated, left_repeated)) = (outcomes(&rows), outcomes(&repeated));
        for errors in
            [StandardErrors::Classical, StandardErrors::Hc0, StandardErrors::Hc1, StandardErrors::Hc2, StandardErrors::Hc3]
        {
            prop_assert!(same(&line(&one, &y, errors), &line(&other, &y_repeated, errors)));
            if let (Some(a), Some(b)) = (logit(&one, &left, errors), logit(&other, &left_repeated, errors)) {
                prop_assert!(same(&a, &b));
                prop_assert_eq!(a.n(), b.n());
            }
        }
    }

    #[test]
    fn the_residuals_of_a_fit_have_nothing_left_for_the_covariates(rows in rows()) {
        let one = design(&rows, 1.0, 0.0);
        let (_, left) = outcomes(&rows);
        if let Ok(fit) = logistic(&one, &left, &LogisticOptions::default()).unwrap() {
            let chances = fit.predict(&one);
            for j in 0..2 {
                let score: f64 = one.column(j).iter().zip(&left).zip(&chances).map(|((x, y), p)| x * (y - p)).sum();
                prop_assert!(score.abs() < 1e-8, "{}", score);
            }
        }
    }

    #[test]
    fn nothing_panics_and_no_nan_comes_out(
        cells in proptest::collection::vec((-2i8..3, -1i8..2, any::<bool>(), 0u8..3), 1..25), huge in prop::sample::select(vec![1e-300, 1.0, 1e12, 1e139]),
    ) {
        let columns = vec![
            cells.iter().map(|it| f64::from(it.0) * huge).collect(),
            cells.iter().map(|it| f64::from(it.1)).collect(),
        ];
        let weights = cells.iter().map(|it| f64::from(it.3)).collect();
        let y: Vec<f64> = cells.iter().map(|it| f64::from(u8::from(it.2))).collect();
        let design = Design::new(columns).unwrap().weighted(weights, WeightKind::Counts).unwrap();
        let finite = |it: &Coefficients| it.values().iter().chain(&it.standard_errors()).all(|value| value.is_finite());
        for errors in [StandardErrors::Classical, StandardErrors::Hc3] {
            if let Ok(fit) = least_squares(&design, &y, errors).unwrap() {
                prop_assert!(finite(&fit.coefficients));
            }
            prop_assert!(logit(&design, &y, errors).is_none_or(|it| finite(&it)));
        }
    }
}

#[test]
fn the_number_of_threads_makes_no_difference() {
    let cell = |i: usize, k: usize| ((i * k + 13) % 1009) as f64 / 1009.0 - 0.5;
    let columns: Vec<Vec<f64>> = (0..4).map(|j| (0..40_000).map(|i| cell(i, 7919 + 104 * j)).collect()).collect();
    let y: Vec<f64> = (0..40_000).map(|i| f64::from(u8::from(columns[0][i] + cell(i, 611) > 0.1))).collect();
    let design = Design::new(columns).unwrap();
    let fits = [1, 2, 5].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| logistic(&design, &y, &LogisticOptions::default()).unwrap().unwrap())
    });
    assert_eq!(fits[0], fits[1]);
    assert_eq!(fits[0], fits[2]);
}
