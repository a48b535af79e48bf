//! `mutants` and `serve --mutant`: what is listed, what is tried, what is served.

use super::binary::Folder;

#[test]
fn mutants_are_listed_with_what_they_break() {
    let folder = Folder::new();
    for arguments in [&["mutants", "--list"][..], &["serve", "--mutant", "list"]] {
        let ran = folder.run(arguments);
        assert_eq!(ran.quiet(), Some(0), "{ran:?}");
        assert!(ran.stdout.contains("\nchallenge_stripped  [auth_challenge]  "), "{ran:?}");
        assert!(ran.stdout.contains("\nmech:drop@register_worker#200/worker_id  [some rule]  "));
    }
}

#[test]
fn a_selection_is_tried_and_reported() {
    let folder = Folder::new();
    let only = ["mutants", "--only", "challenge_stripped", "--only", "healthy:*"];
    let ran = folder.run(&only);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("challenge_stripped: auth_challenge\n"), "{ran:?}");
    let ran = folder.run(&[&only[..], &["--format", "json"]].concat());
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let rows = ran.json()["rows"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[4]["broken"], serde_json::json!(["auth_challenge"]));
}

#[test]
fn what_there_is_not_is_refused_with_what_says_it() {
    let folder = Folder::new();
    for arguments in [["mutants", "--only", "nothing"], ["serve", "--mutant", "nothing"]] {
        let ran = folder.run(&arguments);
        let error = ran.error(2);
        assert!(error.contains("nothing") && error.contains("mutants --list"), "{error}");
    }
}
