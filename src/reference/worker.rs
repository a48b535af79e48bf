//! What the store keeps about a worker and about the environment it runs in.

use std::sync::Arc;
use std::time::SystemTime;

use uuid::Uuid;

use super::config::Queue;

/// An environment of one organisation.
#[derive(Debug, PartialEq, Eq)]
pub struct Environment {
    /// The organisation it belongs to.
    pub organisation: Arc<str>,
    /// Its plain name, as workers give it.
    pub name: Box<str>,
    /// The token that all its workers share.
    pub worker_token: Uuid,
}

impl Environment {
    /// The name of its task queue: `organisation.environment`.
    pub fn task_queue_name(&self) -> String {
        format!("{}.{}", self.organisation, self.name)
    }
}

/// One worker, as small as it can be held: a store may hold many.
#[derive(Clone, Debug)]
pub struct StoredWorker {
    /// Where it runs; also says the organisation.
    pub environment: Arc<Environment>,
    /// The queue it was started for; `None` where it registered by itself.
    pub queue: Option<Arc<Queue>>,
    /// The host name it registered with.
    pub hostname: Option<Box<str>>,
    /// The metadata it registered with, as JSON text; `None` where it is `{}`.
    pub metadata: Option<Box<str>>,
    /// The system information last sent, as JSON text; `None` where none or `{}` was sent.
    pub system_info: Option<Box<str>>,
    /// The last heartbeat; `None` before the first.
    pub heartbeat: Option<Box<Heartbeat>>,
}

impl StoredWorker {
    /// A worker that has said nothing about itself yet.
    pub(super) fn new(environment: Arc<Environment>, queue: Option<Arc<Queue>>) -> Self {
        Self {
            environment,
            queue,
            hostname: None,
            metadata: None,
            system_info: None,
            heartbeat: None,
        }
    }

    /// The name of the task queue it polls: its queue's id, or else its environment's name.
    pub(super) fn task_queue_name(&self) -> String {
        match &self.queue {
            Some(queue) => queue.id.clone(),
            None => self.environment.task_queue_name(),
        }
    }
}

/// What a worker said in its last heartbeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// When it arrived.
    pub received_at: SystemTime,
    /// How many heartbeats have arrived, this one included.
    pub count: u64,
    /// `active`, `idle`, `busy`, or whatever else the worker calls it.
    pub status: Box<str>,
    /// Tasks done so far; held at the nearest bound where the number sent is larger.
    pub tasks_processed: i64,
    /// The task at hand.
    pub current_task_id: Option<Box<str>>,
    /// The metadata, as JSON text; `None` where it is `{}`.
    pub metadata: Option<Box<str>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_at_rest_is_small() {
        assert!(size_of::<StoredWorker>() <= 72, "{} bytes", size_of::<StoredWorker>());
        assert!(size_of::<Heartbeat>() <= 80, "{} bytes", size_of::<Heartbeat>());
    }
}
