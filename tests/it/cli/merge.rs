//! `report merge`: load runs of several machines as one.

use super::binary::{Folder, report_in};
use super::server::{TOKEN, reference};

#[test]
fn two_runs_at_the_same_time_are_one_fleet_with_one_verdict() {
    let folder = Folder::new();
    let url = reference("");
    let sizes = ["--ramp", "100ms", "--duration", "1s", "--interval", "100ms", "--target", &url];
    let spawn = |name: &str, workers: &str| {
        let own = ["load", "--workers", workers, "--report", name, "--slo", "error_rate==0"];
        folder.command(&[&own[..], &sizes, &TOKEN].concat()).spawn().unwrap()
    };
    for running in [spawn("a", "2"), spawn("b", "3")] {
        super::binary::finish(running);
    }
    let ran = folder.run(&["report", "merge", "a", "b", "--report", "both"]);
    let parts = ["a", "b"].map(|name| report_in(&folder.path(name)));
    let both = report_in(&folder.path("both"));
    assert_eq!(ran.code, both["exit_code"].as_i64().and_then(|code| i32::try_from(code).ok()));
    assert_eq!(both["fleet"]["workers"], 5);
    for member in ["sent", "answered", "failed", "in_flight_at_stop"] {
        let of = |report: &serde_json::Value| report["requests"][member].as_u64().unwrap();
        assert_eq!(of(&both), parts.iter().map(of).sum::<u64>(), "{member}");
    }
    assert_eq!(both["entered"], 5);
    assert_eq!(both["slos"][0]["standing"], "met", "{}", both["slos"]);
    assert!(folder.path("both/report.html").is_file() && folder.path("both/junit.xml").is_file());

    // What is no part of it is refused.
    let ran = folder.run(&["report", "merge", "a", "a", "--report", "twice"]);
    assert!(ran.error(3).contains("are of the same run"), "{ran:?}");
    let ran = folder.run(&["report", "merge", "a"]);
    assert!(ran.error(3).contains("two runs or more"), "{ran:?}");
    let ran = folder.run(&["report", "merge", "a", "nowhere"]);
    assert!(ran.error(3).contains("nowhere"), "{ran:?}");
    assert!(!folder.path("twice").exists());
}
