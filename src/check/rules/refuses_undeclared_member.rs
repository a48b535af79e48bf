//! A member that a closed object does not declare is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A member that a closed object does not declare is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_undeclared_member",
    level: Level::Must,
    requirement: "An object that holds a member which its schema excludes MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::MemberName))
}
