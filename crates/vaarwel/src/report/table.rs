//! A report for the eye: the few columns a person compares, with the interval behind each rate.

use relationship::Money;
use relationship::rounding::fixed;
use report::{Estimate, Report, ReportName, Row, Value};

use crate::answers::percent;
use crate::say::{Table, count, plural, say};

/// The columns shown, in order, for every table that has them; the others are in `--json` and `--csv`. A table with
/// none of these is shown whole.
const COLUMNS: [&str; 80] = [
    "period",
    "periods",
    "level",
    "family",
    "code",
    "proposed_code",
    "label",
    "words",
    "kind",
    "destination",
    "first",
    "second",
    "age",
    "cohorts",
    "size",
    "time",
    "customer",
    "signs",
    "sign",
    "about",
    "then",
    "since",
    "rung",
    "measure",
    "value",
    "counted_in",
    "points",
    "tried_on",
    "days",
    "now",
    "of",
    "tried",
    "customers",
    "paying",
    "sleeping",
    "never_used",
    "gone",
    "named",
    "left",
    "at_risk",
    "departures",
    "expected",
    "with_reason",
    "response_rate",
    "rate",
    "monthly",
    "annualized",
    "kinds",
    "share",
    "revenue_share",
    "revenue_churn_gross",
    "revenue_churn_net",
    "median",
    "restricted_mean",
    "survival",
    "survival_at",
    "gone_share",
    "given_share",
    "came_true_share",
    "found_share",
    "auc",
    "calibration_in_the_large",
    "calibration_slope",
    "hazard_ratio",
    "left_with",
    "left_without",
    "hazard_ratio_let_in",
    "per_new_customer",
    "lift_share",
    "newcomers_of_a_year",
    "those_here",
    "sleeping_share",
    "revenue",
    "stayed_share",
    "paid",
    "brought_share",
    "difference",
    "chi_square",
    "p_value",
    "p_value_adjusted",
];

/// Tables a person asks for by name: they are for drawing, not for reading.
const ON_REQUEST: [&str; 1] = ["curve"];

/// Words in names of numbers that are shares of something: they are shown in percent.
const SHARES: [&str; 8] = ["rate", "share", "churn", "monthly", "annualized", "retention", "survival", "response"];

/// Most rows of a table on a screen; the rest is in `--csv`.
const ROWS_MAX: usize = 120;

pub(crate) fn show(report: &Report, only: Option<&str>, how: bool) {
    say!("{}", heading(report));
    for name in report.tables().filter(|name| only.is_none_or(|only| only == *name)) {
        let rows = if name == "rows" { &report.rows } else { report.section(name) };
        if only.is_none() && (ON_REQUEST.contains(&name) || rows.is_empty() && name != "rows") {
            continue;
        }
        say!("");
        if name != "rows" {
            say!("{}", name.replace('_', " "));
        }
        if report.report == ReportName::Cohorts && name == "rows" && only.is_none() {
            super::triangle::show(rows);
        } else {
            show_rows(rows);
        }
    }
    for warning in &report.warnings {
        say!("\nwarning: {}", warning.text);
    }
    if how {
        show_how(report);
    } else {
        say!("\nMore: --how tells the methods, --json and --csv give every number with level, n and method.");
    }
}

fn heading(report: &Report) -> String {
    let window = &report.period;
    let when = match (window.from, window.to) {
        (None, None) => format!("seen on {}", window.observed_until),
        (Some(from), None) => format!("from {from}, seen on {}", window.observed_until),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    };
    let unit = match window.unit {
        unit @ ("week" | "month" | "quarter" | "year") => format!(", by {unit}"),
        unit if report.report == ReportName::Survival => format!(", in {unit}"),
        _ => String::new(),
    };
    let definition = &report.definition;
    format!(
        "{}: {when}{unit}; definition {} (left: {}); intervals at {} %",
        report.report.word(),
        definition.version,
        definition.left_when,
        plain(definition.level * 100.0)
    )
}

fn show_rows(rows: &[Row]) {
    if rows.is_empty() {
        say!("nothing to show");
        return;
    }
    crate::say::write(format_args!("{}", table(rows)));
    if rows.len() > ROWS_MAX {
        say!("... and {} more: --csv gives them all", plural((rows.len() - ROWS_MAX) as u64, "row", "rows"));
    }
}

