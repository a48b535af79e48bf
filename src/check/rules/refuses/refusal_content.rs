//! A refusal's content is as declared for its status.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A refusal's content is as declared for its status.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refusal_content",
    level: Level::Must,
    requirement: "The content of a refusal MUST have the declared media type and be valid \
                  against the schema declared for its status.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#response-object",
    explanation: Explanation {
        what: "Holds the content of every refusal to the media type and schema that the document declares for its status.",
        why: "Clients decode refusals too, most of all when something is wrong. One in another form hides the message that would have helped.",
        request: "POST /workers  {}",
        answer: r#"422 {"error": "bad request"}   (declared: {"detail": [...]})"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let declares_content = under_test
        .operation
        .responses
        .iter()
        .any(|response| response.status.may_refuse() && !response.content.is_empty());
    if !declares_content {
        return Vec::new();
    }
    under_test
        .invalid_requests()
        .iter()
        .map(|refusal| {
            let (case, step) = (refusal.full_case(), refusal.step.clone());
            Draft::new(case, &refusal.location, step, ContentExpectation::RefusalContent)
        })
        .collect()
}
