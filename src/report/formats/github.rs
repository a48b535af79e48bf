//! `github`: workflow commands, which GitHub Actions shows beside the lines of the documents.
//!
//! The escapes are those of the `@actions/core` toolkit: `%`, CR and LF in a message, and `:` and `,` in
//! a property as well. A step shows ten annotations of each kind, so that the gravest come first, and
//! one notice counts the others.

use std::io::{self, Write};

use super::super::conform::{Level, Report};
use super::super::gate::{GateReport, Owner};
use super::super::load::LoadReport;
use super::super::shared::View;
use super::findings::{Finding, extent, findings, reasons, word};
use super::format::{Format, Rendering};
use crate::report::shared::shown;

pub(super) const FORMAT: Format = Format {
    name: "github",
    about: "Annotations for GitHub Actions, at the lines of the documents",
    conform: Some(Rendering::AtTheEnd(conform)),
    load: Some(Rendering::AtTheEnd(load)),
    gate: Some(Rendering::AtTheEnd(gate)),
    ..Format::EMPTY
};

/// Annotations of a kind that a step shows; one is left for the count of the others.
const SHOWN: usize = 9;

/// A command with its properties, each with a value.
fn command(kind: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let space = if properties.is_empty() { "" } else { " " };
    format!("::{kind}{space}{}::{}\n", properties.join(","), data(message))
}

/// A message. Control characters but for line ends are shown, as a terminal may act on them.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(shown).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

fn conform(report: &Report, out: &mut dyn Write, _: &View<'_>) -> io::Result<()> {
    let (binding, others): (Vec<Finding<'_>>, Vec<Finding<'_>>) =
        findings(report).partition(|finding| finding.cause.binding);
    let mut text = String::new();
    for (kind, findings) in [("error", binding), ("warning", others)] {
        let findings = findings.iter().filter(|finding| finding.check.level != Level::Note);
        text.extend(findings.clone().take(SHOWN).map(|finding| annotation(kind, finding)));
        let more = findings.count().saturating_sub(SHOWN);
        if more > 0 {
            text.push_str(&command(kind, &[], &format!("{more} more causes, in the report")));
        }
    }
    let title = format!("conform {}", word(report.verdict));
    let kind = if report.exit_code == 0 { "notice" } else { "error" };
    let mut reasons = reasons(report);
    if reasons.is_empty() {
        reasons.push(format!(
            "{} of {} checks judged",
            report.coverage.checks.exercised, report.totals.checks
        ));
    }
    text.push_str(&command(kind, &[("title", title)], &reasons.join("; ")));
    out.write_all(text.as_bytes())
}

fn annotation(kind: &str, finding: &Finding<'_>) -> String {
    let Finding { cause, check, actual } = finding;
    let place = &check.location;
    let mut properties = vec![("file", place.file.clone())];
    if place.line > 0 {
        properties.push(("line", place.line.to_string()));
    }
    properties.push(("title", format!("{} ({})", check.rule, extent(cause))));
    let message = format!("{}\n{actual}\ncheck {}", check.requirement, check.id);
    command(kind, &properties, &message)
}

fn load(report: &LoadReport, out: &mut dyn Write, _: &View<'_>) -> io::Result<()> {
    let title = format!("load {} {}", report.fleet.name, word(report.verdict));
    let kind = if report.exit_code == 0 { "notice" } else { "error" };
    let met = "every objective was met".to_owned();
    let message = if report.reasons.is_empty() { met } else { report.reasons.join("\n") };
    out.write_all(command(kind, &[("title", title)], &message).as_bytes())
}

fn gate(report: &GateReport, out: &mut dyn Write, _: &View<'_>) -> io::Result<()> {
    let mut text = String::new();
    for reason in report.reasons.iter().take(SHOWN) {
        let owner = match reason.owner {
            Owner::Target => "for the owner of the target",
            Owner::Gate => "for the owner of the gate",
        };
        let title = format!("{} ({owner})", reason.phase);
        text.push_str(&command("error", &[("title", title)], &reason.text));
    }
    let more = report.reasons.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&command("error", &[], &format!("{more} more reasons, in the report")));
    }
    if report.reasons.is_empty() {
        let phases = format!("{} phases passed", report.phases.len());
        text.push_str(&command("notice", &[("title", "gate passed".to_owned())], &phases));
    }
    out.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        let hostile = "a:b,c%\r\n::error::x\u{1b}[2J";
        let line = command("error", &[("file", hostile.to_owned())], hostile);
        assert_eq!(line.matches('\n').count(), 1, "{line:?}");
        assert!(line.starts_with("::error file=a%3Ab%2Cc%25%0A%3A%3Aerror%3A%3Ax"), "{line:?}");
        assert!(line.ends_with("::a:b,c%25%0A::error::x\\u{1b}[2J\n"), "{line:?}");
    }
}
