//! Explains the rules on what successes have to look like.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "response_status",
        what: "Looks at the status of every success: it has to be one of those that the document declares.",
        why: "Generated clients treat an undeclared status as an error, although the server did what it was asked to do.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"202 {"id": "w-1"}   (only 200 is declared)"#,
    },
    Explanation {
        rule: "response_media_type",
        what: "Compares the `Content-Type` of every success with the media types declared for its status; parameters such as charset do not matter.",
        why: "A client picks its decoder by the media type. JSON that is labelled as text is handed on as text.",
        request: "GET /workers/w-1",
        answer: r#"200 Content-Type: text/html  {"id": "w-1"}"#,
    },
    Explanation {
        rule: "response_schema",
        what: "Validates the content of every success against its schema, formats included. What other rules verify member by member is left to them.",
        why: "A value of the right type can still be out of its range, its pattern or its list of values, and breaks a client that relies on them.",
        request: "GET /workers/w-1",
        answer: r#"200 {"id": "w-1", "state": "napping"}   (the enum has idle, busy)"#,
    },
    Explanation {
        rule: "response_member",
        what: "Looks for each required member of a success in turn: present, of a declared type, and not null unless null is declared. One check for each member, so that one that is missing hides no other.",
        why: "Required members are read without a second thought. The first worker that gets an answer without one of them crashes or runs half configured.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"200 {"id": "w-1"}   (`token` is required and absent)"#,
    },
    Explanation {
        rule: "response_default",
        what: "Compares each member that has a documented default with that value, in the answer to a request that gave no cause to differ. A deployment may configure another value, hence SHOULD.",
        why: "People read the default in the document and plan with it: an interval of 30 s that is 5 s in truth is six times the load.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"200 {"heartbeat_interval": 5}   (default: 30)"#,
    },
    Explanation {
        rule: "response_header",
        what: "Looks for each declared header in a success: there where it is required, and readable as the type of its schema.",
        why: "Headers carry paging, limits and versions. A client that reads a number from the text `soon` stops there.",
        request: "GET /workers",
        answer: "200 X-Total-Count: many  []   (the header is declared as an integer)",
    },
    Explanation {
        rule: "no_content",
        what: "Reads the wire to its end after a 204 or 304, below the HTTP library that would hide what follows.",
        why: "A byte after such a head is read as the beginning of the next answer on that connection: answers get mixed up between requests, far from the cause.",
        request: r#"POST /workers/heartbeat  {"worker_id": "w-1"}"#,
        answer: r#"204 followed by the bytes {"ok": true}"#,
    },
    Explanation {
        rule: "response_unique_members",
        what: "Reads the content of successes as it stands in the bytes, and looks for a name that one object has twice.",
        why: "A reader keeps the first of the two, or the last, or fails, and no document says which. Two languages then see two different configurations.",
        request: "GET /workers/w-1",
        answer: r#"200 {"id": "w-1", "state": "idle", "state": "busy"}"#,
    },
    Explanation {
        rule: "response_write_only",
        what: "Looks in every success for the members that the document marks as writeOnly, in nested objects too.",
        why: "What is only ever written is a password or a key. Sent back, it ends in logs, caches and browsers, where nobody expects it.",
        request: "GET /registries/r-1",
        answer: r#"200 {"id": "r-1", "password": "..."}   (`password` is writeOnly)"#,
    },
];
