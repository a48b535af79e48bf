//! Explains the rules on random requests.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "fuzz_survives",
        what: "Sends valid requests with a few random edits, as many for each operation as `--fuzz` or `--tier fuzz` asks for, and looks for any answer below 500. A request that fails is made smaller as long as it still fails; `--seed` gives the same ones again.",
        why: "The plan asks what the document makes one think of. What brings a server down is as often a combination that nobody thought of.",
        request: r#"POST /jobs  {"retries": 0, "labels": {"": null}}"#,
        answer: r#"500 {"error": "division by zero"}"#,
    },
    Explanation {
        rule: "fuzz_refuses",
        what: "Sends those random requests that the schema does not accept, for one reason or for several, and looks for a declared 4xx.",
        why: "Two faults in one request can take another way through the code than each of them alone, past the check that would have caught it.",
        request: r#"POST /jobs  {"retries": [], "name": null}"#,
        answer: r#"200 {"id": "j-1"}"#,
    },
    Explanation {
        rule: "fuzz_accepts",
        what: "Sends those random requests that the schema accepts, and looks for 400, 415 and 422, which call them invalid. Other refusals, such as 404 and 409, are fine.",
        why: "No client can know what the server asks for beyond the schema. Either the schema lacks it, or the server should not ask.",
        request: r#"POST /jobs  {"name": "ÅÄÖ"}   (any text is allowed)"#,
        answer: r#"422 {"detail": "name must be ASCII"}"#,
    },
    Explanation {
        rule: "fuzz_response",
        what: "Holds the content of every success that a random request gets to the schema declared for its status.",
        why: "Odd input that was accepted comes out again: as a null where a text is due, or as a number that is no longer one.",
        request: r#"POST /jobs  {"retries": 1e400}"#,
        answer: r#"200 {"retries": null}   (declared: an integer)"#,
    },
];
