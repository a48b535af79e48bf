//! Twin of `accepts_minimal`.

use crate::common::{QUEUE_START, REGISTER, Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_validator_that_asks_for_one_of_two_optional_members_is_found() {
    Target::reference()
        .spoils(&Reply::invalid(&["hostname"]), |call| {
            let body = call.object().unwrap_or_default();
            !body.contains_key("hostname") && !body.contains_key("worker_metadata")
        })
        .only(&[REGISTER])
        .breaks("accepts_minimal")
        .await;
}

#[tokio::test]
async fn an_empty_object_taken_for_no_content_is_found() {
    // `if not body:` is true of `{}`, which is also the default of the content.
    Target::reference()
        .spoils(&Reply::invalid(&[]), |call| call.json() == Some(json!({})))
        .only(&[QUEUE_START])
        .breaks_all(&["accepts_minimal", "optional_body"])
        .await;
}
