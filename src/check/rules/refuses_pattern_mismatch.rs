//! A text that does not match its pattern is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A text that does not match its pattern is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_pattern_mismatch",
    level: Level::Must,
    requirement: "A text that does not match its pattern MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::Pattern))
}
