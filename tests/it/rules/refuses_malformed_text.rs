//! Twin of `refuses_malformed_text`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn a_date_that_is_kept_as_text_is_found() {
    constraints::with("/properties/due/format", Value::Null).breaks("refuses_malformed_text").await;
}
