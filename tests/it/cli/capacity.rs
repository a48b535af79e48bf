//! `load` with a `[capacity]`: the search through the real binary.

use std::io::{BufRead, BufReader};

use serde_json::Value;

use super::binary::{Folder, Ran, report_in, signal};
use super::server::{Act, Server, answer};

/// A search whose probes take a second.
pub(super) fn scenario(min: u32, max: u32, slo: &str) -> String {
    format!(
        "name = \"tiny\"\nlife = \"plain\"\nslos = ['{slo}']\n[fleet]\ninterval = \"100ms\"\n\
         [capacity]\nmin = {min}\nmax = {max}\nprecision = 1\nramp = \"200ms\"\nhold = \"800ms\"\n"
    )
}

fn search(folder: &Folder, min: u32, max: u32, slo: &str, more: &[&str]) -> Ran {
    folder.write("tiny.toml", scenario(min, max, slo));
    folder.run(&[&["load", "tiny.toml", "--report", "out"], more].concat())
}

fn assert_valid(report: &Value) {
    let schema = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/schemas/capacity-report-v1.schema.json"
    ));
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(report).map(|error| format!("{error}")).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn a_format_that_has_nothing_to_say_of_a_search_is_refused_before_it_begins() {
    let folder = Folder::new();
    let slo = "throughput(worker_heartbeat)>0.1/s";
    let ran = search(&folder, 1, 3, slo, &["--format", "csv"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("--format csv has nothing to say of a search"), "{ran:?}");
    assert!(ran.stderr.contains("text, json, ndjson, junit"), "{ran:?}");
    assert!(!folder.path("out").exists());
}

#[test]
fn a_fleet_that_no_objective_stops_is_found_at_the_maximum() {
    let folder = Folder::new();
    let ran = search(&folder, 1, 3, "throughput(worker_heartbeat)>0.1/s", &[]);
    let report = report_in(&folder.path("out"));
    assert_valid(&report);
    // A busy machine may be too late for any size: then that is what is said.
    if report["limit"]["kind"] == "generator" {
        assert_eq!(ran.code, Some(5), "{ran:?}");
        assert!(ran.stdout.contains("search ended early"), "{ran:?}");
        return;
    }
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(report["largest"], 3);
    assert_eq!(report["limit"]["kind"], "maximum");
    let sizes: Vec<u64> = report["probes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|probe| probe["workers"].as_u64().unwrap())
        .collect();
    // A probe that was late is asked again.
    let mut asked = sizes.clone();
    asked.dedup();
    assert_eq!(asked, [1, 3], "{sizes:?}");
    assert!(sizes.iter().filter(|workers| **workers == 3).count() >= 3, "{sizes:?}");
    assert_eq!(
        (&report["decided"], &report["answer"]),
        (&true.into(), &"at least 3 workers, the most that was asked for".into(),)
    );
    let last = format!("out/probe-{:02}-3", sizes.len());
    for folder_of in ["out/probe-01-1", &last] {
        assert_eq!(report_in(&folder.path(folder_of))["schema"], "cp-harness/load-report");
        assert!(folder.path(folder_of).join("load.hlog").exists());
    }
    assert!(ran.stdout.contains("PASSED  at least 3 workers"), "{ran:?}");
}

#[test]
fn where_the_smallest_fleet_misses_the_search_fails_and_says_what_it_missed() {
    let folder = Folder::new();
    let ran = search(&folder, 2, 9, "p50(worker_heartbeat)<1us", &["--format", "json"]);
    let report = ran.json();
    assert_eq!(report, report_in(&folder.path("out")));
    assert_valid(&report);
    assert_eq!(report["largest"], Value::Null);
    if report["limit"]["kind"] == "generator" {
        assert_eq!(ran.code, Some(5), "{ran:?}");
        return;
    }
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!((&report["decided"], &report["smallest_missed"]), (&true.into(), &2.into()));
    assert!(report["probes"].as_array().unwrap().len() >= 2, "no probe decides alone");
    let why = report["limit"]["why"][0].as_str().unwrap();
    assert!(why.starts_with("p50(worker_heartbeat)<1us @ "), "{why}");
    let answer = report["answer"].as_str().unwrap();
    assert!(answer.starts_with("not even 2 workers meet every objective: p50("), "{answer}");
    let junit = std::fs::read_to_string(folder.path("out/junit.xml")).unwrap();
    assert!(junit.contains("<failure") && junit.contains("<skipped"), "{junit}");
}

#[test]
fn a_target_with_room_for_five_connections_has_a_largest_fleet_of_five() {
    let folder = Folder::new();
    let registered = r#"{"worker_id": "w", "environment_name": "load", "worker_token": "t"}"#;
    let server = Server::with_room(5, move |seen, _| {
        if seen.head.contains("/heartbeat") {
            Act::Answer("HTTP/1.1 204 No Content\r\n\r\n".to_owned())
        } else {
            answer("200 OK", "Content-Type: application/json\r\n", registered)
        }
    });
    let flags = ["--target", &server.url(), "--token", "t", "--connections", "per-worker"];
    let ran = search(&folder, 1, 64, "error_rate<1%", &flags);
    let report = report_in(&folder.path("out"));
    assert_valid(&report);
    let largest = report["largest"].as_u64();
    if report["decided"] == false {
        // A busy machine is too late for an answer: then none is claimed.
        assert!(matches!(ran.code, Some(4 | 5)), "{ran:?}");
        assert!(report["answer"].as_str().unwrap().contains("search ended early"), "{report}");
        assert!(largest.is_none_or(|found| found <= 5), "{report}");
        return;
    }
    assert_eq!((ran.code, largest), (Some(0), Some(5)), "{ran:?}");
    assert_eq!(report["smallest_missed"], 6);
    let answer = report["answer"].as_str().unwrap();
    assert!(
        answer.starts_with("largest fleet 5 workers (6 workers fail: error_rate<1%"),
        "{answer}"
    );
    assert!(ran.last_line().starts_with("PASSED  5 workers at most"), "{ran:?}");
}

#[test]
fn a_search_whose_time_is_up_has_a_lower_bound_and_exit_4() {
    let folder = Folder::new();
    let text = scenario(1, 50, "error_rate<100%");
    folder.write("tiny.toml", text + "max_duration = \"300ms\"\n");
    let ran = folder.run(&["load", "tiny.toml", "--report", "out", "--format", "json"]);
    let report = ran.json();
    assert_valid(&report);
    assert_eq!((ran.code, &report["decided"]), (Some(4), &false.into()), "{ran:?}");
    let answer = report["answer"].as_str().unwrap();
    assert!(answer.contains("search ended early: the time of "), "{answer}");
    assert!(ran.stderr.contains(answer), "{ran:?}");
}

#[test]
fn an_interrupted_search_says_what_it_knows() {
    let folder = Folder::new();
    folder.write("tiny.toml", scenario(2, 9, "error_rate<100%").replace("800ms", "80s"));
    let mut command = folder.command(&["load", "tiny.toml", "--report", "out"]);
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("seed")));
    signal("-INT", child.id());
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
    assert!(rest.last().unwrap().starts_with("INTERRUPTED  no fleet found"), "{rest:?}");
    let report = report_in(&folder.path("out"));
    assert_valid(&report);
    assert_eq!(report["probes"][0]["standing"], "cut_short");
}

