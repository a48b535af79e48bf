//! Explains the rules on input that no caller sends on purpose.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "never_server_error",
        what: "Sends very long texts, deep nesting, odd Unicode, control characters, huge numbers and a great many members, one at a time, and looks for any answer below 500 within the time limit.",
        why: "One malformed message from one worker must not take a process down, or keep it busy for everyone else.",
        request: r#"POST /workers  {"name": "\u0000"}"#,
        answer: "500 Internal Server Error",
    },
    Explanation {
        rule: "survives_unpredictable_json",
        what: "Sends JSON that RFC 8259 lets every reader read in its own way: a lone surrogate, a number beyond every float, a member given twice.",
        why: "Any reading of it is fine, a crash is not: such texts come from other languages, where they are ordinary.",
        request: r#"POST /workers  {"name": "\ud800"}"#,
        answer: r#"500 {"error": "'utf-8' codec can't encode character"}"#,
    },
];
