//! `lint`: what is wrong with the documents themselves; sends nothing.

use std::fmt::Write as _;

use super::args::{LintArguments, TextFormat};
use super::output::Failure;
use super::{documents, output};
use crate::check::{Level, LintFinding, lint};
use crate::report::conform::LintRecord;
use crate::report::formats::to_document;
use crate::report::shared::shown;
use crate::verdict::Exit;

pub(super) fn run(arguments: &LintArguments) -> Result<Exit, Failure> {
    let api = documents::load(&arguments.spec)?;
    let findings = lint(&api);
    let text = match arguments.format {
        TextFormat::Text => describe(&findings),
        TextFormat::Json => {
            let records: Vec<LintRecord> = findings.iter().map(Into::into).collect();
            let body = serde_json::json!({ "findings": records });
            to_document("lint", &body).map_err(Failure::internal)?
        }
    };
    output::print(&text)?;
    let binds = |finding: &LintFinding| finding.lint.level == Level::Should;
    Ok(if arguments.strict && findings.iter().any(binds) { Exit::Failed } else { Exit::Passed })
}

/// A line for each finding, then a line for all of them.
fn describe(findings: &[LintFinding]) -> String {
    let mut text = String::new();
    for LintFinding { lint, message, location } in findings {
        let (place, level, message) = (location, lint.level.word(), shown(message));
        let _ = writeln!(text, "{place}: {level} {}: {message}", lint.id);
    }
    let should = findings.iter().filter(|finding| finding.lint.level == Level::Should).count();
    let _ = writeln!(text, "{should} SHOULD · {} NOTE", findings.len() - should);
    text
}