fn table(rows: &[Row]) -> Table {
    let names = distinct(rows.iter().flat_map(|row| row.values.iter().map(|(name, _)| name.as_str())));
    let known: Vec<&str> =
        COLUMNS.into_iter().filter(|column| names.contains(column) && !says_the_same(rows, column)).collect();
    let columns = if known.is_empty() { names } else { known };
    let groups = distinct(rows.iter().flat_map(|row| row.group.iter().map(|(name, _)| name.as_str())));
    let mut table = Table::new(groups.iter().chain(&columns).map(|name| name.replace('_', " ")));
    for row in rows.iter().take(ROWS_MAX) {
        // A row that does not say which group it is about is about all of them.
        let value_of = |name: &&str| row.group.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let group = groups.iter().map(|name| value_of(name).unwrap_or_else(|| "(all)".to_owned()));
        let values = columns.iter().map(|name| row.get(name).map(|value| text(name, value)).unwrap_or_default());
        table.row(group.chain(values));
    }
    table
}

/// Each name once, in the order they come.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

/// A rate by month is its own rate per month; it need not stand there twice.
fn says_the_same(rows: &[Row], column: &str) -> bool {
    let values = |name| rows.iter().map(move |row| row.estimate(name).map(|it| it.value));
    column == "monthly" && values("rate").eq(values("monthly")) && rows.iter().any(|row| row.estimate("rate").is_some())
}

fn text(name: &str, value: &Value) -> String {
    match value {
        Value::Absent => String::new(),
        Value::Flag(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Value::Count(number) => count(*number),
        Value::Number(value) => plain(*value),
        Value::Money(money) => amount(*money),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => text.clone(),
        Value::Estimate(estimate) => with_interval(name, estimate),
        Value::Undetermined(why) => in_short(&why.text),
        Value::Fields(fields) => {
            let parts = fields.iter().filter_map(|(key, value)| Some(format!("{key}: {}", part(name, value)?)));
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A part of values that belong together: how many it is about, or nothing when that is nobody.
fn part(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::Count(0) | Value::Absent | Value::Undetermined(_) => None,
        Value::Fields(_) => {
            let counted = value.field("departures").or_else(|| value.field("customers"));
            counted.and_then(|counted| part(name, counted))
        }
        Value::Estimate(estimate) => Some(without_interval(name, estimate)),
        other => Some(text(name, other)),
    }
}

/// The beginning of a sentence that says why there is no number; the whole stands in `--json`.
fn in_short(why: &str) -> String {
    why.split([':', ';', ',']).next().unwrap_or_default().to_owned()
}

fn is_share(name: &str) -> bool {
    name != "rate_person_time" && SHARES.iter().any(|word| name.split('_').any(|part| part == *word))
}

fn without_interval(name: &str, estimate: &Estimate) -> String {
    if is_share(name) { percent(estimate.value) } else { plain(estimate.value) }
}

fn with_interval(name: &str, estimate: &Estimate) -> String {
    let is_share = is_share(name);
    let write = |value: f64| if is_share { fixed(value * 100.0, 2) } else { plain(value) };
    let unit = if is_share { " %" } else { "" };
    let end = |value: Option<f64>| value.map_or("...".to_owned(), write);
    match (estimate.lower, estimate.upper) {
        (None, None) => format!("{}{unit}", write(estimate.value)),
        (lower, upper) => format!("{}{unit} ({} to {})", write(estimate.value), end(lower), end(upper)),
    }
}

fn plain(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    if value != 0.0 && value.abs() < 0.001 { format!("{value:.2e}") } else { fixed(value, 3) }
}

fn amount(money: Money) -> String {
    let decimals = money.currency.decimals() as usize;
    format!("{} {:.decimals$}", money.currency, money.major())
}

fn show_how(report: &Report) {
    say!("\nHow:");
    for method in &report.how.methods {
        say!("  {}", method.text);
    }
    for sql in &report.how.sql {
        say!("\n{}", sql.trim_end());
    }
    say!("\nThe same again: {}", report.how.command);
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Note;

    fn rate(value: f64) -> Value {
        Value::Estimate(Estimate {
            value,
            lower: Some(value / 2.0),
            upper: None,
            level: 0.95,
            n: 10,
            method: "wilson",
            standard_error: None,
        })
    }

    #[test]
    fn the_row_about_everybody_stands_in_the_same_columns() {
        let of_city = [("plan".to_owned(), "City".to_owned())];
        let too_few = Note::new("too_few", "too few: 3 at risk, and the definition asks for at least 10");
        let rows = [
            Row::of(&of_city).with("at_risk", Value::Count(1_234)).with("rate", rate(0.25)).with("monthly", rate(0.25)),
            Row::of(&[])
                .with("at_risk", Value::Count(3))
                .with("rate", Value::Undetermined(too_few.clone()))
                .with("monthly", Value::Undetermined(too_few)),
        ];
        let expected = "plan   at risk  rate\n\
                        -----  -------  ------------------------\n\
                        City     1,234  25.00 % (12.50 to ...)\n\
                        (all)        3  too few\n";
        let said = table(&rows).to_string();
        let plain =
            |text: &str| text.split_whitespace().filter(|word| !word.starts_with("--")).collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&said), plain(expected), "{said}");
    }
}
