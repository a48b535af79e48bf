//! Twin of `refuses_no_alternative`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn a_value_that_is_excluded_by_name_is_found() {
    constraints::with("/properties/note/not", Value::Null).breaks("refuses_no_alternative").await;
}
