//! Twin of `single_framing`.

use crate::common::{HEARTBEAT, Target, split};

#[tokio::test]
async fn chunks_with_a_length_beside_them_are_found() {
    Target::reference()
        .proxied(|answer| {
            let (head, content) = split(&answer);
            let text = String::from_utf8_lossy(head).into_owned();
            if content.is_empty() || !text.starts_with("HTTP/1.1 422") {
                return answer;
            }
            let head = text.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n");
            let size = format!("{:x}\r\n", content.len());
            [head.as_bytes(), size.as_bytes(), content, b"\r\n0\r\n\r\n"].concat()
        })
        .only(&[HEARTBEAT])
        .breaks("single_framing")
        .await;
}
