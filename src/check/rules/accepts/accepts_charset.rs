//! A charset parameter on the media type is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, RequestTemplate, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A charset parameter on the media type is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_charset",
    level: Level::Must,
    requirement: "The target MUST accept content whose media type has a charset parameter like \
                  content without it.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1",
    explanation: Explanation {
        what: "Sends the minimal request as `application/json; charset=utf-8` in place of `application/json`, and looks for a 2xx wherever the plain one has it.",
        why: "Several HTTP libraries add the charset by themselves. A server that compares media types as plain texts turns away all their users.",
        request: "POST /workers  Content-Type: application/json; charset=utf-8",
        answer: r#"415 {"error": "unsupported media type"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let minimal = under_test.minimal();
    let Some(media_type) = &minimal.content_type else {
        return Vec::new();
    };
    let content_type = Some(format!("{media_type}; charset=utf-8"));
    let step = RequestTemplate { content_type, ..minimal };
    let location = &under_test.operation.location;
    let draft = Draft::new("utf-8", location, step, StatusExpectation::Accepted);
    vec![draft.varying(under_test.minimal())]
}
