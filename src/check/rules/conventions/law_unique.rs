//! Every answer has an id of its own.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Every answer has an id of its own.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_unique",
    level: Level::Must,
    requirement: "The target MUST answer each request with a value of its own where a law says \
                  that it is unique.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends the same request several times, one after the other, and compares the value that the law names in all answers.",
        why: "Two workers under one id overwrite each other's heartbeats. When one of them dies, nobody sees it.",
        request: r#"POST /workers  {"name": "w-1"}   (twice)"#,
        answer: r#"200 {"id": "w-7"}   (both times)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::Unique)
}
