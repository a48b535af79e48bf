//! One cause in full: the requirement, the promise in its document, every exchange of its first check,
//! and the lines that show it again.

use std::fmt::Write as _;
use std::io;

use super::replay::describe;
use crate::report::conform::accepted::accepted;
use crate::report::conform::model::{Cause, CheckRecord, Outcome, Report};
use crate::report::shared::{Ink, Style, View, command_word, count, shown, wrapped};

/// Checks of a cause that are named.
const CHECKS: usize = 50;
/// Where the value beside a label begins.
const VALUE: usize = 10;

/// Writes a cause of a report.
pub fn write_cause(
    report: &Report,
    cause: &Cause,
    out: &mut dyn io::Write,
    view: &View<'_>,
) -> io::Result<()> {
    out.write_all(text(report, cause, view).as_bytes())?;
    out.flush()
}

fn text(report: &Report, cause: &Cause, view: &View<'_>) -> String {
    let style = view.style;
    let level = format!("{:?}", cause.level).to_uppercase();
    let ink = if cause.binding { Ink::Bad } else { Ink::Warning };
    let mut text = format!(
        "{}  {}  {}\n",
        style.paint(ink, &level),
        style.paint(Ink::Strong, &shown(&cause.rule)),
        style.paint(Ink::Quiet, &count(cause.count, "check")),
    );
    if let Some(check) = cause.checks.first().and_then(|id| report.check(id)) {
        text.push_str(&first(report, check, style));
    }
    let _ = writeln!(text, "\n{}", count(cause.checks.len(), "check"));
    for id in cause.checks.iter().take(CHECKS) {
        let _ = writeln!(text, "  {}", shown(id));
    }
    if let Some(more) = cause.checks.len().checked_sub(CHECKS).filter(|more| *more > 0) {
        let _ = writeln!(text, "  +{more} more in the report");
    }
    let folder = view.folder.map(|folder| command_word(&folder.display().to_string()));
    let folder = folder.unwrap_or_else(|| "REPORT".to_owned());
    let id = cause.checks.first().map(|id| command_word(&shown(id))).unwrap_or_default();
    let _ = writeln!(text, "\nnext  cp-harness replay {folder} {id}");
    let _ = writeln!(text, "      cp-harness rules {}", shown(&cause.rule));
    text
}

/// The first check that found it.
fn first(report: &Report, check: &CheckRecord, style: Style) -> String {
    let prose = |text: &str, at| wrapped(&shown(text), at, at, style);
    let mut text = prose(&check.requirement, 0) + "\n";
    if let Outcome::Failed { expected, actual, .. } = &check.outcome {
        let (expected, content) = (prose(expected, VALUE), accepted(report, check, actual));
        let _ = writeln!(text, "\nexpected  {expected}\nactual    {}", prose(actual, VALUE));
        if let Some(content) = content {
            let _ = writeln!(text, "answer    {}", shown(&content));
        }
    }
    let place = &check.location;
    let _ = writeln!(
        text,
        "promise   {}:{}  #{}",
        shown(&place.file),
        place.line,
        shown(&place.pointer)
    );
    let _ = writeln!(text, "source    {}", shown(&check.reference));
    let mut excerpts = report.excerpts.iter();
    let excerpt = excerpts.find(|excerpt| excerpt.file == place.file && excerpt.line == place.line);
    for (number, line) in
        excerpt.into_iter().flat_map(|excerpt| (excerpt.first..).zip(&excerpt.lines))
    {
        let mark = if number == place.line { ">" } else { " " };
        let line = format!("{mark} {number:>5}  {}", shown(line));
        let ink = if number == place.line { Ink::Strong } else { Ink::Quiet };
        let _ = writeln!(text, "{}", style.paint(ink, line.trim_end()));
    }
    for (at, index) in check.exchanges.iter().enumerate() {
        if let Some(exchange) = report.exchanges.get(*index) {
            let _ = writeln!(text, "\nrequest {} of {}", at + 1, check.exchanges.len());
            text.push_str(&describe(exchange, style));
        }
    }
    text
}
