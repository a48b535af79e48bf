//! A request with its required parts only is accepted.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A request with its required parts only is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_minimal",
    level: Level::Must,
    requirement: "A request that holds only what is required MUST be accepted.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let location = &subject.operation.location;
    vec![Draft::new("minimal", location, subject.minimal(), Expectation::Accepted)]
}
