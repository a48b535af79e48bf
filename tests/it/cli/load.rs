//! `load`: a small fleet against the embedded reference, and what is refused before a run.

use super::binary::{Folder, report_in, signal};

/// A fleet that is done within seconds.
pub(super) const SMALL: [&str; 9] =
    ["load", "--workers", "6", "--ramp", "200ms", "--duration", "2s", "--interval", "200ms"];

#[test]
fn a_small_fleet_registers_beats_and_is_judged() {
    let folder = Folder::new();
    let slos = ["--slo", "error_rate==0%", "--slo", "violations==0", "--report", "out"];
    let ran = folder.run(&[&SMALL[..], &slos[..]].concat());
    let text = std::fs::read_to_string(folder.path("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let schema = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/schemas/load-report-v1.schema.json"
    ));
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::is_valid(&schema, &report), "{text}");
    assert_eq!(ran.code, Some(expected(&report, 0)), "{ran:?}");
    let word = if ran.code == Some(0) { "PASSED" } else { "INVALID" };
    assert!(ran.last_line().starts_with(word), "{ran:?}");
    let requests = &report["requests"];
    let count = |name: &str| requests[name].as_u64().unwrap();
    assert_eq!(count("sent"), count("answered") + count("failed") + count("in_flight_at_stop"));
    assert!(count("answered") > 30, "{requests}");
    for file in ["junit.xml", "events.ndjson", "seconds.csv", "load.hlog"] {
        assert!(folder.path(&format!("out/{file}")).exists(), "{file}");
    }
}

/// The exit code of a run: `valid`, or 5 where a busy machine left an objective undecided. That
/// is not taken on the report's word: the figures beside each reason have to bear it out, so that on
/// a machine that keeps up nothing but `valid` will do.
pub(super) fn expected(report: &serde_json::Value, valid: i32) -> i32 {
    let reasons = report["saturation"].as_array().unwrap();
    let health = &report["health"];
    let share = |name: &str| health[name].as_f64();
    for reason in reasons {
        let is_borne_out = match reason["what"].as_str().unwrap() {
            "the generator sends late (p99)" => {
                health["schedule_error"]["p99_ms"].as_f64().unwrap() > 5.0
            }
            "the generator fills its processors" => share("cpu_share") >= Some(0.9),
            "the generator made fewer requests than scheduled" => {
                share("achieved_share") < Some(0.98)
            }
            what if what.starts_with("the cgroup's quota") => share("throttled_share") > Some(0.05),
            _ => false,
        };
        assert!(is_borne_out, "{reason} {health}");
    }
    let slos = report["slos"].as_array().unwrap();
    let is_open = !reasons.is_empty() && slos.iter().any(|slo| slo["standing"] == "undecided");
    let is_missed = slos.iter().any(|slo| slo["standing"] == "missed");
    if is_open && !is_missed { 5 } else { valid }
}

#[test]
fn the_engine_adds_nothing_to_standard_output() {
    let ran = Folder::new().run(&SMALL);
    assert!(ran.stdout.starts_with("Loading "), "{ran:?}");
    assert!(!ran.stdout.contains("launched"), "{ran:?}");
}

#[test]
fn an_objective_that_is_missed_fails_the_run() {
    let slo = ["--slo", "p50(worker_heartbeat)<1us", "--format", "json"];
    let ran = Folder::new().run(&[&SMALL[..], &slo].concat());
    let report = ran.json();
    assert_eq!(ran.code, Some(expected(&report, 1)), "{ran:?}");
    let missed = report["slos"].as_array().unwrap().iter().any(|slo| slo["standing"] == "missed");
    assert!(missed, "{report}");
}

#[test]
fn standard_output_has_what_the_file_of_its_format_has() {
    for (format, file) in [("csv", "seconds.csv"), ("ndjson", "events.ndjson")] {
        let folder = Folder::new();
        let ran = folder.run(&[&SMALL[..], &["--format", format, "--report", "out"]].concat());
        let written = std::fs::read_to_string(folder.path(&format!("out/{file}"))).unwrap();
        assert_eq!(ran.stdout, written);
        assert!(written.lines().count() > 1, "{written}");
    }
}

