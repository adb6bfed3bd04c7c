//! Uplift: neither the order of rows, nor threads, nor the unit of the outcome make a difference.

use proptest::prelude::*;
use stats::uplift::calibration::calibration;
use stats::uplift::cells::four_cells;
use stats::uplift::forest::{ForestPlan, UpliftForest};
use stats::uplift::learner::{Base, Learner, Settings, UpliftModel};
use stats::uplift::policy::{Decision, Worth, budget_curve};
use stats::uplift::qini::{Formula, Ranking, Resampling, areas, qini};
use stats::uplift::{Expected, Propensity, Signals, Trial};
use stats::{Level, Why};

/// Score, treated, outcome. Scores are few, so that many are tied.
type Rows = Vec<(i8, bool, u8)>;

fn rows() -> impl Strategy<Value = Rows> {
    proptest::collection::vec((0..9_i8, any::<bool>(), 0..2_u8), 24..80)
}

struct Columns {
    scores: Vec<f64>,
    treated: Vec<bool>,
    outcome: Vec<f64>,
}

impl Columns {
    fn of(rows: &Rows) -> Self {
        Self {
            scores: rows.iter().map(|row| f64::from(row.0)).collect(),
            treated: rows.iter().map(|row| row.1).collect(),
            outcome: rows.iter().map(|row| f64::from(row.2)).collect(),
        }
    }

    fn trial(&self) -> Trial<'_> {
        Trial::new(&self.treated, &self.outcome).unwrap()
    }

    fn areas(&self) -> Vec<(Formula, Result<f64, Why>)> {
        areas(&self.scores, &self.trial()).unwrap()
    }
}

