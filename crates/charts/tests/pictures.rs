//! Every picture, with friendly and with hostile input: well-formed, no number that is not one, no text that escapes,
//! no class without a rule.

use std::collections::BTreeSet;

use charts::{
    Bar, CurveWords, ForestMark, ForestRow, LineSeries, LineWords, Lines, Mark, NARROW, Period, Picture, StepCurves,
    StepGroup, StepPoint, TimeUnit, WIDE, bar_cell, part_bar, standalone, swatch,
};

const HOSTILE: &str = "<script>alert('x')</script> & \"quoted\" ]]> \u{0}NaN-free";

/// Panics unless `svg` is one well-formed element whose numbers are numbers; gives the classes it uses.
#[track_caller]
fn check(svg: &str) -> BTreeSet<String> {
    let mut open: Vec<String> = Vec::new();
    let mut classes = BTreeSet::new();
    let mut rest = svg;
    let mut roots = 0;
    while let Some(start) = rest.find('<') {
        check_text(&rest[..start]);
        let end = rest[start..].find('>').map(|end| start + end).expect("every tag is closed");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{svg}");
            continue;
        }
        let empty = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(["svg", "path", "rect", "circle", "text", "title", "style"].contains(&name), "<{name}> in {svg}");
        roots += u32::from(open.is_empty());
        classes.extend(check_attributes(attributes));
        if !empty {
            open.push(name.to_owned());
        }
    }
    assert_eq!((open.len(), roots, rest), (0, 1, ""), "{svg}");
    classes
}

/// Every attribute is `name="value"`, none is `style`, and those that hold numbers hold nothing else.
#[track_caller]
fn check_attributes(attributes: &str) -> Vec<String> {
    let mut classes = Vec::new();
    let mut names = BTreeSet::new();
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").expect("a quoted attribute");
        let (value, after) = after.split_once('"').expect("a closed attribute");
        check_text(value);
        assert!(names.insert(name), "{name} twice in {attributes}");
        assert_ne!(name, "style", "the content security policy forbids it");
        match name {
            "x" | "y" | "width" | "height" | "cx" | "cy" | "r" => {
                let number = value.trim_end_matches('%').parse::<f64>();
                assert!(number.is_ok_and(f64::is_finite), "{name}={value}");
            }
            "d" => {
                let numbers = value.split(|c: char| "MLHVZ ".contains(c)).filter(|n| !n.is_empty());
                for number in numbers {
                    assert!(number.parse::<f64>().is_ok_and(f64::is_finite), "{number} in {value}");
                }
            }
            "class" => classes.extend(value.split(' ').map(str::to_owned)),
            _ => {}
        }
        rest = after.trim_start();
    }
    classes
}

#[track_caller]
fn check_text(text: &str) {
    assert!(!text.contains(['<', '"', '\u{0}']), "{text}");
    for entity in text.split('&').skip(1) {
        let name = entity.split(';').next().unwrap_or_default();
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "&{name} in {text}");
    }
}

