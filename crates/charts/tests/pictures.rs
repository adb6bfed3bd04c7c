//! Every picture, with friendly and with hostile input: well-formed, no number that is not one, no text that escapes,
//! no class without a rule.

use std::collections::BTreeSet;

use charts::{
    Bar, CurveWords, FOREST_LINES_MAX, Forest, ForestLine, ForestMark, ForestRow, LineSeries, LineWords, Lines, Mark,
    NARROW, Period, Picture, Rising, Since, StepCurves, StepGroup, StepPoint, TimeUnit, WIDE, bar_cell, pair_cell,
    part_bar, stacked, standalone, swatch,
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
    drawn(groups, fewest, |curves: &StepCurves| curves.draw())
}

fn drawn(groups: Vec<StepGroup>, fewest: u64, draw: impl Fn(&StepCurves) -> Option<Picture>) -> Option<Picture> {
    let words = CurveWords {
        label: format!("Still here {HOSTILE}"),
        at_risk: HOSTILE.to_owned(),
        unit: "months".to_owned(),
        percent: &percent,
        count: &|n| n.to_string(),
    };
    draw(&StepCurves { groups, unit: TimeUnit::Months, fewest, words })
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
fn a_rising_curve_starts_at_nobody_and_its_axis_is_as_high_as_it_comes() {
    let point = |time, share: f64| StepPoint { time, share, interval: Some((share / 2.0, share * 2.0)), at_risk: 50 };
    let group = |name: &str| StepGroup {
        name: name.into(),
        points: vec![point(1.0, 0.02), point(2.0, 0.04)],
        median: None,
        still_here: Vec::new(),
    };
    let rising = |groups, of| drawn(groups, 1, |curves| curves.draw_rising(of)).expect("a picture");
    let one = rising(vec![group("A")], Rising::Groups).wide;
    // The axis runs from 0 at 294 to 8 % at 10: 2 % stand at 223 and 4 % at 152.
    assert!(one.contains(r#"class="s1" d="M46 294H421V223H796V152""#), "{one}");
    assert!(one.contains(r#"class="b1" d="M46 294H421V152H796V10V223H796V258.5V258.5H421V294V294H46Z""#), "{one}");
    let counted = |of| rising(vec![group("A"), group("B")], of).wide.matches(">50</text>").count();
    assert_eq!((counted(Rising::Groups), counted(Rising::SameCustomers)), (6, 3));
    for count in 1..=12 {
        let groups = (0..count).map(|i| group(&format!("{HOSTILE} {i}"))).collect();
        check_picture(&rising(groups, Rising::Groups));
    }
    let tiny = StepGroup { points: vec![point(1.0, 1e-12), point(2.0, 3e11)], ..group("A") };
    check_picture(&rising(vec![tiny], Rising::SameCustomers));
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

/// The heights of all texts with these words.
fn heights(svg: &str, words: &str) -> Vec<f64> {
    let before = |(at, _): (usize, &str)| svg[..at].rfind("<text").map(|start| &svg[start..at]);
    let wanted = format!(">{words}</text>");
    let tags = svg.match_indices(&wanted).filter_map(before);
    let heights = tags.filter_map(|tag| tag.split("y=\"").nth(1)?.split('"').next());
    heights.map(|it| it.parse().expect("a number")).collect()
}

#[test]
fn a_line_below_zero_has_an_axis_that_holds_zero() {
    let marks = vec![mark(1.0, false), mark(-3.0, false), mark(2.0, false)];
    let picture = lines(vec![LineSeries { name: "a".into(), marks }], 3).expect("a picture");
    check_picture(&picture);
    let (lowest, zero) = (heights(&picture.wide, "-4")[0], heights(&picture.wide, "0")[0]);
    assert!(lowest > zero, "{}", picture.wide);
    let lowest_point =
        picture.wide.split(r#"class="s1" d="M"#).nth(1).expect("a line").split('L').nth(1).expect("a second point");
    let y: f64 = lowest_point.split(' ').nth(1).unwrap().parse().unwrap();
    assert!(y > zero && y < lowest, "-3 stands between 0 and -4: {y} of {zero} and {lowest}");
    assert!(picture.wide.contains(&format!(r#"class="ax" d="M44 {}"#, zero - 4.0)), "a line at zero: {}", picture.wide);
}

#[test]
fn points_have_whiskers_and_no_line_and_those_out_of_the_ordinary_are_squares() {
    let point = |value: f64, is_loud| Mark::Point { value, interval: Some((value - 1.0, value + 1.0)), is_loud };
    let marks = vec![point(-2.0, false), Mark::Unknown, point(3.0, true), point(f64::NAN, true)];
    let series = LineSeries { name: HOSTILE.into(), marks };
    let picture = lines(vec![series.clone()], 4).expect("a picture");
    check_picture(&picture);
    let count = |what: &str| picture.wide.matches(what).count();
    assert_eq!(
        (count(r#"class="w""#), count(r#"class="dot d1""#), count(r#"class="loud""#)),
        (2, 2, 1),
        "a dot stands before the name too"
    );
    assert_eq!((count(r#"class="s1""#), count(r#"class="b1""#)), (0, 0));
}

#[test]
fn where_something_began_is_a_line_with_its_name() {
    for at in [0.0, 0.5, 2.5, f64::NAN] {
        let words = LineWords { label: String::new(), tick: &|value, _| value.to_string(), unit: String::new() };
        let period = |i: usize| Period { name: i.to_string(), below: None, hint: String::new() };
        let marks = vec![mark(1.0, false); 4];
        let series = vec![LineSeries { name: "a".into(), marks }];
        let lines = Lines { periods: (0..4).map(period).collect(), series, words };
        let picture = lines.draw_since(&Since { at, name: HOSTILE.to_owned() }).expect("a picture");
        check_picture(&picture);
        assert_eq!(picture.wide.contains(r#"class="drop""#), at.is_finite());
    }
}

#[test]
fn only_periods_with_a_name_are_named_and_names_never_touch() {
    for count in [11, 101, 1_001] {
        let words = LineWords { label: String::new(), tick: &|value, _| value.to_string(), unit: String::new() };
        let name = |i: usize| if i.is_multiple_of(10) { format!("week {i}") } else { String::new() };
        let period = |i: usize| Period { name: name(i), below: None, hint: String::new() };
        let series = vec![LineSeries { name: "a".into(), marks: vec![mark(1.0, false); count] }];
        let picture = Lines { periods: (0..count).map(period).collect(), series, words }.draw().expect("a picture");
        check_picture(&picture);
        let named = picture.wide.matches(">week ").count();
        assert!(
            (2..=14).contains(&named) && picture.wide.contains(&format!(">week {}<", count - 1)),
            "{named} of {count}"
        );
    }
}

fn forest(lines: Vec<ForestLine>, is_ratio: bool, sides: Option<[&str; 2]>) -> Option<Picture> {
    let tick = |value: f64, _: usize| format!("{value}");
    let more = |count: usize| format!("and {count} more");
    Forest { lines, is_ratio, sides, label: HOSTILE.to_owned(), tick: &tick, more: &more }.draw()
}

fn forest_line(value: Option<f64>, interval: Option<(f64, f64)>) -> ForestLine {
    ForestLine { name: HOSTILE.to_owned(), value, interval, mark: ForestMark::Dot, text: HOSTILE.to_owned() }
}

#[test]
fn a_forest_holds_any_numbers_and_any_number_of_lines() {
    let values = [None, Some(0.0), Some(-2.0), Some(0.8), Some(1e-12), Some(1e12), Some(f64::NAN), Some(f64::INFINITY)];
    let intervals = [
        None,
        Some((0.5, f64::INFINITY)),
        Some((f64::NEG_INFINITY, 9.0)),
        Some((f64::NAN, 1.0)),
        Some((-1e300, 1e300)),
    ];
    for is_ratio in [false, true] {
        for sides in [None, Some(["less", HOSTILE])] {
            for value in values {
                for interval in intervals {
                    if let Some(picture) =
                        forest(vec![forest_line(value, interval), forest_line(Some(2.0), None)], is_ratio, sides)
                    {
                        check_picture(&picture);
                    }
                }
            }
        }
    }
    assert_eq!(forest(vec![forest_line(None, None), forest_line(Some(f64::NAN), None)], false, None), None);
    assert_eq!(forest(Vec::new(), true, None), None);
    let many = (0..FOREST_LINES_MAX + 3).map(|i| forest_line(Some(i as f64), None)).collect();
    let picture = forest(many, false, None).expect("a picture");
    check_picture(&picture);
    assert!(picture.wide.contains(">and 3 more</text>") && picture.narrow.contains(">and 3 more</text>"));
    assert_eq!(picture.wide.matches(r#"class="pt""#).count(), FOREST_LINES_MAX);
}

#[test]
fn a_forest_stands_in_its_place_and_an_open_end_runs_on() {
    let long = |value, interval| ForestLine { name: HOSTILE.repeat(2), ..forest_line(Some(value), Some(interval)) };
    let lines = vec![long(2.0, (1.0, 3.0)), long(1.0, (-1.0, f64::INFINITY))];
    let picture = forest(lines, false, None).expect("a picture").wide;
    // From -1 to 3, a tick per 1, between the widest name and the widest text: 4 units on 190 pixels.
    let whiskers: Vec<&str> =
        picture.split(r#"class="w" d=""#).skip(1).map(|it| it.split('"').next().unwrap()).collect();
    let at = |value: f64| 340.0 + (value + 1.0) / 4.0 * 190.0;
    let stop = |x: f64, y: f64| format!("M{x} {}V{}", y - 4.0, y + 4.0);
    assert_eq!(whiskers[0], format!("M{} 21H{}{}{}", at(1.0), at(3.0), stop(at(1.0), 21.0), stop(at(3.0), 21.0)));
    assert_eq!(whiskers[1], format!("M{} 47H{}{}", at(-1.0), at(3.0), stop(at(-1.0), 47.0)), "no stop at the open end");
    assert!(picture.contains(&format!(r#"class="z" d="M{} 8"#, at(0.0))), "a line at zero: {picture}");
    assert!(picture.contains("NaN-free</title></rect>"), "a name that is cut is told in full: {picture}");
    let ratio = forest(vec![long(2.0, (1.0, 4.0))], true, None).expect("a picture").wide;
    assert!(ratio.contains(">0.5</text>") && ratio.contains(">1</text>") && ratio.contains(">2</text>"), "{ratio}");
    assert!(ratio.contains(r#"class="z" d="M435 8"#), "1 stands in the middle: {ratio}");
}

#[test]
fn a_picture_of_its_own_says_what_it_is_and_several_stand_below_each_other() {
    let series = || vec![LineSeries { name: "a".into(), marks: vec![mark(1.0, false); 3] }];
    let picture = standalone(&lines(series(), 3).expect("a picture").wide);
    let title = picture.split(r#"<text class="lab" x="12""#).nth(1).expect("a title");
    assert!(title.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), "{picture}");
    let two = stacked(&[(String::new(), picture.clone()), ("A & B".to_owned(), picture)]);
    assert_eq!(two.matches("<svg ").count(), 5);
    assert!(two.contains("A &amp; B"), "{two}");
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
fn two_amounts_stand_on_one_axis_to_the_greater_of_them() {
    let svg = pair_cell(2.0, 4.0, "2, against 4");
    assert!(svg.contains(r#"<rect class="bar1" x="0" y="8" width="496" height="9"/>"#), "{svg}");
    assert!(svg.contains(r#"<rect class="bar0" x="0" y="19" width="992" height="9"/>"#), "{svg}");
    for (looked_at, compared) in [(0.0, 0.0), (f64::NAN, 4.0), (-2.0, f64::INFINITY)] {
        check_styled(&pair_cell(looked_at, compared, HOSTILE));
    }
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
