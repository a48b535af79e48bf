//! Twin of `auth_jwt_not_yet_valid`.

use crate::common::auth::admitting;

#[tokio::test]
async fn a_token_that_is_taken_before_its_time_is_found() {
    admitting(|token| token.alg == "HS256" && token.is_signed && !token.is_over)
        .breaks("auth_jwt_not_yet_valid")
        .await;
}
