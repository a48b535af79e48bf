//! TRACE does not send credentials back.

use crate::check::cases::shared::Cases;
use crate::check::cases::{auth, other_methods};
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// TRACE does not send credentials back.
pub(in crate::check) static RULE: Rule = Rule {
    id: "trace_echo",
    level: Level::Should,
    requirement: "The response to TRACE SHOULD leave out fields that hold credentials.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.8",
    explanation: Explanation {
        what: "Sends TRACE with a made-up credential and looks for it in what comes back. A server that refuses TRACE has nothing to hide.",
        why: "A script or a proxy that gets a caller's headers back learns a credential that it was never meant to read.",
        request: "TRACE /workers  Authorization: Bearer made-up",
        answer: "200 TRACE /workers HTTP/1.1, Authorization: Bearer made-up",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let (Some(step), Some(text)) = (other_methods::trace(under_test), auth::foreign(under_test))
    else {
        return Vec::new();
    };
    let location = &under_test.operation.location;
    vec![Draft::new("credential", location, step, ContentExpectation::NotEchoed { text })]
}
