//! The ways to take a report's numbers along: the same report as CSV and as JSON, under the same question.

use report::Report;

use super::filter::query;
use super::parts::Voice;

/// Name and address of each way to take one table along.
pub(crate) fn links(voice: &Voice, report: &Report, table: &str) -> Vec<(String, String)> {
    let name = report.question.report.word();
    let query = query(&report.question);
    let and = if query.is_empty() { "?" } else { "&" };
    let of_table = if table == "rows" { String::new() } else { format!("{and}table={table}") };
    vec![
        (voice.t("parts-csv"), format!("/{name}.csv{query}{of_table}")),
        (voice.t("parts-json"), format!("/{name}.json{query}")),
    ]
}
