//! What a run comes to as a whole, given how its objectives were met.

use serde::Serialize;

use crate::load::{LoadSummary, SloResult, SloVerdict};

/// What a run comes to.
///
/// A bound that is certainly missed fails the run, however late the generator was: its lateness
/// adds to response times and takes nothing away from counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// An objective was missed, for certain.
    Failed,
    /// None was missed, and the generator's own part leaves one undecided.
    Invalid,
    /// No worker got in, nothing was judged, or an objective has no data.
    Inconclusive,
    /// Every objective was met.
    Passed,
}

impl LoadSummary {
    /// What the run comes to, given how its objectives were met. A run in which no worker got in
    /// put no fleet's load on the target: it says nothing, whatever its few requests came to.
    pub fn conclude(&self, results: &[SloResult]) -> Conclusion {
        let any = |verdict: SloVerdict| results.iter().any(|result| result.verdict == verdict);
        if self.entered == 0 {
            Conclusion::Inconclusive
        } else if any(SloVerdict::Fail) {
            Conclusion::Failed
        } else if any(SloVerdict::Undecided) || self.health.miscounted > 0 {
            Conclusion::Invalid
        } else if any(SloVerdict::NoData) || results.is_empty() {
            Conclusion::Inconclusive
        } else {
            Conclusion::Passed
        }
    }
}
