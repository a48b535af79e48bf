//! Every value that an enumeration lists is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// Every value that an enumeration lists is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_listed_value",
    level: Level::Must,
    requirement: "The target MUST accept each value that an enum or const lists.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2",
    explanation: Explanation {
        what: "Sends each value that an enum or a const lists, one request for each, all else being as in a request that is accepted.",
        why: "The list in the document and the one in the code are two lists. A value that only the document knows is found by the first worker that is in that state.",
        request: r#"POST /workers/w-1/state  {"state": "draining"}   (enum: idle, busy, draining)"#,
        answer: r#"422 {"detail": "unknown state"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.accepted(&[Constraint::Enumeration])
}
