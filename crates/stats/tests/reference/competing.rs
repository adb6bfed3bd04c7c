//! Competing causes against R `survival` 3.5-3, `cmprsk` 2.2-11 and scikit-survival 0.28.

use std::path::Path;

use stats::competing::Ending::{Cause, Censored};
use stats::competing::{
    CauseCounts, CauseTable, Ending, FineGray, Stays, WeightedStays, cumulative_incidence, fine_gray, gray,
    gray_stratified, weighted_incidence,
};
use stats::cox::Design;
use stats::estimate::{Answer, Estimate, Test, Why};
use stats::survival::{Scale, kaplan_meier, restricted_mean};
use stats::{Level, StatsError};

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn known(answer: Result<Answer, StatsError>) -> Estimate {
    let answer = answer.unwrap();
    *answer.known().unwrap_or_else(|| panic!("undetermined: {:?}", answer.why()))
}

/// Women and men of `mgus2`: progression is cause 0, death without it cause 1.
fn mgus2() -> Vec<CauseTable> {
    let file: serde_json::Value = serde_json::from_str(include_str!("mgus2.json")).unwrap();
    let counts = |row: &serde_json::Value| CauseCounts {
        time: row[0].as_f64().unwrap(),
        departures: vec![row[1].as_u64().unwrap(), row[2].as_u64().unwrap()],
        censored: row[3].as_u64().unwrap(),
    };
    let groups = file["groups"].as_object().unwrap().values();
    groups
        .map(|rows| {
            CauseTable::from_counts(2, &rows.as_array().unwrap().iter().map(counts).collect::<Vec<_>>()).unwrap()
        })
        .collect()
}

/// All groups as one.
fn pooled(groups: &[CauseTable]) -> CauseTable {
    let counts: Vec<CauseCounts> = groups
        .iter()
        .flat_map(|group| {
            group.rows().zip(group.any_cause().rows()).map(|(row, all)| CauseCounts {
                time: row.time,
                departures: row.departures.to_vec(),
                censored: all.censored,
            })
        })
        .collect();
    CauseTable::from_counts(groups[0].causes(), &counts).unwrap()
}

#[test]
fn cumulative_incidence_agrees_with_r_on_mgus2() {
    let table = pooled(&mgus2());
    assert_eq!((table.n(), table.departures(0), table.departures(1)), (1384, 115, 860));
    let curves = cumulative_incidence(&table, Level::P95, Scale::LogLog);
    for (month, still_here, incidences, errors) in [
        (
            60.0,
            0.645_529_276_757_773,
            [0.034_103_712_974_349, 0.320_367_010_267_878],
            [0.004_889_257_907_667_94, 0.012_567_371_547_559],
        ),
        (
            120.0,
            0.404_460_127_906_679,
            [0.063_722_168_013_112_9, 0.531_817_704_080_208],
            [0.006_796_848_423_960_64, 0.014_059_645_162_030_6],
        ),
        (
            240.0,
            0.176_158_307_921_986,
            [0.099_813_715_935_469_2, 0.724_027_976_142_545],
            [0.009_784_846_793_389_6, 0.015_606_345_067_761_6],
        ),
    ] {
        close(known(curves.staying(month)).value, still_here, 1e-13);
        for cause in 0..2 {
            let it = known(curves.at(cause, month));
            close(it.value, incidences[cause], 1e-13);
            close(it.standard_error.unwrap(), errors[cause], 1e-14);
        }
    }
}

#[test]
fn intervals_of_an_incidence_agree_with_r_on_each_scale_it_has() {
    let table = pooled(&mgus2());
    for (scale, lower, upper) in [
        (Scale::LogLog, 0.051_281_676_084_897_6, 0.077_933_024_595_967_5),
        (Scale::Plain, 0.050_400_589_893_772_3, 0.077_043_746_132_453_6),
        (Scale::Log, 0.051_700_906_075_927_9, 0.078_538_559_659_439_3),
    ] {
        let it = known(cumulative_incidence(&table, Level::P95, scale).at(0, 120.0)).interval;
        close(it.lower, lower, 1e-12);
        close(it.upper, upper, 1e-12);
        if scale == Scale::LogLog {
            // scikit-survival replaces the variance by an approximation of Dinse and Larson's, hence the fifth digit.
            close(it.lower, 0.051_277_413_2, 5e-6);
            close(it.upper, 0.077_938_590_4, 6e-6);
        }
    }
}

