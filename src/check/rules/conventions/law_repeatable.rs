//! The same request is accepted again.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// The same request is accepted again.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_repeatable",
    level: Level::Must,
    requirement: "The target MUST accept a request again that it accepted where a law says that \
                  it is repeatable.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends a request that was accepted again, several times, and looks for a 2xx each time.",
        why: "Networks lose answers, and workers send again. A second heartbeat that is refused tells a healthy worker that it is not wanted.",
        request: r#"POST /workers/heartbeat  {"id": "w-1"}   (the second time)"#,
        answer: r#"409 {"detail": "heartbeat already recorded"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::Repeatable)
}
