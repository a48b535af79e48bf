//! Twin of `single_framing`.

use crate::common::{HEARTBEAT, Target, split};

/// The answer with its content in one chunk, and with its length beside that.
fn framed_twice(answer: &[u8]) -> Vec<u8> {
    let (head, content) = split(answer);
    let head = String::from_utf8_lossy(head).into_owned();
    let head = head.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n");
    let size = format!("{:x}\r\n", content.len());
    [head.as_bytes(), size.as_bytes(), content, b"\r\n0\r\n\r\n"].concat()
}

#[tokio::test]
async fn chunks_with_a_length_beside_them_are_found() {
    Target::reference()
        .proxied(|answer| {
            let (_, content) = split(&answer);
            if content.is_empty() || !answer.starts_with(b"HTTP/1.1 422") {
                return answer;
            }
            framed_twice(&answer)
        })
        .only(&[HEARTBEAT])
        .breaks("single_framing")
        .await;
}

#[tokio::test]
async fn a_second_framing_belongs_to_the_operation_that_has_it_whichever_check_called_it() {
    // A law on registrations starts a worker for a queue, too.
    Target::reference()
        .proxied(|answer| {
            let is_met = String::from_utf8_lossy(&answer).contains("\"queue_id\"");
            if is_met { framed_twice(&answer) } else { answer }
        })
        .only(&["single_framing", "law_constant"])
        .breaks_checks(&["single_framing@start_worker_for_queue#any"])
        .await;
}
