//! A success has a declared media type.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A success has a declared media type.
pub(super) static RULE: Rule = Rule {
    id: "response_media_type",
    level: Level::Must,
    requirement: "The content of a success MUST have a declared media type.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#response-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for response in subject.operation.successes().filter(|response| !response.content.is_empty()) {
        for (case, step) in subject.successful() {
            let media_types = response.content.iter().map(|content| content.name.clone()).collect();
            let expectation = Expectation::MediaType { status: response.status, media_types };
            let case = subject.case_in(response, case);
            drafts.push(Draft::new(case, &response.location, step, expectation));
        }
    }
    drafts
}
