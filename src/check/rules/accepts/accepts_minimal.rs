//! A request with its required parts only is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A request with its required parts only is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_minimal",
    level: Level::Must,
    requirement: "The target MUST accept a request that holds only what is required.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    explanation: Explanation {
        what: "Sends each operation its required members and parameters and nothing else, with a valid credential, and looks for a 2xx. An operation for which no valid request can be built is reported here, with the reason.",
        why: "A worker written from the document sends what is required. Where that is refused, the document asks for too little and no such worker can start.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"422 {"detail": "region is required"}   (the document requires `name` alone)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let location = &under_test.operation.location;
    vec![Draft::new("minimal", location, under_test.minimal(), StatusExpectation::Accepted)]
}
