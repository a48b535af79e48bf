//! The refusal of strangers is documented.

use crate::check::cases::auth;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// The refusal of strangers is documented.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_documented",
    level: Level::Note,
    requirement: "The target MAY refuse a call with an undeclared 401 or 403 where security \
                  applies; callers can prepare for a declared one only.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
    explanation: Explanation {
        what: "Looks whether the document declares the 401 or 403 that a call without a credential is answered. Most documents leave it out, hence no more than a NOTE.",
        why: "A generated client has no case for a status that its document does not list: a token that has run out is then reported as an unknown error.",
        request: "POST /workers  (no Authorization)",
        answer: r#"401 {"detail": "Not authenticated"}   (declared: 200 and 422)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let cases = auth::missing(under_test).into_iter().take(1).collect();
    auth::drafts(cases, StatusExpectation::RefusalDeclared)
}
