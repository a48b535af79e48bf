//! What only requests hold does not come back.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// What only requests hold does not come back.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_write_only",
    level: Level::Should,
    requirement: "A response SHOULD NOT have a member that is writeOnly.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4",
    explanation: Explanation {
        what: "Looks in every success for the members that the document marks as writeOnly, in nested objects too.",
        why: "What is only ever written is a password or a key. Sent back, it ends in logs, caches and browsers, where nobody expects it.",
        request: "GET /registries/r-1",
        answer: r#"200 {"id": "r-1", "password": "..."}   (`password` is writeOnly)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for success in under_test.json_successes() {
        for member in &success.hidden {
            let expectation = ContentExpectation::Absent {
                status: success.response.status,
                pointer: member.pointer(true),
            };
            let location = under_test.api.location(&member.schema);
            for (extent, step) in under_test.successful() {
                let case = format!("{}:{}", extent.name(), member.name());
                let case = under_test.case_in(success.response, &case);
                drafts.push(Draft::new(case, &location, step, expectation.clone()));
            }
        }
    }
    drafts
}
