//! A 401 carries a challenge.

use crate::check::cases::auth;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A 401 carries a challenge.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_challenge",
    level: Level::Must,
    requirement: "A response with status 401 MUST have a WWW-Authenticate header with at least \
                  one challenge.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1",
    explanation: Explanation {
        what: "Looks for a challenge in the `WWW-Authenticate` header of every 401.",
        why: "The challenge is how clients learn which scheme to use. Libraries that wait for it never send the credential they hold.",
        request: "POST /workers  (no Authorization)",
        answer: "401 without WWW-Authenticate",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    auth::drafts(auth::refused(under_test), StatusExpectation::Challenge)
}
