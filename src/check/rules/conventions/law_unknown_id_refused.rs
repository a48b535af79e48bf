//! An id that nobody made is refused.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// An id that nobody made is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_unknown_id_refused",
    level: Level::Must,
    requirement: "The target MUST refuse a request with an unknown id where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends an unknown id, once a known one was accepted, and expects a 4xx.",
        why: "The configuration for a worker that does not exist holds the same keys as any other, and is there for whoever makes up an id.",
        request: "POST /workers/d93f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19/start   (unknown)",
        answer: r#"200 {"queue": "default", "api_key": "..."}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::UnknownIdRefused)
}
