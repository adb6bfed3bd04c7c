//! Cox regression.

use std::path::Path;

use stats::cox::{
    Cox, CoxOptions, Design, Penalty, PredictedPoint, Rows, TieMethod, TimeScale, TimeWeights, brier_score,
    concordance, cox,
};
use stats::survival::{Observation, Scale};
use stats::{Level, Tested, Why};

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn all_close(got: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(got.len(), wanted.len());
    for (got, wanted) in got.iter().zip(wanted) {
        close(*got, *wanted, tolerance);
    }
}

/// A table of numbers by column, with the names of the columns.
struct Table {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl Table {
    fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let names: Vec<String> = lines.next().unwrap().split(',').map(str::to_owned).collect();
        let mut columns = vec![Vec::new(); names.len()];
        for line in lines {
            for (column, value) in columns.iter_mut().zip(line.split(',')) {
                column.push(value.parse().unwrap());
            }
        }
        Self { names, columns }
    }

    fn column(&self, name: &str) -> &[f64] {
        &self.columns[self.names.iter().position(|it| it == name).unwrap()]
    }

    fn design<'a>(&'a self, names: &[&str]) -> Design<'a> {
        Design::new(names.iter().map(|name| self.column(name)))
    }

    fn whole(&self, name: &str) -> Vec<u32> {
        self.column(name).iter().map(|it| it.to_string().parse().unwrap()).collect()
    }

    fn seen(&self, name: &str) -> Vec<Observation> {
        self.column(name).iter().map(|&it| Observation::from(it == 1.0)).collect()
    }
}

/// A file of the data that do not belong to the project; without them a test says that it was skipped.
fn shared(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not there", path.display());
    }
    text
}

#[track_caller]
fn fit(rows: &Rows, design: &Design, options: &CoxOptions) -> Cox {
    let fitted = cox(rows, design, options).unwrap();
    fitted.known().unwrap_or_else(|| panic!("undetermined: {:?}", fitted.why())).clone()
}

fn errors(cox: &Cox) -> Vec<f64> {
    cox.coefficients().iter().map(|it| it.estimate.unwrap().standard_error.unwrap()).collect()
}

const ROSSI: [&str; 7] = ["fin", "age", "race", "wexp", "mar", "paro", "prio"];

