//! Explains the rules on JSON Web Tokens that their issuer never gave out.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "auth_jwt_unsigned",
        what: "Sends the caller's own JSON Web Token without its signature and with `alg: none` in its header, which is also spelt `nOnE`.",
        why: "A library that believes the header lets everyone write tokens in everyone's name: any worker, any organisation, and no key needed.",
        request: r#"GET /workers  Authorization: Bearer <"alg": "none">.<claims>."#,
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    Explanation {
        rule: "auth_jwt_signature",
        what: "Sends the caller's own token with its signature cut off, broken or made longer, with other claims under the old signature, and signed with a foreign or an empty key.",
        why: "Tokens that are decoded and never verified pass every test, since tests send right ones. The first wrong one is an intruder's.",
        request: "GET /workers  Authorization: Bearer <header>.<other claims>.<old signature>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    Explanation {
        rule: "auth_jwt_expired",
        what: "Signs a token whose `exp` has passed, with the key that `--jwt-key` gives, once a token that differs in nothing else was accepted.",
        why: "Tokens leak, and their end is what limits the harm. Where nobody looks at it, a worker that was dismissed keeps its access for good.",
        request: "GET /workers  Authorization: Bearer <token whose exp was an hour ago>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    Explanation {
        rule: "auth_jwt_not_yet_valid",
        what: "Signs a token whose `nbf` is yet to come, with the key that `--jwt-key` gives, once a token that differs in nothing else was accepted.",
        why: "Tokens are issued ahead of time for keys that change at midnight and for contracts that begin tomorrow. Accepted today, they open what is still closed.",
        request: "GET /workers  Authorization: Bearer <token whose nbf is in an hour>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
];
