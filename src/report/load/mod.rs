//! The report on a load run.
//!
//! [`LoadReport::new`] turns a summary and its judged objectives into the report. [`Live`] writes the
//! run to a terminal as it goes, [`Seconds`] and [`Intervals`] write its figures to files.

mod blocks;
mod latency_grid;
mod merge;
mod merge_evidence;
mod restore;
mod build;
mod context;
mod earlier;
mod csv;
mod evidence;
mod failures;
mod health_text;
mod intervals;
mod live;
mod model;
mod story;
mod summary_text;
mod operation_table;
mod convert;
mod violation_text;

pub use context::LoadContext;
pub use csv::{OperationSeconds, Seconds};
pub use intervals::Intervals;
pub use live::Live;
pub use merge::{MergeError, NamedReport, merge};
pub use model::{
    AssumptionKind, BeyondRecord, BlockRecord, BrokenAnswerRecord, CauseRecord, ClockRecord,
    Clocks, ConnectionModel, ConnectionRecord, ConnectionTotals, CostRecord, DeathRecord,
    DescriptorRecord, DetailRecord, DriftRecord, EarlierOperation, EarlierRunRecord, ExemplarKind,
    ExemplarRecord, FleetRecord, GapRecord, HealthRecord, IntervalRecord, IntervalSource,
    LatencyGrid, LoadReport, OperationRow, PreflightRecord, Quantiles, Requests, SaturationRecord,
    SloRow, SloStanding, StagePlan, StageRecord, ThirdRecord, TrendRecord, Unit, ValidityRow,
    Value, ViolationRow, WorkerRanges,
};
pub use summary_text::write_summary;

pub(super) use earlier::merge_records;
pub(super) use model::{SCHEMA, VERSION};
pub(super) use summary_text::labelled;
pub(super) use violation_text::violation_story;
