//! The credential of each alternative is accepted.

use crate::check::cases::auth;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// The credential of each alternative is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_alternative",
    level: Level::Must,
    requirement: "The target MUST accept a call with the credentials of any one of the declared \
                  alternatives.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    explanation: Explanation {
        what: "Calls each operation with each of the alternatives that its security declares, one at a time. `--credential` gives the ones that the token does not stand for.",
        why: "Callers hold one of the credentials, not all of them. An alternative that does not work shuts out every caller that uses it.",
        request: "GET /workers  X-API-Key: <valid key>   (declared: a bearer token, or this key)",
        answer: r#"401 {"detail": "Not authenticated"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let plain = || under_test.minimal();
    let drafts = auth::drafts(auth::alternatives(under_test), StatusExpectation::Accepted);
    drafts.into_iter().map(|draft| draft.varying(plain())).collect()
}
