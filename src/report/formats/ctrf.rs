//! `--format ctrf`: the Common Test Report Format (<https://ctrf.io>), for reporters that read it.
//!
//! The tests are those of `junit.xml`, with the same names. An error is a failed test here, with what it
//! was as `rawStatus`: the format has no word for it, and a run without an answer is not green.

use std::io::{self, Write};

use chrono::DateTime;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use super::super::conform::Harness;
use super::format::{Format, Rendering};
use super::junit::{capacity_suites, conform_suites, gate_suites, load_suites};

pub(super) const FORMAT: Format = Format {
    name: "ctrf",
    about: "Common Test Report Format (JSON), the tests of junit.xml",
    conform: Some(Rendering::AtTheEnd(|report, out, _| {
        write(out, &report.harness, &conform_suites(report))
    })),
    load: Some(Rendering::AtTheEnd(|report, out, _| {
        write(out, &report.harness, &load_suites(report))
    })),
    capacity: Some(Rendering::AtTheEnd(|report, out, _| {
        write(out, &report.harness, &capacity_suites(report))
    })),
    gate: Some(Rendering::AtTheEnd(|report, out, _| {
        write(out, &report.harness, &gate_suites(report))
    })),
    ..Format::EMPTY
};

/// The version of the format's specification.
const VERSION: &str = "1.0.0";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'r> {
    report_format: &'static str,
    spec_version: &'static str,
    generated_by: &'r str,
    results: Results<'r>,
}

#[derive(Serialize)]
struct Results<'r> {
    tool: Tool<'r>,
    summary: Summary,
    tests: Vec<Test<'r>>,
}

#[derive(Serialize)]
struct Tool<'r> {
    name: &'r str,
    version: &'r str,
}

/// Times are in milliseconds since 1970, and 0 where the beginning of the run is not known.
#[derive(Default, Serialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    other: usize,
    suites: usize,
    start: i64,
    stop: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test<'r> {
    name: &'r str,
    status: &'static str,
    duration: u64,
    suite: [&'r str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_status: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'r str>,
}

fn write(out: &mut dyn Write, harness: &Harness, junit: &quick_junit::Report) -> io::Result<()> {
    let suites = junit.test_suites.iter();
    let tests: Vec<Test<'_>> = suites
        .flat_map(|suite| suite.test_cases.iter().map(move |case| test(suite, case)))
        .collect();
    let start = junit.timestamp.as_ref().map_or(0, DateTime::timestamp_millis);
    let elapsed = junit.time.map_or(0, |time| time.as_millis());
    let count = |status: &str| tests.iter().filter(|test| test.status == status).count();
    let summary = Summary {
        tests: tests.len(),
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        suites: junit.test_suites.len(),
        start,
        stop: start.saturating_add(i64::try_from(elapsed).unwrap_or(i64::MAX)),
        ..Summary::default()
    };
    let tool = Tool { name: &harness.name, version: &harness.version };
    let document = Document {
        report_format: "CTRF",
        spec_version: VERSION,
        generated_by: &harness.name,
        results: Results { tool, summary, tests },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn test<'r>(suite: &'r TestSuite, case: &'r TestCase) -> Test<'r> {
    let (status, kind, message, description) = match &case.status {
        TestCaseStatus::Success { .. } => ("passed", None, None, None),
        TestCaseStatus::Skipped { ty, message, description } => {
            ("skipped", ty.as_ref(), message.as_ref(), description.as_ref())
        }
        TestCaseStatus::NonSuccess { kind, ty, message, description, .. } => {
            let kind = if *kind == NonSuccessKind::Error { ty.as_ref() } else { None };
            ("failed", kind, message.as_ref(), description.as_ref())
        }
    };
    let attribute = |name: &str| case.extra.get(name).map(quick_junit::XmlString::as_str);
    let duration = case.time.unwrap_or_default().as_millis();
    let levels = case.properties.iter().filter(|property| property.name.as_str() == "level");
    Test {
        name: &case.name,
        status,
        duration: u64::try_from(duration).unwrap_or(u64::MAX),
        suite: [&suite.name],
        raw_status: kind.map(quick_junit::XmlString::as_str),
        message: message.map(quick_junit::XmlString::as_str),
        trace: description.map(quick_junit::XmlString::as_str),
        file_path: attribute("file"),
        line: attribute("line").and_then(|line| line.parse().ok()),
        tags: levels.map(|property| property.value.as_str()).collect(),
    }
}
