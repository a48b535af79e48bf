//! Errors are reported in the envelope that the overview shows.

use crate::check::cases::overview::{drafts, envelope};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Errors are reported in the envelope that the overview shows.
pub(in crate::check) static RULE: Rule = Rule {
    id: "prose_error_envelope",
    level: Level::Should,
    requirement: "The content of an error that the operation leaves open SHOULD have the form of \
                  the overview's envelope.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    explanation: Explanation {
        what: "Has requests refused before their content is looked at, for their credential or an unknown id, and holds the refusal to the envelope that the overview shows. Asked where the document leaves that content open.",
        why: "Where the document is silent, clients decode errors by the overview. An error in another form is shown as an empty one.",
        request: "GET /workers/unknown",
        answer: r#"404 Not Found   (the overview has {"error": {"code": ..., "message": ...}})"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, envelope)
}
