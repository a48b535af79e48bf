//! Requests in flight together get back what each of them sent.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Requests in flight together get back what each of them sent.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_echo_in_flight",
    level: Level::Must,
    requirement: "The target MUST answer each of several concurrent requests with what that \
                  request sent where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends several requests at the same moment, each with a value of its own, and holds each answer against its own request.",
        why: "A global variable or a cache under the wrong key answers one caller with what another one sent. A single request at a time never shows it.",
        request: r#"POST /workers  {"name": "w-3"}   (one of eight in flight)"#,
        answer: r#"200 {"name": "w-5"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::EchoInFlight)
}
