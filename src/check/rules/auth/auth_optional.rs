//! A call without a credential is accepted where the documents make it optional.

use crate::check::cases::auth;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A call without a credential is accepted where the documents make it optional.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_optional",
    level: Level::Should,
    requirement: "The target SHOULD accept a call without a credential where security is \
                  declared optional.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    explanation: Explanation {
        what: "Calls operations without a credential where the document makes security optional (`{}` among the alternatives), and looks for a 2xx.",
        why: "Some callers have no credential to send, such as a probe or a public page, and the document says that they need none.",
        request: "GET /status  (no Authorization)",
        answer: r#"401 {"detail": "Not authenticated"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    if !auth::is_optional(under_test) {
        return Vec::new();
    }
    let location = &under_test.operation.location;
    let step = auth::anonymous(under_test);
    vec![
        Draft::new("none", location, step, StatusExpectation::Accepted)
            .varying(under_test.minimal()),
    ]
}
