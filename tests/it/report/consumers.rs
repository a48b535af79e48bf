//! The formats that test reporters and metric collectors read: each held to what its specification asks
//! for, and to the consumer itself where that is installed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use cp_harness::event::Ending;
use cp_harness::report::conform::{Outcome, Report};
use cp_harness::report::formats::{Rendered, Rendering, format_named};
use cp_harness::report::shared::View;
use serde_json::{Value, json};

use super::gate_fixture::{capacity, gate};
use super::{fixture, script};
use crate::common::browser::poisoned;

pub(super) fn rendered<R: Rendered>(report: &R, format: &str) -> String {
    let render = R::rendering(format_named(format).unwrap()).and_then(Rendering::render).unwrap();
    let mut out = Vec::new();
    render(report, &mut out, &View::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn unhealthy() -> Report {
    fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context())
}

/// What the specification of CTRF 1.0 requires of a document, as far as this program writes it, and
/// nothing beside it.
fn ctrf_schema() -> Value {
    let whole = json!({ "type": "integer", "minimum": 0 });
    let text = json!({ "type": "string", "minLength": 1 });
    json!({
        "type": "object", "additionalProperties": false,
        "required": ["reportFormat", "specVersion", "results"],
        "properties": {
            "reportFormat": { "const": "CTRF" },
            "specVersion": { "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$" },
            "generatedBy": text,
            "results": {
                "type": "object", "additionalProperties": false,
                "required": ["tool", "summary", "tests"],
                "properties": {
                    "tool": { "type": "object", "required": ["name"], "additionalProperties": false,
                        "properties": { "name": text, "version": { "type": "string" } } },
                    "summary": { "type": "object", "additionalProperties": false,
                        "required": ["tests", "passed", "failed", "skipped", "pending", "other",
                            "start", "stop"],
                        "properties": { "tests": whole, "passed": whole, "failed": whole,
                            "skipped": whole, "pending": whole, "other": whole, "suites": whole,
                            "start": whole, "stop": whole } },
                    "tests": { "type": "array", "items": { "type": "object",
                        "additionalProperties": false, "required": ["name", "status", "duration"],
                        "properties": {
                            "name": text,
                            "status": { "enum": ["passed", "failed", "skipped"] },
                            "duration": whole,
                            "suite": { "type": "array", "minItems": 1, "items": text },
                            "rawStatus": text, "message": { "type": "string" },
                            "trace": { "type": "string" }, "filePath": text, "line": whole,
                            "tags": { "type": "array", "items": text } } } },
                },
            },
        },
    })
}

fn assert_ctrf(text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap();
    let validator = jsonschema::validator_for(&ctrf_schema()).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let results = &document["results"];
    let tests = results["tests"].as_array().unwrap();
    for status in ["passed", "failed", "skipped"] {
        let counted = tests.iter().filter(|test| test["status"] == status).count();
        assert_eq!(results["summary"][status], counted, "{status}");
    }
    assert_eq!(results["summary"]["tests"], tests.len());
    document
}

#[test]
fn ctrf_has_the_tests_of_junit_with_their_status_place_and_time() {
    let report = unhealthy();
    let document = assert_ctrf(&rendered(&report, "ctrf"));
    let tests = document["results"]["tests"].as_array().unwrap();
    assert!(tests.len() >= report.checks.len(), "a run has tests of its own beside its checks");
    for check in &report.checks {
        let test = tests.iter().find(|test| test["name"] == check.id.as_str()).unwrap();
        assert_eq!(test["filePath"], check.location.file.as_str());
        assert_eq!(test["line"], check.location.line);
        assert_eq!(test["suite"], json!([check.operation]));
        let must_fail = matches!(check.outcome, Outcome::Failed { .. })
            && check.level == cp_harness::report::conform::Level::Must;
        assert_eq!(test["status"] == "failed" && test.get("rawStatus").is_none(), must_fail);
    }
    // 2026-01-02T03:04:05Z, and 421 ms later.
    assert_eq!(document["results"]["summary"]["start"], 1_767_323_045_000_i64);
    assert_eq!(document["results"]["summary"]["stop"], 1_767_323_045_421_i64);
}

#[test]
fn no_run_without_an_answer_is_green_in_ctrf_or_junit() {
    let nothing =
        fixture::report(&vec![], Ending::Unreachable("refused".into()), &fixture::context());
    let document = assert_ctrf(&rendered(&nothing, "ctrf"));
    assert_eq!(document["results"]["summary"]["failed"], 1);
    assert_eq!(document["results"]["tests"][0]["rawStatus"], "unreachable");
    let document = assert_ctrf(&rendered(&gate(), "ctrf"));
    let by_name = |name: &str| {
        let tests = document["results"]["tests"].as_array().unwrap();
        tests.iter().find(|test| test["name"] == name).unwrap().clone()
    };
    assert_eq!(by_name("conform")["status"], "failed");
    assert_eq!(by_name("load smoke")["rawStatus"], "invalid measurement");
    assert_eq!(by_name("duet")["status"], "skipped");
    assert_ctrf(&rendered(&capacity(), "ctrf"));
}

#[test]
fn a_gate_has_a_case_for_each_phase_and_figure_in_junit() {
    let report = gate();
    let junit = quick_junit::Report::deserialize_from_str(&rendered(&report, "junit")).unwrap();
    let phases = &junit.test_suites[0];
    assert_eq!(phases.test_cases.len(), report.phases.len());
    assert_eq!((phases.failures, phases.errors, phases.skipped), (1, 1, 1));
    let figures = &junit.test_suites[1];
    assert_eq!((figures.failures, figures.errors, figures.skipped), (1, 0, 2));
}

#[test]
fn a_case_in_junit_names_the_line_of_its_promise() {
    let report = unhealthy();
    let junit = quick_junit::Report::deserialize_from_str(&rendered(&report, "junit")).unwrap();
    let cases: BTreeMap<&str, _> = junit
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases)
        .map(|case| (case.name.as_str(), case))
        .collect();
    for check in &report.checks {
        let case = cases[check.id.as_str()];
        assert_eq!(case.extra["file"].as_str(), check.location.file);
        assert_eq!(case.extra["line"].as_str(), check.location.line.to_string());
        let level = case.properties.iter().find(|property| property.name.as_str() == "level");
        assert_eq!(level.unwrap().value.as_str(), format!("{:?}", check.level).to_uppercase());
    }
}

