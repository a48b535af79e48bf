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
fn what_has_no_answer_is_reported_beside_the_machine_formats() {
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

#[test]
fn a_job_summary_gets_what_summary_md_says_and_a_gate_adds_one_for_all_its_phases() {
    let folder = Folder::new();
    folder.write("job.md", "before\n");
    let run = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.env("GITHUB_STEP_SUMMARY", folder.path("job.md"));
        assert!(command.output().unwrap().status.success());
        std::fs::read_to_string(folder.path("job.md")).unwrap()
    };
    let summary = run(&SOME);
    let written = std::fs::read_to_string(folder.path("out/summary.md")).unwrap();
    assert_eq!(summary, format!("before\n{written}\n"));
    folder.write("gate.toml", "[conform]\nonly = ['response_*@register_worker#*']\n");
    let summary = run(&["gate"]);
    assert_eq!(summary.matches("## ").count(), 2, "{summary}");
    assert!(summary.contains("## Gate: passed"), "{summary}");
}

#[test]
fn a_finished_report_is_printed_again_in_every_format_that_its_file_holds() {
    let folder = Folder::new();
    let ran = folder.run(&SOME);
    let again = folder.run(&["report", "out"]);
    assert_eq!(again.quiet(), Some(0), "{again:?}");
    assert_eq!(again.last_line(), ran.last_line());
    for (format, file) in
        [("json", "report.json"), ("sarif", "report.sarif"), ("markdown", "summary.md")]
    {
        let again = folder.run(&["report", "out/report.json", "--format", format]);
        assert_eq!(again.quiet(), Some(0), "{again:?}");
        assert_eq!(again.stdout, std::fs::read_to_string(folder.path("out").join(file)).unwrap());
    }
    let streamed = folder.run(&["report", "out", "--format", "ndjson"]);
    assert!(streamed.error(2).contains("use one of text, json"), "{streamed:?}");
    folder.write("gate.toml", "[lint]\n");
    let gate = folder.run(&["gate", "--report", "night"]);
    assert_eq!(folder.run(&["report", "night"]).last_line(), gate.last_line());
    folder.write("other.json", "{\"schema\":\"x\",\"version\":1}");
    for (file, named) in [("other.json", "its schema is `x`"), ("none", "none")] {
        assert!(folder.run(&["report", file]).error(3).contains(named));
    }
}

#[test]
fn what_ships_is_listed_and_printed_by_name() {
    let folder = Folder::new();
    let listed = folder.run(&["scenarios"]);
    assert!(listed.stdout.lines().any(|line| line.starts_with("smoke ")), "{listed:?}");
    let printed = folder.run(&["scenarios", "smoke"]);
    folder.write("mine.toml", &printed.stdout);
    let resolved = folder.run(&["load", "mine.toml", "--dry-run"]);
    assert_eq!(resolved.quiet(), Some(0), "{resolved:?}");
    assert!(folder.run(&["scenarios", "smok"]).error(2).contains("did you mean `smoke`?"));
    let schema = folder.run(&["schema", "gate-report-v1"]).json();
    assert_eq!(schema["type"], "object");
    assert!(folder.run(&["schema"]).stdout.contains("load-report-v1"));
}
