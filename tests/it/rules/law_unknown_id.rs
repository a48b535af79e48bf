//! Twin of `law_unknown_id`.

use crate::common::{Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_heartbeat_of_an_unknown_worker_that_crashes_the_server_is_found() {
    Target::reference()
        .after(|call, reply| {
            // Ids of another form are refused before they are looked up.
            let id = call.object().and_then(|body| Some(body.get("worker_id")?.as_str()?.len()));
            if call.is_to("/heartbeat") && reply.status == 404 && id == Some(36) {
                *reply = Reply::new(500, json!({"detail": "NoneType has no attribute"}));
            }
        })
        .only(&["law_*@worker_heartbeat#*"])
        .breaks("law_unknown_id")
        .await;
}

#[tokio::test]
async fn a_heartbeat_of_an_unknown_worker_may_be_taken() {
    Target::reference()
        .after(|call, reply| {
            if call.is_to("/heartbeat") && reply.status == 404 {
                *reply = Reply { status: 204, body: Vec::new(), ..reply.clone() };
                reply.headers.remove("content-type");
            }
        })
        .only(&["law_unknown_id", "law_repeatable"])
        .conforms()
        .await;
}
