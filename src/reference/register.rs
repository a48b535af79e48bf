//! `POST /api/v1/workers/register`: a worker presents itself and learns how to connect.

use serde_json::json;

use super::answer::JsonAnswer;
use super::kinds::{dictionary, string};
use super::operation::{Content, HandledCall, ReferenceOperation};
use super::refusal::ValidationRefusal;
use super::worker::StoredWorker;

pub(super) static REGISTER: ReferenceOperation =
    ReferenceOperation { path: "/api/v1/workers/register", parameter: None, perform: register };

/// Makes a new worker each time; its environment is created on first use.
fn register(call: &HandledCall<'_>) -> Result<JsonAnswer, ValidationRefusal> {
    let (name, hostname, metadata) = call.read(Content::Required, |fields| {
        (
            fields.required("environment_name", string),
            fields.nullable("hostname", string),
            fields.optional("worker_metadata", dictionary),
        )
    })?;
    let environment = call.store.environment(call.organisation, &name);
    let mut worker = StoredWorker::new(environment.clone(), None);
    worker.hostname = hostname.map(Into::into);
    worker.metadata = metadata.and_then(kept);
    let worker_id = call.store.add(worker);
    let config = call.store.config();
    Ok(JsonAnswer::ok(json!({
        "worker_id": worker_id.to_string(),
        "worker_token": environment.worker_token.to_string(),
        "environment_name": environment.task_queue_name(),
        "temporal_namespace": config.temporal_namespace,
        "temporal_host": config.temporal_host,
        "temporal_api_key": config.temporal_api_key,
        "organization_id": call.organisation,
        "control_plane_url": config.control_plane_url,
    })))
}

/// The text of an object as it is kept: nothing for an empty one.
pub(super) fn kept(object: &str) -> Option<Box<str>> {
    let inside = object.strip_prefix('{')?.strip_suffix('}')?;
    (!inside.trim_ascii().is_empty()).then(|| object.into())
}
