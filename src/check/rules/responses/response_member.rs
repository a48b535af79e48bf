//! A required member is in the answer, with its type.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Extent;

/// A required member is in the answer, with its type.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_member",
    level: Level::Must,
    requirement: "A response MUST have each required member, with a type that its schema allows, \
                  and not null unless the schema allows null.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
    explanation: Explanation {
        what: "Looks for each required member of a success in turn: present, of a declared type, and not null unless null is declared. One check for each member, so that one that is missing hides no other.",
        why: "Required members are read without a second thought. The first worker that gets an answer without one of them crashes or runs half configured.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"200 {"id": "w-1"}   (`token` is required and absent)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for success in under_test.json_successes() {
        let response = success.response;
        for member in success.members.iter().filter(|member| member.required) {
            let expectation = ContentExpectation::Member {
                status: response.status,
                pointer: member.pointer(true),
                types: member.types,
            };
            let location = under_test.api.location(&member.schema);
            for (extent, step) in under_test.successful() {
                let name = match extent {
                    Extent::Minimal => member.name(),
                    Extent::Full => format!("{}:{}", extent.name(), member.name()),
                };
                let case = under_test.case_in(response, &name);
                drafts.push(Draft::new(case, &location, step, expectation.clone()));
            }
        }
    }
    drafts
}
