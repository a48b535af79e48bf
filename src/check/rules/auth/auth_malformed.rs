//! A call with a malformed credential is refused.

use crate::check::cases::auth;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A call with a malformed credential is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_malformed",
    level: Level::Must,
    requirement: "The target MUST refuse a call with a malformed credential with 401 or 403 (or \
                  400, as a malformed request).",
    reference: "https://www.rfc-editor.org/rfc/rfc6750#section-3.1",
    explanation: Explanation {
        what: "Sends an `Authorization` header in forms that no scheme has: the scheme alone, the token alone, two tokens.",
        why: "Parsers that split the header carelessly either fail with a 5xx or let a caller in by accident.",
        request: "POST /workers  Authorization: Bearer",
        answer: r#"500 {"error": "list index out of range"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let tolerated = vec![400];
    let expectation = StatusExpectation::Unauthorized { tolerated };
    let drafts = auth::drafts(auth::malformed(under_test), expectation).into_iter();
    // A server that lets anonymous callers in may well take nothing for no credential.
    drafts
        .map(|draft| {
            if draft.case.ends_with("empty") {
                draft.varying(auth::anonymous(under_test))
            } else {
                draft
            }
        })
        .collect()
}
