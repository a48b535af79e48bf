//! A value on the boundary of its constraint is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A value on the boundary of its constraint is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_boundary",
    level: Level::Must,
    requirement: "The target MUST accept a value on the boundary of its constraint (the \
                  smallest, the longest, an empty list where nothing forbids it).",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6",
    explanation: Explanation {
        what: "Sends values that a constraint just allows, one at a time: the minimum and the maximum, the shortest and the longest text, an empty list or object where nothing forbids it, a member that `additionalProperties` lets in.",
        why: "Limits are written twice, in the document and in the code, and drift apart by one: `<` for `<=`, bytes for characters, a column shorter than the text. A caller that keeps to the document is refused at its very edge.",
        request: r#"POST /jobs  {"retries": 10}   (maximum: 10)"#,
        answer: r#"422 {"detail": "retries must be less than 10"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.accepted(&[
        Constraint::Range,
        Constraint::Multiple,
        Constraint::Length,
        Constraint::ItemCount,
        Constraint::Uniqueness,
        Constraint::MemberName,
        Constraint::MemberCount,
        Constraint::Dependency,
        Constraint::Emptiness,
    ])
}
