//! A required member is in the answer, with its type.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A required member is in the answer, with its type.
pub(super) static RULE: Rule = Rule {
    id: "response_member",
    level: Level::Must,
    requirement: "A required member of an answer MUST be there, have a type its schema allows, and not be null unless that is allowed.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for success in subject.json_successes() {
        let response = success.response;
        for member in success.members.iter().filter(|member| member.required) {
            let expectation = Expectation::Member {
                status: response.status,
                pointer: member.pointer(true),
                types: member.types,
            };
            let location = subject.api.location(&member.schema);
            for (extent, step) in subject.successful() {
                let name = match extent {
                    "minimal" => member.name(),
                    other => format!("{other}:{}", member.name()),
                };
                let case = subject.case_in(response, &name);
                drafts.push(Draft::new(case, &location, step, expectation.clone()));
            }
        }
    }
    drafts
}
