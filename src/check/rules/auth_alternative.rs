//! The credential of each alternative is accepted.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The credential of each alternative is accepted.
pub(super) static RULE: Rule = Rule {
    id: "auth_alternative",
    level: Level::Must,
    requirement: "A call with the credentials of any one of the declared alternatives MUST be accepted.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let plain = || subject.minimal();
    let drafts = auth::drafts(auth::alternatives(subject), &Expectation::Accepted);
    drafts.into_iter().map(|draft| draft.varying(plain())).collect()
}
