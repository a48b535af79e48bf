//! A success obeys its schema.

use std::sync::Arc;

use crate::check::cases::shared::Cases;
use crate::check::cases::variation::Variation;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::rules::variations::variations;

/// A success obeys its schema.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_schema",
    level: Level::Must,
    requirement: "The content of a success MUST be valid against its declared schema.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    explanation: Explanation {
        what: "Validates the content of every success against its schema, formats included. What other rules verify member by member is left to them.",
        why: "A value of the right type can still be out of its range, its pattern or its list of values, and breaks a client that relies on them.",
        request: "GET /workers/w-1",
        answer: r#"200 {"id": "w-1", "state": "napping"}   (the enum has idle, busy)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let plain = under_test.plain();
    for success in under_test.json_successes() {
        let response = success.response;
        let elsewhere: Vec<_> = success
            .members
            .iter()
            .filter(|member| member.required)
            .map(|member| (member.pointer(true), member.types))
            // What only requests hold is not missing here.
            .chain(success.hidden.iter().map(|member| (member.pointer(true), member.types)))
            .collect();
        let location = under_test.api.location(success.schema);
        for (extent, step) in under_test.successful() {
            let expectation = ContentExpectation::Content {
                status: response.status,
                schema: success.schema.clone(),
                elsewhere: elsewhere.clone(),
            };
            let case = under_test.case_in(response, extent.name());
            drafts.push(Draft::new(case, &location, step, expectation));
        }
        let hidden = success.hidden.iter().map(|member| (member.pointer(true), member.types));
        let expectation = ContentExpectation::Content {
            status: response.status,
            schema: success.schema.clone(),
            elsewhere: hidden.collect(),
        };
        for Variation { case, step, .. } in variations(under_test) {
            let case = under_test.case_in(response, case);
            let draft = Draft::new(case, &location, Arc::clone(step), expectation.clone());
            drafts.push(draft.varying_all(&plain));
        }
    }
    drafts
}
