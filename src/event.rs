//! The only bridge from the runners to the reporters.

use std::sync::Arc;
use std::time::Duration;

use crate::check::{Check, Outcome, Plan};
use crate::http::Exchange;
use crate::load::{
    ConnectionCounts, FleetProfile, GapTally, LoadSummary, OperationSummary, Recorder, StageRun,
};

/// What came of one check, with the exchanges that prove it.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// The check.
    pub check: Arc<Check>,
    /// What came of it.
    pub outcome: Outcome,
    /// The exchanges it was judged on, in the order of its steps. Checks may share exchanges.
    pub exchanges: Vec<Arc<Exchange>>,
}

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every planned check has an outcome.
    Complete,
    /// The user stopped it.
    Interrupted,
    /// The target could not be reached, or stopped answering: why.
    Unreachable(String),
}

/// What happens in a run, as it happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// The run begins.
    Started {
        /// What will be asked.
        plan: Arc<Plan>,
        /// The target's URL, without credentials.
        target: String,
    },
    /// The target asked for patience (429 or 503 with `Retry-After`) and gets it.
    Throttled {
        /// The operation that was called.
        operation: String,
        /// How long the runner waits.
        pause: Duration,
    },
    /// A check has its outcome.
    Finished(Arc<CheckResult>),
    /// The run is over.
    Ended {
        /// How it came to its end.
        ending: Ending,
        /// From `Started` to now.
        elapsed: Duration,
        /// Requests sent, retries included.
        requests: usize,
    },
}

/// Hears every event of a run, in order, from one thread at a time.
pub trait Observer {
    /// Takes note of `event`.
    fn observe(&mut self, event: &Event);
}

impl<O: Observer + ?Sized> Observer for Box<O> {
    fn observe(&mut self, event: &Event) {
        (**self).observe(event);
    }
}

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
    /// The stage under way, by its place in the profile.
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

/// Hears every event of a load run, in order, from one thread at a time.
pub trait LoadObserver {
    /// Takes note of `event`.
    fn observe(&mut self, event: &LoadEvent);
}

impl<O: LoadObserver + ?Sized> LoadObserver for Box<O> {
    fn observe(&mut self, event: &LoadEvent) {
        (**self).observe(event);
    }
}
