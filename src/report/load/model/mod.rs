//! The load report as data, version 1: types of its own, so that the format outlives the internals.
//!
//! Published as `docs/schemas/load-report-v1.schema.json`; a test holds the two together. Times are
//! in milliseconds, to the microsecond.

mod figures;
mod fleet;
mod health;
mod slo;

use serde::{Deserialize, Serialize};

use super::super::model::{Ending, Harness, Verdict};

pub use figures::{ClockRecord, Clocks, GapRecord, OperationRow, Quantiles, StageRecord};
pub use fleet::{ConnectionModel, FleetRecord, IntervalRecord, IntervalSource, StagePlan};
pub use health::{
    Connections, CostRecord, DescriptorRecord, HealthRecord, InvalidRecord, Requests,
};
pub use slo::{SloRow, SloStanding, Unit, Value};

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
    /// What the run comes to.
    pub verdict: Verdict,
    /// The process's exit code.
    pub exit_code: u8,
    /// How the run came to its end.
    pub ending: Ending,
    /// Why the run did not pass, the gravest reason first; empty where it did.
    pub reasons: Vec<String>,
    /// Why the measurement is not valid; empty where it is.
    pub invalid: Vec<InvalidRecord>,
    /// The objectives, each in each stage that it concerns.
    pub slos: Vec<SloRow>,
    /// What each stage came to, in their order.
    pub stages: Vec<StageRecord>,
    /// Workers that were presumed dead at least once.
    pub presumed_dead: u64,
    /// What became of connections.
    pub connections: Connections,
    /// Where every request went.
    pub requests: Requests,
    /// How the generator fared.
    pub health: HealthRecord,
    /// What the load cost the generator.
    pub cost: CostRecord,
}
