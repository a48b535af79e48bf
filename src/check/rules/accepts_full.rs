//! A request with every declared part is accepted.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A request with every declared part is accepted.
pub(super) static RULE: Rule = Rule {
    id: "accepts_full",
    level: Level::Must,
    requirement: "A request that holds every declared member and parameter MUST be accepted.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let (minimal, full) = (subject.minimal(), subject.full());
    if minimal == full {
        return Vec::new();
    }
    vec![Draft::new("full", &subject.operation.location, full, Expectation::Accepted)]
}