#[test]
fn ties_are_exact_in_whatever_form_and_order_the_months_come() {
    // lifelines sets ties apart by chance and finds 0.0326, 0.0334 and 0.0334 for three seeds.
    let groups = mgus2();
    let (mut months, mut endings) = (Vec::new(), Vec::new());
    for (row, all) in groups.iter().flat_map(|group| group.rows().zip(group.any_cause().rows())) {
        let kinds = [(Cause(0), row.departures[0]), (Cause(1), row.departures[1]), (Censored, all.censored)];
        for (ending, count) in kinds {
            months.extend((0..count).map(|_| row.time));
            endings.extend((0..count).map(|_| ending));
        }
    }
    let of = |months: &[f64], endings: &[Ending]| {
        CauseTable::from_stays(2, Stays { durations: months, endings, entered_at: &[] }).unwrap()
    };
    let counted = of(&months, &endings);
    assert_eq!(counted, pooled(&groups));
    let years: Vec<f64> = months.iter().map(|month| month / 12.0).collect();
    let (backwards_years, backwards): (Vec<f64>, Vec<Ending>) =
        years.iter().copied().zip(endings.iter().copied()).rev().unzip();
    for (table, unit) in [(counted, 1.0), (of(&years, &endings), 12.0), (of(&backwards_years, &backwards), 12.0)] {
        let curves = cumulative_incidence(&table, Level::P95, Scale::LogLog);
        let wanted = cumulative_incidence(&pooled(&groups), Level::P95, Scale::LogLog).at(0, 60.0).unwrap();
        assert_eq!(curves.at(0, 60.0 / unit).unwrap(), wanted);
    }
}

#[test]
fn the_times_asked_for_do_not_change_the_answers() {
    let curves = cumulative_incidence(&pooled(&mgus2()), Level::P95, Scale::LogLog);
    let at_120 = known(curves.at(0, 120.0));
    for point in curves.points(0) {
        assert_eq!(known(curves.at(0, point.time)).value, point.incidence);
    }
    assert_eq!(known(curves.at(0, 120.0)), at_120);
    let last = curves.points(0).rev().find(|point| point.time <= 120.0).unwrap();
    assert_eq!((last.incidence, last.interval), (at_120.value, at_120.interval));
}

#[test]
fn one_minus_kaplan_meier_per_cause_is_refused_with_what_it_would_say() {
    let table = pooled(&mgus2());
    let curves = cumulative_incidence(&table, Level::P95, Scale::LogLog);
    let Some(Why::OverstatesCause { time, overstated, incidence }) =
        curves.one_minus_kaplan_meier(0, 240.0).unwrap().why()
    else {
        panic!("it was not refused")
    };
    assert_eq!(time, 240.0);
    close(overstated, 0.209_561_624_49, 1e-11);
    close(incidence, 0.099_813_715_9, 1e-9);
    // With one cause there is nothing to overstate.
    let alone = table.any_cause().rows().map(|row| CauseCounts {
        time: row.time,
        departures: vec![row.departures],
        censored: row.censored,
    });
    let alone = CauseTable::from_counts(1, &alone.collect::<Vec<_>>()).unwrap();
    let same = known(cumulative_incidence(&alone, Level::P95, Scale::LogLog).one_minus_kaplan_meier(0, 240.0));
    let curve = known(kaplan_meier(alone.any_cause(), Level::P95).at(240.0));
    close(same.value, 1.0 - curve.value, 1e-13);
    close(same.standard_error.unwrap(), curve.standard_error.unwrap(), 1e-14);
}

#[track_caller]
fn chi_square(test: &Test, wanted: f64, p_value: f64, degrees_of_freedom: u32) {
    close(test.statistic / wanted, 1.0, 1e-11);
    assert!(p_value == 0.0 || (test.p_value / p_value - 1.0).abs() < 1e-9, "{test:?}");
    assert_eq!(test.degrees_of_freedom, Some(degrees_of_freedom));
}

