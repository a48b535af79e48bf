//! Twin of `refuses_repeated_item`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn a_list_that_keeps_repetitions_is_found() {
    constraints::with("/properties/tags/uniqueItems", Value::Null)
        .breaks("refuses_repeated_item")
        .await;
}
