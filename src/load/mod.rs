//! What pressure to apply: scenarios as written, fleets as resolved, and the schedule that follows.
//!
//! Pure: a [`Scenario`] resolves to a [`FleetProfile`], whose [`Schedule`] says for any worker what
//! it does when, from the seed and the worker's index alone.
//! What comes back is recorded as [`Sample`]s; a [`LoadSummary`] of them is judged by SLOs.

mod capacity;
mod cell;
mod fault;
mod fleet;
mod gap;
mod given;
mod health;
mod life;
pub mod limits;
mod mix;
mod overrides;
mod problem;
mod recorder;
mod sample;
mod scenario;
mod schedule;
mod shipped;
mod slo;
mod stage;
mod summary;
mod template;
mod units;

pub use capacity::{Capacity, CapacityPlan, Limit, Next, ProbeOutcome};
pub use cell::Tally;
pub use fault::{Extent, Fault, FaultKind};
pub use fleet::{Connections, FleetProfile, Interval, Phase, SloText, pack_for};
pub use gap::{GapTally, Gaps, StageGaps};
pub use given::Given;
pub use health::{CPU_BUSY, Descriptors, Health, InvalidReason};
pub use life::{Beat, Call, Every, Life};
pub use overrides::{IntervalChoice, Overrides};
pub use problem::{Problem, ScenarioError};
pub use recorder::Recorder;
pub use sample::{Clock, LoadOutcome, Sample};
pub use scenario::{Resolved, Scenario};
pub use schedule::{Action, ActionKind, Schedule};
pub use shipped::{LIVES, SCENARIOS};
pub use slo::{
    Amount, Comparator, Metric, Slo, SloError, SloProblem, SloResult, SloVerdict, Statistic, judge,
};
pub use stage::{Stage, StageKind};
pub use summary::{
    Bookkeeping, Conclusion, ConnectionCounts, Cost, LoadSummary, OperationSummary, StageRun,
    StageSummary,
};
pub use template::{
    BodyTemplate, Route, Scope, Slot, TemplateError, Unset, ValueSource, Variables,
};
pub use units::{duration_text, parse_duration, parse_rate};