/// Checks both drawings, on screen and on their own, and that every class they use has a rule.
#[track_caller]
fn check_picture(picture: &Picture) {
    for (svg, class, width) in [(&picture.wide, "only-wide", WIDE), (&picture.narrow, "only-narrow", NARROW)] {
        assert!(svg.starts_with(&format!(r#"<svg class="{class}" viewBox="0 0 {width} "#)), "{svg}");
        assert!(svg.contains(r#" role="img" aria-label=""#));
        check_styled(svg);
        let alone = standalone(svg);
        assert!(!alone.contains("var(") && alone.contains("xmlns=") && alone.contains("#14222c"));
        check(&strip_style(&alone));
    }
}

#[track_caller]
fn check_styled(svg: &str) {
    for class in check(svg) {
        let known = ["only-wide", "only-narrow", "swatch"].contains(&class.as_str());
        assert!(known || charts::STYLE.contains(&format!(".{class}")), "no rule for .{class}");
    }
}

/// The style element holds rules, not markup; the rest must be well-formed without it.
fn strip_style(svg: &str) -> String {
    let (before, after) = svg.split_once("<style>").expect("a standalone picture has a style element");
    let (style, after) = after.split_once("</style>").expect("and closes it");
    assert!(!style.contains('<'));
    format!("{before}{after}")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn curves(groups: Vec<StepGroup>, fewest: u64) -> Option<Picture> {
    let words = CurveWords {
        label: format!("Still here {HOSTILE}"),
        at_risk: HOSTILE.to_owned(),
        unit: "months".to_owned(),
        percent: &percent,
        count: &|n| n.to_string(),
    };
    StepCurves { groups, unit: TimeUnit::Months, fewest, words }.draw()
}

/// A group that loses the same share every month for 36 months.
fn group(name: &str, monthly: f64) -> StepGroup {
    let points = (0..=36u32)
        .map(|month| {
            let share = (1.0 - monthly).powf(f64::from(month));
            let interval = (month > 0).then_some((share - 0.03, share + 0.03));
            StepPoint { time: f64::from(month), share, interval, at_risk: 4_000 - 100 * u64::from(month) }
        })
        .collect();
    StepGroup { name: name.to_owned(), points, median: Some(22.0), still_here: Vec::new() }
}

#[test]
fn step_curves_are_drawn_for_one_group_up_to_many() {
    for count in 1..=7 {
        let groups = (0..count).map(|i| group(&format!("{HOSTILE} {i}"), 0.01 * f64::from(i + 1))).collect();
        check_picture(&curves(groups, 20).expect("a picture"));
    }
}

#[test]
fn a_curve_starts_at_everybody_and_steps_down() {
    let two = |time, share| StepPoint { time, share, interval: None, at_risk: 50 };
    let small = StepGroup {
        name: "A".into(),
        points: vec![two(1.0, 0.5), two(2.0, 0.25)],
        median: None,
        still_here: Vec::new(),
    };
    let picture = curves(vec![small], 20).expect("a picture");
    assert!(picture.wide.contains(r#"class="s1" d="M46 10H421V152H796V223""#), "{}", picture.wide);
    assert!(!picture.wide.contains(r#"class="b1""#), "no interval, no band: {}", picture.wide);
}

#[test]
fn a_line_stops_where_too_few_are_left() {
    let point = |time, at_risk| StepPoint { time, share: 0.9, interval: Some((0.8, 1.0)), at_risk };
    let thin = StepGroup {
        name: "A".into(),
        points: vec![point(1.0, 40), point(2.0, 20), point(3.0, 19)],
        median: None,
        still_here: Vec::new(),
    };
    let picture = curves(vec![thin.clone()], 20).expect("a picture");
    assert!(picture.wide.contains(r#"H421V38.4H796V38.4""#), "{}", picture.wide);
    assert_eq!(curves(vec![thin], 100), None);
}

#[test]
fn a_median_beyond_the_line_is_not_drawn() {
    let mut early = group("A", 0.02);
    early.median = Some(90.0);
    assert!(!curves(vec![early], 20).expect("a picture").wide.contains("med"));
    assert!(curves(vec![group("A", 0.02)], 20).expect("a picture").wide.contains(r#"<circle class="med""#));
}

#[test]
fn counts_under_the_picture_are_the_exact_ones_where_they_are_given() {
    let mut counted = group("A", 0.02);
    counted.still_here = vec![(12.0, 2_345)];
    let picture = curves(vec![counted], 20).expect("a picture").wide;
    assert!(picture.contains(">2345</text>") && !picture.contains(">2800</text>"), "{picture}");
    assert!(picture.contains(">1600</text>"), "the points tell the others: {picture}");
}

#[test]
fn numbers_that_are_none_never_reach_a_curve() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let point = |time, share, interval| StepPoint { time, share, interval, at_risk: 100 };
        let points = vec![
            point(bad, 0.9, None),
            point(1.0, bad, None),
            point(2.0, 0.8, Some((bad, bad))),
            point(3.0, 0.7, Some((0.6, bad))),
        ];
        let picture =
            curves(vec![StepGroup { name: "A".into(), points, median: Some(bad), still_here: Vec::new() }], 1);
        check_picture(&picture.expect("two points are sound"));
    }
    assert_eq!(curves(vec![], 1), None);
    assert_eq!(
        curves(vec![StepGroup { name: "A".into(), points: vec![], median: None, still_here: Vec::new() }], 1),
        None
    );
}

fn lines(series: Vec<LineSeries>, periods: usize) -> Option<Picture> {
    let periods = (0..periods)
        .map(|i| Period {
            name: HOSTILE[..6].to_owned(),
            below: (i % 12 == 0).then(|| "2026".to_owned()),
            hint: HOSTILE.to_owned(),
        })
        .collect();
    let words = LineWords {
        label: HOSTILE.to_owned(),
        tick: &|value, decimals| format!("{value:.decimals$}"),
        unit: " %".to_owned(),
    };
    Lines { periods, series, words }.draw()
}

fn mark(value: f64, open: bool) -> Mark {
    Mark::Known { value, interval: Some((value - 0.5, value + 0.5)), open }
}

#[test]
fn lines_are_drawn_over_one_period_up_to_many() {
    for periods in [1, 2, 12, 24, 36, 120] {
        let marks: Vec<Mark> = (0..periods).map(|i| mark(2.0 + (i % 12) as f64 / 6.0, i + 1 == periods)).collect();
        let series = vec![
            LineSeries { name: HOSTILE.into(), marks: marks.clone() },
            LineSeries { name: "b".into(), marks: marks.iter().map(|_| mark(1.0, false)).collect() },
        ];
        check_picture(&lines(series, periods).expect("a picture"));
    }
}

#[test]
fn a_period_that_is_not_known_interrupts_the_line() {
    let marks = vec![mark(2.0, false), mark(2.0, false), Mark::Unknown, mark(1.0, false), mark(1.0, true)];
    let picture = lines(vec![LineSeries { name: "all".into(), marks }], 5).expect("a picture");
    assert_eq!(picture.wide.matches(r#"class="b1""#).count(), 2);
    assert_eq!(picture.wide.matches("todo-line").count(), 1, "an unfinished period is reached by a dotted line");
    assert_eq!(picture.wide.matches(r#"class="med""#).count(), 1, "and has an open dot");
}

#[test]
fn numbers_that_are_none_never_reach_a_line() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let marks = vec![
            mark(bad, false),
            Mark::Known { value: 1.0, interval: Some((bad, 2.0)), open: false },
            mark(0.0, true),
        ];
        check_picture(&lines(vec![LineSeries { name: "a".into(), marks }], 3).expect("a picture"));
        assert_eq!(lines(vec![LineSeries { name: "a".into(), marks: vec![mark(bad, false)] }], 1), None);
    }
    assert_eq!(lines(vec![], 3), None);
}

#[test]
fn cells_hold_on_to_their_axis_and_to_numbers() {
    let values = [None, Some(0.25), Some(-1.0), Some(9.0), Some(f64::NAN)];
    let intervals = [None, Some((0.1, 0.4)), Some((-9.0, 9.0)), Some((f64::NAN, 0.4))];
    for value in values {
        for interval in intervals {
            for max in [0.5, 0.0, f64::NAN] {
                check_styled(&bar_cell(Bar { value, interval }, max, 0.1, HOSTILE));
            }
            for mark in
                [ForestMark::Dot, ForestMark::Open, ForestMark::Helps, ForestMark::Backfires, ForestMark::Unknown]
            {
                for logarithmic in [false, true] {
                    let axis = if logarithmic { (0.25, 4.0) } else { (-1.0, 1.0) };
                    let none = if logarithmic { 1.0 } else { 0.0 };
                    let margin = Some((none - 0.1, none + 0.1));
                    check_styled(&ForestRow { value, interval, axis, none, margin, logarithmic, mark }.draw(HOSTILE));
                }
            }
        }
    }
}

#[test]
fn a_bar_is_as_long_as_its_share() {
    let svg = bar_cell(Bar { value: Some(0.25), interval: None }, 0.5, 0.1, "25 %");
    assert!(svg.contains(r#"<rect class="bar1" x="0" y="11" width="496" height="14"/>"#), "{svg}");
}

#[test]
fn parts_fill_the_bar_and_nothing_is_drawn_of_nothing() {
    let picture = part_bar(&[58, 19, 13, 0, 5, 1], HOSTILE).expect("a picture");
    check_picture(&picture);
    assert_eq!(picture.wide.matches("<rect").count(), 5);
    assert_eq!(part_bar(&[0, 0], "nobody left"), None);
}

#[test]
fn each_series_has_its_own_sample() {
    for series in 0..3 {
        check_styled(&swatch(series));
    }
    assert_eq!(swatch(3), "");
}
