//! An id that nobody made is answered, not crashed on.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// An id that nobody made is answered, not crashed on.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_unknown_id",
    level: Level::Must,
    requirement: "The target MUST answer a request with an unknown id, and not with a 5xx.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends an unknown id of the usual form, and expects any answer below 500.",
        why: "Workers outlive the database they registered in. Then the whole fleet asks under ids that are gone, all at once.",
        request: "POST /workers/d93f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19/start",
        answer: r#"500 {"error": "'NoneType' object has no attribute 'queue'"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::UnknownId)
}
