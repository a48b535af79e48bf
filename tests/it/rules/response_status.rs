//! Twin of `response_status`.

use crate::common::{HEARTBEAT, REGISTER, Target};
use serde_json::json;

#[tokio::test]
async fn a_creation_answered_as_created_where_200_is_declared_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.is_to("/register") && reply.is_success() {
                reply.status = 201;
            }
        })
        .only(&[REGISTER])
        .breaks("response_status")
        .await;
}

#[tokio::test]
async fn content_where_204_is_declared_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 204 {
                reply.status = 200;
                reply.set_json(json!({"ok": true}));
            }
        })
        .only(&[HEARTBEAT])
        .breaks("response_status")
        .await;
}

#[tokio::test]
async fn another_status_for_one_kind_of_request_alone_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.body.is_empty() && reply.status == 200 {
                reply.status = 202;
            }
        })
        .only(&["response_*@start_worker_for_queue#*"])
        .breaks_checks(&["response_status@start_worker_for_queue#optional_body:absent"])
        .await;
}
