//! What neighbouring workers record: samples, and the silence between signs of life.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::load::{Gaps, LoadOutcome, Recorder, Sample, Schedule};
use crate::run::attack::{self, Failure, Record};

/// The samples of neighbouring packs.
pub(super) struct Lane {
    pub(super) recorder: Recorder,
    pub(super) gaps: Gaps,
    pub(super) schedule: Arc<Schedule>,
    /// The operation of each call, by position.
    pub(super) operations: Arc<[u16]>,
    /// True for calls whose welcome answer is a sign of life.
    pub(super) signs_of_life: Arc<[bool]>,
    /// Calls that are not made, as the target asked for patience: operation and moment.
    pub(super) held: Vec<(u16, Duration)>,
}

impl Lane {
    /// A call of this operation falls due at this moment and is not made.
    pub(super) fn hold(&mut self, operation: u16, due: Duration) {
        self.held.push((operation, due));
    }

    /// Counts the calls that were held back and whose moment has come by now.
    pub(super) fn settle(&mut self, now: Duration) {
        let (come, ahead) = self.held.drain(..).partition(|(_, due)| *due <= now);
        self.held = ahead;
        let come: Vec<(u16, Duration)> = come;
        for (operation, due) in come {
            let stage = self.stage(due);
            if let Some(tally) = self.recorder.tally_mut(stage, operation) {
                tally.due += 1;
                tally.held += 1;
            }
        }
    }

    /// Calls that fell due from this moment on and were never begun: the target's doing, or not.
    pub(super) fn owe(&mut self, operation: u16, due: Duration, count: u64, is_held: bool) {
        let stage = self.stage(due);
        if let Some(tally) = self.recorder.tally_mut(stage, operation) {
            tally.due += count;
            tally.held += if is_held { count } else { 0 };
        }
    }

    pub(super) fn stage(&self, at: Duration) -> u16 {
        u16::try_from(self.schedule.stage_at(at)).unwrap_or(u16::MAX)
    }
}

/// Every lane of a run, shared by the engine and the workers.
pub(super) type Lanes = Arc<Vec<Mutex<Lane>>>;

/// A lane to itself.
pub(super) fn lock(lane: &Mutex<Lane>) -> MutexGuard<'_, Lane> {
    lane.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Record for Lane {
    fn record(&mut self, sample: &attack::Sample) {
        let call = usize::from(sample.call);
        let stage = self.stage(sample.intended);
        let operation = self.operations.get(call).copied().unwrap_or(u16::MAX);
        let outcome = outcome(sample.result);
        if outcome == LoadOutcome::Ok && self.signs_of_life.get(call) == Some(&true) {
            self.gaps.acknowledged(sample.worker, sample.done);
        }
        if let Some(tally) = self.recorder.tally_mut(stage, operation) {
            tally.due += 1;
            tally.sent += 1;
        }
        self.recorder.record(&Sample {
            stage,
            operation,
            outcome,
            intended: sample.intended,
            sent: sample.sent,
            done: sample.done,
            blocked: sample.blocked,
            queued: sample.queued,
        });
    }
}

fn outcome(result: Result<u16, Failure>) -> LoadOutcome {
    match result {
        Ok(429) => LoadOutcome::Throttled,
        Ok(status @ 400..=499) => LoadOutcome::ClientError(status),
        Ok(status @ 500..) => LoadOutcome::ServerError(status),
        Ok(_) => LoadOutcome::Ok,
        Err(Failure::Timeout) => LoadOutcome::Timeout,
        Err(Failure::Connect) => LoadOutcome::Connect,
        Err(Failure::Reset) => LoadOutcome::Reset,
        Err(Failure::Invalid) => LoadOutcome::Invalid,
        Err(Failure::Unfinished) => LoadOutcome::Unfinished,
    }
}