#[test]
fn headers_and_time_limits_of_the_command_line_reach_every_request() {
    let folder = Folder::new();
    let server = Server::http(|seen, _| {
        let is_there = seen.head.to_ascii_lowercase().contains("x-tenant: acme");
        answer(if is_there { "422 Unprocessable Entity" } else { "400 Bad Request" }, "", "")
    });
    let url = server.url();
    let small = ["--workers", "4", "--ramp", "100ms", "--duration", "1s", "--interval", "200ms"];
    let flags = ["--header", "X-Tenant: acme", "--format", "junit", "--report", "out"];
    let target = ["load", "--target", &url, "--token", "t", "--timeout", "700ms"];
    let ran = folder.run(&[&target[..], &small, &flags].concat());
    assert!(ran.stdout.starts_with("<?xml"), "{ran:?}");
    let report = report_in(&folder.path("out"));
    let outcomes = &report["stages"][0]["operations"][0]["statuses"];
    assert!(outcomes["422"].as_u64() > Some(0) && outcomes["400"].is_null(), "{outcomes}");
    assert_eq!(report["fleet"]["timeout_ms"], 700.0);
    assert_eq!(report["shares_machine"], true);
    for (header, described) in [("Authorization: x", "--token"), ("Host: x", "themselves")] {
        let ran = folder.run(&["load", "--dry-run", "--header", header]);
        assert!(ran.error(2).contains(described), "{ran:?}");
    }
}
