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
    Explanation {
        rule: "accepts_media_type",
        what: "Sends the same content in each media type that the document declares besides the first one, such as a form beside JSON, and looks for a 2xx wherever the plain request has it.",
        why: "A media type is declared because somebody uses it. The script that posts a form is in nobody's tests, until the release that breaks it.",
        request: "POST /workers  Content-Type: application/x-www-form-urlencoded  name=w-1",
        answer: r#"415 {"detail": "expected application/json"}   (both are declared)"#,
    },
    Explanation {
        rule: "accepts_boundary",
        what: "Sends values that a constraint just allows, one at a time: the minimum and the maximum, the shortest and the longest text, an empty list or object where nothing forbids it, a member that `additionalProperties` lets in.",
        why: "Limits are written twice, in the document and in the code, and drift apart by one: `<` for `<=`, bytes for characters, a column shorter than the text. A caller that keeps to the document is refused at its very edge.",
        request: r#"POST /jobs  {"retries": 10}   (maximum: 10)"#,
        answer: r#"422 {"detail": "retries must be less than 10"}"#,
    },
    Explanation {
        rule: "accepts_format",
        what: "Sends texts in the less common forms that their format or pattern allows: a time with an offset in place of Z or with a fraction of a second, a uuid in capitals, the first and the last of the texts that a pattern can make.",
        why: "Other languages write the same value in another way. A parser that knows only the form its author uses refuses workers for the library they were built with.",
        request: r#"POST /jobs  {"due": "2026-01-01T01:00:00+01:00"}   (format: date-time)"#,
        answer: r#"400 {"error": "time data does not match format"}"#,
    },
    Explanation {
        rule: "accepts_listed_value",
        what: "Sends each value that an enum or a const lists, one request for each, all else being as in a request that is accepted.",
        why: "The list in the document and the one in the code are two lists. A value that only the document knows is found by the first worker that is in that state.",
        request: r#"POST /workers/w-1/state  {"state": "draining"}   (enum: idle, busy, draining)"#,
        answer: r#"422 {"detail": "unknown state"}"#,
    },
    Explanation {
        rule: "accepts_alternative",
        what: "Sends one request for each alternative that anyOf, oneOf, a discriminator or a list of types offers, and looks for a 2xx.",
        why: "Servers are tried with the first alternative and shipped with the others untried, while the client that was generated from the document offers them all.",
        request: r#"POST /jobs  {"trigger": {"kind": "cron", "at": "0 * * * *"}}   (the second of two)"#,
        answer: r#"500 {"error": "KeyError: interval"}"#,
    },
];
