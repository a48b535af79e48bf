//! A member of a wrong JSON type that looks like the right one is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A member of a wrong JSON type that looks like the right one is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_coercible_type",
    level: Level::Should,
    requirement: "A request whose member only looks like the declared type ('5' for 5) SHOULD be refused with a declared 4xx; many frameworks coerce it.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::CoercibleType)
}
