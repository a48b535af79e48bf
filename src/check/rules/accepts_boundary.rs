//! A value on the boundary of its constraint is accepted.

use crate::check::constraint;
use crate::check::generate::Constraint;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A value on the boundary of its constraint is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_boundary",
    level: Level::Must,
    requirement: "A value on the boundary of its constraint (the smallest, the longest, an empty list where nothing forbids it) MUST be accepted.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    constraint::accepted(
        subject,
        &[
            Constraint::Range,
            Constraint::Multiple,
            Constraint::Length,
            Constraint::ItemCount,
            Constraint::Uniqueness,
            Constraint::MemberName,
            Constraint::MemberCount,
            Constraint::Dependency,
            Constraint::Emptiness,
        ],
    )
}
