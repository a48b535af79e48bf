//! A member of the answer has its documented default.

use crate::check::Expectation;
use crate::check::generate::Shape;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A member of the answer has its documented default.
pub(super) static RULE: Rule = Rule {
    id: "response_default",
    level: Level::Should,
    requirement: "A member of an answer that has a documented default SHOULD have that value where the caller gave no cause to differ.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for success in subject.json_successes() {
        let response = success.response;
        for member in &success.members {
            let shape = Shape::of(subject.api, &member.schema);
            let Some(default) = shape.first("default") else {
                continue;
            };
            if member.is_in_array() {
                continue;
            }
            let expectation = Expectation::Equals {
                status: response.status,
                pointer: member.pointer(true),
                value: default.clone(),
                types: member.types,
            };
            let location = subject.api.location(&member.schema);
            let case = subject.case_in(response, &member.name());
            drafts.push(Draft::new(case, &location, subject.minimal(), expectation));
        }
    }
    drafts
}
