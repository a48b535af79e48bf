//! What a random request is answered obeys its schema.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// What a random request is answered obeys its schema.
pub(in crate::check) static RULE: Rule = Rule {
    id: "fuzz_response",
    level: Level::Must,
    requirement: "The content of every success MUST be valid against its schema, whatever the \
                  request was.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#response-object",
    explanation: Explanation {
        what: "Holds the content of every success that a random request gets to the schema declared for its status.",
        why: "Odd input that was accepted comes out again: as a null where a text is due, or as a number that is no longer one.",
        request: r#"POST /jobs  {"retries": 1e400}"#,
        answer: r#"200 {"retries": null}   (declared: an integer)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let successes = under_test.json_successes().iter();
    successes
        .flat_map(|success| {
            let expectation = ContentExpectation::Content {
                status: success.response.status,
                schema: success.schema.clone(),
                elsewhere: Vec::new(),
            };
            let drafts = under_test.searched(|_| true, expectation);
            drafts.into_iter().map(|mut draft| {
                draft.case = under_test.case_in(success.response, &draft.case);
                draft
            })
        })
        .collect()
}
