//! A value that fits no alternative, or one that is excluded, is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A value that fits no alternative, or one that is excluded, is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_no_alternative",
    level: Level::Must,
    requirement: "The target MUST refuse a value that fits none of its alternatives, more than \
                  one where only one may fit, or what its schema excludes, with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1",
    explanation: Explanation {
        what: "Sends values that fit none of the alternatives of anyOf or oneOf, more than one where only one may fit, or what `not` excludes.",
        why: "A value that is neither one thing nor the other is treated as whichever was tried last, and fails for want of its members.",
        request: r#"POST /jobs  {"trigger": {"kind": "moon"}}   (kind: cron, event)"#,
        answer: r#"500 {"error": "unhandled trigger"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Alternative))
}
