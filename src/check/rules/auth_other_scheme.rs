//! A call with another authentication scheme is refused.

use crate::check::auth::{self, UNAUTHORIZED};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A call with another authentication scheme is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_other_scheme",
    level: Level::Must,
    requirement: "A call with a credential of a scheme that is not declared MUST be refused with 401 or 403.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    auth::drafts(auth::other_scheme(subject), &UNAUTHORIZED)
}
