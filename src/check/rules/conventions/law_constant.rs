//! A value is the same in every answer to one token.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A value is the same in every answer to one token.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_constant",
    level: Level::Must,
    requirement: "A response member MUST be the same in every response to one token where a law \
                  says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Calls every operation that the law names with one token, and compares the value that should be the same in all their answers.",
        why: "Where two operations disagree on whose token it is, one of them looks it up wrongly and serves somebody else's configuration.",
        request: "POST /workers  and  POST /workers/w-1/start   (with one token)",
        answer: r#"200 {"organisation": "acme"}  and  {"organisation": "default"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::Constant)
}
