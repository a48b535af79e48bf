//! A parameter that cannot be read as its type is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A parameter that cannot be read as its type is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_mistyped_parameter",
    level: Level::Must,
    requirement: "A parameter whose text cannot be read as the declared type MUST be refused with a declared 4xx (or 400 or 404).",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::MistypedParameter)
}
