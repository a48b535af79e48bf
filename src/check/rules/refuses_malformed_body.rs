//! Content that is not JSON is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Content that is not JSON is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_malformed_body",
    level: Level::Must,
    requirement: "Content declared as JSON that cannot be parsed MUST be refused with a declared 4xx (or 400).",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Malformed)
}
