//! A token that says it needs no signature is refused.

use crate::check::cases::jwt;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A token that says it needs no signature is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_jwt_unsigned",
    level: Level::Must,
    requirement: "The target MUST refuse a JSON Web Token without a signature with 401 or 403, \
                  however its header spells `alg: none`.",
    reference: "https://www.rfc-editor.org/rfc/rfc8725#section-3.2",
    explanation: Explanation {
        what: "Sends the caller's own JSON Web Token without its signature and with `alg: none` in its header, which is also spelt `nOnE`.",
        why: "A library that believes the header lets everyone write tokens in everyone's name: any worker, any organisation, and no key needed.",
        request: r#"GET /workers  Authorization: Bearer <"alg": "none">.<claims>."#,
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    jwt::refused(under_test, jwt::unsigned(under_test))
}
