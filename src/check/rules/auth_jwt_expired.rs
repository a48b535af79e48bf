//! An expired token is refused.

use crate::check::Forgery;
use crate::check::jwt;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// An expired token is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_jwt_expired",
    level: Level::Must,
    requirement: "A JSON Web Token MUST be refused with 401 or 403 on and after the time in its `exp`.",
    reference: "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    jwt::untimely(subject, &Forgery::Expired)
}
