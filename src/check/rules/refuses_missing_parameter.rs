//! A request without a required parameter is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A request without a required parameter is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_missing_parameter",
    level: Level::Must,
    requirement: "A request that lacks a required parameter MUST be refused with a declared 4xx.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::MissingParameter)
}
