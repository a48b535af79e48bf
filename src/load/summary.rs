//! What a run came to: the counts and histograms of every stage and operation, and what they add
//! up to.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{
    Clock, GapTally, Health, LoadOutcome, Recorder, SloResult, SloVerdict, StageGaps, Tally,
};
use crate::stats::rate::share;
use crate::stats::{Histogram, Quantile};

/// A stage as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRun {
    /// Its name.
    pub name: String,
    /// How long it went on; less than planned where the run was stopped.
    pub duration: Duration,
    /// True where the number of workers does not change by plan.
    pub steady: bool,
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct LoadSummary {
    /// In their order.
    pub stages: Vec<StageSummary>,
    /// Workers that were presumed dead at least once.
    pub presumed_dead: u64,
    /// What became of connections.
    pub connections: ConnectionCounts,
    /// Whether every request is accounted for.
    pub bookkeeping: Bookkeeping,
    /// How the generator itself fared.
    pub health: Health,
    /// What the load cost the generator.
    pub cost: Cost,
}

/// What a stage came to.
#[derive(Clone, Debug)]
pub struct StageSummary {
    /// Its name.
    pub name: String,
    /// How long it went on.
    pub duration: Duration,
    /// True where the number of workers does not change by plan.
    pub steady: bool,
    /// By name; operations of the run that this stage did not call are there, and empty.
    pub operations: BTreeMap<String, OperationSummary>,
    /// The silence of workers.
    pub gaps: StageGaps,
}

/// What the requests of an operation came to.
#[derive(Clone, Debug, Default)]
pub struct OperationSummary {
    /// Counts that go with no sample.
    pub tally: Tally,
    /// By [`LoadOutcome::index`].
    pub outcomes: [u64; LoadOutcome::NAMES.len()],
    /// Answers with a 4xx or 5xx, by status.
    pub statuses: BTreeMap<u16, u64>,
    clocks: [Histogram; Clock::ALL.len()],
}

/// What became of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConnectionCounts {
    /// Opened in all.
    pub opened: u64,
    /// Requests that went over a connection already used.
    pub reused: u64,
    /// Open at once, at most.
    pub peak: u64,
}

/// Where every request went: `sent` is the sum of the other three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bookkeeping {
    /// Sent, or tried.
    pub sent: u64,
    /// Answered with HTTP, whatever the status.
    pub answered: u64,
    /// Timed out, refused, reset, or answered with what is none.
    pub failed: u64,
    /// Cut off by the end of the run.
    pub in_flight_at_stop: u64,
}

/// What the load cost the generator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Processor time for a thousand beats, in microseconds.
    pub cpu_us_per_1000_beats: Option<f64>,
    /// Resident memory for each worker, in kB.
    pub kb_per_worker: Option<f64>,
}

/// What a run comes to, the gravest first: a measurement that is not valid neither passes nor
/// fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The generator was the bottleneck: the figures say nothing about the target.
    Invalid,
    /// An objective was missed.
    Failed,
    /// Nothing was judged, or an objective has no data.
    Inconclusive,
    /// Every objective was met.
    Passed,
}

impl LoadSummary {
    /// Sums up what was recorded, by stages and operations in the order of their positions. The
    /// health is filled in as far as the records tell; connections and cost are the caller's.
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
        let mut summary =
            Self { stages: stages.collect(), presumed_dead: gaps.presumed_dead, ..Self::default() };
        let total = summary.total();
        summary.bookkeeping = Bookkeeping::of(&total);
        summary.health = Health::of(&total, summary.bookkeeping.missing() + recorder.stray());
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

    /// What the run comes to, given how its objectives were met.
    pub fn conclude(&self, results: &[SloResult]) -> Conclusion {
        let any = |verdict: SloVerdict| results.iter().any(|result| result.verdict == verdict);
        if !self.health.judge().is_empty() {
            Conclusion::Invalid
        } else if any(SloVerdict::Fail) {
            Conclusion::Failed
        } else if any(SloVerdict::NoData) || results.is_empty() {
            Conclusion::Inconclusive
        } else {
            Conclusion::Passed
        }
    }
}

impl OperationSummary {
    fn new(recorder: &Recorder, stage: u16, operation: u16) -> Self {
        let mut clocks: [Histogram; Clock::ALL.len()] = Default::default();
        for (clock, histogram) in Clock::ALL.into_iter().zip(&mut clocks) {
            for outcome in outcomes_of(clock) {
                if let Some(part) = recorder.histogram(stage, operation, *outcome, clock) {
                    histogram.merge(part);
                }
            }
        }
        Self {
            tally: recorder.tally(stage, operation),
            outcomes: recorder.outcomes(stage, operation),
            statuses: recorder.statuses(stage, operation),
            clocks,
        }
    }

