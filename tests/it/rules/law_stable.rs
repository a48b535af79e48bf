//! Twin of `law_stable`.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{START, Target};
use serde_json::json;

#[tokio::test]
async fn a_configuration_that_changes_from_start_to_start_is_found() {
    let starts = AtomicUsize::new(0);
    Target::reference()
        .after(move |call, reply| {
            if call.path.contains("/workers/") && call.is_to("/start") {
                let turn = starts.fetch_add(1, Ordering::Relaxed);
                reply.edit_success(|content| {
                    content.insert("task_queue_name".into(), json!(format!("queue-{turn}")));
                });
            }
        })
        .breaks("law_stable")
        .await;
}

#[tokio::test]
async fn a_clock_that_the_documents_do_not_declare_may_tick() {
    let starts = AtomicUsize::new(0);
    Target::reference()
        .after(move |_, reply| {
            let turn = starts.fetch_add(1, Ordering::Relaxed);
            reply.edit_success(|content| {
                content.insert("server_time".into(), json!(turn));
            });
        })
        .only(&["law_stable", START])
        .conforms()
        .await;
}

#[tokio::test]
async fn credentials_may_rotate() {
    let starts = AtomicUsize::new(0);
    Target::reference()
        .after(move |_, reply| {
            let turn = starts.fetch_add(1, Ordering::Relaxed);
            reply.edit_success(|content| {
                content.insert("temporal_api_key".into(), json!(format!("key-{turn}")));
            });
        })
        .only(&["law_stable", START])
        .conforms()
        .await;
}

#[tokio::test]
async fn an_address_may_hold_the_id_of_the_worker() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                let id = content.get("worker_id").and_then(|id| id.as_str()).unwrap_or_default();
                let url = format!("wss://control.example/workers/{id}");
                if content.contains_key("websocket_url") {
                    content.insert("websocket_url".into(), json!(url));
                }
            });
        })
        .only(&["law_*"])
        .conforms()
        .await;
}

#[tokio::test]
async fn a_clock_that_nobody_declared_is_no_configuration() {
    let calls = AtomicUsize::new(0);
    Target::reference()
        .after(move |_, reply| {
            let turn = calls.fetch_add(1, Ordering::Relaxed);
            reply.edit_success(|content| _ = content.insert("now".into(), json!(turn)));
        })
        .only(&["law_stable", START])
        .conforms()
        .await;
}
