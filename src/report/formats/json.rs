//! `report.json`: a report as pretty JSON, in a format that has a version and a published schema.

use std::io::{self, Write};

use serde::Serialize;

use super::super::shared::View;
use super::format::{Format, Rendering};

pub(super) const FORMAT: Format = Format {
    name: "json",
    about: "The report as one JSON document",
    file: Some("report.json"),
    conform: Some(Rendering::AtTheEnd(render)),
    load: Some(Rendering::AtTheEnd(render)),
    capacity: Some(Rendering::AtTheEnd(render)),
    conform_comparison: Some(render),
    load_comparison: Some(render),
    gate: Some(Rendering::AtTheEnd(render)),
    ..Format::EMPTY
};

/// The report as pretty JSON, with a line end.
///
/// # Errors
/// Where a member has no form in JSON, such as a map whose keys are no texts.
pub fn to_json(report: &impl Serialize) -> serde_json::Result<String> {
    let mut json = serde_json::to_string_pretty(report)?;
    json.push('\n');
    Ok(json)
}

fn render(report: &impl Serialize, out: &mut dyn Write, _: &View<'_>) -> io::Result<()> {
    out.write_all(to_json(report)?.as_bytes())
}
