//! Twin of `prose_rate_limit_falls`.

use crate::common::auth;

#[tokio::test]
async fn a_counter_that_stands_still_is_found() {
    auth::books(|_, reply| reply.set_header("x-ratelimit-remaining", "999999"))
        .breaks("prose_rate_limit_falls")
        .await;
}
