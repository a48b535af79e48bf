//! Twin of `accepts_alternative`.

use crate::common::orders;
use serde_json::json;

#[tokio::test]
async fn an_alternative_that_nobody_built_is_found() {
    orders::with("/properties/owner/oneOf/1", json!(false)).breaks("accepts_alternative").await;
}
