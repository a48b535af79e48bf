//! The report on a search for the largest fleet: every probe, the result, and why it is no larger.

mod conclusion;
mod assemble;
mod report;
mod search_text;

pub use assemble::ProbeRun;
pub use report::{
    CapacityReport, LimitRecord, ProbeLengthRecord, ProbeRecord, ProbeStanding, SearchLimit,
    SearchRecord,
};
pub use search_text::{write_capacity, write_probe};
