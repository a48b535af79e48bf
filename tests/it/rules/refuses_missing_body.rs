//! Twin of `refuses_missing_body`.

use crate::common::{START, Target};
use serde_json::json;

#[tokio::test]
async fn required_content_that_may_be_missing_is_found() {
    Target::reference()
        .before(|call| {
            if call.body.is_empty() {
                call.set_json(json!({}));
                call.set_header("content-type", "application/json");
            }
            None
        })
        .only(&[START])
        .breaks("refuses_missing_body")
        .await;
}
