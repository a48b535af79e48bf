//! Twin of `accepts_format`.

use crate::common::constraints;
use serde_json::json;

#[tokio::test]
async fn a_date_that_has_to_end_in_z_is_found() {
    constraints::with("/properties/due/pattern", json!("Z$")).breaks("accepts_format").await;
}
