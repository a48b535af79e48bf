//! `report.json`: the report as pretty JSON.

use super::Report;

/// The report as pretty JSON, with a line end.
pub fn to_json(report: &Report) -> String {
    let mut json = serde_json::to_string_pretty(report).unwrap_or_default();
    json.push('\n');
    json
}