#[test]
fn gray_agrees_with_cmprsk_on_mgus2() {
    let groups = mgus2();
    for (cause, rho, wanted, p_value) in [
        (0, 0.0, 1.194_507_825_075_51, 0.274_422_156_788_004),
        (1, 0.0, 11.651_259_012_127_74, 0.000_641_590_976_407_924),
        (0, 0.5, 1.211_888_575_032_12, 0.270_958_416_734_016),
        (1, 0.5, 13.134_076_243_675_47, 0.000_289_973_207_759_364),
        (0, 1.0, 1.229_358_833_559_98, 0.267_531_765_914_269),
        (1, 1.0, 13.930_509_714_948_66, 0.000_189_694_278_130_87),
    ] {
        let result = gray(&groups, cause, rho).unwrap();
        chi_square(result.test.known().unwrap(), wanted, p_value, 1);
        let observed: u64 = result.groups.iter().map(|group| group.departures).sum();
        close(result.groups.iter().map(|group| group.expected).sum(), observed as f64, 1e-9);
    }
}

/// Whether a man, age, months, ending.
type Row = (bool, u32, f64, Ending);

/// Rows of `mgus2` as sex, age, months and ending; `None` when the folder of data is absent.
fn mgus2_rows() -> Option<Vec<Row>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/competing_risks_mgus2/mgus2.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    };
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let (progressed, died) = (cells[8] == "1", cells[10] == "1");
        let months = cells[if progressed { 7 } else { 9 }].parse().unwrap();
        let ending = if progressed {
            Cause(0)
        } else if died {
            Cause(1)
        } else {
            Censored
        };
        (cells[2] == "\"M\"", cells[1].parse().unwrap(), months, ending)
    });
    Some(rows.collect())
}

fn table_of<'a>(rows: impl Iterator<Item = &'a Row>) -> CauseTable {
    let (durations, endings): (Vec<f64>, Vec<Ending>) = rows.map(|row| (row.2, row.3)).unzip();
    CauseTable::from_stays(2, Stays { durations: &durations, endings: &endings, entered_at: &[] }).unwrap()
}

#[test]
fn gray_agrees_with_cmprsk_for_four_groups_and_within_strata() {
    let Some(rows) = mgus2_rows() else { return };
    let ages = [(0, 60), (61, 70), (71, 80), (81, 200)];
    let by_age = |sex: Option<bool>| -> Vec<CauseTable> {
        let of = |(from, to)| {
            table_of(rows.iter().filter(move |row| (from..=to).contains(&row.1) && sex.is_none_or(|sex| row.0 == sex)))
        };
        ages.into_iter().map(of).collect()
    };
    let four = by_age(None);
    let test = |cause| *gray(&four, cause, 0.0).unwrap().test.known().unwrap();
    chi_square(&test(0), 8.037_928_346_063_86, 0.045_234_310_327_033_3, 3);
    chi_square(&test(1), 303.657_991_424_907_55, 0.0, 3);
    let by_sex = [by_age(Some(false)), by_age(Some(true))];
    let test = |cause| *gray_stratified(&by_sex, cause, 0.5).unwrap().test.known().unwrap();
    chi_square(&test(0), 7.918_182_806_140_66, 0.047_733_232_729_112_3, 3);
    chi_square(&test(1), 265.729_005_361_724_3, 0.0, 3);
    let strata = [true, false].map(|young| {
        [false, true].map(|sex| table_of(rows.iter().filter(|row| row.0 == sex && (row.1 < 70) == young))).to_vec()
    });
    let test = |cause| *gray_stratified(&strata, cause, 0.0).unwrap().test.known().unwrap();
    chi_square(&test(0), 1.737_305_398_899_43, 0.187_480_612_980_226, 1);
    chi_square(&test(1), 23.471_984_502_337_21, 1.267_460_368_215_01e-6, 1);
}

/// `bmt` of Scrucca, Santucci and Aversa (2007): weeks or so, then how many relapsed, died otherwise, were last seen.
fn bone_marrow_transplants() -> Vec<CauseCounts> {
    [
        (0.0, 1, 1, 0),
        (1.0, 1, 1, 0),
        (2.0, 0, 1, 1),
        (3.0, 3, 1, 0),
        (4.0, 2, 1, 1),
        (5.0, 0, 1, 0),
        (7.0, 0, 2, 1),
        (8.0, 1, 1, 1),
        (9.0, 0, 1, 0),
        (10.0, 0, 1, 0),
        (12.0, 1, 0, 0),
        (13.0, 0, 1, 0),
        (14.0, 0, 1, 0),
        (22.0, 0, 1, 0),
        (26.0, 0, 1, 0),
        (32.0, 0, 0, 1),
        (35.0, 0, 0, 2),
        (67.0, 0, 0, 1),
        (68.0, 0, 0, 1),
        (70.0, 0, 0, 1),
        (72.0, 0, 0, 1),
    ]
    .map(|(time, relapsed, died, censored)| CauseCounts { time, departures: vec![relapsed, died], censored })
    .to_vec()
}

