//! Twin of `auth_jwt_unsigned`.

use crate::common::tokens::{Laxity, target};

#[tokio::test]
async fn a_token_that_asks_not_to_be_verified_is_found() {
    target(Laxity::AlgNone).breaks("auth_jwt_unsigned").await;
}

#[tokio::test]
async fn a_server_that_verifies_tokens_passes() {
    target(Laxity::None).conforms().await;
}
