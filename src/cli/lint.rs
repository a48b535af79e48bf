//! `lint`: what is wrong with the documents themselves; sends nothing.

use std::fmt::Write as _;

use super::args::{LintArguments, TextFormat};
use super::output::Failure;
use super::{documents, output};
use crate::check::{Level, LintFinding, lint};
use crate::report::conform::LintRecord;
use crate::report::formats::to_document;
use crate::report::shared::{Ink, Style, shown, wrapped};
use crate::verdict::Exit;

/// Where further lines of a finding begin.
const INDENT: usize = 4;

pub(super) fn run(arguments: &LintArguments) -> Result<Exit, Failure> {
    let under_way = output::say_if_slow("reading the documents");
    let api = documents::load(&arguments.spec)?;
    let findings = lint(&api);
    drop(under_way);
    let text = match arguments.format {
        TextFormat::Text => describe(&findings, output::style()),
        TextFormat::Json => {
            let records: Vec<LintRecord> = findings.iter().map(Into::into).collect();
            let body = serde_json::json!({ "findings": records });
            to_document("lint", &body).map_err(Failure::internal)?
        }
    };
    output::print_styled(|out| out.write_all(text.as_bytes()))?;
    let binds = |finding: &LintFinding| finding.lint.level == Level::Should;
    Ok(if arguments.strict && findings.iter().any(binds) { Exit::Failed } else { Exit::Passed })
}

/// A line for each finding, then a line for all of them.
fn describe(findings: &[LintFinding], style: Style) -> String {
    let mut text = String::new();
    for LintFinding { lint, message, location } in findings {
        let head = format!("{location}: {} {}:", lint.level.word(), lint.id);
        let taken = head.chars().count() + 1;
        let message = wrapped(&shown(message), taken, INDENT, style);
        let place = style.paint(Ink::Quiet, &format!("{location}:"));
        let level = style.paint(Ink::of_level(lint.level), lint.level.word());
        let _ = writeln!(text, "{place} {level} {}: {message}", lint.id);
    }
    let should = findings.iter().filter(|finding| finding.lint.level == Level::Should).count();
    let _ = writeln!(text, "{should} SHOULD · {} NOTE", findings.len() - should);
    text
}
