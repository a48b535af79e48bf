//! A value that its enumeration does not list is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A value that its enumeration does not list is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_unlisted_value",
    level: Level::Must,
    requirement: "A value that its enum or const does not list MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::Enumeration))
}
