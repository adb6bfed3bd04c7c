//! `bg-nbd`, `mbg-nbd`, `pareto-nbd`, `bg-bb` and `gamma-gamma`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use relationship::day::Day;

use crate::support::{File, close};

/// Nine kinds of customers: frequency, recency and age in weeks, and how many.
const KINDS: [(i32, i32, i32, i32); 9] = [
    (0, 0, 30, 41),
    (0, 0, 12, 17),
    (1, 2, 30, 14),
    (1, 26, 28, 9),
    (2, 7, 30, 6),
    (3, 29, 30, 5),
    (5, 11, 22, 4),
    (8, 28, 30, 3),
    (15, 29, 30, 2),
];

/// The same, one row each.
fn customers() -> File {
    let mut text = "x,t_x,T,mean\n".to_owned();
    for (kind, (x, last, age, n)) in KINDS.into_iter().enumerate() {
        for i in 0..n {
            let mean = if x == 0 { 0.0 } else { 8.0 + 3.0 * f64::from(i) + 7.0 * (kind % 3) as f64 };
            writeln!(text, "{x},{last},{age},{mean}").unwrap();
        }
    }
    File::new(text)
}

#[test]
fn three_models_answer_from_one_row_per_customer() {
    let file = customers();
    for method in ["bg-nbd", "mbg-nbd", "pareto-nbd"] {
        let answer = file.json(&format!(
            "{method} --frequency x --recency t_x --age T --horizon 39 --predict 2,7,30 --predict 15,29,30 --each"
        ));
        assert_eq!((&answer["customers"], &answer["distinct_histories"]), (&101.into(), &9.into()));
        let alive = |at: usize| answer["predictions"][at]["alive"]["value"].as_f64().unwrap();
        assert!(0.0 < alive(0) && alive(0) < alive(1) && alive(1) <= 1.0, "{method}");
        let each = answer["each"].as_array().unwrap();
        let sum: f64 = each.iter().map(|it| it["purchases"].as_f64().unwrap()).sum();
        close(&answer, "/purchases_of_all/value", sum, 1e-10);
        assert!(answer["fit"]["parameters"]["r"]["standard_error"].as_f64().unwrap() > 0.0);
        assert_eq!(answer["fit"]["method"], method.replace('-', "_"));
    }
}

#[test]
fn a_list_of_purchases_gives_the_customers_and_what_came_after() {
    // The same customers as a list; three more purchases come after the fit.
    let until = Day::from_ymd(2025, 3, 31).unwrap();
    let mut text = "who;day;amount\n".to_owned();
    let mut who = 0;
    for (x, last, age, n) in KINDS {
        for _ in 0..n {
            who += 1;
            let first = until.plus_days(-7 * age);
            for purchase in 0..=x {
                let day = first.plus_days(if x == 0 { 0 } else { 7 * last * purchase / x });
                writeln!(text, "c{who};{day};{}", 10 + purchase).unwrap();
            }
        }
    }
    text += "c1;2025-06-30;5\nc2;2025-07-01;5\nc2;2025-07-02;9\n";
    let file = File::new(text);
    let answer = file.json("bg-nbd --id who --at day --until 2025-03-31");
    assert_eq!(answer["customers"], 101);
    // The last day in the other form that a file may have.
    assert_eq!(file.json("bg-nbd --id who --at day --until 20250331")["fit"], answer["fit"]);
    let refused = file.refusal("bg-nbd --id who --at day --until 20250399");
    assert!(refused.contains("a day, such as 2026-11-22 or 20261122"), "{refused}");
    assert_eq!(answer["holdout"]["came"], 3);
    close(&answer, "/holdout/length", 93.0 / 7.0, 1e-12);
    let days = file.json("bg-nbd --id who --at day --until 2025-03-31 --unit day");
    let (weeks_alpha, days_alpha) = (&answer["fit"]["parameters"]["alpha"], &days["fit"]["parameters"]["alpha"]);
    let (weeks, days) = (weeks_alpha["value"].as_f64().unwrap(), days_alpha["value"].as_f64().unwrap());
    assert!((days / weeks / 7.0 - 1.0).abs() < 1e-5, "{days} {weeks}");
    let wrong = File::new("who,day\na,2025-01-01\na,2025-02-30\n");
    assert_eq!(
        wrong.refusal("bg-nbd --id who --at day"),
        "`FILE`, line 3, column `day`: `2025-02-30`; allowed: a day, such as 2026-11-22 or 20261122"
    );
}

