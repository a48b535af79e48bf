//! A method that is not declared is refused with 405.

use crate::check::cases::other_methods;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A method that is not declared is refused with 405.
pub(in crate::check) static RULE: Rule = Rule {
    id: "undeclared_method_status",
    level: Level::Should,
    requirement: "The target SHOULD refuse a request with a method that the path does not \
                  declare with 405.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.1",
    explanation: Explanation {
        what: "Looks at how a method that is not declared is refused: 405, or 501 where the server knows the method nowhere.",
        why: "With 404 the caller looks for a wrong address, with 401 for a wrong token, although it is the method that is wrong.",
        request: "PUT /workers/register",
        answer: r#"404 {"detail": "not found"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    other_methods::drafts(under_test, StatusExpectation::MethodNotAllowed)
}
