//! Twin of `auth_jwt_unsigned`.

use crate::common::auth::admitting;

#[tokio::test]
async fn a_token_that_asks_not_to_be_verified_is_found() {
    admitting(|token| token.alg.eq_ignore_ascii_case("none") && !token.is_over)
        .breaks("auth_jwt_unsigned")
        .await;
}

#[tokio::test]
async fn a_server_that_verifies_tokens_passes() {
    admitting(|_| false).conforms().await;
}
