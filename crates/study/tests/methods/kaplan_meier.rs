//! `vaarwel stats kaplan-meier`.

use crate::support::{File, close};

/// Eight customers, months until they left; three are still here.
const EIGHT: &str = "months,left,plan\n1,1,B\n2,1,A\n2,0,A\n3,1,B\n4,0,B\n5,1,A\n5,1,B\n6,0,A\n";

#[test]
fn the_curve_is_the_one_worked_out_by_hand() {
    let answer = File::new(EIGHT).json("kaplan-meier --duration months --event left --at 0,3,6,7");
    assert_eq!(answer["method"], "kaplan-meier");
    assert_eq!(answer["source"]["rows_read"], 8);
    let group = &answer["groups"][0];
    for (i, survival) in [0.875, 0.75, 0.6, 0.2].into_iter().enumerate() {
        close(group, &format!("/curve/{i}/survival"), survival, 1e-15);
    }
    close(group, "/at/1/survival/value", 0.6, 1e-15);
    close(group, "/curve/3/lower", 0.0096, 6e-3);
    close(group, "/curve/3/upper", 0.5727, 1e-4);
    close(group, "/median/value", 5.0, 0.0);
    assert_eq!(group["at"][0]["survival"]["method"], "survival_exact_bound");
    assert_eq!(group["at"][3]["survival"]["undetermined"], "beyond_observed");
    assert_eq!(group["median"]["upper"], serde_json::Value::Null);
}

#[test]
fn people_get_a_table_per_group_in_natural_order() {
    let text = File::new(EIGHT).text("kaplan-meier --duration months --event left --by plan --at 2,5");
    let expected = "\
group  n  left  longest  median  95 % interval
-----  -  ----  -------  ------  -------------
A      4     2        6       5  [2, no end]
B      4     3        5       4  [1, no end]

group  time  at risk  still here  95 % interval
-----  ----  -------  ----------  ----------------
A         2        4      0.7500  [0.1279, 0.9605]
A         5        2      0.3750  [0.0110, 0.8080]
B         2        3      0.7500  [0.1279, 0.9605]
B         5        1           0  [0, 0.8449]
";
    assert_eq!(text, expected);
}

#[test]
fn the_value_that_means_leaving_may_be_any_word_or_number() {
    let words = File::new("t;uit\n1;weg\n2;blijft\n").json("kaplan-meier --duration t --event uit --event-value weg");
    assert_eq!(words["groups"][0]["departures"], 1);
    let number = File::new("t,status\n1,2\n2,1.0\n").json("kaplan-meier --duration t --event status --event-value 1");
    assert_eq!(number["groups"][0]["departures"], 1);
}

#[test]
fn late_entries_are_at_risk_from_their_entry_on() {
    let file = File::new("from,to,left\n0,3,1\n2,4,1\n");
    let answer = file.json("kaplan-meier --duration to --event left --entry from --at 3");
    assert_eq!(answer["groups"][0]["at"][0]["at_risk"], 2);
    let wrong = File::new("from,to,left\n0,3,1\n\n5,4,1\n");
    assert_eq!(
        wrong.refusal("kaplan-meier --duration to --event left --entry from"),
        "`FILE`, line 4, column `from`: `5`; allowed: below the duration of the same row"
    );
}

#[test]
fn all_five_scales_are_offered() {
    for (scale, lower) in [
        ("plain", 0.243_954_860_891_338_44),
        ("log", 0.331_464_624_343_296_8),
        ("logit", 0.253_874_019_123_071_9),
        ("arcsine", 0.249_213_455_818_946_72),
    ] {
        let answer =
            File::new(EIGHT).json(&format!("kaplan-meier --duration months --event left --at 3 --conf {scale}"));
        close(&answer, "/groups/0/at/0/survival/lower", lower, 1e-12);
    }
    let refusal = File::new(EIGHT).refusal("kaplan-meier --duration months --event left --conf loglog");
    assert!(refusal.contains("`log-log`, `log`, `plain`, `logit`, `arcsine`, `exact`"), "{refusal}");
}

#[test]
fn nobody_who_left_is_an_answer_and_not_an_error() {
    let answer = File::new("t,e\n1,0\n2,0\n").json("kaplan-meier --duration t --event e --event-value 1 --at 1");
    assert_eq!(answer["groups"][0]["median"]["undetermined"], "no_departures");
    close(&answer, "/groups/0/at/0/survival/value", 1.0, 0.0);
}

#[test]
fn a_long_curve_is_thinned_in_the_json_and_says_so() {
    let rows: String = (1..=100).map(|i| format!("{i},1\n")).collect();
    let answer = File::new(format!("t,e\n{rows}")).json("kaplan-meier --duration t --event e --steps 10");
    let curve = answer["groups"][0]["curve"].as_array().unwrap();
    assert_eq!((curve.len(), &curve[9]["time"]), (10, &serde_json::json!(100.0)));
    assert_eq!(answer["warnings"][0]["code"], "curve_thinned");
}

