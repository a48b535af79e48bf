//! Twin of `refuses_media_type`.

use crate::common::Target;

#[tokio::test]
async fn content_read_as_json_whatever_it_is_called_is_found() {
    Target::reference()
        .before(|call| {
            if !call.body.is_empty() {
                call.set_header("content-type", "application/json");
            }
            None
        })
        .breaks("refuses_media_type")
        .await;
}
