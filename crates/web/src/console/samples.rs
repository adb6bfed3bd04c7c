//! Reports as the engine makes them, small and believable, so that every page can be made without a server.

mod expected;

pub(crate) use expected::{loyalty, precursors, silent, value};

use std::sync::Arc;

use relationship::{Currency, Day, Definition, DepartureKind, Money, Period};
use report::{Estimate, Note, Question, Report, ReportName, Row, Value};
use report::{How, Window};

use super::overview::Reports;

/// The last day anything is known of.
const OBSERVED: &str = "2026-11-09";
/// Months the company exists.
const MONTHS: i32 = 24;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "samples are small and not negative")]
fn whole(value: f64) -> u64 {
    value.round() as u64
}

fn share(part: u64, whole: u64) -> Value {
    let (value, n) = (part as f64 / whole.max(1) as f64, whole.max(1) as f64);
    let half = 1.96 * (value * (1.0 - value) / n).sqrt() + 1.0 / n;
    estimate(value, (value - half).max(0.0), (value + half).min(1.0), whole, "wilson")
}

fn estimate(value: f64, lower: f64, upper: f64, n: u64, method: &'static str) -> Value {
    let (lower, upper) = (Some(lower), Some(upper));
    Value::Estimate(Estimate { value, lower, upper, level: 0.95, n, method, standard_error: None })
}

fn money(minor: i64) -> Value {
    Value::Money(Money { minor, currency: Currency::EUR })
}

fn plan(name: &str) -> Vec<(String, String)> {
    if name.is_empty() { Vec::new() } else { vec![("Plan".to_owned(), name.to_owned())] }
}

fn report(name: ReportName, plans: &[&str], rows: Vec<Row>, sections: Vec<(&'static str, Vec<Row>)>) -> Report {
    let by = if plans == [""] { Vec::new() } else { vec!["Plan".to_owned()] };
    let question = Question { by, ..Question::new(name) };
    Report {
        report: name,
        definition: Definition::default(),
        period: Window {
            unit: "month",
            from: Some(day("2024-12-01")),
            to: Some(day(OBSERVED)),
            observed_until: day(OBSERVED),
        },
        rows,
        sections,
        warnings: vec![unfinished()],
        how: How {
            methods: vec![Note::new("rate", "rate = departures / at_risk per month")],
            sql: vec!["select count(*) as spells\nfrom spells\nwhere started_on < date '2026-11-01'".to_owned()],
            command: question.command(),
        },
        question,
    }
}

fn unfinished() -> Note {
    Note::new("period_not_finished", "this month is not over: the data end on 2026-11-09")
        .with("observed_until", Value::Day(day(OBSERVED)))
}

/// Churn per month of these plans; of everybody for `[""]`.
pub(crate) fn churn(plans: &[&str]) -> Report {
    let (mut rows, mut totals) = (Vec::new(), Vec::new());
    let mut all = (0, 0);
    for (place, name) in plans.iter().enumerate() {
        let mut sum = (0, 0);
        for month in 0..MONTHS {
            let from = day("2024-12-01").plus_months(month);
            let at_risk = (3000 + 80 * u64::from(month.unsigned_abs())) / (place as u64 + 1);
            let season = (f64::from(month) / 12.0 * std::f64::consts::TAU).cos();
            let left = whole(at_risk as f64 * (0.022 + 0.006 * season) / (1.0 + 0.6 * place as f64));
            let is_finished = month + 1 < MONTHS;
            if is_finished {
                sum = (sum.0 + at_risk, sum.1 + left);
            }
            let row = Row::of(&plan(name))
                .with("period", Value::text(from.to_string()))
                .with("from", Value::Day(from))
                .with("to", Value::Day(from.plus_months(1).plus_days(-1)))
                .with("finished", Value::Flag(is_finished));
            rows.push(left_of(row, at_risk, left, is_finished));
        }
        all = (all.0 + sum.0, all.1 + sum.1);
        if !name.is_empty() {
            totals.push(left_of(Row::of(&plan(name)).with("periods", Value::Count(23)), sum.0, sum.1, true));
        }
    }
    totals.push(left_of(Row::default().with("periods", Value::Count(23)), all.0, all.1, true));
    report(ReportName::Churn, plans, rows, vec![("totals", totals)])
}

fn left_of(row: Row, at_risk: u64, left: u64, is_finished: bool) -> Row {
    let known = |value: Value| if is_finished { value } else { Value::Undetermined(unfinished()) };
    let rate = left as f64 / at_risk as f64;
    let year = 1.0 - (1.0 - rate).powi(12);
    let price = i64::try_from(at_risk).unwrap_or(0) * 1990;
    let lost = i64::try_from(left).unwrap_or(0) * 2110;
    row.with("at_risk", Value::Count(at_risk))
        .with("departures", Value::Count(left))
        .with("rate", known(share(left, at_risk)))
        .with("annualized", known(estimate(year, year * 0.97, year * 1.03, at_risk, "annualized")))
        .with("kinds", kinds(left, at_risk))
        .with("joined", Value::Count(left * 2))
        .with("revenue_at_start", money(price))
        .with("revenue_lost", money(lost))
        .with("revenue_contraction", money(12_300))
        .with("revenue_expansion", money(45_600))
        .with("revenue_churn_gross", known(estimate(rate * 1.05, rate * 0.9, rate * 1.2, at_risk, "weighted_share")))
        .with("revenue_churn_net", known(estimate(rate * 0.1, -rate * 0.2, rate * 0.4, at_risk, "ratio_of_sums")))
}

fn kinds(left: u64, at_risk: u64) -> Value {
    let part = |kind: DepartureKind| match kind {
        DepartureKind::Voluntary => left - left * 39 / 100,
        DepartureKind::Involuntary => left / 5,
        DepartureKind::Positive => left * 13 / 100,
        DepartureKind::Silent => left / 20,
        DepartureKind::Dismissed => left / 100,
    };
    let fields = DepartureKind::ALL.into_iter().map(|kind| {
        let values =
            vec![("departures".to_owned(), Value::Count(part(kind))), ("rate".to_owned(), share(part(kind), at_risk))];
        (kind.word().to_owned(), Value::Fields(values))
    });
    Value::Fields(fields.collect())
}

/// One picture in time: no days, one group or these plans.
pub(crate) fn snapshot(plans: &[&str]) -> Report {
    let rows: Vec<Row> = plans
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let (at_risk, left) = (3875 - 1000 * place as u64, 1655 / (place as u64 * 6 + 1));
            Row::of(&plan(name))
                .with("at_risk", Value::Count(at_risk))
                .with("departures", Value::Count(left))
                .with("rate", share(left, at_risk))
                .with("kinds", kinds(left, at_risk))
                .with("customer_months", Value::Number(at_risk as f64 * 18.0))
                .with("rate_person_time", share(left, at_risk * 18))
        })
        .collect();
    let total = Row { group: Vec::new(), ..rows[0].clone() };
    let mut made = report(ReportName::Churn, plans, rows, vec![("totals", vec![total])]);
    made.period = Window { unit: "snapshot", from: None, to: None, observed_until: day(OBSERVED) };
    made.warnings = vec![Note::new("snapshot", "these data are one picture")];
    made
}

