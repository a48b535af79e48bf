//! An answer ends where its framing says.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level, RequestTemplate};
use crate::check::rules::rule::{Explanation, Rule};

/// An answer ends where its framing says.
pub(in crate::check) static RULE: Rule = Rule {
    id: "content_end",
    level: Level::Must,
    requirement: "A response MUST end where its framing says: bytes after it are read as the \
                  next response.",
    reference: "https://www.rfc-editor.org/rfc/rfc9112#section-6.3",
    explanation: Explanation {
        what: "Reads the connection to its end after the content of an answer, below the HTTP library, and looks for bytes beyond those that Content-Length or the last chunk announced.",
        why: "On a connection that is kept open those bytes are the beginning of the next answer: one caller's data in another caller's hands.",
        request: "GET /workers/w-1",
        answer: r#"200 Content-Length: 13  {"id": "w-1"} and ten bytes more"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let has_content = under_test.operation.successes().any(|response| !response.content.is_empty());
    if !has_content || under_test.operation.method == "DELETE" {
        return Vec::new();
    }
    let location = &under_test.operation.location;
    let step = RequestTemplate { until_close: true, ..under_test.minimal() };
    vec![Draft::new("minimal", location, step, ContentExpectation::NothingMore)]
}
