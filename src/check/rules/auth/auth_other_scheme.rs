//! A call with another authentication scheme is refused.

use crate::check::cases::auth::{self, UNAUTHORIZED};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A call with another authentication scheme is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_other_scheme",
    level: Level::Must,
    requirement: "The target MUST refuse a call with a credential of an undeclared scheme with \
                  401 or 403.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2",
    explanation: Explanation {
        what: "Sends the credential under a scheme that the document does not declare, and looks for 401 or 403.",
        why: "A server that takes the last word of the header for the token accepts schemes whose rules it does not enforce.",
        request: "POST /workers  Authorization: Basic dTpw",
        answer: r#"200 {"id": "w-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    auth::drafts(auth::other_scheme(under_test), &UNAUTHORIZED)
}
