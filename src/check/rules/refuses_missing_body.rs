//! A request without its required content is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A request without its required content is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_missing_body",
    level: Level::Must,
    requirement: "A request without its required content MUST be refused with a declared 4xx (or 400).",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::MissingBody)
}
