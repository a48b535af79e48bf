//! Twin of `refuses_missing_dependent`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn a_card_without_an_address_is_found() {
    constraints::with("/dependentRequired", Value::Null).breaks("refuses_missing_dependent").await;
}
