//! Content that is not JSON is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Content that is not JSON is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_malformed_body",
    level: Level::Must,
    requirement: "The target MUST refuse content declared as JSON that cannot be parsed with a \
                  declared 4xx (or 400).",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1",
    explanation: Explanation {
        what: "Sends content that is labelled as JSON and is none, cut off or with a stray character, and looks for a declared 4xx or 400.",
        why: "A request that was cut on its way must not take effect with whatever part of it could be read.",
        request: r#"POST /workers  {"name": "w-"#,
        answer: "500 Internal Server Error",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Malformed)
}
