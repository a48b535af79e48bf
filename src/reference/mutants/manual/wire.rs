//! Mutants that only show in the bytes on the wire.

use serde_json::json;

use super::super::mutant::ManualMutant;
use crate::reference::intercept::Reply;

fn is(answer: &[u8], status: &str) -> bool {
    answer.get(9..12) == Some(status.as_bytes())
}

/// The message with one line more in its head.
pub(super) fn with_line(mut message: Vec<u8>, line: &str) -> Vec<u8> {
    if let Some(end) = message.windows(4).position(|window| window == b"\r\n\r\n") {
        message.splice(end + 2..end + 2, format!("{line}\r\n").into_bytes());
    }
    message
}

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "null_behind_204",
        "A framework serialises `None` into a 204.",
        &["no_content"],
    )
    .wire(|answer| if is(&answer, "204") { [answer, b"null".to_vec()].concat() } else { answer }),
    ManualMutant::new(
        "length_on_204",
        "A proxy announces content on a 204 that never comes.",
        &["no_content"],
    )
    .wire(
        |answer| {
            if is(&answer, "204") { with_line(answer, "Content-Length: 4") } else { answer }
        },
    ),
    ManualMutant::new(
        "chunked_204",
        "A 204 is sent in chunks: the one that ends them stands on the wire.",
        &["no_content"],
    )
    .wire(|answer| {
        if is(&answer, "204") {
            [with_line(answer, "Transfer-Encoding: chunked"), b"0\r\n\r\n".to_vec()].concat()
        } else {
            answer
        }
    }),
    ManualMutant::new(
        "answer_cut_by_a_proxy",
        "A proxy gives up in the middle of an answer and closes the connection.",
        &["accepts_full"],
    )
    .after(|call, reply| {
        let is_met = call.sends(b"hostname") && call.sends(b"worker_metadata");
        if is_met && reply.is_success() && call.is_to("/register") {
            reply.set_header("x-cut", "1");
        }
    })
    .wire(|mut answer| {
        if answer.windows(5).any(|window| window == b"x-cut") {
            answer.truncate(answer.len() - 10);
        }
        answer
    }),
    ManualMutant::new(
        "length_in_characters",
        "A length is counted in characters, and what is beyond it opens the next answer.",
        &["content_end"],
    )
    .wire(|answer| {
        let is_met = is(&answer, "200") && answer.ends_with(b"}");
        if is_met { [answer, b"\n\n".to_vec()].concat() } else { answer }
    }),
    ManualMutant::new(
        "length_beside_chunks",
        "A proxy sends in chunks and leaves the length that stood there before.",
        &["single_framing"],
    )
    .wire(|answer| {
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
        let Some(end) = end.filter(|end| is(&answer, "422") && *end < answer.len()) else {
            return answer;
        };
        let (head, content) = answer.split_at(end);
        let size = format!("{:x}\r\n", content.len());
        let head = with_line(head.to_vec(), "Transfer-Encoding: chunked");
        [&head, size.as_bytes(), content, b"\r\n0\r\n\r\n"].concat()
    }),
    ManualMutant::new(
        "credential_in_a_debug_header",
        "A debug header repeats the request's headers in every refusal.",
        &["secret_echo"],
    )
    .after(|call, reply| {
        if let Some(value) = call.header("authorization").filter(|_| reply.status == 422) {
            reply.set_header("x-debug", value);
        }
    }),
    ManualMutant::new(
        "trace_repeats_the_request",
        "TRACE is answered by a proxy, with the credential that nobody else should see.",
        &["trace_echo"],
    )
    .before(|call| {
        let headers = format!("{:?}", call.headers);
        (call.method == "TRACE").then(|| Reply::new(200, json!(headers)))
    }),
];
