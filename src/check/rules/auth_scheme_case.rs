//! The name of the authentication scheme is case-insensitive.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The name of the authentication scheme is case-insensitive.
pub(super) static RULE: Rule = Rule {
    id: "auth_scheme_case",
    level: Level::Must,
    requirement: "The name of the authentication scheme MUST be recognised in any case: bearer, BEARER.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-11.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    auth::drafts(auth::other_case(subject), &Expectation::Accepted)
        .into_iter()
        .map(|draft| draft.varying(subject.minimal()))
        .collect()
}
