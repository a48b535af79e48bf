//! A call without a credential is refused.

use crate::check::cases::auth::{self, UNAUTHORIZED};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A call without a credential is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_missing",
    level: Level::Must,
    requirement: "The target MUST refuse a call without a credential with 401 or 403 where \
                  security applies.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    explanation: Explanation {
        what: "Sends the minimal request without any credential to each operation that asks for one, and looks for 401 or 403.",
        why: "An operation that forgot its guard gives configuration and secrets to whoever finds the address.",
        request: "POST /workers/w-1/start  (no Authorization)",
        answer: r#"200 {"api_key": "..."}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    auth::drafts(auth::missing(under_test), &UNAUTHORIZED)
}
