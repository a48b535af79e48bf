//! Content that is optional may be left out.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, Payload, RequestTemplate, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Shape;

/// Content that is optional may be left out.
pub(in crate::check) static RULE: Rule = Rule {
    id: "optional_body",
    level: Level::Must,
    requirement: "The target MUST accept a request without optional content, with the same \
                  effect as with its default.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    explanation: Explanation {
        what: "Sends requests without any content where the content is optional, and compares the answer with that to the documented default of the whole content.",
        why: "A caller with nothing to say sends nothing. Servers that read the content before asking whether there is any answer that with an error.",
        request: "POST /queues/q-1/start  (no content)",
        answer: r#"422 {"detail": "body is missing"}"#,
    },
    plan,
};

/// See [`Draft::same`]; `default_equals_omission` takes the turns after it.
pub(super) const TURN: u32 = 1;

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let Some(schema) = under_test.body_schema().filter(|_| !under_test.is_body_required()) else {
        return Vec::new();
    };
    let location = under_test.api.location(schema);
    let without =
        RequestTemplate { payload: Payload::None, content_type: None, ..under_test.minimal() };
    let mut drafts =
        vec![Draft::new("absent", &location, without.clone(), StatusExpectation::Accepted)];
    let default = Shape::of(under_test.api, schema).first("default").cloned();
    if let Some(default) = default.filter(|default| under_test.accepts(default)) {
        let with = under_test.with_body(default);
        drafts.push(Draft::same("default", &location, [without, with], TURN));
    }
    drafts
}
