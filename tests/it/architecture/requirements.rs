//! Requirements read as RFC 2119 wants them: a subject, one keyword that is the rule's level, and what.

use cp_harness::check::{Conventions, Level, Plan, Selection, rule, rules};
use cp_harness::spec::Api;

/// Who can be required to do something: the target, or a part of what it answers.
const SUBJECTS: [&str; 8] = [
    "The target ",
    "A response ",
    "The response ",
    "The content of ",
    "A refusal ",
    "The names ",
    "The number ",
    "The rate limit headers ",
];

fn assert_requirement(id: &str, level: Level, text: &str) {
    let has_subject = SUBJECTS.iter().any(|subject| text.starts_with(subject));
    assert!(has_subject && text.contains('.'), "{id}: {text}");
    let keyword = match level {
        Level::Must => "MUST",
        Level::Should => "SHOULD",
        Level::Note => "MAY",
    };
    let first = text.split_whitespace().find(|word| ["MUST", "SHOULD", "MAY"].contains(word));
    assert_eq!(first, Some(keyword), "{id}: {text}");
}

#[test]
fn every_requirement_has_a_subject_and_the_keyword_of_its_level() {
    for rule in rules() {
        assert_requirement(rule.id, rule.level, rule.requirement);
    }
}

#[test]
fn the_shipped_laws_and_overview_rules_are_requirements_too() {
    let api = Api::embedded().unwrap();
    let conventions = Conventions::shipped(&api).unwrap();
    let plan = Plan::new(&api, &Selection { conventions, ..Selection::default() });
    let of_files: Vec<_> = plan
        .checks
        .iter()
        .filter(|check| rule(check.rule).is_none_or(|rule| rule.requirement != check.requirement))
        .collect();
    assert!(of_files.len() > 30, "{} checks of laws and overview rules", of_files.len());
    for check in of_files {
        // Where the documents declare no refusal, a law is no more than a note, and says so.
        if check.requirement.ends_with("a note, as the documents declare no refusal for it") {
            continue;
        }
        assert_requirement(&check.id, check.level, &check.requirement);
    }
}
