//! What the figures rest on: single requests, causes with their moments, workers, trends.

use serde::{Deserialize, Serialize};

/// A cause of failures, or of answers of 429. Moments are when requests were sent, since the start of
/// the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CauseRecord {
    /// The operation's short name.
    pub operation: String,
    /// What the requests came to, as in `outcomes`.
    pub outcome: String,
    /// The status of the answers; null where the outcome has none.
    pub status: Option<u16>,
    /// How many requests.
    pub count: u64,
    /// When the first of them was sent.
    pub first_ms: f64,
    /// When the last of them was sent.
    pub last_ms: f64,
    /// The stage that the first of them was meant for.
    pub stage: String,
    /// Whose they were.
    pub workers: WorkerRanges,
}

/// Workers by their indices, in ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerRanges {
    /// How many workers.
    pub count: u64,
    /// First and last index of each range, ascending; the first thousand ranges.
    pub ranges: Vec<[u32; 2]>,
}

/// A silence that reached the time to live.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeathRecord {
    /// The index of the worker.
    pub worker: u32,
    /// When its last sign of life was acknowledged, since the start of the run.
    pub since_ms: f64,
    /// When the next one was; null where none came before the end.
    pub until_ms: Option<f64>,
    /// True where it would have been one without the generator's own lateness.
    pub certain: bool,
}

/// Why a request stands as an exemplar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExemplarKind {
    /// It is one of the slowest of its stage and operation.
    Slowest,
    /// It is one of the first of its stage and operation that came to this outcome.
    FirstFailing,
}

/// One request in full. Moments are since the start of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExemplarRecord {
    /// Why it is here.
    pub kind: ExemplarKind,
    /// The stage that it was meant for.
    pub stage: String,
    /// The operation's short name.
    pub operation: String,
    /// What it came to, as in `outcomes`.
    pub outcome: String,
    /// The status of the answer; null where none came whole.
    pub status: Option<u16>,
    /// The index of the worker that sent it.
    pub worker: u32,
    /// When the schedule wanted it sent.
    pub intended_ms: f64,
    /// When it was sent.
    pub sent_ms: f64,
    /// When the last byte of the answer was read, or hope was given up.
    pub done_ms: f64,
    /// From sent to done.
    pub service_ms: f64,
    /// From intended to done.
    pub response_ms: f64,
    /// The part of the lag in which an earlier request of the worker was in flight.
    pub blocked_ms: f64,
    /// The part of the lag spent in line for a connection of the pool.
    pub queued_ms: f64,
    /// The part of the lag that is the generator's fault.
    pub late_ms: f64,
    /// The connection that it went over; null where none was open.
    pub connection: Option<ConnectionRecord>,
    /// What the system, the TLS stack or the decoder said of a failure; null where nothing.
    pub detail: Option<String>,
    /// The beginning of the answer's content; null where there is none.
    pub answer: Option<String>,
}

/// The connection of a request, when the request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionRecord {
    /// The time since it was opened.
    pub age_ms: f64,
    /// How many requests it had carried before.
    pub requests: u32,
}

/// The first third of a stage against its last, for one operation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendRecord {
    /// The first third.
    pub first: ThirdRecord,
    /// The last third.
    pub last: ThirdRecord,
    /// How the service time changed; null where it cannot be distinguished from noise.
    pub service: Option<DriftRecord>,
}

/// What the requests of a third of a stage came to; null for times of which none was observed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThirdRecord {
    /// How long it was.
    pub duration_ms: f64,
    /// Requests that were over.
    pub ended: u64,
    /// Welcome answers.
    pub ok: u64,
    /// Requests that ended with neither a welcome answer nor a 429.
    pub errors: u64,
    /// Median from sent to last byte.
    pub service_p50_ms: Option<f64>,
    /// p99 from sent to last byte.
    pub service_p99_ms: Option<f64>,
    /// p99 from intended to last byte.
    pub response_p99_ms: Option<f64>,
}

/// How a time changed from the first third of a stage to the last: every part of the one is beyond
/// every part of the other, and the median by a tenth at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftRecord {
    /// It became longer.
    Longer,
    /// It became shorter.
    Shorter,
}
