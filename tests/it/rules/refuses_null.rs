//! Twin of `refuses_null`.

use crate::common::{HEARTBEAT, Target};

#[tokio::test]
async fn a_null_taken_for_an_omission_is_found() {
    Target::reference()
        .before(|call| {
            call.edit(|body| body.retain(|_, value| !value.is_null()));
            None
        })
        .only(&[HEARTBEAT])
        .breaks_checks(&[
            "refuses_null@worker_heartbeat#status",
            "refuses_null@worker_heartbeat#tasks_processed",
            "refuses_null@worker_heartbeat#worker_metadata",
        ])
        .await;
}

#[tokio::test]
async fn a_null_taken_for_an_omission_fails_this_rule_alone() {
    Target::reference()
        .before(|call| {
            call.edit(|body| {
                if body.get("system_info").is_some_and(serde_json::Value::is_null) {
                    body.shift_remove("system_info");
                }
            });
            None
        })
        .breaks("refuses_null")
        .await;
}