#[test]
fn cox_agrees_with_r_on_rossi() {
    let Some(text) = shared("survival_lifelines/rossi.csv") else { return };
    let table = Table::parse(&text);
    let seen = table.seen("arrest");
    let rows = Rows::new(table.column("week"), &seen);
    let design = table.design(&ROSSI);
    let efron = fit(&rows, &design, &CoxOptions::default());
    assert_eq!((efron.rows(), efron.departures()), (432, 114));
    let wanted = [
        -0.379_422_166,
        -0.057_437_74,
        0.313_899_787,
        -0.149_795_702,
        -0.433_703_881,
        -0.084_871_080_6,
        0.091_497_081_7,
    ];
    // The digits given, from R's default, which stops when the likelihood no longer rises by 1e-9 of itself.
    all_close(&efron.values(), &wanted, 5e-9);
    // R with eps = 1e-15.
    let wanted = [
        -0.379_422_166_871_209_8,
        -0.057_437_743_013_761_2,
        0.313_899_785_949_295_4,
        -0.149_795_697_222_788_5,
        -0.433_703_876_690_250_8,
        -0.084_871_082_990_836_8,
        0.091_497_079_351_120_7,
    ];
    all_close(&efron.values(), &wanted, 1e-13);
    let wanted =
        [0.191_379_481, 0.021_999_470_4, 0.307_992_777, 0.212_224_296, 0.381_868_057, 0.195_756_672, 0.028_648_549_9];
    all_close(&errors(&efron), &wanted, 1e-9);
    close(efron.null_log_likelihood(), -675.380_632_347, 5e-10);
    close(efron.log_likelihood(), -658.747_659_446, 5e-10);
    let ratio = *efron.likelihood_ratio().unwrap().known().unwrap();
    close(ratio.statistic, 33.265_945_801_6, 5e-10);
    assert_eq!(ratio.degrees_of_freedom, Some(7));
    close(ratio.p_value, 2.362_045_05e-05, 5e-14);
    close(statistic(efron.wald()), 32.11, 5e-3);
    close(statistic(efron.score_test()), 33.528_688_899_7, 5e-10);
    let fin = efron.coefficients()[0].hazard_ratio.unwrap().interval;
    close(fin.lower, 0.470_236_717_852, 1e-9);
    close(fin.upper, 0.995_684_063_631, 1e-9);

    let pairs = efron.concordance(&rows, TimeWeights::Harrell).unwrap();
    assert_eq!((pairs.concordant, pairs.discordant), (27_242.0, 15_291.0));
    // R counts 111 pairs who left in the same week; the 1,272 of scikit-survival are a departure and a censored customer of
    // the same week, which R and we count as in order.
    assert_eq!((pairs.tied_scores, pairs.tied_times + pairs.tied_both), (49.0, 111.0));
    let in_week_52 = |left: bool| {
        let rows = rows.durations.iter().zip(&seen);
        rows.filter(|(week, seen)| **week == 52.0 && (**seen == Observation::Event) == left).count()
    };
    assert_eq!(in_week_52(true) * in_week_52(false), 1_272);
    let value = pairs.value.known().unwrap().to_owned();
    close(value.value, 0.640_329_247_100, 5e-13);
    close(value.standard_error.unwrap(), 0.026_658_122_772_6, 5e-13);

    // R's baseline is for the mean of covariates that are not 0 and 1, and 0 of those that are.
    let mean = |name: &str| table.column(name).iter().sum::<f64>() / 432.0;
    let means = [0.0, mean("age"), 0.0, 0.0, 0.0, 0.0, mean("prio")];
    let baseline = efron.predict(&means, 0, Scale::Log).unwrap();
    for (week, wanted) in [(10.0, 0.967_267_580_725), (26.0, 0.878_793_550_716), (52.0, 0.736_410_368_575)] {
        close(baseline.at(week).unwrap().known().unwrap().value, wanted, 1e-9);
    }
    let last = baseline.points().last().unwrap();
    close(last.standard_error.unwrap(), 0.078_086_240_830_7, 1e-9);
    let person = efron.predict(&[1.0, 25.0, 1.0, 1.0, 0.0, 1.0, 2.0], 0, Scale::Log).unwrap();
    let at_end = person.at(52.0).unwrap().known().unwrap().to_owned();
    close(at_end.value, 0.816_785_434_691, 1e-9);
    close(at_end.interval.lower, 0.753_576_202_057, 1e-9);
    close(at_end.interval.upper, 0.885_296_595_755, 1e-9);

    let over_time = efron.proportional(&rows, TimeScale::KaplanMeier).unwrap().unwrap();
    let statistics: Vec<f64> = over_time.covariates.iter().map(|it| it.known().unwrap().statistic).collect();
    let wanted = [
        0.062_429_751_358_1,
        5.973_981_653_42,
        2.068_265_387_48,
        4.224_595_633_42,
        1.011_021_564_44,
        0.018_383_299_169_0,
        0.520_584_250_303,
    ];
    all_close(&statistics, &wanted, 1e-7);
    let all = over_time.all.known().unwrap();
    close(all.statistic, 17.694_415_254_5, 1e-7);
    close(all.p_value, 0.013_427_506_785_7, 1e-9);

    let breslow = fit(&rows, &design, &CoxOptions { ties: TieMethod::Breslow, ..CoxOptions::default() });
    let wanted = [
        -0.379_021_888,
        -0.057_245_925_4,
        0.314_129_765,
        -0.151_114_6,
        -0.432_782_573,
        -0.084_982_835_8,
        0.091_111_540_5,
    ];
    all_close(&breslow.values(), &wanted, 5e-9);
    close(breslow.log_likelihood(), -659.120_605_677, 5e-10);

    let robust =
        fit(&rows, &table.design(&["fin", "age", "prio"]), &CoxOptions { robust: true, ..CoxOptions::default() });
    all_close(&robust.values(), &[-0.346_954_462_442, -0.067_105_329_340_1, 0.096_893_199_144_8], 1e-9);
    all_close(&errors(&robust), &[0.191_120_507_090, 0.023_452_266_315_3, 0.027_025_261_552_1], 1e-9);
}

