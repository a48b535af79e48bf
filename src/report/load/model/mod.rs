//! The load report as data, version 1: types of its own, so that the format outlives the internals.
//!
//! Published as `docs/schemas/load-report-v1.schema.json`; a test holds the two together. Times are
//! in milliseconds, to the microsecond.

mod earlier_run;
mod evidence;
mod measured;
mod fleet_record;
mod health;
mod slo;
mod violation;

use serde::{Deserialize, Serialize};

use crate::report::conform::{Ending, Harness, Verdict};

pub use earlier_run::{EarlierOperation, EarlierRunRecord};
pub use evidence::{
    CauseRecord, ConnectionRecord, DeathRecord, DriftRecord, ExemplarKind, ExemplarRecord,
    ThirdRecord, TrendRecord, WorkerRanges,
};
pub use fleet_record::{ConnectionModel, FleetRecord, IntervalRecord, IntervalSource, StagePlan};
pub use health::{
    AssumptionKind, ConnectionTotals, CostRecord, DescriptorRecord, HealthRecord, Requests,
    SaturationRecord, ValidityRow,
};
pub use measured::{
    BeyondRecord, BlockRecord, ClockRecord, Clocks, DetailRecord, GapRecord, LatencyGrid,
    OperationRow, Quantiles, StageRecord,
};
pub use slo::{SloRow, SloStanding, Unit, Value};
pub use violation::{BrokenAnswerRecord, ViolationRow};

/// The name of the format, in every report.
pub(in crate::report) const SCHEMA: &str = "cp-harness/load-report";
/// The version of the format: a member's meaning never changes within one.
pub(in crate::report) const VERSION: u32 = 1;

/// One load run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadReport {
    /// `cp-harness/load-report`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// What made the load.
    pub harness: Harness,
    /// The target's URL.
    pub target: String,
    /// True where any certificate of the target was accepted.
    #[serde(default)]
    pub insecure: bool,
    /// True where generator and target ran on one machine.
    pub shares_machine: bool,
    /// When the run began (RFC 3339), where known.
    pub started_at: Option<String>,
    /// How long it took.
    pub elapsed_ms: f64,
    /// The documents that name the operations.
    pub documents: Vec<String>,
    /// True where SHOULD bound answers under load.
    pub strict: bool,
    /// What was to be done.
    pub fleet: FleetRecord,
    /// An earlier run, for charts that show both; null without one. Nothing is judged by it.
    #[serde(default)]
    pub earlier: Option<EarlierRunRecord>,
    /// What the run comes to.
    pub verdict: Verdict,
    /// The process's exit code.
    pub exit_code: u8,
    /// How the run came to its end.
    pub ending: Ending,
    /// Why the run did not pass, the gravest reason first; empty where it did.
    pub reasons: Vec<String>,
    /// What happened, in sentences, in the order of events; empty where all went as planned.
    #[serde(default)]
    pub story: Vec<String>,
    /// Limits that the generator reached; empty where it kept up.
    #[serde(alias = "invalid")]
    pub saturation: Vec<SaturationRecord>,
    /// What the measurement assumes of itself, tested.
    #[serde(default)]
    pub validity: Vec<ValidityRow>,
    /// The objectives, each in each stage that it concerns.
    pub slos: Vec<SloRow>,
    /// What each stage came to, in their order.
    pub stages: Vec<StageRecord>,
    /// Failures and answers of 429 by cause, in the order in which they began.
    #[serde(default)]
    pub causes: Vec<CauseRecord>,
    /// Failures of causes beyond those listed.
    #[serde(default)]
    pub causes_left_out: u64,
    /// The first failing requests and the slowest ones of each stage and operation.
    #[serde(default)]
    pub exemplars: Vec<ExemplarRecord>,
    /// What was said of failures.
    #[serde(default)]
    pub details: Vec<DetailRecord>,
    /// Workers that got in at least once.
    #[serde(default)]
    pub entered: u64,
    /// What answers broke of the documents, the most frequent first.
    #[serde(default)]
    pub violations: Vec<ViolationRow>,
    /// Violations of kinds beyond those listed.
    #[serde(default)]
    pub violations_left_out: u64,
    /// Workers that were presumed dead at least once.
    pub presumed_dead: u64,
    /// Which workers these are.
    #[serde(default)]
    pub dead: WorkerRanges,
    /// The first twenty times that a worker was presumed dead.
    #[serde(default)]
    pub deaths: Vec<DeathRecord>,
    /// Workers that did not send a request that was due, by the target's doing.
    #[serde(default)]
    pub held: WorkerRanges,
    /// What became of connections.
    pub connections: ConnectionTotals,
    /// What was asked before the run, and is counted nowhere else.
    #[serde(default)]
    pub preflight: PreflightRecord,
    /// Where every request went.
    pub requests: Requests,
    /// How the generator fared.
    pub health: HealthRecord,
    /// What the load cost the generator.
    pub cost: CostRecord,
}

/// What was asked before the run: whether the target is reached, is the API, and lets the fleet in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PreflightRecord {
    /// Requests that the target got, beside those of the fleet.
    pub requests: u64,
    /// How long it took.
    pub elapsed_ms: f64,
}
