//! Twin of `auth_jwt_not_yet_valid`.

use crate::common::tokens::{KEY, Laxity, target};

#[tokio::test]
async fn a_token_that_is_taken_before_its_time_is_found() {
    target(Laxity::Start).jwt_key(KEY).breaks("auth_jwt_not_yet_valid").await;
}
