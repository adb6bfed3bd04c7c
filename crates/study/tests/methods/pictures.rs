//! What `--svg` draws is what the answer says.

use std::fs;

use crate::support::File;

/// The drawing of a command on a file.
#[track_caller]
fn drawing(file: &File, words: &str) -> String {
    let path = file.beside("picture.svg");
    file.text(&format!("{words} --svg {}", path.display()));
    let svg = fs::read_to_string(path).expect("a picture");
    assert!(svg.starts_with("<svg xmlns=") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    svg
}

/// The path of a class, as often as it is drawn.
fn paths<'a>(svg: &'a str, class: &str) -> Vec<&'a str> {
    let start = format!(r#"class="{class}" d=""#);
    svg.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_share_that_left_for_a_cause_is_drawn_in_steps_that_start_at_nobody() {
    let file = File::new("t,c\n1,moved\n2,price\n3,moved\n4,0\n");
    let svg = drawing(&file, "cumulative-incidence --duration t --cause c --censored 0");
    let lines = paths(&svg, "s1");
    // A quarter has left for moving after 1, a half after 3; the axis of shares runs to 100 %, that of time to 4.
    let y = |share: f64| 294.0 - 284.0 * share;
    let corners: Vec<&str> = lines[0].split('V').collect();
    assert!(corners[0].starts_with("M46 294H46"), "{}", lines[0]);
    let levels: Vec<f64> = corners[1..].iter().map(|it| it.split('H').next().unwrap().parse().unwrap()).collect();
    assert_eq!(levels, [294.0, y(0.25), y(0.5), y(0.5)], "{}", lines[0]);
    assert!(!lines[0].contains('L') && !paths(&svg, "b1")[0].contains('L'), "no slopes: {svg}");
    // All lines are of the same four customers: counted once, without a sample of a line.
    // There are four just before 0 and 1, and a tick at 4.
    assert_eq!((lines.len(), svg.matches(">4</text>").count()), (1, 3), "{svg}");
}

#[test]
fn each_cause_of_several_groups_has_a_drawing_with_the_number_of_each_group() {
    let row = |i: usize| format!("{},{},{}\n", i % 9 + 1, ["moved", "price", "0"][i % 3], ["A", "B", "C", "D"][i % 4]);
    let file = File::new(format!("t,c,plan\n{}", (0..96).map(row).collect::<String>()));
    let svg = drawing(&file, "cumulative-incidence --duration t --cause c --censored 0 --by plan");
    assert!(svg.contains("left for `moved`, by time, in 4 groups") && svg.contains("left for `price`"), "{svg}");
    assert_eq!(svg.matches(">n 24</text>").count(), 8, "four panels of 24 customers for each of two causes: {svg}");
    let band = drawing(&file, "cumulative-incidence --duration t --cause c --censored 0 --band");
    let own = drawing(&file, "cumulative-incidence --duration t --cause c --censored 0");
    assert_ne!(paths(&band, "b1"), paths(&own, "b1"), "the band of the whole curve is another");
    assert_eq!(paths(&band, "s1"), paths(&own, "s1"));
}

#[test]
fn a_qini_curve_may_fall_below_zero() {
    // The first half by score leave because they were treated.
    let row = |i: usize| format!("{},{},{}\n", 100 - i, i % 2, usize::from(i.is_multiple_of(2) == (i < 50)));
    let file = File::new(format!("score,w,y\n{}", (0..100).map(row).collect::<String>()));
    let svg = drawing(&file, "qini --score score --treated w --outcome y");
    assert!(svg.contains(">-25</text>") || svg.contains(">-30</text>"), "the axis reaches below 0: {svg}");
    assert_eq!(paths(&svg, "ax").len(), 1, "a line at 0: {svg}");
    assert!(svg.contains("0 gained"), "{svg}");
}

#[test]
fn what_breaks_a_rule_is_a_square_between_limits() {
    let row = |i: usize| format!("m{i},{},200\n", if i == 20 { 60 } else { 18 + i % 5 });
    let file = File::new(format!("month,events,size\n{}", (0..24).map(row).collect::<String>()));
    let words = "control-chart --period month --events events --size size --baseline 12 --rules beyond";
    let answer = file.json(words);
    let periods = answer["periods"].as_array().unwrap();
    let out = periods.iter().filter(|it| !it["rules"].as_array().unwrap().is_empty()).count();
    let svg = drawing(&file, words);
    // One more stands before the words that say what it means.
    assert_eq!((out, svg.matches(r#"class="loud""#).count()), (1, 2), "{svg}");
    assert!(svg.contains("1 of 24 break a rule") && svg.contains("m20: 0.3") && paths(&svg, "b2").len() == 1, "{svg}");
}

#[test]
fn an_event_study_shows_effects_before_and_after_treatment_with_their_intervals() {
    let mut text = String::from("unit,time,first,y\n");
    for unit in 0..40_usize {
        for time in 1..=6_usize {
            let is_treated = unit % 2 == 0;
            let effect = if is_treated && time >= 4 { 3.0 } else { 0.0 };
            let noise = ((unit * 31 + time * 17) % 11) as f64 / 10.0;
            text +=
                &format!("{unit},{time},{},{}\n", if is_treated { "4" } else { "never" }, time as f64 + effect + noise);
        }
    }
    let file = File::new(text);
    let words = "did --unit unit --time time --first-treated first --outcome y";
    let points = file.json(words)["dynamic"]["points"].as_array().unwrap().len();
    let svg = drawing(&file, words);
    // A dot more stands before the name.
    assert_eq!((paths(&svg, "w").len(), svg.matches(r#"class="dot d1""#).count()), (points, points + 1), "{svg}");
    assert!(svg.contains(">treated</text>") && paths(&svg, "drop").len() == 1, "{svg}");
    let bands = drawing(&file, &format!("{words} --bands 200"));
    assert!(bands.contains("that holds for all at once") && paths(&bands, "w") != paths(&svg, "w"));
}

#[test]
fn an_interrupted_series_shows_how_it_would_have_gone_on() {
    let row = |i: usize| format!("m{i},{}\n", 20 + i % 3 - if i >= 12 { 8 } else { 0 });
    let file = File::new(format!("month,y\n{}", (0..24).map(row).collect::<String>()));
    let svg = drawing(&file, "interrupted --period month --value y --after m12");
    assert!(svg.contains("from m12 on") && svg.contains(">as before</text>"), "{svg}");
    assert_eq!((paths(&svg, "s1").len(), paths(&svg, "s2").len(), paths(&svg, "b2").len()), (1, 1, 1));
    assert_eq!(paths(&svg, "s2")[0].matches('L').count(), 11, "twelve periods after: {svg}");
}

#[test]
fn a_method_that_draws_says_when_data_give_nothing_to_draw() {
    let file = File::new("t,e,g\n1,0,A\n2,0,B\n");
    let refusal = file.refusal("quantile --duration t --event e --svg x.svg");
    assert_eq!(refusal, "`--svg`: these data give nothing to draw; leave the option out");
    let refusal = file.refusal("log-rank --duration t --event e --by g --svg x.svg");
    assert!(refusal.contains("`log-rank` draws no picture") && refusal.contains("`kaplan-meier`"), "{refusal}");
}
