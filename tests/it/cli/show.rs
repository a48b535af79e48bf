//! `report show`: a report again, and one cause of it in full.

use super::binary::{Folder, report_in};
use super::server::{QUEUE, TOKEN, mutant};

#[test]
fn a_cause_of_a_report_is_shown_in_full_by_rule_check_or_number() {
    let folder = Folder::new();
    let url = mutant("token_prefix_compared");
    let only = ["--only", "auth_*", "--report", "out"];
    let ran = folder.run(&[&["conform", "--target", &url][..], &only, &TOKEN, &QUEUE].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let next = "cp-harness report show out auth_wrong_token";
    assert!(ran.stdout.contains(next), "a finding says where to go: {ran:?}");
    let report = report_in(&folder.path("out"));
    let causes = report["causes"].as_array().unwrap();
    let at = causes.iter().position(|cause| cause["rule"] == "auth_wrong_token").unwrap();
    let check = causes[at]["checks"][0].as_str().unwrap().to_owned();
    let shown: Vec<String> = ["auth_wrong_token", &check, &(at + 1).to_string()]
        .map(|name| folder.run(&["report", "show", "out", name]))
        .into_iter()
        .map(|ran| {
            assert_eq!(ran.quiet(), Some(0));
            ran.stdout
        })
        .collect();
    assert!(shown.iter().all(|text| *text == shown[0]), "{shown:#?}");
    for part in [
        "MUST  auth_wrong_token",
        "expected  ",
        "request 1 of ",
        "> authorization: ",
        &format!("cp-harness replay out '{check}'"),
        "cp-harness rules auth_wrong_token",
    ] {
        assert!(shown[0].to_lowercase().contains(&part.to_lowercase()), "{part}: {}", shown[0]);
    }
    let ran = folder.run(&["report", "show", "out", "auth_wrong_tokn"]);
    assert!(ran.error(2).contains("did you mean `auth_wrong_token`?"), "{ran:?}");
    let again = folder.run(&["report", "show", "out"]);
    assert!(again.stdout.contains("FAIL  auth_wrong_token"), "{again:?}");
}
