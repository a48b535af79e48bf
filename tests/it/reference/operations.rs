//! What the four operations do when they are called as documented.

use std::collections::BTreeSet;
use std::sync::Arc;

use cp_harness::reference::{DEMO_QUEUE_ID, DEMO_TOKEN, SECOND_TOKEN, openapi};
use serde_json::{Value, json};

use super::target::{HEARTBEAT, REGISTER, Reply, Target, queue_start_path, start_path};

/// The content of an answer that has exactly the members of `schema`, each default at its value.
fn conforming(reply: &Reply, schema: &str) -> Value {
    assert_eq!(reply.status, 200);
    let content = reply.json();
    let schema = &openapi()["components"]["schemas"][schema];
    let declared = schema["properties"].as_object().unwrap();
    let names = |value: &serde_json::Map<String, Value>| -> BTreeSet<String> {
        value.keys().cloned().collect()
    };
    assert_eq!(names(content.as_object().unwrap()), names(declared));
    for (name, member) in declared {
        if let Some(default) = member.get("default") {
            assert_eq!(&content[name], default, "{name}");
        }
    }
    jsonschema::validate(&resolved(schema), &content).unwrap();
    content
}

/// The schema with the document's components beside it.
fn resolved(schema: &Value) -> Value {
    let mut schema = schema.clone();
    schema["components"] = openapi()["components"].clone();
    schema
}

#[tokio::test]
async fn registration_makes_a_new_worker_each_time_in_an_environment_with_one_token() {
    let target = Target::new().await;
    let register = async |token: &str, environment: &str| {
        let body = json!({ "environment_name": environment }).to_string();
        let reply = target.post_as(token, REGISTER, &body).await;
        conforming(&reply, "WorkerRegistrationResponse")
    };
    let first = register(DEMO_TOKEN, "production").await;
    let again = register(DEMO_TOKEN, "production").await;
    let other = register(DEMO_TOKEN, "staging").await;
    let stranger = register(SECOND_TOKEN, "production").await;
    assert_eq!(first["environment_name"], "acme.production");
    assert_eq!(other["environment_name"], "acme.staging");
    assert_eq!(stranger["environment_name"], "globex.production");
    assert_eq!(first["organization_id"], "acme");
    assert_ne!(first["worker_id"], again["worker_id"]);
    assert_eq!(first["worker_token"], again["worker_token"]);
    assert_ne!(first["worker_token"], other["worker_token"]);
    assert_ne!(first["worker_token"], stranger["worker_token"]);
    assert_eq!(first["control_plane_url"], target.store.config().control_plane_url);
    let id = uuid::Uuid::parse_str(first["worker_id"].as_str().unwrap()).unwrap();
    assert_eq!(id.get_version_num(), 4);
    assert_eq!(register(DEMO_TOKEN, "").await["environment_name"], "acme.");
}

