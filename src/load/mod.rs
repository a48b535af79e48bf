//! What pressure to apply, and what it came to.
//!
//! Pure: no request and no clock is here.
//!
//! ```text
//! Scenario (a file) ─ resolve ─▶ FleetProfile ─▶ Schedule (who acts when) ─▶ run::load
//!                                                                              │ Sample
//!       Conclusion ◀─ SloResult ◀─ judge ◀─ LoadSummary ◀─ Recorder ◀──────────┘
//! ```
//!
//! Other folders name everything by `crate::load`, wherever in here it stands.

mod capacity;
mod judge;
mod behavior;
mod measure;
mod model;
pub mod preflight;
mod scenario;
mod schedule;
mod template;

pub use behavior::{Beat, Behavior, Call, Every};
pub use capacity::{
    Attempt, Capacity, CapacityPlan, CapacityResult, Limit, Next, Precision, ProbeLength,
    ProbeOutcome, ProbeTimes,
};
pub use judge::{
    Assumption, Comparator, Conclusion, Metric, Slo, SloError, SloProblem, SloResult, SloVerdict,
    Statistic, Validity, judge,
};
pub use measure::{
    BLOCKS, Block, Blocks, BrokenAnswer, COMPARED, CPU_BUSY, CauseLog, CauseSummary, Clock, Cost,
    Death, Descriptors, Drift, EXCERPT_BYTES, Evidence, Exemplar, Exemplars, FIRST_FAILING,
    FailureDetail, FailureDetails, GapTally, Gaps, Health, LEAST_JUDGED, LoadSummary, Occurrences,
    OperationSummary, Recorder, SLOWEST, Sample, Saturation, StageGaps, StageRun, StageSummary,
    Tally, Third, Trend, Violation, ViolationKey, ViolationLog, WorkerSet,
};
pub use model::{
    Amount, DEFAULT_POOL, FaultExtent, FaultState, FleetProfile, Given, Interval, Phase, SloText,
    Stage, StageKind, WorkerFault, WorkerFaultKind, duration_text, pack_for, parse_duration,
    parse_rate,
};
pub use preflight as limits;
pub use scenario::{
    BEHAVIORS, ConnectionChoice, IntervalChoice, Overrides, Resolved, SCENARIOS, Scenario,
};
pub use schedule::{Action, ActionKind, Schedule};
pub use template::{
    BodyTemplate, Route, Scope, Slot, TemplateError, Unset, ValueSource, Variables,
};

pub use crate::wire::{
    Bookkeeping, ConnectionAge, ConnectionCounts, Connections, FailureCause, LoadOutcome, Timing,
};
