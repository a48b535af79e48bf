//! `POST /api/v1/worker-queues/{queue_id}/start`: a new worker starts for a queue.

use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::JsonAnswer;
use super::config::{Config, Queue};
use super::fields::Fields;
use super::kinds::{boolean, integer, number, object, string, strings};
use super::operation::{Content, HandledCall, ReferenceOperation};
use super::refusal::ValidationRefusal;
use super::register::kept;
use super::start::HEARTBEAT_INTERVAL;
use super::worker::StoredWorker;

/// The version of the control plane's SDK: the API version that the overview states.
const SDK_VERSION: &str = "0.3.0";

pub(super) static QUEUE_START: ReferenceOperation = ReferenceOperation {
    path: "/api/v1/worker-queues/{queue_id}/start",
    parameter: Some("queue_id"),
    perform: queue_start,
};

/// Makes a new worker each time.
fn queue_start(call: &HandledCall<'_>) -> Result<JsonAnswer, ValidationRefusal> {
    let info = call.read(Content::Optional, |fields| {
        fields.nullable("worker_sdk_version", string);
        let info = fields.nullable("system_info", |sent| object(sent, system_info));
        fields.nullable("control_plane_url", string);
        info
    })?;
    let queue = call
        .store
        .queue(call.organisation, call.id())
        .ok_or(ValidationRefusal::Unknown("Worker queue not found"))?;
    let environment = call.store.environment(call.organisation, &queue.environment);
    let mut worker = StoredWorker::new(environment, Some(queue.clone()));
    worker.system_info = info.and_then(kept);
    let worker_id = call.store.add(worker);
    let config = call.store.config();
    Ok(JsonAnswer::ok(configuration(worker_id, queue, config)))
}

/// `WorkerSystemInfo`: every member may be left out or be null.
fn system_info(fields: &mut Fields<'_, '_>) {
    for (name, kind) in &SYSTEM_INFO {
        match kind {
            Kind::String => _ = fields.nullable(name, string),
            Kind::Integer => _ = fields.nullable(name, integer),
            Kind::Number => _ = fields.nullable(name, number),
            Kind::Boolean => _ = fields.nullable(name, boolean),
            Kind::Strings => _ = fields.nullable(name, strings),
        }
    }
}

enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Strings,
}

/// The members of `WorkerSystemInfo`, in the document's order.
static SYSTEM_INFO: [(&str, Kind); 22] = [
    ("hostname", Kind::String),
    ("platform", Kind::String),
    ("os_name", Kind::String),
    ("os_version", Kind::String),
    ("python_version", Kind::String),
    ("cli_version", Kind::String),
    ("sdk_version", Kind::String),
    ("pid", Kind::Integer),
    ("cwd", Kind::String),
    ("supported_runtimes", Kind::Strings),
    ("llm_gateway_url", Kind::String),
    ("docker_available", Kind::Boolean),
    ("docker_version", Kind::String),
    ("cpu_count", Kind::Integer),
    ("cpu_percent", Kind::Number),
    ("memory_total", Kind::Integer),
    ("memory_used", Kind::Integer),
    ("memory_percent", Kind::Number),
    ("disk_total", Kind::Integer),
    ("disk_used", Kind::Integer),
    ("disk_percent", Kind::Number),
    ("uptime_seconds", Kind::Number),
];

/// `WorkerStartResponse`: every member, those with a documented default at that default.
fn configuration(worker_id: Uuid, queue: &Queue, config: &Config) -> Value {
    json!({
        "worker_id": worker_id.to_string(),
        "task_queue_name": queue.id,
        "temporal_namespace": config.temporal_namespace,
        "temporal_host": config.temporal_host,
        "temporal_api_key": config.temporal_api_key,
        "organization_id": queue.organisation,
        "control_plane_url": config.control_plane_url,
        "heartbeat_interval": HEARTBEAT_INTERVAL,
        "litellm_api_url": config.litellm_api_url,
        "litellm_api_key": config.litellm_api_key,
        "queue_name": queue.name,
        "environment_name": queue.environment,
        "queue_id": queue.id,
        "queue_ephemeral": queue.ephemeral,
        "queue_single_execution": queue.single_execution,
        "redis_url": null,
        "redis_password": null,
        "redis_enabled": false,
        "websocket_enabled": true,
        "websocket_url": null,
        "websocket_features": ["events", "control", "heartbeat"],
        "nats_config": null,
        "control_plane_sdk_version": SDK_VERSION,
    })
}
