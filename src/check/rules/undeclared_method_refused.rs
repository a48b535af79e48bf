//! A method that is not declared does not succeed.

use crate::check::Expectation;
use crate::check::methods;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A method that is not declared does not succeed.
pub(super) static RULE: Rule = Rule {
    id: "undeclared_method_refused",
    level: Level::Must,
    requirement: "A request with a method that is not declared for the path MUST NOT succeed.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#path-item-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    methods::drafts(subject, &Expectation::MethodRefused)
}
