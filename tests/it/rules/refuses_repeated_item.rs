//! Twin of `refuses_repeated_item`.

use crate::common::orders;
use serde_json::Value;

#[tokio::test]
async fn a_list_that_keeps_repetitions_is_found() {
    orders::with("/properties/tags/uniqueItems", Value::Null).breaks("refuses_repeated_item").await;
}
