//! Spec coverage: what of the documents a run has judged, and what it has not.

use serde_json::Value;

use super::binary::{Folder, report_in};
use super::pets::{FAILING, folder, healthy, server};
use super::server::{Server, answer};

/// What became of the promise with this kind and name: `never`, say, and why.
fn seen<'r>(report: &'r Value, kind: &str, name: &str) -> (&'r str, Option<&'r str>) {
    let promises = report["coverage"]["promises"].as_array().unwrap();
    let is_meant = |promise: &&Value| promise["kind"] == kind && promise["name"] == name;
    let promise = promises.iter().find(is_meant).unwrap_or_else(|| panic!("{kind} {name}"));
    (promise["seen"].as_str().unwrap(), promise["reason"].as_str())
}

#[test]
fn every_promise_is_listed_with_whether_it_was_judged_and_why_not() {
    let folder = folder();
    let target = healthy().url();
    let arguments = ["conform", "--spec", "pets.yaml", "--target", &target, "--report", "r"];
    let ran = folder.run(&arguments);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let report = report_in(&folder.path("r"));
    assert_eq!(seen(&report, "status", "200"), ("observed", None));
    assert_eq!(seen(&report, "status", "422"), ("observed", None));
    assert_eq!(
        seen(&report, "status", "503"),
        ("never", Some("no answer that was judged had this status"))
    );
    assert_eq!(seen(&report, "response_member", "200: name"), ("observed", None));
    assert_eq!(
        seen(&report, "response_member", "200: nickname"),
        ("never", Some("no answer that was judged held it"))
    );
    assert_eq!(seen(&report, "parameter", "query:limit"), ("exercised", None));
    assert_eq!(seen(&report, "constraint", "query:limit: type integer"), ("exercised", None));
    let spec = &report["coverage"]["spec"];
    assert_eq!((&spec["exercised"], &spec["total"]), (&Value::from(5), &Value::from(7)));
    assert!(ran.stdout.contains("spec coverage 71% (5 of 7 promises judged)"), "{ran:?}");
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
        "5 of 7 promises judged",
        "list_pets: 2 not judged",
        "status 503: no answer that was judged had this status",
        "response member 200: nickname: no answer that was judged held it",
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

/// The promises of a report that were judged, each with the outcome of the check it names.
fn judged(report: &Value) -> Vec<(String, String)> {
    let promises = report["coverage"]["promises"].as_array().unwrap().iter();
    let judged = promises.filter(|promise| promise["check"].is_string());
    let outcome = |promise: &Value| {
        let checks = report["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["id"] == promise["check"]).unwrap();
        let name = promise["name"].as_str().unwrap().to_owned();
        (name, check["outcome"]["kind"].as_str().unwrap().to_owned())
    };
    judged.map(outcome).collect()
}

#[test]
fn what_was_answered_and_not_judged_is_not_covered() {
    // Every request is answered, and no check is judged on it.
    let limited = Server::http(|_, _| answer("429 Too Many Requests", "", ""));
    let folder = folder();
    let url = limited.url();
    let base = ["conform", "--spec", "pets.yaml", "--target", &url, "--report", "r"];
    let ran = folder.run(&[&base[..], &["--skip", "undeclared_*,allow_*"]].concat());
    assert_eq!(ran.code, Some(4), "{ran:?}");
    let report = report_in(&folder.path("r"));
    let spec = &report["coverage"]["spec"];
    assert_eq!((&spec["exercised"], &spec["total"]), (&Value::from(0), &Value::from(7)));
    let (kind, reason) = seen(&report, "response_member", "200: name");
    assert_eq!(kind, "unjudged");
    assert!(reason.unwrap().contains("429"), "{reason:?}");
    assert_eq!(seen(&report, "parameter", "query:limit").0, "unjudged");
}

#[test]
fn coverage_that_missing_answers_could_have_reached_is_inconclusive() {
    // The plain requests are judged; refusals are kept back.
    let half = Server::http(|seen, _| match seen.head.lines().next() {
        Some(line) if line.starts_with("GET /pets") && !line.contains("limit=") => {
            answer("200 OK", "Content-Type: application/json\r\n", "{\"name\": \"Rex\"}")
        }
        _ => answer("429 Too Many Requests", "", ""),
    });
    let folder = folder();
    let url = half.url();
    let run = |more: &[&str]| {
        let base = ["conform", "--spec", "pets.yaml", "--target", &url, "--report", "r"];
        folder.run(&[&base[..], more].concat())
    };
    let open = run(&["--min-coverage", "71"]);
    assert_eq!(open.code, Some(4), "{open:?}");
    assert!(open.stdout.contains("OPEN  spec coverage is 28%, below 71%"), "{open:?}");
    assert!(open.stdout.contains("left open by answers that did not come"), "{open:?}");
    // What no answer could have shown is missing whatever the target does.
    let short = run(&["--min-coverage", "100", "--only", "response_status@*#minimal"]);
    assert_eq!(short.code, Some(1), "{short:?}");
    assert!(short.stdout.contains("below 100%"), "{short:?}");
}

#[test]
fn a_required_member_that_is_missing_is_covered_by_the_check_that_fails_and_by_no_other() {
    let (folder, target) = (folder(), server().url());
    let run = |more: &[&str]| {
        let base = ["conform", "--spec", "pets.yaml", "--target", &target, "--report", "r"];
        let code = folder.run(&[&base, more].concat()).code;
        (code, report_in(&folder.path("r")))
    };
    let (code, report) = run(&[]);
    assert_eq!(code, Some(1));
    assert!(judged(&report).contains(&("200: name".to_owned(), "failed".to_owned())));
    let promises = report["coverage"]["promises"].as_array().unwrap();
    let is_member =
        |promise: &&Value| promise["name"] == "200: name" && promise["kind"] == "response_member";
    assert_eq!(promises.iter().find(is_member).unwrap()["check"], FAILING);
    let (code, report) = run(&["--skip", "response_member", "--min-coverage", "71"]);
    assert_eq!(code, Some(1), "no check looked at the member");
    assert_eq!(seen(&report, "response_member", "200: name").0, "never");
}

#[test]
fn every_promise_that_is_covered_names_a_check_that_passed_or_failed() {
    let folder = Folder::new();
    folder.run(&["conform", "--tier", "smoke", "--report", "r"]);
    let report = report_in(&folder.path("r"));
    let judged = judged(&report);
    assert!(judged.iter().all(|(_, kind)| kind == "passed" || kind == "failed"), "{judged:?}");
    assert_eq!(report["coverage"]["spec"]["exercised"], judged.len());
    assert!(judged.len() > 20, "{judged:?}");
}

#[test]
fn the_embedded_documents_are_judged_whole() {
    let ran = Folder::new().run(&["conform", "--min-coverage", "100"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
}
