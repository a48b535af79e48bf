//! `doctor`: the real binary on the machine of the test, with limits that the test lowers.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

use std::process::{Command, Output};

use serde_json::Value;

const BINARY: &str = env!("CARGO_BIN_EXE_cp-harness");

fn doctor(arguments: &[&str]) -> Output {
    Command::new(BINARY).arg("doctor").args(arguments).output().unwrap()
}

/// With descriptors limited for the child alone.
fn limited(limits: &str, arguments: &str) -> Output {
    let line = format!("{limits} && exec '{BINARY}' doctor {arguments}");
    Command::new("sh").args(["-c", &line]).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The row of a limit.
fn limit(described: &Value, name: &str) -> Value {
    let rows = described["limits"].as_array().unwrap();
    rows.iter().find(|row| row["limit"] == name).unwrap().clone()
}

#[test]
fn a_small_fleet_is_reported_with_a_row_for_each_limit_and_exit_0() {
    let output = doctor(&["--workers", "10"]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(output.stderr.is_empty());
    for name in ["file descriptors", "ephemeral ports", "memory", "clock source"] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name} in {text}");
    }
    assert!(text.contains("warning  target's machine: generator and target share"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("10 workers to http://127.0.0.1:8001/: "));
    assert!(text.lines().all(|line| line.trim_end() == line), "{text:?}");
    assert!(!text.contains('\u{1b}'), "no colours in a pipe: {text:?}");
}

#[test]
fn descriptors_that_are_too_few_give_exit_5_and_the_command_that_fixes() {
    let output = limited("ulimit -n 500", "--workers 1000");
    let text = text(&output);
    assert_eq!(output.status.code(), Some(5), "{text}");
    assert!(text.contains("sudo prlimit --pid $$ --nofile=2000:2000"), "{text}");
    assert!(text.lines().last().unwrap().contains("1 limit short"), "{text}");
}

#[test]
fn the_soft_limit_is_raised_by_itself() {
    let output = limited("ulimit -Sn 100 && ulimit -Hn 2000", "--workers 1000 --format json");
    let row = limit(&json(&output), "descriptors");
    assert_eq!(row["found"]["value"], 2000, "{row}");
    assert_eq!(row["standing"], "ok", "{row}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_pool_needs_no_more_than_its_size() {
    let needed = |connections: &[&str]| {
        let fixed = ["--workers", "400000", "--target", "http://203.0.113.7", "--format", "json"];
        let described = json(&doctor(&[&fixed[..], connections].concat()));
        limit(&described, "ports")["needed"]["value"].as_u64().unwrap()
    };
    assert_eq!(needed(&["--connections", "pooled", "--pool-size", "300"]), 300);
    assert_eq!(needed(&[]), 400_000);
    // 400,000 workers every 30 s, given up after 10 s.
    assert_eq!(needed(&["--connections", "per-request"]), 133_334);
}

#[test]
fn a_pool_has_a_size_and_nothing_else_has() {
    let output = doctor(&["--workers", "10", "--pool-size", "5"]);
    assert_eq!(output.status.code(), Some(2));
    let described = String::from_utf8(output.stderr).unwrap();
    assert!(
        described.contains("--pool-size: only a pool has a size; add --connections pooled"),
        "{described}"
    );
    let described =
        json(&doctor(&["--workers", "400000", "--connections", "pooled", "--format", "json"]));
    assert_eq!(limit(&described, "ports")["needed"]["value"], 64, "as many as `load` opens");
}

#[test]
fn more_workers_than_ports_make_a_run_invalid() {
    let output = doctor(&["--workers", "100000", "--target", "http://203.0.113.7"]);
    assert_eq!(output.status.code(), Some(5));
    let text = text(&output);
    assert!(text.contains("more source addresses: 2 generators"), "{text}");
    assert!(!text.contains("share the machine"), "{text}");
}

#[test]
fn a_name_without_an_address_is_inconclusive() {
    let output = doctor(&["--workers", "1", "--target", "http://nowhere.invalid"]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(text.contains("SHORT  name resolution: nowhere.invalid: "), "{text}");
}

#[test]
fn json_carries_version_exit_code_and_every_limit() {
    let output = doctor(&["--workers", "7", "--format", "json"]);
    let described = json(&output);
    assert_eq!(described["schema"], "cp-harness/doctor");
    assert_eq!((&described["version"], &described["workers"]), (&1.into(), &7.into()));
    assert_eq!(described["exit_code"], output.status.code().unwrap());
    assert_eq!(described["limits"].as_array().unwrap().len(), 11);
}

#[test]
fn flags_that_make_no_sense_are_usage_errors() {
    for arguments in [
        ["--workers", "0"],
        ["--workers", "many"],
        ["--connections", "none"],
        ["--interval", "0s"],
        ["--target", "localhost"],
        ["--target", "http://user:hunter2@h"],
    ] {
        let output = doctor(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!String::from_utf8(output.stderr).unwrap().contains("hunter2"));
    }
}