    /// Adds what `other` came to.
    pub fn merge(&mut self, other: &Self) {
        self.tally.add(&other.tally);
        for (ours, theirs) in self.outcomes.iter_mut().zip(other.outcomes) {
            *ours += theirs;
        }
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        for (ours, theirs) in self.clocks.iter_mut().zip(&other.clocks) {
            ours.merge(theirs);
        }
    }

    /// The durations on one clock. Service and response time are those of welcome answers, of
    /// time-outs, and of requests in flight at the stop (each at least as long as it had waited):
    /// an error that comes fast makes no quantile look better. The lags are those of every request.
    pub fn clock(&self, clock: Clock) -> &Histogram {
        &self.clocks[clock as usize]
    }

    /// The columns of [`Quantile::TABLE`] on one clock; `None` where nothing was observed.
    pub fn quantiles(&self, clock: Clock) -> Option<[Duration; Quantile::TABLE.len()]> {
        let histogram = self.clock(clock);
        (!histogram.is_empty()).then(|| {
            Quantile::TABLE.map(|quantile| histogram.quantile(quantile).unwrap_or_default())
        })
    }

    /// True where requests were due, sent or recorded.
    pub fn is_called(&self) -> bool {
        self.tally.due + self.tally.sent > 0 || self.outcomes.iter().any(|count| *count > 0)
    }

    /// Welcome answers.
    pub fn welcome(&self) -> u64 {
        self.count(LoadOutcome::Ok)
    }

    /// Answers of 429.
    pub fn throttled(&self) -> u64 {
        self.count(LoadOutcome::Throttled)
    }

    /// Requests that were over before the run was.
    pub fn ended(&self) -> u64 {
        self.outcomes.iter().sum::<u64>() - self.count(LoadOutcome::Unfinished)
    }

    /// Requests that ended with neither a welcome answer nor a 429.
    pub fn errors(&self) -> u64 {
        self.ended() - self.welcome() - self.throttled()
    }

    /// The share of errors among requests that ended; `None` where none did.
    pub fn error_rate(&self) -> Option<f64> {
        share(self.errors(), self.ended())
    }

    /// How many requests came to `outcome`, whatever the status.
    pub fn count(&self, outcome: LoadOutcome) -> u64 {
        self.outcomes[outcome.index()]
    }
}

impl Bookkeeping {
    fn of(total: &OperationSummary) -> Self {
        let sum = |outcomes: &[LoadOutcome]| outcomes.iter().map(|of| total.count(*of)).sum();
        Self {
            sent: total.tally.sent,
            answered: sum(&[
                LoadOutcome::Ok,
                LoadOutcome::Throttled,
                LoadOutcome::ClientError(0),
                LoadOutcome::ServerError(0),
            ]),
            failed: sum(&[
                LoadOutcome::Timeout,
                LoadOutcome::Connect,
                LoadOutcome::Reset,
                LoadOutcome::Invalid,
            ]),
            in_flight_at_stop: total.count(LoadOutcome::Unfinished),
        }
    }

    /// Requests that are not accounted for, or accounted for twice: 0, or the harness is at fault.
    pub fn missing(&self) -> u64 {
        let accounted = self.answered + self.failed + self.in_flight_at_stop;
        self.sent.abs_diff(accounted)
    }
}

/// The outcomes whose durations a clock shows.
fn outcomes_of(clock: Clock) -> &'static [LoadOutcome] {
    const WAITED: [LoadOutcome; 3] =
        [LoadOutcome::Ok, LoadOutcome::Timeout, LoadOutcome::Unfinished];
    const ALL: [LoadOutcome; LoadOutcome::NAMES.len()] = [
        LoadOutcome::Ok,
        LoadOutcome::Timeout,
        LoadOutcome::Unfinished,
        LoadOutcome::Throttled,
        LoadOutcome::ClientError(0),
        LoadOutcome::ServerError(0),
        LoadOutcome::Connect,
        LoadOutcome::Reset,
        LoadOutcome::Invalid,
    ];
    match clock {
        Clock::Service | Clock::Response => &WAITED,
        Clock::Lag | Clock::Blocked | Clock::Queued | Clock::Late => &ALL,
    }
}
