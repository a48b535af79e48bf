//! Twin of `refusal_content`.

use crate::common::{HEARTBEAT, Target};
use serde_json::json;

#[tokio::test]
async fn an_error_handler_with_an_envelope_of_its_own_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 422 {
                let described = String::from_utf8_lossy(&reply.body).into_owned();
                reply.set_json(json!({"detail": described}));
            }
        })
        .only(&[HEARTBEAT])
        .breaks("refusal_content")
        .await;
}

#[tokio::test]
async fn a_refusal_rendered_as_a_page_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 422 {
                reply.set_header("content-type", "text/html");
            }
        })
        .only(&[HEARTBEAT])
        .breaks("refusal_content")
        .await;
}
