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

/// The version of the documents that commands print beside reports: a member's meaning never changes
/// within one.
const VERSION: u32 = 1;

/// What a command prints as JSON beside reports, with the name of its schema.
#[derive(Serialize)]
struct Document<'b, B> {
    schema: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    #[serde(flatten)]
    body: &'b B,
}

/// A JSON document of the published schema `cp-harness/<name>`, with a line end. `body` has the members
/// beside `schema` and `version`.
///
/// # Errors
/// Where a member has no form in JSON.
pub fn to_document(name: &str, body: &impl Serialize) -> serde_json::Result<String> {
    to_json(&Document { schema: format!("cp-harness/{name}"), version: Some(VERSION), body })
}

/// The same for a body that has its own `version`.
///
/// # Errors
/// Where a member has no form in JSON.
pub fn to_versioned_document(name: &str, body: &impl Serialize) -> serde_json::Result<String> {
    to_json(&Document { schema: format!("cp-harness/{name}"), version: None, body })
}

fn render(report: &impl Serialize, out: &mut dyn Write, _: &View<'_>) -> io::Result<()> {
    out.write_all(to_json(report)?.as_bytes())
}
