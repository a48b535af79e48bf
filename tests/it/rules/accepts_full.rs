//! Twin of `accepts_full`.

use crate::common::{REGISTER, Reply, Target};
use serde_json::json;

#[tokio::test]
async fn optional_members_that_only_fail_together_are_found() {
    Target::reference()
        .spoils(&Reply::new(500, json!({"detail": "duplicate key"})), |call| {
            let body = call.object().unwrap_or_default();
            body.contains_key("worker_metadata") && body.contains_key("hostname")
        })
        .only(&[REGISTER])
        .breaks("accepts_full")
        .await;
}
