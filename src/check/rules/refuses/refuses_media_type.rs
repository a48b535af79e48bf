//! Content of an undeclared media type is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Content of an undeclared media type is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_media_type",
    level: Level::Must,
    requirement: "The target MUST refuse content of an undeclared media type with a declared 4xx \
                  (or 400 or 415).",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16",
    explanation: Explanation {
        what: "Sends the same content under a media type that is not declared, and looks for a declared 4xx, 400 or 415.",
        why: "A server that reads any content as JSON also reads forms that a browser can be made to send from another site.",
        request: r#"POST /workers  Content-Type: text/plain  {"name": "w-1"}"#,
        answer: r#"200 {"id": "w-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::MediaType)
}
