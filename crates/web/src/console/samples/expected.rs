//! Samples of what is expected: who may leave, what goes before it, and what customers are worth.

use report::{Note, Report, ReportName, Row, Value};

use super::{day, estimate, money, report, share};

/// Who may be leaving without a word, tried on an earlier day.
pub(crate) fn silent() -> Report {
    let named = |place: u64, signs: &str, then: &str| {
        Row::default()
            .with("customer", Value::text(format!("FP{place:06}")))
            .with("signs", Value::text(signs))
            .with("then", Value::text(then))
            .with("since", Value::Day(day("2026-10-12")))
            .with("days", Value::Count(28))
            .with("plan", Value::text("E-bike"))
            .with("price", money(6900))
    };
    let rows = vec![
        named(1, "payment_failing", "repair_payment")
            .with("failed_on", Value::Day(day("2026-10-12")))
            .with("came_true_share", share(13, 40)),
        named(2, "quiet", "ask")
            .with("last_seen_on", Value::Day(day("2026-08-30")))
            .with("came_true_share", share(44, 210)),
        named(3, "falling_use", "ask")
            .with("use_before", Value::Number(24.2))
            .with("use_now", Value::Number(7.5))
            .with("use_ratio", estimate(0.31, 0.2, 0.46, 88, "exact_rate_ratio"))
            .with(
                "came_true_share",
                Value::Undetermined(Note::new("too_few", "too few").with("given", Value::Count(4))),
            ),
        named(4, "stays_away", "ask")
            .with("purchases", Value::Count(7))
            .with("rhythm_days", Value::Number(21.0))
            .with("still_comes", estimate(0.31, 0.28, 0.35, 900, "bg_nbd"))
            .with("came_true_share", share(70, 90)),
    ];
    let sign = |word: &str, now: u64, gone: u64, tried: u64| {
        Row::default()
            .with("sign", Value::text(word))
            .with("now", Value::Count(now))
            .with("tried", Value::Count(tried))
            .with("gone", Value::Count(gone))
            .with("came_true_share", share(gone, tried))
            .with("found_share", share(gone, 90))
    };
    let signs = vec![
        sign("payment_failing", 12, 13, 40),
        sign("quiet", 170, 44, 210),
        sign("falling_use", 20, 3, 30),
        sign("stays_away", 0, 0, 0),
        Row::default().with("sign", Value::text("any")).with("now", Value::Count(200)).with("of", Value::Count(4760)),
    ];
    let test = Row::default()
        .with("tried_on", Value::Day(day("2026-08-11")))
        .with("days", Value::Count(90))
        .with("customers", Value::Count(4700))
        .with("gone", Value::Count(90))
        .with("gone_share", share(90, 4700))
        .with("named", Value::Count(280))
        .with("came_true_share", share(60, 280))
        .with("found_share", share(60, 90))
        .with("auc", estimate(0.82, 0.78, 0.86, 4700, "auc"))
        .with("calibration_in_the_large", estimate(-0.001, -0.005, 0.003, 4700, "calibration_in_the_large"))
        .with("purchases_expected", Value::Number(812.4))
        .with("purchases_seen", Value::Count(790));
    let tried = vec![
        Row::default()
            .with("signs", Value::text(""))
            .with("customers", Value::Count(4420))
            .with("given_share", Value::Number(0.007))
            .with("came_true_share", share(30, 4420)),
        Row::default()
            .with("signs", Value::text("quiet, payment_failing"))
            .with("customers", Value::Count(12))
            .with("given_share", Value::Number(0.61))
            .with("came_true_share", share(8, 12)),
    ];
    report(ReportName::Silent, &[""], rows, vec![("signs", signs), ("test", vec![test]), ("tried", tried)])
}

/// What goes before leaving.
pub(crate) fn precursors() -> Report {
    let row = |sign: &str, about: Value, ratio: Value, p: f64| {
        Row::default()
            .with("sign", Value::text(sign))
            .with("about", about)
            .with("customers", Value::Count(310))
            .with("departures", Value::Count(44))
            .with("left_with", estimate(0.041, 0.03, 0.055, 44, "person_time"))
            .with("left_without", estimate(0.019, 0.018, 0.02, 900, "person_time"))
            .with("hazard_ratio", ratio)
            .with("p_value_adjusted", Value::Number(p))
    };
    let few = Note::new("too_few", "too few").with("given", Value::Count(3));
    let rows = vec![
        row("rung_deep_red", Value::Absent, estimate(2.4, 1.7, 3.3, 944, "cox_efron"), 1e-7),
        row("contact", Value::text("werkplaats"), estimate(1.3, 1.1, 1.5, 944, "cox_efron"), 0.012),
        row("price_rise", Value::Absent, estimate(0.9, 0.7, 1.2, 944, "cox_efron"), 1.0),
        row("aspect_low", Value::text("prijs"), Value::Undetermined(few), 1.0),
    ];
    let followed = Row::default().with("spells", Value::Count(3_100)).with("departures", Value::Count(944));
    let mut made = report(ReportName::Precursors, &[""], rows, vec![("followed", vec![followed])]);
    made.warnings = vec![
        Note::new("trait_knows", "the trait knows")
            .with("trait", Value::text("eindnota"))
            .with("area", Value::Number(0.99)),
        Note::new("ratio_changes", "changes")
            .with("sign", Value::text("contact"))
            .with("about", Value::text("werkplaats")),
    ];
    made
}

