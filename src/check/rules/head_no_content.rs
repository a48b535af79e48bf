//! The answer to HEAD ends with its head.

use crate::check::Expectation;
use crate::check::methods;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The answer to HEAD ends with its head.
pub(super) static RULE: Rule = Rule {
    id: "head_no_content",
    level: Level::Must,
    requirement: "The answer to HEAD MUST end with its head: no content and no further byte.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let location = &subject.operation.location;
    let step = methods::head(subject).into_iter();
    step.map(|step| Draft::new("minimal", location, step, Expectation::NothingMore)).collect()
}
