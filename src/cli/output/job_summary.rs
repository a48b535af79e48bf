//! The summary of a job on GitHub Actions: a file that the environment names.

use std::env;
use std::fs::OpenOptions;
use std::io::Write as _;

use super::stderr::warn;
use crate::report::formats::{Rendered, Rendering, format_named};
use crate::report::shared::View;

/// The variable that names the file, which every step of a job adds to.
pub(in crate::cli) const VARIABLE: &str = "GITHUB_STEP_SUMMARY";

/// Adds a report to the summary of the job, where there is one. That it cannot be written is a
/// warning: what the run found stands elsewhere as well.
pub(in crate::cli) fn add<R: Rendered>(report: &R) {
    let Some(file) = env::var_os(VARIABLE).filter(|file| !file.is_empty()) else { return };
    let format = format_named("markdown").and_then(R::rendering);
    let Some(render) = format.and_then(Rendering::render) else { return };
    let mut text = Vec::new();
    let written = render(report, &mut text, &View::default()).and_then(|()| {
        text.push(b'\n');
        OpenOptions::new().append(true).create(true).open(&file)?.write_all(&text)
    });
    if let Err(error) = written {
        warn(&format!("cannot write the job summary {}: {error}", file.display()));
    }
}
