//! The output formats: one table for all kinds of report.
//!
//! `--format`, its help and the files of a report folder follow from [`FORMATS`]. A format of its own
//! is a module here and a row there: what it writes of each kind of report, as pure functions of the
//! report, in which secrets are redacted already.

mod csv;
mod ctrf;
mod files;
mod findings;
mod format;
mod github;
mod gitlab;
mod har;
mod hlog;
mod html;
mod json;
mod junit;
mod markdown;
mod ndjson;
mod open_metrics;
mod sarif;
mod text;

pub use files::{Files, write_files};
pub use format::{Begin, Format, Render, RenderProbe, Rendered, Rendering};
pub use har::to_har;
pub use html::history_page;
pub use json::{to_document, to_json, to_versioned_document};
pub use junit::{JunitError, capacity_to_junit, conform_to_junit, gate_to_junit, load_to_junit};
pub use ndjson::{ConformNdjson, LoadNdjson};
pub use open_metrics::RunMetrics;

/// Every output format, in the order of the help. The first is the default.
pub static FORMATS: &[Format] = &[
    text::FORMAT,
    json::FORMAT,
    ndjson::FORMAT,
    junit::FORMAT,
    ctrf::FORMAT,
    har::FORMAT,
    csv::SECONDS,
    csv::OPERATIONS,
    hlog::FORMAT,
    html::FORMAT,
    markdown::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    open_metrics::FORMAT,
];

/// The format that `--format` calls `name`.
pub fn format_named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
