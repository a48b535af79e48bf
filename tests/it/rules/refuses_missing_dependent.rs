//! Twin of `refuses_missing_dependent`.

use crate::common::orders;
use serde_json::Value;

#[tokio::test]
async fn a_card_without_an_address_is_found() {
    orders::with("/dependentRequired", Value::Null).breaks("refuses_missing_dependent").await;
}
