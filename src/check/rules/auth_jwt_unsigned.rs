//! A token that says it needs no signature is refused.

use crate::check::jwt;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A token that says it needs no signature is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_jwt_unsigned",
    level: Level::Must,
    requirement: "A JSON Web Token without a signature MUST be refused with 401 or 403, however its header spells `alg: none`.",
    reference: "https://www.rfc-editor.org/rfc/rfc8725#section-3.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    jwt::refused(subject, jwt::unsigned(subject))
}
