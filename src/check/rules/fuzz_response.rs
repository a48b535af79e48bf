//! What a random request is answered obeys its schema.

use crate::check::Expectation;
use crate::check::fuzz;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// What a random request is answered obeys its schema.
pub(super) static RULE: Rule = Rule {
    id: "fuzz_response",
    level: Level::Must,
    requirement: "The content of every success MUST obey its schema, whatever the request was.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#response-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let successes = subject.json_successes().iter();
    successes
        .flat_map(|success| {
            let expectation = Expectation::Content {
                status: success.response.status,
                schema: success.schema.clone(),
                elsewhere: Vec::new(),
            };
            let drafts = fuzz::drafts(subject, |_| true, &expectation);
            drafts.into_iter().map(|mut draft| {
                draft.case = subject.case_in(success.response, &draft.case);
                draft
            })
        })
        .collect()
}
