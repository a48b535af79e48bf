//! A call with a malformed credential is refused.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A call with a malformed credential is refused.
pub(super) static RULE: Rule = Rule {
    id: "auth_malformed",
    level: Level::Must,
    requirement: "A call with a malformed credential MUST be refused with 401 or 403 (or 400, as a malformed request).",
    reference: "https://www.rfc-editor.org/rfc/rfc6750#section-3.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let tolerated = vec![400];
    let expectation = Expectation::Unauthorized { tolerated };
    let drafts = auth::drafts(auth::malformed(subject), &expectation).into_iter();
    // A server that lets anonymous callers in may well take nothing for no credential.
    drafts
        .map(|draft| {
            if draft.case.ends_with("empty") {
                draft.varying(auth::anonymous(subject))
            } else {
                draft
            }
        })
        .collect()
}