#[test]
fn weighted_incidences_agree_with_r() {
    let count = |count: u64| usize::try_from(count).unwrap();
    let (durations, endings): (Vec<f64>, Vec<Ending>) = bone_marrow_transplants()
        .iter()
        .flat_map(|it| {
            let [relapsed, died] =
                [0, 1].map(|cause| vec![(it.time, Cause(cause)); count(it.departures[usize::from(cause)])]);
            [relapsed, died, vec![(it.time, Censored); count(it.censored)]].concat()
        })
        .unzip();
    let check = |late: bool, wanted: [[f64; 6]; 4]| {
        let entered = |row: usize| if late { (row % 6) as f64 } else { 0.0 };
        let kept: Vec<usize> = (0..durations.len()).filter(|&row| !late || durations[row] > entered(row)).collect();
        let of = |column: &dyn Fn(usize) -> f64| kept.iter().map(|&row| column(row)).collect::<Vec<f64>>();
        let (weights, entered_at) = (of(&|row| 0.5 + (row % 4) as f64 / 2.0), of(&entered));
        let endings: Vec<Ending> = kept.iter().map(|&row| endings[row]).collect();
        let stays = Stays { durations: &of(&|row| durations[row]), endings: &endings, entered_at: &entered_at };
        let rows = WeightedStays { causes: 2, stays, weights: &weights };
        let curves = weighted_incidence(&rows, Level::P95, Scale::LogLog).unwrap();
        for (time, wanted) in [3.0, 5.0, 10.0, 40.0].into_iter().zip(wanted) {
            let found = [curves.staying(time), curves.at(0, time), curves.at(1, time)].map(known);
            for (found, wanted) in found.iter().zip(wanted.chunks(2)) {
                close(found.value, wanted[0], 1e-13);
                close(found.standard_error.unwrap_or(0.0), wanted[1], 1e-13);
            }
        }
    };
    // survfit(Surv(t, cause) ~ 1, weights = w, id = id), and with Surv(entry, t, cause).
    check(
        false,
        [
            [
                0.752_628_225_549_538,
                0.080_228_908_140_522_4,
                0.142_083_466_071_997,
                0.065_871_158_403_800_3,
                0.105_288_308_378_465,
                0.055_472_468_640_271_2,
            ],
            [
                0.619_864_516_400_488,
                0.091_725_104_397_401_9,
                0.225_708_824_466_391,
                0.080_876_140_332_683,
                0.154_426_659_133_121,
                0.065_314_575_285_570_7,
            ],
            [
                0.400_337_747_469_285,
                0.095_150_971_099_937_1,
                0.264_630_549_914_793,
                0.085_626_009_170_221_4,
                0.335_031_702_615_921,
                0.091_857_061_288_012_9,
            ],
            [
                0.213_513_465_316_952,
                0.078_629_362_164_900_3,
                0.318_008_916_244_031,
                0.092_577_362_070_173,
                0.468_477_618_439_017,
                0.098_075_031_592_772_1,
            ],
        ],
    );
    check(
        true,
        [
            [0.777_777_777_777_778, 0.123_225_091_220_229_2, 0.222_222_222_222_222, 0.123_225_091_220_229, 0.0, 0.0],
            [
                0.707_777_777_777_778,
                0.121_340_380_893_420_9,
                0.222_222_222_222_222,
                0.123_225_091_220_229,
                0.07,
                0.053_669_358_962_535_4,
            ],
            [
                0.457_116_279_069_767,
                0.114_842_156_953_126_7,
                0.266_664_082_687_338,
                0.120_697_574_718_843,
                0.276_219_638_242_894,
                0.099_291_215_238_503_3,
            ],
            [
                0.243_795_348_837_209,
                0.094_705_793_435_116_5,
                0.327_612_919_896_641,
                0.127_618_316_369_569,
                0.428_591_731_266_15,
                0.114_146_294_846_688_7,
            ],
        ],
    );
}

