//! What was to be done: the fleet and its stages.

use serde::{Deserialize, Serialize};

/// The fleet and its run, as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FleetRecord {
    /// The scenario's name.
    pub name: String,
    /// The profile's SHA-256: equal hashes mean equal load.
    pub hash: String,
    /// What all that looks random follows from.
    pub seed: u64,
    /// The size of the fleet.
    pub workers: u32,
    /// The most workers alive at once.
    pub peak_workers: u32,
    /// Workers that one goose user carries.
    pub pack: u32,
    /// Organisations (tokens) that the workers are spread over.
    pub organisations: u32,
    /// The name of the life that each worker lives.
    pub life: String,
    /// The time between two heartbeats.
    pub interval: IntervalRecord,
    /// How far a beat may be off its moment, as a share of the interval.
    pub jitter: f64,
    /// Which connections requests travelled on.
    pub connections: ConnectionModel,
    /// The time limit of a request that has none of its own.
    pub timeout_ms: f64,
    /// A worker silent for longer is presumed dead.
    pub heartbeat_ttl_ms: f64,
    /// One of so many answers is judged by the documents.
    pub check_every: u32,
    /// The stages as planned.
    pub stages: Vec<StagePlan>,
}

/// The time between two heartbeats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntervalRecord {
    /// Who says so.
    pub source: IntervalSource,
    /// The interval; the fallback where the configuration says.
    pub interval_ms: f64,
}

/// Who says how often workers beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalSource {
    /// The control plane's configuration.
    Configuration,
    /// The scenario.
    Scenario,
}

/// Which connections requests travelled on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "model", rename_all = "snake_case")]
pub enum ConnectionModel {
    /// Each worker has its own.
    PerWorker {
        /// True where it stays open between requests.
        keep_alive: bool,
    },
    /// The workers share some.
    Pooled {
        /// How many.
        size: u32,
    },
    /// A new one for each request.
    PerRequest,
}

/// A stage as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StagePlan {
    /// Its name.
    pub name: String,
    /// What happens in it, as scenarios write it.
    pub kind: String,
    /// How long it is to last.
    pub duration_ms: f64,
    /// Workers alive when it is over.
    pub workers_after: u32,
}
