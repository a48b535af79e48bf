//! Members named like secrets do not come back in refusals.

use crate::check::cases::secrets;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Members named like secrets do not come back in refusals.
pub(in crate::check) static RULE: Rule = Rule {
    id: "secret_member_echo",
    level: Level::Should,
    requirement: "The target SHOULD NOT return the value of a member named like a secret in the \
                  refusal of a request.",
    reference: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#error-handling",
    explanation: Explanation {
        what: "Fills a member named like a secret (a password, a token, a key) with a text that stands nowhere else, has the request refused for another member that is wrong or missing, and looks for the text in the answer. Some frameworks quote the whole input, hence SHOULD.",
        why: "A refusal is what callers log and show. The secret in it is then readable for everyone who helps to find the mistake.",
        request: r#"POST /registries  {"password": "canary"}   (without `user`)"#,
        answer: r#"422 {"detail": [{"loc": ["body", "user"], "input": {"password": "canary"}}]}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    secrets::describe(under_test)
}
