//! Twin of `auth_before_content`.

use crate::common::{Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_stranger_who_learns_what_is_wrong_with_the_content_is_found() {
    Target::reference()
        .before(|call| {
            if call.header("authorization").is_none() {
                call.authenticate();
            }
            None
        })
        .after(|call, reply| {
            if call.header("authorization").is_none() && reply.status != 422 {
                *reply = Reply::new(401, json!({"detail": "Not authenticated"}));
                reply.set_header("www-authenticate", "Bearer");
            }
        })
        .breaks("auth_before_content")
        .await;
}
