//! What is sent comes back.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// What is sent comes back.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_echo",
    level: Level::Must,
    requirement: "A response MUST return a value as it was sent where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends a value at the place that the law names, and looks for it at its place in the answer.",
        why: "A worker that is given another one's id, or another queue, goes on to work under that name.",
        request: "POST /workers/w-1/start",
        answer: r#"200 {"id": "w-2"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::Echo)
}
