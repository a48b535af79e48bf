//! A 401 carries a challenge.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A 401 carries a challenge.
pub(super) static RULE: Rule = Rule {
    id: "auth_challenge",
    level: Level::Must,
    requirement: "An answer with status 401 MUST carry a WWW-Authenticate header with at least one challenge.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    auth::drafts(auth::refused(subject), &Expectation::Challenge)
}
