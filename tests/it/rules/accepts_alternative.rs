//! Twin of `accepts_alternative`.

use crate::common::constraints;
use serde_json::json;

#[tokio::test]
async fn an_alternative_that_nobody_built_is_found() {
    let email = json!({
        "type": "object",
        "required": ["email"],
        "properties": {"email": {"type": "string", "maxLength": 30}},
        "additionalProperties": false,
    });
    constraints::with("/properties/owner/oneOf", json!([email]))
        .breaks("accepts_alternative")
        .await;
}