#[test]
fn donors_of_six_years_give_the_figures_of_the_paper() {
    let donations = [
        (6, 6, 1203),
        (5, 6, 728),
        (4, 6, 512),
        (3, 6, 357),
        (2, 6, 234),
        (1, 6, 129),
        (5, 5, 335),
        (4, 5, 284),
        (3, 5, 225),
        (2, 5, 173),
        (1, 5, 119),
        (4, 4, 240),
        (3, 4, 181),
        (2, 4, 155),
        (1, 4, 78),
        (3, 3, 322),
        (2, 3, 255),
        (1, 3, 129),
        (2, 2, 613),
        (1, 2, 277),
        (1, 1, 1091),
        (0, 0, 3464),
    ];
    let rows: String = donations.iter().map(|(x, last, n)| format!("{x},{last},6\n").repeat(*n)).collect();
    let file = File::new(format!("gifts,last,years\n{rows}"));
    let answer = file.json("bg-bb --frequency gifts --recency last --age years --horizon 5");
    close(&answer, "/fit/log_likelihood", -33_225.6, 2e-6);
    close(&answer, "/fit/parameters/delta/value", 2.783, 2e-4);
    let odd = File::new("gifts,last,years\n2,1,6\n");
    assert!(odd.refusal("bg-bb --frequency gifts --recency last --age years").contains("at most one per period"));
}

#[test]
fn what_a_customer_is_worth_is_purchases_times_their_worth() {
    let answer = customers()
        .json("gamma-gamma --frequency x --recency t_x --age T --value mean --periods 12 --discount 0.01 --rows 90");
    assert_eq!((&answer["customers"], &answer["left_out"]), (&43.into(), &58.into()));
    let values = answer["values"].as_array().unwrap();
    assert_eq!(values.len(), 90);
    for it in values {
        let part = |field: &str| it[field]["value"].as_f64().unwrap();
        assert!((part("lifetime_value") / (part("worth") * part("discounted_purchases")) - 1.0).abs() < 1e-12);
    }
    assert_eq!(values[0]["worth"]["value"], answer["population_mean"]["value"]);
    assert_eq!(answer["warnings"][0]["code"], "independent_spending");
}

#[test]
fn impossible_customers_are_refused_with_their_line() {
    let file = File::new("x,last,age\n0,0,9\n2,10,9\n");
    assert_eq!(
        file.refusal("bg-nbd --frequency x --recency last --age age"),
        "`FILE`, line 3, column `last`: `10`; allowed: from 0 to the age of the same customer"
    );
    assert!(file.refusal("bg-nbd").contains("it takes either `--frequency`"));
    let none = File::new("x,last,age\n0,0,9\n0,0,8\n");
    assert_eq!(none.json("bg-nbd --frequency x --recency last --age age")["fit"]["undetermined"], "too_few");
}

#[test]
fn the_sample_of_cdnow_gives_the_figures_of_the_paper() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cdnow");
    let Ok(text) = fs::read(folder.join("cdnow_customers_summary_with_transactions.csv")) else {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    };
    let file = File::new(text);
    let answer = file.json("bg-nbd --frequency x --recency t_x --age T --predict 2,30.43,38.86 --horizon 39");
    close(&answer, "/fit/log_likelihood", -9_582.425_560_567, 1e-10);
    close(&answer, "/predictions/0/purchases/value", 1.226, 1e-3);
    let values = file.json("gamma-gamma --frequency x --recency t_x --age T --value zbar --discount 0.01");
    close(&values, "/values/0/lifetime_value/value", 36.278_496_4, 2e-6);
    close(&values, "/population_mean/value", 35.171_001_514, 1e-7);
}
