//! A token whose signature is not the issuer's is refused.

use crate::check::cases::jwt;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A token whose signature is not the issuer's is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_jwt_signature",
    level: Level::Must,
    requirement: "The target MUST refuse a JSON Web Token whose signature is missing, broken or \
                  not the issuer's with 401 or 403.",
    reference: "https://www.rfc-editor.org/rfc/rfc7519#section-7.2",
    explanation: Explanation {
        what: "Sends the caller's own token with its signature cut off, broken or made longer, with other claims under the old signature, and signed with a foreign or an empty key.",
        why: "Tokens that are decoded and never verified pass every test, since tests send right ones. The first wrong one is an intruder's.",
        request: "GET /workers  Authorization: Bearer <header>.<other claims>.<old signature>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    jwt::refused(under_test, jwt::unverified(under_test))
}
