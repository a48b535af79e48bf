//! What a run came to, over all its stages: the figures that reports show and objectives judge.

use serde::Serialize;

use crate::load::{
    Blocks, Bookkeeping, CauseSummary, Clock, ConnectionCounts, Death, Exemplars, FailureDetail,
    GapTally, Health, LoadOutcome, OperationSummary, Recorder, StageRun, StageSummary, Violation,
    WorkerSet,
};
use crate::stats::Histogram;

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct LoadSummary {
    /// In their order.
    pub stages: Vec<StageSummary>,
    /// The operations of the run by their short names, in the order of their positions.
    pub operations: Vec<String>,
    /// Workers that were presumed dead at least once.
    pub presumed_dead: u64,
    /// What answers broke of the documents, the most frequent first.
    pub violations: Vec<Violation>,
    /// Violations of kinds beyond those that are kept apart.
    pub violations_left_out: u64,
    /// How many of these would have been without the generator's own lateness.
    pub certainly_dead: u64,
    /// Workers that got in at least once: the target acknowledged their entry, or a beat.
    pub entered: u64,
    /// Which workers these are.
    pub dead: WorkerSet,
    /// The first times that a worker was presumed dead.
    pub deaths: Vec<Death>,
    /// What was said of failures, by operation.
    pub details: Vec<FailureDetail>,
    /// Failures, and answers of 429, by cause.
    pub causes: Vec<CauseSummary>,
    /// Failures of causes beyond those listed.
    pub causes_left_out: u64,
    /// Single requests that stand for many.
    pub exemplars: Exemplars,
    /// Workers that did not send a request that was due, by the target's doing.
    pub held: WorkerSet,
    /// What became of connections.
    pub connections: ConnectionCounts,
    /// Whether every request is accounted for.
    pub bookkeeping: Bookkeeping,
    /// How the generator itself fared.
    pub health: Health,
    /// What the load cost the generator.
    pub cost: Cost,
    /// The stages in equal parts: how much the run varies within itself. The caller's.
    pub blocks: Blocks,
}

/// What the load cost the generator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Processor time for a thousand beats, in microseconds.
    pub cpu_us_per_1000_beats: Option<f64>,
    /// Resident memory for each worker, in kB.
    pub kb_per_worker: Option<f64>,
}

impl LoadSummary {
    /// Sums up what was recorded, by stages and operations in the order of their positions. The
    /// health is filled in as far as the records show; connections and cost are the caller's.
    pub fn new(
        stages: &[StageRun],
        operations: &[String],
        recorder: &Recorder,
        gaps: &GapTally,
    ) -> Self {
        let stages = (0_u16..).zip(stages).map(|(index, stage)| StageSummary {
            name: stage.name.clone(),
            duration: stage.duration,
            steady: stage.steady,
            operations: (0_u16..)
                .zip(operations)
                .map(|(at, name)| (name.clone(), OperationSummary::new(recorder, index, at)))
                .collect(),
            gaps: gaps.stages.get(usize::from(index)).cloned().unwrap_or_default(),
        });
        let mut summary = Self {
            stages: stages.collect(),
            operations: operations.to_vec(),
            presumed_dead: gaps.presumed_dead,
            certainly_dead: gaps.certainly_dead,
            dead: gaps.dead.clone(),
            deaths: gaps.deaths.clone(),
            entered: gaps.entered,
            ..Self::default()
        };
        let total = summary.total();
        summary.bookkeeping = bookkeeping(&total);
        summary.health = Health::of(&total, summary.bookkeeping.missing() + recorder.stray());
        summary
    }

    /// Sums up stages that were measured before, of which so many requests are unaccounted for. Who
    /// got in and who died is the caller's, and so is what is known of the generators.
    pub fn of_stages(stages: Vec<StageSummary>, miscounted: u64) -> Self {
        let names = stages.iter().flat_map(|stage| stage.operations.keys());
        let operations: std::collections::BTreeSet<String> = names.cloned().collect();
        let operations = operations.into_iter().collect();
        let mut summary = Self { stages, operations, ..Self::default() };
        let total = summary.total();
        summary.bookkeeping = bookkeeping(&total);
        summary.health = Health::of(&total, miscounted);
        summary
    }

    /// All stages and operations together.
    pub fn total(&self) -> OperationSummary {
        let mut total = OperationSummary::default();
        for operation in self.stages.iter().flat_map(|stage| stage.operations.values()) {
            total.merge(operation);
        }
        total
    }

    /// One operation over all stages; `None` where the run has no such operation.
    pub fn operation(&self, name: &str) -> Option<OperationSummary> {
        let mut found = None;
        for operation in self.stages.iter().filter_map(|stage| stage.operations.get(name)) {
            found.get_or_insert_with(OperationSummary::default).merge(operation);
        }
        found
    }

    /// How far from the schedule requests were sent, as far as the generator is to blame.
    pub fn schedule_error(&self) -> Histogram {
        self.total().clock(Clock::Late).clone()
    }
}

/// The books, as the counts of samples have them.
fn bookkeeping(total: &OperationSummary) -> Bookkeeping {
    let sum = |wanted: fn(&LoadOutcome) -> bool| {
        LoadOutcome::ALL.iter().filter(|of| wanted(of)).map(|of| total.count(*of)).sum()
    };
    Bookkeeping {
        sent: total.tally.sent,
        answered: sum(|outcome| outcome.is_answered()),
        failed: sum(|outcome| matches!(outcome, LoadOutcome::Failed(_))),
        in_flight_at_stop: sum(|outcome| outcome.is_open()),
    }
}
