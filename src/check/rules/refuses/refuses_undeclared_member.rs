//! A member that a closed object does not declare is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A member that a closed object does not declare is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_undeclared_member",
    level: Level::Must,
    requirement: "The target MUST refuse an object with a member that its schema excludes with a \
                  declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.3",
    explanation: Explanation {
        what: "Adds a member to objects whose schema excludes it, as `additionalProperties: false` does. Objects that are left open are not asked.",
        why: "A misspelt member that is quietly dropped is a setting that never takes effect. The object was closed so that its caller would get an error.",
        request: r#"POST /jobs  {"retires": 3}   (additionalProperties: false)"#,
        answer: r#"200 {"id": "j-1", "retries": 0}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::MemberName))
}
