//! A method that is not declared does not succeed.

use crate::check::cases::other_methods;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A method that is not declared does not succeed.
pub(in crate::check) static RULE: Rule = Rule {
    id: "undeclared_method_refused",
    level: Level::Must,
    requirement: "The target MUST NOT let a request with a method that the path does not declare \
                  succeed.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#path-item-object",
    explanation: Explanation {
        what: "Calls each path with methods that it does not declare, with a valid credential, and looks at whether any of them succeeds.",
        why: "An undocumented method is unreviewed and unmonitored: attackers look for a DELETE that works and is in no document.",
        request: "DELETE /workers/register",
        answer: r#"200 {"deleted": true}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    other_methods::drafts(under_test, StatusExpectation::MethodRefused)
}
