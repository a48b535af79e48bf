//! A token that is not yet valid is refused.

use crate::check::cases::jwt;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Forgery, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A token that is not yet valid is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_jwt_not_yet_valid",
    level: Level::Must,
    requirement: "The target MUST refuse a JSON Web Token with 401 or 403 before the time in its \
                  `nbf`.",
    reference: "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.5",
    explanation: Explanation {
        what: "Signs a token whose `nbf` is yet to come, with the key that `--jwt-key` gives, once a token that differs in nothing else was accepted.",
        why: "Tokens are issued ahead of time for keys that change at midnight and for contracts that begin tomorrow. Accepted today, they open what is still closed.",
        request: "GET /workers  Authorization: Bearer <token whose nbf is in an hour>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    jwt::untimely(under_test, &Forgery::NotYetValid)
}
