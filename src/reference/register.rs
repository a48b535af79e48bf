//! `POST /api/v1/workers/register`: a worker presents itself and is told how to connect.

use serde_json::json;

use super::answer::Answer;
use super::kinds::{dictionary, string};
use super::operation::{Call, Content, Operation};
use super::refusal::Refusal;
use super::worker::Worker;

pub(super) static REGISTER: Operation =
    Operation { path: "/api/v1/workers/register", parameter: None, perform: register };

/// Makes a new worker each time; its environment is created on first use.
fn register(call: &Call<'_>) -> Result<Answer, Refusal> {
    let (name, hostname, metadata) = call.read(Content::Required, |fields| {
        (
            fields.required("environment_name", string),
            fields.nullable("hostname", string),
            fields.optional("worker_metadata", dictionary),
        )
    })?;
    let environment = call.store.environment(call.organisation, &name);
    let mut worker = Worker::new(environment.clone(), None);
    worker.hostname = hostname.map(Into::into);
    worker.metadata = metadata.and_then(kept);
    let worker_id = call.store.add(worker);
    let config = call.store.config();
    Ok(Answer::ok(json!({
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
