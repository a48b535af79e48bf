//! A refusal's content is as declared for its status.

use crate::check::Expectation;
use crate::check::refusal::refusals;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A refusal's content is as declared for its status.
pub(super) static RULE: Rule = Rule {
    id: "refusal_content",
    level: Level::Must,
    requirement: "The content of a refusal MUST have the declared media type and obey the schema declared for its status.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#response-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let declares_content = subject
        .operation
        .responses
        .iter()
        .any(|response| response.status.may_refuse() && !response.content.is_empty());
    if !declares_content {
        return Vec::new();
    }
    refusals(subject)
        .iter()
        .map(|refusal| {
            let (case, step) = (refusal.full_case(), refusal.step.clone());
            Draft::new(case, &refusal.location, step, Expectation::RefusalContent)
        })
        .collect()
}