/// What customers are worth; of a company that has said its own numbers, or has not.
pub(crate) fn value(is_said: bool) -> Report {
    let unsaid =
        || Value::Undetermined(Note::new("unsaid", "nobody has said `margin`").with("word", Value::text("margin")));
    let said = |value: Value| if is_said { value } else { unsaid() };
    let row = |name: &str, value: Value, counted_in: &str| {
        Row::default()
            .with("measure", Value::text(name))
            .with("value", value)
            .with("counted_in", Value::text(counted_in))
    };
    let euros = |value: f64| estimate(value, value * 0.9, value * 1.1, 4760, "shifted_beta_geometric");
    let rows = vec![
        row("customers", Value::Count(4760), ""),
        row("price", estimate(41.2, 40.1, 42.3, 4760, "mean"), "EUR"),
        row("stay_a_year", share(3700, 4760), "share"),
        row("new_customer", said(euros(812.4)), "EUR"),
        row("after_winning", said(euros(752.4)), "EUR"),
        row("payback_months", said(Value::Number(3.0)), "months"),
        row("departures", Value::Count(1190), ""),
        row("joined", Value::Count(1800), ""),
        row("revenue_left", money(4_120_000), "per month"),
        row("kept_leaver", said(euros(310.0)), "EUR"),
        row("cost_of_leaving", said(euros(368_900.0)), "EUR"),
        row("cost_of_replacing", said(Value::Number(71_400.0)), "EUR"),
        row("truly_kept_to_pay", said(estimate(0.04, 0.03, 0.05, 4760, "shifted_beta_geometric")), "share"),
    ];
    let points = [1_u64, 5].map(|points| {
        Row::default()
            .with("points", Value::Count(points))
            .with("per_new_customer", said(euros(30.0 * points as f64)))
            .with("lift_share", said(share(points * 4, 100)))
            .with("newcomers_of_a_year", said(euros(54_000.0 * points as f64)))
            .with("kept_of_those_here", Value::Number(47.6 * points as f64))
            .with("those_here", said(euros(14_700.0 * points as f64)))
            .with("counted_in", Value::text("EUR"))
    });
    let sleeping = Row::default()
        .with("days", Value::Count(90))
        .with("paying", Value::Count(4300))
        .with("sleeping", Value::Count(120))
        .with("never_used", Value::Count(9))
        .with("sleeping_share", share(120, 4300))
        .with("revenue", money(512_300))
        .with("revenue_share", share(12, 410));
    let sections = vec![("retention", points.to_vec()), ("sleeping", vec![sleeping])];
    let mut made = report(ReportName::Value, &[""], rows, sections);
    made.warnings = if is_said { Vec::new() } else { vec![Note::new("without_margin", "nobody has said")] };
    made
}

/// What the most content do.
pub(crate) fn loyalty() -> Report {
    let row = |rung: &str, n: u64, left: u64| {
        Row::default()
            .with("rung", Value::text(rung))
            .with("customers", Value::Count(n))
            .with("left", Value::Count(left))
            .with("stayed_share", share(n - left, n))
            .with("paid", estimate(402.0, 380.0, 424.0, n, "mean"))
            .with("brought", Value::Count(n / 20))
            .with("brought_share", share(n / 20, n))
    };
    let rows = vec![
        row("deep_red", 60, 20),
        row("orange", 110, 30),
        row("yellow", 300, 70),
        row("soft_green", 420, 90),
        row("green", 310, 40),
    ];
    let difference = |measure: &str, value: f64| {
        Row::default()
            .with("measure", Value::text(measure))
            .with("difference", estimate(value, value * 0.4, value * 1.6, 730, "newcombe"))
    };
    let differences = vec![
        difference("stayed_share", 0.08),
        difference("paid", 31.0),
        difference("paid_per_month", 1.1),
        difference("brought_share", 0.01),
    ];
    report(ReportName::Loyalty, &[""], rows, vec![("differences", differences)])
}
