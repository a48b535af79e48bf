//! A call with a wrong credential is refused.

use crate::check::auth::{self, UNAUTHORIZED};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A call with a wrong credential is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_wrong_token",
    level: Level::Must,
    requirement: "A call with a credential the target did not issue MUST be refused with 401 or 403.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    auth::drafts(auth::wrong(subject), &UNAUTHORIZED)
}
