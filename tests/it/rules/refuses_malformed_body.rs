//! Twin of `refuses_malformed_body`.

use crate::common::{HEARTBEAT, QUEUE_START, Reply, Target};
use serde_json::json;

#[tokio::test]
async fn broken_json_silently_taken_for_nothing_is_found() {
    Target::reference()
        .before(|call| {
            if call.json().is_none() {
                call.body.clear();
            }
            None
        })
        .only(&[QUEUE_START])
        .breaks("refuses_malformed_body")
        .await;
}

#[tokio::test]
async fn a_parse_error_that_nobody_catches_is_found() {
    // Content that is no text ends in the same place, and no input at all may end in a 500.
    Target::reference()
        .before(|call| {
            let is_json = call.header("content-type") == Some("application/json");
            let broken = is_json && !call.body.is_empty() && call.json().is_none();
            broken.then(|| Reply::new(500, json!({"detail": "JSONDecodeError"})))
        })
        .only(&[HEARTBEAT])
        .breaks_all(&[
            "never_server_error",
            "refuses_malformed_body",
            "survives_unpredictable_json",
        ])
        .await;
}
