//! A call without a credential is accepted where the documents make it optional.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A call without a credential is accepted where the documents make it optional.
pub(super) static RULE: Rule = Rule {
    id: "auth_optional",
    level: Level::Should,
    requirement: "A call without a credential SHOULD be accepted where security is declared optional.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    if !auth::is_optional(subject) {
        return Vec::new();
    }
    let location = &subject.operation.location;
    let step = auth::anonymous(subject);
    vec![Draft::new("none", location, step, Expectation::Accepted).varying(subject.minimal())]
}
