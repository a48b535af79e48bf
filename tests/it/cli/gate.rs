//! `gate`: phases, one verdict, a baseline, a history; each finding to whom it belongs.

use std::process::Command;

use serde_json::Value;

use super::binary::{Folder, Ran, finish};
use super::compare::valid;
use super::server::{mutant, reference};

use cp_harness::reference::{DEMO_QUEUE_ID, DEMO_TOKEN};

/// A part of the plan that takes no time.
const CONFORM: &str = "[conform]\nonly = ['response_*']\n";

/// A fleet that is done in four seconds.
const LOAD: &str =
    "[[load]]\nscenario = 'smoke'\nworkers = 10\nduration = '4s'\ninterval = '500ms'\n";

fn gate(folder: &Folder, arguments: &[&str]) -> Ran {
    let mut command = folder.command(&[&["gate"], arguments].concat());
    command.env("STAGING_TOKEN", DEMO_TOKEN);
    finish(command.spawn().unwrap())
}

fn file_for(url: &str, phases: &str) -> String {
    format!(
        "target = '{url}'\ntoken_env = 'STAGING_TOKEN'\nbind = {{ queue_id = '{DEMO_QUEUE_ID}' }}\n{phases}"
    )
}

/// The report of a run with `--format json`, which is what its schema says.
fn report(ran: &Ran) -> Value {
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    assert!(valid("gate-report-v1.schema.json", &report), "{report:#}");
    assert_eq!(report["exit_code"], ran.code.unwrap(), "{report:#}");
    report
}

