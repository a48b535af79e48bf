//! Twin of `auth_jwt_signature`.

use crate::common::auth::admitting;

#[tokio::test]
async fn a_signature_that_is_not_verified_is_found() {
    admitting(|token| token.alg == "HS256" && !token.is_over && !token.is_early)
        .breaks("auth_jwt_signature")
        .await;
}

#[tokio::test]
async fn a_signature_that_may_be_missing_is_found() {
    admitting(|token| token.alg == "HS256" && token.signature.is_empty() && !token.is_over)
        .breaks_checks(&["auth_jwt_signature@read_book#stripped"])
        .await;
}
