//! A token that is not yet valid is refused.

use crate::check::Forgery;
use crate::check::jwt;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A token that is not yet valid is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_jwt_not_yet_valid",
    level: Level::Must,
    requirement: "A JSON Web Token MUST be refused with 401 or 403 before the time in its `nbf`.",
    reference: "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.5",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    jwt::untimely(subject, &Forgery::NotYetValid)
}