#[test]
fn penalized_cox_agrees_with_lifelines_on_rossi() {
    let Some(text) = shared("survival_lifelines/rossi.csv") else { return };
    let table = Table::parse(&text);
    let seen = table.seen("arrest");
    let rows = Rows::new(table.column("week"), &seen);
    let design = table.design(&ROSSI);
    let penalty = Penalty { strength: 0.1, absolute_share: 0.0 };
    let drawn = fit(&rows, &design, &CoxOptions { penalty, ..CoxOptions::default() });
    // lifelines as it is stops as soon as a step promises less than 1e-7.
    let wanted = [
        -0.273_341_724,
        -0.035_994_869_2,
        0.203_206_470,
        -0.201_778_726,
        -0.313_225_856,
        -0.057_862_917_9,
        0.070_849_920_1,
    ];
    all_close(&drawn.values(), &wanted, 1e-5);
    // lifelines with precision = r_precision = 1e-16.
    let wanted = [
        -0.273_342_455_739_070,
        -0.035_995_588_307_244,
        0.203_207_200_383_887,
        -0.201_778_401_621_787,
        -0.313_233_353_788_217,
        -0.057_862_876_173_505,
        0.070_848_964_871_870,
    ];
    all_close(&drawn.values(), &wanted, 1e-10);
    let wanted = [
        0.160_842_181_437,
        0.015_390_599_090,
        0.250_053_753_758,
        0.170_281_223_362,
        0.279_531_646_819,
        0.165_268_178_208,
        0.025_708_574_366,
    ];
    all_close(&errors(&drawn), &wanted, 1e-10);

    let penalty = Penalty { strength: 0.05, absolute_share: 0.5 };
    let drawn = fit(&rows, &design, &CoxOptions { penalty, ..CoxOptions::default() });
    // lifelines smooths the absolute value, so its zeros are only nearly 0.
    let wanted = [
        -0.154_579_305_835_607,
        -0.033_474_096_402_294,
        0.0,
        -0.129_731_697_145_167,
        -0.137_407_907_770_416,
        0.0,
        0.064_050_354_349_522,
    ];
    all_close(&drawn.values(), &wanted, 1e-10);
    assert_eq!((drawn.values()[2], drawn.values()[5]), (0.0, 0.0));
    assert!(drawn.coefficients().iter().all(|it| it.estimate.is_none()));
}

/// Our own customers, and what R makes of them.
struct Tenures {
    table: Table,
    seen: Vec<Observation>,
    strata: Vec<u32>,
    stores: Vec<u32>,
    wanted: serde_json::Value,
}

impl Tenures {
    fn read() -> Self {
        let table = Table::parse(include_str!("tenures.csv"));
        let (seen, strata, stores) = (table.seen("left"), table.whole("region"), table.whole("store"));
        Self { seen, strata, stores, wanted: serde_json::from_str(include_str!("tenures.json")).unwrap(), table }
    }

