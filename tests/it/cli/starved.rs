//! A generator that is kept short: its figures say nothing about the target, and the run says so.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::binary::{Folder, Ran, finish, report_in, signal};
use super::load::wait_for_a_second;
use super::server::{TOKEN, reference};

fn reasons(report: &Value) -> Vec<&str> {
    let invalid = report["invalid"].as_array().unwrap();
    invalid.iter().map(|reason| reason["what"].as_str().unwrap()).collect()
}

/// An objective that every run meets: only the measurement can spoil the verdict.
const SLO: [&str; 2] = ["--slo", "throughput(worker_heartbeat)>0.001/s"];

fn assert_void(ran: &Ran, report: &Value) {
    assert_eq!(ran.code, Some(5), "{ran:?}");
    assert_eq!((&report["verdict"], &report["exit_code"]), (&"invalid".into(), &5.into()));
    assert!(ran.last_line().starts_with("INVALID  "), "{ran:?}");
    assert!(!ran.stdout.contains("\nPASS"), "{ran:?}");
}

/// The processor is taken from the generator for longer than two intervals: each of its sixty workers
/// sends at least one of some ten beats late, however fast or slow the machine.
#[test]
fn a_generator_that_gets_no_processor_proves_the_run_invalid() {
    let folder = Folder::new();
    let flags = ["--workers", "60", "--ramp", "100ms", "--duration", "3500ms"];
    let more = ["--interval", "300ms", "--report", "out"];
    let child = folder.command(&[&["load"], &flags[..], &more, &SLO].concat()).spawn().unwrap();
    wait_for_a_second(&folder.path("out/seconds.csv"));
    signal("-STOP", child.id());
    std::thread::sleep(Duration::from_millis(800));
    signal("-CONT", child.id());
    let ran = finish(child);
    let report = report_in(&folder.path("out"));
    assert_void(&ran, &report);
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
    limited.args(["-c", &command, "sh"]).args(TOKEN).args(SLO);
    limited.current_dir(folder.path("")).env_remove("KUBIYA_API_KEY");
    limited.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let ran = finish(limited.spawn().unwrap());
    let report = report_in(&folder.path("out"));
    assert_void(&ran, &report);
    assert!(reasons(&report).contains(&"the generator's machine refused connections"), "{ran:?}");
    assert!(report["health"]["local_failures"].as_u64() > Some(0));
    assert!(ran.stderr.contains("see `cp-harness doctor --workers 200`"), "{ran:?}");
}
