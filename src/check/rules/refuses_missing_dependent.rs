//! A member without those it depends on is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A member without those it depends on is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_missing_dependent",
    level: Level::Must,
    requirement: "An object that holds a member without the members it requires beside it MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.4",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::Dependency))
}