#[test]
fn incidences_of_bone_marrow_transplants_agree_with_r() {
    let table = CauseTable::from_counts(2, &bone_marrow_transplants()).unwrap();
    assert_eq!(table.n(), 35);
    let curves = cumulative_incidence(&table, Level::P95, Scale::LogLog);
    for (cause, wanted) in [
        (0, [0.204_926_108, 0.237_711_637, 0.272_838_988, 0.272_838_988]),
        (1, [0.175_791_696, 0.340_760_146, 0.411_014_849, 0.481_269_552]),
    ] {
        for (time, wanted) in [5.0, 10.0, 20.0, 40.0].into_iter().zip(wanted) {
            close(known(curves.at(cause, time)).value, wanted, 1e-9);
        }
    }
}

#[test]
fn late_entries_agree_with_r() {
    let Some(rows) = mgus2_rows() else { return };
    let late: Vec<(f64, &Row)> =
        (1..).map(|id| f64::from(id % 24)).zip(&rows).filter(|(entered, row)| *entered < row.2).collect();
    let (entered_at, rest): (Vec<f64>, Vec<&Row>) = late.into_iter().unzip();
    let (durations, endings): (Vec<f64>, Vec<Ending>) = rest.iter().map(|row| (row.2, row.3)).unzip();
    let stays = Stays { durations: &durations, endings: &endings, entered_at: &entered_at };
    let curves = cumulative_incidence(&CauseTable::from_stays(2, stays).unwrap(), Level::P95, Scale::LogLog);
    for (month, values, errors) in [
        (60.0, [0.041_336_935_752_294_1, 0.333_631_345_927_278], [0.010_804_125_761_647_7, 0.025_221_986_061_241_5]),
        (120.0, [0.070_014_912_899_752_8, 0.538_367_823_81], [0.011_652_342_197_035_8, 0.021_019_660_146_723_1]),
        (240.0, [0.104_960_442_137_490_4, 0.724_474_823_060_848], [0.013_493_071_361_045_6, 0.019_011_542_611_589_8]),
    ] {
        for cause in 0..2 {
            let it = known(curves.at(cause, month));
            close(it.value, values[cause], 1e-12);
            // R's jackknife also counts that customers came in at different times.
            close(it.standard_error.unwrap() / errors[cause], 1.0, 0.05);
        }
    }
}

/// Coefficients and standard errors.
#[track_caller]
fn effects(fit: &FineGray, wanted: &[[f64; 2]], tolerance: f64) {
    assert_eq!(fit.coefficients.len(), wanted.len());
    for (found, [value, error]) in fit.coefficients.iter().zip(wanted) {
        close(found.value, *value, tolerance * value.abs());
        close(found.estimate.unwrap().standard_error.unwrap(), *error, tolerance * error);
    }
}

#[test]
fn fine_gray_agrees_with_cmprsk_on_mgus2() {
    let Some(rows) = mgus2_rows() else { return };
    let (durations, endings): (Vec<f64>, Vec<Ending>) = rows.iter().map(|row| (row.2, row.3)).unzip();
    let (age, male): (Vec<f64>, Vec<f64>) =
        rows.iter().map(|row| (f64::from(row.1), f64::from(u8::from(row.0)))).unzip();
    let stays = Stays { durations: &durations, endings: &endings, entered_at: &[] };
    let fit = fine_gray(stays, 0, &Design::new([age.as_slice(), &male]), Level::P95).unwrap().unwrap();
    assert_eq!((fit.n, fit.departures, fit.others), (1384, 115, 860));
    // crr stops at a slope of 6e-6, which leaves 3e-10 of its coefficients.
    let wanted = [[-0.017_338_153_494_7, 0.005_737_103_230_24], [-0.260_038_237_884_1, 0.185_681_034_792_17]];
    effects(&fit, &wanted, 3e-8);
    for (found, wanted) in fit.coefficients.iter().zip([0.007_022_159_970_56, 0.187_048_904_005_52]) {
        close(found.model_standard_error.unwrap(), wanted, 1e-9);
    }
    close(fit.log_likelihood[0], -793.774_420_403, 1e-8);
    close(fit.log_likelihood[1], -790.121_315_17, 1e-8);
}

