//! Twin of `auth_optional`.

use crate::common::auth;
use serde_json::json;

#[tokio::test]
async fn a_credential_that_is_asked_for_although_it_is_optional_is_found() {
    auth::requiring("/maybe", json!([{"key": []}])).breaks("auth_optional").await;
}
