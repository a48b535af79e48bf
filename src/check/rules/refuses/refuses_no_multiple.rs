//! A number that is no multiple of its step is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A number that is no multiple of its step is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_no_multiple",
    level: Level::Must,
    requirement: "The target MUST refuse a number that is not a multiple of its multipleOf with \
                  a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.1",
    explanation: Explanation {
        what: "Sends numbers within their limits that are no multiple of `multipleOf`, just beside one that is.",
        why: "What is kept in whole cents or blocks is rounded where it is not refused, and the two sides go on with different numbers.",
        request: r#"POST /jobs  {"memory_mb": 100}   (multipleOf: 64)"#,
        answer: r#"200 {"id": "j-1", "memory_mb": 64}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Multiple))
}
