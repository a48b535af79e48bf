//! Twin of `refuses_member_count`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn an_object_without_its_limit_is_found() {
    constraints::with("/properties/labels/maxProperties", Value::Null)
        .breaks("refuses_member_count")
        .await;
}
