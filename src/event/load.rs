//! What happens in a load run.

use std::sync::Arc;
use std::time::Duration;

use super::Ending;
use crate::load::{
    ConnectionCounts, FleetProfile, GapTally, LoadSummary, OperationSummary, Recorder, StageRun,
};

/// What happens in a load run, as it happens.
#[derive(Clone, Debug)]
pub enum LoadEvent {
    /// The run begins.
    Started {
        /// What will be done.
        profile: Arc<FleetProfile>,
        /// The target's URL, without credentials.
        target: String,
    },
    /// A stage begins.
    Stage {
        /// Its place in the profile.
        index: usize,
        /// Its name.
        name: String,
        /// When, since the run began.
        at: Duration,
    },
    /// Some time has passed, a second as a rule: what it brought.
    Tick {
        /// When, since the run began.
        at: Duration,
        /// What happened since the tick before.
        snapshot: Arc<LoadSnapshot>,
    },
    /// The run is over.
    Ended {
        /// How it came to its end.
        ending: Ending,
        /// From `Started` to now.
        elapsed: Duration,
        /// Requests sent.
        requests: u64,
    },
}

/// What happened between two ticks, and how things stand at the second.
#[derive(Clone, Debug, Default)]
pub struct LoadSnapshot {
    /// The time between the ticks.
    pub covers: Duration,
    /// The stage under way at the beginning of that time, by its place in the profile.
    pub stage: usize,
    /// Workers alive by the schedule.
    pub alive: u32,
    /// Workers that have been silent for longer than the time to live.
    pub silent: u64,
    /// Requests in flight.
    pub in_flight: u64,
    /// Requests of all operations that ended in this time.
    pub total: OperationSummary,
    /// The same by stage and operation, those that were called.
    pub series: Vec<Series>,
    /// Beats acknowledged in this time.
    pub beats: u64,
    /// Connections since the run began; `peak` is the most that were open at once so far.
    pub connections: ConnectionCounts,
    /// Processor time of the generator over the time and the processors it may use, 0 to 1.
    pub cpu_share: Option<f64>,
}

/// What one operation of one stage brought between two ticks.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// The stage, by its place in the profile: the one that the requests were meant for.
    pub stage: usize,
    /// The operation's short name.
    pub operation: String,
    /// What its requests came to.
    pub requests: OperationSummary,
}

impl LoadSnapshot {
    /// What `interval` holds: requests by their `operations`, in the order of their positions, of
    /// which `beating` are beats. The state of things is left for the caller to fill in.
    pub fn of(interval: &Recorder, operations: &[String], beating: &[&str]) -> Self {
        let unnamed = StageRun { name: String::new(), duration: Duration::ZERO, steady: false };
        let stages = vec![unnamed; usize::from(interval.stages())];
        let summary = LoadSummary::new(&stages, operations, interval, &GapTally::default());
        let acknowledged = |name: &&str| {
            let operation = summary.operation(name);
            operation.map_or(0, |operation| operation.welcome())
        };
        Self {
            beats: beating.iter().map(acknowledged).sum(),
            total: summary.total(),
            series: Series::of(summary),
            ..Self::default()
        }
    }
}

impl Series {
    fn of(summary: LoadSummary) -> Vec<Self> {
        let stages = summary.stages.into_iter().enumerate();
        let series = stages.flat_map(|(stage, summary)| {
            let called = summary.operations.into_iter().filter(|(_, of)| of.is_called());
            called.map(move |(operation, requests)| Self { stage, operation, requests })
        });
        series.collect()
    }
}
