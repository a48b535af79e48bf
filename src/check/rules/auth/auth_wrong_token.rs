//! A call with a wrong credential is refused.

use crate::check::cases::auth::{self, UNAUTHORIZED};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A call with a wrong credential is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_wrong_token",
    level: Level::Must,
    requirement: "The target MUST refuse a call with a credential that it did not issue with 401 \
                  or 403.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2",
    explanation: Explanation {
        what: "Sends tokens that the target did not issue: a foreign one, and the valid one with its end changed or cut.",
        why: "Comparing only the beginning of a token, or only its form, lets forged ones in.",
        request: "POST /workers  Authorization: Bearer foreign-token",
        answer: r#"200 {"id": "w-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    auth::drafts(auth::wrong(under_test), &UNAUTHORIZED)
}
