//! `compare` through the real binary.

use std::fs;

use serde_json::Value;

use super::binary::{Folder, finish, report_in, signal};
use super::load::SMALL;
use super::server::{Act, Server, TOKEN, answer, reference};

pub(super) fn valid(schema: &str, instance: &Value) -> bool {
    let path = format!("{}/docs/schemas/{schema}", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::is_valid(&schema, instance)
}

#[test]
fn two_conform_runs_are_compared_check_by_check() {
    let folder = Folder::new();
    let good = reference("");
    let only = ["--only", "auth_*@worker_heartbeat#*", "--bind", "worker_id=w"];
    let broken = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    for (name, target) in [("good", good), ("bad", broken.url())] {
        let arguments = ["conform", "--target", &target, "--report", name];
        folder.run(&[&arguments[..], &TOKEN, &only].concat());
    }
    let ran = folder.run(&["compare", "good", "bad"]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    assert!(ran.stdout.contains("NEW     auth_"), "{ran:?}");
    assert!(ran.last_line().starts_with("WORSE  "), "{ran:?}");
    let ran = folder.run(&["compare", "bad", "good/report.json", "--format", "json"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let described = ran.json();
    assert!(valid("conform-comparison-v1.schema.json", &described), "{described}");
    assert!(described["counts"]["fixed"].as_u64() > Some(0), "{described}");
    let groups = described["groups"].as_array().unwrap();
    let worse = groups.iter().filter(|group| group["change"] == "new" && group["binding"] == true);
    assert_eq!(worse.count(), 0, "{described}");
    assert_eq!(folder.run(&["compare", "bad", "bad"]).quiet(), Some(0));
}

/// Runs `conform` on what authentication asks of heartbeats.
const FEW: [&str; 4] = ["--only", "auth_*@worker_heartbeat#*", "--bind", "worker_id=w"];

#[test]
fn a_target_that_was_down_is_compared_with_nothing() {
    let folder = Folder::new();
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let broken = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    for (name, target) in [("down", format!("http://{dead}")), ("failing", broken.url())] {
        let arguments = ["conform", "--target", &target, "--report", name];
        folder.run(&[&arguments[..], &TOKEN, &FEW].concat());
    }
    for (before, after) in [("down", "failing"), ("failing", "down"), ("down", "down")] {
        let ran = folder.run(&["compare", before, after]);
        assert_eq!(ran.quiet(), Some(4), "{ran:?}");
        assert!(ran.stdout.contains("stopped answering"), "{ran:?}");
        assert!(!ran.stdout.contains("NEW") && !ran.stdout.contains("fixed"), "{ran:?}");
        let last = ran.last_line();
        assert_eq!(last, "NOT COMPARABLE  no check was judged in both runs", "{ran:?}");
    }
}

#[test]
fn a_run_that_failed_and_one_that_was_interrupted_leave_open_what_the_second_did_not_answer() {
    let folder = Folder::new();
    let broken = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    let stuck = Server::http(|_, before| match before {
        0..10 => answer("500 Internal Server Error", "", ""),
        _ => Act::Hang,
    });
    let url = broken.url();
    let arguments = ["conform", "--target", &url, "--report", "failing"];
    folder.run(&[&arguments[..], &TOKEN].concat());
    let url = stuck.url();
    let arguments = ["conform", "--target", &url, "--report", "interrupted"];
    let child = folder.command(&[&arguments[..], &TOKEN].concat()).spawn().unwrap();
    stuck.wait_for(11);
    signal("-INT", child.id());
    assert_eq!(finish(child).code, Some(130));
    let ran = folder.run(&["compare", "failing", "interrupted"]);
    assert_eq!(ran.quiet(), Some(4), "{ran:?}");
    assert!(ran.stdout.contains("the later run was interrupted"), "{ran:?}");
    assert!(!ran.stdout.contains("fixed"), "{ran:?}");
    let json = folder.run(&["compare", "failing", "interrupted", "--format", "json"]).json();
    assert!(valid("conform-comparison-v1.schema.json", &json), "{json}");
    assert_eq!((&json["counts"]["fixed"], &json["counts"]["new"]), (&0.into(), &0.into()));
    assert!(json["counts"]["unanswered_failing"].as_u64() > Some(0), "{json}");
}

#[test]
fn runs_of_different_tiers_are_compared_by_what_both_asked() {
    let folder = Folder::new();
    let conform = |name, more: &[&str]| {
        folder.run(&[&["conform", "--report", name], more].concat());
    };
    conform("smoke", &["--tier", "smoke"]);
    conform("standard", &[]);
    let ran = folder.run(&["compare", "smoke", "standard"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("compared is what both asked"), "{ran:?}");
    assert!(ran.stdout.contains("asked only after"), "{ran:?}");
    assert!(ran.stdout.lines().count() < 20, "{ran:?}");
    let json = folder.run(&["compare", "smoke", "standard", "--format", "json"]).json();
    let judged = report_in(&folder.path("smoke"))["coverage"]["checks"]["exercised"].clone();
    assert_eq!(json["counts"]["answered_in_both"], judged, "{json}");
}

#[test]
fn what_fails_as_before_is_a_count() {
    let folder = Folder::new();
    let broken = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    let url = broken.url();
    let arguments = ["conform", "--target", &url, "--report", "bad"];
    folder.run(&[&arguments[..], &TOKEN].concat());
    let ran = folder.run(&["compare", "bad", "bad"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("fail as before"), "{ran:?}");
    assert!(ran.stdout.lines().count() < 10, "{ran:?}");
    let json = folder.run(&["compare", "bad", "bad", "--format", "json"]).json();
    let groups = json["groups"].as_array().unwrap();
    assert!(groups.iter().any(|group| group["change"] == "still_failing"), "{json}");
}

#[test]
fn two_load_runs_are_compared_and_other_load_is_refused() {
    let folder = Folder::new();
    for (name, seed) in [("a", "1"), ("b", "2")] {
        folder.run(&[&SMALL[..], &["--seed", seed, "--report", name]].concat());
    }
    let ran = folder.run(&["compare", "a", "a", "--baseline", "a", "--format", "json"]);
    let described = ran.json();
    assert!(valid("load-comparison-v1.schema.json", &described), "{described}");
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert_eq!(described["totals"]["worse"], 0, "{described}");
    assert_eq!(described["decision"]["between_runs"], "measured", "{described}");
    let report = report_in(&folder.path("a"));
    let stages = report["stages"].as_array().unwrap();
    let beats = stages.iter().flat_map(|stage| stage["operations"].as_array().unwrap());
    for beat in beats.filter(|row| row["name"] == "worker_heartbeat") {
        let ended = beat["blocks"]["ended"].as_array().unwrap();
        let sum: u64 = ended.iter().map(|block| block.as_u64().unwrap()).sum();
        assert_eq!(Some(sum), beat["ended"].as_u64(), "{beat}");
    }
    let refused = folder.run(&["compare", "a", "b"]);
    assert!(refused.error(3).contains("seed (1, 2)"), "{refused:?}");
}

#[test]
fn what_cannot_be_compared_is_refused_with_one_message() {
    let folder = Folder::new();
    folder.run(&[&SMALL[..], &["--report", "load"]].concat());
    folder.run(&["conform", "--only", "auth_missing@register_worker#*", "--report", "conform"]);
    let old = fs::read_to_string(folder.path("load/report.json")).unwrap();
    folder.write("old.json", old.replacen("\"version\": 1", "\"version\": 0", 1));
    folder.write("text.json", "hello");
    for (before, after, described) in [
        ("load", "conform", "give two of one kind"),
        ("conform", "load", "give two of one kind"),
        ("load", "old.json", "version 0"),
        ("text.json", "load", "no report"),
        ("nothing", "load", "cannot read nothing"),
    ] {
        let ran = folder.run(&["compare", before, after]);
        assert!(ran.error(3).contains(described), "{ran:?}");
    }
    let several = folder.run(&["compare", "conform", "conform", "--baseline", "conform"]);
    assert!(several.error(2).contains("by two"), "{several:?}");
}
