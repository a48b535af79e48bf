//! `POST /api/v1/workers/heartbeat`: a worker says that it is alive and what it does.

use std::time::SystemTime;

use super::answer::JsonAnswer;
use super::kinds::{dictionary, integer, string};
use super::operation::{Content, HandledCall, ReferenceOperation};
use super::refusal::ValidationRefusal;
use super::register::kept;
use super::worker::{Heartbeat, StoredWorker};

/// The documented default of `status`.
const ACTIVE: &str = "active";

pub(super) static HEARTBEAT: ReferenceOperation =
    ReferenceOperation { path: "/api/v1/workers/heartbeat", parameter: None, perform: heartbeat };

/// Records the heartbeat. The documents state no link between the environment named here and the
/// worker's own, so any string will do.
fn heartbeat(call: &HandledCall<'_>) -> Result<JsonAnswer, ValidationRefusal> {
    let (worker_id, status, tasks_processed, current_task_id, metadata) =
        call.read(Content::Required, |fields| {
            let worker_id = fields.required("worker_id", string);
            fields.required("environment_name", string);
            (
                worker_id,
                fields.optional("status", string),
                fields.optional("tasks_processed", integer),
                fields.nullable("current_task_id", string),
                fields.optional("worker_metadata", dictionary),
            )
        })?;
    let beat = Heartbeat {
        received_at: SystemTime::now(),
        count: 1,
        status: status.as_deref().unwrap_or(ACTIVE).into(),
        tasks_processed: tasks_processed.unwrap_or_default(),
        current_task_id: current_task_id.map(Into::into),
        metadata: metadata.and_then(kept),
    };
    call.store
        .with_worker(call.organisation, &worker_id, |worker| record(worker, beat))
        .ok_or(ValidationRefusal::Unknown("Worker not found"))?;
    Ok(JsonAnswer::no_content())
}

/// The last heartbeat counts alone: what it leaves out stands at its default.
fn record(worker: &mut StoredWorker, mut beat: Heartbeat) {
    match &mut worker.heartbeat {
        Some(last) => {
            beat.count = last.count.saturating_add(1);
            **last = beat;
        }
        none => *none = Some(Box::new(beat)),
    }
}
