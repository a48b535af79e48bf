//! An earlier run, for charts that show both.

use serde::{Deserialize, Serialize};

use super::ClockRecord;

/// An earlier run whose durations charts show beside those of this one. Nothing is judged by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlierRunRecord {
    /// Its report, as the user named it.
    pub report: String,
    /// When it began (RFC 3339), where known.
    pub started_at: Option<String>,
    /// Its target's URL.
    pub target: String,
    /// True where it put the same load on its target: the hashes of both profiles are equal.
    pub same_load: bool,
    /// The durations of all stages together, by operation.
    pub operations: Vec<EarlierOperation>,
}

/// The durations of an operation in an earlier run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlierOperation {
    /// Its name.
    pub name: String,
    /// From the intended moment to the answer's last byte; null where none was observed.
    pub response: Option<ClockRecord>,
    /// From the moment of sending to the answer's last byte; null likewise.
    pub service: Option<ClockRecord>,
}
