//! `gitlab`: the findings as a Code Quality report, which GitLab shows in a merge request.
//!
//! The members are those that GitLab reads: `description`, `check_name`, `fingerprint`, `severity` and
//! `location`. A fingerprint follows from rule, operation and signature, so that a finding is the same
//! one from run to run.

use std::io::{self, Write};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::conform::{Level, Report};
use super::super::shared::View;
use super::findings::{Finding, extent, findings};
use super::format::{Format, Rendering};
use crate::report::shared::shown;

pub(super) const FORMAT: Format = Format {
    name: "gitlab",
    about: "The findings as a GitLab Code Quality report",
    conform: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| render(report, out))),
    ..Format::EMPTY
};

fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let entries = findings(report).flat_map(|finding| {
        let operations = finding.cause.operations.clone();
        operations.into_iter().map(move |operation| entry(&finding, &operation))
    });
    let entries: Vec<Value> = entries.collect();
    writeln!(out, "{:#}", Value::from(entries))
}

fn entry(finding: &Finding<'_>, operation: &str) -> Value {
    let Finding { cause, check, actual } = finding;
    let severity = match (cause.level, cause.binding) {
        (Level::Must, _) => "critical",
        (Level::Should, true) => "major",
        (Level::Should, false) => "minor",
        (Level::Note, _) => "info",
    };
    json!({
        "description": format!("{}: {} ({})", check.requirement, shown(actual), extent(cause)),
        "check_name": check.rule,
        "fingerprint": fingerprint(&[&cause.rule, operation, &cause.signature]),
        "severity": severity,
        // A line is asked for; one that is unknown is taken to be the first.
        "location": { "path": check.location.file, "lines": { "begin": check.location.line.max(1) } },
    })
}

/// A name of a finding that is the same in every run.
pub(super) fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    let bytes = hash.finalize();
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    bytes.iter().take(16).flat_map(digits).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_depends_on_where_parts_end() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_eq!(fingerprint(&["a"]), fingerprint(&["a"]));
        assert_eq!(fingerprint(&["a"]).len(), 32);
    }
}
