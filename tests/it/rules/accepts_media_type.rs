//! Twin of `accepts_media_type`.

use crate::common::{Reply, constraints};
use serde_json::json;

#[tokio::test]
async fn a_declared_form_that_nobody_reads_is_found() {
    constraints::target()
        .before(|call| {
            let is_multipart =
                call.header("content-type").is_some_and(|t| t.starts_with("multipart"));
            is_multipart.then(|| Reply::new(415, json!({})))
        })
        .only(&[constraints::NOTE])
        .breaks("accepts_media_type")
        .await;
}
