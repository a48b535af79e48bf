//! `--fail-fast`: a run, or a night, ends with what fails it first.

use super::binary::{Folder, report_in};
use super::server::{QUEUE, TOKEN, mutant, reference};

const WAIVER: &str = "[[waiver]]\ncheck = \"auth_*\"\nreason = \"known\"\nowner = \"gateway\"\n\
                      expires = 2099-12-31\n";

/// A run against a control plane whose one defect is in how it compares tokens.
fn conform(folder: &Folder, more: &[&str]) -> (super::binary::Ran, serde_json::Value) {
    let url = mutant("token_prefix_compared");
    let head = ["conform", "--target", &url, "--report", "out", "--concurrency", "1"];
    let ran = folder.run(&[&head[..], &TOKEN, &QUEUE, more].concat());
    let report = report_in(&folder.path("out"));
    (ran, report)
}

#[test]
fn a_run_ends_with_the_first_check_that_fails_it_and_says_how_much_it_left_out() {
    let folder = Folder::new();
    let (ran, report) = conform(&folder, &["--fail-fast"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(report["ending"]["kind"], "failed_fast");
    assert_eq!(report["totals"]["failed"]["must"], 1, "{}", report["totals"]);
    let not_run = report["totals"]["not_run"].as_u64().unwrap();
    assert!(not_run > 0, "{}", report["totals"]);
    assert!(ran.stdout.contains("STOPPED  at the first failure (--fail-fast)"), "{ran:?}");
    let junit = std::fs::read_to_string(folder.path("out/junit.xml")).unwrap();
    assert!(junit.contains(&format!("--fail-fast: {not_run} of ")), "{junit}");
}

#[test]
fn what_is_waived_and_what_does_not_bind_ends_no_run() {
    let folder = Folder::new();
    folder.write("known.toml", WAIVER);
    let (_, report) = conform(&folder, &["--fail-fast", "--waivers", "known.toml"]);
    assert_eq!(report["ending"]["kind"], "complete");
    assert_eq!(report["totals"]["not_run"], 0, "{}", report["totals"]);
}

#[test]
fn a_night_skips_what_comes_after_the_first_phase_that_fails() {
    let folder = Folder::new();
    let url = mutant("token_prefix_compared");
    let file = format!(
        "target = \"{url}\"\ntoken_env = \"GATE_TOKEN\"\nbind = {{ queue_id = \"{}\" }}\n[lint]\n\
         [conform]\nonly = [\"auth_*\"]\n[[load]]\nscenario = \"smoke\"\n",
        QUEUE[1].trim_start_matches("queue_id=")
    );
    folder.write("gate.toml", &file);
    let mut command = folder.command(&["gate", "--fail-fast", "--report", "out"]);
    let ran = super::binary::finish(command.env("GATE_TOKEN", TOKEN[1]).spawn().unwrap());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let report = report_in(&folder.path("out"));
    let standings: Vec<(&str, &str)> = report["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phase| (phase["kind"].as_str().unwrap(), phase["standing"].as_str().unwrap()))
        .collect();
    assert!(standings.contains(&("conform", "failed")), "{standings:?}");
    assert!(standings.contains(&("load", "skipped")), "{standings:?}");
    assert!(ran.stdout.contains("skipped: a phase before it failed (--fail-fast)"), "{ran:?}");
}

#[test]
fn a_night_on_a_correct_target_skips_nothing() {
    let folder = Folder::new();
    let url = reference("");
    let file = format!(
        "target = \"{url}\"\ntoken_env = \"GATE_TOKEN\"\n[lint]\n[conform]\nonly = [\"auth_*\"]\n"
    );
    folder.write("gate.toml", &file);
    let mut command = folder.command(&["gate", "--fail-fast", "--report", "out"]);
    let ran = super::binary::finish(command.env("GATE_TOKEN", TOKEN[1]).spawn().unwrap());
    let report = report_in(&folder.path("out"));
    let skipped = report["phases"].as_array().unwrap().iter();
    assert_eq!(skipped.filter(|phase| phase["standing"] == "skipped").count(), 0, "{ran:?}");
}
