//! Twin of `head_no_content`.

use crate::common::{auth, split};

#[tokio::test]
async fn content_behind_the_answer_to_head_is_found() {
    // The router answers HEAD with the length of what GET would send, and nothing after the head.
    auth::target()
        .proxied(|answer| {
            let (head, content) = split(&answer);
            let text = String::from_utf8_lossy(head);
            let bare = content.is_empty() && text.starts_with("HTTP/1.1 200");
            if bare { [head, b"{\"in\":true}"].concat() } else { answer }
        })
        .only(&["head_*"])
        .breaks("head_no_content")
        .await;
}
