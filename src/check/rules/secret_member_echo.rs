//! Members named like secrets do not come back in refusals.

use crate::check::rule::{Draft, Level, Rule};
use crate::check::secrets;
use crate::check::subject::Subject;

/// Members named like secrets do not come back in refusals.
pub(super) static RULE: Rule = Rule {
    id: "secret_member_echo",
    level: Level::Should,
    requirement: "The value of a member named like a secret SHOULD NOT come back in the refusal of a request.",
    reference: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#error-handling",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    secrets::told(subject)
}
