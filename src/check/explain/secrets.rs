//! Explains the rules on secrets that come back.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "secret_echo",
        what: "Looks for the credential that a request carried in all answers of the operation: in every header but Set-Cookie, and in the content of refusals.",
        why: "Answers are logged and shown where requests are not. A message that quotes the header it could not read gives the token to everyone who reads the log.",
        request: "POST /workers  Authorization: Bearer <valid token>",
        answer: r#"422 {"detail": "bad request", "headers": {"authorization": "Bearer ..."}}"#,
    },
    Explanation {
        rule: "secret_member_echo",
        what: "Fills a member named like a secret (a password, a token, a key) with a text that stands nowhere else, has the request refused for another member that is wrong or missing, and looks for the text in the answer. Some frameworks quote the whole input, hence SHOULD.",
        why: "A refusal is what callers log and show. The secret in it is then readable for everyone who helps to find the mistake.",
        request: r#"POST /registries  {"password": "canary"}   (without `user`)"#,
        answer: r#"422 {"detail": [{"loc": ["body", "user"], "input": {"password": "canary"}}]}"#,
    },
];
