//! The caller's credential never comes back.

use crate::check::cases::auth;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, ExchangesExpectation, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// The caller's credential never comes back.
pub(in crate::check) static RULE: Rule = Rule {
    id: "secret_echo",
    level: Level::Must,
    requirement: "The target MUST NOT return the caller's credential in a header, nor in the \
                  content of a refusal.",
    reference: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#error-handling",
    explanation: Explanation {
        what: "Looks for the credential that a request carried in all answers of the operation: in every header but Set-Cookie, and in the content of refusals.",
        why: "Answers are logged and shown where requests are not. A message that quotes the header it could not read gives the token to everyone who reads the log.",
        request: "POST /workers  Authorization: Bearer <valid token>",
        answer: r#"422 {"detail": "bad request", "headers": {"authorization": "Bearer ..."}}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    if auth::locks(under_test).is_empty() {
        return Vec::new();
    }
    let location = &under_test.operation.location;
    vec![
        Draft::new("any", location, under_test.minimal(), ExchangesExpectation::CredentialKept)
            .on_all_exchanges(),
    ]
}
