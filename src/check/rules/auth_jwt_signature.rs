//! A token whose signature is not the issuer's is refused.

use crate::check::jwt;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A token whose signature is not the issuer's is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_jwt_signature",
    level: Level::Must,
    requirement: "A JSON Web Token whose signature is missing, broken or not the issuer's MUST be refused with 401 or 403.",
    reference: "https://www.rfc-editor.org/rfc/rfc7519#section-7.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    jwt::refused(subject, jwt::unverified(subject))
}
