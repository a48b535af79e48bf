//! Explains the rules on where an answer ends on the wire.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "content_end",
        what: "Reads the connection to its end after the content of an answer, below the HTTP library, and looks for bytes beyond those that Content-Length or the last chunk announced.",
        why: "On a connection that is kept open those bytes are the beginning of the next answer: one caller's data in another caller's hands.",
        request: "GET /workers/w-1",
        answer: r#"200 Content-Length: 13  {"id": "w-1"} and ten bytes more"#,
    },
    Explanation {
        rule: "head_no_content",
        what: "Reads the connection to its end after the answer to HEAD, and looks for any byte after its head.",
        why: "No client expects content after HEAD, whatever Content-Length says: what follows is taken for the next answer.",
        request: "HEAD /workers/w-1",
        answer: r#"200 Content-Length: 13  followed by {"id": "w-1"}"#,
    },
    Explanation {
        rule: "single_framing",
        what: "Looks in all answers of the operation for Transfer-Encoding and Content-Length side by side.",
        why: "Of two readers in a row, such as a proxy and a client, one may go by the length and the other by the chunks. What lies between the two is read as an answer of its own.",
        request: "GET /workers",
        answer: "200 Transfer-Encoding: chunked, Content-Length: 30",
    },
];
