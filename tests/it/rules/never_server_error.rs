//! Twin of `never_server_error`.

use crate::common::{HEARTBEAT, Reply, START, Target, where_status};
use serde_json::json;

#[tokio::test]
async fn a_null_character_that_the_database_refuses_is_found() {
    Target::reference()
        .before(|call| {
            let sent = call.body.windows(6).any(|window| window == b"\\u0000");
            (sent || call.path.contains("%00"))
                .then(|| Reply::new(500, json!({"detail": "invalid byte sequence"})))
        })
        .breaks("never_server_error")
        .await;
}

#[tokio::test]
async fn nesting_that_exhausts_the_stack_is_found() {
    Target::reference()
        .before(|call| {
            let deep = call.body.windows(500).any(|window| window.iter().all(|byte| *byte == b'['));
            deep.then(|| Reply::new(502, json!("upstream died")))
        })
        .only(&[START])
        .breaks_checks(&[
            "never_server_error@start_worker#deep_member:system_info",
            "never_server_error@start_worker#undeclared_deep_nesting",
        ])
        .await;
}

#[tokio::test]
async fn a_worker_process_that_dies_without_an_answer_is_found() {
    Target::reference()
        .before(|call| (call.body.len() > 90_000).then(|| Reply::new(599, json!({}))))
        .proxied(where_status(599, |_| Vec::new()))
        .only(&[HEARTBEAT])
        .breaks("never_server_error")
        .await;
}
