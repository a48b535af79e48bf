//! `lint`: what is wrong with the documents, told by itself and beside a run.

use super::binary::{Folder, report_in};
use super::pets::{folder, healthy};

/// The small API with a default that its schema refuses, on line 9.
fn wrong() -> Folder {
    let folder = folder();
    let text = std::fs::read_to_string(folder.path("pets.yaml")).unwrap();
    folder.write("pets.yaml", text.replace("{type: integer}", "{type: integer, default: ten}"));
    folder
}

#[test]
fn findings_are_reported_with_their_line_and_fail_where_asked_to() {
    let folder = wrong();
    let ran = folder.run(&["lint", "pets.yaml"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.starts_with("pets.yaml:9: SHOULD default_invalid: "), "{ran:?}");
    assert_eq!(ran.last_line(), "1 SHOULD · 0 NOTE");
    assert_eq!(folder.run(&["lint", "pets.yaml", "--strict"]).quiet(), Some(1));
    let json = folder.run(&["lint", "pets.yaml", "--format", "json"]).json();
    assert_eq!(json["findings"][0]["lint"], "default_invalid");
    assert_eq!(json["findings"][0]["location"]["line"], 9);
}

#[test]
fn the_embedded_documents_meet_every_should() {
    let ran = Folder::new().run(&["lint", "--strict"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("refusal_undocumented: worker_heartbeat"), "{ran:?}");
}

#[test]
fn a_run_says_how_much_is_wrong_with_its_documents_and_does_not_fail_for_it() {
    let folder = wrong();
    let target = healthy().url();
    let arguments = ["conform", "--spec", "pets.yaml", "--target", &target, "--report", "r"];
    let ran = folder.run(&arguments);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("SPEC  1 note on the documents: default_invalid 1"), "{ran:?}");
    assert!(ran.stdout.contains("pets.yaml:9: default refused by its schema"), "{ran:?}");
    assert_eq!(report_in(&folder.path("r"))["lint"][0]["lint"], "default_invalid");
}
