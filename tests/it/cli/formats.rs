//! `--format`: standard output holds exactly what was asked for.

use serde_json::Value;

use super::binary::{Folder, report_in};
use super::server::{TOKEN, stranger};

const SOME: [&str; 5] = ["conform", "--only", "response_*@register_worker#*", "--report", "out"];

#[test]
fn json_is_the_report_and_nothing_else() {
    let folder = Folder::new();
    let ran = folder.run(&[&SOME[..], &["--format", "json"]].concat());
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert_eq!(ran.json(), report_in(&folder.path("out")));
}

#[test]
fn junit_is_the_same_xml_as_in_the_folder() {
    let folder = Folder::new();
    let ran = folder.run(&[&SOME[..], &["--format", "junit"]].concat());
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let written = std::fs::read_to_string(folder.path("out/junit.xml")).unwrap();
    assert_eq!(ran.stdout.trim_end(), written.trim_end());
}

#[test]
fn ndjson_is_a_json_object_a_line_from_started_to_ended() {
    let folder = Folder::new();
    let ran = folder.run(&[&SOME[..], &["--format", "ndjson"]].concat());
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let events: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events[0]["event"], "started");
    assert_eq!(events.last().unwrap()["event"], "ended");
    let planned = usize::try_from(events[0]["checks"].as_u64().unwrap()).unwrap();
    let finished = events.iter().filter(|event| event["event"] == "finished");
    assert_eq!(finished.count(), planned);
}

#[test]
fn what_has_no_answer_is_told_beside_the_machine_formats() {
    let url = stranger();
    for format in ["json", "junit", "ndjson"] {
        let only = ["--only", "response_status"];
        let arguments =
            [&["conform", "--target", &url, "--format", format], &TOKEN[..], &only[..]].concat();
        let ran = Folder::new().run(&arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stderr.starts_with("warning: "), "{}", ran.stderr);
        assert!(ran.stderr.contains("--bind queue_id=VALUE"), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
}
