//! What a stage came to: the counts and histograms of each of its operations.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::load::{Clock, FailureCause, LoadOutcome, Recorder, StageGaps, Tally};
use crate::stats::rate::share;
use crate::stats::{Histogram, Quantile};

/// A stage as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRun {
    /// Its name.
    pub name: String,
    /// How long it went on; less than planned where the run was stopped.
    pub duration: Duration,
    /// `true` if the number of workers does not change by plan.
    pub steady: bool,
}

/// What a stage came to.
#[derive(Clone, Debug)]
pub struct StageSummary {
    /// Its name.
    pub name: String,
    /// How long it went on.
    pub duration: Duration,
    /// `true` if the number of workers does not change by plan.
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
    pub outcomes: [u64; LoadOutcome::COUNT],
    /// Answers that were neither a success nor a 429, by status.
    pub statuses: BTreeMap<u16, u64>,
    clocks: [Histogram; Clock::ALL.len()],
}

impl OperationSummary {
    pub(in crate::load) fn new(recorder: &Recorder, stage: u16, operation: u16) -> Self {
        let mut clocks: [Histogram; Clock::ALL.len()] = Default::default();
        for (clock, histogram) in Clock::ALL.into_iter().zip(&mut clocks) {
            for outcome in LoadOutcome::ALL.into_iter().filter(|of| is_shown(clock, *of)) {
                if let Some(part) = recorder.histogram(stage, operation, outcome, clock) {
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

    /// What a report holds of an operation, by outcome ([`LoadOutcome::index`]) and by clock.
    pub fn of_parts(
        tally: Tally,
        outcomes: [u64; LoadOutcome::COUNT],
        statuses: BTreeMap<u16, u64>,
        clocks: [Histogram; Clock::ALL.len()],
    ) -> Self {
        Self { tally, outcomes, statuses, clocks }
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

    /// The durations on one clock. Service, response and net time are those of welcome answers, of
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

    /// Returns `true` if requests were due, sent or recorded.
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

    /// Requests that ran into their time limit, whatever they waited for.
    pub fn timeouts(&self) -> u64 {
        let causes = FailureCause::ALL.into_iter().filter(|cause| cause.is_timeout());
        causes.map(|cause| self.count(cause.into())).sum()
    }

    /// Requests that fell due and were never sent, by the generator's own doing: the target held
    /// none of them.
    pub fn unsent(&self) -> u64 {
        self.tally.due.saturating_sub(self.tally.sent + self.tally.held)
    }

    /// Welcome answers as a share of the requests that fell due; `None` where none did.
    pub fn goodput(&self) -> Option<f64> {
        share(self.welcome(), self.tally.due)
    }

    /// Requests that were over before the run was.
    pub fn ended(&self) -> u64 {
        let open = LoadOutcome::ALL.into_iter().filter(|outcome| outcome.is_open());
        self.outcomes.iter().sum::<u64>() - open.map(|outcome| self.count(outcome)).sum::<u64>()
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

/// Returns `true` if the durations of requests that came to `outcome` are on the clock.
fn is_shown(clock: Clock, outcome: LoadOutcome) -> bool {
    match clock {
        // What never left the line for the pool shows how long a worker waited, and nothing of the
        // target.
        Clock::Response => match outcome {
            LoadOutcome::Ok | LoadOutcome::Unfinished | LoadOutcome::Queued => true,
            LoadOutcome::Failed(cause) => cause.is_timeout(),
            _ => false,
        },
        Clock::Service | Clock::Net => match outcome {
            LoadOutcome::Ok | LoadOutcome::Unfinished => true,
            LoadOutcome::Failed(FailureCause::PoolTimeout) => false,
            LoadOutcome::Failed(cause) => cause.is_timeout(),
            _ => false,
        },
        Clock::Lag | Clock::Blocked | Clock::Queued | Clock::Late => true,
    }
}
