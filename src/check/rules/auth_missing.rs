//! A call without a credential is refused.

use crate::check::auth::{self, UNAUTHORIZED};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A call without a credential is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_missing",
    level: Level::Must,
    requirement: "A call without a credential MUST be refused with 401 or 403 where security applies.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    auth::drafts(auth::missing(subject), &UNAUTHORIZED)
}
