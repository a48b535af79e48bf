//! A request without its required content is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A request without its required content is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_missing_body",
    level: Level::Must,
    requirement: "The target MUST refuse a request without its required content with a declared \
                  4xx (or 400).",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    explanation: Explanation {
        what: "Sends no content at all where content is required, and looks for a declared 4xx or 400.",
        why: "An empty request that succeeds creates something out of nothing, such as a worker without a name.",
        request: "POST /workers  (no content)",
        answer: r#"200 {"id": "w-2", "name": ""}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::MissingBody)
}
