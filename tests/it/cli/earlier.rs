//! `load --baseline`: the latencies of an earlier run, in the charts of a later one.

use super::binary::{Folder, report_in};

const TINY: [&str; 7] = ["load", "--workers", "3", "--ramp", "100ms", "--interval", "100ms"];

#[test]
fn the_page_of_a_run_shows_the_latencies_of_the_run_that_was_named_and_judges_nothing_by_them() {
    let folder = Folder::new();
    let lasts = ["--duration", "1s"];
    folder.run(&[&TINY[..], &lasts, &["--report", "first"]].concat());
    let later = ["--baseline", "first", "--report", "second"];
    let ran = folder.run(&[&TINY[..], &lasts, &later].concat());
    let (first, second) = (report_in(&folder.path("first")), report_in(&folder.path("second")));
    let earlier = &second["earlier"];
    assert_eq!((&earlier["report"], &earlier["same_load"]), (&"first".into(), &true.into()));
    assert_eq!(earlier["started_at"], first["started_at"]);
    let beats = |report: &serde_json::Value| -> u64 {
        let stages = report["stages"].as_array().unwrap().iter();
        let rows = stages.flat_map(|stage| stage["operations"].as_array().unwrap());
        let rows = rows.filter(|row| row["name"] == "worker_heartbeat");
        rows.filter_map(|row| row["clocks"]["response"]["samples"].as_u64()).sum()
    };
    let kept = earlier["operations"].as_array().unwrap().iter();
    let kept = kept.clone().find(|kept| kept["name"] == "worker_heartbeat").unwrap();
    assert!(beats(&first) > 0);
    assert_eq!(kept["response"]["samples"], beats(&first), "{ran:?}");
    let page = std::fs::read_to_string(folder.path("second/report.html")).unwrap();
    assert!(page.contains("response of the earlier run"), "the legend names it");
    assert!(!page.contains("under another load"));

    // Another load is said to be one.
    let longer = ["--duration", "2s", "--baseline", "first", "--report", "third"];
    folder.run(&[&TINY[..], &longer].concat());
    let page = std::fs::read_to_string(folder.path("third/report.html")).unwrap();
    assert!(page.contains("response of the earlier run, under another load"));
}

#[test]
fn a_report_that_is_none_of_load_is_refused_before_anything_is_sent() {
    let folder = Folder::new();
    let only = ["--only", "no_content@*", "--report", "conform"];
    folder.run(&[&["conform"][..], &only].concat());
    let ran = folder.run(&[&TINY[..], &["--baseline", "conform"]].concat());
    let error = ran.error(2);
    assert!(error.contains("--baseline takes a report of `load`"), "{error}");
    let ran = folder.run(&[&TINY[..], &["--baseline", "nowhere"]].concat());
    assert!(ran.error(3).contains("nowhere"), "{ran:?}");
    assert!(!folder.path("reports").exists());
}
