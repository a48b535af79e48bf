//! Twin of `fuzz_accepts`.

use crate::common::{Reply, Target};
use serde_json::Value;

#[tokio::test]
async fn a_limit_that_no_schema_declares_is_found() {
    Target::reference()
        .before(|call| {
            let body = call.object()?;
            let tasks = body.get("tasks_processed").and_then(Value::as_i64)?;
            (tasks > 5_000).then(|| Reply::invalid(&["tasks_processed"]))
        })
        .fuzz(400, 1)
        .only(&["fuzz_*"])
        .breaks("fuzz_accepts")
        .await;
}

#[tokio::test]
async fn the_reference_takes_every_valid_request() {
    Target::reference().fuzz(200, 7).only(&["fuzz_*"]).conforms().await;
}
