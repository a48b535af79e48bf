//! Twin of `head_as_get`.

use crate::common::doors;
use http::Method;

#[tokio::test]
async fn a_head_that_finds_nothing_where_get_does_is_found() {
    doors::target(|_| None)
        .after(|call, reply| {
            if call.method == Method::HEAD {
                reply.status = 404;
            }
        })
        .breaks("head_as_get")
        .await;
}
