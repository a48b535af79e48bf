//! Twin of `prose_rate_limit_consistent`.

use crate::common::auth;

#[tokio::test]
async fn more_requests_left_than_the_limit_allows_are_found() {
    auth::books(|_, reply| reply.set_header("x-ratelimit-limit", "100"))
        .breaks("prose_rate_limit_consistent")
        .await;
}
