//! Every value that an enumeration lists is accepted.

use crate::check::constraint;
use crate::check::generate::Constraint;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Every value that an enumeration lists is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_listed_value",
    level: Level::Must,
    requirement: "Each value that an enum or const lists MUST be accepted.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    constraint::accepted(subject, &[Constraint::Enumeration])
}
