//! Twin of `accepts_format`.

use crate::common::orders;
use serde_json::json;

#[tokio::test]
async fn a_date_that_has_to_end_in_z_is_found() {
    orders::with("/properties/due/pattern", json!("Z$")).breaks("accepts_format").await;
}