/// The phases with what they came to.
fn standings(report: &Value) -> Vec<String> {
    let phases = report["phases"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    phases.map(|phase| format!("{}: {}", text(&phase["name"]), text(&phase["standing"]))).collect()
}

#[test]
fn a_green_gate_has_a_report_and_a_line_of_history() {
    let folder = Folder::new();
    let file = file_for(&reference(""), &format!("[lint]\n{CONFORM}{LOAD}"));
    folder.write("gate.toml", file);
    let ran = gate(&folder, &["--format", "json"]);
    let first = report(&ran);
    assert_eq!(ran.quiet(), Some(0), "{first:#}");
    let expected =
        ["lint: passed", "preflight: passed", "conform standard: passed", "load smoke: passed"];
    assert_eq!(standings(&first)[..4], expected);
    let ran = gate(&folder, &["--report", "second"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.last_line().starts_with("PASSED  "), "{ran:?}");
    assert!(folder.path("second/conform/report.json").exists());
    let history = std::fs::read_to_string(folder.path("reports/history.ndjson")).unwrap();
    let nights: Vec<Value> =
        history.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(nights.len(), 2);
    assert_eq!(nights[0]["verdict"], "passed");
    assert!(!folder.path("gate-baseline.toml").exists(), "nobody asked for a baseline");
}

#[test]
fn a_finding_is_red_until_the_baseline_knows_it_and_a_new_one_is_red_again() {
    let folder = Folder::new();
    let auth = "[conform]\nonly = ['auth_*']\n";
    folder.write("gate.toml", file_for(&mutant("token_prefix_compared"), auth));
    let ran = gate(&folder, &["--format", "json"]);
    let red = report(&ran);
    assert_eq!(ran.code, Some(1), "{red:#}");
    assert_eq!(red["reasons"][0]["owner"], "target");
    assert_eq!(red["causes"]["new"][0]["rule"], "auth_wrong_token");
    let ran = gate(&folder, &["--update-baseline"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("gate-baseline.toml was written: commit it"), "{ran:?}");
    let known = report(&gate(&folder, &["--format", "json"]));
    assert_eq!(known["verdict"], "passed", "{known:#}");
    assert_eq!(known["causes"]["known"], red["causes"]["new"]);
    let url = mutant("challenge_stripped");
    let ran = gate(&folder, &["--target", &url, "--format", "json"]);
    let again = report(&ran);
    assert_eq!(ran.code, Some(1), "{again:#}");
    assert_eq!(again["causes"]["new"][0]["rule"], "auth_challenge", "{again:#}");
    assert_eq!(again["causes"]["gone"], red["causes"]["new"], "{again:#}");
}

#[test]
fn after_a_failed_preflight_the_rest_is_skipped_and_nobody_blames_the_target() {
    let folder = Folder::new();
    folder.write("gate.toml", file_for("http://127.0.0.1:1", &format!("[lint]\n{CONFORM}{LOAD}")));
    let ran = gate(&folder, &["--update-baseline", "--format", "json"]);
    let report = report(&ran);
    assert_eq!(ran.code, Some(4), "{report:#}");
    let expected = [
        "lint: passed",
        "preflight: inconclusive",
        "conform standard: skipped",
        "load smoke: skipped",
    ];
    assert_eq!(standings(&report), expected);
    assert_eq!(report["reasons"][0]["owner"], "gate");
    assert!(!folder.path("gate-baseline.toml").exists(), "it was not decided");
}

#[test]
fn a_phase_that_cannot_be_carried_out_is_the_gates_error() {
    let folder = Folder::new();
    let phases = "[conform]\nprofile = 'nobodys'\n";
    folder.write("gate.toml", file_for(&reference(""), phases));
    let ran = gate(&folder, &["--format", "json"]);
    let report = report(&ran);
    assert_eq!(report["verdict"], "error", "{report:#}");
    assert!(report["reasons"][0]["text"].as_str().unwrap().contains("nobodys"), "{report:#}");
}

#[test]
fn a_wrong_file_is_refused_with_place_and_remedy_before_anything_is_sent() {
    let folder = Folder::new();
    for (text, parts) in [
        ("targte = 'x'\n", &["gate.toml:1", "did you mean `target`?"][..]),
        ("target = 'cp.example.com'\n", &["gate.toml:1: target", "http://"]),
        ("token_env = 'NOBODY_SET_THIS'\n", &["gate.toml:1: token_env", "NOBODY_SET_THIS"]),
        ("[[load]]\nscenario = 'smoke'\nruns = 0\n", &["gate.toml:3: load[0].runs", "1 to 20"]),
        ("[regression]\ntolerance = 'much'\n", &["gate.toml:2", "as in 5%"]),
        ("[diff]\nagainst = 'HEAD~1'\n", &["gate.toml:", "spec = [...]"]),
    ] {
        folder.write("gate.toml", text);
        let ran = folder.run(&["gate"]);
        let error = ran.error(3);
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
    }
    folder
        .write("gate-baseline.toml", "schema = 'x'\nversion = 1\n")
        .write("gate.toml", "[lint]\n");
    assert!(folder.run(&["gate"]).error(3).contains("gate-baseline.toml:1"));
    assert!(folder.run(&["gate", "--config", "none.toml"]).error(3).contains("none.toml"));
    let folder = Folder::new();
    folder.write("gate.toml", "");
    let ran = folder.run(&["gate"]);
    assert_eq!(ran.code, Some(4), "a gate that asks for nothing: {ran:?}");
}

#[test]
fn documents_that_break_workers_since_a_revision_fail() {
    let folder = Folder::new();
    let document = |extra: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /jobs:\n    get:\n      \
             operationId: list_jobs\n      parameters:\n        - {{name: a, in: query, required: \
             false, schema: {{type: string}}}}\n{extra}      responses: {{'200': {{description: \
             ok}}}}\n"
        )
    };
    folder.write("api.yaml", document(""));
    for arguments in [
        &["init", "-q"][..],
        &["add", "api.yaml"],
        &["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "first"],
    ] {
        let git = Command::new("git").args(arguments).current_dir(folder.path("")).status();
        assert!(git.unwrap().success());
    }
    folder.write("gate.toml", "spec = ['api.yaml']\n[diff]\nagainst = 'HEAD'\n");
    let same = folder.run(&["gate"]);
    assert_eq!(same.quiet(), Some(0), "{same:?}");
    let required = "        - {name: b, in: query, required: true, schema: {type: string}}\n";
    folder.write("api.yaml", document(required));
    let ran = folder.run(&["gate", "--format", "json"]);
    let report = report(&ran);
    assert_eq!(ran.code, Some(1), "{report:#}");
    assert_eq!(standings(&report), ["diff HEAD: failed"]);
    let revision = report["revision"].as_str().unwrap();
    assert_eq!(revision.len(), 12, "{report:#}");
    folder.write("gate.toml", "spec = ['api.yaml']\n[diff]\nagainst = 'nobodys'\n");
    let ran = folder.run(&["gate"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
}

#[test]
fn two_targets_are_measured_side_by_side() {
    let folder = Folder::new();
    let load = "[[load]]\nscenario = 'smoke'\nworkers = 20\nduration = '9s'\ninterval = '200ms'\n\
                [regression]\nbudget = '0s'\n";
    folder.write("gate.toml", file_for(&reference(""), load));
    let other = reference("");
    let ran = gate(&folder, &["--against", &other, "--format", "json"]);
    let report = report(&ran);
    let duets = report["figures"].as_array().unwrap().iter().filter(|row| !row["duet"].is_null());
    let duets: Vec<&Value> = duets.collect();
    assert!(!duets.is_empty(), "{report:#}");
    for row in duets {
        let ratio = |member: &str| row["duet"][member].as_f64().unwrap();
        assert!(ratio("low") <= ratio("value") && ratio("value") <= ratio("high"), "{row}");
        assert_eq!(row["duet"]["rounds"], 1);
    }
    assert!(standings(&report).contains(&"duet smoke: passed".to_owned()), "{report:#}");
    let ran = folder.run(&["gate", "--config", "no", "--against", &other]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
}
