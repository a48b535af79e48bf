//! Twin of `law_echo`.

use crate::common::{START, Target};
use serde_json::json;

#[tokio::test]
async fn a_worker_that_is_reported_another_id_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.is_to("/start") && call.path.contains("/workers/") {
                reply.edit_success(|content| {
                    content
                        .insert("worker_id".into(), json!("5f0c9c1e-7d57-4b8e-9a43-000000000000"));
                });
            }
        })
        .breaks("law_echo")
        .await;
}

#[tokio::test]
async fn an_id_in_capitals_is_another_id() {
    Target::reference()
        .after(|call, reply| {
            if call.path.contains("/workers/") && call.is_to("/start") {
                reply.edit_success(|content| {
                    let id =
                        content.get("worker_id").and_then(|id| id.as_str()).unwrap_or_default();
                    let id = id.to_uppercase();
                    content.insert("worker_id".into(), json!(id));
                });
            }
        })
        .only(&[START])
        .breaks_checks(&["law_echo@start_worker#started_worker_id"])
        .await;
}
