//! A request without a required member is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A request without a required member is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_missing_member",
    level: Level::Must,
    requirement: "A request that lacks a required member MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::MissingMember)
}
