//! What a run came to: each request is a sample, samples become counts and histograms, and these the
//! summary that is judged and reported.
//!
//! ```text
//! Sample → Recorder (buckets by stage, operation, outcome) → OperationSummary → LoadSummary
//!        ↘ Evidence (causes, exemplars, workers)           ↗        ↑
//!          Gaps (silences of workers) ──────────────────────────────┤
//!          Blocks (a stage in equal parts) → Trend          Health (the generator itself)
//! ```

mod blocks;
mod bucket;
mod details;
mod evidence;
pub(super) mod gap;
pub(super) mod health;
mod operation_summary;
mod recorder;
mod sample;
mod summary;
mod trend;
mod violation;

pub use blocks::{BLOCKS, Block, Blocks, COMPARED};
pub use bucket::Tally;
pub use details::{FailureDetail, FailureDetails};
pub use evidence::{
    CauseLog, CauseSummary, EXCERPT_BYTES, Evidence, Exemplar, Exemplars, FIRST_FAILING,
    Occurrences, SLOWEST, WorkerSet,
};
pub use gap::{Death, GapTally, Gaps, StageGaps};
pub use health::{CPU_BUSY, Descriptors, Health, Saturation};
pub use operation_summary::{OperationSummary, StageRun, StageSummary};
pub use recorder::Recorder;
pub use sample::{Clock, Sample};
pub use summary::{Cost, LoadSummary};
pub use trend::{Drift, Third, Trend};
pub use violation::{BrokenAnswer, LEAST_JUDGED, Violation, ViolationKey, ViolationLog};
