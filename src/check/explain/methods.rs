//! Explains the rules on methods that a path does not declare.

use super::Explanation;

/// See [`Explanation`].
pub(super) static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        rule: "undeclared_method_refused",
        what: "Calls each path with methods that it does not declare, with a valid credential, and looks at whether any of them succeeds.",
        why: "A method nobody wrote down is a door nobody watches: a DELETE that works and is in no document is found by the wrong people.",
        request: "DELETE /workers/register",
        answer: r#"200 {"deleted": true}"#,
    },
    Explanation {
        rule: "undeclared_method_status",
        what: "Looks at how a method that is not declared is refused: 405, or 501 where the server knows the method nowhere.",
        why: "With 404 the caller looks for a wrong address, with 401 for a wrong token, although it is the method that is wrong.",
        request: "PUT /workers/register",
        answer: r#"404 {"detail": "not found"}"#,
    },
    Explanation {
        rule: "allow_header",
        what: "Looks at the `Allow` header of each 405: it lists methods that the document declares for the path, and not the one just refused. Frameworks with a route for each method list one of several, hence SHOULD for all of them.",
        why: "The header is how a caller finds the method that works. One that is missing or wrong sends it in a circle.",
        request: "GET /workers/register",
        answer: "405 Allow: GET   (only POST is declared)",
    },
    Explanation {
        rule: "head_as_get",
        what: "Sends HEAD wherever GET is declared, and compares the status with that of GET. Many frameworks route by method alone and answer 405, hence SHOULD.",
        why: "Caches, monitors and download tools ask with HEAD whether a thing is there. A 405 or 404 tells them that it is not.",
        request: "HEAD /workers/w-1",
        answer: "405 Allow: GET   (GET is answered 200)",
    },
    Explanation {
        rule: "trace_echo",
        what: "Sends TRACE with a made-up credential and looks for it in what comes back. A server that refuses TRACE has nothing to hide.",
        why: "A script or a proxy that gets a caller's headers back learns a credential that it was never meant to read.",
        request: "TRACE /workers  Authorization: Bearer made-up",
        answer: "200 TRACE /workers HTTP/1.1, Authorization: Bearer made-up",
    },
];
