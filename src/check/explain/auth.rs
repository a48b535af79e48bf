//! Explains the rules on who may call.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "auth_missing",
        what: "Sends the minimal request without any credential to each operation that asks for one, and looks for 401 or 403.",
        why: "An operation that forgot its guard gives configuration and secrets to whoever finds the address.",
        request: "POST /workers/w-1/start  (no Authorization)",
        answer: r#"200 {"api_key": "..."}"#,
    },
    Explanation {
        rule: "auth_malformed",
        what: "Sends an `Authorization` header in forms that no scheme has: the scheme alone, the token alone, two tokens.",
        why: "Parsers that split the header carelessly either fail with a 5xx or let a caller in by accident.",
        request: "POST /workers  Authorization: Bearer",
        answer: r#"500 {"error": "list index out of range"}"#,
    },
    Explanation {
        rule: "auth_other_scheme",
        what: "Sends the credential under a scheme that the document does not declare, and looks for 401 or 403.",
        why: "A server that takes the last word of the header for the token accepts schemes whose rules it does not enforce.",
        request: "POST /workers  Authorization: Basic dTpw",
        answer: r#"200 {"id": "w-1"}"#,
    },
    Explanation {
        rule: "auth_wrong_token",
        what: "Sends tokens that the target did not issue: a foreign one, and the valid one with its end changed or cut.",
        why: "Comparing only the beginning of a token, or only its form, lets forged ones in.",
        request: "POST /workers  Authorization: Bearer foreign-token",
        answer: r#"200 {"id": "w-1"}"#,
    },
    Explanation {
        rule: "auth_before_content",
        what: "Sends wrong content without a credential: the refusal has to be about the credential, as it is for valid content.",
        why: "Validation messages tell an anonymous caller which members exist and what they look like.",
        request: "POST /workers  {}  (no Authorization)",
        answer: r#"422 {"detail": [{"loc": ["body", "name"]}]}"#,
    },
    Explanation {
        rule: "auth_challenge",
        what: "Looks for a challenge in the `WWW-Authenticate` header of every 401.",
        why: "The challenge is how clients learn which scheme to use. Libraries that wait for it never send the credential they hold.",
        request: "POST /workers  (no Authorization)",
        answer: "401 without WWW-Authenticate",
    },
    Explanation {
        rule: "auth_scheme_case",
        what: "Writes the name of the scheme in other cases, `bearer` and `BEARER`, and looks for the success that `Bearer` has.",
        why: "Names of schemes are case-insensitive, and some clients write them in small letters. Their users get a 401 for a valid token.",
        request: "POST /workers  Authorization: bearer <valid token>",
        answer: r#"401 {"detail": "invalid scheme"}"#,
    },
    Explanation {
        rule: "auth_wrong_place",
        what: "Sends the valid credential where the document does not say that it travels, such as a bearer token as `access_token` in the query, and looks for 401 or 403.",
        why: "Whatever is accepted is used sooner or later, and tokens in URLs end in access logs, browser histories and Referer headers.",
        request: "GET /workers?access_token=<valid token>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    Explanation {
        rule: "auth_alternative",
        what: "Calls each operation with each of the alternatives that its security declares, one at a time. `--credential` gives the ones that the token does not stand for.",
        why: "Callers hold one of the credentials, not all of them. An alternative that does not work shuts out everyone who was told to use it.",
        request: "GET /workers  X-API-Key: <valid key>   (declared: a bearer token, or this key)",
        answer: r#"401 {"detail": "Not authenticated"}"#,
    },
    Explanation {
        rule: "auth_optional",
        what: "Calls operations without a credential where the document makes security optional (`{}` among the alternatives), and looks for a 2xx.",
        why: "Some callers have no credential to send, such as a probe or a public page, and the document tells them that they need none.",
        request: "GET /status  (no Authorization)",
        answer: r#"401 {"detail": "Not authenticated"}"#,
    },
    Explanation {
        rule: "auth_documented",
        what: "Looks whether the document declares the 401 or 403 that a call without a credential is answered. Most documents leave it out, hence no more than a NOTE.",
        why: "A generated client has no case for a status that its document does not list: a token that has run out is then reported as an unknown error.",
        request: "POST /workers  (no Authorization)",
        answer: r#"401 {"detail": "Not authenticated"}   (declared: 200 and 422)"#,
    },
];
