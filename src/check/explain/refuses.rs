//! Explains the rules on wrong requests, and on what their refusal says.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "refuses_missing_member",
        what: "Leaves out one required member at a time, in nested objects too, and looks for a declared 4xx.",
        why: "A worker that registered without what is required fails later, in a place that says nothing about the cause.",
        request: "POST /workers  {}   (`name` is required)",
        answer: r#"200 {"id": "w-1", "name": null}"#,
    },
    Explanation {
        rule: "refuses_wrong_type",
        what: "Gives one member at a time a JSON type that its schema does not allow and that cannot be mistaken for the right one.",
        why: "A value of a wrong type that is accepted is stored, and breaks whoever reads it next.",
        request: r#"POST /workers  {"name": ["w-1"]}"#,
        answer: r#"200 {"id": "w-1"}"#,
    },
    Explanation {
        rule: "refuses_coercible_type",
        what: r#"Gives one member at a time a value that only looks like the declared type: the text "5" for a number, 1 for true. Lax frameworks coerce these, hence SHOULD."#,
        why: "Coercion differs from framework to framework: what one version takes for a number the next one may refuse, and nobody changed the document.",
        request: r#"POST /jobs  {"retries": "5"}"#,
        answer: r#"200 {"retries": 5}"#,
    },
    Explanation {
        rule: "refuses_null",
        what: "Gives one member at a time the value null where its schema does not allow it, and looks for a declared 4xx.",
        why: "A null that slips through overwrites a stored value, or surfaces as an error in another service.",
        request: r#"POST /workers  {"name": null}"#,
        answer: r#"200 {"id": "w-1", "name": null}"#,
    },
    Explanation {
        rule: "refuses_malformed_body",
        what: "Sends content that is labelled as JSON and is none, cut off or with a stray character, and looks for a declared 4xx or 400.",
        why: "A request that was cut on its way must not take effect with whatever part of it could be read.",
        request: r#"POST /workers  {"name": "w-"#,
        answer: "500 Internal Server Error",
    },
    Explanation {
        rule: "refuses_top_level_type",
        what: "Sends valid JSON of another type than the content is declared as: an array, a text, a number where an object is due.",
        why: "Handlers that look up members in what is no object fail with an internal error, which blames the server for a mistake of the caller.",
        request: r#"POST /workers  ["name"]"#,
        answer: r#"500 {"error": "'list' object has no attribute 'get'"}"#,
    },
    Explanation {
        rule: "refuses_missing_body",
        what: "Sends no content at all where content is required, and looks for a declared 4xx or 400.",
        why: "An empty request that succeeds creates something out of nothing, such as a worker without a name.",
        request: "POST /workers  (no content)",
        answer: r#"200 {"id": "w-2", "name": ""}"#,
    },
    Explanation {
        rule: "refuses_media_type",
        what: "Sends the same content under a media type that is not declared, and looks for a declared 4xx, 400 or 415.",
        why: "A server that reads any content as JSON also reads forms that a browser can be made to send from another site.",
        request: r#"POST /workers  Content-Type: text/plain  {"name": "w-1"}"#,
        answer: r#"200 {"id": "w-1"}"#,
    },
    Explanation {
        rule: "refuses_missing_parameter",
        what: "Leaves out one required query, header or cookie parameter at a time, and looks for a declared 4xx.",
        why: "A filter that is required and silently absent turns a narrow question into one about everything.",
        request: "GET /workers   (the query parameter `organisation` is required)",
        answer: "200 [workers of every organisation]",
    },
    Explanation {
        rule: "refuses_mistyped_parameter",
        what: "Gives one parameter at a time a text that no reading turns into its type: letters for a number. 400 and 404 are fine too.",
        why: "Texts that cannot be read end in an internal error, or in a default that the caller did not ask for.",
        request: "GET /workers?limit=ten",
        answer: r#"500 {"error": "invalid literal for int()"}"#,
    },
    Explanation {
        rule: "refusal_content",
        what: "Holds the content of every refusal to the media type and schema that the document declares for its status.",
        why: "Clients decode refusals too, most of all when something is wrong. One in another form hides the message that would have helped.",
        request: "POST /workers  {}",
        answer: r#"422 {"error": "bad request"}   (declared: {"detail": [...]})"#,
    },
    Explanation {
        rule: "refusal_names_offender",
        what: "Looks in every refusal for the name of the member or parameter that was wrong.",
        why: "The person who reads the refusal mends the request in a minute when it says what is wrong, and in an hour when it does not.",
        request: r#"POST /workers  {"name": 5}"#,
        answer: r#"422 {"detail": "validation failed"}"#,
    },
    Explanation {
        rule: "refuses_empty_parameter",
        what: "Sends one query parameter at a time without any text, `limit=`, where no empty text is a value of its type: a number, a boolean, an enum.",
        why: "A variable that is empty in a script becomes an empty parameter. Read as zero, or as if it had not been sent, it asks for something that nobody meant.",
        request: "GET /workers?limit=",
        answer: "200 [every worker]",
    },
];
