//! A method that is not declared is refused with 405.

use crate::check::Expectation;
use crate::check::methods;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A method that is not declared is refused with 405.
pub(super) static RULE: Rule = Rule {
    id: "undeclared_method_status",
    level: Level::Should,
    requirement: "A request with a method that is not declared for the path SHOULD be refused with 405.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    methods::drafts(subject, &Expectation::MethodNotAllowed)
}
