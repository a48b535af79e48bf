//! A request without a required member is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A request without a required member is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_missing_member",
    level: Level::Must,
    requirement: "The target MUST refuse a request that lacks a required member with a declared \
                  4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
    explanation: Explanation {
        what: "Leaves out one required member at a time, in nested objects too, and looks for a declared 4xx.",
        why: "A worker that registered without what is required fails later, in a place that says nothing about the cause.",
        request: "POST /workers  {}   (`name` is required)",
        answer: r#"200 {"id": "w-1", "name": null}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::MissingMember)
}
