//! A request without a required parameter is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A request without a required parameter is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_missing_parameter",
    level: Level::Must,
    requirement: "The target MUST refuse a request that lacks a required parameter with a \
                  declared 4xx.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
    explanation: Explanation {
        what: "Leaves out one required query, header or cookie parameter at a time, and looks for a declared 4xx.",
        why: "A filter that is required and silently absent turns a narrow question into one about everything.",
        request: "GET /workers   (the query parameter `organisation` is required)",
        answer: "200 [workers of every organisation]",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::MissingParameter)
}
