//! What was measured: stages, operations, clocks, quantiles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evidence::TrendRecord;

/// What one stage came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageRecord {
    /// Its name.
    pub name: String,
    /// How long it went on.
    pub duration_ms: f64,
    /// True where the number of workers does not change by plan.
    pub steady: bool,
    /// The operations that it called, by name.
    pub operations: Vec<OperationRow>,
    /// The silence of workers that ended in it.
    pub gaps: GapRecord,
}

/// What the requests of one operation in one stage came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperationRow {
    /// The operation's short name.
    pub name: String,
    /// Requests that fell due.
    pub due: u64,
    /// Requests sent, or tried.
    pub sent: u64,
    /// Requests never sent because the worker's previous one was in flight to the end, because the
    /// target had asked for patience, or because no answer had given a value that they take.
    pub held: u64,
    /// Requests that were over before the run was.
    pub ended: u64,
    /// Welcome answers.
    pub ok: u64,
    /// Answers of 429, which are no failure.
    pub throttled: u64,
    /// Requests that ended with neither.
    pub errors: u64,
    /// The share of errors among requests that ended; null where none did.
    pub error_share: Option<f64>,
    /// Welcome answers as a share of the requests that fell due; null where none did.
    #[serde(default)]
    pub goodput: Option<f64>,
    /// Welcome answers a second; null where no time passed.
    pub ok_per_second: Option<f64>,
    /// Requests by outcome, those that occurred.
    pub outcomes: BTreeMap<String, u64>,
    /// Answers that were neither a success nor a 429, by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Answers judged by the documents.
    pub judged: u64,
    /// Places in answers that broke a requirement of the documents.
    pub violations: u64,
    /// How long it took.
    pub clocks: Clocks,
    /// The same in equal parts of the stage; null where the run kept none.
    #[serde(default)]
    pub blocks: Option<BlockRecord>,
    /// The first third of the stage against its last; null where the stage has fewer than three
    /// parts.
    #[serde(default)]
    pub trend: Option<TrendRecord>,
}

/// What an operation came to in equal parts of a stage, in their order: how much the run varies
/// within itself, which its samples do not show, as they depend on each other. Lists are equally
/// long, and at most 30.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockRecord {
    /// How long a part is.
    pub length_ms: f64,
    /// Requests that were over.
    pub ended: Vec<u64>,
    /// Welcome answers.
    pub ok: Vec<u64>,
    /// Requests that ended with neither a welcome answer nor a 429.
    pub errors: Vec<u64>,
    /// Answers judged by the documents.
    pub judged: Vec<u64>,
    /// Requirements of the documents that those broke.
    pub violations: Vec<u64>,
    /// Durations from sent to last byte.
    pub service: BeyondRecord,
    /// Durations from intended to last byte.
    pub response: BeyondRecord,
    /// Durations from sent to last byte by size; null where the run kept none.
    #[serde(default)]
    pub latencies: Option<LatencyGrid>,
}

/// Durations of each part by size, as a heatmap shows them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LatencyGrid {
    /// The limits of the buckets, ascending: a duration belongs to the bucket whose lower limit it
    /// reaches and whose upper limit it does not.
    pub limits_ms: Vec<f64>,
    /// For each part, how many durations were in each bucket.
    pub counts: Vec<Vec<u64>>,
}

/// How many durations of each part were longer than the quantiles of the whole stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BeyondRecord {
    /// How many durations.
    pub samples: Vec<u64>,
    /// Longer than the stage's median.
    pub p50: Vec<u64>,
    /// Longer than its p90.
    pub p90: Vec<u64>,
    /// Longer than its p99.
    pub p99: Vec<u64>,
    /// Longer than its p99.9.
    pub p99_9: Vec<u64>,
}

/// What was said of failures of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailRecord {
    /// The operation's short name.
    pub operation: String,
    /// What the requests came to, as in `outcomes`.
    pub outcome: String,
    /// The words of the system, the TLS stack or the decoder, or the member that an answer lacks;
    /// null for all those beyond the few texts that are kept.
    pub text: Option<String>,
    /// How many requests.
    pub count: u64,
}

/// Durations on each clock; null where nothing was observed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Clocks {
    /// Sent to last byte.
    pub service: Option<ClockRecord>,
    /// Intended to last byte.
    pub response: Option<ClockRecord>,
    /// Intended to sent.
    pub lag: Option<ClockRecord>,
    /// The part of the lag in which an earlier request of the worker was in flight.
    pub blocked: Option<ClockRecord>,
    /// The part of the lag spent in line for a connection of the pool.
    pub queued: Option<ClockRecord>,
    /// The part of the lag that is the generator's fault.
    pub late: Option<ClockRecord>,
    /// Response time without the generator's part in it.
    pub net: Option<ClockRecord>,
}

/// Durations, with all that a comparison needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockRecord {
    /// Their quantiles.
    #[serde(flatten)]
    pub quantiles: Quantiles,
    /// How many were beyond the longest duration distinguished, and are counted at it.
    pub saturated: u64,
    /// All of them: an `HdrHistogram` in microseconds, V2, deflated, base64.
    pub histogram: String,
}

/// Durations in figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// How many durations.
    pub samples: u64,
    /// Their mean.
    pub mean_ms: f64,
    /// Half of them are no longer.
    pub p50_ms: f64,
    /// Nine of ten are no longer.
    pub p90_ms: f64,
    /// 99 of 100.
    pub p99_ms: f64,
    /// 999 of 1,000.
    pub p99_9_ms: f64,
    /// 9,999 of 10,000.
    pub p99_99_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

/// The silence of workers between acknowledged beats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapRecord {
    /// How long they were silent; null where no gap ended.
    pub silence: Option<ClockRecord>,
    /// The same without the generator's own lateness; null where no gap ended.
    #[serde(default)]
    pub net: Option<ClockRecord>,
    /// How many times a silence reached the time to live.
    pub deaths: u64,
    /// How many of these would have been without the generator's own lateness; null where unknown.
    #[serde(default)]
    pub certain_deaths: Option<u64>,
    /// The silences in equal parts of the stage; null where the run kept none.
    #[serde(default)]
    pub blocks: Option<BeyondRecord>,
}
