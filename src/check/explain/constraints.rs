//! Explains the rules on values just outside of what their schema allows.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "refuses_out_of_range",
        what: "Sends numbers just beyond their limits, one at a time: below the minimum, above the maximum, and the limit itself where it is exclusive.",
        why: "A limit that nobody enforces is found by the worker that asks for a million retries, or for a heartbeat every minus one seconds.",
        request: r#"POST /jobs  {"retries": 11}   (maximum: 10)"#,
        answer: r#"200 {"id": "j-1", "retries": 11}"#,
    },
    Explanation {
        rule: "refuses_no_multiple",
        what: "Sends numbers within their limits that are no multiple of `multipleOf`, just beside one that is.",
        why: "What is kept in whole cents or blocks is rounded where it is not refused, and the two sides go on with different numbers.",
        request: r#"POST /jobs  {"memory_mb": 100}   (multipleOf: 64)"#,
        answer: r#"200 {"id": "j-1", "memory_mb": 64}"#,
    },
    Explanation {
        rule: "refuses_bad_length",
        what: "Sends texts with one character less than minLength and with one more than maxLength. Characters are code points: texts of rare ones find servers that count something else.",
        why: "A text that is too long is cut off by the database, or fails in it. An empty name is one that nobody can look for.",
        request: r#"POST /workers  {"name": ""}   (minLength: 1)"#,
        answer: r#"200 {"id": "w-1", "name": ""}"#,
    },
    Explanation {
        rule: "refuses_pattern_mismatch",
        what: "Takes a text that matches the pattern and changes it in one respect at a time: a character more at its end or beginning, others in it, capitals for small letters, nothing at all.",
        why: "A pattern keeps what goes into paths, commands and names of queues harmless. One that is held only against the beginning of a text keeps nothing out.",
        request: r#"POST /queues  {"name": "jobs!"}   (pattern: ^[a-z]+$)"#,
        answer: r#"200 {"id": "q-1", "name": "jobs!"}"#,
    },
    Explanation {
        rule: "refuses_malformed_text",
        what: "Sends values that are not of their format: the 30th of February, a uuid one digit short, an address without a domain, a number beyond int32. JSON Schema makes formats a matter of agreement, hence SHOULD.",
        why: "What was accepted as a date is read as one later, by another service, which fails where the caller is no longer known.",
        request: r#"POST /jobs  {"due": "2026-02-30T00:00:00Z"}   (format: date-time)"#,
        answer: r#"200 {"id": "j-1", "due": "2026-02-30T00:00:00Z"}"#,
    },
    Explanation {
        rule: "refuses_unlisted_value",
        what: "Sends values that their enum or const does not list: another one of the same type, and a listed one in other letters.",
        why: "A state that the server does not know is one that nothing leads out of, and one in capitals is another key in every map.",
        request: r#"POST /workers/w-1/state  {"state": "IDLE"}   (enum: idle, busy)"#,
        answer: r#"200 {"state": "IDLE"}"#,
    },
    Explanation {
        rule: "refuses_item_count",
        what: "Sends lists with one item less than minItems and with one more than maxItems or than the schema has places for.",
        why: "An empty list where an item is due is work that never happens. A list without an end is one request that does the work of a thousand.",
        request: r#"POST /jobs  {"steps": []}   (minItems: 1)"#,
        answer: r#"200 {"id": "j-1", "steps": []}"#,
    },
    Explanation {
        rule: "refuses_repeated_item",
        what: "Sends a list that has an item twice where `uniqueItems` is set. Frameworks that read such a list as a set drop the repetition without a word, hence SHOULD.",
        why: "Either something is done twice, or the caller goes on counting two where the server has one.",
        request: r#"POST /workers  {"tags": ["gpu", "gpu"]}   (uniqueItems)"#,
        answer: r#"200 {"id": "w-1", "tags": ["gpu", "gpu"]}"#,
    },
    Explanation {
        rule: "refuses_undeclared_member",
        what: "Adds a member to objects whose schema excludes it, as `additionalProperties: false` does. Objects that are left open are not asked.",
        why: "A misspelt member that is quietly dropped is a setting that never takes effect. The object was closed so that its caller would be told.",
        request: r#"POST /jobs  {"retires": 3}   (additionalProperties: false)"#,
        answer: r#"200 {"id": "j-1", "retries": 0}"#,
    },
    Explanation {
        rule: "refuses_member_count",
        what: "Sends objects with one member less than minProperties and with one more than maxProperties.",
        why: "Maps of labels grow with everyone who writes into them, and the limit is what the store behind them can bear.",
        request: "PATCH /workers/w-1  {}   (minProperties: 1)",
        answer: r#"200 {"id": "w-1"}"#,
    },
    Explanation {
        rule: "refuses_missing_dependent",
        what: "Sends a member without those that have to stand beside it (`dependentRequired`, `dependentSchemas`).",
        why: "Half of a pair is no setting: a user without a password, a certificate without its key. It fails when it is used, long after it was accepted.",
        request: r#"POST /registries  {"user": "u"}   (user requires password)"#,
        answer: r#"200 {"id": "r-1", "user": "u"}"#,
    },
    Explanation {
        rule: "refuses_no_alternative",
        what: "Sends values that fit none of the alternatives of anyOf or oneOf, more than one where only one may fit, or what `not` excludes.",
        why: "A value that is neither one thing nor the other is treated as whichever was tried last, and fails for want of its members.",
        request: r#"POST /jobs  {"trigger": {"kind": "moon"}}   (kind: cron, event)"#,
        answer: r#"500 {"error": "unhandled trigger"}"#,
    },
];