    fn rows(&self) -> Rows<'_> {
        Rows::new(self.table.column("month"), &self.seen)
    }

    fn late(&self) -> Rows<'_> {
        Rows { entered_at: Some(self.table.column("entered")), ..self.rows() }
    }

    fn everything(&self) -> Rows<'_> {
        Rows {
            strata: Some(&self.strata),
            weights: Some(self.table.column("weight")),
            clusters: Some(&self.stores),
            ..self.late()
        }
    }

    fn design(&self) -> Design<'_> {
        self.table.design(&["price", "yearly", "calls"])
    }

    /// Compares everything that R gave of a case.
    fn check(&self, case: &str, rows: &Rows, options: CoxOptions) {
        let cox = fit(rows, &self.design(), &options);
        let case = &self.wanted[case];
        let wanted = |name: &str| numbers(&case[name]);
        let compare = |name: &str, got: &[f64]| {
            if case.get(name).is_some() {
                eprintln!("{name}");
                all_close(got, &wanted(name), 1e-10);
            }
        };
        compare("coefficients", &cox.values());
        compare("errors", &errors(&cox));
        let of_model: Vec<f64> = cox.coefficients().iter().map(|it| it.model_standard_error.unwrap()).collect();
        compare("model_errors", &of_model);
        compare("log_likelihood", &[cox.null_log_likelihood(), cox.log_likelihood()]);
        compare("wald", &[statistic(cox.wald())]);
        // Where errors are robust R still gives the statistics that take rows as independent and weights as counts. They are
        // ours of rows without clusters that count twice, so that half weights are counts, and twice as large.
        let doubled: Option<Vec<f64>> = rows.weights.map(|weights| weights.iter().map(|it| it * 2.0).collect());
        let twice = if doubled.is_some() { 2.0 } else { 1.0 };
        let counted = Rows { weights: doubled.as_deref(), clusters: None, ..*rows };
        let plain = fit(&counted, &self.design(), &CoxOptions { robust: false, ..options });
        assert!(!plain.has_robust_errors());
        compare("score", &[statistic(plain.score_test()) / twice]);
        for scale in TimeScale::ALL {
            let found = over_time(&plain, &counted, scale).iter().map(|it| it / twice).collect::<Vec<_>>();
            compare(&format!("proportional_{}", scale.word()), &found);
            compare(&format!("robust_over_time_{}", scale.word()), &over_time(&cox, rows, scale));
        }
        compare("robust_score", &[statistic(cox.score_test())]);
        let ratio = cox.likelihood_ratio().unwrap();
        assert_eq!(ratio.why(), cox.has_robust_errors().then_some(Why::NoRobustForm));
        assert_eq!(case.get("robust_score").is_some(), cox.has_robust_errors());
        let pairs = cox.concordance(rows, TimeWeights::Harrell).unwrap();
        compare("pairs", &[pairs.concordant, pairs.discordant, pairs.tied_scores, pairs.tied_times, pairs.tied_both]);
        let value = pairs.value.known().unwrap();
        compare("concordance", &[value.value, value.standard_error.unwrap()]);
        let stratum = u32::from(rows.strata.is_some());
        let [log, log_log] = [Scale::Log, Scale::LogLog]
            .map(|scale| cox.predict(&[25.0, 1.0, 2.0], stratum, scale).unwrap().points().to_vec());
        let of = |points: &[PredictedPoint], get: &dyn Fn(&PredictedPoint) -> f64| {
            points.iter().map(get).collect::<Vec<_>>()
        };
        compare("times", &of(&log, &|it| it.time));
        compare("survival", &of(&log, &|it| it.survival));
        compare("hazard_errors", &of(&log, &|it| it.standard_error.unwrap() / it.survival));
        compare("log_lower", &of(&log, &|it| it.interval.unwrap().lower));
        compare("log_upper", &of(&log, &|it| it.interval.unwrap().upper));
        compare("log_log_lower", &of(&log_log, &|it| it.interval.unwrap().lower));
        compare("log_log_upper", &of(&log_log, &|it| it.interval.unwrap().upper));
        compare("martingale", &cox.martingale_residuals());
        compare("deviance", &cox.deviance_residuals());
        compare("score_residuals", &cox.score_residuals().concat());
        compare("dfbeta", &cox.coefficient_changes().unwrap().concat());
        let schoenfeld = cox.schoenfeld_residuals();
        compare("schoenfeld", &schoenfeld.iter().flat_map(|it| it.residuals.clone()).collect::<Vec<_>>());
        compare("scaled", &schoenfeld.iter().flat_map(|it| it.scaled.clone()).collect::<Vec<_>>());
    }
}

#[track_caller]
fn statistic(test: Option<Tested>) -> f64 {
    test.unwrap().known().unwrap().statistic
}

/// What the test of proportional hazards makes of each covariate, and of all.
#[track_caller]
fn over_time(cox: &Cox, rows: &Rows, scale: TimeScale) -> Vec<f64> {
    let found = cox.proportional(rows, scale).unwrap().unwrap();
    found.covariates.iter().chain([&found.all]).map(|it| it.known().unwrap().statistic).collect()
}

fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect()
}

const fn by(ties: TieMethod) -> CoxOptions {
    CoxOptions { ties, penalty: Penalty { strength: 0.0, absolute_share: 0.0 }, robust: false, level: Level::P95 }
}

#[test]
fn ties_are_treated_as_by_r() {
    let tenures = Tenures::read();
    tenures.check("efron", &tenures.rows(), by(TieMethod::Efron));
    tenures.check("breslow", &tenures.rows(), by(TieMethod::Breslow));
    tenures.check("exact", &tenures.rows(), by(TieMethod::Exact));
}

#[test]
fn late_entries_are_treated_as_by_r() {
    let tenures = Tenures::read();
    tenures.check("late", &tenures.late(), by(TieMethod::Efron));
    tenures.check("late_exact", &tenures.late(), by(TieMethod::Exact));
}

#[test]
fn strata_are_treated_as_by_r() {
    let tenures = Tenures::read();
    tenures.check("strata", &Rows { strata: Some(&tenures.strata), ..tenures.rows() }, by(TieMethod::Efron));
}