/// The four reports of the first page.
pub(crate) fn overview() -> Reports {
    Reports {
        churn: Arc::new(churn(&[""])),
        cohorts: Arc::new(cohorts(Period::Quarter)),
        survival: Arc::new(survival(&[""])),
        reasons: Arc::new(reasons(&[""])),
    }
}

/// Who stayed, per quarter or month of joining.
pub(crate) fn cohorts(period: Period) -> Report {
    let (mut rows, mut by_age) = (Vec::new(), Vec::new());
    for cohort in 0..8 {
        let from = period.after(day("2025-01-01"), cohort);
        let size = 388 + 37 * u64::from(cohort.unsigned_abs());
        for age in 0..=(7 - cohort) {
            let here = whole(size as f64 * (0.93 - 0.004 * f64::from(cohort)).powi(age));
            let row = |row: Row| {
                row.with("age", Value::Count(u64::from(age.unsigned_abs())))
                    .with("size", Value::Count(size))
                    .with("customers", Value::Count(here))
                    .with("share", share(here, size))
            };
            let revenue = money(i64::try_from(here).unwrap_or(0) * (1990 + 10 * i64::from(age)));
            let dated = Row::default().with("from", Value::Day(from)).with("finished", Value::Flag(true));
            rows.push(row(dated).with("revenue", revenue));
            if cohort == 0 {
                by_age.push(row(Row::default().with("cohorts", Value::Count(8))));
            }
        }
    }
    let growing = Row::default()
        .with("from", Value::Day(period.after(day("2025-01-01"), 8)))
        .with("size", Value::Count(31))
        .with("age", Value::Count(0))
        .with("finished", Value::Flag(false))
        .with("customers", Value::Absent)
        .with("share", Value::Absent);
    rows.push(growing);
    let mut made = report(ReportName::Cohorts, &[""], rows, vec![("by_age", by_age)]);
    made.period.unit = period.word();
    made
}

