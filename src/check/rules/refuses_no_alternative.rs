//! A value that fits no alternative, or one that is excluded, is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A value that fits no alternative, or one that is excluded, is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_no_alternative",
    level: Level::Must,
    requirement: "A value that fits none of its alternatives, more than one where only one may fit, or what its schema excludes, MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::Alternative))
}
