//! Telling a search for the largest fleet: every probe, the result, and why it is no larger.

mod build;
mod junit;
mod model;
mod text;

pub use build::ProbeTold;
pub use junit::capacity_to_junit;
pub use model::{CapacityReport, LimitKind, LimitRecord, ProbeRecord, ProbeStanding, SearchRecord};
pub use text::{write_capacity, write_probe};

/// The report as pretty JSON, with a line end.
pub fn capacity_to_json(report: &CapacityReport) -> String {
    let mut json = serde_json::to_string_pretty(report).unwrap_or_default();
    json.push('\n');
    json
}
