//! The machine-readable reports: held to their published schemas, whole, and stable.

use std::collections::BTreeSet;
use std::time::Duration;

use cp_harness::event::Ending;
use cp_harness::report::conform::Report;
use cp_harness::report::formats::{
    ConformNdjson, FORMATS, Files, conform_to_junit, format_named, to_json, write_files,
};
use cp_harness::report::shared::{Folder, FolderError};
use serde_json::Value;

use super::fixture::{self, Script};
use super::script;

fn schema(name: &str) -> Value {
    let path = format!("{}/docs/schemas/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn assert_valid(schema: &Value, instance: &Value) {
    let validator =
        jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn interrupted() -> Script {
    let mut script = script::unhealthy();
    for (_, described) in script.iter_mut().skip(9) {
        *described = None;
    }
    script
}

fn runs() -> [(Script, Ending); 4] {
    [
        (script::healthy(), Ending::Complete),
        (script::unhealthy(), Ending::Complete),
        (interrupted(), Ending::Interrupted),
        (vec![], Ending::Unreachable("refused".into())),
    ]
}

fn lines(script: &Script, ending: Ending) -> String {
    let mut now = 0;
    let clock = move || {
        now += 1;
        Duration::from_millis(now)
    };
    let mut lines = ConformNdjson::with_clock(Vec::new(), fixture::context(), clock);
    fixture::play(script, ending, &mut lines);
    String::from_utf8(lines.finish().unwrap()).unwrap()
}

/// `text` without what changes from version to version.
fn stable(text: &str, plan_hash: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "[version]").replace(plan_hash, "[plan hash]")
}

/// Every object schema below `node` that lets undescribed members through.
fn loose(node: &Value, at: &str, found: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                let closed = members.get("additionalProperties") == Some(&Value::Bool(false));
                let described =
                    properties.values().all(|schema| schema.get("description").is_some());
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
            for (index, item) in items.iter().enumerate() {
                loose(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn published_schemas_describe_every_member_and_allow_no_other() {
    for name in ["report-v1.schema.json", "events-v1.schema.json"] {
        let schema = schema(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        let mut found = Vec::new();
        loose(&schema, name, &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn every_report_obeys_its_published_schema() {
    let schema = schema("report-v1.schema.json");
    for (script, ending) in runs() {
        let report = fixture::report(&script, ending, &fixture::context());
        assert_valid(&schema, &serde_json::from_str(&to_json(&report).unwrap()).unwrap());
    }
}

#[test]
fn the_schema_refuses_a_report_with_a_member_it_does_not_know() {
    let schema = schema("report-v1.schema.json");
    let report = fixture::report(&script::healthy(), Ending::Complete, &fixture::context());
    let mut report = serde_json::to_value(report).unwrap();
    report["checks"][0]["outcome"]["surprise"] = Value::Null;
    assert!(!jsonschema::draft202012::is_valid(&schema, &report));
}

#[test]
fn every_event_line_obeys_its_published_schema() {
    let schema = schema("events-v1.schema.json");
    for (script, ending) in runs() {
        for line in lines(&script, ending).lines() {
            assert_valid(&schema, &serde_json::from_str(line).unwrap());
        }
    }
}

#[test]
fn a_report_can_be_read_back() {
    let report = fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context());
    let again: Report = serde_json::from_str(&to_json(&report).unwrap()).unwrap();
    assert_eq!(again, report);
}

#[test]
fn the_report_does_not_depend_on_the_order_in_which_checks_finish() {
    let script = script::unhealthy();
    let context = fixture::context();
    let forth = fixture::report(&script, Ending::Complete, &context);
    let mut recording = cp_harness::report::conform::Recording::default();
    let mut backwards = script.clone();
    backwards.reverse();
    fixture::play(&backwards, Ending::Complete, &mut recording);
    recording.plan = Some(fixture::plan(&script));
    assert_eq!(Report::new(&recording, &context), forth);
}

#[test]
fn a_planned_check_is_never_dropped() {
    let script = interrupted();
    let report = fixture::report(&script, Ending::Interrupted, &fixture::context());
    assert_eq!(report.checks.len(), script.len());
    assert_eq!(report.totals.not_run, script.len() - 9);
    assert_eq!(report.exit_code, 130);
}

#[test]
fn report_json_reads_like_this() {
    let report = fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context());
    insta::assert_snapshot!(stable(&to_json(&report).unwrap(), &report.plan.hash));
}

#[test]
fn events_read_like_this() {
    let script = interrupted();
    let text = lines(&script, Ending::Interrupted);
    insta::assert_snapshot!(stable(&text, &fixture::plan(&script).hash()));
}

#[test]
fn junit_xml_reads_like_this() {
    let report = fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context());
    insta::assert_snapshot!(conform_to_junit(&report).unwrap());
}

#[test]
fn junit_counts_a_warning_as_a_failure_only_in_a_strict_run() {
    let mut context = fixture::context();
    let failures = |report: &Report| conform_to_junit(report).unwrap().matches("<failure ").count();
    let lax = fixture::report(&script::unhealthy(), Ending::Complete, &context);
    context.strict = true;
    let strict = fixture::report(&script::unhealthy(), Ending::Complete, &context);
    assert_eq!((failures(&lax), failures(&strict)), (5, 6));
}

#[test]
fn junit_survives_characters_that_xml_does_not_allow() {
    let odd = "\u{0}\u{1}\u{b}\u{1b}[31m\u{fffe}\u{ffff} ]]> <&\"' é";
    let check = fixture::check("response_member", 0, odd, 1);
    let script: Script = vec![(check, Some((fixture::fail(odd, odd, odd), vec![])))];
    let xml =
        conform_to_junit(&fixture::report(&script, Ending::Complete, &fixture::context())).unwrap();
    let allowed = |character: char| matches!(character, '\n' | '\t' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(allowed));
    let again = quick_junit::Report::deserialize_from_str(&xml).unwrap();
    let name = again.test_suites[0].test_cases[0].name.as_str();
    assert!(name.contains("\\u{1b}") && name.contains("]]> <&\"' é"), "{name}");
}

#[test]
fn the_folder_holds_every_format_and_no_draft() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Folder::create(folder.path().join("a/b")).unwrap();
    let mut files = Files::begin(&folder, &fixture::context()).unwrap();
    fixture::play(&script::healthy(), Ending::Complete, &mut files);
    let report = fixture::report(&script::healthy(), Ending::Complete, &fixture::context());
    files.finish(&report).unwrap();
    write_files(&folder, &report).unwrap();
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "events.ndjson",
            "exchanges.har",
            "junit.xml",
            "metrics.prom",
            "report.html",
            "report.json",
            "report.sarif",
            "summary.md"
        ]
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Folder::create(file.path().join("reports")).unwrap_err();
    assert!(matches!(error, FolderError::Create { .. }));
    let path = file.path().display().to_string();
    assert!(error.to_string().contains(&path), "{error}");
}

#[test]
fn formats_have_names_and_files_of_their_own_and_something_to_write() {
    let mut taken = BTreeSet::new();
    for format in FORMATS {
        assert!(taken.insert(format.name), "--format {} is ambiguous", format.name);
        assert!(format.file.is_none_or(|file| taken.insert(file)), "{format:?}");
        assert!(format.about.starts_with(char::is_uppercase), "{format:?}");
        assert!(!format.about.ends_with('.'), "{format:?}");
        assert_eq!(format_named(format.name).unwrap().name, format.name);
        assert!(format.conform.is_some() || format.load.is_some(), "{format:?}");
    }
    assert!(FORMATS[0].is_for_people, "the default is for people");
}

/// Lets so many bytes through, then fails, as a full disk does.
struct FullAfter(usize);

impl std::io::Write for FullAfter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_stream_that_cannot_be_written_says_so_at_the_end() {
    let mut lines = ConformNdjson::new(FullAfter(600), fixture::context());
    fixture::play(&script::healthy(), Ending::Complete, &mut lines);
    let error = lines.finish().map(drop).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}
