//! Twin of `accepts_boundary`.

use crate::common::constraints;
use serde_json::json;

#[tokio::test]
async fn a_limit_off_by_one_is_found() {
    constraints::with("/properties/count/exclusiveMaximum", json!(99))
        .breaks("accepts_boundary")
        .await;
}

#[tokio::test]
async fn a_length_counted_in_bytes_is_found() {
    constraints::with("/properties/name/maxLength", json!(7)).breaks("accepts_boundary").await;
}

#[tokio::test]
async fn a_page_size_that_is_refused_is_found() {
    constraints::with_parameter("limit", "/maximum", json!(49)).breaks("accepts_boundary").await;
}
