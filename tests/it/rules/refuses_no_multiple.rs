//! Twin of `refuses_no_multiple`.

use crate::common::constraints;
use serde_json::Value;

#[tokio::test]
async fn a_step_that_nobody_checks_is_found() {
    constraints::with("/properties/step/multipleOf", Value::Null)
        .breaks("refuses_no_multiple")
        .await;
}