#[test]
fn weights_and_robust_errors_are_treated_as_by_r() {
    let tenures = Tenures::read();
    let rows = Rows { weights: Some(tenures.table.column("weight")), ..tenures.rows() };
    tenures.check("weighted", &rows, CoxOptions { robust: true, ..by(TieMethod::Efron) });
    // Half weights make errors robust by themselves.
    tenures.check("weighted", &rows, by(TieMethod::Efron));
    // An eighth of the weight is the same weight: coxph(..., weights = weight / 8).
    let eighths: Vec<f64> = tenures.table.column("weight").iter().map(|it| it / 8.0).collect();
    let fit = fit(&Rows { weights: Some(&eighths), ..rows }, &tenures.design(), &by(TieMethod::Efron));
    all_close(&errors(&fit), &[0.028_918_929_561_175_46, 0.464_949_101_328_744_73, 0.094_602_844_562_572_7], 1e-10);
    // Whole ones count customers: coxph(..., weights = 2 * weight).
    let doubled: Vec<f64> = tenures.table.column("weight").iter().map(|it| it * 2.0).collect();
    let counted = Rows { weights: Some(&doubled), ..rows };
    let counted = cox(&counted, &tenures.design(), &by(TieMethod::Efron)).unwrap();
    assert!(counted.known().is_some_and(|fit| !fit.has_robust_errors()));
}

#[test]
fn everything_at_once_is_treated_as_by_r() {
    let tenures = Tenures::read();
    tenures.check("everything", &tenures.everything(), by(TieMethod::Efron));
    tenures.check("everything_breslow", &tenures.everything(), by(TieMethod::Breslow));
}

#[test]
fn brier_scores_agree_with_scikit_survival() {
    let tenures = Tenures::read();
    // Without ties, because scikit-survival counts those censored at the time of a departure as censored before it.
    let durations: Vec<f64> =
        tenures.table.column("month").iter().enumerate().map(|(row, month)| month + row as f64 / 1000.0).collect();
    let rows = Rows::new(&durations, &tenures.seen);
    let times = [3.0, 6.0, 9.0, 12.0, 18.0];
    let calls = tenures.table.column("calls");
    let survival = |row: usize, index: usize| (-0.02 * (0.3 * calls[row]).exp() * times[index]).exp();
    let brier = brier_score(&rows, &times, survival, Level::P95).unwrap();
    let scores: Vec<f64> = brier.points.iter().map(|point| point.score.known().unwrap().value).collect();
    let wanted = [
        0.073_815_528_249_241_72,
        0.134_556_135_326_909_8,
        0.174_516_195_560_528_03,
        0.227_923_364_129_746_9,
        0.265_586_910_892_096_74,
    ];
    all_close(&scores, &wanted, 1e-13);
    close(brier.integrated.known().unwrap().value, 0.190_690_410_419_755_15, 1e-13);
}

#[test]
fn concordance_of_uno_agrees_with_r() {
    let tenures = Tenures::read();
    let price = tenures.table.column("price");
    let check = |name: &str, rows: &Rows, until: Option<f64>| {
        let pairs = concordance(rows, price, TimeWeights::Uno { until }, Level::P95).unwrap();
        let value = pairs.value.known().unwrap();
        all_close(&[value.value, value.standard_error.unwrap()], &numbers(&tenures.wanted[name]), 1e-13);
    };
    check("uno", &tenures.rows(), None);
    check("uno_until_12", &tenures.rows(), Some(12.0));
    let strata = Some(tenures.strata.as_slice());
    check("uno_weighted", &Rows { strata, weights: Some(tenures.table.column("weight")), ..tenures.rows() }, None);
}

#[test]
fn the_test_of_all_covariates_holds_where_two_nearly_repeat_each_other() {
    let tenures = Table::parse(include_str!("tenures.csv"));
    let price = tenures.column("price");
    let apart: Vec<f64> = (0..price.len()).map(|row| (row * 7 % 11) as f64 - 5.0).collect();
    let near: Vec<f64> = price.iter().zip(&apart).map(|(price, apart)| price + 1e-4 * apart).collect();
    let seen = tenures.seen("left");
    let rows = Rows::new(tenures.column("month"), &seen);
    let calls = tenures.column("calls");
    // R for price, apart and calls, which say the same: cox.zph(…, terms = FALSE).
    for (scale, wanted) in [(TimeScale::Identity, 1.101_198_631_26), (TimeScale::KaplanMeier, 1.218_296_139_58)] {
        for (second, tolerance) in [(&apart, 1e-10), (&near, 3e-7)] {
            let fitted = cox(&rows, &Design::new([price, second, calls]), &CoxOptions::default()).unwrap();
            let found = fitted.known().unwrap().proportional(&rows, scale).unwrap().unwrap();
            close(found.all.known().unwrap().statistic, wanted, tolerance);
        }
    }
}
