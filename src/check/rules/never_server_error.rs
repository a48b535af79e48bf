//! No input at all makes the target fail or hang.

use crate::check::Expectation;
use crate::check::hostile::hostile;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// No input at all makes the target fail or hang.
pub(super) static RULE: Rule = Rule {
    id: "never_server_error",
    level: Level::Must,
    requirement: "No input, however odd, MUST be answered with a 5xx or left without an answer.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let cases = hostile(subject).iter().filter(|case| !case.is_unpredictable());
    cases
        .map(|case| {
            let location = &subject.operation.location;
            let (name, step) = (case.name.clone(), case.step.clone());
            Draft::new(name, location, step, Expectation::NoServerError)
        })
        .collect()
}
