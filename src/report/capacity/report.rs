//! The report on a search as data, version 1.
//!
//! Published as `docs/schemas/capacity-report-v1.schema.json`; a test holds the two together.

use serde::{Deserialize, Serialize};

use crate::report::conform::{Ending, Harness, Verdict};
use crate::report::load::{CostRecord, FleetRecord, Requests, SaturationRecord, SloRow};

/// The name of the format, in every report.
pub(super) const SCHEMA: &str = "cp-harness/capacity-report";
/// The version of the format: a member's meaning never changes within one.
pub(super) const VERSION: u32 = 1;

/// One search for the largest fleet that meets its objectives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CapacityReport {
    /// `cp-harness/capacity-report`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// What made the load.
    pub harness: Harness,
    /// The target's URL.
    pub target: String,
    /// True where generator and target ran on one machine.
    pub shares_machine: bool,
    /// When the search began (RFC 3339), where known.
    pub started_at: Option<String>,
    /// How long it took.
    pub elapsed_ms: f64,
    /// The documents that name the operations.
    pub documents: Vec<String>,
    /// The largest fleet of interest; those of the probes are like it, and smaller.
    pub fleet: FleetRecord,
    /// What was searched, and how.
    pub search: SearchRecord,
    /// What a fleet had to meet.
    pub objectives: Vec<String>,
    /// What the search comes to.
    pub verdict: Verdict,
    /// The process's exit code.
    pub exit_code: u8,
    /// How the search came to its end.
    pub ending: Ending,
    /// What the search came to, in a sentence.
    pub answer: String,
    /// True where `largest` is the answer; false where it is a lower bound, as the search ended
    /// early.
    pub decided: bool,
    /// The largest fleet seen to meet every objective, in workers; null where none did.
    pub largest: Option<u32>,
    /// The smallest fleet seen to miss one, in workers; null where none did.
    pub smallest_missed: Option<u32>,
    /// What keeps it from being larger.
    pub limit: LimitRecord,
    /// Every probe, in their order.
    pub probes: Vec<ProbeRecord>,
}

/// What was searched, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchRecord {
    /// The smallest fleet of interest.
    pub min: u32,
    /// The largest fleet of interest.
    pub max: u32,
    /// How near the result was to be, in workers: of the largest fleet of interest, where it is a
    /// share.
    pub precision: u32,
    /// The same as a share of the fleet, 0 to 1; null where it is a number of workers.
    pub precision_share: Option<f64>,
    /// How long the workers of a full probe took to join.
    pub ramp_ms: f64,
    /// How long a full probe held.
    pub hold_ms: f64,
    /// How long the search might take.
    pub max_duration_ms: f64,
}

/// What keeps the search from a larger fleet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitRecord {
    /// What it is.
    pub kind: SearchLimit,
    /// The fleet that was too large, or could not be measured; null where none was.
    pub workers: Option<u32>,
    /// What its last such probe showed.
    pub why: Vec<String>,
}

/// What keeps the search from a larger fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchLimit {
    /// The target missed an objective.
    Target,
    /// The generator was the bottleneck, again and again: the target may well serve more.
    Generator,
    /// An objective had no data.
    Undecided,
    /// The scenario asks for no more.
    Maximum,
    /// The time was up, or the search was stopped.
    Time,
}

/// One probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeRecord {
    /// The size of its fleet.
    pub workers: u32,
    /// How much it is worth.
    pub length: ProbeLengthRecord,
    /// Where its own report is, below the folder of this one.
    pub folder: String,
    /// What it came to.
    pub standing: ProbeStanding,
    /// Why it did not meet the objectives; empty where it did.
    pub why: Vec<String>,
    /// How long it took.
    pub elapsed_ms: f64,
    /// Welcome answers a second while the fleet held; null where it never did.
    pub ok_per_second: Option<f64>,
    /// The longest p99 of an operation's response time while the fleet held.
    pub response_p99_ms: Option<f64>,
    /// How late the generator sent, at p99.
    pub late_p99_ms: Option<f64>,
    /// Where every request went.
    pub requests: Requests,
    /// What the load cost the generator.
    pub cost: CostRecord,
    /// Why the measurement is not valid; empty where it is.
    pub saturation: Vec<SaturationRecord>,
    /// The objectives.
    pub slos: Vec<SloRow>,
}

/// How much a probe is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeLengthRecord {
    /// It shows where to look, and decides nothing.
    Short,
    /// It is long enough to decide.
    Full,
}

/// What a probe came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeStanding {
    /// Every objective was met.
    Met,
    /// An objective was missed.
    Missed,
    /// The generator was the bottleneck: it says nothing about the target.
    GeneratorLimited,
    /// An objective has no data.
    Undecided,
    /// It was cut short.
    CutShort,
}
