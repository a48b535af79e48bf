//! How the generator fared, what it cost, and where requests and connections went.

use serde::{Deserialize, Serialize};

use super::Quantiles;

/// Why a measurement is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidRecord {
    /// What was measured.
    pub what: String,
    /// The figure found.
    pub found: String,
    /// The figure needed.
    pub needed: String,
    /// What mends it.
    pub remedy: String,
}

/// What became of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connections {
    /// Opened in all.
    pub opened: u64,
    /// Requests that went over a connection already used.
    pub reused: u64,
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
    /// Timed out, refused, reset, or answered with what is no HTTP.
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
