//! Twin of `refuses_undeclared_member`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn a_member_that_is_silently_dropped_is_found() {
    constraints::with("/additionalProperties", Value::Null)
        .breaks("refuses_undeclared_member")
        .await;
}

#[tokio::test]
async fn a_name_that_matches_no_pattern_is_found() {
    constraints::with("/properties/labels/additionalProperties", Value::Null)
        .breaks("refuses_undeclared_member")
        .await;
}
