//! `report.sarif`: the findings as static analysis results
//! ([SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)), at the lines of the
//! documents that the target breaks.

use std::collections::BTreeSet;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::super::conform::{CheckRecord, Level, Outcome, Report};
use super::super::shared::View;
use super::format::{Format, Rendering};
use super::gitlab::fingerprint;

pub(super) const FORMAT: Format = Format {
    name: "sarif",
    about: "The findings as static analysis results (SARIF 2.1.0)",
    file: Some("report.sarif"),
    conform: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| render(report, out))),
    ..Format::EMPTY
};

/// The most results: what consumers take of one run.
const MOST_RESULTS: usize = 5_000;

/// What a URI reference does not hold as it is (RFC 3986 §2).
const NOT_IN_A_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'%')
    .add(b'#')
    .add(b'?')
    .add(b'[')
    .add(b']');

fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let failed = || report.checks.iter().filter_map(|check| Some((check, failure(check)?)));
    let rules: Vec<Value> = failed()
        .map(|(check, _)| check.rule.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(rule)
        .collect();
    let results: Vec<Value> =
        failed().take(MOST_RESULTS).map(|found| result(report, found)).collect();
    let more = failed().count().saturating_sub(MOST_RESULTS);
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.harness.name,
                "version": report.harness.version,
                "rules": rules,
            } },
            "invocations": [{
                // It did its work whatever the target is found to be.
                "executionSuccessful": report.exit_code < 2,
                "exitCode": report.exit_code,
                "properties": { "verdict": report.verdict, "resultsLeftOut": more },
            }],
            "results": results,
        }],
    });
    writeln!(out, "{log:#}")
}

fn failure(check: &CheckRecord) -> Option<(&str, &str)> {
    match &check.outcome {
        Outcome::Failed { actual, signature, .. } => Some((actual, signature)),
        _ => None,
    }
}

fn rule(id: &str) -> Value {
    let Some(rule) = crate::check::rule(id) else { return json!({ "id": id }) };
    json!({
        "id": id,
        "shortDescription": { "text": rule.requirement },
        "fullDescription": { "text": rule.explanation.what },
        "help": { "text": rule.explanation.why },
        "helpUri": rule.reference,
    })
}

fn result(report: &Report, (check, (actual, signature)): (&CheckRecord, (&str, &str))) -> Value {
    let level = match check.level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::Note => "note",
    };
    let place = &check.location;
    let mut physical = json!({
        "artifactLocation": { "uri": utf8_percent_encode(&place.file, NOT_IN_A_URI).to_string() },
    });
    // A line that is unknown is left out: the first one is 1 (§3.30.5).
    if let (Some(members), true) = (physical.as_object_mut(), place.line > 0) {
        members.insert("region".to_owned(), json!({ "startLine": place.line }));
    }
    let mut result = json!({
        "ruleId": check.rule,
        "level": level,
        "message": { "text": format!("{} {actual}", check.requirement) },
        "locations": [{
            "physicalLocation": physical,
            "logicalLocations": [{ "name": check.operation, "fullyQualifiedName": place.pointer }],
        }],
        "partialFingerprints": {
            "check/v1": fingerprint(&[&check.id]),
            "cause/v1": fingerprint(&[&check.rule, &check.operation, signature]),
        },
        "properties": { "check": check.id },
    });
    if let (Some(waiver), Some(members)) = (report.waiver_of(&check.id), result.as_object_mut()) {
        let justification =
            format!("{} ({}, until {})", waiver.reason, waiver.owner, waiver.expires);
        let suppression =
            json!({ "kind": "external", "status": "accepted", "justification": justification });
        members.insert("suppressions".to_owned(), json!([suppression]));
    }
    result
}
