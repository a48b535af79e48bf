//! Explains the rules on requests that have to be accepted.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "accepts_minimal",
        what: "Sends each operation its required members and parameters and nothing else, with a valid credential, and looks for a 2xx. An operation for which no valid request can be built is reported here, with the reason.",
        why: "A worker written from the document sends what is required. Where that is refused, the document asks for too little and no such worker can start.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"422 {"detail": "region is required"}   (the document requires `name` alone)"#,
    },
    Explanation {
        rule: "accepts_full",
        what: "Sends each operation every member and parameter that the document declares, each with a valid value, and looks for a 2xx.",
        why: "Members that are declared and yet refused show up only once a worker begins to use them, usually after an upgrade of the whole fleet.",
        request: r#"POST /workers  {"name": "w-1", "labels": {"zone": "a"}}"#,
        answer: r#"400 {"detail": "unexpected member: labels"}"#,
    },
    Explanation {
        rule: "accepts_without_optional",
        what: "Takes the request with every declared part and leaves out one optional member or parameter at a time. Only asked where the full request is accepted.",
        why: "An optional member that the server cannot do without is required in truth: workers that trust the document fail on the day they stop sending it.",
        request: r#"POST /workers  {"name": "w-1"}   (without the optional `labels`)"#,
        answer: r#"500 {"error": "labels is undefined"}"#,
    },
    Explanation {
        rule: "accepts_null",
        what: "Sends null for each member whose schema allows null, all else being as in the minimal request, and looks for a 2xx.",
        why: "Many clients write null for a value they do not have. A server that trips over it refuses workers that keep to the contract.",
        request: r#"POST /workers  {"name": "w-1", "parent": null}"#,
        answer: r#"422 {"detail": [{"loc": ["body", "parent"], "msg": "not a string"}]}"#,
    },
    Explanation {
        rule: "accepts_charset",
        what: "Sends the minimal request as `application/json; charset=utf-8` in place of `application/json`, and looks for a 2xx wherever the plain one has it.",
        why: "Several HTTP libraries add the charset by themselves. A server that compares media types as plain texts turns away all their users.",
        request: "POST /workers  Content-Type: application/json; charset=utf-8",
        answer: r#"415 {"error": "unsupported media type"}"#,
    },
    Explanation {
        rule: "default_equals_omission",
        what: "Sends a request without a member, one with the member set to its documented default, and one without it again; the answers have to agree in everything that does not differ between two equal requests anyway.",
        why: "Whoever leaves a member out relies on the default in the document. Where the server assumes another value, a worker runs with a setting that nobody chose.",
        request: r#"POST /jobs  {"retries": 3}  and  POST /jobs  {}   (default: 3)"#,
        answer: r#"200 {"retries": 3}  and  200 {"retries": 0}"#,
    },
    Explanation {
        rule: "optional_body",
        what: "Sends requests without any content where the content is optional, and compares the answer with that to the documented default of the whole content.",
        why: "A caller with nothing to say sends nothing. Servers that read the content before asking whether there is any answer that with an error.",
        request: "POST /queues/q-1/start  (no content)",
        answer: r#"422 {"detail": "body is missing"}"#,
    },
];
