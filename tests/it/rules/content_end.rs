//! Twin of `content_end`.

use crate::common::{REGISTER, Target, split};

#[tokio::test]
async fn a_length_counted_in_characters_is_found() {
    // What is counted too short leaves bytes behind, which the next answer would begin with.
    Target::reference()
        .proxied(|answer| {
            let (head, content) = split(&answer);
            let text = String::from_utf8_lossy(head);
            if !text.starts_with("HTTP/1.1 2") || content.is_empty() {
                return answer;
            }
            [head, content, b"\n\n"].concat()
        })
        .only(&[REGISTER])
        .breaks("content_end")
        .await;
}
