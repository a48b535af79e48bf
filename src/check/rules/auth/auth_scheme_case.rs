//! The name of the authentication scheme is case-insensitive.

use crate::check::cases::auth;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// The name of the authentication scheme is case-insensitive.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_scheme_case",
    level: Level::Must,
    requirement: "The target MUST recognise the name of the authentication scheme in any case: \
                  bearer, BEARER.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-11.1",
    explanation: Explanation {
        what: "Writes the name of the scheme in other cases, `bearer` and `BEARER`, and looks for the success that `Bearer` has.",
        why: "Names of schemes are case-insensitive, and some clients write them in small letters. Their users get a 401 for a valid token.",
        request: "POST /workers  Authorization: bearer <valid token>",
        answer: r#"401 {"detail": "invalid scheme"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    auth::drafts(auth::other_case(under_test), StatusExpectation::Accepted)
        .into_iter()
        .map(|draft| draft.varying(under_test.minimal()))
        .collect()
}
