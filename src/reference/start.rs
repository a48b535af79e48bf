//! `POST /api/v1/workers/{worker_id}/start`: a known worker fetches its whole configuration.

use serde_json::{Value, json};

use super::answer::JsonAnswer;
use super::config::Config;
use super::kinds::dictionary;
use super::operation::{Content, HandledCall, ReferenceOperation};
use super::refusal::ValidationRefusal;
use super::register::kept;
use super::worker::StoredWorker;

/// Seconds between two heartbeats of a worker: the documented default.
pub(super) const HEARTBEAT_INTERVAL: u32 = 60;

pub(super) static START: ReferenceOperation = ReferenceOperation {
    path: "/api/v1/workers/{worker_id}/start",
    parameter: Some("worker_id"),
    perform: start,
};

/// Notes the system information; the configuration depends on the worker alone.
fn start(call: &HandledCall<'_>) -> Result<JsonAnswer, ValidationRefusal> {
    let system_info =
        call.read(Content::Required, |fields| fields.optional("system_info", dictionary))?;
    let config = call.store.config();
    call.store
        .with_worker(call.organisation, call.id(), |worker| {
            worker.system_info = system_info.and_then(kept);
            JsonAnswer::ok(configuration(call.id(), worker, config))
        })
        .ok_or(ValidationRefusal::Unknown("Worker not found"))
}

/// `WorkerConfigResponse`: every member, those with a documented default at that default.
fn configuration(worker_id: &str, worker: &StoredWorker, config: &Config) -> Value {
    let queue_name = worker.queue.as_ref().map_or("default", |queue| &queue.name);
    json!({
        "worker_id": worker_id,
        "worker_queue_name": queue_name,
        "environment_name": worker.environment.name,
        "task_queue_name": worker.task_queue_name(),
        "temporal_namespace": config.temporal_namespace,
        "temporal_host": config.temporal_host,
        "temporal_api_key": config.temporal_api_key,
        "organization_id": worker.environment.organisation,
        "control_plane_url": config.control_plane_url,
        "heartbeat_interval": HEARTBEAT_INTERVAL,
        "litellm_api_url": config.litellm_api_url,
        "litellm_api_key": config.litellm_api_key,
        "otel_enabled": true,
        "otel_exporter_otlp_endpoint": null,
        "otel_service_name": "agent-control-plane-worker",
        "otel_traces_sampler": "parentbased_always_on",
        "otel_traces_sampler_arg": null,
    })
}
