//! Twin of `law_repeatable`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::common::{Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_heartbeat_that_is_taken_once_is_found() {
    let seen: Mutex<BTreeMap<Vec<u8>, usize>> = Mutex::default();
    Target::reference()
        .after(move |call, reply| {
            if call.is_to("/heartbeat") && reply.is_success() {
                let mut seen = seen.lock().unwrap();
                let times = seen.entry(call.body.clone()).or_default();
                *times += 1;
                if *times > 2 {
                    *reply = Reply::new(409, json!({"detail": "duplicate heartbeat"}));
                }
            }
        })
        .only(&["law_repeatable", "law_unknown_id", "law_tenant"])
        .breaks("law_repeatable")
        .await;
}
