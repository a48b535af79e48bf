//! Twin of `auth_optional`.

use crate::common::doors;

#[tokio::test]
async fn a_credential_that_is_asked_for_although_it_is_optional_is_found() {
    doors::target(|call| {
        (call.path.starts_with("/maybe") && call.header("x-key").is_none()).then_some(false)
    })
    .breaks("auth_optional")
    .await;
}
