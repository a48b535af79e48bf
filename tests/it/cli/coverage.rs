//! Spec coverage: what of the documents a run has put to the test, and what it never did.

use serde_json::Value;

use super::binary::{Folder, report_in};
use super::pets::{folder, healthy};

/// What became of the promise with this kind and name: `never`, say, and why.
fn seen<'r>(report: &'r Value, kind: &str, name: &str) -> (&'r str, Option<&'r str>) {
    let promises = report["coverage"]["promises"].as_array().unwrap();
    let is_meant = |promise: &&Value| promise["kind"] == kind && promise["name"] == name;
    let promise = promises.iter().find(is_meant).unwrap_or_else(|| panic!("{kind} {name}"));
    (promise["seen"].as_str().unwrap(), promise["reason"].as_str())
}

#[test]
fn every_promise_is_listed_with_whether_it_was_put_to_the_test_and_why_not() {
    let folder = folder();
    let target = healthy().url();
    let arguments = ["conform", "--spec", "pets.yaml", "--target", &target, "--report", "r"];
    let ran = folder.run(&arguments);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let report = report_in(&folder.path("r"));
    assert_eq!(seen(&report, "status", "200"), ("observed", None));
    assert_eq!(seen(&report, "status", "422"), ("observed", None));
    assert_eq!(seen(&report, "status", "503"), ("never", Some("no answer had this status")));
    assert_eq!(seen(&report, "response_member", "200: name"), ("observed", None));
    assert_eq!(
        seen(&report, "response_member", "200: nickname"),
        ("never", Some("no answer of this status held it"))
    );
    assert_eq!(seen(&report, "parameter", "query:limit"), ("exercised", None));
    assert_eq!(seen(&report, "constraint", "query:limit: type integer"), ("exercised", None));
    let spec = &report["coverage"]["spec"];
    assert_eq!((&spec["exercised"], &spec["total"]), (&Value::from(5), &Value::from(7)));
    assert!(ran.last_line().contains("spec coverage 71%"), "{ran:?}");
}

#[test]
fn less_coverage_than_asked_for_fails_the_run_and_says_what_is_missing() {
    let (folder, target) = (folder(), healthy().url());
    let run = |minimum: &str| {
        let base = ["conform", "--spec", "pets.yaml", "--target", &target];
        folder.run(&[&base[..], &["--min-coverage", minimum]].concat())
    };
    assert_eq!(run("71").quiet(), Some(0));
    let short = run("72");
    assert_eq!(short.quiet(), Some(1), "{short:?}");
    for line in [
        "FAIL  spec coverage is 71%, below 72%",
        "list_pets: 2 never tested",
        "status 503: no answer had this status",
        "response member 200: nickname: no answer of this status held it",
    ] {
        assert!(short.stdout.contains(line), "{line}: {short:?}");
    }
    assert!(short.last_line().starts_with("FAILED"), "{short:?}");
}

#[test]
fn a_target_that_cannot_be_reached_is_inconclusive_whatever_the_coverage() {
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{dead}");
    let arguments = ["conform", "--spec", "pets.yaml", "--target", &url, "--min-coverage", "50"];
    assert_eq!(folder().run(&arguments).code, Some(4));
}

#[test]
fn the_embedded_documents_are_put_to_the_test_whole() {
    let ran = Folder::new().run(&["conform", "--min-coverage", "100"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
}
