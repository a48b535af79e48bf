//! Twin of `refuses_item_count`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn a_list_without_its_upper_limit_is_found() {
    constraints::with("/properties/tags/maxItems", Value::Null).breaks("refuses_item_count").await;
}

#[tokio::test]
async fn an_empty_list_that_passes_is_found() {
    constraints::with("/properties/tags/minItems", Value::Null).breaks("refuses_item_count").await;
}

#[tokio::test]
async fn a_third_coordinate_is_found() {
    constraints::with("/properties/point/items", Value::Null).breaks("refuses_item_count").await;
}

#[tokio::test]
async fn a_repeated_parameter_without_its_limit_is_found() {
    constraints::with_parameter("tags", "/maxItems", Value::Null)
        .breaks("refuses_item_count")
        .await;
}
