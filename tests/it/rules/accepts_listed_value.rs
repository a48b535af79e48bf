//! Twin of `accepts_listed_value`.

use crate::common::constraints;
use serde_json::json;

#[tokio::test]
async fn a_value_added_to_the_document_alone_is_found() {
    constraints::with("/properties/state/enum", json!(["open"]))
        .breaks("accepts_listed_value")
        .await;
}

#[tokio::test]
async fn a_value_in_the_path_that_is_not_known_is_found() {
    constraints::with_parameter("region", "/enum", json!(["eu"]))
        .breaks("accepts_listed_value")
        .await;
}
