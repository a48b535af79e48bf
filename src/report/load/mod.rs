//! Telling a load run: the report as data, then one file per format.
//!
//! [`LoadReport::new`] turns a summary and its judged objectives into the report; the formats are
//! pure functions of it. [`Live`], [`Lines`] and [`Seconds`] tell the run while it goes.

mod build;
mod capacity;
mod context;
mod csv;
mod folder;
mod health;
mod intervals;
mod junit;
mod live;
mod model;
mod ndjson;
mod summary;
mod table;
mod told;
mod wording;

pub use capacity::{
    CapacityReport, LimitKind, LimitRecord, ProbeRecord, ProbeStanding, ProbeTold, SearchRecord,
    capacity_to_json, capacity_to_junit, write_capacity, write_probe,
};
pub use context::LoadContext;
pub use csv::Seconds;
pub use intervals::Intervals;
pub use junit::to_junit;
pub use live::Live;
pub use model::{
    ClockRecord, Clocks, ConnectionModel, Connections, CostRecord, DescriptorRecord, FleetRecord,
    GapRecord, HealthRecord, IntervalRecord, IntervalSource, InvalidRecord, LoadReport,
    OperationRow, Quantiles, Requests, SloRow, SloStanding, StagePlan, StageRecord, Unit, Value,
};
pub use ndjson::Lines;
pub use summary::write_summary;

pub(super) use model::{SCHEMA, VERSION};
pub(super) use table::aligned;
pub(super) use wording::{NONE, count, percent, rate, time};

/// The report as pretty JSON, with a line end.
pub fn to_json(report: &LoadReport) -> String {
    let mut json = serde_json::to_string_pretty(report).unwrap_or_default();
    json.push('\n');
    json
}
