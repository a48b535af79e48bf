//! `load`: a small fleet against the embedded reference, and what is refused before a run.

use super::binary::Folder;

/// A fleet that is done within seconds.
pub(super) const SMALL: [&str; 9] =
    ["load", "--workers", "6", "--ramp", "200ms", "--duration", "2s", "--interval", "200ms"];

#[test]
fn a_small_fleet_registers_beats_and_is_judged() {
    let folder = Folder::new();
    let slos = ["--slo", "error_rate==0%", "--slo", "violations==0", "--report", "out"];
    let ran = folder.run(&[&SMALL[..], &slos[..]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.last_line().starts_with("PASSED"), "{ran:?}");
    let text = std::fs::read_to_string(folder.path("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let schema = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/schemas/load-report-v1.schema.json"
    ));
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::is_valid(&schema, &report), "{text}");
    let requests = &report["requests"];
    let count = |name: &str| requests[name].as_u64().unwrap();
    assert_eq!(count("sent"), count("answered") + count("failed") + count("in_flight_at_stop"));
    assert!(count("answered") > 30, "{requests}");
    for file in ["junit.xml", "events.ndjson", "seconds.csv", "load.hlog"] {
        assert!(folder.path(&format!("out/{file}")).exists(), "{file}");
    }
}

#[test]
fn the_engine_adds_nothing_to_standard_output() {
    let ran = Folder::new().run(&SMALL);
    assert!(ran.stdout.starts_with("Loading "), "{ran:?}");
    assert!(!ran.stdout.contains("launched"), "{ran:?}");
}

#[test]
fn an_objective_that_is_missed_fails_the_run() {
    let ran = Folder::new().run(&[&SMALL[..], &["--slo", "p50(worker_heartbeat)<1us"]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("FAIL"), "{ran:?}");
}

#[test]
fn what_cannot_be_carried_out_is_refused_before_anything_is_sent() {
    for (arguments, code, told) in [
        (&["load", "smok"][..], 3, "did you mean `smoke`?"),
        (&["load", "--workers", "0"], 3, "workers"),
        (&["load", "--slo", "p99(worker_hartbeat)<1s"], 3, "worker_heartbeat"),
        (&["load", "--slo", "p99(worker_heartbeat)"], 3, "SLO"),
        (&["load", "--target", "http://127.0.0.1:9"], 2, "KUBIYA_API_KEY"),
    ] {
        let ran = Folder::new().run(arguments);
        assert!(ran.error(code).contains(told), "{ran:?}");
    }
}

#[test]
fn a_dry_run_prints_the_fleet_and_sends_nothing() {
    let ran = Folder::new().run(&["load", "smoke", "--dry-run", "--workers", "7"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.json()["workers"], 7);
}

#[test]
fn an_interrupted_run_tells_what_it_measured() {
    use std::io::{BufRead, BufReader};
    let folder = Folder::new();
    let arguments = ["load", "--workers", "4", "--ramp", "100ms", "--duration", "60s"];
    let mut command = folder.command(&[&arguments[..], &["--interval", "100ms"]].concat());
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The run has begun when the scenario's line is told; from then on Ctrl-C is ours.
    assert!(lines.any(|line| line.unwrap().contains("seed")));
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
    assert!(rest.last().unwrap().starts_with("INTERRUPTED"), "{rest:?}");
}
