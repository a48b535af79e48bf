//! The same request is answered the same again.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// The same request is answered the same again.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_stable",
    level: Level::Must,
    requirement: "The target MUST answer the same request in the same way again where a law says \
                  so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends the same request again and compares the answers member by member, apart from those that the law lets change.",
        why: "A worker that restarts counts on the configuration it had. One that depends on the replica that happens to answer makes for faults that nobody can repeat.",
        request: "POST /workers/w-1/start   (the second time)",
        answer: r#"200 {"queue": "b"}   (the first time: {"queue": "a"})"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::Stable)
}
