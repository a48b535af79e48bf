//! The main job: conform, against the embedded reference and against a control plane of one's own.

use std::io::{BufRead, BufReader};

use super::binary::{Folder, finish, report_in, signal};
use super::server::{QUEUE, TOKEN, reference};

#[test]
fn the_embedded_reference_passes_and_its_report_is_in_a_folder_of_its_own() {
    let folder = Folder::new();
    let ran = folder.run(&["conform"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let report = folder.only_report();
    let name = format!("reports/{}", report.file_name().unwrap().to_str().unwrap());
    let last = ran.last_line();
    assert!(last.starts_with("PASSED  "), "{last}");
    assert!(last.ends_with(&name), "{last}");
    assert!(last.contains("spec coverage 100%"), "{last}");
    let written = report_in(&report);
    assert_eq!(written["verdict"], "passed");
    assert_eq!(written["exit_code"], 0);
    let events = std::fs::read_to_string(report.join("events.ndjson")).unwrap();
    let events: Vec<serde_json::Value> =
        events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.first().unwrap()["event"], "started");
    assert_eq!(events.last().unwrap()["event"], "ended");
    let junit = std::fs::read_to_string(report.join("junit.xml")).unwrap();
    assert!(junit.starts_with("<?xml") && junit.trim_end().ends_with("</testsuites>"));
}

#[test]
fn a_served_reference_passes_and_stops_when_asked() {
    let folder = Folder::new();
    let mut serving = folder.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut greeting = BufReader::new(serving.stdout.take().unwrap()).lines();
    let first = greeting.next().unwrap().unwrap();
    let url = first.strip_prefix("reference control plane on ").unwrap().to_owned();
    assert!(url.starts_with("http://127.0.0.1:") && !url.ends_with(":0"), "{url}");
    let hint = greeting.map_while(Result::ok).find(|line| line.starts_with("cp-harness conform"));
    let hint = hint.unwrap();
    let arguments: Vec<&str> = hint.split(' ').skip(1).collect();
    let ran = folder.run(&arguments);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert_eq!(report_in(&folder.only_report())["target"], format!("{url}/"));
    signal("-INT", serving.id());
    assert_eq!(finish(serving).quiet(), Some(0));
}

#[test]
fn a_target_below_a_path_prefix_passes_and_the_folder_is_the_one_asked_for() {
    let folder = Folder::new();
    let url = reference("/gateway/v2");
    for target in [url.clone(), format!("{url}/")] {
        let arguments =
            [&["conform", "--target", &target, "--report", "a/b"], &TOKEN[..], &QUEUE[..]];
        let ran = folder.run(&arguments.concat());
        assert_eq!(ran.quiet(), Some(0), "{ran:?}");
        assert!(ran.last_line().ends_with("a/b"), "{ran:?}");
        assert_eq!(report_in(&folder.path("a/b"))["verdict"], "passed");
    }
    assert!(!folder.path("reports").exists());
}

#[test]
fn a_strict_run_of_the_embedded_reference_passes_too() {
    let ran = Folder::new().run(&["conform", "--strict", "--concurrency", "1"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
}
