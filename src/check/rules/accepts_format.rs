//! Every form that a pattern or format allows is accepted.

use crate::check::constraint;
use crate::check::generate::Constraint;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Every form that a pattern or format allows is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_format",
    level: Level::Must,
    requirement: "A text that its pattern or format allows MUST be accepted, in its less common forms too (an offset for Z, capitals in a uuid).",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    constraint::accepted(subject, &[Constraint::Pattern, Constraint::Format])
}
