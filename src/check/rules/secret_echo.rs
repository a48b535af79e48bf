//! The caller's credential never comes back.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The caller's credential never comes back.
pub(super) static RULE: Rule = Rule {
    id: "secret_echo",
    level: Level::Must,
    requirement: "The caller's credential MUST NOT come back in a header, nor in the content of a refusal.",
    reference: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#error-handling",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    if auth::locks(subject).is_empty() {
        return Vec::new();
    }
    let location = &subject.operation.location;
    vec![Draft::new("any", location, subject.minimal(), Expectation::CredentialKept)]
}
