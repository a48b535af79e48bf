//! What neighbouring workers record: samples, and the silence between signs of life.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::load::{
    EXCERPT_BYTES, Evidence, Exemplar, FailureDetails, Gaps, Recorder, Sample, Schedule,
};
use crate::run::attack::{self, Failed, Record, WireAnswer};

/// The samples of neighbouring packs.
pub(super) struct RecorderShard {
    pub(super) recorder: Recorder,
    pub(super) gaps: Gaps,
    /// Which requests and workers the counts rest on.
    pub(super) evidence: Evidence,
    /// What was said of failures.
    pub(super) details: FailureDetails,
    pub(super) schedule: Arc<Schedule>,
    /// The operation of each call, by position.
    pub(super) operations: Arc<[u16]>,
    /// True for calls whose welcome answer is a sign of life.
    pub(super) signs_of_life: Arc<[bool]>,
    /// Calls that are not made by the target's doing, which asked to wait or gave no value for
    /// them.
    pub(super) held: Vec<HeldCall>,
}

/// A call that is not made by the target's doing.
pub(super) struct HeldCall {
    worker: u32,
    operation: u16,
    due: Duration,
}

impl RecorderShard {
    /// A call of this operation falls due at this moment and is not made.
    pub(super) fn hold(&mut self, worker: u32, operation: u16, due: Duration) {
        self.held.push(HeldCall { worker, operation, due });
    }

    /// Counts the calls that were held back and whose moment has come by now.
    pub(super) fn settle(&mut self, now: Duration) {
        let (come, ahead) = self.held.drain(..).partition(|held| held.due <= now);
        self.held = ahead;
        let come: Vec<HeldCall> = come;
        for HeldCall { worker, operation, due } in come {
            self.evidence.held.insert(worker);
            let stage = self.stage(due);
            if let Some(tally) = self.recorder.tally_mut(stage, operation) {
                tally.due += 1;
                tally.held += 1;
            }
        }
    }

    /// Calls that fell due from this moment on and were never begun: the target's doing, or not.
    pub(super) fn miss(
        &mut self,
        worker: u32,
        (operation, due): (u16, Duration),
        count: u64,
        is_held: bool,
    ) {
        if is_held && count > 0 {
            self.evidence.held.insert(worker);
        }
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

/// Every shard of a run, shared by the engine and the workers.
pub(super) type RecorderShards = Arc<Vec<Mutex<RecorderShard>>>;

/// A shard to itself.
pub(super) fn lock(shard: &Mutex<RecorderShard>) -> MutexGuard<'_, RecorderShard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Record for RecorderShard {
    fn record(
        &mut self,
        sample: &attack::AttackSample,
        result: Option<Result<&WireAnswer, &Failed>>,
    ) {
        let call = usize::from(sample.call);
        let stage = self.stage(sample.timing.intended);
        let operation = self.operations.get(call).copied().unwrap_or(u16::MAX);
        let outcome = sample.outcome;
        if let Some(tally) = self.recorder.tally_mut(stage, operation) {
            tally.due += 1;
            tally.sent += 1;
        }
        let taken = Sample { stage, operation, outcome, timing: sample.timing };
        if outcome.is_acknowledged() && self.signs_of_life.get(call) == Some(&true) {
            self.gaps.acknowledged(sample.worker, sample.timing.done, taken.generators_part());
        }
        self.recorder.record(&taken);
        self.evidence.note(sample.worker, &taken, || exemplar(sample, taken, result));
    }
}

/// The request of a sample in full, with the beginning of its answer.
fn exemplar(
    sample: &attack::AttackSample,
    taken: Sample,
    result: Option<Result<&WireAnswer, &Failed>>,
) -> Exemplar {
    let answer = result.and_then(Result::ok);
    let failed = result.and_then(Result::err);
    let content = answer.map_or(&[][..], |answer| &answer.body[..]);
    Exemplar {
        worker: sample.worker,
        sample: taken,
        connection: sample.connection,
        status: sample.status,
        detail: failed.and_then(|failed| failed.detail.clone()),
        content: content[..content.len().min(EXCERPT_BYTES)].into(),
    }
}
