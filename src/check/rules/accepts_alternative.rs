//! Every alternative of a value is accepted.

use crate::check::constraint;
use crate::check::generate::Constraint;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Every alternative of a value is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_alternative",
    level: Level::Must,
    requirement: "Each alternative that anyOf, oneOf, a discriminator or a list of types offers MUST be accepted.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    constraint::accepted(subject, &[Constraint::Alternative])
}
