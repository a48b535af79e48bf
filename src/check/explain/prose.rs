//! Explains the rules whose words stand in an overview's prose.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "prose_error_envelope",
        what: "Has requests refused before their content is looked at, for their credential or an unknown id, and holds the refusal to the envelope that the overview shows. Asked where the document leaves that content open.",
        why: "Where the document is silent, clients decode errors by the overview. An error in another form is shown as an empty one.",
        request: "GET /workers/unknown",
        answer: r#"404 Not Found   (the overview has {"error": {"code": ..., "message": ...}})"#,
    },
    Explanation {
        rule: "prose_status",
        what: "Looks at the status of refusals: one that the overview lists, that the operation declares, or that HTTP itself defines for any request.",
        why: "People handle the statuses that they read about. Any other falls through to the branch for what cannot happen.",
        request: "POST /workers  (no Authorization)",
        answer: r#"450 {"error": "blocked"}"#,
    },
    Explanation {
        rule: "prose_rate_limit_present",
        what: "Looks in an answer for the headers that tell the limit on the rate. Off in the standard profile: a deployment without a limit has none to tell.",
        why: "A fleet that sees what remains can slow down in time. One that does not runs into the limit as a whole.",
        request: "GET /workers",
        answer: "200 without X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset",
    },
    Explanation {
        rule: "prose_rate_limit_consistent",
        what: "Reads the headers that tell the limit on the rate, where there are any: whole numbers, a time at which it begins anew, and no more remaining than the limit.",
        why: "Clients compute their pace from these headers. Nonsense in them makes a client send without a pause, or never again.",
        request: "GET /workers",
        answer: "200 X-RateLimit-Limit: 100, X-RateLimit-Remaining: 250",
    },
    Explanation {
        rule: "prose_rate_limit_falls",
        what: "Calls one cheap operation several times and compares what remains: it has to fall, unless the window begins anew.",
        why: "A number that never falls is counted in the wrong place or not at all. The limit then strikes while the header still promises room.",
        request: "GET /workers   (four times)",
        answer: "200 X-RateLimit-Remaining: 100   (each time)",
    },
    Explanation {
        rule: "prose_rate_limit_exceeded",
        what: "Sends a fifth more requests than the overview allows in a window, and looks for a 429 among the answers. Asked only with `--exceed-rate-limit`, since it spends the caller's quota.",
        why: "A limit that exists on paper alone protects nobody: the first loop without a pause slows the service down for all.",
        request: "GET /workers   (121 times; the limit is 100)",
        answer: r#"200 [{"id": "w-1"}]   (each time)"#,
    },
    Explanation {
        rule: "prose_pagination",
        what: "Asks lists for a page of two, and holds the answer to what the overview says of pages: at most two items, the number of all, and the limit and offset that were asked for.",
        why: "A client reads page after page until it has them all. Where the total is missing, or the limit ignored, it stops too early or never.",
        request: "GET /workers?limit=2&offset=0",
        answer: r#"200 {"items": [three workers], "total": 3}"#,
    },
];