/// Holds a text to `OpenMetrics` 1.0 as far as this program writes it: families described once and
/// before their samples, in one piece; names, labels and values well-formed; no sample twice.
fn assert_metrics(text: &str) {
    let body = text.strip_suffix("# EOF\n").unwrap();
    let mut described = BTreeSet::new();
    let mut family = String::new();
    let mut seen = BTreeSet::new();
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["gauge", "summary"].contains(&kind), "{line}");
            assert!(described.insert(name.to_owned()), "twice: {line}");
            name.clone_into(&mut family);
            continue;
        }
        if let Some(rest) = line.strip_prefix("# ") {
            let of = rest.split(' ').nth(1).unwrap();
            assert_eq!(of, family, "{line}");
            continue;
        }
        let (name, rest) = line.split_once('{').unwrap();
        let suffix = name.strip_prefix(&family).unwrap_or_else(|| panic!("{line}"));
        assert!(["", "_count", "_sum"].contains(&suffix), "{line}");
        let (labels, value) = rest.rsplit_once("} ").unwrap();
        assert!(value.parse::<f64>().unwrap().is_finite(), "{line}");
        let quotes = labels.replace("\\\\", "").replace("\\\"", "");
        assert!(quotes.matches('"').count() % 2 == 0, "{line}");
        assert!(seen.insert(format!("{name}{{{labels}")), "twice: {line}");
    }
    assert!(!seen.is_empty());
    promtool(text);
}

/// Prometheus' own reader, where it is installed.
fn promtool(text: &str) {
    let child = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        let _ = writeln!(std::io::stderr(), "skipped: no promtool is installed to read metrics");
        return;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn metrics_are_what_prometheus_reads() {
    let report = unhealthy();
    assert_metrics(&rendered(&report, "openmetrics"));
    assert_metrics(&rendered(&gate(), "openmetrics"));
    assert_metrics(&rendered(&capacity(), "openmetrics"));
    assert_metrics(&rendered(&poisoned(&capacity()), "openmetrics"));
    let text = rendered(&report, "openmetrics");
    let sample = "cp_harness_conform_checks{command=\"conform\",target=\"http://127.0.0.1:8001\",\
                  operation=\"register_worker\",outcome=\"failed_must\"} ";
    let failed = report.operations.iter().find(|operation| operation.name == "register_worker");
    let expected = format!("{sample}{}\n", failed.unwrap().totals.failed.must);
    assert!(text.contains(&expected), "{expected}\n{text}");
}
