//! A success has a declared media type.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Expectation, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::spec::Response;

/// A success has a declared media type.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_media_type",
    level: Level::Must,
    requirement: "The content of a success MUST have a declared media type.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#response-object",
    explanation: Explanation {
        what: "Compares the `Content-Type` of every success with the media types declared for its status; parameters such as charset do not matter.",
        why: "A client picks its decoder by the media type. JSON that is labelled as text is handed on as text.",
        request: "GET /workers/w-1",
        answer: r#"200 Content-Type: text/html  {"id": "w-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for response in under_test.operation.successes().filter(|response| !response.content.is_empty())
    {
        for (extent, step) in under_test.successful() {
            let case = under_test.case_in(response, extent.name());
            drafts.push(Draft::new(case, &response.location, step, expectation(response)));
        }
    }
    drafts
}

/// One of the media types that a declared response lists.
pub(in crate::check) fn expectation(response: &Response) -> Expectation {
    let media_types = response.content.iter().map(|content| content.name.clone()).collect();
    ContentExpectation::MediaType { status: response.status, media_types }.into()
}
