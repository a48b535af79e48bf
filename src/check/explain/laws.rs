//! Explains the rules whose words stand in a file of laws.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "law_unique",
        what: "Sends the same request several times, one after the other, and compares the value that the law names in all answers.",
        why: "Two workers under one id overwrite each other's heartbeats. When one of them dies, nobody sees it.",
        request: r#"POST /workers  {"name": "w-1"}   (twice)"#,
        answer: r#"200 {"id": "w-7"}   (both times)"#,
    },
    Explanation {
        rule: "law_unique_in_flight",
        what: "Sends several requests at the same moment, each on a connection of its own, and compares the value that the law names. None of them may fail where a single one does not.",
        why: "Fleets start all at once, after each deployment. Ids that are counted without a lock, or taken from the clock, are unique at any other time.",
        request: r#"POST /workers  {"name": "w-1"}   (eight in flight)"#,
        answer: r#"200 {"id": "w-7"}   (to two of them)"#,
    },
    Explanation {
        rule: "law_echo",
        what: "Sends a value at the place that the law names, and looks for it at its place in the answer.",
        why: "A worker that is told another one's id, or another queue, goes on to work under that name.",
        request: "POST /workers/w-1/start",
        answer: r#"200 {"id": "w-2"}"#,
    },
    Explanation {
        rule: "law_echo_in_flight",
        what: "Sends several requests at the same moment, each with a value of its own, and holds each answer against its own request.",
        why: "A global variable or a cache under the wrong key answers one caller with what another one sent. A single request at a time never shows it.",
        request: r#"POST /workers  {"name": "w-3"}   (one of eight in flight)"#,
        answer: r#"200 {"name": "w-5"}"#,
    },
    Explanation {
        rule: "law_stable",
        what: "Sends the same request again and compares the answers member by member, apart from those that the law lets change.",
        why: "A worker that restarts counts on the configuration it had. One that depends on the replica that happens to answer makes for faults that nobody can repeat.",
        request: "POST /workers/w-1/start   (the second time)",
        answer: r#"200 {"queue": "b"}   (the first time: {"queue": "a"})"#,
    },
    Explanation {
        rule: "law_formed",
        what: "Holds a value of each success to the form that the law gives: a schema that is stricter than the document's, or a template made of other values of the same exchange.",
        why: "The document lets any text pass. The worker needs a URL that it can call, and the name of a queue that is its own.",
        request: r#"POST /workers  {"environment": "prod"}"#,
        answer: r#"200 {"queue": ".prod"}   (law: the organisation, a dot, the environment)"#,
    },
    Explanation {
        rule: "law_constant",
        what: "Calls every operation that the law names with one token, and compares the value that should be the same in all their answers.",
        why: "Where two operations disagree on whose token it is, one of them looks it up wrongly and serves somebody else's configuration.",
        request: "POST /workers  and  POST /workers/w-1/start   (with one token)",
        answer: r#"200 {"organisation": "acme"}  and  {"organisation": "default"}"#,
    },
    Explanation {
        rule: "law_repeatable",
        what: "Sends a request that was accepted again, several times, and looks for a 2xx each time.",
        why: "Networks lose answers, and workers send again. A second heartbeat that is refused tells a healthy worker that it is not wanted.",
        request: r#"POST /workers/heartbeat  {"id": "w-1"}   (the second time)"#,
        answer: r#"409 {"detail": "heartbeat already recorded"}"#,
    },
    Explanation {
        rule: "law_unknown_id",
        what: "Sends an id of the usual form that nobody made, and looks for any answer below 500. Which one is left open.",
        why: "Workers outlive the database they registered in. Then the whole fleet asks under ids that are gone, all at once.",
        request: "POST /workers/9d3f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19/start",
        answer: r#"500 {"error": "'NoneType' object has no attribute 'queue'"}"#,
    },
    Explanation {
        rule: "law_unknown_id_refused",
        what: "Sends an id that nobody made, once a known one was accepted, and looks for a 4xx.",
        why: "The configuration for a worker that does not exist holds the same keys as any other, and is there for whoever makes up an id.",
        request: "POST /workers/9d3f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19/start   (made by nobody)",
        answer: r#"200 {"queue": "default", "api_key": "..."}"#,
    },
    Explanation {
        rule: "law_tenant",
        what: "Has one token make a thing, and the token of another organisation ask for it, and looks for a 4xx. Needs `--second-token`; left open where both tokens turn out to be of one organisation.",
        why: "Ids travel in logs and links. A look-up that forgets to ask whose thing it is gives one customer's keys to another.",
        request: "POST /workers/w-1/start   (with the token of another organisation)",
        answer: r#"200 {"api_key": "..."}"#,
    },
];
