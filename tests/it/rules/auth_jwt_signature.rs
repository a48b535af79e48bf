//! Twin of `auth_jwt_signature`.

use crate::common::tokens::{Laxity, target};

#[tokio::test]
async fn a_signature_that_nobody_verifies_is_found() {
    target(Laxity::Signature).breaks("auth_jwt_signature").await;
}

#[tokio::test]
async fn a_signature_that_may_be_missing_is_found() {
    target(Laxity::EmptySignature).breaks_checks(&["auth_jwt_signature@who_am_i#stripped"]).await;
}
