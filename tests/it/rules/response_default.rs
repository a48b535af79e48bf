//! Twin of `response_default`.

use crate::common::{QUEUE_START, START, Target};
use serde_json::json;

#[tokio::test]
async fn a_default_that_changed_in_the_code_alone_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("heartbeat_interval".into(), json!(30));
            });
        })
        .only(&[START])
        .breaks("response_default")
        .await;
}

#[tokio::test]
async fn a_switch_with_the_wrong_default_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("websocket_enabled".into(), json!(false));
            });
        })
        .only(&[QUEUE_START])
        .breaks_checks(&["response_default@start_worker_for_queue#websocket_enabled"])
        .await;
}
