//! Twin of `refuses_top_level_type`.

use crate::common::{QUEUE_START, Target};
use serde_json::json;

#[tokio::test]
async fn content_of_any_type_cast_to_an_object_is_found() {
    Target::reference()
        .before(|call| {
            if call.header("content-type") == Some("application/json")
                && call.json().is_some_and(|value| !value.is_object())
            {
                call.set_json(json!({}));
            }
            None
        })
        .only(&[QUEUE_START])
        .breaks("refuses_top_level_type")
        .await;
}
