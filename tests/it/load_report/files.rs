//! The files of a load run: held to their published schemas, whole, and stable.

use std::collections::BTreeSet;

use cp_harness::load::Clock;
use cp_harness::report::formats::{
    Files, LoadNdjson, Rendered, Rendering, format_named, load_to_junit, to_json,
};
use cp_harness::report::load::{LoadReport, Seconds};
use cp_harness::report::shared::{Folder, View};
use cp_harness::stats::Histogram;
use serde_json::Value;

use super::fixture::{self, Run, TOKEN};

pub(super) fn schema(name: &str) -> Value {
    let path = format!("{}/docs/schemas/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub(super) fn assert_valid(schema: &Value, instance: &Value) {
    let validator =
        jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Every object schema below `node` that lets undescribed or missing members through.
pub(super) fn loose(node: &Value, at: &str, found: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                let closed = members.get("additionalProperties") == Some(&Value::Bool(false));
                let described = properties.values().all(|part| part.get("description").is_some());
                let required = members.get("required").and_then(Value::as_array).map(Vec::len);
                if !closed || !described || required != Some(properties.len()) {
                    found.push(at.to_owned());
                }
            }
            for (name, member) in members {
                loose(member, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for item in items {
                loose(item, at, found);
            }
        }
        _ => {}
    }
}

fn events(run: &Run) -> String {
    let mut lines = LoadNdjson::new(Vec::new(), run.context.clone());
    run.play(&mut lines);
    String::from_utf8(lines.finish().unwrap()).unwrap()
}

fn junit(run: &Run) -> String {
    load_to_junit(&run.report()).unwrap()
}

#[test]
fn published_schemas_describe_every_member_and_allow_no_other() {
    for name in [
        "load-report-v1.schema.json",
        "load-events-v1.schema.json",
        "capacity-report-v1.schema.json",
    ] {
        let schema = schema(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        let mut found = Vec::new();
        loose(&schema, name, &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn every_report_obeys_its_schema_and_is_read_back_as_it_was() {
    let schema = schema("load-report-v1.schema.json");
    for run in fixture::all() {
        let report = run.report();
        let json = to_json(&report).unwrap();
        assert_valid(&schema, &serde_json::from_str(&json).unwrap());
        assert_eq!(serde_json::from_str::<LoadReport>(&json).unwrap(), report);
        assert!(!json.contains(TOKEN));
    }
}

#[test]
fn the_schema_refuses_a_member_it_does_not_know() {
    let schema = schema("load-report-v1.schema.json");
    let mut report = serde_json::to_value(fixture::passed().report()).unwrap();
    report["stages"][0]["operations"][0]["surprise"] = Value::Null;
    assert!(!jsonschema::draft202012::is_valid(&schema, &report));
}

#[test]
fn every_event_line_obeys_its_schema_and_says_no_secret() {
    let schema = schema("load-events-v1.schema.json");
    for run in [fixture::passed(), fixture::unreachable()] {
        let text = events(&run);
        assert!(!text.contains(TOKEN));
        assert_eq!(text.lines().count(), 1 + 2 + 20 + 1);
        for line in text.lines() {
            assert_valid(&schema, &serde_json::from_str(line).unwrap());
        }
    }
}

#[test]
fn verdicts_carry_their_exit_codes() {
    let codes = fixture::all().map(|run| run.report().exit_code);
    assert_eq!(codes, [0, 1, 5, 130, 4]);
}

#[test]
fn a_report_holds_whole_histograms_for_comparison() {
    let run = fixture::passed();
    let report = run.report();
    let row = &report.stages[1].operations[0];
    let written = Histogram::decode(&row.clocks.response.as_ref().unwrap().histogram).unwrap();
    let measured = run.summary.stages[1].operations[&row.name].clock(Clock::Response);
    assert!(written.iter().eq(measured.iter()) && !written.is_empty());
}

#[test]
fn the_reasons_say_why_a_run_did_not_pass() {
    let reasons = fixture::all().map(|run| run.report().reasons);
    assert_eq!(reasons[0], Vec::<String>::new());
    assert_eq!(reasons[1], ["4 of 11 objectives missed"]);
    assert!(reasons[2][0].contains("objectives undecided"), "{reasons:?}");
    assert!(reasons[2][1].contains("131 ms, needed at most"), "{reasons:?}");
    assert_eq!(reasons[3][0], "the run was stopped before its end");
    assert_eq!(reasons[4][0], "connection refused for [redacted]");
    let mut nothing_asked = fixture::passed();
    nothing_asked.slos.clear();
    assert_eq!(nothing_asked.report().reasons, ["no objective was set"]);
}

#[test]
fn junit_xml_reads_like_this() {
    insta::assert_snapshot!("junit_failed", junit(&fixture::failed()));
    insta::assert_snapshot!("junit_invalid", junit(&fixture::invalid()));
}

#[test]
fn junit_cases_have_names_of_their_own_even_where_an_objective_is_set_twice() {
    let mut run = fixture::failed();
    run.slos.extend(run.slos.clone());
    let xml = junit(&run);
    let cases: Vec<&str> = xml.lines().filter(|line| line.contains("<testcase")).collect();
    let names: BTreeSet<&str> =
        cases.iter().map(|line| line.split("name=\"").nth(1).unwrap()).collect();
    assert_eq!(cases.len(), run.report().slos.len() + 1);
    assert_eq!(names.len(), cases.len());
}

#[test]
fn junit_is_green_only_for_a_run_that_passed() {
    let red = fixture::all().map(|run| {
        let xml = junit(&run);
        xml.contains("<failure") || xml.contains("<error")
    });
    assert_eq!(red, [false, true, true, true, true]);
    let invalid = junit(&fixture::invalid());
    assert!(!invalid.contains("<failure"));
    // What the lateness leaves open, and the measurement itself.
    assert_eq!(invalid.matches("<error").count(), 2);
}

#[test]
fn seconds_csv_has_a_line_for_each_second_and_quotes_what_needs_it() {
    let mut run = fixture::passed();
    run.profile.stages[0].name = "a,\"b\"".to_owned();
    let mut seconds = Seconds::new(Vec::new());
    run.play(&mut seconds);
    let text = String::from_utf8(seconds.finish().unwrap()).unwrap();
    assert_eq!(text.matches("\r\n").count(), 21);
    assert!(text.contains("1.000,\"a,\"\"b\"\"\",100,0,100.0,"), "{text}");
    let columns = |line: &str| line.split(',').count();
    let mut lines = text.lines();
    let header = columns(lines.next().unwrap());
    assert!(lines.filter(|line| line.contains("steady")).all(|line| columns(line) == header));
}

#[test]
fn the_folder_holds_every_file_of_the_run() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::create(place.path().join("reports/run")).unwrap();
    let run = fixture::passed();
    let mut files = Files::begin(&folder, &run.context).unwrap();
    run.play(&mut files);
    files.finish(&run.report()).unwrap();
    let names: BTreeSet<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected = [
        "events.ndjson",
        "junit.xml",
        "load.hlog",
        "metrics.prom",
        "operations.csv",
        "report.html",
        "report.json",
        "seconds.csv",
        "summary.md",
    ];
    assert_eq!(names, BTreeSet::from(expected.map(str::to_owned)));
}

#[test]
fn the_metrics_of_a_load_run_have_its_counts_and_quantiles() {
    let report = fixture::failed().report();
    let format = format_named("openmetrics").unwrap();
    let render = LoadReport::rendering(format).and_then(Rendering::render).unwrap();
    let mut out = Vec::new();
    render(&report, &mut out, &View::default()).unwrap();
    let text = String::from_utf8(out).unwrap();
    let stage = &report.stages[1];
    let row = &stage.operations[0];
    let clock = row.clocks.response.as_ref().unwrap();
    let place = format!("stage=\"{}\",operation=\"{}\"", stage.name, row.name);
    for sample in [
        format!("{place},outcome=\"ok\"}} {}\n", row.ok),
        format!("{place},quantile=\"0.99\"}} {}\n", clock.quantiles.p99_ms / 1e3),
        format!("{place}}} {}\n", clock.quantiles.samples),
    ] {
        assert!(text.contains(&sample), "{sample}\n{text}");
    }
}
