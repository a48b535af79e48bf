//! Content of another JSON type is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Content of another JSON type is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_top_level_type",
    level: Level::Must,
    requirement: "The target MUST refuse content whose top-level JSON type the schema does not \
                  allow with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    explanation: Explanation {
        what: "Sends valid JSON of another type than the content is declared as: an array, a text, a number where an object is due.",
        why: "Handlers that look up members in what is no object fail with an internal error, which blames the server for a mistake of the caller.",
        request: r#"POST /workers  ["name"]"#,
        answer: r#"500 {"error": "'list' object has no attribute 'get'"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::TopLevelType)
}