/// When they left, per plan.
pub(crate) fn survival(plans: &[&str]) -> Report {
    let (mut rows, mut curve) = (Vec::new(), Vec::new());
    for (place, name) in plans.iter().enumerate() {
        let customers = 4210 / (place as u64 + 1);
        let monthly = 0.025 / (place as f64 + 1.0);
        for month in 0..=36_u32 {
            let still = (1.0 - monthly).powi(i32::try_from(month).unwrap_or(0));
            let at_risk = customers.saturating_sub(u64::from(month) * customers / 40);
            curve.push(
                Row::of(&plan(name))
                    .with("time", Value::Number(f64::from(month)))
                    .with("at_risk", Value::Count(at_risk))
                    .with(
                        "survival",
                        if month == 0 {
                            Value::Absent
                        } else {
                            estimate(still, still - 0.02, (still + 0.02).min(1.0), at_risk, "kaplan_meier_log_log")
                        },
                    ),
            );
        }
        let median = 0.5_f64.ln() / (1.0 - monthly).ln();
        let median = if median < 36.0 {
            estimate(median.ceil(), median.ceil() - 2.0, median.ceil() + 2.0, customers, "survival_quantile")
        } else {
            Value::Undetermined(Note::new("quantile_not_reached", "more than half are still here"))
        };
        rows.push(
            Row::of(&plan(name))
                .with("customers", Value::Count(customers))
                .with("departures", Value::Count(customers * 2 / 5))
                .with("median", median)
                .with("horizon", Value::Number(36.0))
                .with(
                    "survival_at",
                    Value::Fields(vec![
                        ("12".to_owned(), share(customers * 3 / 4, customers)),
                        ("24".to_owned(), share(customers / 2, customers)),
                    ]),
                )
                .with(
                    "at_risk_at",
                    Value::Fields(vec![
                        ("0".to_owned(), Value::Count(customers)),
                        ("12".to_owned(), Value::Count(customers / 2)),
                    ]),
                )
                .with("restricted_mean", estimate(24.1, 23.6, 24.6, customers, "restricted_mean")),
        );
    }
    let mut sections = vec![("curve", curve)];
    if plans.len() > 1 {
        let test = Row::default()
            .with("chi_square", Value::Number(123.4))
            .with("degrees_of_freedom", Value::Count(plans.len() as u64 - 1))
            .with("p_value", Value::Number(1e-9));
        let pairs = plans.windows(2).map(|pair| {
            Row::default()
                .with("first", Value::text(pair[0]))
                .with("second", Value::text(pair[1]))
                .with("p_value", Value::Number(0.021))
                .with("p_value_adjusted", Value::Number(0.063))
        });
        sections.push(("test", vec![test]));
        sections.push(("comparisons", pairs.collect()));
    }
    report(ReportName::Survival, plans, rows, sections)
}

/// Why they left, per plan.
pub(crate) fn reasons(plans: &[&str]) -> Report {
    let counts = [
        ("done", "done.goal", 13),
        ("price", "price.too_high", 12),
        ("life", "life.moved", 9),
        ("start", "start.never_started", 8),
        ("service", "service.slow", 6),
        ("other", "unmapped", 5),
    ];
    let of = |row: Row, count: u64| {
        row.with("customers", Value::Count(count))
            .with("share", share(count, 53))
            .with("revenue", money(1990 * i64::try_from(count).unwrap_or(0)))
            .with("revenue_share", share(count + 1, 59))
    };
    let (mut rows, mut response, mut words, mut destinations) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for name in plans {
        for level in ["family", "code"] {
            for (family, code, count) in counts {
                let code = if level == "family" { family } else { code };
                let row = Row::of(&plan(name))
                    .with("level", Value::text(level))
                    .with("family", Value::text(family))
                    .with("code", Value::text(code))
                    .with("label", Value::text("in English"));
                rows.push(of(row, count));
            }
        }
        let spoken =
            [("Te duur <voor> mij", "price.too_high", ""), ("duurt lang", "", "service.slow"), ("???", "", "")];
        for (said, code, proposed) in spoken {
            let of_code = |code: &str| if code.is_empty() { Value::Absent } else { Value::text(code) };
            let row = Row::of(&plan(name)).with("words", Value::text(said));
            words.push(of(row.with("code", of_code(code)).with("proposed_code", of_code(proposed)), 4));
        }
        for destination in relationship::reason::Destination::ALL {
            destinations.push(of(Row::of(&plan(name)).with("destination", Value::text(destination.word())), 9));
        }
        response.push(
            Row::of(&plan(name))
                .with("departures", Value::Count(118))
                .with("with_reason", Value::Count(53))
                .with("declined", Value::Count(3))
                .with("without_reason", Value::Count(62))
                .with("response_rate", share(53, 118)),
        );
    }
    let sections = vec![("response", response), ("destinations", destinations), ("words", words)];
    let mut made = report(ReportName::Reasons, plans, rows, sections);
    (made.period.from, made.period.to) = (None, None);
    made
}

/// A report about nobody: no rows at all.
pub(crate) fn empty(name: ReportName) -> Report {
    let mut made = report(name, &[""], Vec::new(), Vec::new());
    made.warnings = vec![Note::new("no_customers", "no customer passes the filters")];
    made
}