#[test]
fn the_picture_is_a_drawing_of_its_own() {
    let file = File::new(EIGHT);
    let path = file.beside("curve.svg");
    file.text(&format!("kaplan-meier --duration months --event left --by plan --svg {}", path.display()));
    let drawing = std::fs::read_to_string(path).unwrap();
    assert!(drawing.starts_with("<svg xmlns=") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
}

#[test]
fn a_row_that_stands_for_several_customers_counts_so_often() {
    let counted = File::new("from,t,e,n\n0,1,1,3\n1,4,0,2\n0,4,1,1\n2,6,1,2\n");
    let repeated: String = [(0, 1, 1, 3), (1, 4, 0, 2), (0, 4, 1, 1), (2, 6, 1, 2)]
        .iter()
        .flat_map(|&(from, t, e, n)| std::iter::repeat_n(format!("{from},{t},{e}\n"), n))
        .collect();
    let repeated = File::new(format!("from,t,e\n{repeated}"));
    for words in ["kaplan-meier --at 4", "nelson-aalen --at 4", "restricted-mean --until 5", "quantile --share 0.5"] {
        let words = format!("{words} --duration t --event e --entry from");
        let answer = counted.json(&format!("{words} --weights n"));
        assert_eq!(answer["groups"], repeated.json(&words)["groups"], "{words}");
    }
    let refusal = File::new("t,e,n\n1,1,3\n4,0,2.5\n").refusal("kaplan-meier --duration t --event e --weights n");
    let wanted = "`FILE`, line 3, column `n`: `2.5`; allowed: a whole number of customers; `cox`, `kaplan-meier`, `quantile` and \
         `cumulative-incidence` take any weight above 0, the last three with `--weights-are importance`";
    assert_eq!(refusal, wanted);
}

#[test]
fn rows_may_matter_more_or_less_than_one_customer() {
    let weighed = File::new("months,left,weight\n1,1,1.5\n2,1,0.5\n2,0,1\n3,1,2\n4,0,0.5\n5,1,1\n6,0,0.25\n");
    let words = "--duration months --event left --weights weight --weights-are importance";
    let answer = weighed.json(&format!("kaplan-meier {words} --at 3"));
    let group = &answer["groups"][0];
    // 6.75 weigh at first, of which 1.5 leave; then 0.5 of 5.25, and 2 of 3.75.
    let survival = 5.25 / 6.75 * (4.75 / 5.25) * (1.75 / 3.75);
    close(group, "/at/0/survival/value", survival, 1e-14);
    close(group, "/curve/2/survival", survival, 1e-14);
    assert_eq!(group["at"][0]["survival"]["method"], "kaplan_meier_weighted");
    assert_eq!((&group["n"], &group["departures"]), (&7.into(), &4.into()));
    let quantiles = weighed.json(&format!("quantile {words} --share 0.5"));
    close(&quantiles, "/groups/0/quantiles/0/time/value", 3.0, 0.0);
    let refused = weighed.refusal("kaplan-meier --duration months --event left --weights weight");
    assert!(refused.contains("`--weights-are importance`"), "{refused}");
    // Ten times as much of everything says the same.
    let tenfold = File::new("months,left,weight\n1,1,15\n2,1,5\n2,0,10\n3,1,20\n4,0,5\n5,1,10\n6,0,2.5\n");
    let again = tenfold.json(&format!("kaplan-meier {words} --at 3"));
    close(&again, "/groups/0/at/0/survival/lower", group["at"][0]["survival"]["lower"].as_f64().unwrap(), 1e-12);
}

/// The warnings of an answer by their code.
fn codes(answer: &serde_json::Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str()).collect()
}

#[test]
fn a_curve_that_is_0_because_nobody_was_at_risk_any_more_says_so() {
    // The first two are gone by 2, the others come into sight from 3 on.
    let file = File::new("g,e,t,s\na,0,1,1\na,0,2,1\na,3,5,1\na,3,6,0\na,4,7,1\nb,0,3,1\nb,0,7,0\n");
    let asked = [
        "kaplan-meier --duration t --event s",
        "restricted-mean --duration t --event s --until 6",
        "quantile --duration t --event s",
        "cumulative-incidence --duration t --cause s",
    ];
    for words in asked {
        let answer = file.json(&format!("{words} --entry e --by g"));
        assert_eq!(codes(&answer), ["nobody_at_risk"], "{words}: {answer:#}");
        let text = answer["warnings"][0]["text"].as_str().unwrap();
        assert!(text.starts_with("a: at 2 the last who were at risk left, and 3 came into sight only later"), "{text}");
        let plain = file.json(&format!("{words} --by g"));
        assert!(codes(&plain).is_empty(), "{words}: {plain:#}");
    }
}

#[test]
fn before_anybody_was_watched_nothing_is_known() {
    let file = File::new("e,t,s\n3,5,1\n3,6,0\n4,7,1\n4,8,1\n");
    let answer = file.json("kaplan-meier --entry e --duration t --event s --at 1,3,4,5");
    let at = |place: usize| &answer["groups"][0]["at"][place]["survival"];
    assert_eq!([&at(0)["undetermined"], &at(1)["undetermined"]], ["nobody_at_risk", "nobody_at_risk"]);
    // After 3 two are watched: (0.025)^(1/2).
    close(at(2), "/lower", 0.158_113_883_008_419, 1e-12);
    close(at(3), "/value", 0.75, 1e-12);
    assert_eq!(codes(&answer), ["watched_late"]);
    let causes = file.json("cumulative-incidence --entry e --duration t --cause s --at 1,5");
    assert_eq!(causes["groups"][0]["at"][0]["causes"][0]["incidence"]["undetermined"], "nobody_at_risk", "{causes:#}");
    let mean = file.json("restricted-mean --entry e --duration t --event s --until 6");
    let text = mean["warnings"][0]["text"].as_str().unwrap();
    assert!(text.contains("nobody was watched before 3: it is taken for granted"), "{text}");
}
