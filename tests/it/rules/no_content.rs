//! Twin of `no_content`.

use crate::common::{HEARTBEAT, Target, where_status, with_head_line};

#[tokio::test]
async fn a_serialised_null_behind_a_204_is_found() {
    Target::reference()
        .proxied(where_status(204, |answer| [answer, b"null".to_vec()].concat()))
        .only(&[HEARTBEAT])
        .breaks("no_content")
        .await;
}

#[tokio::test]
async fn a_length_announced_by_a_204_is_found() {
    Target::reference()
        .proxied(where_status(204, |answer| with_head_line(answer, "Content-Length: 4")))
        .only(&[HEARTBEAT])
        .breaks("no_content")
        .await;
}
