//! An answer without content has nothing on the wire after its head.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, RequestTemplate, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};
use crate::spec::{Response, StatusPattern};

/// An answer without content has nothing on the wire after its head.
pub(in crate::check) static RULE: Rule = Rule {
    id: "no_content",
    level: Level::Must,
    requirement: "A response with status 204 or 304 MUST end with its header section, without \
                  content or any further byte.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5",
    explanation: Explanation {
        what: "Reads the wire to its end after a 204 or 304, below the HTTP library that would hide what follows.",
        why: "A byte after such a head is read as the beginning of the next answer on that connection: answers get mixed up between requests, far from the cause.",
        request: r#"POST /workers/heartbeat  {"worker_id": "w-1"}"#,
        answer: r#"204 followed by the bytes {"ok": true}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let Some(response) = under_test.operation.responses.iter().find(|response| is_empty(response))
    else {
        return Vec::new();
    };
    let step = RequestTemplate { until_close: true, ..under_test.minimal() };
    vec![Draft::new(
        response.status.to_string(),
        &response.location,
        step,
        StatusExpectation::NoContent,
    )]
}

/// True for a declared response whose status allows no content.
pub(in crate::check) fn is_empty(response: &Response) -> bool {
    matches!(response.status, StatusPattern::Code(204 | 304))
}
