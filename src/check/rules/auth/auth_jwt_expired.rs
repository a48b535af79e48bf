//! An expired token is refused.

use crate::check::cases::jwt;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Forgery, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// An expired token is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_jwt_expired",
    level: Level::Must,
    requirement: "The target MUST refuse a JSON Web Token with 401 or 403 on and after the time \
                  in its `exp`.",
    reference: "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4",
    explanation: Explanation {
        what: "Signs a token whose `exp` has passed, with the key that `--jwt-key` gives, once a token that differs in nothing else was accepted.",
        why: "Tokens leak, and their end is what limits the harm. Where nobody looks at it, a worker that was dismissed keeps its access for good.",
        request: "GET /workers  Authorization: Bearer <token whose exp was an hour ago>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    jwt::untimely(under_test, &Forgery::Expired)
}
