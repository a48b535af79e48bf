//! How the generator fared, what it cost, and where requests and connections went.

use serde::{Deserialize, Serialize};

use super::Quantiles;

/// A limit that the generator reached. It voids no figure: each objective says itself what it leaves
/// undecided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaturationRecord {
    /// What was measured.
    pub what: String,
    /// The figure found.
    pub found: String,
    /// The figure needed.
    pub needed: String,
    /// What fixes it.
    pub remedy: String,
}

/// What an assumption of the measurement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssumptionKind {
    /// Requests are sent when they are due.
    Punctuality,
    /// All that is due is sent, or held by the target.
    Completeness,
    /// Service times do not drift within a stage.
    Stationarity,
    /// Neighbouring parts of a stage are independent.
    Independence,
    /// A stage has no warm-up.
    WarmUp,
}

/// An assumption of the measurement, with what was found. None of them decides an objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidityRow {
    /// What it is about.
    pub kind: AssumptionKind,
    /// What is assumed.
    pub assumption: String,
    /// The stage that it was tested on; null for the whole run.
    pub stage: Option<String>,
    /// The operation that it was tested on; null for all.
    pub operation: Option<String>,
    /// What was found.
    pub found: String,
    /// Whether it holds; null where there was too little to say.
    pub holds: Option<bool>,
    /// What follows where it does not hold.
    pub effect: String,
}

/// What became of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionTotals {
    /// Opened in all.
    pub opened: u64,
    /// Requests that went over a connection already used.
    pub reused: u64,
    /// Requests sent a second time, as the target had closed the kept connection.
    #[serde(default)]
    pub resent: u64,
    /// Open at once, at most.
    pub peak: u64,
}

/// Where every request went: `sent` is the sum of the next three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// Sent, or tried.
    pub sent: u64,
    /// Answered with HTTP, whatever the status.
    pub answered: u64,
    /// Ended without a whole answer.
    pub failed: u64,
    /// Cut off by the end of the run.
    pub in_flight_at_stop: u64,
    /// Not accounted for: 0, or the harness is at fault.
    pub missing: u64,
}

/// How the generator fared; null for what could not be measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HealthRecord {
    /// How far from the schedule requests were sent through the generator's own fault.
    pub schedule_error: Option<Quantiles>,
    /// Processor time of the generator over time and the processors it may use, 0 to 1.
    pub cpu_share: Option<f64>,
    /// Scheduling periods in which the cgroup's quota stopped it, as a share of all.
    pub throttled_share: Option<f64>,
    /// Time in which its threads were ready and had no processor, over time and processors.
    pub run_queue_share: Option<f64>,
    /// File descriptors.
    pub descriptors: Option<DescriptorRecord>,
    /// Connections that the generator's own machine refused.
    pub local_failures: u64,
    /// Requests that the schedule asked for.
    pub offered: u64,
    /// Requests made, and those that the target held back.
    pub achieved: u64,
    /// The one over the other.
    pub achieved_share: Option<f64>,
}

/// File descriptors of the generator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescriptorRecord {
    /// Open at once, at most.
    pub peak: u64,
    /// Allowed.
    pub limit: u64,
}

/// What the load cost the generator; null where unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CostRecord {
    /// Processor time for 1,000 beats.
    pub cpu_ms_per_1000_beats: Option<f64>,
    /// Resident memory for each worker, in kB.
    pub kb_per_worker: Option<f64>,
}
