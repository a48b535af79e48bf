//! `load` with a `[capacity]`: the search through the real binary.

use std::io::{BufRead, BufReader};

use serde_json::Value;

use super::binary::{Folder, Ran, report_in, signal};
use super::server::{Server, answer};

/// A search whose probes take a second.
fn scenario(min: u32, max: u32, slo: &str) -> String {
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
fn a_fleet_that_no_objective_stops_is_found_at_the_maximum() {
    let folder = Folder::new();
    let ran = search(&folder, 1, 3, "throughput(worker_heartbeat)>0.1/s", &[]);
    let report = report_in(&folder.path("out"));
    assert_valid(&report);
    // A busy machine may be too late for any size: then that is what is said.
    if report["limit"]["kind"] == "generator" {
        assert!(ran.stdout.contains("the target may bear more"), "{ran:?}");
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
    assert_eq!(sizes, [1, 2, 3]);
    for folder_of in ["out/probe-01-1", "out/probe-03-3"] {
        assert_eq!(report_in(&folder.path(folder_of))["schema"], "cp-harness/load-report");
        assert!(folder.path(folder_of).join("load.hlog").exists());
    }
    assert!(ran.stdout.contains("3 workers met every objective"), "{ran:?}");
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
    assert_eq!(report["probes"].as_array().unwrap().len(), 1);
    let why = report["limit"]["why"][0].as_str().unwrap();
    assert!(why.starts_with("p50(worker_heartbeat)<1us @ ramp: "), "{why}");
    let junit = std::fs::read_to_string(folder.path("out/junit.xml")).unwrap();
    assert!(junit.contains("<failure") && junit.contains("<skipped"), "{junit}");
}

#[test]
fn an_interrupted_search_tells_what_it_knows() {
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
        answer(if is_there { "503 Service Unavailable" } else { "400 Bad Request" }, "", "")
    });
    let url = server.url();
    let small = ["--workers", "4", "--ramp", "100ms", "--duration", "1s", "--interval", "200ms"];
    let flags = ["--header", "X-Tenant: acme", "--format", "junit", "--report", "out"];
    let target = ["load", "--target", &url, "--token", "t", "--timeout", "700ms"];
    let ran = folder.run(&[&target[..], &small, &flags].concat());
    assert!(ran.stdout.starts_with("<?xml"), "{ran:?}");
    let report = report_in(&folder.path("out"));
    let outcomes = &report["stages"][0]["operations"][0]["statuses"];
    assert!(outcomes["503"].as_u64() > Some(0) && outcomes["400"].is_null(), "{outcomes}");
    assert_eq!(report["fleet"]["timeout_ms"], 700.0);
    assert_eq!(report["shares_machine"], true);
    for (header, told) in [("Authorization: x", "--token"), ("Host: x", "themselves")] {
        let ran = folder.run(&["load", "--dry-run", "--header", header]);
        assert!(ran.error(2).contains(told), "{ran:?}");
    }
}