#[tokio::test]
async fn what_a_worker_says_about_itself_is_kept() {
    let target = Target::new().await;
    let body = r#"{"environment_name": "e", "hostname": "h", "worker_metadata": {"a": [1]}}"#;
    let content = target.post(REGISTER, body).await.json();
    let id = content["worker_id"].as_str().unwrap();
    let worker = target.store.worker(id).unwrap();
    assert_eq!(worker.hostname.as_deref(), Some("h"));
    assert_eq!(worker.metadata.as_deref(), Some(r#"{"a": [1]}"#));
    assert_eq!(worker.environment.task_queue_name(), "acme.e");
    assert_eq!(worker.heartbeat, None);
    target.post(&start_path(id), r#"{"system_info": {"pid": 1}}"#).await;
    let worker = target.store.worker(id).unwrap();
    assert_eq!(worker.system_info.as_deref(), Some(r#"{"pid": 1}"#));
}

#[tokio::test]
async fn registrations_in_flight_together_give_ids_of_their_own() {
    let target = Arc::new(Target::new().await);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let target = Arc::clone(&target);
        calls.spawn(async move { target.register_as(DEMO_TOKEN).await });
    }
    let ids: BTreeSet<_> = calls.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 64);
    assert_eq!(target.store.worker_count(), 64);
}

#[tokio::test]
async fn a_start_gives_the_whole_configuration_and_a_second_one_the_same() {
    let target = Target::new().await;
    let worker_id = target.register_as(DEMO_TOKEN).await;
    let path = start_path(&worker_id);
    let first = conforming(&target.post(&path, "{}").await, "WorkerConfigResponse");
    assert_eq!(first["worker_id"], *worker_id);
    assert_eq!(first["environment_name"], "production");
    assert_eq!(first["task_queue_name"], "acme.production");
    for body in ["{}", r#"{"system_info": {}}"#, r#"{"system_info": {"any": [null]}}"#] {
        assert_eq!(target.post(&path, body).await.json(), first, "{body}");
    }
}

#[tokio::test]
async fn a_queue_starts_a_new_worker_each_time_with_or_without_content() {
    let target = Target::new().await;
    let path = queue_start_path(DEMO_QUEUE_ID);
    let mut ids = BTreeSet::new();
    for body in ["{}", r#"{"system_info": null}"#, r#"{"worker_sdk_version": "1"}"#, ""] {
        let content = conforming(&target.post(&path, body).await, "WorkerStartResponse");
        assert_eq!(content["queue_id"], DEMO_QUEUE_ID);
        assert_eq!(content["organization_id"], "acme");
        ids.insert(content["worker_id"].as_str().unwrap().to_owned());
    }
    let head = format!("Authorization: Bearer {DEMO_TOKEN}\r\n");
    let bare = target.call("POST", &path, &head, b"").await;
    let content = conforming(&bare, "WorkerStartResponse");
    ids.insert(content["worker_id"].as_str().unwrap().to_owned());
    assert_eq!(ids.len(), 5);
    let started = target.post(&start_path(&ids.pop_first().unwrap()), "{}").await;
    let started = conforming(&started, "WorkerConfigResponse");
    assert_eq!(started["task_queue_name"], content["task_queue_name"]);
    assert_eq!(started["worker_queue_name"], content["queue_name"]);
}

#[tokio::test]
async fn a_heartbeat_is_recorded_and_answered_with_a_head_alone() {
    let target = Target::new().await;
    let worker_id = target.register_as(DEMO_TOKEN).await;
    let body = json!({
        "worker_id": worker_id, "environment_name": "acme.production", "status": "busy",
        "tasks_processed": 7, "current_task_id": "t-1", "worker_metadata": {"a": 1},
    });
    let reply = target.post(HEARTBEAT, &body.to_string()).await;
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    for name in ["content-type", "content-length", "transfer-encoding"] {
        assert_eq!(reply.header(name), None, "{name}");
    }
    let heartbeat = target.store.worker(&worker_id).unwrap().heartbeat.unwrap();
    assert_eq!(&*heartbeat.status, "busy");
    assert_eq!(heartbeat.tasks_processed, 7);
    assert_eq!(heartbeat.current_task_id.as_deref(), Some("t-1"));
    assert_eq!(heartbeat.metadata.as_deref(), Some(r#"{"a":1}"#));

    let defaults = json!({ "worker_id": worker_id, "environment_name": "production" });
    assert_eq!(target.post(HEARTBEAT, &defaults.to_string()).await.status, 204);
    let next = target.store.worker(&worker_id).unwrap().heartbeat.unwrap();
    assert!(next.received_at >= heartbeat.received_at);
    assert_eq!((next.count, &*next.status, next.tasks_processed), (2, "active", 0));
    assert_eq!((next.current_task_id, next.metadata), (None, None));
}

#[tokio::test]
async fn a_heartbeat_of_an_unknown_worker_is_not_found() {
    let target = Target::new().await;
    for id in ["", "x", "00000000-0000-4000-8000-000000000000", "\u{1f512}"] {
        let body = json!({ "worker_id": id, "environment_name": "production" });
        let reply = target.post(HEARTBEAT, &body.to_string()).await;
        assert_eq!((reply.status, reply.json()), (404, json!({ "detail": "Worker not found" })));
    }
}
