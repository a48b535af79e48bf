//! `diff`: two versions of the documents.

use super::binary::{Folder, Ran};
use super::pets::folder;

/// The small API as it is, and as it becomes by a replacement.
fn versions(from: &str, to: &str) -> Folder {
    let folder = folder();
    let text = std::fs::read_to_string(folder.path("pets.yaml")).unwrap();
    assert!(text.contains(from), "{from}");
    folder.write("new.yaml", text.replace(from, to));
    folder
}

fn diff(folder: &Folder, more: &[&str]) -> Ran {
    folder.run(&[&["diff", "pets.yaml", "new.yaml"], more].concat())
}

#[test]
fn a_breaking_change_fails_and_says_where_it_was_and_is() {
    let folder = versions("                  name: {type: string}\n", "");
    let ran = diff(&folder, &[]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
    let json = diff(&folder, &["--format", "json"]).json();
    assert_eq!(json["changes"][0]["impact"], "breaking");
    assert!(json["vanished"].to_string().contains("response_"), "{json}");
}

#[test]
fn a_risky_change_fails_a_strict_comparison_alone() {
    let folder = versions("'422'", "'202': {description: Later}\n        '422'");
    assert_eq!(diff(&folder, &[]).quiet(), Some(0));
    assert_eq!(diff(&folder, &["--strict"]).quiet(), Some(1));
}

#[test]
fn equal_documents_have_nothing_to_say() {
    let ran = diff(&versions("Pets", "Pets"), &[]);
    assert_eq!(ran.quiet(), Some(0));
    assert_eq!(
        ran.stdout,
        "0 breaking · 0 risky · 0 compatible · of the checks 0 appear, 0 vanish, 0 change\n"
    );
}