fn alike(
    a: &[(Formula, Result<f64, Why>)],
    b: &[(Formula, Result<f64, Why>)],
    factor: impl Fn(Formula) -> f64,
) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|((formula, a), (other, b))| {
            formula == other
                && match (a, b) {
                    (Ok(a), Ok(b)) => (a * factor(*formula) - b).abs() <= 1e-9 * (1.0 + b.abs()),
                    (a, b) => a == b,
                }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// The trap of programs that leave customers of equal score in the order of the file.
    #[test]
    fn tied_scores_make_no_area_depend_on_the_order_of_rows(rows in rows(), keys in proptest::collection::vec(any::<u32>(), 80)) {
        let mut shuffled: Vec<_> = rows.iter().copied().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Rows = shuffled.into_iter().map(|(row, _)| row).collect();
        prop_assert!(alike(&Columns::of(&rows).areas(), &Columns::of(&shuffled).areas(), |_| 1.0));
        let (one, other) = (Columns::of(&rows), Columns::of(&shuffled));
        if let (Ok(a), Ok(b)) = (Signals::of_trial(&one.trial()).unwrap(), Signals::of_trial(&other.trial()).unwrap()) {
            let worth = Worth { value: 100.0, cost: 4.5 };
            let curves = (
                budget_curve(&one.scores, &a, worth, Level::P95, 1).unwrap(),
                budget_curve(&other.scores, &b, worth, Level::P95, 1).unwrap(),
            );
            if let (Ok(a), Ok(b)) = curves {
                for (a, b) in a.points.iter().zip(&b.points) {
                    prop_assert!((a.profit.value - b.profit.value).abs() < 1e-9);
                    prop_assert!((a.profit.interval.lower - b.profit.interval.lower).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn a_score_counts_by_its_order_alone(rows in rows()) {
        let columns = Columns::of(&rows);
        let stretched = Columns { scores: columns.scores.iter().map(|s| (s - 4.0).powi(3) * 1e6).collect(), ..Columns::of(&rows) };
        prop_assert!(alike(&columns.areas(), &stretched.areas(), |_| 1.0));
    }

    #[test]
    fn areas_in_units_of_the_outcome_follow_the_unit_and_parts_do_not(rows in rows()) {
        let columns = Columns::of(&rows);
        let cents = Columns { outcome: columns.outcome.iter().map(|y| y * 100.0).collect(), ..Columns::of(&rows) };
        let ours: Vec<_> =
            columns.areas().into_iter().filter(|(f, _)| !matches!(f, Formula::SkliftQini | Formula::SkliftUplift)).collect();
        let theirs = cents.areas();
        let theirs: Vec<_> =
            theirs.into_iter().filter(|(f, _)| !matches!(f, Formula::SkliftQini | Formula::SkliftUplift)).collect();
        let factor = |formula| match formula {
            Formula::CausalmlAuucNorm | Formula::CausalmlQiniNorm => 1.0,
            _ => 100.0,
        };
        prop_assert!(alike(&ours, &theirs, factor));
    }

    #[test]
    fn every_customer_twice_gives_the_same_area_per_customer(rows in rows()) {
        let twice: Rows = rows.iter().chain(&rows).copied().collect();
        let per_customer = |rows: &Rows| -> Vec<_> {
            Columns::of(rows).areas().into_iter().filter(|(f, _)| matches!(f, Formula::QiniArea | Formula::SkliftQini)).collect()
        };
        prop_assert!(alike(&per_customer(&rows), &per_customer(&twice), |_| 1.0));
    }

    #[test]
    fn a_score_turned_round_has_minus_the_area(rows in rows()) {
        let columns = Columns::of(&rows);
        let turned = Columns { scores: columns.scores.iter().map(|s| -s).collect(), ..Columns::of(&rows) };
        // Balanced arms at every score make the curve a plain sum, for which this holds exactly.
        let pairs = |c: &Columns| {
            let doubled = |v: &[f64]| -> Vec<f64> { v.iter().flat_map(|x| [*x, *x]).collect() };
            let treated: Vec<bool> = c.treated.iter().flat_map(|_| [true, false]).collect();
            let outcome: Vec<f64> = c.outcome.iter().zip(&c.treated).flat_map(|(y, t)| [*y, f64::from(u8::from(*t))]).collect();
            let trial = Trial::new(&treated, &outcome).unwrap();
            Ranking::new(&doubled(&c.scores), &trial).unwrap().area(Formula::QiniArea)
        };
        let (area, back) = (pairs(&columns).unwrap(), pairs(&turned).unwrap());
        prop_assert!((area + back).abs() < 1e-12, "{area} {back}");
    }
}

/// Customers with three traits, the first of which decides who gains.
struct Town {
    columns: Vec<Vec<f64>>,
    treated: Vec<bool>,
    outcome: Vec<f64>,
}

impl Town {
    fn of(n: u32, unit: f64) -> Self {
        // Multiplicative hashing spreads consecutive numbers evenly.
        let share = |row: u32, salt: u32| {
            f64::from((row ^ salt << 20).wrapping_mul(2_654_435_761).rotate_left(salt) >> 8) / f64::from(1 << 24)
        };
        let columns: Vec<Vec<f64>> = (1..=3).map(|salt| (0..n).map(|row| share(row, salt)).collect()).collect();
        let treated: Vec<bool> = (0..n).map(|row| share(row, 7) < 0.5).collect();
        let outcome = (0..n as usize)
            .map(|row| {
                let effect = if treated[row] && columns[0][row] > 0.5 { 1.0 } else { 0.0 };
                (columns[1][row] + effect + share(u32::try_from(row).unwrap(), 9)) * unit
            })
            .collect();
        Self { columns, treated, outcome }
    }

    fn columns(&self) -> Vec<&[f64]> {
        self.columns.iter().map(Vec::as_slice).collect()
    }

    fn effects(&self, learner: Learner, base: Base) -> Vec<f64> {
        let trial = Trial::new(&self.treated, &self.outcome).unwrap();
        let forest = ForestPlan { trees: 24, ..ForestPlan::default() };
        let settings = Settings { learner, base, forest, propensity: Propensity::Known(0.5) };
        let model = UpliftModel::fit(&self.columns(), &trial, &settings).unwrap().unwrap();
        model.predict(&self.columns(), Level::P95).unwrap().values().to_vec()
    }
}

const EVERY: [(Learner, Base); 11] = [
    (Learner::S, Base::Linear),
    (Learner::T, Base::Linear),
    (Learner::X, Base::Linear),
    (Learner::Dr, Base::Linear),
    (Learner::R, Base::Linear),
    (Learner::S, Base::Trees),
    (Learner::T, Base::Trees),
    (Learner::X, Base::Trees),
    (Learner::Dr, Base::Trees),
    (Learner::R, Base::Trees),
    (Learner::Forest, Base::Linear),
];

#[test]
fn every_learner_finds_who_gains_except_the_one_that_cannot() {
    let town = Town::of(2000, 1.0);
    for (learner, base) in EVERY {
        let effects = town.effects(learner, base);
        let mean = |gains: bool| {
            let of: Vec<f64> =
                (0..2000).filter(|&row| (town.columns[0][row] > 0.5) == gains).map(|row| effects[row]).collect();
            of.iter().sum::<f64>() / of.len() as f64
        };
        let (low, high) = (mean(false), mean(true));
        if (learner, base) == (Learner::S, Base::Linear) {
            assert!((low - high).abs() < 1e-9 && (low - 0.5).abs() < 0.1, "one effect for everybody: {low} {high}");
        } else {
            assert!(low < 0.35 && high > 0.65, "{learner:?} {base:?}: {low} {high}");
        }
    }
}

#[test]
fn effects_follow_the_unit_of_the_outcome() {
    let (euros, other) = (Town::of(1200, 1.0), Town::of(1200, 4.0));
    for (learner, base) in EVERY {
        let (a, b) = (euros.effects(learner, base), other.effects(learner, base));
        for (a, b) in a.iter().zip(b) {
            assert!((a * 4.0 - b).abs() < 1e-9, "{learner:?} {base:?}: {a} {b}");
        }
    }
}

#[test]
fn the_order_of_customers_makes_no_difference_to_lines() {
    let town = Town::of(900, 1.0);
    let turned = Town {
        columns: town.columns.iter().map(|column| column.iter().rev().copied().collect()).collect(),
        treated: town.treated.iter().rev().copied().collect(),
        outcome: town.outcome.iter().rev().copied().collect(),
    };
    for (learner, base) in
        EVERY.into_iter().filter(|(learner, base)| *base == Base::Linear && *learner != Learner::Forest)
    {
        let (a, b) = (town.effects(learner, base), turned.effects(learner, base));
        for (a, b) in a.iter().zip(b.iter().rev()) {
            assert!((a - b).abs() < 1e-9, "{learner:?}: {a} {b}");
        }
    }
}

#[test]
fn threads_change_no_digit() {
    let town = Town::of(3000, 1.0);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let effects = EVERY.map(|(learner, base)| town.effects(learner, base));
            let trial = Trial::new(&town.treated, &town.outcome).unwrap();
            let resampling = Resampling { resamples: 60, ..Resampling::default() };
            (qini(&effects[10], &trial, Formula::QiniArea, &resampling).unwrap(), effects)
        })
    };
    let (one, three) = (with(1), with(3));
    assert_eq!(one.0, three.0);
    assert_eq!(one.1[10], three.1[10]);
    assert_eq!(one.1[7], three.1[7]);
    assert_eq!(one.1[8], three.1[8]);
}

#[test]
fn a_trait_that_is_missing_for_some_can_still_tell_who_gains() {
    let mut town = Town::of(2000, 1.0);
    for value in &mut town.columns[0] {
        *value = if *value > 0.5 { f64::NAN } else { *value };
    }
    let effects = town.effects(Learner::T, Base::Trees);
    let mean = |missing: bool| {
        let of: Vec<f64> =
            (0..2000).filter(|&row| town.columns[0][row].is_nan() == missing).map(|row| effects[row]).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    assert!(mean(true) > 0.8 && mean(false) < 0.2, "{} {}", mean(true), mean(false));
    let trial = Trial::new(&town.treated, &town.outcome).unwrap();
    let settings = Settings { learner: Learner::T, ..Settings::default() };
    let error = UpliftModel::fit(&town.columns(), &trial, &settings).unwrap_err().to_string();
    assert!(error.contains("covariate") || error.contains("column"), "{error}");
}

#[test]
fn what_cannot_be_learned_or_judged_says_why() {
    let everybody = Trial::new(&[true; 30], &[1.0; 30]).unwrap();
    let trait_of: Vec<f64> = (0..30).map(f64::from).collect();
    let columns: [&[f64]; 1] = [&trait_of];
    for learner in Learner::ALL {
        let settings = Settings { learner, ..Settings::default() };
        assert_eq!(UpliftModel::fit(&columns, &everybody, &settings).unwrap().unwrap_err().word(), "group_empty");
    }
    let answer = qini(&trait_of, &everybody, Formula::QiniArea, &Resampling::default()).unwrap();
    assert_eq!(answer.why(), Some(Why::GroupEmpty { group: 0 }));
    let nobody = Trial::new(&[], &[]).unwrap();
    assert_eq!(qini(&[], &nobody, Formula::QiniArea, &Resampling::default()).unwrap().why(), Some(Why::NobodyAtRisk));
    let half: Vec<bool> = (0..30).map(|row| row % 2 == 0).collect();
    let zeros = vec![0.0; 30];
    let never = Trial::new(&half, &zeros).unwrap();
    let found = areas(&trait_of, &never).unwrap();
    assert!(found.iter().any(|(f, a)| *f == Formula::CausalmlQiniNorm && *a == Err(Why::NothingToDivideBy)));
    let signals = Signals::of_trial(&never).unwrap().unwrap();
    assert_eq!(signals.average_effect(Level::P95).why(), Some(Why::ZeroVariance));
    assert_eq!(
        budget_curve(&trait_of, &signals, Worth { value: 1.0, cost: 1.0 }, Level::P95, 1).unwrap().unwrap_err(),
        Why::ZeroVariance
    );
    let chosen = Settings { propensity: Propensity::Estimated, ..Settings::default() };
    // Whoever has the higher trait is treated: nobody is like them on the other side.
    let by_trait: Vec<bool> = (0..30).map(|row| row >= 15).collect();
    let why = UpliftModel::fit(&columns, &Trial::new(&by_trait, &trait_of).unwrap(), &chosen).unwrap().unwrap_err();
    assert!(matches!(why, Why::Separation { .. } | Why::NoOverlap { .. }), "{why:?}");
}

#[test]
fn impossible_arguments_are_refused_by_name() {
    let (treated, outcome) = ([true, false], [1.0, 0.0]);
    let trial = Trial::new(&treated, &outcome).unwrap();
    assert!(Trial::new(&treated, &[1.0]).is_err());
    assert!(Trial::new(&treated, &[1.0, f64::NAN]).unwrap_err().to_string().contains("row 1"));
    assert!(Ranking::new(&[1.0, f64::INFINITY], &trial).is_err());
    let euros = Trial::new(&treated, &[12.5, 0.0]).unwrap();
    let error = qini(&[1.0, 0.5], &euros, Formula::SkliftQini, &Resampling::default()).unwrap_err();
    assert!(error.to_string().contains("scikit-uplift"), "{error}");
    assert!("qini".parse::<Formula>().unwrap_err().to_string().contains("causalml_qini_norm"));
    for plan in [
        ForestPlan { trees: 3, ..ForestPlan::default() },
        ForestPlan { group_trees: 1, ..ForestPlan::default() },
        ForestPlan { split_share: 1.0, ..ForestPlan::default() },
        ForestPlan { sample_share: 0.0, ..ForestPlan::default() },
        ForestPlan { child_share_min: 0.5, ..ForestPlan::default() },
        ForestPlan { bins_max: 256, ..ForestPlan::default() },
        ForestPlan { leaf_arm_min: Some(0), ..ForestPlan::default() },
    ] {
        let expected = Expected::new(vec![0.0; 2], vec![0.5; 2]);
        assert!(UpliftForest::fit(&[&[1.0, 2.0]], &trial, &expected, &plan).is_err(), "{plan:?}");
    }
    let sure = Expected::new(vec![0.0; 2], vec![0.5, 1.0]);
    assert!(UpliftForest::fit(&[&[1.0, 2.0]], &trial, &sure, &ForestPlan::default()).is_err());
}

#[test]
fn a_forest_without_anything_to_split_gives_everybody_the_average() {
    let town = Town::of(400, 1.0);
    let flat = vec![1.0; 400];
    let trial = Trial::new(&town.treated, &town.outcome).unwrap();
    let expected = Expected::new(vec![1.0; 400], vec![0.5; 400]);
    let forest = UpliftForest::fit(&[&flat], &trial, &expected, &ForestPlan::default()).unwrap();
    let effects = forest.predict(&[&[1.0, 5.0, f64::NAN]], Level::P95).unwrap();
    let average = Signals::of_trial(&trial).unwrap().unwrap().average_effect(Level::P95);
    for row in 0..3 {
        assert_eq!(effects.values()[row], effects.values()[0]);
        assert!(effects.interval(row).unwrap().holds(average.known().unwrap().value));
    }
}

#[test]
fn treating_nobody_is_an_answer() {
    let town = Town::of(2000, 1.0);
    let trial = Trial::new(&town.treated, &town.outcome).unwrap();
    let signals = Signals::of_trial(&trial).unwrap().unwrap();
    let decide =
        |cost| budget_curve(&town.columns[0], &signals, Worth { value: 10.0, cost }, Level::P95, 1).unwrap().unwrap();
    let cheap = decide(1.0);
    assert_eq!(cheap.decision, Decision::Treat);
    let best = cheap.points[cheap.best.unwrap()];
    assert!((best.share - 0.5).abs() < 0.1, "half of the town gains: {}", best.share);
    assert!(best.band.lower < best.profit.interval.lower && best.band.upper > best.profit.interval.upper);
    let dear = decide(20.0);
    assert_eq!((dear.decision, dear.best), (Decision::TreatNobody, None));
}

#[test]
fn the_four_kinds_add_up_to_everybody_and_harm_that_came_true_shows() {
    let n = 4000;
    let scores: Vec<f64> = (0..n).map(|row| if row % 4 == 0 { -1.0 } else { 1.0 }).collect();
    let treated: Vec<bool> = (0..n).map(|row| (row / 4) % 2 == 0).collect();
    // One in four leaves because of the treatment, the others stay because of it.
    let stayed: Vec<f64> = (0..n).map(|row| f64::from(u8::from((row % 4 == 0) != treated[row]))).collect();
    let trial = Trial::new(&treated, &stayed).unwrap();
    let signals = Signals::of_trial(&trial).unwrap().unwrap();
    let cells = four_cells(&scores, &trial, &signals, Level::P95).unwrap().unwrap();
    let few = cells.map(|cell| cell.if_few_are_harmed.known().map_or(0.0, |estimate| estimate.value));
    for (got, wanted) in few.into_iter().zip([0.75, 0.0, 0.0, 0.25]) {
        assert!((got - wanted).abs() < 1e-9, "{few:?}");
    }
    let many: f64 = cells.iter().filter_map(|cell| Some(cell.if_many_are_harmed.known()?.value)).sum();
    assert!((many - 1.0).abs() < 1e-9);
    let euros: Vec<f64> = stayed.iter().map(|y| y * 12.5).collect();
    let trial = Trial::new(&treated, &euros).unwrap();
    assert_eq!(four_cells(&scores, &trial, &signals, Level::P95).unwrap(), None);
}

#[test]
fn predictions_that_exaggerate_have_a_slope_below_one() {
    let town = Town::of(4000, 1.0);
    let trial = Trial::new(&town.treated, &town.outcome).unwrap();
    let signals = Signals::of_trial(&trial).unwrap().unwrap();
    let truth: Vec<f64> = town.columns[0].iter().map(|x| f64::from(u8::from(*x > 0.5))).collect();
    let found = |times: f64| {
        let predicted: Vec<f64> = truth.iter().map(|effect| effect * times).collect();
        calibration(&predicted, &signals, 10, Level::P95).unwrap()
    };
    let (right, twice) = (found(1.0), found(2.0));
    assert_eq!(right.bins.len(), 2, "two different predictions make two bins");
    assert!(right.slope.known().unwrap().interval.holds(1.0) && right.calibrated.known().unwrap().p_value > 0.01);
    assert!(right.ranks.known().unwrap().p_value < 1e-6);
    assert!((twice.slope.known().unwrap().value * 2.0 - right.slope.known().unwrap().value).abs() < 1e-9);
    assert!(twice.calibrated.known().unwrap().p_value < 1e-6);
    assert_eq!(calibration(&vec![0.3; 4000], &signals, 5, Level::P95).unwrap().slope.why(), Some(Why::ZeroVariance));
}
