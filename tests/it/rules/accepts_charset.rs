//! Twin of `accepts_charset`.

use crate::common::{Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_media_type_compared_as_text_is_found() {
    Target::reference()
        .before(|call| {
            let exact = call.header("content-type")? == "application/json";
            (!exact).then(|| Reply::new(415, json!({"detail": "Unsupported Media Type"})))
        })
        .breaks("accepts_charset")
        .await;
}
