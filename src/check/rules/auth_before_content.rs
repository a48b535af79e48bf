//! Authentication comes before validation.

use crate::check::auth::{self, UNAUTHORIZED};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Authentication comes before validation.
pub(super) static RULE: Rule = Rule {
    id: "auth_before_content",
    level: Level::Must,
    requirement: "A call without a credential MUST be refused for that before anything is told about its content.",
    reference: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#access-control",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    auth::drafts(auth::before_content(subject), &UNAUTHORIZED)
        .into_iter()
        .map(|draft| draft.varying(auth::anonymous(subject)))
        .collect()
}