/// The customers of a table one by one: of each time those who left for the first cause, for the second, and those last seen.
fn one_by_one(counts: &[CauseCounts]) -> (Vec<f64>, Vec<Ending>) {
    let of = |it: &CauseCounts| {
        let kinds = [(Cause(0), it.departures[0]), (Cause(1), it.departures[1]), (Censored, it.censored)];
        kinds.map(|(ending, count)| vec![(it.time, ending); usize::try_from(count).unwrap()]).concat()
    };
    counts.iter().flat_map(of).unzip()
}

#[test]
fn fine_gray_agrees_with_cmprsk_where_times_are_tied() {
    let (durations, endings) = one_by_one(&bone_marrow_transplants());
    let of = |number: fn(usize) -> usize| (0..durations.len()).map(|row| number(row) as f64).collect::<Vec<f64>>();
    let (first, second) = (of(|row| row % 3), of(|row| row * 5 % 7));
    let stays = Stays { durations: &durations, endings: &endings, entered_at: &[] };
    // crr(t, cause, cbind(row %% 3, row * 5 %% 7), gtol = 1e-12).
    for (cause, wanted, log_likelihood) in [
        (
            0,
            [[0.321_052_673_926_504, 0.444_088_858_005_597], [-0.070_594_491_150_891_4, 0.170_700_806_293_387]],
            [-30.472_494_277_846_2, -30.136_844_501_491_4],
        ),
        (
            1,
            [[-0.576_693_508_850_083, 0.326_429_147_246_635], [0.125_692_591_034_273, 0.133_974_730_323_275]],
            [-47.890_976_941_879_2, -46.173_852_215_672_5],
        ),
    ] {
        let fit = fine_gray(stays, cause, &Design::new([first.as_slice(), &second]), Level::P95).unwrap().unwrap();
        effects(&fit, &wanted, 1e-12);
        close(fit.log_likelihood[0], log_likelihood[0], 1e-12);
        close(fit.log_likelihood[1], log_likelihood[1], 1e-12);
        for (place, [_, error]) in wanted.iter().enumerate() {
            close(fit.covariance[place][place].sqrt(), *error, 1e-12);
        }
    }
}

#[test]
fn weighted_survival_agrees_with_r() {
    let (durations, endings) = one_by_one(&bone_marrow_transplants());
    // survfit(Surv(t, left) ~ 1, weights, robust = TRUE), and with Surv(entry, t, left).
    for (is_late, wanted) in [
        (
            false,
            [
                [0.752_628_225_549_538, 0.080_228_908_140_522_4],
                [0.619_864_516_400_488, 0.091_725_104_397_401_9],
                [0.400_337_747_469_285, 0.095_150_971_099_937_1],
                [0.213_513_465_316_952, 0.078_629_362_164_900_3],
            ],
        ),
        (
            true,
            [
                [0.777_777_777_777_778, 0.123_225_091_220_229],
                [0.707_777_777_777_778, 0.121_340_380_893_421],
                [0.457_116_279_069_767, 0.114_842_156_953_127],
                [0.243_795_348_837_209, 0.094_705_793_435_116_5],
            ],
        ),
    ] {
        let entered = |row: usize| if is_late { (row % 6) as f64 } else { 0.0 };
        let kept: Vec<usize> = (0..durations.len()).filter(|&row| !is_late || durations[row] > entered(row)).collect();
        let of = |column: &dyn Fn(usize) -> f64| kept.iter().map(|&row| column(row)).collect::<Vec<f64>>();
        let left: Vec<Ending> =
            kept.iter().map(|&row| if endings[row] == Censored { Censored } else { Cause(0) }).collect();
        let (weights, entered_at) = (of(&|row| 0.5 + (row % 4) as f64 / 2.0), of(&entered));
        let stays = Stays { durations: &of(&|row| durations[row]), endings: &left, entered_at: &entered_at };
        let rows = WeightedStays { causes: 1, stays, weights: &weights };
        let curve = weighted_incidence(&rows, Level::P95, Scale::Log).unwrap().still_here();
        for (time, [survival, error]) in [3.0, 5.0, 10.0, 40.0].into_iter().zip(wanted) {
            let found = known(curve.at(time));
            close(found.value, survival, 1e-13);
            close(found.standard_error.unwrap(), error, 1e-13);
        }
        assert!(curve.is_weighted() && restricted_mean(&curve, 10.0).is_err());
    }
}
