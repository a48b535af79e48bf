//! No random input makes the target fail or hang.

use crate::check::Expectation;
use crate::check::fuzz;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// No random input makes the target fail or hang.
pub(super) static RULE: Rule = Rule {
    id: "fuzz_survives",
    level: Level::Must,
    requirement: "No input, random or not, MUST be answered with a 5xx or left without an answer.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    fuzz::drafts(subject, |_| true, &Expectation::NoServerError)
}
