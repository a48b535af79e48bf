//! A generator that is kept short: the run says what that leaves undecided, and blames nobody.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::binary::{Folder, Ran, finish, report_in, signal};
use super::load::wait_for_a_second;
use super::server::{TOKEN, reference};

fn reasons(report: &Value) -> Vec<&str> {
    let saturation = report["saturation"].as_array().unwrap();
    saturation.iter().map(|reason| reason["what"].as_str().unwrap()).collect()
}

/// The objective is undecided, and the run invalid: unless the target, which shares the machine, was
/// itself so slow that the objective is missed without the generator's part. That is not taken on the
/// report's word: the figures have to bear it out.
fn assert_undecided(ran: &Ran, report: &Value, slo: &str, is_missed_anyway: bool) {
    let rows = report["slos"].as_array().unwrap();
    let missed = rows.iter().any(|row| row["standing"] == "missed");
    let (code, verdict) = if missed { (1, "failed") } else { (5, "invalid") };
    assert!(!missed || is_missed_anyway, "{ran:?}");
    assert_eq!(ran.code, Some(code), "{ran:?}");
    assert_eq!((&report["verdict"], &report["exit_code"]), (&verdict.into(), &code.into()));
    assert!(ran.last_line().starts_with(if missed { "FAILED  " } else { "INVALID  " }), "{ran:?}");
    let row = rows.iter().find(|row| row["text"] == slo && row["standing"] == "undecided");
    let note = row.and_then(|row| row["note"].as_str()).unwrap_or_default();
    assert!(missed || note.contains("without the generator's own part"), "{ran:?}");
}

/// The processor is taken from the generator for longer than two intervals: each of its sixty workers
/// sends at least one of some ten beats late, however fast or slow the machine.
#[test]
fn a_generator_that_gets_no_processor_proves_the_run_invalid() {
    let folder = Folder::new();
    let flags = ["--workers", "60", "--ramp", "100ms", "--duration", "3500ms"];
    let slo = "p90(worker_heartbeat)<100ms";
    let more = ["--interval", "300ms", "--report", "out", "--slo", slo];
    let child = folder.command(&[&["load"], &flags[..], &more].concat()).spawn().unwrap();
    wait_for_a_second(&folder.path("out/seconds.csv"));
    signal("-STOP", child.id());
    std::thread::sleep(Duration::from_millis(800));
    signal("-CONT", child.id());
    let ran = finish(child);
    let report = report_in(&folder.path("out"));
    // A target that is given no processor either answers late, and workers fall silent.
    let beats = report["stages"].as_array().unwrap().iter().flat_map(|stage| {
        stage["operations"].as_array().unwrap().iter().map(|row| &row["clocks"]["service"])
    });
    let is_slow = beats.filter_map(|clock| clock["p90_ms"].as_f64()).any(|p90| p90 > 50.0);
    assert_undecided(&ran, &report, slo, is_slow);
    assert!(reasons(&report).contains(&"the generator sends late (p99)"), "{ran:?}");
}

/// Descriptors for 150 files and connections, and 200 workers that hold a connection each.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_that_refuses_connections_proves_the_run_invalid() {
    let folder = Folder::new();
    let url = reference("");
    let flags = "load --workers 200 --ramp 300ms --duration 2s --interval 300ms --report out";
    let mut limited = Command::new("sh");
    let run = folder.command(&[]);
    let program = run.get_program().to_str().unwrap().to_owned();
    let command = format!("ulimit -n 150; exec {program} {flags} --target {url} \"$@\"");
    let slo = "error_rate<5%";
    limited.args(["-c", &command, "sh"]).args(TOKEN).args(["--slo", slo]);
    limited.current_dir(folder.path("")).env_remove("KUBIYA_API_KEY");
    limited.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let ran = finish(limited.spawn().unwrap());
    let report = report_in(&folder.path("out"));
    assert_undecided(&ran, &report, slo, false);
    assert!(reasons(&report).contains(&"the generator's machine refused connections"), "{ran:?}");
    assert!(report["health"]["local_failures"].as_u64() > Some(0));
    assert!(ran.stderr.contains("see `cp-harness doctor --workers 200`"), "{ran:?}");
}