#[test]
fn what_cannot_be_carried_out_is_refused_before_anything_is_sent() {
    for (arguments, code, described) in [
        (&["load", "smok"][..], 3, "did you mean `smoke`?"),
        (&["load", "--workers", "0"], 3, "workers"),
        (&["load", "--slo", "p99(worker_hartbeat)<1s"], 3, "worker_heartbeat"),
        (&["load", "--slo", "p99(worker_heartbeat)"], 3, "SLO"),
        (&["load", "--target", "http://127.0.0.1:9"], 2, "KUBIYA_API_KEY"),
    ] {
        let ran = Folder::new().run(arguments);
        assert!(ran.error(code).contains(described), "{ran:?}");
    }
}

#[test]
fn a_dry_run_prints_the_fleet_and_sends_nothing() {
    let ran = Folder::new().run(&["load", "smoke", "--dry-run", "--workers", "7"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.json()["workers"], 7);
}

#[test]
fn an_interrupted_run_says_what_it_measured_and_its_files_are_whole() {
    use std::io::{BufRead, BufReader};
    for name in ["-INT", "-TERM"] {
        let folder = Folder::new();
        let arguments = ["load", "--workers", "4", "--ramp", "100ms", "--duration", "60s"];
        let more = ["--interval", "100ms", "--report", "out"];
        let mut child = folder.command(&[&arguments[..], &more].concat()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The run has begun when the scenario's line is told; from then on signals are ours.
        assert!(lines.any(|line| line.unwrap().contains("seed")));
        wait_for_a_second(&folder.path("out/seconds.csv"));
        signal(name, child.id());
        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
        assert!(rest.last().unwrap().starts_with("INTERRUPTED"), "{rest:?}");
        let report = report_in(&folder.path("out"));
        assert_eq!(
            (&report["verdict"], &report["exit_code"]),
            (&"interrupted".into(), &130.into())
        );
        let sent = report["requests"]["sent"].as_u64().unwrap();
        let text =
            |name: &str| std::fs::read_to_string(folder.path(&format!("out/{name}"))).unwrap();
        let last: serde_json::Value =
            serde_json::from_str(text("events.ndjson").lines().last().unwrap()).unwrap();
        assert_eq!((&last["event"], last["requests"].as_u64()), (&"ended".into(), Some(sent)));
        assert_eq!(last["ending"]["kind"], "interrupted");
        assert!(text("junit.xml").trim_end().ends_with("</testsuites>"));
        for file in ["seconds.csv", "load.hlog"] {
            assert!(text(file).ends_with('\n') && text(file).lines().count() > 2, "{file}");
        }
    }
}

/// Until the first tick is written, however long a busy machine takes.
pub(super) fn wait_for_a_second(file: &std::path::Path) {
    let start = std::time::Instant::now();
    while !std::fs::read_to_string(file).is_ok_and(|text| text.lines().count() >= 2) {
        assert!(start.elapsed() < super::binary::PATIENCE, "no tick");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// The page answers on loopback while the run goes, tells the operations by name, and is gone with it.
#[test]
fn the_dashboard_answers_during_the_run_and_ends_with_it() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let folder = Folder::new();
    let flag = format!("--dashboard={port}");
    {
        let taken = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
        let ran = folder.run(&["load", "smoke", &flag]);
        assert!(ran.error(2).contains("give another port"), "{ran:?}");
        drop(taken);
    }
    let flags = ["load", "--workers", "6", "--ramp", "100ms", "--duration", "60s"];
    let more = ["--interval", "100ms", "--report", "out", &flag];
    // goose saves a report of its own wherever its dashboard ran: nothing of it may be left.
    std::fs::create_dir(folder.path("tmp")).unwrap();
    let mut command = folder.command(&[&flags[..], &more].concat());
    let mut child = command.env("TMPDIR", folder.path("tmp")).spawn().unwrap();
    let mut described = BufReader::new(child.stderr.take().unwrap()).lines();
    let dashboard = format!("dashboard: http://127.0.0.1:{port}/");
    assert!(described.any(|line| line.unwrap() == dashboard));
    let page = |path: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok().map(|_| answer)
    };
    let start = std::time::Instant::now();
    while !page("/api/v1/snapshot").is_some_and(|shown| shown.contains("worker_heartbeat")) {
        assert!(start.elapsed() < super::binary::PATIENCE, "{:?}", page("/api/v1/snapshot"));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(page("/").is_some_and(|shown| shown.starts_with("HTTP/1.1 200")), "{:?}", page("/"));
    signal("-INT", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    let left = |place: &str| -> Vec<_> {
        let files = std::fs::read_dir(folder.path(place)).unwrap();
        files.map(|file| file.unwrap().file_name()).filter(|name| name != "tmp").collect()
    };
    assert_eq!((left(""), left("tmp")), (vec!["out".into()], vec![]));
}
