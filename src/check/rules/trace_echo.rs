//! TRACE does not send credentials back.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::methods;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// TRACE does not send credentials back.
pub(super) static RULE: Rule = Rule {
    id: "trace_echo",
    level: Level::Should,
    requirement: "The answer to TRACE SHOULD leave out fields that hold credentials.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.8",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let (Some(step), Some(text)) = (methods::trace(subject), auth::foreign(subject)) else {
        return Vec::new();
    };
    let location = &subject.operation.location;
    vec![Draft::new("credential", location, step, Expectation::NotEchoed { text })]
}
