//! `rules`: the catalogue, one rule explained, and the book of rules.

use super::binary::Folder;

/// The book as it stands in the repository.
const BOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");

#[test]
fn the_list_has_a_line_for_every_rule() {
    let ran = Folder::new().run(&["rules"]);
    assert_eq!(ran.quiet(), Some(0));
    for rule in cp_harness::check::rules() {
        let lines = ran.stdout.lines().filter(|line| line.contains(rule.requirement));
        assert!(lines.clone().count() == 1 && ran.stdout.contains(rule.id), "{}", rule.id);
    }
}

#[test]
fn a_rule_is_explained_by_its_id_and_by_the_id_of_a_check() {
    let folder = Folder::new();
    let by_rule = folder.run(&["rules", "no_content"]);
    let by_check = folder.run(&["rules", "no_content@worker_heartbeat#204"]);
    assert_eq!(by_rule.quiet(), Some(0));
    assert_eq!(by_rule.stdout, by_check.stdout);
    insta::assert_snapshot!(by_rule.stdout);
    let json = folder.run(&["rules", "no_content", "--format", "json"]).json();
    assert_eq!(json["rules"][0]["id"], "no_content");
    assert!(json["rules"][0]["why"].as_str().unwrap().contains("connection"), "{json}");
}

#[test]
fn an_unknown_rule_is_answered_with_the_one_that_was_meant() {
    let ran = Folder::new().run(&["rules", "response_membr"]);
    assert!(ran.error(2).contains("did you mean `response_member`?"), "{ran:?}");
}

#[test]
fn the_book_in_the_repository_says_what_the_rules_say() {
    let ran = Folder::new().run(&["rules", "--check", BOOK]);
    assert_eq!(ran.quiet(), Some(0), "write it anew: cp-harness rules --write docs/rules.md");
}

#[test]
fn a_book_that_is_not_fresh_is_refused_and_writing_it_anew_fixes_that() {
    let folder = Folder::new();
    folder.write("book.md", "# The book of rules\n");
    let check = ["rules", "--check", "book.md"];
    assert!(folder.run(&check).error(3).contains("rules --write book.md"));
    assert_eq!(folder.run(&["rules", "--write", "book.md"]).quiet(), Some(0));
    assert_eq!(folder.run(&check).quiet(), Some(0));
}

#[test]
fn a_former_flag_works_with_a_warning_that_names_the_present_one() {
    let folder = Folder::new();
    let ran = folder.run(&["rules", "--book", "reference.md"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.contains("`--book` is now `--write`"), "{ran:?}");
    let checked = folder.run(&["rules", "--check", "reference.md"]);
    assert_eq!(checked.quiet(), Some(0));
}
