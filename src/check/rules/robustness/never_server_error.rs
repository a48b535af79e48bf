//! No input at all makes the target fail or hang.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{CheckPhase, Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// No input at all makes the target fail or hang.
pub(in crate::check) static RULE: Rule = Rule {
    id: "never_server_error",
    level: Level::Must,
    requirement: "The target MUST NOT answer any input with a 5xx, or leave it without a \
                  response.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
    explanation: Explanation {
        what: "Sends very long texts, deep nesting, odd Unicode, control characters, huge numbers and a great many members, one at a time, and looks for any answer below 500 within the time limit.",
        why: "One malformed message from one worker must not take a process down, or keep it busy for everyone else.",
        request: r#"POST /workers  {"name": "\u0000"}"#,
        answer: "500 Internal Server Error",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let cases = under_test.robustness().iter().filter(|case| !case.kind.is_unpredictable());
    let robustness = cases.map(|case| {
        let location = &under_test.operation.location;
        let (name, step) = (case.name(), case.step.clone());
        Draft::new(name, location, step, StatusExpectation::NoServerError)
            .in_phase(CheckPhase::Robustness)
    });
    // Whether it is accepted or not, what looks like a value of the right type is no cause to fail.
    let refusals = under_test.invalid_requests().iter();
    let coercible = refusals.filter(|refusal| refusal.fault == Invalidity::CoercibleType);
    let coercible = coercible.map(|refusal| {
        let step = refusal.step.clone();
        Draft::new(refusal.full_case(), &refusal.location, step, StatusExpectation::NoServerError)
            .in_phase(CheckPhase::Robustness)
    });
    robustness.chain(coercible).collect()
}
